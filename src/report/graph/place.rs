//! Layers and the heights of what stands in them enter; how far down each spot stands leaves: near to its neighbours, in
//! its turn, and none over another.

use crate::model::arena::Arena;

use super::{SpotId, layers::Layers};

/// Room between two spots of a row.
const GAP: i64 = 16;

/// How often spots are drawn to their neighbours.
const ROUNDS: usize = 8;

/// The middle of each spot, counted downward; the highest spot's upper edge is at 0.
pub(super) fn middles(layers: &Layers, heights: &Arena<SpotId, i64>) -> Arena<SpotId, i64> {
    let mut middles: Arena<SpotId, i64> = Arena::filled(0, layers.spots.len());
    for round in 0..ROUNDS {
        // the last round looks from the causes back, so that what is so stands before the middle of why
        let forward = round % 2 == 0;
        let count = layers.rows.len();
        for step in 0..count {
            let at = if forward { step } else { count - 1 - step };
            let Some(row) = layers.rows.get(at) else { continue };
            let wishes: Vec<(SpotId, i64)> = row.iter().map(|&id| (id, wish(layers, &middles, id, forward))).collect();
            for (id, middle) in apart(&wishes, heights) {
                middles[id] = middle;
            }
        }
    }
    let top = middles.iter().map(|(id, middle)| middle - heights[id] / 2).min().unwrap_or(0);
    for id in middles.ids() {
        middles[id] -= top;
    }
    middles
}

/// The mean of the neighbours on one side, or where the spot is.
fn wish(layers: &Layers, middles: &Arena<SpotId, i64>, id: SpotId, forward: bool) -> i64 {
    let spot = &layers.spots[id];
    let beside = if forward { &spot.before } else { &spot.behind };
    let sum: i64 = beside.iter().map(|&id| middles[id]).sum();
    sum.checked_div(i64::try_from(beside.len()).unwrap_or(0)).unwrap_or(middles[id])
}

/// Spots that stand close together and move as one.
struct Block {
    count: i64,
    /// of where its first spot would have to stand for each of them to have its wish
    sum: i64,
    /// from the middle of the first spot
    spots: Vec<(SpotId, i64)>,
    /// from the middle of the first spot to where the next one's may be
    length: i64,
}

/// Spots in their order, as near to their wishes as can be (by the sum of squares) where none may overlap: neighbours
/// that would do so are joined, and stand at the mean of what they want.
fn apart(wishes: &[(SpotId, i64)], heights: &Arena<SpotId, i64>) -> Vec<(SpotId, i64)> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut last = 0;
    for &(id, wish) in wishes {
        let half = heights[id] / 2;
        if let Some(block) = blocks.last_mut() {
            block.length += last + GAP + half;
        }
        last = heights[id] - half;
        blocks.push(Block { count: 1, sum: wish, spots: vec![(id, 0)], length: 0 });
        while let [.., above, below] = blocks.as_slice()
            && above.sum / above.count + above.length > below.sum / below.count
        {
            let Some(below) = blocks.pop() else { break };
            let Some(above) = blocks.last_mut() else { break };
            let shift = above.length;
            above.sum += below.sum - below.count * shift;
            above.count += below.count;
            above.spots.extend(below.spots.into_iter().map(|(id, offset)| (id, offset + shift)));
            above.length += below.length;
        }
    }
    let placed = blocks.into_iter().flat_map(|block| {
        let first = block.sum / block.count;
        block.spots.into_iter().map(move |(id, offset)| (id, first + offset))
    });
    placed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::arena::Id as _;

    /// Where spots of these heights with these wishes come to stand.
    fn check(spots: &[(i64, i64)], expected: &[i64]) {
        let mut heights = Arena::default();
        let wishes: Vec<(SpotId, i64)> = spots.iter().map(|&(height, wish)| (heights.push(height), wish)).collect();
        let placed = apart(&wishes, &heights);
        assert_eq!(placed.iter().map(|(id, _)| id.index()).collect::<Vec<_>>(), (0..spots.len()).collect::<Vec<_>>());
        assert_eq!(placed.iter().map(|&(_, middle)| middle).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn who_has_room_stands_where_it_wants() {
        check(&[(20, 0), (20, 100), (20, 500)], &[0, 100, 500]);
    }

    #[test]
    fn who_wants_the_same_place_stands_around_it() {
        check(&[(20, 100), (20, 100)], &[82, 118]);
        check(&[(20, 0), (40, 0), (20, 0)], &[-46, 0, 46]);
    }

    #[test]
    fn the_order_is_kept_against_all_wishes() {
        check(&[(20, 300), (20, 200), (20, 100)], &[164, 200, 236]);
    }
}

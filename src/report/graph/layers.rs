//! Boxes and what leads to what enter; each box's layer, its turn in it, and bends where a line passes through a layer
//! leave. Lines go from a layer to the next one only.

use crate::model::arena::{Arena, Id as _};

use super::{Graph, NodeId, SpotId};

/// What stands in a layer.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// from the answer, from 0
    pub(super) layer: usize,
    /// the box; `None` for a bend
    pub(super) node: Option<NodeId>,
    /// what leads here, in the layer before
    pub(super) before: Vec<SpotId>,
    /// where it leads, in the layer behind
    pub(super) behind: Vec<SpotId>,
}

/// A line from a box to another one.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// the boxes at its ends, and the bends between them
    pub(super) spots: Vec<SpotId>,
    /// drawn broken
    pub(super) beside: bool,
}

/// A picture in layers.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) spots: Arena<SpotId, Spot>,
    pub(super) lines: Vec<Line>,
    /// the spots of each layer, from above
    pub(super) rows: Vec<Vec<SpotId>>,
}

/// How often the rows are sorted by their neighbours. More changes little in pictures of this size.
const ROUNDS: usize = 6;

impl Layers {
    pub(super) fn of(graph: &Graph<'_>) -> Self {
        let mut layers = Self { spots: Arena::with_capacity(graph.nodes.len()), lines: Vec::new(), rows: Vec::new() };
        // boxes come first, so that each has the number of its spot
        for (id, &layer) in depths(graph).iter() {
            layers.spots.push(Spot { layer, node: Some(id), before: Vec::new(), behind: Vec::new() });
        }
        for (id, node) in graph.nodes.iter() {
            for edge in &node.causes {
                layers.draw(spot_of(id), spot_of(edge.cause), edge.beside);
            }
        }
        let deepest = layers.spots.iter().map(|(_, spot)| spot.layer).max().unwrap_or(0);
        layers.rows = vec![Vec::new(); deepest + 1];
        for (id, spot) in layers.spots.iter() {
            if let Some(row) = layers.rows.get_mut(spot.layer) {
                row.push(id);
            }
        }
        layers.sort();
        layers
    }

    /// Draws a line, with a bend in each layer that it passes.
    fn draw(&mut self, from: SpotId, to: SpotId, beside: bool) {
        let mut spots = vec![from];
        let mut last = from;
        for layer in self.spots[from].layer + 1..self.spots[to].layer {
            let bend = self.spots.push(Spot { layer, node: None, before: Vec::new(), behind: Vec::new() });
            self.join(last, bend);
            spots.push(bend);
            last = bend;
        }
        self.join(last, to);
        spots.push(to);
        self.lines.push(Line { spots, beside });
    }

    fn join(&mut self, from: SpotId, to: SpotId) {
        self.spots[from].behind.push(to);
        self.spots[to].before.push(from);
    }

    /// Sorts each row by the mean turn of its neighbours in the row before, then in the row behind, so that few lines
    /// cross.
    fn sort(&mut self) {
        let mut turns: Arena<SpotId, usize> = Arena::filled(0, self.spots.len());
        let number = |row: &[SpotId], turns: &mut Arena<SpotId, usize>| {
            row.iter().enumerate().for_each(|(turn, &spot)| turns[spot] = turn);
        };
        self.rows.iter().for_each(|row| number(row, &mut turns));
        for round in 0..ROUNDS {
            let forward = round % 2 == 0;
            let count = self.rows.len();
            for step in 0..count {
                let at = if forward { step } else { count - 1 - step };
                let Some(row) = self.rows.get_mut(at) else { continue };
                row.sort_by_cached_key(|&id| {
                    let spot = &self.spots[id];
                    let beside = if forward { &spot.before } else { &spot.behind };
                    let sum: usize = beside.iter().map(|&id| turns[id]).sum();
                    // who has none there stays about where it is
                    (sum * 1000).checked_div(beside.len()).unwrap_or(turns[id] * 1000)
                });
                number(row, &mut turns);
            }
        }
    }
}

/// The spot of a box.
pub(super) fn spot_of(node: NodeId) -> SpotId {
    SpotId::from_index(node.index())
}

/// The longest way to each box from the answer, which leads to all of them.
fn depths(graph: &Graph<'_>) -> Arena<NodeId, usize> {
    let mut waits: Arena<NodeId, usize> = Arena::filled(0, graph.nodes.len());
    for (_, node) in graph.nodes.iter() {
        node.causes.iter().for_each(|edge| waits[edge.cause] += 1);
    }
    let mut depths: Arena<NodeId, usize> = Arena::filled(0, graph.nodes.len());
    let mut open = vec![graph.answer];
    while let Some(id) = open.pop() {
        for edge in &graph.nodes[id].causes {
            depths[edge.cause] = depths[edge.cause].max(depths[id] + 1);
            waits[edge.cause] -= 1;
            if waits[edge.cause] == 0 {
                open.push(edge.cause);
            }
        }
    }
    depths
}

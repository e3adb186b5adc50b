//! Sets enter; a smallest set that meets each of them leaves. Each set holds what cannot all stay as it is, so what meets
//! them all is the least that must change.

use std::collections::BTreeSet;

/// Sets to be met, each of small numbers, and sets whose supersets are no answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Hitting {
    sets: Vec<Vec<u32>>,
    refused: Vec<BTreeSet<u32>>,
}

/// Steps after which a search is given up.
const MOST_STEPS: usize = 2_000_000;

/// What a search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// a smallest answer
    Set(BTreeSet<u32>),
    /// there is none
    None,
    /// there may be one, but finding it takes too long
    Unknown,
}

/// A search under way.
struct Search<'a> {
    hitting: &'a Hitting,
    steps: usize,
}

impl Hitting {
    /// Adds a set.
    pub(super) fn add(&mut self, set: Vec<u32>) {
        self.sets.push(set);
        // small sets first: they leave the fewest ways
        self.sets.sort_by_key(Vec::len);
    }

    /// Never answers with a superset of this any more.
    pub(super) fn refuse(&mut self, set: BTreeSet<u32>) {
        self.refused.push(set);
    }

    /// A smallest answer of at most `most` members; of equal ones, the first in order.
    pub(super) fn smallest(&self, least: usize, most: usize) -> Found {
        let mut search = Search { hitting: self, steps: 0 };
        for size in least..=most {
            match search.of_size(size) {
                Found::None => {}
                found => return found,
            }
        }
        Found::None
    }
}

impl Search<'_> {
    fn of_size(&mut self, size: usize) -> Found {
        // sets that are chosen so far, each with what was tried and ruled out before it
        let mut open: Vec<(BTreeSet<u32>, BTreeSet<u32>)> = vec![(BTreeSet::new(), BTreeSet::new())];
        while let Some((chosen, barred)) = open.pop() {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return Found::Unknown;
            }
            if self.hitting.refused.iter().any(|set| set.is_subset(&chosen)) {
                continue;
            }
            let unmet = self.hitting.sets.iter().find(|set| !set.iter().any(|member| chosen.contains(member)));
            let Some(unmet) = unmet else { return Found::Set(chosen) };
            if chosen.len() == size {
                continue;
            }
            let mut barred = barred;
            let mut next = Vec::new();
            for &member in unmet.iter().filter(|member| !barred.contains(member)).collect::<Vec<_>>() {
                let mut with = chosen.clone();
                with.insert(member);
                next.push((with, barred.clone()));
                // whatever has this member is found on its own branch
                barred.insert(member);
            }
            next.reverse();
            open.extend(next);
        }
        Found::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smallest(sets: &[&[u32]], refused: &[&[u32]]) -> Found {
        let mut hitting = Hitting::default();
        for set in sets {
            hitting.add(set.to_vec());
        }
        for set in refused {
            hitting.refuse(set.iter().copied().collect());
        }
        hitting.smallest(0, 8)
    }

    fn found(set: &[u32]) -> Found {
        Found::Set(set.iter().copied().collect())
    }

    #[test]
    fn one_member_may_meet_many_sets() {
        assert_eq!(smallest(&[&[1, 2], &[2, 3], &[4, 2]], &[]), found(&[2]));
        assert_eq!(smallest(&[&[1, 2], &[3]], &[]), found(&[1, 3]));
        assert_eq!(smallest(&[], &[]), found(&[]));
    }

    #[test]
    fn what_is_refused_is_not_found_again() {
        assert_eq!(smallest(&[&[1, 2]], &[&[1]]), found(&[2]));
        assert_eq!(smallest(&[&[1, 2]], &[&[1], &[2]]), Found::None);
        assert_eq!(smallest(&[&[]], &[]), Found::None);
    }
}

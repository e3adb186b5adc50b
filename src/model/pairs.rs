//! The operands of a joint enter; those that repeat or imply one another leave as one. Few operands are compared each
//! with each; of many, only those that can be joined at all are looked up: equal ones, and those about one symbol.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use super::{
    arena::Id as _,
    expr::{Expr, ExprId, Joint},
    join::plain,
    simplify::Simplifier,
};

/// From how many pairs on operands are looked up.
const MANY: usize = 4096;

/// From how many operands on a chain is remembered.
pub(super) const LONG: usize = 32;

/// What single operands come to, and whether anything in them was joined.
pub(super) type Worked = HashMap<ExprId, (ExprId, bool), FixedState>;

/// Two operands can be joined only where they have a key in common.
type Keys = [u64; 2];

/// A long joint in which nothing can be joined, and its beginnings: what is added to one of them need not be compared
/// with each operand again.
#[derive(Default)]
pub(super) struct Chain {
    joint: Option<Joint>,
    /// each beginning, with the keys of the operand that is its last
    steps: Vec<(ExprId, Keys)>,
    positions: HashMap<ExprId, usize, FixedState>,
    counts: HashMap<u64, u32, FixedState>,
}

impl Chain {
    fn count(&mut self, keys: Keys) {
        for key in keys {
            *self.counts.entry(key).or_default() += 1;
        }
    }

    /// Goes back to the beginning `left`; false where it is none.
    fn cut(&mut self, joint: Joint, left: ExprId) -> bool {
        let Some(&position) = self.positions.get(&left).filter(|_| self.joint == Some(joint)) else { return false };
        while self.steps.len() > position + 1 {
            if let Some((id, keys)) = self.steps.pop() {
                self.positions.remove(&id);
                for key in keys {
                    if let Some(count) = self.counts.get_mut(&key) {
                        *count -= 1;
                    }
                }
            }
        }
        true
    }

    fn has(&self, keys: Keys) -> bool {
        keys.iter().any(|key| self.counts.get(key).is_some_and(|&count| count > 0))
    }
}

/// Where operands stand, by their keys.
#[derive(Default)]
struct Positions {
    table: HashMap<u64, BTreeSet<usize>, FixedState>,
}

impl Positions {
    /// The operand at a place gives way to another.
    fn replace(&mut self, at: usize, [before, now]: [Option<Keys>; 2]) {
        for key in before.into_iter().flatten() {
            self.table.entry(key).or_default().remove(&at);
        }
        for key in now.into_iter().flatten() {
            self.table.entry(key).or_default().insert(at);
        }
    }

    /// The first place from `next` on, other than `but`, of an operand that has a key in common.
    fn first(&self, keys: Keys, next: usize, but: usize) -> Option<usize> {
        let of_key = |key| self.table.get(key)?.range(next..).find(|&&at| at != but);
        keys.iter().filter_map(of_key).min().copied()
    }
}

impl Simplifier<'_> {
    fn keys(&mut self, id: ExprId) -> Keys {
        let class = self.memory.classes.key(self.exprs, id);
        let inner = match self.exprs.get(id) {
            Expr::Not(inner) => self.exprs.get(inner),
            node => node,
        };
        [class, plain(inner).map_or(class, |symbol| (2 << 32) | symbol.index() as u64)]
    }

    /// Whether `right`, no joint itself, can be joined with nothing in the chain `left`; `whole`, which is both, is then
    /// part of the chain.
    pub(super) fn adds_to_chain(&mut self, joint: Joint, left: ExprId, right: ExprId, whole: ExprId) -> bool {
        if self.exprs.get(right).joint().is_some() || !self.memory.chain.cut(joint, left) {
            return false;
        }
        let keys = self.keys(right);
        let chain = &mut self.memory.chain;
        if chain.has(keys) {
            return false;
        }
        chain.count(keys);
        chain.positions.insert(whole, chain.steps.len());
        chain.steps.push((whole, keys));
        true
    }

    /// Remembers a joint of operands none of which can be joined.
    pub(super) fn start_chain(&mut self, joint: Joint, whole: ExprId, operands: &[ExprId]) {
        if operands.len() < LONG {
            return;
        }
        self.memory.chain = Chain { joint: Some(joint), ..Chain::default() };
        for &operand in operands {
            let keys = self.keys(operand);
            self.memory.chain.count(keys);
        }
        self.memory.chain.positions.insert(whole, 0);
        self.memory.chain.steps.push((whole, [u64::MAX; 2]));
    }

    /// Joins operands before `split` with those behind it; without one, each with each. An operand becomes what it was
    /// worked to when its turn comes to be held against the others. Says whether anything was joined.
    pub(super) fn join_pairs(
        &mut self,
        joint: Joint,
        operands: &mut [ExprId],
        split: Option<usize>,
        worked: &Worked,
    ) -> bool {
        let (ones, from) = (split.unwrap_or(operands.len()), split.unwrap_or(0));
        let others = operands.len() - from;
        if ones.min(others) > 1 && ones * others > MANY {
            return self.join_looked_up(joint, operands, ones, from, worked);
        }
        let mut found = false;
        for one in 0..ones {
            if let Some(slot) = operands.get_mut(one)
                && let Some(&(result, changed)) = worked.get(slot)
            {
                *slot = result;
                found |= changed;
            }
            for other in from..operands.len() {
                found |= self.join_pair(joint, operands, one, other);
            }
        }
        found
    }

    /// Joins two operands into the second where that says the same; the first becomes neutral.
    fn join_pair(&mut self, joint: Joint, operands: &mut [ExprId], one: usize, other: usize) -> bool {
        let (Some(&a), Some(&b)) = (operands.get(one), operands.get(other)) else { return false };
        if one == other {
            return false;
        }
        let Some(result) = self.joined(joint, a, b) else { return false };
        for (at, now) in [(one, joint.neutral()), (other, result)] {
            if let Some(slot) = operands.get_mut(at) {
                *slot = now;
            }
        }
        true
    }

    fn join_looked_up(
        &mut self,
        joint: Joint,
        operands: &mut [ExprId],
        ones: usize,
        from: usize,
        worked: &Worked,
    ) -> bool {
        let mut found = false;
        let mut table = Positions::default();
        for (at, &operand) in operands.iter().enumerate().skip(from) {
            table.replace(at, [None, Some(self.keys(operand))]);
        }
        for one in 0..ones {
            if let Some(slot) = operands.get_mut(one)
                && let Some(&(result, changed)) = worked.get(slot)
            {
                let before = std::mem::replace(slot, result);
                found |= changed;
                if one >= from && before != result {
                    table.replace(one, [Some(self.keys(before)), Some(self.keys(result))]);
                }
            }
            let mut next = from;
            while let Some(&a) = operands.get(one) {
                let keys = self.keys(a);
                let Some(other) = table.first(keys, next, one) else { break };
                next = other + 1;
                let before = operands.get(other).copied();
                if !self.join_pair(joint, operands, one, other) {
                    continue;
                }
                found = true;
                for (at, old) in [(one, Some(a)), (other, before)] {
                    if at >= from {
                        let now = operands.get(at).copied();
                        table.replace(at, [old, now].map(|id| id.map(|id| self.keys(id))));
                    }
                }
            }
        }
        found
    }
}

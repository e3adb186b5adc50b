//! Expressions enter, ones without operands that repeat or imply one another leave; and whether one holds all that
//! another needs. Behaviour of `expr_eliminate_dups` and `expr_eliminate_eq` in expr.c.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use smallvec::{SmallVec, smallvec};

use super::{
    arena::Id as _,
    expr::{ExprId, Exprs, Joint, Operands},
    pairs::{LONG, Worked},
    simplify::{Outcome, Pass, Simplifier},
};

impl Simplifier<'_> {
    /// Since 6.12: each joint on its own, parts first, until nothing more is found.
    pub(super) fn eliminate_step(&mut self, id: ExprId) -> Outcome {
        let mut current = id;
        let mut found = false;
        if let Some((joint, left, right)) = self.exprs.get(id).joint() {
            let (left, right) = match self.both(Pass::Eliminate, left, right) {
                Ok(parts) => parts,
                Err(first) => return first,
            };
            let whole = self.exprs.rejoin(id, left, right);
            current = whole;
            // what has no symbol in common cannot be joined
            let related = self.exprs.trace(left).meets(self.exprs.trace(right));
            if !self.adds_to_chain(joint, left, right, whole) && related {
                let mut operands = self.exprs.operands(joint, left);
                let split = operands.len();
                operands.extend(self.exprs.operands(joint, right));
                found = self.join_pairs(joint, &mut operands, Some(split), &Worked::default());
                if found {
                    current = self.rebuild(joint, whole, &mut operands.into_iter());
                } else if split > 1 {
                    self.start_chain(joint, whole, &operands);
                }
            }
        }
        let current = ExprId::from_index(self.run(Pass::Constants, current) as usize);
        if found && current != id {
            return match self.known(Pass::Eliminate, current) {
                Some(result) => Outcome::Done(result),
                None => Outcome::First(current),
            };
        }
        Outcome::Done(current.index() as u32)
    }

    /// Before 6.12: all pairs of a joint's operands, until nothing more is found.
    pub(super) fn eliminate_step_in_place(&mut self, id: ExprId) -> Outcome {
        if let Some((joint, left, right)) = self.exprs.get(id).joint()
            && self.known(Pass::Eliminate, left) == Some(left.index() as u32)
            && self.adds_to_chain(joint, left, right, id)
        {
            return Outcome::Done(id.index() as u32);
        }
        if self.adds_in_front(id) {
            return Outcome::Done(id.index() as u32);
        }
        let (current, found) = self.pairs_in_place(id);
        if !found {
            if let Some((joint, ..)) = self.exprs.get(current).joint() {
                let operands = self.exprs.operands(joint, current);
                self.start_chain(joint, current, &operands);
            }
            return Outcome::Done(current.index() as u32);
        }
        let current = ExprId::from_index(self.run(Pass::Constants, current) as usize);
        match self.known(Pass::Eliminate, current) {
            _ if current == id => Outcome::Done(id.index() as u32),
            Some(result) => Outcome::Done(result),
            None => Outcome::First(current),
        }
    }

    /// Whether a joint is one operand before a long joint in which nothing can be joined, and cannot be joined itself.
    fn adds_in_front(&mut self, id: ExprId) -> bool {
        let Some((joint, left, right)) = self.exprs.get(id).joint() else { return false };
        if self.exprs.get(left).joint().is_some() || self.known(Pass::Eliminate, right) != Some(right.index() as u32) {
            return false;
        }
        let operands = self.exprs.operands(joint, right);
        operands.len() >= LONG
            && operands
                .into_iter()
                .all(|other| self.joined(joint, left, other).is_none() && self.joined(joint, other, left).is_none())
    }

    /// One pass over all pairs. An operand that is a joint of the other kind is worked on likewise before it is held
    /// against the others for the first time; those before it were held against it as it stood.
    fn pairs_in_place(&mut self, root: ExprId) -> (ExprId, bool) {
        let mut done = Worked::default();
        let mut open = vec![root];
        while let Some(&id) = open.last() {
            if done.contains_key(&id) {
                open.pop();
                continue;
            }
            let Some((joint, ..)) = self.exprs.get(id).joint() else {
                done.insert(id, (id, false));
                open.pop();
                continue;
            };
            let mut operands = self.exprs.operands(joint, id);
            let before = open.len();
            open.extend(
                operands
                    .iter()
                    .copied()
                    .filter(|part| self.exprs.get(*part).joint().is_some() && !done.contains_key(part)),
            );
            if open.len() > before {
                continue;
            }
            let found = self.join_pairs(joint, &mut operands, None, &done);
            let result = self.rebuild(joint, id, &mut operands.into_iter());
            done.insert(id, (result, found));
            open.pop();
        }
        done.get(&root).copied().unwrap_or((root, false))
    }

    /// A joint of the shape of `root` with new operands.
    fn rebuild(&mut self, joint: Joint, root: ExprId, operands: &mut dyn Iterator<Item = ExprId>) -> ExprId {
        enum Task {
            Visit(ExprId),
            Join,
        }
        let mut tasks: SmallVec<[Task; 16]> = smallvec![Task::Visit(root)];
        let mut results = Operands::new();
        while let Some(task) = tasks.pop() {
            match task {
                Task::Visit(id) => match self.exprs.get(id).joint() {
                    Some((found, left, right)) if found == joint => {
                        tasks.extend([Task::Join, Task::Visit(right), Task::Visit(left)]);
                    }
                    _ => results.push(operands.next().unwrap_or(id)),
                },
                Task::Join => {
                    if let (Some(right), Some(left)) = (results.pop(), results.pop()) {
                        results.push(self.exprs.join(joint, left, right));
                    }
                }
            }
        }
        results.pop().unwrap_or(root)
    }

    /// Whether all of `needed` is among the operands of `given`: what is left of it is `y`.
    /// Behaviour of `expr_eliminate_eq` followed by `expr_is_yes`.
    pub(super) fn covers(&mut self, given: ExprId, needed: ExprId) -> bool {
        let (mut given, mut needed) = (given, needed);
        let first = self.exprs.get(given).joint().map(|(joint, ..)| joint);
        if let Some(joint) = first {
            (given, needed) = self.without_common(joint, given, needed);
        }
        let second = self.exprs.get(needed).joint().map(|(joint, ..)| joint);
        if let Some(joint) = second
            && self.exprs.get(given).joint().map(|(joint, ..)| joint) != Some(joint)
        {
            (_, needed) = self.without_common(joint, given, needed);
        }
        self.run(Pass::Constants, needed) == Exprs::YES.index() as u32
    }

    /// Takes away what both have. Operands are met from left to right, each takes the first that equals it.
    fn without_common(&mut self, joint: Joint, one: ExprId, other: ExprId) -> (ExprId, ExprId) {
        let mut ones = self.exprs.operands(joint, one);
        let mut others = self.exprs.operands(joint, other);
        let mut waiting: HashMap<u64, Vec<usize>, FixedState> = HashMap::default();
        for (at, &operand) in others.iter().enumerate().rev() {
            waiting.entry(self.memory.classes.key(self.exprs, operand)).or_default().push(at);
        }
        for operand in &mut ones {
            if *operand == Exprs::YES || *operand == Exprs::NO {
                continue;
            }
            let key = self.memory.classes.key(self.exprs, *operand);
            let found = waiting.get_mut(&key).and_then(Vec::pop).and_then(|at| others.get_mut(at));
            if let Some(found) = found {
                (*operand, *found) = (joint.neutral(), joint.neutral());
            }
        }
        let one = self.rebuild(joint, one, &mut ones.into_iter());
        let other = self.rebuild(joint, other, &mut others.into_iter());
        (one, other)
    }
}

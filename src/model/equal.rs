//! Expressions enter, numbers leave that are the same for what `expr_eq` in expr.c calls equal: joints of the same kind
//! over the same operands, in whatever order and brackets.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{
    arena::Id as _,
    expr::{Expr, ExprId, Exprs, Joint, Operands},
};

/// What makes two expressions equal.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Class {
    Leaf(ExprId),
    Not(u32),
    Joint(Joint, Vec<u32>),
    /// a joint that comes to y, or to n, by its constants alone
    Constant(Joint, ExprId),
}

const UNKNOWN: u32 = u32::MAX;

/// Classes that were found so far, of one [`Exprs`].
#[derive(Default)]
pub(super) struct Classes {
    done: Vec<u32>,
    numbers: HashMap<Class, u32, FixedState>,
    /// by number: the constant that a class comes to
    constants: Vec<Option<ExprId>>,
}

fn is_compound(exprs: &Exprs, id: ExprId) -> bool {
    matches!(exprs.get(id), Expr::Not(_) | Expr::And(..) | Expr::Or(..))
}

impl Classes {
    /// None found yet, with room for those of so many expressions.
    pub(super) fn with_capacity(length: usize) -> Self {
        Self { done: Vec::with_capacity(length), ..Self::default() }
    }

    /// Whether two expressions are equal.
    pub(super) fn equal(&mut self, exprs: &Exprs, one: ExprId, other: ExprId) -> bool {
        one == other
            || (is_compound(exprs, one) && is_compound(exprs, other) && self.of(exprs, one) == self.of(exprs, other))
    }

    /// A key that is the same for equal expressions only.
    pub(super) fn key(&mut self, exprs: &Exprs, id: ExprId) -> u64 {
        if is_compound(exprs, id) { (1 << 32) | u64::from(self.of(exprs, id)) } else { id.index() as u64 }
    }

    fn known(&self, id: ExprId) -> Option<u32> {
        self.done.get(id.index()).copied().filter(|&found| found != UNKNOWN)
    }

    /// The class of an expression; those of its parts are found first.
    fn of(&mut self, exprs: &Exprs, root: ExprId) -> u32 {
        let mut open = Operands::from_slice(&[root]);
        while let Some(&id) = open.last() {
            if self.known(id).is_some() {
                open.pop();
                continue;
            }
            let before = open.len();
            let class = self.class(exprs, id, &mut open);
            if open.len() > before {
                continue;
            }
            open.pop();
            let next = self.numbers.len() as u32;
            let constant = if let Class::Constant(_, constant) = &class { Some(*constant) } else { None };
            let number = *self.numbers.entry(class).or_insert(next);
            if number == next {
                self.constants.push(constant);
            }
            if self.done.len() <= id.index() {
                self.done.resize(exprs.len().max(id.index() + 1), UNKNOWN);
            }
            if let Some(slot) = self.done.get_mut(id.index()) {
                *slot = number;
            }
        }
        self.known(root).unwrap_or(UNKNOWN)
    }

    /// The class of an expression whose parts are known; those that are not are noted in `open`.
    fn class(&self, exprs: &Exprs, id: ExprId, open: &mut Operands) -> Class {
        let mut part = |id| {
            self.known(id).unwrap_or_else(|| {
                open.push(id);
                UNKNOWN
            })
        };
        match exprs.get(id) {
            Expr::Symbol(_) | Expr::Compare(..) => Class::Leaf(id),
            Expr::Not(inner) => Class::Not(part(inner)),
            node @ (Expr::And(..) | Expr::Or(..)) => {
                let joint = if matches!(node, Expr::And(..)) { Joint::And } else { Joint::Or };
                let operands = exprs.operands(joint, id);
                if operands.contains(&joint.zero()) {
                    return Class::Constant(joint, joint.zero());
                }
                let mut parts = Vec::with_capacity(operands.len());
                for operand in operands.into_iter().filter(|&operand| operand != joint.neutral()) {
                    let number = part(operand);
                    match self.constants.get(number as usize).copied().flatten() {
                        Some(constant) if constant == joint.zero() => return Class::Constant(joint, constant),
                        Some(_) => {}
                        None => parts.push(number),
                    }
                }
                if parts.is_empty() {
                    return Class::Constant(joint, joint.neutral());
                }
                parts.sort_unstable();
                Class::Joint(joint, parts)
            }
        }
    }
}

/// Whether two conditions, absent or not, are equal for `expr_eq`.
pub fn same(exprs: &Exprs, one: Option<ExprId>, other: Option<ExprId>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Classes::default().equal(exprs, one, other),
        _ => Exprs::is_yes(one) && Exprs::is_yes(other),
    }
}

//! Two operands of a joint enter; one that says the same leaves, where there is one.

use crate::syntax::ast::{Relation, Type};

use super::{
    expr::{Expr, ExprId, Joint},
    simplify::Simplifier,
    symbol::SymbolId,
};

impl Simplifier<'_> {
    /// What two operands of a joint come to, if that is one; the first one is then superfluous. Behaviour of
    /// `expr_join_or` and `expr_join_and`.
    pub(super) fn joined(&mut self, joint: Joint, one: ExprId, other: ExprId) -> Option<ExprId> {
        if self.memory.classes.equal(self.exprs, one, other) {
            return Some(one);
        }
        let (e1, e2) = (self.exprs.get(one), self.exprs.get(other));
        let first = match e1 {
            Expr::Not(inner) => plain(self.exprs.get(inner))?,
            _ => plain(e1)?,
        };
        let second = match e2 {
            Expr::Not(inner) => match self.exprs.get(inner) {
                Expr::Symbol(symbol) => symbol,
                _ => return None,
            },
            _ => plain(e2)?,
        };
        if first != second {
            return None;
        }
        let result = match (joint, self.symbols[first].ty?) {
            (Joint::Or, Type::Tristate) => tristate_or(first, e1, e2),
            (Joint::Or, Type::Bool) => self.excluded_middle(e1, e2),
            (Joint::And, ty @ (Type::Bool | Type::Tristate)) => self.both_hold(first, ty, e1, e2),
            _ => None,
        }?;
        Some(self.exprs.make(result))
    }

    /// `a || !a` of a bool.
    fn excluded_middle(&self, e1: Expr, e2: Expr) -> Option<Expr> {
        let negated = |e| matches!(e, Expr::Not(inner) if matches!(self.exprs.get(inner), Expr::Symbol(_)));
        let symbol = |e| matches!(e, Expr::Symbol(_));
        ((negated(e1) && symbol(e2)) || (negated(e2) && symbol(e1))).then_some(Expr::Symbol(SymbolId::YES))
    }

    fn both_hold(&self, symbol: SymbolId, ty: Type, e1: Expr, e2: Expr) -> Option<Expr> {
        use Relation::{Equal, Unequal};
        use SymbolId as S;
        let compared = |e: Expr| match e {
            Expr::Compare(relation, _, right) => Some((relation, right)),
            _ => None,
        };
        let pair = |relation, right| {
            (matches!(e1, Expr::Symbol(_)) && compared(e2) == Some((relation, right)))
                || (matches!(e2, Expr::Symbol(_)) && compared(e1) == Some((relation, right)))
        };
        let is = |right| Some(Expr::Compare(Equal, symbol, right));
        if pair(Equal, S::YES) || pair(Unequal, S::MOD) {
            return is(S::YES);
        }
        if pair(Unequal, S::NO) {
            return Some(Expr::Symbol(symbol));
        }
        if ty != Type::Tristate {
            return None;
        }
        match (compared(e1)?, compared(e2)?) {
            ((Equal, wanted), (Unequal, other)) | ((Unequal, other), (Equal, wanted)) => {
                let constant = |id: SymbolId| self.symbols[id].constant;
                if !constant(wanted) || !constant(other) {
                    None
                } else if wanted == other {
                    Some(Expr::Symbol(S::NO))
                } else {
                    is(wanted)
                }
            }
            ((Unequal, a), (Unequal, b)) => match (a, b) {
                (S::YES, S::NO) | (S::NO, S::YES) => is(S::MOD),
                (S::YES, S::MOD) | (S::MOD, S::YES) => is(S::NO),
                (S::MOD, S::NO) | (S::NO, S::MOD) => is(S::YES),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The symbol of a plain symbol or of an equality.
pub(super) fn plain(expr: Expr) -> Option<SymbolId> {
    match expr {
        Expr::Symbol(symbol) | Expr::Compare(Relation::Equal | Relation::Unequal, symbol, _) => Some(symbol),
        _ => None,
    }
}

/// Two equalities of a tristate leave but one value out.
fn tristate_or(symbol: SymbolId, e1: Expr, e2: Expr) -> Option<Expr> {
    use SymbolId as S;
    let (Expr::Compare(Relation::Equal, _, a), Expr::Compare(Relation::Equal, _, b)) = (e1, e2) else { return None };
    let left_out = match (a, b) {
        (S::YES, S::MOD) | (S::MOD, S::YES) => S::NO,
        (S::YES, S::NO) | (S::NO, S::YES) => S::MOD,
        (S::MOD, S::NO) | (S::NO, S::MOD) => S::YES,
        _ => return None,
    };
    Some(Expr::Compare(Relation::Unequal, symbol, left_out))
}

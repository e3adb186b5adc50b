//! An expression whose parts are plain enters; it leaves without comparisons of bools to constants and with its negations
//! moved inwards: behaviour of `expr_transform` in expr.c.

use crate::syntax::ast::{Relation, Type};

use super::{
    arena::Id as _,
    expr::{Expr, ExprId, Exprs, Joint},
    simplify::{Outcome, Pass, Simplifier},
    symbol::SymbolId,
};

impl Simplifier<'_> {
    fn is_bool(&self, symbol: SymbolId) -> bool {
        self.symbols[symbol].ty == Some(Type::Bool)
    }

    pub(super) fn transform_step(&mut self, id: ExprId) -> Outcome {
        let node = self.exprs.get(id);
        let result = match self.with_parts(Pass::Transform, id) {
            Err(first) => return first,
            Ok(result) => match node {
                Expr::Compare(relation, left, right) => self.plain_comparison(id, relation, left, right),
                Expr::Not(inner) => match self.both(Pass::Transform, inner, inner) {
                    Ok((inner, _)) => match self.negated(inner) {
                        Ok(result) => result,
                        Err(first) => return first,
                    },
                    Err(first) => return first,
                },
                _ => result,
            },
        };
        Outcome::Done(result.index() as u32)
    }

    fn plain_comparison(&mut self, id: ExprId, relation: Relation, left: SymbolId, right: SymbolId) -> ExprId {
        let equal = match relation {
            Relation::Equal => true,
            Relation::Unequal => false,
            _ => return id,
        };
        if !self.is_bool(left) {
            return id;
        }
        match (right, equal) {
            (SymbolId::NO, true) | (SymbolId::YES, false) => {
                let symbol = self.exprs.symbol(left);
                match self.slip {
                    Some([slip, _]) if !equal => slip,
                    _ => self.exprs.not(symbol),
                }
            }
            (SymbolId::MOD, equal) => {
                self.memory.tests_for_m.insert(id);
                if equal { Exprs::NO } else { Exprs::YES }
            }
            (SymbolId::YES, true) | (SymbolId::NO, false) => self.exprs.symbol(left),
            _ => id,
        }
    }

    /// What an expression comes to where nothing can negate it any more.
    pub(super) fn without_slip(&self, expr: ExprId) -> ExprId {
        if self.slip.is_some_and(|slip| slip.contains(&expr)) { Exprs::YES } else { expr }
    }

    /// The negation of a transformed expression.
    fn negated(&mut self, inner: ExprId) -> Result<ExprId, Outcome> {
        let slip = self.slip;
        match slip {
            Some([slip, negated]) if slip == inner => return Ok(negated),
            Some([slip, negated]) if negated == inner => return Ok(slip),
            _ => {}
        }
        Ok(match self.exprs.get(inner) {
            Expr::Not(twice) => twice,
            Expr::Compare(relation, left, right) => {
                let opposite = match relation {
                    Relation::Equal => Relation::Unequal,
                    Relation::Unequal => Relation::Equal,
                    Relation::Less => Relation::GreaterEqual,
                    Relation::LessEqual => Relation::Greater,
                    Relation::Greater => Relation::LessEqual,
                    Relation::GreaterEqual => Relation::Less,
                };
                self.exprs.make(Expr::Compare(opposite, left, right))
            }
            Expr::Symbol(SymbolId::YES) => Exprs::NO,
            Expr::Symbol(SymbolId::NO) => Exprs::YES,
            Expr::Symbol(SymbolId::MOD) => Exprs::MOD,
            Expr::Symbol(_) => self.exprs.not(inner),
            Expr::And(left, right) | Expr::Or(left, right) => {
                let [left, right] = [left, right].map(|part| match slip {
                    // worked on a second time, its negation is n
                    Some([slip, _]) if slip == part => Exprs::NO,
                    Some([_, negated]) if negated == part => Exprs::YES,
                    _ => self.exprs.not(part),
                });
                let (left, right) = self.both(Pass::Transform, left, right)?;
                let joint = if matches!(self.exprs.get(inner), Expr::And(..)) { Joint::Or } else { Joint::And };
                self.exprs.join(joint, left, right)
            }
        })
    }
}

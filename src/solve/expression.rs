//! An expression enters; its two literals leave: whether it is at least m, and whether it is y. Behaviour of
//! `expr_calc_value` in expr.c, in logic.

use crate::{
    model::{
        expr::{Expr, ExprId},
        symbol::SymbolId,
    },
    syntax::ast::Relation,
};

use super::{
    encode::Encoding,
    literal::{Lit, Pair},
    possible::Set,
    text::{self, Typed},
};

impl Encoding<'_> {
    /// The literals of an expression.
    pub fn expr(&mut self, root: ExprId) -> Pair {
        let mut stack = vec![root];
        while let Some(&top) = stack.last() {
            if self.known_expr(top).is_some() {
                stack.pop();
                continue;
            }
            let single = match self.possible.expr(Some(top)) {
                _ if !self.fold => None,
                Set::NO => Some(Pair::NO),
                Set::MOD => Some(Pair::MOD),
                Set::YES => Some(Pair::YES),
                _ => None,
            };
            let pair = match (single, self.model.exprs.get(top)) {
                (Some(pair), _) => pair,
                (_, Expr::Symbol(symbol)) => self.switch(symbol),
                (_, Expr::Compare(relation, left, right)) => Pair::switch(self.compare(relation, left, right)),
                (_, Expr::Not(inner)) => match self.known_expr(inner) {
                    Some(pair) => !pair,
                    None => {
                        stack.push(inner);
                        continue;
                    }
                },
                (_, expr @ (Expr::And(left, right) | Expr::Or(left, right))) => {
                    match (self.known_expr(left), self.known_expr(right)) {
                        (Some(one), Some(other)) => {
                            if matches!(expr, Expr::And(..)) {
                                self.formula.min(one, other)
                            } else {
                                self.formula.max(one, other)
                            }
                        }
                        (None, _) => {
                            stack.push(left);
                            continue;
                        }
                        (_, None) => {
                            stack.push(right);
                            continue;
                        }
                    }
                }
            };
            self.keep_expr(top, pair);
        }
        self.known_expr(root).unwrap_or(Pair::NO)
    }

    /// A symbol's values as a comparison meets them, each with its literal.
    fn values(&mut self, symbol: SymbolId) -> Vec<(Vec<u8>, Lit)> {
        if self.is_switch(symbol) && symbol > SymbolId::YES {
            let pair = self.switch(symbol);
            let m = self.formula.and(pair.on, !pair.yes);
            let all = [(b"n", !pair.on), (b"m", m), (b"y", pair.yes)];
            return all
                .into_iter()
                .filter(|&(_, lit)| lit != Lit::FALSE)
                .map(|(text, lit)| (text.to_vec(), lit))
                .collect();
        }
        let literals = self.text(symbol);
        literals.into_iter().map(|(word, lit)| (self.possible.word(word).to_vec(), lit)).collect()
    }

    fn compare(&mut self, relation: Relation, left: SymbolId, right: SymbolId) -> Lit {
        let (ones, others) = (self.values(left), self.values(right));
        let (left_type, right_type) = (self.model.told_type(left), self.model.told_type(right));
        let mut cases = Vec::new();
        for (one, one_lit) in &ones {
            // literals of one side are exactly one: what holds for all of the other side needs no more said
            let held: Vec<Lit> = others
                .iter()
                .filter(|(other, _)| {
                    let (one, other) = (Typed { text: one, ty: left_type }, Typed { text: other, ty: right_type });
                    text::holds(relation, one, other)
                })
                .map(|&(_, lit)| lit)
                .collect();
            let other = if held.len() == others.len() { Lit::TRUE } else { self.formula.any(&held) };
            cases.push(self.formula.and(*one_lit, other));
        }
        self.formula.any(&cases)
    }
}

//! A model and what its user says enter; the texts that a user may give to each symbol leave, as far as anything can
//! tell them apart.

use crate::{
    model::{
        Model,
        arena::Id as _,
        expr::{Expr, ExprId},
        symbol::{PropertyKind, SymbolId},
    },
    syntax::ast::Type,
    user::UserValues,
};

use super::{Possible, text};

impl Possible {
    /// Gathers what a user may give to a symbol with a text: what stands in comparisons with it, and near that.
    pub(super) fn offer(&mut self, model: &Model, user: &UserValues, extra: &[(SymbolId, Vec<u8>)]) {
        let mut offers: Vec<(SymbolId, Vec<u8>)> = extra.to_vec();
        let mut offer = |symbol: SymbolId, other: SymbolId| {
            let Some(ty @ (Type::Int | Type::Hex | Type::String)) = model.symbols[symbol].ty else { return };
            if model.symbols[other].ty.is_none() {
                let name = model.name(other).unwrap_or_default();
                offers.extend(text::near(ty, name).into_iter().map(|text| (symbol, text)));
            }
        };
        for expr in (0..model.exprs.len()).map(|index| model.exprs.get(ExprId::from_index(index))) {
            if let Expr::Compare(_, left, right) = expr {
                offer(left, right);
                offer(right, left);
            }
        }
        for (id, symbol) in model.symbols.iter() {
            let Some(ty @ (Type::Int | Type::Hex | Type::String)) = symbol.ty else { continue };
            if let Some(text) = user.text(id) {
                offers.push((id, text.to_vec()));
            }
            if ty == Type::String {
                offers.push((id, Vec::new()));
            }
            for &property in &symbol.properties {
                let bounds = match model.properties[property].kind {
                    PropertyKind::Range(low, high) => [low, high],
                    _ => continue,
                };
                let fixed = bounds.into_iter().filter(|&bound| model.symbols[bound].ty.is_none());
                offers.extend(fixed.map(|bound| (id, model.name(bound).unwrap_or_default().to_vec())));
            }
        }
        for (symbol, text) in offers {
            if model.symbols[symbol].ty.is_some_and(|ty| text::can_be_given(ty, &text)) {
                let word = self.intern(text);
                if !self.offered[symbol].contains(&word) {
                    self.offered[symbol].push(word);
                }
            }
        }
    }
}

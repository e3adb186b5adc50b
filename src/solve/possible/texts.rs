//! What can be so far enters; the texts that an int, a hex or a string can therefore have leave.

use crate::{
    model::{
        Model,
        expr::Expr,
        symbol::{PropertyKind, SymbolId},
    },
    syntax::ast::Type,
};

use super::{Possible, Set, Word, text};

impl Possible {
    /// The text that a symbol has where nothing gives it one.
    pub(in crate::solve) fn blank(model: &Model, symbol: SymbolId) -> &'static [u8] {
        match model.symbols[symbol].ty {
            Some(Type::Int) if !model.dialect.empty_numbers => b"0",
            Some(Type::Hex) if !model.dialect.empty_numbers => b"0x0",
            _ => b"",
        }
    }

    pub(super) fn text(&mut self, model: &Model, symbol: SymbolId) -> Vec<Word> {
        let found = &model.symbols[symbol];
        let visible = self.visible(model, symbol);
        let mut before: Vec<Word> = Vec::new();
        if visible.shown() != Set::EMPTY {
            before.extend(&self.offered[symbol]);
        }
        let mut certain = false;
        for &id in &found.properties {
            let property = &model.properties[id];
            let PropertyKind::Default(value) = property.kind else { continue };
            let condition = self.expr(property.visible);
            if condition.shown() == Set::EMPTY {
                continue;
            }
            match model.exprs.get(value) {
                Expr::Symbol(source) => before.extend(&self.texts[source]),
                _ => before.push(self.intern(Self::blank(model, symbol).to_vec())),
            }
            if !condition.has(Set::NO) {
                certain = true;
                break;
            }
        }
        if !certain {
            before.push(self.intern(Self::blank(model, symbol).to_vec()));
        }
        self.in_ranges(model, symbol, before)
    }

    /// The texts that ranges make of texts, and these themselves where no range is sure.
    fn in_ranges(&mut self, model: &Model, symbol: SymbolId, before: Vec<Word>) -> Vec<Word> {
        let found = &model.symbols[symbol];
        if !matches!(found.ty, Some(Type::Int | Type::Hex)) {
            return before;
        }
        let mut after = Vec::new();
        for &id in &found.properties {
            let PropertyKind::Range(low, high) = model.properties[id].kind else { continue };
            let condition = self.expr(model.properties[id].visible);
            if condition.shown() == Set::EMPTY {
                continue;
            }
            let mut made = Vec::new();
            for word in &before {
                // a bound that is the symbol itself is what it is before its range counts
                let texts =
                    |bound: SymbolId| if bound == symbol { std::slice::from_ref(word) } else { &self.texts[bound] };
                for &low_word in texts(low) {
                    for &high_word in texts(high) {
                        let bounds = (self.typed(model, low, low_word), self.typed(model, high, high_word));
                        made.push(text::clamped(model, symbol, self.word(*word), bounds.0, bounds.1));
                    }
                }
            }
            after.extend(made.into_iter().map(|text| self.intern(text)));
            if !condition.has(Set::NO) {
                return after;
            }
        }
        after.extend(before);
        after
    }
}

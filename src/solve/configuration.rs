//! A model of a formula enters; the configuration that it stands for leaves.

use crate::{
    model::symbol::{SymbolId, Tristate},
    user::{UserValue, UserValues},
};

use super::{encode::Encoding, solver::holds};

impl Encoding<'_> {
    /// The values of all symbols that are encoded, as a user would have to give them to get this configuration.
    pub fn configuration(&mut self, model: &[bool]) -> UserValues {
        let mut user = UserValues::default();
        for symbol in self.model.symbols.ids() {
            let found = &self.model.symbols[symbol];
            if symbol <= SymbolId::YES || found.ty.is_none() || found.choice || found.transitional {
                continue;
            }
            if self.is_switch(symbol) {
                if let Some(value) = self.known_switch(symbol, model) {
                    user.values.insert(symbol, UserValue::Switch(value));
                    if let (Some(choice), Tristate::Yes) = (self.choice(symbol), value) {
                        user.member.insert(choice, symbol);
                    }
                }
            } else if let Some(text) = self.known_text(symbol, model) {
                user.values.insert(symbol, UserValue::Text(text));
            }
        }
        user
    }

    /// A bool's or tristate's value in a model; `None` where it is not encoded.
    pub fn known_switch(&self, symbol: SymbolId, model: &[bool]) -> Option<Tristate> {
        let pair = self.encoded_switch(symbol)?;
        Some(match (holds(model, pair.on), holds(model, pair.yes)) {
            (false, _) => Tristate::No,
            (true, false) => Tristate::Mod,
            (true, true) => Tristate::Yes,
        })
    }

    /// A symbol's text in a model; `None` where it is not encoded.
    pub fn known_text(&self, symbol: SymbolId, model: &[bool]) -> Option<Vec<u8>> {
        let texts = self.encoded_text(symbol)?;
        let &(word, _) = texts.iter().find(|&&(_, lit)| holds(model, lit))?;
        Some(self.word(word).to_vec())
    }
}

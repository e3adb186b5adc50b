//! A model and what its user says enter; the texts that a user may give to each symbol leave, as far as anything can
//! tell them apart.

use crate::{
    model::{Model, symbol::SymbolId},
    user::UserValues,
};

use super::{
    super::domain::{self, Domain},
    Possible, text,
};

impl Possible {
    /// Takes in what a user may give to symbols with a text.
    pub(super) fn offer(&mut self, model: &Model, user: &UserValues, extra: &[(SymbolId, Vec<u8>)]) {
        let Domain { offers, unsure } = domain::of(model, user, extra);
        self.unsure = unsure;
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

//! The evaluator enters; what the user says leaves as plain data.

use crate::{
    model::symbol::SymbolId,
    user::{UserValue, UserValues},
};

use super::Evaluator;

impl Evaluator<'_> {
    /// All values that the user gave, with the order of members of choices.
    pub fn user_values(&self) -> UserValues {
        let mut user = UserValues::default();
        for (id, symbol) in self.model.symbols.iter() {
            let state = &self.states[id];
            if id <= SymbolId::YES || symbol.ty.is_none() {
                continue;
            }
            if symbol.choice {
                if !self.model.dialect.old_choices {
                    user.order.insert(id, self.wanted_members(id));
                } else if let Some(member) = state.user_member {
                    user.member.insert(id, member);
                }
            }
            if state.user {
                let value = match state.user_text {
                    Some(text) if !self.is_tristate(id) => UserValue::Text(self.bytes(text).to_vec()),
                    _ if self.is_tristate(id) => UserValue::Switch(state.user_value),
                    _ => continue,
                };
                user.values.insert(id, value);
            }
        }
        user
    }
}

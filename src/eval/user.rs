//! What a user says, as plain data: out of an evaluator, and back into one by the lines of a file.

use crate::{
    model::{Model, symbol::SymbolId},
    syntax::{ast::Type, dotconfig},
    user::{UserValue, UserValues},
};

use super::{Evaluator, write::quoted};

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

/// A user's values as lines that a reader takes over, so that the last line about a choice is the most wanted.
pub fn lines(model: &Model, user: &UserValues, prefix: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut line = |symbol: SymbolId| {
        let (Some(name), Some(value)) = (model.name(symbol), user.values.get(&symbol)) else { return };
        out.extend_from_slice(prefix);
        out.extend_from_slice(name);
        out.push(b'=');
        match value {
            UserValue::Switch(value) => out.extend_from_slice(value.word().as_bytes()),
            UserValue::Text(text) if model.symbols[symbol].ty == Some(Type::String) => quoted(text, &mut out),
            UserValue::Text(text) => out.extend_from_slice(text),
        }
        out.push(b'\n');
    };
    let mut choices = Vec::new();
    for (id, symbol) in model.symbols.iter() {
        if symbol.choice {
            choices.push(id);
        } else if symbol.member_of.is_none() {
            line(id);
        }
    }
    for choice in choices {
        let members = &model.symbols[choice].members;
        let wanted = user.member.get(&choice);
        match user.order.get(&choice) {
            Some(order) => order.iter().rev().for_each(|&member| line(member)),
            None => members.iter().filter(|&member| Some(member) != wanted).for_each(|&member| line(member)),
        }
        wanted.filter(|_| !user.order.contains_key(&choice)).into_iter().for_each(|&member| line(member));
    }
    out
}

/// An evaluator that has read a user's values, everything calculated.
pub fn evaluated<'m>(model: &'m Model, user: &UserValues) -> Evaluator<'m> {
    let text = lines(model, user, b"CONFIG_");
    let parsed = dotconfig::parse(&text, b"CONFIG_");
    let mut evaluator = Evaluator::new(model);
    evaluator.read(Some((&text, &parsed)), false);
    evaluator.calculate_all();
    evaluator
}

//! What a user says, as plain data: out of an evaluator that has read it, and back into one. Nothing is lost on the way,
//! so that what is calculated from the data is what the lines of a file come to.

use crate::{
    model::{Model, symbol::SymbolId},
    syntax::dotconfig,
    user::{UserValue, UserValues},
};

use super::{Evaluator, Reading};

impl Evaluator<'_> {
    /// All values that the user gave, with the order of members of choices. To be asked right after a file was read:
    /// calculating may add to it what symbols take over.
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
                    continue;
                }
                if let Some(member) = state.user_member {
                    user.member.insert(id, member);
                }
                if state.contrary {
                    user.contrary.insert(id);
                } else {
                    user.values.insert(id, UserValue::Switch(state.user_value));
                }
                continue;
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

    /// Takes user values in place of all that were there.
    fn take_user_values(&mut self, user: &UserValues) {
        self.forget_user_values();
        self.forget();
        // in the order of the model: no order of a table may decide
        for id in self.model.symbols.ids() {
            match user.values.get(&id) {
                Some(&UserValue::Switch(value)) => {
                    let state = &mut self.states[id];
                    (state.user, state.user_value) = (true, value);
                }
                Some(UserValue::Text(text)) => {
                    let text = self.keep(text);
                    let state = &mut self.states[id];
                    (state.user, state.user_text) = (true, Some(text));
                }
                None => {}
            }
        }
        for choice in self.model.symbols.ids().filter(|&id| self.model.symbols[id].choice) {
            if self.model.dialect.old_choices {
                self.take_old_choice(choice, user);
                continue;
            }
            let wanted = user.order.get(&choice).into_iter().flatten().rev();
            let most = user.member.get(&choice).filter(|_| !user.order.contains_key(&choice));
            for &member in wanted.chain(most) {
                self.want_most(member, false);
            }
        }
    }

    fn take_old_choice(&mut self, choice: SymbolId, user: &UserValues) {
        let wanted = user.member.get(&choice).copied();
        if user.contrary.contains(&choice) {
            let state = &mut self.states[choice];
            (state.user, state.contrary) = (false, true);
        } else if !user.values.contains_key(&choice) {
            let members = self.model.symbols[choice].members.iter().copied();
            for member in members.filter(|&member| Some(member) != wanted).chain(wanted) {
                self.set_old_choice(choice, member);
            }
        }
        if wanted.is_some() {
            self.states[choice].user_member = wanted;
        }
    }

    /// Takes further lines, as if they stood behind all that the user said so far.
    pub(crate) fn read_behind(&mut self, text: &[u8], lines: &[dotconfig::Line]) {
        let mut reading = Reading::default();
        for (index, line) in lines.iter().enumerate() {
            self.read_line(text, line, index as u32, &mut reading);
        }
    }
}

/// What a user says who adds lines behind all that was said.
pub fn said_behind(model: &Model, user: &UserValues, text: &[u8], prefix: &[u8]) -> UserValues {
    let mut evaluator = Evaluator::new(model);
    evaluator.take_user_values(user);
    evaluator.read_behind(text, &dotconfig::parse(text, prefix));
    evaluator.user_values()
}

/// An evaluator that has taken a user's values as it would take them from a file, everything calculated.
pub fn evaluated<'m>(model: &'m Model, user: &UserValues) -> Evaluator<'m> {
    let mut evaluator = Evaluator::new(model);
    evaluator.take_user_values(user);
    evaluator.calculate_once();
    evaluator.calculate_all();
    evaluator
}

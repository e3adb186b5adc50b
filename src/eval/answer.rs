//! What a person answers enters; user values leave, as if a line had said so. Behaviour of `sym_set_tristate_value`,
//! `sym_set_string_value` and `choice_set_value` in symbol.c.

use crate::{
    model::{
        menu::MenuId,
        number_text,
        symbol::{SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::Evaluator;

impl Evaluator<'_> {
    /// Whether a bool or tristate may be set to a value now. Behaviour of `sym_tristate_within_range`.
    pub fn allows(&self, symbol: SymbolId, value: Tristate) -> bool {
        let state = &self.states[symbol];
        let ty = self.type_of(symbol);
        let mut bounds = state.rev_dep..=state.visible;
        if self.model.dialect.old_choices
            && self.model.symbols[symbol].member_of.is_some()
            && state.visible == Tristate::Yes
        {
            bounds = Tristate::Yes..=Tristate::Yes;
        }
        matches!(ty, Some(Type::Bool | Type::Tristate))
            && !(ty == Some(Type::Bool) && value == Tristate::Mod)
            && state.visible > state.rev_dep
            && bounds.contains(&value)
    }

    /// Sets a bool or tristate; false where it may not be set so.
    pub fn answer(&mut self, symbol: SymbolId, value: Tristate) -> bool {
        let former = self.states[symbol].value;
        let old = self.model.dialect.old_choices;
        let stays = old && former == value;
        if !stays && !self.allows(symbol, value) {
            return false;
        }
        let state = &mut self.states[symbol];
        (state.user, state.user_value) = (true, value);
        if old
            && value == Tristate::Yes
            && let Some(choice) = self.model.symbols[symbol].member_of
        {
            self.answer_old_choice(choice, symbol);
        }
        if former != value {
            self.start_over();
        }
        true
    }

    /// Before 6.11 a member that is set decides its choice and all other members.
    fn answer_old_choice(&mut self, choice: SymbolId, member: SymbolId) {
        let state = &mut self.states[choice];
        (state.user, state.user_member) = (true, Some(member));
        for &other in &self.model.symbols[choice].members {
            let state = &mut self.states[other];
            state.user |= state.visible != Tristate::No;
        }
    }

    /// Sets an int, a hex or a string; false where the text is none of its values, or out of its range.
    pub fn answer_text(&mut self, symbol: SymbolId, text: &[u8]) -> bool {
        let Some(ty) = self.model.symbols[symbol].ty else { return false };
        let kept = self.keep(text);
        let fits = match ty {
            Type::String => true,
            _ => number_text::valid(ty, text) && self.text_within_range(symbol, kept),
        };
        if !fits {
            return false;
        }
        let bare = ty == Type::Hex && !(text.starts_with(b"0x") || text.starts_with(b"0X"));
        let former = self.states[symbol].user_text;
        self.states[symbol].user = true;
        if !bare && former.is_some_and(|former| self.bytes(former) == text) {
            return true;
        }
        let taken = if bare { self.keep(&[b"0x", text].concat()) } else { kept };
        self.states[symbol].user_text = Some(taken);
        self.start_over();
        true
    }

    /// Sets a choice to a member, by the rules since 6.11: all other members that show are refused.
    pub fn answer_choice(&mut self, choice: MenuId, wanted: SymbolId) {
        let members: Vec<SymbolId> = self.members(choice).collect();
        let mut changed = false;
        for member in members {
            if self.states[member].visible == Tristate::No {
                continue;
            }
            let value = if member == wanted { Tristate::Yes } else { Tristate::No };
            changed |= self.states[member].value != value;
            let state = &mut self.states[member];
            (state.user, state.user_value) = (true, value);
            self.want_most(member, false);
        }
        if changed {
            self.start_over();
        }
    }

    /// Whether the user has said something of a symbol.
    pub fn is_decided(&self, symbol: SymbolId) -> bool {
        self.states[symbol].user
    }

    /// How many symbols the user has said something of.
    pub fn decided(&self) -> usize {
        self.model.symbols.ids().filter(|&symbol| self.states[symbol].user).count()
    }
}

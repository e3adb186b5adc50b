//! Choices by the rules before 6.11, where a choice is itself a bool or tristate symbol whose value bounds its members.
//! Behaviour of `sym_calc_choice`, `sym_get_type` and `set_all_choice_values` of those versions.

use crate::{
    model::symbol::{SymbolId, Tristate},
    syntax::ast::Type,
};

use super::{ChoiceRule, Evaluator, Mechanism, Try};

impl Evaluator<'_> {
    /// Members that their choice keeps as the last that a line set to y, although a later line says n of them. Such a
    /// line counts for nothing, so that from here on y is what the user said; no value changes by that.
    pub(crate) fn heed_choices(&mut self) -> Vec<SymbolId> {
        if !self.model.dialect.old_choices {
            return Vec::new();
        }
        let choices = self.model.symbols.ids().filter(|&symbol| self.model.symbols[symbol].choice);
        let kept: Vec<SymbolId> = choices.filter_map(|choice| self.states[choice].user_member).collect();
        let unheard = kept.into_iter().filter(|&member| {
            self.model.symbols[member].ty == Some(Type::Bool) && self.states[member].user_value == Tristate::No
        });
        let unheard: Vec<SymbolId> = unheard.collect();
        for &member in &unheard {
            self.states[member].user_value = Tristate::Yes;
        }
        unheard
    }

    /// Whether the choice of a member could have a value, and counts as not set by the user, since a line asked for m after
    /// one for y.
    pub(crate) fn is_contrary(&self, member: SymbolId, wanted: Tristate) -> bool {
        let state = self.old_choice(member).map(|choice| &self.states[choice]);
        state.is_some_and(|choice| choice.contrary && choice.visible >= wanted)
    }

    fn old_choice(&self, symbol: SymbolId) -> Option<SymbolId> {
        if self.model.dialect.old_choices { self.model.symbols[symbol].member_of } else { None }
    }

    /// A tristate member that is fully visible counts as a bool.
    pub(super) fn is_bool_member(&self, symbol: SymbolId) -> bool {
        self.old_choice(symbol).is_some() && self.states[symbol].visible == Tristate::Yes
    }

    /// A tristate member that may only be m is hidden where its choice is y.
    pub(super) fn bounded_by_choice(&self, symbol: SymbolId, condition: Tristate) -> Tristate {
        match self.old_choice(symbol) {
            Some(choice)
                if condition == Tristate::Mod
                    && self.model.symbols[symbol].ty == Some(Type::Tristate)
                    && self.states[choice].value == Tristate::Yes =>
            {
                Tristate::No
            }
            _ => condition,
        }
    }

    /// A member whose user value waits for its choice has the choice calculated first, before it is under way itself.
    pub(super) fn complete_old_choice(&mut self, symbol: SymbolId) -> Try<()> {
        if self.states[symbol].incomplete
            && let Some(choice) = self.old_choice(symbol)
        {
            self.states[symbol].incomplete = false;
            let there = self.need(choice);
            self.states[symbol].open = there.is_ok();
            there?;
        }
        Ok(())
    }

    /// A visible member of a choice that is y is y where the choice says so; false where the symbol is none.
    pub(super) fn old_member_value(&mut self, symbol: SymbolId) -> bool {
        let Some(choice) = self.old_choice(symbol) else { return false };
        if self.states[symbol].visible != Tristate::Yes {
            return false;
        }
        let chosen = self.states[choice].member == Some(symbol);
        let mechanism = self.states[choice].mechanism;
        let state = &mut self.states[symbol];
        state.value = if chosen { Tristate::Yes } else { Tristate::No };
        state.mechanism = mechanism;
        true
    }

    /// Finds the member of a choice that is y.
    pub(super) fn pick_old_member(&mut self, choice: SymbolId) -> Try<()> {
        if !self.model.dialect.old_choices {
            return Ok(());
        }
        let model = self.model;
        let mut all_set = true;
        let mut shown = Ok(());
        for &member in &model.symbols[choice].members {
            shown = shown.and(self.visibility(member));
            all_set &= self.states[member].visible == Tristate::No || self.states[member].user;
        }
        shown?;
        let wish = self.states[choice].user_member.filter(|&member| self.states[member].visible != Tristate::No);
        let (member, rule) = match wish {
            Some(member) => (Some(member), ChoiceRule::UserYes),
            None => {
                let menu = model.symbols[choice].menus.first().copied();
                let member = match menu {
                    Some(menu) => self.default_member(menu)?,
                    None => None,
                };
                (member, if member.is_some() { ChoiceRule::Default } else { ChoiceRule::NoneVisible })
            }
        };
        let state = &mut self.states[choice];
        state.user &= all_set;
        state.member = member;
        state.mechanism = Mechanism::Choice(rule);
        if member.is_none() {
            state.value = Tristate::No;
        }
        Ok(())
    }

    /// What follows the calculation of a choice; says whether its value stands.
    pub(super) fn finish_choice(&mut self, choice: SymbolId) -> bool {
        let model = self.model;
        if model.dialect.old_choices {
            let write = self.states[choice].write;
            for &member in &model.symbols[choice].members {
                if write && self.states[member].visible != Tristate::No {
                    self.states[member].write = true;
                }
            }
        }
        self.states[choice].write = false;
        if self.states[choice].incomplete {
            self.complete_members(choice);
            return false;
        }
        true
    }

    /// Members without a user value count as n from now on; behaviour of `set_all_choice_values`.
    pub(super) fn complete_members(&mut self, choice: SymbolId) {
        let model = self.model;
        for &member in &model.symbols[choice].members {
            let state = &mut self.states[member];
            if !state.user {
                state.user_value = Tristate::No;
            }
        }
        let state = &mut self.states[choice];
        state.user = true;
        state.incomplete = false;
        self.forget_some([choice]);
    }

    /// Members and choices without a user value wait for [`Self::complete_members`].
    pub(super) fn mark_incomplete(&mut self) {
        for index in 0..self.order.len() {
            let Some(&symbol) = self.order.get(index) else { continue };
            let found = &self.model.symbols[symbol];
            if (found.choice && !self.states[symbol].user) || found.member_of.is_some() {
                self.states[symbol].incomplete = true;
            }
        }
    }
}

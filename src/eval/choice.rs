//! Choices by the rules since 6.11. Behaviour of `sym_calc_choice` and `sym_choice_default` in symbol.c.

use crate::model::{
    menu::{MenuId, below},
    symbol::{PropertyKind, SymbolId, Tristate},
};

use super::{ChoiceRule, Evaluator, Mechanism, Try};

impl Evaluator<'_> {
    /// Members of a choice in the order of the menus; whatever else has a symbol below it counts too.
    pub(super) fn members(&self, choice: MenuId) -> impl Iterator<Item = SymbolId> {
        below(&self.model.menus, choice).filter_map(|menu| self.model.menus[menu].symbol)
    }

    /// A member's value is its choice's business; false where the symbol is none.
    pub(super) fn member_value(&mut self, symbol: SymbolId) -> Try<bool> {
        if self.model.dialect.old_choices {
            return Ok(self.old_member_value(symbol));
        }
        let Some(menu) = self.choice(symbol) else { return Ok(false) };
        let rule = self.settle_choice(menu, symbol)?;
        let state = &mut self.states[symbol];
        state.mechanism = Mechanism::Choice(rule);
        Ok(true)
    }

    /// The default of a choice: the first active default that is visible, else the first visible member.
    pub(super) fn default_member(&mut self, menu: MenuId) -> Try<Option<SymbolId>> {
        let Some(choice) = self.model.menus[menu].symbol else { return Ok(None) };
        let model = self.model;
        for &id in &model.symbols[choice].properties {
            let PropertyKind::Default(expr) = model.properties[id].kind else { continue };
            let condition = self.expr(model.properties[id].visible)?;
            self.set_condition(id, condition);
            if condition != Tristate::No
                && let crate::model::expr::Expr::Symbol(member) = model.exprs.get(expr)
                && self.states[member].visible != Tristate::No
            {
                return Ok(Some(member));
            }
        }
        let first = if model.dialect.old_choices {
            model.symbols[choice].members.iter().copied().find(|&member| self.states[member].visible != Tristate::No)
        } else {
            self.members(menu).find(|&member| self.states[member].visible != Tristate::No)
        };
        Ok(first)
    }

    /// Which member is set, and why; found once, as long as nothing is forgotten.
    fn settle_choice(&mut self, menu: MenuId, symbol: SymbolId) -> Try<ChoiceRule> {
        let Some(choice) = self.model.menus[menu].symbol else { return Ok(ChoiceRule::NoneVisible) };
        if let Some(&(found, rule)) = self.settled.get(&choice) {
            // visibility is looked at only as far as the user's choice: the symbol may show only now
            self.set_member(symbol, found, rule);
            return Ok(rule);
        }
        self.settle(menu, choice).map(|(_, rule)| rule)
    }

    /// Finds the member, and sets all that are known to show, whether they were looked at anew or not.
    pub(super) fn settle(&mut self, menu: MenuId, choice: SymbolId) -> Try<(Option<SymbolId>, ChoiceRule)> {
        self.look_ahead(choice)?;
        let (found, rule) = self.find_member(menu, choice)?;
        let members: Vec<SymbolId> = self.members(menu).collect();
        for member in members {
            self.set_member(member, found, rule);
        }
        self.settled.insert(choice, (found, rule));
        Ok((found, rule))
    }

    /// The member that a choice is set to now. Behaviour of `sym_calc_choice` (since 6.11) and of `sym_get_choice_value`
    /// (before).
    pub fn member_of_choice(&mut self, menu: MenuId) -> Option<SymbolId> {
        let choice = self.model.menus[menu].symbol?;
        if self.model.dialect.old_choices {
            self.calculate(choice);
            return self.states[choice].member;
        }
        // the first to ask for the member looks at members only as far as it must: calculating one would look at it
        self.complete(|evaluator| evaluator.settle(menu, choice)).0
    }

    fn set_member(&mut self, member: SymbolId, found: Option<SymbolId>, rule: ChoiceRule) {
        if !self.has_type(member) || self.states[member].visible == Tristate::No {
            return;
        }
        let state = &mut self.states[member];
        state.value = if found == Some(member) { Tristate::Yes } else { Tristate::No };
        state.valid = true;
        state.write = true;
        state.mechanism = Mechanism::Choice(rule);
    }

    /// Notes all values at once that are missing for [`Self::find_member`].
    fn look_ahead(&mut self, choice: SymbolId) -> Try<()> {
        let model = self.model;
        let mut found = Ok(());
        for &member in &self.wanted_members(choice) {
            let mut shows = false;
            for &id in &model.symbols[member].properties {
                if model.properties[id].text().is_some() {
                    match self.expr(model.properties[id].visible) {
                        Ok(condition) => shows |= condition != Tristate::No,
                        Err(missing) => found = Err(missing),
                    }
                }
            }
            let state = &self.states[member];
            if shows && state.user && state.user_value == Tristate::Yes {
                break;
            }
        }
        found
    }

    fn find_member(&mut self, menu: MenuId, choice: SymbolId) -> Try<(Option<SymbolId>, ChoiceRule)> {
        let wanted = self.wanted_members(choice);
        for &member in &wanted {
            self.visibility(member)?;
            let state = &self.states[member];
            if state.visible != Tristate::No && state.user && state.user_value == Tristate::Yes {
                return Ok((Some(member), ChoiceRule::UserYes));
            }
        }
        if let Some(member) = self.default_member(menu)? {
            let state = &self.states[member];
            if !(state.user && state.user_value == Tristate::No) {
                return Ok((Some(member), ChoiceRule::Default));
            }
        }
        let shows = |member: &SymbolId| self.states[*member].visible != Tristate::No;
        if let Some(member) = self.members(menu).filter(shows).find(|&member| !self.states[member].user) {
            return Ok((Some(member), ChoiceRule::FirstUnset));
        }
        Ok(match wanted.into_iter().rev().find(shows) {
            Some(member) => (Some(member), ChoiceRule::LeastUnwanted),
            None => (None, ChoiceRule::NoneVisible),
        })
    }

    /// Members that their choice knows, most wanted first.
    pub(super) fn wanted_members(&self, choice: SymbolId) -> Vec<SymbolId> {
        let mut wanted = self.model.symbols[choice].members.clone();
        wanted.sort_by_key(|&member| self.states[member].rank);
        wanted
    }

    /// Gives a member the highest priority, as the latest in a file has it; or the lowest.
    pub(super) fn want_most(&mut self, member: SymbolId, last: bool) {
        self.ranks += 1;
        self.states[member].rank = if last { self.ranks } else { -self.ranks };
    }
}

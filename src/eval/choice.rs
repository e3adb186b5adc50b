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
        let rule = self.settle_choice(menu)?;
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

    fn settle_choice(&mut self, menu: MenuId) -> Try<ChoiceRule> {
        let Some(choice) = self.model.menus[menu].symbol else { return Ok(ChoiceRule::NoneVisible) };
        let wanted: Vec<SymbolId> = self.wanted_members(choice).to_vec();
        let mut found = None;
        for &member in &wanted {
            self.visibility(member)?;
            let state = &self.states[member];
            if state.visible != Tristate::No && state.user && state.user_value == Tristate::Yes {
                found = Some((member, ChoiceRule::UserYes));
                break;
            }
        }
        if found.is_none()
            && let Some(member) = self.default_member(menu)?
        {
            let state = &self.states[member];
            if !(state.user && state.user_value == Tristate::No) {
                found = Some((member, ChoiceRule::Default));
            }
        }
        if found.is_none() {
            found = self
                .members(menu)
                .find(|&member| self.states[member].visible != Tristate::No && !self.states[member].user)
                .map(|member| (member, ChoiceRule::FirstUnset));
        }
        if found.is_none() {
            found = wanted
                .iter()
                .rev()
                .find(|&&member| self.states[member].visible != Tristate::No)
                .map(|&member| (member, ChoiceRule::LeastUnwanted));
        }
        let rule = found.map_or(ChoiceRule::NoneVisible, |(_, rule)| rule);
        let members: Vec<SymbolId> = self.members(menu).collect();
        for member in members {
            if !self.has_type(member) {
                continue;
            }
            let state = &mut self.states[member];
            if state.visible != Tristate::No {
                state.value =
                    if found.is_some_and(|(found, _)| found == member) { Tristate::Yes } else { Tristate::No };
                state.valid = true;
                state.write = true;
                state.mechanism = Mechanism::Choice(rule);
            }
        }
        Ok(rule)
    }

    /// Gives a member the highest priority, as the latest in a file has it.
    pub(super) fn want_most(&mut self, menu: MenuId, member: SymbolId, last: bool) {
        use crate::model::arena::Id as _;
        let Some(choice) = self.model.menus[menu].symbol else { return };
        if let Some(list) = self.wanted.get_mut(choice.index())
            && let Some(at) = list.iter().position(|&found| found == member)
        {
            list.remove(at);
            if last { list.push(member) } else { list.insert(0, member) }
        }
    }
}

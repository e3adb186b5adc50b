//! A choice enters; which member it took, and by which rule, leaves.

use crate::{
    eval::{ChoiceRule, Mechanism},
    model::{
        menu::{MenuId, below},
        symbol::{SymbolId, Tristate},
    },
    source::Span,
};

use super::{Cause, CauseKind, cause};
use crate::finding::{Context, Kind};

impl Context<'_, '_> {
    /// Which member a choice took, and by which rule.
    pub(in crate::finding) fn choice_winner(&mut self, menu: MenuId, loser: SymbolId) -> Vec<Cause> {
        let model = self.evaluator.model();
        let members: Vec<SymbolId> = below(&model.menus, menu)
            .filter_map(|menu| model.menus[menu].symbol)
            .filter(|&member| model.choice_of(member) == Some(menu))
            .collect();
        for &member in &members {
            self.evaluator.calculate(member);
        }
        let winner = members.iter().copied().find(|&member| self.takes_its_choice(member));
        let span = model.menus[menu].span;
        let Some(winner) = winner.filter(|&winner| winner != loser) else {
            let text = match winner {
                Some(_) => "no line sets a member of its choice that is possible to y, and one of them must be",
                None if self.is_by_module(menu) => {
                    "no line sets a member of its choice to y that can be y, so the choice is m"
                }
                None => "its choice has no member that is set",
            };
            let text = text.to_owned();
            // a choice without a name is known by its members
            let about = if model.symbols[loser].choice { members.first().copied() } else { None };
            return vec![cause(CauseKind::Choice, about.or(Some(loser)), text, Some(span))];
        };
        vec![self.chosen(winner, self.evaluator.mechanism(winner), Some(span))]
    }

    /// Whether a member is the one that its choice is set to: before 6.11 one that is hidden may be y by its own default.
    pub(in crate::finding) fn takes_its_choice(&self, member: SymbolId) -> bool {
        let state = &self.evaluator.states[member];
        state.value == Tristate::Yes && !matches!(state.mechanism, Mechanism::Default(_))
    }

    /// Before 6.11: that the lines about the members of a choice ask for y of one and then for m of another, so that the
    /// choice is what it would be without them. Nothing where they do not.
    pub(super) fn contrary(&self, member: SymbolId, wanted: Tristate) -> Vec<Cause> {
        let model = self.evaluator.model();
        let Some(menu) = model.choice_of(member).filter(|_| self.evaluator.is_contrary(member, wanted)) else {
            return Vec::new();
        };
        let text = "a line asks for m after one for y, so its choice is as if no line were about it".to_owned();
        let mut told = cause(CauseKind::Choice, None, text, Some(model.menus[menu].span));
        let mut lines: Vec<(u32, SymbolId)> = self.set_at.iter().map(|(&symbol, &line)| (line, symbol)).collect();
        lines.sort_unstable();
        for (line, symbol) in lines {
            let asked = self.evaluator.states[symbol].user_value;
            if asked > Tristate::No && symbol != member && model.choice_of(symbol) == Some(menu) {
                let text = format!("this line asks for {}={}", self.show(symbol), asked.word());
                told.causes.push(cause(CauseKind::User, Some(symbol), text, self.config.span(line)));
            }
        }
        vec![told]
    }

    /// Before 6.11: whether a choice is m, so that each of its members is m or n by itself.
    fn is_by_module(&mut self, menu: MenuId) -> bool {
        let Some(choice) = self.evaluator.model().menus[menu].symbol else { return false };
        self.evaluator.calculate(choice);
        self.evaluator.states[choice].value == Tristate::Mod
    }

    /// Of a file that is judged as a whole: which member a choice takes in the place of one that a line sets to y and that
    /// cannot be had, if no line asks for that.
    pub(in crate::finding) fn fallback(&mut self, asked: SymbolId) -> Option<(SymbolId, Vec<Cause>)> {
        let model = self.evaluator.model();
        let whole = self.config.kind == Kind::Whole && self.config.embedded.is_none();
        let menu =
            model.choice_of(asked).filter(|_| whole && self.evaluator.states[asked].user_value == Tristate::Yes)?;
        let told = self.choice_winner(menu, asked).into_iter().next()?;
        let winner =
            told.symbol.filter(|&winner| winner != asked && self.evaluator.states[winner].value == Tristate::Yes)?;
        let state = &self.evaluator.states[winner];
        if state.user && state.user_value == Tristate::Yes {
            return None;
        }
        let against = self.line_of(winner).map(|line| {
            let asked = self.evaluator.states[winner].user_value.word();
            let text = format!("this line says {}={asked}, which is not honoured either", self.show(winner));
            cause(CauseKind::User, Some(winner), text, Some(line))
        });
        Some((winner, std::iter::once(told).chain(against).collect()))
    }

    /// That a choice is set to a member, and by which rule.
    pub(super) fn chosen(&self, winner: SymbolId, mechanism: Mechanism, span: Option<Span>) -> Cause {
        let name = self.show(winner);
        let rule = match mechanism {
            Mechanism::Choice(ChoiceRule::UserYes) => "the last line that sets a member to y wins",
            Mechanism::Choice(ChoiceRule::Default) => {
                "no line sets a visible member to y, so the choice's default wins"
            }
            Mechanism::Choice(ChoiceRule::FirstUnset) => "the default is n, so the first member without a line wins",
            Mechanism::Choice(ChoiceRule::LeastUnwanted) => "all members are n, so the one that was said first wins",
            _ => "another member is set",
        };
        let text = format!("its choice is set to {name}: {rule}");
        let mut told = cause(CauseKind::Choice, Some(winner), text, span);
        told.causes.extend(self.needed(winner));
        if let Some(line) = self.user_line(winner) {
            told.causes.push(cause(CauseKind::User, Some(winner), format!("{name} is set by this line"), Some(line)));
        }
        told
    }
}

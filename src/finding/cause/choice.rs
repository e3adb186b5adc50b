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
use crate::finding::Context;

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
        let winner = members.iter().copied().find(|&member| self.evaluator.states[member].value == Tristate::Yes);
        let span = model.menus[menu].span;
        let Some(winner) = winner.filter(|&winner| winner != loser) else {
            let text = "its choice has no member that is set".to_owned();
            return vec![cause(CauseKind::Choice, Some(loser), text, Some(span))];
        };
        vec![self.chosen(winner, self.evaluator.mechanism(winner), Some(span))]
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
        if let Some(line) = self.user_line(winner) {
            told.causes.push(cause(CauseKind::User, Some(winner), format!("{name} is set by this line"), Some(line)));
        }
        told
    }
}

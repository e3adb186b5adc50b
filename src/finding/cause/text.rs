//! A string or a number enters; where its text comes from leaves, and what keeps it from another.

use crate::{
    eval::Mechanism,
    model::{
        expr::Expr,
        symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    },
    source::Span,
};

use super::{Cause, CauseKind, Condition, Telling, cause, operand::Right};
use crate::finding::Context;

impl Context<'_, '_> {
    /// Where a text comes from: its line where its prompt shows, else its default, with what hides the prompt and what
    /// keeps earlier defaults from counting that would be right.
    pub(super) fn text_origin(
        &mut self,
        symbol: SymbolId,
        right: Option<Right<'_>>,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        let name = self.show(symbol);
        let state = self.evaluator.states[symbol];
        if state.visible != Tristate::No && telling.whatever && !self.is_fixed(symbol) {
            return Vec::new();
        }
        if state.visible != Tristate::No {
            let mut causes = self.decisions(symbol);
            let range = self.kept_in_range(symbol, telling);
            causes.first_mut().map_or(&mut Vec::new(), |first| &mut first.causes).extend(range);
            return causes;
        }
        let default = match self.evaluator.mechanism(symbol) {
            Mechanism::Default(id) => Some(id),
            _ => None,
        };
        let prompts = self.properties(symbol, |kind| matches!(kind, PropertyKind::Prompt { .. }));
        let mut ways = Vec::new();
        if !prompts.is_empty() {
            ways.push((self.hidden(&prompts, Tristate::Mod, telling), self.definition(symbol)));
        }
        // what hides the prompt with all else is told once
        if prompts.is_empty() || state.dir_dep != Tristate::No {
            ways.extend(self.passed_over(symbol, default, right, telling));
        }
        ways.retain(|(causes, _)| !causes.is_empty());
        let around = self.ways(ways, CauseKind::Default, telling);
        let mut told = match default {
            Some(id) => self.by_default(symbol, id),
            None if !around.is_empty() => return around,
            None => {
                let text = if prompts.is_empty() {
                    format!("{name} has no prompt, and no default sets it")
                } else {
                    format!("the prompt of {name} is hidden, and no default sets it")
                };
                cause(CauseKind::Default, Some(symbol), text, self.definition(symbol))
            }
        };
        if told.probe.is_none() {
            if let Some(id) = default {
                told.causes = self.behind_default(id, telling);
            }
            told.causes.extend(around);
            told.causes.extend(self.kept_in_range(symbol, telling));
        }
        vec![told]
    }

    /// The defaults before the one that counts which would be right, each with what keeps it from counting.
    fn passed_over(
        &mut self,
        symbol: SymbolId,
        counts: Option<PropertyId>,
        right: Option<Right<'_>>,
        telling: &mut Telling,
    ) -> Vec<(Vec<Cause>, Option<Span>)> {
        let model = self.evaluator.model();
        // where no value is asked for, each default that counted would do
        let right = match right {
            Some(right) => right,
            None if telling.full => &|_: &[u8]| true,
            None => return Vec::new(),
        };
        let defaults = self.properties(symbol, |kind| matches!(kind, PropertyKind::Default(_)));
        let mut ways: Vec<(Vec<Cause>, Option<Span>)> = Vec::new();
        for id in defaults.into_iter().take_while(|&id| Some(id) != counts) {
            let property = &model.properties[id];
            let PropertyKind::Default(value) = property.kind else { continue };
            let Expr::Symbol(source) = model.exprs.get(value) else { continue };
            self.evaluator.calculate(source);
            if !right(self.evaluator.value_text(source)) {
                continue;
            }
            let mut conditions = self.conditions(property.menu, false);
            let own = |expr| Condition { kind: CauseKind::Default, expr, span: property.span };
            conditions.extend(property.condition.map(own));
            let causes = self.failing(conditions, Tristate::Mod, telling);
            // several defaults stand below the same conditions
            let same = |one: &Cause, other: &Cause| (&one.text, one.span) == (&other.text, other.span);
            let told = |cause: &Cause| ways.iter().flat_map(|(causes, _)| causes).any(|told| same(told, cause));
            if !causes.iter().all(told) {
                ways.push((causes, Some(property.span)));
            }
        }
        ways
    }

    /// The range that made a number another, with where the bound has its value from that it came to.
    fn kept_in_range(&mut self, symbol: SymbolId, telling: &mut Telling) -> Option<Cause> {
        let model = self.evaluator.model();
        let property = &model.properties[self.evaluator.states[symbol].clamped?];
        let PropertyKind::Range(low, high) = property.kind else { return None };
        let text = format!("the range is {} to {}", self.bound(low), self.bound(high));
        let mut told = cause(CauseKind::Range, Some(symbol), text, Some(property.span));
        let number = |this: &Self, of| this.evaluator.number_beside(this.evaluator.value_text(of), of, symbol);
        for bound in [low, high] {
            if number(self, bound) == number(self, symbol) {
                told.causes.extend(self.where_from(bound, None, telling));
            }
        }
        Some(told)
    }
}

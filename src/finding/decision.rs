//! A symbol enters whose value is higher than wanted, or a decision that holds something in its place; what does so
//! leaves as causes.

use crate::{
    eval::Mechanism,
    model::symbol::{PropertyKind, SymbolId, Tristate},
    source::lossy,
};

use super::{
    Context,
    cause::{Cause, CauseKind, Telling, cause},
    verdict::active_range,
};

impl Context<'_, '_> {
    /// Why a symbol is not as low as a value: what selects it, the user's line, or else what gave it its value.
    pub fn why_not_lower(&mut self, symbol: SymbolId, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        self.evaluator.calculate(symbol);
        let state = self.evaluator.states[symbol];
        let mut causes = self.selectors(symbol, wanted, telling);
        let by_line = state.user && state.visible != Tristate::No && state.user_value.min(state.visible) > wanted;
        if by_line {
            causes.extend(self.decisions(symbol));
        }
        if causes.is_empty() { self.why_above(symbol, telling) } else { causes }
    }

    /// What the user decided about a symbol or a choice, as a cause: a line, or that there is none.
    pub fn decisions(&mut self, symbol: SymbolId) -> Vec<Cause> {
        let model = self.evaluator.model();
        if model.symbols[symbol].choice {
            let Some(&menu) = model.symbols[symbol].menus.first() else { return Vec::new() };
            let mut causes = self.choice_winner(menu, symbol);
            // a choice has no name of its own: where none of its members is set, it goes by the first
            for cause in causes.iter_mut().filter(|cause| cause.symbol == Some(symbol)) {
                cause.symbol = model.symbols[symbol].members.first().copied();
            }
            return causes;
        }
        self.evaluator.calculate(symbol);
        let name = self.show(symbol);
        let value = self.written(symbol);
        let cause = |kind, text, span| cause(kind, Some(symbol), text, span);
        let line = self.line_of(symbol);
        if let Some(edge) = self.at_the_edge(symbol) {
            return vec![edge];
        }
        if let Some(beyond) = line.and_then(|_| self.beyond_range(symbol)) {
            return vec![cause(CauseKind::User, beyond, line)];
        }
        if line.is_some() && self.evaluator.states[symbol].user {
            let asked = self.evaluator.states[symbol].user_value;
            let value = if self.evaluator.is_tristate(symbol) { asked.word().to_owned() } else { value };
            return vec![cause(CauseKind::User, format!("{name} is set to {value} by this line"), line)];
        }
        let span = match self.evaluator.mechanism(symbol) {
            Mechanism::Default(id) => Some(model.properties[id].span),
            _ => self.definition(symbol),
        };
        vec![cause(CauseKind::User, format!("no line sets {name}, and its default is {value}"), span)]
    }

    /// The same of a number that was forgotten for that, before 6.8.
    pub(super) fn forgotten(&mut self, symbol: SymbolId) -> Option<String> {
        let forgets = self.evaluator.model().dialect.forgets_out_of_range;
        if forgets && !self.evaluator.states[symbol].user { self.beyond_range(symbol) } else { None }
    }

    /// What is to be said of a line whose number is beyond the range: the nearest bound counts, or, before 6.8, the
    /// default.
    fn beyond_range(&mut self, symbol: SymbolId) -> Option<String> {
        let model = self.evaluator.model();
        let state = self.evaluator.states[symbol];
        let asked = state.user_text?;
        let (id, counts) = if model.dialect.forgets_out_of_range && !state.user {
            (active_range(self, symbol)?, "the default")
        } else {
            (state.clamped.filter(|_| state.mechanism == Mechanism::User)?, "its end")
        };
        let PropertyKind::Range(low, high) = model.properties[id].kind else { return None };
        let (asked, value) = (lossy(self.evaluator.bytes(asked)), self.value(symbol));
        let (low, high) = (self.bound(low), self.bound(high));
        Some(format!("this line asks for {asked}, beyond the range {low} to {high}, so {counts} {value} counts"))
    }
}

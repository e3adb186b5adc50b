//! A symbol enters; where its value comes from leaves.

use crate::{
    eval::{ChoiceRule, Mechanism},
    model::{
        expr::{Expr, ExprId, Joint},
        symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    },
    source::Span,
};

use super::{Cause, CauseKind, DEEPEST, Telling, cause, operand::Right};
use crate::finding::Context;

impl Context<'_, '_> {
    /// Where a symbol's value comes from; of a text, also what keeps it from one that would be right.
    pub(super) fn where_from(
        &mut self,
        symbol: SymbolId,
        right: Option<Right<'_>>,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        let model = self.evaluator.model();
        if telling.whatever && !self.never_other(symbol) {
            return Vec::new();
        }
        if !telling.told.insert((symbol, true)) || telling.depth >= DEEPEST || model.symbols[symbol].menus.is_empty() {
            return Vec::new();
        }
        telling.depth += 1;
        let causes = self.origin(symbol, right, telling);
        telling.depth -= 1;
        causes
    }

    fn origin(&mut self, symbol: SymbolId, right: Option<Right<'_>>, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        self.evaluator.calculate(symbol);
        if let Some(needed) = self.needed(symbol).or_else(|| self.at_the_edge(symbol)) {
            return vec![needed];
        }
        if !self.evaluator.is_tristate(symbol) {
            return self.text_origin(symbol, right, telling);
        }
        let visible = self.evaluator.states[symbol].visible != Tristate::No;
        let open = telling.whatever && !self.is_fixed(symbol);
        match self.evaluator.mechanism(symbol) {
            // that a user decides is no cause of what is so whatever users say
            Mechanism::Default(_) | Mechanism::Nothing if open && visible => Vec::new(),
            Mechanism::Choice(_) if open => Vec::new(),
            Mechanism::User if open => {
                let below = if self.evaluator.tristate(symbol) == Tristate::Yes { Tristate::Mod } else { Tristate::No };
                self.selectors(symbol, below, telling)
            }
            // a line could say otherwise, and does not
            Mechanism::Default(_) | Mechanism::Nothing if visible => self.decisions(symbol),
            Mechanism::User => {
                // what a select holds at this value would have it without its line
                let state = self.evaluator.states[symbol];
                let value = state.value;
                let below = if value == Tristate::Yes { Tristate::Mod } else { Tristate::No };
                let held =
                    value != Tristate::No && state.user_value <= state.visible && self.evaluator.is_tristate(symbol);
                let mut causes = if held { self.selectors(symbol, below, telling) } else { Vec::new() };
                causes.extend(self.by_line(symbol, telling));
                causes
            }
            Mechanism::Default(id) => {
                let mut told = self.by_default(symbol, id);
                if told.probe.is_none() && telling.full {
                    told.causes = self.behind_default(id, telling);
                }
                vec![told]
            }
            Mechanism::Select => self.selectors(symbol, Tristate::No, telling),
            Mechanism::Imply => self.implied(symbol, telling),
            Mechanism::Choice(rule) => match model.choice_of(symbol) {
                Some(menu) if self.evaluator.states[symbol].value != Tristate::Yes => self.choice_winner(menu, symbol),
                menu => {
                    let span = menu.map(|menu| model.menus[menu].span);
                    vec![self.chosen(symbol, Mechanism::Choice(rule), span)]
                }
            },
            // no line can
            Mechanism::Nothing => self.why_below(symbol, Tristate::Mod, telling),
        }
    }

    /// That a default gives a symbol its value, and the probe that it asks.
    pub(super) fn by_default(&self, symbol: SymbolId, id: PropertyId) -> Cause {
        let span = self.evaluator.model().properties[id].span;
        let text = format!("{} is {} by default", self.show(symbol), self.written(symbol));
        let mut told = cause(CauseKind::Default, Some(symbol), text, Some(span));
        let probe = self.outline.expansions(span).find_map(|index| {
            let expanded = self.tree.walk.expansions.get(index as usize)?;
            self.tree.walk.probes.get(*expanded.probes.last()? as usize)
        });
        if let Some(probe) = probe {
            told.kind = CauseKind::Probe;
            told.probe = Some(probe.clone());
        }
        told
    }

    /// A line gave a symbol its value, or as much of what it asks for as the prompt shows.
    fn by_line(&mut self, symbol: SymbolId, telling: &mut Telling) -> Vec<Cause> {
        let (name, value) = (self.show(symbol), self.written(symbol));
        let (state, line) = (self.evaluator.states[symbol], self.line_of(symbol));
        let capped = self.evaluator.is_tristate(symbol) && state.user_value > state.visible;
        if !capped {
            let counts = self.as_y(symbol).map(|why| format!("m by this line, which {why}"));
            let text = format!("{name} is set to {}", counts.unwrap_or_else(|| format!("{value} by this line")));
            return vec![cause(CauseKind::User, Some(symbol), text, line)];
        }
        let asked = state.user_value;
        let text = format!("this line asks for {}, and the prompt of {name} allows {value} at most", asked.word());
        let mut told = cause(CauseKind::Visibility, Some(symbol), text, line);
        let prompts = self.properties(symbol, |kind| matches!(kind, PropertyKind::Prompt { .. }));
        told.causes = self.hidden(&prompts, asked, telling);
        vec![told]
    }

    /// How a line that says m comes to y.
    fn as_y(&self, symbol: SymbolId) -> Option<&'static str> {
        let (state, model) = (self.evaluator.states[symbol], self.evaluator.model());
        let as_y = (state.user_value, state.value) == (Tristate::Mod, Tristate::Yes);
        let modules = self.evaluator.states[model.modules].value != Tristate::No;
        let why = if modules { "counts as y here" } else { "counts as y without modules" };
        Some(why).filter(|_| as_y && self.evaluator.is_tristate(symbol))
    }

    /// The implies that raise a symbol.
    fn implied(&mut self, symbol: SymbolId, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        let name = self.show(symbol);
        let mut causes = Vec::new();
        for (_, property) in model.properties.iter() {
            let owner = model.menus[property.menu].symbol;
            let (PropertyKind::Imply(target), Some(owner)) = (property.kind, owner) else { continue };
            if target != symbol {
                continue;
            }
            self.evaluator.calculate(owner);
            let held = self.evaluator.states[owner].value.min(self.evaluator.evaluate(property.visible));
            let counts = !telling.whatever || self.always_raises(owner, property.visible, Tristate::No, telling);
            if counts && held != Tristate::No {
                let text = format!("{name} is implied by {}, which is {}", self.show(owner), self.value(owner));
                let mut told = cause(CauseKind::Imply, Some(owner), text, Some(property.span));
                if telling.full {
                    told.causes = self.where_from(owner, None, telling);
                    told.causes.extend(self.behind(property.condition, telling));
                }
                causes.push(told);
            }
        }
        causes
    }

    /// Where the symbols have their values from that an active default reads.
    pub(super) fn behind_default(&mut self, default: PropertyId, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        let property = &model.properties[default];
        let PropertyKind::Default(value) = property.kind else { return Vec::new() };
        self.behind(std::iter::once(value).chain(property.condition), telling)
    }

    /// Where the symbols have their values from that conditions ask for which hold.
    pub(super) fn behind(&mut self, exprs: impl IntoIterator<Item = ExprId>, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        let mut causes = Vec::new();
        for expr in exprs {
            for part in model.exprs.operands(Joint::And, expr) {
                let read = match model.exprs.get(part) {
                    Expr::Symbol(symbol) => symbol,
                    Expr::Not(inner) => match model.exprs.get(inner) {
                        Expr::Symbol(symbol) => symbol,
                        _ => continue,
                    },
                    _ => continue,
                };
                if read > SymbolId::YES {
                    causes.extend(self.where_from(read, None, telling));
                }
            }
        }
        causes
    }

    /// Why a symbol is not lower than it is.
    pub fn why_above(&mut self, symbol: SymbolId, telling: &mut Telling) -> Vec<Cause> {
        self.where_from(symbol, None, telling)
    }

    /// Where the file sets a symbol, if that is why it has its value.
    pub(super) fn user_line(&self, symbol: SymbolId) -> Option<Span> {
        let by_user =
            matches!(self.evaluator.mechanism(symbol), Mechanism::User | Mechanism::Choice(ChoiceRule::UserYes));
        self.line_of(symbol).filter(|_| by_user)
    }
}

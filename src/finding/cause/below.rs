//! A symbol and a value that it does not reach enter; why not leaves.

use crate::{
    eval::Mechanism,
    model::{
        menu::MenuId,
        symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    },
};

use super::{Cause, CauseKind, Condition, DEEPEST, Telling, cause, together};
use crate::{finding::Context, source::Span};

impl Context<'_, '_> {
    /// Why a symbol is below a value.
    pub fn why_below(&mut self, symbol: SymbolId, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        if telling.whatever && !self.never_reaches(symbol, wanted) {
            return Vec::new();
        }
        if !telling.told.insert((symbol, false)) || telling.depth >= DEEPEST {
            return Vec::new();
        }
        telling.depth += 1;
        let causes = self.below(symbol, wanted, telling);
        telling.depth -= 1;
        causes
    }

    fn below(&mut self, symbol: SymbolId, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        // m is enough for what counts as a bool
        let wanted = if self.evaluator.promoted(symbol, Tristate::Mod) == Tristate::Yes {
            wanted.min(Tristate::Mod)
        } else {
            wanted
        };
        let name = self.show(symbol);
        if let Some(edge) = self.at_the_edge(symbol) {
            return vec![edge];
        }
        if model.symbols[symbol].menus.is_empty() {
            let place = if self.config.embedded.is_some() { "by these rules" } else { "in this tree" };
            let text = format!("{name} is not defined {place}, so it counts as n");
            return vec![cause(CauseKind::Environment, Some(symbol), text, None)];
        }
        if let Some(needed) = self.needed(symbol) {
            return vec![needed];
        }
        self.evaluator.calculate(symbol);
        let state = self.evaluator.states[symbol];
        let prompts: Vec<PropertyId> = self.properties(symbol, |kind| matches!(kind, PropertyKind::Prompt { .. }));
        if !prompts.is_empty() && state.visible >= wanted {
            return if telling.whatever && !self.is_fixed(symbol) { Vec::new() } else { self.decided(symbol) };
        }
        if !prompts.is_empty() {
            let causes = self.hidden(&prompts, wanted, telling);
            if telling.whatever || !causes.is_empty() {
                return causes;
            }
            let contrary = self.contrary(symbol, wanted);
            if !contrary.is_empty() {
                return contrary;
            }
            return match model.choice_of(symbol).filter(|_| model.dialect.old_choices) {
                Some(menu) => self.choice_winner(menu, symbol),
                None => self.by_forgotten(&prompts),
            };
        }
        self.promptless(symbol, wanted, telling)
    }

    pub(super) fn properties(&self, symbol: SymbolId, of: impl Fn(PropertyKind) -> bool) -> Vec<PropertyId> {
        let model = self.evaluator.model();
        let all = &model.symbols[symbol].properties;
        all.iter().copied().filter(|&id| of(model.properties[id].kind)).collect()
    }

    /// The user could have it, and did not say so, or a choice gave it to another.
    fn decided(&mut self, symbol: SymbolId) -> Vec<Cause> {
        let model = self.evaluator.model();
        let name = self.show(symbol);
        let state = self.evaluator.states[symbol];
        // before 6.11 members that may be m are each their own, and one that is held by its line is as that line says
        let by_choice = if model.dialect.old_choices {
            matches!(state.mechanism, Mechanism::Choice(_))
        } else {
            !state.user || state.mechanism != Mechanism::User
        };
        if let Some(menu) = model.choice_of(symbol).filter(|_| by_choice) {
            return self.choice_winner(menu, symbol);
        }
        let line = self.line_of(symbol);
        if state.user {
            let text = format!("{name} is set to {} by this line", state.user_value.word());
            return vec![cause(CauseKind::User, Some(symbol), text, line)];
        }
        let text = format!("nothing sets {name}, and its default is {}", state.value.word());
        vec![cause(CauseKind::User, Some(symbol), text, self.definition(symbol))]
    }

    /// A symbol that a line of the file needs to be as it is, perhaps through others.
    pub(super) fn needed(&self, symbol: SymbolId) -> Option<Cause> {
        let needs = &self.certain.as_ref()?.needs;
        let by = needs.by(symbol)?;
        let text = format!("{} has to be {} for {}", self.show(symbol), self.value(symbol), self.show(by));
        let mut told = cause(CauseKind::User, Some(symbol), text, self.line_of(by).or_else(|| self.definition(by)));
        let mut above = std::iter::successors(Some(by), |&by| needs.by(by)).take(DEEPEST);
        if let Some(asked) = above.find_map(|by| self.line_of(by).map(|line| (by, line))).filter(|(at, _)| *at != by) {
            let text = format!("{} is asked for by this line", self.show(asked.0));
            told.causes.push(cause(CauseKind::User, Some(asked.0), text, Some(asked.1)));
        }
        Some(told)
    }

    /// No prompt shows far enough: which conditions fail.
    pub(super) fn hidden(&mut self, prompts: &[PropertyId], wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        let mut ways = Vec::new();
        for &prompt in prompts {
            let property = &model.properties[prompt];
            let mut conditions = self.conditions(property.menu, true);
            if let Some(expr) = property.condition {
                conditions.insert(0, Condition { kind: CauseKind::Visibility, expr, span: property.span });
            }
            conditions.extend(self.prompt_of_choice(property.menu));
            ways.push((self.failing(conditions, wanted, telling), Some(property.span)));
        }
        self.ways(ways, CauseKind::Visibility, telling)
    }

    /// On what it hangs whether the prompt of a choice shows, which its members need; `menu` is a member's.
    fn prompt_of_choice(&self, menu: MenuId) -> Vec<Condition> {
        let model = self.evaluator.model();
        let choice = model.menus[menu].symbol.and_then(|member| model.choice_of(member));
        let Some(choice) = choice.and_then(|menu| model.menus[menu].symbol) else { return Vec::new() };
        let prompts = self.properties(choice, |kind| matches!(kind, PropertyKind::Prompt { .. }));
        let one = if prompts.len() == 1 { prompts } else { Vec::new() };
        let conditions = one.into_iter().filter_map(|id| {
            let property = &model.properties[id];
            property.condition.map(|expr| Condition { kind: CauseKind::Visibility, expr, span: property.span })
        });
        conditions.collect()
    }

    /// Before 6.8: numbers out of their range, by which it was settled whether a prompt shows before they were forgotten.
    fn by_forgotten(&mut self, prompts: &[PropertyId]) -> Vec<Cause> {
        let model = self.evaluator.model();
        let mut read = Vec::new();
        for expr in prompts.iter().filter_map(|&prompt| model.properties[prompt].visible) {
            model.exprs.symbols(expr, |symbol| {
                if !read.contains(&symbol) {
                    read.push(symbol);
                }
                true
            });
        }
        let mut causes = Vec::new();
        for symbol in read {
            if let Some(span) = self.line_of(symbol)
                && let Some(beyond) = self.forgotten(symbol)
            {
                let text = format!("{beyond} only after this was settled");
                causes.push(cause(CauseKind::User, Some(symbol), text, Some(span)));
            }
        }
        causes
    }

    /// What keeps each of several ways from being one; of which one would be enough.
    pub(super) fn ways(&self, ways: Vec<(Vec<Cause>, Option<Span>)>, kind: CauseKind, telling: &Telling) -> Vec<Cause> {
        if telling.full || ways.len() == 1 {
            return ways.into_iter().flat_map(|(causes, _)| causes).collect();
        }
        let name = |symbol| self.show(symbol);
        let around = ways.iter().find_map(|&(_, span)| span);
        let ways = ways.into_iter().flat_map(|(causes, span)| together(causes, false, kind, span, &name));
        together(ways.collect(), true, kind, around, &name)
    }

    /// The conditions around an entry, innermost first.
    pub(super) fn conditions(&self, menu: MenuId, for_prompt: bool) -> Vec<Condition> {
        let model = self.evaluator.model();
        let mut conditions = Vec::new();
        for (depth, at) in self.outline.around(menu).enumerate() {
            let node = &model.menus[at];
            conditions.extend(node.depends.iter().map(|&(expr, span)| Condition {
                kind: CauseKind::Dependency,
                expr,
                span,
            }));
            if for_prompt
                && depth > 0
                && let Some(expr) = node.visibility
            {
                conditions.push(Condition { kind: CauseKind::Visibility, expr, span: node.span });
            }
        }
        conditions
    }
}

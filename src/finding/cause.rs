//! A symbol and a value that it has not enter; why not leaves, as a tree of causes down to lines of Kconfig, lines of
//! the configuration and probes. Each symbol's reasons are told once.

use std::collections::HashSet;

use crate::{
    eval::{ChoiceRule, Mechanism},
    model::{
        expr::{Expr, ExprId, Exprs, Joint},
        menu::MenuId,
        symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    },
    source::{Span, lossy},
    syntax::ast::Relation,
};

use super::Context;

/// What kind of cause it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CauseKind {
    /// `depends on`, `if`
    Dependency,
    /// a select
    Select,
    /// an imply
    Imply,
    /// the rule of a choice
    Choice,
    /// a default, or that there is none
    Default,
    /// bounds
    Range,
    /// `visible if`, or the condition of a prompt
    Visibility,
    /// a line of the configuration, or that there is none
    User,
    /// what a command said
    Probe,
    /// nothing in this tree, or the environment
    Environment,
}

/// A cause and what caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// what kind it is
    pub kind: CauseKind,
    /// the symbol that it speaks of
    pub symbol: Option<SymbolId>,
    /// one line
    pub text: String,
    /// where it stands
    pub span: Option<Span>,
    /// the command that was asked
    pub probe: Option<Vec<u8>>,
    /// why that is so
    pub causes: Vec<Cause>,
}

/// How deep a chain is followed. Real chains are a few steps; what is deeper is told by asking again further down.
const DEEPEST: usize = 12;

/// How many reasons are told side by side.
const WIDEST: usize = 8;

/// A condition on the way to a symbol, as it is written.
struct Condition {
    kind: CauseKind,
    expr: ExprId,
    span: Span,
}

/// One telling; symbols that were told are not told again.
#[derive(Default)]
pub struct Telling {
    told: HashSet<(SymbolId, bool)>,
    depth: usize,
}

/// A cause without causes of its own.
fn cause(kind: CauseKind, symbol: Option<SymbolId>, text: String, span: Option<Span>) -> Cause {
    Cause { kind, symbol, text, span, probe: None, causes: Vec::new() }
}

impl Context<'_, '_> {
    /// Why a symbol is below a value.
    pub fn why_below(&mut self, symbol: SymbolId, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
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
            let where_to = if self.config.embedded.is_some() { "by these rules" } else { "in this tree" };
            let text = format!("{name} is not defined {where_to}, so it counts as n");
            return vec![cause(CauseKind::Environment, Some(symbol), text, None)];
        }
        if let Some(needed) = self.needed(symbol) {
            return vec![needed];
        }
        self.evaluator.calculate(symbol);
        let state = self.evaluator.states[symbol];
        let prompts: Vec<PropertyId> = self.properties(symbol, |kind| matches!(kind, PropertyKind::Prompt { .. }));
        if !prompts.is_empty() && state.visible >= wanted {
            return self.decided(symbol);
        }
        if !prompts.is_empty() {
            return self.hidden(&prompts, wanted, telling);
        }
        self.promptless(symbol, wanted, telling)
    }

    fn properties(&self, symbol: SymbolId, of: impl Fn(PropertyKind) -> bool) -> Vec<PropertyId> {
        let model = self.evaluator.model();
        let all = &model.symbols[symbol].properties;
        all.iter().copied().filter(|&id| of(model.properties[id].kind)).collect()
    }

    /// The user could have it, and did not say so, or a choice gave it to another.
    fn decided(&mut self, symbol: SymbolId) -> Vec<Cause> {
        let model = self.evaluator.model();
        let name = self.show(symbol);
        let state = self.evaluator.states[symbol];
        if let Some(menu) = model.choice_of(symbol) {
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
    fn needed(&self, symbol: SymbolId) -> Option<Cause> {
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

    /// Which member a choice took, and by which rule.
    pub(super) fn choice_winner(&mut self, menu: MenuId, loser: SymbolId) -> Vec<Cause> {
        let model = self.evaluator.model();
        let members: Vec<SymbolId> = crate::model::menu::below(&model.menus, menu)
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
        let name = self.show(winner);
        let rule = match self.evaluator.mechanism(winner) {
            Mechanism::Choice(ChoiceRule::UserYes) => "the last line that sets a member to y wins",
            Mechanism::Choice(ChoiceRule::Default) => {
                "no line sets a visible member to y, so the choice's default wins"
            }
            Mechanism::Choice(ChoiceRule::FirstUnset) => "the default is n, so the first member without a line wins",
            Mechanism::Choice(ChoiceRule::LeastUnwanted) => "all members are n, so the one that was said first wins",
            _ => "another member is set",
        };
        let mut told =
            cause(CauseKind::Choice, Some(winner), format!("its choice is set to {name}: {rule}"), Some(span));
        if let Some(line) = self.user_line(winner) {
            told.causes.push(cause(CauseKind::User, Some(winner), format!("{name} is set by this line"), Some(line)));
        }
        vec![told]
    }

    /// No prompt shows far enough: which conditions fail.
    fn hidden(&mut self, prompts: &[PropertyId], wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        let mut causes = Vec::new();
        for &prompt in prompts {
            let property = &model.properties[prompt];
            let mut conditions = self.conditions(property.menu, true);
            if let Some(expr) = property.condition {
                conditions.insert(0, Condition { kind: CauseKind::Visibility, expr, span: property.span });
            }
            causes.extend(self.failing(conditions, wanted, telling));
        }
        causes.truncate(WIDEST);
        causes
    }

    /// The conditions around an entry, innermost first.
    fn conditions(&self, menu: MenuId, for_prompt: bool) -> Vec<Condition> {
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

    fn failing(&mut self, conditions: Vec<Condition>, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        let mut causes = Vec::new();
        for condition in conditions {
            if self.evaluator.evaluate(Some(condition.expr)) < wanted {
                causes.extend(self.terms(&condition, condition.expr, wanted, telling));
            }
        }
        causes
    }

    /// The terms of a condition that keep it below a value.
    fn terms(&mut self, condition: &Condition, root: ExprId, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        let mut causes = Vec::new();
        // terms that must rise (or, under a negation, fall)
        let mut open = vec![(root, wanted, false)];
        while let Some((expr, bound, negated)) = open.pop() {
            if causes.len() >= WIDEST {
                break;
            }
            let value = self.evaluator.evaluate(Some(expr));
            let holds = if negated { value <= bound } else { value >= bound };
            let may_hold = self.certain.as_ref().is_some_and(|certain| !certain.fails(expr, bound, negated));
            if holds || may_hold {
                continue;
            }
            match model.exprs.get(expr) {
                Expr::Not(inner) => open.push((inner, !bound, !negated)),
                Expr::And(..) | Expr::Or(..) => {
                    let joint = if matches!(model.exprs.get(expr), Expr::And(..)) { Joint::And } else { Joint::Or };
                    open.extend(model.exprs.operands(joint, expr).into_iter().rev().map(|part| (part, bound, negated)));
                }
                Expr::Symbol(symbol) => causes.extend(self.term(condition, symbol, bound, negated, telling)),
                Expr::Compare(relation, left, right) => {
                    causes.push(self.comparison(condition, relation, left, right, negated, telling));
                }
            }
        }
        causes
    }

    fn term(
        &mut self,
        condition: &Condition,
        symbol: SymbolId,
        bound: Tristate,
        negated: bool,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        if symbol <= SymbolId::YES {
            return self.macro_terms(condition, symbol);
        }
        let (name, value) = (self.show(symbol), self.value(symbol));
        // a bool is never m
        let or_m = bound == Tristate::Mod && self.evaluator.promoted(symbol, Tristate::Mod) == Tristate::Mod;
        let need = match (negated, or_m) {
            (false, true) => "m or y",
            (false, false) => "y",
            (true, true) => "n or m",
            (true, false) => "n",
        };
        let text = format!("{name} is {value}, and {need} is needed here");
        let mut told = cause(condition.kind, Some(symbol), text, Some(condition.span));
        told.causes = if negated { self.why_above(symbol, telling) } else { self.why_below(symbol, bound, telling) };
        vec![told]
    }

    /// A constant in a condition: most come from macros.
    fn macro_terms(&mut self, condition: &Condition, symbol: SymbolId) -> Vec<Cause> {
        let constant = self.show(symbol);
        let mut causes = Vec::new();
        for index in self.outline.expansions(condition.span) {
            let (Some(expanded), Some(&at)) =
                (self.tree.walk.expansions.get(index as usize), self.tree.walk.expanded_at.get(index as usize))
            else {
                continue;
            };
            if expanded.text != constant.as_bytes() {
                continue;
            }
            let text = self.tree.files.sources.file(at.file).text();
            let written = lossy(text.get(at.start as usize..at.end as usize).unwrap_or_default());
            let mut told = cause(CauseKind::Probe, None, format!("{written} comes to {constant}"), Some(at));
            told.probe = expanded.probes.last().and_then(|&probe| self.tree.walk.probes.get(probe as usize)).cloned();
            causes.push(told);
        }
        if causes.is_empty() {
            let text = format!("the constant {constant} stands here");
            causes.push(cause(condition.kind, None, text, Some(condition.span)));
        }
        causes
    }

    fn comparison(
        &mut self,
        condition: &Condition,
        relation: Relation,
        left: SymbolId,
        right: SymbolId,
        negated: bool,
        telling: &mut Telling,
    ) -> Cause {
        let sign = relation.sign();
        let (one, other) = (self.show(left), self.show(right));
        let told = |this: &Self, symbol: SymbolId, name: &str| {
            let known = !this.evaluator.model().symbols[symbol].menus.is_empty();
            known.then(|| format!("{name} is {}", quoted(&this.value(symbol))))
        };
        let values: Vec<String> = [told(self, left, &one), told(self, right, &other)].into_iter().flatten().collect();
        let verdict = if negated { "must not hold" } else { "is needed" };
        let values = if values.is_empty() { String::new() } else { format!("{}, and ", values.join(", ")) };
        let text = format!("{values}{one} {sign} {other} {verdict} here");
        let mut told = cause(condition.kind, Some(left), text, Some(condition.span));
        told.causes = self.where_from(left, telling);
        told
    }

    /// Where a symbol's value comes from.
    fn where_from(&mut self, symbol: SymbolId, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        if !telling.told.insert((symbol, true)) || telling.depth >= DEEPEST || model.symbols[symbol].menus.is_empty() {
            return Vec::new();
        }
        self.evaluator.calculate(symbol);
        let (name, value) = (self.show(symbol), quoted(&self.value(symbol)));
        if let Some(needed) = self.needed(symbol).or_else(|| self.at_the_edge(symbol)) {
            return vec![needed];
        }
        match self.evaluator.mechanism(symbol) {
            Mechanism::User => self.by_line(symbol, telling),
            Mechanism::Default(id) => {
                let span = model.properties[id].span;
                let mut told =
                    cause(CauseKind::Default, Some(symbol), format!("{name} is {value} by default"), Some(span));
                let probe = self.outline.expansions(span).find_map(|index| {
                    let expanded = self.tree.walk.expansions.get(index as usize)?;
                    self.tree.walk.probes.get(*expanded.probes.last()? as usize)
                });
                if let Some(probe) = probe {
                    told.kind = CauseKind::Probe;
                    told.probe = Some(probe.clone());
                }
                vec![told]
            }
            Mechanism::Select => self.selectors(symbol, Tristate::No),
            Mechanism::Imply => {
                let text = format!("{name} is implied");
                vec![cause(CauseKind::Imply, Some(symbol), text, self.definition(symbol))]
            }
            Mechanism::Choice(_) => {
                let text = format!("{name} is what its choice is set to");
                vec![cause(CauseKind::Choice, Some(symbol), text, self.line_of(symbol))]
            }
            Mechanism::Nothing => {
                let text = format!("nothing sets {name}");
                vec![cause(CauseKind::Default, Some(symbol), text, self.definition(symbol))]
            }
        }
    }

    /// A line gave a symbol its value, or as much of what it asks for as the prompt shows.
    fn by_line(&mut self, symbol: SymbolId, telling: &mut Telling) -> Vec<Cause> {
        let (name, value) = (self.show(symbol), quoted(&self.value(symbol)));
        let (state, line) = (self.evaluator.states[symbol], self.line_of(symbol));
        let capped = self.evaluator.is_tristate(symbol) && state.user_value > state.visible;
        if !capped {
            let text = format!("{name} is set to {value} by this line");
            return vec![cause(CauseKind::User, Some(symbol), text, line)];
        }
        let asked = state.user_value;
        let text = format!("this line asks for {}, and the prompt of {name} allows {value} at most", asked.word());
        let mut told = cause(CauseKind::Visibility, Some(symbol), text, line);
        let prompts = self.properties(symbol, |kind| matches!(kind, PropertyKind::Prompt { .. }));
        telling.depth += 1;
        told.causes = self.hidden(&prompts, asked, telling);
        telling.depth -= 1;
        vec![told]
    }

    /// Why a symbol is not lower than it is.
    pub fn why_above(&mut self, symbol: SymbolId, telling: &mut Telling) -> Vec<Cause> {
        self.where_from(symbol, telling)
    }

    /// Where the file sets a symbol, if that is why it has its value.
    fn user_line(&self, symbol: SymbolId) -> Option<Span> {
        let by_user =
            matches!(self.evaluator.mechanism(symbol), Mechanism::User | Mechanism::Choice(ChoiceRule::UserYes));
        self.line_of(symbol).filter(|_| by_user)
    }

    /// The selects that hold a symbol above a value, each with its place.
    pub(super) fn selectors(&mut self, symbol: SymbolId, above: Tristate) -> Vec<Cause> {
        let model = self.evaluator.model();
        let name = self.show(symbol);
        let mut causes = Vec::new();
        for (owner, property) in self.selects_of(symbol) {
            let held =
                self.evaluator.states[owner].value.min(self.evaluator.evaluate(model.properties[property].visible));
            if self.evaluator.promoted(symbol, held) > above && causes.len() < WIDEST {
                let text = format!("{name} is selected by {}, which is {}", self.show(owner), self.value(owner));
                let mut told = cause(CauseKind::Select, Some(owner), text, Some(model.properties[property].span));
                if let Some(line) = self.user_line(owner) {
                    let text = format!("{} is set by this line", self.show(owner));
                    told.causes.push(cause(CauseKind::User, Some(owner), text, Some(line)));
                }
                causes.push(told);
            }
        }
        causes
    }

    /// All selects of a symbol: from whom, and where.
    fn selects_of(&mut self, symbol: SymbolId) -> Vec<(SymbolId, PropertyId)> {
        let model = self.evaluator.model();
        let mut found = Vec::new();
        for &id in self.outline.selects(symbol) {
            if let Some(owner) = model.menus[model.properties[id].menu].symbol {
                self.evaluator.calculate(owner);
                found.push((owner, id));
            }
        }
        found
    }

    /// A symbol that only defaults, selects and implies can set.
    fn promptless(&mut self, symbol: SymbolId, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        let name = self.show(symbol);
        let mut causes = Vec::new();
        for id in self.properties(symbol, |kind| matches!(kind, PropertyKind::Default(_))) {
            let property = &model.properties[id];
            let PropertyKind::Default(value) = property.kind else { continue };
            let mut conditions = self.conditions(property.menu, false);
            conditions.extend(property.condition.map(|expr| Condition {
                kind: CauseKind::Default,
                expr,
                span: property.span,
            }));
            if value != Exprs::YES {
                conditions.push(Condition { kind: CauseKind::Default, expr: value, span: property.span });
            }
            causes.extend(self.failing(conditions, wanted, telling));
        }
        let selects = self.selects_of(symbol);
        if causes.is_empty() || !selects.is_empty() {
            let mut owners: Vec<String> = Vec::new();
            for &(owner, _) in &selects {
                let owner = self.show(owner);
                if !owners.contains(&owner) {
                    owners.push(owner);
                }
            }
            let text = match owners.as_slice() {
                [] => format!("{name} has no prompt, and nothing selects it"),
                [one] => format!("{name} has no prompt; only {one} selects it, and does not now"),
                more => format!("{name} has no prompt; none of what selects it is set: {}", shorten(more)),
            };
            causes.push(cause(CauseKind::Select, Some(symbol), text, self.definition(symbol)));
        }
        causes.truncate(WIDEST);
        causes
    }
}

/// A text that is empty, or more than one word, is shown as one.
pub fn quoted(value: &str) -> String {
    let plain = !value.is_empty() && !value.contains([' ', '\t', '"']);
    if plain { value.into() } else { format!("\"{value}\"") }
}

/// The first names of many.
pub(super) fn shorten(names: &[String]) -> String {
    let shown = names.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(6) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

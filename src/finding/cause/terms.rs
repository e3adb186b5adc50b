//! A condition that does not hold enters; the terms that keep it from that leave.

use crate::{
    model::{
        expr::{Expr, ExprId, Exprs, Joint},
        symbol::{SymbolId, Tristate},
    },
    source::lossy,
    syntax::ast::Type,
};

use super::{Cause, CauseKind, Condition, Telling, cause, together};
use crate::finding::{Context, certain::Bounds};

impl Context<'_, '_> {
    pub(super) fn failing(
        &mut self,
        conditions: Vec<Condition>,
        wanted: Tristate,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        let mut causes = Vec::new();
        for condition in conditions {
            causes.extend(self.without_modules(&condition, telling));
            if self.evaluator.evaluate(Some(condition.expr)) < wanted {
                causes.extend(self.terms(&condition, condition.expr, wanted, telling));
            }
        }
        self.first_asked_first(&mut causes);
        causes
    }

    /// Of causes that the tools alone decide, what the tree asks first is told first, in the places that they have among
    /// the others: a tree asks which compiler it has before it asks what hangs on that.
    fn first_asked_first(&self, causes: &mut [Cause]) {
        let mut of_tools: Vec<(usize, usize)> = Vec::new();
        for (place, cause) in causes.iter().enumerate() {
            of_tools.extend(self.first_asked(cause).map(|asked| (asked, place)));
        }
        let places: Vec<usize> = of_tools.iter().map(|&(_, place)| place).collect();
        of_tools.sort_unstable();
        let mut moved: Vec<(usize, Cause)> = Vec::new();
        for ((_, from), &to) in of_tools.into_iter().zip(&places).filter(|((_, from), to)| from != *to) {
            moved.extend(causes.get(from).map(|cause| (to, cause.clone())));
        }
        for (to, cause) in moved {
            if let Some(slot) = causes.get_mut(to) {
                *slot = cause;
            }
        }
    }

    /// The first probe that a cause comes down to, in the order of the tree, if it comes down to probes alone.
    fn first_asked(&self, cause: &Cause) -> Option<usize> {
        let mut first: Option<usize> = None;
        let mut open = vec![cause];
        while let Some(cause) = open.pop() {
            if cause.causes.is_empty() {
                let command = cause.probe.as_ref().filter(|_| cause.kind == CauseKind::Probe)?;
                let asked = self.tree.walk.probes.iter().position(|probe| probe == command)?;
                first = Some(first.map_or(asked, |first| first.min(asked)));
            }
            open.extend(&cause.causes);
        }
        first
    }

    /// That a condition asks for m where there are no modules: Kconfig reads `m` as `m && MODULES`.
    fn without_modules(&mut self, condition: &Condition, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        let modules = model.modules;
        self.evaluator.calculate(modules);
        let asks = model.exprs.operands(Joint::And, condition.expr).contains(&Exprs::MOD);
        let open = self.certain.as_ref().is_some_and(|certain| !certain.is_certain(modules));
        if !asks || open || self.evaluator.tristate(modules) != Tristate::No {
            return Vec::new();
        }
        if modules > SymbolId::YES {
            return self.term(condition, modules, Tristate::Yes, false, telling);
        }
        let text = "m is needed here, and nothing in this tree says what turns modules on".to_owned();
        vec![cause(condition.kind, None, text, Some(condition.span))]
    }

    /// The terms of a condition that keep it below a value: of a joint that one part would be enough for, its parts are
    /// told as ways.
    fn terms(&mut self, condition: &Condition, root: ExprId, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        // the joints around the next term, the whole condition first: whether one part is enough, and what is told so far
        let mut joints: Vec<(bool, Vec<Cause>)> = vec![(false, Vec::new())];
        // terms that must rise (or, under a negation, fall), and where joints end
        let mut open = vec![Some((root, wanted, false))];
        while let Some(next) = open.pop() {
            let one_of = joints.last().is_some_and(|&(one_of, _)| one_of);
            let Some((expr, bound, negated)) = next else {
                let Some((ends, mut parts)) = joints.pop() else { break };
                if let ([part], false) = (parts.as_mut_slice(), ends)
                    && let Some(all) = part.text.strip_suffix("is needed here")
                {
                    // what else the way asks for holds
                    part.text = format!("{all}is enough here");
                }
                let told = together(parts, ends, condition.kind, Some(condition.span), &|symbol| self.show(symbol));
                joints.last_mut().map_or(&mut Vec::new(), |(_, causes)| causes).extend(told);
                continue;
            };
            let value = self.evaluator.evaluate(Some(expr));
            let holds = if negated { value <= bound } else { value >= bound };
            let may_hold = self.certain.as_ref().is_some_and(|certain| !certain.fails(expr, bound, negated));
            if holds || may_hold {
                continue;
            }
            let found = match model.exprs.get(expr) {
                Expr::Not(inner) => {
                    open.push(Some((inner, !bound, !negated)));
                    continue;
                }
                Expr::And(..) | Expr::Or(..) => {
                    let joint = if matches!(model.exprs.get(expr), Expr::And(..)) { Joint::And } else { Joint::Or };
                    let any = (joint == Joint::Or) != negated && !telling.full;
                    if any != one_of {
                        joints.push((any, Vec::new()));
                        open.push(None);
                    }
                    let parts = model.exprs.operands(joint, expr).into_iter().rev();
                    open.extend(parts.map(|part| Some((part, bound, negated))));
                    continue;
                }
                Expr::Symbol(symbol) => {
                    let verb = if one_of { "is enough" } else { "is needed" };
                    self.verbed(condition, symbol, (bound, negated), verb, telling)
                }
                Expr::Compare(_, left, right) if !self.is_spoken_of(&[left, right], telling) => Vec::new(),
                Expr::Compare(relation, left, right) => {
                    vec![self.comparison(condition, (relation, left, right), negated, telling)]
                }
            };
            if let Some((_, causes)) = joints.last_mut() {
                causes.extend(found);
            }
        }
        joints.into_iter().flat_map(|(_, causes)| causes).collect()
    }

    /// A symbol in a condition of which all is needed.
    pub(super) fn term(
        &mut self,
        condition: &Condition,
        symbol: SymbolId,
        bound: Tristate,
        negated: bool,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        self.verbed(condition, symbol, (bound, negated), "is needed", telling)
    }

    fn verbed(
        &mut self,
        condition: &Condition,
        symbol: SymbolId,
        (bound, negated): (Tristate, bool),
        verb: &str,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        if symbol <= SymbolId::YES {
            return self.macro_terms(condition, symbol);
        }
        if !self.is_spoken_of(&[symbol], telling) {
            return Vec::new();
        }
        let name = self.show(symbol);
        let value = match self.evaluator.model().symbols[symbol].ty {
            Some(Type::Bool | Type::Tristate) => self.possible(symbol).unwrap_or_else(|| self.value(symbol)),
            // in a comparison it would be its own name
            None => Tristate::No.word().to_owned(),
            // whatever its value is
            Some(ty) => {
                let text = format!("{name} is of type {}, which counts as n in a condition", ty.word());
                return vec![cause(condition.kind, Some(symbol), text, Some(condition.span))];
            }
        };
        // a bool is never m
        let or_m = bound == Tristate::Mod && self.evaluator.promoted(symbol, Tristate::Mod) == Tristate::Mod;
        let need = match (negated, or_m) {
            (false, true) => "m or y",
            (false, false) => "y",
            (true, true) => "n or m",
            (true, false) => "n",
        };
        let text = format!("{name} is {value}, and {need} {verb} here");
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

    /// A bool's or tristate's value; of a fragment, what it may be, where that is not the same in any case. None where it
    /// may be anything.
    pub(super) fn possible(&self, symbol: SymbolId) -> Option<String> {
        let Some(Bounds { low, high, .. }) = self.certain.as_ref().map(|certain| certain.bounds(symbol)) else {
            return Some(self.value(symbol));
        };
        match (low, high) {
            (low, high) if low == high => Some(low.word().to_owned()),
            (Tristate::No, Tristate::Yes) => None,
            (low, high) => Some(format!("{} or {}", low.word(), high.word())),
        }
    }
}

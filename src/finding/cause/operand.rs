//! A comparison that fails enters; what makes its operands what they are leaves.

use crate::{
    eval::compared,
    model::symbol::{SymbolId, Tristate},
    syntax::ast::{Relation, Type},
};

use super::{Cause, CauseKind, Condition, Telling, as_string, cause, together};
use crate::finding::Context;

/// Whether a comparison would come out as it should if an operand had this text, the other being what it is.
pub(super) type Right<'r> = &'r dyn Fn(&[u8]) -> bool;

impl Context<'_, '_> {
    /// That a comparison fails, or holds where it must not: with the values of its operands, and why these are so.
    pub(super) fn comparison(
        &mut self,
        condition: &Condition,
        (relation, left, right): (Relation, SymbolId, SymbolId),
        negated: bool,
        telling: &mut Telling,
    ) -> Cause {
        let model = self.evaluator.model();
        let (one, other) = (self.operand(left, right), self.operand(right, left));
        let values: Vec<String> =
            [self.operand_is(left, &one), self.operand_is(right, &other)].into_iter().flatten().collect();
        let verdict = if negated { "must not hold" } else { "is needed" };
        let values = if values.is_empty() { String::new() } else { format!("{}, and ", values.join(", ")) };
        let text = format!("{values}{one} {} {other} {verdict} here", relation.sign());
        let mut told = cause(condition.kind, Some(left), text, Some(condition.span));
        let text_of = |symbol| self.evaluator.value_text(symbol).to_vec();
        let (one, other) = (text_of(left), text_of(right));
        let (ty1, ty2) = (model.told_type(left), model.told_type(right));
        let holds = |one: &[u8], other: &[u8]| compared(relation, (one, ty1), (other, ty2)) != negated;
        let of_left = self.not_right(condition, left, &|text| holds(text, &other), telling);
        let of_right = self.not_right(condition, right, &|text| holds(&one, text), telling);
        if telling.full || of_left.is_empty() || of_right.is_empty() {
            told.causes = [of_left, of_right].concat();
            return told;
        }
        // another value of either may be enough
        told.one_of = true;
        for side in [of_left, of_right] {
            let name = |symbol| self.show(symbol);
            told.causes.extend(together(side, false, condition.kind, Some(condition.span), &name));
        }
        told
    }

    /// An operand as it is written: a constant beside a string is one too.
    fn operand(&self, symbol: SymbolId, other: SymbolId) -> String {
        let model = self.evaluator.model();
        let constant = model.symbols[symbol].menus.is_empty() && model.symbols[other].ty == Some(Type::String);
        if constant { as_string(&self.show(symbol)) } else { self.show(symbol) }
    }

    /// What an operand is, as far as that is certain.
    fn operand_is(&self, symbol: SymbolId, name: &str) -> Option<String> {
        let is_tristate = self.evaluator.is_tristate(symbol);
        let value = if is_tristate { self.possible(symbol) } else { Some(self.written(symbol)) };
        let certain = is_tristate || self.certain.as_ref().is_none_or(|certain| certain.is_certain(symbol));
        let known = !self.evaluator.model().symbols[symbol].menus.is_empty();
        value.filter(|_| known && certain).map(|value| format!("{name} is {value}"))
    }

    /// Why an operand has none of the values that would be right.
    fn not_right(
        &mut self,
        condition: &Condition,
        symbol: SymbolId,
        right: Right<'_>,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        if self.evaluator.model().symbols[symbol].menus.is_empty() {
            return Vec::new();
        }
        self.evaluator.calculate(symbol);
        if !self.evaluator.is_tristate(symbol) {
            return self.where_from(symbol, Some(right), telling);
        }
        let value = self.evaluator.states[symbol].value;
        let would_do = [Tristate::No, Tristate::Mod, Tristate::Yes].into_iter();
        let would_do: Vec<Tristate> = would_do.filter(|value| right(value.word().as_bytes())).collect();
        if would_do == [Tristate::Mod]
            && let Some(told) = self.never_m(condition, symbol, telling)
        {
            return vec![told];
        }
        let mut reachable = would_do.into_iter().filter(|&value| self.evaluator.promoted(symbol, value) == value);
        match reachable.next() {
            Some(lowest) if lowest > value => self.why_below(symbol, lowest, telling),
            _ => self.where_from(symbol, None, telling),
        }
    }

    /// That a tristate has to be m where there are no modules.
    fn never_m(&mut self, condition: &Condition, symbol: SymbolId, telling: &mut Telling) -> Option<Cause> {
        let model = self.evaluator.model();
        let modules = model.modules;
        let never =
            model.symbols[symbol].ty == Some(Type::Tristate) && self.evaluator.tristate(modules) == Tristate::No;
        let certain = self.certain.as_ref().is_none_or(|certain| certain.is_certain(modules));
        if !never || !certain || modules <= SymbolId::YES {
            return None;
        }
        let condition = Condition { kind: CauseKind::Dependency, expr: condition.expr, span: condition.span };
        self.term(&condition, modules, Tristate::Yes, false, telling).pop()
    }
}

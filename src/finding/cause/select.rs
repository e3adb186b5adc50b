//! A symbol enters; the selects that hold it, or that could and do not, leave.

use crate::{
    eval::Mechanism,
    model::{
        expr::Exprs,
        symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    },
};

use super::{Cause, CauseKind, Condition, FEW, Telling, cause, shorten};
use crate::finding::Context;

impl Context<'_, '_> {
    /// The selects that hold a symbol above a value, each with its place, and why that is so.
    pub(in crate::finding) fn selectors(
        &mut self,
        symbol: SymbolId,
        above: Tristate,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        let model = self.evaluator.model();
        let name = self.show(symbol);
        let mut causes = Vec::new();
        for (owner, property) in self.selects_of(symbol) {
            let held = self.held_by(owner, property);
            let condition = model.properties[property].visible;
            if telling.whatever && !self.always_raises(owner, condition, above, telling) {
                continue;
            }
            if self.evaluator.promoted(symbol, held) > above {
                let text = format!("{name} is selected by {}, which is {}", self.show(owner), self.value(owner));
                let mut told = cause(CauseKind::Select, Some(owner), text, Some(model.properties[property].span));
                if telling.full {
                    told.causes = self.where_from(owner, None, telling);
                    told.causes.extend(self.behind(model.properties[property].condition, telling));
                } else if let Some(line) = self.user_line(owner) {
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
    pub(super) fn promptless(&mut self, symbol: SymbolId, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        let name = self.show(symbol);
        let mut ways = Vec::new();
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
            ways.push((self.failing(conditions, wanted, telling), Some(property.span)));
        }
        let mut causes = Vec::new();
        let nothing_yet = ways.iter().all(|(failing, _)| failing.is_empty());
        let selects = self.selects_of(symbol);
        if telling.whatever {
            let never =
                (nothing_yet || !selects.is_empty()).then(|| self.never_selected(symbol, &selects, wanted, telling));
            causes.extend(never);
        } else if nothing_yet || !selects.is_empty() {
            let mut owners: Vec<String> = Vec::new();
            let mut silent = selects.is_empty();
            for &(owner, select) in &selects {
                if let Some(too_low) = self.too_low(symbol, owner, select, wanted, telling) {
                    causes.push(too_low);
                    continue;
                }
                if let Some(held_back) = self.held_back(symbol, owner, select, telling) {
                    causes.push(held_back);
                    continue;
                }
                silent = true;
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
            let mut told = cause(CauseKind::Select, Some(symbol), text, self.definition(symbol));
            if telling.full && owners.len() <= FEW {
                for (owner, property) in selects {
                    if self.held_by(owner, property) == Tristate::No {
                        told.causes.extend(self.not_selecting(owner, property, wanted, telling));
                    }
                }
            }
            if silent {
                causes.push(told);
            }
        }
        ways.extend(causes.into_iter().map(|cause| (vec![cause], self.definition(symbol))));
        if let Mechanism::Default(_) = self.evaluator.mechanism(symbol) {
            // those behind a default that counts would not be looked at
            return ways.into_iter().flat_map(|(causes, _)| causes).collect();
        }
        self.ways(ways, CauseKind::Default, telling)
    }

    /// How far a select raises what it selects.
    fn held_by(&mut self, owner: SymbolId, select: PropertyId) -> Tristate {
        let visible = self.evaluator.model().properties[select].visible;
        self.evaluator.states[owner].value.min(self.evaluator.evaluate(visible))
    }

    /// A select that raises a symbol, and less than is wanted: why it does not do more.
    fn too_low(
        &mut self,
        symbol: SymbolId,
        owner: SymbolId,
        select: PropertyId,
        wanted: Tristate,
        telling: &mut Telling,
    ) -> Option<Cause> {
        let held = self.held_by(owner, select);
        if held == Tristate::No || held >= wanted {
            return None;
        }
        let text = format!("{} selects {}, as {} alone", self.show(owner), self.show(symbol), held.word());
        let span = self.evaluator.model().properties[select].span;
        let mut told = cause(CauseKind::Select, Some(owner), text, Some(span));
        told.causes = self.not_selecting(owner, select, wanted, telling);
        Some(told)
    }

    /// A select by a symbol that is on, whose condition alone fails: why it does.
    fn held_back(
        &mut self,
        symbol: SymbolId,
        owner: SymbolId,
        select: PropertyId,
        telling: &mut Telling,
    ) -> Option<Cause> {
        let property = &self.evaluator.model().properties[select];
        let expr = property.condition?;
        if self.evaluator.states[owner].value == Tristate::No || self.evaluator.evaluate(Some(expr)) != Tristate::No {
            return None;
        }
        let (name, by) = (self.show(symbol), self.show(owner));
        let text = format!("{by} selects {name}, on a condition that does not hold");
        let mut told = cause(CauseKind::Select, Some(owner), text, Some(property.span));
        let condition = Condition { kind: CauseKind::Dependency, expr, span: property.span };
        told.causes = self.failing(vec![condition], Tristate::Mod, telling);
        (!told.causes.is_empty()).then_some(told)
    }

    /// Why a symbol does not select another: it is not on itself, or the select's own condition does not hold.
    fn not_selecting(
        &mut self,
        owner: SymbolId,
        property: PropertyId,
        wanted: Tristate,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        let off = self.evaluator.states[owner].value < wanted;
        self.select_failing(owner, property, off, wanted, telling)
    }

    /// What is in the way of a select: its owner, where that is `off`, or else the conditions that it hangs on.
    pub(super) fn select_failing(
        &mut self,
        owner: SymbolId,
        select: PropertyId,
        off: bool,
        wanted: Tristate,
        telling: &mut Telling,
    ) -> Vec<Cause> {
        let property = &self.evaluator.model().properties[select];
        let own = |expr| Condition { kind: CauseKind::Select, expr, span: property.span };
        if off {
            return self.term(&own(Exprs::YES), owner, wanted, false, telling);
        }
        let mut conditions = self.conditions(property.menu, false);
        conditions.extend(property.condition.map(own));
        self.failing(conditions, wanted, telling)
    }
}

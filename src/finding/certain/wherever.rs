//! A property's condition enters, with other conditions that are met; whether it is met then too leaves, whatever the rest
//! of the configuration is. The whole condition counts, with what it inherits from its own definition: another definition
//! of the same symbol need not share it.

use crate::model::{
    expr::{ExprId, Joint},
    symbol::{Property, PropertyKind, SymbolId, Tristate},
};

use super::Certain;

impl Certain<'_> {
    /// Whether a property of a symbol counts wherever one of the symbol's prompts shows.
    pub(in crate::finding) fn counts_where_shown(&self, symbol: SymbolId, property: &Property) -> bool {
        self.counts_beside_all(symbol, property, |kind| matches!(kind, PropertyKind::Prompt { .. }))
    }

    /// Whether a property of a symbol counts wherever one of the symbol's defaults does.
    pub(in crate::finding) fn counts_by_default(&self, symbol: SymbolId, property: &Property) -> bool {
        self.counts_beside_all(symbol, property, |kind| matches!(kind, PropertyKind::Default(_)))
    }

    /// Whether a property counts wherever its symbol, a bool or tristate, is not n: dependencies of one of its definitions
    /// are met then, unless something selects it past them.
    pub(in crate::finding) fn counts_where_on(&self, symbol: SymbolId, property: &Property) -> bool {
        let found = &self.model.symbols[symbol];
        // no select counts for a member of a choice
        let past = found.transitional || found.member_of.is_none() && self.may_be_selected(symbol);
        let mut menus = found.menus.iter().map(|&menu| self.model.menus[menu].dep).filter(|&dep| self.may_hold(dep));
        self.holds(property.visible) || !past && menus.all(|dep| self.counts_beside(property, &[dep]))
    }

    /// Whether the definition that a property stands in has its dependencies met wherever one of the symbol's prompts shows.
    pub(in crate::finding) fn defined_where_shown(&self, symbol: SymbolId, property: &Property) -> bool {
        let dependencies = self.model.menus[property.menu].dep;
        let mut prompts = self.properties(symbol, |kind| matches!(kind, PropertyKind::Prompt { .. }));
        prompts.all(|prompt| self.follows(dependencies, &self.met_with(prompt)))
    }

    fn counts_beside_all(&self, symbol: SymbolId, property: &Property, of: impl Fn(PropertyKind) -> bool) -> bool {
        self.holds(property.visible)
            || self.properties(symbol, of).all(|other| self.counts_beside(property, &self.met_with(other)))
    }

    /// Properties of a kind that may count.
    fn properties(&self, symbol: SymbolId, of: impl Fn(PropertyKind) -> bool) -> impl Iterator<Item = &Property> {
        let properties = self.model.symbols[symbol].properties.iter().map(|&id| &self.model.properties[id]);
        properties.filter(move |property| of(property.kind) && self.may_hold(property.visible))
    }

    /// What is met where a property counts.
    fn met_with(&self, property: &Property) -> [Option<ExprId>; 2] {
        [property.visible, self.model.menus[property.menu].dep]
    }

    /// A condition and its definition's dependencies may be simplified together: each way of looking at them is as good.
    fn counts_beside(&self, property: &Property, met: &[Option<ExprId>]) -> bool {
        let dependencies = self.model.menus[property.menu].dep;
        self.follows(property.visible, met)
            || self.holds_as_written(property.condition) && self.follows(dependencies, met)
    }

    /// Whether a condition holds wherever others do: each of its terms is one of theirs, or holds in any case.
    fn follows(&self, condition: Option<ExprId>, met: &[Option<ExprId>]) -> bool {
        let exprs = &self.model.exprs;
        let terms = |of: ExprId| exprs.operands(Joint::And, of);
        let is_met = |term: ExprId| met.iter().flatten().any(|&met| terms(met).contains(&term));
        condition.is_none_or(|condition| {
            terms(condition).into_iter().all(|term| self.exprs[term].low > Tristate::No || is_met(term))
        })
    }
}

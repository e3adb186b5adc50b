//! What can be so far enters; what a bool or tristate can therefore be leaves.

use crate::{
    model::{
        Model,
        expr::ExprId,
        symbol::{PropertyKind, SymbolId},
    },
    syntax::ast::Type,
};

use super::{Possible, Set};

impl Possible {
    /// The sets of a symbol's visibility; of dependencies, selects and implies.
    pub(in crate::solve) fn visible(&self, model: &Model, symbol: SymbolId) -> Set {
        let found = &model.symbols[symbol];
        let mut visible = Set::NO;
        for &id in &found.properties {
            let property = &model.properties[id];
            if property.text().is_some() {
                visible = visible.max(self.expr(property.visible));
            }
        }
        self.limited(model, symbol, visible)
    }

    /// What may become of a set where m may not be: both, as long as nothing says which.
    fn limited(&self, model: &Model, symbol: SymbolId, set: Set) -> Set {
        if model.symbols[symbol].ty != Some(Type::Tristate) {
            return set.promoted();
        }
        let modules = self.switches[model.modules];
        let mut found = Set::EMPTY;
        // what modules depend on comes before them, as if there were none
        if modules.has(Set::NO) || modules == Set::EMPTY || model.symbols[symbol].member_of.is_some() {
            found = found.with(set.promoted());
        }
        if modules.shown() != Set::EMPTY {
            found = found.with(set);
        }
        found
    }

    pub(super) fn switch(&self, model: &Model, symbol: SymbolId) -> Set {
        let found = &model.symbols[symbol];
        if found.choice && !model.dialect.old_choices {
            return Set::NO;
        }
        let visible = if found.transitional { Set::NO } else { self.visible(model, symbol) };
        let member = !model.dialect.old_choices && model.choice_of(symbol).is_some();
        if member {
            let shown = if visible.shown() == Set::EMPTY { Set::EMPTY } else { Set::YES.with(Set::NO) };
            return if visible.has(Set::NO) { shown.with(Set::NO) } else { shown };
        }
        let sum = |expr: Option<ExprId>, absent: Set| {
            if found.member_of.is_some() {
                Set::NO
            } else {
                self.limited(model, symbol, expr.map_or(absent, |expr| self.expr(Some(expr))))
            }
        };
        let (rev, mut implied) = (sum(found.rev_dep, Set::NO), sum(found.implied, Set::NO));
        if !model.dialect.imply_limited && sum(found.dir_dep, Set::YES).has(Set::NO) {
            implied = implied.with(Set::NO);
        }
        let mut set = Set::EMPTY;
        if visible.shown() != Set::EMPTY {
            let user = Set(7).min(visible.shown());
            set = set.with(user.max(rev));
        }
        if visible.has(Set::NO) {
            let default = if found.choice { Set::NO } else { self.default(model, symbol) };
            let dir = sum(found.dir_dep, Set::YES);
            let mut value = if implied.has(Set::NO) { default } else { Set::EMPTY };
            if implied.shown() != Set::EMPTY {
                let raised = default.max(implied.shown());
                value = value.with(if model.dialect.imply_limited { raised.min(dir) } else { raised.with(Set::YES) });
            }
            set = set.with(value.max(rev));
        }
        if found.choice || found.member_of.is_some() {
            // old choices: a member follows its choice, and a choice without a member is n
            let all = if self.visible(model, symbol).shown() == Set::EMPTY { Set::NO } else { Set(7) };
            set = set.with(all);
        }
        self.limited(model, symbol, set)
    }

    fn default(&self, model: &Model, symbol: SymbolId) -> Set {
        let mut set = Set::EMPTY;
        for &id in &model.symbols[symbol].properties {
            let property = &model.properties[id];
            let PropertyKind::Default(value) = property.kind else { continue };
            let condition = self.expr(property.visible);
            set = set.with(self.expr(Some(value)).min(condition.shown()));
            if !condition.has(Set::NO) {
                return set;
            }
        }
        set.with(Set::NO)
    }
}

//! Bounds so far enter; what the rules of values make of them for a bool or tristate leaves.

use crate::{
    model::{
        expr::{Expr, ExprId, Joint},
        menu::below,
        symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::{Certain, bounds::Bounds, exclusive::is_plain};

impl Certain<'_> {
    /// How far its prompts show.
    pub(in crate::finding) fn visible(&self, symbol: SymbolId) -> Bounds {
        let found = &self.model.symbols[symbol];
        let mut visible = Bounds::only(Tristate::No);
        for &id in &found.properties {
            if let PropertyKind::Prompt { .. } = self.model.properties[id].kind {
                visible = visible.max(self.expr(self.model.properties[id].visible, Tristate::Yes));
            }
        }
        let visible = self.promoted(symbol, visible);
        // a member that may only be m is hidden where its choice is y
        let hides = self.model.dialect.old_choices && found.member_of.is_some() && visible.low == Tristate::Mod;
        if hides { visible.or(Bounds::only(Tristate::No)) } else { visible }
    }

    /// What a bool or tristate may come to, by the rules of its value.
    pub(in crate::finding) fn beside_others(&self, symbol: SymbolId) -> Bounds {
        let found = &self.model.symbols[symbol];
        if !matches!(found.ty, Some(Type::Bool | Type::Tristate)) {
            return Bounds::only(Tristate::No);
        }
        if found.transitional {
            return Bounds::ANY;
        }
        let visible = self.visible(symbol);
        if found.choice || self.model.choice_of(symbol).is_some() {
            return self.chosen(symbol, visible);
        }
        let by_user = match self.asked.get(&symbol) {
            Some(&value) => visible.min(Bounds::only(value)),
            None => Bounds::between(Tristate::No, visible.high),
        };
        let value = if visible.high == Tristate::No {
            self.default(symbol)
        } else if visible.low > Tristate::No && self.asked.contains_key(&symbol) {
            by_user
        } else {
            by_user.or(self.default(symbol))
        };
        let member = found.member_of.is_some();
        let selected = if member { Bounds::only(Tristate::No) } else { self.expr(found.rev_dep, Tristate::No) };
        self.promoted(symbol, value.max(selected))
    }

    /// A choice or one of its members: how far it may rise, and whether it has to.
    fn chosen(&self, symbol: SymbolId, visible: Bounds) -> Bounds {
        let found = &self.model.symbols[symbol];
        let held = self.expr(found.rev_dep, Tristate::No);
        let (low, high) = if found.choice {
            let least = if self.surely_has_a_member(symbol) { held.low } else { Tristate::No };
            (least, visible.max(held).high)
        } else if self.model.dialect.old_choices {
            // one that is hidden may have a default
            (self.sole(symbol, visible), visible.high.max(self.default(symbol).high))
        } else if visible.high == Tristate::No {
            (Tristate::No, Tristate::No)
        } else {
            (self.sole(symbol, visible), Tristate::Yes)
        };
        self.beside_rivals(symbol, self.promoted(symbol, Bounds::between(low, high)))
    }

    /// Whether a member of a choice shows in any case where the choice is y: before 6.11 a choice without one is n.
    fn surely_has_a_member(&self, choice: SymbolId) -> bool {
        let model = self.model;
        let surely = |part: &ExprId| {
            matches!(model.exprs.get(*part), Expr::Symbol(symbol) if symbol == choice)
                || self.exprs[*part].low == Tristate::Yes
        };
        let shows = |&id: &PropertyId| {
            let property = &model.properties[id];
            matches!(property.kind, PropertyKind::Prompt { .. })
                && property.visible.is_none_or(|all| model.exprs.operands(Joint::And, all).iter().all(surely))
        };
        model.symbols[choice].members.iter().any(|&member| model.symbols[member].properties.iter().any(shows))
    }

    /// Before 6.11, where a choice is y one of its members is y and none is m; where it is m none is y.
    fn beside_rivals(&self, symbol: SymbolId, bounds: Bounds) -> Bounds {
        let model = self.model;
        let old = model.symbols[symbol].member_of.filter(|_| model.dialect.old_choices && is_plain(model, symbol));
        let Some(choice) = old else { return bounds };
        let asks = |value| {
            let mut others = model.symbols[choice].members.iter().filter(|&&other| other != symbol);
            others.any(|other| self.asked.get(other) == Some(&value) && is_plain(model, *other))
        };
        let (off, on) = (Bounds::only(Tristate::No), Bounds::only(Tristate::Yes));
        let beside_y = if asks(Tristate::Yes) { bounds.both(off.or(on)) } else { None };
        let bounds = beside_y.unwrap_or(bounds);
        let below_y = Bounds::between(Tristate::No, Tristate::Mod);
        let beside_m = if asks(Tristate::Mod) { bounds.both(below_y) } else { None };
        beside_m.unwrap_or(bounds)
    }

    /// Whether a member of a bool choice that a line turns off has to be set all the same beside the other lines.
    pub(in crate::finding) fn has_to_be_set(&self, member: SymbolId) -> bool {
        self.sole(member, self.visible(member)) == Tristate::Yes
    }

    /// How low a member of a bool choice may be: it is set where it shows in any case, and no other ever does, or is.
    fn sole(&self, symbol: SymbolId, visible: Bounds) -> Tristate {
        let model = self.model;
        let choice = model.choice_of(symbol).filter(|_| visible.low == Tristate::Yes);
        let Some(menu) = choice else { return Tristate::No };
        let chooses_one = model.menus[menu]
            .symbol
            .is_none_or(|choice| model.symbols[choice].ty.is_none() || self.counts_as_bool(choice));
        let mut others = below(&model.menus, menu).filter_map(|menu| model.menus[menu].symbol);
        let is_off = |other| self.symbols[other].high == Tristate::No || self.visible(other).high == Tristate::No;
        let alone = others.all(|other| other == symbol || is_off(other));
        if chooses_one && self.counts_as_bool(symbol) && alone { Tristate::Yes } else { Tristate::No }
    }

    /// What defaults and implies give.
    fn default(&self, symbol: SymbolId) -> Bounds {
        let found = &self.model.symbols[symbol];
        let mut value: Option<Bounds> = None;
        let mut decided = false;
        for &id in &found.properties {
            let PropertyKind::Default(expr) = self.model.properties[id].kind else { continue };
            let condition = self.expr(self.model.properties[id].visible, Tristate::Yes);
            if condition.high == Tristate::No {
                continue;
            }
            let given = self.exprs[expr].min(condition);
            value = Some(value.map_or(given, |value| value.or(given)));
            decided = condition.low > Tristate::No;
            if decided {
                break;
            }
        }
        let nothing = Bounds::only(Tristate::No);
        let value = match value {
            Some(value) if decided => value,
            Some(value) => value.or(nothing),
            None => nothing,
        };
        let implied = self.expr(found.implied, Tristate::No);
        let mut raised = value.max(implied);
        if self.model.dialect.imply_limited {
            raised = raised.min(self.expr(found.dir_dep, Tristate::Yes));
        }
        match (implied.low, implied.high) {
            (_, Tristate::No) => value,
            (Tristate::No, _) => value.or(raised),
            _ => raised,
        }
    }
}

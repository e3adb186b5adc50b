//! A bool or tristate enters; the clauses that decide its value leave. Behaviour of `sym_calc_visibility` and
//! `sym_calc_value` in symbol.c, in logic.

use crate::{
    model::{
        expr::{Expr, ExprId, Joint},
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::{
    encode::Encoding,
    literal::{Lit, Pair},
    origin::{PartId, PartKind},
};

impl Encoding<'_> {
    /// What follows from a value where m counts as y: for a bool always, for a tristate without modules.
    pub(super) fn promoted(&mut self, symbol: SymbolId, value: Pair) -> Pair {
        if self.model.symbols[symbol].ty != Some(Type::Tristate) {
            return Pair::switch(value.on);
        }
        let modules = self.switch(self.model.modules);
        let raised = self.formula.and(value.on, !modules.on);
        let raised = match self.counts_as_bool(symbol) {
            Lit::FALSE => raised,
            whole => {
                let also = self.formula.and(value.on, whole);
                self.formula.or(raised, also)
            }
        };
        Pair { on: value.on, yes: self.formula.or(value.yes, raised) }
    }

    /// Where a tristate member of an old choice is a bool: where it is wholly visible.
    fn counts_as_bool(&mut self, symbol: SymbolId) -> Lit {
        if self.model.dialect.old_choices && self.model.symbols[symbol].member_of.is_some() {
            self.visibility(symbol).yes
        } else {
            Lit::FALSE
        }
    }

    /// Whether a prompt of a symbol shows, and how far.
    pub(super) fn visibility(&mut self, symbol: SymbolId) -> Pair {
        let model = self.model;
        if model.symbols[symbol].transitional {
            return Pair::NO;
        }
        let mut visible = Pair::NO;
        for &id in &model.symbols[symbol].properties {
            let property = &model.properties[id];
            if property.text().is_some() {
                let condition = self.optional(property.visible);
                let condition = self.bounded_by_old_choice(symbol, condition);
                visible = self.formula.max(visible, condition);
            }
        }
        if model.symbols[symbol].ty != Some(Type::Tristate) {
            return Pair::switch(visible.on);
        }
        let modules = self.switch(model.modules);
        let raised = self.formula.and(visible.on, !modules.on);
        Pair { on: visible.on, yes: self.formula.or(visible.yes, raised) }
    }

    /// The value of what the first active default, implies and selects come to.
    fn without_user(&mut self, symbol: SymbolId, rev: Pair) -> Pair {
        let model = self.model;
        let found = &model.symbols[symbol];
        let mut value = Pair::NO;
        if !found.choice {
            value = self.default(symbol);
            let implied = self.implied(symbol);
            if implied.on != Lit::FALSE {
                let mut raised = self.formula.max(value, implied);
                if model.dialect.imply_limited {
                    let dir = self.sum(symbol, found.dir_dep, Pair::YES);
                    raised = self.formula.min(raised, dir);
                }
                value = Pair {
                    on: self.formula.choose(implied.on, raised.on, value.on),
                    yes: self.formula.choose(implied.on, raised.yes, value.yes),
                };
            }
        }
        let value = self.formula.max(value, rev);
        self.raised(symbol, value)
    }

    /// What implies of a symbol come to: before 5.7 dependencies that are off stop them.
    fn implied(&mut self, symbol: SymbolId) -> Pair {
        let found = &self.model.symbols[symbol];
        let implied = self.sum(symbol, found.implied, Pair::NO);
        if self.model.dialect.imply_limited || implied.on == Lit::FALSE {
            return implied;
        }
        let dir = self.sum(symbol, found.dir_dep, Pair::YES);
        Pair { on: self.formula.and(implied.on, dir.on), yes: self.formula.and(implied.yes, dir.on) }
    }

    /// Promotion, and the rule before 5.7 that what is implied to be y is never m.
    fn raised(&mut self, symbol: SymbolId, value: Pair) -> Pair {
        let mut value = self.promoted(symbol, value);
        if !self.model.dialect.imply_limited {
            let implied = self.implied(symbol);
            let also = self.formula.and(value.on, implied.yes);
            value.yes = self.formula.or(value.yes, also);
        }
        value
    }

    fn default(&mut self, symbol: SymbolId) -> Pair {
        let model = self.model;
        let mut open = Lit::TRUE;
        let (mut on, mut yes) = (Vec::new(), Vec::new());
        for &id in &model.symbols[symbol].properties {
            let property = &model.properties[id];
            let PropertyKind::Default(value) = property.kind else { continue };
            let condition = self.optional(property.visible);
            if condition.on == Lit::FALSE {
                continue;
            }
            let value = self.expr(value);
            let value = self.formula.min(value, condition);
            on.push(self.formula.and(open, value.on));
            yes.push(self.formula.and(open, value.yes));
            open = self.formula.and(open, !condition.on);
            if open == Lit::FALSE {
                break;
            }
        }
        Pair { on: self.formula.any(&on), yes: self.formula.any(&yes) }
    }

    /// Dependencies, selects or implies; those of a member of a choice count for nothing.
    fn sum(&mut self, symbol: SymbolId, expr: Option<ExprId>, absent: Pair) -> Pair {
        if self.model.symbols[symbol].member_of.is_some() {
            return Pair::NO;
        }
        match expr {
            None => absent,
            Some(expr) => {
                let value = self.expr(expr);
                self.promoted(symbol, value)
            }
        }
    }

    pub(super) fn encode_switch(&mut self, symbol: SymbolId) {
        let model = self.model;
        if let (false, Some(menu)) = (model.dialect.old_choices, model.choice_of(symbol)) {
            if let Some(choice) = model.menus[menu].symbol {
                self.encode_choice(choice);
            }
            return;
        }
        let found = &model.symbols[symbol];
        let value = self.switch(symbol);
        let visible = self.visibility(symbol);
        let rev = self.sum(symbol, found.rev_dep, Pair::NO);
        if model.dialect.old_choices
            && let Some(choice) = found.member_of
        {
            let chosen = self.old_member(choice, symbol, visible, value);
            self.decide(symbol, value, visible, rev, chosen);
        } else {
            self.decide(symbol, value, visible, rev, Lit::FALSE);
        }
    }

    /// The clauses of a value; they say nothing where `elsewhere` holds.
    pub(super) fn decide(&mut self, symbol: SymbolId, value: Pair, visible: Pair, rev: Pair, elsewhere: Lit) {
        if self.model.symbols[symbol].ty == Some(Type::Tristate) {
            let whole = self.raised(symbol, value);
            let part = self.part(symbol, PartKind::Modules);
            self.formula.clause(part, &[!whole.yes, value.yes]);
        }
        if rev != Pair::NO {
            self.at_least_selects(symbol, value, elsewhere);
        }
        if visible.on != Lit::TRUE || !self.free {
            let without = self.without_user(symbol, rev);
            let part = self.part(symbol, PartKind::Default);
            self.equal(part, &[visible.on, elsewhere], value, without);
            if visible.on != Lit::FALSE && self.user.switch(symbol).is_none() {
                let freed = self.freedom(symbol);
                let part = self.part(symbol, PartKind::User);
                self.equal(part, &[!visible.on, elsewhere, freed], value, without);
            }
        }
        if visible.on == Lit::FALSE {
            return;
        }
        self.at_most_visible(symbol, value, visible, rev, elsewhere);
        if let Some(user) = self.user.switch(symbol)
            && !self.free
        {
            let freed = self.freedom(symbol);
            let wished = Pair {
                on: if user == Tristate::No { Lit::FALSE } else { visible.on },
                yes: if user == Tristate::Yes { visible.yes } else { Lit::FALSE },
            };
            let wished = self.formula.max(wished, rev);
            let wished = self.raised(symbol, wished);
            let part = self.part(symbol, PartKind::User);
            self.equal(part, &[!visible.on, elsewhere, freed], value, wished);
        }
    }

    /// The symbol is at least what selects it, each select a part.
    fn at_least_selects(&mut self, symbol: SymbolId, value: Pair, elsewhere: Lit) {
        let Some(expr) = self.model.symbols[symbol].rev_dep else { return };
        for term in self.model.exprs.operands(Joint::Or, expr) {
            let held = self.expr(term);
            let held = self.promoted(symbol, held);
            let part = self.part(symbol, PartKind::Select(term));
            self.formula.clause(part, &[elsewhere, !held.on, value.on]);
            self.formula.clause(part, &[elsewhere, !held.yes, value.yes]);
        }
    }

    /// Where a prompt shows, the symbol is at most as visible, or what selects it.
    fn at_most_visible(&mut self, symbol: SymbolId, value: Pair, visible: Pair, rev: Pair, elsewhere: Lit) {
        let part = self.part(symbol, PartKind::Prompts);
        // before 5.7 what is implied to be y is raised past its visibility
        let raised = if self.model.dialect.imply_limited { Lit::FALSE } else { self.implied(symbol).yes };
        self.formula.clause(part, &[elsewhere, !visible.on, !value.yes, visible.yes, rev.yes, raised]);
    }

    /// `value` and `other` are the same, unless one of `unless` holds.
    pub(super) fn equal(&mut self, part: Option<PartId>, unless: &[Lit], value: Pair, other: Pair) {
        let mut sides = vec![(value.on, other.on)];
        if value.on != value.yes || other.on != other.yes {
            sides.push((value.yes, other.yes));
        }
        for (one, other) in sides {
            if one == other {
                continue;
            }
            for clause in [[!one, other], [one, !other]] {
                let mut literals = unless.to_vec();
                literals.extend(clause);
                self.formula.clause(part, &literals);
            }
        }
    }

    /// Whether an expression is a plain symbol.
    pub(super) fn plain(&self, expr: ExprId) -> Option<SymbolId> {
        match self.model.exprs.get(expr) {
            Expr::Symbol(symbol) => Some(symbol),
            _ => None,
        }
    }
}

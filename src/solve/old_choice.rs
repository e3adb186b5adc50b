//! A choice by the rules before 6.11 enters, where it is itself a bool or tristate whose value bounds its members; the
//! clauses of both leave. Behaviour of `sym_calc_value` and `sym_calc_choice` of those versions, in logic.

use crate::{
    model::{
        expr::Expr,
        symbol::{PropertyId, SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::{
    encode::Encoding,
    literal::{Lit, Pair},
    origin::PartKind,
};

impl Encoding<'_> {
    /// A tristate member that may only be m is hidden where its choice is y.
    pub(super) fn bounded_by_old_choice(&mut self, symbol: SymbolId, condition: Pair) -> Pair {
        let found = &self.model.symbols[symbol];
        match found.member_of {
            Some(choice) if self.model.dialect.old_choices && found.ty == Some(Type::Tristate) => {
                let choice = self.switch(choice);
                let as_module = self.formula.and(condition.on, !choice.yes);
                Pair { on: self.formula.or(condition.yes, as_module), yes: condition.yes }
            }
            _ => condition,
        }
    }

    /// Adds what a choice says of a member; the literal that it does is returned.
    pub(super) fn old_member(&mut self, choice: SymbolId, member: SymbolId, visible: Pair, value: Pair) -> Lit {
        self.encode_old_choice(choice);
        let picked = self.picks.get(&member).copied().unwrap_or(Lit::FALSE);
        let part = self.part(choice, PartKind::Choice);
        self.equal(part, &[!visible.yes], value, Pair::switch(picked));
        visible.yes
    }

    /// Encodes a choice of the rules before 6.11, once.
    pub(super) fn encode_old_choice(&mut self, choice: SymbolId) {
        if !self.begun.insert(choice) {
            return;
        }
        let model = self.model;
        let members = model.symbols[choice].members.clone();
        let value = self.switch(choice);
        let visible = self.visibility(choice);
        let rev = model.symbols[choice].rev_dep.map_or(Pair::NO, |expr| self.expr(expr));
        let rev = self.promoted(choice, rev);
        let mut shown = Vec::new();
        let mut wish = Pair::NO;
        for &member in &members {
            shown.push(self.visibility(member).on);
            let value = self.switch(member);
            wish = self.formula.max(wish, value);
        }
        let said = self.user.switch(choice).unwrap_or_default();
        let freed = self.freedom(choice);
        let said = match said {
            Tristate::No => Pair::NO,
            Tristate::Mod => Pair::MOD,
            Tristate::Yes => Pair::YES,
        };
        let wish = Pair {
            on: self.formula.choose(freed, wish.on, said.on),
            yes: self.formula.choose(freed, wish.yes, said.yes),
        };
        let wish = self.formula.min(wish, visible);
        let before = self.formula.max(wish, rev);
        let before = self.promoted(choice, before);
        // one that is y without a member that shows falls back to n
        let empty = if before.yes == Lit::FALSE { Lit::FALSE } else { self.without_members(choice, &members) };
        let falls = self.formula.and(before.yes, empty);
        let after = Pair { on: self.formula.and(before.on, !falls), yes: self.formula.and(before.yes, !falls) };
        let part = self.part(choice, PartKind::Choice);
        self.equal(part, &[], value, after);
        let picks: Vec<Lit> = members.iter().map(|_| self.formula.fresh()).collect();
        for ((&member, &pick), &shows) in members.iter().zip(&picks).zip(&shown) {
            self.picks.insert(member, pick);
            self.formula.clause(part, &[!pick, value.yes]);
            let shown = self.part(member, PartKind::Prompts);
            self.formula.clause(shown, &[!pick, shows]);
        }
        self.formula.at_most_one(part, &picks);
        let mut some = picks.clone();
        some.push(!value.yes);
        self.formula.clause(part, &some);
        if self.free {
            return;
        }
        let taken = self.old_member_of_base(choice, &members, &shown);
        let part = self.part(choice, PartKind::User);
        for (&pick, taken) in picks.iter().zip(taken) {
            self.equal(part, &[freed, !value.yes], Pair::switch(pick), Pair::switch(taken));
        }
        let wanted = self.user.member.get(&choice).copied();
        self.keep_members(freed, wanted, &members, &picks, &shown);
        for (&member, &shows) in members.iter().zip(&shown) {
            if wanted.is_none() && self.kept.contains(&member) && self.user.switch(member) == Some(Tristate::Mod) {
                let value = self.switch(member);
                let part = self.part(member, PartKind::User);
                self.formula.clause(part, &[!freed, !shows, value.on]);
            }
        }
    }

    /// Whether no member would show if the choice were y.
    fn without_members(&mut self, choice: SymbolId, members: &[SymbolId]) -> Lit {
        let model = self.model;
        let prompts = |member: SymbolId| {
            let properties = model.symbols[member].properties.iter().copied();
            properties.filter(|&id| model.properties[id].text().is_some()).collect::<Vec<PropertyId>>()
        };
        let as_visible = |id: PropertyId| {
            model.properties[id].visible.is_none_or(|expr| model.exprs.get(expr) == Expr::Symbol(choice))
        };
        if members.iter().any(|&member| prompts(member).into_iter().any(as_visible)) {
            return Lit::FALSE;
        }
        // the same expressions with another value of the choice: none of what is known of them counts meanwhile
        let known = std::mem::replace(&mut self.exprs, vec![None; model.exprs.len()]);
        let value = self.assume_switch(choice, Pair::YES);
        let shown: Vec<Lit> = members.iter().map(|&member| self.visibility(member).on).collect();
        self.assume_switch(choice, value);
        self.exprs = known;
        !self.formula.any(&shown)
    }
}

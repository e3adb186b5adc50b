//! A choice enters; the clauses that give it its one member leave. Behaviour of `sym_calc_choice` and
//! `sym_choice_default` in symbol.c since 6.11, in logic; the search for a default is the same before.

use crate::model::{
    menu::MenuId,
    symbol::{PropertyKind, SymbolId, Tristate},
};

use super::{
    encode::Encoding,
    literal::{Lit, Pair},
    origin::PartKind,
    possible::Possible,
};

/// A search that takes the first that it finds: where `open` still holds nothing was found before.
struct Search {
    open: Lit,
    /// for each member the cases in which it is taken
    taken: Vec<Vec<Lit>>,
}

impl Search {
    fn new(open: Lit, members: usize) -> Self {
        Self { open, taken: vec![Vec::new(); members] }
    }
}

impl Encoding<'_> {
    /// Goes one step on: where `test` holds, the search ends with `member`.
    fn step(&mut self, search: &mut Search, test: Lit, member: usize) {
        let case = self.formula.and(search.open, test);
        if let Some(cases) = search.taken.get_mut(member) {
            cases.push(case);
        }
        search.open = self.formula.and(search.open, !test);
    }

    /// The default of a choice: its first active default that shows, else the first member that shows.
    fn default_search(&mut self, search: &mut Search, choice: SymbolId, members: &[SymbolId], shown: &[Lit]) {
        let model = self.model;
        for &id in &model.symbols[choice].properties {
            let PropertyKind::Default(value) = model.properties[id].kind else { continue };
            let condition = self.optional(model.properties[id].visible).on;
            let Some(member) = self.plain(value) else { continue };
            if let Some(at) = members.iter().position(|&known| known == member)
                && let Some(&shows) = shown.get(at)
            {
                let test = self.formula.and(condition, shows);
                self.step(search, test, at);
            }
        }
        for (at, &shows) in shown.iter().enumerate() {
            self.step(search, shows, at);
        }
    }

    /// Encodes a choice of the rules since 6.11, once.
    pub(super) fn encode_choice(&mut self, choice: SymbolId) {
        if !self.begun.insert(choice) {
            return;
        }
        let members: Vec<SymbolId> =
            Possible::members(self.model, choice).into_iter().filter(|&member| self.is_switch(member)).collect();
        let mut shown = Vec::new();
        let mut values = Vec::new();
        for &member in &members {
            shown.push(self.visibility(member).on);
            values.push(self.switch(member).yes);
        }
        for ((&member, &shows), &value) in members.iter().zip(&shown).zip(&values) {
            let part = self.part(member, PartKind::Prompts);
            self.formula.clause(part, &[!value, shows]);
        }
        let part = self.part(choice, PartKind::Choice);
        self.formula.at_most_one(part, &values);
        let any = self.formula.any(&shown);
        let mut some = values.clone();
        some.push(!any);
        self.formula.clause(part, &some);
        if self.free {
            return;
        }
        let freed = self.freedom(choice);
        let taken = self.members_of_base(choice, &members, &shown);
        let part = self.part(choice, PartKind::User);
        for (&value, taken) in values.iter().zip(taken) {
            self.equal(part, &[freed], Pair::switch(value), Pair::switch(taken));
        }
        let order = self.user.order.get(&choice).unwrap_or(&self.model.symbols[choice].members);
        let wanted = order.iter().copied().find(|&member| self.user.switch(member) == Some(Tristate::Yes));
        self.keep_members(freed, wanted, &members, &values, &shown);
    }

    /// Where a choice is decided anew, a member whose line is to stay is taken where the user wants it and it shows, and
    /// only then.
    pub(super) fn keep_members(
        &mut self,
        freed: Lit,
        wanted: Option<SymbolId>,
        members: &[SymbolId],
        picks: &[Lit],
        shown: &[Lit],
    ) {
        for ((&member, &pick), &shows) in members.iter().zip(picks).zip(shown) {
            if !self.kept.contains(&member) {
                continue;
            }
            let part = self.part(member, PartKind::User);
            if wanted == Some(member) {
                self.formula.clause(part, &[!freed, !shows, pick]);
            } else {
                self.formula.clause(part, &[!freed, !pick]);
            }
        }
    }

    /// Which member the user's values come to, each with the literal that it is.
    fn members_of_base(&mut self, choice: SymbolId, members: &[SymbolId], shown: &[Lit]) -> Vec<Lit> {
        let own = &self.model.symbols[choice].members;
        let order = self.user.order.get(&choice).unwrap_or(own).clone();
        let place = |symbol: &SymbolId| members.iter().position(|known| known == symbol);
        let wanted: Vec<usize> = order.iter().filter_map(place).collect();
        let said: Vec<Option<Tristate>> = members.iter().map(|&member| self.user.switch(member)).collect();
        let said = |at: usize| said.get(at).copied().flatten();
        let shows = |at: usize| shown.get(at).copied().unwrap_or(Lit::FALSE);
        let mut search = Search::new(Lit::TRUE, members.len());
        for &at in wanted.iter().filter(|&&at| said(at) == Some(Tristate::Yes)) {
            self.step(&mut search, shows(at), at);
        }
        // the default counts unless the user says n to it; then the search goes on behind it
        let mut defaults = Search::new(search.open, members.len());
        self.default_search(&mut defaults, choice, members, shown);
        let mut refused = Vec::new();
        for (at, cases) in defaults.taken.into_iter().enumerate() {
            if said(at) == Some(Tristate::No) {
                refused.extend(cases);
            } else if let Some(taken) = search.taken.get_mut(at) {
                taken.extend(cases);
            }
        }
        search.open = self.formula.any(&refused);
        for at in (0..members.len()).filter(|&at| said(at).is_none()) {
            self.step(&mut search, shows(at), at);
        }
        for &at in wanted.iter().rev() {
            self.step(&mut search, shows(at), at);
        }
        search.taken.iter().map(|cases| self.formula.any(cases)).collect()
    }

    /// Before 6.11: the member that a choice which is y takes.
    pub(super) fn old_member_of_base(&mut self, choice: SymbolId, members: &[SymbolId], shown: &[Lit]) -> Vec<Lit> {
        let mut search = Search::new(Lit::TRUE, members.len());
        if let Some(wish) = self.user.member.get(&choice)
            && let Some(at) = members.iter().position(|member| member == wish)
            && let Some(&shows) = shown.get(at)
        {
            self.step(&mut search, shows, at);
        }
        self.default_search(&mut search, choice, members, shown);
        search.taken.iter().map(|cases| self.formula.any(cases)).collect()
    }

    /// The members of a choice; none for any other symbol.
    pub(super) fn choice_members(&self, symbol: SymbolId) -> Vec<SymbolId> {
        match (self.model.symbols[symbol].choice, self.model.dialect.old_choices) {
            (false, _) => Vec::new(),
            (true, true) => self.model.symbols[symbol].members.clone(),
            (true, false) => Possible::members(self.model, symbol),
        }
    }

    /// The literal that a choice takes a member.
    pub(super) fn picked(&mut self, member: SymbolId) -> Lit {
        if self.model.dialect.old_choices {
            self.picks.get(&member).copied().unwrap_or(Lit::FALSE)
        } else {
            self.switch(member).yes
        }
    }

    /// The choice that a symbol is decided by, if any.
    pub fn choice(&self, symbol: SymbolId) -> Option<SymbolId> {
        if self.model.dialect.old_choices {
            return self.model.symbols[symbol].member_of;
        }
        self.model.choice_of(symbol).and_then(|menu: MenuId| self.model.menus[menu].symbol)
    }
}

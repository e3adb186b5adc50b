//! What the solver found enters; what the evaluator confirms of it leaves, each way with all that it changes.

use std::collections::BTreeSet;

use crate::{
    eval::{Evaluator, evaluated},
    model::{
        Model,
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    solve::fix::{Decided, Remedy},
    source::lossy,
    syntax::ast::Type,
    user::{UserValue, UserValues},
};

use super::{
    Change, Fix, Search,
    distinct::{alike, without_greater},
    held, is_told,
};

/// What ways are replayed on.
pub(super) struct Replayer<'a, 'm> {
    pub(super) model: &'m Model,
    /// the configuration as it is
    pub(super) before: &'a Evaluator<'m>,
    pub(super) search: &'a Search<'a>,
}

/// A way that the evaluator has confirmed.
pub(super) struct Confirmed {
    pub(super) fix: Fix,
    /// the decisions that it takes
    pub(super) way: Vec<Decided>,
    /// whether a part of it is a way of its own
    pub(super) needless: bool,
}

impl Replayer<'_, '_> {
    /// Ways that are confirmed, least disturbing first; of those that differ in numbers and strings alone, the least
    /// disturbing one. Says whether all values of all remedies were tried, and of each at least one held.
    pub(super) fn confirmed(&self, remedies: Vec<Remedy>) -> (Vec<Confirmed>, bool) {
        let (mut found, mut all) = (Vec::new(), true);
        for remedy in remedies {
            all &= remedy.complete;
            for ways in alike(remedy.ways) {
                let replayed = ways.iter().filter_map(|way| self.replay(way));
                match replayed.min_by_key(|(confirmed, as_found)| (!as_found, confirmed.fix.side_effects.len())) {
                    Some((confirmed, as_found)) => {
                        all &= as_found;
                        found.push(confirmed);
                    }
                    None => all = false,
                }
            }
        }
        found.sort_by_cached_key(|Confirmed { fix, .. }| {
            let changes: Vec<_> = fix.changes.iter().map(|change| (change.symbol, change.to.clone())).collect();
            (fix.side_effects.len(), fix.changes.len(), changes)
        });
        (without_greater(found), all)
    }

    /// Has the evaluator confirm a way; `None` where it does not. Before 6.8 what is calculated by a number out of its
    /// range may stay so though that number is forgotten: where that is in the way, what the number comes to is said.
    fn replay(&self, way: &[Decided]) -> Option<(Confirmed, bool)> {
        if let Some(confirmed) = self.replayed(way) {
            return Some((confirmed, true));
        }
        let mut more = self.forgotten(way);
        if more.is_empty() {
            return None;
        }
        let with = |more: &[Decided]| self.replayed(&[way, more].concat());
        let mut confirmed = with(&more)?;
        let mut at = 0;
        while at < more.len() {
            let mut fewer = more.clone();
            fewer.remove(at);
            match with(&fewer) {
                Some(found) => (confirmed, more) = (found, fewer),
                None => at += 1,
            }
        }
        Some((confirmed, false))
    }

    /// Numbers that the user gives and that are forgotten, each with the value that it has then.
    fn forgotten(&self, way: &[Decided]) -> Vec<Decided> {
        let model = self.model;
        if !model.dialect.forgets_out_of_range {
            return Vec::new();
        }
        let (user, decided) = self.taken(way);
        let after = evaluated(model, &user);
        let number = |symbol: &SymbolId| matches!(model.symbols[*symbol].ty, Some(Type::Int | Type::Hex));
        let free = |symbol: &SymbolId| !decided.contains(symbol) && !self.search.kept.contains(symbol);
        let numbers = model.symbols.ids().filter(number).filter(free);
        let lost = numbers.filter(|&symbol| user.text(symbol).is_some_and(|text| text != after.value_text(symbol)));
        lost.map(|symbol| Decided::Text(symbol, after.value_text(symbol).to_vec())).collect()
    }

    fn replayed(&self, way: &[Decided]) -> Option<Confirmed> {
        let (mut user, mut decided) = self.taken(way);
        let mut after = self.meeting(&user)?;
        let mut needless = false;
        for one in way {
            let Decided::Choice { choice, members, .. } = one else { continue };
            for &(member, _) in members {
                if !decided.contains(&member) {
                    continue;
                }
                let Some(fewer) = self.without(&user, *choice, member) else { continue };
                let Some(found) = self.meeting(&fewer) else { continue };
                // with a member that stays y the choice takes that one
                if self.search.user.switch(member) == Some(Tristate::Yes) {
                    needless = true;
                } else {
                    (user, after) = (fewer, found);
                    decided.remove(&member);
                }
            }
        }
        let (changes, side_effects) = self.differing(&after, &user, &decided);
        let said = decided.into_iter().collect();
        Some(Confirmed {
            fix: Fix { changes, side_effects, user, said, free: Vec::new() },
            way: way.to_vec(),
            needless,
        })
    }

    /// What a user's values come to, where they meet the wishes.
    fn meeting(&self, user: &UserValues) -> Option<Evaluator<'_>> {
        let after = evaluated(self.model, user);
        self.search.wishes.iter().all(|wish| held(&after, wish)).then_some(after)
    }

    /// Whether a way does with another text for a symbol that it gives one.
    pub(super) fn does(&self, way: &[Decided], symbol: SymbolId, text: &[u8]) -> bool {
        let (mut user, _) = self.taken(way);
        user.values.insert(symbol, UserValue::Text(text.to_vec()));
        self.meeting(&user).is_some_and(|after| after.value_text(symbol) == text)
    }

    /// The same user, who says of a member of a choice what was said before; `None` where lines contradict each other
    /// then.
    fn without(&self, user: &UserValues, choice: SymbolId, member: SymbolId) -> Option<UserValues> {
        let mut fewer = user.clone();
        match self.search.user.values.get(&member) {
            Some(value) => fewer.values.insert(member, value.clone()),
            None => fewer.values.remove(&member),
        };
        let said = |value| {
            let members = self.model.symbols[choice].members.iter().copied();
            members.filter(|&member| fewer.switch(member) == Some(value)).collect::<Vec<_>>()
        };
        let value = match (said(Tristate::Yes).as_slice(), said(Tristate::Mod).is_empty()) {
            (&[], true) => Tristate::No,
            (&[], false) => Tristate::Mod,
            (&[member], true) => {
                fewer.member.insert(choice, member);
                Tristate::Yes
            }
            _ => return None,
        };
        fewer.values.insert(choice, UserValue::Switch(value));
        Some(fewer)
    }

    /// What changes beside one decision, if it is taken alone.
    pub(super) fn disturbs(&self, one: &Decided) -> usize {
        let (user, decided) = self.taken(std::slice::from_ref(one));
        self.differing(&evaluated(self.model, &user), &user, &decided).1.len()
    }

    /// What the user says with these decisions, and about whom anew.
    fn taken(&self, way: &[Decided]) -> (UserValues, BTreeSet<SymbolId>) {
        let mut user = self.search.user.clone();
        let mut decided = BTreeSet::new();
        for one in way {
            decided.extend(self.decide(&mut user, one));
        }
        (user, decided)
    }

    /// What becomes different: what was decided, and what is beside it.
    fn differing(
        &self,
        after: &Evaluator<'_>,
        user: &UserValues,
        decided: &BTreeSet<SymbolId>,
    ) -> (Vec<Change>, Vec<Change>) {
        let Self { model, before, search } = self;
        // a value that stays only because the user now says so is a change of the user's as well
        let said_anew =
            |symbol: SymbolId| decided.contains(&symbol) && search.user.values.get(&symbol) != user.values.get(&symbol);
        let differing = model.symbols.ids().filter(|&symbol| {
            is_told(model, symbol) && (before.value_text(symbol) != after.value_text(symbol) || said_anew(symbol))
        });
        let (mut changes, mut side_effects) = (Vec::new(), Vec::new());
        for symbol in differing {
            let show = |evaluator: &Evaluator<'_>| lossy(evaluator.value_text(symbol));
            let change = Change { symbol, from: show(before), to: show(after) };
            if decided.contains(&symbol) { &mut changes } else { &mut side_effects }.push(change);
        }
        (changes, side_effects)
    }

    /// Makes the user say something else; gives the symbols about which that is. Of what is kept nothing is said.
    fn decide(&self, user: &mut UserValues, decided: &Decided) -> Vec<SymbolId> {
        let Self { model, before, search } = self;
        let kept = |symbol: &SymbolId| search.kept.contains(symbol);
        match decided {
            Decided::Switch(symbol, value) => {
                user.values.insert(*symbol, UserValue::Switch(*value));
                vec![*symbol]
            }
            Decided::Text(symbol, text) => {
                user.values.insert(*symbol, UserValue::Text(text.clone()));
                vec![*symbol]
            }
            Decided::Member { choice, member } => {
                let mut said = Vec::new();
                let contrary = user.contrary.contains(choice);
                for &other in &model.symbols[*choice].members {
                    let said_set = match user.switch(other) {
                        // a line that says m and stands behind one that says y
                        Some(Tristate::Mod) => contrary,
                        said => said == Some(Tristate::Yes),
                    };
                    let set = said_set || before.tristate(other) != Tristate::No;
                    if other != *member && set && !kept(&other) {
                        user.values.insert(other, UserValue::Switch(Tristate::No));
                        said.push(other);
                    }
                }
                if !kept(member) {
                    user.values.insert(*member, UserValue::Switch(Tristate::Yes));
                    said.push(*member);
                }
                user.member.insert(*choice, *member);
                if model.dialect.old_choices {
                    user.values.insert(*choice, UserValue::Switch(Tristate::Yes));
                    user.contrary.remove(choice);
                }
                if let Some(order) = user.order.get_mut(choice) {
                    order.retain(|known| known != member);
                    order.insert(0, *member);
                }
                said
            }
            Decided::Choice { choice, value, members } => {
                let mut said = Vec::new();
                for &(member, value) in members {
                    let known = user.switch(member);
                    // what nothing else raises need not be said to be n
                    let silent = known.is_none() && value == Tristate::No && !may_rise(model, member);
                    if known != Some(value) && !silent && !kept(&member) {
                        user.values.insert(member, UserValue::Switch(value));
                        said.push(member);
                    }
                }
                user.member.remove(choice);
                user.contrary.remove(choice);
                user.values.insert(*choice, UserValue::Switch(*value));
                said
            }
        }
    }
}

/// Whether something other than the user may set a symbol.
fn may_rise(model: &Model, symbol: SymbolId) -> bool {
    let found = &model.symbols[symbol];
    let mut properties = found.properties.iter();
    let default = properties.any(|&id| matches!(model.properties[id].kind, PropertyKind::Default(_)));
    default || found.rev_dep.is_some() || found.implied.is_some()
}

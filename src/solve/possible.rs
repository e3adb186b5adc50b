//! A model enters; what each symbol can be at all leaves, whatever a user says: what the architecture and the
//! environment fix has one possibility, and costs the formula nothing. Grows sets of possible values from nothing until
//! nothing is added; what is never added can never be.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use crate::{
    model::{
        Model,
        arena::{Arena, Id as _},
        expr::{Expr, ExprId},
        menu::below,
        symbol::{PropertyKind, SymbolId},
    },
    syntax::ast::{Relation, Type},
    user::UserValues,
};

use super::{
    domain::{self, Domain},
    order::{self, Node},
    text::{self, Typed},
};

/// A set of tristates, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Set(pub(super) u8);

impl Set {
    pub(super) const EMPTY: Self = Self(0);
    pub(super) const NO: Self = Self(1);
    pub(super) const MOD: Self = Self(2);
    pub(super) const YES: Self = Self(4);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn each(self) -> impl Iterator<Item = u8> {
        (0..3).filter(move |bit| self.0 >> bit & 1 == 1)
    }

    fn combine(self, other: Self, join: impl Fn(u8, u8) -> u8) -> Self {
        let pairs = self.each().flat_map(|one| other.each().map(move |another| (one, another)));
        Self(pairs.fold(0, |bits, (one, another)| bits | 1 << join(one, another)))
    }

    fn min(self, other: Self) -> Self {
        self.combine(other, Ord::min)
    }

    fn max(self, other: Self) -> Self {
        self.combine(other, Ord::max)
    }

    fn negated(self) -> Self {
        Self((self.0 & 2) | (self.0 & 1) << 2 | self.0 >> 2)
    }

    /// Without n.
    fn shown(self) -> Self {
        Self(self.0 & 6)
    }

    /// m becomes y.
    fn promoted(self) -> Self {
        Self((self.0 & 5) | (self.0 & 2) << 1)
    }
}

/// A text that some symbol can have; an index into [`Possible::words`].
pub(super) type Word = u32;

/// What can be.
#[derive(Debug)]
pub(super) struct Possible {
    pub(super) words: IndexSet<Vec<u8>>,
    pub(super) switches: Arena<SymbolId, Set>,
    /// of symbols with a text, in the order in which they were found
    pub(super) texts: Arena<SymbolId, Vec<Word>>,
    exprs: Vec<Set>,
    /// texts that a user may give, as far as the model can tell them apart
    offered: Arena<SymbolId, Vec<Word>>,
    /// symbols that may have texts which are not among these, and which may come to something else
    pub(super) unsure: BTreeSet<SymbolId>,
}

/// Ranges and defaults that keep making new texts are stopped here; no tree comes near.
const MOST_TEXTS: usize = 4096;

impl Possible {
    /// Finds out what can be. Values of `user` and `extra` texts are among what users may give. With `whole` the
    /// extra texts count even where they can never be, so that the formula itself rules them out.
    pub(super) fn new(model: &Model, user: &UserValues, extra: &[(SymbolId, Vec<u8>)], whole: bool) -> Self {
        let mut possible = Self {
            words: IndexSet::new(),
            switches: Arena::filled(Set::EMPTY, model.symbols.len()),
            texts: Arena::filled(Vec::new(), model.symbols.len()),
            exprs: vec![Set::EMPTY; model.exprs.len()],
            offered: Arena::filled(Vec::new(), model.symbols.len()),
            unsure: BTreeSet::new(),
        };
        for (id, symbol) in model.symbols.iter() {
            if id <= SymbolId::YES {
                possible.switches[id] = Set(1 << id.index());
            } else if symbol.ty.is_none() {
                possible.switches[id] = Set::NO;
            }
            let fixed = symbol.ty.is_none() || id <= SymbolId::YES;
            if let Some(name) = symbol.name.filter(|_| fixed) {
                possible.add_text(id, model.texts.get(name).to_vec());
            } else if matches!(symbol.ty, Some(Type::Bool | Type::Tristate)) {
                // what a text takes over from a switch, which has none
                possible.add_text(id, b"n".to_vec());
            }
        }
        possible.offer(model, user, extra);
        for (symbol, text) in extra.iter().filter(|_| whole) {
            possible.add_text(*symbol, text.clone());
        }
        let order = order::of(model);
        while possible.round(model, &order) {}
        possible
    }

    /// The set of an expression's values; an absent one is y.
    pub(super) fn expr(&self, expr: Option<ExprId>) -> Set {
        expr.map_or(Set::YES, |id| self.exprs.get(id.index()).copied().unwrap_or_default())
    }

    /// A word's bytes.
    pub(super) fn word(&self, word: Word) -> &[u8] {
        self.words.get_index(word as usize).map_or(&[], Vec::as_slice)
    }

    /// A word as a symbol has it.
    pub(super) fn typed<'t>(&'t self, model: &Model, symbol: SymbolId, word: Word) -> Typed<'t> {
        Typed { text: self.word(word), ty: model.symbols[symbol].ty }
    }

    pub(super) fn intern(&mut self, text: Vec<u8>) -> Word {
        self.words.insert_full(text).0 as Word
    }

    fn add_text(&mut self, symbol: SymbolId, text: Vec<u8>) -> bool {
        let word = self.intern(text);
        self.add_word(symbol, word)
    }

    fn add_word(&mut self, symbol: SymbolId, word: Word) -> bool {
        let known = &mut self.texts[symbol];
        if known.contains(&word) {
            return false;
        }
        let room = known.len() < MOST_TEXTS;
        if room {
            known.push(word);
        } else {
            self.unsure.insert(symbol);
        }
        room
    }

    /// Takes in what a user may give to symbols with a text.
    fn offer(&mut self, model: &Model, user: &UserValues, extra: &[(SymbolId, Vec<u8>)]) {
        let Domain { offers, unsure } = domain::of(model, user, extra);
        self.unsure = unsure;
        for (symbol, text) in offers {
            if model.symbols[symbol].ty.is_some_and(|ty| text::can_be_given(ty, &text)) {
                let word = self.intern(text);
                if !self.offered[symbol].contains(&word) {
                    self.offered[symbol].push(word);
                }
            }
        }
    }

    /// Adds what follows from what is there; says whether anything was added.
    fn round(&mut self, model: &Model, order: &[Node]) -> bool {
        let mut grown = false;
        for &node in order {
            match node {
                Node::Expr(id) => {
                    let set = self.evaluate(model, id);
                    if let Some(slot) = self.exprs.get_mut(id.index()) {
                        grown |= *slot != set;
                        *slot = set;
                    }
                }
                Node::Symbol(id) if matches!(model.symbols[id].ty, Some(Type::Bool | Type::Tristate)) => {
                    let set = self.switch(model, id).with(self.switches[id]);
                    grown |= set != self.switches[id];
                    self.switches[id] = set;
                }
                Node::Symbol(id) => {
                    self.switches[id] = Set::NO;
                    for word in self.text(model, id) {
                        grown |= self.add_word(id, word);
                    }
                }
            }
        }
        grown
    }

    fn evaluate(&self, model: &Model, id: ExprId) -> Set {
        match model.exprs.get(id) {
            Expr::Symbol(symbol) => self.switches[symbol],
            Expr::Not(inner) => self.expr(Some(inner)).negated(),
            Expr::And(left, right) => self.expr(Some(left)).min(self.expr(Some(right))),
            Expr::Or(left, right) => self.expr(Some(left)).max(self.expr(Some(right))),
            Expr::Compare(relation, left, right) => self.compare(model, relation, left, right),
        }
    }

    fn compare(&self, model: &Model, relation: Relation, left: SymbolId, right: SymbolId) -> Set {
        let mut set = Set::EMPTY;
        for one in self.values(model, left) {
            for other in self.values(model, right) {
                set = set.with(if text::holds(relation, one, other) { Set::YES } else { Set::NO });
                if set.0 == 5 {
                    return set;
                }
            }
        }
        set
    }

    /// All that a comparison may meet in a symbol.
    pub(super) fn values<'t>(&'t self, model: &Model, symbol: SymbolId) -> Vec<Typed<'t>> {
        let ty = model.symbols[symbol].ty;
        if matches!(ty, Some(Type::Bool | Type::Tristate)) {
            let words: [&[u8]; 3] = [b"n", b"m", b"y"];
            let set = self.switches[symbol];
            let each = words.into_iter().enumerate().filter(|(bit, _)| set.0 >> bit & 1 == 1);
            return each.map(|(_, text)| Typed { text, ty }).collect();
        }
        self.texts[symbol].iter().map(|&word| Typed { text: self.word(word), ty }).collect()
    }

    /// The sets of a symbol's visibility; of dependencies, selects and implies.
    fn visible(&self, model: &Model, symbol: SymbolId) -> Set {
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
        if modules.has(Set::NO) || model.symbols[symbol].member_of.is_some() {
            found = found.with(set.promoted());
        }
        if modules.shown() != Set::EMPTY {
            found = found.with(set);
        }
        found
    }

    fn switch(&self, model: &Model, symbol: SymbolId) -> Set {
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

    /// The text that a symbol has where nothing gives it one.
    pub(super) fn blank(model: &Model, symbol: SymbolId) -> &'static [u8] {
        match model.symbols[symbol].ty {
            Some(Type::Int) if !model.dialect.empty_numbers => b"0",
            Some(Type::Hex) if !model.dialect.empty_numbers => b"0x0",
            _ => b"",
        }
    }

    fn text(&mut self, model: &Model, symbol: SymbolId) -> Vec<Word> {
        let found = &model.symbols[symbol];
        let visible = self.visible(model, symbol);
        let mut before: Vec<Word> = Vec::new();
        if visible.shown() != Set::EMPTY {
            before.extend(&self.offered[symbol]);
        }
        let mut certain = false;
        for &id in &found.properties {
            let property = &model.properties[id];
            let PropertyKind::Default(value) = property.kind else { continue };
            let condition = self.expr(property.visible);
            if condition.shown() == Set::EMPTY {
                continue;
            }
            match model.exprs.get(value) {
                Expr::Symbol(source) => before.extend(&self.texts[source]),
                _ => before.push(self.intern(Self::blank(model, symbol).to_vec())),
            }
            if !condition.has(Set::NO) {
                certain = true;
                break;
            }
        }
        if !certain {
            before.push(self.intern(Self::blank(model, symbol).to_vec()));
        }
        self.in_ranges(model, symbol, before)
    }

    /// The texts that ranges make of texts, and these themselves where no range is sure.
    fn in_ranges(&mut self, model: &Model, symbol: SymbolId, before: Vec<Word>) -> Vec<Word> {
        let found = &model.symbols[symbol];
        if !matches!(found.ty, Some(Type::Int | Type::Hex)) {
            return before;
        }
        let mut after = Vec::new();
        for &id in &found.properties {
            let PropertyKind::Range(low, high) = model.properties[id].kind else { continue };
            let condition = self.expr(model.properties[id].visible);
            if condition.shown() == Set::EMPTY {
                continue;
            }
            let mut made = Vec::new();
            for &low_word in &self.texts[low] {
                for &high_word in &self.texts[high] {
                    let bounds = (self.typed(model, low, low_word), self.typed(model, high, high_word));
                    made.extend(
                        before.iter().map(|&word| text::clamped(model, symbol, self.word(word), bounds.0, bounds.1)),
                    );
                }
            }
            after.extend(made.into_iter().map(|text| self.intern(text)));
            if !condition.has(Set::NO) {
                return after;
            }
        }
        after.extend(before);
        after
    }

    /// Whether a choice has members that may show; by the rules since 6.11.
    pub(super) fn members(model: &Model, choice: SymbolId) -> Vec<SymbolId> {
        let Some(&menu) = model.symbols[choice].menus.first() else { return Vec::new() };
        let all = below(&model.menus, menu).filter_map(|menu| model.menus[menu].symbol);
        let mut members: Vec<SymbolId> = Vec::new();
        for member in all.filter(|&member| model.choice_of(member) == Some(menu)) {
            if !members.contains(&member) {
                members.push(member);
            }
        }
        members
    }
}

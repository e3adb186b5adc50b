//! A model enters; what each symbol can be at all leaves, whatever a user says: what the architecture and the
//! environment fix has one possibility, and costs the formula nothing. Grows sets of possible values from nothing until
//! nothing is added; what is never added can never be.

mod offer;
mod set;
mod switch;
mod texts;

use std::collections::BTreeSet;

use indexmap::IndexSet;

use crate::{
    model::{
        Model,
        arena::{Arena, Id as _},
        expr::{Expr, ExprId},
        menu::below,
        symbol::SymbolId,
    },
    syntax::ast::{Relation, Type},
    user::UserValues,
};

pub(super) use set::Set;

use super::{
    order::{self, Node},
    text::{self, Typed},
};

/// A text that some symbol can have; an index into [`Possible::words`].
pub(super) type Word = u32;

/// What can be.
#[derive(Clone, Debug)]
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
        let ty = model.told_type(symbol);
        if matches!(model.symbols[symbol].ty, Some(Type::Bool | Type::Tristate)) {
            let words: [&[u8]; 3] = [b"n", b"m", b"y"];
            let set = self.switches[symbol];
            let each = words.into_iter().enumerate().filter(|(bit, _)| set.0 >> bit & 1 == 1);
            return each.map(|(_, text)| Typed { text, ty }).collect();
        }
        self.texts[symbol].iter().map(|&word| Typed { text: self.word(word), ty }).collect()
    }

    /// The members of a choice, by the rules since 6.11.
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

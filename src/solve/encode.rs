//! A model and what a user says enter; a formula leaves whose models are the configurations that the evaluator leaves
//! unchanged. A symbol is encoded when something first needs it, so that a question costs what it can reach.
//!
//! Each decision of the user has a literal that frees it: where it is false, the user's value of the base counts; where
//! it is true, any value that the user could give. With all of them true the models are all valid configurations; with
//! all of them false there is one, what the base comes to.

use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::fast::FixedState;
use indexmap::IndexMap;

use crate::{
    model::{
        Model,
        arena::{Arena, Id as _},
        expr::ExprId,
        symbol::{SymbolId, Tristate},
    },
    syntax::ast::Type,
    user::UserValues,
};

use super::{
    formula::Formula,
    literal::{Lit, Pair},
    origin::{Part, PartId, PartKind},
    possible::{Possible, Set, Word},
    unsettled,
    wish::{Unsure, Wish},
};

/// What is asked of an encoding.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// what the user says
    pub user: &'a UserValues,
    /// whether every decision is free from the start, so that the base counts for nothing
    pub free: bool,
    /// symbols whose decision stays as it is; of a member its choice takes another one only if the user wants none of it
    pub kept: &'a [SymbolId],
    /// texts that symbols should be able to have, beside those that the model knows
    pub texts: &'a [(SymbolId, Vec<u8>)],
    /// whether what can only have one value is folded away; a proof must not take that for granted
    pub fold: bool,
}

/// A formula in the making.
#[derive(Debug)]
pub struct Encoding<'m> {
    pub(super) model: &'m Model,
    pub(super) user: UserValues,
    pub(super) free: bool,
    pub(super) fold: bool,
    pub(super) kept: Vec<SymbolId>,
    /// the clauses
    pub formula: Formula,
    /// what clauses come from
    pub parts: Arena<PartId, Part>,
    known_parts: HashMap<Part, PartId, FixedState>,
    pub(super) possible: Possible,
    pub(super) exprs: Vec<Option<Pair>>,
    switches: Arena<SymbolId, Option<Pair>>,
    texts: HashMap<SymbolId, Vec<(Word, Lit)>, FixedState>,
    /// the literals that free decisions, by symbol or choice, in the order in which they were needed
    pub freed: IndexMap<SymbolId, Lit>,
    /// what a text is written by, where it may be absent from a file
    pub(super) written: HashMap<SymbolId, Lit, FixedState>,
    /// choices that are encoded
    pub(super) begun: HashSet<SymbolId, FixedState>,
    /// before 6.11: that a choice which is y takes this member
    pub(super) picks: HashMap<SymbolId, Lit, FixedState>,
    waiting: Vec<SymbolId>,
    unsettled: BTreeSet<SymbolId>,
}

impl<'m> Encoding<'m> {
    /// Nothing encoded yet.
    pub fn new(model: &'m Model, request: &Request<'_>) -> Self {
        let possible = Possible::new(model, request.user, request.texts, !request.fold);
        let unsettled = unsettled::of(model, &possible);
        Self {
            user: request.user.clone(),
            free: request.free,
            fold: request.fold,
            kept: request.kept.to_vec(),
            unsettled,
            ..Self::bare(model, possible)
        }
    }

    /// Nothing encoded yet, every decision free; which symbols are not settled is not looked at.
    pub(super) fn bare(model: &'m Model, possible: Possible) -> Self {
        Self {
            model,
            user: UserValues::default(),
            free: true,
            fold: true,
            kept: Vec::new(),
            formula: Formula::default(),
            parts: Arena::default(),
            known_parts: HashMap::default(),
            possible,
            exprs: vec![None; model.exprs.len()],
            switches: Arena::filled(None, model.symbols.len()),
            texts: HashMap::default(),
            freed: IndexMap::new(),
            written: HashMap::default(),
            begun: HashSet::default(),
            picks: HashMap::default(),
            waiting: Vec::new(),
            unsettled: BTreeSet::new(),
        }
    }

    /// Encodes all symbols.
    pub fn everything(&mut self) {
        for symbol in self.model.symbols.ids() {
            if self.is_switch(symbol) {
                self.switch(symbol);
            } else {
                self.text(symbol);
            }
        }
        self.finish();
    }

    /// Encodes what the symbols so far asked for need. To be called before clauses are read.
    pub fn finish(&mut self) {
        while let Some(symbol) = self.waiting.pop() {
            if !self.is_switch(symbol) {
                self.encode_text(symbol);
            } else if self.model.symbols[symbol].choice && self.model.dialect.old_choices {
                self.encode_old_choice(symbol);
            } else {
                self.encode_switch(symbol);
            }
        }
    }

    /// Whether a symbol is a bool, a tristate, or a constant.
    pub fn is_switch(&self, symbol: SymbolId) -> bool {
        symbol <= SymbolId::YES || matches!(self.model.symbols[symbol].ty, Some(Type::Bool | Type::Tristate))
    }

    /// A bool's or tristate's value; n for all others.
    pub fn switch(&mut self, symbol: SymbolId) -> Pair {
        if let Some(known) = self.switches[symbol] {
            return known;
        }
        let set = match self.model.symbols[symbol].ty {
            _ if !self.is_switch(symbol) => Set::NO,
            _ if symbol <= SymbolId::YES => self.possible.switches[symbol],
            Some(Type::Bool) if !self.fold => Set(5),
            Some(Type::Tristate) if !self.fold => Set(7),
            _ => self.possible.switches[symbol],
        };
        let pair = match set.0 {
            0 | 1 => Pair::NO,
            2 => Pair::MOD,
            4 => Pair::YES,
            3 => Pair { on: self.formula.fresh(), yes: Lit::FALSE },
            5 => Pair::switch(self.formula.fresh()),
            6 => Pair { on: Lit::TRUE, yes: self.formula.fresh() },
            _ => {
                let (on, yes) = (self.formula.fresh(), self.formula.fresh());
                self.formula.clause(None, &[!yes, on]);
                Pair { on, yes }
            }
        };
        self.switches[symbol] = Some(pair);
        if set.0.count_ones() > 1 {
            self.waiting.push(symbol);
        }
        pair
    }

    /// Literals for the texts that a symbol can have.
    pub fn text(&mut self, symbol: SymbolId) -> Vec<(Word, Lit)> {
        if let Some(known) = self.texts.get(&symbol) {
            return known.clone();
        }
        let words = self.possible.texts[symbol].clone();
        let several = words.len() > 1;
        let literals: Vec<(Word, Lit)> =
            words.into_iter().map(|word| (word, if several { self.formula.fresh() } else { Lit::TRUE })).collect();
        self.texts.insert(symbol, literals.clone());
        if several {
            self.waiting.push(symbol);
        }
        literals
    }

    pub(super) fn encoded_switch(&self, symbol: SymbolId) -> Option<Pair> {
        self.switches[symbol]
    }

    pub(super) fn encoded_text(&self, symbol: SymbolId) -> Option<&[(Word, Lit)]> {
        self.texts.get(&symbol).map(Vec::as_slice)
    }

    /// The bytes of a text.
    pub fn word(&self, word: Word) -> &[u8] {
        self.possible.word(word)
    }

    /// A literal that holds where a symbol has a text, `None` where it cannot have it.
    pub fn text_is(&mut self, symbol: SymbolId, text: &[u8]) -> Option<Lit> {
        let literals = self.text(symbol);
        literals.into_iter().find(|&(word, _)| self.possible.word(word) == text).map(|(_, lit)| lit)
    }

    /// Symbols that take part and rule a proof out.
    pub fn unsure(&self) -> Unsure {
        let texts = self.possible.unsure.iter().copied().filter(|symbol| self.texts.contains_key(symbol));
        Unsure { untried: texts.collect(), unsettled: self.unsettled().collect() }
    }

    /// Symbols that take part and of which Kconfig itself may make something else each time it looks.
    pub fn unsettled(&self) -> impl Iterator<Item = SymbolId> {
        self.unsettled.iter().copied().filter(|symbol| {
            self.switches[*symbol].is_some() || self.texts.contains_key(symbol) || self.begun.contains(symbol)
        })
    }

    /// A literal that holds where a symbol with a text is written to a file.
    pub(super) fn written(&mut self, symbol: SymbolId) -> Lit {
        if !self.written.contains_key(&symbol) {
            self.default_text(symbol);
        }
        self.written.get(&symbol).copied().unwrap_or(Lit::TRUE)
    }

    /// A literal that holds where a symbol has a value.
    pub fn switch_is(&mut self, symbol: SymbolId, value: Tristate) -> Lit {
        let pair = self.switch(symbol);
        match value {
            Tristate::No => !pair.on,
            Tristate::Mod => self.formula.and(pair.on, !pair.yes),
            Tristate::Yes => pair.yes,
        }
    }

    /// A literal that holds where a wish does.
    pub fn literal(&mut self, wish: &Wish) -> Lit {
        match wish {
            Wish::Switch(symbol, value) => self.switch_is(*symbol, *value),
            Wish::Text(symbol, text) => self.text_is(*symbol, text).unwrap_or(Lit::FALSE),
        }
    }

    /// The literal that frees a decision; a choice is one with its members.
    pub(super) fn freedom(&mut self, symbol: SymbolId) -> Lit {
        if self.free {
            return Lit::TRUE;
        }
        let choice = self.model.symbols[symbol].member_of.filter(|_| self.model.dialect.old_choices);
        if self.kept.contains(&symbol) || choice.is_some_and(|choice| self.kept.contains(&choice)) {
            return Lit::FALSE;
        }
        let symbol = choice.unwrap_or(symbol);
        let formula = &mut self.formula;
        *self.freed.entry(symbol).or_insert_with(|| formula.fresh())
    }

    /// Lets a symbol have other literals; those that it had are returned.
    pub(super) fn assume_switch(&mut self, symbol: SymbolId, pair: Pair) -> Pair {
        let before = self.switch(symbol);
        self.switches[symbol] = Some(pair);
        before
    }

    /// The id of a part, new or known.
    #[expect(clippy::unnecessary_wraps, reason = "clauses take a part or none")]
    pub(super) fn part(&mut self, symbol: SymbolId, kind: PartKind) -> Option<PartId> {
        let part = Part { symbol, kind };
        let Self { parts, known_parts, .. } = self;
        Some(*known_parts.entry(part).or_insert_with(|| parts.push(part)))
    }

    /// An expression's literals; an absent one is y.
    pub(super) fn optional(&mut self, expr: Option<ExprId>) -> Pair {
        expr.map_or(Pair::YES, |expr| self.expr(expr))
    }

    pub(super) fn known_expr(&self, expr: ExprId) -> Option<Pair> {
        self.exprs.get(expr.index()).copied().flatten()
    }

    pub(super) fn keep_expr(&mut self, expr: ExprId, pair: Pair) {
        if let Some(slot) = self.exprs.get_mut(expr.index()) {
            *slot = Some(pair);
        }
    }
}

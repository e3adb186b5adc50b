//! Texts that a model compares, copies and bounds enter; the texts that a user may be thought to give leave, enough of
//! them to decide every comparison, with the symbols for which that is not sure.
//!
//! Symbols whose texts meet (in a comparison, as a bound, as a default) share what is known of all of them. What follows
//! from numbers hangs on their order alone, so that between two constants as many numbers are enough as there are
//! symbols to be given one. The same holds of strings that are compared for being the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{
        Model,
        arena::{Arena, Id as _},
        expr::{Expr, ExprId},
        symbol::{PropertyKind, SymbolId},
    },
    syntax::ast::{Relation, Type},
    user::UserValues,
};

use super::text::{self, Typed};

/// What users may give.
#[derive(Debug, Default)]
pub(super) struct Domain {
    /// texts, by symbol
    pub(super) offers: Vec<(SymbolId, Vec<u8>)>,
    /// symbols for which other texts may come to something else
    pub(super) unsure: BTreeSet<SymbolId>,
}

/// Symbols whose texts meet.
#[derive(Default)]
struct Family {
    members: Vec<SymbolId>,
    /// constants that their texts meet, and what a user gives or wishes for
    constants: BTreeSet<Vec<u8>>,
    /// bounds and wishes, which matter even where nothing is compared
    given: BTreeSet<Vec<u8>>,
    /// whether values are compared, or bound each other
    compared: bool,
    /// whether strings are compared by their order
    ordered: bool,
}

/// So many symbols and constants of one family are taken on.
const MOST: usize = 1024;

fn has_text(model: &Model, symbol: SymbolId) -> bool {
    symbol > SymbolId::YES && matches!(model.symbols[symbol].ty, Some(Type::Int | Type::Hex | Type::String))
}

/// The families of symbols that have a text.
struct Families<'m> {
    model: &'m Model,
    /// each symbol's next towards the one that stands for its family
    next: Arena<SymbolId, SymbolId>,
    /// what was found of whom
    found: Vec<(SymbolId, Found)>,
}

enum Found {
    Constant(Vec<u8>),
    Given(Vec<u8>),
    Compared,
    Ordered,
}

impl Families<'_> {
    fn stands_for(&self, symbol: SymbolId) -> SymbolId {
        let mut at = symbol;
        while self.next[at] != at {
            at = self.next[at];
        }
        at
    }

    /// One symbol's text meets another's value.
    fn meet(&mut self, one: SymbolId, other: SymbolId, given: bool) {
        if !has_text(self.model, one) {
            return;
        }
        if has_text(self.model, other) {
            let (one, other) = (self.stands_for(one), self.stands_for(other));
            self.next[one.max(other)] = one.min(other);
        } else if matches!(self.model.symbols[other].ty, Some(Type::Bool | Type::Tristate)) {
            let words: [&[u8]; 6] = [b"n", b"m", b"y", b"0", b"1", b"2"];
            self.found.extend(words.map(|word| (one, Found::Constant(word.to_vec()))));
        } else {
            let text = self.model.name(other).unwrap_or_default().to_vec();
            self.found.push((one, if given { Found::Given(text) } else { Found::Constant(text) }));
        }
    }

    fn compare(&mut self, relation: Relation, left: SymbolId, right: SymbolId) {
        for (one, other) in [(left, right), (right, left)] {
            self.meet(one, other, false);
            if has_text(self.model, one) {
                self.found.push((one, Found::Compared));
                if !matches!(relation, Relation::Equal | Relation::Unequal) {
                    self.found.push((one, Found::Ordered));
                }
            }
        }
    }

    fn gather(mut self) -> BTreeMap<SymbolId, Family> {
        let mut families: BTreeMap<SymbolId, Family> = BTreeMap::new();
        for symbol in self.model.symbols.ids().filter(|&symbol| has_text(self.model, symbol)) {
            families.entry(self.stands_for(symbol)).or_default().members.push(symbol);
        }
        for (symbol, found) in std::mem::take(&mut self.found) {
            let family = families.entry(self.stands_for(symbol)).or_default();
            match found {
                Found::Constant(text) => drop(family.constants.insert(text)),
                Found::Given(text) => drop(family.given.insert(text)),
                Found::Compared => family.compared = true,
                Found::Ordered => family.ordered = true,
            }
        }
        families
    }
}

/// Finds what users may give. Values of `user` and `extra` texts are among it.
pub(super) fn of(model: &Model, user: &UserValues, extra: &[(SymbolId, Vec<u8>)]) -> Domain {
    let mut next = Arena::filled(SymbolId::NO, model.symbols.len());
    for symbol in model.symbols.ids() {
        next[symbol] = symbol;
    }
    let mut families = Families { model, next, found: Vec::new() };
    for expr in (0..model.exprs.len()).map(|index| model.exprs.get(ExprId::from_index(index))) {
        if let Expr::Compare(relation, left, right) = expr {
            families.compare(relation, left, right);
        }
    }
    for (symbol, found) in model.symbols.iter().filter(|&(symbol, _)| has_text(model, symbol)) {
        for &id in &found.properties {
            match model.properties[id].kind {
                PropertyKind::Range(low, high) => {
                    for bound in [low, high] {
                        families.meet(symbol, bound, true);
                        if has_text(model, bound) {
                            families.found.push((symbol, Found::Compared));
                        }
                    }
                }
                PropertyKind::Default(value) => {
                    if let Expr::Symbol(source) = model.exprs.get(value) {
                        families.meet(symbol, source, false);
                    }
                }
                _ => {}
            }
        }
        families.found.extend(user.text(symbol).map(|text| (symbol, Found::Given(text.to_vec()))));
    }
    families.found.extend(extra.iter().map(|(symbol, text)| (*symbol, Found::Given(text.clone()))));
    let mut domain = Domain::default();
    for family in families.gather().values() {
        family.offer(model, &mut domain);
    }
    domain
}

impl Family {
    fn offer(&self, model: &Model, domain: &mut Domain) {
        let prompts = |symbol: &SymbolId| {
            let mut properties = model.symbols[*symbol].properties.iter();
            properties.any(|&id| model.properties[id].text().is_some())
        };
        let asked: Vec<SymbolId> = self.members.iter().copied().filter(prompts).collect();
        if asked.is_empty() {
            return;
        }
        let is = |symbol: &SymbolId, ty: Type| model.symbols[*symbol].ty == Some(ty);
        let strings = self.members.iter().any(|symbol| is(symbol, Type::String));
        let numbers = self.members.iter().any(|symbol| !is(symbol, Type::String));
        let mut texts: BTreeSet<Vec<u8>> = self.given.clone();
        let mut sure = asked.len() <= MOST && self.constants.len() <= MOST;
        let mut fresh = BTreeSet::new();
        if self.compared && sure {
            texts.extend(self.constants.iter().cloned());
            if numbers {
                sure &= self.numbers(model, asked.len(), &mut fresh);
            }
            if strings {
                sure &= !numbers && self.strings(asked.len(), &mut texts);
            }
        }
        for &symbol in &asked {
            let Some(ty) = model.symbols[symbol].ty else { continue };
            let written = |value: &i64| match ty {
                Type::Hex => format!("{value:#x}").into_bytes(),
                _ => value.to_string().into_bytes(),
            };
            if ty == Type::String {
                domain.offers.push((symbol, Vec::new()));
            }
            domain.offers.extend(texts.iter().map(|text| (symbol, text.clone())));
            domain.offers.extend(fresh.iter().map(written).map(|text| (symbol, text)));
            if !sure {
                domain.unsure.insert(symbol);
            }
        }
    }

    /// Numbers between, below and above the constants; says whether these are enough.
    fn numbers(&self, model: &Model, asked: usize, fresh: &mut BTreeSet<i64>) -> bool {
        let of_type = |ty: Type| self.members.iter().any(|&symbol| model.symbols[symbol].ty == Some(ty));
        let (ints, hexes) = (of_type(Type::Int), of_type(Type::Hex));
        let mut sure = true;
        let mut known: BTreeSet<i64> = BTreeSet::new();
        for text in self.constants.iter().chain(&self.given) {
            // a text is read by the type of whom it belongs to: any of these may be meant
            let types = [None, Some(Type::Int).filter(|_| ints), Some(Type::Hex).filter(|_| hexes)];
            let mut read = types.into_iter().filter_map(|ty| text::as_number(Typed { text, ty })).peekable();
            // beside what is no number, digits are compared as text: all the same where that begins with a letter
            let apart = text.first().is_none_or(|&first| !hexes && first > b'9');
            sure &= read.peek().is_some() || !self.ordered || apart;
            known.extend(read.map(|(value, _)| value));
        }
        // what is below 0 counts as the greatest beside a hex
        sure &= !hexes || (!ints && known.iter().all(|&value| value >= 0));
        let many = i64::try_from(asked).unwrap_or(i64::MAX);
        let mut add = |value: Option<i64>| fresh.extend(value.filter(|&value| !hexes || value >= 0));
        if known.is_empty() {
            known.insert(0);
        }
        let mut above: Option<i64> = None;
        for &value in known.iter().rev() {
            add(Some(value));
            for step in 1..=many {
                add(value.checked_add(step).filter(|&next| above.is_none_or(|above| next < above)));
                if above.is_none() || step == 1 {
                    add(value.checked_sub(step));
                }
            }
            above = Some(value);
        }
        for step in 1..=many {
            add(known.first().and_then(|least| least.checked_sub(step)));
        }
        sure
    }

    /// Strings that are no constants; says whether these are enough.
    fn strings(&self, asked: usize, texts: &mut BTreeSet<Vec<u8>>) -> bool {
        let numeric = |text: &Vec<u8>| text::as_number(Typed { text, ty: None }).is_some();
        let mut sure = !self.ordered;
        for text in self.constants.iter().chain(&self.given) {
            texts.insert(text.clone());
            if self.ordered {
                texts.extend(text::near(text));
            }
            // one number has many texts
            sure &= asked < 2 || !numeric(text);
        }
        let mut names = (1_usize..).map(|at| if at == 1 { b"text".to_vec() } else { format!("text{at}").into_bytes() });
        let mut left = asked;
        while left > 0 {
            left -= usize::from(names.next().is_some_and(|name| texts.insert(name)));
        }
        sure
    }
}

//! A symbol with a text enters; the clauses that decide its text leave. Behaviour of `sym_calc_value` and
//! `sym_validate_range` in symbol.c for ints, hexes and strings, in logic.

use crate::{
    model::symbol::{PropertyId, PropertyKind, SymbolId},
    syntax::ast::Type,
};

use super::{
    encode::Encoding,
    literal::Lit,
    origin::PartKind,
    possible::{Possible, Word},
    text,
};

/// Texts, each with the literal that it is this one.
type Texts = Vec<(Word, Lit)>;

/// The literal of a text among others.
fn literal(texts: &Texts, word: Word) -> Lit {
    texts.iter().find(|&&(known, _)| known == word).map_or(Lit::FALSE, |&(_, lit)| lit)
}

impl Encoding<'_> {
    pub(super) fn encode_text(&mut self, symbol: SymbolId) {
        let Some(ty @ (Type::Int | Type::Hex | Type::String)) = self.model.symbols[symbol].ty else { return };
        let values = self.text(symbol);
        let literals: Vec<Lit> = values.iter().map(|&(_, lit)| lit).collect();
        let part = self.part(symbol, PartKind::Text);
        self.formula.one_of(part, &literals);
        let visible = self.visibility(symbol).on;
        let ranges = self.ranges(symbol);
        let defaults = self.default_text(symbol);
        let defaults = self.clamp(symbol, &defaults, &ranges);
        let part = self.part(symbol, PartKind::Default);
        self.same_text(part, &[visible], &values, &defaults);
        if visible == Lit::FALSE {
            return;
        }
        let freed = self.freedom(symbol);
        let given = self.user.text(symbol).map(<[u8]>::to_vec).filter(|text| text::can_be_given(ty, text));
        let user = self.part(symbol, PartKind::User);
        if !self.free {
            let held = match given {
                Some(text) => {
                    let word = self.possible.intern(text);
                    let kept = self.clamp(symbol, &vec![(word, Lit::TRUE)], &ranges);
                    match literal(&kept, word) {
                        within if self.model.dialect.forgets_out_of_range => self.either(within, word, &defaults),
                        _ => kept,
                    }
                }
                None => defaults.clone(),
            };
            self.same_text(user, &[!visible, freed], &values, &held);
        }
        // a free decision takes what can be given and lies in the range; what cannot be given, or is forgotten where it is
        // read, comes as a default only
        for &(word, lit) in &values {
            let given = text::can_be_given(ty, self.possible.word(word));
            let mut sources = vec![!visible, !freed, !lit];
            if given {
                let kept = self.clamp(symbol, &vec![(word, lit)], &ranges);
                sources.push(literal(&kept, word));
            }
            if !given || self.model.dialect.forgets_out_of_range {
                sources.push(literal(&defaults, word));
            }
            let part = self.part(symbol, PartKind::Text);
            self.formula.clause(part, &sources);
        }
    }

    /// One text where a literal holds, others where it does not.
    fn either(&mut self, holds: Lit, word: Word, others: &Texts) -> Texts {
        let mut cases: Texts = others.iter().map(|&(other, lit)| (other, self.formula.and(!holds, lit))).collect();
        match cases.iter_mut().find(|(other, _)| *other == word) {
            Some((_, lit)) => *lit = self.formula.or(*lit, holds),
            None => cases.push((word, holds)),
        }
        cases
    }

    /// Where none of `unless` holds, both are the same text.
    fn same_text(&mut self, part: Option<super::origin::PartId>, unless: &[Lit], values: &Texts, others: &Texts) {
        for &(word, lit) in values {
            let other = literal(others, word);
            let mut clause = unless.to_vec();
            clause.extend([!lit, other]);
            self.formula.clause(part, &clause);
            let mut clause = unless.to_vec();
            clause.extend([lit, !other]);
            self.formula.clause(part, &clause);
        }
    }

    /// The text of the first active default, and the literal that there is one.
    pub(super) fn default_text(&mut self, symbol: SymbolId) -> Texts {
        let model = self.model;
        let mut cases: Vec<(Word, Vec<Lit>)> = Vec::new();
        let mut add = |word: Word, case: Lit| match cases.iter_mut().find(|(known, _)| *known == word) {
            Some((_, literals)) => literals.push(case),
            None => cases.push((word, vec![case])),
        };
        let mut open = Lit::TRUE;
        let mut written = Vec::new();
        let blank = self.possible.intern(Possible::blank(model, symbol).to_vec());
        for &id in &model.symbols[symbol].properties {
            let PropertyKind::Default(value) = model.properties[id].kind else { continue };
            let condition = self.optional(model.properties[id].visible).on;
            let here = self.formula.and(open, condition);
            open = self.formula.and(open, !condition);
            if here == Lit::FALSE {
                continue;
            }
            match self.plain(value) {
                Some(source) => {
                    written.push(here);
                    let texts = if self.is_switch(source) && source > SymbolId::YES {
                        vec![(self.possible.intern(b"n".to_vec()), Lit::TRUE)]
                    } else {
                        self.text(source)
                    };
                    for (word, lit) in texts {
                        add(word, self.formula.and(here, lit));
                    }
                }
                None => add(blank, here),
            }
        }
        add(blank, open);
        let visible = self.visibility(symbol).on;
        written.push(visible);
        let written = self.formula.any(&written);
        self.written.insert(symbol, written);
        cases.into_iter().map(|(word, cases)| (word, self.formula.any(&cases))).collect()
    }

    /// The ranges of a number, each with the literal that it is the first active one.
    pub(super) fn ranges(&mut self, symbol: SymbolId) -> Vec<(PropertyId, Lit)> {
        let model = self.model;
        let mut open = Lit::TRUE;
        let mut found = Vec::new();
        if !matches!(model.symbols[symbol].ty, Some(Type::Int | Type::Hex)) {
            return found;
        }
        for &id in &model.symbols[symbol].properties {
            if matches!(model.properties[id].kind, PropertyKind::Range(..)) {
                let condition = self.optional(model.properties[id].visible).on;
                let here = self.formula.and(open, condition);
                open = self.formula.and(open, !condition);
                if here != Lit::FALSE {
                    found.push((id, here));
                }
            }
        }
        found
    }

    /// The texts of a bound; one that is the symbol itself is what that is before its range counts.
    fn bound(&mut self, symbol: SymbolId, bound: SymbolId, before: Word) -> Texts {
        if bound == symbol { vec![(before, Lit::TRUE)] } else { self.text(bound) }
    }

    /// Texts after their ranges.
    fn clamp(&mut self, symbol: SymbolId, before: &Texts, ranges: &[(PropertyId, Lit)]) -> Texts {
        let model = self.model;
        if ranges.is_empty() {
            return before.clone();
        }
        let mut cases: Vec<(Word, Vec<Lit>)> = Vec::new();
        let mut add = |word: Word, case: Lit| match cases.iter_mut().find(|(known, _)| *known == word) {
            Some((_, literals)) => literals.push(case),
            None => cases.push((word, vec![case])),
        };
        let active: Vec<Lit> = ranges.iter().map(|&(_, lit)| lit).collect();
        let none = !self.formula.any(&active);
        for &(word, lit) in before {
            let unbound = self.formula.and(none, lit);
            if unbound != Lit::FALSE {
                add(word, unbound);
            }
            for &(range, here) in ranges {
                let PropertyKind::Range(low, high) = model.properties[range].kind else { continue };
                let case = self.formula.and(here, lit);
                for (low_word, low_lit) in self.bound(symbol, low, word) {
                    let case = self.formula.and(case, low_lit);
                    for (high_word, high_lit) in self.bound(symbol, high, word) {
                        let case = self.formula.and(case, high_lit);
                        if case == Lit::FALSE {
                            continue;
                        }
                        let low = self.possible.typed(model, low, low_word);
                        let high = self.possible.typed(model, high, high_word);
                        let text = text::clamped(model, symbol, self.possible.word(word), low, high);
                        add(self.possible.intern(text), case);
                    }
                }
            }
        }
        cases.into_iter().map(|(word, cases)| (word, self.formula.any(&cases))).collect()
    }
}

//! A way that gives a number enters; all numbers that would do in its place leave, as spans. Between two numbers that the
//! formula knows nothing tells others apart.

use crate::{
    model::symbol::{SymbolId, Tristate},
    syntax::ast::Type,
};

use super::{
    fix::{Decided, Fixer},
    literal::Lit,
    solver::{Answer, SolverError},
    text::{self, Typed},
};

/// Numbers of one symbol beyond which nothing is claimed.
const MOST_NUMBERS: usize = 64;

/// Numbers without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// the least
    pub low: i64,
    /// the greatest
    pub high: i64,
    /// whether the formula knows no lesser number
    pub first: bool,
    /// whether the formula knows no greater number
    pub last: bool,
}

impl Fixer<'_, '_> {
    /// The numbers that a symbol may get in this way, all else as it is; none where that is not known.
    ///
    /// # Errors
    /// Where the solver gives up.
    pub fn free(&mut self, way: &[Decided], number: SymbolId) -> Result<Vec<Span>, SolverError> {
        let numbers = self.numbers(number);
        let mut asked = self.wishes.clone();
        let mut taken = Vec::new();
        for one in way {
            let symbol = match one {
                Decided::Switch(symbol, _) | Decided::Text(symbol, _) => *symbol,
                Decided::Member { choice, .. } | Decided::Choice { choice, .. } => *choice,
            };
            taken.push(symbol);
            if symbol != number {
                asked.extend(self.says(one));
            }
        }
        asked.extend(self.decisions.iter().filter(|(symbol, _)| !taken.contains(symbol)).map(|&(_, lit)| !lit));
        self.solver.take(&self.encoding.formula);
        let mut spans: Vec<Span> = Vec::new();
        let mut open = false;
        for (at, &(value, lit)) in numbers.iter().enumerate() {
            if self.questions >= self.limits.questions {
                return Ok(Vec::new());
            }
            asked.push(lit);
            let does = matches!(self.ask(&asked)?, Answer::Model(_));
            asked.pop();
            let last = at + 1 == numbers.len();
            match spans.last_mut() {
                Some(span) if does && open => (span.high, span.last) = (value, last),
                _ if does => spans.push(Span { low: value, high: value, first: at == 0, last }),
                _ => {}
            }
            open = does;
        }
        Ok(spans)
    }

    /// The numbers that a symbol can have, in order; none where others may come to something else.
    fn numbers(&mut self, symbol: SymbolId) -> Vec<(i64, Lit)> {
        let ty = self.encoding.model.symbols[symbol].ty;
        if !matches!(ty, Some(Type::Int | Type::Hex)) || self.encoding.possible.unsure.contains(&symbol) {
            return Vec::new();
        }
        let words = self.encoding.text(symbol);
        let number = |word| text::as_number(Typed { text: self.encoding.word(word), ty });
        let mut numbers: Vec<(i64, Lit)> =
            words.into_iter().filter_map(|(word, lit)| Some((number(word)?.0, lit))).collect();
        numbers.sort_by_key(|&(value, _)| value);
        numbers.dedup_by_key(|&mut (value, _)| value);
        if numbers.len() > MOST_NUMBERS { Vec::new() } else { numbers }
    }

    /// The literals that say what was decided.
    fn says(&mut self, decided: &Decided) -> Vec<Lit> {
        let mut is = |&(symbol, value): &(SymbolId, Tristate)| self.encoding.switch_is(symbol, value);
        match decided {
            Decided::Switch(symbol, value) => vec![is(&(*symbol, *value))],
            Decided::Choice { members, .. } => members.iter().map(is).collect(),
            Decided::Member { member, .. } => vec![self.encoding.picked(*member)],
            Decided::Text(symbol, text) => self.encoding.text_is(*symbol, text).into_iter().collect(),
        }
    }
}

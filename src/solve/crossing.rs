//! A model enters; the numbers leave that a user may be asked for while no number is in their range: its ends have
//! crossed, or it makes of a number one that it does not let through.

use crate::{
    model::{
        Model,
        symbol::{PropertyKind, SymbolId},
    },
    syntax::ast::Type,
};

use super::{
    encode::Encoding,
    literal::Lit,
    possible::{Possible, Set, Word},
    solver::{Answer, Solver},
    text,
};

/// As many pairs of ends of one range are looked at.
const MOST_PAIRS: usize = 1 << 16;

/// Numbers of which that may be so as far as each symbol's values alone tell.
pub(super) fn candidates(model: &Model, possible: &Possible) -> Vec<SymbolId> {
    model.symbols.ids().filter(|&symbol| may_cross(model, possible, symbol)).collect()
}

fn may_cross(model: &Model, possible: &Possible, symbol: SymbolId) -> bool {
    let found = &model.symbols[symbol];
    if !matches!(found.ty, Some(Type::Int | Type::Hex)) || possible.visible(model, symbol).shown() == Set::EMPTY {
        return false;
    }
    for &id in &found.properties {
        let PropertyKind::Range(low, high) = model.properties[id].kind else { continue };
        let condition = possible.expr(model.properties[id].visible);
        if condition.shown() == Set::EMPTY {
            continue;
        }
        let ends = [low, high].map(|bound| numbers_of(model, possible, symbol, bound));
        let [Some(lows), Some(highs)] = ends else { return true };
        if lows.iter().max().zip(highs.iter().min()).is_some_and(|(low, high)| low > high) {
            return true;
        }
        if !condition.has(Set::NO) {
            return false;
        }
    }
    false
}

/// The numbers that a bound of a symbol's range can be, none where that is the symbol itself; `None` where the range
/// makes another number of one.
fn numbers_of(model: &Model, possible: &Possible, symbol: SymbolId, bound: SymbolId) -> Option<Vec<i64>> {
    let texts = possible.texts[bound].iter().filter(|_| bound != symbol);
    texts.map(|&word| text::kept_bound(model, symbol, possible.typed(model, bound, word))).collect()
}

/// Those of some numbers of which it is so in a configuration, by a formula in which every decision is free. What its
/// solver does not tell counts as so.
pub(super) fn crossing(encoding: &mut Encoding<'_>, numbers: &[SymbolId]) -> Vec<SymbolId> {
    let mut solver = Solver::default();
    let mut crosses = |&symbol: &SymbolId| {
        let Some(crossed) = encoding.crossed(symbol) else { return true };
        encoding.finish();
        solver.take(&encoding.formula);
        match crossed {
            Lit::FALSE => false,
            Lit::TRUE => true,
            open => !matches!(solver.ask(&[open]), Ok(Answer::Core(_))),
        }
    };
    numbers.iter().copied().filter(|symbol| crosses(symbol)).collect()
}

impl Encoding<'_> {
    /// A literal that holds where a number is asked for and none is in its range; `None` where that is too much to tell.
    fn crossed(&mut self, symbol: SymbolId) -> Option<Lit> {
        let model = self.model;
        let visible = self.visibility(symbol).on;
        let mut cases = Vec::new();
        for (range, here) in self.ranges(symbol) {
            let PropertyKind::Range(low, high) = model.properties[range].kind else { continue };
            let ends = [low, high].map(|bound| if bound == symbol { Vec::new() } else { self.text(bound) });
            let [lows, highs] = ends;
            if lows.len().saturating_mul(highs.len()) > MOST_PAIRS {
                return None;
            }
            let number =
                |bound: SymbolId, word: Word| text::kept_bound(model, symbol, self.possible.typed(model, bound, word));
            let lows: Vec<_> = lows.into_iter().map(|(word, lit)| (number(low, word), lit)).collect();
            let highs: Vec<_> = highs.into_iter().map(|(word, lit)| (number(high, word), lit)).collect();
            let active = self.formula.and(visible, here);
            for &(end, lit) in lows.iter().chain(&highs) {
                if end.is_none() {
                    cases.push(self.formula.and(active, lit));
                }
            }
            for &(low, low_lit) in &lows {
                for &(high, high_lit) in &highs {
                    if low.zip(high).is_some_and(|(low, high)| low > high) {
                        let both = self.formula.and(low_lit, high_lit);
                        cases.push(self.formula.and(active, both));
                    }
                }
            }
        }
        Some(self.formula.any(&cases))
    }
}

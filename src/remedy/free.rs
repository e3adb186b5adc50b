//! Ways that are confirmed enter; of each number that they give leaves what else it may be. The ends of what is told are
//! replayed.

use crate::{
    model::symbol::SymbolId,
    solve::{
        fix::{Decided, Fixer},
        free::Span,
        solver::SolverError,
    },
    syntax::ast::Type,
};

use super::replay::{Confirmed, Replayer};

/// Numbers that would do, the ends included; without an end there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    /// the least
    pub low: Option<i64>,
    /// the greatest
    pub high: Option<i64>,
}

/// Looks for what numbers may be.
pub(super) fn find(
    fixer: &mut Fixer<'_, '_>,
    replayer: &Replayer<'_, '_>,
    found: &mut [Confirmed],
) -> Result<(), SolverError> {
    for confirmed in found {
        let changed = |number: &SymbolId| {
            let wished = replayer.search.wishes.iter().any(|wish| wish.symbol() == *number);
            !wished && confirmed.fix.changes.iter().any(|change| change.symbol == *number)
        };
        let numbers = confirmed.way.iter().filter_map(|one| match one {
            Decided::Text(number, _) => Some(*number).filter(changed),
            _ => None,
        });
        let mut free = Vec::new();
        for number in numbers.collect::<Vec<_>>() {
            let spans = fixer.free(&confirmed.way, number)?;
            let spans: Vec<Free> =
                spans.into_iter().filter_map(|span| ends(replayer, confirmed, number, span)).collect();
            // the one that is told anyway
            let alone = matches!(spans.as_slice(), [Free { low, high }] if low.is_some() && low == high);
            if !spans.is_empty() && !alone {
                free.push((number, spans));
            }
        }
        confirmed.fix.free = free;
    }
    Ok(())
}

/// The ends of a span, where the evaluator confirms them.
fn ends(replayer: &Replayer<'_, '_>, confirmed: &Confirmed, number: SymbolId, span: Span) -> Option<Free> {
    let does = |value: i64| {
        let text = match replayer.model.symbols[number].ty {
            Some(Type::Hex) => format!("{value:#x}"),
            _ => value.to_string(),
        };
        replayer.does(&confirmed.way, number, text.as_bytes())
    };
    if !does(span.low) || !does(span.high) {
        return None;
    }
    // beyond all that the formula knows nothing tells numbers apart
    let beyond = |end: bool, next: Option<i64>| end && next.is_some_and(does);
    Some(Free {
        low: Some(span.low).filter(|low| !beyond(span.first, low.checked_sub(1))),
        high: Some(span.high).filter(|high| !beyond(span.last, high.checked_add(1))),
    })
}

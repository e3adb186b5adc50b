//! A number that a fragment sets enters; whether it is lost by a range of constants leaves, wherever its prompt shows:
//! where it does not, the line is lost all the same.

use crate::{
    diagnostic::Severity,
    model::symbol::{PropertyKind, SymbolId, Tristate},
    source::lossy,
};

use super::super::{
    Context,
    cause::{Cause, CauseKind},
    certain::Certain,
    honoured::is_nothing,
    verdict::Verdict,
};

/// What to say of a number that lies in none of the ranges that may hold for it, if one of them is sure to hold.
pub(super) fn broken(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> Option<Verdict> {
    let model = context.evaluator.model();
    let number = |bound: SymbolId| Some(context.evaluator.number_beside(certain.text(bound)?, bound, symbol));
    let text = context.evaluator.bytes(context.evaluator.states[symbol].user_text?);
    if is_nothing(text) && certain.visible(symbol).low == Tristate::No {
        // where it is hidden, nothing is lost
        return None;
    }
    let asked = context.evaluator.number_beside(text, symbol, symbol);
    for &id in &model.symbols[symbol].properties {
        let property = &model.properties[id];
        let PropertyKind::Range(low, high) = property.kind else { continue };
        if !certain.may_hold(property.condition) {
            continue;
        }
        if (number(low)?..=number(high)?).contains(&asked) {
            return None;
        }
        if certain.holds_as_written(property.condition) {
            let bounds = format!("{} to {}", context.bound(low), context.bound(high));
            let cause = Cause {
                kind: CauseKind::Range,
                symbol: Some(symbol),
                text: format!("the range is {bounds}"),
                span: Some(property.span),
                probe: None,
                causes: Vec::new(),
            };
            return Some(Verdict {
                code: "ltoconf::config::out-of-range",
                severity: Severity::Warning,
                message: format!("{}={} is not honoured: it is out of range", context.show(symbol), lossy(text)),
                help: Some(format!("choose a value from {bounds}")),
                causes: vec![cause],
            });
        }
    }
    None
}

//! A number that a fragment sets enters; whether it is lost by a range of constants leaves, wherever its prompt shows:
//! where it does not, the line is lost all the same, unless a default gives that number.

use crate::{
    diagnostic::Severity,
    model::{
        expr::{Expr, ExprId, Exprs},
        symbol::{Property, PropertyKind, SymbolId, Tristate},
    },
    source::lossy,
};

use super::{
    super::{
        Context,
        cause::{CauseKind, cause},
        certain::Certain,
        honoured::is_nothing,
        verdict::Verdict,
    },
    text,
};

/// What to say of a number that lies in none of the ranges that may hold for it, if one of them is sure to hold.
pub(super) fn broken(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> Option<Verdict> {
    let model = context.evaluator.model();
    let end = |bound: SymbolId| text::end(context, certain, symbol, bound);
    let written = context.evaluator.bytes(context.evaluator.states[symbol].user_text?);
    if is_nothing(context, symbol, written) && certain.visible(symbol).low == Tristate::No {
        // where it is hidden, nothing is lost
        return None;
    }
    let asked = text::number(context, symbol, written);
    let always_shows = certain.visible(symbol).low > Tristate::No;
    let may_default = !always_shows && text::may_be(context, certain, symbol, written);
    let mut ranges: Vec<(&Property, String)> = Vec::new();
    for &id in &model.symbols[symbol].properties {
        let property = &model.properties[id];
        let PropertyKind::Range(low, high) = property.kind else { continue };
        if !certain.may_hold(property.visible) {
            continue;
        }
        let (lowest, highest) = (end(low)?, end(high)?);
        if text::within(asked, lowest, highest) {
            // also where the low end is above the high one: a default may be cut to either
            return None;
        }
        let is_opposite = |before: &Property| {
            are_opposite(&model.exprs, before.condition, property.condition)
                && [before, property].into_iter().all(|range| certain.defined_where_shown(symbol, range))
        };
        // of another definition's default nothing is known where that of the range does not count
        let hidden = !may_default || certain.counts_by_default(symbol, property);
        let other = !may_default && ranges.iter().any(|&(before, _)| is_opposite(before));
        let bounds = format!("{} to {}", context.bound(low), context.bound(high));
        if hidden && certain.counts_where_shown(symbol, property) {
            return Some(told(context, symbol, &[(property, bounds)]));
        }
        ranges.push((property, bounds));
        if other {
            return Some(told(context, symbol, &ranges));
        }
    }
    None
}

/// Whether one of two conditions holds in any case, since each is what the other is not.
fn are_opposite(exprs: &Exprs, one: Option<ExprId>, other: Option<ExprId>) -> bool {
    let negates = |not: ExprId, of: ExprId| matches!(exprs.get(not), Expr::Not(inner) if inner == of);
    one.zip(other).is_some_and(|(one, other)| negates(one, other) || negates(other, one))
}

fn told(context: &Context<'_, '_>, symbol: SymbolId, ranges: &[(&Property, String)]) -> Verdict {
    let asked = context.evaluator.states[symbol].user_text.map(|text| lossy(context.evaluator.bytes(text)));
    let if_so = if ranges.len() > 1 { ", if its condition holds" } else { "" };
    let causes = ranges.iter().map(|(range, bounds)| {
        cause(CauseKind::Range, Some(symbol), format!("the range is {bounds}{if_so}"), Some(range.span))
    });
    let bounds: Vec<&str> = ranges.iter().map(|(_, bounds)| bounds.as_str()).collect();
    let asked = asked.unwrap_or_default();
    Verdict {
        code: "ltoconf::config::out-of-range",
        severity: Severity::Warning,
        message: format!("{}={asked} is not honoured: it is out of range", context.show(symbol)),
        claim: String::new(),
        help: Some(format!("choose a value from {}", bounds.join(", or from "))),
        causes: causes.collect(),
    }
}

//! A number or a string that a fragment sets enters; whether that is lost whatever the fragment is merged into leaves.

use crate::{
    model::{
        expr::Expr,
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::super::{
    Context,
    certain::Certain,
    honoured::{is_nothing, written_text},
};

/// A text as a number, as the ranges of a symbol look at it.
pub(super) fn number(context: &Context<'_, '_>, symbol: SymbolId, text: &[u8]) -> i64 {
    context.evaluator.number_beside(text, symbol, symbol)
}

/// The number at an end of a symbol's range, if that is certain.
pub(super) fn end(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId, bound: SymbolId) -> Option<i64> {
    Some(context.evaluator.number_beside(certain.text(bound)?, bound, symbol))
}

/// Whether a number is in a range, or at an end of one that ends before it begins, where a default may be cut to it.
pub(super) fn within(asked: i64, lowest: i64, highest: i64) -> bool {
    (lowest..=highest).contains(&asked) || asked == lowest || asked == highest
}

/// Whether the range that a number breaks, and its bounds, are the same in any case.
pub(super) fn out_of_range(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> bool {
    let model = context.evaluator.model();
    let Some(range) = context.evaluator.states[symbol].clamped else { return false };
    let mut before = model.symbols[symbol].properties.iter().copied().take_while(|&id| id != range);
    let another = before.any(|id| {
        matches!(model.properties[id].kind, PropertyKind::Range(..)) && certain.may_hold(model.properties[id].visible)
    });
    let PropertyKind::Range(low, high) = model.properties[range].kind else { return false };
    let asked =
        context.evaluator.states[symbol].user_text.map(|text| context.evaluator.bytes(text)).unwrap_or_default();
    if is_nothing(context, symbol, asked) && certain.visible(symbol).low == Tristate::No {
        // where it is hidden it may be left out, as nothing is
        return false;
    }
    let asked = number(context, symbol, asked);
    let ends = end(context, certain, symbol, low).zip(end(context, certain, symbol, high));
    let Some((lowest, highest)) = ends else { return false };
    if within(asked, lowest, highest) {
        // it was a default that was cut to the range
        return false;
    }
    !another && certain.is_certain(low) && certain.is_certain(high) && certain.holds(model.properties[range].visible)
}

/// Whether a text can never be set by hand, and is not what it is asked to be.
pub(super) fn hidden(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> bool {
    let state = &context.evaluator.states[symbol];
    let asked = state.user_text.map(|text| context.evaluator.bytes(text)).unwrap_or_default();
    let got = written_text(context, symbol);
    let comes = asked == got
        || is_nothing(context, symbol, asked)
            && (is_nothing(context, symbol, got) || may_be_left_out(context, certain, symbol))
        || may_default_to(context, certain, symbol, asked)
        || may_end_at(context, certain, symbol, asked);
    certain.visible(symbol).high == Tristate::No && !comes
}

/// Whether a text that is lost comes to the same in any case: one out of range to the nearest bound where its prompt
/// shows, one that is hidden to what defaults alone decide.
pub(super) fn comes_to_one(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> bool {
    let visible = certain.visible(symbol);
    if visible.high == Tristate::No {
        return certain.text_beside_others(symbol).is_some();
    }
    // before 6.8 a number out of range is forgotten, and the default counts
    visible.low > Tristate::No && !context.evaluator.model().dialect.forgets_out_of_range
}

/// Whether a text that nobody can set by hand may be this: nothing, what a default gives, or an end of a range that cuts a
/// default.
pub(super) fn may_be(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId, text: &[u8]) -> bool {
    is_nothing(context, symbol, text)
        || may_default_to(context, certain, symbol, text)
        || may_end_at(context, certain, symbol, text)
}

/// Whether perhaps no default counts for a symbol, so that it is left out where its prompt does not show.
fn may_be_left_out(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> bool {
    let model = context.evaluator.model();
    let mut properties = model.symbols[symbol].properties.iter().map(|&id| &model.properties[id]);
    !properties.any(|property| matches!(property.kind, PropertyKind::Default(_)) && certain.holds(property.visible))
}

/// Whether a default may give a symbol this text, where the rest of the configuration lets it count.
fn may_default_to(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId, text: &[u8]) -> bool {
    let model = context.evaluator.model();
    let is_number = matches!(model.symbols[symbol].ty, Some(Type::Int | Type::Hex));
    let asked = number(context, symbol, text);
    model.symbols[symbol].properties.iter().map(|&id| &model.properties[id]).any(|property| match property.kind {
        PropertyKind::Default(value) if certain.may_hold(property.visible) => match model.exprs.get(value) {
            Expr::Symbol(from) if model.symbols[from].menus.is_empty() => {
                model.name(from) == Some(text)
                    || is_number && model.name(from).is_some_and(|name| asked == number(context, symbol, name))
            }
            _ => true,
        },
        _ => false,
    })
}

/// Whether a range that may hold ends at this number, so that a default out of it comes to it.
fn may_end_at(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId, text: &[u8]) -> bool {
    let model = context.evaluator.model();
    let asked = number(context, symbol, text);
    let is_asked = |bound: SymbolId| end(context, certain, symbol, bound).is_none_or(|end| end == asked);
    model.symbols[symbol].properties.iter().map(|&id| &model.properties[id]).any(|property| match property.kind {
        PropertyKind::Range(low, high) => certain.may_hold(property.visible) && (is_asked(low) || is_asked(high)),
        _ => false,
    })
}

//! Texts enter, how they compare leaves. An account of `expr_parse_string`, `sym_string_valid` and
//! `sym_validate_range` of its own, beside the evaluator's.

use std::{borrow::Cow, cmp::Ordering};

use crate::{
    model::{Model, number, number_text, symbol::SymbolId},
    syntax::ast::{Relation, Type},
};

/// A text with the type of the symbol that has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed<'t> {
    pub(super) text: &'t [u8],
    pub(super) ty: Option<Type>,
}

/// A text as a number, if a comparison takes it for one; `true` where its bits are unsigned.
pub(super) fn as_number(typed: Typed<'_>) -> Option<(i64, bool)> {
    let (parsed, unsigned) = match typed.ty {
        Some(Type::Bool | Type::Tristate) => {
            let words: [(&[u8], i64); 3] = [(b"n", 0), (b"m", 1), (b"y", 2)];
            let value = words.into_iter().find(|&(word, _)| word == typed.text);
            return Some((value.map_or(-1, |(_, value)| value), false));
        }
        Some(Type::Int) => (number::signed(typed.text, 10), false),
        Some(Type::Hex) => (number::unsigned(typed.text, 16), true),
        Some(Type::String) | None => (number::signed(typed.text, 0), false),
    };
    let whole = parsed.length == typed.text.len() && typed.text.last().is_some_and(u8::is_ascii_hexdigit);
    (whole && !parsed.overflow).then_some((parsed.value, unsigned))
}

/// Whether `left relation right` holds.
pub(super) fn holds(relation: Relation, left: Typed<'_>, right: Typed<'_>) -> bool {
    let texts = left.ty == Some(Type::String) && right.ty == Some(Type::String);
    let numbers = if texts { None } else { as_number(left).zip(as_number(right)) };
    let order = match numbers {
        None => left.text.cmp(right.text),
        Some(((one, false), (other, false))) => one.cmp(&other),
        Some(((one, _), (other, _))) => one.cast_unsigned().cmp(&other.cast_unsigned()),
    };
    match relation {
        Relation::Equal => order == Ordering::Equal,
        Relation::Unequal => order != Ordering::Equal,
        Relation::Less => order == Ordering::Less,
        Relation::LessEqual => order != Ordering::Greater,
        Relation::Greater => order == Ordering::Greater,
        Relation::GreaterEqual => order != Ordering::Less,
    }
}

/// Whether a user can give a text to a symbol of a type.
pub(super) fn can_be_given(ty: Type, text: &[u8]) -> bool {
    number_text::valid(ty, text)
}

fn base(ty: Option<Type>, otherwise: u32) -> u32 {
    match ty {
        Some(Type::Int) => 10,
        Some(Type::Hex) => 16,
        _ => otherwise,
    }
}

/// A bound as a symbol's range takes it: its number in the bound's own base, and the text that a number beyond it gets.
fn bound<'t>(model: &Model, symbol: SymbolId, bound: Typed<'t>) -> (i64, Cow<'t, [u8]>) {
    let ty = model.symbols[symbol].ty;
    let limit = number::signed(bound.text, base(bound.ty, base(ty, 10))).value;
    let written = match ty {
        _ if model.dialect.bounds_as_written => Cow::Borrowed(bound.text),
        Some(Type::Hex) => Cow::Owned(format!("{limit:#x}").into_bytes()),
        _ => Cow::Owned(limit.to_string().into_bytes()),
    };
    (limit, written)
}

/// A text as a number, as ranges of a symbol look at it.
fn in_range_of(model: &Model, symbol: SymbolId, text: &[u8]) -> i64 {
    number::signed(text, base(model.symbols[symbol].ty, 10)).value
}

/// A number after it was brought into a range; `low` and `high` have the types of the bounds.
pub(super) fn clamped(model: &Model, symbol: SymbolId, text: &[u8], low: Typed<'_>, high: Typed<'_>) -> Vec<u8> {
    let value = in_range_of(model, symbol, text);
    let ((low, at_low), (high, at_high)) = (bound(model, symbol, low), bound(model, symbol, high));
    let within = if value < low {
        at_low
    } else if value > high {
        at_high
    } else {
        Cow::Borrowed(text)
    };
    within.into_owned()
}

/// A bound's number, if what a number beyond it gets is read as the same number.
pub(super) fn kept_bound(model: &Model, symbol: SymbolId, typed: Typed<'_>) -> Option<i64> {
    let (limit, written) = bound(model, symbol, typed);
    (in_range_of(model, symbol, &written) == limit).then_some(limit)
}

/// Strings around one that a string is compared with by its order.
pub(super) fn near(text: &[u8]) -> [Vec<u8>; 2] {
    [text.to_vec(), [text, b"_"].concat()]
}

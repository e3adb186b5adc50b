//! What a user said and says now enters; the difference leaves, as lines of a `.config`.

use crate::{
    eval,
    model::symbol::SymbolId,
    syntax::ast::Type,
    user::{UserValue, UserValues},
};

use super::base::Base;

/// The symbols about which two users say different things, in the tree's order.
pub(super) fn said_anew(base: &Base, before: &UserValues, after: &UserValues) -> Vec<SymbolId> {
    let model = &base.loaded.model;
    let differs = |symbol: &SymbolId| before.values.get(symbol) != after.values.get(symbol);
    model.symbols.ids().filter(differs).filter(|&symbol| !model.symbols[symbol].choice).collect()
}

/// A line of a `.config`, without its end.
pub(super) fn line(base: &Base, user: &UserValues, symbol: SymbolId) -> Option<Vec<u8>> {
    let model = &base.loaded.model;
    let name = [base.prefix(), model.name(symbol)?].concat();
    Some(match user.values.get(&symbol)? {
        UserValue::Switch(crate::model::symbol::Tristate::No) => [b"# ", name.as_slice(), b" is not set"].concat(),
        UserValue::Switch(value) => [&name, b"=".as_slice(), value.word().as_bytes()].concat(),
        UserValue::Text(text) if model.symbols[symbol].ty == Some(Type::String) => {
            [&name, b"=".as_slice(), &eval::quote(text)].concat()
        }
        UserValue::Text(text) => [&name, b"=".as_slice(), text].concat(),
    })
}

/// As lines of a `.config`.
pub(super) fn fragment(base: &Base, before: &UserValues, after: &UserValues) -> Vec<u8> {
    let lines = said_anew(base, before, after).into_iter().filter_map(|symbol| line(base, after, symbol));
    lines.flat_map(|line| [line, b"\n".to_vec()].concat()).collect()
}

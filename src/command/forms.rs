//! What a user said and says now enters; the difference leaves, as lines of a `.config` or calls of `scripts/config`.

use std::fmt::Write as _;

use crate::{
    eval,
    model::symbol::SymbolId,
    source::lossy,
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
pub(super) fn fragment(base: &Base, before: &UserValues, after: &UserValues) -> String {
    let lines = said_anew(base, before, after).into_iter().filter_map(|symbol| line(base, after, symbol));
    lines.map(|line| lossy(&line) + "\n").collect()
}

/// A word as a shell reads it.
fn shell_word(text: &[u8]) -> String {
    format!("'{}'", lossy(text).replace('\'', "'\\''"))
}

/// As calls of `scripts/config`.
pub(super) fn script(base: &Base, before: &UserValues, after: &UserValues) -> String {
    let model = &base.loaded.model;
    let mut out = String::new();
    for symbol in said_anew(base, before, after) {
        let name = model.show(symbol);
        let option = match after.values.get(&symbol) {
            Some(UserValue::Switch(value)) => {
                let letter = match value.letter() {
                    'y' => "-e",
                    'm' => "-m",
                    _ => "-d",
                };
                format!("{letter} {name}")
            }
            Some(UserValue::Text(text)) if model.symbols[symbol].ty == Some(Type::String) => {
                format!("--set-str {name} {}", shell_word(text))
            }
            Some(UserValue::Text(text)) => format!("--set-val {name} {}", shell_word(text)),
            None => continue,
        };
        let _infallible = writeln!(out, "scripts/config {option}");
    }
    out
}

//! Names and texts enter; they leave as Kconfig reads them back.

use crate::{
    model::{Model, symbol::SymbolId},
    syntax::lex::is_word_byte,
};

/// A symbol's name, or a constant in quotes. A word that macros made of other characters means the same as a constant.
pub(super) fn name(model: &Model, symbol: SymbolId, out: &mut Vec<u8>) {
    let name = model.name(symbol).unwrap_or_default();
    let bare = !name.is_empty() && name.iter().all(|&byte| is_word_byte(byte));
    if bare && (symbol <= SymbolId::YES || !model.symbols[symbol].constant) {
        out.extend_from_slice(name);
    } else {
        quoted(name, out);
    }
}

/// A text in quotes, in which nothing is expanded.
pub(super) fn quoted(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for &byte in text {
        if matches!(byte, b'"' | b'\\' | b'$') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

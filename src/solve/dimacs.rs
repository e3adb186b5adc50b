//! An encoding enters, a formula in DIMACS leaves, with a comment line for each literal that is a symbol's value.

use std::io::Write as _;

use crate::{
    model::symbol::{SymbolId, Tristate},
    source::lossy,
    syntax::ast::Type,
};

use super::{encode::Encoding, literal::Lit};

/// Writes all clauses, and names of all symbols that are encoded. A line `c VAR SYMBOL=y`, `c VAR SYMBOL=m` or `c VAR SYMBOL="value"` says that the variable is
/// true exactly where the symbol has that value; a text that no file would hold has no line.
pub fn write(encoding: &mut Encoding<'_>) -> Vec<u8> {
    let mut names: Vec<(Lit, String)> = Vec::new();
    let symbols: Vec<SymbolId> = encoding.model.symbols.ids().filter(|&symbol| symbol > SymbolId::YES).collect();
    for symbol in symbols {
        let found = &encoding.model.symbols[symbol];
        if found.ty.is_none() || found.menus.is_empty() || found.choice {
            continue;
        }
        let name = encoding.model.show(symbol);
        if encoding.encoded_switch(symbol).is_none() && encoding.encoded_text(symbol).is_none() {
            continue;
        }
        if encoding.is_switch(symbol) {
            let yes = encoding.switch_is(symbol, Tristate::Yes);
            names.push((yes, format!("{name}=y")));
            if found.ty == Some(Type::Tristate) {
                let m = encoding.switch_is(symbol, Tristate::Mod);
                names.push((m, format!("{name}=m")));
            }
            continue;
        }
        for (word, lit) in encoding.text(symbol) {
            let written = encoding.written(symbol);
            let lit = encoding.formula.and(lit, written);
            if lit != Lit::FALSE {
                let text = lossy(encoding.word(word)).replace('\\', "\\\\").replace('"', "\\\"");
                names.push((lit, format!("{name}=\"{text}\"")));
            }
        }
    }
    encoding.finish();
    // each name has a variable of its own, which is positive
    let formula = &mut encoding.formula;
    for (lit, _) in &mut names {
        if !lit.is_positive() || lit.is_constant() {
            let named = formula.fresh();
            formula.clause(None, &[!named, *lit]);
            formula.clause(None, &[named, !*lit]);
            *lit = named;
        }
    }
    let mut out = Vec::new();
    let mut line = |text: std::fmt::Arguments<'_>| {
        let _infallible = writeln!(out, "{text}");
    };
    for (lit, name) in &names {
        line(format_args!("c {} {name}", lit.dimacs()));
    }
    line(format_args!("p cnf {} {}", formula.variables(), formula.len()));
    for (clause, _) in formula.clauses() {
        let mut text = String::new();
        for lit in clause {
            text += &lit.dimacs().to_string();
            text.push(' ');
        }
        line(format_args!("{text}0"));
    }
    out
}

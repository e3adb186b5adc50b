//! Evaluated values enter, what they mean for link time optimization leaves.

pub mod embedded;
pub mod flags;
pub mod header;
mod mode;
pub mod plan;
pub mod ruleset;
pub mod said;
pub mod stated;

pub use mode::Mode;

use crate::{eval::Evaluator, model::symbol::Tristate};

/// The symbols that turn LTO on, each with its mode; the first that is set decides.
const MEMBERS: [(&str, Mode); 5] = [
    ("LTO_CLANG_THIN_DIST", Mode::ThinDist),
    ("LTO_CLANG_THIN", Mode::Thin),
    ("LTO_CLANG_FULL", Mode::Full),
    // in the first patch LTO_CLANG is the member, and THINLTO says which kind
    ("THINLTO", Mode::Thin),
    ("LTO_CLANG", Mode::Full),
];

/// The mode that a configuration comes to, and the symbol that says so.
pub fn mode(evaluator: &mut Evaluator<'_>) -> (Mode, Option<String>) {
    let model = evaluator.model();
    let mut on = |name: &str| {
        let symbol = model.find(name.as_bytes()).filter(|&symbol| !model.symbols[symbol].menus.is_empty())?;
        evaluator.calculate(symbol);
        Some(evaluator.tristate(symbol) != Tristate::No)
    };
    for (name, mode) in MEMBERS {
        if on(name) == Some(true) {
            return (mode, Some(name.to_owned()));
        }
    }
    match on("LTO_NONE") {
        Some(true) => (Mode::None, Some("LTO_NONE".to_owned())),
        Some(false) => (Mode::None, None),
        None => (Mode::Unknown, None),
    }
}

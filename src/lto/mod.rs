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

use crate::{
    eval::Evaluator,
    model::{
        menu,
        symbol::{SymbolId, Tristate},
    },
};

/// The symbols that turn LTO on, each with its mode; the first that is set decides.
const MEMBERS: [(&str, Mode); 5] = [
    ("LTO_CLANG_THIN_DIST", Mode::ThinDist),
    ("LTO_CLANG_THIN", Mode::Thin),
    ("LTO_CLANG_FULL", Mode::Full),
    ("THINLTO", Mode::Thin),
    ("LTO_CLANG", Mode::Full),
];

/// The mode that a configuration comes to, and the symbol that says so: the member of the model's own choice. Unknown
/// where that is none of those known here, or where LTO is on by something else.
pub fn mode(evaluator: &mut Evaluator<'_>) -> (Mode, Option<String>) {
    let model = evaluator.model();
    let defined = |name: &str| model.find(name.as_bytes()).filter(|&symbol| !model.symbols[symbol].menus.is_empty());
    let mut on = |symbol: SymbolId| {
        evaluator.calculate(symbol);
        evaluator.tristate(symbol) != Tristate::No
    };
    let mut is_on = |name: &str| defined(name).is_some_and(&mut on);
    let none = defined("LTO_NONE");
    let choice = none.and_then(|none| model.choice_of(none));
    let below = choice.into_iter().flat_map(|choice| menu::below(&model.menus, choice));
    let members = below.filter_map(|menu| model.menus[menu].symbol).filter(|&it| model.choice_of(it) == choice);
    let taken = members.map(|member| model.show(member)).find(|name| name != "LTO_NONE" && is_on(name));
    if let Some(name) = taken {
        // in the first patch LTO_CLANG is the member, and THINLTO says which kind
        let name = if name == "LTO_CLANG" && is_on("THINLTO") { "THINLTO".to_owned() } else { name };
        let known = MEMBERS.into_iter().find(|&(known, _)| known == name);
        return (known.map_or(Mode::Unknown, |(_, mode)| mode), Some(name));
    }
    if choice.is_none()
        && let Some((name, mode)) = MEMBERS.into_iter().find(|&(name, _)| is_on(name))
    {
        return (mode, Some(name.to_owned()));
    }
    match (none, is_on("LTO")) {
        (_, true) => (Mode::Unknown, Some("LTO".to_owned())),
        (Some(_), false) => (Mode::None, is_on("LTO_NONE").then(|| "LTO_NONE".to_owned())),
        (None, false) => (Mode::Unknown, None),
    }
}

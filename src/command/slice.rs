//! `ltoconf slice`: a tree and names of symbols enter, the part of the tree that decides them leaves as Kconfig.

use std::path::Path;

use crate::{
    cli::{self, Common},
    finding,
    model::{Model, symbol::SymbolId},
    slice::{Extent, Slice},
    tree::environment::Environment,
};

use super::{
    check,
    input::Input,
    loaded::{self, Ground, Loaded, Problem},
    warn,
};

/// Prints a slice.
pub(super) fn run(common: &Common, arguments: &cli::Slice) -> u8 {
    let loaded = match load(common) {
        Ok(loaded) => loaded,
        Err(problem) => {
            check::tell_problem(check::human(), problem);
            return 2;
        }
    };
    let whole = if common.embedded.is_some() { "these rules" } else { "this tree" };
    let mut named = Vec::new();
    for name in &arguments.symbols {
        let name = name.strip_prefix("CONFIG_").unwrap_or(name);
        match find(&loaded.model, name) {
            Some(symbol) => named.push(symbol),
            None => {
                let meant = finding::suggestion(&loaded.model, name).map(|meant| format!(": {meant}"));
                let meant = meant.unwrap_or_default();
                warn(format!("error: no symbol '{name}' in {whole}{meant}\n"));
            }
        }
    }
    if named.len() < arguments.symbols.len() {
        return 2;
    }
    let depth = if arguments.whole { None } else { Some(arguments.depth) };
    let slice = Slice::of(&loaded.model, &named, Extent { depth, users: arguments.users });
    let names: Vec<String> = named.iter().map(|&symbol| loaded.model.show(symbol)).collect();
    let model = format!("{} ({})", loaded.name.name, loaded.name.arch);
    let title = format!("What decides {} in {}", names.join(", "), model.trim_end_matches(" ()"));
    let text = slice.kconfig(&loaded.model, &loaded.tree.files.sources, &title);
    super::print(if common.embedded.is_some() { without_macros(&text) } else { text });
    0
}

/// Without the lines that quote what a macro was written as: in the carried rules it is no kernel's.
fn without_macros(text: &[u8]) -> Vec<u8> {
    let lines = text.split_inclusive(|&byte| byte == b'\n');
    lines.filter(|line| !line.starts_with(b"\t# ")).collect::<Vec<_>>().concat()
}

/// The tree, or the rules that are asked for in its place.
fn load(common: &Common) -> Result<Loaded, Problem> {
    if common.embedded.is_some() {
        let nothing = Input::of(0, Path::new(""), Vec::new(), None);
        let mut ground = loaded::ground(common, &nothing, &Environment::of_process())?;
        if let Ground::Embedded(setting, _) = &mut ground {
            // for a configuration as Kconfig writes it, which states what stands at the edge
            (setting.slice, setting.complete, setting.open) = (true, true, false);
        }
        return loaded::load(common, &ground);
    }
    loaded::load_here(common, "which tree to slice")
}

/// A symbol that the tree declares.
fn find(model: &Model, name: &str) -> Option<SymbolId> {
    let symbol = model.find(name.as_bytes()).filter(|&symbol| symbol > SymbolId::YES)?;
    (!model.symbols[symbol].menus.is_empty()).then_some(symbol)
}

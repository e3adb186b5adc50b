//! A tree and names of symbols enter; the part of the tree that decides them leaves as Kconfig.

use std::path::Path;

use crate::{
    finding,
    model::{Model, symbol::SymbolId},
    slice::{Extent, Slice},
};

use super::{
    Tree,
    error::Error,
    ground::{self, Ground},
    input::Input,
    loaded::{self, Loaded},
    options::Options,
};

/// How much of a tree is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// how many steps of conditions lead from the symbols' own family to the last that is not an input; `None`: all that
    /// can be reached
    pub depth: Option<usize>,
    /// also the symbols whose values hang on these
    pub users: bool,
}

/// A name that is no symbol of a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no symbol '{name}' in {}{}", if *carried { "these rules" } else { "this tree" }, meant.as_ref().map(|meant| format!(": {meant}")).unwrap_or_default())]
pub struct NoSymbol {
    /// the name
    pub name: String,
    /// it was looked for among the rules that ltoconf carries, not in a tree
    pub carried: bool,
    /// what was probably meant
    pub meant: Option<String>,
}

/// Prints the part of a tree's Kconfig that decides some symbols, as Kconfig that stands on its own.
///
/// ```
/// use ltoconf::{Options, Reach, Tree, slice};
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n")?;
/// let options = Options { dialect: Some("linux-6.12".into()), ..Options::default() };
/// let tree = Tree::open(folder.path(), &options)?;
/// let text = slice(&tree, &["A"], Reach { depth: Some(1), users: false }).unwrap();
/// assert!(String::from_utf8(text).unwrap().contains("config A\n\tbool \"a\"\n"));
/// assert!(slice(&tree, &["C"], Reach { depth: None, users: false }).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// All names that are no symbols.
pub fn slice<N: AsRef<str>>(tree: &Tree, names: &[N], reach: Reach) -> Result<Vec<u8>, Vec<NoSymbol>> {
    let loaded = &tree.loaded;
    let carried = loaded.setting.is_some();
    let (mut named, mut missing) = (Vec::new(), Vec::new());
    for name in names {
        let name = name.as_ref();
        let name = name.strip_prefix("CONFIG_").unwrap_or(name);
        match find(&loaded.model, name) {
            Some(symbol) => named.push(symbol),
            None => {
                let meant = finding::suggestion(&loaded.model, name);
                missing.push(NoSymbol { name: name.to_owned(), carried, meant });
            }
        }
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    let slice = Slice::of(&loaded.model, &named, Extent { depth: reach.depth, users: reach.users });
    let names: Vec<String> = named.iter().map(|&symbol| loaded.model.show(symbol)).collect();
    let model = format!("{} ({})", loaded.name.name, loaded.name.arch);
    let title = format!("What decides {} in {}", names.join(", "), model.trim_end_matches(" ()"));
    let text = slice.kconfig(&loaded.model, loaded.sources(), &title);
    Ok(if carried { without_macros(&text) } else { text })
}

/// Without the lines that quote what a macro was written as: in the carried rules it is no kernel's.
fn without_macros(text: &[u8]) -> Vec<u8> {
    let lines = text.split_inclusive(|&byte| byte == b'\n');
    lines.filter(|line| !line.starts_with(b"\t# ")).collect::<Vec<_>>().concat()
}

/// The rules that are asked for in a tree's place, for whatever configuration; `None` where a tree is meant.
pub(super) fn load(options: &Options) -> Result<Option<Loaded>, Error> {
    if options.rules.is_some() {
        let nothing = Input::of(0, Path::new(""), Vec::new(), None);
        let mut ground = ground::of_file(options, &nothing)?;
        if let Ground::Embedded(setting, _) = &mut ground {
            // for a configuration as Kconfig writes it, which states what stands at the edge
            (setting.slice, setting.complete, setting.open) = (true, true, false);
        }
        return loaded::load(options, &ground).map(Some);
    }
    Ok(None)
}

/// A symbol that the tree declares.
fn find(model: &Model, name: &str) -> Option<SymbolId> {
    let symbol = model.find(name.as_bytes()).filter(|&symbol| symbol > SymbolId::YES)?;
    (!model.symbols[symbol].menus.is_empty()).then_some(symbol)
}

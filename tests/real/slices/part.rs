//! A tree and names enter; their slice leaves, read back from its own text, with what a configuration tells it.

use std::{fs, path::PathBuf, time::Duration};

use ltoconf::{
    dialect::Dialect,
    eval::Evaluator,
    model::{Model, build, symbol::SymbolId},
    slice::{Extent, Slice},
    syntax::{ast::Type, dotconfig},
    tree::{
        self,
        environment::Environment,
        probe::{Policy, Prober},
    },
};

use crate::trees::Whole;

/// A slice, read back from its own text.
pub(crate) struct Part {
    pub(crate) slice: Slice,
    pub(crate) model: Model,
    /// the inner symbols that are no choices, with the same of the slice's own model
    pub(crate) pairs: Vec<(SymbolId, Option<SymbolId>)>,
    /// `Kconfig` is in it
    folder: tempfile::TempDir,
}

fn parsed(text: &[u8], dialect: &Dialect) -> (Model, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), text).unwrap();
    let environment = Environment::new();
    let scratch = folder.path().to_owned();
    let mut prober = Prober::new(Policy::Deny, &environment, scratch.clone(), Duration::from_secs(1)).unwrap();
    let request = tree::Request { root: b"Kconfig", directory: scratch, environment: &environment, dialect };
    let tree = tree::load(&request, &mut prober).map_err(|broken| broken.errors).unwrap();
    (build::build(&tree, dialect.clone()).unwrap(), folder)
}

impl Part {
    /// The slice of those of the names that the tree declares; `None` where it declares none.
    pub(crate) fn of(whole: &Whole, names: &[&str], extent: Extent) -> Option<Self> {
        let declared = |name: &&str| {
            let symbol = whole.model.find(name.as_bytes())?;
            (!whole.model.symbols[symbol].menus.is_empty()).then_some(symbol)
        };
        let named: Vec<SymbolId> = names.iter().filter_map(declared).collect();
        if named.is_empty() {
            return None;
        }
        let slice = Slice::of(&whole.model, &named, extent);
        let text = slice.kconfig(&whole.model, &whole.tree.files.sources, "a slice");
        let (model, folder) = parsed(&text, &whole.model.dialect);
        let inner = slice.inner.iter().copied().filter(|&symbol| !whole.model.symbols[symbol].choice);
        let pairs = inner.map(|symbol| (symbol, model.find(whole.model.show(symbol).as_bytes()))).collect();
        Some(Self { slice, model, pairs, folder })
    }

    /// What was asked for, for people.
    pub(crate) fn title(&self, whole: &Whole) -> String {
        let names: Vec<String> = self.slice.named.iter().map(|&symbol| whole.model.show(symbol)).collect();
        format!("{} ({} inner, {} edges)", names.join(" "), self.slice.inner.len(), self.slice.edges.len())
    }

    /// The slice's text.
    pub(crate) fn kconfig(&self) -> PathBuf {
        self.folder.path().join("Kconfig")
    }

    /// What a slice is told: the user's lines for its inner symbols, the whole tree's values for its edges.
    pub(crate) fn told(&self, whole: &Evaluator<'_>, lines: &[(SymbolId, String)]) -> String {
        let model = whole.model();
        let inner = |symbol: &SymbolId| self.slice.inner.binary_search(symbol).is_ok();
        let mut text: String = lines.iter().filter(|(id, _)| inner(id)).map(|(_, line)| line.as_str()).collect();
        for &edge in &self.slice.edges {
            let (name, value) = (model.show(edge), String::from_utf8(whole.value_text(edge).to_vec()).unwrap());
            let line = match (model.symbols[edge].ty, value.as_str()) {
                (Some(Type::Bool | Type::Tristate), "n") => format!("# CONFIG_{name} is not set\n"),
                (Some(Type::String), text) => format!("CONFIG_{name}=\"{}\"\n", escaped(text)),
                // by the rules before 6.8 a number may have no value
                (_, "") => String::new(),
                (_, value) => format!("CONFIG_{name}={value}\n"),
            };
            text.push_str(&line);
        }
        text
    }
}

/// A text as it stands between quotes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// What a model makes of a configuration.
pub(crate) fn evaluate<'m>(model: &'m Model, text: &[u8]) -> Evaluator<'m> {
    let mut evaluator = Evaluator::new(model);
    evaluator.read(Some((text, &dotconfig::parse(text, b"CONFIG_"))), false);
    evaluator.calculate_all();
    evaluator
}

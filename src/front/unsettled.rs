//! A configuration's tree enters; the symbols leave of which Kconfig itself may make something else each time it looks.

use std::fmt;

use crate::{
    model::symbol::SymbolId,
    solve::{self, Encoding, Request, fix::Wish},
};

use super::{Config, base::Base, wishes::some};

/// Symbols, by name, of which Kconfig itself may make something else each time it looks, though the user says nothing
/// new: what they come to hangs on what it has looked at before. A formula does not know exactly what these can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// the names, in the order in which the tree has them; members stand for their choice
    pub symbols: Vec<String>,
}

impl Unsettled {
    /// `None` where there are no such symbols.
    pub(super) fn of(base: &Base, symbols: &[SymbolId]) -> Option<Self> {
        let model = &base.loaded.model;
        let named = symbols.iter().filter(|&&symbol| !model.symbols[symbol].choice);
        let symbols: Vec<String> = named.map(|&symbol| model.show(symbol)).collect();
        (!symbols.is_empty()).then_some(Self { symbols })
    }

    /// What is to be said of causes where such symbols take part. Numbers that are forgotten are no reason to look.
    pub(super) fn note(base: &Base, wish: &Wish) -> Option<String> {
        let behind = if solve::may_be_unsettled(&base.loaded.model) { Self::behind(base, wish) } else { None };
        behind.map(|unsettled| unsettled.to_string())
    }

    /// Those that take part in whether a wish is met; `None` where all is settled that does.
    pub(super) fn behind(base: &Base, wish: &Wish) -> Option<Self> {
        let (user, texts) = (base.user(), wish.text().into_iter().collect::<Vec<_>>());
        let request = Request { user: &user, free: false, kept: &base.fixed(), texts: &texts, fold: true };
        let mut encoding = Encoding::new(&base.loaded.model, &request);
        encoding.literal(wish);
        encoding.finish();
        Self::of(base, &encoding.unsettled().collect::<Vec<_>>())
    }
}

impl fmt::Display for Unsettled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comes = if self.symbols.len() == 1 { "comes" } else { "come" };
        write!(formatter, "what {} {comes} to hangs on what Kconfig has looked at before", some(&self.symbols))
    }
}

/// The symbols of a configuration's tree that Kconfig does not settle; `None` where it settles all, as in most trees.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// let kconfig = "config N\n\tint \"n\"\n\trange 5 0\nconfig A\n\tbool \"a\"\n\tdepends on N = 5\n";
/// std::fs::write(folder.path().join("Kconfig"), kconfig)?;
/// let options = ltoconf::Options { dialect: Some("linux-6.1".into()), ..Default::default() };
/// let config = ltoconf::Tree::open(folder.path(), &options)?.read(ltoconf::ConfigFile::of(".config", ""))?;
/// assert_eq!(ltoconf::unsettled(&config).unwrap().symbols, ["A"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn unsettled(config: &Config) -> Option<Unsettled> {
    let base = &config.base;
    Unsettled::of(base, &solve::unsettled(&base.loaded.model, &base.user()))
}

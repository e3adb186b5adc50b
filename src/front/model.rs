//! A tree's model enters; its symbols leave by name, as a program wants to know of them.

use std::fmt;

use crate::{
    model::{
        self,
        symbol::{PropertyKind, SymbolId},
    },
    source::lossy,
    syntax::ast::Type,
};

use super::loaded::Loaded;

/// The symbols of a tree. Nothing of it changes with a configuration.
#[derive(Clone, Copy)]
pub struct Model<'t> {
    loaded: &'t Loaded,
}

/// A symbol that a tree defines.
#[derive(Clone, Copy)]
pub struct Symbol<'t> {
    loaded: &'t Loaded,
    id: SymbolId,
}

impl<'t> Model<'t> {
    pub(super) fn of(loaded: &'t Loaded) -> Self {
        Self { loaded }
    }

    /// A symbol by its name without prefix; `None` where nothing defines it, although something may refer to it.
    pub fn symbol(self, name: &str) -> Option<Symbol<'t>> {
        let id = self.loaded.model.find(name.as_bytes())?;
        self.defined(id)
    }

    /// All symbols that are defined, in the order in which the tree mentions them first. Choices have no name and are
    /// not among them.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # std::fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\nconfig B\n\thex\n\tdepends on C\n")?;
    /// # let options = ltoconf::Options { dialect: Some("linux-6.12".into()), ..Default::default() };
    /// let tree = ltoconf::Tree::open(folder.path(), &options)?;
    /// let names: Vec<String> = tree.model().symbols().map(|symbol| symbol.name()).collect();
    /// assert_eq!(names, ["A", "B"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn symbols(self) -> impl Iterator<Item = Symbol<'t>> {
        self.loaded.model.symbols.ids().filter_map(move |id| self.defined(id))
    }

    fn defined(self, id: SymbolId) -> Option<Symbol<'t>> {
        let symbol = &self.loaded.model.symbols[id];
        let defined = !symbol.menus.is_empty() && !symbol.choice;
        defined.then_some(Symbol { loaded: self.loaded, id })
    }
}

impl<'t> Symbol<'t> {
    fn model(self) -> &'t model::Model {
        &self.loaded.model
    }

    /// Its name, without prefix.
    pub fn name(self) -> String {
        self.model().show(self.id)
    }

    /// Its type; `None` where the tree gives it none.
    pub fn ty(self) -> Option<Type> {
        self.model().symbols[self.id].ty
    }

    /// Its first prompt; `None` where no user can set it.
    pub fn prompt(self) -> Option<String> {
        let model = self.model();
        let mut properties = model.symbols[self.id].properties.iter().map(|&id| &model.properties[id]);
        let prompt = properties.find(|property| matches!(property.kind, PropertyKind::Prompt { .. }))?;
        prompt.text().map(|text| lossy(model.texts.get(text)))
    }

    /// Where it is defined, as `path:line`, in the order of the tree's text.
    pub fn places(self) -> Vec<String> {
        let (model, sources) = (self.model(), self.loaded.sources());
        model.symbols[self.id].menus.iter().map(|&menu| sources.locate(model.menus[menu].span)).collect()
    }
}

impl fmt::Debug for Model<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Model").field(&self.loaded.name).finish()
    }
}

impl fmt::Debug for Symbol<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Symbol").field(&self.name()).finish()
    }
}

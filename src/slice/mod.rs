//! A tree's model and some of its symbols enter; the part of the tree that decides them leaves, as Kconfig of its own.
//!
//! A slice has symbols of two kinds. Inner ones have all their definitions, with the blocks around them: whatever can
//! change their value is there. Edge ones are inputs: they have a type and a prompt, nothing bounds them, and a
//! configuration states them. One that selects or implies an inner symbol keeps that, with all its conditions.
//!
//! Invariant: where the edges have the values that the whole tree gives them, and a user says the same of the inner
//! symbols, the inner symbols have the same values as in the whole tree. This holds wherever the boundary is drawn; what
//! is drawn by default is the family of the named symbols and one step of conditions (see [`Extent`]).

mod extent;
mod print;
#[cfg(test)]
mod tests;

use crate::{
    model::{Model, menu::MenuId, symbol::SymbolId},
    source::Sources,
};

pub use extent::Extent;

/// The part of a model that decides some symbols.
#[derive(Debug)]
pub struct Slice {
    /// what was asked for
    pub named: Vec<SymbolId>,
    /// symbols with all their definitions, in order of their ids
    pub inner: Vec<SymbolId>,
    /// symbols that are inputs, by name
    pub edges: Vec<SymbolId>,
    /// entries and blocks that are kept, in the order of the tree
    entries: Vec<MenuId>,
}

impl Slice {
    /// Draws the boundary around some symbols of a model.
    pub fn of(model: &Model, named: &[SymbolId], extent: Extent) -> Self {
        extent::draw(model, named, extent)
    }

    /// The slice as Kconfig; `title` says what tree it is of.
    pub fn kconfig(&self, model: &Model, sources: &Sources, title: &str) -> Vec<u8> {
        print::kconfig(self, model, sources, title)
    }
}

//! Statements enter, the immutable model leaves: symbols, properties, menus and shared expressions, each with its
//! span, under the rules of one [`Dialect`].
//!
//! Invariant: nothing here depends on a user's configuration, and nothing changes after [`build::build`] returns.

pub mod arena;
mod attribute;
pub mod build;
mod choice;
mod compare;
pub mod cycle;
mod eliminate;
mod entry;
pub mod equal;
pub mod expr;
mod finalize;
mod join;
mod memory;
pub mod menu;
pub mod number;
pub mod number_text;
mod pairs;
mod plain;
pub mod print;
mod properties;
mod sanity;
mod simplify;
mod submenu;
pub mod symbol;
mod tested;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod trace;
mod visibility;
mod words;

use std::ops::Range;

use crate::{diagnostic::Diagnostic, dialect::Dialect, syntax::ast::Type};

use self::{
    arena::Arena,
    expr::Exprs,
    menu::{MenuId, Menus},
    symbol::{Property, PropertyId, PropertyKind, Symbol, SymbolId},
    text::{Text, Texts},
};

/// A whole tree's meaning.
#[derive(Debug)]
pub struct Model {
    /// whose rules it follows
    pub dialect: Dialect,
    /// names, prompts and constants
    pub texts: Texts,
    /// symbols, constants and choices, in order of their first mention
    pub symbols: Arena<SymbolId, Symbol>,
    /// properties in order of declaration
    pub properties: Arena<PropertyId, Property>,
    /// menu nodes; [`MenuId::ROOT`] is the first
    pub menus: Menus,
    /// expressions
    pub exprs: Exprs,
    /// the symbol with the attribute `modules`; the constant `n` where there is none
    pub modules: SymbolId,
    /// the symbol whose defaults name files to start from, by `option defconfig_list` (before 5.13)
    pub defconfig_list: Option<SymbolId>,
    /// what the reference warns of while it reads a tree
    pub warnings: Vec<Diagnostic>,
    by_name: Vec<Option<SymbolId>>,
    constants: Vec<Option<SymbolId>>,
}

impl Model {
    /// The symbol of a name, as a `.config` line finds it: declared or only mentioned, never a quoted constant.
    /// y, m and n are constants.
    pub fn find(&self, name: &[u8]) -> Option<SymbolId> {
        let text = self.texts.find(name)?;
        self.by_name.get(text.index()).copied().flatten()
    }

    /// A symbol's name; a choice has none.
    pub fn name(&self, symbol: SymbolId) -> Option<&[u8]> {
        self.symbols[symbol].name.map(|text| self.texts.get(text))
    }

    /// A symbol's name for people.
    pub fn show(&self, symbol: SymbolId) -> String {
        self.name(symbol).map_or_else(|| "<choice>".into(), crate::source::lossy)
    }

    /// The type that a symbol's value is told and compared by: by older rules `y`, `m` and `n` have none.
    pub fn told_type(&self, symbol: SymbolId) -> Option<Type> {
        self.symbols[symbol].ty.filter(|_| symbol > SymbolId::YES || !self.dialect.bool_conditions)
    }

    /// The choice that a symbol is a member of, as a menu node.
    /// Behaviour of `sym_get_choice_menu` (since 6.11) and of `sym_get_choice_prop` (before).
    pub fn choice_of(&self, symbol: SymbolId) -> Option<MenuId> {
        if self.dialect.old_choices {
            let choice = self.symbols[symbol].member_of?;
            return self.symbols[choice].menus.first().copied();
        }
        // who never stood in a choice need not be looked for there
        self.symbols[symbol].member_of?;
        let prompted = self.symbols[symbol].menus.iter().find(|&&menu| self.menus[menu].prompt.is_some())?;
        let mut at = self.menus[*prompted].parent;
        while let Some(menu) = at {
            if let Some(owner) = self.menus[menu].symbol {
                return self.symbols[owner].choice.then_some(menu);
            }
            at = self.menus[menu].parent;
        }
        None
    }

    /// Whether an entry is a menu: by `menu`, `menuconfig` or `mainmenu`.
    pub fn opens_menu(&self, menu: MenuId) -> bool {
        self.menus[menu].prompt.is_some_and(|prompt| {
            let kind = &self.properties[prompt].kind;
            matches!(kind, PropertyKind::Title { menu: true, .. } | PropertyKind::Prompt { menu: true, .. })
        })
    }

    /// Whether a symbol is Kconfig's own, which no file holds: a choice, or the list of files to start from.
    pub fn is_internal(&self, symbol: SymbolId) -> bool {
        self.symbols[symbol].choice || self.defconfig_list == Some(symbol)
    }

    /// A prompt's text.
    pub fn prompt_text(&self, menu: MenuId) -> Option<&[u8]> {
        let text = self.properties[self.menus[menu].prompt?].text()?;
        Some(self.texts.get(text))
    }

    /// Symbols in the order of the reference's table, which decides the order of auto.conf and of random numbers:
    /// by bucket, the newest first. Behaviour of `for_all_symbols`.
    pub fn in_table_order(&self) -> Vec<SymbolId> {
        let mut newest = vec![None; self.dialect.buckets as usize];
        let mut older = Arena::filled(None, self.symbols.len());
        for (id, symbol) in self.symbols.iter().filter(|&(id, _)| id > SymbolId::YES) {
            if let Some(slot) = newest.get_mut(self.bucket(symbol.name)) {
                older[id] = slot.replace(id);
            }
        }
        let mut order = Vec::with_capacity(self.symbols.len());
        for first in newest {
            order.extend(std::iter::successors(first, |&id| older[id]));
        }
        order
    }

    /// The 32-bit FNV hash of a name, whose bytes count as signed; a choice without a name has 0.
    fn bucket(&self, name: Option<Text>) -> usize {
        let Some(name) = name else { return 0 };
        let hash = self.texts.get(name).iter().fold(2_166_136_261_u32, |hash, &byte| {
            (hash ^ i32::from(byte.cast_signed()).cast_unsigned()).wrapping_mul(0x0100_0193)
        });
        (hash % self.dialect.buckets) as usize
    }
}

/// A range that covers both.
fn cover(one: &Range<u32>, other: &Range<u32>) -> Range<u32> {
    if one.is_empty() {
        other.clone()
    } else if other.is_empty() {
        one.clone()
    } else {
        one.start.min(other.start)..one.end.max(other.end)
    }
}

//! Symbols enter; which others decide them, as far as the boundary, leave.
//!
//! The family of a symbol is found first, and is always whole: the choice that it is a member of, and whatever selects
//! or implies it without a switch of its own, or as a member of a choice. (`LTO` has no prompt; `LTO_CLANG`, which has
//! none either, selects it; members of a choice select that: all these are one family.) A step then leads to the symbols
//! that the family's conditions name and to what else selects its symbols, each with a family of its own.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::{
    model::{
        Model,
        arena::{Arena, Id as _},
        expr::{Expr, ExprId},
        menu::MenuId,
        symbol::{PropertyId, PropertyKind, SymbolId},
    },
    syntax::ast::Type,
};

use super::Slice;

/// Where the boundary is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// how many steps of conditions lead from the named symbols' family to the last inner symbol; `None`: all of them
    pub depth: Option<usize>,
    /// symbols that the family's values can change are inner as well
    pub users: bool,
}

impl Default for Extent {
    fn default() -> Self {
        Self { depth: Some(1), users: false }
    }
}

/// A model's relations that are looked up again and again.
struct Relations<'m> {
    model: &'m Model,
    /// selects and implies by what they raise
    raised_by: HashMap<SymbolId, Vec<PropertyId>, FixedState>,
    /// entries by the outermost choice around them, itself included
    in_choice: HashMap<MenuId, Vec<MenuId>, FixedState>,
}

/// Draws the boundary.
pub(super) fn draw(model: &Model, named: &[SymbolId], extent: Extent) -> Slice {
    let relations = Relations::of(model);
    let mut inner = Arena::filled(false, model.symbols.len());
    let family = relations.family(named.to_vec(), &mut inner);
    relations.follow(family.clone(), extent.depth.unwrap_or(usize::MAX), &mut inner);
    if extent.users {
        // they are looked at for what the family does to them: their other conditions are inputs
        let users = relations.family(relations.users(&family), &mut inner);
        relations.follow(users, if extent.depth.is_none() { usize::MAX } else { 0 }, &mut inner);
    }
    let inner: Vec<SymbolId> = inner.iter().filter(|(_, found)| **found).map(|(symbol, _)| symbol).collect();
    let (entries, edges) = relations.around(&inner);
    Slice { named: named.to_vec(), inner, edges, entries }
}

/// Whether some entry of the tree declares a symbol with a type: what is merely mentioned has no value of its own.
fn is_declared(model: &Model, symbol: SymbolId) -> bool {
    let found = &model.symbols[symbol];
    symbol > SymbolId::YES && !found.constant && !found.choice && found.ty.is_some() && !found.menus.is_empty()
}

/// The choice that a node is.
fn choice_at(model: &Model, menu: MenuId) -> Option<SymbolId> {
    model.menus[menu].symbol.filter(|&symbol| model.symbols[symbol].choice)
}

/// An entry and the blocks around it as written, innermost first, without the root.
fn blocks(model: &Model, menu: MenuId) -> impl Iterator<Item = MenuId> {
    std::iter::successors(Some(menu), |&menu| model.menus[menu].block).filter(|&menu| menu != MenuId::ROOT)
}

fn has_prompt(model: &Model, symbol: SymbolId) -> bool {
    model.symbols[symbol].properties.iter().any(|&id| matches!(model.properties[id].kind, PropertyKind::Prompt { .. }))
}

impl<'m> Relations<'m> {
    fn of(model: &'m Model) -> Self {
        let mut raised_by: HashMap<_, Vec<_>, _> = HashMap::default();
        for (id, property) in model.properties.iter() {
            if let PropertyKind::Select(target) | PropertyKind::Imply(target) = property.kind {
                raised_by.entry(target).or_default().push(id);
            }
        }
        let mut in_choice: HashMap<_, Vec<_>, _> = HashMap::default();
        for menu in model.menus.ids() {
            if let Some(choice) = blocks(model, menu).filter(|&block| choice_at(model, block).is_some()).last() {
                in_choice.entry(choice).or_default().push(menu);
            }
        }
        Self { model, raised_by, in_choice }
    }

    /// The symbols that are new to `inner`, with their families.
    fn family(&self, mut open: Vec<SymbolId>, inner: &mut Arena<SymbolId, bool>) -> Vec<SymbolId> {
        let mut found = Vec::new();
        while let Some(symbol) = open.pop() {
            // `m` in a condition hangs on MODULES
            let symbol = if symbol == SymbolId::MOD { self.model.modules } else { symbol };
            let is_choice = self.model.symbols[symbol].choice;
            if inner[symbol] || !(is_choice || is_declared(self.model, symbol)) {
                continue;
            }
            inner[symbol] = true;
            found.push(symbol);
            for &menu in &self.model.symbols[symbol].menus {
                let choice = blocks(self.model, menu).filter(|&block| choice_at(self.model, block).is_some()).last();
                let around = choice.and_then(|choice| self.in_choice.get(&choice)).into_iter().flatten();
                open.extend(around.filter_map(|&entry| self.model.menus[entry].symbol));
            }
            open.extend(self.owners(symbol).filter(|&owner| self.belongs(owner)));
        }
        found.sort_unstable();
        found
    }

    /// Takes steps from some symbols, each to what decides the symbols that the one before found.
    fn follow(&self, mut level: Vec<SymbolId>, steps: usize, inner: &mut Arena<SymbolId, bool>) {
        for _ in 0..steps {
            if level.is_empty() {
                break;
            }
            level = self.family(level.iter().flat_map(|&symbol| self.decide(symbol)).collect(), inner);
        }
    }

    /// What selects or implies a symbol.
    fn owners(&self, symbol: SymbolId) -> impl Iterator<Item = SymbolId> {
        let properties = self.raised_by.get(&symbol).into_iter().flatten();
        properties.filter_map(|&id| self.model.menus[self.model.properties[id].menu].symbol)
    }

    /// Whether what selects a symbol is of its family: nobody switches it on, or not on its own.
    fn belongs(&self, owner: SymbolId) -> bool {
        let in_choice = |&menu: &MenuId| blocks(self.model, menu).any(|block| choice_at(self.model, block).is_some());
        !has_prompt(self.model, owner) || self.model.symbols[owner].menus.iter().any(in_choice)
    }

    /// The symbols one step away.
    fn decide(&self, symbol: SymbolId) -> Vec<SymbolId> {
        let mut found: Vec<SymbolId> = self.owners(symbol).collect();
        if self.model.symbols[symbol].ty == Some(Type::Tristate) {
            found.push(self.model.modules);
        }
        for &id in self.raised_by.get(&symbol).into_iter().flatten() {
            if let Some(condition) = self.model.properties[id].condition {
                add_symbols(self.model, condition, &mut found);
            }
        }
        for &menu in &self.model.symbols[symbol].menus {
            for block in blocks(self.model, menu) {
                self.mentions(block, &mut found);
            }
        }
        found
    }

    /// Adds what the conditions and values of an entry or a block name. What it selects decides others, not it.
    fn mentions(&self, menu: MenuId, found: &mut Vec<SymbolId>) {
        let Said { exprs, symbols } = self.said(menu);
        for expr in exprs {
            add_symbols(self.model, expr, found);
        }
        found.extend(symbols);
    }

    /// The conditions and values of an entry or a block, as written.
    fn said(&self, menu: MenuId) -> Said {
        let node = &self.model.menus[menu];
        let mut said = Said::default();
        said.exprs.extend(node.depends.iter().map(|&(expr, _)| expr));
        said.exprs.extend(node.visibility);
        for property in node.properties.iter().map(|&id| &self.model.properties[id]) {
            match property.kind {
                PropertyKind::Select(_) | PropertyKind::Imply(_) => continue,
                PropertyKind::Default(value) => said.exprs.push(value),
                PropertyKind::Range(low, high) => said.symbols.extend([low, high]),
                PropertyKind::Prompt { .. } | PropertyKind::Title { .. } => {}
            }
            said.exprs.extend(property.condition);
        }
        said
    }

    /// The symbols whose values hang on the family's: what it selects, and what names it in a condition.
    fn users(&self, family: &[SymbolId]) -> Vec<SymbolId> {
        let model = self.model;
        let mut of_family = Arena::filled(false, model.symbols.len());
        for &symbol in family {
            of_family[symbol] = true;
        }
        let names = naming(model, &of_family);
        let uses = |menu: MenuId| {
            let said = self.said(menu);
            said.exprs.into_iter().any(|expr| names[expr]) || said.symbols.into_iter().any(|bound| of_family[bound])
        };
        let mut users = Vec::new();
        for menu in model.menus.ids() {
            let Some(symbol) = model.menus[menu].symbol else { continue };
            let bound = blocks(model, menu).any(uses);
            if bound {
                users.push(symbol);
            }
            for property in model.menus[menu].properties.iter().map(|&id| &model.properties[id]) {
                if let PropertyKind::Select(target) | PropertyKind::Imply(target) = property.kind
                    && (of_family[symbol] || bound || property.condition.is_some_and(|expr| names[expr]))
                {
                    users.push(target);
                }
            }
        }
        users
    }

    /// The entries that inner symbols need, and the symbols that these name without being inner.
    fn around(&self, inner: &[SymbolId]) -> (Vec<MenuId>, Vec<SymbolId>) {
        let model = self.model;
        let mut entries = BTreeSet::new();
        let mut named = Vec::new();
        for &symbol in inner {
            for &menu in &model.symbols[symbol].menus {
                entries.extend(blocks(model, menu));
                // what stands between the members decides which entries are members
                entries.extend(self.in_choice.get(&menu).into_iter().flatten());
            }
            for &id in self.raised_by.get(&symbol).into_iter().flatten() {
                let property = &model.properties[id];
                let owner = model.menus[property.menu].symbol;
                // an inner owner says itself what else its entry depends on
                let is_inner = owner.is_some_and(|owner| inner.binary_search(&owner).is_ok());
                let condition = if is_inner { property.condition } else { property.visible };
                named.extend(owner);
                if let Some(condition) = condition {
                    add_symbols(model, condition, &mut named);
                }
            }
        }
        for &menu in &entries {
            self.mentions(menu, &mut named);
        }
        named.extend(inner);
        // what may be m hangs on MODULES
        let is_tristate = |&symbol: &SymbolId| {
            let found = &model.symbols[symbol];
            symbol == SymbolId::MOD || (!found.constant && found.ty == Some(Type::Tristate))
        };
        if named.iter().any(is_tristate) {
            named.push(model.modules);
        }
        named.retain(|&symbol| is_declared(model, symbol) && inner.binary_search(&symbol).is_err());
        named.sort_by_key(|&symbol| model.name(symbol));
        named.dedup();
        (entries.into_iter().collect(), named)
    }
}

/// What an entry or a block says that decides it.
#[derive(Default)]
struct Said {
    exprs: Vec<ExprId>,
    /// bounds of ranges
    symbols: Vec<SymbolId>,
}

fn add_symbols(model: &Model, expr: ExprId, found: &mut Vec<SymbolId>) {
    model.exprs.symbols(expr, |symbol| {
        found.push(symbol);
        true
    });
}

/// Which expressions name one of some symbols. Parts have smaller ids than the whole, so one pass is enough.
fn naming(model: &Model, wanted: &Arena<SymbolId, bool>) -> Arena<ExprId, bool> {
    let mut names: Arena<ExprId, bool> = Arena::default();
    for index in 0..model.exprs.len() {
        let found = match model.exprs.get(ExprId::from_index(index)) {
            Expr::Symbol(symbol) => wanted[symbol],
            Expr::Not(inner) => names[inner],
            Expr::And(left, right) | Expr::Or(left, right) => names[left] || names[right],
            Expr::Compare(_, left, right) => wanted[left] || wanted[right],
        };
        names.push(found);
    }
    names
}

//! Menu nodes: every definition, menu, comment, choice and `if`, as a tree with sibling links.

use std::ops::Range;

use smallvec::SmallVec;

use crate::source::Span;

use super::{
    arena::{Arena, id},
    expr::ExprId,
    symbol::{PropertyId, SymbolId},
};

id! {
    /// A node of one model.
    MenuId
}

impl MenuId {
    /// The root, whose title is the main menu's.
    pub const ROOT: Self = Self::at(0);
}

/// A node.
#[derive(Clone, Debug)]
pub struct Menu {
    /// the node around it; the root has none
    pub parent: Option<MenuId>,
    /// the block that it stands in as written; `parent` becomes what menus show
    pub block: Option<MenuId>,
    /// the next at its level
    pub next: Option<MenuId>,
    /// the first below it
    pub list: Option<MenuId>,
    /// the symbol or choice that it defines
    pub symbol: Option<SymbolId>,
    /// its last prompt, or its title
    pub prompt: Option<PropertyId>,
    /// prompts, defaults and the like that stand in it
    pub properties: SmallVec<[PropertyId; 4]>,
    /// `visible if`
    pub visibility: Option<ExprId>,
    /// `depends on` and what it inherits
    pub dep: Option<ExprId>,
    /// `depends on` as written, each with its place
    pub depends: SmallVec<[(ExprId, Span); 1]>,
    /// the help text in its file
    pub help: Option<Span>,
    /// where it stands
    pub span: Span,
    /// the expansions of its own line and of its dependencies
    pub expansions: Range<u32>,
}

impl Menu {
    /// A node that holds nothing yet.
    pub fn new(parent: Option<MenuId>, symbol: Option<SymbolId>, span: Span) -> Self {
        Self {
            parent,
            block: parent,
            next: None,
            list: None,
            symbol,
            prompt: None,
            properties: SmallVec::new(),
            visibility: None,
            dep: None,
            depends: SmallVec::new(),
            help: None,
            span,
            expansions: 0..0,
        }
    }
}

/// All nodes.
pub type Menus = Arena<MenuId, Menu>;

/// The node after `menu` in a walk below `root`, children first; behaviour of `menu_next`.
pub fn next(menus: &Menus, menu: MenuId, root: MenuId) -> Option<MenuId> {
    if let Some(child) = menus[menu].list {
        return Some(child);
    }
    let mut at = menu;
    while at != root {
        if let Some(sibling) = menus[at].next {
            return Some(sibling);
        }
        at = menus[at].parent?;
    }
    None
}

/// All nodes below `root`, children first.
pub fn below(menus: &Menus, root: MenuId) -> impl Iterator<Item = MenuId> {
    std::iter::successors(next(menus, root, root), move |&menu| next(menus, menu, root))
}

/// The nodes directly below `parent`.
pub fn children(menus: &Menus, parent: MenuId) -> impl Iterator<Item = MenuId> {
    std::iter::successors(menus[parent].list, move |&menu| menus[menu].next)
}

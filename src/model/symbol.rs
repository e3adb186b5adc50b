//! Symbols and their properties, as Kconfig declares them.

use std::ops::Range;

use smallvec::SmallVec;

use crate::{source::Span, syntax::ast::Type};

use super::{arena::id, expr::ExprId, menu::MenuId, text::Text};

id! {
    /// A symbol of one model.
    SymbolId
}

id! {
    /// A property of one model.
    PropertyId
}

impl SymbolId {
    /// The constant `n`.
    pub const NO: Self = Self::at(0);
    /// The constant `m`.
    pub const MOD: Self = Self::at(1);
    /// The constant `y`.
    pub const YES: Self = Self::at(2);
}

/// n, m or y: what a bool or tristate symbol, or an expression, comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tristate {
    /// off
    #[default]
    No,
    /// built as a module
    Mod,
    /// built in
    Yes,
}

impl Tristate {
    /// As it is written.
    pub fn letter(self) -> char {
        match self {
            Self::No => 'n',
            Self::Mod => 'm',
            Self::Yes => 'y',
        }
    }

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "n",
            Self::Mod => "m",
            Self::Yes => "y",
        }
    }
}

impl std::ops::Not for Tristate {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Mod => Self::Mod,
            Self::Yes => Self::No,
        }
    }
}

/// A configuration symbol, a constant, or a choice, which is a symbol without a name.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// `None` for a choice (by rules before 6.11 a choice may have one)
    pub name: Option<Text>,
    /// `None` where nobody declares it
    pub ty: Option<Type>,
    /// written in quotes, or one of y, m, n
    pub constant: bool,
    /// stands for a choice
    pub choice: bool,
    /// the choice of which it is a member, by rules before 6.11 (newer rules look at the menus)
    pub member_of: Option<SymbolId>,
    /// may be off even where it is visible; only a choice may not be, and only by rules before 6.11
    pub optional: bool,
    /// takes part in the value of another symbol, but is not written (6.18)
    pub transitional: bool,
    /// y in allnoconfig too, by `option allnoconfig_y` (before 5.13)
    pub never_all_no: bool,
    /// prompts, defaults, selects, implies and ranges of all definitions, in order
    pub properties: SmallVec<[PropertyId; 4]>,
    /// its definitions, in order
    pub menus: SmallVec<[MenuId; 4]>,
    /// dependencies of all definitions, joined by or
    pub dir_dep: Option<ExprId>,
    /// selects of it, joined by or
    pub rev_dep: Option<ExprId>,
    /// implies of it, joined by or
    pub implied: Option<ExprId>,
    /// members in order of declaration, where it is a choice
    pub members: Vec<SymbolId>,
}

impl Symbol {
    /// A symbol that nobody declares yet.
    pub fn new(name: Option<Text>, constant: bool) -> Self {
        Self {
            name,
            ty: None,
            constant,
            choice: false,
            member_of: None,
            optional: false,
            transitional: false,
            never_all_no: false,
            properties: SmallVec::new(),
            menus: SmallVec::new(),
            dir_dep: None,
            rev_dep: None,
            implied: None,
            members: Vec::new(),
        }
    }
}

/// What a property says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// a prompt of a symbol or choice; `menu` where a `menuconfig` gives it
    Prompt {
        /// the text
        text: Text,
        /// opens a menu
        menu: bool,
    },
    /// the title of a `menu` or the text of a `comment`
    Title {
        /// the text
        text: Text,
        /// a menu, not a comment
        menu: bool,
    },
    /// a default value
    Default(ExprId),
    /// a select
    Select(SymbolId),
    /// an imply
    Imply(SymbolId),
    /// bounds
    Range(SymbolId, SymbolId),
}

/// A property with its condition and its place.
#[derive(Clone, Debug)]
pub struct Property {
    /// what it says
    pub kind: PropertyKind,
    /// its condition, with all that it inherits; absent means y
    pub visible: Option<ExprId>,
    /// its condition as it is written
    pub condition: Option<ExprId>,
    /// the entry that it stands in
    pub menu: MenuId,
    /// where it stands
    pub span: Span,
    /// its expansions in the walk
    pub expansions: Range<u32>,
}

impl Property {
    /// The text of a prompt, a menu or a comment.
    pub fn text(&self) -> Option<Text> {
        match self.kind {
            PropertyKind::Prompt { text, .. } | PropertyKind::Title { text, .. } => Some(text),
            _ => None,
        }
    }
}

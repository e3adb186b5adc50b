//! Parts of a formula: what each clause says in Kconfig's own terms.

use crate::model::{arena::id, expr::ExprId, symbol::SymbolId};

id! {
    /// A part of one formula.
    PartId
}

/// What a clause says about a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// where a prompt shows, it is at most as visible, or what selects it; a member of a choice is set only where it shows
    Prompts,
    /// it is at least this term of its selects
    Select(ExprId),
    /// where no prompt shows, its defaults, implies and selects alone decide
    Default,
    /// the user's value decides where a prompt shows, and a default where there is none
    User,
    /// a tristate is never m without modules, nor where its choice makes it a bool
    Modules,
    /// its choice has one member
    Choice,
    /// its text is one of those that can be
    Text,
}

/// A part: a symbol and what is said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// about whom
    pub symbol: SymbolId,
    /// what
    pub kind: PartKind,
}

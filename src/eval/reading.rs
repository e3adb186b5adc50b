//! What reading a `.config` came to, as plain data: which lines were about symbols, and which are to be spoken of.

use crate::model::symbol::SymbolId;

/// A line that says something about a symbol of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// the symbol
    pub symbol: SymbolId,
    /// index of the line
    pub line: u32,
    /// its value was taken; else a remark says why not
    pub taken: bool,
}

/// What is to be said of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkKind {
    /// neither a comment nor an assignment
    Unexpected,
    /// no symbol of that name
    Unknown,
    /// the symbol had a value already
    Reassigned,
    /// not a value of its type
    Invalid,
    /// a text without its closing quote
    InvalidText,
    /// a text without quotes, or before 6.8 `is not set` of a number: the reference passes over it without a word
    PassedOver,
    /// before 6.11: the choice had a member that is y
    ChoiceOverridden,
    /// before 6.11: m after y in one choice
    ChoiceInconsistent,
}

/// A remark on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remark {
    /// index of the line
    pub line: u32,
    /// what is to be said
    pub kind: RemarkKind,
    /// about which symbol
    pub symbol: Option<SymbolId>,
}

/// What reading a file came to.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// lines about symbols
    pub assignments: Vec<Assignment>,
    /// lines to be spoken of
    pub remarks: Vec<Remark>,
}

impl Reading {
    /// Whether the reference counts a warning; an unknown symbol is one only where it was asked to warn of these.
    pub fn warned(&self, of_unknown: bool) -> bool {
        self.remarks.iter().any(|remark| match remark.kind {
            RemarkKind::Unknown => of_unknown,
            RemarkKind::PassedOver => false,
            _ => true,
        })
    }
}

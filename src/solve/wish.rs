//! What is wished for and what comes of it, as data.

use crate::model::symbol::{SymbolId, Tristate};

/// What a symbol is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// a bool or tristate with this value
    Switch(SymbolId, Tristate),
    /// an int, a hex or a string with this text
    Text(SymbolId, Vec<u8>),
}

impl Wish {
    /// Who is wished for.
    pub fn symbol(&self) -> SymbolId {
        match self {
            Self::Switch(symbol, _) | Self::Text(symbol, _) => *symbol,
        }
    }

    /// The text that is wished for, and of whom.
    pub fn text(&self) -> Option<(SymbolId, Vec<u8>)> {
        match self {
            Self::Text(symbol, text) => Some((*symbol, text.clone())),
            Self::Switch(..) => None,
        }
    }
}

/// A new value for a decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decided {
    /// a bool or tristate
    Switch(SymbolId, Tristate),
    /// a text
    Text(SymbolId, Vec<u8>),
    /// a choice takes this member
    Member {
        /// the choice
        choice: SymbolId,
        /// its member
        member: SymbolId,
    },
    /// before 6.11: a choice takes this value, and no member is y
    Choice {
        /// the choice
        choice: SymbolId,
        /// its value
        value: Tristate,
        /// those of its members
        members: Vec<(SymbolId, Tristate)>,
    },
}

/// A smallest set of changes; `ways` are the values that its decisions may take, one of which is to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// each way meets all wishes; those that differ in numbers and strings alone stand side by side
    pub ways: Vec<Vec<Decided>>,
    /// whether these are all values of bools, tristates and choices; of numbers and strings only some are tried
    pub complete: bool,
}

/// Symbols that take part and rule a proof out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsure {
    /// of whose texts not all were tried that may make a difference
    pub untried: Vec<SymbolId>,
    /// of which Kconfig itself may make something else each time it looks
    pub unsettled: Vec<SymbolId>,
}

impl Unsure {
    /// Whether nothing rules a proof out.
    pub fn is_empty(&self) -> bool {
        self.untried.is_empty() && self.unsettled.is_empty()
    }
}

/// What wishes come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// they are met already
    Held,
    /// these are the smallest sets of changes; `complete`: there is no other of that size
    Remedies {
        /// sets of decisions (symbols, and choices), each of which alone rules the wishes out and has nothing that could
        /// be left out; no two share a decision
        because: Vec<Vec<SymbolId>>,
        /// sets of equal size
        remedies: Vec<Remedy>,
        /// whether these are all
        complete: bool,
    },
    /// nothing meets all wishes; these of them (by position) are enough for that
    Impossible(Vec<usize>),
    /// nothing that was tried meets all wishes, which proves nothing
    Unknown(Unsure),
}

/// How much is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// sets of changes
    pub remedies: usize,
    /// values of bools, tristates and choices that one set is tried with
    pub ways: usize,
    /// questions to the solver before the list is left incomplete
    pub questions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { remedies: 16, ways: 64, questions: 4000 }
    }
}

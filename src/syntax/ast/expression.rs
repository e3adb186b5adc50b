//! What an expression of a Kconfig file is made of: operands, comparisons, and steps in postfix order.

use std::num::NonZeroU32;

use super::{Bytes, Text, Word};

/// What stands in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// a symbol, or a number, which is a symbol that nobody defines
    Word(Word),
    /// a constant
    Text(Text),
}

impl Operand {
    /// Its bytes.
    pub fn at(&self) -> Bytes {
        match self {
            Self::Word(word) => word.at.clone(),
            Self::Text(text) => text.at.clone(),
        }
    }
}

/// The comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// A comparison of two symbols.
#[derive(Debug, PartialEq, Eq)]
pub struct Comparison {
    /// the first
    pub left: Operand,
    /// how they are compared
    pub relation: Relation,
    /// the second
    pub right: Operand,
}

/// A step of an expression in postfix order.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// push a symbol
    Operand(Operand),
    /// push a comparison; one in twenty steps, so it stands elsewhere
    Compare(Box<Comparison>),
    /// negate the top
    Not,
    /// join the two on top
    And,
    /// join the two on top
    Or,
}

/// An expression: which of its file's steps are its own. Never empty; evaluated from left to right with a stack.
#[derive(Debug, PartialEq, Eq)]
pub struct Expr {
    /// the first step
    pub(in crate::syntax) start: u32,
    /// after the last step
    pub(in crate::syntax) end: NonZeroU32,
}

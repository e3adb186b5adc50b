//! What a Kconfig file says, line by line, before any macro is expanded. Words and texts are ranges of the
//! file's bytes: the tree borrows from the text and copies nothing. The list of statements is flat, and blocks are
//! balanced in it, so nothing here nests with the input. A kernel has some hundred thousand statements, so they are
//! small, and the steps of a file's expressions stand in one list.

mod expression;

use std::ops::Range;

pub use expression::{Comparison, Expr, Operand, Relation, Step};

use super::unsettled::Place;

/// Bytes of the file.
pub type Bytes = Range<u32>;

/// A whole file.
#[derive(Debug, Default)]
pub struct File {
    /// statements in order; blocks are balanced
    pub statements: Vec<Statement>,
    /// the steps of all expressions, one after the other; see [`File::steps`]
    pub steps: Vec<Step>,
    /// what kept a line from being understood; a file with one is never evaluated
    pub errors: Vec<Problem>,
    /// what was read, but not as its author may think
    pub warnings: Vec<Problem>,
}

impl File {
    /// The steps of an expression of this file, in postfix order.
    pub fn steps(&self, expr: &Expr) -> &[Step] {
        self.steps.get(expr.start as usize..expr.end.get() as usize).unwrap_or_default()
    }
}

/// Something wrong at some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// stable code
    pub code: &'static str,
    /// one line for people
    pub message: String,
    /// what to do
    pub help: Option<&'static str>,
    /// where
    pub at: Bytes,
    /// a second place: the start of the block that is not closed
    pub opened: Option<Bytes>,
}

/// A line with a meaning of its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Statement {
    /// from its first token to its last
    pub at: Bytes,
    /// holds a word or a text that is to be expanded
    pub expands: bool,
    /// how many symbols the reference's parser holds for it at most; see [`super::height`]
    pub height: u16,
    /// what it is
    pub kind: Kind,
}

/// The statements and, on lines of their own below an entry, its attributes.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// `mainmenu "text"`
    MainMenu(Text),
    /// `config NAME` and `menuconfig NAME`
    Config {
        /// the symbol
        name: Word,
        /// written as `menuconfig`
        menu: bool,
    },
    /// `choice`, with a name in rules before 6.11
    Choice(Option<Word>),
    /// `endchoice`
    EndChoice,
    /// `menu "text"`
    Menu(Text),
    /// `endmenu`
    EndMenu,
    /// `if CONDITION`
    If(Expr),
    /// `endif`
    EndIf,
    /// `comment "text"`
    Comment(Text),
    /// `source "path"`
    Source(Text),
    /// `NAME = value`, `NAME := value`, `NAME += value`
    Assign {
        /// the variable; may hold macros itself
        name: Word,
        /// how the value is kept
        flavor: Flavor,
        /// to the end of the line, as it stands
        value: Bytes,
    },
    /// macros that must expand to nothing, such as `$(error-if,…)`: a line of them, or what stands before a statement
    Macros(Box<[Word]>),
    /// a line that fits only if some of its macros expand to nothing; [`super::kconfig::settle`] reads it once that is
    /// known
    Unsettled(Place),
    /// `bool`, `tristate`, `int`, `hex`, `string`, each with an optional prompt
    Type(Type, Option<Prompt>),
    /// `prompt "text"`
    Prompt(Prompt),
    /// `default VALUE`, `def_bool VALUE`, `def_tristate VALUE`
    Default {
        /// the type that `def_bool` and `def_tristate` give
        sets: Option<Type>,
        /// the value
        value: Expr,
        /// `if CONDITION`
        condition: Option<Expr>,
    },
    /// `select SYMBOL`
    Select(Word, Option<Expr>),
    /// `imply SYMBOL`
    Imply(Word, Option<Expr>),
    /// `range LOW HIGH`
    Range(Box<[Operand; 2]>, Option<Expr>),
    /// `depends on CONDITION`, since 7.0 with `if CONDITION`
    Depends(Expr, Option<Expr>),
    /// `visible if CONDITION`
    Visible(Option<Expr>),
    /// `help` (once also `---help---`) and its text, as it stands in the file
    Help(Bytes),
    /// `modules`
    Modules,
    /// `optional` in a choice, in rules before 6.10
    Optional,
    /// `transitional`, since 6.18
    Transitional,
    /// `option modules`, `option env="X"`, `option defconfig_list`, `option allnoconfig_y`: rules before 5.13
    Option(Bytes, Option<Text>),
}

impl Kind {
    /// Whether it belongs to the entry above it.
    pub fn is_attribute(&self) -> bool {
        matches!(
            self,
            Self::Type(..)
                | Self::Prompt(_)
                | Self::Default { .. }
                | Self::Select(..)
                | Self::Imply(..)
                | Self::Range(..)
                | Self::Depends(..)
                | Self::Visible(_)
                | Self::Help(_)
                | Self::Modules
                | Self::Optional
                | Self::Transitional
                | Self::Option(..)
        )
    }
}

/// A symbol's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// y or n
    Bool,
    /// y, m or n
    Tristate,
    /// decimal
    Int,
    /// hexadecimal
    Hex,
    /// any text
    String,
}

impl Type {
    /// The word that declares it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Tristate => "tristate",
            Self::Int => "int",
            Self::Hex => "hex",
            Self::String => "string",
        }
    }
}

/// How a variable keeps its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// `=`: expanded at each use
    Recursive,
    /// `:=`: expanded once, here
    Simple,
    /// `+=`
    Append,
}

/// A bare word: a name, a number, or text with macros in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// its bytes
    pub at: Bytes,
    /// holds a `$`, so it is to be expanded
    pub expands: bool,
}

/// A quoted text, or a word in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// with its quotes
    pub at: Bytes,
    /// it has no quotes, as older versions allow
    pub bare: bool,
    /// its last byte is the closing quote
    pub closed: bool,
    /// holds a `$`, a backslash or a NUL, so it is to be worked on; else `inner` is the value
    pub cooked: bool,
}

impl Text {
    /// What is between the quotes.
    pub fn inner(&self) -> Bytes {
        self.at.start + u32::from(!self.bare)..self.at.end - u32::from(self.closed && !self.bare)
    }
}

/// A prompt and its condition.
#[derive(Debug, PartialEq, Eq)]
pub struct Prompt {
    /// the text
    pub text: Text,
    /// `if CONDITION`
    pub condition: Option<Expr>,
}

//! What rooms say when something is wrong, as a value: a stable code, a severity, a sentence, a place.
//! Nothing here prints; `report` turns these into bytes.

mod advice;

pub use advice::{Advice, Words};

use crate::source::Span;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// good to know; never changes the exit status
    Note,
    /// will surprise somebody
    Warning,
    /// contradicts itself, or stops the work
    Error,
}

impl Severity {
    /// The word that is promised in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Another place that belongs to the story, in the order in which it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// where
    pub span: Option<Span>,
    /// what is there
    pub message: String,
    /// one of those told right below it, one step deeper, would be enough; else all of them stand in the way
    pub one_of: bool,
}

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// `ltoconf::family::defect`; never renamed
    pub code: &'static str,
    /// how much it matters
    pub severity: Severity,
    /// the symbol or variable that it is about
    pub symbol: Option<String>,
    /// one line, lower case, no full stop, in the user's own words
    pub message: String,
    /// what to do
    pub help: Option<String>,
    /// where
    pub span: Option<Span>,
    /// the rest of the story
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// A note.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, message)
    }

    fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, symbol: None, message: message.into(), help: None, span: None, related: Vec::new() }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Says what it is about.
    #[must_use]
    pub fn about(mut self, symbol: impl Into<String>) -> Self {
        self.symbol = Some(symbol.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a place to the story.
    #[must_use]
    pub fn related(mut self, span: Option<Span>, message: impl Into<String>) -> Self {
        self.related.push(Related { span, message: message.into(), one_of: false });
        self
    }
}

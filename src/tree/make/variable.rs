//! A make variable: its text, whether that text is expanded already, and where it came from. Only data.

use std::rc::Rc;

use super::text::Text;

/// Where a variable's value came from; what comes from further down this list wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::tree) enum Origin {
    /// The caller's environment.
    Environment,
    /// A Makefile.
    File,
    /// As if given on make's command line.
    CommandLine,
    /// An `override` in a Makefile.
    Override,
    /// `$(1)`, a `foreach` variable, make's own.
    Automatic,
}

impl Origin {
    /// As `$(origin …)` names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::File => "file",
            Self::CommandLine => "command line",
            Self::Override => "override",
            Self::Automatic => "automatic",
        }
    }
}

/// One variable.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) value: Rc<Text>,
    /// Set by `:=`: the value holds no references any more.
    pub(super) simple: bool,
    pub(super) origin: Origin,
    /// It stood in the environment, so it goes back there whatever a Makefile says of it.
    pub(super) inherited: bool,
}

impl Variable {
    pub(super) fn new(value: Text, simple: bool, origin: Origin) -> Self {
        let inherited = matches!(origin, Origin::Environment | Origin::CommandLine);
        Self { value: Rc::new(value), simple, origin, inherited }
    }

    /// A value that make itself sets.
    pub(super) fn automatic(value: Text) -> Self {
        Self::new(value, true, Origin::Automatic)
    }
}

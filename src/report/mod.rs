//! Findings enter, bytes leave: for people, for editors, for programs. Nothing is computed here.

pub mod audited;
mod beside;
mod concise;
pub mod explanation;
pub mod flags;
mod github;
pub mod graph;
mod human;
pub mod json;
pub mod plan;
pub mod sarif;
mod text;
pub mod ways;

pub use concise::concise;
pub use github::github;
pub use human::{Human, clean_line};

use serde::Serialize;

use crate::{
    diagnostic::Diagnostic,
    finding::Kind,
    lto::{Mode, ruleset::RuleSet},
    source::{Place, Sources},
};

/// A file that was judged, ready to be told.
#[derive(Debug)]
pub struct Judged<'a> {
    /// its path, as it was asked for
    pub path: String,
    /// what it was judged by; `None` where it was not judged
    pub model: Option<ModelName>,
    /// the rules that ltoconf carries were asked for, which is told of a file that was not judged
    pub carried: bool,
    /// what it was judged as
    pub kind: Option<Kind>,
    /// what the LTO choice comes to
    pub lto: Lto,
    /// where spans point to
    pub sources: &'a Sources,
    /// what is to be said
    pub findings: &'a [Diagnostic],
}

/// What a file was judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelName {
    /// such as `linux-6.12.117`
    pub name: String,
    /// such as `x86`; empty where a file without a tree says none
    pub arch: String,
    /// whose rules they are
    pub origin: Origin,
}

/// The same as it is promised in JSON.
#[derive(Serialize)]
struct JsonModel<'a> {
    kind: &'a str,
    name: &'a str,
    arch: &'a str,
}

impl<'a> From<&'a ModelName> for JsonModel<'a> {
    fn from(model: &'a ModelName) -> Self {
        Self { kind: model.origin.word(), name: &model.name, arch: &model.arch }
    }
}

/// What a model was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// a tree
    Tree,
    /// these of the rules that ltoconf carries; `None` where there is no LTO to have rules for
    Carried(Option<RuleSet>),
}

impl Origin {
    /// The word that is promised in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::Carried(_) => "embedded",
        }
    }

    /// Whether ltoconf carries the rules.
    pub fn is_carried(self) -> bool {
        matches!(self, Self::Carried(_))
    }

    /// The name of the rules as it stands in JSON: empty where there are none, `None` for a tree.
    fn rules(self) -> Option<&'static str> {
        match self {
            Self::Tree => None,
            Self::Carried(rules) => Some(rules.map_or("", RuleSet::name)),
        }
    }
}

/// What the LTO choice comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lto {
    /// the mode
    pub mode: Mode,
    /// the symbol that says so
    pub symbol: Option<String>,
    /// why, in a few words
    pub reason: String,
    /// the line that decides, from 1
    pub line: Option<u32>,
}

/// A text in full, as a terminal can show it: no control characters.
pub fn shown(text: &str) -> String {
    text::path(text)
}

/// The path and the place of a diagnostic; without one, the first byte of the judged file.
fn place(judged: &Judged<'_>, diagnostic: &Diagnostic) -> (String, Place) {
    match diagnostic.span {
        Some(span) => (judged.sources.path(span).display().to_string(), judged.sources.place(span)),
        None => (judged.path.clone(), Place { line: 1, column: 1 }),
    }
}

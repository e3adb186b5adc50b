//! A symbol and a value that it has not enter; why not leaves, as a tree of causes down to lines of Kconfig, lines of
//! the configuration and probes. Each symbol's reasons are told once.

mod below;
mod choice;
mod operand;
mod origin;
mod select;
mod terms;
mod text;
mod whatever;

use std::{collections::HashSet, fmt};

use crate::{
    model::{expr::ExprId, symbol::SymbolId},
    source::Span,
};

/// What kind of cause it is. Its word for people and in JSON is its name in small letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CauseKind {
    /// `depends on`, `if`
    Dependency,
    /// a select
    Select,
    /// an imply
    Imply,
    /// the rule of a choice
    Choice,
    /// a default, or that there is none
    Default,
    /// bounds
    Range,
    /// `visible if`, or the condition of a prompt
    Visibility,
    /// a line of the configuration, or that there is none
    User,
    /// what a command said
    Probe,
    /// nothing in this tree, or the environment
    Environment,
}

impl CauseKind {
    /// The word that is promised in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dependency => "dependency",
            Self::Select => "select",
            Self::Imply => "imply",
            Self::Choice => "choice",
            Self::Default => "default",
            Self::Range => "range",
            Self::Visibility => "visibility",
            Self::User => "user",
            Self::Probe => "probe",
            Self::Environment => "environment",
        }
    }
}

impl fmt::Display for CauseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A cause and what caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// what kind it is
    pub kind: CauseKind,
    /// the symbol that it speaks of
    pub symbol: Option<SymbolId>,
    /// one line
    pub text: String,
    /// where it stands
    pub span: Option<Span>,
    /// the command that was asked
    pub probe: Option<Vec<u8>>,
    /// why that is so
    pub causes: Vec<Cause>,
    /// each of these causes tells of one way, and one way would be enough; else all of them stand in the way
    pub one_of: bool,
}

/// How deep a chain is followed. Real chains are a few steps; what is deeper is told by asking again further down.
const DEEPEST: usize = 12;

/// Up to how many symbols that select another are each followed, where none of them does; more are named only.
const FEW: usize = 4;

/// A condition on the way to a symbol, as it is written.
struct Condition {
    kind: CauseKind,
    expr: ExprId,
    span: Span,
}

/// One telling; symbols that were told are not told again.
#[derive(Default)]
pub struct Telling {
    told: HashSet<(SymbolId, bool)>,
    depth: usize,
    /// selects and defaults are followed as well, down to what a user can change; else they end a chain
    full: bool,
    /// only what holds whatever the configuration says
    whatever: bool,
    /// only what speaks of these
    among: Option<HashSet<SymbolId>>,
}

impl Telling {
    /// One that follows selects and defaults as well.
    pub fn in_full() -> Self {
        Self { full: true, ..Self::default() }
    }

    /// One of what holds whatever the configuration says; `among`: that speaks of these symbols alone.
    fn whatever(among: Option<&[SymbolId]>) -> Self {
        let among = among.map(|symbols| symbols.iter().copied().collect());
        Self { full: true, whatever: true, among, ..Self::default() }
    }

    /// Whether a symbol may be spoken of.
    fn speaks_of(&self, symbol: SymbolId) -> bool {
        self.among.as_ref().is_none_or(|among| among.contains(&symbol))
    }
}

/// A cause without a probe and without causes of its own.
pub(crate) fn cause(kind: CauseKind, symbol: Option<SymbolId>, text: String, span: Option<Span>) -> Cause {
    Cause { kind, symbol, text, span, probe: None, causes: Vec::new(), one_of: false }
}

/// Several causes as one: of ways to something one is enough, of what one way asks for all is needed. One is told as
/// it is.
fn together(
    mut causes: Vec<Cause>,
    one_of: bool,
    kind: CauseKind,
    span: Option<Span>,
    name: &dyn Fn(SymbolId) -> String,
) -> Vec<Cause> {
    if causes.len() < 2 {
        return causes;
    }
    let mut names: Vec<String> = Vec::new();
    for cause in &causes {
        names.extend(cause.symbol.map(name).filter(|name| !names.contains(name)));
    }
    let all_named = causes.iter().all(|cause| cause.symbol.is_some() && cause.kind != CauseKind::Select);
    let what = if all_named { format!(": {}", shorten(&names)) } else { String::new() };
    let text = if one_of {
        format!("one of these is enough here{what}")
    } else {
        format!("all of these are needed here{what}")
    };
    let mut told = cause(kind, None, text, span);
    told.causes.append(&mut causes);
    told.one_of = one_of;
    vec![told]
}

/// A text that is empty, or more than one word, is shown as one.
pub fn quoted(value: &str) -> String {
    let plain = !value.is_empty() && !value.contains([' ', '\t', '"']);
    if plain { value.into() } else { format!("\"{value}\"") }
}

/// A text between quotes, as a file has a string.
pub(super) fn as_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The first names of many.
pub(super) fn shorten(names: &[String]) -> String {
    let shown = names.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(6) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

//! An explanation enters, text for people or the promised JSON leaves.

use std::fmt::Write as _;

use serde::Serialize;

use super::ways::{fixes, steps};
use crate::finding::{self, cause::CauseKind};

/// Why a symbol has its value, and what would give it another.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// of this form
    pub version: u32,
    /// the symbol
    pub symbol: String,
    /// its value
    pub value: String,
    /// the value that was asked for
    pub wanted: Option<String>,
    /// what became of the wish
    pub status: Status,
    /// why: enough to give it this value, and nothing that could be left out
    pub causes: Vec<Told>,
    /// what else stands in the way
    pub also: Vec<Told>,
    /// what would give it the wanted value, least disturbing first
    pub fixes: Vec<FixTold>,
    /// whether these are all smallest ones, and nothing is left open
    pub complete: bool,
    /// more to say, such as why there is no fix
    pub notes: Vec<String>,
}

/// What became of the wish for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// the symbol has the value, or none was asked for
    Held,
    /// it can have the value
    Reachable,
    /// nothing gives it the value, which is proved
    Impossible,
    /// it is not known whether it can: probes have no answer, or not all values were tried
    Unknown,
}

/// A cause.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// what kind of cause it is
    pub kind: CauseKind,
    /// about whom
    pub symbol: Option<String>,
    /// one line
    pub text: String,
    /// the file
    pub path: Option<String>,
    /// the line, from 1
    pub line: Option<u32>,
    /// the line's text
    #[serde(skip)]
    pub excerpt: Option<String>,
    /// what was asked of the system
    pub probe: Option<ProbeTold>,
    /// why that is so
    pub causes: Vec<Told>,
}

/// A probe and its answer.
#[derive(Clone, Debug, Serialize)]
pub struct ProbeTold {
    /// for `sh -c`
    pub command: String,
    /// its exit status; `None` where it did not run or was killed
    pub exit: Option<i32>,
    /// what it printed
    pub stdout: String,
    /// what it printed on standard error
    pub stderr: String,
}

/// What was run, and what came of it. Of `$(success,…)` that is the command in it, not the wrapper around.
pub(super) fn probe_said(probe: &ProbeTold) -> (&str, String) {
    let Some(exit) = probe.exit else { return (&probe.command, "no answer".to_owned()) };
    match finding::wrapped(&probe.command) {
        Some((command, yes, no)) if yes != no && probe.stdout == yes => (command, "succeeds".to_owned()),
        Some((command, yes, no)) if yes != no && probe.stdout == no => (command, "fails".to_owned()),
        _ => (&probe.command, format!("exit {exit}, printed '{}'", probe.stdout)),
    }
}

/// A fix.
#[derive(Clone, Debug, Serialize)]
pub struct FixTold {
    /// what to set
    pub changes: Vec<ChangeTold>,
    /// what to give to make
    pub environment: Vec<Variable>,
    /// what becomes different besides
    pub side_effects: Vec<ChangeTold>,
    /// decisions that disturb much and stay as they are here, although there is a smaller way with them; empty for a
    /// smallest way
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leaves_alone: Vec<String>,
}

/// A symbol's change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeTold {
    /// the symbol
    pub symbol: String,
    /// its value before
    pub from: String,
    /// its value after
    pub to: String,
    /// of a number that may be another as well, all that would do while everything else is as it is told; else empty
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub free: Vec<SpanTold>,
}

/// Numbers without a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpanTold {
    /// the least; `None` where there is none
    pub low: Option<String>,
    /// the greatest; `None` where there is none
    pub high: Option<String>,
}

/// A variable of the environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variable {
    /// its name
    pub variable: String,
    /// its value
    pub to: String,
}

/// What stands for a value that is not known, since probes have no answer.
pub const UNKNOWN: &str = "unknown";

/// How many causes side by side are told to people.
const MOST_CAUSES: usize = 8;

impl Explanation {
    /// The wish, as it is written.
    pub(super) fn wish(&self) -> Option<String> {
        self.wanted.as_deref().map(|wanted| format!("{}={}", self.symbol, quoted(wanted)))
    }

    /// As JSON.
    ///
    /// # Errors
    /// Those of the serializer, for which there is no reason here.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// What stands alone.
    pub(super) fn headline(&self) -> String {
        let (symbol, value) = (&self.symbol, quoted(&self.value));
        match (self.status, self.wanted.as_deref().map(quoted)) {
            (Status::Unknown, Some(wanted)) if self.value != UNKNOWN => {
                format!("{symbol} is {value}, and it is not known whether it can be {wanted}")
            }
            (Status::Unknown, _) => format!("{symbol} is unknown: it hangs on probes without an answer"),
            (Status::Impossible, Some(wanted)) => format!("{symbol} is {value}, and cannot be {wanted} here"),
            (Status::Reachable, Some(wanted)) => format!("{symbol} is {value}, not {wanted}"),
            _ => format!("{symbol} is {value}"),
        }
    }

    /// One line for the answer, one for each cause and each way, and one for each note.
    pub fn concise(&self) -> String {
        let mut out = format!("{}\n", self.headline());
        let mut open: Vec<&Told> = self.causes.iter().chain(&self.also).rev().collect();
        while let Some(cause) = open.pop() {
            if let (Some(path), Some(line)) = (&cause.path, cause.line) {
                let _infallible = write!(out, "{path}:{line}: ");
            }
            let _infallible = writeln!(out, "{}: {}", cause.kind, cause.text);
            open.extend(cause.causes.iter().rev());
        }
        for fix in &self.fixes {
            let word = if fix.leaves_alone.is_empty() { "fix" } else { "or" };
            let _infallible = writeln!(out, "{word}: {}", steps(fix).join(", "));
        }
        for note in &self.notes {
            let _infallible = writeln!(out, "note: {note}");
        }
        out
    }

    /// For people: a headline that stands alone, the causes as a tree, the fixes, and what to know beside. With `all`,
    /// nothing is cut short.
    pub fn human(&self, all: bool) -> String {
        let mut out = self.headline() + "\n";
        tree(&self.causes, all, &mut out);
        if !self.also.is_empty() {
            out.push_str(if self.status == Status::Held { "\nalso leads to it:\n" } else { "\nalso in the way:\n" });
            tree(&self.also, all, &mut out);
        }
        fixes(&self.fixes, self.complete, self.wish().as_deref(), all, &mut out);
        for note in &self.notes {
            let _infallible = writeln!(out, "\nnote: {note}");
        }
        out
    }
}

/// What stands in a tree: a cause, or how many more there are beside those above.
enum Row<'a> {
    Cause(&'a Told),
    More(usize),
}

/// The rows of causes side by side, last first, each with whether it is the last: all of them, or some and how many more
/// there are.
fn rows(causes: &[Told], all: bool) -> Vec<(Row<'_>, bool)> {
    let most = if all { usize::MAX } else { MOST_CAUSES };
    let shown = causes.iter().take(most).map(Row::Cause);
    let more = causes.len().checked_sub(most).filter(|&more| more > 0).map(Row::More);
    let mut rows: Vec<(Row<'_>, bool)> = shown.chain(more).map(|row| (row, false)).collect();
    rows.reverse();
    if let Some((_, last)) = rows.first_mut() {
        *last = true;
    }
    rows
}

/// Causes as a tree, without recursion.
fn tree(causes: &[Told], all: bool, out: &mut String) {
    let below = |causes, indent: &str| -> Vec<(Row<'_>, bool, String)> {
        rows(causes, all).into_iter().map(|(row, last)| (row, last, indent.to_owned())).collect()
    };
    let mut open = below(causes, "");
    while let Some((row, last, indent)) = open.pop() {
        let (branch, under) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let cause = match row {
            Row::Cause(cause) => cause,
            Row::More(more) => {
                let _infallible = writeln!(out, "  {indent}{branch}and {more} more (--all names them)");
                continue;
            }
        };
        let _infallible = writeln!(out, "  {indent}{branch}{}", cause.text);
        let indent = format!("{indent}{under}");
        if let (Some(path), Some(line)) = (&cause.path, cause.line) {
            let excerpt = cause.excerpt.as_deref().unwrap_or_default();
            let _infallible = writeln!(out, "  {indent}   {path}:{line}: {excerpt}");
        }
        if let Some(probe) = &cause.probe {
            let (command, said) = probe_said(probe);
            let _infallible = writeln!(out, "  {indent}   $ {command}");
            let _infallible = writeln!(out, "  {indent}   {said}");
        }
        open.extend(below(&cause.causes, &indent));
    }
}

/// A value that is empty, or more than one word, is shown as one.
pub(super) fn quoted(text: &str) -> String {
    finding::cause::quoted(text)
}

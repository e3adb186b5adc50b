//! A tree, its model and an evaluated configuration enter; findings leave as diagnostics. One file for each family.
//!
//! Invariant: a cause is named only if the evaluator's own account of the value says so.

pub mod cause;
mod certain;
mod decision;
mod edge;
mod fragment;
mod honoured;
mod lines;
pub mod lto;
mod outline;
mod probes;
mod rivals;
mod script;
mod spelling;
mod text;
mod toolchain;
mod unread;
mod verdict;

use std::{
    collections::{HashMap, HashSet},
    fmt,
    rc::Rc,
};

use crate::{
    diagnostic::{Advice, Diagnostic, Words},
    eval::{Evaluator, Reading},
    lto::{
        embedded::{Choice, Setting},
        said::Said,
    },
    model::symbol::SymbolId,
    source::{FileId, Span, lossy},
    syntax::{
        ast::{Bytes, Type},
        dotconfig::{Line, LineKind},
    },
    tree::{Tree, probe::Prober},
};

use certain::Certain;
pub use outline::Outline;
pub use probes::{any_missing, behind, of_tools, unknown, wrapped};

/// What kind of file is judged, which decides what it can be blamed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// written by Kconfig, or meant to stand alone: `.config`, a defconfig
    Whole,
    /// to be merged into another: what it does not say is not known
    Fragment,
}

impl Kind {
    /// The word that is promised in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Fragment => "fragment",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A configuration file and what reading it came to.
#[derive(Debug)]
pub struct Config<'a> {
    /// behind the tree's sources
    pub file: FileId,
    /// its name, as it was asked for
    pub name: &'a [u8],
    /// its bytes
    pub text: &'a [u8],
    /// its lines
    pub lines: &'a [Line],
    /// what the evaluator made of them
    pub reading: &'a Reading,
    /// what it is
    pub kind: Kind,
    /// the prefix of symbols, `CONFIG_`
    pub prefix: &'a [u8],
    /// what it says of LTO and its neighbours
    pub said: &'a Said,
    /// Kconfig wrote it, whole or not
    pub written: bool,
    /// Kconfig wrote it and nothing is missing: what it leaves out is off
    pub complete: bool,
    /// the architecture's folder below `arch/` that it is judged for; empty where nothing says one
    pub arch: &'a str,
    /// the carried rules that it is judged by, where that is not a tree
    pub embedded: Option<&'a Choice>,
    /// how whoever asks says what a help advises to
    pub words: Words,
    /// what these were made for
    pub setting: Option<&'a Setting>,
    /// the user asks for LLVM's tools, and there is no tree whose probes would see to it
    pub llvm_asked: bool,
}

impl Config<'_> {
    fn cut(&self, at: &Bytes) -> &[u8] {
        self.text.get(at.start as usize..at.end as usize).unwrap_or_default()
    }

    /// The whole of a line.
    fn span(&self, line: u32) -> Option<Span> {
        Some(Span::new(self.file, &self.lines.get(line as usize)?.at))
    }

    /// The name and the value that a line gives.
    fn assigned(&self, line: u32) -> Option<(&[u8], &[u8])> {
        match &self.lines.get(line as usize)?.kind {
            LineKind::NotSet { name, .. } => Some((self.cut(name), b"n")),
            LineKind::Set { name, value } => Some((self.cut(name), self.cut(value))),
            _ => None,
        }
    }
}

/// All that a finding may look at.
#[derive(Debug)]
pub struct Context<'a, 'm> {
    /// the tree
    pub tree: &'a Tree,
    /// the order of the tree's text
    pub outline: &'a Outline,
    /// values
    pub evaluator: &'a mut Evaluator<'m>,
    /// the file
    pub config: &'a Config<'a>,
    /// answers of probes
    pub prober: &'a Prober,
    /// the line that counts of those about a symbol whose value was taken: the last, save for members of a choice
    /// before 6.11
    pub set_at: HashMap<SymbolId, u32>,
    /// what a fragment's lines make certain: no cause is told that is not
    certain: Option<Rc<Certain<'m>>>,
}

impl<'a, 'm> Context<'a, 'm> {
    /// Gathers what findings look at.
    pub fn new(
        tree: &'a Tree,
        outline: &'a Outline,
        evaluator: &'a mut Evaluator<'m>,
        config: &'a Config<'a>,
        prober: &'a Prober,
    ) -> Self {
        let taken = config.reading.assignments.iter().filter(|assignment| assignment.taken);
        let mut set_at: HashMap<SymbolId, u32> =
            taken.clone().map(|assignment| (assignment.symbol, assignment.line)).collect();
        for member in evaluator.heed_choices() {
            let mut latest = taken.clone().rev().filter(|assignment| assignment.symbol == member);
            let is_yes = |line| config.assigned(line).is_some_and(|(_, value)| value.starts_with(b"y"));
            set_at.extend(latest.find(|assignment| is_yes(assignment.line)).map(|it| (member, it.line)));
        }
        Self { tree, outline, evaluator, config, prober, set_at, certain: None }
    }

    /// How whoever asks says what is advised.
    pub fn word(&self, advice: Advice) -> String {
        (self.config.words)(advice)
    }

    /// The file's path, as it was asked for.
    fn path(&self) -> String {
        lossy(self.config.name)
    }

    /// Whether the file sets a symbol of that name.
    pub fn sets(&self, name: &str) -> bool {
        let found = self.evaluator.model().find(name.as_bytes());
        found.is_some_and(|symbol| self.set_at.contains_key(&symbol))
    }

    fn show(&self, symbol: SymbolId) -> String {
        self.evaluator.model().show(symbol)
    }

    /// Where the file sets a symbol.
    fn line_of(&self, symbol: SymbolId) -> Option<Span> {
        self.set_at.get(&symbol).and_then(|&line| self.config.span(line))
    }

    /// Where a symbol is defined first.
    fn definition(&self, symbol: SymbolId) -> Option<Span> {
        let model = self.evaluator.model();
        model.symbols[symbol].menus.first().map(|&menu| model.menus[menu].span)
    }

    /// A symbol's value as a person writes it.
    fn value(&self, symbol: SymbolId) -> String {
        lossy(self.evaluator.value_text(symbol))
    }

    /// A symbol's value as its line in a file has it.
    fn written(&self, symbol: SymbolId) -> String {
        self.as_written(symbol, &self.value(symbol))
    }

    /// A text as a line about a symbol has it: a string stands between quotes.
    fn as_written(&self, symbol: SymbolId, text: &str) -> String {
        let is_string = self.evaluator.model().symbols[symbol].ty == Some(Type::String);
        if is_string { cause::as_string(text) } else { cause::quoted(text) }
    }

    /// A bound of a range: a number, or a symbol with its value.
    fn bound(&self, symbol: SymbolId) -> String {
        let (name, value) = (self.show(symbol), self.value(symbol));
        if name == value { name } else { format!("{name} ({value})") }
    }
}

/// Everything there is to say about a file, in the order of its lines.
pub fn check(context: &mut Context<'_, '_>) -> Vec<Diagnostic> {
    let mut findings = lines::check(context);
    findings.extend(unread::check(context));
    let changed = honoured::changed(context);
    let of_tools = toolchain::check(context, &changed);
    let other_tools = of_tools.is_some();
    findings.extend(of_tools);
    let unknown = unknown(context);
    let of_lto = lto::check(context, &unknown);
    findings.extend(match context.config.kind {
        Kind::Whole => honoured::check(context, &changed, &unknown, other_tools),
        Kind::Fragment => fragment::check(context, &changed, &unknown),
    });
    let of_choices = rivals::check(context, &findings);
    findings.extend(of_choices);
    findings.retain(|finding| !lto::told(&of_lto, finding));
    findings.extend(of_lto);
    findings.extend(probes::check(context, &unknown));
    in_order(context, findings)
}

/// What the carried rules allow to say of a file: they know LTO and its neighbours, and no other symbol.
pub fn check_embedded(context: &mut Context<'_, '_>) -> Vec<Diagnostic> {
    let mut findings = lines::check_family(context);
    findings.extend(unread::check(context));
    findings.extend(lto::check(context, &HashSet::new()));
    in_order(context, findings)
}

fn in_order(context: &Context<'_, '_>, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings
        .sort_by_key(|finding| (finding.span.map(|span| (span.file != context.config.file, span.start)), finding.code));
    findings
}

/// What to say of a name that nothing defines: what it is called now, or what was probably meant.
pub fn suggestion(model: &crate::model::Model, name: &str) -> Option<String> {
    if let Some(now) = spelling::renamed(model, name) {
        return Some(format!("{name} is called {now} now"));
    }
    spelling::Speller::new(model).nearest(name).map(|near| format!("did you mean '{near}'?"))
}

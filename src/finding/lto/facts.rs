//! Causes enter; what the file itself says or leaves out that they come down to leaves, as facts with lines.

use crate::{
    finding::{
        Context,
        cause::{Cause, CauseKind},
    },
    lto::embedded::UTILITIES,
    model::symbol::SymbolId,
    source::Span,
};

/// A fact that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// the symbol of the condition
    pub(super) symbol: SymbolId,
    /// its name
    pub(super) name: String,
    /// in a few words: `KASAN=y`, `CC_IS_GCC=y`, `HAS_LTO_CLANG is not set`
    pub(super) text: String,
    /// the line that says so; absent where the file says so by leaving something out
    pub(super) line: Option<u32>,
    /// the condition
    pub(super) condition: Option<Span>,
    /// the condition as one line
    pub(super) need: String,
}

/// What a line says where a tool's own symbol is not set: the tool that was there instead.
const INSTEAD: [(&str, &str); 3] =
    [("CC_IS_CLANG", "CC_IS_GCC"), ("LD_IS_LLD", "LD_IS_BFD"), ("AS_IS_LLVM", "AS_IS_GNU")];

/// Symbols that stand for the tools that wrote a file.
pub(super) fn is_tool(name: &str) -> bool {
    INSTEAD.iter().any(|&(llvm, _)| llvm == name) || ["CLANG_VERSION", "LLD_VERSION", UTILITIES].contains(&name)
}

/// Symbols that an architecture decides.
pub(super) fn is_architecture(name: &str) -> bool {
    crate::lto::said::OF_ARCHITECTURE.contains(&name)
}

/// The facts that causes come down to, each once, in the order of the text. `HAS_LTO_CLANG` is followed, since it has
/// nothing of its own.
pub(super) fn facts(context: &Context<'_, '_>, causes: &[Cause]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    let mut open: Vec<&Cause> = causes.iter().rev().collect();
    while let Some(cause) = open.pop() {
        let Some(symbol) = cause.symbol.filter(|_| cause.kind == CauseKind::Dependency) else { continue };
        let name = context.show(symbol);
        if name == "HAS_LTO_CLANG" {
            open.extend(cause.causes.iter().rev());
        } else if !facts.iter().any(|fact| fact.symbol == symbol) {
            facts.push(fact(context, symbol, name, cause));
        }
    }
    facts
}

fn fact(context: &Context<'_, '_>, symbol: SymbolId, name: String, cause: &Cause) -> Fact {
    let said = context.config.said;
    let line = context.set_at.get(&symbol).copied();
    let instead = INSTEAD.iter().find(|&&(llvm, _)| llvm == name).and_then(|&(_, gnu)| Some((gnu, said.yes(gnu)?)));
    let (text, line) = match instead {
        Some((gnu, line)) => (format!("{gnu}=y"), Some(line)),
        // whatever a line says: what an architecture selects counts
        None if is_architecture(&name) => (format!("{name} is not set"), None),
        None if name == UTILITIES => ("HAS_LTO_CLANG is not set".to_owned(), None),
        None if line.is_none() => (format!("{name} is not set"), None),
        None => (format!("{name}={}", context.value(symbol)), line),
    };
    Fact { symbol, name, text, line, condition: cause.span, need: cause.text.clone() }
}

//! Causes enter; what the file itself says or leaves out that they come down to leaves, as facts with lines.

use crate::{
    eval::Evaluator,
    finding::{
        Context,
        cause::{Cause, CauseKind},
    },
    lto::embedded::UTILITIES,
    model::symbol::{SymbolId, Tristate},
    source::Span,
    syntax::dotconfig,
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
    /// it is of the tools that the user asks for, whatever the file says
    pub(super) asked: bool,
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
        if cause.symbol.is_none() {
            // several terms of one condition
            open.extend(cause.causes.iter().rev());
        }
        let Some(symbol) = cause.symbol.filter(|_| cause.kind == CauseKind::Dependency) else { continue };
        let name = context.show(symbol);
        if name == "HAS_LTO_CLANG" {
            open.extend(cause.causes.iter().rev());
        } else if !facts.iter().any(|fact| fact.symbol == symbol) {
            let own = of_architecture(context, &name, cause);
            if own.is_empty() {
                facts.push(fact(context, symbol, name, cause));
            }
            for fact in own {
                if !facts.iter().any(|known| known.symbol == fact.symbol) {
                    facts.push(fact);
                }
            }
        }
    }
    facts
}

/// The line that sets what selects a symbol.
fn selected_by(context: &Context<'_, '_>, symbol: SymbolId) -> Option<(SymbolId, u32)> {
    let model = context.evaluator.model();
    let owners = context.outline.selects(symbol).iter().filter_map(|&id| model.menus[model.properties[id].menu].symbol);
    let mut on = owners.filter(|&owner| context.evaluator.tristate(owner) == Tristate::Yes);
    on.find_map(|owner| Some((owner, context.asks(owner)?)))
}

/// What an architecture asks for before it selects, each with the line that says otherwise.
const SELECTS_WITH: [(&str, &str); 3] =
    [("CPU_LITTLE_ENDIAN", "CPU_BIG_ENDIAN"), ("CMODEL_MEDANY", "CMODEL_MEDLOW"), ("X86_64", "X86_32")];

/// The file's lines by which the architecture does not select a symbol, though it has LTO: those without which it would.
fn of_architecture(context: &Context<'_, '_>, name: &str, cause: &Cause) -> Vec<Fact> {
    let off = |evaluator: &mut Evaluator<'_>| {
        let Some(symbol) = context.defined(name) else { return true };
        evaluator.calculate(symbol);
        evaluator.tristate(symbol) == Tristate::No
    };
    let asked = SELECTS_WITH.into_iter().filter_map(|(with, instead)| {
        let (symbol, changes) = (context.defined(instead)?, vec![(instead, "n"), (with, "y")]);
        let off = context.config.said.get(with).filter(|said| said.value.starts_with('n'));
        // of two in one choice, one that is off leaves the other
        match (context.asks(symbol), off) {
            (Some(line), _) => Some((instead, line, format!("{instead}=y"), changes, with.to_owned())),
            (None, Some(off)) => Some((with, off.line, format!("{with}=n"), changes, with.to_owned())),
            (None, None) => None,
        }
    });
    let linker = context.config.said.get("LLD_VERSION").filter(|_| !context.config.llvm_asked).map(|said| {
        let text = format!("LLD_VERSION={}", said.value);
        ("LLD_VERSION", said.line, text, vec![("LLD_VERSION", "999999")], "a newer LLD".to_owned())
    });
    let half = context.config.said.get("64BIT").filter(|said| said.value.starts_with('n')).map(|said| {
        let changes = vec![("64BIT", "y"), ("X86_64", "y")];
        ("64BIT", said.line, "64BIT=n".to_owned(), changes, "64BIT".to_owned())
    });
    let lines: Vec<_> = asked.chain(linker).chain(half).collect();
    if !is_architecture(name) || !off(&mut replayed(context, &[])) {
        return Vec::new();
    }
    let frees = |changes: &[(&str, &str)]| !off(&mut replayed(context, changes));
    let mut guilty: Vec<_> = lines.iter().filter(|(.., changes, _)| frees(changes)).collect();
    let together: Vec<(&str, &str)> = lines.iter().flat_map(|(.., changes, _)| changes.iter().copied()).collect();
    if guilty.is_empty() && frees(&together) {
        guilty = lines.iter().collect();
    }
    let facts = guilty.into_iter().filter_map(|(instead, line, text, _, with)| {
        Some(Fact {
            symbol: context.defined(instead)?,
            name: (*instead).to_owned(),
            text: text.clone(),
            line: Some(*line),
            asked: false,
            condition: cause.span,
            need: format!("{} selects {name} with {with} only", context.config.arch),
        })
    });
    facts.collect()
}

/// The file with more lines, evaluated as far as it is asked for.
pub(super) fn replayed<'m>(context: &Context<'_, 'm>, lines: &[(&str, &str)]) -> Evaluator<'m> {
    let prefix = String::from_utf8_lossy(context.config.prefix);
    let mut text = context.config.text.to_vec();
    text.push(b'\n');
    for (name, value) in lines {
        text.extend_from_slice(format!("{prefix}{name}={value}\n").as_bytes());
    }
    let mut evaluator = Evaluator::new(context.evaluator.model());
    evaluator.read(Some((&text, &dotconfig::parse(&text, context.config.prefix))), false);
    evaluator
}

fn fact(context: &Context<'_, '_>, symbol: SymbolId, name: String, cause: &Cause) -> Fact {
    let said = context.config.said;
    let line = context.set_at.get(&symbol).copied();
    let instead = INSTEAD.iter().find(|&&(llvm, _)| llvm == name).and_then(|&(_, gnu)| Some((gnu, said.yes(gnu)?)));
    if let Some((symbol, line)) = selected_by(context, symbol).filter(|_| line.is_none()) {
        let name = context.show(symbol);
        let text = format!("{name}=y");
        let need = cause.text.clone();
        return Fact { symbol, name, text, line: Some(line), asked: false, condition: cause.span, need };
    }
    let asked = context.config.llvm_asked && ["CLANG_VERSION", "LLD_VERSION"].contains(&name.as_str());
    let (text, line) = match instead {
        _ if asked => (format!("{name}={}, as asked for", context.value(symbol)), None),
        Some((gnu, line)) => (format!("{gnu}=y"), Some(line)),
        // whatever a line says: what an architecture selects counts
        None if is_architecture(&name) => (format!("{name} is not set"), None),
        None if name == UTILITIES => ("HAS_LTO_CLANG is not set".to_owned(), None),
        None if line.is_none() => (format!("{name} is not set"), None),
        None => (format!("{name}={}", context.value(symbol)), line),
    };
    Fact { symbol, name, text, line, asked, condition: cause.span, need: cause.text.clone() }
}

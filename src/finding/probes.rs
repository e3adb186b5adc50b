//! Probes without an answer, and what cannot be judged because of them.

use std::collections::{HashSet, VecDeque};

use crate::{
    diagnostic::{Advice, Diagnostic},
    model::{arena::Arena, symbol::SymbolId},
    source::lossy,
    syntax::ast::Type,
    tree::probe::Answer,
};

use super::{
    Context,
    cause::{Cause, CauseKind, cause, shorten},
    honoured,
};

/// Whether a probe's answer is missing.
fn missing(context: &Context<'_, '_>, probe: u32) -> bool {
    let command = context.tree.walk.probes.get(probe as usize);
    let answer = command.and_then(|command| context.prober.known(command));
    answer.is_none_or(|answer| !answer.is_known())
}

/// Whether any probe has no answer.
pub fn any_missing(context: &Context<'_, '_>) -> bool {
    (0..context.tree.walk.probes.len() as u32).any(|probe| missing(context, probe))
}

/// Whether an expansion holds a probe without an answer, or a variable that make would have to ask a tool for.
fn is_open(context: &Context<'_, '_>, index: u32) -> bool {
    let expanded = context.tree.walk.expansions.get(index as usize);
    expanded.is_some_and(|expanded| expanded.probes.iter().any(|&probe| missing(context, probe)))
        || context.prober.open_variables().iter().any(|variable| reads_variable(context, index, variable))
}

/// Whether a macro reads a variable by its name.
fn reads_variable(context: &Context<'_, '_>, index: u32, variable: &[u8]) -> bool {
    let Some(&at) = context.tree.walk.expanded_at.get(index as usize) else { return false };
    let text = context.tree.files.sources.file(at.file).text();
    let written = text.get(at.start as usize..at.end as usize).unwrap_or_default();
    memchr::memmem::find(written, &[b"$(", variable, b")"].concat()).is_some()
}

/// The expansions in a symbol's own statements and in the blocks around it.
fn own_expansions(context: &Context<'_, '_>, symbol: SymbolId) -> Vec<u32> {
    let model = context.evaluator.model();
    let symbol = &model.symbols[symbol];
    let mut found: Vec<u32> =
        symbol.properties.iter().flat_map(|&id| context.outline.expansions(model.properties[id].span)).collect();
    for at in symbol.menus.iter().flat_map(|&menu| context.outline.around(menu)) {
        let node = &model.menus[at];
        found.extend(node.depends.iter().flat_map(|&(_, span)| context.outline.expansions(span)));
        if node.visibility.is_some() {
            found.extend(node.expansions.clone());
        }
    }
    found
}

/// Whether a symbol's own statements hold a probe without an answer.
pub(super) fn is_unanswered(context: &Context<'_, '_>, symbol: SymbolId) -> bool {
    own_expansions(context, symbol).into_iter().any(|index| is_open(context, index))
}

/// Symbols whose own statements hold such expansions, and all that read them.
fn reached(context: &Context<'_, '_>, such: impl Fn(u32) -> bool) -> HashSet<SymbolId> {
    let model = context.evaluator.model();
    let such: Vec<bool> = (0..context.tree.walk.expansions.len() as u32).map(such).collect();
    let is_such = |index: u32| such.get(index as usize).copied().unwrap_or(false);
    let mut readers: Arena<SymbolId, Vec<SymbolId>> = Arena::filled(Vec::new(), model.symbols.len());
    let mut open = Vec::new();
    for (id, symbol) in model.symbols.iter() {
        for read in honoured::reads(context, id) {
            readers[read].push(id);
        }
        // m is y without modules
        if symbol.ty == Some(Type::Tristate) {
            readers[model.modules].push(id);
        }
        // a choice's members hang on one another
        for &member in &symbol.members {
            readers[id].push(member);
            readers[member].push(id);
        }
        if own_expansions(context, id).into_iter().any(is_such) {
            open.push(id);
        }
    }
    let mut reached: HashSet<SymbolId> = open.iter().copied().collect();
    while let Some(symbol) = open.pop() {
        for &reader in &readers[symbol] {
            if reached.insert(reader) {
                open.push(reader);
            }
        }
    }
    reached
}

/// Symbols whose value may be another once all probes are answered: those with such a probe, and all that read them.
pub fn unknown(context: &Context<'_, '_>) -> HashSet<SymbolId> {
    let any_open = any_missing(context) || !context.prober.open_variables().is_empty();
    if any_open { reached(context, |index| is_open(context, index)) } else { HashSet::new() }
}

/// Variables that say where and what is built, and with no tool.
const NOT_OF_TOOLS: [&[u8]; 9] = [
    b"ARCH",
    b"SRCARCH",
    b"SUBARCH",
    b"KERNELVERSION",
    b"KERNELRELEASE",
    b"srctree",
    b"objtree",
    b"COMPLETE",
    b"RELEASE",
];

/// Symbols whose value may be another with other tools: those that ask a probe or read a variable of make, and all that
/// read them.
pub fn of_tools(context: &Context<'_, '_>) -> HashSet<SymbolId> {
    let walk = &context.tree.walk;
    let variables: Vec<&[u8]> = walk.environment.iter().map(|(name, _)| name.as_slice()).collect();
    let variables: Vec<&[u8]> = variables.into_iter().filter(|name| !NOT_OF_TOOLS.contains(name)).collect();
    reached(context, |index| {
        walk.expansions.get(index as usize).is_some_and(|expanded| !expanded.probes.is_empty())
            || variables.iter().any(|variable| reads_variable(context, index, variable))
    })
}

/// How many probes are named where a symbol hangs on many.
const MOST_PROBES: usize = 3;

/// What has no answer that a symbol hangs on, the nearest first: some of it, and how many more there are.
pub fn behind(context: &Context<'_, '_>, symbol: SymbolId) -> (Vec<Cause>, usize) {
    let model = context.evaluator.model();
    let (mut seen, mut open) = (HashSet::from([symbol]), VecDeque::from([symbol]));
    let (mut causes, mut asked) = (Vec::new(), HashSet::new());
    while let Some(at) = open.pop_front() {
        for index in own_expansions(context, at).into_iter().filter(|&index| is_open(context, index)) {
            if let Some((key, cause)) = without_answer(context, index, at)
                && asked.insert(key)
            {
                causes.push(cause);
            }
        }
        let found = &model.symbols[at];
        let choice = model.choice_of(at).and_then(|menu| model.menus[menu].symbol);
        let modules = (found.ty == Some(Type::Tristate)).then_some(model.modules);
        let reads = honoured::reads(context, at).into_iter();
        for read in reads.chain(found.members.iter().copied()).chain(choice).chain(modules) {
            if seen.insert(read) {
                open.push_back(read);
            }
        }
    }
    let more = causes.len().saturating_sub(MOST_PROBES);
    causes.truncate(MOST_PROBES);
    (causes, more)
}

/// The first of an expansion's probes that has no answer: those behind it were never put.
fn without_answer(context: &Context<'_, '_>, index: u32, symbol: SymbolId) -> Option<(Vec<u8>, Cause)> {
    let walk = &context.tree.walk;
    let expanded = walk.expansions.get(index as usize)?;
    let probe = expanded.probes.iter().find(|&&probe| missing(context, probe));
    let probe = probe.and_then(|&probe| walk.probes.get(probe as usize)).cloned();
    let (kind, what) = match &probe {
        Some(_) => (CauseKind::Probe, "this probe".to_owned()),
        None => {
            let variables = context.prober.open_variables();
            let variable = variables.iter().find(|variable| reads_variable(context, index, variable))?;
            (CauseKind::Environment, format!("what make would ask for {}", lossy(variable)))
        }
    };
    let text = format!("{what} has no answer, and {} hangs on it", context.show(symbol));
    let key = probe.clone().unwrap_or_else(|| text.clone().into_bytes());
    let span = walk.expanded_at.get(index as usize).copied();
    Some((key, Cause { probe, ..cause(kind, Some(symbol), text, span) }))
}

/// A probe as it is told: the command that somebody wrote in `$(success,…)` or `$(if-success,…)` stands in a wrapper,
/// whose own exit status says nothing.
pub(super) fn told(command: &[u8], answer: Option<&Answer>) -> String {
    let shown = lossy(command);
    let Some(answer) = answer.filter(|answer| answer.is_known()) else { return format!("by the probe: {shown}") };
    let stdout = lossy(&answer.stdout);
    match wrapped(&shown) {
        Some((inner, succeeded, failed)) if succeeded != failed && [succeeded, failed].contains(&stdout.as_str()) => {
            let does = if stdout == succeeded { "succeeds" } else { "fails" };
            format!("by the probe, which {does}: {inner}")
        }
        _ => {
            let exit = answer.exit.map_or_else(|| "was killed".to_owned(), |exit| format!("exit {exit}"));
            format!("by the probe: {shown} ({exit}, it says '{stdout}')")
        }
    }
}

/// The command inside `{ COMMAND; } >/dev/null 2>&1 && echo "Y" || echo "N"`, with Y and N (scripts/Kconfig.include).
pub fn wrapped(command: &str) -> Option<(&str, &str, &str)> {
    let (inner, echoes) = command.strip_prefix("{ ")?.rsplit_once("; } >/dev/null 2>&1 && echo \"")?;
    let (succeeded, failed) = echoes.strip_suffix('"')?.split_once("\" || echo \"")?;
    Some((inner, succeeded, failed))
}

/// One finding for all probes without an answer.
pub(super) fn check(context: &Context<'_, '_>, unknown: &HashSet<SymbolId>) -> Option<Diagnostic> {
    let probes = &context.tree.walk.probes;
    let unanswered: Vec<&Vec<u8>> =
        (0_u32..).zip(probes).filter(|&(probe, _)| missing(context, probe)).map(|(_, command)| command).collect();
    let first = unanswered.first()?;
    let mut lines: Vec<u32> =
        context.set_at.iter().filter(|(symbol, _)| unknown.contains(symbol)).map(|(_, &line)| line).collect();
    lines.sort_unstable();
    let mut symbols: Vec<String> = unknown.iter().map(|&symbol| context.show(symbol)).collect();
    symbols.sort_unstable();
    let several = |count: usize, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    let message = format!(
        "{} of {} without an answer, so {} unknown and {} not judged",
        unanswered.len(),
        several(probes.len(), "probe is", "probes are"),
        several(symbols.len(), "symbol is", "symbols are"),
        several(lines.len(), "line of this file is", "lines of this file are")
    );
    let help = Advice::let_probes_run(context.config.words);
    let mut finding = Diagnostic::note("ltoconf::probes::unanswered", message).help(help);
    finding = finding.related(None, format!("the first is: {}", lossy(first)));
    Some(finding.related(None, format!("unknown: {}", shorten(&symbols))))
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn the_command_of_success_is_found_in_its_wrapper() {
        let command = r#"{ test "a" = "b"; } >/dev/null 2>&1 && echo "y" || echo "n""#;
        assert_eq!(wrapped(command), Some((r#"test "a" = "b""#, "y", "n")));
        assert_eq!(wrapped("gcc --version"), None);
    }
}

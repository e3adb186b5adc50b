//! Probes without an answer, and what cannot be judged because of them.

use std::collections::HashSet;

use crate::{
    diagnostic::Diagnostic,
    model::{arena::Arena, symbol::SymbolId},
    source::{Span, lossy},
    tree::probe::Answer,
};

use super::{Context, cause::shorten, honoured};

/// Whether a probe's answer is missing.
fn missing(context: &Context<'_, '_>, probe: u32) -> bool {
    let command = context.tree.walk.probes.get(probe as usize);
    let answer = command.and_then(|command| context.prober.known(command));
    answer.is_none_or(|answer| !answer.is_known())
}

/// Whether any probe has no answer.
pub(super) fn any_missing(context: &Context<'_, '_>) -> bool {
    (0..context.tree.walk.probes.len() as u32).any(|probe| missing(context, probe))
}

fn unanswered_at(context: &Context<'_, '_>, span: Span) -> bool {
    context.outline.expansions(span).any(|index| {
        let expanded = context.tree.walk.expansions.get(index as usize);
        expanded.is_some_and(|expanded| expanded.probes.iter().any(|&probe| missing(context, probe)))
    })
}

/// Whether a symbol's own statements hold a probe without an answer.
pub(super) fn is_unanswered(context: &Context<'_, '_>, symbol: SymbolId) -> bool {
    let model = context.evaluator.model();
    let symbol = &model.symbols[symbol];
    symbol.properties.iter().any(|&id| unanswered_at(context, model.properties[id].span))
        || symbol.menus.iter().any(|&menu| {
            context.outline.around(menu).any(|at| {
                let node = &model.menus[at];
                node.depends.iter().any(|&(_, span)| unanswered_at(context, span))
            })
        })
}

/// Symbols whose value may be another once all probes are answered: those with such a probe, and all that read them.
pub fn unknown(context: &Context<'_, '_>) -> HashSet<SymbolId> {
    let model = context.evaluator.model();
    if !any_missing(context) {
        return HashSet::new();
    }
    let mut readers: Arena<SymbolId, Vec<SymbolId>> = Arena::filled(Vec::new(), model.symbols.len());
    let mut open = Vec::new();
    for (id, symbol) in model.symbols.iter() {
        for read in honoured::reads(context, id) {
            readers[read].push(id);
        }
        // a choice's members hang on one another
        for &member in &symbol.members {
            readers[id].push(member);
            readers[member].push(id);
        }
        if is_unanswered(context, id) {
            open.push(id);
        }
    }
    let mut unknown: HashSet<SymbolId> = open.iter().copied().collect();
    while let Some(symbol) = open.pop() {
        for &reader in &readers[symbol] {
            if unknown.insert(reader) {
                open.push(reader);
            }
        }
    }
    unknown
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
fn wrapped(command: &str) -> Option<(&str, &str, &str)> {
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
    let help = "let the probes run (--probes cached), or replay a recording that has them";
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

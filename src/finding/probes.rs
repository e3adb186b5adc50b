//! Probes without an answer, and what cannot be judged because of them.

use std::collections::HashSet;

use crate::{
    diagnostic::Diagnostic,
    model::{arena::Arena, symbol::SymbolId},
    source::{Span, lossy},
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
    let message = format!(
        "{} of {} probes have no answer, so {} symbols are unknown and {} lines of this file are not judged",
        unanswered.len(),
        probes.len(),
        symbols.len(),
        lines.len()
    );
    let help = "let the probes run (--probes cached), or replay a recording that has them";
    let mut finding = Diagnostic::note("ltoconf::probes::unanswered", message).help(help);
    finding = finding.related(None, format!("the first is: {}", lossy(first)));
    Some(finding.related(None, format!("unknown: {}", shorten(&symbols))))
}

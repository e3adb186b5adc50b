//! Values that the tools of another machine gave: one finding for all of them.

use std::collections::HashSet;

use crate::{
    diagnostic::{Advice, Diagnostic},
    model::symbol::{PropertyKind, SymbolId},
    source::{Span, lossy},
};

use super::{Context, Kind};

/// Whether a symbol has no prompt and a macro decides its default.
pub(super) fn is_probed(context: &Context<'_, '_>, symbol: SymbolId) -> bool {
    let model = context.evaluator.model();
    let mut probed = false;
    for &id in &model.symbols[symbol].properties {
        let property = &model.properties[id];
        match property.kind {
            PropertyKind::Prompt { .. } => return false,
            // an escaped quote is expanded too, and asks nobody
            PropertyKind::Default(_) => {
                probed |= !context.outline.expansions(property.span).is_empty() && names_macro(context, property.span);
            }
            _ => {}
        }
    }
    probed
        || model.symbols[symbol]
            .menus
            .iter()
            .any(|&menu| model.menus[menu].depends.iter().any(|&(_, span)| asks(context, span)))
}

/// Whether a macro stands in the text of a place.
fn names_macro(context: &Context<'_, '_>, span: Span) -> bool {
    let text = context.tree.files.sources.file(span.file).text();
    text.get(span.start as usize..span.end as usize).is_some_and(|text| memchr::memchr(b'$', text).is_some())
}

fn asks(context: &Context<'_, '_>, span: Span) -> bool {
    context.outline.expansions(span).any(|index| {
        context.tree.walk.expansions.get(index as usize).is_some_and(|expanded| !expanded.probes.is_empty())
    })
}

/// Whether a symbol's value comes from macros and constants alone.
fn reads_nothing(context: &Context<'_, '_>, symbol: SymbolId) -> bool {
    let model = context.evaluator.model();
    super::honoured::reads(context, symbol).into_iter().all(|read| model.symbols[read].menus.is_empty())
}

/// Whether a changed value is the tools' doing: it asks a probe, and reads nothing that changed for another reason.
pub(super) fn tools_decide(context: &Context<'_, '_>, symbol: SymbolId, changed: &HashSet<SymbolId>) -> bool {
    is_probed(context, symbol)
        && !super::probes::is_unanswered(context, symbol)
        && super::honoured::reads(context, symbol)
            .into_iter()
            .all(|read| read == symbol || !changed.contains(&read) || is_probed(context, read))
}

/// The value that the file gives, if it is not the one here.
fn former(context: &Context<'_, '_>, symbol: SymbolId) -> Option<String> {
    let state = &context.evaluator.states[symbol];
    let given = if context.evaluator.is_tristate(symbol) {
        state.user_value.word().to_owned()
    } else {
        lossy(context.evaluator.bytes(state.user_text?))
    };
    (given != context.value(symbol)).then_some(given)
}

/// The finding, for files that say what they were written with.
pub(super) fn check(context: &Context<'_, '_>, changed_symbols: &HashSet<SymbolId>) -> Option<Diagnostic> {
    if context.config.kind == Kind::Fragment {
        return None;
    }
    let denied = super::probes::any_missing(context);
    let mut changed: Vec<(u32, SymbolId, String)> = context
        .set_at
        .iter()
        .filter(|&(&symbol, _)| tools_decide(context, symbol, changed_symbols))
        // nobody was asked: that the answer is empty says nothing
        .filter(|&(&symbol, _)| !(denied && context.value(symbol).is_empty()))
        .filter_map(|(&symbol, &line)| Some((line, symbol, former(context, symbol)?)))
        .collect();
    // without one that reads nothing but its macros, the tools are not to blame, but who edited the file
    if !changed.iter().any(|&(_, symbol, _)| reads_nothing(context, symbol)) {
        return None;
    }
    changed.sort_unstable_by_key(|&(line, symbol, _)| (line, symbol));
    let compiler = changed.iter().find(|&&(_, symbol, _)| context.show(symbol) == "CC_VERSION_TEXT");
    let (line, ..) = compiler.or_else(|| changed.first())?;
    let message = match compiler {
        Some((_, symbol, given)) => {
            format!("this file was written with '{given}'; here it is '{}'", context.value(*symbol))
        }
        None if changed.len() == 1 => "a value is not what the tools here give".to_owned(),
        None => format!("{} values are not what the tools here give", changed.len()),
    };
    let llvm = context.word(Advice::Llvm(None));
    let help = format!(
        "use the tools that wrote the file (see {llvm} and CC), or accept the changes with 'make olddefconfig'"
    );
    let mut finding = Diagnostic::warning("ltoconf::toolchain::differs", message).help(help);
    finding.span = context.config.span(*line);
    for (line, symbol, given) in &changed {
        let (given, here) = (context.as_written(*symbol, given), context.written(*symbol));
        let text = format!("{}: {given} in the file, {here} here", context.show(*symbol));
        finding = finding.related(context.config.span(*line), text);
    }
    Some(finding)
}

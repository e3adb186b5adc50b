//! Values that a file asks for and does not get, each with the mechanism that decided and the causes behind it.

use std::collections::HashSet;

use crate::{
    diagnostic::{Diagnostic, Severity},
    eval::Mechanism,
    model::symbol::{PropertyKind, SymbolId, Tristate},
    syntax::ast::Type,
};

use super::{
    Context,
    cause::{Cause, Telling, shorten},
    probes, toolchain,
    verdict::{self, Verdict, shown},
};

/// Findings about values. `other_tools`: it is told already that the tools here are others than the file's.
pub(super) fn check(
    context: &mut Context<'_, '_>,
    changed: &HashSet<SymbolId>,
    unknown: &HashSet<SymbolId>,
    other_tools: bool,
) -> Vec<Diagnostic> {
    let mut lines: Vec<(u32, SymbolId)> = context.set_at.iter().map(|(&symbol, &line)| (line, symbol)).collect();
    lines.sort_unstable();
    let mut findings = Vec::new();
    for (line, symbol) in lines {
        if unknown.contains(&symbol) || !differs(context, symbol) || makes_way(context, symbol) {
            continue;
        }
        if let Some(verdict) = verdict(context, symbol, changed, other_tools) {
            let claim = verdict.claim.clone();
            let mut finding = verdict.finding(context, symbol);
            finding.message.push_str(&claim);
            finding.span = context.config.span(line);
            findings.push(finding);
        }
    }
    findings.extend(forced(context, unknown));
    findings
}

/// Causes as related places, outermost first, deeper ones indented.
pub(super) fn tell(context: &Context<'_, '_>, causes: &[Cause], finding: &mut Diagnostic) {
    let mut open: Vec<(&Cause, usize)> = causes.iter().rev().map(|cause| (cause, 0)).collect();
    while let Some((cause, depth)) = open.pop() {
        let mut text = format!("{}{}", "  ".repeat(depth), cause.text);
        if let Some(probe) = &cause.probe {
            text = format!("{text}, {}", probes::told(probe, context.prober.known(probe).as_deref()));
        }
        finding.related.push(crate::diagnostic::Related { span: cause.span, message: text, one_of: cause.one_of });
        open.extend(cause.causes.iter().rev().map(|cause| (cause, depth + 1)));
    }
}

/// Whether a symbol has another value than the file's last word on it.
fn differs(context: &Context<'_, '_>, symbol: SymbolId) -> bool {
    let state = &context.evaluator.states[symbol];
    if !state.user && context.evaluator.model().symbols[symbol].ty.is_none() {
        return false;
    }
    if context.evaluator.is_tristate(symbol) {
        state.user_value != state.value
    } else {
        match state.user_text {
            Some(text) => {
                // one that is transitional hands its value on, and is not written itself
                let handed_on = context.evaluator.model().symbols[symbol].transitional;
                let got = if handed_on { context.evaluator.bytes(state.text) } else { written_text(context, symbol) };
                let asked = context.evaluator.bytes(text);
                // what is hidden and 0 or left out either way is no loss
                asked != got && !(state.visible == Tristate::No && same_number(context, symbol, asked, got))
            }
            None => false,
        }
    }
}

/// A symbol's text as Kconfig writes it; nothing where it writes none.
pub(super) fn written_text<'c>(context: &'c Context<'_, '_>, symbol: SymbolId) -> &'c [u8] {
    let state = &context.evaluator.states[symbol];
    if state.write { context.evaluator.bytes(state.text) } else { b"" }
}

/// Whether two texts of an int or a hex are the same number; none at all is 0, and a default may be no number.
fn same_number(context: &Context<'_, '_>, symbol: SymbolId, one: &[u8], other: &[u8]) -> bool {
    let digits = |byte: &u8| match context.evaluator.model().symbols[symbol].ty {
        Some(Type::Int) => byte.is_ascii_digit() || *byte == b'-',
        Some(Type::Hex) => byte.is_ascii_hexdigit() || matches!(byte, b'x' | b'X'),
        _ => false,
    };
    let number = |text| context.evaluator.number_beside(text, symbol, symbol);
    one.iter().chain(other).all(digits) && number(one) == number(other)
}

/// Whether a text is what a symbol without a value has: a string is empty, a number is 0 or left out.
pub(super) fn is_nothing(context: &Context<'_, '_>, symbol: SymbolId, text: &[u8]) -> bool {
    text.is_empty() || same_number(context, symbol, text, b"")
}

/// Whether a member is set against its line because another member, which lines ask for, is not possible: that is told
/// with the other.
fn makes_way(context: &Context<'_, '_>, symbol: SymbolId) -> bool {
    let model = context.evaluator.model();
    let state = &context.evaluator.states[symbol];
    // before 6.11 a member that is hidden may be on by a default of its own
    let by_choice = matches!(state.mechanism, Mechanism::Choice(_)) && state.user_value < state.value;
    let Some(choice) = model.choice_of(symbol).filter(|_| by_choice) else { return false };
    let mut others = context.set_at.keys().filter(|&&other| other != symbol && model.choice_of(other) == Some(choice));
    others.any(|&other| {
        let other = &context.evaluator.states[other];
        other.user_value == Tristate::Yes && other.visible == Tristate::No && other.value == Tristate::No
    })
}

/// Symbols that are not what the file says, or that it does not know. One that leaves out what is as usual, a defconfig,
/// knows all.
pub(super) fn changed(context: &Context<'_, '_>) -> HashSet<SymbolId> {
    let model = context.evaluator.model();
    let of_file = context.set_at.keys().copied().filter(|&symbol| differs(context, symbol));
    let whole = context.config.complete;
    let new = model.symbols.ids().filter(|_| whole).filter(|symbol| {
        let state = &context.evaluator.states[*symbol];
        state.write && !state.user && state.value != Tristate::No && !context.set_at.contains_key(symbol)
    });
    of_file.chain(new).collect()
}

fn verdict(
    context: &mut Context<'_, '_>,
    symbol: SymbolId,
    changed: &HashSet<SymbolId>,
    other_tools: bool,
) -> Option<Verdict> {
    let model = context.evaluator.model();
    if other_tools && toolchain::tools_decide(context, symbol, changed) {
        // told once for all of them
        return None;
    }
    let prompted = model.symbols[symbol]
        .properties
        .iter()
        .any(|&id| matches!(model.properties[id].kind, PropertyKind::Prompt { .. }));
    if !prompted {
        return Some(promptless(context, symbol, changed));
    }
    if context.evaluator.is_tristate(symbol) {
        Some(verdict::tristate(context, symbol))
    } else {
        Some(verdict::text(context, symbol))
    }
}

/// A symbol that only others can set.
fn promptless(context: &mut Context<'_, '_>, symbol: SymbolId, changed: &HashSet<SymbolId>) -> Verdict {
    let (name, value) = (context.show(symbol), context.value(symbol));
    let derived = reads(context, symbol).into_iter().any(|read| read != symbol && changed.contains(&read));
    let asked = context.evaluator.states[symbol].user_value;
    let mut telling = Telling::default();
    let causes = if asked > context.evaluator.states[symbol].value {
        context.why_below(symbol, asked, &mut telling)
    } else {
        context.why_above(symbol, &mut telling)
    };
    let selectors: Vec<String> = selectors(context, symbol);
    let raised = asked > context.evaluator.states[symbol].value;
    let help = match selectors.as_slice() {
        some if some.is_empty() || !raised => "delete the line: it has no effect".to_owned(),
        some => format!("delete the line, and set what selects it: {}", shorten(some)),
    };
    if derived {
        let message = format!("{name} follows other changes");
        let claim = format!(" and becomes {}", shown(context, symbol, &value));
        return Verdict {
            code: "ltoconf::config::follows",
            severity: Severity::Note,
            message,
            claim,
            help: None,
            causes,
        };
    }
    let message = format!("{name} has no prompt, so this line has no effect");
    let claim = format!(": it is {}", shown(context, symbol, &value));
    Verdict {
        code: "ltoconf::config::no-prompt",
        severity: Severity::Warning,
        message,
        claim,
        help: Some(help),
        causes,
    }
}

/// Whom a symbol's value reads.
pub(super) fn reads(context: &Context<'_, '_>, symbol: SymbolId) -> Vec<SymbolId> {
    let model = context.evaluator.model();
    let found = &model.symbols[symbol];
    let mut reads = Vec::new();
    let mut add = |expr| {
        model.exprs.symbols(expr, |read| {
            reads.push(read);
            true
        });
    };
    [found.dir_dep, found.rev_dep, found.implied].into_iter().flatten().for_each(&mut add);
    for &id in &found.properties {
        model.properties[id].visible.into_iter().for_each(&mut add);
        if let PropertyKind::Default(value) = model.properties[id].kind {
            add(value);
        }
    }
    for &id in &found.properties {
        if let PropertyKind::Range(low, high) = model.properties[id].kind {
            reads.extend([low, high]);
        }
    }
    reads
}

/// What selects a symbol, each name once.
pub(super) fn selectors(context: &Context<'_, '_>, symbol: SymbolId) -> Vec<String> {
    let model = context.evaluator.model();
    let mut names: Vec<String> = Vec::new();
    for &id in context.outline.selects(symbol) {
        if let Some(owner) = model.menus[model.properties[id].menu].symbol {
            let name = context.show(owner);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// Symbols that a select turned on although their dependencies are not met: the tree's fault, not the file's.
fn forced(context: &mut Context<'_, '_>, unknown: &HashSet<SymbolId>) -> Vec<Diagnostic> {
    let mut unmet: Vec<SymbolId> = context.evaluator.unmet.clone();
    unmet.sort_unstable();
    unmet.dedup();
    let mut findings = Vec::new();
    for symbol in unmet {
        let state = context.evaluator.states[symbol];
        if state.dir_dep >= state.rev_dep || unknown.contains(&symbol) {
            continue;
        }
        let name = context.show(symbol);
        let message = format!("a select turns on {name} although its dependencies are not met");
        let help = "Kconfig allows it; if the build fails, turn off what selects it";
        let mut finding = Diagnostic::note("ltoconf::config::forced-by-select", message).about(name).help(help);
        finding.span = context.line_of(symbol).or_else(|| context.definition(symbol));
        let causes = context.selectors(symbol, Tristate::No, &mut Telling::default());
        tell(context, &causes, &mut finding);
        findings.push(finding);
    }
    findings
}

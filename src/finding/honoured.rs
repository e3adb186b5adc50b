//! Values that a file asks for and does not get, each with the mechanism that decided and the causes behind it.

use std::collections::HashSet;

use crate::{
    diagnostic::{Diagnostic, Severity},
    eval::Mechanism,
    model::symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    source::lossy,
};

use super::{
    Context, Kind,
    cause::{Cause, CauseKind, Telling, shorten},
    toolchain,
};

/// What is told of a value.
struct Verdict {
    code: &'static str,
    severity: Severity,
    message: String,
    help: Option<String>,
    causes: Vec<Cause>,
}

/// Findings about values.
pub(super) fn check(
    context: &mut Context<'_, '_>,
    changed: &HashSet<SymbolId>,
    unknown: &HashSet<SymbolId>,
) -> Vec<Diagnostic> {
    let mut lines: Vec<(u32, SymbolId)> = context.set_at.iter().map(|(&symbol, &line)| (line, symbol)).collect();
    lines.sort_unstable();
    let mut findings = Vec::new();
    for (line, symbol) in lines {
        if unknown.contains(&symbol) || !differs(context, symbol) {
            continue;
        }
        if let Some(verdict) = verdict(context, symbol, changed) {
            let Verdict { code, severity, message, help, causes } = verdict;
            let mut finding = Diagnostic::warning(code, message).about(context.show(symbol));
            finding.severity = severity;
            finding.help = help;
            finding.span = context.config.span(line);
            tell(context, &causes, 0, &mut finding);
            findings.push(finding);
        }
    }
    findings.extend(forced(context, unknown));
    findings
}

/// Causes as related places, outermost first, deeper ones indented.
pub(super) fn tell(context: &Context<'_, '_>, causes: &[Cause], depth: usize, finding: &mut Diagnostic) {
    let mut open: Vec<(&Cause, usize)> = causes.iter().rev().map(|cause| (cause, depth)).collect();
    while let Some((cause, depth)) = open.pop() {
        let mut text = format!("{}{}", "  ".repeat(depth), cause.text);
        if let Some(probe) = &cause.probe {
            let answer = context.prober.known(probe).filter(|answer| answer.is_known());
            let said = answer.map_or_else(String::new, |answer| {
                let exit = answer.exit.map_or_else(|| "was killed".to_owned(), |exit| format!("exit {exit}"));
                format!(" ({exit}, it says '{}')", lossy(&answer.stdout))
            });
            text = format!("{text}, by the probe: {}{said}", lossy(probe));
        }
        finding.related.push(crate::diagnostic::Related { span: cause.span, message: text });
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
                let (asked, got) = (context.evaluator.bytes(text), context.evaluator.bytes(state.text));
                // what is hidden and nothing either way is no loss
                let nothing = |text: &[u8]| matches!(text, b"" | b"0" | b"0x0");
                asked != got && !(state.visible == Tristate::No && nothing(asked) && nothing(got))
            }
            None => false,
        }
    }
}

/// Symbols that are not what the file says, or that it does not know.
pub(super) fn changed(context: &Context<'_, '_>) -> HashSet<SymbolId> {
    let model = context.evaluator.model();
    let of_file = context.set_at.keys().copied().filter(|&symbol| differs(context, symbol));
    let new = model.symbols.ids().filter(|symbol| {
        let state = &context.evaluator.states[*symbol];
        state.write && !state.user && state.value != Tristate::No && !context.set_at.contains_key(symbol)
    });
    of_file.chain(new).collect()
}

fn verdict(context: &mut Context<'_, '_>, symbol: SymbolId, changed: &HashSet<SymbolId>) -> Option<Verdict> {
    let model = context.evaluator.model();
    if toolchain::tools_decide(context, symbol, changed) {
        // told once for all of them
        return None;
    }
    let prompted = model.symbols[symbol]
        .properties
        .iter()
        .any(|&id| matches!(model.properties[id].kind, PropertyKind::Prompt { .. }));
    if context.config.kind == Kind::Fragment {
        return of_fragment(context, symbol, prompted);
    }
    if !prompted {
        return Some(promptless(context, symbol, changed));
    }
    if context.evaluator.is_tristate(symbol) { Some(tristate(context, symbol)) } else { Some(text(context, symbol)) }
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
        let message = format!("{name} follows other changes and becomes {}", shown(&value));
        return Verdict { code: "ltoconf::config::follows", severity: Severity::Note, message, help: None, causes };
    }
    let message = format!("{name} has no prompt, so this line has no effect: it is {}", shown(&value));
    Verdict { code: "ltoconf::config::no-prompt", severity: Severity::Warning, message, help: Some(help), causes }
}

fn shown(value: &str) -> String {
    if value.is_empty() { "empty".into() } else { value.into() }
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
    reads
}

fn selectors(context: &Context<'_, '_>, symbol: SymbolId) -> Vec<String> {
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

/// A bool or tristate with a prompt.
fn tristate(context: &mut Context<'_, '_>, symbol: SymbolId) -> Verdict {
    let model = context.evaluator.model();
    let state = context.evaluator.states[symbol];
    let (name, asked, got) = (context.show(symbol), state.user_value, state.value);
    let not_honoured = |why: &str| format!("{name}={} is not honoured: {why}, so it is {}", asked.word(), got.word());
    let mut telling = Telling::default();
    let choice = model.choice_of(symbol).filter(|_| matches!(state.mechanism, Mechanism::Choice(_)));
    let (code, why, causes, help);
    if let Some(menu) = choice
        && (state.visible >= asked || asked < got)
    {
        code = "ltoconf::config::choice-lost";
        why = if asked > got { "its choice is set to another" } else { "its choice needs one that is set" };
        causes = context.choice_winner(menu, symbol);
        help = Some("set one member of the choice to y, and no other".to_owned());
    } else if asked > got {
        let hidden = state.dir_dep >= asked && choice.is_none();
        code = if hidden { "ltoconf::config::hidden-prompt" } else { "ltoconf::config::unmet-dependency" };
        why = if hidden { "its prompt is hidden" } else { "its dependencies are not met" };
        causes = context.why_below(symbol, asked, &mut telling);
        help = help_for(&causes);
    } else if state.rev_dep > asked {
        code = "ltoconf::config::selected";
        why = "a select forces it";
        causes = context.selectors(symbol, asked);
        let owners: Vec<String> =
            causes.iter().filter_map(|cause| cause.symbol).map(|owner| context.show(owner)).collect();
        help = Some(format!("turn off what selects it: {}", shorten(&owners)));
    } else if state.visible == Tristate::No {
        code = "ltoconf::config::hidden-prompt";
        why = "its prompt is hidden, and a default or an imply decides";
        causes =
            [context.why_below(symbol, Tristate::Yes, &mut telling), context.why_above(symbol, &mut telling)].concat();
        help = None;
    } else {
        code = "ltoconf::config::promoted";
        why = "m is not possible here";
        let modules = model.modules;
        causes = if modules > SymbolId::YES && context.evaluator.states[modules].value == Tristate::No {
            context.why_below(modules, Tristate::Yes, &mut telling)
        } else {
            Vec::new()
        };
        help = None;
    }
    Verdict { code, severity: Severity::Warning, message: not_honoured(why), help, causes }
}

/// What to type, where the causes leave no doubt.
fn help_for(causes: &[Cause]) -> Option<String> {
    let mut innermost: Vec<&Cause> = Vec::new();
    let mut open: Vec<&Cause> = causes.iter().collect();
    while let Some(cause) = open.pop() {
        if cause.causes.is_empty() {
            innermost.push(cause);
        }
        open.extend(&cause.causes);
    }
    innermost.iter().any(|cause| cause.kind == CauseKind::Probe).then(|| {
        "the tools here do not offer it: see the probe, and --llvm, CC and the like for other tools".to_owned()
    })
}

/// The range that holds for a symbol.
fn active_range(context: &mut Context<'_, '_>, symbol: SymbolId) -> Option<PropertyId> {
    let model = context.evaluator.model();
    let ranges = model.symbols[symbol].properties.iter().copied();
    let mut ranges = ranges.filter(|&id| matches!(model.properties[id].kind, PropertyKind::Range(..)));
    ranges.find(|&id| context.evaluator.evaluate(model.properties[id].visible) != Tristate::No)
}

/// A string or a number with a prompt.
fn text(context: &mut Context<'_, '_>, symbol: SymbolId) -> Verdict {
    let model = context.evaluator.model();
    let state = context.evaluator.states[symbol];
    let name = context.show(symbol);
    let asked = state.user_text.map(|text| lossy(context.evaluator.bytes(text))).unwrap_or_default();
    let got = context.value(symbol);
    // before 6.8 a number out of range is forgotten when it is read, and the default counts
    let forgotten = !state.user && state.visible != Tristate::No;
    let range = if forgotten { active_range(context, symbol) } else { state.clamped };
    if let Some(range) = range.filter(|_| state.visible != Tristate::No) {
        let bounds = match model.properties[range].kind {
            PropertyKind::Range(low, high) => {
                let bound = |symbol: SymbolId| {
                    let (name, value) = (context.show(symbol), context.value(symbol));
                    if name == value { name } else { format!("{name} ({value})") }
                };
                format!("{} to {}", bound(low), bound(high))
            }
            _ => String::new(),
        };
        let cause = Cause {
            kind: CauseKind::Range,
            symbol: Some(symbol),
            text: format!("the range is {bounds}"),
            span: Some(model.properties[range].span),
            probe: None,
            causes: Vec::new(),
        };
        let message = format!("{name}={asked} is not honoured: it is out of range, so it is {got}");
        let (code, help) = ("ltoconf::config::out-of-range", Some(format!("choose a value from {bounds}")));
        return Verdict { code, severity: Severity::Warning, message, help, causes: vec![cause] };
    }
    let mut telling = Telling::default();
    let causes = context.why_below(symbol, Tristate::Yes, &mut telling);
    let message = format!("{name}={asked} is not honoured: it is hidden, so it is {}", shown(&got));
    let code = if state.dir_dep == Tristate::No {
        "ltoconf::config::unmet-dependency"
    } else {
        "ltoconf::config::hidden-prompt"
    };
    Verdict { code, severity: Severity::Warning, message, help: None, causes }
}

/// A line of a fragment: only what no other file can mend.
fn of_fragment(context: &mut Context<'_, '_>, symbol: SymbolId, prompted: bool) -> Option<Verdict> {
    let model = context.evaluator.model();
    if !prompted {
        let state = context.evaluator.states[symbol];
        if state.user_value == Tristate::No && context.evaluator.is_tristate(symbol) {
            return None;
        }
        let name = context.show(symbol);
        let owners = selectors(context, symbol);
        // what selects it may stand in the file that this one is merged into, or in this one
        let selected = owners
            .iter()
            .any(|owner| model.find(owner.as_bytes()).is_some_and(|owner| context.set_at.contains_key(&owner)));
        if selected {
            return None;
        }
        let help = match owners.as_slice() {
            [] => "delete the line: nothing it does can have an effect".to_owned(),
            some => format!("set what selects it: {}", shorten(some)),
        };
        return Some(Verdict {
            code: "ltoconf::config::no-prompt",
            severity: Severity::Warning,
            message: format!("{name} has no prompt, so this line has no effect"),
            help: Some(help),
            causes: Vec::new(),
        });
    }
    if !context.evaluator.is_tristate(symbol) {
        let range = context.evaluator.states[symbol].clamped.is_some();
        return range.then(|| text(context, symbol));
    }
    let asked = context.evaluator.states[symbol].user_value;
    let verdict = tristate(context, symbol);
    let provable = match verdict.code {
        "ltoconf::config::choice-lost" => context.evaluator.states[symbol].visible >= asked && asked == Tristate::Yes,
        "ltoconf::config::unmet-dependency" => !verdict.causes.is_empty() && all_stand_here(context, &verdict.causes),
        "ltoconf::config::selected" => {
            verdict.causes.iter().all(|cause| cause.symbol.is_some_and(|owner| context.set_at.contains_key(&owner)))
        }
        _ => false,
    };
    provable.then_some(verdict)
}

/// Whether every cause ends in a line of this file, in a probe, or in something that no tree defines.
fn all_stand_here(context: &Context<'_, '_>, causes: &[Cause]) -> bool {
    let mut open: Vec<&Cause> = causes.iter().collect();
    while let Some(cause) = open.pop() {
        let stands = match cause.kind {
            CauseKind::User => cause.span.is_some_and(|span| span.file == context.config.file),
            CauseKind::Probe | CauseKind::Environment => true,
            _ => false,
        };
        if cause.causes.is_empty() && !stands {
            return false;
        }
        open.extend(&cause.causes);
    }
    true
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
        let causes = context.selectors(symbol, Tristate::No);
        tell(context, &causes, 0, &mut finding);
        findings.push(finding);
    }
    findings
}

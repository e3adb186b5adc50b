//! A fragment's lines enter; findings leave on those that are lost whatever file the fragment is merged into.

mod among;
mod asked;
mod promptless;
mod range;
mod text;
mod unwanted;

use std::{collections::HashSet, rc::Rc};

use crate::{
    diagnostic::Diagnostic,
    model::symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
};

use super::{
    Context,
    cause::{Cause, CauseKind, cause, shorten},
    certain::{Certain, needs::Needs},
    lto, toolchain,
    verdict::{self, Verdict},
};
use among::Told;
pub(super) use among::is_beside_others;
use asked::Asked;

/// Findings about values.
pub(super) fn check(
    context: &mut Context<'_, '_>,
    changed: &HashSet<SymbolId>,
    unknown: &HashSet<SymbolId>,
) -> Vec<Diagnostic> {
    let mut lines: Vec<(u32, SymbolId)> = context.set_at.iter().map(|(&symbol, &line)| (line, symbol)).collect();
    // others take over what is said of a transitional symbol
    let passed_on = |symbol: SymbolId| context.evaluator.model().symbols[symbol].transitional;
    lines.retain(|&(_, symbol)| !unknown.contains(&symbol) && !passed_on(symbol));
    lines.sort_unstable();
    let mut asked = Asked::of(context, &lines);
    let mut beside_all = asked.suppose(context, &HashSet::new(), Needs::default());
    let chosen = asked.choose(context, &beside_all);
    if asked.concede(context, &beside_all) || chosen {
        beside_all = asked.suppose(context, &HashSet::new(), Needs::default());
    }
    let mut lost_beside_all = lost(context, &asked, &beside_all);
    let (settled, alone) = settle(context, &asked, &mut lost_beside_all, beside_all);
    let mut findings: Vec<Told> = Vec::new();
    for &(line, symbol) in lines.iter().filter(|(_, symbol)| !asked.held.contains(symbol)) {
        let verdict = if asked.contested.contains(&symbol) || toolchain::tools_decide(context, symbol, changed) {
            // told as two members of a choice; as it was with other tools
            None
        } else {
            let off =
                context.evaluator.is_tristate(symbol) && context.evaluator.states[symbol].user_value == Tristate::No;
            let selected = if off { asked.selected(context, &alone, symbol, &lost_beside_all) } else { None };
            selected.or_else(|| promptless::verdict(context, &alone, symbol))
        };
        findings.extend(verdict.map(|verdict| told(context, &alone, line, symbol, verdict)));
    }
    let beaten = |symbol: &SymbolId| asked.contested.contains(symbol) && !asked.held.contains(symbol);
    for &(line, symbol) in lines.iter().filter(|(_, symbol)| beaten(symbol)) {
        if let Some(verdict) = verdict_of(context, &alone, symbol) {
            findings.push(told(context, &alone, line, symbol, verdict));
        }
    }
    let mut told_of: HashSet<SymbolId> = HashSet::new();
    for &(line, symbol) in lines.iter().filter(|(_, symbol)| lost_beside_all.contains(symbol)) {
        if let Some(verdict) = verdict_of(context, &alone, symbol) {
            told_of.insert(symbol);
            findings.push(told(context, &alone, line, symbol, verdict));
        }
    }
    say_what_hangs_on_others(context, &asked, &mut findings);
    // what the other lines bring with them may keep more lines from being honoured
    let honoured: Vec<_> = asked.values.iter().copied().filter(|(symbol, _)| !told_of.contains(symbol)).collect();
    let needs = Needs::of(context.evaluator.model(), &honoured, &asked.contested);
    if needs.values().next().is_some() {
        let beside_all_needs = asked.suppose(context, &HashSet::new(), needs.clone());
        let lost_beside_needs = lost(context, &asked, &beside_all_needs);
        let beside_needs = asked.suppose(context, &settled, needs);
        let rest = |symbol: &SymbolId| lost_beside_needs.contains(symbol) && !lost_beside_all.contains(symbol);
        for &(line, symbol) in lines.iter().filter(|(_, symbol)| rest(symbol)) {
            if let Some(verdict) = verdict_of(context, &beside_needs, symbol) {
                let mut finding = told(context, &beside_needs, line, symbol, verdict);
                finding.blame_no_line();
                findings.push(finding);
            }
        }
    }
    findings.into_iter().map(Told::said).collect()
}

/// Says of lines that are lost beside others of the fragment alone that this is so.
fn say_what_hangs_on_others(context: &mut Context<'_, '_>, asked: &Asked, findings: &mut [Told]) {
    if findings.is_empty() {
        return;
    }
    // lines that are honoured in any case may be counted on; m is, once there are modules in any case
    let mut unsure = asked.held.clone();
    let by_themselves = loop {
        let by_themselves = asked.suppose(context, &unsure, Needs::default());
        let still = asked.unsure(context, &by_themselves);
        if still.len() >= unsure.len() {
            break by_themselves;
        }
        unsure = still;
    };
    for told in findings {
        let finding = &told.finding;
        let named = finding.symbol.as_deref().and_then(|name| context.evaluator.model().find(name.as_bytes()));
        let Some(symbol) = named else { continue };
        if finding.code == "ltoconf::config::no-prompt" {
            if !by_themselves.is_certain(symbol) {
                told.claim.clear();
            }
            continue;
        }
        match verdict_of(context, &by_themselves, symbol) {
            None => told.blame_no_line(),
            Some(verdict) if verdict.claim.is_empty() => told.claim.clear(),
            Some(_) => {}
        }
    }
}

/// Of several lines that are lost, those that are lost beside the others' kept lines alone, and what is certain without
/// them: no line is held against what they ask for, since they do not get it. Lines that hang on those are lost as well,
/// and join them.
fn settle<'m>(
    context: &mut Context<'_, 'm>,
    asked: &Asked,
    lost: &mut HashSet<SymbolId>,
    beside_all: Rc<Certain<'m>>,
) -> (HashSet<SymbolId>, Rc<Certain<'m>>) {
    if lost.is_empty() {
        return (HashSet::new(), beside_all);
    }
    loop {
        let beside_kept = asked.suppose(context, lost, Needs::default());
        let settled: HashSet<SymbolId> = self::lost(context, asked, &beside_kept).intersection(lost).copied().collect();
        let alone =
            if settled.len() == lost.len() { beside_kept } else { asked.suppose(context, &settled, Needs::default()) };
        let before = lost.len();
        lost.extend(self::lost(context, asked, &alone));
        if lost.len() == before {
            return (settled, alone);
        }
    }
}

fn told(
    context: &mut Context<'_, '_>,
    certain: &Certain<'_>,
    line: u32,
    symbol: SymbolId,
    mut verdict: Verdict,
) -> Told {
    keep_certain(context, certain, &mut verdict.causes);
    let of_lto = match verdict.code {
        "ltoconf::config::unmet-dependency" => lto::lost_in_fragment(context, symbol, &verdict.causes),
        _ => None,
    };
    // what is said of LTO claims no value
    let claim = if of_lto.is_some() { String::new() } else { std::mem::take(&mut verdict.claim) };
    let mut finding = of_lto.unwrap_or_else(|| verdict.finding(context, symbol));
    finding.span = context.config.span(line);
    Told { finding, claim }
}

/// Drops causes that do not stand in any case, with all that is below them.
fn keep_certain(context: &Context<'_, '_>, certain: &Certain<'_>, causes: &mut Vec<Cause>) {
    let mut open = vec![causes];
    while let Some(level) = open.pop() {
        level.retain(|cause| is_certain(context, certain, cause));
        open.extend(level.iter_mut().map(|cause| &mut cause.causes));
    }
}

/// Symbols that do not get what is asked for beside what is certain.
fn lost(context: &mut Context<'_, '_>, asked: &Asked, certain: &Certain<'_>) -> HashSet<SymbolId> {
    // in the order of the model: no order of a table may decide
    let mut held: Vec<SymbolId> = asked.held.iter().copied().collect();
    held.sort_unstable();
    held.into_iter().filter(|&symbol| verdict_of(context, certain, symbol).is_some()).collect()
}

/// A line about a symbol with a prompt that is lost beside the fragment's other lines.
fn verdict_of(context: &mut Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> Option<Verdict> {
    let asked = context.evaluator.states[symbol].user_value;
    let tristate = context.evaluator.is_tristate(symbol);
    if tristate && !certain.loses(symbol, asked) {
        return None;
    }
    if tristate && asked == Tristate::No && certain.has_to_be_set(symbol) {
        return unwanted::verdict(context, symbol);
    }
    let held = context.evaluator.release(symbol);
    let (mut verdict, comes_to_one);
    if tristate {
        verdict = beside(context, certain, symbol);
        let bounds = certain.beside_others(symbol);
        // where what was calculated is another, no value is claimed
        comes_to_one = bounds.low == bounds.high && bounds.low == context.evaluator.states[symbol].value;
    } else if text::out_of_range(context, certain, symbol) || text::hidden(context, certain, symbol) {
        verdict = Some(verdict::text(context, symbol));
        comes_to_one = text::comes_to_one(context, certain, symbol);
    } else {
        verdict = range::broken(context, certain, symbol);
        comes_to_one = false;
    }
    context.evaluator.hold(held);
    if let Some(verdict) = verdict.as_mut().filter(|_| !comes_to_one) {
        // it hangs on what the fragment is merged into
        verdict.claim.clear();
    }
    verdict
}

fn beside(context: &mut Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> Option<Verdict> {
    let state = context.evaluator.states[symbol];
    if state.value == state.user_value {
        // what is certain and what was calculated must agree; where they do not, nothing is claimed
        return None;
    }
    let mut verdict = verdict::tristate(context, symbol);
    if verdict.causes.is_empty() {
        verdict.causes.extend(two_of_one(context, certain, symbol));
    }
    if verdict.code == "ltoconf::config::promoted" {
        // y or n, as the rest will have it
        verdict.message = format!("{}=m is not honoured: m is not possible without MODULES", context.show(symbol));
        verdict.claim.clear();
    }
    if verdict.code == "ltoconf::config::selected" {
        verdict.causes.retain(|cause| is_certain(context, certain, cause));
        let owners = verdict.causes.iter().filter_map(|cause| cause.symbol);
        let owners: Vec<String> = owners.map(|owner| context.show(owner)).collect();
        verdict.help = Some(format!("turn off what selects it: {}", shorten(&owners)));
    }
    Some(verdict)
}

/// That a symbol asks for two members of one choice.
fn two_of_one(context: &Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> Option<Cause> {
    let model = context.evaluator.model();
    let (first, second) = certain.exclusive(symbol)?;
    let text = format!("{} and {} are never both y: they are of one choice", context.show(first), context.show(second));
    Some(cause(CauseKind::Choice, None, text, model.choice_of(first).map(|choice| model.menus[choice].span)))
}

fn has_prompt(context: &Context<'_, '_>, symbol: SymbolId) -> bool {
    let model = context.evaluator.model();
    let kind = |id: &PropertyId| matches!(model.properties[*id].kind, PropertyKind::Prompt { .. });
    model.symbols[symbol].properties.iter().any(kind)
}

/// Whether a cause stands whatever the rest of the configuration is.
fn is_certain(context: &Context<'_, '_>, certain: &Certain<'_>, cause: &Cause) -> bool {
    match (cause.kind, cause.symbol) {
        (CauseKind::User, Some(symbol)) if certain.needs.by(symbol).is_some() => true,
        (CauseKind::User, _) => cause.span.is_some_and(|span| span.file == context.config.file),
        // a condition is told where it fails in any case; that a line asks for more than a prompt allows is none
        (CauseKind::Dependency | CauseKind::Visibility, _)
            if cause.span.is_some_and(|span| span.file != context.config.file) =>
        {
            true
        }
        // a range is told where it is sure to be broken, whatever the number comes to
        (CauseKind::Probe | CauseKind::Environment | CauseKind::Range, _) | (_, None) => true,
        (_, Some(symbol)) => certain.is_certain(symbol),
    }
}

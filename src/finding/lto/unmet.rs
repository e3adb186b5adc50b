//! A member that is set to y although the same file rules it out: the conditions that fail, each with the line of the
//! file that fails it.

use std::collections::HashSet;

use crate::{
    diagnostic::{Advice, Diagnostic},
    finding::{
        cause::{Cause, Telling},
        honoured,
        script::Change,
    },
    lto::embedded::UTILITIES,
    model::symbol::{SymbolId, Tristate},
};

use super::{
    Context, Family,
    facts::{Fact, facts, is_architecture, is_tool, replayed},
    own::{Ground, by_grounds, is_nowhere, missing_tools, other_tool},
};

/// Conditions that every rule set has, and every patch that is known.
const ALWAYS: [&str; 3] = ["CC_IS_CLANG", "LD_IS_LLD", "GCOV_KERNEL"];

/// Findings about members that are asked for in vain.
pub(super) fn check(context: &mut Context<'_, '_>, family: &Family, unknown: &HashSet<SymbolId>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for &member in family.members.iter().filter(|member| !unknown.contains(member)) {
        let hidden = context.evaluator.states[member].visible == Tristate::No;
        if let Some(line) = context.asks(member).filter(|_| hidden) {
            findings.extend(unmet(context, family, member, line));
        }
    }
    findings
}

fn unmet(context: &mut Context<'_, '_>, family: &Family, member: SymbolId, line: u32) -> Option<Diagnostic> {
    let causes = context.why_below(member, Tristate::Yes, &mut Telling::default());
    let name = context.show(member);
    let mut finding = match context.config.embedded {
        None => on_tree(context, family, &name, &causes)?,
        Some(choice) => {
            let facts = facts(context, &causes);
            // a vendor's own rules may differ in the rest
            let held = |fact: &Fact| ALWAYS.contains(&fact.name.as_str()) && fact.line.is_some();
            if facts.is_empty() || !(choice.is_certain() || facts.iter().any(held)) {
                return None;
            }
            by_rules(context, family, member, &facts)
        }
    };
    finding.span = context.config.span(line);
    Some(finding.about(name))
}

/// On a tree: the architecture's lack of LTO, the file's own fault where its lines suffice for it, or that of the tools
/// here; else the general finding tells as much.
pub(super) fn on_tree(context: &Context<'_, '_>, family: &Family, name: &str, causes: &[Cause]) -> Option<Diagnostic> {
    let without = family.without(context);
    let said = said(context, causes, &[Ground::Line, Ground::Nothing]);
    let (mut finding, help) = if is_nowhere(context, causes) {
        let message = format!("{name}=y is not possible: this tree has no LTO on {}", context.config.arch);
        (Diagnostic::error("ltoconf::lto::unmet-dependency", message), format!("without LTO: {without}"))
    } else if !said.is_empty() {
        let message = format!("{name}=y is not possible with this file's own {}", said.join(", "));
        let help = format!("change one of the two; without LTO: {without}");
        (Diagnostic::error("ltoconf::lto::unmet-dependency", message), help)
    } else if let Some(tools) = missing_tools(causes) {
        let (why, variables): (Vec<&str>, Vec<&str>) = tools.into_iter().unzip();
        let message = format!("{name}=y is not possible with the tools here: {}", why.join(", "));
        let help = format!(
            "for LTO: {} here, make LLVM=1 for the build (one by one: {}); without: {without}",
            context.word(Advice::Llvm(None)),
            variables.join(" ")
        );
        (Diagnostic::warning("ltoconf::lto::tools-missing", message), help)
    } else {
        let (here, lines) = too_old(context, causes)?;
        let beside =
            if lines.is_empty() { String::new() } else { format!("this file's own {} and ", lines.join(", ")) };
        let message = format!("{name}=y is not possible with {beside}the tools here: {}", here.join(", "));
        let other = if lines.is_empty() { "" } else { ", or change those lines" };
        let help = format!("for LTO: newer tools, {}{other}; without: {without}", context.word(Advice::Llvm(None)));
        (Diagnostic::warning("ltoconf::lto::tools-missing", message), help)
    };
    honoured::tell(context, causes, &mut finding);
    Some(finding.help(help))
}

/// Whether a member is not possible on a tree, whatever the rest of the configuration says: by the architecture, or by the
/// tools here alone.
pub(super) fn is_ruled_out(context: &mut Context<'_, '_>, member: SymbolId) -> bool {
    let causes = context.why_below(member, Tristate::Yes, &mut Telling::default());
    let by_version = || too_old(context, &causes).is_some_and(|(_, lines)| lines.is_empty());
    is_nowhere(context, &causes) || missing_tools(&causes).is_some() || by_version()
}

/// The file's own lines by which conditions fail, where these grounds suffice for it.
fn said(context: &Context<'_, '_>, causes: &[Cause], grounds: &[Ground]) -> Vec<String> {
    let found = by_grounds(context, causes, grounds).into_iter().filter(|&(_, ground)| ground == Ground::Line);
    // a line may also need a symbol that it does not name
    let own = found.filter_map(|(cause, _)| cause.symbol).filter(|symbol| context.set_at.contains_key(symbol));
    own.map(|symbol| format!("{}={}", context.show(symbol), context.value(symbol))).collect()
}

/// The versions of the tools here that conditions fail by, alone or together with lines of the file.
fn too_old(context: &Context<'_, '_>, causes: &[Cause]) -> Option<(Vec<String>, Vec<String>)> {
    for grounds in [&[Ground::Version, Ground::Nothing][..], &[Ground::Version, Ground::Nothing, Ground::Line]] {
        let found = by_grounds(context, causes, grounds);
        let versions = found.iter().filter(|&&(_, ground)| ground == Ground::Version);
        let mut here: Vec<String> = Vec::new();
        for symbol in versions.filter_map(|(cause, _)| cause.symbol) {
            let version = match (context.show(symbol), context.value(symbol)) {
                // 0 stands for another tool
                (name, value) if value == "0" => other_tool(&name).to_owned(),
                (name, value) => format!("{name} is {value}"),
            };
            if !here.contains(&version) {
                here.push(version);
            }
        }
        if !here.is_empty() {
            return Some((here, said(context, causes, grounds)));
        }
    }
    None
}

fn by_rules(context: &mut Context<'_, '_>, family: &Family, member: SymbolId, facts: &[Fact]) -> Diagnostic {
    let name = context.show(member);
    // terms of one condition, most of them `||`: what the file leaves out adds nothing to what it says
    let conditions: Vec<&[Fact]> = facts.chunk_by(|one, other| one.condition == other.condition).collect();
    let mut stated: Vec<String> = Vec::new();
    for &terms in &conditions {
        let lines = terms.iter().filter_map(|fact| match fact.line {
            Some(line) => Some(format!("{} (line {})", fact.text, line + 1)),
            None => fact.asked.then(|| fact.text.clone()),
        });
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() {
            stated.extend(terms.iter().map(|fact| fact.text.clone()));
        } else {
            stated.extend(lines);
        }
    }
    let why = match (&context.config.embedded, nowhere(context, facts)) {
        (Some(choice), Some(arch)) => format!("{} has no LTO on {arch}", choice.name),
        _ => stated.join(", "),
    };
    let mut finding = Diagnostic::error("ltoconf::lto::unmet-dependency", format!("{name}=y is not possible: {why}"));
    for terms in conditions {
        for fact in terms {
            if let Some(line) = fact.line {
                finding = finding.related(context.config.span(line), fact.text.clone());
            }
        }
        let (text, span) = match terms {
            [one] => (need(one), one.condition),
            more => ("this condition fails".to_owned(), more.first().and_then(|fact| fact.condition)),
        };
        let under = if terms.iter().any(|fact| fact.line.is_some()) { "  " } else { "" };
        finding = finding.related(span, format!("{under}{text}"));
    }
    finding.help(help(context, family, member, facts))
}

/// The architecture, where it is known and has no LTO at all by these rules.
fn nowhere(context: &Context<'_, '_>, facts: &[Fact]) -> Option<String> {
    facts.iter().find(|fact| is_architecture(&fact.name))?;
    context.without_lto()
}

/// The condition, in words that suit a file which says things by leaving them out.
fn need(fact: &Fact) -> String {
    if fact.name == UTILITIES {
        "all else that HAS_LTO_CLANG needs is met: nm or ar was not LLVM's".to_owned()
    } else if is_architecture(&fact.name) {
        format!("the architecture has to select {}", fact.name)
    } else {
        fact.need.clone()
    }
}

fn help(context: &Context<'_, '_>, family: &Family, member: SymbolId, facts: &[Fact]) -> String {
    let none = family.without(context);
    if let Some(changes) = way_out(context, member, facts) {
        return format!("for LTO: {changes}; without: {none}");
    }
    if facts.iter().any(|fact| is_tool(&fact.name)) && !facts.iter().any(|fact| is_architecture(&fact.name)) {
        return format!("for LTO: write the file anew with LLVM's tools, make LLVM=1 olddefconfig; without: {none}");
    }
    format!("without LTO: {none}")
}

/// The smallest set of lines to turn off that makes the member possible, and what to type for it. Each set is replayed;
/// facts that no prompt can change are left alone.
fn way_out(context: &Context<'_, '_>, member: SymbolId, facts: &[Fact]) -> Option<String> {
    // promptless in every kernel, or, as a code model, left to others by being turned off
    let promptless = |name: &str| {
        name.starts_with("FTRACE_MCOUNT_")
            || ["X86_32", "CMODEL_MEDLOW"].contains(&name)
            || is_tool(name)
            || is_architecture(name)
    };
    let settable = |fact: &&Fact| fact.line.is_some() && !promptless(&fact.name);
    let names: Vec<&str> = facts.iter().filter(settable).map(|fact| fact.name.as_str()).collect();
    let singles = names.iter().map(|&name| vec![name]);
    let sets = singles.chain([names.clone()]);
    sets.filter(|set| !set.is_empty())
        .find(|set| lands(context, member, set))
        .map(|set| context.script(&set.iter().map(|name| Change::Off(name)).collect::<Vec<_>>()))
}

/// Whether the member is held once these are off.
fn lands(context: &Context<'_, '_>, member: SymbolId, off: &[&str]) -> bool {
    let lines: Vec<(&str, &str)> = off.iter().map(|&name| (name, "n")).collect();
    let mut evaluator = replayed(context, &lines);
    evaluator.calculate(member);
    evaluator.states[member].visible == Tristate::Yes
}

/// What nm and ar were cannot be seen in a file that was edited since Kconfig wrote it: `HAS_LTO_CLANG` was off then,
/// and all that it needs is met now.
pub(super) fn utilities(context: &Context<'_, '_>, family: &Family) -> Option<Diagnostic> {
    let said = context.config.said;
    let stated = said.get("HAS_LTO_CLANG").map(|statement| statement.value.as_str());
    let off = context.config.complete && stated.is_none_or(|value| value == "n");
    if context.config.embedded.is_none() || context.config.llvm_asked || !off {
        return None;
    }
    let (member, line) = family.asked(context)?;
    let on = context.defined("HAS_LTO_CLANG").is_some_and(|has| context.evaluator.tristate(has) != Tristate::No);
    let message = format!(
        "HAS_LTO_CLANG was off when this file was written, and all that a file tells of its needs is met now: where nm or \
         ar is not LLVM's, {member} is lost"
    );
    let note = Diagnostic::note("ltoconf::lto::tools-missing", message).about(member);
    on.then_some(note.help("make LLVM=1 takes LLVM's nm and ar").at(context.config.span(line)?))
}

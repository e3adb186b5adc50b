//! Options that LTO takes away, or that older versions have with LTO alone.

use std::collections::HashSet;

use crate::{
    diagnostic::Diagnostic,
    finding::{
        Kind,
        cause::{Cause, Telling},
        honoured,
        script::Change,
    },
    model::symbol::{SymbolId, Tristate},
};

use super::{Context, Family};

/// Options whose conditions know LTO.
const OPTIONS: [&str; 4] = ["RUST", "GENDWARFKSYMS", "BUILTIN_MODULE_RANGES", "CFI_CLANG"];

/// Findings about options.
pub(super) fn check(context: &mut Context<'_, '_>, family: &Family, unknown: &HashSet<SymbolId>) -> Vec<Diagnostic> {
    if context.config.embedded.is_some_and(|choice| !choice.is_certain()) {
        // a vendor's own rules may have it otherwise
        return Vec::new();
    }
    let known = |name: &&str| context.defined(name).is_some_and(|symbol| !unknown.contains(&symbol));
    let options: Vec<&str> = OPTIONS.into_iter().filter(known).collect();
    let found = options.into_iter().filter_map(|name| lost(context, family, name));
    let mut findings: Vec<Diagnostic> = found.collect();
    findings.extend(never_offered(context, family));
    findings
}

/// An option that a line asks for and that LTO, on or off, rules out.
fn lost(context: &mut Context<'_, '_>, family: &Family, name: &str) -> Option<Diagnostic> {
    let symbol = context.defined(name)?;
    let line = context.asks(symbol)?;
    context.evaluator.calculate(symbol);
    if context.evaluator.tristate(symbol) != Tristate::No {
        return None;
    }
    let causes = context.why_below(symbol, Tristate::Yes, &mut Telling::default());
    let mut finding = by_lto(context, family, name, &causes)?.about(name);
    finding.span = context.config.span(line);
    Some(finding)
}

/// What to say of an option that is lost for these causes, if LTO, on or off, is among them.
pub(super) fn by_lto(
    context: &mut Context<'_, '_>,
    family: &Family,
    name: &str,
    causes: &[Cause],
) -> Option<Diagnostic> {
    let by_lto = |cause: &Cause| {
        cause
            .symbol
            .map(|symbol| context.show(symbol))
            .is_some_and(|name| ["LTO", "LTO_CLANG"].contains(&name.as_str()))
    };
    // of several terms of one condition each is told by itself
    let is_term = |cause: &Cause| by_lto(cause) || cause.symbol.is_none() && cause.causes.iter().any(by_lto);
    if !OPTIONS.contains(&name) || !causes.iter().any(is_term) {
        return None;
    }
    let on = context.is_on("LTO");
    if !on && may_come(context, family) {
        return None;
    }
    let why = match (on, name) {
        (true, "RUST") => "LTO together with DEBUG_INFO_BTF takes it away".to_owned(),
        (true, _) => "LTO takes it away".to_owned(),
        (false, _) => "this version has it with LTO only".to_owned(),
    };
    let message = format!("{name}=y is not honoured: {why}");
    let mut finding = Diagnostic::warning("ltoconf::lto::option-lost", message);
    honoured::tell(context, causes, &mut finding);
    if let Some((member, line)) = family.asked(context).filter(|_| on) {
        finding = finding.related(context.config.span(line), format!("LTO is on by {member}=y"));
    }
    let none = family.without(context);
    let without_it = context.script(&[Change::Off(name)]);
    Some(finding.help(match (on, name) {
        (true, "RUST") => format!("without LTO: {none}; or without BTF: {}", without_btf(context)),
        (true, _) => format!("without LTO: {none}; or {without_it}"),
        (false, _) => {
            let with = context.script(&[Change::Off("LTO_NONE"), Change::On("LTO_CLANG_THIN")]);
            format!("with LTO: {with}; or {without_it}")
        }
    }))
}

fn without_btf(context: &Context<'_, '_>) -> String {
    context.script(&[Change::Off("DEBUG_INFO_BTF")])
}

/// Whether LTO, which is off, may come from a file that a fragment is merged with: no line of its own says which member
/// it is to be, and some member is possible.
fn may_come(context: &Context<'_, '_>, family: &Family) -> bool {
    let config = context.config;
    let open = config.kind == Kind::Fragment && !config.complete && config.embedded.is_some();
    let possible = |&member: &SymbolId| {
        let off = config.said.get(&context.show(member)).is_some_and(|statement| statement.value.starts_with('n'));
        !off && context.evaluator.states[member].visible != Tristate::No
    };
    open && context.asks(family.none).is_none() && family.members.iter().any(possible)
}

/// RUST goes without a word: what is not offered is not written either. Told where the tools could do it.
fn never_offered(context: &mut Context<'_, '_>, family: &Family) -> Option<Diagnostic> {
    let said = context.config.said;
    let rust = context.defined("RUST")?;
    let (tools, btf) = (said.yes("RUST_IS_AVAILABLE")?, said.yes("DEBUG_INFO_BTF")?);
    let offered = !context.config.complete || said.mentions("RUST") || said.yes("HAVE_RUST").is_none();
    if offered || context.config.embedded.is_none() || !context.is_on("LTO") || !context.is_on("DEBUG_INFO_BTF") {
        return None;
    }
    let message =
        "RUST is not offered, though the tools for it are there: LTO together with DEBUG_INFO_BTF rules it out";
    let mut finding = Diagnostic::note("ltoconf::lto::option-lost", message).about("RUST");
    finding.span = context.config.span(btf);
    finding = finding.related(context.config.span(tools), "rustc was found");
    if let Some((member, line)) = family.asked(context) {
        finding = finding.related(context.config.span(line), format!("LTO is on by {member}=y"));
    }
    finding = finding.related(context.definition(rust), "RUST needs one of the two to be off");
    let none = family.without(context);
    Some(finding.help(format!("without LTO: {none}; or without BTF: {}", without_btf(context))))
}

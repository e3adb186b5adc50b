//! Options that LTO takes away, or that older versions have with LTO alone.

use std::collections::HashSet;

use crate::{
    diagnostic::Diagnostic,
    finding::{
        cause::{Cause, Telling},
        honoured,
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
    let by_lto = |cause: &Cause| {
        cause
            .symbol
            .map(|symbol| context.show(symbol))
            .is_some_and(|name| ["LTO", "LTO_CLANG"].contains(&name.as_str()))
    };
    if !causes.iter().any(by_lto) {
        return None;
    }
    let on = context.is_on("LTO");
    let why = match (on, name) {
        (true, "RUST") => "LTO together with DEBUG_INFO_BTF takes it away".to_owned(),
        (true, _) => "LTO takes it away".to_owned(),
        (false, _) => "this version has it with LTO only".to_owned(),
    };
    let message = format!("{name}=y is not honoured: {why}");
    let mut finding = Diagnostic::warning("ltoconf::lto::option-lost", message).about(name);
    finding.span = context.config.span(line);
    honoured::tell(context, &causes, 0, &mut finding);
    if let Some((member, line)) = family.asked(context).filter(|_| on) {
        finding = finding.related(context.config.span(line), format!("LTO is on by {member}=y"));
    }
    let none = family.without(context);
    Some(finding.help(match (on, name) {
        (true, "RUST") => format!("without LTO: {none}; or without BTF: scripts/config -d DEBUG_INFO_BTF"),
        (true, _) => format!("without LTO: {none}; or scripts/config -d {name}"),
        (false, _) => format!("with LTO: scripts/config -d LTO_NONE -e LTO_CLANG_THIN; or scripts/config -d {name}"),
    }))
}

/// RUST goes without a word: what is not offered is not written either. Told where the tools could do it.
fn never_offered(context: &mut Context<'_, '_>, family: &Family) -> Option<Diagnostic> {
    let said = context.config.said;
    let rust = context.defined("RUST")?;
    let (tools, btf) = (said.yes("RUST_IS_AVAILABLE")?, said.yes("DEBUG_INFO_BTF")?);
    let offered = !context.config.complete || said.mentions("RUST") || said.yes("HAVE_RUST").is_none();
    if offered || context.config.embedded.is_none() || !context.is_on("LTO") {
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
    Some(finding.help(format!("without LTO: {none}; or without BTF: scripts/config -d DEBUG_INFO_BTF")))
}

//! Names that changed, and symbols that only an architecture can set, where a line still sets them.

use std::collections::HashSet;

use crate::{
    diagnostic::Diagnostic,
    finding::{Kind, script::Change},
    lto::{
        embedded::Choice,
        ruleset::RuleSet,
        said::{LTO_OF_ARCHITECTURE, OF_ARCHITECTURE},
    },
    model::symbol::{SymbolId, Tristate},
};

use super::{Context, Family};

/// The version in which `CFI_CLANG` became `CFI`.
const CFI_RENAMED: (u32, u32) = (6, 18);

/// Findings about names.
pub(super) fn check(context: &mut Context<'_, '_>, family: &Family, unknown: &HashSet<SymbolId>) -> Vec<Diagnostic> {
    let found = [thin(context, family), distributed(context), cfi(context)];
    let mut findings: Vec<Diagnostic> = found.into_iter().flatten().chain(before_members(context, family)).collect();
    let known = |name: &&str| !context.defined(name).is_some_and(|symbol| unknown.contains(&symbol));
    let names: Vec<&str> = OF_ARCHITECTURE.into_iter().filter(known).collect();
    for name in names {
        findings.extend(by_hand(context, name));
    }
    findings
}

fn renamed(context: &Context<'_, '_>, old: &str, now: &str, line: u32, help: String) -> Diagnostic {
    let message = format!("{old} is {now} now");
    let mut finding = Diagnostic::warning("ltoconf::lto::renamed", message).about(old).help(help);
    finding.span = context.config.span(line);
    let definition = context.defined(now).and_then(|symbol| context.definition(symbol));
    finding.related(definition, format!("{now} is defined here"))
}

/// `THINLTO` of the first patch, where the choice has a member for it.
fn thin(context: &Context<'_, '_>, family: &Family) -> Option<Diagnostic> {
    let line = context.config.said.yes("THINLTO")?;
    if family.is_seed() || context.defined("THINLTO").is_some() || context.defined("LTO_CLANG_THIN").is_none() {
        return None;
    }
    let script = context.script(&[Change::Unset("THINLTO"), Change::Off("LTO_NONE"), Change::On("LTO_CLANG_THIN")]);
    let help = format!("write CONFIG_LTO_CLANG_THIN=y: {script}");
    Some(renamed(context, "THINLTO", "LTO_CLANG_THIN", line, help))
}

/// Members since 5.12, each with what the first patch has in its place: whether `THINLTO` is on beside `LTO_CLANG`.
const SINCE_5_12: [(&str, &str, bool); 3] = [
    ("LTO_CLANG_FULL", "linux-5.12", false),
    ("LTO_CLANG_THIN", "linux-5.12", true),
    ("LTO_CLANG_THIN_DIST", "linux-7.2", true),
];

/// Members of later versions in a tree of the first patch, where `LTO_CLANG` is itself the member.
fn before_members(context: &Context<'_, '_>, family: &Family) -> Vec<Diagnostic> {
    let certain = context.config.embedded.is_none_or(Choice::is_certain);
    if !family.is_seed() || !certain {
        return Vec::new();
    }
    let here = context.config.embedded.map_or("this tree", |choice| choice.name.as_str());
    let later = SINCE_5_12.into_iter().filter(|(name, ..)| context.defined(name).is_none());
    let findings = later.filter_map(|(name, since, thin)| {
        let line = context.config.said.yes(name)?;
        let message = format!("{name}=y has no effect: it came with {since}, and {here} does not have it");
        let mut finding = Diagnostic::warning("ltoconf::lto::too-new", message).about(name);
        finding.span = context.config.span(line);
        finding = finding.related(context.definition(family.clang), "the member that is there");
        let kind = if thin { Change::On("THINLTO") } else { Change::Off("THINLTO") };
        let script = context.script(&[Change::Unset(name), Change::Off("LTO_NONE"), Change::On("LTO_CLANG"), kind]);
        Some(finding.help(format!("it is LTO_CLANG, and THINLTO says which kind: {script}")))
    });
    findings.collect()
}

/// The member that came with 7.2, where the choice does not have it.
fn distributed(context: &Context<'_, '_>) -> Option<Diagnostic> {
    let name = "LTO_CLANG_THIN_DIST";
    let line = context.config.said.yes(name)?;
    let thin = context.defined("LTO_CLANG_THIN")?;
    if context.defined(name).is_some() {
        return None;
    }
    let here = context.config.embedded.map_or("this tree", |choice| choice.name.as_str());
    let message = format!("{name}=y has no effect: it came with linux-7.2, and {here} does not have it");
    let mut finding = Diagnostic::warning("ltoconf::lto::too-new", message).about(name);
    finding.span = context.config.span(line);
    let finding = finding.related(context.definition(thin), "the thin mode that is there");
    let script = context.script(&[Change::Unset(name), Change::Off("LTO_NONE"), Change::On("LTO_CLANG_THIN")]);
    Some(finding.help(format!("write CONFIG_LTO_CLANG_THIN=y: {script}")))
}

/// Whether the model's version has the new name.
fn cfi_is_new(context: &Context<'_, '_>) -> bool {
    match context.config.embedded {
        Some(choice) => choice.release >= CFI_RENAMED,
        None => {
            let model = context.evaluator.model();
            let old = context.defined("CFI_CLANG");
            context.defined("CFI").is_some() && old.is_none_or(|old| model.symbols[old].transitional)
        }
    }
}

fn cfi(context: &Context<'_, '_>) -> Option<Diagnostic> {
    let said = context.config.said;
    let line = said.yes("CFI_CLANG")?;
    if said.yes("CFI").is_some() || !cfi_is_new(context) {
        return None;
    }
    let help = format!("write CONFIG_CFI=y: {}", context.script(&[Change::Unset("CFI_CLANG"), Change::On("CFI")]));
    Some(renamed(context, "CFI_CLANG", "CFI", line, help))
}

/// A line for a symbol that only the architecture selects. In a file that Kconfig wrote whole such lines are its own,
/// save where the architecture cannot have selected it, or is known to; so they are in a part of such a file.
fn by_hand(context: &mut Context<'_, '_>, name: &str) -> Option<Diagnostic> {
    let statement = context.config.said.get(name)?;
    let line = statement.line;
    let asked = match statement.value.as_str() {
        "y" => Tristate::Yes,
        "n" => Tristate::No,
        _ => return None,
    };
    let gone = name.ends_with("_CFI_CLANG") && cfi_is_new(context);
    let symbol = context.defined(name);
    let held = symbol.is_some_and(|it| context.evaluator.tristate(it) == asked);
    let is_whole = context.config.kind == Kind::Whole;
    let whole = match context.config.embedded {
        // on an architecture that is known, a whole file agrees with what it selects
        Some(_) if asked == Tristate::Yes && held && is_whole && !context.config.arch.is_empty() => return None,
        Some(choice) if context.config.complete || (context.config.written && is_whole) => {
            // on an architecture that got LTO at some time, in a tree that may have it from a patch
            let own = match asked {
                Tristate::Yes => {
                    !LTO_OF_ARCHITECTURE.contains(&name)
                        || !choice.is_certain()
                        || context.config.arch.is_empty()
                        || RuleSet::any_has_lto_on(context.config.arch)
                }
                _ => symbol.is_none() || held,
            };
            if own && !gone {
                return None;
            }
            true
        }
        // that it is not set is what a file without the line says as well
        Some(_) if asked == Tristate::No && (symbol.is_none() || held) => return None,
        Some(_) => false,
        None => {
            if asked == Tristate::No || held && is_whole || symbol.is_none() && !gone {
                return None;
            }
            is_whole
        }
    };
    let known = whole || !context.config.arch.is_empty();
    let why = match (gone, whole, asked) {
        (true, ..) => "its name has changed, and no line can set it",
        (false, _, Tristate::No) if known => "this architecture selects it",
        (false, true, _) => "this architecture does not select it, and no line can",
        (false, false, _) => "the architecture selects it or does not, and no line can",
    };
    let message = format!("{name}={} has no effect: {why}", asked.word());
    let mut finding = Diagnostic::warning("ltoconf::lto::architecture-by-hand", message).about(name);
    finding.span = context.config.span(line);
    if let Some(definition) = symbol.and_then(|symbol| context.definition(symbol)) {
        finding = finding.related(Some(definition), "defined here, for an architecture to select");
    }
    Some(finding.help(format!("delete the line: {}", context.script(&[Change::Unset(name)]))))
}

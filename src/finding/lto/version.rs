//! Which rules a file without a tree is judged by, where its header and its contents do not say the same.

use crate::{
    diagnostic::{Advice, Diagnostic},
    lto::{
        embedded::{Basis, Choice},
        ruleset::RuleSet,
        said::MEMBERS,
    },
};

use super::Context;

/// Findings about the version.
pub(super) fn check(context: &Context<'_, '_>) -> Vec<Diagnostic> {
    let Some(choice) = context.config.embedded else { return Vec::new() };
    match (&choice.basis, choice.rules) {
        (Basis::Backport(symbol), Some(rules)) => backport(context, choice, rules, symbol).into_iter().collect(),
        (Basis::Symbol(symbol), Some(RuleSet::SeedV2)) => vec![seed(context, symbol)],
        (Basis::Foreign(project), _) => vec![foreign(context, project)],
        (Basis::Symbol(symbol), Some(rules)) if context.config.complete => vec![guessed(context, rules, Some(symbol))],
        (Basis::Newest, Some(rules)) if context.config.complete => vec![guessed(context, rules, None)],
        (_, None) => before(context, choice),
        _ => Vec::new(),
    }
}

/// Told where LTO is on: without it all rules come to the same.
fn backport(context: &Context<'_, '_>, choice: &Choice, rules: RuleSet, symbol: &str) -> Option<Diagnostic> {
    let said = context.config.said;
    let asking = MEMBERS.into_iter().filter(|&name| name != "LTO_NONE").chain(["LTO_CLANG"]);
    if !asking.into_iter().any(|name| said.yes(name).is_some()) {
        return None;
    }
    let (name, rules) = (&choice.name, rules.name());
    let message = if choice.is_certain() && rules != RuleSet::SeedV2.name() {
        format!("the header says {name}, but {symbol} came later: judged by the rules of {rules}")
    } else {
        format!("{name} has no LTO, but this file's tree has {symbol} from a patch: judged by the rules of {rules}")
    };
    let mut finding = Diagnostic::note("ltoconf::lto::version", message).about(symbol);
    finding.span = said.get(symbol).and_then(|statement| context.config.span(statement.line));
    let (tree, rules) = (context.word(Advice::Tree), context.word(Advice::Rules(None)));
    Some(finding.help(format!("the tree itself knows better: {tree}; other rules: {rules}")))
}

fn seed(context: &Context<'_, '_>, symbol: &str) -> Diagnostic {
    let message = format!("no header says which version this is; {symbol} is of the first patch, seed-v2");
    let mut finding = Diagnostic::note("ltoconf::lto::version", message).about(symbol);
    finding.span = context.config.said.get(symbol).and_then(|statement| context.config.span(statement.line));
    let rules = context.word(Advice::Rules(Some("linux-6.12")));
    finding.help(format!("since 5.12 it is CONFIG_LTO_CLANG_THIN=y alone; {rules} judges by that"))
}

/// A whole file that does not say whose it is: that its version is a guess is worth a word.
fn guessed(context: &Context<'_, '_>, rules: RuleSet, symbol: Option<&str>) -> Diagnostic {
    let rules = rules.name();
    let by = symbol.map_or_else(|| "the newest".to_owned(), |symbol| format!("as it speaks of {symbol}"));
    let message = format!("no header says which version wrote this file: judged by the rules of {rules}, {by}");
    let mut finding = Diagnostic::note("ltoconf::lto::version", message);
    finding.symbol = symbol.map(str::to_owned);
    let line = symbol.and_then(|symbol| context.config.said.get(symbol)).map(|statement| statement.line);
    finding.span = line.and_then(|line| context.config.span(line));
    let (tree, rules) = (context.word(Advice::Tree), context.word(Advice::Rules(Some("linux-6.12"))));
    finding.help(format!("name the version, {rules}, or its tree, {tree}"))
}

fn foreign(context: &Context<'_, '_>, project: &str) -> Diagnostic {
    let message = format!("this is a configuration of {project}: without its tree nothing is known of its LTO");
    Diagnostic::note("ltoconf::lto::version", message)
        .help(format!("say which tree to judge by: {}", context.word(Advice::Tree)))
}

/// A version before LTO: lines that ask for it have no effect.
fn before(context: &Context<'_, '_>, choice: &Choice) -> Vec<Diagnostic> {
    let said = context.config.said;
    let asking = MEMBERS.into_iter().filter(|&name| name != "LTO_NONE").chain(["LTO_CLANG", "THINLTO"]);
    let lines = asking.filter_map(|name| Some((name, said.yes(name)?)));
    let findings = lines.map(|(name, line)| {
        let message = format!("{name}=y has no effect: {} has no LTO", choice.name);
        let mut finding = Diagnostic::warning("ltoconf::lto::before-lto", message).about(name);
        finding.span = context.config.span(line);
        let rules = context.word(Advice::Rules(Some("seed-v2")));
        finding.help(format!("LTO came with 5.12; for a tree with a patch, name its rules: {rules}"))
    });
    findings.collect()
}

//! Lines that the reader stumbles over: unknown symbols, values that are none, duplicates that disagree, lines that are
//! nothing.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, Severity},
    eval::RemarkKind,
    lto::embedded::Basis,
    model::symbol::SymbolId,
    source::lossy,
    syntax::{
        ast::Type,
        dotconfig::{Line, LineKind},
    },
};

use super::{Context, honoured::written_text, lto, spelling};

/// Findings about lines.
pub(super) fn check(context: &Context<'_, '_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut speller = None;
    for (index, line) in context.config.lines.iter().enumerate() {
        findings.extend(stray(context, index as u32, &line.kind));
    }
    for remark in &context.config.reading.remarks {
        let finding = match remark.kind {
            RemarkKind::Unknown => {
                let speller = speller.get_or_insert_with(|| spelling::Speller::new(context.evaluator.model()));
                unknown(context, remark.line, speller)
            }
            RemarkKind::Invalid | RemarkKind::InvalidText | RemarkKind::PassedOver => {
                remark.symbol.and_then(|symbol| invalid(context, remark.line, symbol))
            }
            // told below, or above
            _ => None,
        };
        findings.extend(finding);
    }
    for assignment in &context.config.reading.assignments {
        // mentioned by others, defined by nobody
        if context.evaluator.model().symbols[assignment.symbol].menus.is_empty() {
            let speller = speller.get_or_insert_with(|| spelling::Speller::new(context.evaluator.model()));
            findings.extend(unknown(context, assignment.line, speller));
        }
    }
    findings.extend(duplicates(context));
    findings
}

/// Findings about lines of the LTO family alone, for models that know no other symbols.
pub(super) fn check_family(context: &Context<'_, '_>) -> Vec<Diagnostic> {
    let of_family = |symbol: &str| lto::is_family(symbol);
    let invalid = context.config.reading.remarks.iter().filter_map(|remark| match remark.kind {
        RemarkKind::Invalid | RemarkKind::InvalidText | RemarkKind::PassedOver => {
            invalid(context, remark.line, remark.symbol?)
        }
        _ => None,
    });
    let mut findings: Vec<Diagnostic> = invalid.collect();
    findings.extend(duplicates(context));
    findings.retain(|finding| finding.symbol.as_deref().is_some_and(of_family));
    let foreign = context.config.embedded.is_some_and(|choice| matches!(choice.basis, Basis::Foreign(_)));
    if !foreign {
        let lines = (0_u32..).zip(context.config.lines);
        let meant = lines.filter(|(_, line)| means_symbol(context, line));
        findings.extend(meant.filter_map(|(index, line)| stray(context, index, &line.kind)));
        let unknown = context.config.reading.remarks.iter().filter(|remark| remark.kind == RemarkKind::Unknown);
        findings.extend(unknown.filter_map(|remark| misnamed(context, remark.line)));
    }
    findings
}

/// Whether a line that is not read means a symbol all the same: it has the prefix, or a name that the rules know. Other
/// lines may be of a project that writes its symbols otherwise.
fn means_symbol(context: &Context<'_, '_>, line: &Line) -> bool {
    match line.kind {
        LineKind::NoValue => true,
        LineKind::Foreign => {
            let text = lossy(context.config.cut(&line.at));
            let text = text.trim_start_matches('\u{feff}').trim();
            let text = text.strip_prefix("# ").unwrap_or(text);
            let prefix = lossy(context.config.prefix);
            if let Some(rest) = text.strip_prefix(prefix.as_str()) {
                return rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_');
            }
            let name = text.split_once('=').map(|(name, _)| name.trim_end());
            name.is_some_and(|name| lto::is_family(name) && context.defined(name).is_some())
        }
        _ => false,
    }
}

/// A line that is neither a comment nor an assignment, or looks like `is not set` and is not.
fn stray(context: &Context<'_, '_>, index: u32, kind: &LineKind) -> Option<Diagnostic> {
    let span = context.config.span(index)?;
    let strict = context.evaluator.model().dialect.strict_reader;
    let line = context.config.lines.get(index as usize)?;
    let shown = lossy(context.config.cut(&line.at));
    let (message, help) = match kind {
        LineKind::Foreign if index == 0 && shown.starts_with('\u{feff}') => (
            "a byte order mark stands before the first line, so that line is not read".to_owned(),
            format!("save the file without it, or: sed -i '1s/^\\xEF\\xBB\\xBF//' '{}'", context.path()),
        ),
        LineKind::Foreign if shown.trim().is_empty() => return None,
        LineKind::Foreign => {
            let prefix = lossy(context.config.prefix);
            (format!("'{}' is no line of a configuration", clip(&shown)), format!("lines start with '{prefix}' or '#'"))
        }
        LineKind::NoValue => (format!("'{}' has no value", clip(&shown)), format!("write {}=y", shown.trim())),
        LineKind::NotSet { exact: false, .. } if strict => {
            ("this comment sets nothing: something follows 'is not set'".to_owned(), "end the line there".to_owned())
        }
        LineKind::Comment => {
            let rest = shown.strip_prefix('#')?;
            let words: Vec<&str> = rest.split_ascii_whitespace().collect();
            let [name, "is", "not", "set"] = words.as_slice() else { return None };
            // a word of prose is no symbol
            let symbol = name.strip_prefix(&*lossy(context.config.prefix))?;
            context.evaluator.model().find(symbol.as_bytes())?;
            let why = if rest.starts_with(name) { "a blank is missing after '#'" } else { "one blank parts its words" };
            (format!("this comment sets nothing: {why}"), format!("write # {name} is not set"))
        }
        _ => return None,
    };
    Some(Diagnostic::warning("ltoconf::config::stray-line", message).at(span).help(help))
}

pub(super) fn clip(text: &str) -> String {
    let mut clipped: String = text.chars().take(60).collect();
    if clipped.len() < text.len() {
        clipped.push('…');
    }
    clipped
}

/// A line that is read as if it set a symbol, and names none that any tree could have, by how it is written.
fn misnamed(context: &Context<'_, '_>, line: u32) -> Option<Diagnostic> {
    let LineKind::Set { name, value } = &context.config.lines.get(line as usize)?.kind else { return None };
    let (name, value) = (lossy(context.config.cut(name)), lossy(context.config.cut(value)));
    let span = context.config.span(line)?;
    let shown = clip(&lossy(context.config.cut(&context.config.lines.get(line as usize)?.at)));
    let bare = name.trim_end_matches([':', '+', '?', '!']).trim();
    let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let plain = bare.replace('-', "_");
    let (why, meant) = if bare.is_empty() {
        (format!("'{shown}' names no symbol"), None)
    } else if bare.len() < name.len() && is_name(bare) {
        let taken = format!("'{shown}' is taken for a line about a symbol named '{name}'");
        let sign = if bare.len() == name.trim().len() { "a blank beside '='" } else { "nothing but '='" };
        let rule = if sign.starts_with("nothing") { "takes" } else { "does not take" };
        (format!("{taken}: Kconfig {rule} {sign}"), Some(bare))
    } else if name.contains('-') && is_name(&plain) && context.defined(&plain).is_some() {
        (format!("no symbol is named '{name}'"), Some(plain.as_str()))
    } else {
        return None;
    };
    let help = match meant {
        Some(meant) => format!("write {}{meant}={}", lossy(context.config.prefix), value.trim()),
        None => "remove the line".to_owned(),
    };
    Some(Diagnostic::warning("ltoconf::config::unknown-symbol", why).at(span).about(bare).help(help))
}

fn unknown(context: &Context<'_, '_>, line: u32, speller: &spelling::Speller) -> Option<Diagnostic> {
    if let Some(misnamed) = misnamed(context, line) {
        return Some(misnamed);
    }
    let (name, value) = context.config.assigned(line)?;
    let name = lossy(name);
    let model = context.evaluator.model();
    // n of a symbol that does not exist is what everybody gets
    let severity = if value == b"n" { Severity::Note } else { Severity::Warning };
    let message = format!("no symbol {name} in this tree");
    let mut finding = Diagnostic::warning("ltoconf::config::unknown-symbol", message);
    finding.severity = severity;
    finding.help = Some(if let Some(now) = spelling::renamed(model, &name) {
        format!("it is {now} now")
    } else if let Some(near) = speller.nearest(&name) {
        format!("is {near} meant?")
    } else {
        "remove the line, or look for the symbol's new name".to_owned()
    });
    Some(finding.at(context.config.span(line)?).about(name.trim()))
}

fn invalid(context: &Context<'_, '_>, line: u32, symbol: SymbolId) -> Option<Diagnostic> {
    let (name, value) = context.config.assigned(line)?;
    let ty = context.evaluator.model().symbols[symbol].ty?;
    // before 6.8 a number that nothing gives is written so, and refused when it is read again
    if value.is_empty() && context.evaluator.states[symbol].write && written_text(context, symbol).is_empty() {
        return None;
    }
    let (name, value) = (lossy(name), lossy(value));
    let wants = match ty {
        Type::Bool => "a bool is y or n, without quotes",
        Type::Tristate => "a tristate is y, m or n, without quotes",
        Type::Int => "an int is decimal digits, without leading zeros",
        Type::Hex => "a hex is hexadecimal digits, with or without 0x",
        Type::String => "a string stands between double quotes",
    };
    let message = format!("'{}' is no value for {name}, which is {} {}", clip(&value), article(ty), ty.word());
    let finding = Diagnostic::error("ltoconf::config::invalid-value", message).about(name).help(wants);
    let related = context.definition(symbol);
    Some(finding.at(context.config.span(line)?).related(related, "defined here"))
}

fn article(ty: Type) -> &'static str {
    if ty == Type::Int { "an" } else { "a" }
}

/// Several lines about one symbol that do not say the same.
fn duplicates(context: &Context<'_, '_>) -> Vec<Diagnostic> {
    let mut lines: BTreeMap<SymbolId, Vec<u32>> = BTreeMap::new();
    for assignment in context.config.reading.assignments.iter().filter(|assignment| assignment.taken) {
        lines.entry(assignment.symbol).or_default().push(assignment.line);
    }
    let mut findings = Vec::new();
    for (symbol, lines) in lines {
        let values: Vec<_> =
            lines.iter().filter_map(|&line| context.config.assigned(line).map(|(_, value)| value)).collect();
        let (Some(first), Some(last)) = (values.first(), lines.last()) else { continue };
        if values.iter().all(|value| value == first) {
            continue;
        }
        let name = context.show(symbol);
        let counts = context.set_at.get(&symbol).unwrap_or(last);
        let value = context.config.assigned(*counts).map_or_else(String::new, |(_, value)| lossy(value));
        let rule = if counts == last {
            format!("the last line counts: {value}")
        } else {
            format!("a choice keeps the last member that is set to y, so line {} counts: {value}", counts + 1)
        };
        let message = format!("{name} is set {} times, differently; {rule}", values.len());
        let mut finding = Diagnostic::warning("ltoconf::config::contradicting-lines", message).about(name);
        finding.help = Some("keep one of the lines".into());
        finding.span = lines.last().and_then(|&line| context.config.span(line));
        for &line in lines.iter().rev().skip(1) {
            finding = finding.related(context.config.span(line), "set here as well");
        }
        findings.push(finding);
    }
    findings
}

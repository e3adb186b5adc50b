//! What the reference says on stderr enters as our values, its words leave: tools that stand around `conf` read them.

use crate::{
    diagnostic::{Diagnostic, Severity},
    eval::{Remark, RemarkKind},
    model::Model,
    source::{Sources, lossy},
    syntax::dotconfig::Line,
    tree::expand::Said,
};

/// A macro's message; the first part goes to stdout, the second to stderr.
pub(super) fn said(sources: &Sources, span: crate::source::Span, said: &Said) -> (Option<String>, Option<String>) {
    match said {
        Said::Info(text) => (Some(format!("{}\n", lossy(text))), None),
        Said::Warning(text) => (None, Some(format!("{}: {}\n", sources.locate(span), lossy(text)))),
    }
}

/// A warning or an error about the tree.
pub(super) fn diagnostic(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let place = diagnostic.span.map(|span| sources.locate(span));
    let name = diagnostic.symbol.as_deref().unwrap_or_default();
    match diagnostic.code {
        "ltoconf::macros::recursive" => {
            format!("{}: Recursive variable '{name}' references itself (eventually)\n", place.unwrap_or_default())
        }
        "ltoconf::tree::inclusion-loop" => {
            let chain = diagnostic.related.iter().filter_map(|related| related.span);
            let chain: String = chain.map(|span| format!("  included from: {}\n", sources.locate(span))).collect();
            format!("Recursive inclusion detected.\nInclusion path:\n  current file : {name}\n{chain}")
        }
        "ltoconf::kconfig::dependency-cycle" => {
            let chain: String = diagnostic.related.iter().map(|related| format!("\t{}\n", related.message)).collect();
            format!(
                "error: recursive dependency detected!\n{chain}For a resolution refer to \
                 Documentation/kbuild/kconfig-language.rst\nsubsection \"Kconfig recursive dependency limitations\"\n\n"
            )
        }
        _ => {
            let place = place.map_or(String::new(), |place| format!("{place}:"));
            let word = if diagnostic.severity == Severity::Error { " error: " } else { "warning: " };
            let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
            format!("{place}{word}{}{help}\n", diagnostic.message)
        }
    }
}

/// A remark on a line of a `.config`; `None` where the reference is silent.
pub(super) fn remark(
    model: &Model,
    file: &str,
    text: &[u8],
    lines: &[Line],
    remark: &Remark,
    warn_of_unknown: bool,
) -> Option<String> {
    let line = lines.get(remark.line as usize)?;
    let shown = lossy(text.get(line.at.start as usize..line.at.end as usize).unwrap_or_default());
    let name = remark.symbol.map_or_else(String::new, |symbol| model.show(symbol));
    let value = shown.split_once('=').map_or("n", |(_, value)| value);
    let said = match remark.kind {
        RemarkKind::Unexpected => format!("unexpected data: {shown}"),
        RemarkKind::Unknown if warn_of_unknown => {
            let named = shown.split_once("CONFIG_").map_or(shown.as_str(), |(_, rest)| rest);
            format!("unknown symbol: {}", named.split([' ', '=']).next().unwrap_or_default())
        }
        RemarkKind::Unknown => return None,
        RemarkKind::Reassigned => format!("override: reassigning to symbol {name}"),
        RemarkKind::Invalid => format!("symbol value '{value}' invalid for {name}"),
        RemarkKind::InvalidText => "invalid string found".into(),
        RemarkKind::ChoiceOverridden => format!("override: {name} changes choice state"),
        RemarkKind::ChoiceInconsistent => format!("{name} creates inconsistent choice state"),
    };
    Some(format!("{file}:{}:warning: {said}\n", remark.line + 1))
}

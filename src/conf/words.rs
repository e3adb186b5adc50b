//! What the reference says enters as our values, its words leave: tools that stand around `conf` read them.

use crate::{
    diagnostic::{Diagnostic, Severity},
    dialect::Dialect,
    eval::{Remark, RemarkKind},
    model::Model,
    source::{Sources, Span, lossy},
    syntax::dotconfig::Line,
};

/// A macro's message, for the standard output.
pub(super) fn info(text: &[u8]) -> String {
    format!("{}\n", lossy(text))
}

/// A macro's warning, for the standard error.
pub(super) fn warning(sources: &Sources, span: Span, text: &[u8]) -> String {
    format!("{}: {}\n", sources.locate(span), lossy(text))
}

/// Whether the reference tells of it on the standard output.
pub(super) fn is_printed(diagnostic: &Diagnostic) -> bool {
    diagnostic.code == "ltoconf::kconfig::bool-tested-for-m"
}

/// A warning or an error about the tree, in the form of a dialect.
pub(super) fn diagnostic(sources: &Sources, diagnostic: &Diagnostic, dialect: &Dialect) -> String {
    let place = diagnostic.span.map_or_else(String::new, |span| sources.locate(span));
    let name = diagnostic.symbol.as_deref().unwrap_or_default();
    let error = diagnostic.severity == Severity::Error;
    match diagnostic.code {
        "ltoconf::macros::recursive" => {
            format!("{place}: Recursive variable '{name}' references itself (eventually)\n")
        }
        "ltoconf::tree::inclusion-loop" => {
            let mut chain: Vec<Span> = diagnostic.related.iter().filter_map(|related| related.span).collect();
            // before 6.9 the path ends where the file includes what comes to itself
            let itself = |span: &Span| sources.file(span.file).name() == name.as_bytes();
            if !dialect.checks_by_menu
                && let Some(at) = chain.iter().position(itself)
            {
                chain.truncate(at + 1);
            }
            let mut out = format!("Recursive inclusion detected.\nInclusion path:\n  current file : {name}\n");
            for span in chain {
                out += "  included from: ";
                out += &sources.locate(span);
                out.push('\n');
            }
            out
        }
        "ltoconf::tree::repeated-inclusion" => {
            let first = diagnostic.related.iter().filter_map(|related| related.span).map(|span| sources.locate(span));
            let first = first.map(|first| format!("{first}: note: location of first inclusion of {name}\n"));
            format!("{place}: error: repeated inclusion of {name}\n{}", first.collect::<String>())
        }
        "ltoconf::kconfig::dependency-cycle" => cycle(sources, diagnostic, dialect),
        "ltoconf::kconfig::bool-tested-for-m" => format!("{}\n", diagnostic.message),
        // told by the parser, in its own forms
        "ltoconf::kconfig::help-redefined"
        | "ltoconf::kconfig::blank-help"
        | "ltoconf::kconfig::menuconfig-without-prompt"
        | "ltoconf::kconfig::modules-redefined" => {
            let word = if error { "" } else { "warning: " };
            // before 6.9 the parser has left its file when it has seen the file's end
            let ended = diagnostic.span.is_some_and(|span| span.start as usize == sources.file(span.file).text().len());
            let left = ended && !dialect.checks_by_menu && diagnostic.code.ends_with("without-prompt");
            let place = match place.rsplit_once(':') {
                Some((_, line)) if left => format!("<none>:{line}"),
                _ => place,
            };
            format!("{place}: {word}{}\n", diagnostic.message)
        }
        _ => {
            let (colon, word) = match (place.as_str(), error) {
                ("", true) => ("", "error: "),
                (_, true) => (":", " error: "),
                ("", false) => ("", "warning: "),
                (_, false) => (":", "warning: "),
            };
            let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
            format!("{place}{colon}{word}{}{help}\n", diagnostic.message)
        }
    }
}

/// Behaviour of `sym_check_print_recursive`.
fn cycle(sources: &Sources, diagnostic: &Diagnostic, dialect: &Dialect) -> String {
    let old_choices = dialect.old_choices;
    let place = |span: Option<Span>| span.map_or_else(String::new, |span| sources.locate(span));
    let head = if old_choices { format!("{}:", place(diagnostic.span)) } else { String::new() };
    let mut out = format!("{head}error: recursive dependency detected!\n");
    for related in &diagnostic.related {
        let (before, after) = match (old_choices, related.message.ends_with("is part of choice block")) {
            (true, _) => (format!("{}:", place(related.span)), String::new()),
            (false, true) => (String::new(), format!(" at {}", place(related.span))),
            (false, false) => (String::new(), String::new()),
        };
        out.extend([before.as_str(), "\t", &related.message, &after, "\n"]);
    }
    let ending = if dialect.plain_documents { "txt" } else { "rst" };
    out + &format!(
        "For a resolution refer to Documentation/kbuild/kconfig-language.{ending}\n\
         subsection \"Kconfig recursive dependency limitations\"\n\n",
    )
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
        RemarkKind::Unknown | RemarkKind::PassedOver => return None,
        RemarkKind::Reassigned => format!("override: reassigning to symbol {name}"),
        RemarkKind::Invalid => format!("symbol value '{value}' invalid for {name}"),
        RemarkKind::InvalidText => "invalid string found".into(),
        RemarkKind::ChoiceOverridden => format!("override: {name} changes choice state"),
        RemarkKind::ChoiceInconsistent => format!("{name} creates inconsistent choice state"),
    };
    Some(format!("{file}:{}:warning: {said}\n", remark.line + 1))
}

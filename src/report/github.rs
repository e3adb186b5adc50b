//! Findings enter, the workflow commands leave that GitHub turns into annotations of a change
//! (docs.github.com: "Workflow commands for GitHub Actions").

use std::fmt::Write as _;

use crate::diagnostic::Severity;

use super::{Judged, place, text::clipped};

/// `::error file=PATH,line=N,col=N,title=CODE::MESSAGE`, one line for each finding; the help and the rest of the story
/// follow in the message, behind line ends that GitHub shows as such.
pub fn github(judged: &Judged<'_>) -> String {
    let mut out = String::new();
    for finding in judged.findings {
        let (path, at) = place(judged, finding);
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut message = clipped(&finding.message);
        for related in &finding.related {
            let place = related.span.map_or_else(String::new, |span| format!("{}: ", judged.sources.locate(span)));
            let _infallible = write!(message, "\n{place}{}", clipped(related.message.trim_start()));
        }
        if let Some(help) = &finding.help {
            let _infallible = write!(message, "\nhelp: {}", clipped(help));
        }
        let (path, code, message) = (property(&path), property(finding.code), data(&message));
        let _infallible =
            writeln!(out, "::{level} file={path},line={},col={},title={code}::{message}", at.line, at.column);
    }
    out
}

/// A message: what would end the command is escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value: what would end it is escaped too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

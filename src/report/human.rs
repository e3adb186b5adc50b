//! Findings for people: a headline, the line of the file, the chain of causes with their lines, and what to do.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use crate::{
    diagnostic::{Diagnostic, Severity},
    source::{Sources, Span, lossy},
};

use super::Judged;

/// How the text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Human {
    /// with colours
    pub colour: bool,
    /// with lines and arrows that are not ASCII
    pub unicode: bool,
    /// columns
    pub width: usize,
}

impl Default for Human {
    fn default() -> Self {
        Self { colour: false, unicode: true, width: 100 }
    }
}

/// A diagnostic as miette wants it.
#[derive(Debug)]
struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    source: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
}

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The lines of a span, as text of its own, with the span in it: a whole tree's text need not be copied for a line.
fn excerpt(sources: &Sources, span: Span) -> (Excerpt, LabeledSpan) {
    let file = sources.file(span.file);
    let text = file.text();
    let (start, end) = ((span.start as usize).min(text.len()), (span.end as usize).min(text.len()));
    let from = text.get(..start).and_then(|before| memchr::memrchr(b'\n', before)).map_or(0, |at| at + 1);
    let to = text.get(end..).and_then(|after| memchr::memchr(b'\n', after)).map_or(text.len(), |at| end + at);
    let line = sources.place(span).line as usize;
    let mut shown = String::new();
    let before = lossy(text.get(from..start).unwrap_or_default());
    let marked: String = lossy(text.get(start..end).unwrap_or_default()).chars().take(300).collect();
    let after: String = lossy(text.get(end..to).unwrap_or_default()).chars().take(200).collect();
    let label = LabeledSpan::new(None, before.len(), marked.len());
    shown.push_str(&before);
    shown.push_str(&marked);
    shown.push_str(&after);
    (Excerpt { name: lossy(file.name()), text: shown, above: line.saturating_sub(1) }, label)
}

/// A line of a file, which knows how many lines are above it.
#[derive(Debug)]
struct Excerpt {
    name: String,
    text: String,
    above: usize,
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        let found = self.text.read_span(span, before, after)?;
        let (line, column, count) = (found.line() + self.above, found.column(), found.line_count());
        Ok(Box::new(miette::MietteSpanContents::new_named(
            self.name.clone(),
            found.data(),
            *found.span(),
            line,
            column,
            count,
        )))
    }
}

impl Human {
    fn handler(self) -> GraphicalReportHandler {
        let theme = match (self.colour, self.unicode) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => {
                GraphicalTheme { characters: miette::ThemeCharacters::ascii(), ..GraphicalTheme::unicode() }
            }
            (false, true) => GraphicalTheme::unicode_nocolor(),
            (false, false) => GraphicalTheme::none(),
        };
        GraphicalReportHandler::new_themed(theme).with_width(self.width).with_context_lines(0).with_links(false)
    }

    /// One diagnostic.
    pub fn diagnostic(self, sources: &Sources, diagnostic: &Diagnostic) -> String {
        let (source, label) = diagnostic.span.map(|span| excerpt(sources, span)).unzip();
        let shown = Shown { diagnostic, source, labels: label.into_iter().collect() };
        let mut out = String::new();
        if self.handler().render_report(&mut out, &shown).is_err() {
            out = format!("{}\n", diagnostic.message);
        }
        for related in &diagnostic.related {
            let depth = related.message.len() - related.message.trim_start().len();
            let indent = " ".repeat(depth + 4);
            let _infallible =
                writeln!(out, "{indent}{} {}", if depth == 0 { "-" } else { "because" }, related.message.trim_start());
            if let Some(span) = related.span {
                let text = sources.file(span.file).text();
                let line = text.get(span.start as usize..).and_then(|rest| rest.split(|&byte| byte == b'\n').next());
                let line: String = lossy(line.unwrap_or_default()).trim().chars().take(self.width).collect();
                let _infallible = writeln!(out, "{indent}      {}: {line}", sources.locate(span));
            }
        }
        if let Some(help) = &diagnostic.help {
            let _infallible = writeln!(out, "  help: {help}");
        }
        out
    }

    /// A judged file: its findings, and a line that sums them up.
    pub fn file(self, judged: &Judged<'_>) -> String {
        let mut out = String::new();
        // what merely follows is counted: a hundred such lines would hide the one that matters
        let follows = |finding: &&Diagnostic| finding.code == "ltoconf::config::follows";
        for finding in judged.findings.iter().filter(|finding| !follows(finding)) {
            out.push_str(&self.diagnostic(judged.sources, finding));
            out.push('\n');
        }
        let following: Vec<&Diagnostic> = judged.findings.iter().filter(follows).collect();
        if !following.is_empty() {
            let names: Vec<&str> = following.iter().take(6).filter_map(|finding| finding.symbol.as_deref()).collect();
            let (count, names) = (following.len(), names.join(", "));
            let more = if count > 6 { ", …" } else { "" };
            let lines = if count == 1 { "line follows" } else { "lines follow" };
            let _infallible =
                writeln!(out, "{count} {lines} from the above: {names}{more} (all of them: --format concise)\n");
        }
        out.push_str(&clean_line(judged));
        out
    }
}

/// The line that stands for a file: alone where nothing is to be said.
pub fn clean_line(judged: &Judged<'_>) -> String {
    let of = |severity| judged.findings.iter().filter(|finding| finding.severity == severity).count();
    let mut parts = Vec::new();
    for (severity, word) in [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")] {
        match of(severity) {
            0 => {}
            1 => parts.push(format!("1 {word}")),
            more => parts.push(format!("{more} {word}s")),
        }
    }
    let model = &judged.model;
    let verdict = match parts.is_empty() {
        false => parts.join(", "),
        true if model.rules.is_some() => "no contradiction in its LTO lines".to_owned(),
        true => "every line is honoured".to_owned(),
    };
    let lto = format!("lto: {} ({})", judged.lto.mode, judged.lto.reason);
    let by = match model.rules {
        Some(_) => format!("embedded {} {}", model.name, model.arch),
        None => format!("{} {}", model.name, model.arch),
    };
    format!("{}: {verdict}; {lto}; {}\n", judged.path, by.trim_end())
}

//! Findings for people: a headline, the line of the file, the chain of causes with their lines, and what to do.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use crate::{
    diagnostic::{Diagnostic, Severity},
    finding::Kind,
    source::{Sources, Span, lossy},
};

use super::{
    Judged,
    beside::{self, Beside},
    text::{clipped, path, shown as visible},
};

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
    message: String,
    source: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
}

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
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

/// How many causes of one thing people are told.
const MOST_BESIDE: usize = 8;

/// How many characters of a line are shown before a span, in it, and after it.
const SHOWN: [usize; 3] = [200, 300, 200];

/// The first line of a span, as a text of its own, with the span in it: a whole file's text need not be copied.
fn excerpt(sources: &Sources, span: Span) -> (Excerpt, LabeledSpan) {
    let file = sources.file(span.file);
    let text = file.text();
    let start = (span.start as usize).min(text.len());
    let from = text.get(..start).and_then(|before| memchr::memrchr(b'\n', before)).map_or(0, |at| at + 1);
    let to = text.get(start..).and_then(|after| memchr::memchr(b'\n', after)).map_or(text.len(), |at| start + at);
    let end = (span.end as usize).clamp(start, to);
    // no more is decoded than can be shown; a character has four bytes at most
    let [before, inside, after] = SHOWN;
    let cut = |from: usize, to: usize| lossy(text.get(from..to).unwrap_or_default());
    let last = cut(from.max(start.saturating_sub(4 * before)), start);
    let skipped = last.chars().count().saturating_sub(before);
    let left_out = skipped > 0 || from < start.saturating_sub(4 * before);
    let mut shown: String =
        left_out.then_some('…').into_iter().chain(last.chars().skip(skipped).map(visible)).collect();
    let label_at = shown.len();
    shown.extend(cut(start, end.min(start + 4 * inside)).chars().take(inside).map(visible));
    if shown.len() == label_at {
        // a mark needs something to stand under
        shown.push(' ');
    }
    let label = LabeledSpan::new(None, label_at, shown.len() - label_at);
    if end <= start + 4 * inside {
        shown.extend(cut(end, to.min(end + 4 * after)).chars().take(after).map(visible));
    }
    let place = sources.place(span);
    let above = (place.line as usize).saturating_sub(1);
    (Excerpt { name: path(&lossy(file.name())), text: shown, above, column: place.column as usize - 1 }, label)
}

/// A line of a file, or a part of it, which knows where it stands.
#[derive(Debug)]
struct Excerpt {
    name: String,
    text: String,
    above: usize,
    /// of the span, in the whole line, from 0
    column: usize,
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        let found = self.text.read_span(span, before, after)?;
        // without the lines around it, the span is asked for to be told as a place
        let column = if before == 0 { self.column } else { found.column() };
        let (line, count) = (found.line() + self.above, found.line_count());
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
        GraphicalReportHandler::new_themed(theme).with_width(self.width).with_context_lines(1).with_links(false)
    }

    /// One diagnostic.
    pub fn diagnostic(self, sources: &Sources, diagnostic: &Diagnostic) -> String {
        let (source, label) = diagnostic.span.map(|span| excerpt(sources, span)).unzip();
        let message = clipped(&diagnostic.message);
        let shown = Shown { diagnostic, message, source, labels: label.into_iter().collect() };
        let mut out = String::new();
        if self.handler().render_report(&mut out, &shown).is_err() {
            out = format!("{}\n", diagnostic.message);
        }
        for shown in beside::cut(&diagnostic.related, MOST_BESIDE) {
            let related = match shown {
                Beside::Told(related) => related,
                Beside::More(depth, count) => {
                    let indent = " ".repeat(depth + 4);
                    let _infallible = writeln!(out, "{indent}… and {count} more (all of them: --format json)");
                    continue;
                }
            };
            let depth = beside::depth(related);
            let indent = " ".repeat(depth + 4);
            let (word, message) = (if depth == 0 { "-" } else { "because" }, clipped(related.message.trim_start()));
            let _infallible = writeln!(out, "{indent}{word} {message}");
            if let Some(span) = related.span {
                let text = sources.file(span.file).text();
                let line = text.get(span.start as usize..).and_then(|rest| rest.split(|&byte| byte == b'\n').next());
                let line = line.and_then(|line| line.get(..4 * self.width).or(Some(line))).unwrap_or_default();
                let line: String = lossy(line).trim().chars().take(self.width).map(visible).collect();
                let _infallible = writeln!(out, "{indent}      {}: {line}", sources.locate(span));
            }
        }
        if let Some(help) = &diagnostic.help {
            let _infallible = writeln!(out, "  help: {}", clipped(help));
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
            let (count, names) = (following.len(), clipped(&names.join(", ")));
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
    let fragment = judged.kind == Some(Kind::Fragment);
    let carried = judged.model.as_ref().is_some_and(|model| model.origin.is_carried());
    let verdict = match (parts.is_empty(), carried, fragment) {
        (false, ..) => parts.join(", "),
        (true, true, _) => "no contradiction in its LTO lines".to_owned(),
        (true, false, true) => "no line is sure to be lost".to_owned(),
        (true, false, false) => "every line is honoured".to_owned(),
    };
    let kind = if fragment { "judged as a fragment" } else { "judged as a whole" };
    let lto = format!("lto: {} ({})", judged.lto.mode, judged.lto.reason);
    let mut line = format!("{}: {verdict}; {kind}; {lto}", path(&judged.path));
    if let Some(model) = &judged.model {
        let by = format!("{} {}", model.name, model.arch);
        let _infallible = write!(line, "; {}{}", if carried { "embedded " } else { "" }, by.trim_end());
    }
    line + "\n"
}

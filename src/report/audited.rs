//! What an audit found enters, bytes leave: a table of folders for people, a line for each file for editors, one object
//! for programs.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use serde::Serialize;

use crate::{
    audit::Counts,
    diagnostic::{Diagnostic, Severity},
    lto::Mode,
    source::Span,
};

use super::{
    Human, Judged,
    json::{self, Finding, Lto, Summary},
    text::{self, clipped},
};

/// An audit, ready to be told.
#[derive(Debug)]
pub struct Audited<'a> {
    /// the folder and what is to be said of it
    pub judged: Judged<'a>,
    /// the configuration that it was judged by
    pub config: PathBuf,
    /// how many objects of each kind there are
    pub total: Counts,
    /// the same by folder
    pub folders: &'a BTreeMap<String, Counts>,
}

/// How many folders of a finding are shown to people, and how many files of each.
const MOST_FOLDERS: usize = 12;
const MOST_FILES: usize = 8;

/// For people.
pub fn human(audited: &Audited<'_>, human: Human) -> String {
    let mut out = String::new();
    for finding in audited.judged.findings {
        let head = Diagnostic { related: Vec::new(), help: None, ..finding.clone() };
        out.push_str(&human.diagnostic(audited.judged.sources, &head));
        by_folder(audited, finding, &mut out);
        if let Some(help) = &finding.help {
            let _infallible = writeln!(out, "  help: {help}");
        }
        out.push('\n');
    }
    out.push_str(&summary(audited));
    out
}

/// A file's folder below the audited one, and its name.
fn split(audited: &Audited<'_>, span: Span) -> (String, String) {
    let path = audited.judged.sources.path(span);
    let below = path.strip_prefix(&audited.judged.path).unwrap_or(&path);
    let folder = below.parent().map(|folder| folder.display().to_string()).filter(|folder| !folder.is_empty());
    let name = below.file_name().map(|name| name.to_string_lossy().into_owned());
    (text::path(&folder.unwrap_or_else(|| ".".into())), text::path(&name.unwrap_or_default()))
}

/// The files of a finding, by folder.
fn by_folder(audited: &Audited<'_>, finding: &Diagnostic, out: &mut String) {
    let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for related in &finding.related {
        let Some(span) = related.span else { continue };
        let (folder, name) = split(audited, span);
        // of a broken file or a missing member it matters what it is
        let told = match finding.code {
            "ltoconf::audit::unreadable" | "ltoconf::audit::missing-member" => {
                format!("{name} ({})", clipped(&related.message))
            }
            _ => name,
        };
        folders.entry(folder).or_default().push(told);
    }
    for (folder, files) in folders.iter().take(MOST_FOLDERS) {
        let shown = files.iter().take(MOST_FILES).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if files.len() > MOST_FILES { ", …" } else { "" };
        let _infallible = writeln!(out, "    {folder}: {} ({shown}{more})", files.len());
    }
    if folders.len() > MOST_FOLDERS {
        let files: usize = folders.values().skip(MOST_FOLDERS).map(Vec::len).sum();
        let left = folders.len() - MOST_FOLDERS;
        let _infallible =
            writeln!(out, "    … and {files} more in {left} more folders (all of them: --format concise)");
    }
}

/// The line that sums an audit up.
fn summary(audited: &Audited<'_>) -> String {
    let Audited { judged, total, .. } = audited;
    let count = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        more => Some(format!("{more} {many}")),
    };
    let severity = |wanted| judged.findings.iter().filter(|finding| finding.severity == wanted).count();
    let findings = [
        count(severity(Severity::Error), "error", "errors"),
        count(severity(Severity::Warning), "warning", "warnings"),
        count(severity(Severity::Note), "note", "notes"),
    ];
    let findings: Vec<String> = findings.into_iter().flatten().collect();
    let verdict = match (findings.is_empty(), judged.lto.mode) {
        (true, Mode::Unknown) => "nothing could be judged".to_owned(),
        (true, _) if total.objects() == 0 => "nothing to judge".to_owned(),
        (true, _) => "every object is what it should be".to_owned(),
        (false, _) => findings.join(", "),
    };
    let kinds = [
        count(total.bitcode, "bitcode", "bitcode"),
        count(total.elf, "ELF", "ELF"),
        count(total.other_lto, "other LTO", "other LTO"),
        count(total.unreadable, "broken", "broken"),
    ];
    let kinds: Vec<String> = kinds.into_iter().flatten().collect();
    let path = text::path(&judged.path);
    let mut text = format!("{path}: {verdict}; lto: {} ({}); ", judged.lto.mode, judged.lto.reason);
    let objects = count(total.objects(), "object", "objects").unwrap_or_else(|| "no objects".into());
    let _infallible = write!(text, "{objects}");
    if !kinds.is_empty() {
        let _infallible = write!(text, ": {}", kinds.join(", "));
    }
    // without LTO there is nothing to be left out of
    let left_out = if judged.lto.mode == Mode::None { 0 } else { total.left_out };
    for (number, words) in [(left_out, "left out on purpose"), (total.unjudged, "not judged")] {
        if number > 0 {
            let _infallible = write!(text, "; {number} {words}");
        }
    }
    if let Some(archives) = count(total.thin_archives + total.archives, "archive", "archives") {
        let _infallible = write!(text, "; {archives}");
    }
    text.push('\n');
    text
}

/// One line for each file of each finding.
pub fn concise(audited: &Audited<'_>) -> String {
    let mut out = String::new();
    for finding in audited.judged.findings {
        let (severity, code) = (finding.severity.word(), finding.code);
        if finding.related.is_empty() {
            let (path, message) = (text::path(&audited.judged.path), clipped(&finding.message));
            let _infallible = writeln!(out, "{path}:1:1: {severity}[{code}] {message}");
        }
        for related in &finding.related {
            let path = related.span.map(|span| audited.judged.sources.path(span).display().to_string());
            let path = path.unwrap_or_else(|| audited.judged.path.clone());
            let (path, message) = (text::path(&path), clipped(&related.message));
            let _infallible = writeln!(out, "{path}:1:1: {severity}[{code}] {message}");
        }
    }
    out
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    path: &'a str,
    config: String,
    lto: Lto,
    objects: Counts,
    folders: Vec<Folder<'a>>,
    diagnostics: Vec<Finding>,
    summary: Summary,
}

#[derive(Serialize)]
struct Folder<'a> {
    path: &'a str,
    #[serde(flatten)]
    objects: Counts,
}

/// One object.
///
/// # Errors
/// Those of the serializer, for which there is no reason here.
pub fn json(audited: &Audited<'_>) -> Result<String, serde_json::Error> {
    let mut summary = Summary::default();
    let diagnostics = json::findings(&audited.judged, &mut summary);
    let report = Report {
        version: 1,
        path: &audited.judged.path,
        config: audited.config.display().to_string(),
        lto: Lto::of(&audited.judged),
        objects: audited.total,
        folders: audited.folders.iter().map(|(path, &objects)| Folder { path, objects }).collect(),
        diagnostics,
        summary,
    };
    serde_json::to_string_pretty(&report).map(|text| text + "\n")
}

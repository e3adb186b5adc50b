//! The JSON that is promised: keys are added, never renamed.

use serde::Serialize;

use crate::{diagnostic::Severity, finding::Kind, lto::Mode, source::Sources};

use super::{Judged, Origin, place};

#[derive(Serialize)]
struct Report {
    version: u32,
    files: Vec<File>,
    summary: Summary,
}

#[derive(Serialize)]
struct File {
    path: String,
    kind: Option<Kind>,
    model: Model,
    lto: Lto,
    diagnostics: Vec<Finding>,
}

#[derive(Serialize)]
struct Model {
    kind: &'static str,
    name: String,
    arch: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Lto {
    mode: Mode,
    symbol: Option<String>,
    reason: String,
    line: Option<u32>,
}

#[derive(Serialize)]
pub(super) struct Finding {
    code: &'static str,
    severity: &'static str,
    symbol: Option<String>,
    message: String,
    help: Option<String>,
    path: String,
    line: u32,
    column: u32,
    related: Vec<Related>,
}

#[derive(Serialize)]
struct Related {
    path: String,
    line: u32,
    message: String,
    #[serde(skip_serializing_if = "is_outermost")]
    depth: usize,
    #[serde(skip_serializing_if = "is_all")]
    one_of: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn is_outermost(depth: &usize) -> bool {
    *depth == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn is_all(one_of: &bool) -> bool {
    !one_of
}

#[derive(Default, Serialize)]
pub(super) struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// A related place; one without a place of its own is told at the finding's.
fn related(sources: &Sources, found: &crate::diagnostic::Related, otherwise: (&str, u32)) -> Related {
    Related {
        path: found.span.map_or_else(|| otherwise.0.to_owned(), |span| sources.path(span).display().to_string()),
        line: found.span.map_or(otherwise.1, |span| sources.place(span).line),
        message: found.message.trim_start().to_owned(),
        depth: super::beside::depth(found) / 2,
        one_of: found.one_of,
    }
}

/// A file's findings, counted into a summary.
pub(super) fn findings(judged: &Judged<'_>, summary: &mut Summary) -> Vec<Finding> {
    let findings = judged.findings.iter().map(|finding| {
        match finding.severity {
            Severity::Error => summary.errors += 1,
            Severity::Warning => summary.warnings += 1,
            Severity::Note => summary.notes += 1,
        }
        let (path, at) = place(judged, finding);
        let tell = |found| related(judged.sources, found, (&path, at.line));
        let related = finding.related.iter().map(tell).collect();
        Finding {
            code: finding.code,
            severity: finding.severity.word(),
            symbol: finding.symbol.clone(),
            message: finding.message.clone(),
            help: finding.help.clone(),
            path,
            line: at.line,
            column: at.column,
            related,
        }
    });
    findings.collect()
}

impl Lto {
    pub(super) fn of(judged: &Judged<'_>) -> Self {
        let lto = &judged.lto;
        Self { mode: lto.mode, symbol: lto.symbol.clone(), reason: lto.reason.clone(), line: lto.line }
    }
}

/// All files of a run as one object.
///
/// # Errors
/// Those of the serializer, for which there is no reason here.
pub fn json(files: &[Judged<'_>]) -> Result<String, serde_json::Error> {
    let mut summary = Summary::default();
    let files = files
        .iter()
        .map(|judged| {
            let diagnostics = findings(judged, &mut summary);
            let unknown = || super::ModelName { name: "unknown".into(), arch: "unknown".into(), origin: Origin::Tree };
            let model = judged.model.clone().unwrap_or_else(unknown);
            let kind = if judged.model.is_none() && judged.carried { "embedded" } else { model.origin.word() };
            File {
                path: judged.path.clone(),
                kind: judged.kind,
                diagnostics,
                model: Model { kind, name: model.name, arch: model.arch, rules: model.origin.rules() },
                lto: Lto::of(judged),
            }
        })
        .collect();
    serde_json::to_string_pretty(&Report { version: 1, files, summary }).map(|text| text + "\n")
}

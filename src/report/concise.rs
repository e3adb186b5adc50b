//! One line for each finding, as editors and people who grep want it.

use super::{
    Judged, place,
    text::{self, clipped},
};

/// `path:line:column: severity[code] message`
pub fn concise(judged: &Judged<'_>) -> String {
    let lines = judged.findings.iter().map(|finding| {
        let (path, at) = place(judged, finding);
        let path = text::path(&path);
        let (severity, code, message) = (finding.severity.word(), finding.code, clipped(&finding.message));
        format!("{path}:{}:{}: {severity}[{code}] {message}\n", at.line, at.column)
    });
    lines.collect()
}

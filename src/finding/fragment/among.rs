//! A finding on a line that is lost beside others of its fragment alone enters; it leaves without a claim of which of them
//! gives way.

use crate::diagnostic::Diagnostic;

const TOGETHER: &str = "cannot be had together with other lines of this fragment";

/// Whether a finding claims no more than that a line is lost beside others.
pub(in crate::finding) fn is_beside_others(finding: &Diagnostic) -> bool {
    finding.message.ends_with(TOGETHER)
}

/// Which of such lines gives way is up to what the fragment is merged into, so that no value is claimed.
pub(super) fn blame_no_line(finding: &mut Diagnostic) {
    if let Some((line, _)) = finding.message.split_once(" is not honoured: ") {
        finding.message = format!("{line} {TOGETHER}");
    } else if finding.code == "ltoconf::config::no-prompt" {
        claim_no_value(finding);
    }
}

/// What a line comes to is up to what the fragment is merged into.
pub(super) fn claim_no_value(finding: &mut Diagnostic) {
    let claim = if finding.code == "ltoconf::config::no-prompt" { ": it is " } else { ", so it is " };
    if let Some(at) = finding.message.rfind(claim) {
        finding.message.truncate(at);
    }
}

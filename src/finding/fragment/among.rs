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
    match finding.code {
        "ltoconf::config::unmet-dependency" | "ltoconf::config::hidden-prompt" | "ltoconf::config::selected" => {
            if let Some((line, _)) = finding.message.split_once(" is not honoured: ") {
                finding.message = format!("{line} {TOGETHER}");
            }
        }
        "ltoconf::config::no-prompt" => {
            if let Some((no_effect, _)) = finding.message.split_once(": it is ") {
                finding.message = no_effect.to_owned();
            }
        }
        _ => {}
    }
}

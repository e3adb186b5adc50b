//! What is said of a line of a fragment enters, and whether that holds beside the fragment's other lines alone; the finding
//! leaves, with no more claimed than is certain.

use crate::diagnostic::Diagnostic;

const TOGETHER: &str = "cannot be had together with other lines of this fragment";

/// Whether a finding claims no more than that a line is lost beside others.
pub(in crate::finding) fn is_beside_others(finding: &Diagnostic) -> bool {
    finding.message.ends_with(TOGETHER)
}

/// A finding on a line, and the claim that its message is to end with.
pub(super) struct Told {
    pub(super) finding: Diagnostic,
    /// as [`Verdict::claim`](super::super::verdict::Verdict::claim)
    pub(super) claim: String,
}

impl Told {
    /// Which of lines that are lost beside each other gives way is up to what the fragment is merged into, so that no
    /// value is claimed.
    pub(super) fn blame_no_line(&mut self) {
        self.claim.clear();
        if let Some((line, _)) = self.finding.message.split_once(" is not honoured: ") {
            self.finding.message = format!("{line} {TOGETHER}");
        }
    }

    pub(super) fn said(mut self) -> Diagnostic {
        self.finding.message.push_str(&self.claim);
        self.finding
    }
}

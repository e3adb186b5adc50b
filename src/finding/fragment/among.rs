//! A finding on a line that is lost beside others of its fragment alone enters; it leaves without a claim of which of them
//! gives way.

use crate::{diagnostic::Diagnostic, model::symbol::SymbolId};

use super::super::{Context, certain::Certain};

/// A line that is lost beside others of the fragment alone: which of them gives way is up to what it is merged into, so
/// that no value is claimed.
pub(super) fn blame_no_line(
    context: &Context<'_, '_>,
    by_themselves: &Certain<'_>,
    symbol: SymbolId,
    finding: &mut Diagnostic,
) {
    match finding.code {
        "ltoconf::config::unmet-dependency" | "ltoconf::config::hidden-prompt" => {
            if let Some((line, _)) = finding.message.split_once(" is not honoured: ") {
                finding.message = format!("{line} cannot be had together with other lines of this fragment");
            }
        }
        "ltoconf::config::no-prompt" if !by_themselves.is_certain(symbol) => {
            let name = context.show(symbol);
            finding.message = format!("{name} has no prompt, so this line has no effect");
        }
        _ => {}
    }
}

//! Symbols that a select forces past their dependencies: each is noted as it is calculated, in the reference's words
//! where somebody wants to read them.

use crate::model::symbol::{SymbolId, Tristate};

use super::Evaluator;

impl Evaluator<'_> {
    /// From now on, what the reference says of unmet dependencies is noted as it arises.
    pub fn note_unmet(&mut self) {
        self.unmet_told.get_or_insert_default();
    }

    /// What was noted since the last time.
    pub fn take_unmet(&mut self) -> Vec<u8> {
        self.unmet_told.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// A select forced a symbol past its dependencies. Behaviour of `sym_warn_unmet_dep`.
    pub(super) fn unmet(&mut self, symbol: SymbolId) {
        self.unmet.push(symbol);
        let Some(mut out) = self.unmet_told.take() else { return };
        let found = &self.model.symbols[symbol];
        out.extend_from_slice(b"\nWARNING: unmet direct dependencies detected for ");
        out.extend_from_slice(self.model.name(symbol).unwrap_or(b"(null)"));
        let letter = if self.states[symbol].dir_dep == Tristate::Mod { 'm' } else { 'n' };
        out.extend_from_slice(format!("\n  Depends on [{letter}]: ").as_bytes());
        self.tell_expr(found.dir_dep, &mut out);
        out.push(b'\n');
        for value in [Tristate::Yes, Tristate::Mod] {
            self.tell_terms(&format!("  Selected by [{}]:\n", value.letter()), found.rev_dep, value, &mut out);
        }
        self.unmet_told = Some(out);
    }
}

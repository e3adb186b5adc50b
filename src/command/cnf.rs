//! `ltoconf cnf`: a tree enters; a formula in DIMACS leaves whose models are its valid configurations, with comment
//! lines that name the variables.

use std::io::Write as _;

use crate::{
    cli::{self, Common},
    model::symbol::SymbolId,
    solve::{Encoding, Request, dimacs},
};

use super::{base, check::human, files, unanswered, warn};

/// Writes the formula; 0 where that is done.
pub(super) fn run(common: &Common, arguments: &cli::Cnf) -> u8 {
    let base = match base::read(common, arguments.config.as_deref(), human()) {
        Ok(base) => base,
        Err(status) => return status,
    };
    if let Some(refusal) = unanswered::refuse_whole(&base, &unanswered::unknown(&base), "the formula") {
        warn(format!("error: {refusal}\n"));
        base.loaded.leave();
        return 2;
    }
    let model = &base.loaded.model;
    let (evaluator, _) = base.evaluated();
    let user = base.user();
    // the texts that this configuration has, beside those that the tree tells apart
    let texts: Vec<(SymbolId, Vec<u8>)> = model
        .symbols
        .ids()
        .filter(|&symbol| !evaluator.is_tristate(symbol))
        .map(|symbol| (symbol, evaluator.value_text(symbol).to_vec()))
        .collect();
    let mut encoding = Encoding::new(model, &Request { user: &user, free: true, kept: &[], texts: &texts, fold: true });
    encoding.everything();
    let bytes = dimacs::write(&mut encoding);
    let written = match &arguments.output {
        Some(path) => files::write(path, &bytes),
        None => std::io::stdout().write_all(&bytes).map_err(|error| format!("cannot write: {error}")),
    };
    base.loaded.leave();
    match written {
        Ok(()) => 0,
        Err(message) => {
            warn(format!("error: {message}\n"));
            2
        }
    }
}

//! Wishes that nothing meets enter; why not leaves: a minimal conflict over all that Kconfig says, and a proof.

use crate::{
    model::{Model, symbol::SymbolId},
    solve::{
        Encoding, Request,
        conflict::{self, Conflict},
        fix::Wish,
        literal::Lit,
        proof::{self, Proof},
        solver::SolverError,
    },
    user::UserValues,
};

/// Why wishes cannot be met, whatever the user says of all but the symbols that are kept.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// what of Kconfig rules them out, of which nothing can be left out
    pub conflict: Conflict,
    /// the symbols that take part
    pub symbols: Vec<SymbolId>,
    /// for a checker that knows nothing of this
    pub proof: Proof,
}

/// Finds out why nothing meets wishes. Nothing is folded away for this, so that what can only have one value is part of
/// the story as well.
///
/// # Errors
/// Where the solver gives up, or meets the wishes after all.
pub fn refusal(model: &Model, user: &UserValues, wishes: &[Wish], kept: &[SymbolId]) -> Result<Refusal, SolverError> {
    let texts: Vec<(SymbolId, Vec<u8>)> = wishes
        .iter()
        .filter_map(|wish| match wish {
            Wish::Text(symbol, text) => Some((*symbol, text.clone())),
            Wish::Switch(..) => None,
        })
        .collect();
    let request = Request { user, free: kept.is_empty(), kept, texts: &texts, fold: false };
    let mut encoding = Encoding::new(model, &request);
    let literals: Vec<Lit> = wishes.iter().map(|wish| encoding.literal(wish)).collect();
    encoding.finish();
    let conflict = conflict::find(&encoding, &literals, false)?.ok_or_else(SolverError::disagrees)?;
    let mut symbols: Vec<SymbolId> = conflict.parts.iter().map(|part| part.symbol).collect();
    symbols.sort_unstable();
    symbols.dedup();
    let proof = proof::prove(&mut encoding, &literals)?.ok_or_else(SolverError::disagrees)?;
    Ok(Refusal { conflict, symbols, proof })
}

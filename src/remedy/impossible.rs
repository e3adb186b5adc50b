//! Wishes that nothing meets enter; why not leaves: a minimal conflict over all that Kconfig says, and a proof.

use crate::{
    model::{
        Model, number,
        symbol::{PropertyKind, SymbolId},
    },
    solve::{
        Encoding, Request,
        conflict::{self, Conflict},
        fix::Wish,
        literal::Lit,
        proof::{self, Proof},
        solver::SolverError,
    },
    syntax::ast::Type,
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
    let mut texts: Vec<(SymbolId, Vec<u8>)> = wishes.iter().filter_map(Wish::text).collect();
    for wish in wishes {
        texts.extend(in_ranges(model, wish.symbol()).into_iter().map(|text| (wish.symbol(), text)));
    }
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

/// Some other texts that a user may give the symbol of a wish: one beside, and those within its ranges or at their ends.
pub(super) fn others(model: &Model, wish: &Wish) -> Vec<Vec<u8>> {
    let Wish::Text(symbol, text) = wish else { return Vec::new() };
    let found = &model.symbols[*symbol];
    let base = match found.ty {
        Some(Type::Int) => 10,
        Some(Type::Hex) => 16,
        _ => return vec![[text.as_slice(), b"_"].concat()],
    };
    let written = |value: i64| if base == 16 { format!("{value:#x}") } else { value.to_string() }.into_bytes();
    let value = number::signed(text, base).value;
    let beside = [value.checked_add(1), value.checked_sub(1).filter(|&value| value >= 0)];
    let mut others: Vec<Vec<u8>> = beside.into_iter().flatten().map(written).collect();
    others.extend(in_ranges(model, *symbol));
    for &id in &found.properties {
        let PropertyKind::Range(low, high) = model.properties[id].kind else { continue };
        let ends = [low, high].into_iter().filter(|&end| model.symbols[end].ty.is_none());
        others.extend(ends.filter_map(|end| model.name(end).map(<[u8]>::to_vec)));
    }
    others.retain(|other| other != text);
    others
}

/// Ranges of so many numbers are told in full.
const MOST_NUMBERS: i64 = 256;

/// The numbers that small ranges of a symbol let through.
fn in_ranges(model: &Model, symbol: SymbolId) -> Vec<Vec<u8>> {
    let found = &model.symbols[symbol];
    let base = if found.ty == Some(Type::Hex) { 16 } else { 10 };
    let mut texts = Vec::new();
    for &id in &found.properties {
        let PropertyKind::Range(low, high) = model.properties[id].kind else { continue };
        let constant = |bound: SymbolId| {
            let text = model.name(bound).filter(|_| model.symbols[bound].ty.is_none())?;
            Some(number::signed(text, base).value)
        };
        let (Some(low), Some(high)) = (constant(low), constant(high)) else { continue };
        if high.checked_sub(low).is_some_and(|width| width < MOST_NUMBERS) {
            texts.extend((low..=high).map(|value| match base {
                16 => format!("{value:#x}").into_bytes(),
                _ => value.to_string().into_bytes(),
            }));
        }
    }
    texts
}

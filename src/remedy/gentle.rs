//! Smallest ways that all disturb much enter; ways of more decisions that disturb less leave. One decision, such as
//! that there are no modules at all, may bring a wish about and change thousands of symbols beside: that is the smallest
//! change, and seldom the one that people want.

use crate::{
    model::symbol::{SymbolId, Tristate},
    solve::{
        fix::{Decided, Fixer},
        solver::SolverError,
    },
};

use super::{
    Fix,
    replay::{Confirmed, Replayer},
};

/// Ways around what disturbs much.
#[derive(Clone, Debug, Default)]
pub struct Gentler {
    /// decisions that stay as they are: symbols, and of choices the member that is taken, or else the choice
    pub left_alone: Vec<SymbolId>,
    /// the smallest changes that leave them alone, least disturbing first; each disturbs less than all the smallest of
    /// all
    pub fixes: Vec<Fix>,
}

/// A way that changes more symbols than this beside disturbs much: nobody reads so many lines before saying yes.
const MUCH: usize = 50;

/// How often decisions that disturb much are left alone for others that do as well.
const ROUNDS: usize = 3;

/// Looks for ways around the decisions that disturb much, where all of `smallest` have one.
pub(super) fn find(
    fixer: &mut Fixer<'_, '_>,
    replayer: &Replayer<'_, '_>,
    smallest: &[Confirmed],
) -> Result<Gentler, SolverError> {
    let effects = |found: &[Confirmed]| found.iter().map(|confirmed| confirmed.fix.side_effects.len()).min();
    let Some(least) = effects(smallest).filter(|&least| least > MUCH) else { return Ok(Gentler::default()) };
    let mut left_alone = disturbing(replayer, smallest);
    let mut gentler = Gentler::default();
    for _ in 0..ROUNDS {
        let remedies = if left_alone.is_empty() { Vec::new() } else { fixer.without(&left_alone)? };
        let (found, _) = replayer.confirmed(remedies);
        if found.is_empty() {
            break;
        }
        let calm = effects(&found).is_some_and(|effects| effects <= MUCH);
        let more = if calm { Vec::new() } else { disturbing(replayer, &found) };
        let fixes: Vec<Fix> = found.into_iter().map(|confirmed| confirmed.fix).collect();
        let fixes =
            fixes.into_iter().filter(|fix| fix.side_effects.len() < least).take(replayer.search.limits.remedies);
        let fixes: Vec<Fix> = fixes.collect();
        if !fixes.is_empty() {
            let left_alone = left_alone.iter().map(|&decision| kept(replayer, decision)).collect();
            gentler = Gentler { left_alone, fixes };
        }
        if more.is_empty() {
            break;
        }
        left_alone.extend(more);
    }
    Ok(gentler)
}

/// What is to be kept for a decision to stay.
fn kept(replayer: &Replayer<'_, '_>, decision: SymbolId) -> SymbolId {
    let found = &replayer.model.symbols[decision];
    let taken = |&&member: &&SymbolId| replayer.before.tristate(member) == Tristate::Yes;
    found.members.iter().find(taken).filter(|_| found.choice).copied().unwrap_or(decision)
}

/// The decisions that alone disturb much.
fn disturbing(replayer: &Replayer<'_, '_>, found: &[Confirmed]) -> Vec<SymbolId> {
    let mut decisions: Vec<SymbolId> = Vec::new();
    for one in found.iter().flat_map(|confirmed| &confirmed.way) {
        let symbol = match one {
            Decided::Switch(symbol, _) | Decided::Text(symbol, _) => *symbol,
            Decided::Member { choice, .. } | Decided::Choice { choice, .. } => *choice,
        };
        if !decisions.contains(&symbol) && replayer.disturbs(one) > MUCH {
            decisions.push(symbol);
        }
    }
    decisions
}

//! A value that a configuration has enters; the user's decisions that force it leave: enough of them that nothing else
//! is possible, and none that could be left out.

use crate::model::symbol::SymbolId;

use super::{
    encode::Encoding,
    fix::Wish,
    literal::Lit,
    solver::{Solver, SolverError},
};

/// Finds the decisions that force a value; `None` where they do not, so that the encoding's base has another,
/// or where that is not known.
///
/// # Errors
/// Where the solver gives up.
pub fn find(encoding: &mut Encoding<'_>, value: &Wish) -> Result<Option<Vec<SymbolId>>, SolverError> {
    let held = encoding.literal(value);
    encoding.finish();
    if encoding.unsettled().next().is_some() {
        return Ok(None);
    }
    let mut solver = Solver::default();
    solver.take(&encoding.formula);
    // as a clause: a core is to name decisions alone
    solver.add(&[!held]);
    let all: Vec<Lit> = encoding.freed.values().map(|&lit| !lit).collect();
    let Some(core) = solver.minimal_core(&all)? else { return Ok(None) };
    let decisions = encoding.freed.iter().filter(|(_, lit)| core.contains(&!**lit));
    Ok(Some(decisions.map(|(&symbol, _)| symbol).collect()))
}

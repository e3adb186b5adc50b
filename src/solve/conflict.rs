//! Wishes that cannot all be met enter; a minimal conflict leaves: parts of Kconfig and lines of the user that rule them
//! out together, of which none can be left out.

use std::collections::HashMap;

use crate::model::symbol::SymbolId;

use super::{
    encode::Encoding,
    literal::Lit,
    origin::{Part, PartId},
    solver::{Solver, SolverError},
};

/// What rules wishes out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// positions of the wishes that take part
    pub wishes: Vec<usize>,
    /// what Kconfig says
    pub parts: Vec<Part>,
    /// decisions of the user that would have to change
    pub decisions: Vec<SymbolId>,
}

/// What an assumption stands for.
#[derive(Clone, Copy)]
enum Stands {
    Wish(usize),
    Part(PartId),
    Decision(SymbolId),
}

/// Finds a minimal conflict; `None` where the wishes can be met. With `decided`, the user's decisions count as given.
///
/// # Errors
/// Where the solver gives up.
pub fn find(encoding: &Encoding<'_>, wishes: &[Lit], decided: bool) -> Result<Option<Conflict>, SolverError> {
    let mut solver = Solver::default();
    let mut next = encoding.formula.variables();
    let mut fresh = || {
        next += 1;
        Lit::of(next - 1)
    };
    let mut selectors: HashMap<PartId, Lit> = HashMap::new();
    let mut assumptions: Vec<(Lit, Stands)> = Vec::new();
    for (clause, part) in encoding.formula.clauses() {
        let Some(part) = part else {
            solver.add(clause);
            continue;
        };
        let selector = *selectors.entry(part).or_insert_with(|| {
            let selector = fresh();
            assumptions.push((selector, Stands::Part(part)));
            selector
        });
        let mut guarded = clause.to_vec();
        guarded.push(!selector);
        solver.add(&guarded);
    }
    if decided {
        assumptions.extend(encoding.freed.iter().map(|(&symbol, &lit)| (!lit, Stands::Decision(symbol))));
    }
    // a wish that is a constant, or that another one is, still has a literal of its own
    for (at, &wish) in wishes.iter().enumerate() {
        let asked = fresh();
        solver.add(&[!asked, wish]);
        assumptions.push((asked, Stands::Wish(at)));
    }
    let literals: Vec<Lit> = assumptions.iter().map(|&(lit, _)| lit).collect();
    let Some(core) = solver.minimal_core(&literals)? else { return Ok(None) };
    let mut conflict = Conflict::default();
    for (lit, stands) in assumptions {
        if core.contains(&lit) {
            match stands {
                Stands::Wish(at) => conflict.wishes.push(at),
                Stands::Part(part) => conflict.parts.push(encoding.parts[part]),
                Stands::Decision(symbol) => conflict.decisions.push(symbol),
            }
        }
    }
    Ok(Some(conflict))
}

//! Wishes enter; the smallest sets of decisions to change leave, each with values that meet all wishes, or a conflict
//! that shows that nothing does. Sets of decisions that cannot all stay are gathered from failed questions; a smallest
//! set that meets them all is tried, until one works (implicit hitting sets).

use std::collections::BTreeSet;

use crate::model::symbol::SymbolId;

use super::{
    encode::Encoding,
    hitting::{Found, Hitting},
    literal::Lit,
    solver::{Answer, Solver, SolverError},
};

pub use super::wish::{Decided, Limits, Outcome, Remedy, Unsure, Wish};

/// A search for remedies.
pub struct Fixer<'e, 'm> {
    pub(super) encoding: &'e mut Encoding<'m>,
    pub(super) solver: Solver,
    pub(super) wishes: Vec<Lit>,
    /// decisions that can be changed, each with the literal that frees it
    pub(super) decisions: Vec<(SymbolId, Lit)>,
    /// sets of decisions that cannot all stay, and what is no answer any more
    sets: Hitting,
    pub(super) questions: usize,
    pub(super) limits: Limits,
}

impl<'e, 'm> Fixer<'e, 'm> {
    /// Encodes all that the wishes reach.
    pub fn new(encoding: &'e mut Encoding<'m>, wishes: &[Wish], limits: Limits) -> Self {
        let literals = wishes.iter().map(|wish| encoding.literal(wish)).collect();
        encoding.finish();
        let mut solver = Solver::default();
        solver.take(&encoding.formula);
        let decisions = encoding.freed.iter().map(|(&symbol, &lit)| (symbol, lit)).collect();
        Self { encoding, solver, wishes: literals, decisions, sets: Hitting::default(), questions: 0, limits }
    }

    pub(super) fn ask(&mut self, assumptions: &[Lit]) -> Result<Answer, SolverError> {
        self.questions += 1;
        self.solver.ask(assumptions)
    }

    /// Asks with these decisions free and all others as they are.
    fn with_free(&mut self, free: &BTreeSet<u32>) -> Result<Answer, SolverError> {
        let mut assumptions = self.wishes.clone();
        let bound = self.decisions.iter().enumerate().filter(|(at, _)| !free.contains(&(*at as u32)));
        assumptions.extend(bound.map(|(_, &(_, lit))| !lit));
        self.ask(&assumptions)
    }

    /// The decisions of a core, by position.
    fn decisions_of(&self, core: &[Lit]) -> Vec<u32> {
        let at = |lit: &Lit| self.decisions.iter().position(|&(_, free)| free == !*lit);
        core.iter().filter_map(at).map(|at| at as u32).collect()
    }

    /// Drops from a core what it does not need.
    fn minimal(&mut self, mut core: Vec<Lit>) -> Result<Vec<Lit>, SolverError> {
        let mut at = 0;
        while let Some(&tried) = core.get(at) {
            if self.wishes.contains(&tried) || self.questions >= self.limits.questions {
                at += 1;
                continue;
            }
            let rest: Vec<Lit> = core.iter().copied().filter(|&lit| lit != tried).collect();
            match self.ask(&rest)? {
                // what the smaller core has is in the order of the greater one, up to here tried
                Answer::Core(smaller) => core.retain(|lit| *lit != tried && smaller.contains(lit)),
                Answer::Model(_) => at += 1,
            }
            at = at.min(core.len());
        }
        Ok(core)
    }

    /// Looks for the smallest sets of changes.
    ///
    /// # Errors
    /// Where the solver gives up.
    pub fn run(&mut self) -> Result<Outcome, SolverError> {
        if let Some(at) = self.wishes.iter().position(|&wish| wish == Lit::FALSE) {
            return Ok(match self.encoding.unsure() {
                unsure if unsure.is_empty() => Outcome::Impossible(vec![at]),
                unsure => Outcome::Unknown(unsure),
            });
        }
        let because = match self.with_free(&BTreeSet::new())? {
            Answer::Model(_) => return Ok(Outcome::Held),
            Answer::Core(core) => {
                let wishes = self.wishes.clone();
                // with all decisions free: can it be at all?
                if let Answer::Core(core) = self.ask(&wishes)? {
                    return self.impossible(core);
                }
                self.gather(core)?
            }
        };
        let (remedies, complete) = self.smallest()?;
        Ok(Outcome::Remedies { because, remedies, complete })
    }

    /// The smallest sets of changes that leave these decisions alone, once `run` has found the smallest of all; none
    /// where nothing is left then.
    ///
    /// # Errors
    /// Where the solver gives up.
    pub fn without(&mut self, left_alone: &[SymbolId]) -> Result<Vec<Remedy>, SolverError> {
        let mut asked = self.wishes.clone();
        let mut positions = Vec::new();
        for (at, &(symbol, lit)) in self.decisions.iter().enumerate() {
            if left_alone.contains(&symbol) {
                asked.push(!lit);
                positions.push(at as u32);
            }
        }
        self.questions = 0;
        if let Answer::Core(_) = self.ask(&asked)? {
            return Ok(Vec::new());
        }
        for at in positions {
            self.sets.refuse(BTreeSet::from([at]));
        }
        Ok(self.smallest()?.0)
    }

    /// The smallest sets of changes that are not refused; says whether these are all.
    fn smallest(&mut self) -> Result<(Vec<Remedy>, bool), SolverError> {
        let (mut remedies, mut size, mut least) = (Vec::new(), None, 1);
        loop {
            if self.questions >= self.limits.questions || remedies.len() >= self.limits.remedies {
                return Ok((remedies, false));
            }
            let chosen = match self.sets.smallest(least, size.unwrap_or(self.decisions.len())) {
                Found::Set(chosen) => chosen,
                Found::None => return Ok((remedies, self.encoding.unsettled().next().is_none())),
                Found::Unknown => return Ok((remedies, false)),
            };
            least = chosen.len();
            match self.with_free(&chosen)? {
                Answer::Core(core) => drop(self.gather(core)?),
                Answer::Model(_) => {
                    size = Some(chosen.len());
                    remedies.push(self.remedy(&chosen)?);
                    self.sets.refuse(chosen);
                }
            }
        }
    }

    fn impossible(&mut self, core: Vec<Lit>) -> Result<Outcome, SolverError> {
        let unsure = self.encoding.unsure();
        if !unsure.is_empty() {
            return Ok(Outcome::Unknown(unsure));
        }
        let mut needed = core;
        let mut at = 0;
        while let Some(&tried) = needed.get(at) {
            let rest: Vec<Lit> = needed.iter().copied().filter(|&lit| lit != tried).collect();
            match self.ask(&rest)? {
                Answer::Core(_) => needed = rest,
                Answer::Model(_) => at += 1,
            }
        }
        let positions = self.wishes.iter().enumerate().filter(|(_, wish)| needed.contains(wish)).map(|(at, _)| at);
        Ok(Outcome::Impossible(positions.collect()))
    }

    /// Adds a core, and those that are left when what it has is free: each must be met on its own. Gives the decisions
    /// of each.
    fn gather(&mut self, core: Vec<Lit>) -> Result<Vec<Vec<SymbolId>>, SolverError> {
        let mut free = BTreeSet::new();
        let mut core = core;
        let mut found = Vec::new();
        loop {
            let minimal = self.minimal(core)?;
            let set = self.decisions_of(&minimal);
            let symbols = set.iter().filter_map(|&at| self.decisions.get(at as usize)).map(|&(symbol, _)| symbol);
            found.push(symbols.collect());
            free.extend(set.iter().copied());
            self.sets.add(set);
            if self.questions >= self.limits.questions {
                return Ok(found);
            }
            match self.with_free(&free)? {
                Answer::Core(next) => core = next,
                Answer::Model(_) => return Ok(found),
            }
        }
    }
}

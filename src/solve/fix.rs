//! Wishes enter; the smallest sets of decisions to change leave, each with values that meet all wishes, or a conflict
//! that shows that nothing does. Sets of decisions that cannot all stay are gathered from failed questions; a smallest
//! set that meets them all is tried, until one works (implicit hitting sets).

use std::collections::BTreeSet;

use crate::model::symbol::SymbolId;

use super::{
    encode::Encoding,
    hitting::{Found, Hitting},
    literal::Lit,
    solver::{Answer, Solver, SolverError, holds},
};

pub use super::wish::{Decided, Limits, Outcome, Remedy, Wish};

/// Values of numbers and strings that one way is tried with.
const MOST_VALUES: usize = 4;

/// A search for remedies.
pub struct Fixer<'e, 'm> {
    encoding: &'e mut Encoding<'m>,
    solver: Solver,
    wishes: Vec<Lit>,
    /// decisions that can be changed, each with the literal that frees it
    decisions: Vec<(SymbolId, Lit)>,
    questions: usize,
    limits: Limits,
}

impl<'e, 'm> Fixer<'e, 'm> {
    /// Encodes all that the wishes reach.
    pub fn new(encoding: &'e mut Encoding<'m>, wishes: &[Wish], limits: Limits) -> Self {
        let literals = wishes.iter().map(|wish| encoding.literal(wish)).collect();
        encoding.finish();
        let mut solver = Solver::default();
        solver.take(&encoding.formula);
        let decisions = encoding.freed.iter().map(|(&symbol, &lit)| (symbol, lit)).collect();
        Self { encoding, solver, wishes: literals, decisions, questions: 0, limits }
    }

    fn ask(&mut self, assumptions: &[Lit]) -> Result<Answer, SolverError> {
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
    pub fn run(mut self) -> Result<Outcome, SolverError> {
        if let Some(at) = self.wishes.iter().position(|&wish| wish == Lit::FALSE) {
            return Ok(match self.encoding.unsure() {
                unsure if unsure.is_empty() => Outcome::Impossible(vec![at]),
                unsure => Outcome::Unknown(unsure),
            });
        }
        let mut sets = Hitting::default();
        let because = match self.with_free(&BTreeSet::new())? {
            Answer::Model(_) => return Ok(Outcome::Held),
            Answer::Core(core) => {
                let wishes = self.wishes.clone();
                // with all decisions free: can it be at all?
                if let Answer::Core(core) = self.ask(&wishes)? {
                    return self.impossible(core);
                }
                self.gather(&mut sets, core)?
            }
        };
        let (mut remedies, mut size, mut complete) = (Vec::new(), None, true);
        let mut least = 1;
        loop {
            if self.questions >= self.limits.questions || remedies.len() >= self.limits.remedies {
                complete = false;
                break;
            }
            let chosen = match sets.smallest(least, size.unwrap_or(self.decisions.len())) {
                Found::Set(chosen) => chosen,
                Found::None => break,
                Found::Unknown => {
                    complete = false;
                    break;
                }
            };
            least = chosen.len();
            match self.with_free(&chosen)? {
                Answer::Core(core) => {
                    self.gather(&mut sets, core)?;
                }
                Answer::Model(model) => {
                    size = Some(chosen.len());
                    remedies.push(self.remedy(&chosen, model)?);
                    sets.refuse(chosen);
                }
            }
        }
        Ok(Outcome::Remedies { because, remedies, complete })
    }

    fn impossible(mut self, core: Vec<Lit>) -> Result<Outcome, SolverError> {
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
    fn gather(&mut self, sets: &mut Hitting, core: Vec<Lit>) -> Result<Vec<Vec<SymbolId>>, SolverError> {
        let mut free = BTreeSet::new();
        let mut core = core;
        let mut found = Vec::new();
        loop {
            let minimal = self.minimal(core)?;
            let set = self.decisions_of(&minimal);
            let symbols = set.iter().filter_map(|&at| self.decisions.get(at as usize)).map(|&(symbol, _)| symbol);
            found.push(symbols.collect());
            free.extend(set.iter().copied());
            sets.add(set);
            if self.questions >= self.limits.questions {
                return Ok(found);
            }
            match self.with_free(&free)? {
                Answer::Core(next) => core = next,
                Answer::Model(_) => return Ok(found),
            }
        }
    }

    /// The values that freed decisions may take.
    fn remedy(&mut self, chosen: &BTreeSet<u32>, first: Vec<bool>) -> Result<Remedy, SolverError> {
        let freed: Vec<(SymbolId, Lit)> =
            chosen.iter().filter_map(|&at| self.decisions.get(at as usize).copied()).collect();
        let mut asked = self.wishes.clone();
        let bound = self.decisions.iter().enumerate().filter(|(at, _)| !chosen.contains(&(*at as u32)));
        asked.extend(bound.map(|(_, &(_, lit))| !lit));
        let mut ways = Vec::new();
        let mut model = first;
        for _ in 0..self.limits.ways {
            let (way, switches, texts) = self.way(&freed, &model);
            ways.push(way);
            // of numbers and strings a few are tried: which is the least disturbing shows when they are replayed
            let mut other = asked.clone();
            other.extend(&switches);
            let mut refused = texts;
            for _ in 1..MOST_VALUES {
                if refused.is_empty() || self.questions >= self.limits.questions {
                    break;
                }
                let guard = self.refuse(&refused);
                other.push(guard);
                let Answer::Model(model) = self.ask(&other)? else { break };
                let (way, _, texts) = self.way(&freed, &model);
                ways.push(way);
                refused = texts;
            }
            if switches.is_empty() {
                return Ok(Remedy { ways, complete: true });
            }
            let guard = self.refuse(&switches);
            asked.push(guard);
            match self.ask(&asked)? {
                Answer::Model(next) => model = next,
                Answer::Core(_) => return Ok(Remedy { ways, complete: true }),
            }
        }
        Ok(Remedy { ways, complete: false })
    }

    /// A literal under which not all of these hold together.
    fn refuse(&mut self, literals: &[Lit]) -> Lit {
        let guard = self.encoding.formula.fresh();
        let mut clause: Vec<Lit> = literals.iter().map(|&lit| !lit).collect();
        clause.push(!guard);
        self.encoding.formula.clause(None, &clause);
        self.solver.take(&self.encoding.formula);
        guard
    }

    /// What freed decisions are in a model; the literals of switches and choices, and those of texts that no wish fixes.
    fn way(&mut self, freed: &[(SymbolId, Lit)], model: &[bool]) -> (Vec<Decided>, Vec<Lit>, Vec<Lit>) {
        let (mut way, mut switches, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        for &(symbol, _) in freed {
            let (decided, lit) = self.decided(symbol, model);
            match decided {
                Decided::Text(..) if self.wishes.contains(&lit) => {}
                Decided::Text(..) => texts.push(lit),
                _ => switches.push(lit),
            }
            way.push(decided);
        }
        (way, switches, texts)
    }

    /// What a freed decision is in a model, and the literal that says so.
    fn decided(&mut self, symbol: SymbolId, model: &[bool]) -> (Decided, Lit) {
        let members = self.encoding.choice_members(symbol);
        for member in members {
            let lit = self.encoding.picked(member);
            if holds(model, lit) {
                return (Decided::Member { choice: symbol, member }, lit);
            }
        }
        if self.encoding.is_switch(symbol) {
            let value = self.encoding.known_switch(symbol, model).unwrap_or_default();
            let lit = self.encoding.switch_is(symbol, value);
            let decided = if self.encoding.model.symbols[symbol].choice {
                Decided::Choice(symbol, value)
            } else {
                Decided::Switch(symbol, value)
            };
            return (decided, lit);
        }
        let text = self.encoding.known_text(symbol, model).unwrap_or_default();
        let lit = self.encoding.text_is(symbol, &text).unwrap_or(Lit::TRUE);
        (Decided::Text(symbol, text), lit)
    }
}

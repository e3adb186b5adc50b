//! Decisions that are to change enter; the values that they may take leave, each set of which meets the wishes.

use std::collections::BTreeSet;

use crate::model::symbol::SymbolId;

use super::{
    fix::{Decided, Fixer, Remedy},
    literal::Lit,
    solver::{Answer, SolverError, holds},
};

/// Values of numbers and strings that one way is tried with.
const MOST_VALUES: usize = 4;

impl Fixer<'_, '_> {
    /// The values that freed decisions may take, those first by which the fewest members of choices change.
    pub(super) fn remedy(&mut self, chosen: &BTreeSet<u32>) -> Result<Remedy, SolverError> {
        let freed: Vec<(SymbolId, Lit)> =
            chosen.iter().filter_map(|&at| self.decisions.get(at as usize).copied()).collect();
        let mut asked = self.wishes.clone();
        let bound = self.decisions.iter().enumerate().filter(|(at, _)| !chosen.contains(&(*at as u32)));
        asked.extend(bound.map(|(_, &(_, lit))| !lit));
        let mut ways = Vec::new();
        let mut nearest = self.nearest(&freed);
        for _ in 0..self.limits.ways {
            let Some(model) = nearest.next(self, &asked)? else { return Ok(Remedy { ways, complete: true }) };
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
        }
        let complete = nearest.next(self, &asked)?.is_none();
        Ok(Remedy { ways, complete })
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
        for &member in &members {
            let lit = self.encoding.picked(member);
            if holds(model, lit) {
                return (Decided::Member { choice: symbol, member }, lit);
            }
        }
        if self.encoding.is_switch(symbol) {
            let value = self.encoding.known_switch(symbol, model).unwrap_or_default();
            let mut lit = self.encoding.switch_is(symbol, value);
            if !self.encoding.model.symbols[symbol].choice {
                return (Decided::Switch(symbol, value), lit);
            }
            let mut each = Vec::new();
            for member in members {
                let value = self.encoding.known_switch(member, model).unwrap_or_default();
                let here = self.encoding.switch_is(member, value);
                lit = self.encoding.formula.and(lit, here);
                each.push((member, value));
            }
            // what was joined just now is new to the solver
            self.solver.take(&self.encoding.formula);
            return (Decided::Choice { choice: symbol, value, members: each }, lit);
        }
        let text = self.encoding.known_text(symbol, model).unwrap_or_default();
        let lit = self.encoding.text_is(symbol, &text).unwrap_or(Lit::TRUE);
        (Decided::Text(symbol, text), lit)
    }
}

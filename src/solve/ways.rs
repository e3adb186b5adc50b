//! Decisions that are to change enter; the values that they may take leave, each set of which meets the wishes.

use std::collections::BTreeSet;

use crate::model::symbol::{SymbolId, Tristate};

use super::{
    fix::{Decided, Fixer, Remedy},
    literal::Lit,
    solver::{Answer, SolverError, holds},
};

/// Values of numbers and strings that one way is tried with.
const MOST_VALUES: usize = 4;

/// What freed decisions are in a model.
#[derive(Default)]
struct Way {
    decided: Vec<Decided>,
    /// the literals of switches and choices
    switches: Vec<Lit>,
    /// the same, of choices that set many members those alone that the user is to say anew
    anew: Vec<Lit>,
    /// the literals of texts that no wish fixes
    texts: Vec<Lit>,
}

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
            let Way { decided, switches, anew, texts } = self.way(&freed, &model);
            ways.push(decided);
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
                let way = self.way(&freed, &model);
                ways.push(way.decided);
                refused = way.texts;
            }
            if anew.is_empty() {
                return Ok(Remedy { ways, complete: true });
            }
            // what says all this and more has a part that is enough
            let guard = self.refuse(&anew);
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

    /// What freed decisions are in a model.
    fn way(&mut self, freed: &[(SymbolId, Lit)], model: &[bool]) -> Way {
        let mut way = Way::default();
        for &(symbol, _) in freed {
            let (decided, literals) = self.decided(symbol, model);
            match decided {
                Decided::Text(..) => way.texts.extend(literals.into_iter().filter(|lit| !self.wishes.contains(lit))),
                Decided::Choice { choice, ref members, .. } => {
                    let anew = self.said_anew(choice, members);
                    way.anew.extend(anew.as_ref().unwrap_or(&literals));
                    way.switches.extend(literals);
                }
                Decided::Switch(..) | Decided::Member { .. } => {
                    way.anew.extend(&literals);
                    way.switches.extend(literals);
                }
            }
            way.decided.push(decided);
        }
        way
    }

    /// That no member is y, and the literals of those that are not what the user says of them; `None` where all are.
    fn said_anew(&mut self, choice: SymbolId, members: &[(SymbolId, Tristate)]) -> Option<Vec<Lit>> {
        let mut anew = vec![!self.encoding.switch(choice).yes];
        for &(member, value) in members {
            if self.encoding.user.switch(member).unwrap_or_default() != value {
                anew.push(self.encoding.switch_is(member, value));
            }
        }
        (anew.len() > 1).then_some(anew)
    }

    /// What a freed decision is in a model, and the literals that say so.
    fn decided(&mut self, symbol: SymbolId, model: &[bool]) -> (Decided, Vec<Lit>) {
        let members = self.encoding.choice_members(symbol);
        for &member in &members {
            let lit = self.encoding.picked(member);
            if holds(model, lit) {
                return (Decided::Member { choice: symbol, member }, vec![lit]);
            }
        }
        if self.encoding.is_switch(symbol) {
            let value = self.encoding.known_switch(symbol, model).unwrap_or_default();
            let mut literals = vec![self.encoding.switch_is(symbol, value)];
            if !self.encoding.model.symbols[symbol].choice {
                return (Decided::Switch(symbol, value), literals);
            }
            let mut each = Vec::new();
            for member in members {
                let value = self.encoding.known_switch(member, model).unwrap_or_default();
                literals.push(self.encoding.switch_is(member, value));
                each.push((member, value));
            }
            return (Decided::Choice { choice: symbol, value, members: each }, literals);
        }
        let text = self.encoding.known_text(symbol, model).unwrap_or_default();
        let lit = self.encoding.text_is(symbol, &text).unwrap_or(Lit::TRUE);
        (Decided::Text(symbol, text), vec![lit])
    }
}

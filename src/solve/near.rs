//! Freed decisions enter; models leave, those first in which the fewest members of freed choices are to be said anew.
//! Before 6.11 a choice may set many of its members at once, and counts as one decision all the same: of what it may be
//! then, all that need not change is to stay.

use std::collections::BTreeSet;

use crate::model::symbol::SymbolId;

use super::{
    fix::Fixer,
    hitting::{Found, Hitting},
    literal::Lit,
    solver::{Answer, SolverError},
};

/// A search for models, the nearest first.
pub(super) struct Nearest {
    /// for each member of a freed choice: that it is what the user says
    stays: Vec<Lit>,
    /// sets of these that cannot all hold
    sets: Hitting,
    /// in how many members the next model differs at least
    least: usize,
}

impl Fixer<'_, '_> {
    /// A search through what these decisions may be.
    pub(super) fn nearest(&mut self, freed: &[(SymbolId, Lit)]) -> Nearest {
        let mut stays = Vec::new();
        if self.encoding.model.dialect.old_choices {
            for &(choice, _) in freed {
                for member in self.encoding.choice_members(choice) {
                    let said = self.encoding.user.switch(member).unwrap_or_default();
                    stays.push(self.encoding.switch_is(member, said));
                }
            }
            self.solver.take(&self.encoding.formula);
        }
        Nearest { stays, sets: Hitting::default(), least: 0 }
    }
}

impl Nearest {
    /// The next model under assumptions, which never become fewer from one call to the next; `None` where there is none.
    pub(super) fn next(&mut self, fixer: &mut Fixer<'_, '_>, asked: &[Lit]) -> Result<Option<Vec<bool>>, SolverError> {
        loop {
            let chosen = match self.sets.smallest(self.least, self.stays.len()) {
                Found::Set(chosen) => chosen,
                Found::None => return Ok(None),
                // whatever comes, where the nearest takes too long
                Found::Unknown => (0..self.stays.len() as u32).collect(),
            };
            self.least = self.least.max(chosen.len());
            let bound: Vec<Lit> = self.kept(&chosen).collect();
            match fixer.ask(&[asked, &bound].concat())? {
                Answer::Model(model) => return Ok(Some(model)),
                Answer::Core(core) => {
                    let set = self.minimal(fixer, asked, &core)?;
                    if set.is_empty() {
                        return Ok(None);
                    }
                    self.sets.add(set);
                }
            }
        }
    }

    /// All that stays where these do not.
    fn kept<'s>(&'s self, chosen: &'s BTreeSet<u32>) -> impl Iterator<Item = Lit> + 's {
        let stays = self.stays.iter().enumerate();
        stays.filter(|(at, _)| !chosen.contains(&(*at as u32))).map(|(_, &lit)| lit)
    }

    /// Those of a core that stay, by position, without what it does not need.
    fn minimal(&self, fixer: &mut Fixer<'_, '_>, asked: &[Lit], core: &[Lit]) -> Result<Vec<u32>, SolverError> {
        let mut needed: Vec<Lit> = self.stays.iter().copied().filter(|lit| core.contains(lit)).collect();
        let mut at = 0;
        while let Some(&tried) = needed.get(at) {
            if fixer.questions >= fixer.limits.questions {
                break;
            }
            let rest: Vec<Lit> = needed.iter().copied().filter(|&lit| lit != tried).collect();
            match fixer.ask(&[asked, &rest].concat())? {
                Answer::Core(smaller) => needed.retain(|lit| *lit != tried && smaller.contains(lit)),
                Answer::Model(_) => at += 1,
            }
        }
        let position = |lit: &Lit| self.stays.iter().position(|known| known == lit);
        Ok(needed.iter().filter_map(position).map(|at| at as u32).collect())
    }
}

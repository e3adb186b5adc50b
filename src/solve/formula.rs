//! Clauses and gates enter, a formula in conjunctive form leaves. Constants are folded as it is built, equal gates are
//! built once, and each clause knows the part of Kconfig that it comes from.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{
    literal::{Lit, Pair},
    origin::PartId,
};

/// A formula. A clause is true where one of its literals is; the formula where all clauses are.
#[derive(Clone, Debug)]
pub struct Formula {
    literals: Vec<Lit>,
    /// where each clause ends, and its part; `None` for what only defines a gate
    ends: Vec<(u32, Option<PartId>)>,
    variables: u32,
    ands: HashMap<(Lit, Lit), Lit, FixedState>,
}

impl Default for Formula {
    fn default() -> Self {
        let mut formula = Self { literals: Vec::new(), ends: Vec::new(), variables: 1, ands: HashMap::default() };
        // variable 0, for what is constant
        formula.literals.push(Lit::TRUE);
        formula.ends.push((1, None));
        formula
    }
}

impl Formula {
    /// A new variable.
    pub fn fresh(&mut self) -> Lit {
        self.variables += 1;
        Lit::of(self.variables - 1)
    }

    /// How many variables there are.
    pub fn variables(&self) -> u32 {
        self.variables
    }

    /// How many clauses there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never: the constant's clause is always there.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All clauses, in the order in which they were added.
    pub fn clauses(&self) -> impl Iterator<Item = (&[Lit], Option<PartId>)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|&(end, _)| end));
        let spans = starts.zip(&self.ends);
        spans.map(|(start, &(end, part))| (self.literals.get(start as usize..end as usize).unwrap_or_default(), part))
    }

    /// Adds a clause. One that a constant makes true is dropped, as are literals that are never true.
    pub fn clause(&mut self, part: Option<PartId>, literals: &[Lit]) {
        if literals.contains(&Lit::TRUE) {
            return;
        }
        self.literals.extend(literals.iter().filter(|&&lit| lit != Lit::FALSE));
        self.ends.push((self.literals.len() as u32, part));
    }

    /// `left && right`.
    pub fn and(&mut self, left: Lit, right: Lit) -> Lit {
        if left == Lit::FALSE || right == Lit::FALSE || left == !right {
            return Lit::FALSE;
        }
        if left == Lit::TRUE || left == right {
            return right;
        }
        if right == Lit::TRUE {
            return left;
        }
        let key = (left.min(right), left.max(right));
        if let Some(&known) = self.ands.get(&key) {
            return known;
        }
        let gate = self.fresh();
        self.clause(None, &[!gate, left]);
        self.clause(None, &[!gate, right]);
        self.clause(None, &[gate, !left, !right]);
        self.ands.insert(key, gate);
        gate
    }

    /// `left || right`.
    pub fn or(&mut self, left: Lit, right: Lit) -> Lit {
        !self.and(!left, !right)
    }

    /// All of many.
    pub fn all(&mut self, literals: &[Lit]) -> Lit {
        !self.any(&literals.iter().map(|&lit| !lit).collect::<Vec<_>>())
    }

    /// Any of many.
    pub fn any(&mut self, literals: &[Lit]) -> Lit {
        if literals.contains(&Lit::TRUE) {
            return Lit::TRUE;
        }
        let mut kept: Vec<Lit> = literals.iter().copied().filter(|&lit| lit != Lit::FALSE).collect();
        kept.sort_unstable();
        kept.dedup();
        match kept.as_slice() {
            [] => Lit::FALSE,
            &[one] => one,
            &[left, right] => self.or(left, right),
            _ => {
                let gate = self.fresh();
                for &lit in &kept {
                    self.clause(None, &[gate, !lit]);
                }
                kept.push(!gate);
                self.clause(None, &kept);
                gate
            }
        }
    }

    /// The smaller of two tristates.
    pub fn min(&mut self, left: Pair, right: Pair) -> Pair {
        let on = self.and(left.on, right.on);
        let same = left.on == left.yes && right.on == right.yes;
        Pair { on, yes: if same { on } else { self.and(left.yes, right.yes) } }
    }

    /// The larger of two tristates.
    pub fn max(&mut self, left: Pair, right: Pair) -> Pair {
        !self.min(!left, !right)
    }

    /// `then` where `test` holds, `otherwise` where it does not.
    pub fn choose(&mut self, test: Lit, then: Lit, otherwise: Lit) -> Lit {
        if then == otherwise {
            return then;
        }
        let (one, other) = (self.and(test, then), self.and(!test, otherwise));
        self.or(one, other)
    }

    /// Exactly one of many.
    pub fn one_of(&mut self, part: Option<PartId>, literals: &[Lit]) {
        self.clause(part, literals);
        self.at_most_one(part, literals);
    }

    /// At most one of many: by pairs where there are few, else by a ladder.
    pub fn at_most_one(&mut self, part: Option<PartId>, literals: &[Lit]) {
        if literals.len() <= 6 {
            for (at, &one) in literals.iter().enumerate() {
                for &other in literals.iter().skip(at + 1) {
                    self.clause(part, &[!one, !other]);
                }
            }
            return;
        }
        // each rung holds from the first true literal on
        let mut before: Option<Lit> = None;
        for &lit in literals {
            let rung = self.fresh();
            self.clause(part, &[!lit, rung]);
            if let Some(before) = before {
                self.clause(part, &[!before, rung]);
                self.clause(part, &[!before, !lit]);
            }
            before = Some(rung);
        }
    }
}

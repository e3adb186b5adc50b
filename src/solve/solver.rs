//! A formula enters; whether it can be true, and how, leaves. varisat is met here and nowhere else.

use varisat::ExtendFormula as _;

use super::{formula::Formula, literal::Lit};

/// A solver that keeps what it learns from one question to the next.
pub struct Solver {
    inner: varisat::Solver<'static>,
    /// clauses of the formula that it has
    taken: usize,
}

/// What a question came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// it can be true, and this is how: a value for each variable
    Model(Vec<bool>),
    /// it cannot; these of the assumptions are enough for that
    Core(Vec<Lit>),
}

/// The solver gave up.
#[derive(Debug, thiserror::Error)]
#[error("the solver failed: {0}")]
pub struct SolverError(String);

impl SolverError {
    /// Two questions that must come to the same did not.
    pub(crate) fn disagrees() -> Self {
        Self("two encodings of one question disagree".into())
    }
}

impl std::fmt::Debug for Solver {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Solver").field("taken", &self.taken).finish_non_exhaustive()
    }
}

impl Default for Solver {
    fn default() -> Self {
        Self { inner: varisat::Solver::new(), taken: 0 }
    }
}

fn outer(lit: Lit) -> varisat::Lit {
    varisat::Lit::from_index(lit.variable() as usize, lit.is_positive())
}

fn own(lit: varisat::Lit) -> Lit {
    let own = Lit::of(lit.index() as u32);
    if lit.is_positive() { own } else { !own }
}

impl Solver {
    /// Takes over the clauses that the formula has got since the last time.
    pub fn take(&mut self, formula: &Formula) {
        let mut literals = Vec::new();
        for (clause, _) in formula.clauses().skip(self.taken) {
            literals.clear();
            literals.extend(clause.iter().copied().map(outer));
            self.inner.add_clause(&literals);
        }
        self.taken = formula.len();
    }

    /// Adds a clause of the question's own.
    pub fn add(&mut self, clause: &[Lit]) {
        let literals: Vec<_> = clause.iter().copied().map(outer).collect();
        self.inner.add_clause(&literals);
    }

    /// Asks whether all clauses can be true together with the assumptions.
    ///
    /// # Errors
    /// Where the solver gives up; it is not to be asked again then.
    pub fn ask(&mut self, assumptions: &[Lit]) -> Result<Answer, SolverError> {
        let literals: Vec<_> = assumptions.iter().copied().map(outer).collect();
        self.inner.assume(&literals);
        if self.inner.solve().map_err(|error| SolverError(error.to_string()))? {
            let mut values = Vec::new();
            for lit in self.inner.model().unwrap_or_default() {
                if values.len() <= lit.index() {
                    values.resize(lit.index() + 1, false);
                }
                if let Some(value) = values.get_mut(lit.index()) {
                    *value = lit.is_positive();
                }
            }
            return Ok(Answer::Model(values));
        }
        let core = self.inner.failed_core().unwrap_or_default();
        Ok(Answer::Core(core.iter().copied().map(own).collect()))
    }

    /// Assumptions that cannot hold together and of which none can be left out; `None` where all can hold.
    ///
    /// # Errors
    /// Where the solver gives up; it is not to be asked again then.
    pub fn minimal_core(&mut self, assumptions: &[Lit]) -> Result<Option<Vec<Lit>>, SolverError> {
        let mut core = match self.ask(assumptions)? {
            Answer::Model(_) => return Ok(None),
            Answer::Core(core) => core,
        };
        let mut at = 0;
        while let Some(&tried) = core.get(at) {
            let rest: Vec<Lit> = core.iter().copied().filter(|&lit| lit != tried).collect();
            match self.ask(&rest)? {
                Answer::Core(smaller) => core.retain(|lit| *lit != tried && smaller.contains(lit)),
                Answer::Model(_) => at += 1,
            }
        }
        Ok(Some(core))
    }
}

/// Whether a literal holds in a model.
pub fn holds(model: &[bool], lit: Lit) -> bool {
    lit == Lit::TRUE || model.get(lit.variable() as usize).copied().unwrap_or(false) == lit.is_positive()
}

/// Proves in DRAT that a formula has no model; `None` where it has one.
///
/// # Errors
/// Where the solver gives up.
pub fn refute(formula: &Formula) -> Result<Option<Vec<u8>>, SolverError> {
    let mut proof = Vec::new();
    let mut solver = varisat::Solver::new();
    solver.write_proof(&mut proof, varisat::ProofFormat::Drat);
    for (clause, _) in formula.clauses() {
        let literals: Vec<_> = clause.iter().copied().map(outer).collect();
        solver.add_clause(&literals);
    }
    let satisfiable = solver.solve().map_err(|error| SolverError(error.to_string()))?;
    solver.close_proof().map_err(|error| SolverError(error.to_string()))?;
    drop(solver);
    Ok((!satisfiable).then_some(proof))
}

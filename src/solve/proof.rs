//! An encoding whose wishes cannot be met enters; the formula in DIMACS and a DRAT proof that it has no model leave, for
//! a checker that knows nothing of ltoconf.

use super::{
    encode::Encoding,
    literal::Lit,
    solver::{SolverError, refute},
};

/// A formula and the proof that it has no model.
#[derive(Clone, Debug)]
pub struct Proof {
    /// in DIMACS, the wishes as clauses of one literal
    pub formula: Vec<u8>,
    /// in the text form of DRAT
    pub proof: Vec<u8>,
}

/// Proves that wishes cannot be met; `None` where they can.
///
/// # Errors
/// Where the solver gives up.
pub fn prove(encoding: &mut Encoding<'_>, wishes: &[Lit]) -> Result<Option<Proof>, SolverError> {
    for &wish in wishes {
        encoding.formula.clause(None, &[wish]);
    }
    let formula = super::dimacs::write(encoding);
    Ok(refute(&encoding.formula)?.map(|mut proof| {
        // what follows by unit propagation alone is left out by the solver; a checker wants to see the empty clause
        if !proof.split(|&byte| byte == b'\n').any(|line| line.trim_ascii() == b"0") {
            proof.extend_from_slice(b"0\n");
        }
        Proof { formula, proof }
    }))
}

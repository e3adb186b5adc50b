//! Wishes that nothing meets enter; what rules them out leaves, with places, and the proof where it is wanted.

use crate::{
    lto::embedded::{is_own, without_own},
    model::symbol::SymbolId,
    remedy::{self, Refusal},
    solve::fix::Wish,
    user::UserValues,
};

use super::{
    base::Base,
    wishes::{SearchError, shown},
};

/// What is told of the work.
pub(super) const PROVING: &str = "looking for what rules it out";

/// That nothing meets some wishes, and why.
#[derive(Debug)]
pub struct Impossible {
    /// those that cannot be had together, as they are written
    pub wishes: Vec<String>,
    /// by which rules, such as `linux-6.12.117 x86`
    pub model: String,
    /// `linux-6.12 has no LTO on m68k`, where that is all there is to say
    pub nowhere: Option<String>,
    /// what takes part; nothing of it could be left out
    pub reasons: Vec<Reason>,
    /// what is kept, or cannot be changed in the rules that ltoconf carries, is among the reasons
    pub held: bool,
    /// symbols that were to be kept
    pub kept: Vec<String>,
    /// a proof, where it was asked for
    pub proof: Option<Proof>,
}

/// A rule or a decision that takes part in a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// as `path:line:column`
    pub place: Option<String>,
    /// one line
    pub text: String,
}

/// That wishes cannot be met, for a checker of DRAT proofs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// in DRAT
    pub proof: Vec<u8>,
    /// what it is about, in DIMACS
    pub formula: Vec<u8>,
}

impl Proof {
    pub(super) fn of(refusal: &Refusal) -> Self {
        Self { proof: refusal.proof.proof.clone(), formula: refusal.proof.formula.clone() }
    }
}

/// Finds out what rules wishes out; `pinned` is what does not change, `kept` what of it the user named.
pub(super) fn impossible(
    base: &Base,
    together: &[Wish],
    user: &UserValues,
    pinned: &[SymbolId],
    kept: &[String],
) -> Result<Impossible, SearchError> {
    let model = &base.loaded.model;
    let at_work = base.options.begin(PROVING);
    let refusal = remedy::refusal(model, user, together, pinned)?;
    drop(at_work);
    let mut reasons = refusal.reasons(model);
    let held = reasons.iter().any(|reason| reason.kept);
    // how the carried rules come to it is no kernel's way
    let arch = base.arch_without_lto(&refusal.symbols);
    if arch.is_some() {
        reasons.clear();
    }
    let own = |text: &str| text.split_whitespace().next().is_some_and(is_own);
    if base.is_carried() {
        reasons.retain(|reason| !own(&reason.text));
    }
    let told = reasons.into_iter().map(|reason| Reason {
        place: reason.span.map(|span| base.sources.locate(span)),
        text: if base.is_carried() { without_own(&reason.text) } else { reason.text },
    });
    Ok(Impossible {
        wishes: together.iter().map(|wish| shown(base, wish)).collect(),
        model: format!("{} {}", base.loaded.name.name, base.loaded.name.arch),
        nowhere: arch.map(|arch| format!("{} has no LTO on {arch}", base.loaded.name.name)),
        reasons: told.collect(),
        held,
        kept: kept.to_vec(),
        proof: None,
    })
}

//! A configuration and wishes enter; the smallest changes that meet the wishes leave, each replayed by the evaluator
//! with all that it changes beside.
//!
//! Invariant: nothing leaves that the evaluator has not confirmed.

mod distinct;
pub mod edit;
mod free;
mod gentle;
mod impossible;
mod reason;
mod replay;
pub mod write;

pub use free::Free;
pub use gentle::Gentler;
use impossible::others;
pub use impossible::{Refusal, refusal};
pub use reason::Reason;

use crate::{
    eval::{Evaluator, evaluated, said_behind},
    model::{Model, symbol::SymbolId},
    solve::{
        Encoding, Request,
        fix::{Fixer, Limits, Outcome, Remedy, Unsure, Wish},
        forced,
        solver::SolverError,
    },
    user::UserValues,
};

use replay::Replayer;

/// A symbol that gets another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// the symbol
    pub symbol: SymbolId,
    /// its value before, as text
    pub from: String,
    /// its value after
    pub to: String,
}

/// Changes that meet all wishes.
#[derive(Clone, Debug)]
pub struct Fix {
    /// what the user would have to say
    pub changes: Vec<Change>,
    /// what else becomes different
    pub side_effects: Vec<Change>,
    /// all that the user says then
    pub user: UserValues,
    /// about whom the user has to say something for this
    pub said: Vec<SymbolId>,
    /// of numbers among the changes that may be others as well, all that would do while everything else is as it is here
    pub free: Vec<(SymbolId, Vec<Free>)>,
}

/// What wishes come to.
#[derive(Clone, Debug)]
pub enum Found {
    /// they are met already
    Held,
    /// the smallest changes, least disturbing first. A change is smallest where no other changes fewer decisions of the
    /// user; a choice is one decision. Changes that differ in the value of a bool, a tristate or a choice are listed
    /// each; of those that differ in numbers and strings alone, the least disturbing that was tried is. `complete`:
    /// there are no others
    Fixes {
        /// sets of decisions (symbols, and choices), each of which alone rules the wishes out and has nothing that could
        /// be left out
        because: Vec<Vec<SymbolId>>,
        /// in order
        fixes: Vec<Fix>,
        /// where all of these disturb much: ways of more decisions that disturb less
        gentler: Gentler,
        /// whether the smallest are all there are
        complete: bool,
    },
    /// nothing meets these wishes together
    Impossible(Vec<Wish>),
    /// nothing was found, which proves nothing
    Unknown(Unsure),
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    /// what the user says
    pub user: &'a UserValues,
    /// what shall be
    pub wishes: &'a [Wish],
    /// whose decision stays
    pub kept: &'a [SymbolId],
    /// how much is looked for
    pub limits: Limits,
}

/// Whether an evaluated configuration meets a wish.
pub fn held(evaluator: &Evaluator<'_>, wish: &Wish) -> bool {
    match wish {
        Wish::Switch(symbol, value) => evaluator.tristate(*symbol) == *value,
        Wish::Text(symbol, text) => evaluator.value_text(*symbol) == text.as_slice(),
    }
}

/// Looks for the smallest changes.
///
/// # Errors
/// Where the solver gives up.
pub fn search(model: &Model, search: &Search<'_>) -> Result<Found, SolverError> {
    let before = evaluated(model, search.user);
    if search.wishes.iter().all(|wish| held(&before, wish)) {
        return Ok(Found::Held);
    }
    let texts: Vec<(SymbolId, Vec<u8>)> = search.wishes.iter().filter_map(Wish::text).collect();
    // what the user says of a choice through its members alone is made plain
    let user = said_behind(model, search.user, b"", b"");
    let search = &Search { user: &user, ..search.clone() };
    // decisions are made for a choice as a whole
    let request = Request { user: search.user, free: false, kept: search.kept, texts: &texts, fold: true };
    let mut encoding = Encoding::new(model, &request);
    let mut fixer = Fixer::new(&mut encoding, search.wishes, search.limits);
    match fixer.run()? {
        Outcome::Impossible(positions) => {
            let wishes = positions.into_iter().filter_map(|at| search.wishes.get(at).cloned());
            Ok(Found::Impossible(wishes.collect()))
        }
        Outcome::Unknown(unsure) => Ok(Found::Unknown(unsure)),
        outcome => {
            let (mut because, remedies, mut complete) = match outcome {
                Outcome::Remedies { because, remedies, complete } => (because, remedies, complete),
                // the evaluator said otherwise
                _ => (Vec::new(), vec![Remedy { ways: vec![Vec::new()], complete: false }], false),
            };
            let replayer = Replayer { model, before: &before, search };
            let (mut found, all) = replayer.confirmed(remedies);
            complete &= all && found.len() <= search.limits.remedies;
            found.truncate(search.limits.remedies);
            free::find(&mut fixer, &replayer, &mut found)?;
            let gentler = gentle::find(&mut fixer, &replayer, &found)?;
            let fixes: Vec<Fix> = found.into_iter().map(|confirmed| confirmed.fix).collect();
            if because.is_empty() {
                because.extend(fixes.first().map(|fix| fix.said.clone()));
            }
            let unsure = encoding.unsure();
            if fixes.is_empty() && !unsure.is_empty() {
                return Ok(Found::Unknown(unsure));
            }
            Ok(Found::Fixes { because, fixes, gentler, complete })
        }
    }
}

/// Whether a symbol is told of where its value changes: a choice is told by its members.
fn is_told(model: &Model, symbol: SymbolId) -> bool {
    !model.symbols[symbol].choice && !model.symbols[symbol].menus.is_empty()
}

/// The decisions of a user that force a value which the configuration has: enough for it, and none that could be left
/// out. `None` where the formula does not know the value to be forced.
///
/// # Errors
/// Where the solver gives up.
pub fn forced(
    model: &Model,
    user: &UserValues,
    value: &Wish,
    kept: &[SymbolId],
) -> Result<Option<Vec<SymbolId>>, SolverError> {
    // what else it could be has to be known of a text
    let mut texts: Vec<(SymbolId, Vec<u8>)> = value.text().into_iter().collect();
    texts.extend(others(model, value).into_iter().map(|text| (value.symbol(), text)));
    let request = Request { user, free: false, kept, texts: &texts, fold: true };
    forced::find(&mut Encoding::new(model, &request), value)
}

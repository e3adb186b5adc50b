//! A configuration and wishes enter; the smallest changes that meet the wishes leave, each replayed by the evaluator
//! with all that it changes beside.
//!
//! Invariant: nothing leaves that the evaluator has not confirmed.

pub mod edit;
mod impossible;
mod reason;
pub mod write;

pub use impossible::{Refusal, refusal};
pub use reason::Reason;

use std::collections::BTreeSet;

use crate::{
    eval::{Evaluator, evaluated, said_behind},
    model::{
        Model,
        symbol::{SymbolId, Tristate},
    },
    solve::{
        Encoding, Request,
        fix::{Decided, Fixer, Limits, Outcome, Wish},
        forced,
        solver::SolverError,
    },
    source::lossy,
    syntax::ast::Type,
    user::{UserValue, UserValues},
};

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
        /// whether these are all
        complete: bool,
    },
    /// nothing meets these wishes together
    Impossible(Vec<Wish>),
    /// nothing was found, but of these symbols not all values were tried that may matter
    Unknown(Vec<SymbolId>),
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
    let fixer = Fixer::new(&mut encoding, search.wishes, search.limits);
    match fixer.run()? {
        Outcome::Impossible(positions) => {
            let wishes = positions.into_iter().filter_map(|at| search.wishes.get(at).cloned());
            Ok(Found::Impossible(wishes.collect()))
        }
        Outcome::Unknown(symbols) => Ok(Found::Unknown(symbols)),
        // the evaluator said otherwise: nothing can be claimed
        Outcome::Held => Ok(Found::Fixes { because: Vec::new(), fixes: Vec::new(), complete: false }),
        Outcome::Remedies { because, remedies, mut complete } => {
            let mut fixes = Vec::new();
            for remedy in remedies {
                complete &= remedy.complete;
                for ways in alike(remedy.ways) {
                    let replayed = ways.iter().filter_map(|way| replay(model, &before, search, way));
                    match replayed.min_by_key(|fix| fix.side_effects.len()) {
                        Some(fix) => fixes.push(fix),
                        None => complete = false,
                    }
                }
            }
            fixes.sort_by_cached_key(|fix| {
                let changes: Vec<_> = fix.changes.iter().map(|change| (change.symbol, change.to.clone())).collect();
                (fix.side_effects.len(), fix.changes.len(), changes)
            });
            complete &= fixes.len() <= search.limits.remedies;
            fixes.truncate(search.limits.remedies);
            Ok(Found::Fixes { because, fixes, complete })
        }
    }
}

/// Ways that differ in numbers and strings alone, together.
fn alike(ways: Vec<Vec<Decided>>) -> Vec<Vec<Vec<Decided>>> {
    let switches = |way: &Vec<Decided>| -> Vec<Decided> {
        way.iter().filter(|decided| !matches!(decided, Decided::Text(..))).cloned().collect()
    };
    let mut groups: Vec<Vec<Vec<Decided>>> = Vec::new();
    for way in ways {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| switches(first) == switches(&way))) {
            Some(group) => group.push(way),
            None => groups.push(vec![way]),
        }
    }
    groups
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
    let texts: Vec<(SymbolId, Vec<u8>)> = value.text().into_iter().collect();
    let request = Request { user, free: false, kept, texts: &texts, fold: true };
    forced::find(&mut Encoding::new(model, &request), value)
}

/// Has the evaluator confirm a way; `None` where it does not.
fn replay(model: &Model, before: &Evaluator<'_>, search: &Search<'_>, way: &[Decided]) -> Option<Fix> {
    let mut user = search.user.clone();
    let mut decided = BTreeSet::new();
    for one in way {
        decided.extend(decide(model, before, &mut user, one));
    }
    let after = evaluated(model, &user);
    if !search.wishes.iter().all(|wish| held(&after, wish)) {
        return None;
    }
    // a value that stays only because the user now says so is a change of the user's as well
    let said_anew =
        |symbol: SymbolId| decided.contains(&symbol) && search.user.values.get(&symbol) != user.values.get(&symbol);
    let differing = model.symbols.ids().filter(|&symbol| {
        is_told(model, symbol) && (before.value_text(symbol) != after.value_text(symbol) || said_anew(symbol))
    });
    let (mut changes, mut side_effects) = (Vec::new(), Vec::new());
    for symbol in differing {
        let show = |evaluator: &Evaluator<'_>| lossy(evaluator.value_text(symbol));
        let change = Change { symbol, from: show(before), to: show(&after) };
        if decided.contains(&symbol) { &mut changes } else { &mut side_effects }.push(change);
    }
    Some(Fix { changes, side_effects, user, said: decided.into_iter().collect() })
}

/// Makes the user say something else; gives the symbols about which that is.
fn decide(model: &Model, before: &Evaluator<'_>, user: &mut UserValues, decided: &Decided) -> Vec<SymbolId> {
    match decided {
        Decided::Switch(symbol, value) => {
            user.values.insert(*symbol, UserValue::Switch(*value));
            vec![*symbol]
        }
        Decided::Text(symbol, text) => {
            user.values.insert(*symbol, UserValue::Text(text.clone()));
            vec![*symbol]
        }
        Decided::Member { choice, member } => {
            let mut said = vec![*member];
            for &other in &model.symbols[*choice].members {
                let set = before.tristate(other) != Tristate::No || user.switch(other) == Some(Tristate::Yes);
                if other != *member && set {
                    user.values.insert(other, UserValue::Switch(Tristate::No));
                    said.push(other);
                }
            }
            user.values.insert(*member, UserValue::Switch(Tristate::Yes));
            user.member.insert(*choice, *member);
            if model.dialect.old_choices {
                user.values.insert(*choice, UserValue::Switch(Tristate::Yes));
                user.contrary.remove(choice);
            }
            if let Some(order) = user.order.get_mut(choice) {
                order.retain(|known| known != member);
                order.insert(0, *member);
            }
            said
        }
        Decided::Choice(choice, value) => {
            let mut said = Vec::new();
            for &member in &model.symbols[*choice].members {
                if user.switch(member) == Some(Tristate::Yes) {
                    let tristate = model.symbols[member].ty == Some(Type::Tristate);
                    let value = if tristate { *value } else { Tristate::No };
                    user.values.insert(member, UserValue::Switch(value));
                    said.push(member);
                }
            }
            user.member.remove(choice);
            user.contrary.remove(choice);
            user.values.insert(*choice, UserValue::Switch(*value));
            said
        }
    }
}

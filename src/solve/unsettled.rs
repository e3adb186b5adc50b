//! A model enters; the symbols leave of which Kconfig itself may make something else each time it looks, though the user
//! says nothing new. The formula knows settled values alone: where these take part, it proves nothing.
//!
//! Three things make such symbols. A tristate on which the symbol of modules depends is calculated while it is not yet
//! known whether there are modules, by what was known before (`sym_clear_all_valid`). A default of a choice that is no
//! member counts where it was found visible, if anything has looked at it by then (`sym_choice_default`). And before 6.8
//! a number that is out of its range is forgotten after all was calculated by it (`conf_read`): where no number is in
//! the range, what hangs on it may stay as it was calculated.

use std::collections::{BTreeSet, HashSet};

use foldhash::fast::FixedState;

use crate::{
    model::{
        Model,
        expr::Expr,
        symbol::{PropertyKind, SymbolId},
    },
    syntax::ast::Type,
    user::UserValues,
};

use super::{
    order::{self, Node},
    possible::{Possible, Set},
    text,
};

/// The symbols of a whole tree, in their order; what a user says counts where a range ends at a symbol that is asked for.
pub fn unsettled(model: &Model, user: &UserValues) -> Vec<SymbolId> {
    of(model, &Possible::new(model, user, &[], false)).into_iter().collect()
}

/// The symbols, in their order.
pub(super) fn of(model: &Model, possible: &Possible) -> BTreeSet<SymbolId> {
    let mut found = before_modules(model);
    found.extend(behind_forgotten(model, possible));
    for choice in model.symbols.ids().filter(|&symbol| model.symbols[symbol].choice) {
        let members = members(model, choice);
        if defaults(model, choice).any(|default| !members.contains(&default) && has_prompt(model, default)) {
            found.insert(choice);
            found.extend(members);
        }
    }
    found
}

/// The tristates on which the symbol of modules depends, and that symbol; nothing where there are none.
fn before_modules(model: &Model) -> BTreeSet<SymbolId> {
    let tristate = |symbol: &SymbolId| model.symbols[*symbol].ty == Some(Type::Tristate);
    let mut found: BTreeSet<SymbolId> = order::behind(model, model.modules)
        .into_iter()
        .filter_map(|node| match node {
            Node::Symbol(symbol) => Some(symbol),
            Node::Expr(_) => None,
        })
        .filter(tristate)
        .collect();
    if !found.is_empty() {
        found.insert(model.modules);
    }
    found
}

fn members(model: &Model, choice: SymbolId) -> Vec<SymbolId> {
    if model.dialect.old_choices { model.symbols[choice].members.clone() } else { Possible::members(model, choice) }
}

fn defaults(model: &Model, choice: SymbolId) -> impl Iterator<Item = SymbolId> {
    model.symbols[choice].properties.iter().filter_map(|&id| match model.properties[id].kind {
        PropertyKind::Default(value) => match model.exprs.get(value) {
            Expr::Symbol(symbol) => Some(symbol),
            _ => None,
        },
        _ => None,
    })
}

fn has_prompt(model: &Model, symbol: SymbolId) -> bool {
    model.symbols[symbol].properties.iter().any(|&id| model.properties[id].text().is_some())
}

/// What hangs on numbers that may be forgotten, however often they are written and read.
fn behind_forgotten(model: &Model, possible: &Possible) -> BTreeSet<SymbolId> {
    let forgets = model.dialect.forgets_out_of_range;
    let is_forgotten = |&symbol: &SymbolId| forgets && may_be_forgotten(model, possible, symbol);
    let forgotten: Vec<SymbolId> = model.symbols.ids().filter(is_forgotten).collect();
    let mut behind: HashSet<Node, FixedState> = HashSet::default();
    let order = if forgotten.is_empty() { Vec::new() } else { order::of(model) };
    let mut grown = true;
    while grown {
        let before = behind.len();
        for &node in &order {
            let mut hangs = false;
            order::needs(model, node, |need| {
                // a bound that is the symbol itself is no other symbol's business
                let reads = |&number: &SymbolId| need == Node::Symbol(number) && node != need;
                hangs |= behind.contains(&need) || forgotten.iter().any(reads);
            });
            if let Node::Symbol(symbol) = node
                && model.symbols[symbol].choice
            {
                hangs |= members(model, symbol).into_iter().any(|member| behind.contains(&Node::Symbol(member)));
            }
            if hangs {
                behind.insert(node);
            }
        }
        grown = behind.len() > before;
    }
    let symbols = behind.into_iter().filter_map(|node| match node {
        Node::Symbol(symbol) => Some(symbol),
        Node::Expr(_) => None,
    });
    symbols.collect()
}

/// Whether a user may give a symbol a number that its range does not let through, and that the range makes itself.
fn may_be_forgotten(model: &Model, possible: &Possible, symbol: SymbolId) -> bool {
    let found = &model.symbols[symbol];
    if !matches!(found.ty, Some(Type::Int | Type::Hex)) || possible.visible(model, symbol).shown() == Set::EMPTY {
        return false;
    }
    for &id in &found.properties {
        let PropertyKind::Range(low, high) = model.properties[id].kind else { continue };
        let condition = possible.expr(model.properties[id].visible);
        if condition.shown() == Set::EMPTY {
            continue;
        }
        let ends = [low, high].map(|bound| numbers_of(model, possible, symbol, bound));
        let [Some(lows), Some(highs)] = ends else { return true };
        if lows.iter().max().zip(highs.iter().min()).is_some_and(|(low, high)| low > high) {
            return true;
        }
        if !condition.has(Set::NO) {
            return false;
        }
    }
    false
}

/// The numbers that a bound of a symbol's range can be, none where that is the symbol itself; `None` where the range
/// makes another number of one.
fn numbers_of(model: &Model, possible: &Possible, symbol: SymbolId, bound: SymbolId) -> Option<Vec<i64>> {
    let texts = possible.texts[bound].iter().filter(|_| bound != symbol);
    texts.map(|&word| text::kept_bound(model, symbol, possible.typed(model, bound, word))).collect()
}

//! A model enters; the symbols leave of which Kconfig itself may make something else each time it looks, though the user
//! says nothing new. The formula knows settled values alone: where these take part, it proves nothing. What can have one
//! value only is settled.
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
    crossing,
    encode::Encoding,
    order::{self, Node},
    possible::{Possible, Set},
};

type Nodes = HashSet<Node, FixedState>;

/// The symbols of a whole tree, in their order; what a user says counts where a range ends at a symbol that is asked for.
pub fn unsettled(model: &Model, user: &UserValues) -> Vec<SymbolId> {
    of(model, &Possible::new(model, user, &[], false)).into_iter().collect()
}

/// Whether there may be such symbols, beside what hangs on numbers that are forgotten.
pub fn may_be_unsettled(model: &Model) -> bool {
    let tristate =
        |node: Node| matches!(node, Node::Symbol(symbol) if model.symbols[symbol].ty == Some(Type::Tristate));
    let mut choices = model.symbols.ids().filter(|&symbol| model.symbols[symbol].choice);
    order::behind(model, model.modules).into_iter().any(tristate)
        || choices.any(|choice| defaults_outside(model, choice))
}

/// The symbols, in their order.
pub(super) fn of(model: &Model, possible: &Possible) -> BTreeSet<SymbolId> {
    let mut found = before_modules(model, possible);
    found.extend(behind_forgotten(model, possible));
    for choice in model.symbols.ids().filter(|&symbol| model.symbols[symbol].choice) {
        if defaults_outside(model, choice) {
            found.insert(choice);
            found.extend(members(model, choice));
        }
    }
    found.retain(|&symbol| {
        let members = if model.symbols[symbol].choice { members(model, symbol) } else { vec![symbol] };
        members.into_iter().any(|symbol| differs(model, possible, symbol))
    });
    found
}

/// Whether a symbol can have several values.
fn differs(model: &Model, possible: &Possible, symbol: SymbolId) -> bool {
    if matches!(model.symbols[symbol].ty, Some(Type::Bool | Type::Tristate)) {
        return possible.switches[symbol].0.count_ones() > 1;
    }
    possible.texts[symbol].len() > 1 || possible.unsure.contains(&symbol)
}

/// The tristates that can be m and on which the symbol of modules depends, and that symbol; nothing where there are none.
fn before_modules(model: &Model, possible: &Possible) -> BTreeSet<SymbolId> {
    let tristate = |symbol: &SymbolId| {
        model.symbols[*symbol].ty == Some(Type::Tristate) && possible.switches[*symbol].has(Set::MOD)
    };
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

/// Whether a choice has a default that is no member and that may show.
fn defaults_outside(model: &Model, choice: SymbolId) -> bool {
    let members = members(model, choice);
    defaults(model, choice).any(|default| !members.contains(&default) && has_prompt(model, default))
}

fn has_prompt(model: &Model, symbol: SymbolId) -> bool {
    model.symbols[symbol].properties.iter().any(|&id| model.properties[id].text().is_some())
}

/// What hangs on numbers that may be forgotten, however often they are written and read.
fn behind_forgotten(model: &Model, possible: &Possible) -> BTreeSet<SymbolId> {
    let forgets = model.dialect.forgets_out_of_range;
    let candidates = if forgets { crossing::candidates(model, possible) } else { Vec::new() };
    if candidates.is_empty() {
        return BTreeSet::new();
    }
    let order = order::of(model);
    if behind(model, &order, &candidates).is_empty() {
        return BTreeSet::new();
    }
    let mut forgotten = crossing::crossing(&mut Encoding::bare(model, possible.clone()), &candidates);
    loop {
        let found = behind(model, &order, &forgotten);
        // the ends of these are not what the formula says
        let also: Vec<SymbolId> = candidates.iter().copied().filter(|number| !forgotten.contains(number)).collect();
        let also = also.into_iter().filter(|&number| reads(model, Node::Symbol(number), &found, &forgotten));
        let before = forgotten.len();
        forgotten.extend(also.collect::<Vec<_>>());
        if forgotten.len() == before {
            let symbols = found.into_iter().filter_map(|node| match node {
                Node::Symbol(symbol) => Some(symbol),
                Node::Expr(_) => None,
            });
            return symbols.collect();
        }
    }
}

/// What hangs on numbers, which themselves need not.
fn behind(model: &Model, order: &[Node], numbers: &[SymbolId]) -> Nodes {
    let mut found = Nodes::default();
    loop {
        let before = found.len();
        for &node in order {
            if reads(model, node, &found, numbers) {
                found.insert(node);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Whether something needs one of some nodes or numbers. A range that ends at its own symbol is no other's business.
fn reads(model: &Model, node: Node, nodes: &Nodes, numbers: &[SymbolId]) -> bool {
    let mut found = false;
    order::needs(model, node, |need| {
        let read = |&number: &SymbolId| need == Node::Symbol(number) && node != need;
        found |= nodes.contains(&need) || numbers.iter().any(read);
    });
    // what a choice takes hangs on which members show
    let taken = |symbol: SymbolId| {
        model.symbols[symbol].choice && members(model, symbol).iter().any(|&it| nodes.contains(&Node::Symbol(it)))
    };
    found || matches!(node, Node::Symbol(symbol) if taken(symbol))
}

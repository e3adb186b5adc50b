//! A model enters; the symbols leave of which Kconfig itself may make something else each time it looks, though the user
//! says nothing new. The formula knows settled values alone: where these take part, it proves nothing.
//!
//! Two things make such symbols. A tristate on which the symbol of modules depends is calculated while it is not yet
//! known whether there are modules, by what was known before (`sym_clear_all_valid`). And a default of a choice that is
//! no member counts where it was found visible, if anything has looked at it by then (`sym_choice_default`).

use std::collections::BTreeSet;

use crate::{
    model::{
        Model,
        expr::Expr,
        symbol::{PropertyKind, SymbolId},
    },
    syntax::ast::Type,
};

use super::{
    order::{self, Node},
    possible::Possible,
};

/// The symbols, in their order.
pub(super) fn of(model: &Model) -> BTreeSet<SymbolId> {
    let mut found = before_modules(model);
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

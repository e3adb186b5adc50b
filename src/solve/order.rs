//! A model enters; its symbols and expressions leave in an order in which, cycles aside, each comes after all that its
//! value depends on.

use crate::model::{
    Model,
    arena::{Arena, Id as _},
    expr::{Expr, ExprId},
    symbol::{PropertyKind, SymbolId},
};

/// A symbol or an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    Symbol(SymbolId),
    Expr(ExprId),
}

/// All symbols with a type, and the expressions that decide their values.
pub(super) fn of(model: &Model) -> Vec<Node> {
    from(model, model.symbols.ids())
}

/// The same of what one symbol's value depends on, and that symbol.
pub(super) fn behind(model: &Model, symbol: SymbolId) -> Vec<Node> {
    from(model, std::iter::once(symbol))
}

fn from(model: &Model, roots: impl Iterator<Item = SymbolId>) -> Vec<Node> {
    let mut order = Vec::with_capacity(model.symbols.len() + model.exprs.len());
    let mut seen_symbols = Arena::filled(false, model.symbols.len());
    let mut seen_exprs = vec![false; model.exprs.len()];
    // a node is met twice: to open what it depends on, and to be put in order behind that
    let mut stack: Vec<(Node, bool)> = Vec::new();
    for root in roots {
        stack.push((Node::Symbol(root), false));
        while let Some((node, opened)) = stack.pop() {
            if opened {
                order.push(node);
                continue;
            }
            let known = match node {
                Node::Symbol(symbol) => {
                    let typed = symbol > SymbolId::YES && model.symbols[symbol].ty.is_some();
                    std::mem::replace(&mut seen_symbols[symbol], true) || !typed
                }
                Node::Expr(expr) => seen_exprs.get_mut(expr.index()).is_none_or(|seen| std::mem::replace(seen, true)),
            };
            if !known {
                stack.push((node, true));
                needs(model, node, |node| stack.push((node, false)));
            }
        }
    }
    order
}

/// What the value of a symbol or an expression depends on, one step far.
pub(super) fn needs(model: &Model, node: Node, mut need: impl FnMut(Node)) {
    match node {
        Node::Symbol(symbol) => symbol_needs(model, symbol, need),
        Node::Expr(expr) => match model.exprs.get(expr) {
            Expr::Symbol(symbol) => need(Node::Symbol(symbol)),
            Expr::Not(inner) => need(Node::Expr(inner)),
            Expr::And(left, right) | Expr::Or(left, right) => [left, right].map(Node::Expr).into_iter().for_each(need),
            Expr::Compare(_, left, right) => [left, right].map(Node::Symbol).into_iter().for_each(need),
        },
    }
}

fn symbol_needs(model: &Model, symbol: SymbolId, mut need: impl FnMut(Node)) {
    let found = &model.symbols[symbol];
    for &id in &found.properties {
        let property = &model.properties[id];
        match property.kind {
            PropertyKind::Default(value) => need(Node::Expr(value)),
            PropertyKind::Range(low, high) => {
                need(Node::Symbol(low));
                need(Node::Symbol(high));
            }
            PropertyKind::Select(_) | PropertyKind::Imply(_) => continue,
            PropertyKind::Prompt { .. } | PropertyKind::Title { .. } => {}
        }
        property.visible.into_iter().for_each(|expr| need(Node::Expr(expr)));
    }
    for expr in [found.dir_dep, found.rev_dep, found.implied].into_iter().flatten() {
        need(Node::Expr(expr));
    }
    need(Node::Symbol(model.modules));
    if model.dialect.old_choices {
        found.member_of.into_iter().for_each(|choice| need(Node::Symbol(choice)));
    }
}

//! A model enters; its symbols and expressions leave in an order in which, cycles aside, each comes after all that its
//! value depends on.

use crate::model::{
    Model,
    arena::{Arena, Id as _},
    expr::{Expr, ExprId},
    symbol::{PropertyKind, SymbolId},
};

/// A symbol or an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
            match node {
                Node::Symbol(symbol) => {
                    let typed = symbol > SymbolId::YES && model.symbols[symbol].ty.is_some();
                    if std::mem::replace(&mut seen_symbols[symbol], true) || !typed {
                        continue;
                    }
                    stack.push((node, true));
                    needs(model, symbol, |node| stack.push((node, false)));
                }
                Node::Expr(expr) => {
                    let Some(seen) = seen_exprs.get_mut(expr.index()) else { continue };
                    if std::mem::replace(seen, true) {
                        continue;
                    }
                    stack.push((node, true));
                    match model.exprs.get(expr) {
                        Expr::Symbol(symbol) => stack.push((Node::Symbol(symbol), false)),
                        Expr::Not(inner) => stack.push((Node::Expr(inner), false)),
                        Expr::And(left, right) | Expr::Or(left, right) => {
                            stack.extend([(Node::Expr(left), false), (Node::Expr(right), false)]);
                        }
                        Expr::Compare(_, left, right) => {
                            stack.extend([(Node::Symbol(left), false), (Node::Symbol(right), false)]);
                        }
                    }
                }
            }
        }
    }
    order
}

/// What a symbol's value depends on.
fn needs(model: &Model, symbol: SymbolId, mut need: impl FnMut(Node)) {
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

//! An entry and one that follows it enter; whether the second belongs into the first one's submenu leaves. Behaviour of
//! the middle of `menu_finalize` in menu.c.

use crate::syntax::ast::Relation;

use super::{
    Model, compare,
    expr::{Expr, ExprId, Exprs, Joint},
    memory::Memory,
    menu::MenuId,
    simplify::Simplifier,
    symbol::SymbolId,
    tested::tell_tested,
};

/// The condition under which a following entry is shown.
fn shown_if(model: &Model, menu: MenuId) -> Option<ExprId> {
    let node = &model.menus[menu];
    match node.prompt {
        Some(prompt) => model.properties[prompt].visible,
        None => node.dep,
    }
}

/// Whether a following entry depends on the symbol in any way.
pub(super) fn depends_at_all(model: &Model, menu: MenuId, symbol: SymbolId) -> bool {
    shown_if(model, menu).is_some_and(|dep| model.exprs.holds(dep, symbol))
}

/// The own prompt's condition, in the form in which followers are compared with it.
pub(super) fn base_of(model: &mut Model, menu: MenuId, memory: &mut Memory) -> ExprId {
    let own = model.menus[menu].prompt.and_then(|prompt| model.properties[prompt].visible);
    normal_form(model, menu, own, memory)
}

fn normal_form(model: &mut Model, menu: MenuId, expr: Option<ExprId>, memory: &mut Memory) -> ExprId {
    let compared = compare::with_no(&mut model.exprs, expr, Relation::Unequal);
    let taken = std::mem::take(memory);
    let mut simplifier = Simplifier::new(&mut model.exprs, &model.symbols, model.modules, &model.dialect, taken);
    let plain = simplifier.transform(Some(compared));
    let result = simplifier.eliminate_dups(plain).unwrap_or(compared);
    *memory = simplifier.into_memory();
    for found in std::mem::take(&mut memory.tested_for_m) {
        tell_tested(model, menu, found);
    }
    result
}

/// Whether a following entry becomes part of the submenu of `symbol`.
pub(super) fn belongs_below(
    model: &mut Model,
    menu: MenuId,
    symbol: SymbolId,
    basedep: ExprId,
    memory: &mut Memory,
) -> bool {
    let Some(dep) = shown_if(model, menu) else { return false };
    if !model.exprs.holds(dep, symbol) {
        return false;
    }
    if needs(&model.exprs, dep, symbol) {
        return true;
    }
    if model.dialect.no_negated_submenu && contains_negated(&model.exprs, dep, symbol) {
        return false;
    }
    let given = normal_form(model, menu, Some(dep), memory);
    let taken = std::mem::take(memory);
    let mut simplifier = Simplifier::new(&mut model.exprs, &model.symbols, model.modules, &model.dialect, taken);
    let covered = simplifier.covers(given, basedep);
    *memory = simplifier.into_memory();
    covered
}

/// Whether an expression is n where the symbol is; behaviour of `expr_depends_symbol`.
fn needs(exprs: &Exprs, dep: ExprId, symbol: SymbolId) -> bool {
    exprs.operands(Joint::And, dep).into_iter().any(|operand| match exprs.get(operand) {
        Expr::Symbol(found) => found == symbol,
        Expr::Compare(Relation::Equal, left, right) => left == symbol && matches!(right, SymbolId::YES | SymbolId::MOD),
        Expr::Compare(Relation::Unequal, left, right) => left == symbol && right == SymbolId::NO,
        _ => false,
    })
}

/// Whether an expression holds the symbol under a negation, or in a comparison that it passes by being off.
/// The text of `expr_contains_symbol_negated` is not known here: this is its name taken at its word.
fn contains_negated(exprs: &Exprs, dep: ExprId, symbol: SymbolId) -> bool {
    let mut open = vec![(dep, false)];
    while let Some((id, negated)) = open.pop() {
        let found = match exprs.get(id) {
            Expr::Symbol(found) => negated && found == symbol,
            Expr::Not(inner) => {
                open.push((inner, !negated));
                false
            }
            Expr::And(left, right) | Expr::Or(left, right) => {
                open.extend([(right, negated), (left, negated)]);
                false
            }
            Expr::Compare(relation, left, right) => {
                let off = matches!(
                    (relation, right),
                    (Relation::Equal, SymbolId::NO) | (Relation::Unequal, SymbolId::YES | SymbolId::MOD)
                );
                left == symbol && off != negated
            }
        };
        if found {
            return true;
        }
    }
    false
}

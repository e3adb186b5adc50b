//! What choices add to a model by the rules before 6.11: types, members, and that one of these is always set.

use crate::{
    diagnostic::Diagnostic,
    syntax::ast::{Relation, Type},
};

use super::{
    Model,
    expr::{Expr, Exprs, Joint},
    menu::{MenuId, children},
    symbol::{PropertyKind, SymbolId},
};

/// The choice of a node, if it is one.
fn choice_at(model: &Model, menu: MenuId) -> Option<SymbolId> {
    model.menus[menu].symbol.filter(|&symbol| model.symbols[symbol].choice)
}

/// Before 6.11: a choice without a type takes that of its first typed member. Before 6.9, members without a type take
/// the choice's; says whether any did.
pub(super) fn set_types(model: &mut Model, menu: MenuId) -> bool {
    let Some(choice) = choice_at(model, menu).filter(|_| model.dialect.old_choices) else { return false };
    let members: Vec<SymbolId> = children(&model.menus, menu).filter_map(|child| model.menus[child].symbol).collect();
    if model.symbols[choice].ty.is_none() {
        model.symbols[choice].ty = members.iter().find_map(|&member| model.symbols[member].ty);
    }
    if !model.dialect.named_choices {
        return false;
    }
    let ty = model.symbols[choice].ty;
    let mut changed = false;
    for member in members {
        let symbol = &mut model.symbols[member];
        changed |= symbol.ty.is_none() && ty.is_some();
        symbol.ty = symbol.ty.or(ty);
    }
    changed
}

/// Before 6.11: a child of a choice becomes a member.
pub(super) fn adopt(model: &mut Model, parent: MenuId, menu: MenuId) {
    let Some(choice) = choice_at(model, parent).filter(|_| model.dialect.old_choices) else { return };
    let Some(member) = model.menus[menu].symbol else { return };
    if model.symbols[member].member_of.is_some() {
        return;
    }
    if !model.dialect.strict_members {
        doubt_member(model, choice, menu, member);
    }
    model.symbols[member].member_of = Some(choice);
    model.symbols[choice].members.push(member);
    // a bool in a tristate choice needs the choice to be y; its properties have their conditions already
    let tristate = |symbol: SymbolId| model.symbols[symbol].ty == Some(Type::Tristate);
    if tristate(choice) && !tristate(member) {
        let whole = model.exprs.make(Expr::Compare(Relation::Equal, choice, SymbolId::YES));
        model.menus[menu].dep = model.exprs.join_some(Joint::And, Some(whole), model.menus[menu].dep);
        for &id in &model.menus[menu].properties {
            let property = &mut model.properties[id];
            property.visible = model.exprs.join_some(Joint::And, Some(whole), property.visible);
        }
    }
}

/// Before 6.10: what is an error in a member later on is only warned of.
fn doubt_member(model: &mut Model, choice: SymbolId, menu: MenuId, member: SymbolId) {
    let mut told = Vec::new();
    let mut tell = |code, message: &str, span| {
        told.push(Diagnostic::warning(code, message).at(span).about(model.show(member)));
    };
    if model.menus[menu].prompt.is_none() {
        let message = "choice value must have a prompt";
        tell("ltoconf::kconfig::member-without-prompt", message, model.menus[menu].span);
    }
    for &id in &model.symbols[member].properties {
        let property = &model.properties[id];
        match property.kind {
            PropertyKind::Default(_) => {
                let message = "defaults for choice values not supported";
                tell("ltoconf::kconfig::member-with-default", message, property.span);
            }
            PropertyKind::Prompt { menu: false, .. } if property.menu != menu => {
                let parent = model.menus[property.menu].parent;
                if parent.and_then(|parent| model.menus[parent].symbol) != Some(choice) {
                    let message = "choice value used outside its choice group";
                    tell("ltoconf::kconfig::member-outside-choice", message, property.span);
                }
            }
            _ => {}
        }
    }
    model.warnings.extend(told);
}

/// Before 6.11: a visible choice that is not optional is at least m.
pub(super) fn require(model: &mut Model, menu: MenuId) {
    if !model.dialect.old_choices {
        return;
    }
    let (Some(symbol), Some(prompt)) = (model.menus[menu].symbol, model.menus[menu].prompt) else { return };
    if model.symbols[symbol].optional {
        return;
    }
    let term = model.exprs.join_some(Joint::And, model.properties[prompt].visible, Some(Exprs::MOD));
    let before = model.symbols[symbol].rev_dep;
    model.symbols[symbol].rev_dep = model.exprs.join_some(Joint::Or, before, term);
}

//! What choices add to a model: types, members and the rule that one is always set (all before 6.11), and what the
//! rules since 6.11 refuse.

use crate::{
    diagnostic::Diagnostic,
    syntax::ast::{Relation, Type},
};

use super::{
    Model,
    expr::{Expr, Exprs, Joint},
    menu::{MenuId, below, children},
    symbol::{PropertyKind, SymbolId},
};

/// The choice of a node, if it is one.
fn choice_at(model: &Model, menu: MenuId) -> Option<SymbolId> {
    model.menus[menu].symbol.filter(|&symbol| model.symbols[symbol].choice)
}

/// Before 6.11: a choice without a type takes that of its first typed member, members without a type take the choice's.
pub(super) fn set_types(model: &mut Model, menu: MenuId) {
    let Some(choice) = choice_at(model, menu).filter(|_| model.dialect.old_choices) else { return };
    let members: Vec<SymbolId> = children(&model.menus, menu).filter_map(|child| model.menus[child].symbol).collect();
    if model.symbols[choice].ty.is_none() {
        model.symbols[choice].ty = members.iter().find_map(|&member| model.symbols[member].ty);
    }
    let ty = model.symbols[choice].ty;
    for member in members {
        let symbol = &mut model.symbols[member];
        symbol.ty = symbol.ty.or(ty);
    }
}

/// Before 6.11: a child of a choice becomes a member.
pub(super) fn adopt(model: &mut Model, parent: MenuId, menu: MenuId) {
    let Some(choice) = choice_at(model, parent).filter(|_| model.dialect.old_choices) else { return };
    let Some(member) = model.menus[menu].symbol else { return };
    if model.symbols[member].member_of.is_some() {
        return;
    }
    model.symbols[member].member_of = Some(choice);
    model.symbols[choice].members.push(member);
    // a bool in a tristate choice needs the choice to be y; its properties have their conditions already
    let tristate = |symbol: SymbolId| model.symbols[symbol].ty == Some(Type::Tristate);
    if tristate(choice) && !tristate(member) {
        let whole = model.exprs.make(Expr::Compare(Relation::Equal, choice, SymbolId::YES));
        model.menus[menu].dep = model.exprs.join_some(Joint::And, Some(whole), model.menus[menu].dep);
        for &id in &model.symbols[member].properties {
            let property = &mut model.properties[id];
            if property.menu == menu {
                property.visible = model.exprs.join_some(Joint::And, Some(whole), property.visible);
            }
        }
    }
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

/// Since 6.11: members with a default, or with a prompt outside their choice, are refused.
/// Behaviour of `choice_check_sanity` in parser.y.
pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    if model.dialect.old_choices {
        return errors;
    }
    for choice in below(&model.menus, MenuId::ROOT).filter(|&menu| choice_at(model, menu).is_some()) {
        for menu in below(&model.menus, choice) {
            let Some(symbol) = model.menus[menu].symbol else { continue };
            for &id in &model.symbols[symbol].properties {
                let property = &model.properties[id];
                let error = |code, message: &str| {
                    Diagnostic::error(code, message).at(property.span).about(model.show(symbol))
                };
                match property.kind {
                    PropertyKind::Default(_) => errors.push(error(
                        "ltoconf::kconfig::member-with-default",
                        "defaults for choice values not supported",
                    )),
                    PropertyKind::Prompt { menu: false, .. }
                        if property.menu != menu
                            && model.menus[property.menu].parent != model.menus[menu].parent =>
                    {
                        errors.push(error(
                            "ltoconf::kconfig::member-outside-choice",
                            "choice value has a prompt outside its choice group",
                        ));
                    }
                    _ => {}
                }
            }
        }
    }
    errors
}

//! A finished model enters; what a tree is refused for leaves: cycles, misplaced members of choices, attributes of
//! transitional symbols. Behaviour of `conf_parse` in parser.y after `menu_finalize`.

use crate::diagnostic::{Diagnostic, Severity};

use super::{
    Model,
    cycle::Search,
    menu::{MenuId, below},
    symbol::{PropertyKind, SymbolId},
};

/// Members with more definitions than this are looked at once.
const MANY: usize = 100;

/// Looks for everything that is wrong.
pub(super) fn check(model: &mut Model) {
    let mut errors = Vec::new();
    let mut search = Search::new(model);
    if !model.dialect.checks_by_menu {
        for symbol in model.in_table_order() {
            errors.extend(search.from(symbol));
        }
    }
    for menu in below(&model.menus, MenuId::ROOT) {
        let Some(symbol) = model.menus[menu].symbol else { continue };
        if model.dialect.checks_by_menu {
            errors.extend(search.from(symbol));
        }
        let found = &model.symbols[symbol];
        if found.choice && model.dialect.strict_members {
            members(model, menu, &mut errors);
        }
        if found.transitional && found.menus.first() == Some(&menu) {
            transitional(model, symbol, &mut errors);
        }
    }
    if !model.dialect.refuses_circles {
        let circles = errors.iter_mut().filter(|error| error.code == "ltoconf::kconfig::dependency-cycle");
        circles.for_each(|circle| circle.severity = Severity::Warning);
    }
    model.warnings.extend(errors);
}

/// Members with a default, or with a prompt elsewhere. Behaviour of `choice_check_sanity`.
fn members(model: &Model, choice: MenuId, errors: &mut Vec<Diagnostic>) {
    for menu in below(&model.menus, choice) {
        let Some(symbol) = model.menus[menu].symbol else { continue };
        let menus = &model.symbols[symbol].menus;
        if menus.len() > MANY && menus.first() != Some(&menu) {
            continue;
        }
        for &id in &model.symbols[symbol].properties {
            let property = &model.properties[id];
            let (code, message) = match property.kind {
                PropertyKind::Default(_) => {
                    ("ltoconf::kconfig::member-with-default", "defaults for choice values not supported")
                }
                PropertyKind::Prompt { menu: false, .. } if property.menu == menu => continue,
                PropertyKind::Prompt { menu: false, .. } if model.dialect.one_member_prompt => {
                    ("ltoconf::kconfig::member-prompted-twice", "choice value must not have a prompt in another entry")
                }
                PropertyKind::Prompt { menu: false, .. }
                    if model.menus[property.menu].parent != model.menus[menu].parent =>
                {
                    ("ltoconf::kconfig::member-outside-choice", "choice value has a prompt outside its choice group")
                }
                _ => continue,
            };
            errors.push(Diagnostic::error(code, message).at(property.span).about(model.show(symbol)));
        }
    }
}

/// A transitional symbol has a type and a help text, and stands where nothing limits it.
fn transitional(model: &Model, symbol: SymbolId, errors: &mut Vec<Diagnostic>) {
    let limited = |menu: &MenuId| {
        let node = &model.menus[*menu];
        (!super::expr::Exprs::is_yes(node.dep) || node.visibility.is_some()).then_some(node.span)
    };
    let found = &model.symbols[symbol];
    let property = || found.properties.first().map(|&id| model.properties[id].span);
    if let Some(span) = found.menus.iter().find_map(limited).or_else(property) {
        let message = "transitional symbols can only have help sections";
        let error = Diagnostic::error("ltoconf::kconfig::transitional-with-attributes", message);
        errors.push(error.at(span).about(model.show(symbol)));
    }
}

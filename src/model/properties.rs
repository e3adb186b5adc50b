//! A finished entry enters; what the reference warns of in it leaves: symbols without a type, defaults, selects and
//! ranges that do not fit their symbol. Behaviour of the end of `menu_finalize` and of `sym_check_prop` in menu.c.

use crate::{diagnostic::Diagnostic, syntax::ast::Type};

use super::{
    Model,
    expr::Expr,
    menu::MenuId,
    number_text,
    symbol::{Property, PropertyKind, SymbolId},
};

/// Looks at a symbol and all its properties.
pub(super) fn check(model: &mut Model, menu: MenuId, symbol: SymbolId) {
    let mut told = Vec::new();
    let found = &model.symbols[symbol];
    let mut tell = |code, message: &str, span| {
        told.push(Diagnostic::warning(code, message).at(span).about(model.show(symbol)));
    };
    if found.ty.is_none() {
        tell("ltoconf::kconfig::no-type", "config symbol defined without type", model.menus[menu].span);
    }
    if found.choice && model.menus[menu].prompt.is_none() && !model.dialect.prompted_choices {
        tell("ltoconf::kconfig::choice-without-prompt", "choice must have a prompt", model.menus[menu].span);
    }
    for &id in &found.properties {
        let property = &model.properties[id];
        if let Some((code, message)) = doubt(model, symbol, property) {
            tell(code, &message, property.span);
        }
        // a default that is no symbol is one thing, what it names another
        if let Some((code, message)) = second_doubt(model, symbol, property) {
            tell(code, &message, property.span);
        }
    }
    model.warnings.extend(told);
}

type Doubt = Option<(&'static str, String)>;

fn doubt(model: &Model, symbol: SymbolId, property: &Property) -> Doubt {
    let name = || model.show(symbol);
    let ty = model.symbols[symbol].ty;
    let is_number = matches!(ty, Some(Type::Int | Type::Hex));
    let is_switch = |ty| matches!(ty, Some(Type::Bool | Type::Tristate));
    match property.kind {
        PropertyKind::Default(value) => match model.exprs.get(value) {
            Expr::Symbol(source) if is_number && !gives_number(model, symbol, source) => {
                Some(("ltoconf::kconfig::invalid-number", format!("'{}': number is invalid", name())))
            }
            Expr::Symbol(_) => None,
            _ if is_number || ty == Some(Type::String) => Some((
                "ltoconf::kconfig::default-not-a-symbol",
                format!("default for config symbol '{}' must be a single symbol", name()),
            )),
            _ => None,
        },
        PropertyKind::Select(target) | PropertyKind::Imply(target) => {
            let word = if matches!(property.kind, PropertyKind::Select(_)) { "select" } else { "imply" };
            let target_ty = model.symbols[target].ty;
            if !is_switch(ty) {
                let message = format!("config symbol '{}' uses {word}, but is not bool or tristate", name());
                Some(("ltoconf::kconfig::select-by-value", message))
            } else if target_ty.is_some() && !is_switch(target_ty) {
                let target = model.show(target);
                let message =
                    format!("'{target}' has wrong type. '{word}' only accept arguments of bool and tristate type");
                Some(("ltoconf::kconfig::select-of-value", message))
            } else {
                None
            }
        }
        PropertyKind::Range(..) if !is_number => {
            Some(("ltoconf::kconfig::range-of-no-number", "range is only allowed for int or hex symbols".into()))
        }
        _ => None,
    }
}

fn second_doubt(model: &Model, symbol: SymbolId, property: &Property) -> Doubt {
    match property.kind {
        PropertyKind::Default(value) if model.symbols[symbol].choice => {
            let Expr::Symbol(member) = model.exprs.get(value) else { return None };
            let choice = model.choice_of(member).and_then(|menu| model.menus[menu].symbol);
            (choice != Some(symbol)).then(|| {
                let name = model.show(member);
                let message = format!("choice default symbol '{name}' is not contained in the choice");
                ("ltoconf::kconfig::default-outside-choice", message)
            })
        }
        PropertyKind::Range(low, high) if !gives_number(model, symbol, low) || !gives_number(model, symbol, high) => {
            Some(("ltoconf::kconfig::invalid-range", "range is invalid".into()))
        }
        _ => None,
    }
}

/// Behaviour of `menu_validate_number`.
fn gives_number(model: &Model, symbol: SymbolId, source: SymbolId) -> bool {
    match (model.symbols[source].ty, model.symbols[symbol].ty) {
        (Some(Type::Int | Type::Hex), _) => true,
        (None, Some(ty)) => number_text::valid(ty, model.name(source).unwrap_or_default()),
        _ => false,
    }
}

//! Lines enter that turn off members of one choice; the member leaves that is set all the same, and what is to be said of
//! its line.

use crate::{
    diagnostic::Severity,
    model::{
        expr::Expr,
        menu::{MenuId, below},
        symbol::{PropertyKind, SymbolId, Tristate},
    },
};

use super::super::{
    Context,
    cause::{CauseKind, cause},
    certain::Certain,
    verdict::Verdict,
};

/// Of a choice of which lines turn off every member that may show, `off` in their order, the one that it is set to, if that
/// is the same whatever the rest of the configuration is.
pub(super) fn set_anyway(
    context: &Context<'_, '_>,
    certain: &Certain<'_>,
    menu: MenuId,
    off: &[SymbolId],
) -> Option<SymbolId> {
    let model = context.evaluator.model();
    let choice = model.menus[menu].symbol?;
    let may_show = |member: &SymbolId| certain.visible(*member).high > Tristate::No;
    let mut members = below(&model.menus, menu).filter_map(|menu| model.menus[menu].symbol).filter(may_show);
    if !members.all(|member| off.contains(&member)) {
        return None;
    }
    let first = if model.dialect.old_choices {
        if !certain.counts_as_bool(choice) || certain.bounds(choice).low < Tristate::Yes {
            return None;
        }
        by_default(context, certain, choice)
    } else {
        // the one that was said first
        off.iter().copied().find(may_show)
    };
    first.filter(|member| off.contains(member) && certain.visible(*member).low == Tristate::Yes)
}

/// Before 6.11, a choice's first default that may count, else its first member that may show. Nothing where another may
/// count as well.
fn by_default(context: &Context<'_, '_>, certain: &Certain<'_>, choice: SymbolId) -> Option<SymbolId> {
    let model = context.evaluator.model();
    let may_show = |member: SymbolId| certain.visible(member).high > Tristate::No;
    for &id in &model.symbols[choice].properties {
        let property = &model.properties[id];
        let PropertyKind::Default(value) = property.kind else { continue };
        let Expr::Symbol(member) = model.exprs.get(value) else { continue };
        if certain.may_hold(property.visible) && may_show(member) {
            return Some(member).filter(|_| certain.holds(property.visible));
        }
    }
    model.symbols[choice].members.iter().copied().find(|&member| may_show(member))
}

/// What to say of a line that turns off a member which has to be set beside the other lines.
pub(super) fn verdict(context: &Context<'_, '_>, member: SymbolId) -> Option<Verdict> {
    let model = context.evaluator.model();
    let menu = model.choice_of(member)?;
    let text = "no line sets a member of its choice that is possible to y, and one of them must be";
    let mut told = cause(CauseKind::Choice, None, text.to_owned(), Some(model.menus[menu].span));
    let mut others: Vec<(u32, SymbolId)> = context.set_at.iter().map(|(&symbol, &line)| (line, symbol)).collect();
    let is_off = |other: SymbolId| context.evaluator.states[other].user_value == Tristate::No;
    others.retain(|&(_, other)| other != member && model.choice_of(other) == Some(menu) && is_off(other));
    others.sort_unstable();
    told.causes.extend(others.into_iter().map(|(line, other)| {
        let text = format!("{} is set to n by this line", context.show(other));
        cause(CauseKind::User, Some(other), text, context.config.span(line))
    }));
    Some(Verdict {
        code: "ltoconf::config::choice-lost",
        severity: Severity::Warning,
        message: format!("{}=n is not honoured: its choice needs one that is set", context.show(member)),
        claim: ", so it is y".to_owned(),
        help: Some("set one member of the choice to y, and no other".to_owned()),
        causes: vec![told],
    })
}

//! The lines of a file and what is told of them one by one enter; findings leave on choices of which several members are
//! set to y, with what of that can be kept.

use std::collections::HashMap;

use crate::{
    diagnostic::Diagnostic,
    eval::{ChoiceRule, Mechanism},
    model::{
        menu::{MenuId, below},
        symbol::{SymbolId, Tristate},
    },
};

use super::{Context, Kind, fragment};

/// Members of one choice that lines set to y, in the order of the lines.
struct Rivals {
    choice: MenuId,
    lines: Vec<(u32, SymbolId)>,
}

/// Two members of one choice that are both y; `told` is what is said of the lines one by one.
pub(super) fn check(context: &Context<'_, '_>, told: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = rivals(context).iter().map(|rivals| twice(context, rivals, told)).collect();
    findings.sort_by_key(|finding| finding.span.map(|span| span.start));
    findings
}

fn rivals(context: &Context<'_, '_>) -> Vec<Rivals> {
    let model = context.evaluator.model();
    let mut members: HashMap<MenuId, Vec<(u32, SymbolId)>> = HashMap::new();
    for (&symbol, &line) in &context.set_at {
        if context.evaluator.states[symbol].user_value == Tristate::Yes
            && let Some(menu) = model.choice_of(symbol)
        {
            members.entry(menu).or_default().push((line, symbol));
        }
    }
    let several = members.into_iter().filter(|(_, lines)| lines.len() > 1);
    let rivals = several.map(|(choice, mut lines)| {
        lines.sort_unstable();
        Rivals { choice, lines }
    });
    rivals.collect()
}

fn twice(context: &Context<'_, '_>, rivals: &Rivals, told: &[Diagnostic]) -> Diagnostic {
    let names: Vec<String> = rivals.lines.iter().map(|&(_, symbol)| context.show(symbol)).collect();
    let possible: Vec<&str> = names.iter().map(String::as_str).filter(|name| !is_lost(told, name)).collect();
    // which one shows may hang on what a fragment is merged into
    let winner = winner(context, rivals.choice).filter(|_| context.config.kind == Kind::Whole);
    let help = match (possible.as_slice(), winner) {
        ([], _) => "delete the lines, or change what rules them out: it is told with each".to_owned(),
        (_, Some(winner)) => kept(context, rivals, winner),
        (possible, None) => to_keep(names.len(), possible, told),
    };
    let none = if possible.is_empty() { ", and none of them is possible" } else { "" };
    let message = format!("{} of one choice are y{none}: {}", names.len(), names.join(", "));
    let mut finding = Diagnostic::error("ltoconf::config::choice-set-twice", message).help(help);
    finding.symbol =
        winner.filter(|winner| rivals.lines.iter().any(|(_, set)| set == winner)).map(|it| context.show(it));
    finding.span = rivals.lines.last().and_then(|&(line, _)| context.config.span(line));
    for &(line, symbol) in rivals.lines.iter().rev().skip(1) {
        finding = finding.related(context.config.span(line), format!("{} is set here", context.show(symbol)));
    }
    finding.related(Some(context.evaluator.model().menus[rivals.choice].span), "the choice")
}

/// Which of a fragment's lines may be kept, of so many whose members are set: of one that cannot be had together with
/// other lines, what rules it out has to change as well.
fn to_keep(all: usize, possible: &[&str], told: &[Diagnostic]) -> String {
    let is_beside = |name: &&str| {
        let beside = |finding: &&Diagnostic| fragment::is_beside_others(finding);
        told.iter().filter(beside).any(|finding| finding.symbol.as_deref() == Some(*name))
    };
    let beside: Vec<&str> = possible.iter().copied().filter(is_beside).collect();
    let keep = match possible {
        [one] if beside.is_empty() => return format!("{one} alone is possible: delete the other lines"),
        [one] => return format!("delete the other lines, and change what rules out {one}: it is told with it"),
        some if some.len() < all => format!("keep one of {}, and delete the other lines", some.join(", ")),
        _ => "keep one of the lines".to_owned(),
    };
    match beside.as_slice() {
        [] => keep,
        some if some.len() == possible.len() => {
            format!("{keep}; what rules it out has to change too: it is told with each")
        }
        some => format!("{keep}; for {} what rules it out has to change too: it is told with it", some.join(" or ")),
    }
}

/// Whether it is told of a member that it cannot be had.
fn is_lost(told: &[Diagnostic], name: &str) -> bool {
    const LOST: [&str; 3] =
        ["ltoconf::config::unmet-dependency", "ltoconf::config::hidden-prompt", "ltoconf::lto::unmet-dependency"];
    let claims = |finding: &&Diagnostic| LOST.contains(&finding.code) && !fragment::is_beside_others(finding);
    told.iter().filter(claims).any(|finding| finding.symbol.as_deref() == Some(name))
}

/// The member that a choice takes.
fn winner(context: &Context<'_, '_>, choice: MenuId) -> Option<SymbolId> {
    let model = context.evaluator.model();
    let mut members = below(&model.menus, choice).filter_map(|menu| model.menus[menu].symbol);
    members.find(|&member| model.choice_of(member) == Some(choice) && context.takes_its_choice(member))
}

/// Which member a whole file's choice takes, by which rule, and what to do for it or for another.
fn kept(context: &Context<'_, '_>, rivals: &Rivals, winner: SymbolId) -> String {
    let name = context.show(winner);
    let last = rivals.lines.last().map(|&(_, symbol)| context.show(symbol)).unwrap_or_default();
    if context.evaluator.mechanism(winner) == Mechanism::Choice(ChoiceRule::UserYes) {
        return format!(
            "{name} wins, as the last that is visible; delete the other lines to keep it, or its own to have another"
        );
    }
    // before 6.11 the lines before the last one count for nothing
    if rivals.lines.iter().any(|&(_, symbol)| symbol == winner) {
        return format!("{name} wins, as the choice's default, since {last} is not possible; delete the other lines");
    }
    format!(
        "{name} wins, as the choice's default, since the last line asks for {last}, which is not possible: delete it"
    )
}

//! A wish that nothing meets and what the solver holds against it enter; why that is so leaves, as causes: what of Kconfig
//! rules it out, and no line that the user could change.

use crate::{
    finding::{
        Context,
        cause::{Cause, CauseKind, cause},
    },
    lto::embedded::{is_own, without_own},
    model::symbol::PropertyKind,
    remedy::{Reason, Refusal},
    report::explanation::Told,
    solve::{fix::Wish, origin::PartKind},
};

use super::{
    base::Base,
    told::{Teller, mentions, parted, tells},
};

/// Why nothing meets a wish.
pub(super) struct Never {
    /// enough for that
    pub(super) causes: Vec<Told>,
    /// what else never holds that the wish asks for
    pub(super) also: Vec<Told>,
}

/// Finds out why nothing meets a wish: conditions that never hold, each with why, as far as these take part in the
/// refusal; and what else takes part in it.
pub(super) fn never(
    base: &Base,
    context: &mut Context<'_, '_>,
    teller: &Teller<'_>,
    wish: &Wish,
    refusal: &Refusal,
) -> Never {
    let fixed = base.fixed();
    let mut among = refusal.symbols.clone();
    among.push(wish.symbol());
    let takes_part = |told: &Told| {
        // whose ranges the end of a range comes from is told by no part of its own
        let of_range = told.kind == CauseKind::Range;
        let symbol = told.symbol.as_deref().and_then(|name| base.find(name));
        of_range || symbol.is_none_or(|symbol| among.contains(&symbol))
    };
    let all = teller.causes(&context.why_never(wish, &fixed, None));
    let closest = teller.causes(&context.why_never(wish, &fixed, Some(&among)));
    // on the way there may be symbols of which no rule is needed
    let closest = if is_cut_short(&closest, &all) { all.clone() } else { closest };
    let mut causes = parted(closest, &takes_part, &|_| false).0;
    let told = |cause: &Told| tells(&causes, cause);
    let also = parted(all, &|cause| !told(cause), &|_| false).0;
    // how the carried rules come to it is no kernel's way
    if !base.is_carried() || causes.is_empty() {
        let silent = silent(base, context, refusal, wish, &causes);
        causes.extend(teller.causes(&silent));
    }
    Never { causes, also }
}

/// Whether causes end where others go on.
fn is_cut_short(causes: &[Told], others: &[Told]) -> bool {
    let mut open: Vec<&Told> = others.iter().collect();
    let mut ends = false;
    while let Some(cause) = open.pop() {
        ends |= !cause.causes.is_empty() && ends_with(causes, cause);
        open.extend(&cause.causes);
    }
    ends
}

/// Whether causes have one with the same text at the same place, and nowhere anything below it.
fn ends_with(causes: &[Told], sought: &Told) -> bool {
    let (mut found, mut explained) = (false, false);
    let mut open: Vec<&Told> = causes.iter().collect();
    while let Some(cause) = open.pop() {
        let same = (&cause.text, &cause.path, cause.line) == (&sought.text, &sought.path, sought.line);
        found |= same;
        explained |= same && !cause.causes.is_empty();
        open.extend(&cause.causes);
    }
    found && !explained
}

/// What takes part in a refusal and no cause speaks of.
fn silent(base: &Base, context: &mut Context<'_, '_>, refusal: &Refusal, wish: &Wish, causes: &[Told]) -> Vec<Cause> {
    let model = &base.loaded.model;
    let fixed = base.fixed();
    let asked = wish.symbol();
    let chosen = model.choice_of(asked).and_then(|menu| model.menus[menu].symbol);
    let mut silent: Vec<Cause> = Vec::new();
    for Reason { text, span, part, .. } in refusal.reasons(model) {
        let symbol = part.symbol;
        // that its own choice has one member goes without saying
        let own = symbol == asked || chosen == Some(symbol);
        let is_told = if own { !causes.is_empty() } else { mentions(causes, &model.show(symbol)) };
        if is_told {
            continue;
        }
        if fixed.contains(&symbol) {
            silent.extend(context.decisions(symbol).into_iter().take(1));
            continue;
        }
        let own = |text: &str| text.split_whitespace().next().is_some_and(is_own);
        if base.is_carried() && own(&text) {
            continue;
        }
        let text = if base.is_carried() { without_own(&text) } else { text };
        let mut properties = model.symbols[symbol].properties.iter();
        let kind = match part.kind {
            PartKind::Choice => CauseKind::Choice,
            PartKind::Select(_) => CauseKind::Select,
            PartKind::Text if properties.any(|&id| matches!(model.properties[id].kind, PropertyKind::Range(..))) => {
                CauseKind::Range
            }
            _ => CauseKind::Dependency,
        };
        let about = model.symbols[symbol].members.first().copied().filter(|_| model.symbols[symbol].choice);
        silent.push(cause(kind, about.or(Some(symbol)), text, span));
    }
    silent
}

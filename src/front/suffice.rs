//! Causes and what the solver holds against a wish enter; causes that are enough leave, and beside them the others.

use crate::{
    finding::{
        Context,
        cause::{CauseKind, cause},
    },
    model::symbol::{SymbolId, Tristate},
    report::explanation::{Explanation, Told},
    solve::fix::Wish,
    syntax::ast::Type,
};

use super::{
    base::Base,
    told::{Teller, is_decision, leads_to, parted, tells as tells_of},
};

/// Keeps the causes that lead to decisions which alone force a value, and adds those of them that no cause leads to.
pub(super) fn name_decisions(
    base: &Base,
    context: &mut Context<'_, '_>,
    teller: &Teller<'_>,
    because: &[SymbolId],
    explanation: &mut Explanation,
) {
    let told = std::mem::take(&mut explanation.causes);
    if because.is_empty()
        && let Some(other) = other_than(base, explanation)
    {
        let never = context.why_never(&other, &base.fixed(), None);
        if !never.is_empty() {
            explanation.causes = teller.causes(&never);
            explanation.also = parted(told, &|told| !tells_of(&explanation.causes, told), &|_| false).0;
            return;
        }
    }
    let tells = |one: SymbolId| leads_to(&told, &|told| decisive(base, &[one], told));
    let silent: Vec<SymbolId> = because.iter().copied().filter(|&one| !tells(one)).collect();
    // where no cause leads to one, what speaks of other decisions is no reason either
    let undecided = |told: &Told| !is_decision(told);
    (explanation.causes, explanation.also) = parted(told, &|told| decisive(base, because, told), &undecided);
    for decision in silent {
        let mut beside = teller.causes(&context.decisions(decision));
        for told in &mut beside {
            told.text.push_str(", which takes part in this");
        }
        explanation.causes.extend(beside);
    }
    // what is told beside it then is true as well, but no reason
    if explanation.causes.is_empty() && because.is_empty() {
        let Some(symbol) = base.find(&explanation.symbol) else { return };
        let whatever = if base.fixed().is_empty() { "whatever" } else { "with these tools, whatever else" };
        let text = format!("{} is {} {whatever} the configuration says", explanation.symbol, explanation.value);
        let span = base.loaded.model.symbols[symbol].menus.first().map(|&menu| base.loaded.model.menus[menu].span);
        let kind = CauseKind::Dependency;
        let forced = cause(kind, Some(symbol), text, span);
        explanation.causes = teller.causes(&[forced]);
    }
}

/// That a bool or tristate which is never anything else is not as it is.
fn other_than(base: &Base, explanation: &Explanation) -> Option<Wish> {
    let symbol = base.find(&explanation.symbol)?;
    match (base.loaded.model.symbols[symbol].ty?, explanation.value.as_str()) {
        (Type::Bool | Type::Tristate, "n") => Some(Wish::Switch(symbol, Tristate::Yes)),
        (Type::Bool | Type::Tristate, "y") => Some(Wish::Switch(symbol, Tristate::No)),
        _ => None,
    }
}

/// Whether a cause is one of the decisions that alone rule a wish out.
pub(super) fn decisive(base: &Base, because: &[SymbolId], told: &Told) -> bool {
    let model = &base.loaded.model;
    let Some(symbol) = told.symbol.as_deref().and_then(|name| base.find(name)).filter(|_| is_decision(told)) else {
        return false;
    };
    let choice = model.choice_of(symbol).and_then(|menu| model.menus[menu].symbol);
    because.contains(&symbol) || choice.is_some_and(|choice| because.contains(&choice))
}

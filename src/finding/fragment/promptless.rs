//! A line of a fragment about a symbol without a prompt enters; whether it is lost, or without effect, leaves.

use std::collections::HashSet;

use crate::{
    diagnostic::Severity,
    model::symbol::{SymbolId, Tristate},
    source::lossy,
};

use super::{
    super::{
        Context,
        cause::{Telling, shorten},
        certain::Certain,
        honoured::{is_nothing, reads, selectors},
        toolchain,
        verdict::{Verdict, shown},
    },
    has_prompt, text,
};

/// A line about a symbol that only others can set: lost where nothing can, and without effect where nothing in the
/// fragment has to do with it.
pub(super) fn verdict(context: &mut Context<'_, '_>, certain: &Certain<'_>, symbol: SymbolId) -> Option<Verdict> {
    let asked = context.evaluator.states[symbol].user_value;
    if context.evaluator.is_tristate(symbol) {
        let bounds = certain.beside_others(symbol);
        let may_be = bounds.allows(asked);
        // n is what most have
        let expected = bounds.low == asked || asked == Tristate::No || is_served(context, symbol);
        if may_be && expected || bounds.low > asked && hangs_on_tools(context, symbol) {
            return None;
        }
    } else {
        let asked = context.evaluator.bytes(context.evaluator.states[symbol].user_text?);
        match certain.text(symbol) {
            Some(text) if asked == text || is_nothing(context, symbol, asked) && is_nothing(context, symbol, text) => {
                return None;
            }
            None if is_served(context, symbol) && text::may_be(context, certain, symbol, asked) => return None,
            _ => {}
        }
    }
    let owners = selectors(context, symbol);
    let raises = asked > Tristate::No;
    let help = match owners.as_slice() {
        some if raises && !some.is_empty() => format!("delete the line, and set what selects it: {}", shorten(some)),
        _ => "delete the line: it has no effect".to_owned(),
    };
    let message = format!("{} has no prompt, so this line has no effect", context.show(symbol));
    let (mut claim, mut causes) = (String::new(), Vec::new());
    if let Some(value) = certain.text(symbol).map(lossy).filter(|_| !hangs_on_tools(context, symbol)) {
        claim = format!(": it is {} in any case", shown(context, symbol, &value));
        let mut telling = Telling::default();
        causes = if raises && context.evaluator.is_tristate(symbol) {
            context.why_below(symbol, asked, &mut telling)
        } else {
            context.why_above(symbol, &mut telling)
        };
    }
    let severity = Severity::Warning;
    Some(Verdict { code: "ltoconf::config::no-prompt", severity, message, claim, help: Some(help), causes })
}

/// Whether the tools or the environment have to do with a symbol's value, perhaps through other symbols without a prompt.
fn hangs_on_tools(context: &Context<'_, '_>, symbol: SymbolId) -> bool {
    let mut open = vec![symbol];
    let mut seen: HashSet<SymbolId> = HashSet::from([symbol]);
    while let Some(at) = open.pop() {
        if toolchain::is_probed(context, at) {
            return true;
        }
        let further = reads(context, at).into_iter().filter(|&read| !has_prompt(context, read));
        open.extend(further.filter(|&read| seen.len() < MOST_SERVANTS && seen.insert(read)));
    }
    seen.len() >= MOST_SERVANTS
}

/// How many symbols are asked whether they serve another.
const MOST_SERVANTS: usize = 10_000;

/// Whether a line of the fragment sets something that the symbol's value is made of, perhaps through other symbols
/// without a prompt.
fn is_served(context: &Context<'_, '_>, symbol: SymbolId) -> bool {
    let mut open = vec![symbol];
    let mut seen: HashSet<SymbolId> = HashSet::from([symbol]);
    let is_text = !context.evaluator.is_tristate(symbol);
    while let Some(at) = open.pop() {
        for read in reads(context, at) {
            let state = &context.evaluator.states[read];
            let set = context.set_at.contains_key(&read);
            // n is what most have; it decides as much where a number or a text is chosen by it
            let says = state.user_value != Tristate::No || !context.evaluator.is_tristate(read) || is_text;
            if set && read != symbol && says {
                return true;
            }
            if seen.len() < MOST_SERVANTS && seen.insert(read) && !has_prompt(context, read) {
                open.push(read);
            }
        }
    }
    false
}

//! Wishes that nothing meets with the tools of now enter; what would meet them with other tools that are installed
//! leaves, each way with all that the change of tools changes besides.

use std::collections::HashMap;

use crate::{
    cli::Common,
    eval::{Evaluator, evaluated},
    lto::embedded::{is_at_the_edge, is_own},
    model::{Model, symbol::SymbolId},
    remedy::{self, Fix, Found, Search},
    report::explanation::{ChangeTold, FixTold, Variable},
    solve::fix::{Limits, Wish},
    source::lossy,
    syntax::ast::Type,
};

use super::{
    base::{self, Base},
    told::is_option,
    toolchains::{self, Toolchain},
    unanswered,
};

/// What is asked of other tools.
pub(super) struct Question<'a> {
    pub(super) common: &'a Common,
    pub(super) base: &'a Base,
    pub(super) wishes: &'a [Wish],
    /// names of symbols whose decision stays
    pub(super) kept: &'a [String],
    pub(super) limits: Limits,
}

/// What other tools come to.
#[derive(Default)]
pub(super) struct Elsewhere {
    /// ways, the fewest changes first
    pub(super) fixes: Vec<FixTold>,
    /// whether these are all smallest ones with each of the tools
    pub(super) complete: bool,
    /// the tools that meet the wishes, as `LLVM=`
    pub(super) able: Vec<String>,
    /// those that do not
    pub(super) unable: Vec<String>,
    /// those that would have to be asked first
    pub(super) unknown: Vec<String>,
}

impl Elsewhere {
    /// `LLVM=-19, LLVM=-14`
    pub(super) fn variables(values: &[String]) -> String {
        let shown: Vec<String> = values.iter().map(|value| format!("LLVM={value}")).collect();
        shown.join(", ")
    }
}

/// Asks all other tools. Where no tool has a say in the wishes, none is asked.
pub(super) fn look(question: &Question<'_>) -> Elsewhere {
    let mut elsewhere = Elsewhere { complete: true, ..Elsewhere::default() };
    let Question { common, base, wishes, .. } = question;
    if !unanswered::hangs_on_tools(base, wishes) {
        return elsewhere;
    }
    let now = common.llvm.clone().or_else(|| std::env::var("LLVM").ok());
    // the carried rules ask no tool, and one of LLVM is as good as another
    let toolchains = if base.is_carried() { vec![Toolchain::plain()] } else { toolchains::installed() };
    for Toolchain { llvm, .. } in toolchains {
        let carried_now = base.is_carried() && now.as_deref().is_some_and(|now| !now.is_empty());
        if carried_now || now.as_deref() == Some(&llvm) {
            continue;
        }
        let mut common = (*common).clone();
        common.llvm = Some(llvm.clone());
        let path = base.path.as_deref();
        let Ok(there) = base::of_text(&common, path, base.text().to_vec()) else { continue };
        match ways(question, &there, &llvm) {
            Ways::Unknown => elsewhere.unknown.push(llvm),
            Ways::None => elsewhere.unable.push(llvm),
            Ways::Some(fixes, complete) => {
                elsewhere.fixes.extend(fixes);
                elsewhere.complete &= complete;
                elsewhere.able.push(llvm);
            }
        }
        there.loaded.leave();
    }
    elsewhere.fixes.sort_by_key(|fix| fix.changes.len());
    elsewhere
}

enum Ways {
    None,
    Unknown,
    Some(Vec<FixTold>, bool),
}

fn ways(question: &Question<'_>, there: &Base, llvm: &str) -> Ways {
    let Question { base, wishes, kept, limits, .. } = question;
    let Some(wishes) = wishes.iter().map(|wish| translated(base, there, wish)).collect::<Option<Vec<Wish>>>() else {
        return Ways::None;
    };
    let unknown = unanswered::unknown(there);
    if wishes.iter().any(|wish| unknown.contains(&wish.symbol())) {
        return Ways::Unknown;
    }
    let user = there.user();
    let kept = there.kept(kept.iter().filter_map(|name| there.find(name)));
    let search = Search { user: &user, wishes: &wishes, kept: &kept, limits: *limits };
    let (fixes, complete) = match remedy::search(&there.loaded.model, &search) {
        Ok(Found::Held) => (vec![Fix { changes: Vec::new(), side_effects: Vec::new(), user }], true),
        Ok(Found::Fixes { fixes, complete, .. }) if !fixes.is_empty() => (fixes, complete),
        Ok(Found::Impossible(_)) => return Ways::None,
        Ok(Found::Fixes { .. }) | Err(_) => return Ways::Unknown,
    };
    let user = base.user();
    let before = evaluated(&base.loaded.model, &user);
    let environment = [Variable { variable: "LLVM".into(), to: llvm.to_owned() }];
    let told = fixes.iter().map(|fix| across(&before, there, fix, &environment));
    Ways::Some(told.collect(), complete)
}

/// A wish for the symbol of the same name.
fn translated(from: &Base, to: &Base, wish: &Wish) -> Option<Wish> {
    let name = from.loaded.model.show(wish.symbol());
    let symbol = to.find(&name)?;
    let ty = to.loaded.model.symbols[symbol].ty;
    let switch = matches!(ty, Some(Type::Bool | Type::Tristate));
    match wish {
        Wish::Switch(_, value) if switch => Some(Wish::Switch(symbol, *value)),
        Wish::Text(_, text) if !switch && ty.is_some() => Some(Wish::Text(symbol, text.clone())),
        _ => None,
    }
}

/// The values of a configuration by name, of all that a kernel has.
fn values<'m>(model: &'m Model, evaluator: &Evaluator<'_>) -> HashMap<&'m [u8], String> {
    let told = |symbol: &SymbolId| !model.symbols[*symbol].choice && !model.symbols[*symbol].menus.is_empty();
    let named = model.symbols.ids().filter(told).filter_map(|symbol| Some((symbol, model.name(symbol)?)));
    named.map(|(symbol, name)| (name, lossy(evaluator.value_text(symbol)))).collect()
}

/// A way with other tools: what is to be set, and what differs from now beside.
fn across(before: &Evaluator<'_>, there: &Base, fix: &Fix, environment: &[Variable]) -> FixTold {
    let (now, model) = (before.model(), &there.loaded.model);
    let after = evaluated(model, &fix.user);
    let (old, new) = (values(now, before), values(model, &after));
    let name_of = |symbol| model.name(symbol).unwrap_or_default();
    let changes = fix.changes.iter().map(|change| {
        let from = old.get(name_of(change.symbol)).filter(|from| **from != change.to).unwrap_or(&change.from);
        ChangeTold { symbol: model.show(change.symbol), from: from.clone(), to: change.to.clone() }
    });
    let changes: Vec<ChangeTold> = changes.collect();
    // what only one of the two trees defines is nothing in the other
    let mut in_order: Vec<SymbolId> = model.symbols.ids().collect();
    in_order.sort_by_key(|&symbol| !is_option(model, there.is_carried(), symbol));
    let in_order = in_order.into_iter().filter_map(|symbol| model.name(symbol));
    let gone = now.symbols.ids().filter_map(|symbol| now.name(symbol)).filter(|name| !new.contains_key(name));
    let nothing = |value: &str| if ["y", "m", "n"].contains(&value) { "n".to_owned() } else { String::new() };
    let mut side_effects = Vec::new();
    for name in in_order.chain(gone) {
        let (from, to) = match (old.get(name), new.get(name)) {
            (Some(from), Some(to)) => (from.clone(), to.clone()),
            (Some(from), None) => (from.clone(), nothing(from)),
            (None, Some(to)) => (nothing(to), to.clone()),
            (None, None) => continue,
        };
        let symbol = lossy(name);
        // the carried rules know no version of a tool that was not asked
        let made_up = |name: &str| is_own(name) || (is_at_the_edge(name) && name.ends_with("_VERSION"));
        let told = changes.iter().any(|change| change.symbol == symbol) || (there.is_carried() && made_up(&symbol));
        if from != to && !told {
            side_effects.push(ChangeTold { symbol, from, to });
        }
    }
    FixTold { changes, environment: environment.to_vec(), side_effects }
}

/// The limits of a list of fixes.
pub(super) fn limits(all: bool) -> Limits {
    if all {
        Limits { remedies: 256, ..Limits::default() }
    } else {
        Limits { remedies: 8, ways: 3, ..Limits::default() }
    }
}

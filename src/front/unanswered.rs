//! A base enters; what of it hangs on probes without an answer leaves, and the refusal of what cannot be exact without
//! them.

use std::{collections::HashSet, fmt::Write as _, path::Path, sync::Arc};

use crate::{
    diagnostic::Advice,
    finding::{self, Context, Kind, cause::Cause},
    model::{Model, symbol::SymbolId},
    report::explanation::FixTold,
    solve::fix::Wish,
    source::lossy,
    tree::{Tree, probe::Prober},
};

use super::{
    base::Base,
    input::{ConfigFile, Input},
    loaded::Loaded,
    options::Options,
    wishes::SearchError,
};

/// What to do about it.
pub(super) fn help(base: &Base) -> String {
    Advice::let_probes_run(base.options.words)
}

/// Looks at a base with all that findings look at.
pub(super) fn with_context<R>(base: &Base, look: impl FnOnce(&mut Context<'_, '_>) -> R) -> R {
    let (mut evaluator, reading) = base.evaluated();
    let config = base.config(&reading);
    look(&mut Context::new(&base.loaded.tree, base.loaded.outline(), &mut evaluator, &config, &base.loaded.prober))
}

/// Symbols whose value is not known.
pub(super) fn unknown(base: &Base) -> HashSet<SymbolId> {
    if missing(base).is_empty() {
        return HashSet::new();
    }
    with_context(base, |context| finding::unknown(context))
}

/// Whether a change of tools can change what a wish comes to.
pub(super) fn hangs_on_tools(base: &Base, wishes: &[Wish]) -> bool {
    let of_tools = with_context(base, |context| finding::of_tools(context));
    wishes.iter().any(|wish| of_tools.contains(&wish.symbol()))
}

/// How many probes are named.
const MOST_PROBES: usize = 3;

fn refusal(base: &Base, what: &str, missing: &[String], more: usize) -> String {
    let mut out = what.to_owned();
    for told in missing {
        let _infallible = write!(out, "\n  no answer: {told}");
    }
    if more > 0 {
        let _infallible = write!(out, "\n  and {more} more");
    }
    let _infallible = write!(out, "\n  help: {}", help(base));
    out
}

/// Why wishes cannot be judged, if one of them hangs on a probe without an answer.
pub(super) fn refuse(base: &Base, unknown: &HashSet<SymbolId>, wishes: &[Wish]) -> Option<String> {
    let symbol = wishes.iter().map(Wish::symbol).find(|symbol| unknown.contains(symbol))?;
    let name = base.loaded.model.show(symbol);
    let (causes, more) = with_context(base, |context| finding::behind(context, symbol));
    let told = |cause: Cause| cause.probe.map_or(cause.text, |probe| lossy(&probe));
    let missing: Vec<String> = causes.into_iter().map(told).collect();
    Some(refusal(base, &format!("{name} is unknown: it hangs on probes without an answer"), &missing, more))
}

/// Refuses to write a whole configuration, or the formula of a tree, if anything in it is not known.
pub(super) fn refuse_whole(base: &Base, unknown: &HashSet<SymbolId>, what: &str) -> Result<(), SearchError> {
    let Some(symbol) = base.loaded.model.symbols.ids().find(|symbol| unknown.contains(symbol)) else { return Ok(()) };
    let name = base.loaded.model.show(symbol);
    let who = match unknown.len() - 1 {
        0 => format!("{name} is"),
        1 => format!("{name} and one other symbol are"),
        more => format!("{name} and {more} other symbols are"),
    };
    let missing = missing(base);
    let (named, more) = missing.split_at(missing.len().min(MOST_PROBES));
    let why = format!("{what} cannot be written: {who} unknown, since probes have no answer");
    Err(SearchError::Unanswered(refusal(base, &why, named, more.len())))
}

/// The same of what can be written of a kernel's tree alone.
pub(super) fn refuse_file(base: &Base, unknown: &HashSet<SymbolId>, what: &str) -> Result<(), SearchError> {
    if base.is_carried() {
        return Err(SearchError::NoTree);
    }
    refuse_whole(base, unknown, what)
}

/// The same of what a mode of `conf` makes of a tree. Where all is known, the tree is given back.
pub(crate) fn refuse_mode(
    tree: Tree,
    model: Model,
    prober: Prober,
    options: &Options,
    what: &str,
) -> Result<(Tree, Model), SearchError> {
    let known = |probe: &Vec<u8>| prober.known(probe).is_some_and(|answer| answer.is_known());
    if prober.open_variables().is_empty() && tree.walk.probes.iter().all(known) {
        return Ok((tree, model));
    }
    let loaded = Arc::new(Loaded::read_already(tree, model, prober, options));
    let input = Input::of(0, Path::new(ConfigFile::IMPLIED), Vec::new(), Some(Kind::Whole));
    let base = Base::on(loaded, None, options, input);
    refuse_whole(&base, &unknown(&base), what)?;
    // it was made here, so that nobody else has it
    let Loaded { tree, model, .. } = Arc::into_inner(base.loaded).ok_or(SearchError::NoTree)?;
    Ok((tree, model))
}

/// What has no answer: probes of the tree's Kconfig, and variables that it reads and that make asks a tool for.
fn missing(base: &Base) -> Vec<String> {
    let (walk, prober) = (&base.loaded.tree.walk, &base.loaded.prober);
    let probes = walk.probes.iter().filter(|probe| !answered(base, probe)).map(|probe| lossy(probe));
    let is_read = |variable: &&Vec<u8>| walk.environment.iter().any(|(name, _)| name == *variable);
    let variables = prober.open_variables().iter().filter(is_read);
    probes.chain(variables.map(|variable| format!("what make would ask for {}", lossy(variable)))).collect()
}

fn answered(base: &Base, probe: &[u8]) -> bool {
    base.loaded.prober.known(probe).is_some_and(|answer| answer.is_known())
}

/// Takes from fixes what nobody knows to change.
pub(super) fn keep_known_effects(base: &Base, fixes: &mut [FixTold], unknown: &HashSet<SymbolId>) {
    for fix in fixes {
        let known = |name: &str| base.find(name).is_none_or(|symbol| !unknown.contains(&symbol));
        fix.side_effects.retain(|change| known(&change.symbol));
    }
}

/// What is to be said of changes where some symbols are not known.
pub(super) fn open_effects(unknown: &HashSet<SymbolId>) -> String {
    format!("{} symbols hang on probes without an answer: whether they change is not known", unknown.len())
}

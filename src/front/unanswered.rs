//! A base enters; what of it hangs on probes without an answer leaves, and the refusal of what cannot be exact without
//! them.

use std::{collections::HashSet, fmt, path::Path, sync::Arc};

use crate::{
    diagnostic::{Advice, Diagnostic},
    finding::{self, Context, Kind, cause::Cause},
    model::{Model, symbol::SymbolId},
    report::explanation::FixTold,
    solve::fix::Wish,
    source::lossy,
    tree::{Tree, probe::Prober},
};

use super::{
    ConfEnded, ConfError,
    base::Base,
    input::{ConfigFile, Input},
    loaded::Loaded,
    options::Options,
    wishes::SearchError,
};

/// What cannot be said or written, since probes have no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// what, and which symbols are therefore unknown
    pub what: String,
    /// probes without an answer, as they stand in Kconfig, or what make would ask for; at least one
    pub probes: Vec<String>,
    /// so many others are not named
    pub more: usize,
    /// what to do about it
    pub help: String,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        for told in &self.probes {
            write!(f, "\n  no answer: {told}")?;
        }
        if self.more > 0 {
            write!(f, "\n  and {} more", self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for Unanswered {}

impl Unanswered {
    /// The same, to be told.
    pub fn into_diagnostic(self) -> Diagnostic {
        let named = self.probes.into_iter().map(|told| format!("no answer: {told}"));
        let more = (self.more > 0).then(|| format!("and {} more", self.more));
        let error = Diagnostic::error("ltoconf::probes::unanswered", self.what).help(self.help);
        named.chain(more).fold(error, |error, told| error.related(None, told))
    }
}

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

/// Why wishes cannot be judged, if one of them hangs on a probe without an answer.
pub(super) fn refuse(base: &Base, unknown: &HashSet<SymbolId>, wishes: &[Wish]) -> Option<Unanswered> {
    let symbol = wishes.iter().map(Wish::symbol).find(|symbol| unknown.contains(symbol))?;
    let name = base.loaded.model.show(symbol);
    let (causes, more) = with_context(base, |context| finding::behind(context, symbol));
    let told = |cause: Cause| cause.probe.map_or(cause.text, |probe| lossy(&probe));
    let probes = causes.into_iter().map(told).collect();
    let what = format!("{name} is unknown: it hangs on probes without an answer");
    Some(Unanswered { what, probes, more, help: help(base) })
}

/// Refuses to write a whole configuration, or the formula of a tree, if anything in it is not known.
pub(super) fn refuse_whole(base: &Base, unknown: &HashSet<SymbolId>, what: &str) -> Result<(), Unanswered> {
    let Some(symbol) = base.loaded.model.symbols.ids().find(|symbol| unknown.contains(symbol)) else { return Ok(()) };
    let name = base.loaded.model.show(symbol);
    let who = match unknown.len() - 1 {
        0 => format!("{name} is"),
        1 => format!("{name} and one other symbol are"),
        more => format!("{name} and {more} other symbols are"),
    };
    let what = format!("{what} cannot be written: {who} unknown, since probes have no answer");
    let mut probes = missing(base);
    let more = probes.len().saturating_sub(MOST_PROBES);
    probes.truncate(MOST_PROBES);
    Err(Unanswered { what, probes, more, help: help(base) })
}

/// The same of what can be written of a kernel's tree alone.
pub(super) fn refuse_file(base: &Base, unknown: &HashSet<SymbolId>, what: &str) -> Result<(), SearchError> {
    if base.is_carried() {
        return Err(SearchError::NoTree);
    }
    Ok(refuse_whole(base, unknown, what)?)
}

/// The same of what a mode of `conf` makes of a tree. Where all is known, the tree is given back.
pub(crate) fn refuse_mode(
    tree: Tree,
    model: Model,
    prober: Prober,
    options: &Options,
    what: &str,
) -> Result<(Tree, Model), ConfError> {
    let known = |probe: &Vec<u8>| prober.known(probe).is_some_and(|answer| answer.is_known());
    if prober.open_variables().is_empty() && tree.walk.probes.iter().all(known) {
        return Ok((tree, model));
    }
    let loaded = Arc::new(Loaded::read_already(tree, model, prober, options));
    let input = Input::of(0, Path::new(ConfigFile::IMPLIED), Vec::new(), Some(Kind::Whole));
    let base = Base::on(loaded, None, options, input);
    refuse_whole(&base, &unknown(&base), what)?;
    // it was made here, so that nobody else has it
    let Loaded { tree, model, .. } = Arc::into_inner(base.loaded).ok_or(ConfEnded::FAILED)?;
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

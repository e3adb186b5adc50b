//! A configuration and a symbol enter; why it has its value, and how it would get the wanted one, leave.

use crate::{
    finding::{
        self, Context,
        cause::{CauseKind, Telling, cause},
    },
    lto::said::OF_ARCHITECTURE,
    model::symbol::{SymbolId, Tristate},
    remedy::{self, Found, Search},
    report::{
        Origin,
        explanation::{Explanation, Status, UNKNOWN},
    },
    solve::fix::Wish,
    source::lossy,
};

use super::{
    Config, architectures,
    base::Base,
    fix::{Depth, proves_nothing},
    impossible::{PROVING, Proof},
    never::{Never, never},
    other_tools::{self, OtherTools, Question},
    suffice::{decisive, name_decisions},
    told::{Teller, leads_to},
    unanswered,
    unsettled::Unsettled,
    wishes::{SearchError, Sought, WishError},
};

/// An explanation, with the proof that was asked for.
#[derive(Clone, Debug)]
pub struct Explained {
    /// why, and what would change it
    pub explanation: Explanation,
    /// that the wanted value cannot be had, where that is so and the proof was asked for
    pub proof: Option<Proof>,
}

/// Explains why a symbol has its value, and what would give it another. `wish` is `SYMBOL` or `SYMBOL=VALUE`; of a
/// symbol that is off, `y` is taken for wanted.
///
/// ```
/// use ltoconf::{Config, ConfigFile, Depth, Options, Status, Tree, explain};
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n")?;
/// let options = Options { dialect: Some("linux-6.12".into()), ..Options::default() };
/// let config = Tree::open(folder.path(), &options)?.read(ConfigFile::of(".config", "# CONFIG_A is not set\n"))?;
/// let explanation = explain(&config, "B=y", Depth::default())?.explanation;
/// assert_eq!((explanation.value.as_str(), explanation.status), ("n", Status::Reachable));
/// assert_eq!(explanation.causes[0].symbol.as_deref(), Some("A"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The words are no wish for this configuration, or the solver gave up.
pub fn explain(config: &Config, wish: &str, depth: Depth) -> Result<Explained, SearchError> {
    let base = &config.base;
    let (name, value) = match wish.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (wish, None),
    };
    match base.find(name).filter(|_| !base.is_own(name)) {
        Some(symbol) => of_symbol(base, symbol, value, depth),
        None if name.strip_prefix("CONFIG_").unwrap_or(name).is_empty() => Err(WishError::NoSymbol.into()),
        // that these rules do not know it says nothing of the kernel
        None if !base.speaks_of(name) => Err(WishError::NotDefined(base.undefined(name)).into()),
        None => Ok(Explained { explanation: undefined(base, name, value), proof: None }),
    }
}

/// Nothing defines the symbol in this tree.
fn undefined(base: &Base, name: &str, value: Option<&str>) -> Explanation {
    let model = &base.loaded.model;
    let bare = name.strip_prefix("CONFIG_").unwrap_or(name);
    let version = &base.loaded.name.name;
    let mut notes = vec![format!("not possible in this kernel version: {version} does not define {bare}")];
    notes.extend(finding::suggestion(model, bare));
    notes.extend(base.is_carried().then(|| carried(base)));
    let place = if base.is_carried() { "by these rules" } else { "in this tree" };
    let text = format!("{bare} is not defined {place}, so it counts as n");
    let cause = cause(CauseKind::Environment, None, text, None);
    let teller = Teller::of(base);
    Explanation {
        version: 1,
        symbol: bare.to_owned(),
        value: "n".into(),
        wanted: Some(value.unwrap_or("y").to_owned()),
        status: Status::Impossible,
        causes: teller.causes(&[cause]),
        also: Vec::new(),
        fixes: Vec::new(),
        complete: true,
        notes,
    }
}

fn of_symbol(base: &Base, symbol: SymbolId, value: Option<&str>, depth: Depth) -> Result<Explained, SearchError> {
    let model = &base.loaded.model;
    let (mut evaluator, reading) = base.evaluated();
    let is = lossy(evaluator.value_text(symbol));
    let off = evaluator.is_tristate(symbol) && evaluator.tristate(symbol) == Tristate::No;
    let wish = value.or(off.then_some("y")).map(|value| base.wish(symbol, value)).transpose()?;
    let wanted = wish.as_ref().map(|wish| match wish {
        Wish::Switch(_, value) => value.word().to_owned(),
        Wish::Text(_, text) => lossy(text),
    });
    let held = wish.as_ref().is_none_or(|wish| remedy::held(&evaluator, wish));
    let config = base.config(&reading);
    let mut context =
        Context::new(&base.loaded.tree, base.loaded.outline(), &mut evaluator, &config, &base.loaded.prober);
    let unknown = finding::unknown(&context);
    if unknown.contains(&symbol) {
        let explanation = not_known(base, &context, symbol, value.and(wanted));
        return Ok(Explained { explanation, proof: None });
    }
    let mut telling = Telling::in_full();
    let causes = match &wish {
        Some(Wish::Switch(_, value)) if !held && *value > context.evaluator.tristate(symbol) => {
            context.why_below(symbol, *value, &mut telling)
        }
        Some(Wish::Switch(_, value)) if !held => context.why_not_lower(symbol, *value, &mut telling),
        Some(Wish::Text(_, text)) if !held => context.why_not_text(symbol, text, &mut telling),
        // what is n is told as what keeps it from more
        Some(Wish::Switch(_, Tristate::No)) => context.why_below(symbol, Tristate::Yes, &mut telling),
        _ => context.why_above(symbol, &mut telling),
    };
    let teller = Teller::of(base);
    let mut explanation = Explanation {
        version: 1,
        symbol: model.show(symbol),
        value: is,
        wanted,
        status: Status::Held,
        causes: teller.causes(&causes),
        also: Vec::new(),
        fixes: Vec::new(),
        complete: true,
        notes: base.is_carried().then(|| carried(base)).into_iter().collect(),
    };
    explanation.notes.extend(wish.as_ref().and_then(|wish| base.read_as(wish)));
    let user = base.user();
    let Some(wish) = wish.filter(|_| !held) else {
        let value = base.wish(symbol, &explanation.value);
        // a number that has no value
        let value = value.or_else(|error| match explanation.value.as_str() {
            "" if !context.evaluator.is_tristate(symbol) => Ok(Wish::Text(symbol, Vec::new())),
            _ => Err(error),
        });
        let value = value.ok();
        explanation.notes.extend(value.as_ref().and_then(|value| Unsettled::note(base, value)));
        let forced = value.and_then(|value| remedy::forced(model, &user, &value, &base.fixed()).transpose());
        if let Some(because) = forced.transpose()? {
            name_decisions(base, &mut context, &teller, &because, &mut explanation);
        }
        return Ok(Explained { explanation, proof: None });
    };
    let mut proof = None;
    let limits = other_tools::limits(depth.all);
    let wishes = std::slice::from_ref(&wish);
    let search = Search { user: &user, wishes, kept: &base.fixed(), limits };
    let at_work = base.options.begin("searching for the smallest change");
    let found = remedy::search(model, &search)?;
    drop(at_work);
    match found {
        Found::Held => {}
        Found::Fixes { because, fixes, .. } if fixes.is_empty() => {
            // where nothing is known to force it, all that was found is told
            if let Some(set) = because.first() {
                name_decisions(base, &mut context, &teller, set, &mut explanation);
            }
            explanation.status = Status::Unknown;
            explanation.complete = false;
            let open =
                Unsettled::behind(base, &wish).map_or(SearchError::NotFound(Sought::Change), SearchError::Unsettled);
            explanation.notes.push(open.to_string());
        }
        Found::Fixes { because, fixes, gentler, complete } => {
            // the set of decisions that the causes tell most of
            let tells = |one: SymbolId| leads_to(&explanation.causes, &|told| decisive(base, &[one], told));
            let left_out = |set: &Vec<SymbolId>| set.iter().filter(|&&one| !tells(one)).count();
            if let Some(set) = because.iter().min_by_key(|set| left_out(set)) {
                name_decisions(base, &mut context, &teller, set, &mut explanation);
            }
            explanation.status = Status::Reachable;
            explanation.complete = complete;
            explanation.notes.extend(Unsettled::note(base, &wish));
            explanation.fixes = teller.fixes(&fixes, &gentler);
            unanswered::keep_known_effects(base, &mut explanation.fixes, &unknown);
            if !unknown.is_empty() {
                explanation.notes.push(unanswered::open_effects(&unknown));
            }
        }
        Found::Unknown(unsure) => {
            explanation.status = Status::Unknown;
            explanation.complete = false;
            explanation.notes.push(proves_nothing(base, &unsure).to_string());
        }
        Found::Impossible(_) => {
            explanation.status = Status::Impossible;
            let at_work = base.options.begin(PROVING);
            let refusal = remedy::refusal(model, &user, wishes, &base.fixed())?;
            drop(at_work);
            Never { causes: explanation.causes, also: explanation.also } =
                never(base, &mut context, &teller, &wish, &refusal);
            proof = depth.proof.then(|| Proof::of(&refusal));
            let here = context.without_lto().filter(|_| of_architecture(base, &refusal.symbols));
            let here = here.map(|arch| format!("{} has no LTO on {arch}", base.loaded.name.name));
            let why = here.or_else(|| other_architectures(base, &refusal.symbols));
            let told = why.is_some();
            explanation.notes.extend(why.map(|why| format!("not possible on this architecture: {why}")));
            let question = Question { base, wishes, kept: &[], limits };
            with_other_tools(base, other_tools::look(&question), told, &mut explanation);
        }
    }
    Ok(Explained { explanation, proof })
}

/// What the carried rules do not know may matter as well.
pub(super) fn carried(base: &Base) -> String {
    let name = &base.loaded.name;
    let rules = match name.origin {
        // a version without LTO has none, and one may follow those of another
        Origin::Carried(Some(rules)) if rules.name() != name.name => format!(" (those of {rules} on)"),
        _ => String::new(),
    };
    format!("by the rules that ltoconf carries for {}{rules}, which know LTO and its neighbours alone", name.name)
}

/// Whether an architecture's own symbols take part.
fn of_architecture(base: &Base, symbols: &[SymbolId]) -> bool {
    let model = &base.loaded.model;
    symbols.iter().any(|&symbol| OF_ARCHITECTURE.contains(&model.show(symbol).as_str()))
}

/// What only other architectures select.
fn other_architectures(base: &Base, symbols: &[SymbolId]) -> Option<String> {
    let model = &base.loaded.model;
    let arch = &base.loaded.name.arch;
    let tree = &base.key.as_ref()?.tree;
    let told = symbols.iter().filter_map(|&symbol| {
        let found = &model.symbols[symbol];
        if !found.properties.is_empty() || found.rev_dep.is_some() {
            return None;
        }
        let name = model.show(symbol);
        let others = architectures::selecting(tree, &name);
        let elsewhere = !others.is_empty() && !others.contains(arch);
        elsewhere.then(|| format!("{name} is selected on {}, not on {arch}", others.join(", ")))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// What is impossible with these tools may be possible with others that are installed. `told`: why nothing is possible
/// whatever the tools was said already.
fn with_other_tools(base: &Base, others: OtherTools, told: bool, explanation: &mut Explanation) {
    let mut notes = Vec::new();
    if !others.able.is_empty() {
        explanation.status = Status::Reachable;
        let able = others.able.join(", ");
        notes.push(format!("not possible with the tools of now; available with {able}"));
        explanation.complete = others.complete;
        explanation.fixes = others.fixes;
    } else if base.is_carried() && !others.unable.is_empty() && !told {
        notes.push("not possible with LLVM's tools either".into());
    } else if !others.unable.is_empty() && !told {
        let unable = others.unable.join(", ");
        notes.push(format!("not possible with other tools that are installed either: {unable}"));
    }
    if !others.unknown.is_empty() {
        let open = others.unknown.join(", ");
        notes.push(format!("not known with {open}: probes have no answer there"));
        explanation.complete = false;
    }
    explanation.notes.extend(notes);
}

/// A symbol whose value is not known: nothing is claimed but what it waits for.
fn not_known(base: &Base, context: &Context<'_, '_>, symbol: SymbolId, wanted: Option<String>) -> Explanation {
    let (causes, more) = finding::behind(context, symbol);
    let mut notes = Vec::new();
    if more > 0 {
        notes.push(format!("{more} more probes without an answer take part"));
    }
    notes.push(unanswered::help(base));
    Explanation {
        version: 1,
        symbol: base.loaded.model.show(symbol),
        value: UNKNOWN.into(),
        wanted,
        status: Status::Unknown,
        causes: Teller::of(base).causes(&causes),
        also: Vec::new(),
        fixes: Vec::new(),
        complete: false,
        notes,
    }
}

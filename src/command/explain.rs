//! `ltoconf explain`: a symbol enters; why it has its value, and how it would get the wanted one, leave.

use std::io::Write as _;

use crate::{
    cli::{self, Common, Format},
    finding::{
        Context, Outline,
        cause::{Cause, CauseKind, Telling},
    },
    model::symbol::{SymbolId, Tristate},
    remedy::{self, Found, Search},
    report::explanation::{Explanation, FixTold, Told, Variable},
    solve::fix::{Limits, Wish},
    user::UserValues,
};

use super::{
    architectures,
    base::{self, Base},
    check::human,
    told::{Teller, leads_to, parted},
    toolchains, warn,
};

/// Explains; 0 where the wish is held, 1 where it is not.
pub(super) fn run(common: &Common, arguments: &cli::Explain) -> u8 {
    let base = match base::read(common, arguments.config.as_deref(), human()) {
        Ok(base) => base,
        Err(status) => return status,
    };
    let (name, value) = match arguments.symbol.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (arguments.symbol.as_str(), None),
    };
    let explanation = match base.find(name) {
        // that these rules do not know it says nothing of the kernel
        None if base.is_carried() => {
            warn(format!("error: {}\n", base.undefined(name)));
            return 2;
        }
        None => undefined(&base, name, value),
        Some(symbol) => match explain(common, arguments, &base, symbol, value) {
            Ok(explanation) => explanation,
            Err(message) => {
                warn(format!("error: {message}\n"));
                return 2;
            }
        },
    };
    let text = match common.format().unwrap_or_default() {
        Format::Json => explanation.json().unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}\n")),
        _ => explanation.human(),
    };
    let _unprintable = std::io::stdout().write_all(text.as_bytes());
    let status = u8::from(explanation.status != "held");
    base.loaded.leave();
    status
}

/// Nothing defines the symbol in this tree.
fn undefined(base: &Base, name: &str, value: Option<&str>) -> Explanation {
    let model = &base.loaded.model;
    let bare = name.strip_prefix("CONFIG_").unwrap_or(name);
    let version = &base.loaded.name.name;
    let mut notes = vec![format!("not possible in {version}: nothing there defines {bare}")];
    notes.extend(crate::finding::suggestion(model, bare));
    let text = format!("{bare} is not defined in this tree, so it counts as n");
    let cause = Cause { kind: CauseKind::Environment, symbol: None, text, span: None, probe: None, causes: Vec::new() };
    let teller = Teller { model, sources: &base.loaded.tree.files.sources, prober: &base.loaded.prober };
    Explanation {
        version: 1,
        symbol: bare.to_owned(),
        value: "n".into(),
        wanted: Some(value.unwrap_or("y").to_owned()),
        status: "impossible",
        causes: teller.causes(&[cause]),
        also: Vec::new(),
        fixes: Vec::new(),
        complete: true,
        notes,
    }
}

fn explain(
    common: &Common,
    arguments: &cli::Explain,
    base: &Base,
    symbol: SymbolId,
    value: Option<&str>,
) -> Result<Explanation, String> {
    let model = &base.loaded.model;
    let (mut evaluator, reading) = base.evaluated();
    let outline = Outline::of(&base.loaded.tree, model);
    let is = crate::source::lossy(evaluator.value_text(symbol));
    let off = evaluator.is_tristate(symbol) && evaluator.tristate(symbol) == Tristate::No;
    let wanted = value.map(str::to_owned).or_else(|| off.then(|| "y".to_owned()));
    let wish = wanted.as_deref().map(|value| base.wish(symbol, value)).transpose()?;
    let held = wish.as_ref().is_none_or(|wish| remedy::held(&evaluator, wish));
    let config = base.config(&reading);
    let mut context = Context::new(&base.loaded.tree, &outline, &mut evaluator, &config, &base.loaded.prober);
    let mut telling = Telling::default();
    let causes = match &wish {
        Some(Wish::Switch(_, value)) if !held && *value > context.evaluator.tristate(symbol) => {
            context.why_below(symbol, *value, &mut telling)
        }
        Some(Wish::Switch(_, value)) if !held => context.why_not_lower(symbol, *value, &mut telling),
        Some(Wish::Text(_, text)) if !held => context.why_not_text(symbol, text, &mut telling),
        _ => context.why_above(symbol, &mut telling),
    };
    let teller = Teller { model, sources: &base.loaded.tree.files.sources, prober: &base.loaded.prober };
    let mut explanation = Explanation {
        version: 1,
        symbol: model.show(symbol),
        value: is,
        wanted,
        status: "held",
        causes: teller.causes(&causes),
        also: Vec::new(),
        fixes: Vec::new(),
        complete: true,
        notes: base.is_carried().then(|| carried(base)).into_iter().collect(),
    };
    explanation.notes.extend(wish.as_ref().and_then(|wish| base.read_as(wish)));
    let Some(wish) = wish.filter(|_| !held) else { return Ok(explanation) };
    let user = base.user();
    let found = search(base, &user, std::slice::from_ref(&wish), arguments.all)?;
    match found {
        Found::Held => {}
        Found::Fixes { because, fixes, complete } => {
            let told = std::mem::take(&mut explanation.causes);
            let tells = |one: SymbolId| leads_to(&told, &|told| decisive(base, &[one], told));
            // the set of decisions that the causes tell most of; what they leave out is told beside
            let left_out = |set: &Vec<SymbolId>| set.iter().filter(|&&one| !tells(one)).count();
            if let Some(set) = because.iter().min_by_key(|set| left_out(set)) {
                let silent: Vec<SymbolId> = set.iter().copied().filter(|&one| !tells(one)).collect();
                (explanation.causes, explanation.also) = parted(told, &|told| decisive(base, set, told));
                for decision in silent {
                    let mut beside = teller.causes(&context.decisions(decision));
                    for told in &mut beside {
                        told.text.push_str(", which takes part in this");
                    }
                    explanation.causes.extend(beside);
                }
            }
            explanation.status = "reachable";
            explanation.complete = complete;
            explanation.fixes = teller.fixes(&fixes, &[]);
        }
        Found::Unknown(symbols) => {
            explanation.status = "unknown";
            explanation.complete = false;
            explanation.notes.push(super::fix::not_tried(model, &symbols));
        }
        Found::Impossible(_) => {
            explanation.status = "impossible";
            let told = std::mem::take(&mut explanation.causes);
            let refusal = remedy::refusal(model, &user, &[wish], &base.fixed()).map_err(|error| error.to_string())?;
            let parts = |told: &Told| told.symbol.as_deref().and_then(|name| base.find(name));
            let kept = |told: &Told| parts(told).is_none_or(|symbol| refusal.symbols.contains(&symbol));
            (explanation.causes, explanation.also) = parted(told, &kept);
            if let Some(path) = &arguments.proof {
                super::fix::write_proof(&refusal, path)?;
            }
            explanation.notes.extend(other_architectures(base, &refusal.symbols));
            elsewhere(common, arguments, base, &mut explanation);
        }
    }
    Ok(explanation)
}

/// What the carried rules do not know may matter as well.
fn carried(base: &Base) -> String {
    format!("by the rules that ltoconf carries for {}, which know LTO and its neighbours alone", base.loaded.name.name)
}

/// Whether a cause is one of the decisions that alone rule a wish out.
fn decisive(base: &Base, because: &[SymbolId], told: &Told) -> bool {
    let model = &base.loaded.model;
    let Some(symbol) = told.symbol.as_deref().and_then(|name| base.find(name)).filter(|_| told.causes.is_empty())
    else {
        return false;
    };
    let choice = model.choice_of(symbol).and_then(|menu| model.menus[menu].symbol);
    because.contains(&symbol) || choice.is_some_and(|choice| because.contains(&choice))
}

/// Looks for the smallest changes of a base.
pub(super) fn search(base: &Base, user: &UserValues, wishes: &[Wish], all: bool) -> Result<Found, String> {
    let limits = if all {
        Limits { remedies: 256, ..Limits::default() }
    } else {
        Limits { remedies: 8, ways: 3, ..Limits::default() }
    };
    let search = Search { user, wishes, kept: &base.fixed(), limits };
    remedy::search(&base.loaded.model, &search).map_err(|error| error.to_string())
}

/// What only other architectures select.
fn other_architectures(base: &Base, symbols: &[SymbolId]) -> Vec<String> {
    let model = &base.loaded.model;
    let arch = &base.loaded.name.arch;
    let Some(tree) = &base.tree else { return Vec::new() };
    let mut notes = Vec::new();
    for &symbol in symbols {
        let found = &model.symbols[symbol];
        if !found.properties.is_empty() || found.rev_dep.is_some() {
            continue;
        }
        let name = model.show(symbol);
        let others = architectures::selecting(tree, &name);
        if !others.is_empty() && !others.contains(arch) {
            let others = others.join(", ");
            notes.push(format!("not possible on this architecture: {name} is selected on {others}, not on {arch}"));
        }
    }
    notes
}

/// What is impossible with these tools may be possible with others that are installed.
fn elsewhere(common: &Common, arguments: &cli::Explain, base: &Base, explanation: &mut Explanation) {
    let mut tried = Vec::new();
    // the carried rules ask no tool, and one of LLVM is as good as another
    let toolchains = if base.is_carried() { vec![toolchains::Toolchain::plain()] } else { toolchains::installed() };
    for toolchain in toolchains {
        if common.llvm.as_deref() == Some(&toolchain.llvm) {
            continue;
        }
        let mut common = common.clone();
        common.llvm = Some(toolchain.llvm.clone());
        let Ok(base) = base::read(&common, arguments.config.as_deref(), human()) else { continue };
        let environment = [Variable { variable: "LLVM".into(), to: toolchain.llvm.clone() }];
        let found = fixes_elsewhere(&base, explanation, arguments.all, &environment);
        tried.push(format!("LLVM={}", toolchain.llvm));
        if let Some((fixes, complete)) = found {
            explanation.status = "reachable";
            explanation.fixes = fixes;
            explanation.complete = complete;
            explanation
                .notes
                .push(format!("not possible with the tools of now; available with LLVM={}", toolchain.llvm));
            return;
        }
    }
    if base.is_carried() && !tried.is_empty() {
        explanation.notes.push("not possible with LLVM's tools either".into());
    } else if !tried.is_empty() {
        explanation
            .notes
            .push(format!("not possible with other tools that are installed either: {}", tried.join(", ")));
    }
}

fn fixes_elsewhere(
    base: &Base,
    explanation: &Explanation,
    all: bool,
    environment: &[Variable],
) -> Option<(Vec<FixTold>, bool)> {
    let symbol = base.find(&explanation.symbol)?;
    let wish = base.wish(symbol, explanation.wanted.as_deref()?).ok()?;
    let user = base.user();
    let teller =
        Teller { model: &base.loaded.model, sources: &base.loaded.tree.files.sources, prober: &base.loaded.prober };
    match search(base, &user, &[wish], all).ok()? {
        Found::Held => {
            let fix = FixTold { changes: Vec::new(), environment: environment.to_vec(), side_effects: Vec::new() };
            Some((vec![fix], true))
        }
        Found::Fixes { fixes, complete, .. } if !fixes.is_empty() => {
            Some((teller.fixes(&fixes, environment), complete))
        }
        _ => None,
    }
}

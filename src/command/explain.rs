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
    report::explanation::{Explanation, Told},
    solve::fix::{Limits, Wish},
    user::UserValues,
};

use super::{
    base::{self, Base},
    check::human,
    elsewhere::{elsewhere, other_architectures},
    suffice::{decisive, name_decisions, name_rules},
    told::{Teller, leads_to, parted},
    warn,
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
    let user = base.user();
    let Some(wish) = wish.filter(|_| !held) else {
        let value = base.wish(symbol, &explanation.value);
        let forced = value.ok().and_then(|value| remedy::forced(model, &user, &value, &base.fixed()).transpose());
        if let Some(because) = forced.transpose().map_err(|error| error.to_string())? {
            name_decisions(base, &mut context, &teller, &because, &mut explanation);
        }
        return Ok(explanation);
    };
    let found = search(base, &user, std::slice::from_ref(&wish), arguments.all)?;
    match found {
        Found::Held => {}
        Found::Fixes { because, fixes, complete } => {
            // the set of decisions that the causes tell most of
            let tells = |one: SymbolId| leads_to(&explanation.causes, &|told| decisive(base, &[one], told));
            let left_out = |set: &Vec<SymbolId>| set.iter().filter(|&&one| !tells(one)).count();
            if let Some(set) = because.iter().min_by_key(|set| left_out(set)) {
                name_decisions(base, &mut context, &teller, set, &mut explanation);
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
            (explanation.causes, explanation.also) = parted(told, &kept, &|_| true);
            name_rules(base, &refusal, &teller, &mut explanation);
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

//! `ltoconf fix`: wishes enter; the smallest change that meets them leaves, told or written.

use std::{fmt::Write as _, path::Path};

use crate::{
    cli::{self, Common, FixForm},
    eval,
    model::{Model, symbol::SymbolId},
    remedy::{
        self, Found, Refusal, Search,
        write::{self, Lands, Writing},
    },
    report::explanation::{self, FixTold},
    solve::fix::{Limits, Wish},
    source::lossy,
    user::UserValues,
};

use super::{
    base::{self, Base},
    check::human,
    files::{beside, replace},
    told::Teller,
    warn,
    written::{replace_config, write_best},
};

/// Why a command ends early: a message, and whether the wish cannot be met.
pub(super) enum Ended {
    /// bad usage, or a file that cannot be written
    Failed(String),
    /// nothing meets the wishes
    Impossible(String),
}

/// Tells why; gives the exit status.
pub(super) fn ended(result: Result<(), Ended>) -> u8 {
    match result {
        Ok(()) => 0,
        Err(Ended::Impossible(message)) => {
            warn(format!("{message}\n"));
            1
        }
        Err(Ended::Failed(message)) => {
            warn(format!("error: {message}\n"));
            2
        }
    }
}

/// The wishes of a command line.
pub(super) fn wishes(base: &Base, words: &[String]) -> Result<Vec<Wish>, Ended> {
    let mut wishes: Vec<Wish> = Vec::new();
    for word in words {
        let Some((name, value)) = word.split_once('=') else {
            return Err(Ended::Failed(format!("'{word}' says no value: SYMBOL=VALUE is needed, such as {word}=y")));
        };
        let wish = base.wish(symbol(base, name)?, value).map_err(Ended::Failed)?;
        if let Some(note) = base.read_as(&wish) {
            warn(format!("note: {note}\n"));
        }
        if let Some(other) = wishes.iter().find(|other| other.symbol() == wish.symbol() && **other != wish) {
            let name = base.loaded.model.show(other.symbol());
            return Err(Ended::Failed(format!("{name} is wished for with two values")));
        }
        wishes.push(wish);
    }
    Ok(wishes)
}

fn symbol(base: &Base, name: &str) -> Result<SymbolId, Ended> {
    base.find(name).ok_or_else(|| Ended::Failed(base.undefined(name)))
}

/// A wish as it was typed.
fn shown(base: &Base, wish: &Wish) -> String {
    let name = base.loaded.model.show(wish.symbol());
    match wish {
        Wish::Switch(_, value) => format!("{name}={}", value.word()),
        Wish::Text(_, text) => format!("{name}={}", lossy(text)),
    }
}

/// Runs `fix`: 0 where the wishes are met, 1 where nothing meets them.
pub(super) fn run(common: &Common, arguments: &cli::Fix) -> u8 {
    let base = match base::read(common, arguments.config.as_deref(), human()) {
        Ok(base) => base,
        Err(status) => return status,
    };
    let status = ended(fix(&base, arguments));
    base.loaded.leave();
    status
}

fn fix(base: &Base, arguments: &cli::Fix) -> Result<(), Ended> {
    let wishes = wishes(base, &arguments.wishes)?;
    let mut kept = base.fixed();
    for name in &arguments.keep {
        let symbol = symbol(base, name)?;
        let choice = base.loaded.model.choice_of(symbol).and_then(|menu| base.loaded.model.menus[menu].symbol);
        kept.push(choice.unwrap_or(symbol));
        kept.push(symbol);
    }
    let user = base.user();
    let limits = if arguments.all {
        Limits { remedies: 256, ..Limits::default() }
    } else {
        Limits { remedies: 8, ways: 3, ..Limits::default() }
    };
    let search = Search { user: &user, wishes: &wishes, kept: &kept, limits };
    let found = remedy::search(&base.loaded.model, &search).map_err(|error| Ended::Failed(error.to_string()))?;
    let (fixes, complete) = match found {
        Found::Held => (Vec::new(), true),
        Found::Fixes { fixes, .. } if fixes.is_empty() => {
            return Err(Ended::Failed("no change was found, and none is proved to be impossible".into()));
        }
        Found::Fixes { fixes, complete, .. } => (fixes, complete),
        Found::Unknown(symbols) => return Err(Ended::Failed(not_tried(&base.loaded.model, &symbols))),
        Found::Impossible(together) => {
            if let Some(path) = &arguments.proof {
                let refusal = remedy::refusal(&base.loaded.model, &user, &wishes, &kept);
                let refusal = refusal.map_err(|error| Ended::Failed(error.to_string()))?;
                write_proof(&refusal, path).map_err(Ended::Failed)?;
            }
            return Err(impossible(base, &together, &user, &kept, &arguments.keep));
        }
    };
    if let Some(path) = &arguments.output {
        return write_best(base, &user, &fixes, path);
    }
    let before = eval::evaluated(&base.loaded.model, &user);
    // the best fix that can be written so
    let written = |write: &dyn Fn(&Writing<'_>, &Lands<'_>) -> Option<Vec<u8>>| {
        fixes.iter().find_map(|fix| {
            let writing = Writing {
                model: &base.loaded.model,
                prefix: base.prefix(),
                text: base.text(),
                lines: &base.input.lines,
                before: &user,
                fix,
                wishes: &wishes,
            };
            write(&writing, &|text| write::comes_to(&before, fix, &base.replayed(text)))
        })
    };
    if arguments.in_place {
        return match written(&|writing, lands| writing.in_place(lands)) {
            _ if fixes.is_empty() => Ok(()),
            Some(text) => replace_config(base, &text),
            None => Err(Ended::Failed(
                "no change of the file's lines comes to what was found\n  help: write a new file: -o FILE".into(),
            )),
        };
    }
    let teller =
        Teller { model: &base.loaded.model, sources: &base.loaded.tree.files.sources, prober: &base.loaded.prober };
    let told = teller.fixes(&fixes, &[]);
    let text = match arguments.form {
        Some(FixForm::Json) => json(&told)?,
        Some(FixForm::Fragment | FixForm::Script) if fixes.is_empty() => String::new(),
        Some(FixForm::Fragment) => lossy(&written(&|writing, lands| writing.fragment(lands)).ok_or_else(not_behind)?),
        Some(FixForm::Script) => {
            let script = written(&|writing, lands| writing.script(lands).map(String::into_bytes));
            lossy(&script.ok_or_else(not_behind)?)
        }
        None => for_people(base, &wishes, &told, complete),
    };
    super::print(text);
    Ok(())
}

/// That nothing meets the wishes, and what rules them out.
pub(super) fn impossible(
    base: &Base,
    together: &[Wish],
    user: &UserValues,
    pinned: &[SymbolId],
    kept: &[String],
) -> Ended {
    let model = &base.loaded.model;
    let names: Vec<String> = together.iter().map(|wish| shown(base, wish)).collect();
    let what = match names.as_slice() {
        [one] => format!("{one} cannot be had"),
        more => format!("{} cannot be had together", more.join(" and ")),
    };
    let mut out = format!("impossible: {what} in {} {}", base.loaded.name.name, base.loaded.name.arch);
    let refusal = match remedy::refusal(model, user, together, pinned) {
        Ok(refusal) => refusal,
        Err(error) => return Ended::Failed(error.to_string()),
    };
    let reasons = refusal.reasons(model);
    let held = reasons.iter().any(|reason| reason.kept);
    if held {
        let _infallible = write!(out, " while {} is kept", kept.join(", "));
    }
    for reason in reasons {
        let place = reason.span.map(|span| format!("{}: ", base.loaded.tree.files.sources.locate(span)));
        let _infallible = write!(out, "\n  {}{}", place.unwrap_or_default(), reason.text);
    }
    let help = match names.as_slice() {
        _ if held => format!("leave out --keep: ltoconf fix {}", names.join(" ")),
        [one] => format!("ltoconf explain {one}"),
        _ => "leave out one of these wishes".to_owned(),
    };
    let _infallible = write!(out, "\n  help: {help}");
    Ended::Impossible(out)
}

/// That nothing was found, and what was not looked at.
pub(super) fn not_tried(model: &Model, symbols: &[SymbolId]) -> String {
    let names: Vec<String> = symbols.iter().map(|&symbol| model.show(symbol)).collect();
    format!(
        "no change was found, but not all values of {} were tried, so it is not known whether there is one",
        names.join(", ")
    )
}

/// Writes a proof, and the formula that it is about beside it.
pub(super) fn write_proof(refusal: &Refusal, path: &Path) -> Result<(), String> {
    let write = |path: &Path, bytes: &[u8]| {
        replace(path, bytes).map_err(|error| format!("cannot write '{}': {error}", path.display()))
    };
    write(path, &refusal.proof.proof)?;
    write(&beside(path, ".cnf"), &refusal.proof.formula)
}

/// What the file says already outlives whatever is said behind it.
fn not_behind() -> Ended {
    Ended::Failed(
        "nothing that is added to this file comes to what was found: what it says already stands in the way\n  \
         help: change its own lines: ltoconf fix … --in-place"
            .into(),
    )
}

fn json(told: &[FixTold]) -> Result<String, Ended> {
    let text = serde_json::to_string_pretty(told).map_err(|error| Ended::Failed(error.to_string()))?;
    Ok(text + "\n")
}

fn for_people(base: &Base, wishes: &[Wish], told: &[FixTold], complete: bool) -> String {
    let names: Vec<String> = wishes.iter().map(|wish| shown(base, wish)).collect();
    let mut out = format!("{}: ", names.join(" "));
    out.push_str(if told.is_empty() { "already so\n" } else { "can be had\n" });
    explanation::fixes(told, complete, None, "", &mut out);
    out
}

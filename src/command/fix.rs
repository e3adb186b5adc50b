//! `ltoconf fix`: wishes enter; the smallest change that meets them leaves, told or written.

use std::path::Path;

use crate::{
    cli::{self, Common, FixForm},
    model::symbol::SymbolId,
    remedy::{self, Found, Refusal, Search},
    report::explanation::{self, FixTold},
    solve::fix::{Limits, Wish},
    source::lossy,
};

use super::{
    base::{self, Base},
    check::human,
    files::{beside, replace},
    forms::{fragment, script},
    told::Teller,
    warn,
    written::{in_place, write_whole},
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
        Found::Impossible(together) => {
            if let Some(path) = &arguments.proof {
                let refusal = remedy::refusal(&base.loaded.model, &user, &wishes, &kept);
                let refusal = refusal.map_err(|error| Ended::Failed(error.to_string()))?;
                write_proof(&refusal, path).map_err(Ended::Failed)?;
            }
            return Err(impossible(base, &together, &arguments.keep));
        }
    };
    let best = fixes.first();
    let after = best.map_or(&user, |fix| &fix.user);
    if let Some(path) = &arguments.output {
        return write_whole(base, after, path);
    }
    if arguments.in_place {
        return in_place(base, &wishes, &user, after);
    }
    let teller =
        Teller { model: &base.loaded.model, sources: &base.loaded.tree.files.sources, prober: &base.loaded.prober };
    let told = teller.fixes(&fixes, &[]);
    let text = match arguments.form {
        Some(FixForm::Json) => json(&told)?,
        Some(FixForm::Fragment) => fragment(base, &user, after),
        Some(FixForm::Script) => script(base, &user, after),
        None => for_people(base, &wishes, &told, complete),
    };
    super::print(text);
    Ok(())
}

/// That nothing meets the wishes.
pub(super) fn impossible(base: &Base, wishes: &[Wish], kept: &[String]) -> Ended {
    let names: Vec<String> = wishes.iter().map(|wish| shown(base, wish)).collect();
    let what = match names.as_slice() {
        [one] => format!("{one} cannot be had"),
        more => format!("{} cannot be had together", more.join(" and ")),
    };
    let kept = if kept.is_empty() { String::new() } else { format!(" while {} is kept", kept.join(", ")) };
    let first = names.first().map_or("SYMBOL", String::as_str);
    Ended::Impossible(format!(
        "impossible: {what} in {} {}{kept}\n  help: ltoconf explain {first}",
        base.loaded.name.name, base.loaded.name.arch
    ))
}

/// Writes a proof, and the formula that it is about beside it.
pub(super) fn write_proof(refusal: &Refusal, path: &Path) -> Result<(), String> {
    let write = |path: &Path, bytes: &[u8]| {
        replace(path, bytes).map_err(|error| format!("cannot write '{}': {error}", path.display()))
    };
    write(path, &refusal.proof.proof)?;
    write(&beside(path, ".cnf"), &refusal.proof.formula)
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

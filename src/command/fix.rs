//! `ltoconf fix`: wishes enter; the smallest change that meets them leaves, told or written.

use std::path::Path;

use crate::{
    cli::{self, Common, FixForm},
    lto::embedded::is_own,
    model::symbol::SymbolId,
    remedy::{self, Found, Refusal, Search},
    report::explanation::{self, FixTold},
    solve::fix::Wish,
    source::lossy,
};

use super::{
    base::{self, Base},
    check::human,
    explain::carried,
    files::{self, beside},
    forms::{fragment, said_anew},
    other_tools::{self, OtherTools, Question},
    script::script,
    told::Teller,
    unanswered, warn,
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
    let known = base.find(name).filter(|_| !(base.is_carried() && is_own(name)));
    known.ok_or_else(|| Ended::Failed(base.undefined(name)))
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
    let status = ended(fix(common, &base, arguments));
    base.loaded.leave();
    status
}

fn fix(common: &Common, base: &Base, arguments: &cli::Fix) -> Result<(), Ended> {
    let wishes = wishes(base, &arguments.wishes)?;
    let symbols = arguments.keep.iter().map(|name| symbol(base, name)).collect::<Result<Vec<SymbolId>, Ended>>()?;
    let kept = base.kept(symbols.into_iter());
    let unknown = unanswered::unknown(base);
    unanswered::refuse(base, &unknown, &wishes).map_or(Ok(()), |refusal| Err(Ended::Failed(refusal)))?;
    let user = base.user();
    let limits = other_tools::limits(arguments.all);
    let search = Search { user: &user, wishes: &wishes, kept: &kept, limits };
    let found = remedy::search(&base.loaded.model, &search).map_err(|error| Ended::Failed(error.to_string()))?;
    let (mut fixes, complete) = match found {
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
            let question = Question { common, base, wishes: &wishes, kept: &arguments.keep, limits };
            let others = other_tools::look(&question);
            if others.able.is_empty() {
                return Err(impossible(base, &together, &arguments.keep));
            }
            return with_other_tools(base, arguments, &wishes, &others);
        }
    };
    for fix in &mut fixes {
        fix.side_effects.retain(|change| !unknown.contains(&change.symbol));
    }
    let best = fixes.first();
    let after = best.map_or(&user, |fix| &fix.user);
    let told = Teller::of(base).fixes(&fixes, &[]);
    if let Some(path) = &arguments.output {
        write_whole(base, &unknown, after, path)?;
    } else if arguments.in_place {
        in_place(base, &wishes, &user, after)?;
    } else {
        super::print(match arguments.form {
            Some(FixForm::Json) => json(&told)?,
            Some(FixForm::Fragment) => fragment(base, &user, after),
            Some(FixForm::Script) => {
                let said = said_anew(base, &user, after);
                script(base, &user, after, &said).map_err(Ended::Failed)?.into_bytes()
            }
            None => for_people(base, &wishes, &told, complete, arguments.all),
        });
    }
    let told_already = matches!(arguments.form, Some(FixForm::Json));
    if !told_already && (arguments.form.is_some() || arguments.in_place || arguments.output.is_some()) {
        tell_beside(common, told.first(), arguments.all);
    }
    if !unknown.is_empty() && best.is_some() {
        let many = unknown.len();
        warn(format!(
            "note: {many} symbols hang on probes without an answer: whether they change is not known\n  help: {}\n",
            unanswered::HELP
        ));
    }
    Ok(())
}

/// What a change brings that its lines do not show.
fn tell_beside(common: &Common, fix: Option<&FixTold>, all: bool) {
    let Some(fix) = fix else { return };
    if let Some(effects) = explanation::side_effects(fix, all) {
        warn(format!("note: this changes beside: {effects}\n"));
    }
    if let Some(llvm) = &common.llvm {
        warn(format!("note: this holds with make LLVM={llvm}\n"));
    }
}

/// With the tools of now nothing meets the wishes, with others something does. What is to be applied is not written: it
/// would not hold here.
fn with_other_tools(base: &Base, arguments: &cli::Fix, wishes: &[Wish], there: &OtherTools) -> Result<(), Ended> {
    let names: Vec<String> = wishes.iter().map(|wish| shown(base, wish)).collect();
    let names = names.join(" ");
    match arguments.form {
        Some(FixForm::Json) => super::print(json(&there.fixes)?),
        None if arguments.output.is_none() && !arguments.in_place => {
            let mut out = format!("{names}: can be had, with other tools alone\n");
            explanation::fixes(&there.fixes, there.complete, None, "", arguments.all, &mut out);
            if base.is_carried() {
                out.extend(["\nnote: ", &carried(base), "\n"]);
            }
            super::print(out);
        }
        _ => {
            let able = there.able.join(" or ");
            let first = there.fixes.first().map(|fix| fix.environment.as_slice()).unwrap_or_default();
            let (llvm, own): (Vec<_>, Vec<_>) = first.iter().partition(|variable| variable.variable == "LLVM");
            let unset: String = own.iter().flat_map(|variable| [" -u ", variable.variable.as_str()]).collect();
            let env = if unset.is_empty() { String::new() } else { format!("env{unset} ") };
            let llvm = llvm.first().map_or("1", |variable| variable.to.as_str());
            return Err(Ended::Impossible(format!(
                "not possible with the tools of now: {names} needs make {able}, so nothing is written\n  \
                 help: {env}ltoconf fix {names} --llvm={llvm} … writes it for these tools"
            )));
        }
    }
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
    files::write(path, &refusal.proof.proof)?;
    files::write(&beside(path, ".cnf"), &refusal.proof.formula)
}

fn json(told: &[FixTold]) -> Result<Vec<u8>, Ended> {
    let text = serde_json::to_string_pretty(told).map_err(|error| Ended::Failed(error.to_string()))?;
    Ok((text + "\n").into_bytes())
}

fn for_people(base: &Base, wishes: &[Wish], told: &[FixTold], complete: bool, all: bool) -> Vec<u8> {
    let names: Vec<String> = wishes.iter().map(|wish| shown(base, wish)).collect();
    let mut out = format!("{}: ", names.join(" "));
    out.push_str(if told.is_empty() { "already so\n" } else { "can be had\n" });
    explanation::fixes(told, complete, None, "", all, &mut out);
    out.into_bytes()
}

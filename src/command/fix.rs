//! `ltoconf fix`: wishes enter; the smallest change that meets them leaves, told or written.

use std::{fmt::Write as _, path::Path};

use crate::{
    cli::{self, Common, FixForm},
    eval,
    lto::embedded::{is_own, without_own},
    model::{Model, symbol::SymbolId},
    remedy::{
        self, Found, Gentler, Refusal, Search,
        write::{self, Lands, Writing},
    },
    report::explanation::{self, FixTold},
    solve::fix::Wish,
    source::lossy,
    syntax::ast::Type,
    user::UserValues,
};

use super::{
    base::{self, Base},
    check::human,
    explain::carried,
    files::{self, beside},
    other_tools::{self, OtherTools, Question},
    progress,
    script::script,
    told::Teller,
    unanswered, warn,
    written::{replace_config, write_best},
};

/// Why a command ends early: a message, and whether the wish cannot be met.
pub(super) enum Ended {
    /// bad usage, or a file that cannot be written
    Failed(String),
    /// nothing meets the wishes
    Impossible(String),
}

/// What is to be printed or written, or why it cannot be.
type Lines = Result<Vec<u8>, String>;

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
    let found = progress::during("searching for the smallest change", || remedy::search(&base.loaded.model, &search))
        .map_err(|error| Ended::Failed(error.to_string()))?;
    let (mut fixes, gentler, complete) = match found {
        Found::Held => (Vec::new(), Gentler::default(), true),
        Found::Fixes { fixes, .. } if fixes.is_empty() => {
            return Err(Ended::Failed("no change was found, and none is proved to be impossible".into()));
        }
        Found::Fixes { fixes, gentler, complete, .. } => (fixes, gentler, complete),
        Found::Unknown(symbols) => return Err(Ended::Failed(not_tried(&base.loaded.model, &symbols))),
        Found::Impossible(together) => {
            if let Some(path) = &arguments.proof {
                let refusal = remedy::refusal(&base.loaded.model, &user, &wishes, &kept);
                let refusal = refusal.map_err(|error| Ended::Failed(error.to_string()))?;
                write_proof(&refusal, path).map_err(Ended::Failed)?;
            }
            let question = Question { common, base, wishes: &wishes, kept: &arguments.keep, limits };
            let others = other_tools::look(&question);
            if others.able.is_empty() {
                if arguments.form == Some(FixForm::Json) {
                    super::print(json(&[])?);
                }
                return Err(impossible(base, &together, &user, &kept, &arguments.keep));
            }
            return with_other_tools(base, arguments, &wishes, &others);
        }
    };
    let mut told = Teller::of(base).fixes(&fixes, &gentler);
    unanswered::keep_known_effects(base, &mut told, &unknown);
    // what cannot be written in the smallest way may be in a gentler one
    fixes.extend(gentler.fixes);
    let before = eval::evaluated(&base.loaded.model, &user);
    let writing = |fix| Writing {
        model: &base.loaded.model,
        prefix: base.prefix(),
        text: base.text(),
        lines: &base.input.lines,
        before: &user,
        fix,
        wishes: &wishes,
    };
    // the best fix that can be written so, and which it is
    let written = |write: &dyn Fn(&Writing<'_>, &Lands<'_>) -> Option<Lines>| {
        fixes.iter().enumerate().find_map(|(at, fix)| {
            let lands = |text: &[u8]| write::comes_to(&before, fix, &base.replayed(text));
            Some((at, write(&writing(fix), &lands)?))
        })
    };
    let mut taken = 0;
    if let Some(path) = &arguments.output {
        taken = write_best(base, &unknown, &user, &fixes, path)?;
    } else if arguments.in_place {
        let unchanged = fixes.is_empty().then(|| (0, Ok(base.text().to_vec())));
        let text = unchanged.or_else(|| written(&|writing, lands| writing.in_place(lands).map(Ok)));
        let (at, text) = text.ok_or_else(|| {
            let message = "no change of the file's lines comes to what was found\n  help: write a new file: -o FILE";
            Ended::Failed(message.into())
        })?;
        taken = at;
        let text = text.map_err(Ended::Failed)?;
        if !fixes.is_empty() || base.path.as_deref() == Some(Path::new("-")) {
            replace_config(base, &text)?;
        }
    } else {
        let lines = match arguments.form {
            Some(FixForm::Json) => json(&told)?,
            None => for_people(base, &wishes, &told, complete, arguments.all),
            Some(_) if fixes.is_empty() => Vec::new(),
            Some(form) => {
                let found = written(&|writing, lands| match form {
                    FixForm::Fragment => {
                        // behind a file without an end of its last line as well
                        let begun = !base.text().is_empty() && !base.text().ends_with(b"\n");
                        let end: &[u8] = if begun { b"\n" } else { b"" };
                        writing.fragment(lands).map(|lines| Ok([end, lines.as_slice()].concat()))
                    }
                    _ => {
                        let calls = writing.script(lands)?;
                        Some(script(base, &user, &writing.fix.user, &calls).map(String::into_bytes))
                    }
                });
                let (at, lines) = found.ok_or_else(not_behind)?;
                taken = at;
                lines.map_err(Ended::Failed)?
            }
        };
        super::print(lines);
    }
    let told_already = matches!(arguments.form, Some(FixForm::Json));
    if !told_already && (arguments.form.is_some() || arguments.in_place || arguments.output.is_some()) {
        tell_beside(common, &told, taken, arguments.all);
    }
    if !unknown.is_empty() && !fixes.is_empty() {
        warn(format!("note: {}\n  help: {}\n", unanswered::open_effects(&unknown), unanswered::HELP));
    }
    Ok(())
}

/// What a change brings that its lines do not show, and that another one would bring less.
fn tell_beside(common: &Common, told: &[FixTold], taken: usize, all: bool) {
    let Some(fix) = told.get(taken) else { return };
    if let Some(effects) = explanation::side_effects(fix, all) {
        warn(format!("note: this changes beside: {effects}\n"));
    }
    let gentler = told.iter().find(|other| !other.leaves_alone.is_empty()).filter(|_| fix.leaves_alone.is_empty());
    if let Some(gentler) = gentler {
        let keep: String = gentler.leaves_alone.iter().flat_map(|name| [" --keep ", name.as_str()]).collect();
        let steps = explanation::steps(gentler).join(", ");
        warn(format!("  help: with{keep} less changes beside, by more changes of yours: {steps}\n"));
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
            explanation::fixes(&there.fixes, there.complete, None, arguments.all, &mut out);
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
    match kept {
        // the carried rules keep what no line can change
        [] if held => out.push_str(" with what this file says of its tools and its architecture"),
        kept if held => _ = write!(out, " while {} is kept", kept.join(", ")),
        _ => {}
    }
    let held = held && !kept.is_empty();
    // how the carried rules come to it is no kernel's way
    let nowhere = base.arch_without_lto(&refusal.symbols);
    if let Some(arch) = &nowhere {
        let _infallible = write!(out, "\n  {} has no LTO on {arch}", base.loaded.name.name);
    }
    let own = |text: &str| text.split_whitespace().next().is_some_and(is_own);
    for mut reason in reasons.into_iter().filter(|_| nowhere.is_none()) {
        if base.is_carried() {
            if own(&reason.text) {
                continue;
            }
            reason.text = without_own(&reason.text);
        }
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
    if symbols.iter().any(|&symbol| matches!(model.symbols[symbol].ty, Some(Type::Bool | Type::Tristate))) {
        return format!(
            "no change was found, but what {} come to hangs on what Kconfig has looked at before, so it is not known \
             whether there is one",
            names.join(", ")
        );
    }
    format!(
        "no change was found, but not all values of {} were tried, so it is not known whether there is one",
        names.join(", ")
    )
}

/// Writes a proof, and the formula that it is about beside it.
pub(super) fn write_proof(refusal: &Refusal, path: &Path) -> Result<(), String> {
    files::write(path, &refusal.proof.proof)?;
    files::write(&beside(path, ".cnf"), &refusal.proof.formula)
}

/// What the file says already outlives whatever is said behind it.
fn not_behind() -> Ended {
    Ended::Failed(
        "nothing that is added to this file comes to what was found: what it says already stands in the way\n  \
         help: change its own lines: ltoconf fix … --in-place"
            .into(),
    )
}

fn json(told: &[FixTold]) -> Result<Vec<u8>, Ended> {
    let text = serde_json::to_string_pretty(told).map_err(|error| Ended::Failed(error.to_string()))?;
    Ok((text + "\n").into_bytes())
}

fn for_people(base: &Base, wishes: &[Wish], told: &[FixTold], complete: bool, all: bool) -> Vec<u8> {
    let names: Vec<String> = wishes.iter().map(|wish| shown(base, wish)).collect();
    let mut out = format!("{}: ", names.join(" "));
    out.push_str(if told.is_empty() { "already so\n" } else { "can be had\n" });
    explanation::fixes(told, complete, None, all, &mut out);
    out.into_bytes()
}

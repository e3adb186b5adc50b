//! `ltoconf fix`: wishes enter; the smallest change that meets them leaves, told or written.

use std::{fmt::Write as _, path::Path};

use crate::{
    cli::{self, Common, FixForm},
    front::{self, Config, Depth, Elsewhere, FixTold, Fixed, Fixes, Impossible, SearchError, WishError, Wishes},
    report::ways,
};

use super::{asked, explain::write_proof, files, note, warn};

/// Why a command ends early: a message, and whether the wish cannot be met.
pub(super) enum Ended {
    /// bad usage, or a file that cannot be written
    Failed(String),
    /// nothing meets the wishes
    Impossible(String),
}

impl From<SearchError> for Ended {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Impossible(why) => Self::Impossible(impossible(&why)),
            SearchError::NoTree => Self::Failed(format!(
                "{error}\n  help: name the tree, --tree DIR, or change the file's own lines: ltoconf fix … --in-place"
            )),
            SearchError::Unanswered(why) => Self::Failed(format!("{why}\n  help: {}", why.help)),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<WishError> for Ended {
    fn from(error: WishError) -> Self {
        Self::Failed(error.to_string())
    }
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
pub(super) fn wishes<'c>(config: &'c Config, words: &[String], keep: &[String]) -> Result<Wishes<'c>, Ended> {
    let wishes = Wishes::of(config, words)?;
    wishes.notes().iter().for_each(note);
    Ok(wishes.keeping(keep)?)
}

/// Runs `fix`: 0 where the wishes are met, 1 where nothing meets them.
pub(super) fn run(common: &Common, arguments: &cli::Fix) -> u8 {
    let config = match asked::whole(common, arguments.config.as_deref()) {
        Ok(config) => config,
        Err(status) => return status,
    };
    let status = ended(fix(common, &config, arguments));
    config.leave();
    status
}

fn fix(common: &Common, config: &Config, arguments: &cli::Fix) -> Result<(), Ended> {
    let wishes = wishes(config, &arguments.wishes, &arguments.keep)?;
    let depth = Depth { all: arguments.all, proof: arguments.proof.is_some() };
    let proof = |proof: Option<&front::Proof>| match (&arguments.proof, proof) {
        (Some(path), Some(proof)) => write_proof(proof, path).map_err(Ended::Failed),
        _ => Ok(()),
    };
    match front::fix(&wishes, depth) {
        Ok(Fixed::Here(fixes)) => write(common, config, &wishes, &fixes, arguments),
        Ok(Fixed::Elsewhere(there)) => {
            proof(there.proof.as_ref())?;
            with_other_tools(config, arguments, &wishes.names().join(" "), &there)
        }
        Err(SearchError::Impossible(why)) => {
            proof(why.proof.as_ref())?;
            if arguments.form == Some(FixForm::Json) {
                super::print(json(&[])?);
            }
            Err(SearchError::Impossible(why).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes or prints a change, and tells what it brings beside.
fn write(
    common: &Common,
    config: &Config,
    wishes: &Wishes<'_>,
    fixes: &Fixes<'_>,
    arguments: &cli::Fix,
) -> Result<(), Ended> {
    let told = fixes.ways();
    let mut way = 0;
    if let Some(path) = &arguments.output {
        let written = fixes.whole()?;
        files::write(path, &written.bytes).map_err(Ended::Failed)?;
        way = written.way;
    } else if arguments.in_place {
        let written = fixes.in_place().ok_or_else(|| {
            let message = "no change of the file's lines comes to what was found\n  help: write a new file: -o FILE";
            Ended::Failed(message.into())
        })?;
        if !told.is_empty() || config.path() == Some(Path::new("-")) {
            replace_config(config, &written.bytes)?;
        }
        way = written.way;
    } else {
        super::print(match arguments.form {
            Some(FixForm::Json) => json(told)?,
            None => for_people(wishes, fixes, arguments.all),
            Some(form) => {
                let written = match form {
                    FixForm::Fragment => fixes.fragment().ok_or_else(not_behind)?,
                    _ => fixes.script().ok_or_else(not_behind)?.map_err(Ended::Failed)?,
                };
                way = written.way;
                written.bytes
            }
        });
    }
    let told_already = matches!(arguments.form, Some(FixForm::Json));
    if !told_already && (arguments.form.is_some() || arguments.in_place || arguments.output.is_some()) {
        tell_beside(common, told, way, arguments.all);
    }
    if let Some(open) = fixes.open_effects() {
        warn(format!("note: {open}\n  help: {}\n", asked::let_probes_run()));
    }
    Ok(())
}

/// Puts other lines in the place of the configuration's. That of the standard input goes to the output.
fn replace_config(config: &Config, text: &[u8]) -> Result<(), Ended> {
    let path = config.path().ok_or_else(|| Ended::Failed("there is no configuration to change".into()))?;
    let streams = path == Path::new("-");
    let written = if streams { files::write(path, text) } else { files::change(path, config.text(), text) };
    written.map_err(Ended::Failed)
}

/// What a change brings that its lines do not show, and that another one would bring less.
fn tell_beside(common: &Common, told: &[FixTold], taken: usize, all: bool) {
    let Some(fix) = told.get(taken) else { return };
    if let Some(effects) = ways::side_effects(fix, all) {
        warn(format!("note: this changes beside: {effects}\n"));
    }
    let gentler = told.iter().find(|other| !other.leaves_alone.is_empty()).filter(|_| fix.leaves_alone.is_empty());
    if let Some(gentler) = gentler {
        let keep: String = gentler.leaves_alone.iter().flat_map(|name| [" --keep ", name.as_str()]).collect();
        let steps = ways::steps(gentler).join(", ");
        warn(format!("  help: with{keep} less changes beside, by more changes of yours: {steps}\n"));
    }
    if let Some(llvm) = &common.llvm {
        warn(format!("note: this holds with make LLVM={llvm}\n"));
    }
}

/// With the tools of now nothing meets the wishes, with others something does. What is to be applied is not written: it
/// would not hold here.
fn with_other_tools(config: &Config, arguments: &cli::Fix, names: &str, there: &Elsewhere) -> Result<(), Ended> {
    match arguments.form {
        Some(FixForm::Json) => super::print(json(&there.fixes)?),
        None if arguments.output.is_none() && !arguments.in_place => {
            let mut out = format!("{names}: can be had, with other tools alone\n");
            ways::fixes(&there.fixes, there.complete, None, arguments.all, &mut out);
            if let Some(carried) = config.carried() {
                out.extend(["\nnote: ", &carried, "\n"]);
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
fn impossible(why: &Impossible) -> String {
    let what = match why.wishes.as_slice() {
        [one] => format!("{one} cannot be had"),
        more => format!("{} cannot be had together", more.join(" and ")),
    };
    let mut out = format!("impossible: {what} in {}", why.model);
    match why.kept.as_slice() {
        // the carried rules keep what no line can change
        [] if why.held => out.push_str(" with what this file says of its tools and its architecture"),
        kept if why.held => _ = write!(out, " while {} is kept", kept.join(", ")),
        _ => {}
    }
    if let Some(nowhere) = &why.nowhere {
        let _infallible = write!(out, "\n  {nowhere}");
    }
    for reason in &why.reasons {
        let place = reason.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        let _infallible = write!(out, "\n  {place}{}", reason.text);
    }
    let help = match why.wishes.as_slice() {
        wishes if why.held && !why.kept.is_empty() => format!("leave out --keep: ltoconf fix {}", wishes.join(" ")),
        [one] => format!("ltoconf explain {one}"),
        _ => "leave out one of these wishes".to_owned(),
    };
    let _infallible = write!(out, "\n  help: {help}");
    out
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

fn for_people(wishes: &Wishes<'_>, fixes: &Fixes<'_>, all: bool) -> Vec<u8> {
    let mut out = format!("{}: ", wishes.names().join(" "));
    out.push_str(if fixes.ways().is_empty() { "already so\n" } else { "can be had\n" });
    ways::fixes(fixes.ways(), fixes.is_complete(), None, all, &mut out);
    out.into_bytes()
}

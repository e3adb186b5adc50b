//! `ltoconf flags`: a configuration enters, the flags that LTO brings to its build and an exit status leave.

use std::{io::Write as _, path::Path};

use crate::{
    cli::{self, Common, FlagsFormat},
    lto::flags::{Flags, Purpose, is_flags, is_symbol},
    report::flags::{Told, json, make, shell},
    tree::{
        build::{Account, Build, Request},
        environment::Environment,
    },
};

use super::{
    check::{human, tell_problem},
    loaded::Problem,
    probing,
    resolved::{Resolved, resolve},
    warn,
};

/// Tells the flags: 0, or 2 where they cannot be told.
pub(super) fn run(common: &Common, arguments: &cli::Flags) -> u8 {
    match tell(common, arguments) {
        Ok(()) => 0,
        Err(problem) => {
            tell_problem(human(), &problem);
            2
        }
    }
}

fn tell(common: &Common, arguments: &cli::Flags) -> Result<(), Problem> {
    let mut resolved = resolve(common, arguments.config.as_deref())?;
    let module = arguments.extmod.as_deref().map(absolute);
    let account = account(common, &mut resolved, module.as_deref())?;
    if let Some(complaint) = account.complaints.first() {
        return Err(Problem::Message(format!("the tree's Makefile stops: {complaint}")));
    }
    let purpose = Purpose {
        module: arguments.module || module.is_some(),
        folder: module.as_ref().map(|folder| folder.display().to_string()),
        embedded: false,
    };
    let mut flags = Flags::of(account, &purpose);
    flags.notes.splice(0..0, std::mem::take(&mut resolved.notes));
    let told = Told { flags: &flags, purpose: &purpose, lto: &resolved.lto, model: &resolved.model };
    for note in told.notes() {
        warn(format!("note: {note}\n"));
    }
    let text = match common.format().unwrap_or_default() {
        FlagsFormat::Make => make(&told),
        FlagsFormat::Shell => shell(&told),
        FlagsFormat::Json => json(&told).map_err(|error| Problem::Message(error.to_string()))?,
    };
    let _unprintable = std::io::stdout().write_all(text.as_bytes());
    if resolved.lto.mode == "unknown" && !flags.unknown.is_empty() {
        let message =
            "the LTO mode hangs on probes without an answer: let them run (--probes cached), or replay a recording";
        return Err(Problem::Message(message.into()));
    }
    Ok(())
}

/// A folder as the linker finds it from anywhere: make starts it in the kernel's.
fn absolute(folder: &Path) -> std::path::PathBuf {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    // `/mod/` and `/mod` are one folder
    folder.components().collect()
}

/// Reads the tree's Makefiles as its make would for this configuration.
pub(super) fn account(common: &Common, resolved: &mut Resolved, module: Option<&Path>) -> Result<Account, Problem> {
    let base = Environment::of_process();
    let request = Request {
        environment: probing::request(common, &resolved.key, &base),
        configuration: &resolved.configuration,
        unknown: std::mem::take(&mut resolved.unknown),
        module,
        watch: is_symbol,
        wanted: is_flags,
    };
    let build = Build::of_tree(request).map_err(|error| Problem::Message(probing::chain(&error)))?;
    let account = build.account(Some(&mut resolved.loaded.prober));
    probing::finish(&mut resolved.loaded.prober).map_err(Problem::Message)?;
    Ok(account)
}

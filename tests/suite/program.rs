//! The program as tests start it: a folder enters, and a command leaves that sees nothing of the machine's own settings;
//! what came of it leaves as one text.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// The program in a folder, its cache in that folder; what to go by is its own to find.
pub(crate) fn unguided(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ltoconf"));
    command.current_dir(folder).env("XDG_CACHE_HOME", folder).env("NO_COLOR", "1");
    for variable in ["ARCH", "LLVM", "CC", "LTOCONF_DIALECT"] {
        command.env_remove(variable);
    }
    command
}

/// The same by the rules of a version, for x86.
pub(crate) fn by_rules_of(dialect: &str, folder: &Path) -> Command {
    let mut command = unguided(folder);
    command.env("LTOCONF_DIALECT", dialect).env("ARCH", "x86");
    command
}

/// The same by the rules of 6.12.
pub(crate) fn program(folder: &Path) -> Command {
    by_rules_of("linux-6.12", folder)
}

/// The same where no tool is to be found, so that no other toolchain is offered.
pub(crate) fn without_tools(folder: &Path) -> Command {
    let mut command = program(folder);
    command.env("PATH", "/nowhere");
    command
}

/// What is said on both streams, and the status; the folder goes by `…`.
pub(crate) fn told(folder: &Path, output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(&folder.display().to_string(), "…");
    format!("{}{}exit {}", text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

/// A new folder with files, each a name and a text.
pub(crate) fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// A new folder with a tree and a configuration.
pub(crate) fn configured(kconfig: &str, config: &str) -> tempfile::TempDir {
    folder_with(&[("Kconfig", kconfig), (".config", config)])
}

/// What is said in a new folder with files.
pub(crate) fn run(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = folder_with(files);
    told(folder.path(), &program(folder.path()).args(arguments).output().unwrap())
}

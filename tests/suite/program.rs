//! The program as tests start it: a folder enters, and a command leaves that sees nothing of the machine's own settings;
//! what came of it leaves as one text.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// The program in a folder, by the rules of 6.12 for x86, its cache in that folder.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ltoconf"));
    command.current_dir(folder).env("XDG_CACHE_HOME", folder).env("LTOCONF_DIALECT", "linux-6.12");
    command.env("ARCH", "x86").env("NO_COLOR", "1");
    command
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

/// The same of the program in a new folder with files, each a name and a text.
pub(crate) fn run(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    told(folder.path(), &program(folder.path()).args(arguments).output().unwrap())
}

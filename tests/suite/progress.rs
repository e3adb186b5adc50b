//! What is told on a terminal while a command is at work: a tree whose probe takes its time enters; the line that says so,
//! and that it is gone in the end, is expected.

use std::{fs, path::Path, process::Command};

use crate::terminal::{Output, on_a_terminal};

const SLOW: &str = "config A\n\tdef_bool $(shell,sleep 1.2; echo y)\n";

/// A command in a folder with a tree.
fn explain(folder: &Path, kconfig: &str) -> Command {
    fs::write(folder.join("Kconfig"), kconfig).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ltoconf"));
    command.args(["explain", "A", "--probes", "run"]).current_dir(folder).env("XDG_CACHE_HOME", folder);
    command.env("TERM", "xterm").env("ARCH", "x86").env("LTOCONF_DIALECT", "linux-6.12");
    command
}

/// What the command tells on stderr, where that is a terminal.
fn told(command: Command) -> String {
    let (status, told) = on_a_terminal(command, Output::Stderr);
    assert!(status.success());
    told
}

#[test]
fn what_takes_long_is_told_on_a_terminal_and_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let told = told(explain(folder.path(), SLOW));
    assert!(told.starts_with("\r\x1b[Kreading the tree …"), "{told:?}");
    assert!(told.ends_with("\r\x1b[K"), "{told:?}");
}

#[test]
fn what_is_no_terminal_is_told_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let output = explain(folder.path(), SLOW).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
    let mut dumb = explain(folder.path(), SLOW);
    dumb.env("TERM", "dumb");
    assert_eq!(told(dumb), "");
}

//! What is told on a terminal while a command is at work: a tree whose probe takes its time enters; the line that says so,
//! and that it is gone in the end, is expected.

use std::{
    fs::{self, OpenOptions},
    io::Read as _,
    os::unix::ffi::OsStrExt as _,
    path::Path,
    process::{Command, Stdio},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

const SLOW: &str = "config A\n\tdef_bool $(shell,sleep 1.2; echo y)\n";

/// A command in a folder with a tree.
fn explain(folder: &Path, kconfig: &str) -> Command {
    fs::write(folder.join("Kconfig"), kconfig).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ltoconf"));
    command.args(["explain", "A", "--probes", "run"]).current_dir(folder).env("XDG_CACHE_HOME", folder);
    command.env("TERM", "xterm").env("ARCH", "x86").env("LTOCONF_DIALECT", "linux-6.12");
    command
}

/// What the command tells on a terminal.
fn on_a_terminal(mut command: Command) -> String {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let own = openpt(flags).unwrap();
    grantpt(&own).unwrap();
    unlockpt(&own).unwrap();
    let name = ptsname(&own, Vec::new()).unwrap();
    let terminal =
        OpenOptions::new().read(true).write(true).open(std::ffi::OsStr::from_bytes(name.to_bytes())).unwrap();
    command.stdout(Stdio::null()).stderr(terminal);
    assert!(command.status().unwrap().success());
    // the last other end of the terminal goes with it, and nothing more can come
    drop(command);
    let mut told = Vec::new();
    let _end = fs::File::from(own).read_to_end(&mut told);
    String::from_utf8(told).unwrap()
}

#[test]
fn what_takes_long_is_told_on_a_terminal_and_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let told = on_a_terminal(explain(folder.path(), SLOW));
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
    assert_eq!(on_a_terminal(dumb), "");
}

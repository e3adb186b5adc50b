//! A command enters, and which of its outputs is a terminal; what it prints there leaves.

use std::{
    fs::{self, OpenOptions},
    io::Read as _,
    os::unix::ffi::OsStrExt as _,
    process::{Command, ExitStatus, Stdio},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// An output of a command.
#[derive(Clone, Copy)]
pub(crate) enum Output {
    Stdout,
    Stderr,
}

/// What a command tells on a terminal; its other output goes nowhere.
pub(crate) fn on_a_terminal(mut command: Command, output: Output) -> (ExitStatus, String) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let own = openpt(flags).unwrap();
    grantpt(&own).unwrap();
    unlockpt(&own).unwrap();
    let name = ptsname(&own, Vec::new()).unwrap();
    let terminal =
        OpenOptions::new().read(true).write(true).open(std::ffi::OsStr::from_bytes(name.to_bytes())).unwrap();
    match output {
        Output::Stdout => command.stdout(terminal).stderr(Stdio::null()),
        Output::Stderr => command.stdout(Stdio::null()).stderr(terminal),
    };
    let status = command.status().unwrap();
    // the last other end of the terminal goes with it, and nothing more can come
    drop(command);
    let mut told = Vec::new();
    let _end = fs::File::from(own).read_to_end(&mut told);
    (status, String::from_utf8(told).unwrap())
}

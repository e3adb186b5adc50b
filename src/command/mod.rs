//! Requests enter, exit statuses leave. Here, and in `main`, is what people and the system see.

mod asked;
mod audit;
mod check;
mod cnf;
mod conf;
mod explain;
mod files;
mod fix;
mod flags;
mod graph;
mod manual;
mod plan;
mod probes;
mod progress;
mod slice;
mod solve;

use std::{
    io::{ErrorKind, IsTerminal as _, Write as _},
    sync::atomic::{AtomicBool, Ordering},
};

use crate::{
    cli::{Cli, Command},
    report::Human,
};

/// Runs a request. 0: nothing to report; 1: findings; 2: the command could not do its work.
pub fn run(cli: &Cli) -> u8 {
    let status = status(cli);
    if LOST.load(Ordering::Relaxed) { 2 } else { status }
}

fn status(cli: &Cli) -> u8 {
    match &cli.command {
        Command::Conf(arguments) => conf::run(&cli.common, arguments),
        Command::Audit(arguments) => audit::run(&cli.common, arguments),
        Command::Slice(arguments) => slice::run(&cli.common, arguments),
        Command::Check(arguments) => check::run(&cli.common, arguments),
        Command::Explain(arguments) => explain::run(&cli.common, arguments),
        Command::Fix(arguments) => fix::run(&cli.common, arguments),
        Command::Solve(arguments) => solve::run(&cli.common, arguments),
        Command::Cnf(arguments) => cnf::run(&cli.common, arguments),
        Command::Flags(arguments) => flags::run(&cli.common, arguments),
        Command::Plan(arguments) => plan::run(&cli.common, arguments),
        Command::Probes(arguments) => probes::run(&cli.common, arguments),
        Command::Completions(arguments) => manual::completions(arguments),
        Command::Man(arguments) => manual::man(arguments),
    }
}

/// Says something on stderr.
fn warn(text: impl AsRef<[u8]>) {
    progress::clear();
    let _unprintable = std::io::stderr().write_all(text.as_ref());
}

/// Tells what a person should know beside.
fn note(text: impl std::fmt::Display) {
    warn(format!("note: {text}\n"));
}

/// How findings are told to people here.
fn human() -> Human {
    let terminal = std::io::stdout().is_terminal();
    let colour = terminal && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    Human { colour, unicode: true, width: columns.unwrap_or(100).clamp(40, 200) }
}

/// A document for programs; they are told where there is none.
fn printable(document: Result<String, serde_json::Error>) -> String {
    document.unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}\n"))
}

/// Whether something that was to be printed is lost.
static LOST: AtomicBool = AtomicBool::new(false);

/// Prints data on stdout. That nobody reads on is no failure; anything else makes the command one.
fn print(text: impl AsRef<[u8]>) {
    progress::clear();
    let mut out = std::io::stdout().lock();
    let printed = out.write_all(text.as_ref()).and_then(|()| out.flush());
    if let Err(error) = printed
        && error.kind() != ErrorKind::BrokenPipe
    {
        warn(format!("error: cannot write to the standard output: {error}\n"));
        LOST.store(true, Ordering::Relaxed);
    }
}

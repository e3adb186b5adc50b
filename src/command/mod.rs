//! Requests enter, exit statuses leave. Here, and in `main`, is what people and the system see.

mod architectures;
mod as_stated;
mod audit;
mod base;
mod check;
mod cnf;
mod conf;
mod conf_ask;
mod conf_ground;
mod conf_question;
mod conf_read;
mod conf_write;
mod elsewhere;
mod explain;
mod files;
mod fix;
mod flags;
mod graph;
mod input;
mod judge;
mod loaded;
mod manual;
mod other_tools;
mod plan;
mod probes;
mod probing;
mod progress;
mod reader;
mod reference;
mod resolved;
mod script;
mod slice;
mod solve;
mod suffice;
mod told;
mod toolchains;
mod unanswered;
mod written;

use std::{
    io::{ErrorKind, Write as _},
    sync::atomic::{AtomicBool, Ordering},
};

use crate::cli::{Cli, Command};

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

//! Requests enter, exit statuses leave. Here, and in `main`, is what people and the system see.

mod architectures;
mod as_stated;
mod audit;
mod base;
mod check;
mod cnf;
mod conf;
mod conf_read;
mod conf_write;
mod elsewhere;
mod explain;
mod files;
mod fix;
mod flags;
mod input;
mod judge;
mod loaded;
mod manual;
mod other_tools;
mod plan;
mod probes;
mod probing;
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

use crate::cli::{Cli, Command};

/// Runs a request. 0: nothing to report; 1: findings; 2: the command could not do its work.
pub fn run(cli: &Cli) -> u8 {
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
    let _unprintable = std::io::Write::write_all(&mut std::io::stderr(), text.as_ref());
}

/// Prints data on stdout.
fn print(text: impl AsRef<[u8]>) {
    let _unprintable = std::io::Write::write_all(&mut std::io::stdout(), text.as_ref());
}

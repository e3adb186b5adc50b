//! Requests enter, exit statuses leave. Here, and in `main`, is what people and the system see.

mod check;
mod conf;
mod conf_read;
mod conf_write;
mod files;
mod flags;
mod input;
mod judge;
mod loaded;
mod plan;
mod probing;
mod reference;
mod resolved;

use crate::cli::{Cli, Command};

/// Runs a request. 0: nothing to report; 1: findings; 2: the command could not do its work.
pub fn run(cli: &Cli) -> u8 {
    match &cli.command {
        Command::Conf(arguments) => conf::run(&cli.common, arguments),
        Command::Check(arguments) => check::run(&cli.common, arguments),
        Command::Flags(arguments) => flags::run(&cli.common, arguments),
        Command::Plan(arguments) => plan::run(&cli.common, arguments),
    }
}

/// Says something on stderr.
fn warn(text: impl AsRef<[u8]>) {
    let _unprintable = std::io::Write::write_all(&mut std::io::stderr(), text.as_ref());
}

//! The command line's own words enter; completions for a shell and manual pages leave.

use std::io;

use clap::CommandFactory as _;

use super::Cli;

/// What a shell completes ltoconf's words with.
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ltoconf", &mut script);
    script
}

/// The manual page of a command, or that of all where none is named; `None` where there is no such command.
///
/// # Errors
/// Those of the writer, which has no reason for any.
pub fn page(command: Option<&str>) -> Option<io::Result<Vec<u8>>> {
    let mut whole = Cli::command();
    whole.build();
    let (command, title) = match command {
        None => (whole, "ltoconf".to_owned()),
        Some(name) => (whole.find_subcommand(name)?.clone(), format!("ltoconf-{name}")),
    };
    let mut page = Vec::new();
    Some(clap_mangen::Man::new(command).title(title).render(&mut page).map(|()| page))
}

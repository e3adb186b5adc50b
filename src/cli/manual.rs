//! The command line's own words enter; completions for a shell and manual pages leave.

use std::io;

use clap::{
    Command,
    builder::{PossibleValue, PossibleValuesParser},
};

use super::{Cli, format::formats};

/// The values of `--probes`. What stands behind `=` is a reader's own.
const PROBES: [(&str, &str); 5] = [
    ("cached", "each is run once and remembered; the default"),
    ("run", "each is run again"),
    ("record=FILE", "each is run, and the answers are written to a file"),
    ("replay=FILE", "answers come from that file, and nothing is run"),
    ("deny", "nothing is run, and what is therefore unknown is said"),
];

/// A command whose options tell their values, which is for readers: what is taken is decided where words are read.
fn with_values(mut command: Command) -> Command {
    let formats = formats(command.get_name());
    let probes = PROBES.map(|(word, help)| PossibleValue::new(word).help(help)).to_vec();
    for (option, values) in [("format", formats), ("probes", probes)] {
        if command.get_arguments().any(|argument| argument.get_id() == option) {
            command = command.mut_arg(option, |argument| argument.value_parser(PossibleValuesParser::new(values)));
        }
    }
    command
}

/// What a shell completes ltoconf's words with.
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    let mut words = with_values(Cli::words()).mut_subcommands(with_values);
    clap_complete::generate(shell, &mut words, "ltoconf", &mut script);
    script
}

/// The manual page of a command, or that of all where none is named; `None` where there is no such command.
///
/// # Errors
/// Those of the writer, which has no reason for any.
pub fn page(command: Option<&str>) -> Option<io::Result<Vec<u8>>> {
    let mut whole = Cli::words();
    whole.build();
    let (command, title) = match command {
        None => (whole, "ltoconf".to_owned()),
        Some(name) => (whole.find_subcommand(name)?.clone(), format!("ltoconf-{name}")),
    };
    let mut page = Vec::new();
    let source = format!("ltoconf {}", env!("CARGO_PKG_VERSION"));
    let manual = clap_mangen::Man::new(with_values(command)).title(title).source(source);
    Some(manual.render(&mut page).map(|()| page))
}

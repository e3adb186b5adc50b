//! Words behind `--format` enter; they leave for the command that knows them. Each command has formats of its own.

use std::convert::Infallible;

use clap::{Arg, Command, ValueEnum, builder::PossibleValue};

use super::FixForm;

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// for people, with the lines in question
    #[default]
    Human,
    /// one line each: `path:line:column: severity[code] message`
    Concise,
    /// one JSON object
    Json,
    /// a SARIF 2.1.0 log, for code scanning (`check` and `audit`)
    Sarif,
    /// workflow commands that GitHub turns into annotations (`check` and `audit`)
    Github,
}

impl Format {
    /// Whether it can hold findings alone.
    pub fn only_findings(self) -> bool {
        matches!(self, Self::Sarif | Self::Github)
    }
}

/// How flags are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FlagsFormat {
    /// a fragment to be included by a Makefile
    #[default]
    Make,
    /// assignments that a POSIX shell can evaluate
    Shell,
    /// one JSON object
    Json,
}

/// How a plan is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// for people
    #[default]
    Human,
    /// one JSON object
    Json,
}

/// A word behind `--format`. It may stand before the command that says which words there are, so it is read again when
/// the command is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatWord(pub(super) String);

/// Takes any word: which ones there are is known with the command.
#[expect(clippy::unnecessary_wraps, reason = "clap asks for a parser that may fail")]
pub(super) fn format_word(text: &str) -> Result<FormatWord, Infallible> {
    Ok(FormatWord(text.to_owned()))
}

/// Why a command does not take a word; `None` where it does.
pub(super) fn wrong_format(command: &str, word: &str) -> Option<String> {
    let known = formats(command);
    if known.iter().any(|value| value.get_name() == word) {
        return None;
    }
    Some(match (command, known.as_slice()) {
        ("explain" | "probes", _) if word == "sarif" || word == "github" => "only 'check' and 'audit' print it".into(),
        ("fix", _) => format!("human alone; other forms are those of --as: {}", names(&words::<FixForm>())),
        (_, [_]) => "the command prints no findings, and what it prints has one form".into(),
        _ => format!("one of {}", names(&known)),
    })
}

fn names(values: &[PossibleValue]) -> String {
    let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    names.join(", ")
}

fn words<T: ValueEnum>() -> Vec<PossibleValue> {
    T::value_variants().iter().filter_map(ValueEnum::to_possible_value).collect()
}

/// The values of `--format` that a command takes.
pub(super) fn formats(command: &str) -> Vec<PossibleValue> {
    let findings = |format: &&Format| !format.only_findings();
    match command {
        "flags" => words::<FlagsFormat>(),
        "plan" => words::<PlanFormat>(),
        "explain" | "probes" => {
            Format::value_variants().iter().filter(findings).filter_map(ValueEnum::to_possible_value).collect()
        }
        "check" | "audit" | "ltoconf" => words::<Format>(),
        // what the others print has one form
        _ => Format::Human.to_possible_value().into_iter().collect(),
    }
}

/// The same words, where the help of each command tells of `--format` what that command takes.
pub(super) fn with_own_formats(mut words: Command) -> Command {
    let told = |command: &Command| command.get_arguments().any(|argument| argument.get_id() == "format");
    let silent = words.get_subcommands().filter(|command| !told(command)).map(|command| command.get_name().to_owned());
    for name in silent.collect::<Vec<_>>() {
        let formats = formats(&name);
        let formats: Vec<&str> = formats.iter().map(PossibleValue::get_name).collect();
        let help = match formats.as_slice() {
            [one] if name == "fix" => format!("how changes are told to people: {one}; for other forms there is --as"),
            [one] => format!("what is printed has one form: {one}"),
            [some @ .., last] if name == "check" || name == "audit" => {
                format!("how findings are printed: {} or {last}", some.join(", "))
            }
            [some @ .., last] => format!("how the answer is printed: {} or {last}", some.join(", ")),
            [] => continue,
        };
        let own =
            Arg::new("format").long("format").global(true).value_name("FORMAT").value_parser(format_word).help(help);
        words = words.mut_subcommand(name, |command| command.arg(own));
    }
    words
}

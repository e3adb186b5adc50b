//! Words behind `--format` enter; they leave for the command that knows them. Each command has formats of its own.

use clap::ValueEnum;

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

/// Takes the words of a command's own formats; at the top, those of all.
pub(super) fn format_words<T: ValueEnum>(text: &str) -> Result<FormatWord, String> {
    let words = T::value_variants().iter().filter_map(T::to_possible_value);
    let words: Vec<String> = words.map(|value| value.get_name().to_owned()).collect();
    if words.iter().any(|word| word == text) {
        return Ok(FormatWord(text.to_owned()));
    }
    Err(format!("one of {}", words.join(", ")))
}

pub(super) fn any_format(text: &str) -> Result<FormatWord, String> {
    let findings = format_words::<Format>(text);
    format_words::<FlagsFormat>(text).or(findings)
}

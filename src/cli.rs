//! The command line: words enter, a typed request leaves. Names and meanings are a promise (see the README).

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::front::is_rules;

mod arguments;
mod format;
pub mod manual;
mod picture;

pub use arguments::{
    Audit, Check, Cnf, Completions, Conf, Explain, Fix, FixForm, Flags, MODES, Man, Plan, ProbesDo, ProbesOf, Slice,
    Solve,
};
pub use format::{FlagsFormat, Format, FormatWord, PlanFormat};
use format::{format_word, with_own_formats, wrong_format};
pub use picture::{Drawing, Picture};

/// Kconfig, checked and explained, with an eye on link time optimization.
#[derive(Debug, Parser)]
#[command(name = "ltoconf", version, about, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    /// what is common to all commands
    #[command(flatten)]
    pub common: Common,
    /// what to do
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Common {
    /// the Kconfig tree: a kernel source tree, or any folder with a Kconfig
    #[arg(long, global = true, value_name = "DIR")]
    pub tree: Option<PathBuf>,
    /// a folder outside of the tree whose files its Kconfig may include; repeatable, and not for 'conf', which follows
    /// every source as the kernel's own does
    #[arg(long, global = true, value_name = "DIR")]
    pub allow_source: Vec<PathBuf>,
    /// the LTO rules that ltoconf carries, even where a tree is: those of NAME (seed-v2, linux-6.12, …), else those of
    /// the file's own version
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        num_args = 0..=1,
        default_missing_value = "",
        require_equals = true,
        value_parser = parse_embedded,
        conflicts_with = "tree"
    )]
    pub embedded: Option<Embedded>,
    /// the architecture, as ARCH= to the kernel's make
    #[arg(long, global = true, value_name = "ARCH")]
    pub arch: Option<String>,
    /// as LLVM=1, LLVM=-19 or LLVM=/path/ to the kernel's make
    #[arg(long, global = true, value_name = "VALUE", num_args = 0..=1, default_missing_value = "1", require_equals = true)]
    pub llvm: Option<String>,
    /// where answers of $(shell,…) come from: run, cached, replay=FILE, record=FILE or deny
    #[arg(long, global = true, value_name = "HOW", value_parser = parse_probes)]
    pub probes: Option<Probes>,
    /// the rules of a Kconfig version, such as linux-6.12
    #[arg(long, global = true, value_name = "NAME", env = "LTOCONF_DIALECT")]
    pub dialect: Option<String>,
    /// how findings are printed: human, concise, json, sarif or github
    #[arg(long, global = true, value_name = "FORMAT", value_parser = format_word)]
    format: Option<FormatWord>,
    /// how the command is told to read a configuration from the standard input
    #[arg(skip)]
    pub usage: &'static str,
}

/// Which of the rules that ltoconf carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Embedded {
    /// those that a file's header and contents ask for
    OfFile,
    /// those of a name
    Named(String),
}

fn parse_embedded(text: &str) -> Result<Embedded, String> {
    match text {
        "" => Ok(Embedded::OfFile),
        name if is_rules(name) => Ok(Embedded::Named(name.to_owned())),
        _ => Err("seed-v2, or a version such as linux-6.12".into()),
    }
}

/// Joins `--embedded NAME` to one word: an option whose value may be left out takes it behind `=` alone, so that
/// `--embedded .config` names a file. A word that names rules is no file's name that anyone means.
pub fn join_embedded(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::new();
    let mut open = true;
    for word in words {
        open &= word != "--";
        match joined.last_mut() {
            Some(last) if open && last == "--embedded" && word.to_str().is_some_and(is_rules) => {
                last.push("=");
                last.push(word);
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// Where answers of probes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probes {
    /// each is run
    Run,
    /// each is run once and remembered
    Cached,
    /// from a file, and nothing is run
    Replay(PathBuf),
    /// each is run, and written to a file
    Record(PathBuf),
    /// nothing is run
    Deny,
}

fn parse_probes(text: &str) -> Result<Probes, String> {
    match (text, text.split_once('=')) {
        ("run", _) => Ok(Probes::Run),
        ("cached", _) => Ok(Probes::Cached),
        ("deny", _) => Ok(Probes::Deny),
        (_, Some(("replay", file))) if !file.is_empty() => Ok(Probes::Replay(file.into())),
        (_, Some(("record", file))) if !file.is_empty() => Ok(Probes::Record(file.into())),
        _ => Err("one of run, cached, deny, replay=FILE, record=FILE".into()),
    }
}

impl Common {
    /// What `--format` says, by the words of a command; `None` where it says nothing.
    pub fn format<T: ValueEnum>(&self) -> Option<T> {
        self.format.as_ref().and_then(|word| T::from_str(&word.0, false).ok())
    }
}

impl Cli {
    /// The words of all commands.
    fn words() -> clap::Command {
        with_own_formats(Self::command())
    }

    /// Reads a command line, the program's own name first.
    ///
    /// # Errors
    /// Bad usage, or a question for help or the version.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut matches = Self::words().try_get_matches_from(join_embedded(words))?;
        let command = matches.subcommand_name().map(str::to_owned).unwrap_or_default();
        let mut cli = Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut Self::words()))?;
        cli.common.usage = cli.command.usage();
        let wrong = cli.common.format.as_ref().and_then(|FormatWord(word)| {
            let why = wrong_format(&command, word)?;
            Some(format!("invalid value '{word}' for '--format <FORMAT>': {why}"))
        });
        match wrong {
            Some(message) => Err(Self::words().error(clap::error::ErrorKind::InvalidValue, message)),
            None => Ok(cli),
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what Kconfig would not honour in a .config, a defconfig or a fragment
    Check(Check),
    /// Say whether a build folder's objects are what its configuration's LTO mode implies
    Audit(Audit),
    /// Print the part of a tree's Kconfig that decides some symbols, as Kconfig that stands on its own
    Slice(Slice),
    /// Say which flags LTO brings to the build, each with the line that it comes from
    Flags(Flags),
    /// Say what the build does differently under the configuration's LTO mode, step by step
    Plan(Plan),
    /// Stand in for the kernel's own scripts/kconfig/conf: the same modes, the same bytes
    Conf(Conf),
    /// Say why a symbol has its value, and what would give it another
    Explain(Explain),
    /// Find the smallest change of a configuration that meets all wishes
    Fix(Fix),
    /// Find a complete configuration that meets all wishes
    Solve(Solve),
    /// Write the rules of a tree as a formula in DIMACS
    Cnf(Cnf),
    /// Show the tree's probes: their commands, their answers, how long each took
    Probes(ProbesOf),
    /// Print what completes ltoconf's words in a shell
    Completions(Completions),
    /// Print the manual page, or that of a command
    Man(Man),
}

impl Command {
    /// How it is told to read a configuration from the standard input.
    fn usage(&self) -> &'static str {
        match self {
            Self::Audit(_) => "ltoconf audit DIR --config -",
            Self::Flags(_) => "ltoconf flags --config -",
            Self::Plan(_) => "ltoconf plan --config -",
            Self::Explain(_) => "ltoconf explain SYMBOL --config -",
            Self::Fix(_) => "ltoconf fix SYMBOL=VALUE --config -",
            Self::Solve(_) => "ltoconf solve SYMBOL=VALUE --config - -o FILE",
            Self::Cnf(_) => "ltoconf cnf --config -",
            _ => "ltoconf check -",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `--embedded` and the files of `check` come to.
    fn check(words: &str, embedded: Option<Embedded>, files: &[&str]) {
        let words = join_embedded(words.split(' ').map(OsString::from));
        let cli = Cli::try_parse_from(words).unwrap();
        let Command::Check(check) = cli.command else { panic!("no check") };
        let found: Vec<&str> = check.configs.iter().filter_map(|path| path.to_str()).collect();
        assert_eq!((cli.common.embedded, found.as_slice()), (embedded, files));
    }

    #[test]
    fn the_name_of_embedded_rules_may_be_left_out() {
        let named = || Some(Embedded::Named("linux-6.12".into()));
        check("ltoconf check --embedded .config", Some(Embedded::OfFile), &[".config"]);
        check("ltoconf check .config --embedded", Some(Embedded::OfFile), &[".config"]);
        check("ltoconf check --embedded linux-6.12 .config", named(), &[".config"]);
        check("ltoconf check --embedded=linux-6.12 .config", named(), &[".config"]);
        check("ltoconf --embedded linux-6.12 check", named(), &[".config"]);
        check("ltoconf --embedded check", Some(Embedded::OfFile), &[".config"]);
        check("ltoconf check --embedded -- linux-6.12", Some(Embedded::OfFile), &["linux-6.12"]);
        check("ltoconf check linux-6.12", None, &["linux-6.12"]);
    }

    #[test]
    fn an_unknown_name_is_refused() {
        assert!(Cli::try_parse_from(["ltoconf", "check", "--embedded=6.12"]).is_err());
        assert!(Cli::try_parse_from(["ltoconf", "check", "--embedded", "--tree", "."]).is_err());
    }
}

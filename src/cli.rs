//! The command line: words enter, a typed request leaves. Names and meanings are a promise (see the README).

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::lto::embedded;

mod format;
pub mod manual;

pub use format::{FlagsFormat, Format, FormatWord, PlanFormat};
use format::{any_format, format_words};

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
pub struct Common {
    /// variables of the caller's environment that do not count; no option of its own
    #[arg(skip)]
    pub without: Vec<&'static str>,
    /// the Kconfig tree: a kernel source tree, or any folder with a Kconfig
    #[arg(long, global = true, value_name = "DIR")]
    pub tree: Option<PathBuf>,
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
    #[arg(long, global = true, value_name = "FORMAT", value_parser = any_format)]
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
        name if embedded::is_name(name) => Ok(Embedded::Named(name.to_owned())),
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
            Some(last) if open && last == "--embedded" && word.to_str().is_some_and(embedded::is_name) => {
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
    /// Reads a command line, the program's own name first.
    ///
    /// # Errors
    /// Bad usage, or a question for help or the version.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut cli = Self::try_parse_from(join_embedded(words))?;
        cli.common.usage = cli.command.usage();
        let wrong = cli.common.format.as_ref().and_then(|FormatWord(word)| {
            let known = match &cli.command {
                Command::Flags(_) => format_words::<FlagsFormat>(word),
                Command::Plan(_) => format_words::<PlanFormat>(word),
                Command::Check(_) | Command::Audit(_) => format_words::<Format>(word),
                Command::Explain(_) | Command::Probes(_) => match cli.common.format::<Format>() {
                    Some(format) if format.only_findings() => Err("only 'check' and 'audit' print it".into()),
                    _ => format_words::<Format>(word),
                },
                // what they print has one form
                _ if word == "human" => format_words::<Format>(word),
                Command::Fix(_) => Err("the forms of 'fix' are those of --as".into()),
                _ => Err("the command prints no findings, and what it prints has one form".into()),
            };
            Some(format!("invalid value '{word}' for '--format <FORMAT>': {}", known.err()?))
        });
        match wrong {
            Some(message) => Err(Self::command().error(clap::error::ErrorKind::InvalidValue, message)),
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
            Self::Audit(_) => "audit DIR --config -",
            Self::Flags(_) => "flags --config -",
            Self::Plan(_) => "plan --config -",
            Self::Explain(_) => "explain SYMBOL --config -",
            Self::Fix(_) => "fix SYMBOL=VALUE --config -",
            Self::Solve(_) => "solve SYMBOL=VALUE --config - -o FILE",
            Self::Cnf(_) => "cnf --config -",
            _ => "check -",
        }
    }
}

/// Arguments of `check`.
#[derive(Clone, Debug, Args)]
pub struct Check {
    /// the files to check; - is the standard input
    #[arg(value_name = "CONFIG", default_value = ".config")]
    pub configs: Vec<PathBuf>,
    /// judge the files as whole configurations, whatever their names and headers say
    #[arg(long, conflicts_with = "fragment")]
    pub whole: bool,
    /// judge the files as fragments, to be merged into others
    #[arg(long)]
    pub fragment: bool,
    /// leave files alone whose lines are no configuration's, whatever their names: for hooks, which go by names
    #[arg(long)]
    pub skip_others: bool,
}

/// Arguments of `audit`.
#[derive(Clone, Debug, Args)]
pub struct Audit {
    /// the build folder
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// the configuration that it was built with [default: DIR/.config]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Arguments of `slice`.
#[derive(Clone, Debug, Args)]
pub struct Slice {
    /// the symbols
    #[arg(value_name = "SYMBOL", required = true)]
    pub symbols: Vec<String>,
    /// how many steps of conditions lead from the symbols' own family to the last that is not an input
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub depth: usize,
    /// all that can be reached: nothing is an input
    #[arg(long, conflicts_with = "depth")]
    pub whole: bool,
    /// also the symbols whose values hang on these
    #[arg(long)]
    pub users: bool,
}

/// Arguments of `flags`.
#[derive(Clone, Debug, Args)]
pub struct Flags {
    /// the configuration; .config where there is one, else the defaults of the tree
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// what a module of this kernel needs
    #[arg(long)]
    pub module: bool,
    /// the folder of an external module, which keeps ThinLTO's cache; implies --module
    #[arg(long, value_name = "DIR")]
    pub extmod: Option<PathBuf>,
    /// how the flags are printed: make (a fragment to include), shell or json
    #[arg(long, value_name = "FORMAT", value_parser = format_words::<FlagsFormat>)]
    format: Option<FormatWord>,
}

/// Arguments of `plan`.
#[derive(Clone, Debug, Args)]
pub struct Plan {
    /// the configuration; .config where there is one, else the defaults of the tree
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// the folder of an external module, to be told where it keeps ThinLTO's cache
    #[arg(long, value_name = "DIR")]
    pub extmod: Option<PathBuf>,
    /// how the plan is printed: human or json
    #[arg(long, value_name = "FORMAT", value_parser = format_words::<PlanFormat>)]
    format: Option<FormatWord>,
}

/// Arguments of `conf`, named as those of the reference.
#[derive(Clone, Debug, Args)]
#[command(group = clap::ArgGroup::new("mode").required(true))]
pub struct Conf {
    /// do not print what was written
    #[arg(short = 's', long)]
    pub silent: bool,
    /// take .config, new symbols get their defaults
    #[arg(long, group = "mode")]
    pub olddefconfig: bool,
    /// all symbols get their defaults
    #[arg(long, group = "mode")]
    pub alldefconfig: bool,
    /// all symbols are n
    #[arg(long, group = "mode")]
    pub allnoconfig: bool,
    /// all symbols are y
    #[arg(long, group = "mode")]
    pub allyesconfig: bool,
    /// all symbols are m where they can be
    #[arg(long, group = "mode")]
    pub allmodconfig: bool,
    /// all symbols are drawn at random (see `KCONFIG_SEED` and `KCONFIG_PROBABILITY`)
    #[arg(long, group = "mode")]
    pub randconfig: bool,
    /// take a defconfig
    #[arg(long, group = "mode", value_name = "FILE")]
    pub defconfig: Option<PathBuf>,
    /// write what differs from the defaults
    #[arg(long, group = "mode", value_name = "FILE")]
    pub savedefconfig: Option<PathBuf>,
    /// print symbols that have no value yet
    #[arg(long, group = "mode")]
    pub listnewconfig: bool,
    /// print symbols that have no value yet, with their help
    #[arg(long, group = "mode")]
    pub helpnewconfig: bool,
    /// take .config and write the files that a build reads
    #[arg(long, group = "mode")]
    pub syncconfig: bool,
    /// turn y into m where that is possible
    #[arg(long, group = "mode")]
    pub yes2modconfig: bool,
    /// turn m into y
    #[arg(long, group = "mode")]
    pub mod2yesconfig: bool,
    /// turn m into n
    #[arg(long, group = "mode")]
    pub mod2noconfig: bool,
    /// interactive: refused where it would have to ask
    #[arg(long, group = "mode")]
    pub oldconfig: bool,
    /// interactive: refused where it would have to ask
    #[arg(long, group = "mode")]
    pub oldaskconfig: bool,
    /// the root file
    #[arg(value_name = "KCONFIG", default_value = "Kconfig")]
    pub kconfig: PathBuf,
}

/// Arguments of `explain`.
#[derive(Clone, Debug, Args)]
pub struct Explain {
    /// the symbol, and the value that it should have (y where none is named and it is n); or the code of a diagnostic
    #[arg(value_name = "SYMBOL[=VALUE]|CODE")]
    pub symbol: String,
    /// the configuration [default: .config where there is one, else defaults]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// list all smallest changes, however many
    #[arg(long)]
    pub all: bool,
    /// where nothing meets the wish: write a DRAT proof of that to FILE, and its formula to FILE.cnf
    #[arg(long, value_name = "FILE")]
    pub proof: Option<PathBuf>,
}

/// How a fix is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FixForm {
    /// the lines to add or change
    Fragment,
    /// calls of the kernel's scripts/config
    Script,
    /// all fixes as JSON
    Json,
}

/// Arguments of `fix`.
#[derive(Clone, Debug, Args)]
pub struct Fix {
    /// what shall be
    #[arg(value_name = "SYMBOL=VALUE", required = true)]
    pub wishes: Vec<String>,
    /// the configuration [default: .config where there is one, else defaults]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// write the complete configuration there
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["in_place", "form"])]
    pub output: Option<PathBuf>,
    /// change the lines in the configuration itself, and keep the former file as FILE.old
    #[arg(long, conflicts_with = "form")]
    pub in_place: bool,
    /// print it as a fragment, as scripts/config lines, or as JSON
    #[arg(long = "as", value_name = "FORM")]
    pub form: Option<FixForm>,
    /// a symbol whose line stays as it is
    #[arg(long, value_name = "SYMBOL")]
    pub keep: Vec<String>,
    /// list all smallest changes, however many
    #[arg(long)]
    pub all: bool,
    /// where nothing meets the wish: write a DRAT proof of that to FILE, and its formula to FILE.cnf
    #[arg(long, value_name = "FILE")]
    pub proof: Option<PathBuf>,
}

/// Arguments of `solve`.
#[derive(Clone, Debug, Args)]
pub struct Solve {
    /// what shall be
    #[arg(value_name = "SYMBOL=VALUE")]
    pub wishes: Vec<String>,
    /// the configuration to stay near to [default: .config where there is one, else defaults]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// draw a configuration at random, by this number
    #[arg(long, value_name = "N")]
    pub seed: Option<u32>,
    /// where the configuration is written
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
}

/// Arguments of `cnf`.
#[derive(Clone, Debug, Args)]
pub struct Cnf {
    /// a configuration whose texts and numbers the formula should know
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// where the formula is written [default: the standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Arguments of `probes`.
#[derive(Clone, Debug, Args)]
pub struct ProbesOf {
    /// what to do
    #[command(subcommand)]
    pub what: Option<ProbesDo>,
}

/// What to do with probes.
#[derive(Clone, Debug, Default, Subcommand)]
pub enum ProbesDo {
    /// List them, with the answers that are remembered; those that are not are run
    #[default]
    List,
    /// Run each of them now, whatever is remembered
    Run,
    /// Run each of them now and write the answers to a file, for --probes replay=FILE
    Record {
        /// the file
        file: PathBuf,
    },
}

/// Arguments of `completions`.
#[derive(Clone, Debug, Args)]
pub struct Completions {
    /// whose words
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Clone, Debug, Args)]
pub struct Man {
    /// the command to tell of [default: all of ltoconf]
    pub command: Option<String>,
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

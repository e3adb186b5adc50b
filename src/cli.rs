//! The command line: words enter, a typed request leaves. Names and meanings are a promise (see the README).

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// the Kconfig tree: a kernel source tree, or any folder with a Kconfig
    #[arg(long, global = true, value_name = "DIR")]
    pub tree: Option<PathBuf>,
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
    /// how findings are printed
    #[arg(long, global = true, value_name = "FORMAT")]
    pub format: Option<Format>,
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
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what Kconfig would not honour in a .config, a defconfig or a fragment
    Check(Check),
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
    /// the symbol, and the value that it should have (y where none is named and it is n)
    #[arg(value_name = "SYMBOL[=VALUE]")]
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

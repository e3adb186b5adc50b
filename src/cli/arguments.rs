//! The words of each command, as clap reads them: names and meanings are a promise.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{
    format::{FormatWord, format_word},
    picture::{self, Picture},
};

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
    /// the configuration; .config here or in the named tree, else the tree's defaults
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// what a module of this kernel needs
    #[arg(long)]
    pub module: bool,
    /// the folder of an external module, which keeps ThinLTO's cache; implies --module
    #[arg(long, value_name = "DIR")]
    pub extmod: Option<PathBuf>,
    /// how the flags are printed: make (a fragment to include), shell or json
    #[arg(long, value_name = "FORMAT", value_parser = format_word)]
    pub(super) format: Option<FormatWord>,
}

/// Arguments of `plan`.
#[derive(Clone, Debug, Args)]
pub struct Plan {
    /// the configuration; .config here or in the named tree, else the tree's defaults
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// the folder of an external module, to be told where it keeps ThinLTO's cache
    #[arg(long, value_name = "DIR")]
    pub extmod: Option<PathBuf>,
    /// how the plan is printed: human or json
    #[arg(long, value_name = "FORMAT", value_parser = format_word)]
    pub(super) format: Option<FormatWord>,
}

/// Modes of `conf`: of several the last counts, as for the reference.
pub const MODES: [&str; 16] = [
    "olddefconfig",
    "alldefconfig",
    "allnoconfig",
    "allyesconfig",
    "allmodconfig",
    "randconfig",
    "defconfig",
    "savedefconfig",
    "listnewconfig",
    "helpnewconfig",
    "syncconfig",
    "yes2modconfig",
    "mod2yesconfig",
    "mod2noconfig",
    "oldconfig",
    "oldaskconfig",
];

/// Arguments of `conf`, named as those of the reference, which takes them shortened as well. Without a mode it asks about
/// everything, as make starts it for `make config`.
#[derive(Clone, Debug, Args)]
#[command(group = clap::ArgGroup::new("mode").multiple(true), infer_long_args = true)]
pub struct Conf {
    /// do not print what was written
    #[arg(short = 's', long, overrides_with = "silent")]
    pub silent: bool,
    /// take .config, new symbols get their defaults
    #[arg(long, alias = "oldnoconfig", group = "mode", overrides_with_all = MODES)]
    pub olddefconfig: bool,
    /// all symbols get their defaults
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub alldefconfig: bool,
    /// all symbols are n
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub allnoconfig: bool,
    /// all symbols are y
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub allyesconfig: bool,
    /// all symbols are m where they can be
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub allmodconfig: bool,
    /// all symbols are drawn at random (see `KCONFIG_SEED` and `KCONFIG_PROBABILITY`)
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub randconfig: bool,
    /// take a defconfig
    #[arg(long, group = "mode", overrides_with_all = MODES, value_name = "FILE")]
    pub defconfig: Option<PathBuf>,
    /// write what differs from the defaults
    #[arg(long, group = "mode", overrides_with_all = MODES, value_name = "FILE")]
    pub savedefconfig: Option<PathBuf>,
    /// print symbols that have no value yet
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub listnewconfig: bool,
    /// print symbols that have no value yet, with their help
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub helpnewconfig: bool,
    /// take .config and write the files that a build reads
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub syncconfig: bool,
    /// turn y into m where that is possible
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub yes2modconfig: bool,
    /// turn m into y
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub mod2yesconfig: bool,
    /// turn m into n
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub mod2noconfig: bool,
    /// take .config and ask about what it does not decide
    #[arg(long, group = "mode", overrides_with_all = MODES)]
    pub oldconfig: bool,
    /// take .config and ask about everything; what is done where no mode is named
    #[arg(long, group = "mode", overrides_with_all = MODES)]
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
    /// the configuration [default: .config here or in the named tree, else the tree's defaults]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// list all smallest changes, however many
    #[arg(long)]
    pub all: bool,
    /// draw the causes there as well: .dot for Graphviz, .svg as a drawing, .html as a page that folds
    #[arg(long, value_name = "FILE", value_parser = picture::parser())]
    pub graph: Option<Picture>,
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
    /// the configuration [default: .config here or in the named tree, else the tree's defaults]
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
    /// the configuration to stay near to [default: .config here or in the named tree, else the tree's defaults]
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

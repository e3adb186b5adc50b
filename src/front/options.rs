//! What a caller says of how trees are read and judged: the environment, the architecture, the tools, the probes.

use std::{any::Any, path::PathBuf};

use crate::{
    diagnostic::{Advice, Words},
    tree::{environment::Environment, probe::Policy},
};

/// How trees are found, read and judged. The [default](Options::default) knows no variable of the process and runs
/// nothing, so that a stranger's tree is read without a shell; what hangs on the answer of a probe is then not known, and
/// [said to be so](super::Mechanism::Unknown).
///
/// ```
/// use ltoconf::{Options, Policy};
///
/// let options = Options { arch: Some("arm64".into()), dialect: Some("linux-6.12".into()), ..Options::default() };
/// assert_eq!(options.probes, Policy::Deny);
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// the variables that count, as those of the process do for the kernel's make
    pub environment: Environment,
    /// the folder that holds `Kconfig`; where none is named, the nearest upward from a configuration counts, then the
    /// nearest upward from the working folder. Files that [`Conf`](super::Conf) writes are not put there, but in its
    /// [working folder](super::ConfRequest::working_folder)
    pub tree: Option<PathBuf>,
    /// folders outside of the tree whose files its Kconfig may include
    pub allow_source: Vec<PathBuf>,
    /// the rules that ltoconf carries, even where a tree is
    pub rules: Option<Rules>,
    /// as `ARCH=` to the kernel's make
    pub arch: Option<String>,
    /// as `LLVM=` to the kernel's make: `1`, `-19` or `/path/`
    pub llvm: Option<String>,
    /// where answers of `$(shell,…)` come from
    pub probes: Policy,
    /// the rules of a Kconfig version, such as `linux-6.12`; else those of the tree's own version
    pub dialect: Option<String>,
    /// is told of work that may take a while
    pub begins: Option<Begins>,
    /// how the caller says what a text advises to: in this crate's names, where nothing else is said
    pub words: Words,
}

/// Is told what begins, such as `reading the tree`. What it gives is dropped when that is done.
pub type Begins = fn(what: &'static str) -> Box<dyn Any>;

/// Which of the rules that ltoconf carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rules {
    /// those that a file's header and contents ask for
    OfFile,
    /// those of a name that [`is_rules`](super::is_rules) knows; others are an [`Error`](super::Error)
    Named(String),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            environment: Environment::new(),
            tree: None,
            allow_source: Vec::new(),
            rules: None,
            arch: None,
            llvm: None,
            probes: Policy::Deny,
            dialect: None,
            begins: None,
            words: Advice::in_crate,
        }
    }
}

impl Options {
    /// As the kernel's make would be called from this process: its variables count, and probes are run once and
    /// remembered.
    pub fn of_process() -> Self {
        Self { environment: Environment::of_process(), probes: Policy::Cached, ..Self::default() }
    }

    /// How the caller says what is advised.
    pub(super) fn word(&self, advice: Advice) -> String {
        (self.words)(advice)
    }

    /// Tells of work; it is done when the result is dropped.
    pub(super) fn begin(&self, what: &'static str) -> Option<Box<dyn Any>> {
        self.begins.map(|begins| begins(what))
    }

    /// As `LLVM=` to make, from the option or else from the environment; `None` where it is empty.
    pub(super) fn llvm_asked(&self) -> Option<&[u8]> {
        let asked = self.llvm.as_deref().map(str::as_bytes).or_else(|| self.environment.get("LLVM"));
        asked.filter(|value| !value.is_empty())
    }
}

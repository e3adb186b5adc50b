//! Why a tree or a configuration cannot be worked with, as values; the diagnostics of a tree's own defects with what
//! they point into.

use std::{io, path::PathBuf};

use crate::{
    diagnostic::Diagnostic,
    source::Sources,
    tree::{environment::EnvironmentError, probe::ProbeError},
};

/// Why there is nothing to answer from. Each kind has a stable code, see [`Error::code`]. What the system said stands
/// behind it, as its [source](std::error::Error::source); what to do about it, where that is said, is in the caller's
/// [words](super::Options::words).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// no folder that was named or looked at holds a `Kconfig`
    #[error("{place}")]
    NoTree {
        /// where none is
        place: NoTree,
        /// what to do about it
        help: String,
    },
    /// no rules of Kconfig have this name
    #[error("unknown dialect '{0}': one such as linux-6.1 is needed")]
    UnknownDialect(String),
    /// the rules that ltoconf carries have none of this name, see [`is_rules`](super::is_rules)
    #[error("unknown rules '{0}': seed-v2, or linux- and a version are needed, such as linux-6.12")]
    UnknownRules(String),
    /// without a tree: this is no architecture's name
    #[error("'{0}' is no architecture: a name such as x86, arm64 or riscv is needed")]
    UnknownArch(String),
    /// the environment that the tree's make would hand down cannot be made
    #[error(transparent)]
    Environment(EnvironmentError),
    /// the tree's Makefile says itself that it cannot go on
    #[error("the tree's Makefile stops: {0}")]
    Stopped(String),
    /// there is no folder that probes could run in
    #[error("cannot make a folder for the probes: {0}")]
    NoFolder(io::Error),
    /// probes cannot be asked in the wished way
    #[error(transparent)]
    Probes(ProbeError),
    /// answers of probes cannot be written where they were to be recorded
    #[error(transparent)]
    ProbesUnwritable(ProbeError),
    /// the tree's files are broken: nothing of them is evaluated
    #[error("the tree has {} {}", .0.errors.len(), if .0.errors.len() == 1 { "error" } else { "errors" })]
    Broken(Box<Broken>),
    /// the file is not a configuration, or nobody can read it
    #[error("{}", .0.message)]
    Config(Box<Diagnostic>),
    /// the tree has no Makefile, which flags would be read from
    #[error("'{}' has no Makefile to read flags from", .tree.display())]
    NoMakefile {
        /// the tree
        tree: PathBuf,
        /// what to do about it
        help: String,
    },
    /// the tree's Makefiles cannot be read
    #[error(transparent)]
    Makefiles(EnvironmentError),
    /// the folder of an external module is none
    #[error(transparent)]
    ModuleFolder(ModuleFolder),
    /// the plan hangs on a mode that is not known
    #[error("the LTO mode, and with it the plan, are not known: {0}")]
    UnknownPlan(String),
    /// the flags hang on a mode that is not known
    #[error("the LTO mode, and with it the flags, are not known: {0}")]
    UnknownFlags(String),
    /// flags cannot be told as JSON, for which there is no reason here
    #[error("{0}")]
    UnprintableFlags(serde_json::Error),
    /// the same of a plan
    #[error("{0}")]
    UnprintablePlan(serde_json::Error),
}

/// Where no tree is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTree {
    /// in the folder that was named as a tree
    #[error("'{}' holds no Kconfig, so it is no tree", .0.display())]
    Named(PathBuf),
    /// in the working folder and the folders above it
    #[error("no folder from here upward holds a Kconfig")]
    Upward,
    /// there neither, and no configuration says what else to go by
    #[error("there is neither a .config nor a tree here")]
    UpwardNorConfig,
}

/// Why a folder is not one that an external module can be built in.
#[derive(Debug, thiserror::Error)]
pub enum ModuleFolder {
    /// make parts words at blanks
    #[error("make cannot build a module in '{}': its path holds a blank", .0.display())]
    Blank(PathBuf),
    /// it is a file
    #[error("'{}' is no folder of a module: it is a file", .0.display())]
    File(PathBuf),
    /// it is not there, or nobody can look at it
    #[error("'{}' is no folder of a module", .folder.display())]
    Unreadable {
        /// the folder
        folder: PathBuf,
        /// what the system said
        source: io::Error,
    },
}

/// What is wrong in a tree's files.
#[derive(Debug)]
pub struct Broken {
    /// what the errors' spans point into
    pub sources: Sources,
    /// at least one
    pub errors: Vec<Diagnostic>,
}

impl Error {
    pub(super) fn broken(sources: Sources, errors: Vec<Diagnostic>) -> Self {
        Self::Broken(Box::new(Broken { sources, errors }))
    }

    /// The stable code, `ltoconf::family::defect`. Of a broken tree each error has its own.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTree { .. } => "ltoconf::tree::not-found",
            Self::UnknownDialect(_) => "ltoconf::dialect::unknown",
            Self::UnknownRules(_) => "ltoconf::dialect::unknown-rules",
            Self::UnknownArch(_) | Self::Environment(_) | Self::Stopped(_) | Self::NoFolder(_) => {
                "ltoconf::environment::unusable"
            }
            Self::Probes(_) => "ltoconf::probes::unusable",
            Self::ProbesUnwritable(_) => "ltoconf::probes::unwritable",
            Self::Broken(_) => "ltoconf::tree::broken",
            Self::Config(error) => error.code,
            Self::NoMakefile { .. } => "ltoconf::flags::no-makefile",
            Self::Makefiles(_) => "ltoconf::flags::unreadable",
            Self::ModuleFolder(_) => "ltoconf::flags::module-folder",
            Self::UnknownPlan(_) => "ltoconf::plan::unknown-mode",
            Self::UnknownFlags(_) => "ltoconf::flags::unknown-mode",
            Self::UnprintableFlags(_) => "ltoconf::flags::unprintable",
            Self::UnprintablePlan(_) => "ltoconf::plan::unprintable",
        }
    }

    /// What there is to say, at least one diagnostic, and what the spans point into.
    ///
    /// ```
    /// use ltoconf::{Options, Tree};
    ///
    /// let folder = tempfile::tempdir()?;
    /// std::fs::write(folder.path().join("Kconfig"), "if A\nconfig B\n\tbool \"b\"\n")?;
    /// let options = Options { dialect: Some("linux-6.12".into()), ..Options::default() };
    /// let (sources, errors) = Tree::open(folder.path(), &options).unwrap_err().into_diagnostics();
    /// assert_eq!(errors[0].code, "ltoconf::syntax::unclosed-block");
    /// assert_eq!(sources.place(errors[0].span.unwrap()).line, 1);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn into_diagnostics(self) -> (Box<Sources>, Vec<Diagnostic>) {
        match self {
            Self::Broken(broken) => (Box::new(broken.sources), broken.errors),
            Self::Config(error) => (Box::default(), vec![*error]),
            other => {
                let error = Diagnostic::error(other.code(), chain(&other));
                (Box::default(), vec![Diagnostic { help: other.help().map(str::to_owned), ..error }])
            }
        }
    }

    /// What to do about it, of an error that is told without a place.
    fn help(&self) -> Option<&str> {
        match self {
            Self::NoTree { help, .. } | Self::NoMakefile { help, .. } => Some(help),
            Self::ModuleFolder(ModuleFolder::Blank(_)) => {
                Some("make a link to it at a path without blanks, and name that")
            }
            _ => None,
        }
    }
}

/// An error with the reasons behind it.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let reasons = std::iter::successors(error.source(), |reason| reason.source());
    reasons.fold(error.to_string(), |told, reason| format!("{told}: {reason}"))
}

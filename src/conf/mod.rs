//! The kernel's own `conf` as a library: a tree, an environment and a mode enter; the files that the reference would
//! write leave, and its words through a [`Talk`]. Nothing here prints or ends a process.

mod ask;
mod auto;
mod mode;
mod question;
mod read;
mod run;
mod start;
mod talk;
mod words;
mod write;

use std::path::{Path, PathBuf};

pub use self::{mode::Mode, run::Run, start::Start, talk::Talk};
use crate::{dialect::Dialect, tree::environment::Environment};

/// What is asked of `conf`.
#[derive(Clone, Debug)]
pub struct Request {
    /// what to do
    pub mode: Mode,
    /// the root file; `Kconfig`, where nothing else is said
    pub root: PathBuf,
    /// the folder to work in, that of the process where nothing else is said: names of files, in variables and in the
    /// tree too, count from there, `.config` is read and written there, and probes run there. A tree that stands
    /// elsewhere is [`Options::tree`](crate::Options::tree)
    pub working_folder: PathBuf,
    /// not to say what was written
    pub silent: bool,
    /// the name of a defconfig was given as a word of its own, without `=`: by rules before 5.3 that word is the root file,
    /// and the architecture's own defconfig is taken
    pub defconfig_apart: bool,
}

impl Request {
    /// A mode on `Kconfig`, from the working folder of the process.
    pub fn new(mode: Mode) -> Self {
        let (root, working_folder) = (PathBuf::from("Kconfig"), PathBuf::from("."));
        Self { mode, root, working_folder, silent: false, defconfig_apart: false }
    }

    /// The path of a file whose name counts from the working folder. An empty name is no file's.
    pub(crate) fn at(&self, name: &Path) -> PathBuf {
        if self.working_folder == Path::new(".") || name.as_os_str().is_empty() {
            name.to_owned()
        } else {
            self.working_folder.join(name)
        }
    }
}

/// What a tree is read with.
#[derive(Debug)]
pub struct Ground {
    /// what macros and probes see, and where the reference's own variables stand
    pub environment: Environment,
    /// the folder in which the tree's files are looked for first
    pub directory: PathBuf,
    /// the rules
    pub dialect: Dialect,
}

/// A run has ended before its time, as the reference ends; why was said on the standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("conf ended with status {0}")]
pub struct Ended(u8);

impl Ended {
    /// What went wrong in whatever way, but for one.
    pub(crate) const FAILED: Self = Self(1);

    /// The reference's lexer ends so where it cannot read what it has opened.
    const UNREADABLE: Self = Self(2);

    /// The run ends with a text on the standard error.
    fn saying(talk: &mut dyn Talk, text: &str) -> Self {
        talk.err(text.as_bytes());
        Self::FAILED
    }

    /// The exit status that the reference would have, 1 or 2.
    pub fn status(self) -> u8 {
        self.0
    }
}

//! A build folder and the LTO mode that its configuration implies enter; what its objects really are, and what of it
//! contradicts the mode, leave.
//!
//! Invariant: a build that kbuild made by its own rules is without findings. What cannot be judged is counted as such.

pub mod archive;
pub mod bitcode;
mod bits;
mod elf;
pub mod findings;
pub mod judge;
pub mod kind;
pub mod known;
pub mod machine;
pub mod saved;
mod survey;
mod walk;

use std::{collections::BTreeMap, path::Path};

use crate::{diagnostic::Diagnostic, lto, source::Sources};

use self::kind::Kind;
pub use self::machine::Machine;

/// What of a mode the objects tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// no LTO
    None,
    /// full LTO
    Full,
    /// ThinLTO, in one process or distributed
    Thin,
    /// nothing that could be judged by
    Unknown,
}

impl From<lto::Mode> for Mode {
    fn from(mode: lto::Mode) -> Self {
        match mode {
            lto::Mode::None => Self::None,
            lto::Mode::Full => Self::Full,
            lto::Mode::Thin | lto::Mode::ThinDist => Self::Thin,
            lto::Mode::Unknown => Self::Unknown,
        }
    }
}

impl Mode {
    /// As people say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "no LTO",
            Self::Full => "full LTO",
            Self::Thin => "ThinLTO",
            Self::Unknown => "LTO of an unknown kind",
        }
    }
}

/// How many files of each kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// machine code
    pub elf: usize,
    /// LLVM bitcode
    pub bitcode: usize,
    /// other objects of LTO: gcc's, and fat ones
    pub other_lto: usize,
    /// archives that name their members
    pub thin_archives: usize,
    /// archives that hold their members
    pub archives: usize,
    /// no objects, or broken ones
    pub unreadable: usize,
    /// of all these: take no part in LTO on purpose
    pub left_out: usize,
    /// of all these: nothing certain can be said
    pub unjudged: usize,
    /// of all these: contradict the mode
    pub wrong: usize,
}

impl Counts {
    fn add(&mut self, kind: &Kind) {
        let slot = match kind {
            Kind::Elf | Kind::ElfWithBitcode => &mut self.elf,
            Kind::Bitcode { .. } => &mut self.bitcode,
            Kind::FatLto | Kind::GccLto { .. } => &mut self.other_lto,
            Kind::ThinArchive => &mut self.thin_archives,
            Kind::Archive => &mut self.archives,
            Kind::Other(_) => &mut self.unreadable,
        };
        *slot += 1;
    }

    /// Objects of all kinds, without archives.
    pub fn objects(&self) -> usize {
        self.elf + self.bitcode + self.other_lto + self.unreadable
    }
}

/// What a folder came to.
#[derive(Debug)]
pub struct Audit {
    /// of the whole folder
    pub total: Counts,
    /// of each folder that holds objects, by its path below the audited one
    pub folders: BTreeMap<String, Counts>,
    /// where the findings point to: paths only
    pub sources: Sources,
    /// what is to be said, the gravest first
    pub findings: Vec<Diagnostic>,
}

/// What the objects are judged by.
#[derive(Clone, Debug)]
pub struct Implied {
    /// the mode
    pub mode: Mode,
    /// the symbol that says so
    pub symbol: Option<String>,
    /// the machine that the kernel is for
    pub machine: Machine,
}

/// Audits a folder.
///
/// # Errors
/// The system's reason why the folder itself cannot be read.
pub fn audit(root: &Path, implied: &Implied) -> Result<Audit, std::io::Error> {
    let survey = survey::survey(root, implied)?;
    Ok(findings::tell(root, implied, survey))
}

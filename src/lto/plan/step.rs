//! What a step of the build is, and how it is known that a kernel takes it. Only data.

use crate::lto::Mode;

/// The version that stands for the first patch: before mainline's 5.12.
pub const VERSION_OF_SEED: (u32, u32) = (5, 11);

/// A part of the build, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// sources to objects
    Compile,
    /// objects to modules
    Modules,
    /// objects to vmlinux
    Vmlinux,
    /// what stays, and what `make clean` takes away
    Clean,
}

impl Stage {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Compile => "compile",
            Self::Modules => "modules",
            Self::Vmlinux => "vmlinux",
            Self::Clean => "clean",
        }
    }

    /// A heading for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Clean => "cache and clean",
            _ => self.word(),
        }
    }
}

/// Options of which one must be on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    /// their names
    pub any: &'static [&'static str],
}

/// The text of a file by which a tree shows that it takes a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// the file
    pub path: &'static str,
    /// the text; parts that ` … ` separates must stand on one line, in any order
    pub text: &'static str,
    /// the first mainline version in which the step is there
    pub since: (u32, u32),
}

pub(super) const fn mark(path: &'static str, text: &'static str) -> Mark {
    Mark { path, text, since: VERSION_OF_SEED }
}

pub(super) const fn later(path: &'static str, text: &'static str, since: (u32, u32)) -> Mark {
    Mark { path, text, since }
}

/// One step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// its name, which stays
    pub id: &'static str,
    /// the part of the build
    pub stage: Stage,
    /// the modes that have it
    pub modes: &'static [Mode],
    /// the first mainline version that has it
    pub since: (u32, u32),
    /// the last one
    pub until: (u32, u32),
    /// options that it hangs on
    pub needs: &'static [Need],
    /// it is there only where ThinLTO has a cache
    pub with_cache: bool,
    /// files, and in each the text by which a tree shows that it does this; the first one found counts
    pub marks: &'static [Mark],
    /// what happens
    pub what: &'static str,
}

pub(super) const fn step(id: &'static str, stage: Stage, since: (u32, u32), until: (u32, u32)) -> Step {
    Step {
        id,
        stage,
        modes: &[Mode::Full, Mode::Thin, Mode::ThinDist],
        since,
        until,
        needs: &[],
        with_cache: false,
        marks: &[],
        what: "",
    }
}

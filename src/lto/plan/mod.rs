//! A mode, a kernel's version or tree and a configuration enter; what the build does differently leaves, step by step,
//! each with the file of the kernel that it happens in.

mod built;
mod excluded;
mod known;
mod step;
mod steps;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::search::Makefile;

use super::Mode;

use built::Lists;
pub use excluded::{Excluded, WORDS};
use step::Step;
pub use step::{Stage, VERSION_OF_SEED};
pub use steps::OWN_CACHE;

/// Where something happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// the file, below the tree
    pub path: String,
    /// the line, from 1; `None` where no tree is there to look into, or it lacks the file
    pub line: Option<u32>,
}

/// A step of the build under one mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// its name, which stays
    pub id: &'static str,
    /// the part of the build
    pub stage: Stage,
    /// what happens
    pub what: String,
    /// where
    pub site: Site,
    /// options on which it hangs and of which the configuration does not say whether they are on, such as
    /// `CONFIG_MODULES`
    pub only_if: Vec<String>,
}

/// Where ThinLTO keeps its cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    /// the folder, as the linker is told
    pub folder: String,
    /// the line that tells it
    pub site: Site,
}

/// What the build does differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// the steps, in the order of the build
    pub steps: Vec<Planned>,
    /// what LTO is filtered out of, save what the configuration leaves out of the build
    pub excluded: Vec<Excluded>,
    /// folders that set flags of their own, so that LTO's are lost, save those that the configuration leaves out
    pub own_flags: Vec<Excluded>,
    /// the cache, where the mode has one
    pub cache: Option<Cache>,
}

/// The kernel that is built.
#[derive(Debug)]
pub struct Kernel<'a> {
    /// major and minor version; [`VERSION_OF_SEED`] for the first patch
    pub version: (u32, u32),
    /// the architecture's folder below `arch/`; empty where nothing says one
    pub arch: &'a str,
    /// options such as `CONFIG_MODULES`, whether they are on
    pub options: &'a BTreeMap<String, bool>,
    /// an option that is not among them is off; otherwise nothing is known of it
    pub complete: bool,
    /// the tree, where there is one
    pub tree: Option<&'a Tree>,
}

/// A tree, as far as a plan looks into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// the texts of those of [`files`] that are there
    pub texts: BTreeMap<&'static str, Vec<u8>>,
    /// the Makefiles that hold any of [`WORDS`]
    pub makefiles: Vec<Makefile>,
    /// those of their folders and of all folders above
    pub lists: Vec<Makefile>,
}

/// The files that steps happen in.
pub fn files() -> BTreeSet<&'static str> {
    steps::TABLE.iter().flat_map(|step| step.marks).map(|mark| mark.path).collect()
}

impl Kernel<'_> {
    fn option(&self, name: &str) -> Option<bool> {
        self.options.get(name).copied().or(self.complete.then_some(false))
    }
}

impl Plan {
    /// The plan of a mode, empty where that is not one of LTO. `cache`: the folder that the linker is told to keep
    /// ThinLTO's cache in, if it is told one.
    pub fn of(mode: Mode, kernel: &Kernel<'_>, cache: Option<Cache>) -> Self {
        if !mode.is_on() {
            return Self::default();
        }
        let (excluded, own_flags) = match kernel.tree {
            Some(tree) => {
                let lists = Lists::of(kernel, &tree.lists);
                let (mut excluded, mut own_flags) = excluded::find(&tree.makefiles);
                for found in [&mut excluded, &mut own_flags] {
                    found.retain(|found| !lists.leave_out(found.path()));
                }
                (excluded, own_flags)
            }
            None => known::excluded(kernel),
        };
        let steps = steps::TABLE.iter().filter(|step| step.modes.contains(&mode));
        let steps = steps.filter_map(|step| planned(step, kernel, cache.as_ref())).collect();
        Self { steps, excluded, own_flags, cache }
    }
}

/// A step, if this kernel's build has it.
fn planned(step: &Step, kernel: &Kernel<'_>, cache: Option<&Cache>) -> Option<Planned> {
    if step.with_cache && cache.is_none() {
        return None;
    }
    let mut only_if = Vec::new();
    for need in step.needs {
        // one of them is enough
        let answers: Vec<_> = need.any.iter().map(|name| kernel.option(name)).collect();
        if answers.contains(&Some(true)) {
            continue;
        }
        if answers.iter().all(Option::is_some) {
            return None;
        }
        only_if.push(need.any.join(" or "));
    }
    let by_version = (step.since..=step.until).contains(&kernel.version);
    let usual = step.marks.iter().rfind(|mark| mark.since <= kernel.version).or(step.marks.first())?;
    let mut site = Site { path: usual.path.to_owned(), line: None };
    let there = match kernel.tree {
        None => by_version,
        Some(tree) => {
            let texts = step.marks.iter().filter_map(|mark| Some((mark, tree.texts.get(mark.path)?)));
            let mut texts = texts.peekable();
            // a tree without the files, such as one of examples, is judged by its version
            let none = texts.peek().is_none();
            let found = texts.find_map(|(mark, text)| Some((mark.path, line_with(text, mark.text)?)));
            if let Some((path, line)) = found {
                site = Site { path: path.to_owned(), line: Some(line) };
            }
            found.is_some() || (none && by_version)
        }
    };
    there.then(|| Planned { id: step.id, stage: step.stage, what: step.what.to_owned(), site, only_if })
}

/// The first line of a text that holds all parts of a mark, from 1.
fn line_with(text: &[u8], mark: &str) -> Option<u32> {
    let parts: Vec<_> = mark.split(" … ").map(memchr::memmem::Finder::new).collect();
    let mut lines = text.split(|&byte| byte == b'\n');
    let at = lines.position(|line| parts.iter().all(|part| part.find(line).is_some()))?;
    u32::try_from(at + 1).ok()
}

/// The values of a configuration as a build reads them, for [`Kernel::options`].
pub fn options(configuration: &[u8]) -> BTreeMap<String, bool> {
    let lines = configuration.split(|&byte| byte == b'\n').filter_map(|line| {
        let (name, value) = line.split_at_checked(memchr::memchr(b'=', line)?)?;
        Some((String::from_utf8(name.to_vec()).ok()?, matches!(value, b"=y" | b"=m")))
    });
    lines.collect()
}

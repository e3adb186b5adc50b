//! The language of GNU make, as far as the kernel's Makefiles need it to say what they set: assignments, conditionals,
//! `include`, `define`, `export`, functions. Makefiles and variables from outside go in; variables come out whose every
//! word knows the line that it was written on, and whether it is there because of a variable that is watched.
//!
//! Rules and recipes are passed over. No process is started: what only a command could tell is taken from answers that
//! the caller has, or left open; what hangs on an open command is known to hang on it.

mod assign;
mod conditional;
mod expand;
mod files;
mod function;
mod host;
mod lines;
mod reader;
mod slice;
#[cfg(test)]
mod tests;
mod text;
mod variable;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    rc::Rc,
};

use indexmap::IndexSet;

use function::Asked;
pub(in crate::tree) use function::Kind;
use text::{Text, Traces};
use variable::Variable;

pub(in crate::tree) use self::{files::Files, host::Host, host::find_program, variable::Origin};
pub(in crate::tree) use text::Line;

/// The variable that holds the folder in which make works.
const PLACE: &[u8] = b"CURDIR";

/// Bytes that one reading may expand; the kernel's takes a hundredth of it.
const FUEL: usize = 4 << 20;
/// The same where everything that `try-run` is asked is spelt out, each time with all flags so far.
const MORE_FUEL: usize = 64 << 20;

/// The logical lines of a Makefile without comments, empty ones left out; with each the numbers of the lines that its
/// words stand on, from 1.
pub(in crate::tree) fn logical_lines(text: &[u8]) -> Vec<(Vec<u8>, Vec<u32>)> {
    let text = Text::of_file(text, Line(1));
    let lines = lines::Lines::new(&text).map(|line| {
        let line = lines::without_comment(line.slice());
        let line = line.slice().trim();
        (line.bytes().to_vec(), line.words().map(|word| word.mark().line.0).collect())
    });
    lines.filter(|(text, _): &(Vec<u8>, Vec<u32>)| !text.is_empty()).collect()
}

/// Whether a variable's name is one whose influence is to be followed.
pub type Watch = fn(&[u8]) -> bool;

/// What make would know in the middle of reading.
pub(in crate::tree) struct Make<'a> {
    /// the folder that files are looked for in
    pub(in crate::tree) folder: PathBuf,
    /// the folder in which the build works, which `CURDIR` names: `O=` to make, else the tree; `None` where nothing
    /// says it, and it is read as if it were the former
    pub(in crate::tree) place: Option<PathBuf>,
    host: &'a Host,
    /// outputs of commands that were asked in an earlier pass
    answers: &'a BTreeMap<Vec<u8>, Vec<u8>>,
    files: &'a mut Files,
    watch: Watch,
    /// `$(call try-run,…)` is something to know; otherwise what it chooses is left out
    tries: bool,
    variables: BTreeMap<Vec<u8>, Variable>,
    /// what `export` and `unexport` said, by name and for all
    pub(in crate::tree) exports: BTreeMap<Vec<u8>, bool>,
    export_all: bool,
    /// what is not known of the configuration
    unknown: Unknowns,
    /// what assignments that may have to be carried out hang on
    shadows: BTreeMap<Vec<u8>, Shadow>,
    /// variables that only a watched one kept from being set
    skipped: BTreeSet<Vec<u8>>,
    /// commands whose output is not known, in order of first use
    asked: IndexSet<Asked>,
    /// those which decided about a conditional
    pub(in crate::tree) decisive: BTreeSet<usize>,
    /// what `$(error …)` said, and whether it would be said for certain
    pub(in crate::tree) complaints: Vec<(String, bool)>,
    /// files that could not be read
    pub(in crate::tree) missing: Vec<Missing>,
    /// words that watched variables took away
    pub(in crate::tree) removed: Vec<Removed>,
    /// commands that the lines at hand hang on
    uncertain: BTreeSet<usize>,
    /// an unknown output may be guessed, as a conditional must
    guessing: bool,
    /// the variable that is being assigned to
    assignee: Option<Vec<u8>>,
    /// how many `$(call …)` are under way
    calls: usize,
    /// how many texts are being read within each other
    nesting: usize,
    /// a text that stands in no file was included
    given: bool,
    /// the first lines of the files that were read, with their names
    starts: Vec<(u32, PathBuf)>,
    /// the texts of those files
    texts: BTreeMap<PathBuf, Rc<Text>>,
    /// the line after the last one
    next_line: u32,
    fuel: usize,
}

/// What is not known of a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknowns {
    /// variables whose value is not known, whether they are set or not, such as `CONFIG_LLD_VERSION`
    pub names: BTreeSet<Vec<u8>>,
    /// the configuration does not say all: what it does not set is not known, unless it is watched, or among `off`
    pub unset: bool,
    /// variables that are known not to be set
    pub off: BTreeSet<Vec<u8>>,
}

/// What may have to be done to a variable.
#[derive(Clone, Debug, Default)]
struct Shadow {
    /// what that hangs on
    traces: Traces,
    /// the value may be another altogether
    replaces: bool,
}

/// A file that an `include` names and that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tree) struct Missing {
    /// as it was named
    pub(in crate::tree) name: Vec<u8>,
    /// where
    pub(in crate::tree) line: Line,
    /// whether that line is there because of a watched variable
    pub(in crate::tree) steered: bool,
}

/// A word that a line took out of a variable because of a watched one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tree) struct Removed {
    pub(in crate::tree) variable: Vec<u8>,
    pub(in crate::tree) word: Vec<u8>,
    pub(in crate::tree) line: Line,
}

/// A word of a variable's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tree) struct Word {
    pub(in crate::tree) text: Vec<u8>,
    /// where it was written
    pub(in crate::tree) line: Line,
    /// whether it is there because of a watched variable
    pub(in crate::tree) steered: bool,
}

/// A command that a value hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::tree) struct Wanted {
    /// its number, see [`Make::lack`]
    pub(in crate::tree) command: usize,
    /// where it is wanted
    pub(in crate::tree) line: Line,
    /// whether it is wanted there because of a watched variable
    pub(in crate::tree) steered: bool,
}

impl<'a> Make<'a> {
    /// A make that has read nothing yet and works in `folder`.
    pub(in crate::tree) fn new(
        folder: &Path,
        host: &'a Host,
        answers: &'a BTreeMap<Vec<u8>, Vec<u8>>,
        files: &'a mut Files,
    ) -> Self {
        Self {
            folder: folder.to_path_buf(),
            place: Some(folder.to_path_buf()),
            host,
            answers,
            files,
            watch: |_| false,
            tries: false,
            variables: BTreeMap::new(),
            exports: BTreeMap::new(),
            export_all: false,
            unknown: Unknowns::default(),
            shadows: BTreeMap::new(),
            skipped: BTreeSet::new(),
            asked: IndexSet::new(),
            decisive: BTreeSet::new(),
            complaints: Vec::new(),
            missing: Vec::new(),
            removed: Vec::new(),
            uncertain: BTreeSet::new(),
            guessing: false,
            assignee: None,
            calls: 0,
            nesting: 0,
            given: false,
            starts: Vec::new(),
            texts: BTreeMap::new(),
            next_line: 1,
            fuel: FUEL,
        }
    }

    /// Follows the influence of these variables from now on, and wants to know what `try-run` chooses.
    pub(in crate::tree) fn follow(&mut self, watch: Watch, unknown: &Unknowns) {
        (self.watch, self.tries, self.fuel) = (watch, true, MORE_FUEL);
        self.unknown.clone_from(unknown);
    }

    /// Sets a variable from outside of any Makefile.
    pub(in crate::tree) fn set(&mut self, name: &[u8], value: &[u8], origin: Origin) {
        let simple = origin != Origin::Environment;
        self.variables.insert(name.to_vec(), Variable::new(Text::foreign(value), simple, origin));
    }

    /// Whether there is such a variable.
    pub(in crate::tree) fn is_set(&self, name: &[u8]) -> bool {
        self.variables.contains_key(name)
    }

    /// A variable's value, expanded.
    pub(in crate::tree) fn value(&mut self, name: &[u8]) -> Vec<u8> {
        self.value_of(name, 0).into_bytes()
    }

    /// The variables that Makefiles set, in the order of their names.
    pub(in crate::tree) fn set_by_files(&self) -> Vec<Vec<u8>> {
        let by_file = |variable: &Variable| matches!(variable.origin, Origin::File | Origin::Override);
        self.variables.iter().filter(|(_, variable)| by_file(variable)).map(|(name, _)| name.clone()).collect()
    }

    /// The words of a variable that are sure to be there, and the commands that its value hangs on; also of one that is
    /// not set, but may be.
    pub(in crate::tree) fn words(&mut self, name: &[u8]) -> (Vec<Word>, Vec<Wanted>) {
        let value = self.value_of(name, 0);
        let words = value.slice().words().filter(|word| !word.is_doubtful()).map(|word| {
            let mark = word.mark();
            Word { text: word.bytes().to_vec(), line: mark.line, steered: word.is_steered() }
        });
        let wanted = value.traces.open.iter().map(|open| Wanted {
            command: open.command,
            line: open.line,
            steered: open.steered,
        });
        (words.collect(), wanted.collect())
    }

    /// Variables that are not set, but would be if a command's unknown output were another.
    pub(in crate::tree) fn possible(&self) -> Vec<Vec<u8>> {
        self.shadows.keys().filter(|name| !self.is_set(name)).cloned().collect()
    }

    /// What is not known: its text, what it is, and the numbers of the commands whose output its own text lacks.
    pub(in crate::tree) fn lack(&self, number: usize) -> (&[u8], Kind, &[usize]) {
        self.asked.get_index(number).map_or((&[], Kind::Function, &[]), |asked| (&asked.text, asked.kind, &asked.needs))
    }

    /// The text of a command that can be asked.
    pub(in crate::tree) fn command(&self, number: usize) -> Option<&[u8]> {
        match self.lack(number) {
            (text, Kind::Command, []) => Some(text),
            _ => None,
        }
    }

    /// The file and the line in it, counted from 1; `None` for what was written in no file.
    pub(in crate::tree) fn place(&self, line: Line) -> Option<(&Path, u32)> {
        let at = self.starts.partition_point(|(start, _)| *start <= line.0).checked_sub(1)?;
        let (start, path) = self.starts.get(at)?;
        Some((path, line.0 - start + 1))
    }

    /// Whether a text that the caller gave was included.
    pub(in crate::tree) fn has_read_given(&self) -> bool {
        self.given
    }

    /// The text of a file that was read.
    pub(in crate::tree) fn text_of(&self, path: &Path) -> &[u8] {
        self.texts.get(path).map_or(&[], |text| text.bytes())
    }

    /// Whether a variable's influence is followed: it is watched, or only a watched one kept it from being set.
    fn is_watched(&self, name: &[u8]) -> bool {
        (self.watch)(name) || self.skipped.contains(name)
    }
}

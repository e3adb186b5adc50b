//! Makefiles go in; the variables that they export come out, with the commands whose output would
//! still have to be known. Reads the part of GNU make's language that the kernel's Makefiles need
//! to say what they export: assignments, conditionals, `include`, `define`, `export`. Rules and
//! recipes are passed over; no process is started.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use indexmap::IndexSet;

use super::assign::{Assignment, definition, has_rule_colon};
use super::conditional::Conditionals;
use super::host::Host;
use super::lines::{Lines, without_comment};
use super::variable::{Origin, Variable};
use super::words::{part, rest, words};

/// Makefiles that include each other deeper than this are given up.
const DEEPEST: usize = 16;
/// Bytes that one reading may expand; the kernel's takes a hundredth of it.
const FUEL: usize = 4 << 20;
/// A Makefile longer than this is not one.
const LONGEST: u64 = 4 << 20;

/// The Makefiles read so far, kept from one pass to the next.
#[derive(Debug, Default)]
pub(super) struct Files(BTreeMap<PathBuf, Option<Rc<[u8]>>>);

impl Files {
    fn get(&mut self, path: &Path) -> Option<Rc<[u8]>> {
        if let Some(known) = self.0.get(path) {
            return known.clone();
        }
        let usable = std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() < LONGEST);
        let text = usable.then(|| std::fs::read(path).ok().map(Rc::from)).flatten();
        self.0.insert(path.to_path_buf(), text.clone());
        text
    }
}

/// What make would know in the middle of reading.
pub(super) struct Make<'a> {
    pub(super) tree: &'a Path,
    pub(super) host: &'a Host,
    /// Outputs of commands that were asked in an earlier pass.
    pub(super) answers: &'a BTreeMap<Vec<u8>, Vec<u8>>,
    pub(super) variables: BTreeMap<Vec<u8>, Variable>,
    /// Commands whose output is not known, in order of first use.
    pub(super) asked: IndexSet<Vec<u8>>,
    /// Those which the expansion at hand used.
    pub(super) open: BTreeSet<usize>,
    /// Those which decided about a conditional.
    pub(super) decisive: BTreeSet<usize>,
    /// Whether an unknown output may be guessed, as a conditional must.
    pub(super) guessing: bool,
    /// What `$(error …)` said.
    pub(super) complaints: Vec<String>,
    files: &'a mut Files,
    /// What `export` and `unexport` said, by name and for all.
    pub(super) exports: BTreeMap<Vec<u8>, bool>,
    pub(super) export_all: bool,
    /// Bytes that may still be expanded.
    pub(super) fuel: usize,
}

impl<'a> Make<'a> {
    pub(super) fn new(
        tree: &'a Path,
        host: &'a Host,
        answers: &'a BTreeMap<Vec<u8>, Vec<u8>>,
        files: &'a mut Files,
    ) -> Self {
        let (variables, exports) = (BTreeMap::new(), BTreeMap::new());
        let (open, decisive) = (BTreeSet::new(), BTreeSet::new());
        let (asked, complaints) = (IndexSet::new(), Vec::new());
        let (guessing, export_all, fuel) = (false, false, FUEL);
        Self {
            tree,
            host,
            answers,
            variables,
            asked,
            open,
            decisive,
            guessing,
            complaints,
            files,
            exports,
            export_all,
            fuel,
        }
    }

    /// Sets a variable from outside of any Makefile.
    pub(super) fn set(&mut self, name: &[u8], value: &[u8], origin: Origin) {
        let simple = origin != Origin::Environment;
        self.variables.insert(name.to_vec(), Variable::new(value, simple, origin));
    }

    /// The text of a file, if it can be read.
    pub(super) fn text(&mut self, path: &Path) -> Option<Rc<[u8]>> {
        self.files.get(path)
    }

    /// Reads one Makefile and what it includes; `false` if it cannot be read.
    pub(super) fn read(&mut self, path: &Path, depth: usize) -> bool {
        let Some(text) = self.files.get(path).filter(|_| depth <= DEEPEST) else {
            return false;
        };
        let known = self.value_of(b"MAKEFILE_LIST", 0);
        let list = [&known, b" ".as_slice(), path.as_os_str().as_encoded_bytes()].concat();
        self.set(b"MAKEFILE_LIST", &list, Origin::Automatic);
        self.read_text(&text, depth);
        true
    }

    /// Reads the text of a Makefile.
    pub(super) fn read_text(&mut self, text: &[u8], depth: usize) {
        let mut conditionals = Conditionals::default();
        let mut lines = Lines::new(text);
        // a line with a tab is a recipe's only after a rule
        let mut after_rule = false;
        while let Some(line) = lines.next() {
            if after_rule && line.first() == Some(&b'\t') {
                continue;
            }
            let line = without_comment(&line);
            let line = line.trim_ascii();
            let length = line.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
            let (word, after) = (part(line, 0, length), rest(line, length).trim_ascii());
            if word.is_empty() || conditionals.statement(self, word, after) {
                continue;
            }
            if word == b"define" {
                let body = definition(&mut lines);
                if conditionals.active() {
                    let name = part(after, 0, after.iter().position(|b| b" \t=:+?".contains(b)).unwrap_or(after.len()));
                    self.variables.insert(name.to_vec(), Variable::new(&body, false, Origin::File));
                }
                continue;
            }
            if !conditionals.active() {
                continue;
            }
            after_rule = !self.statement(line, word, after, depth);
        }
    }

    /// One statement other than a conditional or `define`; `false` for a rule.
    fn statement(&mut self, line: &[u8], word: &[u8], after: &[u8], depth: usize) -> bool {
        if let Some(assignment) = Assignment::of(line) {
            self.assign(&assignment, Origin::File);
            return true;
        }
        match word {
            b"include" | b"-include" | b"sinclude" => {
                let list = self.expand(after);
                for name in words(&list) {
                    let path = self.path(name);
                    if !self.read(&path, depth + 1) && word == b"include" {
                        self.complain(&[b"cannot read ", name].concat());
                    }
                }
            }
            b"override" => match Assignment::of(after) {
                Some(assignment) => {
                    self.assign(&assignment, Origin::Override);
                }
                None => return false,
            },
            b"export" | b"unexport" => {
                let wanted = word == b"export";
                if let Some(assignment) = Assignment::of(after) {
                    let name = self.assign(&assignment, Origin::File);
                    self.exports.insert(name, wanted);
                } else if after.is_empty() {
                    self.export_all = wanted;
                } else {
                    let list = self.expand(after);
                    self.exports.extend(words(&list).map(|name| (name.to_vec(), wanted)));
                }
            }
            b"undefine" => {
                self.variables.remove(after);
            }
            // a line of references alone: `$(error …)`, or rules made by `eval`
            _ if line.starts_with(b"$") && !has_rule_colon(line) => {
                self.expand(line);
                self.open.clear();
            }
            _ => return false,
        }
        true
    }
}

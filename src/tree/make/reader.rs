//! Makefiles go in, statement by statement, and change what a [`Make`] knows. Rules and recipes are passed over.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{
    Make, Missing,
    assign::{Assignment, definition, has_rule_colon},
    conditional::Conditionals,
    files::Found,
    lines::{Lines, without_comment},
    slice::Slice,
    text::{Line, Text},
    variable::{Origin, Variable},
};

/// Makefiles that include each other deeper than this are given up.
const DEEPEST: usize = 16;

impl Make<'_> {
    /// Reads one Makefile and what it includes; `false` if it cannot be read.
    pub(in crate::tree) fn read(&mut self, path: &Path) -> bool {
        self.read_file(path, false)
    }

    /// Reads a text as if it were the Makefile of this name.
    pub(in crate::tree) fn read_as(&mut self, name: &Path, text: &[u8]) {
        let text = self.numbered(name, text);
        self.read_text(&text, false);
    }

    /// Reads a text that stands in no file that anybody would want to be pointed to.
    pub(in crate::tree) fn read_foreign(&mut self, text: &[u8]) {
        self.read_text(&Text::foreign(text), false);
    }

    /// Gives the lines of a file their numbers; the same ones if it is read again.
    fn numbered(&mut self, path: &Path, text: &[u8]) -> Rc<Text> {
        if let Some(known) = self.texts.get(path) {
            return Rc::clone(known);
        }
        let start = self.next_line;
        let text = Rc::new(Text::of_file(text, Line(start)));
        self.starts.push((start, path.to_path_buf()));
        self.texts.insert(path.to_path_buf(), Rc::clone(&text));
        let lines = memchr::memchr_iter(b'\n', text.bytes()).count() + 1;
        self.next_line = start.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        text
    }

    fn read_file(&mut self, path: &Path, watched: bool) -> bool {
        if self.nesting > DEEPEST {
            return false;
        }
        let text = match self.files.find(path) {
            None => return false,
            Some(Found::Given(text)) => {
                self.given = true;
                Rc::new(Text::foreign(&text))
            }
            Some(Found::File(text)) => self.numbered(path, &text),
        };
        let known = self.value(b"MAKEFILE_LIST");
        let list = [&known, b" ".as_slice(), path.as_os_str().as_encoded_bytes()].concat();
        self.set(b"MAKEFILE_LIST", &list, Origin::Automatic);
        self.read_text(&text, watched);
        true
    }

    /// Reads the text of a Makefile; `watched`: it is read because of a watched variable.
    pub(super) fn read_text(&mut self, text: &Text, watched: bool) {
        if self.nesting > DEEPEST {
            return;
        }
        self.nesting += 1;
        let outer = self.uncertain.clone();
        let mut conditionals = Conditionals::default();
        let mut lines = Lines::new(text);
        // a line with a tab is a recipe's only after a rule
        let mut after_rule = false;
        while let Some(line) = lines.next() {
            if after_rule && line.slice().bytes().first() == Some(&b'\t') {
                continue;
            }
            let line = without_comment(line.slice());
            let line = line.slice().trim();
            let (word, after) = line.split_word();
            if word.is_empty() || conditionals.statement(self, word.bytes(), after) {
                self.uncertain = &outer | &conditionals.open();
                continue;
            }
            let watched = watched || conditionals.watched();
            let body = (word.bytes() == b"define").then(|| definition(&mut lines));
            if !conditionals.active() {
                let may = if conditionals.possible() { conditionals.open() } else { BTreeSet::new() };
                self.pass_over(line, watched, &may);
                continue;
            }
            if let Some(mut body) = body {
                let length = after.bytes().iter().take_while(|byte| !b" \t=:+?".contains(byte)).count();
                if watched {
                    body.steer();
                }
                let name = after.part(0, length).bytes().to_vec();
                self.variables.insert(name, Variable::new(body, false, Origin::File));
            } else if watched {
                let mut steered = line.to_text();
                steered.steer();
                after_rule = !self.statement(steered.slice(), watched);
            } else {
                after_rule = !self.statement(line, watched);
            }
        }
        self.uncertain = outer;
        self.nesting -= 1;
    }

    /// One statement other than a conditional or `define`; `false` for a rule.
    fn statement(&mut self, line: Slice<'_>, watched: bool) -> bool {
        if let Some(assignment) = Assignment::of(line) {
            self.assign(&assignment, Origin::File);
            return true;
        }
        let (word, after) = line.split_word();
        match word.bytes() {
            b"include" | b"-include" | b"sinclude" => {
                let list = self.expand(after);
                for name in list.slice().words() {
                    let path = self.path(name.bytes());
                    let steered = watched || name.is_steered();
                    if !self.read_file(&plain(&path), steered) && word.bytes() == b"include" {
                        let line = line.mark().line;
                        self.missing.push(Missing { name: name.bytes().to_vec(), line, steered });
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
                let wanted = word.bytes() == b"export";
                if let Some(assignment) = Assignment::of(after) {
                    let name = self.assign(&assignment, Origin::File);
                    self.exports.insert(name, wanted);
                } else if after.is_empty() {
                    self.export_all = wanted;
                } else {
                    let list = self.expand(after);
                    self.exports.extend(list.slice().words().map(|name| (name.bytes().to_vec(), wanted)));
                }
            }
            b"undefine" => {
                self.variables.remove(after.bytes());
            }
            // a line of references alone: `$(error …)`, or what `eval` makes
            _ if line.bytes().starts_with(b"$") && !has_rule_colon(line.bytes()) => {
                self.expand(line);
            }
            _ => return false,
        }
        true
    }
}

/// A path without `.` in it.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != std::path::Component::CurDir).collect()
}

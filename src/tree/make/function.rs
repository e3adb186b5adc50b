//! A function's name and its arguments as they stand go in, what it gives comes out: those whose arguments are expanded
//! only where they are needed, and those that look at variables, files or processes. What only a process could tell is
//! taken from the answers so far or noted as still open.

use std::path::{Component, Path, PathBuf};

use super::{
    Make, PLACE,
    expand::arguments,
    slice::Slice,
    text::{Line, Open, Text},
    variable::{Origin, Variable},
    words::{self, find, notdir},
};

/// How many arguments a function takes at most; further commas belong to the last one.
fn most_arguments(name: &[u8]) -> usize {
    match name {
        b"subst" | b"patsubst" | b"foreach" | b"wordlist" | b"if" => 3,
        b"findstring" | b"filter" | b"filter-out" | b"word" | b"addprefix" | b"addsuffix" | b"join" => 2,
        b"call" | b"or" | b"and" => usize::MAX,
        _ => 1,
    }
}

/// A command that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    /// its text, or what stands there in its place
    pub(super) text: Vec<u8>,
    /// commands whose output its own text lacks
    pub(super) needs: Vec<usize>,
    /// what it is
    pub(super) kind: Kind,
}

/// What is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::tree) enum Kind {
    /// a command's output
    Command,
    /// what a function gives that is not evaluated here
    #[default]
    Function,
    /// a variable of the configuration
    Value,
}

impl Make<'_> {
    /// `None`: there is no such function.
    pub(super) fn function(&mut self, name: &[u8], text: Slice<'_>, depth: usize) -> Option<Text> {
        let raw = arguments(text, most_arguments(name));
        let mut given = raw.iter().copied();
        let first = given.next()?;
        Some(match name {
            b"if" => {
                let condition = self.expand_at(first.trim(), depth);
                let chosen = given.nth(usize::from(condition.is_empty()));
                let value = chosen.map_or_else(Text::default, |chosen| self.expand_at(chosen, depth));
                decided(value, &condition)
            }
            b"or" | b"and" => {
                let mut value = Text::default();
                for argument in raw {
                    let next = self.expand_at(argument.trim(), depth);
                    value = decided(next, &value);
                    if value.is_empty() == (name == b"and") {
                        break;
                    }
                }
                value
            }
            b"foreach" => {
                let variable = self.expand_at(first.trim(), depth).into_bytes();
                let list = given.next().map_or_else(Text::default, |list| self.expand_at(list, depth));
                let body = given.next();
                let former = self.variables.remove(&variable);
                let mut out = Text::default();
                for (number, word) in list.slice().words().enumerate() {
                    self.variables.insert(variable.clone(), Variable::automatic(word.to_text()));
                    if number > 0 {
                        out.blank();
                    }
                    if let Some(body) = body {
                        out.append(&self.expand_at(body, depth));
                    }
                }
                self.restore(variable, former);
                out.traces.merge(&list.traces);
                out
            }
            b"call" => self.call(&raw, depth),
            b"eval" => {
                let text = self.expand_at(text, depth);
                let steered = text.is_steered();
                self.read_text(&text, steered);
                let mut nothing = Text::default();
                nothing.traces.open = text.traces.open;
                nothing
            }
            b"warning" | b"info" => Text::default(),
            b"shell" | b"error" | b"origin" | b"flavor" | b"value" | b"wildcard" | b"realpath" | b"abspath"
            | b"file" | b"guile" => {
                let argument = self.expand_at(text, depth);
                self.ask_outside(name, &argument)
            }
            _ => {
                words::call(name, &[])?;
                let given: Vec<_> = raw.into_iter().map(|text| self.expand_at(text, depth)).collect();
                return words::call(name, &given);
            }
        })
    }

    /// The functions of one argument that look at variables, files or processes.
    fn ask_outside(&mut self, name: &[u8], argument: &Text) -> Text {
        let word = argument.bytes().trim_ascii();
        let found = match name {
            b"shell" => return self.shell(argument),
            b"error" => {
                self.complain(argument.bytes());
                Vec::new()
            }
            b"origin" => {
                let origin = self.variables.get(word).map(|variable| variable.origin);
                origin.map_or("undefined", Origin::name).as_bytes().to_vec()
            }
            b"flavor" => match self.variables.get(word) {
                None => b"undefined".to_vec(),
                Some(variable) if variable.simple => b"simple".to_vec(),
                Some(_) => b"recursive".to_vec(),
            },
            b"value" => return self.variables.get(word).map_or_else(Text::default, |v| v.value.as_ref().clone()),
            b"wildcard" => {
                if argument.bytes().iter().any(|byte| b"*?[".contains(byte)) {
                    return self.unknowable(&[b"$(wildcard ", argument.bytes(), b")"].concat());
                }
                let here = argument.slice().words().filter(|word| self.path(word.bytes()).exists());
                let mut found = words::join(here);
                found.traces.merge(&argument.traces);
                return found;
            }
            b"realpath" | b"abspath" => return self.full_paths(name == b"realpath", argument),
            _ => return self.unknowable(&[b"$(", name, b" ", argument.bytes(), b")"].concat()),
        };
        let mut found = Text::foreign(&found);
        found.traces.merge(&argument.traces);
        found
    }

    /// The words as paths from the root. They are below where the build works, unless they begin there.
    fn full_paths(&mut self, real: bool, argument: &Text) -> Text {
        let base = self.place.clone().unwrap_or_else(|| self.folder.clone());
        let paths = words::words(argument.bytes()).filter_map(|word| {
            let path = base.join(Path::new(&*crate::tree::environment::os_string(word)));
            let path = if real { path.canonicalize().ok()? } else { plain(&path) };
            Some(path.into_os_string().into_encoded_bytes())
        });
        let mut found = Text::foreign(&paths.collect::<Vec<_>>().join(&b' '));
        found.traces.merge(&argument.traces);
        if argument.is_doubtful() {
            found.doubt();
        }
        if words::words(argument.bytes()).any(|word| !word.starts_with(b"/")) {
            self.doubt_place(&mut found);
        }
        found
    }

    /// Marks what was made of the folder in which the build works, where nothing says which one that is.
    pub(super) fn doubt_place(&mut self, text: &mut Text) {
        if self.place.is_none() {
            text.doubt();
            self.want(Asked { text: PLACE.to_vec(), needs: Vec::new(), kind: Kind::Value }, text);
        }
    }

    /// Whether what is not known is that folder.
    pub(super) fn is_place(&self, command: usize) -> bool {
        self.place.is_none() && self.lack(command).0 == PLACE
    }

    /// The output of a command: known to the host, answered before, or open.
    pub(super) fn shell(&mut self, command: &Text) -> Text {
        let bytes = command.bytes().trim_ascii();
        let mut needs: Vec<_> = command.traces.open.iter().map(|open| open.command).collect();
        needs.dedup();
        if needs.is_empty() {
            let known = self.host.answer(bytes).or_else(|| self.answers.get(bytes).cloned());
            if let Some(known) = known {
                return Text::foreign(&known);
            }
        }
        let mut output = match (self.guessing, self.tries) {
            (true, _) => Text::foreign(guess(bytes)),
            (false, true) => Text::unknown(),
            (false, false) => Text::default(),
        };
        self.want(Asked { text: bytes.to_vec(), needs, kind: Kind::Command }, &mut output);
        output
    }

    /// Nothing, and what is made from it counts as not known: what stands here is never asked.
    pub(super) fn unknowable(&mut self, what: &[u8]) -> Text {
        let mut nothing = if self.tries && !self.guessing { Text::unknown() } else { Text::default() };
        self.want(Asked { text: what.to_vec(), ..Asked::default() }, &mut nothing);
        nothing
    }

    fn want(&mut self, asked: Asked, output: &mut Text) {
        let (command, _) = self.asked.insert_full(asked);
        output.traces.open.insert(Open { command, line: Line::NOWHERE, steered: false });
    }

    /// Adds to a text what a variable's value hangs on beside its own text.
    pub(super) fn add_lacks(&mut self, name: &[u8], text: &mut Text) {
        if let Some(shadow) = self.shadows.get(name) {
            text.traces.merge(&shadow.traces);
            if shadow.replaces {
                text.doubt();
            }
        }
        let open = self.unknown.unset && !self.unknown.off.contains(name) && !(self.watch)(name);
        let unset = open && name.starts_with(b"CONFIG_") && !self.is_set(name);
        if unset || self.unknown.names.contains(name) {
            if !self.guessing {
                *text = Text::unknown();
            }
            self.want(Asked { text: name.to_vec(), needs: Vec::new(), kind: Kind::Value }, text);
        }
    }

    /// A path as make's working folder sees it.
    pub(super) fn path(&self, word: &[u8]) -> PathBuf {
        self.folder.join(Path::new(&crate::tree::environment::os_string(word)))
    }
}

/// A path without `.`, `..` and doubled slashes, by its text alone: no link is followed.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::from("/");
    for part in path.components() {
        match part {
            Component::Normal(name) => plain.push(name),
            Component::ParentDir => {
                plain.pop();
            }
            _ => {}
        }
    }
    plain
}

/// A value that another text decided about.
fn decided(mut value: Text, by: &Text) -> Text {
    value.traces.merge(&by.traces);
    if by.traces.watched || by.is_steered() {
        value.steer();
    }
    if !by.traces.open.is_empty() {
        value.doubt();
    }
    value
}

/// What a version question most likely answers: whether the compiler is clang can be seen
/// from its name, and every Makefile decides by that word alone.
fn guess(command: &[u8]) -> &'static [u8] {
    let program = words::words(command).find(|word| !word.contains(&b'='));
    let clang = program.is_some_and(|word| find(notdir(word), b"clang").is_some());
    if clang && find(command, b"--version").is_some() { b"clang" } else { b"" }
}

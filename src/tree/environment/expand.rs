//! A text with `$(…)` goes in, its expansion comes out, as GNU make expands it. What only a process
//! could tell (`$(shell …)`) is taken from the answers so far or noted as still open.

use std::path::Path;

use super::make::Make;
use super::variable::{Origin, Variable};
use super::words::{self, find, join, part, rest};

/// How deep references may nest before the text is given up.
const DEEPEST: usize = 100;

/// Functions whose arguments are expanded only where they are needed, or that need more than text.
const SPECIAL: [&[u8]; 16] = [
    b"shell",
    b"call",
    b"foreach",
    b"if",
    b"or",
    b"and",
    b"origin",
    b"flavor",
    b"value",
    b"eval",
    b"error",
    b"warning",
    b"info",
    b"wildcard",
    b"realpath",
    b"abspath",
];

/// How many arguments a function takes at most; further commas belong to the last one.
fn most_arguments(name: &[u8]) -> usize {
    match name {
        b"subst" | b"patsubst" | b"foreach" | b"wordlist" | b"if" => 3,
        b"findstring" | b"filter" | b"filter-out" | b"word" | b"addprefix" | b"addsuffix" | b"join" => 2,
        b"call" | b"or" | b"and" => usize::MAX,
        _ => 1,
    }
}

/// The length of a reference's body, that is up to the bracket that closes it.
fn body_length(text: &[u8], open: u8, close: u8) -> usize {
    let mut depth = 0_usize;
    for (at, &byte) in text.iter().enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            if depth == 0 {
                return at;
            }
            depth -= 1;
        }
    }
    text.len()
}

/// The arguments of a function, split at the commas outside brackets.
pub(super) fn arguments(text: &[u8], most: usize) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 && found.len() + 1 < most => {
                found.push(part(text, from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(rest(text, from));
    found
}

impl Make<'_> {
    /// The text with every reference in it replaced.
    pub(super) fn expand(&mut self, text: &[u8]) -> Vec<u8> {
        self.expand_at(text, 0)
    }

    fn expand_at(&mut self, text: &[u8], depth: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        if depth > DEEPEST || !self.burn(text.len()) {
            self.complain(b"references nest too deep or expand without end");
            return out;
        }
        let mut left = text;
        while let Some(at) = memchr::memchr(b'$', left) {
            out.extend_from_slice(part(left, 0, at));
            left = rest(left, at + 1);
            let Some((&first, after)) = left.split_first() else {
                break;
            };
            let close = match first {
                b'(' => b')',
                b'{' => b'}',
                b'$' => {
                    out.push(b'$');
                    left = after;
                    continue;
                }
                _ => {
                    out.extend(self.value_of(&[first], depth));
                    left = after;
                    continue;
                }
            };
            let length = body_length(after, first, close);
            let value = self.reference(part(after, 0, length), depth + 1);
            if !self.burn(value.len()) {
                return Vec::new();
            }
            out.extend(value);
            left = rest(after, length + 1);
        }
        out.extend_from_slice(left);
        out
    }

    /// What stands between the brackets: a function call, a variable, a variable with `:a=b`.
    fn reference(&mut self, body: &[u8], depth: usize) -> Vec<u8> {
        let length = body.iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b'-').count();
        let (name, after) = (part(body, 0, length), rest(body, length));
        if after.first().is_some_and(u8::is_ascii_whitespace) {
            let after = after.trim_ascii_start();
            if SPECIAL.contains(&name) {
                return self.special(name, after, depth);
            }
            if words::call(name, &[]).is_some() {
                let arguments: Vec<_> = arguments(after, most_arguments(name))
                    .into_iter()
                    .map(|text| self.expand_at(text, depth))
                    .collect();
                return words::call(name, &arguments).unwrap_or_default();
            }
        }
        let name = self.expand_at(body, depth);
        if let Some(colon) = memchr::memchr(b':', &name)
            && let Some(equals) = memchr::memchr(b'=', rest(&name, colon))
        {
            let value = self.value_of(part(&name, 0, colon), depth);
            let from = part(&name, colon + 1, colon + equals);
            let to = rest(&name, colon + equals + 1);
            return if from.contains(&b'%') {
                words::patsubst(from, to, &value)
            } else {
                words::patsubst(&[b"%", from].concat(), &[b"%", to].concat(), &value)
            };
        }
        self.value_of(&name, depth)
    }

    /// The value of a variable, expanded unless it was when it was set.
    pub(super) fn value_of(&mut self, name: &[u8], depth: usize) -> Vec<u8> {
        let Some(variable) = self.variables.get(name) else {
            return Vec::new();
        };
        let value = std::rc::Rc::clone(&variable.value);
        if variable.simple {
            self.open.extend(&variable.open);
            return value.to_vec();
        }
        self.expand_at(&value, depth + 1)
    }

    fn special(&mut self, name: &[u8], text: &[u8], depth: usize) -> Vec<u8> {
        let raw = arguments(text, most_arguments(name));
        let mut given = raw.iter().copied();
        let first = given.next().unwrap_or_default();
        match name {
            b"if" => {
                let condition = self.expand_at(first.trim_ascii(), depth);
                let chosen = given.nth(usize::from(condition.is_empty()));
                self.expand_at(chosen.unwrap_or_default(), depth)
            }
            b"or" | b"and" => {
                let mut value = Vec::new();
                for argument in raw {
                    value = self.expand_at(argument.trim_ascii(), depth);
                    if value.is_empty() == (name == b"and") {
                        break;
                    }
                }
                value
            }
            b"foreach" => {
                let variable = self.expand_at(first.trim_ascii(), depth);
                let list = self.expand_at(given.next().unwrap_or_default(), depth);
                let body = given.next().unwrap_or_default();
                let former = self.variables.remove(&variable);
                let mut out = Vec::new();
                for word in words::words(&list) {
                    self.variables.insert(variable.clone(), Variable::automatic(word));
                    out.push(self.expand_at(body, depth));
                }
                self.restore(variable, former);
                out.join(&b' ')
            }
            b"call" => self.call(&raw, depth),
            b"eval" | b"warning" | b"info" => Vec::new(),
            _ => {
                let argument = self.expand_at(text, depth);
                self.ask_outside(name, &argument)
            }
        }
    }

    /// The functions of one argument that look at variables, files or processes.
    fn ask_outside(&mut self, name: &[u8], argument: &[u8]) -> Vec<u8> {
        let word = argument.trim_ascii();
        match name {
            b"shell" => self.shell(word),
            b"error" => {
                self.complain(argument);
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
            b"value" => self.variables.get(word).map_or_else(Vec::new, |v| v.value.to_vec()),
            b"wildcard" => join(
                words::words(argument)
                    .filter(|word| !word.iter().any(|byte| b"*?[".contains(byte)) && self.path(word).exists()),
            ),
            // realpath and abspath
            _ => join(words::words(argument).filter_map(|word| {
                let path = self.path(word);
                let path = if name == b"realpath" { path.canonicalize() } else { std::path::absolute(path) };
                Some(path.ok()?.into_os_string().into_encoded_bytes())
            })),
        }
    }

    /// `$(call NAME,…)`: the variable's value with `$(1)`, `$(2)`, … set.
    fn call(&mut self, raw: &[&[u8]], depth: usize) -> Vec<u8> {
        let mut given: Vec<_> = raw.iter().map(|text| self.expand_at(text, depth)).collect();
        if given.is_empty() {
            return Vec::new();
        }
        let name = given.remove(0).trim_ascii().to_vec();
        // compiles something to choose a flag; no flag but CLANG_FLAGS reaches Kconfig, and that one
        // is never chosen so
        if name == b"try-run" {
            return self.unasked();
        }
        if !self.variables.contains_key(&name) {
            return words::call(&name, &given).unwrap_or_default();
        }
        // one more than given, so that an outer call's arguments are not seen
        let mut former = Vec::new();
        for at in 0..=given.len().max(9) {
            let key = (at + 1).to_string().into_bytes();
            let argument = given.get(at).map(Vec::as_slice).unwrap_or_default();
            let old = self.variables.insert(key.clone(), Variable::automatic(argument));
            former.push((key, old));
        }
        let value = self.value_of(&name, depth);
        for (key, old) in former {
            self.restore(key, old);
        }
        value
    }

    fn restore(&mut self, name: Vec<u8>, former: Option<Variable>) {
        match former {
            Some(variable) => self.variables.insert(name, variable),
            None => self.variables.remove(&name),
        };
    }

    /// The output of a command: known to the host, answered before, or open.
    pub(super) fn shell(&mut self, command: &[u8]) -> Vec<u8> {
        if let Some(known) = self.host.answer(command) {
            return known;
        }
        if let Some(answer) = self.answers.get(command) {
            return answer.clone();
        }
        let (at, _) = self.asked.insert_full(command.to_vec());
        self.open.insert(at);
        if self.guessing { guess(command).to_vec() } else { Vec::new() }
    }

    /// Nothing, and what is made from it counts as not known: the empty command is never asked.
    fn unasked(&mut self) -> Vec<u8> {
        let (at, _) = self.asked.insert_full(Vec::new());
        self.open.insert(at);
        Vec::new()
    }

    /// A path as make's working folder, the tree, sees it.
    pub(super) fn path(&self, word: &[u8]) -> std::path::PathBuf {
        self.tree.join(Path::new(&crate::tree::environment::os_string(word)))
    }
}

/// What a version question most likely answers: whether the compiler is clang can be seen
/// from its name, and every Makefile decides by that word alone.
fn guess(command: &[u8]) -> &'static [u8] {
    let program = words::words(command).find(|word| !word.contains(&b'='));
    let clang = program.is_some_and(|word| find(words::notdir(word), b"clang").is_some());
    if clang && find(command, b"--version").is_some() { b"clang" } else { b"" }
}

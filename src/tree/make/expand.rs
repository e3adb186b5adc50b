//! A text with `$(…)` goes in, its expansion comes out, as GNU make expands it: references, variables, calls. Each byte
//! of the result keeps the line that it was written on; what was written nowhere belongs to the reference it came by.

use std::rc::Rc;

use super::{
    Make, PLACE,
    slice::Slice,
    text::Text,
    variable::Variable,
    words::{self, part, rest},
};

/// How deep references may nest before the text is given up.
const DEEPEST: usize = 100;

/// The length of a reference's body, that is up to the bracket that closes it.
pub(super) fn body_length(text: &[u8], open: u8, close: u8) -> usize {
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

/// The arguments of a function, split at the commas outside brackets; after `most` of them commas are text.
pub(super) fn arguments(text: Slice<'_>, most: usize) -> Vec<Slice<'_>> {
    let mut found = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (at, &byte) in text.bytes().iter().enumerate() {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 && found.len() + 1 < most => {
                found.push(text.part(from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(text.rest(from));
    found
}

impl Make<'_> {
    /// The text with every reference in it replaced.
    pub(super) fn expand(&mut self, text: Slice<'_>) -> Text {
        self.expand_at(text, 0)
    }

    pub(super) fn expand_at(&mut self, text: Slice<'_>, depth: usize) -> Text {
        let mut out = Text::default();
        if depth > DEEPEST || !self.burn(text.len()) {
            self.complain(b"references nest too deep or expand without end");
            return out;
        }
        let mut left = text;
        while let Some(at) = memchr::memchr(b'$', left.bytes()) {
            out.push(left.part(0, at));
            let site = left.rest(at).mark();
            left = left.rest(at + 1);
            let Some((first, after)) = left.split_first() else {
                break;
            };
            let mut value = match first {
                b'(' | b'{' => {
                    let close = if first == b'(' { b')' } else { b'}' };
                    let length = body_length(after.bytes(), first, close);
                    left = after.rest(length + 1);
                    self.reference(after.part(0, length), depth + 1)
                }
                b'$' => {
                    out.push(left.part(0, 1));
                    left = after;
                    continue;
                }
                _ => {
                    left = after;
                    self.value_of(&[first], depth)
                }
            };
            if !self.burn(value.bytes().len()) {
                return Text::default();
            }
            // within a macro the lines are the macro's; the call is what wants the value
            if self.calls == 0 {
                value.settle(site);
            }
            if site.steered {
                value.steer();
            }
            out.append(&value);
        }
        out.push(left);
        out
    }

    /// What stands between the brackets: a function call, a variable, a variable with `:a=b`.
    fn reference(&mut self, body: Slice<'_>, depth: usize) -> Text {
        let length = body.bytes().iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b'-').count();
        let (name, after) = (body.part(0, length), body.rest(length));
        if after.bytes().first().is_some_and(u8::is_ascii_whitespace)
            && let Some(value) = self.function(name.bytes(), after.trim_start(), depth)
        {
            return value;
        }
        let name = self.expand_at(body, depth);
        let bytes = name.bytes();
        let mut value = if let Some(colon) = memchr::memchr(b':', bytes)
            && let Some(equals) = memchr::memchr(b'=', rest(bytes, colon))
        {
            let value = self.value_of(part(bytes, 0, colon), depth);
            let from = part(bytes, colon + 1, colon + equals);
            let to = name.slice().rest(colon + equals + 1);
            let mut made = if from.contains(&b'%') {
                words::patsubst(from, to, value.slice())
            } else {
                let mut whole = Text::foreign(b"%");
                whole.push(to);
                words::patsubst(&[b"%", from].concat(), whole.slice(), value.slice())
            };
            made.traces.merge(&value.traces);
            made
        } else {
            self.value_of(bytes, depth)
        };
        // which variable it is may hang on something
        value.traces.merge(&name.traces);
        if name.traces.watched {
            value.steer();
        }
        value
    }

    /// The value of a variable, expanded unless it was when it was set.
    pub(super) fn value_of(&mut self, name: &[u8], depth: usize) -> Text {
        let watched = self.is_watched(name);
        let mut value = match self.variables.get(name) {
            None => Text::default(),
            Some(variable) => {
                let value = Rc::clone(&variable.value);
                if variable.simple {
                    value.as_ref().clone()
                } else {
                    let mut expanded = self.expand_at(value.slice(), depth + 1);
                    expanded.traces.merge(&value.traces);
                    expanded
                }
            }
        };
        self.add_lacks(name, &mut value);
        if name == PLACE {
            self.doubt_place(&mut value);
        }
        if watched {
            value.traces.watched = true;
            value.steer();
        }
        if self.assignee.as_deref() == Some(name) {
            value.keep(true);
        }
        value
    }

    /// `$(call NAME,…)`: the variable's value with `$(1)`, `$(2)`, … set.
    pub(super) fn call(&mut self, raw: &[Slice<'_>], depth: usize) -> Text {
        let mut given: Vec<_> = raw.iter().map(|text| self.expand_at(*text, depth)).collect();
        if given.is_empty() {
            return Text::default();
        }
        let name = given.remove(0);
        let name = name.bytes().trim_ascii();
        if name == b"try-run" && !self.tries {
            return self.unknowable(b"");
        }
        if !self.variables.contains_key(name) {
            return words::call(name, &given).unwrap_or_default();
        }
        // one more than given, so that an outer call's arguments are not seen
        let mut former = Vec::new();
        let count = given.len().max(9);
        let mut given = given.into_iter();
        for at in 0..=count {
            let key = (at + 1).to_string().into_bytes();
            let argument = given.next().unwrap_or_default();
            let old = self.variables.insert(key.clone(), Variable::automatic(argument));
            former.push((key, old));
        }
        self.calls += 1;
        let value = self.value_of(name, depth);
        self.calls -= 1;
        for (key, old) in former {
            self.restore(key, old);
        }
        value
    }

    pub(super) fn restore(&mut self, name: Vec<u8>, former: Option<Variable>) {
        match former {
            Some(variable) => self.variables.insert(name, variable),
            None => self.variables.remove(&name),
        };
    }

    /// Pays for expanded bytes; `false` when the reading has taken more than any honest Makefile.
    fn burn(&mut self, bytes: usize) -> bool {
        let enough = self.fuel.checked_sub(bytes + 1);
        self.fuel = enough.unwrap_or(0);
        enough.is_some()
    }
}

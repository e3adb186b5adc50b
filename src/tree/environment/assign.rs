//! Assignments go in and change a [`Make`]'s variables, under the rules for who may override whom;
//! at the end the exported ones come out as an environment.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Lines;
use super::make::Make;
use super::variable::{Origin, Variable};
use super::words::{part, rest, words};

/// `NAME op VALUE`, nothing in it expanded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assignment<'line> {
    name: &'line [u8],
    operator: Operator,
    value: &'line [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    /// `=`: expanded whenever it is used.
    Recursive,
    /// `:=`: expanded now.
    Simple,
    /// `?=`: only if there is no such variable.
    Default,
    /// `+=`: more of the same.
    Append,
    /// `!=`: the output of a command.
    Shell,
}

impl<'line> Assignment<'line> {
    /// `None` for a line that is none: a rule, or a directive.
    pub(super) fn of(line: &'line [u8]) -> Option<Self> {
        let mut depth = 0_usize;
        for (at, &byte) in line.iter().enumerate() {
            match byte {
                b'(' | b'{' => depth += 1,
                b')' | b'}' => depth = depth.saturating_sub(1),
                b'=' if depth == 0 => {
                    let before = part(line, 0, at);
                    let (operator, marks) = match before.last() {
                        Some(b':') => (Operator::Simple, b":".as_slice()),
                        Some(b'?') => (Operator::Default, b"?".as_slice()),
                        Some(b'+') => (Operator::Append, b"+".as_slice()),
                        Some(b'!') => (Operator::Shell, b"!".as_slice()),
                        _ => (Operator::Recursive, [].as_slice()),
                    };
                    let mut name = before.strip_suffix(marks).unwrap_or(before);
                    // `::=` and `:::=` are `:=`
                    while let Some(shorter) = name.strip_suffix(b":") {
                        name = shorter;
                    }
                    let (name, value) = (name.trim_ascii(), rest(line, at + 1).trim_ascii_start());
                    // blanks in `$(call a, b)` are no second word
                    let one = !outside_brackets(name, u8::is_ascii_whitespace);
                    return (one && !name.is_empty()).then_some(Self { name, operator, value });
                }
                // a colon that no `=` follows makes a rule
                b':' if depth == 0 => {
                    let after = rest(line, at).iter().find(|&&byte| byte != b':');
                    if after != Some(&b'=') {
                        return None;
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// Whether a byte outside of `$(…)` passes the test.
fn outside_brackets(text: &[u8], test: impl Fn(&u8) -> bool) -> bool {
    let mut depth = 0_usize;
    text.iter().any(|byte| {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            _ => return depth == 0 && test(byte),
        }
        false
    })
}

/// Whether a line that begins with a reference is a rule for what the reference names.
pub(super) fn has_rule_colon(line: &[u8]) -> bool {
    outside_brackets(line, |&byte| byte == b':')
}

/// The lines up to the `endef` that ends a definition.
pub(super) fn definition(lines: &mut Lines<'_>) -> Vec<u8> {
    let (mut body, mut depth): (Vec<Vec<u8>>, _) = (Vec::new(), 0_usize);
    for line in lines {
        match words(&line).next() {
            Some(b"define") => depth += 1,
            Some(b"endef") if depth == 0 => break,
            Some(b"endef") => depth -= 1,
            _ => {}
        }
        body.push(line.into_owned());
    }
    body.join(&b'\n')
}

impl Make<'_> {
    /// Carries an assignment out, unless what the variable holds has precedence; returns its name.
    pub(super) fn assign(&mut self, assignment: &Assignment<'_>, origin: Origin) -> Vec<u8> {
        self.open.clear();
        let name = self.expand(assignment.name).trim_ascii().to_vec();
        let former = self.variables.get(&name).cloned();
        let holds = former.as_ref().is_some_and(|old| old.origin > origin);
        let mut operator = assignment.operator;
        if holds || (operator == Operator::Default && former.is_some()) {
            return name;
        }
        // `+=` keeps the kind of the variable
        let simple = former.as_ref().is_some_and(|old| old.simple);
        if operator == Operator::Append && former.is_none() {
            operator = Operator::Recursive;
        }
        self.open.clear();
        let added = match operator {
            Operator::Simple => self.expand(assignment.value),
            Operator::Append if simple => self.expand(assignment.value),
            Operator::Shell => {
                let command = self.expand(assignment.value);
                self.shell(&command)
            }
            _ => assignment.value.to_vec(),
        };
        let mut open = std::mem::take(&mut self.open);
        let value = match (&former, operator) {
            (Some(old), Operator::Append) => {
                open.extend(&old.open);
                // since make 4.3 only two texts get a blank between them
                let both = !old.value.is_empty() && !added.is_empty();
                let blank: &[u8] = if both { b" " } else { b"" };
                [&old.value, blank, added.as_slice()].concat()
            }
            _ => added,
        };
        let simple = match operator {
            Operator::Append => simple,
            other => other == Operator::Simple || other == Operator::Shell,
        };
        let inherited = former.is_some_and(|old| old.inherited);
        let variable = Variable { inherited, open, ..Variable::new(&value, simple, origin) };
        self.variables.insert(name.clone(), variable);
        name
    }

    /// Pays for expanded bytes; `false` when the reading has taken more than any honest Makefile.
    pub(super) fn burn(&mut self, bytes: usize) -> bool {
        let enough = self.fuel.checked_sub(bytes + 1);
        self.fuel = enough.unwrap_or(0);
        enough.is_some()
    }

    /// Notes what a Makefile has to say against the request, or what is wrong with itself.
    pub(super) fn complain(&mut self, text: &[u8]) {
        let text = String::from_utf8_lossy(text.trim_ascii()).into_owned();
        if !self.complaints.contains(&text) {
            self.complaints.push(text);
        }
    }

    /// The environment that a recipe would see; with each variable the commands that it hangs on.
    pub(super) fn exported(&mut self) -> BTreeMap<Vec<u8>, (Vec<u8>, BTreeSet<usize>)> {
        let names: Vec<_> = self.variables.keys().cloned().collect();
        let mut environment = BTreeMap::new();
        for name in names {
            let Some(variable) = self.variables.get(&name) else {
                continue;
            };
            let automatic = variable.origin == Origin::Automatic;
            let wanted = self.export_all && !automatic || variable.inherited;
            if !self.exports.get(&name).copied().unwrap_or(wanted) {
                continue;
            }
            self.open.clear();
            // what came from the environment goes back there as it is
            let value = match variable.origin {
                Origin::Environment => variable.value.to_vec(),
                _ => self.value_of(&name, 0),
            };
            environment.insert(name, (value, std::mem::take(&mut self.open)));
        }
        // what is exported and never set is there, and empty
        let asked = self.exports.iter().filter(|(_, wanted)| **wanted);
        let unset = asked.filter(|(name, _)| !self.variables.contains_key(*name));
        environment.extend(unset.map(|(name, _)| (name.clone(), Default::default())));
        environment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_are_told_from_rules() {
        let check = |line: &str, expected: Option<(&str, Operator, &str)>| {
            let found = Assignment::of(line.as_bytes());
            let expected = expected.map(|(name, operator, value)| Assignment {
                name: name.as_bytes(),
                operator,
                value: value.as_bytes(),
            });
            assert_eq!(found, expected, "{line}");
        };
        check("CC = gcc", Some(("CC", Operator::Recursive, "gcc")));
        check("A:=b", Some(("A", Operator::Simple, "b")));
        check("A ::= b", Some(("A", Operator::Simple, "b")));
        check("ARCH ?= $(SUBARCH)", Some(("ARCH", Operator::Default, "$(SUBARCH)")));
        check("F += --x=y", Some(("F", Operator::Append, "--x=y")));
        check("f-$(call g, a) += b", Some(("f-$(call g, a)", Operator::Append, "b")));
        check("all: vmlinux", None);
        check("all: CC = gcc", None);
        check("$(error a=b)", None);
        check("export A := b", None);
    }
}

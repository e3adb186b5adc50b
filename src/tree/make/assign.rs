//! Assignments go in and change a [`Make`]'s variables, under the rules for who may override whom;
//! at the end the exported ones come out as an environment.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Make, Removed,
    lines::Lines,
    slice::Slice,
    text::{Line, Mark, Open, Text},
    variable::{Origin, Variable},
};

/// `NAME op VALUE`, nothing in it expanded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assignment<'t> {
    pub(super) name: Slice<'t>,
    operator: Operator,
    value: Slice<'t>,
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

impl<'t> Assignment<'t> {
    /// `None` for a line that is none: a rule, or a directive.
    pub(super) fn of(line: Slice<'t>) -> Option<Self> {
        let mut depth = 0_usize;
        let bytes = line.bytes();
        for (at, &byte) in bytes.iter().enumerate() {
            match byte {
                b'(' | b'{' => depth += 1,
                b')' | b'}' => depth = depth.saturating_sub(1),
                b'=' if depth == 0 => {
                    let before = line.part(0, at);
                    let (operator, marks) = match before.bytes().last() {
                        Some(b':') => (Operator::Simple, 1),
                        Some(b'?') => (Operator::Default, 1),
                        Some(b'+') => (Operator::Append, 1),
                        Some(b'!') => (Operator::Shell, 1),
                        _ => (Operator::Recursive, 0),
                    };
                    let mut name = before.part(0, at - marks);
                    // `::=` and `:::=` are `:=`
                    while name.bytes().ends_with(b":") {
                        name = name.part(0, name.len() - 1);
                    }
                    let (name, value) = (name.trim(), line.rest(at + 1).trim_start());
                    // blanks in `$(call a, b)` are no second word
                    let one = !outside_brackets(name.bytes(), u8::is_ascii_whitespace);
                    return (one && !name.is_empty()).then_some(Self { name, operator, value });
                }
                // a colon that no `=` follows makes a rule
                b':' if depth == 0 => {
                    let after = bytes.get(at..).unwrap_or_default().iter().find(|&&byte| byte != b':');
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
pub(super) fn definition(lines: &mut Lines<'_>) -> Text {
    let (mut body, mut depth) = (Text::default(), 0_usize);
    for (number, line) in lines.enumerate() {
        match line.slice().trim_start().split_word().0.bytes() {
            b"define" => depth += 1,
            b"endef" if depth == 0 => break,
            b"endef" => depth -= 1,
            _ => {}
        }
        if number > 0 {
            body.push_bytes(b"\n", Mark::default());
        }
        body.push(line.slice());
    }
    body
}

impl Make<'_> {
    /// Carries an assignment out, unless what the variable holds has precedence; returns its name.
    pub(super) fn assign(&mut self, assignment: &Assignment<'_>, origin: Origin) -> Vec<u8> {
        let site = assignment.name.mark();
        let name = self.expand(assignment.name);
        let watched = name.traces.watched;
        let name = name.bytes().trim_ascii().to_vec();
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
        let outer = self.assignee.replace(name.clone());
        let mut added = match operator {
            Operator::Simple => self.expand(assignment.value),
            Operator::Append if simple => self.expand(assignment.value),
            Operator::Shell => {
                let command = self.expand(assignment.value);
                let mut output = self.shell(&command);
                output.settle(site);
                output
            }
            _ => assignment.value.to_text(),
        };
        self.assignee = outer;
        if watched {
            added.steer();
        }
        added.keep(false);
        // whether the line counts at all may hang on something
        if self.tries && !self.uncertain.is_empty() {
            added.doubt();
        }
        let steered = site.steered || watched;
        added.traces.open.extend(self.uncertain.iter().map(|&command| Open { command, line: site.line, steered }));
        let mut value = match (&former, operator) {
            (Some(old), Operator::Append) => {
                let mut value = old.value.as_ref().clone();
                // since make 4.3 only two texts get a blank between them
                if !value.is_empty() && !added.is_empty() {
                    value.push_bytes(b" ", site);
                }
                value.append(&added);
                value
            }
            (Some(old), _) => {
                if steered && old.simple && operator == Operator::Simple {
                    self.note_removed(&name, &old.value, &added, site.line);
                }
                added
            }
            (None, _) => added,
        };
        value.traces.watched &= value.is_all_steered();
        let simple = match operator {
            Operator::Append => simple,
            other => other == Operator::Simple || other == Operator::Shell,
        };
        let inherited = former.is_some_and(|old| old.inherited);
        self.skipped.remove(&name);
        let variable = Variable { inherited, ..Variable::new(value, simple, origin) };
        self.variables.insert(name.clone(), variable);
        name
    }

    /// Keeps in mind which words a steered line takes out of a variable.
    fn note_removed(&mut self, name: &[u8], old: &Text, new: &Text, line: Line) {
        let stays: BTreeSet<&[u8]> = new.slice().words().map(Slice::bytes).collect();
        for word in old.slice().words().filter(|word| !word.is_steered() && !stays.contains(word.bytes())) {
            self.removed.push(Removed { variable: name.to_vec(), word: word.bytes().to_vec(), line });
        }
    }

    /// Takes note of an assignment that is not carried out, as far as as the reason may matter: it is in a branch that
    /// a command's unknown output decides about (`may`), or that a watched variable does.
    pub(super) fn pass_over(&mut self, line: Slice<'_>, watched: bool, may: &BTreeSet<usize>) {
        let mut line = line;
        let assignment = loop {
            if let Some(assignment) = Assignment::of(line) {
                break assignment;
            }
            let (word, after) = line.split_word();
            if !matches!(word.bytes(), b"export" | b"override") {
                return;
            }
            line = after;
        };
        let site = assignment.name.mark();
        let name = self.expand(assignment.name).bytes().trim_ascii().to_vec();
        if !may.is_empty() {
            let open = may.iter().map(|&command| Open { command, line: site.line, steered: watched });
            let shadow = self.shadows.entry(name).or_default();
            shadow.traces.open.extend(open);
            shadow.replaces |= !matches!(assignment.operator, Operator::Append | Operator::Default);
        } else if watched && !self.variables.contains_key(&name) {
            self.skipped.insert(name);
        }
    }

    /// Notes what a Makefile has to say against the request, or what is wrong with itself.
    pub(super) fn complain(&mut self, text: &[u8]) {
        let text = String::from_utf8_lossy(text.trim_ascii()).into_owned();
        let sure = self.uncertain.is_empty();
        match self.complaints.iter_mut().find(|(found, _)| *found == text) {
            Some((_, found)) => *found |= sure,
            None => self.complaints.push((text, sure)),
        }
    }

    /// The environment that a recipe would see; with each variable the commands that it hangs on.
    pub(in crate::tree) fn exported(&mut self) -> BTreeMap<Vec<u8>, (Vec<u8>, BTreeSet<usize>)> {
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
            // what came from the environment goes back there as it is
            let value = match variable.origin {
                Origin::Environment => variable.value.as_ref().clone(),
                _ => self.value_of(&name, 0),
            };
            let open = value.traces.open.iter().map(|open| open.command).collect();
            environment.insert(name, (value.into_bytes(), open));
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
            let text = Text::foreign(line.as_bytes());
            let found = Assignment::of(text.slice());
            let found = found.map(|found| (found.name.bytes().to_vec(), found.operator, found.value.bytes().to_vec()));
            let expected =
                expected.map(|(name, operator, value)| (name.as_bytes().to_vec(), operator, value.as_bytes().to_vec()));
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

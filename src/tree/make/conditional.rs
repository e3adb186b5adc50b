//! `ifeq`, `ifneq`, `ifdef`, `ifndef`, `else` and `endif` go in; whether the lines that follow count comes out, and what
//! that hangs on: watched variables, and commands whose output is not known. Such a conditional is decided by a guess,
//! the command is noted as decisive, and all its branches are possible.

use std::collections::BTreeSet;

use super::{
    Make,
    expand::{arguments, body_length},
    slice::Slice,
    text::Text,
};

/// One `if…` that is still to be closed.
#[derive(Debug, Default)]
struct Conditional {
    /// The branch at hand is the one, as far as is known.
    active: bool,
    /// The branch at hand may be the one.
    possible: bool,
    /// A branch was taken already.
    taken: bool,
    /// A branch was taken already, without a guess.
    settled: bool,
    /// A watched variable had a say in any condition so far.
    watched: bool,
    /// Commands that had a say in any condition so far.
    open: BTreeSet<usize>,
}

/// All of those around the line at hand.
#[derive(Debug, Default)]
pub(super) struct Conditionals(Vec<Conditional>);

/// What a condition comes to.
#[derive(Debug, Default)]
struct Truth {
    holds: bool,
    watched: bool,
    open: BTreeSet<usize>,
}

impl Conditionals {
    /// Whether the lines at hand count.
    pub(super) fn active(&self) -> bool {
        self.0.iter().all(|conditional| conditional.active)
    }

    /// Whether they may, for all that is known.
    pub(super) fn possible(&self) -> bool {
        self.0.iter().all(|conditional| conditional.possible)
    }

    /// Whether a watched variable has a say in that.
    pub(super) fn watched(&self) -> bool {
        self.0.iter().any(|conditional| conditional.watched)
    }

    /// The commands that have a say in that.
    pub(super) fn open(&self) -> BTreeSet<usize> {
        self.0.iter().flat_map(|conditional| &conditional.open).copied().collect()
    }

    /// Takes a conditional statement in; `false` if the line is something else.
    pub(super) fn statement(&mut self, make: &mut Make<'_>, word: &[u8], after: Slice<'_>) -> bool {
        match word {
            b"ifeq" | b"ifneq" | b"ifdef" | b"ifndef" => {
                let truth = if self.possible() { make.truth(word, after, self.active()) } else { Truth::default() };
                let mut conditional = Conditional { watched: truth.watched, ..Conditional::default() };
                conditional.branch(truth, self.possible());
                self.0.push(conditional);
            }
            b"else" => {
                let Some(mut conditional) = self.0.pop() else {
                    return true;
                };
                let (word, after) = after.split_word();
                let may = self.possible() && !conditional.settled;
                let active = self.active() && !conditional.taken;
                let truth = match (may, word.is_empty()) {
                    (true, false) => make.truth(word.bytes(), after, active),
                    (true, true) => Truth { holds: true, ..Truth::default() },
                    _ => Truth::default(),
                };
                conditional.branch(truth, may);
                self.0.push(conditional);
            }
            b"endif" => {
                self.0.pop();
            }
            _ => return false,
        }
        true
    }
}

impl Conditional {
    /// Goes on to a branch with its condition; `may`: it can be reached at all.
    fn branch(&mut self, truth: Truth, may: bool) {
        self.possible = may && (truth.holds || !truth.open.is_empty());
        self.settled |= may && truth.holds && truth.open.is_empty();
        // a branch that is only possible is looked into as if it were the one
        self.active = may && truth.holds && !self.taken;
        self.taken |= self.active;
        self.watched |= truth.watched;
        self.open.extend(truth.open);
    }
}

impl Make<'_> {
    /// What a condition comes to; `active`: lines hang on it.
    fn truth(&mut self, word: &[u8], condition: Slice<'_>, active: bool) -> Truth {
        let guessing = std::mem::replace(&mut self.guessing, true);
        let (holds, texts) = match word {
            b"ifdef" | b"ifndef" => {
                let mut name = self.expand(condition);
                let bytes = name.bytes().trim_ascii().to_vec();
                let variable = self.variables.get(&bytes);
                let defined = variable.is_some_and(|variable| !variable.value.is_empty());
                let made = variable.is_some_and(|found| found.value.is_steered() && found.value.is_all_steered());
                if let Some(variable) = variable {
                    name.traces.merge(&variable.value.traces);
                }
                self.add_lacks(&bytes, &mut name);
                name.traces.watched |= made || self.is_watched(&bytes);
                (defined == (word == b"ifdef"), [name, Text::default()])
            }
            _ => {
                let (left, right) = sides(condition);
                let (left, right) = (self.expand(left), self.expand(right));
                ((left.bytes() == right.bytes()) == (word == b"ifeq"), [left, right])
            }
        };
        self.guessing = guessing;
        let watched = texts.iter().any(|text| text.traces.watched || text.is_steered());
        // where the build works is for itself to compare with: whatever it is, it comes to the same
        let open = texts.iter().flat_map(|text| &text.traces.open).map(|open| open.command);
        let open: BTreeSet<_> = open.filter(|&command| !self.is_place(command)).collect();
        if active {
            self.decisive.extend(&open);
        }
        Truth { holds, watched, open }
    }
}

/// The two sides of `(a,b)`, `"a" "b"` or `'a' 'b'`.
fn sides(condition: Slice<'_>) -> (Slice<'_>, Slice<'_>) {
    let nothing = condition.part(0, 0);
    if condition.bytes().starts_with(b"(") {
        let inner = condition.rest(1);
        let inner = inner.part(0, body_length(inner.bytes(), b'(', b')'));
        let mut both = arguments(inner, 2).into_iter();
        // blanks around the comma are nothing, those beside the brackets are text
        let left = both.next().map_or(nothing, Slice::trim_end);
        return (left, both.next().map_or(nothing, Slice::trim_start));
    }
    let (left, after) = quoted(condition);
    let (right, _) = quoted(after.trim_start());
    (left, right)
}

/// What stands between the quotes that the text begins with, and what follows them.
fn quoted(text: Slice<'_>) -> (Slice<'_>, Slice<'_>) {
    let Some((quote, inner)) = text.split_first() else {
        return (text, text);
    };
    let end = memchr::memchr(quote, inner.bytes()).unwrap_or(inner.len());
    (inner.part(0, end), inner.rest(end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_write_a_comparison_are_read() {
        let check = |text: &str, left: &str, right: &str| {
            let text = Text::foreign(text.as_bytes());
            let (found_left, found_right) = sides(text.slice());
            assert_eq!((found_left.bytes(), found_right.bytes()), (left.as_bytes(), right.as_bytes()));
        };
        check("($(LLVM),)", "$(LLVM)", "");
        check("($(filter a,$(B)), y)", "$(filter a,$(B))", "y");
        check("( a ,\tb )", " a", "b ");
        check("(a,$(call b,c)) rest", "a", "$(call b,c)");
        check(r#""$(origin V)" "command line""#, "$(origin V)", "command line");
        check("'a' 'b'", "a", "b");
        check("", "", "");
    }
}

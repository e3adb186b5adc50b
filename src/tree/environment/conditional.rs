//! `ifeq`, `ifneq`, `ifdef`, `ifndef`, `else` and `endif` go in; whether the lines that follow count
//! comes out. A conditional that hangs on a command's unknown output is decided by a guess, and the
//! command noted as decisive.

use super::expand::arguments;
use super::make::Make;
use super::words::{part, rest};

/// One `if…` that is still to be closed.
#[derive(Debug)]
struct Conditional {
    /// A branch was taken already.
    taken: bool,
    /// The lines at hand count.
    active: bool,
}

/// All of those around the line at hand.
#[derive(Debug, Default)]
pub(super) struct Conditionals(Vec<Conditional>);

impl Conditionals {
    /// Whether the lines at hand count.
    pub(super) fn active(&self) -> bool {
        self.0.iter().all(|conditional| conditional.active)
    }

    /// Takes a conditional statement in; `false` if the line is something else.
    pub(super) fn statement(&mut self, make: &mut Make<'_>, word: &[u8], after: &[u8]) -> bool {
        match word {
            b"ifeq" | b"ifneq" | b"ifdef" | b"ifndef" => {
                let active = self.active() && holds(make, word, after);
                // inside a branch that does not count no branch may, so all are taken
                let taken = active || !self.active();
                self.0.push(Conditional { taken, active });
            }
            b"else" => {
                let Some(mut conditional) = self.0.pop() else {
                    return true;
                };
                let length = after.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
                let (word, after) = (part(after, 0, length), rest(after, length).trim_ascii());
                conditional.active = !conditional.taken && (word.is_empty() || holds(make, word, after));
                conditional.taken |= conditional.active;
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

/// Whether a condition holds.
fn holds(make: &mut Make<'_>, word: &[u8], condition: &[u8]) -> bool {
    make.open.clear();
    make.guessing = true;
    let truth = match word {
        b"ifdef" | b"ifndef" => {
            let name = make.expand(condition);
            let defined = make.variables.get(name.trim_ascii()).is_some_and(|v| !v.value.is_empty());
            defined == (word == b"ifdef")
        }
        _ => {
            let (left, right) = sides(condition);
            (make.expand(left) == make.expand(right)) == (word == b"ifeq")
        }
    };
    make.guessing = false;
    let open = std::mem::take(&mut make.open);
    make.decisive.extend(open);
    truth
}

/// The two sides of `(a,b)`, `"a" "b"` or `'a' 'b'`.
fn sides(condition: &[u8]) -> (&[u8], &[u8]) {
    if let Some(inner) = condition.strip_prefix(b"(") {
        let inner = inner.strip_suffix(b")").unwrap_or(inner);
        let mut both = arguments(inner, 2).into_iter().map(<[u8]>::trim_ascii);
        return (both.next().unwrap_or_default(), both.next().unwrap_or_default());
    }
    let (left, after) = quoted(condition);
    let (right, _) = quoted(after.trim_ascii_start());
    (left, right)
}

/// What stands between the quotes that the text begins with, and what follows them.
fn quoted(text: &[u8]) -> (&[u8], &[u8]) {
    let Some((quote, inner)) = text.split_first() else {
        return (&[], &[]);
    };
    let end = memchr::memchr(*quote, inner).unwrap_or(inner.len());
    (part(inner, 0, end), rest(inner, end + 1))
}

#[cfg(test)]
mod tests {
    use super::sides;

    #[test]
    fn both_ways_to_write_a_comparison_are_read() {
        let check = |text: &str, left: &str, right: &str| {
            assert_eq!(sides(text.as_bytes()), (left.as_bytes(), right.as_bytes()), "{text}");
        };
        check("($(LLVM),)", "$(LLVM)", "");
        check("($(filter a,$(B)), y)", "$(filter a,$(B))", "y");
        check(r#""$(origin V)" "command line""#, "$(origin V)", "command line");
        check("'a' 'b'", "a", "b");
        check("", "", "");
    }
}

//! Bytes of a Makefile go in; texts come out that know for every byte on which line it was written, through all that
//! is made of them. Only data.

use std::collections::BTreeSet;

use super::{slice::Slice, words::part};

/// A line of one of the Makefiles that were read; see [`super::Make::place`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::tree) struct Line(pub(super) u32);

impl Line {
    /// No line: a command's output, a variable of the environment, the configuration.
    pub(super) const NOWHERE: Self = Self(0);
}

/// What is known of a byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// where it was written
    pub(super) line: Line,
    /// whether it is there because of a watched variable's value
    pub(super) steered: bool,
    /// whether it, or another in its place, is there hangs on something unknown
    pub(super) doubtful: bool,
    /// it was in the variable that is being assigned to before
    kept: bool,
}

/// What stands for an unknown output, where something has to stand.
const STAND_IN: &[u8] = b"?";

impl Mark {
    pub(super) fn at(line: Line) -> Self {
        Self { line, ..Self::default() }
    }
}

/// The bytes up to `end` that have one mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) end: usize,
    pub(super) mark: Mark,
}

/// A command whose output a text lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Open {
    /// its number among all that were asked for
    pub(super) command: usize,
    /// the line that wants it
    pub(super) line: Line,
    /// whether that line is steered
    pub(super) steered: bool,
}

/// What a text hangs on, even where nothing of it can be seen in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Traces {
    /// the value of a watched variable
    pub(super) watched: bool,
    /// commands whose output is not known
    pub(super) open: BTreeSet<Open>,
}

impl Traces {
    pub(super) fn merge(&mut self, other: &Self) {
        self.watched |= other.watched;
        self.open.extend(&other.open);
    }
}

/// A text with the marks of its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    bytes: Vec<u8>,
    runs: Vec<Run>,
    pub(super) traces: Traces,
}

impl Text {
    /// A text that was written in no Makefile.
    pub(super) fn foreign(bytes: &[u8]) -> Self {
        Self::marked(bytes, Mark::default())
    }

    pub(super) fn marked(bytes: &[u8], mark: Mark) -> Self {
        let mut text = Self::default();
        text.push_bytes(bytes, mark);
        text
    }

    /// Something unknown.
    pub(super) fn unknown() -> Self {
        Self::marked(STAND_IN, Mark { doubtful: true, ..Mark::default() })
    }

    /// A file's text, whose first line is `first` and whose others follow.
    pub(super) fn of_file(bytes: &[u8], first: Line) -> Self {
        let mut text = Self::default();
        for (number, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
            // a file that is read at all has fewer lines than bytes, and those are limited
            let line_number = Line(first.0 + u32::try_from(number).unwrap_or(0));
            text.push_bytes(line, Mark::at(line_number));
        }
        text
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn slice(&self) -> Slice<'_> {
        Slice::of(&self.bytes, &self.runs)
    }

    pub(super) fn push_bytes(&mut self, bytes: &[u8], mark: Mark) {
        if bytes.is_empty() {
            return;
        }
        self.bytes.extend_from_slice(bytes);
        let end = self.bytes.len();
        match self.runs.last_mut() {
            Some(last) if last.mark == mark => last.end = end,
            _ => self.runs.push(Run { end, mark }),
        }
    }

    pub(super) fn push(&mut self, slice: Slice<'_>) {
        let mut done = 0;
        for (end, mark) in slice.runs() {
            self.push_bytes(part(slice.bytes(), done, end), mark);
            done = end;
        }
    }

    /// Adds a text with what it hangs on.
    pub(super) fn append(&mut self, other: &Self) {
        self.push(other.slice());
        self.traces.merge(&other.traces);
    }

    /// Adds a word, with a blank before it unless it is the first.
    pub(super) fn push_word(&mut self, word: Slice<'_>) {
        self.blank();
        self.push(word);
    }

    /// Adds a blank unless nothing is there yet.
    pub(super) fn blank(&mut self) {
        if !self.bytes.is_empty() {
            self.push_bytes(b" ", Mark::default());
        }
    }

    fn each(&mut self, mut change: impl FnMut(&mut Mark)) {
        for run in &mut self.runs {
            change(&mut run.mark);
        }
    }

    /// Marks all of it, except what was kept, as being there because of a watched variable.
    pub(super) fn steer(&mut self) {
        self.each(|mark| mark.steered |= !mark.kept);
        if self.traces.open.iter().any(|open| !open.steered) {
            let open = std::mem::take(&mut self.traces.open);
            self.traces.open = open.into_iter().map(|open| Open { steered: true, ..open }).collect();
        }
    }

    /// Marks all of it, except what was kept, as hanging on something unknown.
    pub(super) fn doubt(&mut self) {
        self.each(|mark| mark.doubtful |= !mark.kept);
    }

    /// Whether any byte of it hangs on something unknown.
    pub(super) fn is_doubtful(&self) -> bool {
        self.runs.iter().any(|run| run.mark.doubtful)
    }

    /// What was written nowhere counts as written at a place.
    pub(super) fn settle(&mut self, site: Mark) {
        self.each(|mark| {
            if mark.line == Line::NOWHERE && !mark.kept {
                (mark.line, mark.steered) = (site.line, mark.steered || site.steered);
            }
        });
        self.settle_open(site);
    }

    /// Commands that no line wants yet are wanted by a place.
    pub(super) fn settle_open(&mut self, site: Mark) {
        if self.traces.open.iter().any(|open| open.line == Line::NOWHERE) {
            let open = std::mem::take(&mut self.traces.open);
            let settled = open.into_iter().map(|open| match open.line {
                Line::NOWHERE => Open { line: site.line, steered: open.steered || site.steered, ..open },
                _ => open,
            });
            self.traces.open = settled.collect();
        }
    }

    /// Marks all of it as the former value of the variable that is being assigned to, or no longer so.
    pub(super) fn keep(&mut self, kept: bool) {
        self.each(|mark| mark.kept = kept);
    }

    /// Whether any byte of it is steered.
    pub(super) fn is_steered(&self) -> bool {
        self.runs.iter().any(|run| run.mark.steered)
    }

    /// Whether nothing but blanks is there for another reason than a watched variable.
    pub(super) fn is_all_steered(&self) -> bool {
        self.slice().words().all(Slice::is_steered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(slice: Slice<'_>) -> Vec<(String, u32)> {
        slice.words().map(|word| (String::from_utf8(word.bytes().to_vec()).unwrap(), word.mark().line.0)).collect()
    }

    #[test]
    fn words_know_their_lines() {
        let file = Text::of_file(b"a b\nc\n\nd", Line(7));
        let expected = [("a", 7), ("b", 7), ("c", 8), ("d", 10)].map(|(word, line)| (word.to_owned(), line));
        assert_eq!(lines(file.slice()), expected);
        let mut joined = Text::default();
        joined.push_word(file.slice().part(4, 5));
        joined.push_word(file.slice().part(0, 3));
        assert_eq!(lines(joined.slice()), [("c".into(), 8), ("a".into(), 7), ("b".into(), 7)]);
    }

    #[test]
    fn what_was_written_nowhere_takes_the_place_that_wants_it() {
        let mut text = Text::of_file(b"-a=", Line(3));
        text.push_bytes(b"1", Mark::default());
        text.settle(Mark { steered: true, ..Mark::at(Line(9)) });
        let marks: Vec<_> = text.runs.iter().map(|run| (run.mark.line.0, run.mark.steered)).collect();
        assert_eq!(marks, [(3, false), (9, true)]);
    }

    #[test]
    fn what_was_kept_is_not_steered() {
        let mut text = Text::of_file(b"old ", Line(1));
        text.keep(true);
        text.push_bytes(b"new", Mark::at(Line(2)));
        text.steer();
        let steered: Vec<_> = text.slice().words().map(Slice::is_steered).collect();
        assert_eq!(steered, [false, true]);
    }
}

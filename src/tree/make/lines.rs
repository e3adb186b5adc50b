//! A Makefile's text goes in; logical lines come out: physical lines that a backslash joins, with recipes still marked
//! by their tab and comments still there until [`without_comment`].

use super::{slice::Slice, text::Text};

/// A line that stands so in a text, or one put together.
#[derive(Debug)]
pub(super) enum Logical<'t> {
    As(Slice<'t>),
    Made(Text),
}

impl Logical<'_> {
    pub(super) fn slice(&self) -> Slice<'_> {
        match self {
            Self::As(slice) => *slice,
            Self::Made(text) => text.slice(),
        }
    }

    #[cfg(test)]
    pub(super) fn into_text(self) -> Text {
        match self {
            Self::As(slice) => slice.to_text(),
            Self::Made(text) => text,
        }
    }
}

/// The logical lines of a Makefile, in order.
pub(super) struct Lines<'t> {
    left: Slice<'t>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t Text) -> Self {
        Self { left: text.slice() }
    }

    /// The next physical line without its line end.
    fn physical(&mut self) -> Option<Slice<'t>> {
        if self.left.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', self.left.bytes()).unwrap_or(self.left.len());
        let line = self.left.part(0, end);
        self.left = self.left.rest(end + 1);
        Some(if line.bytes().ends_with(b"\r") { line.part(0, end - 1) } else { line })
    }
}

/// Whether an odd number of backslashes ends the line, so that the next one belongs to it.
fn goes_on(line: Slice<'_>) -> bool {
    line.bytes().iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

impl<'t> Iterator for Lines<'t> {
    type Item = Logical<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.physical()?;
        if !goes_on(first) {
            return Some(Logical::As(first));
        }
        // make puts one blank for the backslash, the line end and all blanks around them
        let mut whole = first.part(0, first.len() - 1).trim_end().to_text();
        while let Some(line) = self.physical() {
            let more = goes_on(line);
            let line = line.trim_start();
            whole.push_bytes(b" ", line.mark());
            if !more {
                whole.push(line);
                break;
            }
            whole.push(line.part(0, line.len() - 1).trim_end());
        }
        Some(Logical::Made(whole))
    }
}

/// A logical line up to its comment, with `\#` turned into `#`.
pub(super) fn without_comment(line: Slice<'_>) -> Logical<'_> {
    if memchr::memchr(b'#', line.bytes()).is_none() {
        return Logical::As(line);
    }
    let mut kept = Text::default();
    let mut left = line;
    while let Some(at) = memchr::memchr(b'#', left.bytes()) {
        let before = left.part(0, at);
        let slashes = before.bytes().iter().rev().take_while(|&&byte| byte == b'\\').count();
        kept.push(before.part(0, at - slashes.div_ceil(2)));
        if slashes % 2 == 0 {
            return Logical::Made(kept);
        }
        kept.push(left.part(at, at + 1));
        left = left.rest(at + 1);
    }
    kept.push(left);
    Logical::Made(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let text = Text::foreign(text.as_bytes());
        Lines::new(&text).map(|line| String::from_utf8(line.into_text().into_bytes()).unwrap()).collect()
    }

    #[test]
    fn a_backslash_joins_lines_with_one_blank() {
        assert_eq!(lines("A := b \\\n\t\t c\nD\n"), ["A := b c", "D"]);
        assert_eq!(lines("A := b \\\n"), ["A := b"]);
        assert_eq!(lines("A := \\\\\nB"), ["A := \\\\", "B"]);
        assert_eq!(lines("A \\\r\nB\r\n"), ["A B"]);
    }

    #[test]
    fn comments_end_a_line_unless_escaped() {
        let check = |line: &str, expected: &str| {
            let text = Text::foreign(line.as_bytes());
            assert_eq!(without_comment(text.slice()).slice().bytes(), expected.as_bytes());
        };
        check("A = b # c", "A = b ");
        check("pound := \\#", "pound := #");
        check("A := \\\\# c", "A := \\");
        check("A := b\\c", "A := b\\c");
        check("a \\# b # c", "a # b ");
    }
}

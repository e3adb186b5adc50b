//! The bytes of a Makefile go in; logical lines come out: physical lines that a backslash joins,
//! with recipes still marked by their tab and comments still there until [`without_comment`].

use std::borrow::Cow;

use super::words::{part, rest};

/// The logical lines of a Makefile, in order.
pub(super) struct Lines<'text> {
    left: &'text [u8],
}

impl<'text> Lines<'text> {
    pub(super) fn new(text: &'text [u8]) -> Self {
        Self { left: text }
    }

    /// The next physical line without its line end, and whether the file goes on after it.
    fn physical(&mut self) -> Option<&'text [u8]> {
        if self.left.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', self.left).unwrap_or(self.left.len());
        let line = part(self.left, 0, end);
        self.left = rest(self.left, end + 1);
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// Whether an odd number of backslashes ends the line, so that the next one belongs to it.
fn goes_on(line: &[u8]) -> bool {
    line.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

impl<'text> Iterator for Lines<'text> {
    type Item = Cow<'text, [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.physical()?;
        if !goes_on(first) {
            return Some(Cow::Borrowed(first));
        }
        // make puts one blank for the backslash, the line end and all blanks around them
        let mut whole = part(first, 0, first.len() - 1).trim_ascii_end().to_vec();
        while let Some(line) = self.physical() {
            let more = goes_on(line);
            let line = line.trim_ascii_start();
            whole.push(b' ');
            if !more {
                whole.extend_from_slice(line);
                break;
            }
            whole.extend_from_slice(part(line, 0, line.len() - 1).trim_ascii_end());
        }
        Some(Cow::Owned(whole))
    }
}

/// A logical line up to its comment, with `\#` turned into `#`.
pub(super) fn without_comment(line: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'#', line).is_none() {
        return Cow::Borrowed(line);
    }
    let mut kept = Vec::with_capacity(line.len());
    for &byte in line {
        if byte == b'#' {
            let slashes = kept.iter().rev().take_while(|&&byte| byte == b'\\').count();
            kept.truncate(kept.len() - slashes.div_ceil(2));
            if slashes % 2 == 0 {
                break;
            }
        }
        kept.push(byte);
    }
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        Lines::new(text.as_bytes()).map(|line| String::from_utf8(line.into_owned()).unwrap()).collect()
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
        assert_eq!(&*without_comment(b"A = b # c"), b"A = b ");
        assert_eq!(&*without_comment(b"pound := \\#"), b"pound := #");
        assert_eq!(&*without_comment(b"A := \\\\# c"), b"A := \\");
        assert_eq!(&*without_comment(b"A := b\\c"), b"A := b\\c");
    }
}

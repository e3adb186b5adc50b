//! Help texts: bytes after the `help` line enter; how far the text goes, and the text without its indentation, leave.
//! Behaviour of the HELP state of lexer.l: the first line that is not blank sets the indentation, and the text ends
//! at a line with less, or before a line that starts in its first column.

/// How many blanks a line starts with, and how wide they are: tabs go to the next multiple of 8.
fn indentation(line: &[u8]) -> (usize, usize) {
    let (mut blanks, mut width) = (0, 0);
    for byte in line {
        match byte {
            b' ' => width += 1,
            b'\t' => width = (width & !7) + 8,
            _ => break,
        }
        blanks += 1;
    }
    (blanks, width)
}

/// Walks a help text line by line. `line` is given each line's extra indentation and text, or `None` at a line end.
fn walk<'t>(input: &'t [u8], mut line: impl FnMut(Option<(usize, &'t [u8])>)) -> usize {
    let (mut at, mut first, mut last) = (0_usize, 0_usize, 0_usize);
    loop {
        let rest = input.get(at..).unwrap_or_default();
        let (blanks, width) = indentation(rest);
        let after = rest.get(blanks..).unwrap_or_default();
        match after {
            [] => return at + blanks,
            [b'\n', next, ..] if !matches!(next, b' ' | b'\t' | b'\n') => return at + blanks + 1,
            [b'\n', ..] => {
                line(None);
                at += blanks + 1;
            }
            _ => {
                if blanks > 0 {
                    last = width;
                    if first > 0 && last < first {
                        return at + blanks;
                    }
                }
                let end = memchr::memchr(b'\n', after).unwrap_or(after.len());
                let extra = if blanks > 0 && first > 0 { last - first } else { 0 };
                line(Some((extra, after.get(..end).unwrap_or_default())));
                if first == 0 {
                    first = last;
                }
                at += blanks + end;
            }
        }
    }
}

/// How many bytes belong to the help text; the next statement starts there.
pub(super) fn length(input: &[u8]) -> usize {
    walk(input, |_| {})
}

/// The text as `conf --helpnewconfig` shows it.
pub fn text(input: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(input.len());
    walk(input, |line| match line {
        None => out.push(b'\n'),
        Some((extra, text)) => {
            let kept = text.iter().rposition(|b| !matches!(b, b' ' | b'\t')).map_or(0, |at| at + 1);
            out.extend(std::iter::repeat_n(b' ', extra));
            out.extend_from_slice(text.get(..kept).unwrap_or_default());
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(input: &str) -> (String, &str) {
        let end = length(input.as_bytes());
        (String::from_utf8(text(input.as_bytes())).unwrap(), input.get(end..).unwrap())
    }

    #[test]
    fn less_indentation_ends_the_text() {
        assert_eq!(split("\t  one\n\t    two\n\tdepends on X\n"), ("one\n  two\n".into(), "depends on X\n"));
    }

    #[test]
    fn a_line_in_the_first_column_ends_the_text() {
        assert_eq!(split("\t  one\n\n\t  two\n\nconfig A\n"), ("one\n\ntwo\n".into(), "config A\n"));
    }

    #[test]
    fn a_text_may_be_empty() {
        assert_eq!(split("\nconfig A\n"), (String::new(), "config A\n"));
        assert_eq!(split(""), (String::new(), ""));
    }
}

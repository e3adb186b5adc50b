//! A configuration file and changes enter; the same file with only those lines changed that must be leaves. Comments,
//! order and lines about unknown symbols stay as they are.

use std::collections::HashMap;

use crate::syntax::dotconfig::{Line, LineKind};

/// A line in the place of those about a symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    /// without its end
    pub text: Vec<u8>,
    /// what becomes of the lines that are there
    pub earlier: Earlier,
}

/// New lines by name.
pub type NewLines = HashMap<Vec<u8>, NewLine>;

/// The name of the symbol that a line is about.
fn name<'t>(text: &'t [u8], line: &Line) -> Option<&'t [u8]> {
    let (LineKind::NotSet { name: at, .. } | LineKind::Set { name: at, .. }) = &line.kind else { return None };
    text.get(at.start as usize..at.end as usize)
}

/// What becomes of several lines about one symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// the last is changed, the others stay
    Stay,
    /// the last is changed, the others go
    Go,
    /// all go, and the new line comes behind everything
    GoWithTheLast,
    /// each is changed
    ChangeToo,
}

/// How lines of a text end: as the first one does.
fn line_end(text: &[u8]) -> &'static [u8] {
    let first = memchr::memchr(b'\n', text).and_then(|at| text.get(..at));
    if first.is_some_and(|line| line.ends_with(b"\r")) { b"\r\n" } else { b"\n" }
}

/// Changes lines. What has no line yet is added at the end, in the order of `order`.
pub fn edited(text: &[u8], lines: &[Line], new: &NewLines, order: &[Vec<u8>]) -> Vec<u8> {
    let mut last: HashMap<&[u8], usize> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(name) = name(text, line) {
            last.insert(name, at);
        }
    }
    let mut out = Vec::with_capacity(text.len() + 64);
    let mut copied = 0;
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = name(text, line) else { continue };
        let Some(&NewLine { text: ref changed, earlier }) = new.get(name) else { continue };
        let is_last = last.get(name) == Some(&at);
        if earlier == Earlier::Stay && !is_last {
            continue;
        }
        let (start, end) = (line.at.start as usize, line.at.end as usize);
        out.extend_from_slice(text.get(copied..start).unwrap_or_default());
        if earlier == Earlier::ChangeToo || (is_last && earlier != Earlier::GoWithTheLast) {
            out.extend_from_slice(changed);
            copied = end;
        } else {
            // the line goes with its end
            let rest = text.get(end..).unwrap_or_default();
            copied = end + memchr::memchr(b'\n', rest).map_or(rest.len(), |length| length + 1);
        }
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    let missing: Vec<&NewLine> = order
        .iter()
        .filter_map(|name| {
            let is_there = last.contains_key(name.as_slice());
            new.get(name).filter(|line| line.earlier == Earlier::GoWithTheLast || !is_there)
        })
        .collect();
    let end = line_end(text);
    if !missing.is_empty() && !out.is_empty() && !out.ends_with(b"\n") {
        out.extend_from_slice(end);
    }
    for line in missing {
        out.extend_from_slice(&line.text);
        out.extend_from_slice(end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::dotconfig;

    fn check(text: &str, changes: &[(&str, &str)], expected: &str) {
        check_earlier(Earlier::Stay, text, changes, expected);
    }

    fn check_earlier(earlier: Earlier, text: &str, changes: &[(&str, &str)], expected: &str) {
        let lines = dotconfig::parse(text.as_bytes(), b"CONFIG_");
        let line = |line: &str| NewLine { text: line.as_bytes().to_vec(), earlier };
        let new = changes.iter().map(|(name, text)| (name.as_bytes().to_vec(), line(text))).collect();
        let order: Vec<Vec<u8>> = changes.iter().map(|(name, _)| name.as_bytes().to_vec()).collect();
        let edited = edited(text.as_bytes(), &lines, &new, &order);
        assert_eq!(String::from_utf8(edited).unwrap(), expected);
    }

    #[test]
    fn a_line_is_changed_in_its_place() {
        let text = "# mine\nCONFIG_A=y\n\n# CONFIG_B is not set\nfoo\n";
        check(text, &[("B", "CONFIG_B=y")], "# mine\nCONFIG_A=y\n\nCONFIG_B=y\nfoo\n");
    }

    #[test]
    fn a_new_line_is_added_at_the_end() {
        check("CONFIG_A=y", &[("B", "CONFIG_B=m")], "CONFIG_A=y\nCONFIG_B=m\n");
        check("", &[("B", "CONFIG_B=m")], "CONFIG_B=m\n");
    }

    #[test]
    fn a_new_line_ends_as_the_others_do() {
        check("CONFIG_A=y\r\n", &[("B", "CONFIG_B=m")], "CONFIG_A=y\r\nCONFIG_B=m\r\n");
        check("#\r\nCONFIG_A=y", &[("B", "CONFIG_B=m")], "#\r\nCONFIG_A=y\r\nCONFIG_B=m\r\n");
        check("#\r\nCONFIG_A=y\r\n", &[("A", "CONFIG_A=m")], "#\r\nCONFIG_A=m\r\n");
    }

    #[test]
    fn of_several_lines_the_last_is_changed() {
        let (text, new) = ("CONFIG_A=y\nX\nCONFIG_A=m\nY\n", [("A", "# CONFIG_A is not set")]);
        check(text, &new, "CONFIG_A=y\nX\n# CONFIG_A is not set\nY\n");
        check_earlier(Earlier::Go, text, &new, "X\n# CONFIG_A is not set\nY\n");
        check_earlier(Earlier::GoWithTheLast, text, &new, "X\nY\n# CONFIG_A is not set\n");
        check_earlier(Earlier::ChangeToo, text, &new, "# CONFIG_A is not set\nX\n# CONFIG_A is not set\nY\n");
    }
}

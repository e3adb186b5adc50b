//! A `.config`, a defconfig or a fragment enters as bytes, its lines leave, each classed as the reader of
//! confdata.c classes it. Whether a value suits its symbol is not decided here: that needs the symbol's type.

use nom::{
    Parser as _,
    bytes::complete::{tag, take_until},
    sequence::preceded,
};

use super::{ast::Bytes, lex::Lexed};

/// One line, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// its bytes, without `\n` or `\r\n`; cut at a NUL, as the reference sees it
    pub at: Bytes,
    /// what it is
    pub kind: LineKind,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// nothing on it
    Blank,
    /// starts with `#` and says nothing about a symbol
    Comment,
    /// `# CONFIG_X is not set`
    NotSet {
        /// the symbol, without the prefix
        name: Bytes,
        /// nothing follows; rules before 6.11 do not care
        exact: bool,
    },
    /// `CONFIG_X=value`
    Set {
        /// the symbol, without the prefix
        name: Bytes,
        /// as it stands, with its quotes
        value: Bytes,
    },
    /// starts with the prefix but has no `=`
    NoValue,
    /// anything else
    Foreign,
}

/// Cuts a file into lines. `prefix` is `CONFIG_` except where the environment variable of that name says otherwise.
pub fn parse(text: &[u8], prefix: &[u8]) -> Vec<Line> {
    let mut lines = Vec::with_capacity(text.len() / 24);
    let mut start = 0;
    while start < text.len() {
        let rest = text.get(start..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest);
        let mut line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let next = start + end.map_or(rest.len(), |at| at + 1);
        if end.is_some() {
            line = line.strip_suffix(b"\r").unwrap_or(line);
        }
        let line = line.split(|&byte| byte == 0).next().unwrap_or_default();
        lines.push(Line { at: range(text, line), kind: class(text, line, prefix) });
        start = next;
    }
    lines
}

/// The range of a part of the text.
fn range(text: &[u8], part: &[u8]) -> Bytes {
    let start = (part.as_ptr() as usize - text.as_ptr() as usize) as u32;
    start..start + part.len() as u32
}

fn class(text: &[u8], line: &[u8], prefix: &[u8]) -> LineKind {
    match line.first() {
        None => LineKind::Blank,
        Some(b'#') => match not_set(line, prefix) {
            Ok((after, name)) => LineKind::NotSet { name: range(text, name), exact: after.is_empty() },
            Err(_) => LineKind::Comment,
        },
        Some(_) => match line.strip_prefix(prefix) {
            None => LineKind::Foreign,
            Some(rest) => match set(rest) {
                Ok((value, name)) => LineKind::Set { name: range(text, name), value: range(text, value) },
                Err(_) => LineKind::NoValue,
            },
        },
    }
}

/// `# CONFIG_X is not set`; the name is everything up to the first blank.
fn not_set<'t>(line: &'t [u8], prefix: &[u8]) -> Lexed<'t, &'t [u8]> {
    let (rest, name) = preceded((tag(&b"# "[..]), tag(prefix)), take_until(&b" "[..])).parse(line)?;
    let (rest, _) = tag(&b" is not set"[..])(rest)?;
    Ok((rest, name))
}

/// `X=value`, after the prefix; the name is everything up to the first `=`.
fn set(rest: &[u8]) -> Lexed<'_, &[u8]> {
    let (rest, name) = take_until(&b"="[..])(rest)?;
    let (value, _) = tag(&b"="[..])(rest)?;
    Ok((value, name))
}

/// The text of a quoted value: between its quotes, with backslashes undone; what follows the closing quote is dropped.
/// `Err` where it is not closed; `None` where it does not start with a quote.
#[expect(clippy::result_unit_err, reason = "there is but one way to fail, and the caller has the line")]
pub fn unquote(value: &[u8]) -> Result<Option<Vec<u8>>, ()> {
    let Some((b'"', rest)) = value.split_first() else { return Ok(None) };
    let mut text = Vec::with_capacity(rest.len());
    let mut bytes = rest.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'"' => return Ok(Some(text)),
            b'\\' => text.extend(bytes.next()),
            _ => text.push(byte),
        }
    }
    Err(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let cut = |at: &Bytes| text.get(at.start as usize..at.end as usize).unwrap();
        let shown: Vec<String> = parse(text.as_bytes(), b"CONFIG_")
            .iter()
            .map(|line| match &line.kind {
                LineKind::NotSet { name, exact } => format!("{} not set {exact}", cut(name)),
                LineKind::Set { name, value } => format!("{}={:?}", cut(name), cut(value)),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn lines_are_classed_as_the_reference_classes_them() {
        check("CONFIG_A=y\nCONFIG_S=\"x=y\"\n", &["A=\"y\"", "S=\"\\\"x=y\\\"\""]);
        check("# CONFIG_A is not set\n# CONFIG_B is not set here\n", &["A not set true", "B not set false"]);
        check("#CONFIG_A is not set\n# CONFIG_A is  not set\n\n", &["Comment", "Comment", "Blank"]);
        check("CONFIG_D = y\nCONFIG_A\nfoo\n", &["D =\" y\"", "NoValue", "Foreign"]);
        check("CONFIG_A=y\r\nCONFIG_B=n", &["A=\"y\"", "B=\"n\""]);
        check("CONFIG_A=y\0z\nCONFIG_B=\r", &["A=\"y\"", "B=\"\\r\""]);
    }

    #[test]
    fn a_quoted_value_is_unquoted() {
        assert_eq!(unquote(br#""a\"b\\" rest"#), Ok(Some(br#"a"b\"#.to_vec())));
        assert_eq!(unquote(b"plain"), Ok(None));
        assert_eq!(unquote(br#""open\""#), Err(()));
    }
}

//! The tokens of a Kconfig line, as nom parsers: bytes enter, a token and the rest leave.
//! Behaviour of the rules of lexer.l, except that macros stay unexpanded: a `$(…)` never ends a token early,
//! so a token's end is known without expanding it.

use nom::{
    AsBytes, IResult, Parser,
    branch::alt,
    bytes::complete::{is_a, is_not, tag, take, take_till, take_while1},
    combinator::{recognize, value},
    error::{Error, ErrorKind},
    multi::many1_count,
    sequence::preceded,
};

use super::ast::Relation;

/// A parser's result over bytes.
pub(super) type Lexed<'t, T> = IResult<&'t [u8], T>;

/// What a byte can be: looked up, because every byte of a tree outside help texts and comments is asked.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let letter = byte as u8;
        #[expect(clippy::indexing_slicing, reason = "counted up to the length")]
        if letter.is_ascii_alphanumeric() || letter == b'_' || letter == b'-' {
            classes[byte] = WORD | TOKEN;
        } else if matches!(letter, b'\n' | b'"' | b'\'' | b'(' | b')' | b'!' | b'=' | b'<' | b'>' | b'$') {
            classes[byte] = TOKEN;
        } else if letter == b' ' || letter == b'\t' {
            classes[byte] = BLANK;
        }
        #[expect(clippy::indexing_slicing, reason = "counted up to the length")]
        if matches!(letter, b'\n' | b'"' | b'\'' | b'$' | b'\\' | 0) {
            classes[byte] |= STOP;
        }
        byte += 1;
    }
    classes
};
/// `[A-Za-z0-9_-]`
const WORD: u8 = 1;
/// can only start a token, or end a line
const TOKEN: u8 = 2;
/// a blank or a tab
const BLANK: u8 = 4;
/// may end a quoted text, or needs work in one
const STOP: u8 = 8;

#[inline]
fn is(byte: u8, class: u8) -> bool {
    #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
    let found = CLASSES[usize::from(byte)];
    found & class != 0
}

/// How many bytes at the start are of a kind.
#[inline]
fn length_while(input: &[u8], of_kind: impl Fn(u8) -> bool) -> usize {
    input.iter().position(|&byte| !of_kind(byte)).unwrap_or(input.len())
}

/// Whether a byte belongs to a word: `[A-Za-z0-9_-]`.
#[inline]
pub fn is_word_byte(byte: u8) -> bool {
    is(byte, WORD)
}

/// The length of the word that stands here, if it holds no macro; 0 where there is none or it does.
#[inline]
pub(super) fn plain_length(input: &[u8]) -> usize {
    let end = length_while(input, is_word_byte);
    if input.get(end) == Some(&b'$') { 0 } else { end }
}

/// A bare word without macros.
fn plain_word(input: &[u8]) -> Lexed<'_, &[u8]> {
    take_while1(is_word_byte)(input)
}

/// `$(…)` with balanced parentheses on one line, or a `$` alone, which stands for itself.
/// A `$(` that is not closed on its line is a failure, not merely an error: nothing else fits there. So is a NUL within,
/// at which the failure then points: the reference takes it for the end of its line.
pub(super) fn reference(input: &[u8]) -> Lexed<'_, &[u8]> {
    let (rest, _) = tag(&b"$"[..])(input)?;
    if rest.first() != Some(&b'(') {
        return Ok((rest, input.get(..1).unwrap_or_default()));
    }
    let mut depth = 0_usize;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return take(at + 2)(input);
                }
            }
            b'\n' => break,
            0 => return Err(nom::Err::Failure(Error::new(rest.get(at..).unwrap_or_default(), ErrorKind::Char))),
            _ => {}
        }
    }
    Err(nom::Err::Failure(Error::new(input, ErrorKind::Char)))
}

/// A word, with or without macros: `FOO`, `$(FOO)`, `ARCH_$(SRCARCH)_X`.
pub(super) fn word(input: &[u8]) -> Lexed<'_, &[u8]> {
    recognize(many1_count(alt((plain_word, reference)))).parse(input)
}

/// A word that stands for a text: a [`word`], or, if `paths`, one that may hold `.` and `/`.
pub(super) fn bare_text(input: &[u8], paths: bool) -> Lexed<'_, &[u8]> {
    if !paths {
        return word(input);
    }
    let part = take_while1(|byte| is_word_byte(byte) || matches!(byte, b'.' | b'/'));
    recognize(many1_count(alt((part, reference)))).parse(input)
}

/// What is between quotes: everything up to the same quote, past escapes and macros.
/// A line's end or the file's end closes the text as well (the reference warns then).
fn quoted_inner(quote: u8, input: &[u8]) -> Lexed<'_, &[u8]> {
    let mut rest = input;
    loop {
        match rest.first() {
            None | Some(b'\n') => break,
            Some(b'$') => (rest, _) = reference(rest)?,
            Some(b'\\') => {
                let two = if matches!(rest.get(1), None | Some(b'\n')) { 1 } else { 2 };
                rest = rest.get(two..).unwrap_or_default();
            }
            Some(&byte) if byte == quote => break,
            Some(_) => rest = rest.get(1..).unwrap_or_default(),
        }
    }
    take(input.len() - rest.len())(input)
}

/// Where in a text the first macro stands, or a `$` alone.
pub(super) fn first_dollar(inner: &[u8]) -> Option<usize> {
    let mut escaped = false;
    inner.iter().position(|&byte| {
        let found = byte == b'$' && !escaped;
        escaped = byte == b'\\' && !escaped;
        found
    })
}

/// A quoted text.
pub(super) struct Quoted<'t> {
    /// what is inside
    pub(super) inner: &'t [u8],
    /// its closing quote is there
    pub(super) closed: bool,
    /// what is inside is letters, nothing to be worked on
    pub(super) plain: bool,
}

/// A text in single or double quotes.
pub(super) fn quoted(input: &[u8]) -> Lexed<'_, Quoted<'_>> {
    let &[quote @ (b'"' | b'\''), ref rest @ ..] = input else {
        return Err(nom::Err::Error(Error::new(input, ErrorKind::Char)));
    };
    // nearly all texts are plain: they end at the first byte that may mean anything
    let end = length_while(rest, |byte| !is(byte, STOP));
    if rest.get(end) == Some(&quote) {
        let (rest, inner) = take(end)(rest)?;
        return Ok((rest.get(1..).unwrap_or_default(), Quoted { inner, closed: true, plain: true }));
    }
    let (rest, inner) = quoted_inner(quote, rest)?;
    match rest.split_first() {
        Some((&byte, after)) if byte == quote => Ok((after, Quoted { inner, closed: true, plain: false })),
        _ => Ok((rest, Quoted { inner, closed: false, plain: false })),
    }
}

/// Whether a byte can only start a token, or end a line: nothing is to be skipped before it.
#[inline]
pub(super) fn starts_token(byte: u8) -> bool {
    is(byte, TOKEN)
}

/// Blanks, a continued line, a comment. May match nothing.
pub(super) fn blank(input: &[u8]) -> Lexed<'_, ()> {
    let blanks = input.iter().position(|&byte| !is(byte, BLANK)).unwrap_or(input.len());
    let mut rest = input.get(blanks..).unwrap_or_default();
    if rest.first().is_some_and(|&byte| starts_token(byte)) {
        return Ok((rest, ()));
    }
    loop {
        let step: Lexed<'_, &[u8]> =
            alt((is_a(&b" \t"[..]), tag(&b"\\\n"[..]), recognize(preceded(tag(&b"#"[..]), take_till(|b| b == b'\n')))))
                .parse(rest);
        match step {
            Ok((after, _)) => rest = after,
            Err(_) => return Ok((rest, ())),
        }
    }
}

/// Blanks before a variable's value; nothing else is skipped there.
pub(super) fn blank_in_value(input: &[u8]) -> Lexed<'_, &[u8]> {
    let end = input.iter().position(|b| !matches!(b, b' ' | b'\t')).unwrap_or(input.len());
    take(end)(input)
}

/// To the end of the line.
pub(super) fn line_rest(input: &[u8]) -> Lexed<'_, &[u8]> {
    let end = memchr::memchr(b'\n', input).unwrap_or(input.len());
    take(end)(input)
}

/// A comparison.
pub(super) fn relation(input: &[u8]) -> Lexed<'_, Relation> {
    alt((
        value(Relation::Unequal, tag(&b"!="[..])),
        value(Relation::LessEqual, tag(&b"<="[..])),
        value(Relation::GreaterEqual, tag(&b">="[..])),
        value(Relation::Equal, tag(&b"="[..])),
        value(Relation::Less, tag(&b"<"[..])),
        value(Relation::Greater, tag(&b">"[..])),
    ))
    .parse(input)
}

/// One thing that is no token at all: conf warns and goes on, so it is skipped.
pub(super) fn unsupported(input: &[u8]) -> Lexed<'_, u8> {
    let known = b"\"'()!=<>$\n";
    let (rest, byte) = take(1_usize)(input)?;
    let byte = byte.as_bytes().first().copied().unwrap_or(b'\n');
    let token = known.contains(&byte)
        || is_word_byte(byte)
        || rest.first().is_some_and(|&next| matches!((byte, next), (b'&', b'&') | (b'|', b'|') | (b':' | b'+', b'=')));
    if token { Err(nom::Err::Error(Error::new(input, ErrorKind::Not))) } else { Ok((rest, byte)) }
}

/// Text without line ends, at least one byte.
pub(super) fn text_line(input: &[u8]) -> Lexed<'_, &[u8]> {
    is_not(&b"\n"[..])(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest_of(lexed: Lexed<'_, &[u8]>) -> (String, String) {
        let (rest, taken) = lexed.unwrap();
        (String::from_utf8_lossy(taken).into_owned(), String::from_utf8_lossy(rest).into_owned())
    }

    #[test]
    fn a_word_runs_through_macros() {
        for (input, taken) in [
            ("FOO-1 bar", "FOO-1"),
            ("$(success,test -n \"a b\") && X", "$(success,test -n \"a b\")"),
            ("A$(B)C)", "A$(B)C"),
            ("$FOO x", "$FOO"),
            ("$($(X)) y", "$($(X))"),
        ] {
            assert_eq!(rest_of(word(input.as_bytes())).0, taken);
        }
    }

    #[test]
    fn a_reference_must_close_on_its_line() {
        assert!(matches!(word(b"$(shell,a\n)"), Err(nom::Err::Failure(_))));
    }

    #[test]
    fn quotes_inside_a_macro_do_not_end_the_text() {
        let (rest, Quoted { inner, closed, .. }) = quoted(b"\"a $(shell,echo \"x\") \\\" b\" if Y").unwrap();
        assert_eq!(inner, b"a $(shell,echo \"x\") \\\" b");
        assert!(closed);
        assert_eq!(rest, b" if Y");
    }

    #[test]
    fn a_comment_and_a_continued_line_are_blank() {
        assert_eq!(blank(b" \\\n\t# note \" \nX").unwrap().0, b"\nX");
    }
}

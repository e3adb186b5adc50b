//! Lines that can be understood only when their macros are expanded, since a word that comes to nothing is no token: a
//! line that was not understood enters, and is left open where that may be for its macros; its words and texts leave, to
//! be expanded in the order in which they stand.

use super::{
    ast::{Bytes, File, Kind, Statement, Text, Word},
    block::BlockKind,
    kconfig::{Entry, Parser},
    lex,
    tokens::is_keyword,
};

/// What was open around a line, as far as it decides how the line is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub(super) entry: Entry,
    pub(super) in_choice: bool,
}

/// A word or a text of a line, to be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// a bare word
    Word(Word),
    /// a quoted text
    Text(Text),
}

/// The words and texts that hold something to be expanded on the line at the start of `text`, and the line's length.
/// `at` is where it starts in its file.
pub fn tokens(text: &[u8], at: u32) -> (Vec<Token>, usize) {
    let mut found = Vec::new();
    // whether the line starts with a keyword, once a word other than a macro was seen
    let mut stated = None;
    let mut rest = text;
    loop {
        if let Ok((after, ())) = lex::blank(rest) {
            rest = after;
        }
        let start = text.len() - rest.len();
        let here = |rest: &[u8]| at + start as u32..at + (text.len() - rest.len()) as u32;
        match rest {
            [] | [b'\n', ..] => return (found, start),
            // a variable's value is not read in tokens
            [b'=', ..] | [b':' | b'+', b'=', ..] if stated != Some(true) => break,
            [b'"' | b'\'', ..] => match lex::quoted(rest) {
                Ok((after, quoted)) => {
                    rest = after;
                    let cooked = quoted.inner.iter().any(|byte| matches!(byte, b'$' | b'\\'));
                    found.extend(cooked.then(|| Token::Text(Text { at: here(rest), closed: quoted.closed, cooked })));
                }
                Err(_) => break,
            },
            _ => match lex::word(rest) {
                Ok((after, word)) => {
                    rest = after;
                    let expands = word.contains(&b'$');
                    found.extend(expands.then(|| Token::Word(Word { at: here(rest), expands })));
                    if !word.starts_with(b"$(") {
                        stated = stated.or(Some(is_keyword(word)));
                    }
                }
                Err(nom::Err::Failure(_)) => break,
                Err(_) => rest = rest.get(1..).unwrap_or_default(),
            },
        }
    }
    let left = lex::line_rest(rest).map_or(0, |(_, left)| left.len());
    (found, text.len() - rest.len() + left)
}

/// How things stood before a line was read.
pub(super) struct Before<'t> {
    statements: usize,
    steps: usize,
    errors: usize,
    warnings: usize,
    place: Place,
    rest: &'t [u8],
}

impl<'t> Parser<'t> {
    #[inline]
    pub(super) fn before(&mut self) -> Before<'t> {
        let place = Place { entry: self.entry, in_choice: *self.depth(BlockKind::Choice) > 0 };
        let File { statements, steps, errors, warnings } = &self.file;
        let (statements, steps, errors, warnings) = (statements.len(), steps.len(), errors.len(), warnings.len());
        Before { statements, steps, errors, warnings, place, rest: self.rest }
    }

    /// Leaves a line open that was not understood, if words of it may turn out not to be there; takes back what was told
    /// of it. False where the line is wrong whatever its macros are.
    pub(super) fn leave_unsettled(&mut self, start: u32, before: &Before<'t>) -> bool {
        let told = self.file.errors.get(before.errors..).unwrap_or_default();
        let [problem] = told else { return false };
        let (unknown, unexpected) = ("ltoconf::syntax::unknown-statement", "ltoconf::syntax::unexpected-token");
        if self.settled || (problem.code != unknown && problem.code != unexpected) {
            return false;
        }
        let (tokens, length) = tokens(before.rest, start);
        let line = before.rest.get(..length).unwrap_or_default();
        let may_vanish = |token: &Token| matches!(token, Token::Word(word) if self.cut(&word.at).starts_with(b"$("));
        // without a keyword it can only be an assignment
        let assigns = line.contains(&b'=') && self.known == Entry::Broken;
        if !tokens.iter().any(may_vanish) || (problem.code == unknown && !assigns) {
            return false;
        }
        self.file.statements.truncate(before.statements);
        self.file.steps.truncate(before.steps);
        self.file.errors.truncate(before.errors);
        self.file.warnings.truncate(before.warnings);
        self.rest = before.rest.get(length..).unwrap_or_default();
        self.entry = if self.known == Entry::Broken { Entry::Nothing } else { self.known };
        self.after_help = false;
        let at: Bytes = start..start + length as u32;
        self.file.statements.push(Statement { at, expands: true, height: 0, kind: Kind::Unsettled(before.place) });
        true
    }
}

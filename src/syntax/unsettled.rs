//! Lines that can be understood only when their macros are expanded, since a word that comes to nothing is no token: a
//! line that was not understood enters, and is left open where that may be for its macros; its words and texts leave, to
//! be expanded in the order in which they stand.

use super::{
    ast::{Bytes, File, Kind, Statement, Text, Word},
    block::BlockKind,
    kconfig::{Entry, Parser},
    keywords::is_keyword,
    lex,
};

/// The entry above a line, which decides how the line is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(pub(super) Entry);

/// A word or a text of a line, to be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// a bare word
    Word(Word),
    /// a quoted text
    Text(Text),
}

/// What a line is made of.
#[derive(Debug)]
pub struct Line {
    /// its words and texts that hold something to be expanded
    pub tokens: Vec<Token>,
    /// in bytes
    pub length: usize,
    /// it starts with a keyword, or has the sign of an assignment behind one word and macros
    stated: bool,
    assigns: bool,
}

/// The line at the start of `text`; `at` is where that is in its file.
pub fn line(text: &[u8], at: u32) -> Line {
    let mut line = Line { tokens: Vec::new(), length: text.len(), stated: false, assigns: false };
    // words that do not start with a macro; what an assignment does not begin with counts twice
    let mut others = 0_usize;
    let mut rest = text;
    loop {
        if let Ok((after, ())) = lex::blank(rest) {
            rest = after;
        }
        let start = text.len() - rest.len();
        let here = |rest: &[u8]| at + start as u32..at + (text.len() - rest.len()) as u32;
        match rest {
            [] | [b'\n', ..] => {
                line.length = start;
                return line;
            }
            // a variable's value is not read in tokens
            [b'=', ..] | [b':' | b'+', b'=', ..] if !line.stated => {
                line.assigns = others < 2;
                break;
            }
            [b'"' | b'\'', ..] => match lex::quoted(rest) {
                Ok((after, quoted)) => {
                    rest = after;
                    others += 2;
                    let cooked = quoted.inner.iter().any(|byte| matches!(byte, b'$' | b'\\' | 0));
                    line.tokens.extend(
                        cooked
                            .then(|| Token::Text(Text { at: here(rest), closed: quoted.closed, cooked, bare: false })),
                    );
                }
                Err(_) => break,
            },
            _ => match lex::word(rest) {
                Ok((after, word)) => {
                    rest = after;
                    let expands = word.contains(&b'$');
                    line.tokens.extend(expands.then(|| Token::Word(Word { at: here(rest), expands })));
                    if !word.starts_with(b"$(") {
                        line.stated |= others == 0 && is_keyword(word);
                        others += 1;
                    }
                }
                Err(nom::Err::Failure(_)) => break,
                Err(_) => {
                    others += if lex::unsupported(rest).is_ok() { 0 } else { 2 };
                    rest = rest.get(1..).unwrap_or_default();
                }
            },
        }
    }
    let left = lex::line_rest(rest).map_or(0, |(_, left)| left.len());
    line.length = text.len() - rest.len() + left;
    line
}

/// How things stood before a line was read.
pub(super) struct Before<'t> {
    statements: usize,
    steps: usize,
    errors: usize,
    warnings: usize,
    entry: Entry,
    rest: &'t [u8],
}

impl<'t> Parser<'t> {
    #[inline]
    pub(super) fn before(&self) -> Before<'t> {
        let File { statements, steps, errors, warnings } = &self.file;
        let (statements, steps, errors, warnings) = (statements.len(), steps.len(), errors.len(), warnings.len());
        Before { statements, steps, errors, warnings, entry: self.entry, rest: self.rest }
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
        let line = line(before.rest, start);
        let assigns = line.assigns && (self.grammar.open_choices || *self.depth(BlockKind::Choice) == 0);
        let may_vanish = |token: &Token| matches!(token, Token::Word(word) if self.cut(&word.at).starts_with(b"$("));
        if !line.tokens.iter().any(may_vanish) || !(line.stated || assigns) {
            return false;
        }
        self.file.statements.truncate(before.statements);
        self.file.steps.truncate(before.steps);
        self.file.errors.truncate(before.errors);
        self.file.warnings.truncate(before.warnings);
        self.rest = before.rest.get(line.length..).unwrap_or_default();
        self.entry = if self.known == Entry::Broken { Entry::Nothing } else { self.known };
        self.after_help = false;
        let at: Bytes = start..start + line.length as u32;
        self.file.statements.push(Statement {
            at,
            expands: true,
            height: 0,
            kind: Kind::Unsettled(Place(before.entry)),
        });
        true
    }
}

//! What a Kconfig line is made of: the parser's place in the text moves on by tokens, and words, texts, operands and
//! conditions leave. What does not fit is reported here, with its place.

use nom::Err as NomErr;

use crate::dialect::grammar::BareTexts;

use super::{
    ast::{Bytes, Expr, Operand, Problem, Prompt, Text, Word},
    expr,
    height::BELOW_ATTRIBUTE,
    kconfig::{Parser, Part, Reported},
    keywords::is_keyword,
    lex,
};

impl<'t> Parser<'t> {
    /// Offset of the next byte.
    pub(super) fn offset(&self) -> u32 {
        self.base + (self.text.len() - self.rest.len()) as u32
    }

    /// The range of a part of the text that a nom parser gave back.
    pub(super) fn range_before(&self, part: &[u8]) -> Bytes {
        let end = self.offset();
        end - part.len() as u32..end
    }

    pub(super) fn report(&mut self, code: &'static str, message: String, at: Bytes, help: Option<&'static str>) {
        self.file.errors.push(Problem { code, message, help, at, opened: None });
    }

    pub(super) fn warn(&mut self, code: &'static str, message: String, at: Bytes) {
        self.file.warnings.push(Problem { code, message, help: None, at, opened: None });
    }

    /// Reports the next token (or the end of the line) as not fitting.
    pub(super) fn unexpected(&mut self, wanted: &str) -> Reported {
        let start = self.offset();
        let token = lex::word(self.rest).or_else(|_| lex::text_line(self.rest)).map_or(&b""[..], |(_, token)| token);
        // the end of the text has no byte of its own
        let end = start + token.len().max(usize::from(!self.rest.is_empty())) as u32;
        let shown: String = String::from_utf8_lossy(token).chars().take(40).collect();
        let message = if shown.is_empty() {
            format!("the line ends where {wanted} is needed")
        } else {
            format!("'{shown}' where {wanted} is needed")
        };
        self.report("ltoconf::syntax::unexpected-token", message, start..end, None);
        Reported
    }

    /// Skips blanks and what is no token at all; the latter with a warning, as the reference does.
    #[inline]
    pub(super) fn skip(&mut self) {
        let mut rest = self.rest;
        while let [b' ' | b'\t', after @ ..] = rest {
            rest = after;
        }
        self.rest = rest;
        if rest.first().is_none_or(|&byte| !lex::starts_token(byte)) {
            self.skip_something();
        }
    }

    #[inline(never)]
    pub(super) fn skip_something(&mut self) {
        if matches!(self.rest, [b'&', b'&', ..] | [b'|', b'|', ..]) {
            return;
        }
        loop {
            if let Ok((rest, ())) = lex::blank(self.rest) {
                self.rest = rest;
            }
            if self.rest.first().is_none_or(|&byte| lex::starts_token(byte)) {
                return;
            }
            let start = self.offset();
            match lex::unsupported(self.rest) {
                Ok((rest, byte)) => {
                    self.rest = rest;
                    let shown = char::from(byte).escape_default();
                    let message = format!("unsupported character '{shown}' is ignored");
                    self.warn("ltoconf::syntax::unsupported-character", message, start..start + 1);
                }
                Err(_) => return,
            }
        }
    }

    /// Runs a lexer; `None` where its token does not stand next.
    pub(super) fn lexed<T>(&mut self, lexer: impl FnOnce(&'t [u8]) -> lex::Lexed<'t, T>) -> Part<Option<T>> {
        match lexer(self.rest) {
            Ok((rest, token)) => {
                self.rest = rest;
                Ok(Some(token))
            }
            Err(NomErr::Failure(error)) => {
                let start = self.base + (self.text.len() - error.input.len()) as u32;
                if error.input.first() == Some(&0) {
                    self.report_nul(start);
                } else {
                    self.report(
                        "ltoconf::syntax::unterminated-reference",
                        "'$(' without its ')' on the same line".into(),
                        start..start + 2,
                        Some("close the reference; to write '$(' itself, use a variable that holds '$'"),
                    );
                }
                Err(Reported)
            }
            Err(_) => Ok(None),
        }
    }

    fn report_nul(&mut self, at: u32) {
        let message = "a NUL byte in or behind a macro".into();
        let help = "remove the byte: the reference loses what stands there";
        self.report("ltoconf::syntax::nul-byte", message, at..at + 1, Some(help));
    }

    /// Refuses a NUL byte behind a macro on its line: the reference expands a line up to there, and loses the byte and, in
    /// a text, all that follows. `at` is where the macro stands.
    fn refuse_nul_behind(&mut self, at: u32) -> Part<()> {
        // each byte of a line is looked at once, however many macros it holds
        if at < self.without_nul {
            return Ok(());
        }
        let behind = self.text.get(at.saturating_sub(self.base) as usize..).unwrap_or_default();
        let end = memchr::memchr2(0, b'\n', behind).unwrap_or(behind.len());
        self.without_nul = at + end as u32;
        if behind.get(end) == Some(&0) {
            self.report_nul(self.without_nul);
            return Err(Reported);
        }
        Ok(())
    }

    /// The next word, keyword or not.
    #[inline]
    pub(super) fn any_word(&mut self) -> Part<Option<(Word, &'t [u8])>> {
        self.skip();
        // nearly all words are plain, and most of a file is words
        if let Some((bytes @ [_, ..], rest)) = self.rest.split_at_checked(lex::plain_length(self.rest)) {
            self.rest = rest;
            return Ok(Some((Word { at: self.range_before(bytes), expands: false }, bytes)));
        }
        let Some(bytes) = self.lexed(lex::word)? else { return Ok(None) };
        let at = self.range_before(bytes);
        let expands = bytes.contains(&b'$');
        if expands {
            self.refuse_nul_behind(at.start)?;
        }
        self.expands |= expands;
        Ok(Some((Word { at, expands }, bytes)))
    }

    /// The next word if it is no keyword.
    pub(super) fn symbol_word(&mut self) -> Part<Option<Word>> {
        // before the place to come back to, so that what is skipped is told once
        self.skip();
        let before = self.rest;
        match self.any_word()? {
            Some((word, bytes)) if !is_keyword(bytes) => Ok(Some(word)),
            _ => {
                self.rest = before;
                Ok(None)
            }
        }
    }

    /// Takes a keyword where it stands next.
    pub(super) fn keyword(&mut self, keyword: &[u8]) -> Part<bool> {
        self.skip();
        let before = self.rest;
        if matches!(before, [] | [b'\n', ..]) {
            return Ok(false);
        }
        if self.any_word()?.is_some_and(|(_, bytes)| bytes == keyword) {
            return Ok(true);
        }
        self.rest = before;
        Ok(false)
    }

    /// The next quoted text.
    pub(super) fn quoted(&mut self) -> Part<Option<Text>> {
        self.skip();
        if !matches!(self.rest, [b'"' | b'\'', ..]) {
            return Ok(None);
        }
        let start = self.offset();
        let Some(lex::Quoted { inner, closed, plain }) = self.lexed(lex::quoted)? else { return Ok(None) };
        let end = self.offset();
        if plain {
            return Ok(Some(Text { at: start..end, bare: false, closed, cooked: false }));
        }
        if !closed {
            self.warn("ltoconf::syntax::unclosed-text", "the text is not closed on its line".into(), start..end);
        }
        if let Some(dollar) = lex::first_dollar(inner) {
            self.refuse_nul_behind(start + 1 + dollar as u32)?;
        }
        if let Some(nul) = memchr::memchr(0, inner) {
            let at = start + 1 + nul as u32;
            self.warn("ltoconf::syntax::nul-byte", "the text ends at its NUL byte".into(), at..at + 1);
        }
        let cooked = inner.iter().any(|b| matches!(b, b'$' | b'\\' | 0));
        self.expands |= cooked;
        Ok(Some(Text { at: start..end, bare: false, closed, cooked }))
    }

    pub(super) fn operand(&mut self) -> Part<Option<Operand>> {
        if let Some(text) = self.quoted()? {
            return Ok(Some(Operand::Text(text)));
        }
        Ok(self.symbol_word()?.map(Operand::Word))
    }

    pub(super) fn need_symbol(&mut self) -> Part<Word> {
        match self.symbol_word()? {
            Some(word) => Ok(word),
            None => Err(self.unexpected("a symbol")),
        }
    }

    pub(super) fn need_text(&mut self) -> Part<Text> {
        match self.title()? {
            Some(text) => Ok(text),
            None => Err(self.unexpected("a quoted text")),
        }
    }

    /// The next quoted text, or the word that older versions take for one.
    fn title(&mut self) -> Part<Option<Text>> {
        if let Some(text) = self.quoted()? {
            return Ok(Some(text));
        }
        let paths = match self.grammar.bare_texts {
            BareTexts::No => return Ok(None),
            BareTexts::Names => false,
            BareTexts::Paths => true,
        };
        let (before, start) = (self.rest, self.offset());
        let Some(bytes) = self.lexed(|rest| lex::bare_text(rest, paths))? else { return Ok(None) };
        // where paths are words, nothing else is kept from being one behind the first word of a line
        let taken = if paths { matches!(bytes, b"if" | b"on") } else { is_keyword(bytes) };
        if taken {
            self.rest = before;
            return Ok(None);
        }
        // one that comes to nothing is no text, which is known when the line is read again
        let may_vanish = bytes.starts_with(b"$(") && matches!(lex::word(bytes), Ok((b"", _)));
        if may_vanish && !self.settled {
            self.rest = before;
            return Err(self.unexpected("a quoted text"));
        }
        let cooked = bytes.contains(&b'$');
        if cooked {
            self.refuse_nul_behind(start)?;
        }
        self.expands |= cooked;
        Ok(Some(Text { at: self.range_before(bytes), bare: true, closed: true, cooked }))
    }

    pub(super) fn need_operand(&mut self) -> Part<Operand> {
        match self.operand()? {
            Some(operand) => Ok(operand),
            None => Err(self.unexpected("a symbol or a value")),
        }
    }

    /// `if EXPR` of an attribute, where it stands; its first `before` symbols, with the `if`, are open there.
    pub(super) fn condition(&mut self, before: usize) -> Part<Option<Expr>> {
        if self.keyword(b"if")? { expr::parse(self, BELOW_ATTRIBUTE + before).map(Some) } else { Ok(None) }
    }

    pub(super) fn prompt(&mut self) -> Part<Option<Prompt>> {
        match self.title()? {
            Some(text) => Ok(Some(Prompt { text, condition: self.condition(3)? })),
            None => Ok(None),
        }
    }
}

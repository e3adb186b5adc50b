//! One Kconfig file's text enters, its statements leave, with every error of the file.
//! Grammar of parser.y; grammar/kconfig.ebnf is the same thing to read. No file is opened and no macro expanded here.

use crate::dialect::grammar::Grammar;

use super::{
    ast::{Bytes, File, Kind, Statement},
    block::{Block, BlockKind},
    expr, height,
    keywords::is_keyword,
    lex,
    unsettled::Place,
};

/// Parses a whole file as the newest versions do. Never fails: what is wrong is in [`File::errors`].
pub fn parse(text: &[u8]) -> File {
    parse_by(text, Grammar::default())
}

/// Parses a whole file by a version's grammar, as [`parse`] does by the newest.
pub fn parse_by(text: &[u8], grammar: Grammar) -> File {
    let mut parser = Parser::new(text, 0, grammar);
    // what a kernel's files hold on average, and a little more
    parser.file.statements.reserve(text.len() / 48);
    parser.file.steps.reserve(text.len() / 96);
    while parser.statement() {}
    for block in std::mem::take(&mut parser.blocks) {
        let word = block.kind.end_word();
        parser.report(
            "ltoconf::syntax::unclosed-block",
            format!("missing '{word}' for this entry"),
            block.at,
            Some("add the end statement in this file: a block cannot be closed in another"),
        );
    }
    parser.file
}

/// Reads a line again that [`parse`] left [`Kind::Unsettled`], now that its macros are known: a word of macros that came
/// to nothing is no token at all, any other is one. `text` is the line's own and `at` where it starts; `nothing` are the
/// words that are not there. One statement leaves, or why there is none.
pub fn settle(text: &[u8], at: u32, place: Place, nothing: &[Bytes], grammar: Grammar) -> File {
    let mut line = text.to_vec();
    for word in nothing {
        let (start, end) = (word.start.saturating_sub(at) as usize, word.end.saturating_sub(at) as usize);
        line.get_mut(start..end).unwrap_or_default().fill(b' ');
    }
    let mut parser = Parser::new(&line, at, grammar);
    parser.settled = true;
    // what is open around the line was judged when it was read first
    (parser.entry, parser.depths) = (place.0, [1; 3]);
    parser.statement();
    parser.file
}

/// The line is not understood and has been reported.
pub(super) struct Reported;

/// Result of reading a part of a line.
pub(super) type Part<T> = Result<T, Reported>;

/// What attributes may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// between entries
    Nothing,
    /// below a line that was not understood: attributes are passed over without a word
    Broken,
    Config,
    Choice,
    Menu,
    Comment,
}

/// What must follow what `line` read.
pub(super) enum After {
    LineEnd,
    Anything,
}

pub(super) struct Parser<'t> {
    pub(super) grammar: Grammar,
    pub(super) text: &'t [u8],
    /// where the text starts in its file
    pub(super) base: u32,
    pub(super) rest: &'t [u8],
    pub(super) file: File,
    pub(super) blocks: Vec<Block>,
    /// how many blocks of each kind are open
    pub(super) depths: [usize; 3],
    pub(super) entry: Entry,
    /// what may follow if the line being read is not understood: as much as its first word says
    pub(super) known: Entry,
    /// the last statement other than lines of macros was a help text: conf's lexer does not see an assignment there
    pub(super) after_help: bool,
    /// no NUL byte is on the line being read before here
    pub(super) without_nul: u32,
    /// what macros come to is known: no line is left open for that
    pub(super) settled: bool,
    /// the statement being read holds a macro or an escape
    pub(super) expands: bool,
    /// how high the expressions of the statement being read are
    pub(super) height: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t [u8], base: u32, grammar: Grammar) -> Self {
        Self {
            grammar,
            text,
            base,
            rest: text,
            file: File::default(),
            blocks: Vec::new(),
            depths: [0; 3],
            entry: Entry::Nothing,
            known: Entry::Broken,
            after_help: false,
            without_nul: 0,
            settled: false,
            expands: false,
            height: 0,
        }
    }

    /// Bytes of the text.
    pub(super) fn cut(&self, at: &Bytes) -> &'t [u8] {
        let offset = |place: u32| place.saturating_sub(self.base) as usize;
        self.text.get(offset(at.start)..offset(at.end)).unwrap_or_default()
    }

    /// Reads the next statement; false at the end of the file.
    pub(super) fn statement(&mut self) -> bool {
        loop {
            self.skip();
            match self.rest.first() {
                None => return false,
                Some(b'\n') => self.rest = self.rest.get(1..).unwrap_or_default(),
                Some(_) => break,
            }
        }
        let start = self.offset();
        self.expands = false;
        self.height = 0;
        self.known = Entry::Broken;
        let before = self.before();
        let result = self.line(start).and_then(|after| match after {
            After::LineEnd => self.line_end(),
            After::Anything => Ok(()),
        });
        if result.is_err() && !self.leave_unsettled(start, &before) {
            self.entry = self.known;
            if let Ok((rest, _)) = lex::line_rest(self.rest) {
                self.rest = rest;
            }
        }
        true
    }

    pub(super) fn line_end(&mut self) -> Part<()> {
        self.skip();
        match self.rest {
            [] | [b'\n', ..] => Ok(()),
            before => {
                // a reference without its end is told as such
                self.any_word()?;
                self.rest = before;
                Err(self.unexpected("the end of the line"))
            }
        }
    }

    pub(super) fn push(&mut self, start: u32, kind: Kind) {
        if !matches!(kind, Kind::Macros(_)) {
            self.after_help = false;
        }
        let height = self.height.max(height::plain(&kind)) as u16;
        self.file.statements.push(Statement { at: start..self.offset(), expands: self.expands, height, kind });
    }

    fn line(&mut self, start: u32) -> Part<After> {
        let Some((word, bytes)) = self.any_word()? else { return Err(self.unexpected("a statement")) };
        if !is_keyword(bytes) {
            return self.assignment_or_macros(start, word);
        }
        match bytes {
            b"config" | b"menuconfig" => {
                self.known = Entry::Config;
                let menu = bytes == b"menuconfig";
                if menu {
                    self.outside_choice(start, "'menuconfig'", self.grammar.open_choices)?;
                }
                let name = self.need_symbol()?;
                self.entry(start, Kind::Config { name, menu }, Entry::Config);
            }
            b"choice" => {
                self.known = Entry::Choice;
                let name = self.outside_choice(start, "'choice'", self.below_if()).and_then(|()| self.symbol_word());
                self.open(start, BlockKind::Choice);
                self.entry(start, Kind::Choice(name?), Entry::Choice);
            }
            b"menu" => {
                self.known = Entry::Menu;
                let text = self.outside_choice(start, "'menu'", self.below_if()).and_then(|()| self.need_text());
                self.open(start, BlockKind::Menu);
                self.entry(start, Kind::Menu(text?), Entry::Menu);
            }
            b"if" => {
                self.known = Entry::Nothing;
                let condition = expr::parse(self, 1);
                self.open(start, BlockKind::If);
                self.entry(start, Kind::If(condition?), Entry::Nothing);
            }
            b"endif" => self.close(start, BlockKind::If, Kind::EndIf)?,
            b"endmenu" => self.close(start, BlockKind::Menu, Kind::EndMenu)?,
            b"endchoice" => self.close(start, BlockKind::Choice, Kind::EndChoice)?,
            b"comment" => {
                self.known = Entry::Comment;
                let text = self.need_text()?;
                self.entry(start, Kind::Comment(text), Entry::Comment);
            }
            b"mainmenu" => {
                self.outside_choice(start, "'mainmenu'", false)?;
                let text = self.need_text()?;
                self.entry(start, Kind::MainMenu(text), Entry::Nothing);
            }
            b"source" => {
                self.outside_choice(start, "'source'", self.grammar.open_choices)?;
                let path = self.need_text()?;
                if path.bare {
                    // a word on a line that is wrong names no file
                    let before = self.rest;
                    self.line_end()?;
                    self.rest = before;
                }
                self.entry(start, Kind::Source(path), Entry::Nothing);
            }
            _ => return self.attribute(start, bytes),
        }
        Ok(After::LineEnd)
    }

    pub(super) fn entry(&mut self, start: u32, kind: Kind, entry: Entry) {
        self.entry = entry;
        self.push(start, kind);
    }
}

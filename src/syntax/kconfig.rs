//! One Kconfig file's text enters, its statements leave, with every error of the file.
//! Grammar of parser.y; grammar/kconfig.ebnf is the same thing to read. No file is opened and no macro expanded here.

use super::{
    ast::{File, Kind, Statement, Word},
    block::{Block, BlockKind},
    expr, height, lex,
    tokens::is_keyword,
};

/// Parses a whole file. Never fails: what is wrong is in [`File::errors`].
pub fn parse(text: &[u8]) -> File {
    let mut parser = Parser {
        text,
        rest: text,
        // what a kernel's files hold on average, and a little more
        file: File {
            statements: Vec::with_capacity(text.len() / 48),
            steps: Vec::with_capacity(text.len() / 96),
            ..File::default()
        },
        blocks: Vec::new(),
        depths: [0; 3],
        entry: Entry::Nothing,
        known: Entry::Broken,
        after_help: false,
        silent: Vec::new(),
        expands: false,
        height: 0,
    };
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

/// The line is not understood and has been reported.
pub(super) struct Reported;

/// Result of reading a part of a line.
pub(super) type Part<T> = Result<T, Reported>;

/// What attributes may follow.
#[derive(Clone, Copy, PartialEq, Eq)]
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
    pub(super) text: &'t [u8],
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
    /// macros between the tokens of the statement being read, which must expand to nothing
    pub(super) silent: Vec<Word>,
    /// the statement being read holds a macro or an escape
    pub(super) expands: bool,
    /// how high the expressions of the statement being read are
    pub(super) height: usize,
}

impl Parser<'_> {
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
        self.silent.clear();
        self.known = Entry::Broken;
        let result = self.line(start).and_then(|after| match after {
            After::LineEnd => self.line_end(),
            After::Anything => Ok(()),
        });
        if result.is_err() {
            self.entry = self.known;
            if let Ok((rest, _)) = lex::line_rest(self.rest) {
                self.rest = rest;
            }
        }
        true
    }

    /// The end of the line. Macros before it must expand to nothing, as on a line of their own.
    pub(super) fn line_end(&mut self) -> Part<()> {
        self.skip();
        if let [b'\n', ..] = self.rest {
            return Ok(());
        }
        let start = self.offset();
        let mut macros = Vec::new();
        while !matches!(self.rest.first(), None | Some(b'\n')) {
            let before = self.rest;
            match self.any_word()? {
                Some((word, _)) if word.expands => macros.push(word),
                _ => {
                    self.rest = before;
                    return Err(self.unexpected("the end of the line"));
                }
            }
            self.skip();
        }
        if !macros.is_empty() {
            self.push(start, Kind::Macros(macros.into()));
        }
        Ok(())
    }

    pub(super) fn push(&mut self, start: u32, kind: Kind) {
        if !matches!(kind, Kind::Macros(_)) {
            self.after_help = false;
        }
        if !self.silent.is_empty() {
            let kind = Kind::Macros(std::mem::take(&mut self.silent).into());
            self.file.statements.push(Statement { at: start..self.offset(), expands: true, height: 0, kind });
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
                    self.outside_choice(start, "'menuconfig'")?;
                }
                let name = self.need_symbol()?;
                self.entry(start, Kind::Config { name, menu }, Entry::Config);
            }
            b"choice" => {
                self.known = Entry::Choice;
                let name = self.outside_choice(start, "'choice'").and_then(|()| self.symbol_word());
                self.open(start, BlockKind::Choice);
                self.entry(start, Kind::Choice(name?), Entry::Choice);
            }
            b"menu" => {
                self.known = Entry::Menu;
                let text = self.outside_choice(start, "'menu'").and_then(|()| self.need_text());
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
                self.outside_choice(start, "'mainmenu'")?;
                let text = self.need_text()?;
                self.entry(start, Kind::MainMenu(text), Entry::Nothing);
            }
            b"source" => {
                self.outside_choice(start, "'source'")?;
                let path = self.need_text()?;
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

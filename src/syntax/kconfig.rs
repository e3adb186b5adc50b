//! One Kconfig file's text enters, its statements leave, with every error of the file.
//! Grammar of parser.y; grammar/kconfig.ebnf is the same thing to read. No file is opened and no macro expanded here.

use nom::Err as NomErr;

use super::{
    ast::{Bytes, Expr, File, Flavor, Kind, Operand, Problem, Prompt, Statement, Text, Type, Word},
    expr, help, lex,
};

/// Parses a whole file. Never fails: what is wrong is in [`File::errors`].
pub fn parse(text: &[u8]) -> File {
    let mut parser = Parser {
        text,
        rest: text,
        file: File { statements: Vec::with_capacity(text.len() / 64), ..File::default() },
        blocks: Vec::new(),
        depths: [0; 3],
        entry: Entry::Nothing,
        known: Entry::Broken,
        after_help: false,
        expands: false,
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
enum Entry {
    /// between entries
    Nothing,
    /// below a line that was not understood: attributes are passed over without a word
    Broken,
    Config,
    Choice,
    Menu,
    Comment,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    If,
    Menu,
    Choice,
}

impl BlockKind {
    fn word(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Menu => "menu",
            Self::Choice => "choice",
        }
    }

    fn end_word(self) -> &'static str {
        match self {
            Self::If => "endif",
            Self::Menu => "endmenu",
            Self::Choice => "endchoice",
        }
    }
}

/// What must follow what `line` read.
enum After {
    LineEnd,
    Anything,
}

struct Block {
    kind: BlockKind,
    at: Bytes,
}

pub(super) struct Parser<'t> {
    text: &'t [u8],
    pub(super) rest: &'t [u8],
    file: File,
    blocks: Vec<Block>,
    /// how many blocks of each kind are open
    depths: [usize; 3],
    entry: Entry,
    /// what may follow if the line being read is not understood: as much as its first word says
    known: Entry,
    /// the last statement other than lines of macros was a help text: conf's lexer does not see an assignment there
    after_help: bool,
    /// the statement being read holds a macro or an escape
    expands: bool,
}

impl<'t> Parser<'t> {
    /// Offset of the next byte.
    pub(super) fn offset(&self) -> u32 {
        (self.text.len() - self.rest.len()) as u32
    }

    /// The range of a part of the text that a nom parser gave back.
    fn range_before(&self, part: &[u8]) -> Bytes {
        let end = self.offset();
        end - part.len() as u32..end
    }

    fn report(&mut self, code: &'static str, message: String, at: Bytes, help: Option<&'static str>) {
        self.file.errors.push(Problem { code, message, help, at, opened: None });
    }

    fn warn(&mut self, code: &'static str, message: String, at: Bytes) {
        self.file.warnings.push(Problem { code, message, help: None, at, opened: None });
    }

    /// Reports the next token (or the end of the line) as not fitting.
    pub(super) fn unexpected(&mut self, wanted: &str) -> Reported {
        let start = self.offset();
        let token = lex::word(self.rest).or_else(|_| lex::text_line(self.rest)).map_or(&b""[..], |(_, token)| token);
        let token = String::from_utf8_lossy(token).into_owned();
        let shown: String = token.chars().take(40).collect();
        let message = if shown.is_empty() {
            format!("the line ends where {wanted} is needed")
        } else {
            format!("'{shown}' where {wanted} is needed")
        };
        self.report("ltoconf::syntax::unexpected-token", message, start..start + token.len().max(1) as u32, None);
        Reported
    }

    /// Skips blanks and what is no token at all; the latter with a warning, as the reference does.
    #[inline]
    pub(super) fn skip(&mut self) {
        if self.rest.first().is_none_or(|&byte| !lex::starts_token(byte)) {
            self.skip_something();
        }
    }

    fn skip_something(&mut self) {
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
                let start = (self.text.len() - error.input.len()) as u32;
                if error.input.first() == Some(&0) {
                    let message = "a NUL byte in a macro".into();
                    self.report("ltoconf::syntax::nul", message, start..start + 1, Some("remove the byte"));
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

    /// The next word, keyword or not.
    fn any_word(&mut self) -> Part<Option<(Word, &'t [u8])>> {
        self.skip();
        let Some(bytes) = self.lexed(lex::word)? else { return Ok(None) };
        let at = self.range_before(bytes);
        let expands = bytes.contains(&b'$');
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
        if self.any_word()?.is_some_and(|(_, bytes)| bytes == keyword) {
            return Ok(true);
        }
        self.rest = before;
        Ok(false)
    }

    /// The next quoted text.
    pub(super) fn quoted(&mut self) -> Part<Option<Text>> {
        self.skip();
        let start = self.offset();
        let Some((inner, closed)) = self.lexed(lex::quoted)? else { return Ok(None) };
        let end = self.offset();
        if !closed {
            self.warn("ltoconf::syntax::unclosed-text", "the text is not closed on its line".into(), start..end);
        }
        if let Some(nul) = memchr::memchr(0, inner) {
            let at = start + 1 + nul as u32;
            self.report("ltoconf::syntax::nul", "a NUL byte in a text".into(), at..at + 1, Some("remove the byte"));
        }
        let cooked = inner.iter().any(|b| matches!(b, b'$' | b'\\'));
        self.expands |= cooked;
        Ok(Some(Text { at: start..end, inner: start + 1..start + 1 + inner.len() as u32, cooked }))
    }

    pub(super) fn operand(&mut self) -> Part<Option<Operand>> {
        if let Some(text) = self.quoted()? {
            return Ok(Some(Operand::Text(text)));
        }
        Ok(self.symbol_word()?.map(Operand::Word))
    }

    fn need_symbol(&mut self) -> Part<Word> {
        match self.symbol_word()? {
            Some(word) => Ok(word),
            None => Err(self.unexpected("a symbol")),
        }
    }

    fn need_text(&mut self) -> Part<Text> {
        match self.quoted()? {
            Some(text) => Ok(text),
            None => Err(self.unexpected("a quoted text")),
        }
    }

    fn need_operand(&mut self) -> Part<Operand> {
        match self.operand()? {
            Some(operand) => Ok(operand),
            None => Err(self.unexpected("a symbol or a value")),
        }
    }

    /// `if EXPR`, where it stands.
    fn condition(&mut self) -> Part<Option<Expr>> {
        if self.keyword(b"if")? { expr::parse(self).map(Some) } else { Ok(None) }
    }

    fn prompt(&mut self) -> Part<Option<Prompt>> {
        match self.quoted()? {
            Some(text) => Ok(Some(Prompt { text, condition: self.condition()? })),
            None => Ok(None),
        }
    }

    /// Reads the next statement; false at the end of the file.
    fn statement(&mut self) -> bool {
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
    fn line_end(&mut self) -> Part<()> {
        self.skip();
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
            self.push(start, Kind::Macros(macros));
        }
        Ok(())
    }

    fn push(&mut self, start: u32, kind: Kind) {
        if !matches!(kind, Kind::Macros(_)) {
            self.after_help = false;
        }
        self.file.statements.push(Statement { at: start..self.offset(), expands: self.expands, kind });
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
                let condition = expr::parse(self);
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

    fn entry(&mut self, start: u32, kind: Kind, entry: Entry) {
        self.entry = entry;
        self.push(start, kind);
    }

    /// Opens a block; also one whose line is wrong, so that its end is not wrong as well.
    fn open(&mut self, start: u32, kind: BlockKind) {
        let at = start..self.offset();
        *self.depth(kind) += 1;
        self.blocks.push(Block { kind, at });
    }

    fn depth(&mut self, kind: BlockKind) -> &mut usize {
        let [choices, menus, ifs] = &mut self.depths;
        match kind {
            BlockKind::Choice => choices,
            BlockKind::Menu => menus,
            BlockKind::If => ifs,
        }
    }

    /// Closes a block. An end that comes too early closes what was left open inside; one that has no start is dropped.
    fn close(&mut self, start: u32, kind: BlockKind, statement: Kind) -> Part<()> {
        self.known = Entry::Nothing;
        let end = kind.end_word();
        let at = start..self.offset();
        let problem = |message, opened| Problem {
            code: "ltoconf::syntax::unexpected-end",
            message,
            help: None,
            at: at.clone(),
            opened,
        };
        if *self.depth(kind) == 0 {
            self.file.errors.push(problem(format!("'{end}' without its '{}' in this file", kind.word()), None));
            return Err(Reported);
        }
        let mut inner = None;
        while let Some(block) = self.blocks.pop() {
            *self.depth(block.kind) -= 1;
            if block.kind == kind {
                break;
            }
            inner = inner.or(Some(block));
        }
        match inner {
            None => {
                self.entry(start, statement, Entry::Nothing);
                Ok(())
            }
            Some(block) => {
                let message = format!("'{end}' before the '{}' of this '{}'", block.kind.end_word(), block.kind.word());
                self.file.errors.push(problem(message, Some(block.at)));
                Err(Reported)
            }
        }
    }

    fn outside_choice(&mut self, start: u32, what: &str) -> Part<()> {
        if *self.depth(BlockKind::Choice) > 0 {
            let at = start..self.offset();
            let help = "a choice holds 'config', 'comment' and 'if' only";
            self.report("ltoconf::syntax::misplaced-statement", format!("{what} inside a choice"), at, Some(help));
            return Err(Reported);
        }
        Ok(())
    }

    /// A line that starts with no keyword. Macros alone may be followed by any statement, since they must be nothing.
    fn assignment_or_macros(&mut self, start: u32, first: Word) -> Part<After> {
        self.skip();
        let flavors: [(&[u8], Flavor); 3] =
            [(b":=", Flavor::Simple), (b"+=", Flavor::Append), (b"=", Flavor::Recursive)];
        for (sign, flavor) in flavors {
            if let Some(rest) = self.rest.strip_prefix(sign) {
                self.rest = rest;
                self.assignment(start, first, flavor)?;
                return Ok(After::LineEnd);
            }
        }
        let mut macros = vec![first];
        loop {
            self.skip();
            let before = self.rest;
            match self.any_word()? {
                Some((_, bytes)) if is_keyword(bytes) && macros.iter().all(|word| word.expands) => {
                    self.rest = before;
                    self.push(start, Kind::Macros(macros));
                    return Ok(After::Anything);
                }
                Some((word, _)) => macros.push(word),
                None => break,
            }
        }
        if macros.iter().all(|word| word.expands) {
            self.line_end()?;
            self.push(start, Kind::Macros(macros));
            return Ok(After::LineEnd);
        }
        // a macro may be nothing, so the first word that is none is what nobody knows
        let at = macros.into_iter().find(|word| !word.expands).map_or(start..start, |word| word.at);
        let bytes = self.text.get(at.start as usize..at.end as usize).unwrap_or_default();
        let message = format!("unknown statement '{}'", String::from_utf8_lossy(bytes));
        self.report("ltoconf::syntax::unknown-statement", message, at, None);
        Err(Reported)
    }

    fn assignment(&mut self, start: u32, name: Word, flavor: Flavor) -> Part<()> {
        self.outside_choice(start, "an assignment")?;
        self.lexed(lex::blank_in_value)?;
        let value = self.lexed(lex::line_rest)?.unwrap_or_default();
        let nul = value.contains(&0);
        let value = self.range_before(value);
        if nul {
            self.report("ltoconf::syntax::nul", "a NUL byte in a value".into(), value, Some("remove the byte"));
            return Err(Reported);
        }
        if self.after_help && !value.is_empty() {
            let help = "move the assignment: the reference does not see one right below a help text";
            let at = start..value.end;
            self.report(
                "ltoconf::syntax::misplaced-statement",
                "an assignment after a help text".into(),
                at,
                Some(help),
            );
            return Err(Reported);
        }
        self.entry(start, Kind::Assign { name, flavor, value }, Entry::Nothing);
        Ok(())
    }

    /// An attribute, if the entry above may have it.
    fn attribute(&mut self, start: u32, word: &[u8]) -> Part<After> {
        let entry = self.entry;
        let allowed: &[Entry] = match word {
            b"depends" => &[Entry::Config, Entry::Choice, Entry::Menu, Entry::Comment],
            b"visible" => &[Entry::Menu],
            b"prompt" | b"bool" | b"tristate" | b"default" | b"help" | b"---help---" => &[Entry::Config, Entry::Choice],
            b"optional" => &[Entry::Choice],
            _ => &[Entry::Config],
        };
        if entry == Entry::Broken {
            return Ok(self.pass_over(word));
        }
        if !allowed.contains(&entry) {
            let shown = String::from_utf8_lossy(word).into_owned();
            let at = start..self.offset();
            let message = format!("'{shown}' does not belong here");
            self.report("ltoconf::syntax::misplaced-attribute", message, at, None);
            self.entry = Entry::Broken;
            return Ok(self.pass_over(word));
        }
        self.known = entry;
        let kind = match word {
            b"bool" => self.typed(Type::Bool)?,
            b"tristate" => self.typed(Type::Tristate)?,
            b"int" => self.typed(Type::Int)?,
            b"hex" => self.typed(Type::Hex)?,
            b"string" => self.typed(Type::String)?,
            b"prompt" => match self.prompt()? {
                Some(prompt) => Kind::Prompt(prompt),
                None => return Err(self.unexpected("a quoted text")),
            },
            b"default" if entry == Entry::Choice => {
                let member = self.need_symbol()?;
                let value = Expr::symbol(member);
                Kind::Default { sets: None, value, condition: self.condition()? }
            }
            b"default" => self.default(None)?,
            b"def_bool" => self.default(Some(Type::Bool))?,
            b"def_tristate" => self.default(Some(Type::Tristate))?,
            b"select" => Kind::Select(self.need_symbol()?, self.condition()?),
            b"imply" => Kind::Imply(self.need_symbol()?, self.condition()?),
            b"range" => Kind::Range(self.need_operand()?, self.need_operand()?, self.condition()?),
            b"depends" => {
                if !self.keyword(b"on")? {
                    return Err(self.unexpected("'on'"));
                }
                Kind::Depends(expr::parse(self)?, self.condition()?)
            }
            b"visible" => Kind::Visible(self.condition()?),
            b"help" | b"---help---" => return self.help(start),
            b"modules" => Kind::Modules,
            b"optional" => Kind::Optional,
            b"transitional" => Kind::Transitional,
            b"option" => self.option()?,
            _ => return Err(self.unexpected("a statement")),
        };
        self.push(start, kind);
        Ok(After::LineEnd)
    }

    fn typed(&mut self, ty: Type) -> Part<Kind> {
        Ok(Kind::Type(ty, self.prompt()?))
    }

    fn default(&mut self, sets: Option<Type>) -> Part<Kind> {
        Ok(Kind::Default { sets, value: expr::parse(self)?, condition: self.condition()? })
    }

    fn option(&mut self) -> Part<Kind> {
        let Some((name, _)) = self.any_word()? else { return Err(self.unexpected("the name of an option")) };
        self.skip();
        let value = match self.rest.strip_prefix(b"=") {
            Some(rest) => {
                self.rest = rest;
                Some(self.need_text()?)
            }
            None => None,
        };
        Ok(Kind::Option(name.at, value))
    }

    fn help(&mut self, start: u32) -> Part<After> {
        self.line_end()?;
        let at = start..self.offset();
        let text = self.help_text();
        self.file.statements.push(Statement { at, expands: false, kind: Kind::Help(text) });
        self.after_help = true;
        Ok(After::Anything)
    }

    /// From the end of the `help` line to the end of its text, which may be before a statement on the same line.
    fn help_text(&mut self) -> Bytes {
        self.rest = self.rest.get(1..).unwrap_or_default();
        let from = self.offset();
        let length = help::length(self.rest);
        self.rest = self.rest.get(length..).unwrap_or_default();
        from..from + length as u32
    }

    /// Whether the next line that is not blank is indented: a text in the first column is hardly meant as help.
    fn indented_below(&self) -> bool {
        let mut lines = self.rest.split(|&byte| byte == b'\n').skip(1);
        let text = lines.find(|line| line.iter().any(|byte| !matches!(byte, b' ' | b'\t')));
        text.is_some_and(|line| matches!(line.first(), Some(b' ' | b'\t')))
    }

    /// Below a broken entry: attributes are not judged, but a help text must not be read as statements.
    fn pass_over(&mut self, word: &[u8]) -> After {
        if let Ok((rest, _)) = lex::line_rest(self.rest) {
            self.rest = rest;
        }
        if matches!(word, b"help" | b"---help---") && self.indented_below() {
            self.help_text();
        }
        After::Anything
    }
}

/// Words that are never symbols. Older and newer words are in it too: which of them a tree's rules know is the
/// model's business, and no tree names a symbol so.
pub fn is_keyword(word: &[u8]) -> bool {
    matches!(
        word,
        b"bool"
            | b"choice"
            | b"comment"
            | b"config"
            | b"def_bool"
            | b"def_tristate"
            | b"default"
            | b"depends"
            | b"endchoice"
            | b"endif"
            | b"endmenu"
            | b"help"
            | b"---help---"
            | b"hex"
            | b"if"
            | b"imply"
            | b"int"
            | b"mainmenu"
            | b"menu"
            | b"menuconfig"
            | b"modules"
            | b"on"
            | b"option"
            | b"optional"
            | b"prompt"
            | b"range"
            | b"select"
            | b"source"
            | b"string"
            | b"transitional"
            | b"tristate"
            | b"visible"
    )
}

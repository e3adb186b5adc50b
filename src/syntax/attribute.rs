//! The lines below an entry: an attribute's first word enters, the attribute leaves, if the entry may have it.

use super::{
    ast::{Bytes, Kind, Statement, Type},
    expr,
    height::{self, BELOW_ATTRIBUTE},
    help,
    kconfig::{After, Entry, Parser, Part},
    lex,
};

impl Parser<'_> {
    /// An attribute, if the entry above may have it.
    pub(super) fn attribute(&mut self, start: u32, word: &[u8]) -> Part<After> {
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
                let value = self.symbol_expr(member);
                Kind::Default { sets: None, value, condition: self.condition(3)? }
            }
            b"default" => self.default(None)?,
            b"def_bool" => self.default(Some(Type::Bool))?,
            b"def_tristate" => self.default(Some(Type::Tristate))?,
            b"select" => Kind::Select(self.need_symbol()?, self.condition(3)?),
            b"imply" => Kind::Imply(self.need_symbol()?, self.condition(3)?),
            b"range" => {
                let bounds = Box::new([self.need_operand()?, self.need_operand()?]);
                Kind::Range(bounds, self.condition(4)?)
            }
            b"depends" => {
                if !self.keyword(b"on")? {
                    return Err(self.unexpected("'on'"));
                }
                Kind::Depends(expr::parse(self, BELOW_ATTRIBUTE + 2)?, self.condition(4)?)
            }
            b"visible" => Kind::Visible(self.condition(2)?),
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

    pub(super) fn typed(&mut self, ty: Type) -> Part<Kind> {
        Ok(Kind::Type(ty, self.prompt()?))
    }

    pub(super) fn default(&mut self, sets: Option<Type>) -> Part<Kind> {
        Ok(Kind::Default { sets, value: expr::parse(self, BELOW_ATTRIBUTE + 1)?, condition: self.condition(3)? })
    }

    pub(super) fn option(&mut self) -> Part<Kind> {
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

    pub(super) fn help(&mut self, start: u32) -> Part<After> {
        self.macros_before_help()?;
        let at = start..self.offset();
        let text = self.help_text();
        let kind = Kind::Help(text);
        self.file.statements.push(Statement { at, expands: false, height: height::plain(&kind) as u16, kind });
        self.after_help = true;
        Ok(After::Anything)
    }

    /// The end of the line of `help`. Macros before it must expand to nothing, as on a line of their own: what follows
    /// the line is read by other rules, so it is not left open.
    fn macros_before_help(&mut self) -> Part<()> {
        self.skip();
        let start = self.offset();
        let mut macros = Vec::new();
        while self.rest.starts_with(b"$(")
            && let Some((word, _)) = self.any_word()?
        {
            macros.push(word);
            self.skip();
        }
        if !macros.is_empty() {
            self.push(start, Kind::Macros(macros.into()));
        }
        self.line_end()
    }

    /// From the end of the `help` line to the end of its text, which may be before a statement on the same line.
    pub(super) fn help_text(&mut self) -> Bytes {
        self.rest = self.rest.get(1..).unwrap_or_default();
        let from = self.offset();
        let length = help::length(self.rest);
        self.rest = self.rest.get(length..).unwrap_or_default();
        from..from + length as u32
    }

    /// Whether the next line that is not blank is indented: a text in the first column is hardly meant as help.
    pub(super) fn indented_below(&self) -> bool {
        let mut lines = self.rest.split(|&byte| byte == b'\n').skip(1);
        let text = lines.find(|line| line.iter().any(|byte| !matches!(byte, b' ' | b'\t')));
        text.is_some_and(|line| matches!(line.first(), Some(b' ' | b'\t')))
    }

    /// Below a broken entry: attributes are not judged, but a help text must not be read as statements.
    pub(super) fn pass_over(&mut self, word: &[u8]) -> After {
        if let Ok((rest, _)) = lex::line_rest(self.rest) {
            self.rest = rest;
        }
        if matches!(word, b"help" | b"---help---") && self.indented_below() {
            self.help_text();
        }
        After::Anything
    }
}

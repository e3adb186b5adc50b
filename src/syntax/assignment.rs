//! Lines that start with no keyword: assignments to variables, and lines of macros that must expand to nothing.

use super::{
    ast::{Flavor, Kind, Word},
    kconfig::{After, Entry, Parser, Part, Reported},
    keywords::is_keyword,
    lex,
};

impl Parser<'_> {
    /// A line that starts with no keyword. Macros alone may be followed by any statement, since they must be nothing.
    pub(super) fn assignment_or_macros(&mut self, start: u32, first: Word) -> Part<After> {
        if let Some(flavor) = self.flavor() {
            self.assignment(start, first, flavor)?;
            return Ok(After::LineEnd);
        }
        let mut macros = vec![first];
        loop {
            self.skip();
            let before = self.rest;
            match self.any_word()? {
                Some((_, bytes)) if is_keyword(bytes) && macros.iter().all(|word| word.expands) => {
                    self.rest = before;
                    self.push(start, Kind::Macros(macros.into()));
                    return Ok(After::Anything);
                }
                Some((word, _)) => macros.push(word),
                None => break,
            }
        }
        if macros.iter().all(|word| word.expands) {
            self.line_end()?;
            self.push(start, Kind::Macros(macros.into()));
            return Ok(After::LineEnd);
        }
        // a macro may be nothing, so the first word that is none is what nobody knows
        let at = macros.into_iter().find(|word| !word.expands).map_or(start..start, |word| word.at);
        let bytes = self.cut(&at);
        let message = format!("unknown statement '{}'", String::from_utf8_lossy(bytes));
        self.report("ltoconf::syntax::unknown-statement", message, at, None);
        Err(Reported)
    }

    /// The sign of an assignment, if one stands next.
    fn flavor(&mut self) -> Option<Flavor> {
        self.skip();
        let flavors: [(&[u8], Flavor); 3] =
            [(b":=", Flavor::Simple), (b"+=", Flavor::Append), (b"=", Flavor::Recursive)];
        let found = flavors.into_iter().find_map(|(sign, flavor)| Some((self.rest.strip_prefix(sign)?, flavor)));
        found.map(|(rest, flavor)| {
            self.rest = rest;
            flavor
        })
    }

    fn assignment(&mut self, start: u32, name: Word, flavor: Flavor) -> Part<()> {
        self.outside_choice(start, "an assignment", self.grammar.open_choices)?;
        self.lexed(lex::blank_in_value)?;
        let value = self.lexed(lex::line_rest)?.unwrap_or_default();
        let nul = memchr::memchr(0, value);
        let mut value = self.range_before(value);
        if let Some(nul) = nul {
            value.end = value.start + nul as u32;
            let at = value.end..value.end + 1;
            self.warn("ltoconf::syntax::nul-byte", "the value ends at its NUL byte".into(), at);
        }
        if self.after_help && !self.grammar.assigns_below_help && !value.is_empty() {
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
}

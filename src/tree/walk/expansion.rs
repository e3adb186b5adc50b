//! Words and texts of a statement enter with their macros; what they expand to leaves, and what macros say on the way.

use crate::{
    diagnostic::Diagnostic,
    source::{Span, lossy},
    syntax::ast::{File, Kind, Statement, Text, Word},
    tree::expand::{Expanded, Stop},
};

use super::{
    Context, Walked, Walker,
    parts::{Part, parts},
};

/// What to look for where macros come to too much.
fn grown(code: &str, name: Option<&str>) -> Option<String> {
    let begin = name.map_or_else(String::new, |name| format!("begin at '{name}': "));
    match code {
        "ltoconf::macros::too-large" => Some(format!(
            "{begin}look for a macro that gives on twice what it is given, over several steps or in a circle"
        )),
        "ltoconf::macros::recursive" | "ltoconf::macros::too-deep" => {
            Some(format!("{begin}look for the macro that leads back to itself"))
        }
        _ => None,
    }
}

/// As much of a text as the reference keeps.
fn before_nul(text: &[u8]) -> &[u8] {
    memchr::memchr(0, text).and_then(|nul| text.get(..nul)).unwrap_or(text)
}

impl Walker<'_> {
    pub(super) fn settle<T>(&mut self, span: Span, result: Result<T, Stop>) -> Result<T, Option<Box<Diagnostic>>> {
        self.walk.said.extend(self.expander.said.drain(..).map(|said| (span, said)));
        result.map_err(|stop| match stop {
            Stop::Unknown => None,
            Stop::Error { code, message, name } => {
                let mut error = Diagnostic::error(code, message).at(span);
                error.help = grown(code, name.as_deref());
                error.symbol = name;
                Some(Box::new(error))
            }
        })
    }

    pub(super) fn word(&mut self, context: Context<'_>, word: &Word) -> Result<Expanded, Option<Box<Diagnostic>>> {
        if let Some(known) = self.settled.get(&word.at.start) {
            return Ok(known.clone());
        }
        let result = self.expander.word(context.cut(&word.at), context.here(word.at.start));
        self.settle(Span::new(context.id, &word.at), result)
    }

    pub(super) fn text(&mut self, context: Context<'_>, text: &Text) -> Result<Expanded, Option<Box<Diagnostic>>> {
        if let Some(known) = self.settled.get(&text.at.start) {
            return Ok(known.clone());
        }
        let result = self.expander.quoted(before_nul(context.cut(&text.inner())), context.here(text.at.start));
        self.settle(Span::new(context.id, &text.at), result)
    }

    /// Expands what a statement holds, in the order in which it stands there.
    pub(super) fn expand_all(&mut self, context: Context<'_>, file: &File, statement: &Statement) -> Walked {
        for part in parts(file, &statement.kind) {
            let at = match &part {
                Part::Word(word) => Span::new(context.id, &word.at),
                Part::Text(text) => Span::new(context.id, &text.at),
            };
            let value = match part {
                Part::Word(word) if word.expands => {
                    let mut value = self.word(context, word)?;
                    if value.text.is_empty() && self.expander.lacks_answers(&value) {
                        // an answer that cannot be had must not break the tree; what hangs on it is not judged
                        value.text = b"n".to_vec();
                    }
                    // a choice needs no name
                    if value.text.is_empty() && !matches!(statement.kind, Kind::Choice(_)) {
                        let shown = lossy(context.cut(&word.at));
                        let message = format!("'{shown}' expands to nothing where a symbol is needed");
                        let error = Diagnostic::error("ltoconf::syntax::empty-word", message);
                        self.errors.push(error.at(Span::new(context.id, &word.at)));
                    }
                    value
                }
                Part::Text(text) if text.cooked => self.text(context, text)?,
                _ => continue,
            };
            self.walk.expansions.push(value);
            self.walk.expanded_at.push(at);
        }
        Ok(())
    }
}

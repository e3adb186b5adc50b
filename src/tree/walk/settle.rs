//! A line enters that its file alone could not settle; its words are expanded, and it leaves as it reads without those
//! that came to nothing.

use crate::{
    diagnostic::Diagnostic,
    syntax::{
        ast::{Bytes, File, Kind, Problem},
        kconfig,
        unsettled::{self, Token},
    },
};

use super::{Context, Files, Walker, include::told};

impl Walker<'_> {
    /// Where a statement stands to be walked: in its file, or, if it was left open there, on a line of its own. `None`
    /// where such a line is wrong, which was told.
    pub(super) fn settled(
        &mut self,
        files: &mut Files,
        file: usize,
        index: usize,
    ) -> Result<Option<(usize, usize)>, Option<Box<Diagnostic>>> {
        let (parsed, id) = files.parsed(file);
        let Some(statement) = parsed.statements.get(index) else { return Ok(None) };
        let Kind::Unsettled(place) = &statement.kind else { return Ok(Some((file, index))) };
        let at = statement.at.clone();
        let context = Context { source: files.sources.file(id), id };
        let text = context.cut(&at);
        let grammar = files.grammar();
        let (mut nothing, mut unanswered, mut unknown) = (Vec::new(), Vec::new(), false);
        for token in unsettled::line(text, at.start).tokens {
            let (start, value) = match &token {
                Token::Word(word) => (word.at.start, self.word(context, word)?),
                Token::Text(text) => (text.at.start, self.text(context, text)?),
            };
            if let Token::Word(word) = token
                && value.text.is_empty()
            {
                let lacking = self.expander.lacks_answers(&value);
                if lacking { &mut unanswered } else { &mut nothing }.push(word.at);
            }
            unknown |= value.unknown();
            self.settled.insert(start, value);
        }
        let read = |nothing: &[Bytes]| kconfig::settle(text, at.start, *place, nothing, grammar);
        // an answer that cannot be had may be nothing, or anything: the tree must hold either way, if it can
        let is_whole = |line: &File| line.errors.is_empty();
        let all = [nothing.as_slice(), unanswered.as_slice()].concat();
        let mut line = read(&all);
        if !is_whole(&line) && !unanswered.is_empty() {
            line = read(&nothing);
        }
        if line.statements.is_empty() || !is_whole(&line) {
            self.settled.clear();
            if unknown {
                return Err(None);
            }
            let help = "words that expand to nothing are not there, and this line does not fit without them";
            let error = |problem: &Problem| {
                let error = told(id, problem, true);
                if all.is_empty() || error.help.is_some() { error } else { error.help(help) }
            };
            self.errors.extend(line.errors.iter().map(error));
            return Ok(None);
        }
        self.walk.warnings.extend(line.warnings.iter().map(|problem| told(id, problem, false)));
        Ok(Some((files.add_line(file, line), 0)))
    }
}

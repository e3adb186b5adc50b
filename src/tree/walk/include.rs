//! Names of files to include enter; open files leave, or why one cannot be: it is not there, includes itself, or may stand
//! but once.

use crate::{
    diagnostic::{Diagnostic, Related},
    source::{FileId, Span, lossy},
    syntax::ast::{Bytes, Kind, Problem},
    tree::files::Unread,
};

use super::{DEEPEST, Files, Open, Walked, Walker};

/// What is wrong with a line of a file, for people.
pub(super) fn told(id: FileId, problem: &Problem, error: bool) -> Diagnostic {
    let span = |bytes: &Bytes| Span::new(id, bytes);
    let mut told = if error {
        Diagnostic::error(problem.code, problem.message.clone())
    } else {
        Diagnostic::warning(problem.code, problem.message.clone())
    };
    told.help = problem.help.map(str::to_owned);
    let opened = problem.opened.as_ref();
    told.related.extend(opened.map(|bytes| Related {
        span: Some(span(bytes)),
        message: "opened here".into(),
        one_of: false,
    }));
    told.at(span(&problem.at))
}

impl Walker<'_> {
    pub(super) fn include(&mut self, files: &mut Files, name: Vec<u8>, from: Option<Span>) -> Walked {
        let at = |diagnostic: Diagnostic| match from {
            Some(span) => diagnostic.at(span),
            None => diagnostic,
        };
        if self.open.iter().any(|open| open.name == name) || self.open.len() >= DEEPEST {
            return Err(Some(Box::new(self.inclusion_loop(&name, from))));
        }
        if name.is_empty() {
            let error =
                Diagnostic::error("ltoconf::tree::missing-file", "a file's name is needed here, and it is empty");
            return Err(Some(Box::new(at(error))));
        }
        let file = files.open(&name).map_err(|reason| {
            let shown = lossy(&name);
            let unreadable = |code| Diagnostic::error(code, format!("cannot read '{shown}': {reason}"));
            let error = match reason {
                Unread::Outside => {
                    Diagnostic::error("ltoconf::tree::outside", format!("'{shown}' is not read: {reason}"))
                }
                Unread::NotAFile => unreadable("ltoconf::tree::not-a-file"),
                Unread::Failed(_) => unreadable("ltoconf::tree::missing-file"),
            };
            Some(Box::new(at(error.about(shown))))
        })?;
        let (parsed, id) = files.parsed(file);
        if self.dialect.single_inclusion
            && let Some(known) = self.walk.files.get_index_of(&name)
        {
            let message = format!("'{}' is included a second time", lossy(&name));
            let mut error = Diagnostic::error("ltoconf::tree::repeated-inclusion", message).about(lossy(&name));
            if let Some(first) = self.first.get(known).copied().flatten() {
                error = error.related(Some(first), "included here first");
            }
            return Err(Some(Box::new(at(error.help("since Linux 7.1 a file may be included once only")))));
        }
        if self.walk.files.insert(name.clone()) {
            self.first.push(from);
            self.errors.extend(parsed.errors.iter().map(|problem| told(id, problem, true)));
            self.walk.warnings.extend(parsed.warnings.iter().map(|problem| told(id, problem, false)));
        }
        self.open.push(Open { file, name, next: 0, from });
        Ok(())
    }

    /// A file's last line should be ended: since 6.9 that of the root must be, and one that closes a block in any file,
    /// since the reference sees the line end when it has left the file. A help text may end the file, and a line of
    /// macros that come to nothing. `from` is where the file was included: the word `help` without a line end takes what
    /// follows there for its text.
    pub(super) fn end(&mut self, files: &Files, file: usize, from: Option<Span>) {
        let (parsed, id) = files.parsed(file);
        let text = files.sources.file(id).text();
        if text.last() == Some(&b'\n') {
            return;
        }
        let line = memchr::memrchr(b'\n', text).map_or(0, |at| at + 1) as u32;
        let Some(last) = parsed.statements.last().filter(|last| match last.kind {
            Kind::Macros(_) => false,
            Kind::Help(_) => last.at.start >= line,
            _ => last.at.end > line,
        }) else {
            return;
        };
        let code = "ltoconf::syntax::unended-line";
        let error = if self.open.is_empty() && self.dialect.ends_root_line {
            "the last line of the tree is not ended"
        } else if matches!(last.kind, Kind::EndMenu | Kind::EndIf | Kind::EndChoice) {
            "a last line that closes a block is not ended, and would close it in another file"
        } else if matches!(last.kind, Kind::Help(_)) && from.is_some_and(|from| goes_on(files, from)) {
            "a last line that announces a help text is not ended, and what follows in another file would be taken for it"
        } else {
            let end = text.len() as u32;
            let warning = Diagnostic::warning(code, "no new line at end of file");
            self.walk.warnings.push(warning.at(Span::new(id, &(end..end))));
            return;
        };
        self.errors.push(Diagnostic::error(code, error).at(Span::new(id, &last.at)).help("add a line end"));
    }

    fn inclusion_loop(&self, name: &[u8], from: Option<Span>) -> Diagnostic {
        let itself = self.open.iter().any(|open| open.name == name);
        let what = if itself { "includes itself" } else { "is included too deeply" };
        let message = format!("'{}' {what}", lossy(name));
        let mut error = Diagnostic::error("ltoconf::tree::inclusion-loop", message).about(lossy(name));
        let chain = std::iter::once(from).chain(self.open.iter().rev().map(|open| open.from));
        for span in chain.flatten() {
            error = error.related(Some(span), "included from here");
        }
        error.span = from;
        error
    }
}

/// Whether something stands on the line after an inclusion.
fn goes_on(files: &Files, from: Span) -> bool {
    let behind = files.sources.file(from.file).text().get(from.end as usize..).unwrap_or_default();
    behind.split(|&byte| byte == b'\n').nth(1).is_some_and(|line| !line.trim_ascii().is_empty())
}

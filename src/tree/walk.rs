//! A root file and an environment enter; the tree's statements in order of inclusion leave, with every word that held
//! a macro expanded. `source` is followed here and only here; variables live here and end here.

use std::ops::Range;

use indexmap::IndexSet;

use crate::{
    diagnostic::{Diagnostic, Related},
    dialect::Dialect,
    source::{FileId, ReadError, SourceFile, Span, lossy},
    syntax::{
        ast::{Bytes, Expr, File, Kind, Operand, Problem, Statement, Step, Text, Word},
        height::{self, Nesting},
    },
};

use super::{
    Request,
    expand::{Answers, Expanded, Expander, Here, Said, Stop},
    files::Files,
};

/// How deep files may include one another. The reference ends where it may open no more files, at about 1,000.
const DEEPEST: usize = 1000;

/// Statements of one file that follow one another. One with expansions stands alone.
#[derive(Clone, Debug)]
pub struct Run {
    /// index of the file in [`Files`]
    pub file: u32,
    /// indices of the statements in their file; not empty
    pub statements: Range<u32>,
    /// index of the first of their expansions
    pub expansion: u32,
}

/// A whole tree, macros gone.
#[derive(Debug, Default)]
pub struct Walk {
    /// entries and attributes in order of inclusion; no `source`, no assignment, no macro line
    pub runs: Vec<Run>,
    /// what words and texts with macros expand to, in the order in which they stand in their statements
    pub expansions: Vec<Expanded>,
    /// where each of them stands
    pub expanded_at: Vec<Span>,
    /// names of the files in order of their first inclusion
    pub files: IndexSet<Vec<u8>>,
    /// environment variables that macros read, in order of their first use
    pub environment: Vec<(Vec<u8>, Vec<u8>)>,
    /// commands of `$(shell,…)` in order of their first use; expansions refer to them by index
    pub probes: Vec<Vec<u8>>,
    /// what macros said to people
    pub said: Vec<(Span, Said)>,
    /// what was read, but not as its author may think
    pub warnings: Vec<Diagnostic>,
}

/// What a round of the walk came to.
pub enum Round {
    /// all answers were there
    Complete(Walk),
    /// these commands must be run before the next round
    Wanted(Vec<Vec<u8>>),
    /// the tree is broken
    Broken(Vec<Diagnostic>, Vec<(Span, Said)>),
}

struct Open {
    file: usize,
    name: Vec<u8>,
    next: usize,
    /// where its `source` stands
    from: Option<Span>,
}

/// Walks the tree once. Each call sees the same files; only answers may be new.
pub fn round(files: &mut Files, request: &Request<'_>, answers: &dyn Answers) -> Round {
    let mut walker = Walker {
        expander: Expander::new(request.environment, answers),
        dialect: request.dialect,
        after_help: false,
        walk: Walk::default(),
        open: Vec::new(),
        errors: Vec::new(),
        started: false,
        nesting: Nesting::default(),
    };
    let ended = walker.run(files, request.root);
    let Walker { expander, mut walk, errors, .. } = walker;
    if let Err(Some(error)) = ended {
        return Round::Broken(errors.into_iter().chain([*error]).collect(), walk.said);
    }
    if !errors.is_empty() && !expander.incomplete {
        return Round::Broken(errors, walk.said);
    }
    if expander.incomplete || ended.is_err() {
        let wanted: Vec<_> = expander.probes.into_iter().filter(|command| answers.answer(command).is_none()).collect();
        return Round::Wanted(wanted);
    }
    walk.environment = expander.read.into_iter().collect();
    walk.probes = expander.probes.into_iter().collect();
    Round::Complete(walk)
}

struct Walker<'a> {
    expander: Expander<'a>,
    walk: Walk,
    open: Vec<Open>,
    errors: Vec<Diagnostic>,
    /// a statement other than `mainmenu` was seen
    started: bool,
    nesting: Nesting,
    dialect: &'a Dialect,
    /// the last statement was a help text, perhaps at the end of a file that was included: no assignment is seen there
    after_help: bool,
}

/// The name of a file to include, and where it is asked for.
type Included = (Vec<u8>, Span);

/// `Err(None)`: the round cannot go on without answers.
type Walked = Result<(), Option<Box<Diagnostic>>>;

impl Walker<'_> {
    fn run(&mut self, files: &mut Files, root: &[u8]) -> Walked {
        self.include(files, root.to_vec(), None)?;
        while let Some(open) = self.open.last_mut() {
            let (file, from) = (open.file, open.next);
            let parsed = files.parsed(file).0;
            let index = from + parsed.statements.iter().skip(from).take_while(|next| is_plain(next)).count();
            open.next = index + 1;
            self.take_over(parsed, file, from..index);
            if parsed.statements.len() <= index {
                self.open.pop();
                if self.open.is_empty() {
                    self.end_root(files, file);
                }
                continue;
            }
            if let Some((name, from)) = self.statement(files, file, index)? {
                self.include(files, name, Some(from))?;
            }
        }
        Ok(())
    }

    /// Statements that are no business of the walk.
    fn take_over(&mut self, parsed: &File, file: usize, statements: Range<usize>) {
        let Some(last) = statements.clone().next_back().and_then(|last| parsed.statements.get(last)) else { return };
        self.started = true;
        self.after_help = matches!(last.kind, Kind::Help(_));
        self.push(file, statements, self.walk.expansions.len() as u32);
    }

    fn push(&mut self, file: usize, statements: Range<usize>, expansion: u32) {
        let statements = statements.start as u32..statements.end as u32;
        self.walk.runs.push(Run { file: file as u32, statements, expansion });
    }

    fn include(&mut self, files: &mut Files, name: Vec<u8>, from: Option<Span>) -> Walked {
        let at = |diagnostic: Diagnostic| match from {
            Some(span) => diagnostic.at(span),
            None => diagnostic,
        };
        if self.open.iter().any(|open| open.name == name) || self.open.len() >= DEEPEST {
            return Err(Some(Box::new(self.inclusion_loop(&name, from))));
        }
        let file = files.open(&name).map_err(|reason| {
            let folder = reason == ReadError::NotAFile.to_string();
            let code = if folder { "ltoconf::tree::not-a-file" } else { "ltoconf::tree::missing-file" };
            let error = Diagnostic::error(code, format!("cannot read '{}': {reason}", lossy(&name)));
            Some(Box::new(at(error.about(lossy(&name)))))
        })?;
        let (parsed, id) = files.parsed(file);
        if self.dialect.single_inclusion && self.walk.files.contains(&name) {
            let message = format!("'{}' is included a second time", lossy(&name));
            let error = Diagnostic::error("ltoconf::tree::repeated-inclusion", message).about(lossy(&name));
            return Err(Some(Box::new(at(error.help("since Linux 7.1 a file may be included once only")))));
        }
        if self.walk.files.insert(name.clone()) {
            let tell = |problem: &Problem, error: bool| {
                let span = |bytes: &Bytes| Span::new(id, bytes);
                let mut told = if error {
                    Diagnostic::error(problem.code, problem.message.clone())
                } else {
                    Diagnostic::warning(problem.code, problem.message.clone())
                };
                told.help = problem.help.map(str::to_owned);
                told.related.extend(
                    problem
                        .opened
                        .as_ref()
                        .map(|bytes| Related { span: Some(span(bytes)), message: "opened here".into() }),
                );
                told.at(span(&problem.at))
            };
            self.errors.extend(parsed.errors.iter().map(|problem| tell(problem, true)));
            self.walk.warnings.extend(parsed.warnings.iter().map(|problem| tell(problem, false)));
        }
        self.open.push(Open { file, name, next: 0, from });
        Ok(())
    }

    /// Since 6.9 the root file's last line must be ended.
    fn end_root(&mut self, files: &Files, root: usize) {
        let (parsed, id) = files.parsed(root);
        let text = files.sources.file(id).text();
        let line = memchr::memrchr(b'\n', text).map_or(0, |at| at + 1) as u32;
        let last = parsed.statements.last().filter(|last| last.at.end > line && !matches!(last.kind, Kind::Help(_)));
        if let Some(last) = last.filter(|_| self.dialect.ends_root_line) {
            let error = Diagnostic::error("ltoconf::syntax::unended-line", "the last line of the tree is not ended");
            self.errors.push(error.at(Span::new(id, &last.at)).help("add a line end"));
        }
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

    /// One statement; gives the name of a file to include.
    fn statement(
        &mut self,
        files: &Files,
        file: usize,
        index: usize,
    ) -> Result<Option<Included>, Option<Box<Diagnostic>>> {
        let (parsed, id) = files.parsed(file);
        let source = files.sources.file(id);
        let Some(statement) = parsed.statements.get(index) else { return Ok(None) };
        let span = Span::new(id, &statement.at);
        if !self.nesting.has_room_for(statement) {
            let error = Diagnostic::error(height::TOO_DEEP, height::MESSAGE).help(height::HELP);
            return Err(Some(Box::new(error.at(span))));
        }
        let expansion = self.walk.expansions.len() as u32;
        let context = Context { source, id };
        match &statement.kind {
            Kind::Source(path) => {
                self.started = true;
                self.after_help = false;
                if !path.cooked {
                    return Ok(Some((context.cut(&path.inner()).to_vec(), span)));
                }
                let name = self.text(context, path)?;
                if name.unknown() {
                    return Err(None);
                }
                return Ok(Some((name.text, span)));
            }
            Kind::Assign { name, flavor, value } => {
                self.started = true;
                let here = context.here(name.at.start);
                let name = if name.expands {
                    self.word(context, name)?
                } else {
                    Expanded { text: context.cut(&name.at).to_vec(), probes: Vec::new() }
                };
                if name.unknown() {
                    return Err(None);
                }
                if self.after_help && !value.is_empty() {
                    let error =
                        Diagnostic::error("ltoconf::syntax::misplaced-statement", "an assignment after a help text");
                    let help = "move the assignment: the reference does not see one right below a help text";
                    self.errors.push(error.at(span).help(help));
                }
                self.after_help = false;
                let result = self.expander.assign(&name.text, *flavor, context.cut(value), here);
                self.settle(span, result)?;
            }
            Kind::Macros(words) => {
                for word in words {
                    let value = self.word(context, word)?;
                    if !value.text.is_empty() && !value.unknown() {
                        let message = format!("unknown statement '{}'", lossy(&value.text));
                        let help = "a line of macros must expand to nothing";
                        let error = Diagnostic::error("ltoconf::syntax::unknown-statement", message);
                        self.errors.push(error.at(Span::new(id, &word.at)).help(help));
                    }
                }
            }
            kind => {
                if matches!(kind, Kind::MainMenu(_)) && self.started {
                    let error = Diagnostic::error(
                        "ltoconf::syntax::misplaced-statement",
                        "'mainmenu' must be the first statement of the tree",
                    );
                    self.errors.push(error.at(span));
                }
                self.started = true;
                self.after_help = matches!(kind, Kind::Help(_));
                if statement.expands {
                    self.expand_all(context, parsed, statement)?;
                }
                self.push(file, index..index + 1, expansion);
            }
        }
        Ok(None)
    }

    fn settle<T>(&mut self, span: Span, result: Result<T, Stop>) -> Result<T, Option<Box<Diagnostic>>> {
        self.walk.said.extend(self.expander.said.drain(..).map(|said| (span, said)));
        result.map_err(|stop| match stop {
            Stop::Unknown => None,
            Stop::Error { code, message, name } => {
                let mut error = Diagnostic::error(code, message).at(span);
                error.symbol = name;
                Some(Box::new(error))
            }
        })
    }

    fn word(&mut self, context: Context<'_>, word: &Word) -> Result<Expanded, Option<Box<Diagnostic>>> {
        let result = self.expander.word(context.cut(&word.at), context.here(word.at.start));
        self.settle(Span::new(context.id, &word.at), result)
    }

    fn text(&mut self, context: Context<'_>, text: &Text) -> Result<Expanded, Option<Box<Diagnostic>>> {
        let result = self.expander.quoted(context.cut(&text.inner()), context.here(text.at.start));
        self.settle(Span::new(context.id, &text.at), result)
    }

    /// Expands what a statement holds, in the order in which it stands there.
    fn expand_all(&mut self, context: Context<'_>, file: &File, statement: &Statement) -> Walked {
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
                    if value.text.is_empty() {
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

/// Whether a statement goes through the walk unchanged and unseen, as nearly all do.
fn is_plain(statement: &Statement) -> bool {
    !statement.expands
        && !matches!(statement.kind, Kind::MainMenu(_) | Kind::Source(_) | Kind::Assign { .. } | Kind::Macros(_))
}

/// The file of a statement.
#[derive(Clone, Copy)]
struct Context<'t> {
    source: &'t SourceFile,
    id: FileId,
}

impl<'t> Context<'t> {
    fn cut(self, at: &Range<u32>) -> &'t [u8] {
        self.source.text().get(at.start as usize..at.end as usize).unwrap_or_default()
    }

    fn here(self, at: u32) -> Here<'t> {
        Here { source: self.source, at }
    }
}

/// A word or a text of a statement.
pub(crate) enum Part<'s> {
    /// a bare word
    Word(&'s Word),
    /// a quoted text
    Text(&'s Text),
}

fn of_operand(operand: &Operand) -> Part<'_> {
    match operand {
        Operand::Word(word) => Part::Word(word),
        Operand::Text(text) => Part::Text(text),
    }
}

fn of_expr<'s>(file: &'s File, expr: &Expr, out: &mut Vec<Part<'s>>) {
    for step in file.steps(expr) {
        match step {
            Step::Operand(operand) => out.push(of_operand(operand)),
            Step::Compare(compared) => out.extend([of_operand(&compared.left), of_operand(&compared.right)]),
            Step::Not | Step::And | Step::Or => {}
        }
    }
}

/// A statement's words and texts in the order in which they stand: the order of its expansions.
fn parts<'s>(file: &'s File, kind: &'s Kind) -> Vec<Part<'s>> {
    let mut out = Vec::new();
    let mut condition = None;
    match kind {
        Kind::MainMenu(text) | Kind::Menu(text) | Kind::Comment(text) => out.push(Part::Text(text)),
        Kind::Config { name, .. } => out.push(Part::Word(name)),
        Kind::Choice(name) => out.extend(name.as_ref().map(Part::Word)),
        Kind::If(expr) => of_expr(file, expr, &mut out),
        Kind::Type(_, prompt) => {
            if let Some(prompt) = prompt {
                out.push(Part::Text(&prompt.text));
                condition = prompt.condition.as_ref();
            }
        }
        Kind::Prompt(prompt) => {
            out.push(Part::Text(&prompt.text));
            condition = prompt.condition.as_ref();
        }
        Kind::Default { value, condition: when, .. } => {
            of_expr(file, value, &mut out);
            condition = when.as_ref();
        }
        Kind::Select(word, when) | Kind::Imply(word, when) => {
            out.push(Part::Word(word));
            condition = when.as_ref();
        }
        Kind::Range(bounds, when) => {
            out.extend(bounds.iter().map(of_operand));
            condition = when.as_ref();
        }
        Kind::Depends(expr, when) => {
            of_expr(file, expr, &mut out);
            condition = when.as_ref();
        }
        Kind::Visible(when) => condition = when.as_ref(),
        Kind::Option(_, value) => out.extend(value.as_ref().map(Part::Text)),
        Kind::Source(_)
        | Kind::Assign { .. }
        | Kind::Macros(_)
        | Kind::EndChoice
        | Kind::EndMenu
        | Kind::EndIf
        | Kind::Help(_)
        | Kind::Modules
        | Kind::Optional
        | Kind::Transitional => {}
    }
    if let Some(expr) = condition {
        of_expr(file, expr, &mut out);
    }
    out
}

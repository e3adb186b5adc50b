//! A root file and an environment enter; the tree's statements in order of inclusion leave, with every word that held
//! a macro expanded. `source` is followed here and only here; variables live here and end here.

mod expansion;
mod include;
mod parts;
mod settle;

use std::{collections::HashMap, ops::Range};

use indexmap::IndexSet;

use crate::{
    diagnostic::Diagnostic,
    dialect::Dialect,
    source::{FileId, SourceFile, Span, lossy},
    syntax::{
        ast::{File, Kind, Statement},
        height::{self, Nesting},
    },
};

use super::{
    Request,
    expand::{Answers, Expanded, Expander, Here, Said},
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
    Broken {
        /// every error that was found
        errors: Vec<Diagnostic>,
        /// what was read before, but not as its author may think
        warnings: Vec<Diagnostic>,
        /// what macros had said before
        said: Vec<(Span, Said)>,
    },
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
        first: Vec::new(),
        errors: Vec::new(),
        started: false,
        nesting: Nesting::default(),
        settled: HashMap::new(),
    };
    let ended = walker.run(files, request.root);
    let Walker { expander, mut walk, mut errors, .. } = walker;
    let fatal = matches!(ended, Err(Some(_)));
    let given_up = ended.is_err();
    errors.extend(ended.err().flatten().map(|error| *error));
    if fatal || (!errors.is_empty() && !expander.incomplete) {
        return Round::Broken { errors, warnings: walk.warnings, said: walk.said };
    }
    if expander.incomplete || given_up {
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
    /// where each of the walk's files is included first
    first: Vec<Option<Span>>,
    errors: Vec<Diagnostic>,
    /// a statement other than `mainmenu` was seen
    started: bool,
    nesting: Nesting,
    dialect: &'a Dialect,
    /// what words and texts of the line that is read again expand to, by where they start
    settled: HashMap<u32, Expanded>,
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
                let included = self.open.pop().and_then(|open| open.from);
                self.end(files, file, included);
                continue;
            }
            let Some((file, index)) = self.settled(files, file, index)? else { continue };
            let included = self.statement(files, file, index)?;
            self.settled.clear();
            if let Some((name, from)) = included {
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
                if self.after_help && !self.dialect.grammar.assigns_below_help && !value.is_empty() {
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
}

/// Whether a statement goes through the walk unchanged and unseen, as nearly all do.
fn is_plain(statement: &Statement) -> bool {
    !statement.expands
        && !matches!(
            statement.kind,
            Kind::MainMenu(_) | Kind::Source(_) | Kind::Assign { .. } | Kind::Macros(_) | Kind::Unsettled(_)
        )
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

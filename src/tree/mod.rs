//! A root Kconfig file and an environment enter; the whole tree's statements in order of inclusion leave, macros
//! expanded. Files, environment and processes are met here and nowhere deeper.
//!
//! Invariant: a command is started only with a text that is final. The walk is repeated until no answer is missing;
//! each round asks for all commands whose text is known by then, so that they can run side by side.

pub mod build;
pub mod environment;
pub mod expand;
pub mod files;
mod make;
pub mod probe;
pub mod search;
pub mod version;
pub mod walk;

use std::path::PathBuf;

use crate::{
    diagnostic::Diagnostic,
    dialect::Dialect,
    source::{Span, lossy, path_of},
};

use self::{
    environment::Environment,
    expand::{Answers, Said},
    files::Files,
    probe::Prober,
    walk::{Round, Walk},
};

/// A tree as it was read.
#[derive(Debug)]
pub struct Tree {
    /// its files
    pub files: Files,
    /// its statements
    pub walk: Walk,
}

/// A tree that cannot be evaluated.
#[derive(Debug)]
pub struct Broken {
    /// the files that were read, for spans
    pub files: Files,
    /// every error that was found
    pub errors: Vec<Diagnostic>,
    /// what was read before, but not as its author may think
    pub warnings: Vec<Diagnostic>,
    /// what macros had said before
    pub said: Vec<(Span, Said)>,
}

/// What to read.
#[derive(Debug)]
pub struct Request<'a> {
    /// the root file's name, such as `Kconfig`
    pub root: &'a [u8],
    /// the folder in which names are looked for first
    pub directory: PathBuf,
    /// what macros and probes see; `srctree` is the folder in which names are looked for next
    pub environment: &'a Environment,
    /// the rules that decide which texts are refused
    pub dialect: &'a Dialect,
}

impl Answers for Prober {
    fn answer(&self, command: &[u8]) -> Option<Vec<u8>> {
        self.known(command).map(|answer| answer.stdout.clone())
    }

    fn is_real(&self, command: &[u8]) -> bool {
        self.known(command).is_some_and(|answer| answer.is_known())
    }
}

/// Rounds after which a tree that always asks for one more answer is given up.
const MOST_ROUNDS: usize = 1000;

/// Reads a tree.
///
/// # Errors
/// All errors of the tree, with the files that were read.
pub fn load(request: &Request<'_>, prober: &mut Prober) -> Result<Tree, Box<Broken>> {
    let srctree = request.environment.get("srctree").map(path_of);
    load_from(Files::new(request.directory.clone(), srctree), request, prober)
}

/// Reads a tree whose texts the program carries: `files` comes from [`Files::of_texts`], and no folder is looked into.
///
/// # Errors
/// All errors of the tree, with the files that were read.
pub fn load_from(mut files: Files, request: &Request<'_>, prober: &mut Prober) -> Result<Tree, Box<Broken>> {
    files.read_by(request.dialect.grammar);
    for _ in 0..MOST_ROUNDS {
        match walk::round(&mut files, request, prober) {
            Round::Complete(walk) => return Ok(Tree { files, walk }),
            Round::Wanted(commands) if !commands.is_empty() => prober.run(&commands),
            Round::Wanted(_) => break,
            Round::Broken { errors, warnings, said } => {
                return Err(Box::new(Broken { files, errors, warnings, said }));
            }
        }
    }
    let message = format!("the probes of '{}' never end", lossy(request.root));
    let errors = vec![Diagnostic::error("ltoconf::probes::endless", message)];
    Err(Box::new(Broken { files, errors, warnings: Vec::new(), said: Vec::new() }))
}

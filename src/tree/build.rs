//! A configuration and a tree's Makefiles go in; what make would know when it builds that configuration comes out: the
//! variables that are asked for, each word with the line that it was written on, and whether a watched variable of the
//! configuration brought it. What cannot be known is named, with the line that wants it.
//!
//! Invariant: a command is started only if a watched line hangs on its output, and only when its own text is final.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{
    environment::{self, EnvironmentError, STAND_IN, Setting},
    make::{Files, Kind, Line, Make, Wanted},
    probe::{Outcome, Prober},
};
use crate::source::{lossy, path_of};

pub use super::make::{Unknowns, Watch};

/// The file that a build takes its configuration from.
const CONFIGURATION: &str = "include/config/auto.conf";
/// Times that answers may lead to new questions; each flag that a compiler is asked for takes one.
const MOST_ROUNDS: usize = 1000;

/// What to read.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// the tree, the architecture and the tools
    pub environment: environment::Request<'a>,
    /// the configuration as a build reads it: `include/config/auto.conf`
    pub configuration: &'a [u8],
    /// what is not known of it
    pub unknown: Unknowns,
    /// the folder of an external module that is built, as `M=` to make
    pub module: Option<&'a Path>,
    /// the variables whose influence is followed
    pub watch: Watch,
    /// the variables that are to be accounted for
    pub wanted: fn(&[u8]) -> bool,
}

/// A text that is read in the place of one of a tree's Makefiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// the Makefile that it stands for; `None` where nobody is to be pointed to its lines
    pub name: Option<String>,
    /// its text
    pub text: String,
}

/// Where something is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// the Makefile, below the tree where it is in it
    pub path: String,
    /// the line, from 1; `None` where the text stands for a Makefile that nobody can look into
    pub line: Option<u32>,
}

/// A word of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// such as `-flto=thin`
    pub text: String,
    /// where it was written; `None` for what came from outside of any Makefile
    pub place: Option<Place>,
    /// whether a watched variable brought it
    pub steered: bool,
}

/// Something that a watched line hangs on and that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// the variable that lacks it
    pub variable: String,
    /// the line that wants it
    pub place: Option<Place>,
    /// that line
    pub text: String,
    /// the command whose output is not known, or what else stands there
    pub wants: String,
    /// why it is not known
    pub reason: String,
}

/// A word that a watched line took away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// the variable that it was in
    pub variable: String,
    /// the word
    pub word: String,
    /// the line that took it away
    pub place: Option<Place>,
}

/// What make would know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// the wanted variables that Makefiles set
    pub variables: BTreeMap<String, Vec<Word>>,
    /// what watched lines hang on and is not known
    pub unknown: Vec<Unknown>,
    /// what watched lines took away
    pub removed: Vec<Removed>,
    /// what the Makefiles object to; make would have stopped there
    pub complaints: Vec<String>,
}

/// A reading under way.
#[derive(Debug)]
pub struct Build<'a> {
    request: Request<'a>,
    fragments: Option<Vec<Fragment>>,
    setting: Setting,
    files: Files,
    answers: BTreeMap<Vec<u8>, Vec<u8>>,
    /// why commands that were asked have no answer
    refused: BTreeMap<Vec<u8>, String>,
}

/// What one reading leaves open.
struct Pass {
    account: Account,
    /// commands that watched lines hang on, or whose output those lack
    needed: BTreeSet<Vec<u8>>,
    /// commands that decide about conditionals
    decisive: BTreeSet<Vec<u8>>,
}

impl<'a> Build<'a> {
    /// Reads a tree's own Makefiles.
    ///
    /// # Errors
    /// The tree is not there.
    pub fn of_tree(request: Request<'a>) -> Result<Self, EnvironmentError> {
        Self::new(request, None)
    }

    /// Reads texts in the place of a tree's Makefiles; the tree is only where commands would run.
    ///
    /// # Errors
    /// That folder is not there.
    pub fn of_fragments(request: Request<'a>, fragments: Vec<Fragment>) -> Result<Self, EnvironmentError> {
        Self::new(request, Some(fragments))
    }

    fn new(request: Request<'a>, fragments: Option<Vec<Fragment>>) -> Result<Self, EnvironmentError> {
        let mut setting = Setting::new(&request.environment)?;
        if let Some(module) = request.module {
            setting.give("M", module.as_os_str().as_encoded_bytes());
        }
        let mut files = Files::default();
        files.give(CONFIGURATION, request.configuration);
        // its list of Kconfig files is there to bring it up to date
        files.give("include/config/auto.conf.cmd", b"");
        let (answers, refused) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { request, fragments, setting, files, answers, refused })
    }

    /// Reads, asks what is needed as far as `prober` may, and reads again, until nothing more can be known. Without a
    /// prober nothing is asked.
    pub fn account(mut self, mut prober: Option<&mut Prober>) -> Account {
        for _ in 0..MOST_ROUNDS {
            let pass = self.pass();
            let known = self.answers.len() + self.refused.len();
            let Some(prober) = prober.as_deref_mut() else {
                return pass.account;
            };
            let needed: Vec<_> = pass.needed.iter().cloned().collect();
            prober.run(&needed);
            // what decides about the rest is used where it was asked before
            for command in pass.needed.iter().chain(&pass.decisive) {
                match prober.known(command) {
                    Some(answer) if answer.is_known() => {
                        self.answers.insert(command.clone(), answer.stdout.clone());
                    }
                    Some(answer) => {
                        self.refused.insert(command.clone(), reason(&answer.outcome));
                    }
                    None => {}
                }
            }
            if self.answers.len() + self.refused.len() == known {
                return pass.account;
            }
        }
        self.pass().account
    }

    fn pass(&mut self) -> Pass {
        let folder = self.setting.tree.clone();
        match self.pass_in(&folder) {
            Ok(pass) => pass,
            // since 6.13 a module's build works in the module's folder, and starts itself there
            Err(elsewhere) => self.pass_in(&elsewhere).unwrap_or_else(|_| Pass {
                account: Account::default(),
                needed: BTreeSet::new(),
                decisive: BTreeSet::new(),
            }),
        }
    }

    /// Reads in a folder; the error is another one, in which make would start itself.
    fn pass_in(&mut self, folder: &Path) -> Result<Pass, PathBuf> {
        let Self { request, fragments, setting, files, answers, refused } = self;
        let sources = Sources { request, fragments: fragments.as_deref(), setting, answers };
        let mut make = sources.read(files, folder, false);
        // a shortened Makefile may leave to others what includes the configuration
        if !make.has_read_given() {
            drop(make);
            make = sources.read(files, folder, true);
        }
        if make.value(b"need-sub-make") == b"1" {
            let elsewhere = path_of(&make.value(b"abs_output"));
            if elsewhere.is_absolute() && elsewhere != folder {
                return Err(elsewhere);
            }
        }
        let is_tree = fragments.is_none();
        Ok(Reading { make, tree: &setting.tree, refused, request, is_tree }.pass())
    }
}

/// What a reading starts from.
struct Sources<'b> {
    request: &'b Request<'b>,
    fragments: Option<&'b [Fragment]>,
    setting: &'b Setting,
    answers: &'b BTreeMap<Vec<u8>, Vec<u8>>,
}

impl<'b> Sources<'b> {
    /// Reads everything once; `configured`: the configuration comes first.
    fn read<'m>(&self, files: &'m mut Files, folder: &Path, configured: bool) -> Make<'m>
    where
        'b: 'm,
    {
        let goals: &[u8] = if self.request.module.is_some() { b"modules" } else { b"all" };
        let mut make = Make::new(folder, &self.setting.host, self.answers, files);
        make.follow(self.request.watch, &self.request.unknown);
        self.setting.start(&mut make, goals);
        if configured {
            make.read_foreign(self.request.configuration);
        }
        match self.fragments {
            None => {
                make.read(&self.setting.tree.join("Makefile"));
            }
            Some(fragments) => {
                make.read_foreign(STAND_IN);
                for fragment in fragments {
                    match &fragment.name {
                        Some(name) => make.read_as(Path::new(name), fragment.text.as_bytes()),
                        None => make.read_foreign(fragment.text.as_bytes()),
                    }
                }
            }
        }
        make
    }
}

/// A make that has read everything.
struct Reading<'r, 'm> {
    make: Make<'m>,
    tree: &'r Path,
    refused: &'r BTreeMap<Vec<u8>, String>,
    request: &'r Request<'r>,
    /// the Makefiles are a tree's own
    is_tree: bool,
}

impl Reading<'_, '_> {
    fn pass(mut self) -> Pass {
        let wanted = self.request.wanted;
        let mut account = Account::default();
        let mut open: BTreeSet<usize> = BTreeSet::new();
        let names: BTreeSet<_> = self.make.set_by_files().into_iter().chain(self.make.possible()).collect();
        for name in names.into_iter().filter(|name| wanted(name)) {
            let (words, wants) = self.make.words(&name);
            let name = lossy(&name);
            for want in wants.into_iter().filter(|want| want.steered) {
                open.insert(want.command);
                account.unknown.push(self.unknown(&name, want));
            }
            let words = words.into_iter().map(|word| Word {
                text: lossy(&word.text),
                place: self.place(word.line),
                steered: word.steered,
            });
            account.variables.insert(name, words.collect());
        }
        account.removed = std::mem::take(&mut self.make.removed)
            .into_iter()
            .filter(|removed| wanted(&removed.variable))
            .map(|removed| Removed {
                variable: lossy(&removed.variable),
                word: lossy(&removed.word),
                place: self.place(removed.line),
            })
            .collect();
        let sure = std::mem::take(&mut self.make.complaints).into_iter().filter(|(_, sure)| *sure);
        account.complaints = sure.map(|(text, _)| text).collect();
        self.name_missing(&mut account);
        let decisive = self.make.decisive.clone();
        Pass { account, needed: self.runnable(open), decisive: self.runnable(decisive) }
    }

    /// The commands that can be asked now, for those to be known later.
    fn runnable(&self, open: BTreeSet<usize>) -> BTreeSet<Vec<u8>> {
        let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut todo: Vec<usize> = open.into_iter().collect();
        while let Some(number) = todo.pop() {
            if seen.insert(number) {
                let (text, kind, needs) = self.make.lack(number);
                if kind == Kind::Command && needs.is_empty() {
                    found.insert(text.to_vec());
                }
                todo.extend(needs);
            }
        }
        found
    }

    /// Files that a watched line would include.
    fn name_missing(&self, account: &mut Account) {
        for missing in self.make.missing.iter().filter(|missing| missing.steered) {
            let name = lossy(&missing.name);
            account.unknown.push(Unknown {
                variable: String::new(),
                place: self.place(missing.line),
                text: self.text(missing.line),
                wants: name.clone(),
                reason: format!("'{name}' cannot be read"),
            });
        }
    }

    fn unknown(&mut self, variable: &str, want: Wanted) -> Unknown {
        // the first reason is the one behind the others
        let mut number = want.command;
        let (text, kind) = loop {
            match self.make.lack(number) {
                (_, _, [first, ..]) if *first != number => number = *first,
                (text, kind, _) => break (text, kind),
            }
        };
        let reason = match (kind, self.refused.get(text)) {
            (Kind::Command, Some(reason)) => reason.clone(),
            (Kind::Command, None) => {
                "no tool is asked unless it is named (--llvm, or LD in the environment)".to_owned()
            }
            (Kind::Function, _) => "ltoconf does not evaluate this function of make".to_owned(),
            (Kind::Value, _) if !text.starts_with(b"CONFIG_") => "nothing says the architecture (--arch)".to_owned(),
            (Kind::Value, _) if self.request.unknown.names.contains(text) => {
                "its value hangs on a probe without an answer".to_owned()
            }
            (Kind::Value, _) => "the configuration does not say it".to_owned(),
        };
        let wants = lossy(text);
        let (place, text) = (self.place(want.line), self.text(want.line));
        Unknown { variable: variable.to_owned(), place, text, wants, reason }
    }

    fn place(&self, line: Line) -> Option<Place> {
        let (path, line) = self.make.place(line)?;
        let path = path.strip_prefix(self.tree).unwrap_or(path);
        Some(Place { path: path.display().to_string(), line: self.is_tree.then_some(line) })
    }

    /// The line as it stands.
    fn text(&self, line: Line) -> String {
        let Some((path, number)) = self.make.place(line) else { return String::new() };
        let text = self.make.text_of(path);
        let line = text.split(|&byte| byte == b'\n').nth(number as usize - 1).unwrap_or_default();
        lossy(line.trim_ascii())
    }
}

/// Why a command has no answer.
fn reason(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Denied => "--probes deny forbids to run it".to_owned(),
        Outcome::NotRecorded => "it is not in the recorded probes".to_owned(),
        Outcome::TimedOut => "it took too long".to_owned(),
        Outcome::NotStarted(why) => format!("it could not be started: {why}"),
        Outcome::Ran | Outcome::Remembered | Outcome::Replayed => String::new(),
    }
}

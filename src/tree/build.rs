//! A configuration and a tree's Makefiles go in; what make would know when it builds that configuration comes out: the
//! variables that are asked for, each word with the line that it was written on, and whether a watched variable of the
//! configuration brought it. What cannot be known is named, with the line that wants it.
//!
//! Invariant: a command is started only if a watched line hangs on its output, and only when its own text is final.

mod reading;
mod tools;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use self::reading::{Pass, Reading};
use super::{
    environment::{self, EnvironmentError, STAND_IN, Setting},
    make::{Files, Make},
    probe::{Outcome, Prober},
};
use crate::{
    diagnostic::{Advice, Words},
    source::path_of,
};

pub use self::tools::Absent;
pub use super::make::{Unknowns, Watch};

/// The file that a build takes its configuration from.
const CONFIGURATION: &str = "include/config/auto.conf";
/// The variable that says how often make started itself.
const LEVEL: &[u8] = b"MAKELEVEL";
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
    /// the folder in which the build works, where it is known: that of the `.config`
    pub place: Option<PathBuf>,
    /// the folder of an external module that is built, as `M=` to make
    pub module: Option<&'a Path>,
    /// the variables whose influence is followed
    pub watch: Watch,
    /// the variables that are to be accounted for
    pub wanted: fn(&[u8]) -> bool,
    /// how the caller says what is advised
    pub words: Words,
}

/// A text that is read in the place of one of a tree's Makefiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// the Makefile that it stands for; `None` where nobody is to be pointed to its lines
    pub name: Option<String>,
    /// its text
    pub text: String,
}

/// Whether a tree has a Makefile to be read.
pub fn has_makefile(tree: &Path) -> bool {
    tree.join("Makefile").is_file()
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
    /// the variables that Makefiles export by name, for what make starts
    pub exported: BTreeSet<String>,
    /// the tools that make would name and that are not there
    pub absent: Vec<Absent>,
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
    pub fn account(mut self, prober: Option<&Prober>) -> Account {
        for _ in 0..MOST_ROUNDS {
            let pass = self.pass();
            let known = self.answers.len() + self.refused.len();
            let Some(prober) = prober else {
                return pass.account;
            };
            let needed: Vec<_> = pass.needed.iter().cloned().collect();
            prober.run(&needed);
            // what decides about the rest is used where it was asked before
            for command in pass.needed.iter().chain(&pass.decisive) {
                let absent = pass.account.absent.iter().find(|tool| tool.is_in(command));
                match (prober.known(command), absent) {
                    (Some(answer), Some(tool)) if matches!(answer.outcome, Outcome::Ran | Outcome::Remembered) => {
                        self.refused.insert(command.clone(), tool.reason());
                    }
                    (Some(answer), _) if answer.is_known() => {
                        self.answers.insert(command.clone(), answer.stdout.clone());
                    }
                    (Some(answer), _) => {
                        self.refused.insert(command.clone(), reason(&answer.outcome, self.request.words));
                    }
                    (None, _) => {}
                }
            }
            if self.answers.len() + self.refused.len() == known {
                return pass.account;
            }
        }
        self.pass().account
    }

    fn pass(&mut self) -> Pass {
        let (folder, place) = (self.setting.tree.clone(), self.request.place.clone());
        let (tree, place) = (Some(folder.as_path()), place.as_deref());
        let first = if self.request.module.is_some() { tree } else { place };
        match self.pass_in(&folder, first) {
            Ok(pass) if self.request.module.is_none() || place == tree => pass,
            Ok(_) => self.pass_in(&folder, place).unwrap_or_default(),
            // since 6.13 a module's build works in the module's folder, and starts itself there
            Err(elsewhere) => self.pass_in(&elsewhere, Some(&elsewhere)).unwrap_or_default(),
        }
    }

    /// Reads with files looked for in a folder, where the build works at a place, if that is known; the error is another
    /// folder, in which make would start itself.
    fn pass_in(&mut self, folder: &Path, place: Option<&Path>) -> Result<Pass, PathBuf> {
        let Self { request, fragments, setting, files, answers, refused } = self;
        let sources = Sources { request, fragments: fragments.as_deref(), setting, answers };
        let mut make = sources.read(files, folder, place, false);
        // a shortened Makefile may leave to others what includes the configuration
        if !make.has_read_given() {
            drop(make);
            make = sources.read(files, folder, place, true);
        }
        if make.value(b"need-sub-make") == b"1" {
            let elsewhere = path_of(&make.value(b"abs_output"));
            if elsewhere.is_absolute() && elsewhere != folder {
                return Err(elsewhere);
            }
        }
        let is_tree = fragments.is_none();
        let absent = tools::absent(&mut make, &setting.host);
        Ok(Reading { make, tree: &setting.tree, refused, request, is_tree, absent }.pass())
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
    fn read<'m>(&self, files: &'m mut Files, folder: &Path, place: Option<&Path>, configured: bool) -> Make<'m>
    where
        'b: 'm,
    {
        let goals: &[u8] = if self.request.module.is_some() { b"modules" } else { b"all" };
        let mut make = Make::new(folder, &self.setting.host, self.answers, files);
        let mut unknown = self.request.unknown.clone();
        // the kernel's build starts itself once more, or not
        unknown.names.insert(LEVEL.to_vec());
        make.follow(self.request.watch, &unknown);
        make.place = place.map(Path::to_path_buf);
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

/// Why a command has no answer.
fn reason(outcome: &Outcome, words: Words) -> String {
    match outcome {
        Outcome::Denied => format!("{} forbids to run it", words(Advice::ProbesDenied)),
        Outcome::NotRecorded => "it is not in the recorded probes".to_owned(),
        Outcome::TimedOut => "it took too long".to_owned(),
        Outcome::NotStarted(why) => format!("it could not be started: {why}"),
        Outcome::Ran | Outcome::Remembered | Outcome::Replayed => String::new(),
    }
}

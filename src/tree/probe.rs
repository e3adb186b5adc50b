//! Commands of `$(shell,…)` go in, their answers come out: run now, remembered from an earlier run, replayed from a
//! file, or denied. This room alone starts processes for Kconfig.

mod cache;
mod confine;
mod identity;
mod outcome;
mod recording;
mod relevant;
mod run;
#[cfg(test)]
mod tests;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use indexmap::IndexMap;

pub use self::outcome::Outcome;
use self::{cache::Cache, identity::Identity, recording::Recording, run::Shell};
use super::environment::{Environment, EnvironmentError, Rebuilt};

/// Where answers come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Every command is run, once.
    Run,
    /// Run once and remembered for as long as command, environment and tools stay the same.
    Cached,
    /// Taken from a file that [`Policy::Record`] wrote; nothing is run.
    Replay(PathBuf),
    /// Run, and written to a file.
    Record(PathBuf),
    /// Nothing is run, every answer is empty.
    Deny,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The standard output as `$(shell,…)` yields it: 4095 bytes at most, without line ends.
    pub stdout: Vec<u8>,
    /// The exit status of the shell; `None` if it was killed or did not run.
    pub exit: Option<i32>,
    /// The first 4 KiB of what it wrote to standard error.
    pub stderr: Vec<u8>,
    /// How long it took when it ran.
    pub took: Duration,
    /// Where this answer is from.
    pub outcome: Outcome,
}

impl Answer {
    /// No output, for a reason.
    pub(crate) fn none(outcome: Outcome) -> Self {
        Self { stdout: Vec::new(), exit: None, stderr: Vec::new(), took: Duration::ZERO, outcome }
    }

    /// Whether this is what the command says, and not a stand-in for an answer that could not be had.
    pub fn is_known(&self) -> bool {
        matches!(self.outcome, Outcome::Ran | Outcome::Remembered | Outcome::Replayed)
    }
}

/// Why answers cannot be had from, or kept in, a file.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The recording cannot be read.
    #[error("cannot read the recorded probes in '{}'", path.display())]
    Unreadable {
        /// As the user named it.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The recording is no such thing.
    #[error("'{}' holds no recorded probes: {reason}", path.display())]
    Malformed {
        /// As the user named it.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The recording cannot be written.
    #[error("cannot write the recorded probes to '{}'", path.display())]
    Unwritable {
        /// As the user named it.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// What was learnt cannot be remembered. The answers themselves are good.
    #[error("cannot remember the probes in '{}'", path.display())]
    Forgetful {
        /// The file in the user's cache folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Answers commands under one policy.
#[derive(Debug)]
pub struct Prober {
    shell: Shell,
    state: Mutex<State>,
    /// variables of make whose value hangs on a tool that was not asked
    open_variables: Vec<Vec<u8>>,
}

#[derive(Debug)]
struct State {
    /// In order of first request; `None` while a command still has to be run.
    answers: IndexMap<Vec<u8>, Option<Arc<Answer>>>,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Run,
    Cached(Box<(Cache, Identity)>),
    Replay(Recording),
    Record(PathBuf),
    Deny,
}

impl Prober {
    /// A prober whose commands see exactly `environment`, run in `directory` (which some of them write to), and may
    /// take `limit` each.
    ///
    /// # Errors
    /// A file to replay that cannot be used. A cache that cannot be used is no error: it is as if it were empty.
    pub fn new(
        policy: Policy,
        environment: &Environment,
        directory: PathBuf,
        limit: Duration,
    ) -> Result<Self, ProbeError> {
        let source = match policy {
            Policy::Run => Source::Run,
            Policy::Cached => {
                let identity = Identity::new(environment, &directory);
                Source::Cached(Box::new((Cache::open(cache::file(environment)), identity)))
            }
            Policy::Replay(path) => Source::Replay(Recording::read(&path, environment)?),
            Policy::Record(path) => Source::Record(path),
            Policy::Deny => Source::Deny,
        };
        let state = State { answers: IndexMap::new(), source };
        let shell = Shell { environment: environment.clone(), directory, limit, confined: false };
        Ok(Self { shell, state: Mutex::new(state), open_variables: Vec::new() })
    }

    /// Commands can write to the folder that they run in, and nowhere else, as far as the system can hold them to that.
    #[must_use]
    pub fn confined(mut self) -> Self {
        self.shell.confined = true;
        self
    }

    /// From now on commands see this environment. Answers that were given stay.
    pub fn set_environment(&mut self, environment: &Environment) {
        self.shell.environment = environment.clone();
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        match &mut state.source {
            Source::Cached(cached) => cached.1 = Identity::new(environment, &self.shell.directory),
            Source::Replay(recording) => recording.set_environment(environment),
            _ => {}
        }
    }

    /// The answer, if it can be had without starting anything; always, under [`Policy::Deny`] and
    /// [`Policy::Replay`].
    pub fn known(&self, command: &[u8]) -> Option<Arc<Answer>> {
        self.state().known(command)
    }

    /// Runs those of the commands that have no answer yet, side by side, and keeps their answers.
    pub fn run(&self, commands: &[Vec<u8>]) {
        // until they are answered: who asks for the same meanwhile waits, and none is run twice
        let mut state = self.state();
        let state = &mut *state;
        let mut open: Vec<&[u8]> = Vec::new();
        for command in commands {
            let command = as_c_string(command);
            if state.known(command).is_none() && !open.contains(&command) {
                open.push(command);
            }
        }
        // asked for by hand as well: a shell under `deny` or `replay` would be a broken promise
        if open.is_empty() || matches!(state.source, Source::Deny | Source::Replay(_)) {
            return;
        }
        let found = self.shell.run_all(&open);
        // in a folder that cannot be written to, commands fail which would not elsewhere
        let trusted = matches!(state.source, Source::Cached(_)) && self.shell.can_write();
        for (command, answer) in open.into_iter().zip(found) {
            let answer = Arc::new(answer);
            if let (Source::Cached(cached), true) = (&mut state.source, trusted) {
                let (cache, identity) = &mut **cached;
                cache.remember(identity.key(command), command, &answer);
            }
            state.answers.insert(command.to_vec(), Some(answer));
        }
    }

    /// Asks what a rebuilt environment still has to know, as far as the policy allows, and sees that environment from
    /// then on.
    ///
    /// # Errors
    /// The tree does not have what an answer led to.
    pub fn settle(&mut self, rebuilt: &mut Rebuilt) -> Result<(), EnvironmentError> {
        rebuilt.settle(|environment, open| {
            self.set_environment(environment);
            self.run(open);
            let answered = open.iter().filter_map(|command| {
                let answer = self.known(command).filter(|answer| answer.is_known())?;
                Some((command.clone(), answer.stdout.clone()))
            });
            answered.collect()
        })?;
        self.set_environment(rebuilt.environment());
        let open = rebuilt.questions().iter().filter_map(|question| question.variable.clone());
        self.open_variables = open.map(String::into_bytes).collect();
        Ok(())
    }

    /// Takes over what another prober has found out: its answers, which are recorded with those to come, and what it could
    /// not.
    pub fn adopt(&mut self, other: &Self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        state.answers.extend(other.all().into_iter().map(|(command, answer)| (command, Some(answer))));
        self.open_variables.clone_from(&other.open_variables);
    }

    /// Variables of make whose value is not known, since a tool would have to be asked for it.
    pub fn open_variables(&self) -> &[Vec<u8>] {
        &self.open_variables
    }

    /// All commands that have an answer, in the order in which they were first asked for.
    pub fn all(&self) -> Vec<(Vec<u8>, Arc<Answer>)> {
        let state = self.state();
        let answered = state.answers.iter().filter_map(|(command, answer)| Some((command.clone(), answer.clone()?)));
        answered.collect()
    }

    /// Writes what is to be kept: the cache or the recording.
    ///
    /// # Errors
    /// Either cannot be written. [`ProbeError::Forgetful`] is worth a note and no more.
    pub fn finish(&self) -> Result<(), ProbeError> {
        let mut state = self.state();
        let state = &mut *state;
        match &mut state.source {
            Source::Cached(cached) => cached.0.save(),
            Source::Record(path) => recording::write(path, &self.shell.environment, &state.answers),
            _ => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // the table is whole between any two statements, so a panic elsewhere does not spoil it
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn known(&mut self, command: &[u8]) -> Option<Arc<Answer>> {
        let command = as_c_string(command);
        if let Some(Some(answer)) = self.answers.get(command) {
            return Some(Arc::clone(answer));
        }
        let answer = match &mut self.source {
            Source::Run | Source::Record(_) => None,
            Source::Cached(cached) => {
                let (cache, identity) = &mut **cached;
                cache.recall(identity.key(command), command)
            }
            Source::Replay(recording) => Some(recording.answer(command)),
            Source::Deny => Some(Answer::none(Outcome::Denied)),
        };
        let answer = answer.map(Arc::new);
        self.answers.insert(command.to_vec(), answer.clone());
        answer
    }
}

/// A command as C hands it on: up to its first NUL.
fn as_c_string(command: &[u8]) -> &[u8] {
    command.split(|&byte| byte == 0).next().unwrap_or_default()
}

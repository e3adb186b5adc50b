//! A file of recorded probes goes in and answers commands; answers go in and become such a file. It is JSON that people
//! can read and edit: `{"version":1,"environment":{…},"probes":[{"command":…,"stdout":…,"exit":…},…]}`.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::{self, Read},
    path::Path,
    sync::Arc,
    time::Duration,
};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Answer, Outcome, ProbeError, relevant::RELEVANT};
use crate::tree::environment::Environment;

/// The one version there is.
const VERSION: u32 = 1;
/// A longer file is no recording.
const LONGEST: u64 = 256 << 20;

/// Text where it is text, else bytes as numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Text {
    Text(String),
    Bytes(Vec<u8>),
}

impl Text {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(bytes.to_vec()),
        }
    }

    fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct File {
    version: u32,
    #[serde(default)]
    environment: BTreeMap<String, Text>,
    probes: Vec<Probe>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Probe {
    command: Text,
    stdout: Text,
    #[serde(default)]
    exit: Option<i32>,
    #[serde(default = "nothing", skip_serializing_if = "Text::is_empty")]
    stderr: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u32>,
}

fn nothing() -> Text {
    Text::Text(String::new())
}

/// Recorded answers.
#[derive(Debug)]
pub(super) struct Recording {
    answers: HashMap<Vec<u8>, Answer>,
    /// The tree that commands were recorded for, and the one that they are asked for now: both stand in the commands.
    recorded_tree: Vec<u8>,
    tree: Vec<u8>,
}

impl Recording {
    /// Reads a file.
    pub(super) fn read(path: &Path, environment: &Environment) -> Result<Self, ProbeError> {
        let unreadable = |source| ProbeError::Unreadable { path: path.to_path_buf(), source };
        let malformed = |reason| ProbeError::Malformed { path: path.to_path_buf(), reason };
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(unreadable)?;
        file.take(LONGEST).read_to_end(&mut bytes).map_err(unreadable)?;
        let file: File = serde_json::from_slice(&bytes).map_err(|error| malformed(error.to_string()))?;
        if file.version != VERSION {
            return Err(malformed(format!("it has version {}, not {VERSION}", file.version)));
        }
        let mut recorded = file.environment;
        let recorded_tree = recorded.remove("srctree").map(Text::into_bytes).unwrap_or_default();
        let answers = file.probes.into_iter().map(|probe| {
            let answer = Answer {
                stdout: probe.stdout.into_bytes(),
                exit: probe.exit,
                stderr: probe.stderr.into_bytes(),
                took: Duration::from_millis(probe.milliseconds.unwrap_or(0).into()),
                outcome: Outcome::Replayed,
            };
            (probe.command.into_bytes(), answer)
        });
        let mut recording = Self { answers: answers.collect(), recorded_tree, tree: Vec::new() };
        recording.set_environment(environment);
        Ok(recording)
    }

    pub(super) fn set_environment(&mut self, environment: &Environment) {
        self.tree = environment.get("srctree").unwrap_or_default().to_vec();
    }

    /// The recorded answer, also if the tree has moved since.
    pub(super) fn answer(&self, command: &[u8]) -> Answer {
        let found = self.answers.get(command).or_else(|| self.answers.get(&self.as_recorded(command)?));
        found.cloned().unwrap_or_else(|| Answer::none(Outcome::NotRecorded))
    }

    /// The command as it would have read in the tree of the recording.
    fn as_recorded(&self, command: &[u8]) -> Option<Vec<u8>> {
        // a tree called `.` is everywhere in a text
        let movable = |tree: &[u8]| tree.len() > 1 && tree.starts_with(b"/");
        if !movable(&self.tree) || !movable(&self.recorded_tree) {
            return None;
        }
        let mut text = Vec::with_capacity(command.len());
        let mut from = 0;
        for at in memchr::memmem::find_iter(command, &self.tree) {
            text.extend_from_slice(command.get(from..at)?);
            text.extend_from_slice(&self.recorded_tree);
            from = at + self.tree.len();
        }
        text.extend_from_slice(command.get(from..)?);
        Some(text)
    }
}

/// Writes answers to a file, in the order in which they were asked for. What was not answered is left out, so that a
/// replay says so.
pub(super) fn write(
    path: &Path,
    environment: &Environment,
    answers: &IndexMap<Vec<u8>, Option<Arc<Answer>>>,
) -> Result<(), ProbeError> {
    let known = answers.iter().filter_map(|(command, answer)| Some((command, answer.as_ref()?)));
    let probes = known.filter(|(_, answer)| answer.is_known()).map(|(command, answer)| Probe {
        command: Text::of(command),
        stdout: Text::of(&answer.stdout),
        exit: answer.exit,
        stderr: Text::of(&answer.stderr),
        milliseconds: u32::try_from(answer.took.as_millis()).ok(),
    });
    let names = RELEVANT.iter().chain(&["srctree"]);
    let variables = names.filter_map(|name| Some(((*name).to_owned(), Text::of(environment.get(name)?))));
    let file = File { version: VERSION, environment: variables.collect(), probes: probes.collect() };
    let unwritable = |source| ProbeError::Unwritable { path: path.to_path_buf(), source };
    let mut bytes = serde_json::to_vec_pretty(&file).map_err(|error| unwritable(error.into()))?;
    bytes.push(b'\n');
    replace(path, &bytes).map_err(unwritable)
}

/// Puts bytes in the place of a file at once; what is no plain file, such as a pipe, is written to.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // the file itself, where the path is a link to it
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    if path.exists() && !path.is_file() {
        return fs::write(path, bytes);
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let done = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, &path));
    if done.is_err() {
        // it may not even have come into being
        let _ = fs::remove_file(&temporary);
    }
    done
}

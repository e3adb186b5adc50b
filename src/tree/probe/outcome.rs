//! What became of a probe: where its answer is from, or why it has none.

use std::fmt;

/// Where an answer is from, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The command was run.
    Ran,
    /// It was run by an earlier ltoconf.
    Remembered,
    /// It stands in the file to replay.
    Replayed,
    /// It took longer than it may, and was ended.
    TimedOut,
    /// Nothing may be run.
    Denied,
    /// It does not stand in the file to replay.
    NotRecorded,
    /// The system could not start it, for this reason.
    NotStarted(String),
}

impl Outcome {
    /// The word for people and in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Ran => "ran",
            Self::Remembered => "remembered",
            Self::Replayed => "replayed",
            Self::TimedOut => "timed-out",
            Self::Denied => "denied",
            Self::NotRecorded => "not-recorded",
            Self::NotStarted(_) => "not-started",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

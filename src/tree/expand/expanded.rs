//! What leaves an expansion: bytes with the probes that decided them, why there are none, and what macros say to people.

/// Stands for an answer that is not there yet. No text that is expanded holds this byte: it ends there.
pub const UNKNOWN: u8 = 0;

/// A text and what decided it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// the bytes
    pub text: Vec<u8>,
    /// indices of the probes that went into it, ascending
    pub probes: Vec<u32>,
}

impl Expanded {
    pub(super) fn add(&mut self, other: &Self) {
        self.text.extend_from_slice(&other.text);
        for &probe in &other.probes {
            if let Err(at) = self.probes.binary_search(&probe) {
                self.probes.insert(at, probe);
            }
        }
    }

    /// Whether an answer in it is still missing.
    pub fn unknown(&self) -> bool {
        self.text.contains(&UNKNOWN)
    }
}

/// Why an expansion ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// what comes next depends on an answer that is not there yet
    Unknown,
    /// an error of the tree's author, or `$(error-if,y,…)`
    Error {
        /// stable code
        code: &'static str,
        /// one line
        message: String,
        /// the variable or function
        name: Option<String>,
    },
}

pub(super) fn error<T>(code: &'static str, message: String, name: &[u8]) -> Result<T, Stop> {
    Err(Stop::Error { code, message, name: Some(crate::source::lossy(name)) })
}

/// What a macro says to people, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// `$(info,…)`
    Info(Vec<u8>),
    /// `$(warning-if,y,…)`
    Warning(Vec<u8>),
}

//! A path enters; a configuration file as it was read leaves, with its lines and with what they say before any model is
//! known.

use std::path::{Path, PathBuf};

use crate::{
    finding::Kind,
    lto::{header::Header, said::Said},
    source::{self, ReadError},
    syntax::dotconfig::{self, Line},
};

/// A configuration file.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) path: PathBuf,
    pub(super) text: Vec<u8>,
    pub(super) lines: Vec<Line>,
    /// what its first lines say
    pub(super) header: Header,
    /// what it says of LTO
    pub(super) said: Said,
    /// the prefix of symbols
    prefix: Vec<u8>,
}

impl Input {
    /// Reads a file; `prefix` is `CONFIG_`, or what the environment has in its place.
    pub(super) fn read(path: &Path, prefix: &[u8]) -> Result<Self, ReadError> {
        Ok(Self::of_text(path, source::read(path)?, prefix))
    }

    /// A file of this text.
    pub(super) fn of_text(path: &Path, text: Vec<u8>, prefix: &[u8]) -> Self {
        let lines = dotconfig::parse(&text, prefix);
        let (header, said) = (Header::of(&text), Said::of(&text, &lines));
        Self { path: path.to_owned(), text, lines, header, said, prefix: prefix.to_vec() }
    }

    /// The prefix that its lines were read with.
    pub(super) fn prefix(&self) -> &[u8] {
        &self.prefix
    }

    /// Whether Kconfig wrote it. Some distributions take the header away; no defconfig holds the compiler's name.
    pub(super) fn is_written(&self) -> bool {
        self.header.written || self.said.mentions("CC_VERSION_TEXT")
    }

    /// Whether Kconfig wrote it and nothing is missing.
    pub(super) fn is_complete(&self) -> bool {
        self.is_written() && self.said.may_be_whole()
    }

    /// A file that Kconfig wrote, or that is named as one that stands alone, is whole; any other is to be merged.
    pub(super) fn kind(&self) -> Kind {
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let alone = name == ".config"
            || name.ends_with("defconfig")
            || name.starts_with("config-")
            || name.starts_with("config.");
        if self.header.written || alone { Kind::Whole } else { Kind::Fragment }
    }
}

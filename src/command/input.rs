//! The bytes of a configuration enter; the same leave with their lines and with what they say before any model is
//! known.

use std::path::{Path, PathBuf};

use crate::{
    finding::Kind,
    lto::{header::Header, said::Said},
    syntax::dotconfig::{self, Line, LineKind},
};

/// The prefix of symbols, where no environment has another.
pub(super) const PREFIX: &[u8] = b"CONFIG_";

/// A configuration file.
#[derive(Debug)]
pub(super) struct Input {
    /// its place among the files that were asked for
    pub(super) order: usize,
    /// as it was asked for; `-` is the standard input
    pub(super) path: PathBuf,
    /// its bytes, until they are handed over to the sources of a model
    pub(super) text: Vec<u8>,
    pub(super) lines: Vec<Line>,
    /// what its first lines say
    pub(super) header: Header,
    /// what it says of LTO
    pub(super) said: Said,
    /// what it is, where the user says so
    asked: Option<Kind>,
    /// the prefix that its lines were read with
    prefix: Vec<u8>,
}

impl Input {
    /// Finds out what bytes say; `asked` is what the user says that they are.
    pub(super) fn of(order: usize, path: &Path, text: Vec<u8>, asked: Option<Kind>) -> Self {
        let lines = dotconfig::parse(&text, PREFIX);
        let (header, said) = (Header::of(&text), Said::of(&text, &lines));
        Self { order, path: path.to_owned(), text, lines, header, said, asked, prefix: PREFIX.to_vec() }
    }

    /// Reads the lines again where a model's environment has another prefix.
    pub(super) fn read_with(&mut self, prefix: &[u8]) {
        if self.prefix != prefix {
            self.lines = dotconfig::parse(&self.text, prefix);
            self.said = Said::of(&self.text, &self.lines);
            self.prefix = prefix.to_vec();
        }
    }

    /// The prefix that its lines were read with.
    pub(super) fn prefix(&self) -> &[u8] {
        &self.prefix
    }

    /// Whether most of what its lines say is a configuration's. Names alone do not tell: a setup.cfg, a config-map.yaml
    /// and an app.config are others' files.
    pub(super) fn is_configuration(&self) -> bool {
        let count = |of: fn(&LineKind) -> bool| self.lines.iter().filter(|line| of(&line.kind)).count();
        let own = count(|kind| matches!(kind, LineKind::Set { .. } | LineKind::NotSet { .. }));
        own > count(|kind| matches!(kind, LineKind::Foreign | LineKind::NoValue))
    }

    /// Whether Kconfig wrote it. Some distributions take the header away; no defconfig holds the compiler's name.
    pub(super) fn is_written(&self) -> bool {
        self.header.written || self.said.mentions("CC_VERSION_TEXT")
    }

    /// Whether Kconfig wrote it and nothing is missing. What is to be judged as a fragment says nothing by leaving
    /// something out.
    pub(super) fn is_complete(&self) -> bool {
        self.asked != Some(Kind::Fragment) && self.is_written() && self.said.may_be_whole()
    }

    /// What the user says; else a file that Kconfig wrote, or that is named as one that stands alone, is whole, and any
    /// other is to be merged.
    pub(super) fn kind(&self) -> Kind {
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let alone = name == ".config"
            || name.ends_with("defconfig")
            || name.starts_with("config-")
            || name.starts_with("config.");
        let found = if self.header.written || alone { Kind::Whole } else { Kind::Fragment };
        self.asked.unwrap_or(found)
    }
}

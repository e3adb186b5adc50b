//! The bytes of a configuration enter; the same leave with their lines and with what they say before any model is
//! known.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    finding::Kind,
    lto::{header::Header, said::Said},
    source::{FileId, Sources},
    syntax::dotconfig::{self, Line, LineKind},
};

use super::{error::Error, reader::Reader};

/// The prefix of symbols, where no environment has another.
pub(crate) const PREFIX: &[u8] = b"CONFIG_";

/// The bytes of a configuration that nothing was judged of yet, under the name that they are told by.
///
/// ```
/// use ltoconf::{ConfigFile, Kind};
///
/// assert_eq!(ConfigFile::of("lto.config", "CONFIG_LTO_NONE=y\n").kind(), Kind::Fragment);
/// assert_eq!(ConfigFile::of("x86_64_defconfig", "").kind(), Kind::Whole);
/// assert!(!ConfigFile::of("setup.cfg", "[options]\nname = a\n").is_configuration());
/// ```
#[derive(Debug)]
pub struct ConfigFile {
    pub(crate) input: Input,
}

impl ConfigFile {
    /// The name of the configuration that is meant where none is named, in a tree or a build folder.
    pub const IMPLIED: &str = ".config";

    /// Reads the file of a path: a regular one, or what the shell handed over as an open descriptor; `-` is the standard
    /// input. A [`Reader`] reads several.
    ///
    /// ```
    /// use ltoconf::ConfigFile;
    ///
    /// let file = tempfile::NamedTempFile::new()?;
    /// std::fs::write(file.path(), b"\x1f\x8b\x08\0")?;
    /// assert_eq!(ConfigFile::read(file.path()).unwrap_err().code(), "ltoconf::config::compressed");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Config`]: it cannot be read, or is something that no line of it could be judged as, such as a packed
    /// configuration, a kernel's image or UTF-16.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        Reader::default().read(path.as_ref())
    }

    /// What was read already, such as from a repository: the bytes of the file of a path, which decides where a tree is
    /// looked for and, if nothing else does, what kind of file it is. `-` is the standard input, in messages. Nothing is
    /// read here, and whatever the bytes are, they are taken for a configuration: [`ConfigFile::read`] refuses others.
    pub fn of(path: impl AsRef<Path>, text: impl Into<Vec<u8>>) -> Self {
        Self { input: Input::of(0, path.as_ref(), text.into(), None) }
    }

    /// The same, judged as a whole configuration, whatever its name and its header say.
    #[must_use]
    pub fn whole(mut self) -> Self {
        self.input.asked = Some(Kind::Whole);
        self
    }

    /// The same, judged as a fragment, to be merged into others.
    #[must_use]
    pub fn fragment(mut self) -> Self {
        self.input.asked = Some(Kind::Fragment);
        self
    }

    /// The same, with its place among the files that were asked for; 0 where none is said.
    #[must_use]
    pub fn at(mut self, order: usize) -> Self {
        self.input.order = order;
        self
    }

    /// What it is judged as.
    pub fn kind(&self) -> Kind {
        self.input.kind()
    }

    /// The architecture that its header names, as it is given to make, such as `x86_64`; `None` where no header says.
    pub fn arch(&self) -> Option<&str> {
        self.input.header.arch.as_deref()
    }

    /// The version that its header names, such as `6.12.5-rc1`; `None` where no header says.
    pub fn release(&self) -> Option<&str> {
        self.input.header.release.as_deref()
    }

    /// Whether most of what its lines say is a configuration's: hooks go by names, and others' files have such names.
    pub fn is_configuration(&self) -> bool {
        self.input.is_configuration()
    }
}

/// A configuration file.
#[derive(Debug)]
pub(crate) struct Input {
    /// its place among the files that were asked for
    pub(crate) order: usize,
    /// as it was asked for; `-` is the standard input
    pub(crate) path: PathBuf,
    /// its bytes
    pub(crate) text: Arc<Vec<u8>>,
    pub(crate) lines: Vec<Line>,
    /// what its first lines say
    pub(crate) header: Header,
    /// what it says of LTO
    pub(crate) said: Said,
    /// what it is, where the user says so
    asked: Option<Kind>,
    /// the prefix that its lines were read with
    prefix: Vec<u8>,
}

impl Input {
    /// Finds out what bytes say; `asked` is what the user says that they are.
    pub(crate) fn of(order: usize, path: &Path, text: impl Into<Arc<Vec<u8>>>, asked: Option<Kind>) -> Self {
        let text = text.into();
        let lines = dotconfig::parse(&text, PREFIX);
        let (header, said) = (Header::of(&text), Said::of(&text, &lines));
        Self { order, path: path.to_owned(), text, lines, header, said, asked, prefix: PREFIX.to_vec() }
    }

    /// Reads the lines again where a model's environment has another prefix.
    pub(crate) fn read_with(&mut self, prefix: &[u8]) {
        if self.prefix != prefix {
            self.lines = dotconfig::parse(&self.text, prefix);
            self.said = Said::of(&self.text, &self.lines);
            self.prefix = prefix.to_vec();
        }
    }

    /// Its name, as it was asked for.
    pub(crate) fn name(&self) -> &[u8] {
        self.path.as_os_str().as_encoded_bytes()
    }

    /// Takes its text in behind the files that it is judged by.
    pub(crate) fn stand_behind(&self, sources: &mut Sources) -> FileId {
        sources.add(self.name(), Arc::clone(&self.text))
    }

    /// The prefix that its lines were read with.
    pub(crate) fn prefix(&self) -> &[u8] {
        &self.prefix
    }

    /// Whether most of what its lines say is a configuration's. Names alone do not tell: a setup.cfg, a config-map.yaml
    /// and an app.config are others' files.
    pub(crate) fn is_configuration(&self) -> bool {
        is_configuration(&self.lines)
    }

    /// Whether Kconfig wrote it. Some distributions take the header away; no defconfig holds the compiler's name.
    pub(crate) fn is_written(&self) -> bool {
        self.header.written || self.said.mentions("CC_VERSION_TEXT")
    }

    /// Whether Kconfig wrote it and nothing is missing. What is to be judged as a fragment says nothing by leaving
    /// something out.
    pub(crate) fn is_complete(&self) -> bool {
        self.asked != Some(Kind::Fragment) && self.is_written() && self.said.may_be_whole()
    }

    /// What the user says; else a file that Kconfig wrote, or that is named as one that stands alone, is whole, and any
    /// other is to be merged.
    pub(crate) fn kind(&self) -> Kind {
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let alone = name == ".config"
            || name.ends_with("defconfig")
            || name.starts_with("config-")
            || name.starts_with("config.");
        let found = if self.header.written || alone { Kind::Whole } else { Kind::Fragment };
        self.asked.unwrap_or(found)
    }
}

/// Whether more lines are about symbols than are none of a configuration's.
pub(super) fn is_configuration(lines: &[Line]) -> bool {
    let count = |of: fn(&LineKind) -> bool| lines.iter().filter(|line| of(&line.kind)).count();
    let own = count(|kind| matches!(kind, LineKind::Set { .. } | LineKind::NotSet { .. }));
    own > count(|kind| matches!(kind, LineKind::Foreign | LineKind::NoValue))
}

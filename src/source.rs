//! Paths enter, texts leave: every file that was read has a `FileId`, its bytes, and an index of its lines,
//! so that a byte `Span` can be told to people as a path, a line and a column. And bytes enter that leave as files.

mod read;
mod write;

use std::{
    fmt,
    num::NonZeroU32,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

pub use read::{ReadError, is_absent, is_stdin, read, read_handed, read_named, read_stdin};
pub(crate) use write::{beside, is_device, make_folder_of, put, replace, replace_and_keep, write_into};

/// A file of one [`Sources`]; made by it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(NonZeroU32);

/// Bytes `start..end` of a file. Offsets are below 4 GiB: larger files are refused when they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// the file
    pub file: FileId,
    /// offset of the first byte
    pub start: u32,
    /// offset after the last byte
    pub end: u32,
}

impl Span {
    /// A span over a range of bytes.
    pub fn new(file: FileId, range: &Range<u32>) -> Self {
        Self { file, start: range.start, end: range.end }
    }
}

/// A place as people count: lines and columns (in bytes) from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// line, from 1
    pub line: u32,
    /// column in bytes, from 1
    pub column: u32,
}

/// One file's name and text.
#[derive(Clone)]
pub struct SourceFile {
    name: Vec<u8>,
    text: Arc<Vec<u8>>,
    lines: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// The name as it was asked for (`source "kernel/Kconfig"` gives `kernel/Kconfig`), as bytes.
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// The text as it stands in the file.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The same text, for another [`Sources`].
    pub fn shared_text(&self) -> Arc<Vec<u8>> {
        Arc::clone(&self.text)
    }

    /// Offsets at which lines start.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', &self.text).map(|at| at as u32 + 1)).collect()
        })
    }

    /// Where an offset is; an offset past the end is told as the end.
    pub fn place(&self, offset: u32) -> Place {
        let line = self.lines().partition_point(|&start| start <= offset);
        let start = self.lines().get(line.saturating_sub(1)).copied().unwrap_or(0);
        Place { line: line as u32, column: offset - start + 1 }
    }
}

/// Files that were read, for spans. A copy shares them, and what it takes in later is its own: so each of several
/// configurations stands behind the files of one tree.
#[derive(Clone, Default)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
}

impl Sources {
    /// Takes a text in under a name.
    pub fn add(&mut self, name: impl Into<Vec<u8>>, text: impl Into<Arc<Vec<u8>>>) -> FileId {
        // never zero, so that an absent span takes no room of its own
        let id = FileId(NonZeroU32::MIN.saturating_add(self.files.len() as u32));
        let file = SourceFile { name: name.into(), text: text.into(), lines: OnceLock::new() };
        self.files.push(Arc::new(file));
        id
    }

    /// Puts a folder before the names of all files so far, as far as they are relative: names are told to people who
    /// stand elsewhere than where the names were asked for.
    pub fn stand_below(&mut self, folder: &Path) {
        let folder = folder.as_os_str().as_encoded_bytes();
        if folder.is_empty() || folder == b"." {
            return;
        }
        for file in self.files.iter_mut().filter(|file| !file.name.starts_with(b"/")) {
            let slash: &[u8] = if folder.ends_with(b"/") { b"" } else { b"/" };
            let file = Arc::make_mut(file);
            file.name = [folder, slash, &file.name].concat();
        }
    }

    /// The file of an id.
    #[expect(
        clippy::indexing_slicing,
        reason = "a FileId is made by `add` alone, asked of those that it was made by or a copy, and files stay"
    )]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0.get() as usize - 1]
    }

    /// The place where a span starts.
    pub fn place(&self, span: Span) -> Place {
        self.file(span.file).place(span.start)
    }

    /// The name of a span's file, for people.
    pub fn path(&self, span: Span) -> PathBuf {
        PathBuf::from(lossy(self.file(span.file).name()))
    }

    /// `path:line` of a span, as the reference writes it.
    pub fn locate(&self, span: Span) -> String {
        format!("{}:{}", lossy(self.file(span.file).name()), self.place(span).line)
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sources({} files)", self.files.len())
    }
}

/// Bytes as a path.
#[cfg(unix)]
pub fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    PathBuf::from(std::ffi::OsString::from_vec(bytes.to_vec()))
}

/// Bytes as a path.
#[cfg(not(unix))]
pub fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(lossy(bytes))
}

/// Bytes as text for people: what is not UTF-8 becomes the replacement character.
pub fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_told_as_line_and_column() {
        let mut sources = Sources::default();
        let id = sources.add("Kconfig", b"config A\n\tbool\n".to_vec());
        let place = |offset| sources.file(id).place(offset);
        assert_eq!(place(0), Place { line: 1, column: 1 });
        assert_eq!(place(8), Place { line: 1, column: 9 });
        assert_eq!(place(10), Place { line: 2, column: 2 });
        assert_eq!(place(15), Place { line: 3, column: 1 });
    }

    #[test]
    fn names_stand_below_a_folder() {
        let mut sources = Sources::default();
        let ids = ["Kconfig", "/abs/Kconfig"].map(|name| sources.add(name, Vec::new()));
        sources.stand_below(Path::new("."));
        sources.stand_below(Path::new("../linux"));
        let later = sources.add(".config", Vec::new());
        let names = [ids[0], ids[1], later].map(|id| lossy(sources.file(id).name()));
        assert_eq!(names, ["../linux/Kconfig", "/abs/Kconfig", ".config"]);
    }
}

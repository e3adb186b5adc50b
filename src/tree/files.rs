//! Names of Kconfig files enter, parsed files leave. Files that the text alone names are read and parsed side by side
//! ahead of the walk. Behaviour of `zconf_fopen`: a name is looked for in the working folder, then under `srctree`.
//! Texts that the program carries stand in the place of folders where there is no tree.

mod shelf;

use std::{
    collections::HashMap,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use foldhash::fast::FixedState;
use indexmap::IndexSet;

use crate::{
    dialect::grammar::Grammar,
    source::{self, FileId, Sources},
    syntax::{
        ast::{File, Kind, Statement, Text},
        kconfig,
    },
};

use self::shelf::Shelf;
pub use self::shelf::{Unread, read};

/// All files of a tree that were read so far.
#[derive(Debug)]
pub struct Files {
    shelf: Shelf,
    grammar: Grammar,
    /// the folders that names may lead into; `None`: any
    bounds: Option<Vec<PathBuf>>,
    /// texts, for spans
    pub sources: Sources,
    /// parsed files, and lines that were read again
    parsed: Vec<Arc<File>>,
    ids: Vec<FileId>,
    by_name: HashMap<Vec<u8>, Found, FixedState>,
    /// the folders that names start with, and whether the working folder lacks them: a build folder lacks nearly all,
    /// and need not be asked for each file
    absent: HashMap<Vec<u8>, bool, FixedState>,
    /// what was read before, and need not be again
    before: HashMap<Vec<u8>, Parsed, FixedState>,
}

/// A text and its statements.
type Parsed = (Arc<Vec<u8>>, Arc<File>);

#[derive(Debug)]
enum Found {
    File(usize),
    Missing(Unread),
}

impl Files {
    /// Nothing read yet; names are looked for in `directory`, then in `srctree`.
    pub fn new(directory: impl Into<PathBuf>, srctree: Option<PathBuf>) -> Self {
        Self::of(Shelf::Folders { directory: directory.into(), srctree })
    }

    /// Nothing read yet; names are looked for among `texts`, each a name and its text. No file is touched.
    pub fn of_texts(texts: &'static [(&'static str, &'static str)]) -> Self {
        Self::of(Shelf::Texts(texts))
    }

    fn of(shelf: Shelf) -> Self {
        let (by_name, absent, before) = (HashMap::default(), HashMap::default(), HashMap::default());
        let (sources, parsed, ids) = (Sources::default(), Vec::new(), Vec::new());
        Self { shelf, grammar: Grammar::default(), bounds: None, sources, parsed, ids, by_name, absent, before }
    }

    /// The same folders, and nothing opened yet: a file that was read here is neither read nor parsed again.
    #[must_use]
    pub fn again(&self) -> Self {
        let read = self.by_name.iter().filter_map(|(name, found)| match found {
            Found::File(index) => {
                let text = self.sources.file(*self.ids.get(*index)?).shared_text();
                Some((name.clone(), (text, Arc::clone(self.parsed.get(*index)?))))
            }
            Found::Missing(_) => None,
        });
        let (before, bounds) = (read.collect(), self.bounds.clone());
        let (absent, grammar) = (self.absent.clone(), self.grammar);
        Self { grammar, bounds, absent, before, ..Self::of(self.shelf.clone()) }
    }

    /// Names lead into the working folder and into these folders, and nowhere else: what they would is not opened.
    #[must_use]
    pub fn within(mut self, others: impl IntoIterator<Item = PathBuf>) -> Self {
        if let Shelf::Folders { directory, .. } = &self.shelf {
            let folders = std::iter::once(directory.clone()).chain(others);
            self.bounds = Some(folders.map(|folder| plain(&folder)).collect());
        }
        self
    }

    /// Reads by a grammar from now on. Nothing is opened yet; what was read before by another is forgotten.
    pub fn read_by(&mut self, grammar: Grammar) {
        if self.grammar != grammar {
            self.before.clear();
        }
        self.grammar = grammar;
    }

    /// How files are read.
    pub fn grammar(&self) -> Grammar {
        self.grammar
    }

    /// Whether a name stays where it may lead. Links are followed: who made one in the tree could have made a copy.
    fn stays(&self, name: &[u8]) -> bool {
        let (Some(bounds), Shelf::Folders { directory, .. }) = (&self.bounds, &self.shelf) else { return true };
        if !name.starts_with(b"/") && memchr::memmem::find(name, b"..").is_none() {
            return true;
        }
        let path = plain(&directory.join(source::path_of(name)));
        bounds.iter().any(|folder| path.starts_with(folder))
    }

    /// The file of a name.
    ///
    /// # Errors
    /// The reason why it cannot be read, in the system's words.
    pub fn open(&mut self, name: &[u8]) -> Result<usize, Unread> {
        if !self.by_name.contains_key(name) {
            self.read_ahead(vec![name.to_vec()]);
        }
        match self.by_name.get(name) {
            Some(Found::File(index)) => Ok(*index),
            Some(Found::Missing(reason)) => Err(reason.clone()),
            None => Err(Unread::Failed("not read".into())),
        }
    }

    /// The parsed file and its id; `index` comes from [`Self::open`].
    #[expect(clippy::indexing_slicing, reason = "indices come from `open`, and files are never removed")]
    pub fn parsed(&self, index: usize) -> (&File, FileId) {
        (&self.parsed[index], self.ids[index])
    }

    /// Takes in a line of a file that was read again; gives an index as [`Self::open`] does.
    pub fn add_line(&mut self, of: usize, line: File) -> usize {
        self.ids.push(self.parsed(of).1);
        self.parsed.push(Arc::new(line));
        self.parsed.len() - 1
    }

    /// How many files were read.
    pub fn len(&self) -> usize {
        self.parsed.len()
    }

    /// Whether none was read.
    pub fn is_empty(&self) -> bool {
        self.parsed.is_empty()
    }

    /// Whether the folder that a name starts with is not in the working folder, so that nothing below it is.
    fn is_absent(&mut self, name: &[u8]) -> bool {
        let Shelf::Folders { directory, .. } = &self.shelf else { return false };
        let Some(first) = memchr::memchr(b'/', name).and_then(|at| name.get(..at)).filter(|first| !first.is_empty())
        else {
            return false;
        };
        if let Some(&known) = self.absent.get(first) {
            return known;
        }
        let absent = source::is_absent(&directory.join(source::path_of(first)));
        self.absent.insert(first.to_vec(), absent);
        absent
    }

    /// Reads files and all that they name without a macro, level by level.
    fn read_ahead(&mut self, names: Vec<Vec<u8>>) {
        let mut wanted = names;
        while !wanted.is_empty() {
            let absent: Vec<bool> = wanted.iter().map(|name| self.is_absent(name)).collect();
            let (shelf, before, grammar) = (&self.shelf, &self.before, self.grammar);
            // the root file is named by somebody, and may come through a pipe
            let how = if self.by_name.is_empty() { source::read_named } else { source::read };
            let load = |(name, absent): (Vec<u8>, bool)| {
                if !self.stays(&name) {
                    return (name, Err(Unread::Outside));
                }
                let read = match before.get(&name) {
                    Some(parsed) => Ok(parsed.clone()),
                    None => shelf.read(&name, absent, how).map(|text| {
                        let file = Arc::new(kconfig::parse_by(&text, grammar));
                        (Arc::new(text), file)
                    }),
                };
                (name, read)
            };
            // one after the other: a second thread's memory costs the system more than it saves (see the benchmark)
            let loaded: Vec<_> = wanted.into_iter().zip(absent).map(load).collect();
            let mut next: IndexSet<Vec<u8>, FixedState> = IndexSet::default();
            for (name, read) in loaded {
                let found = match read {
                    Ok((text, file)) => {
                        next.extend(plain_sources(&text, &file.statements));
                        self.ids.push(self.sources.add(name.clone(), text));
                        self.parsed.push(file);
                        Found::File(self.parsed.len() - 1)
                    }
                    Err(reason) => Found::Missing(reason),
                };
                self.by_name.insert(name, found);
            }
            wanted = next.into_iter().filter(|name| !self.by_name.contains_key(name)).collect();
        }
    }
}

/// A path from the root without `..`, by its text alone.
fn plain(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut found = PathBuf::new();
    for part in whole.components() {
        if part == Component::ParentDir {
            found.pop();
        } else {
            found.push(part);
        }
    }
    found
}

/// The names that `source` statements give without a macro.
fn plain_sources<'t>(text: &'t [u8], statements: &'t [Statement]) -> impl Iterator<Item = Vec<u8>> + use<'t> {
    statements.iter().filter_map(move |statement| match &statement.kind {
        Kind::Source(path @ Text { cooked: false, .. }) => {
            let inner = path.inner();
            text.get(inner.start as usize..inner.end as usize).map(<[u8]>::to_vec)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::lossy;

    #[test]
    fn what_was_read_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("a", "source \"b\"\n");
        write("b", "config B\n\tbool\n");
        let mut first = Files::new(folder.path(), None);
        assert_eq!(first.open(b"a"), Ok(0));
        write("a", "config CHANGED\n\tbool\n");
        write("c", "config C\n\tbool\n");
        let mut second = first.again();
        assert_eq!((second.len(), second.open(b"b"), second.open(b"a"), second.open(b"c")), (0, Ok(0), Ok(1), Ok(2)));
        let text = |index: usize| lossy(second.sources.file(second.parsed(index).1).text());
        assert_eq!([text(0), text(1)], ["config B\n\tbool\n", "source \"b\"\n"]);
    }

    #[test]
    fn texts_are_found_by_their_names_and_no_file_is() {
        let mut files = Files::of_texts(&[("a", "source \"b\"\n"), ("b", "config B\n\tbool\n")]);
        assert_eq!(files.open(b"a"), Ok(0));
        assert_eq!((files.len(), files.open(b"b")), (2, Ok(1)));
        assert_eq!(files.open(b"/etc/hostname"), Err(Unread::Failed("no such text".into())));
    }
}

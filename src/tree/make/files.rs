//! Paths of Makefiles go in, their texts come out, each read once. Some paths have texts that stand in no file, such as
//! the configuration that a build would include.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    rc::Rc,
};

/// A Makefile longer than this is not one.
const LONGEST: u64 = 4 << 20;

/// The Makefiles read so far, kept from one pass to the next.
#[derive(Debug, Default)]
pub(in crate::tree) struct Files {
    read: BTreeMap<PathBuf, Option<Rc<[u8]>>>,
    given: Vec<(PathBuf, Rc<[u8]>)>,
}

/// Where a text is from.
pub(super) enum Found {
    /// a file
    File(Rc<[u8]>),
    /// the caller
    Given(Rc<[u8]>),
}

impl Files {
    /// From now on a path that ends so stands for this text.
    pub(in crate::tree) fn give(&mut self, ending: &str, text: &[u8]) {
        self.given.push((ending.into(), text.into()));
    }

    /// The text of a file, if it can be read.
    pub(in crate::tree) fn text(&mut self, path: &Path) -> Option<Rc<[u8]>> {
        if let Some(known) = self.read.get(path) {
            return known.clone();
        }
        let usable = std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() < LONGEST);
        let text = usable.then(|| std::fs::read(path).ok().map(Rc::from)).flatten();
        self.read.insert(path.to_path_buf(), text.clone());
        text
    }

    pub(super) fn find(&mut self, path: &Path) -> Option<Found> {
        match self.given.iter().find(|(ending, _)| path.ends_with(ending)) {
            Some((_, text)) => Some(Found::Given(Rc::clone(text))),
            None => self.text(path).map(Found::File),
        }
    }
}

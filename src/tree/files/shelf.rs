//! The name of a file enters; its text leaves, or why there is none. Behaviour of `zconf_fopen`: a name is looked for in
//! the working folder, then under `srctree`.

use std::path::{Path, PathBuf};

use crate::source::{self, ReadError};

/// Where the text of a name is looked for.
#[derive(Clone, Debug)]
pub(super) enum Shelf {
    /// in a folder first, then, if the name is relative, in another
    Folders { directory: PathBuf, srctree: Option<PathBuf> },
    /// among these names and texts, and nowhere else
    Texts(&'static [(&'static str, &'static str)]),
}

impl Shelf {
    /// The text of a name; `how` reads a file. `absent`: there is nothing of that name in the first folder.
    ///
    /// # Errors
    /// The reason, in the system's words.
    pub(super) fn read(
        &self,
        name: &[u8],
        absent: bool,
        how: impl Fn(&Path) -> Result<Vec<u8>, ReadError>,
    ) -> Result<Vec<u8>, Unread> {
        match self {
            Self::Folders { directory, srctree: Some(root) } if absent => {
                how(&directory.join(root).join(source::path_of(name))).map_err(|error| told(&error))
            }
            Self::Folders { directory, srctree } => read(directory, srctree.as_deref(), name, how),
            Self::Texts(texts) => {
                let found = texts.iter().find(|(known, _)| known.as_bytes() == name);
                found.map(|(_, text)| text.as_bytes().to_vec()).ok_or_else(|| Unread::Failed("no such text".into()))
            }
        }
    }
}

/// Why the text of a name cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// it leads out of the tree, and is not looked at
    #[error("it is outside of the tree")]
    Outside,
    /// a folder, a device, a pipe
    #[error("{}", ReadError::NotAFile)]
    NotAFile,
    /// what the system says
    #[error("{0}")]
    Failed(String),
}

/// Reads a file as `zconf_fopen` finds it; `how` is [`source::read`] or [`source::read_named`].
///
/// # Errors
/// The reason, in the system's words.
pub fn read(
    directory: &Path,
    srctree: Option<&Path>,
    name: &[u8],
    how: impl Fn(&Path) -> Result<Vec<u8>, ReadError>,
) -> Result<Vec<u8>, Unread> {
    let name = source::path_of(name);
    let read = match how(&directory.join(&name)) {
        Err(ReadError::Io(first)) if name.is_relative() => match srctree {
            Some(root) => how(&directory.join(root).join(name)),
            None => Err(ReadError::Io(first)),
        },
        read => read,
    };
    read.map_err(|error| told(&error))
}

/// A reason in one way, whoever named the file.
fn told(error: &ReadError) -> Unread {
    match error {
        ReadError::Folder | ReadError::BlockDevice | ReadError::NotAFile => Unread::NotAFile,
        error => Unread::Failed(error.to_string()),
    }
}

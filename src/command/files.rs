//! Bytes enter, files leave, each written beside its place and renamed, so that a kill at any moment leaves the old
//! file or the new one.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Writes a file whole. What is no regular file (`/dev/stdout`) is written to directly.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return fs::write(path, bytes);
    }
    let temporary = beside(path, &format!(".{}.tmp", std::process::id()));
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // nothing of ours may stay behind; the first error is the one to tell
        let _gone = fs::remove_file(&temporary);
    }
    written
}

/// A path with something added to its last part.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes the folder that a file is to stand in.
pub(crate) fn make_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

//! Bytes and a place that a user named enter; the file, or what stands there in its place, leaves.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::source::{beside, put};

/// Where something that a user named is written to.
enum Place {
    Stdout,
    /// a device, a pipe, or what a process has open
    Open(PathBuf),
    /// a file, or where one will be
    File(PathBuf),
}

/// Links that are followed, as many as the system follows.
const MOST_LINKS: usize = 40;

/// Follows links to what they name. What is below `/proc` is no file, whatever the system says that it leads to.
fn place(path: &Path) -> Place {
    if path == Path::new("-") {
        return Place::Stdout;
    }
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        let whole = std::path::absolute(&at).unwrap_or_else(|_| at.clone());
        if [Path::new("/proc/self/fd/1"), Path::new("/dev/fd/1")].contains(&whole.as_path()) {
            return Place::Stdout;
        }
        if whole.starts_with("/proc") || whole.starts_with("/dev/fd") {
            return Place::Open(at);
        }
        match fs::read_link(&at) {
            Ok(target) => at = at.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => break,
        }
    }
    match fs::metadata(&at) {
        Ok(about) if !about.is_file() => Place::Open(at),
        _ => Place::File(at),
    }
}

/// Writes what a user named: `-` is the standard output, a link is followed, and a file that was there keeps its owner
/// and its rights. One that is write-protected stays as it is.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot write '{}': {error}", path.display());
    match place(path) {
        Place::Stdout => io::stdout().write_all(bytes).map_err(failed),
        // what is open keeps what was written to it before
        Place::Open(path) => {
            File::options().append(true).open(path).and_then(|mut file| file.write_all(bytes)).map_err(failed)
        }
        Place::File(target) => {
            let former = fs::metadata(&target).ok();
            if former.is_some() && is_protected(&target) {
                let path = path.display();
                return Err(format!("'{path}' is write-protected\n  help: chmod u+w '{path}'"));
            }
            put(&target, bytes, former.as_ref()).map_err(failed)
        }
    }
}

/// Changes a file, and keeps its former text beside it under the name with `.old`, with the same owner and rights.
pub(super) fn change(path: &Path, former: &[u8], bytes: &[u8]) -> Result<(), String> {
    let Place::File(target) = place(path) else {
        return Err(format!("'{}' is no file that could be changed\n  help: write to one: -o FILE", path.display()));
    };
    if is_protected(&target) {
        // before the copy is made
        return write(path, bytes);
    }
    let old = beside(path, ".old");
    let about = fs::metadata(&target).ok();
    put(&old, former, about.as_ref()).map_err(|error| format!("cannot write '{}': {error}", old.display()))?;
    write(path, bytes)
}

/// Whether nobody is meant to write to a file, or not this user. What may be done to its folder does not count, and
/// neither does that the superuser may do everything.
fn is_protected(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| about.permissions().readonly()) || !may_write(path)
}

#[cfg(unix)]
fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK) != Err(rustix::io::Errno::ACCESS)
}

#[cfg(not(unix))]
fn may_write(_path: &Path) -> bool {
    true
}

//! Bytes enter, files leave, each written beside its place and renamed, so that a kill at any moment leaves the old
//! file or the new one.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Writes a file whole, in the place of whatever stands there, a link too, as the reference does with its own files.
/// What is no regular file (`/dev/null`) is written to directly.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(about) if !about.is_file() => fs::write(path, bytes),
        _ => put(path, bytes, None),
    }
}

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

/// Writes beside a place and renames, with the owner and the rights of another file where there is one.
fn put(path: &Path, bytes: &[u8], like: Option<&fs::Metadata>) -> io::Result<()> {
    let temporary = beside(path, &format!(".{}.tmp", std::process::id()));
    let fill = |mut file: &File| {
        file.write_all(bytes)?;
        if let Some(like) = like {
            make_alike(file, like);
        }
        Ok(())
    };
    let mut named = false;
    if let Some(file) = nameless(path, like.is_some()) {
        // a kill while it is filled leaves nothing
        fill(&file)?;
        named = name(&file, &temporary).is_ok();
    }
    let written = if named { Ok(()) } else { create(&temporary, like.is_some()).and_then(|file| fill(&file)) };
    let renamed = written.and_then(|()| fs::rename(&temporary, path));
    if renamed.is_err() {
        // nothing of ours may stay behind; the first error is the one to tell
        let _gone = fs::remove_file(&temporary);
    }
    renamed
}

/// A file without a name in the folder of a path, where the system has such.
#[cfg(target_os = "linux")]
fn nameless(path: &Path, private: bool) -> Option<File> {
    use rustix::fs::{Mode, OFlags, open};
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mode = Mode::from_bits_truncate(if private { 0o600 } else { 0o666 });
    open(folder, OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC, mode).ok().map(File::from)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_path: &Path, _private: bool) -> Option<File> {
    None
}

/// Gives a file its name.
#[cfg(target_os = "linux")]
fn name(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd as _;
    // one that a process of the same number left
    let _absent = fs::remove_file(path);
    let own = format!("/proc/self/fd/{}", file.as_raw_fd());
    linkat(CWD, own, CWD, path, AtFlags::SYMLINK_FOLLOW)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn name(_file: &File, _path: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A new file; a private one can be read by nobody else until it got its rights.
fn create(path: &Path, private: bool) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _no_such_rights = private;
    options.open(path)
}

/// Gives a file the owner and the rights of another, as far as that is permitted. Who is not in the other's group gets
/// no more from the new one's.
#[cfg(unix)]
fn make_alike(file: &File, like: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let whole = fchown(file, Some(like.uid()), Some(like.gid())).is_ok();
    let group = whole || fchown(file, None, Some(like.gid())).is_ok();
    let mode = like.mode() & 0o777;
    let shared = mode & ((mode & 0o007) << 3);
    let mode = if group { mode } else { (mode & 0o707) | shared };
    let _as_far_as_may_be = file.set_permissions(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn make_alike(file: &File, like: &fs::Metadata) {
    let _as_far_as_may_be = file.set_permissions(like.permissions());
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

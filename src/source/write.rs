//! Bytes enter, files leave. What is replaced is written beside its place and renamed, so that a kill at any moment
//! leaves the old file or the new one.

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

/// Writes into what stands there, and through a link into what that leads to; a kill leaves a part.
pub(crate) fn write_into(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::write(path, bytes)
}

/// Writes a file whole, and keeps the former one, a folder too, under its name with `.old`.
pub(crate) fn replace_and_keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = temporary(path);
    fs::write(&temporary, bytes)?;
    // there may be no former file
    let _absent = fs::rename(path, beside(path, ".old"));
    fs::rename(&temporary, path)
}

/// Writes beside a place and renames, with the owner and the rights of another file where there is one.
pub(crate) fn put(path: &Path, bytes: &[u8], like: Option<&fs::Metadata>) -> io::Result<()> {
    let temporary = temporary(path);
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

/// Whether something stands there that is neither a file nor a folder, such as `/dev/null`.
pub(crate) fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// Where a file is written before it gets its name.
fn temporary(path: &Path) -> PathBuf {
    beside(path, &format!(".{}.tmp", std::process::id()))
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

//! Paths enter, bytes leave: regular files, and what somebody named. Nothing here waits for what may never come, and
//! nothing reads without end.

use std::path::Path;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// the system's reason
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// a folder, a device, a pipe
    #[error("not a regular file")]
    NotAFile,
    /// a folder where a file or a pipe could have been
    #[error("it is a folder")]
    Folder,
    /// a disk where a file or a pipe could have been
    #[error("it is a block device")]
    BlockDevice,
    /// a terminal, or what never ends, where a file could have been
    #[error("it is a character device")]
    CharacterDevice,
    /// a pipe by a name of its own, to which nobody may ever write
    #[error("it is a named pipe")]
    Pipe,
    /// what no program can open
    #[error("it is a socket")]
    Socket,
    /// more bytes than are read
    #[error("larger than {} MiB", .0 >> 20)]
    TooLarge(u64),
}

/// The largest file that is read, in bytes: offsets must fit 32 bits.
const LARGEST: u64 = 1 << 30;

/// The most that is read from what may never end, in bytes. A kernel's `.config` has some 300,000.
const LARGEST_STREAM: u64 = 64 << 20;

/// Reads a regular file. Folders, devices and pipes are refused, so that no path can make ltoconf wait; `/dev/null` is
/// what it is everywhere, an empty file.
///
/// # Errors
/// [`ReadError`] says what is there instead.
pub fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    use std::io::Read as _;

    let file = open(path)?;
    let about = file.metadata()?;
    if is_null_device(&about) {
        return Ok(Vec::new());
    }
    if !about.is_file() {
        return Err(ReadError::NotAFile);
    }
    if about.len() > LARGEST {
        return Err(ReadError::TooLarge(LARGEST));
    }
    let mut text = Vec::with_capacity(about.len() as usize);
    // files of /proc and /sys say 0 and may be endless
    let length = if about.len() == 0 { LARGEST + 1 } else { about.len() };
    file.take(length).read_to_end(&mut text)?;
    if text.len() as u64 > LARGEST { Err(ReadError::TooLarge(LARGEST)) } else { Ok(text) }
}

/// Reads what somebody named on the command line or in a variable: a regular file, or a pipe, a terminal or another
/// character device, up to 64 MiB. Waits for a pipe's writer, as every program does.
///
/// # Errors
/// [`ReadError`] says what is there instead.
pub fn read_named(path: &Path) -> Result<Vec<u8>, ReadError> {
    let about = std::fs::metadata(path)?;
    if about.is_file() {
        return read(path);
    }
    if about.is_dir() {
        return Err(ReadError::Folder);
    }
    if is_block_device(&about) {
        return Err(ReadError::BlockDevice);
    }
    bounded(std::fs::File::open(path)?)
}

/// Reads what a user named as a configuration: a regular file, or what the shell handed over as an open descriptor
/// (`/dev/stdin`, `/dev/fd/63`), up to 64 MiB. Everything else is refused, so that nothing waits for a writer who may
/// never come; `/dev/null` is an empty file.
///
/// # Errors
/// [`ReadError`] says what is there instead.
pub fn read_handed(path: &Path) -> Result<Vec<u8>, ReadError> {
    let about = std::fs::metadata(path)?;
    match other_than_file(&about) {
        None | Some(ReadError::CharacterDevice) if about.is_file() || is_null_device(&about) => read(path),
        Some(ReadError::Pipe | ReadError::CharacterDevice) if leads_to(path, is_descriptor) => {
            bounded(std::fs::File::open(path)?)
        }
        Some(other) => Err(other),
        None => Err(ReadError::NotAFile),
    }
}

/// What stands where a file could have been, as far as the system tells.
#[cfg(unix)]
fn other_than_file(about: &std::fs::Metadata) -> Option<ReadError> {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = about.file_type();
    [
        (kind.is_dir(), ReadError::Folder),
        (kind.is_block_device(), ReadError::BlockDevice),
        (kind.is_char_device(), ReadError::CharacterDevice),
        (kind.is_fifo(), ReadError::Pipe),
        (kind.is_socket(), ReadError::Socket),
    ]
    .into_iter()
    .find_map(|(is, what)| is.then_some(what))
}

/// What stands where a file could have been, as far as the system tells.
#[cfg(not(unix))]
fn other_than_file(about: &std::fs::Metadata) -> Option<ReadError> {
    about.is_dir().then_some(ReadError::Folder)
}

/// Whether a path is another name of the standard input, such as `/dev/stdin`.
pub fn is_stdin(path: &Path) -> bool {
    leads_to(path, |path| {
        [Path::new("/proc/self/fd/0"), Path::new("/dev/fd/0"), Path::new("/dev/stdin")].contains(&path)
    })
}

/// Whether a path is what a process has open.
fn is_descriptor(path: &Path) -> bool {
    path.starts_with("/dev/fd")
        || path.starts_with("/proc") && path.parent().is_some_and(|folder| folder.ends_with("fd"))
}

/// Links that are followed, as many as the system follows.
const MOST_LINKS: usize = 40;

/// Whether a path or something on the way of its links is such a one.
fn leads_to(path: &Path, is: impl Fn(&Path) -> bool) -> bool {
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        if is(&std::path::absolute(&at).unwrap_or_else(|_| at.clone())) {
            return true;
        }
        match std::fs::read_link(&at) {
            Ok(target) => at = at.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => break,
        }
    }
    false
}

/// Whether nothing at all has this name, not even under a name that leads elsewhere. What cannot be found out is no.
pub fn is_absent(path: &Path) -> bool {
    std::fs::metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

/// Reads the standard input to its end, up to 64 MiB.
///
/// # Errors
/// [`ReadError`], in the system's words or that it does not end.
pub fn read_stdin() -> Result<Vec<u8>, ReadError> {
    bounded(std::io::stdin().lock())
}

fn bounded(from: impl std::io::Read) -> Result<Vec<u8>, ReadError> {
    use std::io::Read as _;

    let mut text = Vec::new();
    from.take(LARGEST_STREAM + 1).read_to_end(&mut text)?;
    if text.len() as u64 > LARGEST_STREAM { Err(ReadError::TooLarge(LARGEST_STREAM)) } else { Ok(text) }
}

#[cfg(unix)]
fn is_null_device(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    // Linux: major 1, minor 3
    about.file_type().is_char_device() && about.rdev() == (1 << 8 | 3)
}

#[cfg(not(unix))]
fn is_null_device(_about: &std::fs::Metadata) -> bool {
    false
}

#[cfg(unix)]
fn is_block_device(about: &std::fs::Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&about.file_type())
}

#[cfg(not(unix))]
fn is_block_device(_about: &std::fs::Metadata) -> bool {
    false
}

/// Opens a file without waiting: for a pipe's writer, or for a terminal.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    std::fs::OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

/// Opens a file.
#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_not_read() {
        assert!(matches!(read(Path::new("/")), Err(ReadError::NotAFile)));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_read_unless_it_is_named_and_ends() {
        assert!(matches!(read(Path::new("/dev/zero")), Err(ReadError::NotAFile)));
        assert!(matches!(read_named(Path::new("/dev/zero")), Err(ReadError::TooLarge(LARGEST_STREAM))));
        assert!(matches!(read_named(Path::new("/")), Err(ReadError::Folder)));
        assert_eq!(read(Path::new("/dev/null")).unwrap(), b"");
        assert_eq!(read_named(Path::new("/dev/null")).unwrap(), b"");
    }
}

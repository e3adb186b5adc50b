//! A folder enters, the paths of its objects leave, and each file's beginning on request. All that the audit sees of
//! the system is here. Symbolic links are never followed, so no loop and no way out of the folder can be laid.

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Component, Path, PathBuf},
};

use object::read::ReadCache;

use super::known;

/// A file's contents, of which only what is asked for is read.
pub(super) type Contents = ReadCache<File>;

/// How much of a saved command is read at first, and at most, in bytes: a list of headers follows it.
const COMMAND: u64 = 12 << 10;
const LONGEST_COMMAND: u64 = 1 << 20;
/// How much of a module's list of objects is read, in bytes.
const LONGEST_LIST: u64 = 4 << 20;

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// objects, archives and products, below the folder, in order
    pub(super) files: Vec<PathBuf>,
    /// lists of the objects of modules (`fat.mod`), below the folder
    pub(super) lists: Vec<PathBuf>,
    /// folders with a configuration of their own, which were left alone
    pub(super) nested: Vec<PathBuf>,
    /// folders that could not be read, and what stands where an object should and is no file; with the reason
    pub(super) unreadable: Vec<(PathBuf, String)>,
}

/// Walks a folder.
///
/// # Errors
/// The system's reason why the folder itself cannot be read.
pub(super) fn walk(root: &Path) -> Result<Found, std::io::Error> {
    let mut found = Found::default();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(root.join(&folder)).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) if folder.as_os_str().is_empty() => return Err(error),
            Err(error) => {
                found.unreadable.push((folder, error.to_string()));
                continue;
            }
        };
        if !folder.as_os_str().is_empty() && root.join(&folder).join(".config").is_file() {
            found.nested.push(folder);
            continue;
        }
        entries.sort_by_key(fs::DirEntry::file_name);
        let mut folders = Vec::new();
        for entry in entries {
            let path = folder.join(entry.file_name());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    if !is_hidden(&path) {
                        folders.push(path);
                    }
                }
                Ok(kind) => match interest(&path) {
                    Some(Interest::Object) if kind.is_file() => found.files.push(path),
                    Some(Interest::List) if kind.is_file() => found.lists.push(path),
                    Some(Interest::Object) => {
                        if let Some(reason) = no_file(&root.join(&path), kind.is_symlink()) {
                            found.unreadable.push((path, reason));
                        }
                    }
                    _ => {}
                },
                Err(error) => found.unreadable.push((path, error.to_string())),
            }
        }
        open.extend(folders.into_iter().rev());
    }
    Ok(found)
}

/// Why there is nothing to be read; `None` for a link to something, which is looked at where it stands.
fn no_file(path: &Path, link: bool) -> Option<String> {
    match fs::metadata(path) {
        Err(error) if link => Some(format!("a link that leads nowhere: {error}")),
        Err(error) => Some(error.to_string()),
        Ok(about) if about.is_file() || about.is_dir() => None,
        Ok(_) => Some("not a regular file".to_owned()),
    }
}

/// Caches and repositories: nothing in them is a part of the build.
fn is_hidden(folder: &Path) -> bool {
    folder.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

enum Interest {
    Object,
    List,
}

fn interest(path: &Path) -> Option<Interest> {
    match path.extension().map(std::ffi::OsStr::as_encoded_bytes) {
        Some(b"o" | b"a" | b"ko") => Some(Interest::Object),
        Some(b"mod") => Some(Interest::List),
        _ if known::is_image(&path.to_string_lossy()) => Some(Interest::Object),
        _ => None,
    }
}

/// Opens a regular file; a pipe or a device is refused before it is opened.
pub(super) fn open(path: &Path) -> Result<Contents, String> {
    match fs::metadata(path) {
        Ok(about) if about.is_file() => {}
        Ok(_) => return Err("not a regular file".into()),
        Err(error) => return Err(error.to_string()),
    }
    File::open(path).map(ReadCache::new).map_err(|error| error.to_string())
}

/// Whether something stands at a path.
pub(super) fn exists(path: &Path) -> bool {
    fs::metadata(path).is_ok()
}

fn beginning(path: &Path, most: u64) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    if fs::metadata(path).ok()?.is_file() {
        File::open(path).ok()?.take(most).read_to_end(&mut text).ok()?;
    }
    Some(text)
}

/// The beginning of what kbuild saved of an object: `a/.b.o.cmd` for `a/b.o`.
pub(super) fn saved_command(object: &Path) -> Option<Vec<u8>> {
    let mut name = std::ffi::OsString::from(".");
    name.push(object.file_name()?);
    name.push(".cmd");
    let path = object.with_file_name(name);
    let short = beginning(&path, COMMAND)?;
    // the source's line follows the command's, and more lines follow that
    let complete = (short.len() as u64) < COMMAND || memchr::memmem::find(&short, b"\ndeps_").is_some();
    if complete { Some(short) } else { beginning(&path, LONGEST_COMMAND) }
}

/// The objects that a module is made of, as its list names them.
pub(super) fn list(path: &Path) -> Vec<PathBuf> {
    let text = beginning(path, LONGEST_LIST).unwrap_or_default();
    let words = text.split(u8::is_ascii_whitespace);
    words.filter(|word| word.ends_with(b".o")).map(crate::source::path_of).collect()
}

/// A path without `.` and `..`, as far as the text alone can tell.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_made_plain() {
        let check = |path: &str, expected: &str| assert_eq!(plain(Path::new(path)), Path::new(expected));
        check("./a/../b/./c.o", "b/c.o");
        check("a/b/../../c.o", "c.o");
        check("../a/../../b", "../../b");
        check("/a/../b", "/b");
    }

    #[test]
    #[cfg(unix)]
    fn links_are_not_followed_and_other_builds_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["a", "other", ".thinlto-cache"] {
            fs::create_dir(root.join(name)).unwrap();
        }
        for name in
            ["a/b.o", "a/c.c", "a/d.mod", "vmlinux", "vmlinux.lds", "other/e.o", "other/.config", ".thinlto-cache/f.o"]
        {
            fs::write(root.join(name), "").unwrap();
        }
        std::os::unix::fs::symlink("..", root.join("a/up")).unwrap();
        std::os::unix::fs::symlink("b.o", root.join("a/g.o")).unwrap();
        std::os::unix::fs::symlink("gone.o", root.join("a/h.o")).unwrap();
        std::os::unix::fs::symlink("i.o", root.join("a/i.o")).unwrap();
        std::os::unix::fs::symlink("gone", root.join("a/link")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("a/s.o")).unwrap();
        let found = walk(root).unwrap();
        assert_eq!(found.files, [Path::new("vmlinux"), Path::new("a/b.o")]);
        assert_eq!(found.lists, [Path::new("a/d.mod")]);
        assert_eq!(found.nested, [Path::new("other")]);
        let unreadable: Vec<_> = found.unreadable.iter().map(|(path, _)| path.to_str().unwrap()).collect();
        assert_eq!(unreadable, ["a/h.o", "a/i.o", "a/s.o"]);
        assert_eq!(found.unreadable[2].1, "not a regular file");
    }
}

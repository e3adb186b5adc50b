//! A command goes in, the key under which its answer is remembered comes out. It changes with everything that the answer
//! hangs on: the command's text, the variables that it can see and that matter, and the programs, scripts and installed
//! packages behind it. It does not change with the working folder, the terminal or the session.

use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use super::relevant::{INSTALLED, RELEVANT, TOOLS};
use crate::tree::{
    environment::{Environment, os_string},
    make::find_program,
};

/// A running hash, the same on every machine and in every version: FNV-1a with 128 bits.
#[derive(Clone, Copy, Debug)]
struct Digest(u128);

impl Digest {
    const START: Self = Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);

    /// Takes one field in; its length goes first, so that no two lists of fields look the same.
    fn field(&mut self, bytes: &[u8]) {
        for &byte in (bytes.len() as u64).to_le_bytes().iter().chain(bytes) {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }

    fn stamp(&mut self, stamp: Stamp) {
        self.field(&stamp.size.to_le_bytes());
        self.field(&stamp.changed.to_le_bytes());
    }
}

/// Which state of a file is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    /// In nanoseconds since 1970.
    changed: u128,
}

impl Stamp {
    fn of(path: &Path, file: bool) -> Option<Self> {
        let meta = std::fs::metadata(path).ok().filter(|meta| meta.is_file() || !file)?;
        let changed = meta.modified().ok()?.duration_since(UNIX_EPOCH).map_or(0, |age| age.as_nanos());
        Some(Self { size: meta.len(), changed })
    }
}

/// What the keys of all commands have in common, and the files looked at so far.
#[derive(Debug)]
pub(super) struct Identity {
    common: Digest,
    environment: Environment,
    directory: PathBuf,
    path: OsString,
    seen: HashMap<Vec<u8>, Option<(Vec<u8>, Stamp)>>,
}

impl Identity {
    pub(super) fn new(environment: &Environment, directory: &Path) -> Self {
        let path = distinct_folders(&os_string(environment.get("PATH").unwrap_or_default()));
        let mut identity = Self {
            common: Digest::START,
            environment: environment.clone(),
            directory: directory.to_path_buf(),
            path,
            seen: HashMap::new(),
        };
        let mut common = Digest::START;
        for name in RELEVANT {
            if let Some(value) = environment.get(name) {
                common.field(name.as_bytes());
                common.field(value);
            }
        }
        // what the compiler starts on its own
        let prefix = environment.get("CROSS_COMPILE").unwrap_or_default();
        let mut tools = vec![b"as".to_vec(), b"ld".to_vec(), [prefix, b"as"].concat(), [prefix, b"ld"].concat()];
        tools.extend(TOOLS.iter().filter_map(|name| environment.get(name)).flat_map(words).map(<[u8]>::to_vec));
        for tool in tools {
            identity.take_in(&mut common, &tool);
        }
        let mut installed: Vec<PathBuf> = INSTALLED.iter().map(PathBuf::from).collect();
        let home = |name| environment.get(name).map(|value| PathBuf::from(&os_string(value)));
        if let Some(rustup) = home("RUSTUP_HOME").or_else(|| home("HOME").map(|home| home.join(".rustup"))) {
            installed.extend([rustup.join("settings.toml"), rustup.join("toolchains")]);
        }
        for stamp in installed.iter().filter_map(|path| Stamp::of(path, false)) {
            common.stamp(stamp);
        }
        identity.common = common;
        identity
    }

    /// The key of a command.
    pub(super) fn key(&mut self, command: &[u8]) -> u128 {
        let mut digest = self.common;
        digest.field(command);
        for name in variables(command) {
            let value = std::str::from_utf8(name).ok().and_then(|name| self.environment.get(name));
            if let Some(value) = value {
                digest.field(name);
                digest.field(value);
            }
        }
        for word in words(command) {
            self.take_in(&mut digest, word);
        }
        digest.0
    }

    /// Takes in the state of the file or program that a word names, if it names one.
    fn take_in(&mut self, digest: &mut Digest, word: &[u8]) {
        if !self.seen.contains_key(word) {
            let state = self.look_at(word);
            self.seen.insert(word.to_vec(), state);
        }
        if let Some(Some((path, stamp))) = self.seen.get(word) {
            digest.field(path);
            digest.stamp(*stamp);
        }
        // the version scripts ask their neighbour for the minimum
        if word.ends_with(b"-version.sh") && !word.ends_with(b"/min-tool-version.sh") {
            let folder = word.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
            let neighbour = [word.get(..folder).unwrap_or_default(), b"min-tool-version.sh"].concat();
            self.take_in(digest, &neighbour);
        }
    }

    /// What a word names: where it is, unless that is relative and so only true here, and its state.
    fn look_at(&self, word: &[u8]) -> Option<(Vec<u8>, Stamp)> {
        let name = os_string(word);
        let path = Path::new(&name);
        let file = if word.contains(&b'/') {
            self.directory.join(path)
        } else if let Some(program) = find_program(&self.path, path) {
            let stamp = Stamp::of(&program, true)?;
            return Some((program.into_os_string().into_encoded_bytes(), stamp));
        } else {
            self.directory.join(path)
        };
        let stamp = Stamp::of(&file, true)?;
        let place = if path.is_absolute() { word.to_vec() } else { Vec::new() };
        Some((place, stamp))
    }
}

/// A PATH without folders that are not there and without those that come a second time, perhaps under another name:
/// programs are found as before, and what is no program is looked for in half as many places.
fn distinct_folders(path: &OsStr) -> OsString {
    let mut seen = Vec::new();
    let folders = std::env::split_paths(path).filter(|folder| {
        let place = match std::fs::metadata(folder) {
            Ok(meta) => place(&meta),
            // an empty name is the working folder; what cannot be looked at now may be later
            Err(error) => return error.kind() != std::io::ErrorKind::NotFound || folder.as_os_str().is_empty(),
        };
        let new = place.is_none() || !seen.contains(&place);
        seen.push(place);
        new
    });
    std::env::join_paths(folders).unwrap_or_else(|_| path.to_owned())
}

/// What is the same for two names of one folder.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it is not known")]
fn place(meta: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((meta.dev(), meta.ino()))
}

/// What is the same for two names of one folder: not known here.
#[cfg(not(unix))]
fn place(_meta: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}

/// The words of a command that could name a file, each where it stands.
fn words(command: &[u8]) -> impl Iterator<Item = &[u8]> {
    command
        .split(|byte| byte.is_ascii_whitespace() || b"'\"`;|&(){}<>=,".contains(byte))
        .filter(|word| word.len() > 1 && word.len() < 4096)
        // no flag, no number, no label of the assembler
        .filter(|word| word.first().is_some_and(|byte| byte.is_ascii_alphabetic() || b"./_~".contains(byte)))
        .filter(|word| {
            word.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._+-~@:".contains(byte) || *byte > 127)
        })
}

/// The variables that a command refers to as `$NAME` or `${NAME…}`.
fn variables(command: &[u8]) -> impl Iterator<Item = &[u8]> {
    command.split(|&byte| byte == b'$').skip(1).filter_map(|after| {
        let after = after.strip_prefix(b"{").unwrap_or(after);
        let length = after.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        after.get(..length).filter(|name| !name.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_variables_of_a_command_are_found() {
        let command = b"env \"CC=clang-19\" ./scripts/x.sh | grep -q '$HOME' ${LD:-ld}; mkdir .tmp_$$";
        let found: Vec<_> = words(command).map(|word| std::str::from_utf8(word).unwrap()).collect();
        assert_eq!(found, ["env", "CC", "clang-19", "./scripts/x.sh", "grep", "LD:-ld", "mkdir"]);
        let found: Vec<_> = variables(command).map(|name| std::str::from_utf8(name).unwrap()).collect();
        assert_eq!(found, ["HOME", "LD"]);
    }

    #[test]
    fn a_key_changes_with_what_matters_and_with_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let tool = folder.path().join("tool");
        std::fs::write(&tool, "one").unwrap();
        let command = format!("{} --version", tool.display()).into_bytes();
        let key = |variables: &[(&str, &str)], directory: &Path| {
            let environment: Environment = variables.iter().copied().collect();
            Identity::new(&environment, directory).key(&command)
        };
        let first = key(&[("CC", "gcc")], folder.path());
        assert_eq!(key(&[("CC", "gcc"), ("PWD", "/"), ("TERM", "x"), ("SHLVL", "3")], Path::new("/")), first);
        assert_ne!(key(&[("CC", "clang")], folder.path()), first);
        assert_ne!(key(&[("CC", "gcc"), ("LC_ALL", "C")], folder.path()), first);
        std::fs::write(&tool, "longer").unwrap();
        assert_ne!(key(&[("CC", "gcc")], folder.path()), first);
    }

    #[test]
    fn a_program_that_appears_changes_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let environment: Environment = [("PATH", folder.path().to_str().unwrap())].into_iter().collect();
        let key = || Identity::new(&environment, Path::new("/")).key(b"pahole --version");
        let before = key();
        let program = folder.path().join("pahole");
        std::fs::write(&program, "").unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        assert_ne!(key(), before);
    }
}

//! Answers go in under their keys and are found again by a later ltoconf. One file in the user's cache folder, which can
//! be lost, cut off or written by several at once without harm: what does not read well is as if it were not there.

use std::{
    collections::HashMap,
    fs, io,
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{Answer, Outcome, ProbeError};
use crate::tree::environment::{Environment, os_string};

/// What the file begins with; another format has another number.
const MAGIC: &[u8] = b"ltoconf probes 1\n";
/// How many answers are kept; a kernel's configuration asks for a few hundred.
const MOST: usize = 20_000;
/// A larger file is not ours.
const LARGEST: u64 = 256 << 20;
/// After how many days without a change the file is written again, so that it is known what is still in use.
const STALE_DAYS: u32 = 7;

/// One remembered answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    command: Vec<u8>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    exit: i32,
    micros: u32,
    /// The day on which it was last of use, counted from 1970.
    day: u32,
}

type Entries = HashMap<u128, Entry>;

/// The remembered answers.
#[derive(Debug)]
pub(super) struct Cache {
    path: Option<PathBuf>,
    entries: Entries,
    /// Entries that the file lacks, or holds with an old day.
    changed: Vec<u128>,
}

/// The file of the user that an environment tells of; `None` if it tells of none.
pub(super) fn file(environment: &Environment) -> Option<PathBuf> {
    let folder = |name: &str| {
        let value = environment.get(name).filter(|value| !value.is_empty())?;
        Some(PathBuf::from(&os_string(value))).filter(|path| path.is_absolute())
    };
    let caches = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join("Library/Caches")))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))
    };
    Some(caches?.join("ltoconf").join("probes"))
}

fn today() -> u32 {
    let age = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u32::try_from(age.as_secs() / 86_400).unwrap_or(u32::MAX)
}

impl Cache {
    /// Reads the file, if there is one.
    pub(super) fn open(path: Option<PathBuf>) -> Self {
        let entries = path.as_ref().map(read).unwrap_or_default();
        Self { path, entries, changed: Vec::new() }
    }

    /// The answer under a key.
    pub(super) fn recall(&mut self, key: u128, command: &[u8]) -> Option<Answer> {
        let entry = self.entries.get_mut(&key).filter(|entry| entry.command == command)?;
        let today = today();
        if entry.day.saturating_add(STALE_DAYS) < today {
            entry.day = today;
            self.changed.push(key);
        }
        Some(Answer {
            stdout: entry.stdout.clone(),
            exit: Some(entry.exit),
            stderr: entry.stderr.clone(),
            took: Duration::from_micros(entry.micros.into()),
            outcome: Outcome::Remembered,
        })
    }

    /// Keeps an answer, if it is one that the command would give again: a shell that was killed, or says that what it
    /// started was, tells about the machine's troubles.
    pub(super) fn remember(&mut self, key: u128, command: &[u8], answer: &Answer) {
        let Some(exit) = answer.exit.filter(|&exit| answer.outcome == Outcome::Ran && exit < 128) else { return };
        let entry = Entry {
            command: command.to_vec(),
            stdout: answer.stdout.clone(),
            stderr: answer.stderr.clone(),
            exit,
            micros: u32::try_from(answer.took.as_micros()).unwrap_or(u32::MAX),
            day: today(),
        };
        self.entries.insert(key, entry);
        self.changed.push(key);
    }

    /// Writes what is new, together with what others have written in the meantime.
    pub(super) fn save(&mut self) -> Result<(), ProbeError> {
        // one prober at a time reads, adds its own and writes
        static WRITING: Mutex<()> = Mutex::new(());
        let Some(path) = self.path.clone().filter(|_| !self.changed.is_empty()) else { return Ok(()) };
        let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut whole = read(&path);
        for key in std::mem::take(&mut self.changed) {
            if let Some(entry) = self.entries.get(&key) {
                whole.insert(key, entry.clone());
            }
        }
        write(&path, &whole).map_err(|source| ProbeError::Forgetful { path, source })
    }
}

fn read(path: &PathBuf) -> Entries {
    let small = fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() < LARGEST);
    small.then(|| fs::read(path).ok().and_then(|bytes| decode(&bytes))).flatten().unwrap_or_default()
}

fn write(path: &PathBuf, entries: &Entries) -> io::Result<()> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let temporary = folder.join(format!(".probes-{}-{number}", std::process::id()));
    let done = fs::write(&temporary, encode(entries)).and_then(|()| fs::rename(&temporary, path));
    if done.is_err() {
        // it may not even have come into being
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// A check of the whole file, eight bytes at a time.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(0xcbf2_9ce4_8422_2325, |sum: u64, chunk| {
        let mut word = [0; 8];
        for (place, &byte) in word.iter_mut().zip(chunk) {
            *place = byte;
        }
        (sum ^ u64::from_le_bytes(word)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)
    })
}

/// The newest entries as the bytes of the file, the longest unused ones left out.
fn encode(entries: &Entries) -> Vec<u8> {
    let mut newest: Vec<_> = entries.iter().collect();
    newest.sort_by_key(|(key, entry)| (u32::MAX - entry.day, **key));
    let mut bytes = MAGIC.to_vec();
    for (key, entry) in newest.into_iter().take(MOST) {
        bytes.extend(key.to_le_bytes());
        bytes.extend(entry.exit.to_le_bytes());
        bytes.extend(entry.micros.to_le_bytes());
        bytes.extend(entry.day.to_le_bytes());
        for field in [&entry.command, &entry.stdout, &entry.stderr] {
            // a command longer than 4 GiB cannot have been run
            bytes.extend(u32::try_from(field.len()).unwrap_or(0).to_le_bytes());
            bytes.extend(field);
        }
    }
    bytes.extend(checksum(&bytes).to_le_bytes());
    bytes
}

/// What the bytes of a file hold; `None` if they are not whole, or something else.
fn decode(bytes: &[u8]) -> Option<Entries> {
    let (content, sum) = bytes.split_last_chunk()?;
    if checksum(content) != u64::from_le_bytes(*sum) {
        return None;
    }
    let mut left = content.strip_prefix(MAGIC)?;
    let mut entries = Entries::new();
    while !left.is_empty() {
        let key = u128::from_le_bytes(take(&mut left)?);
        let exit = i32::from_le_bytes(take(&mut left)?);
        let micros = u32::from_le_bytes(take(&mut left)?);
        let day = u32::from_le_bytes(take(&mut left)?);
        let [command, stdout, stderr] = [field(&mut left)?, field(&mut left)?, field(&mut left)?];
        entries.insert(key, Entry { command, stdout, stderr, exit, micros, day });
    }
    Some(entries)
}

fn take<const N: usize>(left: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = left.split_first_chunk()?;
    *left = after;
    Some(*taken)
}

fn field(left: &mut &[u8]) -> Option<Vec<u8>> {
    let length = usize::try_from(u32::from_le_bytes(take(left)?)).ok()?;
    let (taken, after) = left.split_at_checked(length)?;
    *left = after;
    Some(taken.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(stdout: &str, exit: i32) -> Answer {
        Answer { stdout: stdout.into(), exit: Some(exit), ..Answer::none(Outcome::Ran) }
    }

    fn cache(folder: &tempfile::TempDir) -> Cache {
        Cache::open(Some(folder.path().join("a/b/probes")))
    }

    #[test]
    fn answers_are_found_again_unless_the_file_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = cache(&folder);
        first.remember(1, b"cc --version", &answer("gcc \n 12", 0));
        first.save().unwrap();
        let found = cache(&folder).recall(1, b"cc --version").unwrap();
        assert_eq!((found.stdout, found.outcome), ("gcc \n 12".into(), Outcome::Remembered));
        assert_eq!(cache(&folder).recall(2, b"cc --version"), None);
        assert_eq!(cache(&folder).recall(1, b"another"), None);

        let path = folder.path().join("a/b/probes");
        let good = fs::read(&path).unwrap();
        for at in [0, 20, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&path, &bad).unwrap();
            assert_eq!(cache(&folder).recall(1, b"cc --version"), None, "byte {at}");
            fs::write(&path, &good[..at]).unwrap();
            assert_eq!(cache(&folder).recall(1, b"cc --version"), None, "cut at {at}");
        }
        let mut again = cache(&folder);
        again.remember(1, b"cc --version", &answer("y", 0));
        again.save().unwrap();
        assert!(cache(&folder).recall(1, b"cc --version").is_some());
    }

    #[test]
    fn what_others_wrote_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (mut one, mut two) = (cache(&folder), cache(&folder));
        one.remember(1, b"a", &answer("1", 0));
        two.remember(2, b"b", &answer("2", 1));
        one.save().unwrap();
        two.save().unwrap();
        let mut both = cache(&folder);
        assert!(both.recall(1, b"a").is_some() && both.recall(2, b"b").is_some());
    }

    #[test]
    fn troubles_of_the_machine_are_not_remembered() {
        let mut cache = Cache::open(None);
        cache.remember(1, b"a", &answer("", 137));
        cache.remember(2, b"b", &Answer { exit: None, ..answer("", 0) });
        cache.remember(3, b"c", &Answer { outcome: Outcome::TimedOut, ..answer("", 0) });
        assert!(cache.entries.is_empty());
        cache.save().unwrap();
    }

    #[test]
    fn the_file_stays_bounded_and_the_oldest_go_first() {
        let entry =
            |day| Entry { command: Vec::new(), stdout: Vec::new(), stderr: Vec::new(), exit: 0, micros: 0, day };
        let entries: Entries = (0..MOST as u128 + 5).map(|key| (key, entry(key as u32))).collect();
        let kept = decode(&encode(&entries)).unwrap();
        assert_eq!(kept.len(), MOST);
        assert!(!kept.contains_key(&4) && kept.contains_key(&5));
    }

    #[test]
    fn the_folder_is_the_users() {
        let check = |variables: &[(&str, &str)], expected: Option<&str>| {
            let environment: Environment = variables.iter().copied().collect();
            assert_eq!(file(&environment), expected.map(PathBuf::from));
        };
        if cfg!(target_os = "linux") {
            check(&[("XDG_CACHE_HOME", "/c"), ("HOME", "/h")], Some("/c/ltoconf/probes"));
            check(&[("XDG_CACHE_HOME", "not/absolute"), ("HOME", "/h")], Some("/h/.cache/ltoconf/probes"));
            check(&[("XDG_CACHE_HOME", "")], None);
        }
    }
}

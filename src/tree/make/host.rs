//! What the machine is and where its programs are: the few `$(shell …)` commands of Makefiles that
//! ask for nothing else go in, their answers come out without a process.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::words::{find, part, rest, words};

/// The machine that would run make.
#[derive(Clone, Debug)]
pub(in crate::tree) struct Host {
    /// As `uname -m` prints it.
    pub(in crate::tree) machine: Vec<u8>,
    /// As `uname -r` prints it.
    pub(super) release: Vec<u8>,
    /// Where programs are looked for.
    pub(super) path: OsString,
}

impl Host {
    /// The machine that runs this program; `path` is the value of PATH.
    pub(in crate::tree) fn here(path: OsString) -> Self {
        let (machine, release) = uname();
        Self { machine, release, path }
    }

    /// The output of a command that asks about the machine or for a program's place.
    pub(super) fn answer(&self, command: &[u8]) -> Option<Vec<u8>> {
        if let Some(answer) = comparison(command) {
            return Some(answer);
        }
        let without_noise = without_redirections(command);
        let mut parts = without_noise.split(|word| *word == b"|");
        let first = parts.next().unwrap_or_default();
        let answer = match first {
            [b"uname", b"-m"] => self.machine.clone(),
            [b"uname", b"-r"] => self.release.clone(),
            [b"uname"] | [b"uname", b"-s"] => b"Linux".to_vec(),
            [b"command", b"-v", b"--", name] | [b"command", b"-v", name] | [b"which", name] => {
                self.find(name).map_or_else(Vec::new, |path| path.into_os_string().into_encoded_bytes())
            }
            _ => return None,
        };
        match (parts.next(), parts.next()) {
            (None, _) => Some(answer),
            (Some([b"sed", script @ ..]), None) => sed(script, answer),
            _ => None,
        }
    }

    /// Whether there is a program of a name; also where only the shell could tell.
    pub(in crate::tree) fn has(&self, program: &str) -> bool {
        program.contains(['$', '`', '"', '\'', '*', '~']) || find_program(&self.path, Path::new(program)).is_some()
    }

    /// The file that the shell would start for a program's name.
    fn find(&self, name: &[u8]) -> Option<PathBuf> {
        let plain = std::str::from_utf8(name).ok()?;
        // anything that the shell would have to interpret is left to it
        if plain.contains(['$', '`', '"', '\'', '*', '~']) {
            return None;
        }
        find_program(&self.path, Path::new(plain))
    }
}

/// Looks a program up as the shell does: through PATH, unless its name holds a `/`.
pub(in crate::tree) fn find_program(path: &OsString, name: &Path) -> Option<PathBuf> {
    if name.components().count() > 1 || name.is_absolute() {
        return executable(name).then(|| name.to_path_buf());
    }
    std::env::split_paths(path).map(|folder| folder.join(name)).find(|path| executable(path))
}

fn executable(path: &Path) -> bool {
    let Ok(meta) = std::fs::metadata(path) else {
        return false;
    };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    meta.is_file() && may_run
}

/// The words of a command without `2>/dev/null` and the like.
fn without_redirections(command: &[u8]) -> Vec<&[u8]> {
    words(command).filter(|word| !matches!(*word, b"2>/dev/null" | b">/dev/null" | b"2>&1" | b"2>")).collect()
}

/// A comparison of two numbers by `test` or `[`, with what is printed of it: `&& echo y`, `&& echo y || echo n`,
/// `; echo $?`. Makefiles ask such things about versions.
fn comparison(command: &[u8]) -> Option<Vec<u8>> {
    // a semicolon ends the word before it
    let mut parts = Vec::new();
    for word in words(command) {
        match word.strip_suffix(b";") {
            Some(word) => parts.extend([word, b";"]),
            None => parts.push(word),
        }
    }
    let ([b"test", left, operator, right, tail @ ..] | [b"[", left, operator, right, b"]", tail @ ..]) =
        parts.as_slice()
    else {
        return None;
    };
    let number = |text: &[u8]| std::str::from_utf8(text).ok()?.parse::<u64>().ok();
    let (left, right) = (number(left)?, number(right)?);
    let holds = match *operator {
        b"-eq" => left == right,
        b"-ne" => left != right,
        b"-lt" => left < right,
        b"-le" => left <= right,
        b"-gt" => left > right,
        b"-ge" => left >= right,
        _ => return None,
    };
    let plain = |word: &[u8]| word.iter().all(u8::is_ascii_alphanumeric);
    match tail {
        [b"&&", b"echo", yes] if plain(yes) => Some(if holds { yes.to_vec() } else { Vec::new() }),
        [b"&&", b"echo", yes, b"||", b"echo", no] if plain(yes) && plain(no) => {
            Some(if holds { yes } else { no }.to_vec())
        }
        [b";", b"echo", b"$?"] => Some(if holds { b"0" } else { b"1" }.to_vec()),
        _ => None,
    }
}

/// `sed -e s/FROM/TO/ …`, each once for the one line, where `/^WORD$/!` before it excludes a word;
/// `None` for anything more than that.
fn sed(script: &[&[u8]], line: Vec<u8>) -> Option<Vec<u8>> {
    let mut line = line;
    for word in script {
        if *word == b"-e" {
            continue;
        }
        let mut word = word.strip_prefix(b"'").and_then(|w| w.strip_suffix(b"'")).unwrap_or(word);
        if let Some(address) = word.strip_prefix(b"/^") {
            let end = find(address, b"$/!")?;
            if !part(address, 0, end).iter().all(u8::is_ascii_alphanumeric) {
                return None;
            }
            if part(address, 0, end) == line {
                continue;
            }
            word = rest(address, end + 3);
        }
        let mut fields = word.strip_prefix(b"s/")?.strip_suffix(b"/")?.split(|&byte| byte == b'/');
        let (from, to) = (pattern(fields.next()?)?, fields.next()?);
        if fields.next().is_some() {
            return None;
        }
        if let Some((start, end)) =
            (0..=line.len()).find_map(|start| Some((start, start + match_length(&from, rest(&line, start))?)))
        {
            line = [part(&line, 0, start), to, rest(&line, end)].concat();
        }
    }
    Some(line)
}

/// One place of a pattern: the bytes that may stand there (empty: any), and whether often.
type Place = (Vec<u8>, bool);

/// A basic regular expression of letters, `.`, `[…]` and `*` behind `.`.
fn pattern(text: &[u8]) -> Option<Vec<Place>> {
    let mut places: Vec<Place> = Vec::new();
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'.' => places.push((Vec::new(), false)),
            b'*' => places.last_mut()?.1 = true,
            b'[' => places.push((bytes.by_ref().take_while(|&&b| b != b']').copied().collect(), false)),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => places.push((vec![byte], false)),
            _ => return None,
        }
    }
    Some(places)
}

/// How many bytes at the front of `text` match. Repetitions take all that they can and give nothing
/// back, which is right where nothing follows them, as in every kernel.
fn match_length(places: &[Place], text: &[u8]) -> Option<usize> {
    let mut length = 0;
    for (set, often) in places {
        let fits = |byte: &&u8| set.is_empty() || set.contains(byte);
        let run = rest(text, length).iter().take_while(fits).count();
        length += match (often, run) {
            (true, run) => run,
            (false, 0) => return None,
            (false, _) => 1,
        };
    }
    Some(length)
}

#[cfg(unix)]
fn uname() -> (Vec<u8>, Vec<u8>) {
    let names = rustix::system::uname();
    (names.machine().to_bytes().to_vec(), names.release().to_bytes().to_vec())
}

#[cfg(not(unix))]
fn uname() -> (Vec<u8>, Vec<u8>) {
    (std::env::consts::ARCH.as_bytes().to_vec(), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(machine: &str) -> Host {
        let path = OsString::from("/nonexistent:/bin:/usr/bin");
        Host { machine: machine.into(), release: b"6.12.0-test".to_vec(), path }
    }

    #[test]
    fn machines_are_renamed_as_the_script_says() {
        let check = |machine: &str, expected: &str| {
            let command = b"uname -m | sed -e s/i.86/x86/ -e s/x86_64/x86/ -e s/sun4u/sparc64/ \
                -e /^arm64$/!s/arm.*/arm/ -e s/ppc.*/powerpc/ -e s/sh[234].*/sh/ -e s/aarch64.*/arm64/";
            let answer = host(machine).answer(command).unwrap();
            assert_eq!(String::from_utf8(answer).unwrap(), expected);
        };
        check("x86_64", "x86");
        check("i686", "x86");
        check("aarch64", "arm64");
        check("armv7l", "arm");
        check("arm64", "arm64");
        check("ppc64le", "powerpc");
        check("sh4a", "sh");
        check("sun4u", "sparc64");
        check("riscv64", "riscv64");
    }

    #[test]
    fn programs_are_found_without_a_shell() {
        let host = host("x86_64");
        let found = host.answer(b"command -v -- sh 2>/dev/null").unwrap();
        assert!(found.ends_with(b"/sh"));
        assert_eq!(host.answer(b"which no-such-program"), Some(Vec::new()));
        assert_eq!(host.answer(b"uname -r"), Some(b"6.12.0-test".to_vec()));
    }

    #[test]
    fn versions_are_compared_without_a_shell() {
        let host = host("x86_64");
        assert_eq!(host.answer(b"test 190100 -ge 170000 && echo y"), Some(b"y".to_vec()));
        assert_eq!(host.answer(b"[ 0 -ge 170000 ] && echo y"), Some(Vec::new()));
        assert_eq!(host.answer(b"test 140006 -lt 130000; echo $?"), Some(b"1".to_vec()));
        assert_eq!(host.answer(b"test 120000 -lt 130000; echo $?"), Some(b"0".to_vec()));
        assert_eq!(host.answer(b"[ 1 -gt 2 ] && echo y || echo n"), Some(b"n".to_vec()));
        assert_eq!(host.answer(b"test x -ge 1 && echo y"), None);
        assert_eq!(host.answer(b"test  -lt 130000; echo $?"), None);
        assert_eq!(host.answer(b"test 1 -lt 2 && echo $HOME"), None);
    }

    #[test]
    fn what_needs_a_process_is_left_alone() {
        assert_eq!(host("x86_64").answer(b"gcc --version"), None);
        assert_eq!(host("x86_64").answer(b"uname -m | tr a b"), None);
        assert_eq!(host("x86_64").answer(b"uname -m | sed -n p"), None);
    }

    #[test]
    fn this_machine_has_a_name() {
        assert!(!Host::here(OsString::new()).machine.is_empty());
    }
}

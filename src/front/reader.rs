//! A path that somebody named enters; a configuration leaves that is to be judged, or what stands there instead.

use std::path::Path;

use crate::{
    diagnostic::Diagnostic,
    source::{self, ReadError},
    syntax::dotconfig,
};

use super::{
    error::Error,
    input::{ConfigFile, PREFIX, is_configuration},
};

/// Reads configurations; the standard input once, however often it is named.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    stdin: Option<Vec<u8>>,
    /// the command that reads the standard input, if a command line reads here
    command: Option<&'static str>,
}

impl Reader {
    /// A reader for a command line, whose help ends in this command, such as `ltoconf check -`: it reads a configuration
    /// from the standard input.
    pub fn for_command(command: &'static str) -> Self {
        Self { stdin: None, command: Some(command) }
    }

    /// Reads one configuration, see [`ConfigFile::read`].
    ///
    /// # Errors
    /// Those of [`ConfigFile::read`].
    pub fn read(&mut self, path: &Path) -> Result<ConfigFile, Error> {
        let stdin = path == Path::new("-") || source::is_stdin(path);
        let text = if stdin { self.stdin() } else { source::read_handed(path) };
        match text {
            Err(error) => Err(self.unreadable(path, &error)),
            Ok(text) => match misfit(&text) {
                None => Ok(ConfigFile::of(path, text)),
                Some(misfit) => Err(self.refused(path, &misfit)),
            },
        }
    }

    fn unreadable(&self, path: &Path, error: &ReadError) -> Error {
        let shown = path.display();
        let message = format!("cannot read '{shown}': {error}");
        let mut unreadable = Diagnostic::error("ltoconf::config::unreadable", message);
        if matches!(error, ReadError::Pipe) {
            let wait = self.command.map(|command| format!("; to wait for one: {command} < '{shown}'"));
            unreadable.help = Some(format!("it may have no writer{}", wait.unwrap_or_default()));
        }
        Error::Config(Box::new(unreadable))
    }

    fn refused(&self, path: &Path, Misfit { code, what, by }: &Misfit) -> Error {
        let shown = path.display();
        let help = match by {
            Some(by) => {
                let unpack = if path == Path::new("-") { format!("… | {by}") } else { format!("{by} '{shown}'") };
                let read = self.command.map(|command| format!(" | {command}"));
                unpack + &read.unwrap_or_default()
            }
            None => "name a .config, a defconfig or a fragment".to_owned(),
        };
        let message = format!("'{shown}' is {what}, not a configuration");
        Error::Config(Box::new(Diagnostic::error(code, message).help(help)))
    }

    fn stdin(&mut self) -> Result<Vec<u8>, ReadError> {
        if let Some(text) = &self.stdin {
            return Ok(text.clone());
        }
        let text = source::read_stdin()?;
        Ok(self.stdin.insert(text).clone())
    }
}

/// What a file is that is no configuration.
struct Misfit {
    code: &'static str,
    what: &'static str,
    /// the command that makes a configuration of it, before the file's name
    by: Option<&'static str>,
}

/// First bytes of what is taken for a configuration by mistake, and what unpacks it.
const PACKED: [(&[u8], &str, &str); 6] = [
    (b"\x1f\x8b", "a gzip file", "zcat"),
    (b"\xfd7zXZ\0", "an xz file", "xzcat"),
    (b"BZh", "a bzip2 file", "bzcat"),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "zstdcat"),
    (b"\x04\x22\x4d\x18", "an lz4 file", "lz4cat"),
    (b"\x7fELF", "an ELF file", "scripts/extract-ikconfig"),
];

/// How many bytes are looked at.
const HEAD: usize = 8192;

fn misfit(text: &[u8]) -> Option<Misfit> {
    let head = text.get(..HEAD).unwrap_or(text);
    if let Some((_, what, by)) = PACKED.into_iter().find(|(magic, ..)| head.starts_with(magic)) {
        let code = if what == "an ELF file" { "ltoconf::config::binary" } else { "ltoconf::config::compressed" };
        return Some(Misfit { code, what, by: Some(by) });
    }
    if let Some(command) = utf_16(head) {
        return Some(Misfit { code: "ltoconf::config::utf-16", what: "UTF-16 text", by: Some(command) });
    }
    // conf reads on behind a NUL: where most lines are a configuration's, such bytes are flaws of one
    let binary = is_binary(head) && !is_configuration(&dotconfig::parse(text, PREFIX));
    binary.then_some(Misfit { code: "ltoconf::config::binary", what: "a binary file", by: None })
}

/// The command for UTF-16, by its mark, or by every second byte being NUL.
fn utf_16(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Some("iconv -f UTF-16 -t UTF-8");
    }
    let pairs = head.chunks_exact(2);
    let count = pairs.len();
    let nul_at =
        |at: usize| pairs.clone().filter(|pair| pair.get(at) == Some(&0) && pair.get(1 - at) != Some(&0)).count();
    match count {
        0..4 => None,
        _ if nul_at(1) * 10 > count * 9 => Some("iconv -f UTF-16LE -t UTF-8"),
        _ if nul_at(0) * 10 > count * 9 => Some("iconv -f UTF-16BE -t UTF-8"),
        _ => None,
    }
}

/// Whether a tenth of the bytes are such as no text has: control characters, and bytes that are not UTF-8 beside some.
fn is_binary(head: &[u8]) -> bool {
    let control =
        head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    let foreign: usize = head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    control > 0 && (control + foreign) * 10 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &[u8], expected: Option<&str>) {
        assert_eq!(misfit(text).map(|misfit| misfit.what), expected);
    }

    #[test]
    fn what_is_no_configuration_is_known_by_its_bytes() {
        check(b"\x1f\x8b\x08\0\0\0", Some("a gzip file"));
        check(b"\xff\xfe#\0\n\0", Some("UTF-16 text"));
        check(b"C\0O\0N\0F\0I\0G\0_\0A\0=\0y\0", Some("UTF-16 text"));
        check(b"\0C\0O\0N\0F\0I\0G\0_\0A", Some("UTF-16 text"));
        check(&[0; 4096], Some("a binary file"));
        let every: Vec<u8> = (0..=255).collect();
        check(&every, Some("a binary file"));
    }

    #[test]
    fn a_text_with_flaws_is_still_a_configuration() {
        check(b"", None);
        check(b"CONFIG_A=y\n", None);
        check(b"\xef\xbb\xbfCONFIG_A=y\n", None);
        check(b"CONFIG_A=y\0\nCONFIG_B=y\nCONFIG_C=y\n", None);
        check(b"CONFIG_A=y\0\0\0\0\n\0\0\0\n# CONFIG_B is not set\0\n", None);
        // EUC-JP in a comment
        check(b"# \xa5\xab\xa1\xbc\xa5\xcd\xa5\xeb\xa4\xce\xc0\xdf\xc4\xea\nCONFIG_A=y\n", None);
    }
}

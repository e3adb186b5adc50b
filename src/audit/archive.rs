//! An archive's bytes enter, its members leave: the bytes of one that is held, the path of one that is named.

use object::read::{ReadRef, archive::ArchiveFile};

/// A member of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// its name; in a thin archive its path from the archive's folder
    pub name: Vec<u8>,
    /// where it is
    pub place: Place,
}

/// Where a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// in the archive itself
    Held {
        /// of its first byte
        offset: u64,
        /// in bytes
        size: u64,
    },
    /// a file of its own
    Named,
}

/// The members, and whether all of them could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// in their order
    pub members: Vec<Member>,
    /// the archive ends, or cannot be understood, before its last member
    pub broken: bool,
}

/// The headers of a thin archive: sizes and ends of fields, in bytes.
const HEADER: u64 = 60;
const NAME: usize = 16;
const SIZE: std::ops::Range<usize> = 48..58;
/// The longest table of names that is read, in bytes.
const LONGEST_NAMES: u64 = 64 << 20;

/// Reads the headers of an archive.
pub fn members<'data, R: ReadRef<'data>>(data: R, thin: bool) -> Members {
    if thin {
        return named(data);
    }
    let Ok(archive) = ArchiveFile::parse(data) else { return Members { members: Vec::new(), broken: true } };
    let mut found = Members::default();
    let length = data.len().unwrap_or(0);
    for member in archive.members() {
        match member {
            Ok(member) => {
                let (offset, size) = member.file_range();
                if offset.checked_add(size).is_none_or(|end| end > length) {
                    found.broken = true;
                    continue;
                }
                found.members.push(Member { name: member.name().to_vec(), place: Place::Held { offset, size } });
            }
            Err(_) => found.broken = true,
        }
    }
    found
}

/// A thin archive has headers only, and a table of names. A member that was itself held by an archive is named by
/// that archive and its offset there (`/0:78`), which the `object` crate does not read.
fn named<'data, R: ReadRef<'data>>(data: R) -> Members {
    let length = data.len().unwrap_or(0);
    let mut found = Members::default();
    let mut names: &[u8] = &[];
    let mut at = 8;
    while at < length {
        let header = data.read_bytes_at(at, HEADER).ok().filter(|header| header.ends_with(b"`\n"));
        let Some((name, size)) = header.and_then(fields) else {
            found.broken = true;
            break;
        };
        at += HEADER;
        match name {
            b"/" | b"/SYM64/" => at = at.saturating_add(size + size % 2),
            b"//" => {
                match data.read_bytes_at(at, size.min(LONGEST_NAMES)) {
                    Ok(table) => names = table,
                    Err(()) => found.broken = true,
                }
                at = at.saturating_add(size + size % 2);
            }
            _ => match member_name(name, names) {
                // one archive may be named by many headers
                Some(name) if found.members.last().is_some_and(|last| last.name == name) => {}
                Some(name) => found.members.push(Member { name: name.to_vec(), place: Place::Named }),
                None => found.broken = true,
            },
        }
    }
    found
}

/// The name and the size of a header.
fn fields(header: &[u8]) -> Option<(&[u8], u64)> {
    let name = header.get(..NAME)?.trim_ascii_end();
    let size = std::str::from_utf8(header.get(SIZE)?).ok()?.trim().parse().ok()?;
    Some((name, size))
}

fn member_name<'n>(name: &'n [u8], names: &'n [u8]) -> Option<&'n [u8]> {
    let Some(digits) = name.strip_prefix(b"/") else { return Some(name.strip_suffix(b"/").unwrap_or(name)) };
    let digits = digits.split(|&byte| byte == b':').next()?;
    let offset: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let rest = names.get(offset..)?;
    let name = rest.split(|&byte| byte == b'\n').next()?;
    name.strip_suffix(b"/").filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header of a thin archive.
    fn header(name: &str, size: usize) -> Vec<u8> {
        format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 644).into_bytes()
    }

    fn thin(names: &str, headers: &[&str]) -> Vec<u8> {
        let mut text = b"!<thin>\n".to_vec();
        text.extend(header("//", names.len()));
        text.extend(names.as_bytes());
        for name in headers {
            text.extend(header(name, 1096));
        }
        text
    }

    fn shown(bytes: &[u8], thin: bool) -> (Vec<String>, bool) {
        let found = members(bytes, thin);
        (found.members.iter().map(|member| String::from_utf8(member.name.clone()).unwrap()).collect(), found.broken)
    }

    #[test]
    fn a_thin_archive_names_files() {
        let bytes = thin("a.o/\nsub/b.o/\n", &["/0", "/5", "short.o/"]);
        assert_eq!(shown(&bytes, true), (vec!["a.o".into(), "sub/b.o".into(), "short.o".into()], false));
    }

    #[test]
    fn an_archive_inside_is_named_once() {
        let bytes = thin("inner.a/\nb.o/\n", &["/0:78", "/0:1234", "/9"]);
        assert_eq!(shown(&bytes, true), (vec!["inner.a".into(), "b.o".into()], false));
    }

    #[test]
    fn an_archive_without_members_is_no_defect() {
        assert_eq!(shown(b"!<thin>\n", true), (vec![], false));
        assert_eq!(shown(b"!<arch>\n", false), (vec![], false));
    }

    #[test]
    fn a_truncated_archive_gives_what_is_there() {
        let bytes = thin("a.o/\nb.o/\n", &["/0", "/5"]);
        assert_eq!(shown(&bytes[..bytes.len() - 7], true), (vec!["a.o".into()], true));
        assert_eq!(shown(&thin("a.o/\n ", &["/99"]), true), (vec![], true));
        assert_eq!(shown(b"!<arch>\nnonsense", false), (vec![], true));
        let promises = [b"!<arch>\n".to_vec(), header("a.o/", 99_999_999), b"BC".to_vec()].concat();
        assert_eq!(shown(&promises, false), (vec![], true));
    }

    #[test]
    fn a_held_member_is_a_range() {
        let mut bytes = b"!<arch>\n".to_vec();
        bytes.extend(header("a.o/", 4));
        bytes.extend(b"BODY");
        let found = members(&bytes[..], false);
        assert_eq!(found.members, [Member { name: b"a.o".to_vec(), place: Place::Held { offset: 68, size: 4 } }]);
    }
}

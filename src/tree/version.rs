//! A tree's folder enters, the dialect that it follows leaves: from its Makefile's version, corrected by its own
//! `scripts/kconfig`.

use std::path::Path;

use crate::{dialect::Dialect, source};

/// The numbers of a Linux Makefile's first lines.
fn makefile_version(text: &[u8]) -> Option<(u32, u32)> {
    let number = |name: &str| {
        text.split(|&byte| byte == b'\n').take(20).find_map(|line| {
            let line = std::str::from_utf8(line).ok()?;
            let (key, value) = line.split_once('=')?;
            (key.trim() == name).then(|| value.trim().parse().ok()).flatten()
        })
    };
    Some((number("VERSION")?, number("PATCHLEVEL")?))
}

/// The numbers of a version such as `6.12.117-rc1`.
pub fn release_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The third number of a version such as `6.12.117-rc1`; `None` where there is none.
pub fn sublevel(text: &str) -> Option<u32> {
    let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.').find(|part| !part.is_empty())?;
    numbers.split('.').nth(2)?.parse().ok()
}

/// The dialect of a tree. `release` is used where the tree has no Makefile that names a version (what make exports as
/// `KERNELVERSION`); with neither, the newest rules.
pub fn dialect_of(tree: &Path, release: Option<&str>) -> Dialect {
    let version = source::read(&tree.join("Makefile")).ok().and_then(|text| makefile_version(&text));
    let version = version.or_else(|| release.and_then(release_version));
    let base = match version {
        Some((major, minor)) if (major, minor) >= (4, 18) => Dialect::linux(major, minor),
        _ => Dialect::newest(),
    };
    base.corrected(|name| source::read(&tree.join("scripts/kconfig").join(name)).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(makefile_version(b"# SPDX\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\n"), Some((6, 12)));
        assert_eq!(makefile_version(b"all:\n"), None);
        assert_eq!(release_version("6.12.117-rc1"), Some((6, 12)));
        assert_eq!(release_version("next"), None);
        assert_eq!(sublevel("6.12.117-rc1"), Some(117));
        assert_eq!(sublevel("linux-6.1.96"), Some(96));
        assert_eq!(sublevel("6.12-rc3"), None);
    }
}

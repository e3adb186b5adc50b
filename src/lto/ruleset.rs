//! A kernel's version or a name enters, which of the seven sets of LTO rules holds there leaves.

use std::fmt;

use crate::tree::version::release_version;

/// The LTO rules of a range of kernel versions: symbols, dependencies, flags and steps of the build. Ordered by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleSet {
    /// the first patch, "kbuild: add support for Clang LTO", version 2 of September 2020
    SeedV2,
    /// 5.12: `LTO_CLANG` lost its prompt, the choice got its members
    Linux5_12,
    /// 5.13 and 5.14
    Linux5_13,
    /// 5.15 to 6.0
    Linux5_15,
    /// 6.1 to 6.5
    Linux6_1,
    /// 6.6 to 7.1
    Linux6_6,
    /// 7.2 and later
    Linux7_2,
}

/// The version since which x86 of 32 bit has LTO.
const X86_32_SINCE: (u32, u32) = (5, 14);
/// Architectures that got LTO after arm64 and x86, by their folders, each with the mainline version that brought it. None
/// of these versions begins a rule set.
const CAME_LATER: [(&str, (u32, u32)); 3] = [("um", (6, 3)), ("loongarch", (6, 5)), ("riscv", (6, 9))];
/// Later than all versions.
const NEWEST: (u32, u32) = (u32::MAX, 0);

impl RuleSet {
    /// All sets, the oldest first.
    pub const ALL: [Self; 7] = [
        Self::SeedV2,
        Self::Linux5_12,
        Self::Linux5_13,
        Self::Linux5_15,
        Self::Linux6_1,
        Self::Linux6_6,
        Self::Linux7_2,
    ];

    /// The set of a name: `seed-v2`, or any version of Linux since 5.12, such as `linux-6.12` or `linux-6.12.5`.
    pub fn named(name: &str) -> Option<Self> {
        if name == Self::SeedV2.name() {
            return Some(Self::SeedV2);
        }
        let (major, minor) = release_version(name.strip_prefix("linux-")?)?;
        Self::of_version(major, minor)
    }

    /// The set that holds for a mainline version. `None` before 5.12, where mainline has no LTO.
    pub fn of_version(major: u32, minor: u32) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|set| set.since().is_some_and(|since| since <= (major, minor)))
    }

    /// The first mainline version for which it holds, `(major, minor)`; the first patch was never in mainline.
    pub fn since(self) -> Option<(u32, u32)> {
        match self {
            Self::SeedV2 => None,
            Self::Linux5_12 => Some((5, 12)),
            Self::Linux5_13 => Some((5, 13)),
            Self::Linux5_15 => Some((5, 15)),
            Self::Linux6_1 => Some((6, 1)),
            Self::Linux6_6 => Some((6, 6)),
            Self::Linux7_2 => Some((7, 2)),
        }
    }

    /// Whether an architecture has LTO by these rules, under some condition; `arch` is its folder below `arch/`, or what
    /// is given to make. `release`: the version, major and minor.
    pub fn has_lto_on(self, arch: &str, release: (u32, u32)) -> bool {
        match arch {
            // x86 by a name that says how wide it is
            "i386" => self > Self::SeedV2 && release >= X86_32_SINCE,
            "arm64" | "x86" | "x86_64" => true,
            // an older kernel that took these rules over has what they began with
            _ => came_with(arch).is_some_and(|came| release.max(self.since().unwrap_or_default()) >= came),
        }
    }

    /// Whether an architecture has LTO by any rules: on no other can a line that says so be Kconfig's own.
    pub fn any_has_lto_on(arch: &str) -> bool {
        Self::ALL.into_iter().any(|rules| rules.has_lto_on(arch, NEWEST))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SeedV2 => "seed-v2",
            Self::Linux5_12 => "linux-5.12",
            Self::Linux5_13 => "linux-5.13",
            Self::Linux5_15 => "linux-5.15",
            Self::Linux6_1 => "linux-6.1",
            Self::Linux6_6 => "linux-6.6",
            Self::Linux7_2 => "linux-7.2",
        }
    }
}

/// The mainline version that brought LTO to an architecture which did not have it from the beginning.
pub fn came_with(arch: &str) -> Option<(u32, u32)> {
    CAME_LATER.into_iter().find(|&(name, _)| name == arch).map(|(_, version)| version)
}

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_names_the_set_that_holds_for_it() {
        let set = |name| RuleSet::named(name).map(RuleSet::name);
        assert_eq!(set("linux-6.12"), Some("linux-6.6"));
        assert_eq!(set("linux-6.12.5"), Some("linux-6.6"));
        assert_eq!(set("linux-5.14"), Some("linux-5.13"));
        assert_eq!(set("linux-7.1"), Some("linux-6.6"));
        assert_eq!(set("linux-9.0"), Some("linux-7.2"));
        assert_eq!(set("seed-v2"), Some("seed-v2"));
        assert_eq!(set("linux-5.11"), None);
        assert_eq!(set("6.12"), None);
    }

    #[test]
    fn every_name_names_its_own_set() {
        for set in RuleSet::ALL {
            assert_eq!(RuleSet::named(set.name()), Some(set));
        }
    }
}

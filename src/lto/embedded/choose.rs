//! A name, a file's first lines and what it says of LTO enter; the rule set that it is to be judged by leaves, with the
//! ground on which it was chosen.

use crate::{
    lto::{
        header::{Header, Project},
        ruleset::RuleSet,
        said::Said,
    },
    tree::version::release_version,
};

/// Why these rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// the user named them
    Asked,
    /// the version in the file's header
    Header,
    /// the file's header names an older version, but the file knows this symbol: its tree has it from elsewhere
    Backport(&'static str),
    /// no header; the file speaks of this symbol
    Symbol(&'static str),
    /// nothing tells: the newest
    Newest,
    /// the file is not Linux's
    Foreign(String),
}

/// The rules for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// `None` where there is no LTO to have rules for: before 5.12, or not Linux
    pub rules: Option<RuleSet>,
    /// major and minor version; that of the rules where the file names none
    pub release: (u32, u32),
    /// the version or the rules, as people name them
    pub name: String,
    /// on which ground
    pub basis: Basis,
}

/// The version that the first patch stands on.
const SEED_RELEASE: (u32, u32) = (5, 9);
/// The versions at whose time the patch was under review.
const SEED_TIME: std::ops::RangeInclusive<(u32, u32)> = (5, 8)..=(5, 11);
/// The newest version whose rules are known.
const NEWEST: (u32, u32) = (7, 3);
/// Symbols that came with mainline's rules; before 5.12 only a backport has them.
const SINCE_5_12: [&str; 3] = ["HAS_LTO_CLANG", "ARCH_SUPPORTS_LTO_CLANG_THIN", "LTO_CLANG_THIN"];
/// Symbols that only the first patches have.
const OF_THE_SEED: [&str; 2] = ["THINLTO", "ARCH_SUPPORTS_THINLTO"];

/// Whether a word names rules, as `--embedded` takes it: `seed-v2`, or `linux-` and a version.
pub fn is_name(word: &str) -> bool {
    word == RuleSet::SeedV2.name() || named_release(word).is_some()
}

fn named_release(word: &str) -> Option<(u32, u32)> {
    let version = word.strip_prefix("linux-")?;
    let (numbers, candidate) = version.split_once("-rc").unwrap_or((version, "0"));
    // no more than that: `linux-6.12-x86.config` is a file
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (numbers.split('.').all(plain) && plain(candidate)).then(|| release_version(numbers)).flatten()
}

fn version_name((major, minor): (u32, u32)) -> String {
    format!("linux-{major}.{minor}")
}

impl Choice {
    fn of_version(release: (u32, u32), basis: Basis) -> Self {
        Self { rules: RuleSet::of_version(release.0, release.1), release, name: version_name(release), basis }
    }

    fn of_rules(rules: RuleSet, release: (u32, u32), basis: Basis) -> Self {
        Self { rules: Some(rules), release, name: rules.name().into(), basis }
    }

    /// The rules of a name; `None` where [`is_name`] says no.
    pub fn named(name: &str) -> Option<Self> {
        if name == RuleSet::SeedV2.name() {
            return Some(Self::of_rules(RuleSet::SeedV2, SEED_RELEASE, Basis::Asked));
        }
        Some(Self::of_version(named_release(name)?, Basis::Asked))
    }

    /// The rules for a file, by its header, confirmed by what it says; without a header, by what it says alone.
    pub fn of_file(header: &Header, said: &Said) -> Self {
        if let Project::Other(project) = &header.project {
            let basis = Basis::Foreign(project.clone());
            return Self { rules: None, release: NEWEST, name: project.clone(), basis };
        }
        let mentioned = |names: &[&'static str]| names.iter().copied().find(|name| said.mentions(name));
        // Kconfig writes LTO_CLANG beside it; alone, somebody set it by hand
        let by_hand = said.yes("LTO_CLANG_THIN_DIST").is_some() && said.yes("LTO_CLANG").is_none();
        let distributed = mentioned(&["LTO_CLANG_THIN_DIST"]);
        let release = header.version();
        match (release, release.and_then(|(major, minor)| RuleSet::of_version(major, minor))) {
            (Some(release), Some(rules)) => match distributed.filter(|_| rules < RuleSet::Linux7_2 && !by_hand) {
                Some(symbol) => {
                    Self { rules: Some(RuleSet::Linux7_2), ..Self::of_version(release, Basis::Backport(symbol)) }
                }
                None => Self::of_version(release, Basis::Header),
            },
            (Some(release), None) => Self::before_mainline(release, said),
            (None, _) => {
                if let Some(symbol) = distributed.or_else(|| mentioned(&["CFI", "ARCH_SUPPORTS_CFI"])) {
                    Self::of_rules(RuleSet::Linux7_2, NEWEST, Basis::Symbol(symbol))
                } else if let Some(symbol) = mentioned(&OF_THE_SEED).filter(|_| mentioned(&SINCE_5_12).is_none()) {
                    Self::of_rules(RuleSet::SeedV2, SEED_RELEASE, Basis::Symbol(symbol))
                } else if let Some(symbol) = mentioned(&["CFI_CLANG", "ARCH_SUPPORTS_CFI_CLANG"]) {
                    Self::of_rules(RuleSet::Linux6_6, (6, 17), Basis::Symbol(symbol))
                } else {
                    Self::of_rules(RuleSet::Linux7_2, NEWEST, Basis::Newest)
                }
            }
        }
    }

    /// A version that has no LTO in mainline: trees with a patch show it by symbols that Kconfig alone writes.
    fn before_mainline(release: (u32, u32), said: &Said) -> Self {
        let own = ["ARCH_SUPPORTS_LTO_CLANG", "ARCH_SUPPORTS_THINLTO", "HAS_LTO_CLANG", "ARCH_SUPPORTS_LTO_CLANG_THIN"];
        let patched = own.iter().any(|name| said.mentions(name)) || said.yes("LTO_NONE").is_some();
        let later = SINCE_5_12.into_iter().find(|name| said.mentions(name));
        let rules = match later {
            _ if !patched => return Self::of_version(release, Basis::Header),
            Some(_) => RuleSet::Linux5_15,
            None => RuleSet::SeedV2,
        };
        let symbol = later.or_else(|| OF_THE_SEED.into_iter().find(|name| said.mentions(name)));
        let basis = Basis::Backport(symbol.unwrap_or("LTO_NONE"));
        Self { rules: Some(rules), ..Self::of_version(release, basis) }
    }

    /// Whether the file's own tree has these very rules. A tree from before mainline's rules may have any patch.
    pub fn is_certain(&self) -> bool {
        is_certain(self.rules, self.release)
    }

    /// The name of the rules that the file is judged by: that of a version that has them.
    pub fn judged_by(&self) -> &str {
        match (&self.basis, self.rules) {
            (Basis::Backport(_), Some(rules)) => rules.name(),
            _ => &self.name,
        }
    }
}

/// Whether a version's own tree has these very rules.
pub(super) fn is_certain(rules: Option<RuleSet>, release: (u32, u32)) -> bool {
    let mainline = RuleSet::of_version(release.0, release.1).is_some();
    let of_its_time = rules == Some(RuleSet::SeedV2) && SEED_TIME.contains(&release);
    mainline || of_its_time
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::dotconfig;

    /// The name, the rules and whether they are certain, for a file with or without a header.
    fn check(version: &str, config: &str, expected: (&str, Option<RuleSet>, bool)) {
        let mark = "# Automatically generated file; DO NOT EDIT.";
        let header = format!("{mark}\n# Linux/x86 {version} Kernel Configuration\n");
        let text = if version.is_empty() { config.to_owned() } else { header + config };
        let said = Said::of(text.as_bytes(), &dotconfig::parse(text.as_bytes(), b"CONFIG_"));
        let choice = Choice::of_file(&Header::of(text.as_bytes()), &said);
        assert_eq!((choice.name.as_str(), choice.rules, choice.is_certain()), expected, "{choice:?}");
    }

    #[test]
    fn the_header_decides() {
        check("6.12.5", "CONFIG_LTO_NONE=y\n", ("linux-6.12", Some(RuleSet::Linux6_6), true));
        check("5.12.0-rc3", "CONFIG_THINLTO=y\n", ("linux-5.12", Some(RuleSet::Linux5_12), true));
        check("8.1.0", "", ("linux-8.1", Some(RuleSet::Linux7_2), true));
    }

    #[test]
    fn a_version_before_lto_has_no_rules() {
        check("5.4.0", "", ("linux-5.4", None, false));
        check("5.4.0", "CONFIG_LTO_CLANG_THIN=y\n# CONFIG_LTO_NONE is not set\n", ("linux-5.4", None, false));
    }

    #[test]
    fn contents_tell_of_a_patched_tree() {
        let seed = "CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_THINLTO=y\nCONFIG_LTO_CLANG=y\n";
        check("5.9.0", seed, ("linux-5.9", Some(RuleSet::SeedV2), true));
        check("4.19.113", seed, ("linux-4.19", Some(RuleSet::SeedV2), false));
        let backport = "CONFIG_HAS_LTO_CLANG=y\nCONFIG_LTO_CLANG_FULL=y\n";
        check("5.10.240", backport, ("linux-5.10", Some(RuleSet::Linux5_15), false));
        check("7.0.9", "# CONFIG_LTO_CLANG_THIN_DIST is not set\n", ("linux-7.0", Some(RuleSet::Linux7_2), true));
        check("7.0.9", "CONFIG_LTO_CLANG_THIN_DIST=y\n", ("linux-7.0", Some(RuleSet::Linux6_6), true));
    }

    #[test]
    fn without_a_header_contents_decide() {
        check("", "CONFIG_LTO_CLANG_THIN=y\n", ("linux-7.2", Some(RuleSet::Linux7_2), true));
        check("", "CONFIG_LTO_CLANG=y\nCONFIG_THINLTO=y\n", ("seed-v2", Some(RuleSet::SeedV2), true));
        check("", "CONFIG_CFI_CLANG=y\n", ("linux-6.6", Some(RuleSet::Linux6_6), true));
        check("", "CONFIG_CFI=y\n", ("linux-7.2", Some(RuleSet::Linux7_2), true));
    }

    #[test]
    fn another_project_has_no_rules() {
        let text = b"# Automatically generated file; DO NOT EDIT.\n# U-Boot 2024.01 Configuration\nCONFIG_LTO=y\n";
        let choice = Choice::of_file(&Header::of(text), &Said::default());
        assert_eq!((choice.rules, choice.basis), (None, Basis::Foreign("U-Boot 2024.01".into())));
    }

    #[test]
    fn a_name_is_a_version_or_the_seed_and_no_file() {
        for name in ["seed-v2", "linux-6.12", "linux-5.4", "linux-6.12.5", "linux-7.3-rc1"] {
            assert!(is_name(name) && Choice::named(name).is_some(), "{name}");
        }
        for word in ["linux", "linux-6", "linux-6.12-x86.config", "linux-6.12.config", "6.12", ".config", "seed"] {
            assert!(!is_name(word), "{word}");
        }
    }
}

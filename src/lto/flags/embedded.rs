//! A rule set and a version enter; the texts that stand for a tree's Makefiles leave: what each sets under LTO, in the
//! order in which make would read them.

use crate::{lto::ruleset::RuleSet, tree::build::Fragment};

/// A kernel without its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// the rules that hold for it
    pub rules: RuleSet,
    /// major and minor version
    pub release: (u32, u32),
    /// the third number of its version, where somebody says it
    pub sublevel: Option<u32>,
    /// the architecture's folder below `arch/`
    pub arch: String,
}

/// The variable of the texts that says which release of a version it is.
pub const SUBLEVEL: &str = "SUBLEVEL";

/// A version whose series ended, and which a vendor went on with under the number of its last release: that number does
/// not say what is in the tree.
const GOES_ON: ((u32, u32), u32) = ((6, 8), 12);

const MACROS: &str = include_str!("../../../corpus/lto/macros.mk");

fn text(rules: RuleSet) -> &'static str {
    match rules {
        RuleSet::SeedV2 => include_str!("../../../corpus/lto/seed-v2.mk"),
        RuleSet::Linux5_12 => include_str!("../../../corpus/lto/linux-5.12.mk"),
        RuleSet::Linux5_13 => include_str!("../../../corpus/lto/linux-5.13.mk"),
        RuleSet::Linux5_15 => include_str!("../../../corpus/lto/linux-5.15.mk"),
        RuleSet::Linux6_1 => include_str!("../../../corpus/lto/linux-6.1.mk"),
        RuleSet::Linux6_6 => include_str!("../../../corpus/lto/linux-6.6.mk"),
        RuleSet::Linux7_2 => include_str!("../../../corpus/lto/linux-7.2.mk"),
    }
}

impl Kernel {
    /// Whether it is known which release of its version it is.
    pub fn is_released(&self) -> bool {
        let (version, last) = GOES_ON;
        self.sublevel.is_some_and(|number| self.release != version || number < last)
    }

    /// What is read in the place of its Makefiles: the texts by the names of the Makefiles that they stand for.
    pub fn fragments(&self) -> Vec<Fragment> {
        let (major, minor) = self.release;
        let sublevel = self.sublevel.map(|number| number.to_string()).unwrap_or_default();
        let release = major * 1000 + minor;
        let arch = &self.arch;
        let given = format!("RELEASE := {release}\n{SUBLEVEL} := {sublevel}\nSRCARCH := {arch}\n{MACROS}");
        let mut fragments = vec![Fragment { name: None, text: given }];
        // a line `#: NAME` says which Makefile the lines after it stand for
        for section in text(self.rules).split("\n#: ").skip(1) {
            let (name, text) = section.split_once('\n').unwrap_or((section, ""));
            fragments.push(Fragment { name: Some(name.to_owned()), text: format!("{text}\n") });
        }
        fragments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_set_has_the_flags_of_the_top_makefile_last() {
        for rules in RuleSet::ALL {
            let kernel = Kernel { rules, release: (6, 1), sublevel: None, arch: "x86".into() };
            let names: Vec<_> = kernel.fragments().into_iter().map(|fragment| fragment.name).collect();
            assert_eq!(names.first(), Some(&None));
            assert_eq!(names.last(), Some(&Some("Makefile".into())), "{rules:?}");
        }
    }
}

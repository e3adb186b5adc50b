//! The modes of the reference, each under the name of its option; what one starts from and comes to leaves.

use std::path::{Path, PathBuf};

use crate::{dialect::Dialect, model::symbol::Tristate};

/// What `conf` is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// takes the configuration, and asks about everything
    Oldaskconfig,
    /// takes the configuration, and asks about what it does not decide
    Oldconfig,
    /// the same, and writes the files that a build reads
    Syncconfig,
    /// takes the configuration; new symbols get their defaults
    Olddefconfig,
    /// takes this defconfig
    Defconfig(PathBuf),
    /// takes the configuration, and writes there what differs from the defaults
    Savedefconfig(PathBuf),
    /// says which symbols have no value yet
    Listnewconfig,
    /// says the same with their help
    Helpnewconfig,
    /// all symbols get their defaults
    Alldefconfig,
    /// all symbols get this value where they can: `allnoconfig`, `allmodconfig` or `allyesconfig`
    All(Tristate),
    /// all symbols are drawn at random, by `KCONFIG_SEED` and `KCONFIG_PROBABILITY`
    Randconfig,
    /// takes the configuration, and turns y into m where that is possible
    Yes2modconfig,
    /// takes the configuration, and turns m into y
    Mod2yesconfig,
    /// takes the configuration, and turns m into n
    Mod2noconfig,
}

/// What a mode comes to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Product<'m> {
    /// something that is said
    List,
    /// a defconfig in this place
    Defconfig(&'m Path),
    /// a configuration
    Configuration,
}

impl Mode {
    pub(super) fn product(&self) -> Product<'_> {
        match self {
            Self::Listnewconfig | Self::Helpnewconfig => Product::List,
            Self::Savedefconfig(file) => Product::Defconfig(file),
            _ => Product::Configuration,
        }
    }

    /// What it comes to, for people.
    pub(crate) fn comes_to(&self) -> &'static str {
        match self.product() {
            Product::List => "the list of new symbols",
            Product::Defconfig(_) => "a defconfig",
            Product::Configuration => "a complete configuration",
        }
    }

    /// The file of its own that `KCONFIG_ALLCONFIG` can ask for, of a mode that starts from no configuration.
    pub(super) fn own_start(&self) -> Option<&'static str> {
        match self {
            Self::Alldefconfig => Some("alldef.config"),
            Self::All(Tristate::No) => Some("allno.config"),
            Self::All(Tristate::Mod) => Some("allmod.config"),
            Self::All(Tristate::Yes) => Some("allyes.config"),
            Self::Randconfig => Some("allrandom.config"),
            _ => None,
        }
    }

    /// The name of its option and the version that brought it, where that is later than some rules.
    pub(super) fn later_than(&self, dialect: &Dialect) -> Option<(&'static str, &'static str)> {
        let (is_known, name, since) = match self {
            Self::Helpnewconfig => (dialect.helps_on_new, "helpnewconfig", "5.6"),
            Self::Yes2modconfig => (dialect.rewrites, "yes2modconfig", "5.6"),
            Self::Mod2yesconfig => (dialect.rewrites, "mod2yesconfig", "5.6"),
            Self::Mod2noconfig => (dialect.mod_to_no, "mod2noconfig", "5.17"),
            _ => return None,
        };
        (!is_known).then_some((name, since))
    }
}

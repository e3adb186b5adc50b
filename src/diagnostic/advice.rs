//! What a text advises to say enters; how a caller says it leaves: a person by an option of the command line, a program
//! by a field or a function of this crate.

/// Something that a caller can say or ask for, where a text advises to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// the folder that holds `Kconfig`
    Tree,
    /// folders outside of a tree that it may include files of
    AllowSource,
    /// that no such folder is named, where that cannot be followed
    WithoutAllowSource,
    /// the rules that ltoconf carries, of this name
    Rules(Option<&'static str>),
    /// that none of these rules are named, where that cannot be followed
    WithoutRules,
    /// the architecture
    Arch,
    /// LLVM's tools, as this value of `LLVM=`
    Llvm(Option<String>),
    /// a configuration
    Config,
    /// that probes are run, and remembered
    ProbesRun,
    /// that no probe is run
    ProbesDenied,
    /// lines to be merged, in place of another form of a change
    Fragment,
    /// the flags for an external module in its folder
    ModuleFlags,
    /// what is said of a configuration
    Check,
}

/// How a caller says what is advised.
pub type Words = fn(Advice) -> String;

impl Advice {
    /// What to do about probes without an answer.
    pub(crate) fn let_probes_run(words: Words) -> String {
        format!("let the probes run ({}), or replay a recording that has them", words(Self::ProbesRun))
    }

    /// As a program says it.
    ///
    /// ```
    /// use ltoconf::diagnostic::Advice;
    ///
    /// assert_eq!(Advice::Llvm(Some("-19".into())).in_crate(), "Options::llvm of -19");
    /// ```
    pub fn in_crate(self) -> String {
        match self {
            Self::Tree => "Options::tree".into(),
            Self::AllowSource | Self::WithoutAllowSource => "Options::allow_source".into(),
            Self::Rules(None) | Self::WithoutRules => "Options::rules".into(),
            Self::Rules(Some(name)) => format!("Options::rules of {name}"),
            Self::Arch => "Options::arch".into(),
            Self::Llvm(None) => "Options::llvm".into(),
            Self::Llvm(Some(value)) => format!("Options::llvm of {value}"),
            Self::Config => "Config::open".into(),
            Self::ProbesRun => "Policy::Cached".into(),
            Self::ProbesDenied => "Policy::Deny".into(),
            Self::Fragment => "Fixes::fragment".into(),
            Self::ModuleFlags => "Target::folder".into(),
            Self::Check => "Config::check".into(),
        }
    }
}

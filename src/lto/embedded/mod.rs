//! What a file is and says enters; a small model of the LTO rules that hold for it leaves, made of Kconfig texts that
//! the program carries. No file is read and no command is run.

mod choose;
mod llvm;
mod texts;

use std::{path::PathBuf, time::Duration};

use crate::{
    diagnostic::Diagnostic,
    dialect::Dialect,
    model::{Model, build},
    source::Sources,
    tree::{
        self, Tree,
        environment::Environment,
        files::Files,
        probe::{Policy, ProbeError, Prober},
    },
};

use super::{
    header::source_arch,
    ruleset::{RuleSet, came_with},
    said::OF_ARCHITECTURE,
};

use choose::is_certain;
pub use choose::{Basis, Choice, is_name};
pub use llvm::Llvm;
use texts::{SELECTED, SINCE, TEXTS};

/// The stand-in symbol of the models for what the kernel asks of `$(NM)` and `$(AR)`.
pub const UTILITIES: &str = "LLVM_UTILITIES";

/// What a model is made for. Files with equal settings are judged by one model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// `None` where there is no LTO to have rules for
    pub rules: Option<RuleSet>,
    /// major and minor version
    pub release: (u32, u32),
    /// the architecture's folder below `arch/`; empty where nothing says it
    pub arch: String,
    /// the architecture as it is given to make, such as `i386`; empty where nothing says it
    pub make_arch: String,
    /// Kconfig wrote the file whole: what it leaves out is off. Else what it leaves out of tools and architectures is
    /// open, and taken for what LTO needs
    pub complete: bool,
    /// the file is to be merged into another: whatever it leaves out is open
    pub open: bool,
    /// the user says that LLVM's tools are at work, whatever the file says; which ones
    pub llvm: Option<Llvm>,
    /// another file may say that KASAN is by hardware tags: this one is to be merged, and does not turn them off
    pub hardware_tags: bool,
    /// the rules are to be printed as part of a tree, for whatever configuration: what it states is open, and with it,
    /// where none is said, the architecture
    pub slice: bool,
    /// the name of other rules of Kconfig than the version's own
    pub dialect: Option<String>,
}

/// A model with the texts that it was made of.
#[derive(Debug)]
pub struct Embedded {
    /// the statements
    pub tree: Tree,
    /// the model
    pub model: Model,
    /// answers nothing: there is nothing to ask
    pub prober: Prober,
}

/// Why there is no model.
#[derive(Debug)]
pub enum Failure {
    /// no rules of Kconfig have this name
    Dialect(String),
    /// the prober, which is not to ask anything, cannot be made
    Probes(ProbeError),
    /// a text is broken, which the tests rule out for all settings
    Broken(Box<Sources>, Vec<Diagnostic>),
}

/// Symbols with a prompt in these texts, where the kernel has a probe, a select or a default: a file states them, and
/// nobody sets them.
const STATED: [&str; 20] = [
    "CC_IS_GCC",
    "GCC_VERSION",
    "CC_IS_CLANG",
    "CLANG_VERSION",
    "AS_IS_GNU",
    "AS_IS_LLVM",
    "LD_IS_BFD",
    "LD_IS_LLD",
    "LLD_VERSION",
    UTILITIES,
    "RUST_IS_AVAILABLE",
    "PAHOLE_HAS_LANG_EXCLUDE",
    DEBUG_INFO_UNSAID,
    "X86_32",
    "X86_64",
    "FTRACE_MCOUNT_RECORD",
    "FTRACE_MCOUNT_USE_PATCHABLE_FUNCTION_ENTRY",
    "FTRACE_MCOUNT_USE_CC",
    "FTRACE_MCOUNT_USE_OBJTOOL",
    "FTRACE_MCOUNT_USE_RECORDMCOUNT",
];

/// The stand-in symbol for debug information that another file may ask for.
const DEBUG_INFO_UNSAID: &str = "DEBUG_INFO_UNSAID";

/// Whether no kernel has a symbol of these texts: nobody is to be told of it.
pub fn is_own(symbol: &str) -> bool {
    [UTILITIES, DEBUG_INFO_UNSAID].contains(&symbol)
}

/// A condition of these texts as a kernel has it, as far as its symbols go.
pub fn without_own(condition: &str) -> String {
    [UTILITIES, DEBUG_INFO_UNSAID].iter().fold(condition.to_owned(), |text, own| {
        text.replace(&format!(" && {own}"), "").replace(&format!("{own} && "), "").replace(&format!(" || {own}"), "")
    })
}

/// Whether a symbol has a prompt or a default in these texts that it has in no kernel.
pub fn is_at_the_edge(symbol: &str) -> bool {
    STATED.contains(&symbol) || OF_ARCHITECTURE.contains(&symbol)
}

/// The version since which all releases have riscv ask for the same before it selects.
const RISCV_SETTLED: (u32, u32) = (6, 17);
/// The version in which `DEBUG_INFO` lost its prompt to a choice.
const DEBUG_INFO_CHOSEN: (u32, u32) = (5, 18);

impl Setting {
    /// Whether a symbol has a prompt in the model alone, so that no change of it is a way to anything.
    pub fn is_stated(&self, symbol: &str) -> bool {
        STATED.contains(&symbol)
            || OF_ARCHITECTURE.contains(&symbol)
            || (symbol == "DEBUG_INFO" && self.release >= DEBUG_INFO_CHOSEN)
            // its tags are those of arm64's hardware
            || (symbol == "KASAN_HW_TAGS" && self.arch != "arm64")
    }

    fn root(&self) -> String {
        format!("embedded/{}.Kconfig", self.rules.map_or("none", RuleSet::name))
    }

    fn dialect(&self) -> Option<Dialect> {
        match &self.dialect {
            Some(name) => Dialect::named(name),
            // Kconfig's own rules are known since 4.18; nothing here hangs on older ones
            None => {
                let (major, minor) = self.release.max((4, 18));
                Some(Dialect::linux(major, minor))
            }
        }
    }

    /// The text that says what the architecture supports: by the version, by the file's word, or not knowing which it is.
    fn support(&self) -> &'static str {
        let seed = self.rules == Some(RuleSet::SeedV2);
        let derived = |rules| !self.complete || (is_certain(Some(rules), self.release) && self.is_sure(rules));
        match self.rules {
            Some(_) if !self.slice && self.arch.is_empty() && !self.complete => {
                if seed {
                    "seed-lto-unsaid"
                } else {
                    "lto-unsaid"
                }
            }
            Some(rules) if self.slice || derived(rules) => {
                let selected = SELECTED.iter().rev().find(|(_, since)| *since <= self.release);
                selected.filter(|_| !seed).map_or("seed-lto-selected", |(text, _)| text)
            }
            _ if seed => "seed-lto-stated",
            _ => "lto-stated",
        }
    }

    /// The architecture, where it is known and has no LTO at all by these rules: as it is given to make, where that is
    /// what counts.
    pub fn without_lto(&self) -> Option<&str> {
        let rules = self.rules?;
        let named = [self.arch.as_str(), self.make_arch.as_str()];
        let without = |arch: &&str| !arch.is_empty() && !rules.has_lto_on(arch, self.release);
        // a name that only make knows is no folder, so that no rules speak of it
        let known = |arch: &&str| *arch == self.arch || source_arch(arch) == self.arch;
        named.into_iter().filter(known).find(without)
    }

    /// Whether it is certain what the architecture selects in this very version. One that got LTO later than the first may
    /// have it by a patch before; the seed was not the only patch; and what riscv asks for differs between releases of one
    /// version until 6.17. There a file that Kconfig wrote knows better.
    fn is_sure(&self, rules: RuleSet) -> bool {
        if rules == RuleSet::SeedV2 || self.arch.is_empty() {
            return false;
        }
        match came_with(&self.arch) {
            Some(came) => self.release >= if self.arch == "riscv" { RISCV_SETTLED } else { came },
            None => true,
        }
    }

    fn environment(&self) -> Environment {
        let letter = |is: bool| if is { "y" } else { "n" };
        let version = self.llvm.unwrap_or_default().clang_version().to_string();
        let own = [
            ("COMPLETE", letter(self.complete)),
            ("OPEN", letter(self.open)),
            ("HARDWARE_TAGS", letter(self.hardware_tags)),
            (
                "ARCHITECTURES",
                if self.slice && self.arch.is_empty() { "architectures-stated" } else { "architectures" },
            ),
            ("LLVM_ASKED", letter(self.llvm.is_some())),
            ("LLVM_VERSION", &version),
            ("ARCH", self.make_arch.as_str()),
            ("SRCARCH", self.arch.as_str()),
            ("LTO_IS", self.support()),
            // a file that Kconfig wrote tells
            ("NM_AND_AR_ARE_LLVM", if self.complete && !self.slice { UTILITIES } else { "y" }),
            ("DEBUG_INFO_UNSAID", if self.open { DEBUG_INFO_UNSAID } else { "n" }),
            ("DEBUG_INFO_CHOICE", if self.open { "debug-info-open" } else { "debug-info-choice" }),
        ];
        let later = SINCE
            .iter()
            .map(|&(variable, before, after, since)| (variable, if self.release >= since { after } else { before }));
        own.into_iter().chain(later).collect()
    }

    /// Builds the model.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn load(&self) -> Result<Embedded, Failure> {
        let dialect = self.dialect().ok_or_else(|| Failure::Dialect(self.dialect.clone().unwrap_or_default()))?;
        let environment = self.environment();
        let mut prober =
            Prober::new(Policy::Deny, &environment, PathBuf::new(), Duration::ZERO).map_err(Failure::Probes)?;
        let root = self.root();
        let request = tree::Request {
            root: root.as_bytes(),
            directory: PathBuf::new(),
            environment: &environment,
            dialect: &dialect,
        };
        let tree = tree::load_from(Files::of_texts(TEXTS), &request, &mut prober)
            .map_err(|broken| Failure::Broken(Box::new(broken.files.sources), broken.errors))?;
        match build::build(&tree, dialect) {
            Ok(model) => Ok(Embedded { tree, model, prober }),
            Err(errors) => Err(Failure::Broken(Box::new(tree.files.sources), errors)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_set_is_a_model_under_every_setting() {
        for rules in RuleSet::ALL.map(Some).into_iter().chain([None]) {
            for (complete, open, llvm) in [(false, false, false), (false, true, false), (true, false, true)] {
                for arch in ["", "x86", "riscv"] {
                    let release = rules.and_then(RuleSet::since).unwrap_or((5, 9));
                    let arch = arch.to_owned();
                    let setting = Setting {
                        rules,
                        release,
                        make_arch: arch.clone(),
                        arch,
                        complete,
                        open,
                        llvm: llvm.then(Llvm::default),
                        hardware_tags: open,
                        slice: false,
                        dialect: None,
                    };
                    let loaded = setting.load().unwrap();
                    let told: Vec<_> = loaded.model.warnings.iter().chain(&loaded.tree.walk.warnings).collect();
                    assert!(told.is_empty(), "{setting:?}: {told:?}");
                    assert!(loaded.tree.walk.probes.is_empty());
                }
            }
        }
    }
}

//! The search path enters; LLVM toolchains that are installed leave, as make's `LLVM=` names them.

use std::{collections::BTreeSet, path::PathBuf};

use crate::{
    diagnostic::{Advice, Diagnostic},
    source::path_of,
    tree::environment::Environment,
};

use super::options::Options;

/// A toolchain of LLVM.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Toolchain {
    /// its version where its name says one
    version: Option<u32>,
    /// as `LLVM=`
    pub(super) llvm: String,
}

impl Toolchain {
    /// The one without a version in its name.
    pub(super) fn plain() -> Self {
        Self { version: None, llvm: "1".into() }
    }
}

/// Those with both a compiler and a linker: the plain ones first, then by version, the newest first.
pub(super) fn installed(environment: &Environment) -> Vec<Toolchain> {
    let path = environment.get("PATH").map(path_of).unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let has = |name: &str| folders.iter().any(|folder| folder.join(name).is_file());
    let mut versions = BTreeSet::new();
    for folder in &folders {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for name in entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()) {
            versions.extend(name.strip_prefix("clang-").and_then(|version| version.parse::<u32>().ok()));
        }
    }
    let plain = (has("clang") && has("ld.lld")).then(Toolchain::plain);
    let numbered = versions.into_iter().rev().filter(|version| has(&format!("ld.lld-{version}")));
    plain
        .into_iter()
        .chain(numbered.map(|version| Toolchain { version: Some(version), llvm: format!("-{version}") }))
        .collect()
}

/// Says what the caller could allow where a tree leads out of itself, and names the toolchains that are installed where
/// it refused the LLVM that was asked for.
pub(super) fn with_remedies(options: &Options, mut errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for error in errors.iter_mut().filter(|error| error.code == "ltoconf::tree::outside") {
        let allow = options.word(Advice::AllowSource);
        error.help = Some(format!("if it belongs there, allow its folder with {allow}"));
    }
    let Some(asked) = options.llvm_asked() else { return errors };
    let others = installed(&options.environment).into_iter().filter(|toolchain| toolchain.llvm.as_bytes() != asked);
    let names: Vec<String> = others.map(|toolchain| options.word(Advice::Llvm(Some(toolchain.llvm)))).collect();
    for error in errors.iter_mut().filter(|error| error.code == "ltoconf::macros::error-if" && error.help.is_none()) {
        error.help = (!names.is_empty()).then(|| format!("installed is {}", names.join(", ")));
    }
    errors
}

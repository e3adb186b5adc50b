//! The search path and a tree enter; LLVM toolchains that are installed leave, as the tree's make takes them in `LLVM=`.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::{
    diagnostic::{Advice, Diagnostic},
    source::path_of,
    tree::environment::Environment,
};

use super::{ground::Key, options::Options, probing};

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

/// Whether a tree's make takes a version in `LLVM=`, as that of Linux 5.18 and later does; before, any value is `1`.
fn takes_versions(options: &Options, key: &Key) -> bool {
    const VERSION: &str = "-0";
    let mut options = Options { llvm: Some(VERSION.into()), begins: None, ..options.clone() };
    options.environment.remove("CC");
    let rebuilt = Environment::rebuild(&probing::request(&options, key));
    rebuilt
        .is_ok_and(|made| made.environment().get("CC").is_some_and(|compiler| compiler.ends_with(VERSION.as_bytes())))
}

fn search_path(environment: &Environment) -> Vec<PathBuf> {
    let path = environment.get("PATH").map(path_of).unwrap_or_default();
    std::env::split_paths(&path).collect()
}

/// Those with both a compiler and a linker that the tree's make takes: the plain ones first, then by version, the newest
/// first.
pub(super) fn installed(options: &Options, key: &Key) -> Vec<Toolchain> {
    let mut found = on_path(&options.environment);
    if found.iter().any(|toolchain| toolchain.version.is_some()) && !takes_versions(options, key) {
        found.retain(|toolchain| toolchain.version.is_none());
    }
    found
}

fn on_path(environment: &Environment) -> Vec<Toolchain> {
    let folders = search_path(environment);
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

/// Folders that hold the tools of one version under their plain names, as Debian's `/usr/lib/llvm-19/bin` does.
fn folders_of_versions(environment: &Environment) -> Vec<PathBuf> {
    let folders = search_path(environment);
    let home = |toolchain: &Toolchain| {
        let name = format!("clang{}", toolchain.llvm);
        let found = folders.iter().map(|folder| folder.join(&name)).find(|path| path.is_file())?;
        let home = found.canonicalize().ok()?.parent().map(Path::to_path_buf)?;
        ["clang", "ld.lld"].iter().all(|tool| home.join(tool).is_file()).then_some(home)
    };
    let numbered = on_path(environment).into_iter().filter(|toolchain| toolchain.version.is_some());
    numbered.filter_map(|toolchain| home(&toolchain)).collect()
}

/// What to do where a tree refuses the LLVM that was asked for; `None` where nothing else is installed.
fn other_llvm(options: &Options, key: &Key, asked: &[u8]) -> Option<String> {
    let others = installed(options, key).into_iter().filter(|toolchain| toolchain.llvm.as_bytes() != asked);
    let names: Vec<String> = others.map(|toolchain| options.word(Advice::Llvm(Some(toolchain.llvm)))).collect();
    if !names.is_empty() {
        return Some(format!("installed is {}", names.join(", ")));
    }
    let folders = folders_of_versions(&options.environment);
    if folders.is_empty() || takes_versions(options, key) {
        return None;
    }
    let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    let plain = options.word(Advice::Llvm(Some(Toolchain::plain().llvm)));
    Some(format!(
        "this tree takes no version in LLVM=: put one of these first in PATH, with {plain}: {}",
        folders.join(", ")
    ))
}

/// Says what the caller could allow where a tree leads out of itself, and what is installed where it refused the LLVM
/// that was asked for.
pub(super) fn with_remedies(options: &Options, key: &Key, mut errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for error in errors.iter_mut().filter(|error| error.code == "ltoconf::tree::outside") {
        let allow = options.word(Advice::AllowSource);
        error.help = Some(format!("if it belongs there, allow its folder with {allow}"));
    }
    let Some(asked) = options.llvm_asked() else { return errors };
    for error in errors.iter_mut().filter(|error| error.code == "ltoconf::macros::error-if" && error.help.is_none()) {
        error.help = other_llvm(options, key, asked);
    }
    errors
}

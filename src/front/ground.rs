//! The options and a configuration enter; what it is to be judged by leaves: which tree, or which of the LTO rules that
//! ltoconf carries. Nothing of either is read here.

use std::path::{Path, PathBuf};

use crate::{
    diagnostic::Advice,
    finding::Kind,
    lto::{
        embedded::{Choice, Llvm, Setting, is_name},
        header::source_arch,
    },
    source::lossy,
};

use super::{
    error::{Error, NoTree},
    input::Input,
    options::{Options, Rules},
};

/// A tree, and what of a file decides how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// the folder that holds `Kconfig`
    pub(crate) tree: PathBuf,
    /// the architecture that the file names in its header, or that it stands below, where nothing else says one
    pub(crate) header_arch: Option<String>,
}

/// What a file is judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// a tree
    Tree(Key),
    /// the rules that ltoconf carries
    Embedded(Setting, String),
}

/// The nearest folder upward that holds `Kconfig`.
fn upward(from: &Path) -> Option<PathBuf> {
    let from = std::path::absolute(from).ok()?;
    let holds = |folder: &&Path| folder.join("Kconfig").is_file();
    // an architecture's folder holds a Kconfig too, which is only a part of the kernel's
    let whole = from.ancestors().find(|folder| holds(folder) && folder.join("scripts/kconfig").is_dir());
    whole.or_else(|| from.ancestors().find(holds)).map(Path::to_path_buf)
}

/// The tree that the options name, or the nearest upward from a folder or from the working folder.
fn tree(options: &Options, near: &Path, here: &Path) -> Result<Option<PathBuf>, Error> {
    match &options.tree {
        Some(tree) if tree.join("Kconfig").is_file() => {
            Ok(Some(std::path::absolute(tree).unwrap_or_else(|_| tree.clone())))
        }
        Some(tree) => {
            let help = "name the folder that holds the tree's top Kconfig".to_owned();
            Err(Error::NoTree { place: NoTree::Named(tree.clone()), help })
        }
        None => Ok(upward(near).or_else(|| upward(here))),
    }
}

/// The tree that the options name, or the nearest upward from here; `what` of it is wanted.
pub(super) fn tree_here(options: &Options, what: &str) -> Result<Key, Error> {
    match tree(options, Path::new("."), Path::new("."))? {
        Some(tree) => Ok(Key { tree, header_arch: None }),
        None => {
            let help = format!("say {what} with {}", options.word(Advice::Tree));
            Err(Error::NoTree { place: NoTree::Upward, help })
        }
    }
}

/// Finds out what a file is to be judged by.
pub(crate) fn of_file(options: &Options, input: &Input) -> Result<Ground, Error> {
    of_file_from(Path::new("."), options, input)
}

/// The same from another working folder than the process's.
pub(crate) fn of_file_from(here: &Path, options: &Options, input: &Input) -> Result<Ground, Error> {
    if let Some(Rules::Named(name)) = &options.rules
        && !is_name(name)
    {
        return Err(Error::UnknownRules(name.clone()));
    }
    let near = input.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let tree = if options.rules.is_some() { None } else { tree(options, near, here)? };
    Ok(match tree {
        Some(tree) => {
            let header_arch = input.header.arch.clone().or_else(|| arch_of_path(&tree, &input.path));
            Ground::Tree(Key { tree, header_arch })
        }
        None => embedded(options, input)?,
    })
}

/// The architecture of a defconfig that stands where a tree keeps those of one, as make looks for them there.
fn arch_of_path(tree: &Path, path: &Path) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    let mut parts = path.strip_prefix(tree.join("arch")).ok()?.components();
    let (arch, folder) = (parts.next()?, parts.next()?);
    (folder.as_os_str() == "configs").then(|| arch.as_os_str().to_str().map(str::to_owned))?
}

/// The carried rules for a file: those that the user names, else its own.
pub(super) fn choice(options: &Options, input: &Input) -> Choice {
    let named = match &options.rules {
        Some(Rules::Named(name)) => Choice::named(name),
        _ => None,
    };
    named.unwrap_or_else(|| Choice::of_file(&input.header, &input.said))
}

fn embedded(options: &Options, input: &Input) -> Result<Ground, Error> {
    let choice = choice(options, input);
    let variable = options.environment.get("ARCH").map(lossy).filter(|arch| !arch.is_empty());
    let asked = options.arch.clone().or(variable);
    if let Some(arch) = asked.as_ref().filter(|arch| !is_arch(arch)) {
        return Err(Error::UnknownArch(arch.clone()));
    }
    let arch = asked.or_else(|| input.header.arch.clone());
    let open = input.kind() == Kind::Fragment && !input.is_complete();
    let hardware_tags = open && input.said.get("KASAN_HW_TAGS").is_none_or(|said| said.value.starts_with('y'));
    let setting = Setting {
        rules: choice.rules,
        release: choice.release,
        arch: arch.as_deref().map(source_arch).or_else(|| input.said.source_arch()).unwrap_or_default().to_owned(),
        make_arch: arch.unwrap_or_default(),
        complete: input.is_complete(),
        open,
        llvm: options.llvm_asked().map(Llvm::of),
        hardware_tags,
        slice: false,
        dialect: options.dialect.clone(),
    };
    Ok(Ground::Embedded(setting, choice.judged_by().to_owned()))
}

/// Whether a word can be the name of an architecture, which is that of a folder.
fn is_arch(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

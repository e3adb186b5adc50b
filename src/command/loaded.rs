//! The common options and a configuration enter; the model that it is judged by leaves, ready to be evaluated: that of a
//! tree, or the LTO rules that ltoconf carries.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{
    cli::{Common, Embedded},
    diagnostic::Diagnostic,
    lto::{
        embedded::{Choice, Failure, Setting},
        header::source_arch,
        ruleset::RuleSet,
    },
    model::{Model, build},
    report::ModelName,
    source::{Sources, lossy},
    tree::{self, Tree, environment::Environment, probe::Prober},
};

use super::{input::Input, probing};

/// A tree, and what of a file decides how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// the folder that holds `Kconfig`
    pub(super) tree: PathBuf,
    /// the architecture that the file names in its header, where nothing else says one
    pub(super) header_arch: Option<String>,
}

/// What a file is judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// a tree
    Tree(Key),
    /// the rules that ltoconf carries
    Embedded(Setting, String),
}

/// A model and what it was made with.
pub(super) struct Loaded {
    pub(super) tree: Tree,
    pub(super) model: Model,
    pub(super) prober: Prober,
    pub(super) name: ModelName,
    /// what the carried rules were made for; `None` for a tree
    pub(super) setting: Option<Setting>,
    /// where further probes would run
    _scratch: Option<TempDir>,
}

/// Why there is no model.
pub(super) enum Problem {
    Message(String),
    Broken(Box<Sources>, Vec<Diagnostic>),
}

/// The nearest folder upward that holds `Kconfig`.
fn upward(from: &Path) -> Option<PathBuf> {
    let from = std::path::absolute(from).ok()?;
    let holds = |folder: &&Path| folder.join("Kconfig").is_file();
    // an architecture's folder holds a Kconfig too, which is only a part of the kernel's
    let whole = from.ancestors().find(|folder| holds(folder) && folder.join("scripts/kconfig").is_dir());
    whole.or_else(|| from.ancestors().find(holds)).map(Path::to_path_buf)
}

/// Finds out what a file is to be judged by.
pub(super) fn ground(common: &Common, input: &Input, base: &Environment) -> Result<Ground, Problem> {
    let tree = match &common.tree {
        _ if common.embedded.is_some() => None,
        Some(tree) if tree.join("Kconfig").is_file() => {
            Some(std::path::absolute(tree).unwrap_or_else(|_| tree.clone()))
        }
        Some(tree) => {
            return Err(Problem::Message(format!("'{}' holds no Kconfig, so it is no tree", tree.display())));
        }
        None => {
            let near = input.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            upward(near).or_else(|| upward(Path::new(".")))
        }
    };
    Ok(match tree {
        Some(tree) => Ground::Tree(Key { tree, header_arch: input.header.arch.clone() }),
        None => embedded(common, input, base),
    })
}

/// The carried rules for a file: those that the user names, else its own.
pub(super) fn choice(common: &Common, input: &Input) -> Choice {
    let named = match &common.embedded {
        Some(Embedded::Named(name)) => Choice::named(name),
        _ => None,
    };
    named.unwrap_or_else(|| Choice::of_file(&input.header, &input.said))
}

/// Whether the user asks for LLVM's tools, as the kernel's make is asked.
pub(super) fn asks_for_llvm(common: &Common, base: &Environment) -> bool {
    let asked = common.llvm.as_deref().map(str::as_bytes).or_else(|| base.get("LLVM"));
    asked.is_some_and(|value| !value.is_empty())
}

fn embedded(common: &Common, input: &Input, base: &Environment) -> Ground {
    let choice = choice(common, input);
    let variable = base.get("ARCH").map(lossy).filter(|arch| !arch.is_empty());
    let arch = common.arch.clone().or(variable).or_else(|| input.header.arch.clone());
    let setting = Setting {
        rules: choice.rules,
        release: choice.release,
        arch: arch.as_deref().map(source_arch).or_else(|| input.said.source_arch()).unwrap_or_default().to_owned(),
        complete: input.is_complete(),
        llvm: asks_for_llvm(common, base),
        dialect: common.dialect.clone(),
    };
    Ground::Embedded(setting, choice.name)
}

/// Reads what is to be read and builds the model.
pub(super) fn load(common: &Common, ground: &Ground) -> Result<Loaded, Problem> {
    match ground {
        Ground::Tree(key) => load_tree(common, key),
        Ground::Embedded(setting, name) => load_embedded(setting, name),
    }
}

fn unknown_dialect(name: &str) -> Problem {
    Problem::Message(format!("unknown dialect '{name}': one such as linux-6.1 is needed"))
}

fn load_embedded(setting: &Setting, name: &str) -> Result<Loaded, Problem> {
    let loaded = setting.load().map_err(|failure| match failure {
        Failure::Dialect(name) => unknown_dialect(&name),
        Failure::Probes(error) => Problem::Message(probing::chain(&error)),
        Failure::Broken(sources, errors) => Problem::Broken(sources, errors),
    })?;
    let rules = Some(setting.rules.map_or("", RuleSet::name));
    Ok(Loaded {
        tree: loaded.tree,
        model: loaded.model,
        prober: loaded.prober,
        name: ModelName { name: name.to_owned(), arch: setting.arch.clone(), rules },
        setting: Some(setting.clone()),
        _scratch: None,
    })
}

fn load_tree(common: &Common, key: &Key) -> Result<Loaded, Problem> {
    let probing::Rebuilt { environment, mut prober, scratch } =
        probing::rebuilt(common, key).map_err(Problem::Message)?;
    let dialect = probing::dialect(common, &key.tree, &environment).map_err(unknown_dialect)?;
    let request =
        tree::Request { root: b"Kconfig", directory: key.tree.clone(), environment: &environment, dialect: &dialect };
    let loaded = tree::load(&request, &mut prober);
    probing::finish(&mut prober).map_err(Problem::Message)?;
    let tree = loaded.map_err(|broken| Problem::Broken(Box::new(broken.files.sources), broken.errors))?;
    let release = environment.get("KERNELVERSION").map(lossy).filter(|release| !release.is_empty());
    let name = ModelName {
        name: release.map_or_else(|| dialect.name.clone(), |release| format!("linux-{release}")),
        arch: environment.get("SRCARCH").map(lossy).unwrap_or_default(),
        rules: None,
    };
    match build::build(&tree, dialect) {
        Ok(model) => Ok(Loaded { tree, model, prober, name, setting: None, _scratch: Some(scratch) }),
        Err(errors) => Err(Problem::Broken(Box::new(tree.files.sources), errors)),
    }
}

//! The common options and a configuration enter; the model that it is judged by leaves, ready to be evaluated: that of a
//! tree, or the LTO rules that ltoconf carries.

use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use crate::{
    cli::{Common, Embedded},
    diagnostic::Diagnostic,
    finding::Kind,
    lto::{
        embedded::{Choice, Failure, Setting},
        header::source_arch,
        ruleset::RuleSet,
    },
    model::{Model, build},
    report::ModelName,
    source::{FileId, Sources, lossy, path_of},
    tree::{self, Tree, environment::Environment, files::Files, probe::Prober},
};

use super::{
    input::{Input, PREFIX},
    probing, progress,
};

/// A tree, and what of a file decides how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// the folder that holds `Kconfig`
    pub(super) tree: PathBuf,
    /// the architecture that the file names in its header, or that it stands below, where nothing else says one
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
    /// the prefix of symbols in configurations: `CONFIG_`, or what the environment has in its place
    pub(super) prefix: Vec<u8>,
    /// what the carried rules were made for; `None` for a tree
    pub(super) setting: Option<Setting>,
    /// where further probes would run
    scratch: Option<TempDir>,
}

impl Loaded {
    /// The process ends here: taking a tree down would cost a tenth of the whole run. The folder of probes goes.
    pub(super) fn leave(mut self) {
        drop(self.scratch.take());
        std::mem::forget(self);
    }

    /// Adds a configuration's text to the sources, read with the prefix that holds here.
    pub(super) fn take_in(&mut self, input: &mut Input) -> FileId {
        input.read_with(&self.prefix);
        let name = input.path.as_os_str().as_encoded_bytes().to_vec();
        self.tree.files.sources.add(name, std::mem::take(&mut input.text))
    }
}

/// Why there is no model.
pub(super) enum Problem {
    /// one thing, without a place
    Message(Box<Diagnostic>),
    /// what is wrong in the tree's files
    Broken(Box<Sources>, Vec<Diagnostic>),
}

impl Problem {
    /// What there is to say, and what it points into.
    pub(super) fn into_errors(self) -> (Box<Sources>, Vec<Diagnostic>) {
        match self {
            Self::Message(error) => (Box::default(), vec![*error]),
            Self::Broken(sources, errors) => (sources, errors),
        }
    }
}

/// A problem of one sentence.
pub(super) fn problem(code: &'static str, message: String) -> Problem {
    Problem::Message(Box::new(Diagnostic::error(code, message)))
}

/// The nearest folder upward that holds `Kconfig`.
fn upward(from: &Path) -> Option<PathBuf> {
    let from = std::path::absolute(from).ok()?;
    let holds = |folder: &&Path| folder.join("Kconfig").is_file();
    // an architecture's folder holds a Kconfig too, which is only a part of the kernel's
    let whole = from.ancestors().find(|folder| holds(folder) && folder.join("scripts/kconfig").is_dir());
    whole.or_else(|| from.ancestors().find(holds)).map(Path::to_path_buf)
}

/// The tree that the options name, or the nearest upward from a folder or from here.
pub(super) fn tree(common: &Common, near: &Path) -> Result<Option<PathBuf>, Problem> {
    match &common.tree {
        Some(tree) if tree.join("Kconfig").is_file() => {
            Ok(Some(std::path::absolute(tree).unwrap_or_else(|_| tree.clone())))
        }
        Some(tree) => {
            let message = format!("'{}' holds no Kconfig, so it is no tree", tree.display());
            Err(problem("ltoconf::tree::not-found", message))
        }
        None => Ok(upward(near).or_else(|| upward(Path::new(".")))),
    }
}

/// Loads the tree that the options name, or the nearest upward from here; `what` of it is wanted.
pub(super) fn load_here(common: &Common, what: &str) -> Result<Loaded, Problem> {
    match tree(common, Path::new("."))? {
        Some(tree) => load_tree(common, &Key { tree, header_arch: None }),
        None => {
            let message = format!("no folder from here upward holds a Kconfig: say {what} with --tree DIR");
            Err(problem("ltoconf::tree::not-found", message))
        }
    }
}

/// Finds out what a file is to be judged by.
pub(super) fn ground(common: &Common, input: &Input, base: &Environment) -> Result<Ground, Problem> {
    let near = input.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let tree = if common.embedded.is_some() { None } else { tree(common, near)? };
    Ok(match tree {
        Some(tree) => {
            let header_arch = input.header.arch.clone().or_else(|| arch_of_path(&tree, &input.path));
            Ground::Tree(Key { tree, header_arch })
        }
        None => embedded(common, input, base),
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
    let open = input.kind() == Kind::Fragment && !input.is_complete();
    let hardware_tags = open && input.said.get("KASAN_HW_TAGS").is_none_or(|said| said.value.starts_with('y'));
    let setting = Setting {
        rules: choice.rules,
        release: choice.release,
        arch: arch.as_deref().map(source_arch).or_else(|| input.said.source_arch()).unwrap_or_default().to_owned(),
        complete: input.is_complete(),
        open,
        llvm: asks_for_llvm(common, base),
        hardware_tags,
        slice: false,
        dialect: common.dialect.clone(),
    };
    Ground::Embedded(setting, choice.judged_by().to_owned())
}

/// Reads what is to be read and builds the model.
pub(super) fn load(common: &Common, ground: &Ground) -> Result<Loaded, Problem> {
    match ground {
        Ground::Tree(key) => load_tree(common, key),
        Ground::Embedded(setting, name) => load_embedded(setting, name),
    }
}

fn unknown_dialect(name: &str) -> Problem {
    problem("ltoconf::dialect::unknown", format!("unknown dialect '{name}': one such as linux-6.1 is needed"))
}

fn load_embedded(setting: &Setting, name: &str) -> Result<Loaded, Problem> {
    let loaded = setting.load().map_err(|failure| match failure {
        Failure::Dialect(name) => unknown_dialect(&name),
        Failure::Probes(error) => problem("ltoconf::probes::unusable", probing::chain(&error)),
        Failure::Broken(sources, errors) => Problem::Broken(sources, errors),
    })?;
    let rules = Some(setting.rules.map_or("", RuleSet::name));
    Ok(Loaded {
        tree: loaded.tree,
        model: loaded.model,
        prober: loaded.prober,
        name: ModelName { name: name.to_owned(), arch: setting.arch.clone(), rules },
        prefix: PREFIX.to_vec(),
        setting: Some(setting.clone()),
        scratch: None,
    })
}

/// The tree's folder as somebody finds it from here: as it was given, else by the shorter way from the working folder.
fn told(common: &Common, tree: &Path) -> PathBuf {
    if let Some(given) = &common.tree {
        return given.clone();
    }
    let Ok(here) = std::env::current_dir() else { return tree.to_owned() };
    let shared = here.components().zip(tree.components()).take_while(|(one, other)| one == other).count();
    let up = here.components().skip(shared).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(tree.components().skip(shared)).collect();
    if way.as_os_str().len() < tree.as_os_str().len() { way } else { tree.to_owned() }
}

/// Reads a tree and builds its model. Its files' names are such as open from the working folder.
pub(super) fn load_tree(common: &Common, key: &Key) -> Result<Loaded, Problem> {
    load_with(common, key, None)
}

/// Reads a tree again, with other options that leave its folders what they are: its files are those of `loaded`.
pub(super) fn load_again(common: &Common, key: &Key, loaded: &Loaded) -> Result<Loaded, Problem> {
    load_with(common, key, Some(&loaded.tree.files))
}

fn load_with(common: &Common, key: &Key, read: Option<&Files>) -> Result<Loaded, Problem> {
    let told = told(common, &key.tree);
    match progress::during("reading the tree", || read_tree(common, key, read)) {
        Ok(mut loaded) => {
            loaded.tree.files.sources.stand_below(&told);
            Ok(loaded)
        }
        Err(Problem::Broken(mut sources, errors)) => {
            sources.stand_below(&told);
            Err(Problem::Broken(sources, errors))
        }
        Err(problem) => Err(problem),
    }
}

fn read_tree(common: &Common, key: &Key, read: Option<&Files>) -> Result<Loaded, Problem> {
    let probing::Rebuilt { environment, mut prober, scratch } =
        probing::rebuilt(common, key).map_err(|message| problem("ltoconf::environment::unusable", message))?;
    let dialect = probing::dialect(common, &key.tree, &environment).map_err(unknown_dialect)?;
    let request =
        tree::Request { root: b"Kconfig", directory: key.tree.clone(), environment: &environment, dialect: &dialect };
    let srctree = environment.get("srctree").map(path_of);
    let fresh = || Files::new(key.tree.clone(), srctree).within(common.allow_source.iter().cloned());
    let files = read.map_or_else(fresh, Files::again);
    let loaded = tree::load_from(files, &request, &mut prober);
    probing::finish(&mut prober).map_err(|message| problem("ltoconf::probes::unwritable", message))?;
    let tree = loaded.map_err(|broken| Problem::Broken(Box::new(broken.files.sources), broken.errors))?;
    let release = environment.get("KERNELVERSION").map(lossy).filter(|release| !release.is_empty());
    let name = ModelName {
        name: release.map_or_else(|| dialect.name.clone(), |release| format!("linux-{release}")),
        arch: environment.get("SRCARCH").map(lossy).unwrap_or_default(),
        rules: None,
    };
    let prefix = environment.get("CONFIG_").unwrap_or(PREFIX).to_vec();
    match build::build(&tree, dialect) {
        Ok(model) => Ok(Loaded { tree, model, prober, name, prefix, setting: None, scratch: Some(scratch) }),
        Err(errors) => Err(Problem::Broken(Box::new(tree.files.sources), errors)),
    }
}

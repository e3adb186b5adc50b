//! The options and a configuration enter; the model that it is judged by leaves, ready to be evaluated: that of a
//! tree, or the LTO rules that ltoconf carries.

use std::{
    fmt,
    path::{Component, Path, PathBuf},
    sync::OnceLock,
};

use tempfile::TempDir;

use crate::{
    finding::{Kind, Outline},
    lto::{
        embedded::{Choice, Failure, Llvm, Setting, is_name},
        header::source_arch,
        ruleset::RuleSet,
    },
    model::{Model, build},
    report::ModelName,
    source::{FileId, lossy, path_of},
    tree::{self, Tree, files::Files, probe::Prober},
};

use super::{
    error::Error,
    input::{Input, PREFIX},
    options::{Options, Rules},
    probing, toolchains,
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

/// A model and what it was made with.
pub(crate) struct Loaded {
    pub(crate) tree: Tree,
    pub(crate) model: Model,
    pub(crate) prober: Prober,
    pub(crate) name: ModelName,
    /// the prefix of symbols in configurations: `CONFIG_`, or what the environment has in its place
    pub(crate) prefix: Vec<u8>,
    /// what the carried rules were made for; `None` for a tree
    pub(crate) setting: Option<Setting>,
    /// what else a person should know of how it was read
    pub(crate) notes: Vec<String>,
    outline: OnceLock<Outline>,
    /// where further probes would run
    scratch: Option<TempDir>,
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Loaded").field(&self.name).finish()
    }
}

impl Loaded {
    /// The process ends here: taking a tree down would cost a tenth of the whole run. The folder of probes goes.
    pub(crate) fn leave(mut self) {
        drop(self.scratch.take());
        std::mem::forget(self);
    }

    /// The order of the tree's text.
    pub(crate) fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Outline::of(&self.tree, &self.model))
    }

    /// Adds a configuration's text to the sources, read with the prefix that holds here.
    pub(crate) fn take_in(&mut self, input: &mut Input) -> FileId {
        input.read_with(&self.prefix);
        let name = input.path.as_os_str().as_encoded_bytes().to_vec();
        self.tree.files.sources.add(name, std::mem::take(&mut input.text))
    }
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
pub(crate) fn tree(options: &Options, near: &Path) -> Result<Option<PathBuf>, Error> {
    match &options.tree {
        Some(tree) if tree.join("Kconfig").is_file() => {
            Ok(Some(std::path::absolute(tree).unwrap_or_else(|_| tree.clone())))
        }
        Some(tree) => Err(Error::NoTree(format!("'{}' holds no Kconfig, so it is no tree", tree.display()))),
        None => Ok(upward(near).or_else(|| upward(Path::new(".")))),
    }
}

/// The tree that the options name, or the nearest upward from here; `what` of it is wanted.
pub(crate) fn key_here(options: &Options, what: &str) -> Result<Key, Error> {
    match tree(options, Path::new("."))? {
        Some(tree) => Ok(Key { tree, header_arch: None }),
        None => Err(Error::NoTree(format!("no folder from here upward holds a Kconfig: say {what} with --tree DIR"))),
    }
}

/// Finds out what a file is to be judged by.
pub(crate) fn ground(options: &Options, input: &Input) -> Result<Ground, Error> {
    if let Some(Rules::Named(name)) = &options.rules
        && !is_name(name)
    {
        return Err(Error::UnknownRules(name.clone()));
    }
    let near = input.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let tree = if options.rules.is_some() { None } else { tree(options, near)? };
    Ok(match tree {
        Some(tree) => {
            let header_arch = input.header.arch.clone().or_else(|| arch_of_path(&tree, &input.path));
            Ground::Tree(Key { tree, header_arch })
        }
        None => embedded(options, input),
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
pub(crate) fn choice(options: &Options, input: &Input) -> Choice {
    let named = match &options.rules {
        Some(Rules::Named(name)) => Choice::named(name),
        _ => None,
    };
    named.unwrap_or_else(|| Choice::of_file(&input.header, &input.said))
}

fn embedded(options: &Options, input: &Input) -> Ground {
    let choice = choice(options, input);
    let variable = options.environment.get("ARCH").map(lossy).filter(|arch| !arch.is_empty());
    let arch = options.arch.clone().or(variable).or_else(|| input.header.arch.clone());
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
    Ground::Embedded(setting, choice.judged_by().to_owned())
}

/// Reads what is to be read and builds the model.
pub(crate) fn load(options: &Options, ground: &Ground) -> Result<Loaded, Error> {
    match ground {
        Ground::Tree(key) => load_tree(options, key),
        Ground::Embedded(setting, name) => load_embedded(setting, name),
    }
}

fn load_embedded(setting: &Setting, name: &str) -> Result<Loaded, Error> {
    let loaded = setting.load().map_err(|failure| match failure {
        Failure::Dialect(name) => Error::UnknownDialect(name),
        Failure::Probes(error) => Error::Probes(error),
        Failure::Broken(sources, errors) => Error::broken(*sources, errors),
    })?;
    let rules = Some(setting.rules.map_or("", RuleSet::name));
    Ok(Loaded {
        tree: loaded.tree,
        model: loaded.model,
        prober: loaded.prober,
        name: ModelName { name: name.to_owned(), arch: setting.arch.clone(), rules },
        prefix: PREFIX.to_vec(),
        setting: Some(setting.clone()),
        notes: Vec::new(),
        outline: OnceLock::new(),
        scratch: None,
    })
}

/// The tree's folder as somebody finds it from here: as it was given, else by the shorter way from the working folder.
fn told(options: &Options, tree: &Path) -> PathBuf {
    if let Some(given) = &options.tree {
        return given.clone();
    }
    let Ok(here) = std::env::current_dir() else { return tree.to_owned() };
    let shared = here.components().zip(tree.components()).take_while(|(one, other)| one == other).count();
    let up = here.components().skip(shared).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(tree.components().skip(shared)).collect();
    if way.as_os_str().len() < tree.as_os_str().len() { way } else { tree.to_owned() }
}

/// Reads a tree and builds its model. Its files' names are such as open from the working folder.
pub(crate) fn load_tree(options: &Options, key: &Key) -> Result<Loaded, Error> {
    load_with(options, key, None)
}

/// Reads a tree again, with other options that leave its folders what they are: its files are those of `loaded`.
pub(super) fn load_again(options: &Options, key: &Key, loaded: &Loaded) -> Result<Loaded, Error> {
    load_with(options, key, Some(&loaded.tree.files))
}

fn load_with(options: &Options, key: &Key, read: Option<&Files>) -> Result<Loaded, Error> {
    let told = told(options, &key.tree);
    let _at_work = options.begin("reading the tree");
    match read_tree(options, key, read) {
        Ok(mut loaded) => {
            loaded.tree.files.sources.stand_below(&told);
            Ok(loaded)
        }
        Err(Error::Broken(mut broken)) => {
            broken.sources.stand_below(&told);
            Err(Error::Broken(broken))
        }
        Err(error) => Err(error),
    }
}

fn read_tree(options: &Options, key: &Key, read: Option<&Files>) -> Result<Loaded, Error> {
    let probing::Rebuilt { environment, mut prober, scratch } = probing::rebuilt(options, key)?;
    let unknown = |name: &str| Error::UnknownDialect(name.to_owned());
    let dialect = probing::dialect(options, &key.tree, &environment).map_err(unknown)?;
    let request =
        tree::Request { root: b"Kconfig", directory: key.tree.clone(), environment: &environment, dialect: &dialect };
    let srctree = environment.get("srctree").map(path_of);
    let fresh = || Files::new(key.tree.clone(), srctree).within(options.allow_source.iter().cloned());
    let files = read.map_or_else(fresh, Files::again);
    let loaded = tree::load_from(files, &request, &mut prober);
    let notes = probing::finish(&prober)?.into_iter().collect();
    let refused =
        |broken: Box<tree::Broken>| Error::broken(broken.files.sources, toolchains::offered(options, broken.errors));
    let tree = loaded.map_err(refused)?;
    let release = environment.get("KERNELVERSION").map(lossy).filter(|release| !release.is_empty());
    let name = ModelName {
        name: release.map_or_else(|| dialect.name.clone(), |release| format!("linux-{release}")),
        arch: environment.get("SRCARCH").map(lossy).unwrap_or_default(),
        rules: None,
    };
    let prefix = environment.get("CONFIG_").unwrap_or(PREFIX).to_vec();
    match build::build(&tree, dialect) {
        Ok(model) => {
            let (outline, scratch) = (OnceLock::new(), Some(scratch));
            Ok(Loaded { tree, model, prober, name, prefix, setting: None, notes, outline, scratch })
        }
        Err(errors) => Err(Error::broken(tree.files.sources, errors)),
    }
}

//! The options and a ground enter; the model of it leaves, ready to be evaluated: that of a tree, or the LTO rules that
//! ltoconf carries.

use std::{
    fmt,
    path::{Component, Path, PathBuf},
    sync::{Arc, OnceLock},
};

use tempfile::TempDir;

use crate::{
    diagnostic::Words,
    finding::Outline,
    lto::embedded::{Failure, Setting},
    model::{Model, build},
    report::{ModelName, Origin},
    source::{Sources, lossy, path_of},
    tree::{self, Tree, files::Files, probe::Prober},
};

use super::{
    error::Error,
    ground::{Ground, Key},
    input::PREFIX,
    options::Options,
    probing, toolchains,
};

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
    /// how the caller says what is advised
    pub(crate) words: Words,
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
    /// What `conf` has read, to be asked what of it is known.
    pub(super) fn read_already(tree: Tree, model: Model, prober: Prober, options: &Options) -> Self {
        Self {
            tree,
            model,
            prober,
            name: ModelName { name: String::new(), arch: String::new(), origin: Origin::Tree },
            prefix: PREFIX.to_vec(),
            setting: None,
            words: options.words,
            notes: Vec::new(),
            outline: OnceLock::new(),
            scratch: None,
        }
    }

    /// The process ends here: taking a tree down would cost a tenth of the whole run. The folder of probes goes, unless
    /// somebody else still has the tree.
    pub(crate) fn leave(self: Arc<Self>) {
        if let Some(mut loaded) = Arc::into_inner(self) {
            drop(loaded.scratch.take());
            std::mem::forget(loaded);
        }
    }

    /// The order of the tree's text.
    pub(crate) fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Outline::of(&self.tree, &self.model))
    }

    /// What spans of its files point into.
    pub(crate) fn sources(&self) -> &Sources {
        &self.tree.files.sources
    }
}

/// Reads what is to be read and builds the model.
pub(crate) fn load(options: &Options, ground: &Ground) -> Result<Loaded, Error> {
    match ground {
        Ground::Tree(key) => load_tree(options, key),
        Ground::Embedded(setting, name) => load_embedded(options, setting, name),
    }
}

fn load_embedded(options: &Options, setting: &Setting, name: &str) -> Result<Loaded, Error> {
    let loaded = setting.load().map_err(|failure| match failure {
        Failure::Dialect(name) => Error::UnknownDialect(name),
        Failure::Probes(error) => Error::Probes(error),
        Failure::Broken(sources, errors) => Error::broken(*sources, errors),
    })?;
    let origin = Origin::Carried(setting.rules);
    Ok(Loaded {
        tree: loaded.tree,
        model: loaded.model,
        prober: loaded.prober,
        name: ModelName { name: name.to_owned(), arch: setting.arch.clone(), origin },
        prefix: PREFIX.to_vec(),
        setting: Some(setting.clone()),
        words: options.words,
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
    let refused = |broken: Box<tree::Broken>| {
        Error::broken(broken.files.sources, toolchains::with_remedies(options, key, broken.errors))
    };
    let tree = loaded.map_err(refused)?;
    let release = environment.get("KERNELVERSION").map(lossy).filter(|release| !release.is_empty());
    let name = ModelName {
        name: release.map_or_else(|| dialect.name.clone(), |release| format!("linux-{release}")),
        arch: environment.get("SRCARCH").map(lossy).unwrap_or_default(),
        origin: Origin::Tree,
    };
    let prefix = environment.get("CONFIG_").unwrap_or(PREFIX).to_vec();
    match build::build(&tree, dialect) {
        Ok(model) => {
            let (outline, scratch, words) = (OnceLock::new(), Some(scratch), options.words);
            Ok(Loaded { tree, model, prober, name, prefix, setting: None, words, notes, outline, scratch })
        }
        Err(errors) => Err(Error::broken(tree.files.sources, errors)),
    }
}

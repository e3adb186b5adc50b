//! A folder enters; a tree that is read and whose model is built leaves, for any number of configurations.

use std::{path::Path, sync::Arc, time::Duration};

use crate::{
    report::ModelName,
    source::{Sources, lossy},
    tree::probe::Outcome,
};

use super::{
    Config, Model,
    base::Base,
    error::Error,
    ground::{self, Key},
    input::ConfigFile,
    loaded::{self, Loaded},
    options::Options,
    slice,
};

/// A tree of Kconfig files, read and without errors. It does not change any more: configurations are
/// [read](Tree::read) by it one after the other, several at a time, and from several threads. A copy is the same tree.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) loaded: Arc<Loaded>,
    pub(super) key: Option<Key>,
    pub(super) options: Options,
}

/// A command that a tree asks the system, and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// for `sh -c`
    pub command: String,
    /// its exit status; `None` where it did not run or was killed
    pub exit: Option<i32>,
    /// what it printed
    pub stdout: String,
    /// what it printed on standard error
    pub stderr: String,
    /// how long it took when it ran
    pub took: Duration,
    /// whether the answer is one that Kconfig can go by
    pub is_known: bool,
    /// where the answer is from, or why there is none
    pub outcome: Outcome,
}

impl Tree {
    /// Reads the tree in a folder and builds its model, whatever tree or rules the options name.
    ///
    /// ```
    /// use ltoconf::{Error, Options, Tree};
    ///
    /// let folder = tempfile::tempdir()?;
    /// assert!(matches!(Tree::open(folder.path(), &Options::default()), Err(Error::NoTree { .. })));
    /// std::fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\n")?;
    /// let tree = Tree::open(folder.path(), &Options { dialect: Some("linux-6.12".into()), ..Options::default() })?;
    /// assert_eq!(tree.model().symbol("A").unwrap().prompt().as_deref(), Some("a"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The folder holds no `Kconfig`, its files have errors, or the options cannot be followed.
    pub fn open(folder: &Path, options: &Options) -> Result<Self, Error> {
        let options = Options { tree: Some(folder.to_owned()), ..options.clone() };
        Self::nearest(&options, "which tree is meant")
    }

    /// Reads the tree that the options name, or the nearest upward from the working folder; `wanted` is told where there
    /// is none, such as `which tree to slice`.
    ///
    /// # Errors
    /// As of [`Tree::open`].
    pub fn nearest(options: &Options, wanted: &str) -> Result<Self, Error> {
        let key = ground::tree_here(options, wanted)?;
        let loaded = Arc::new(loaded::load_tree(options, &key)?);
        Ok(Self { loaded, key: Some(key), options: options.clone() })
    }

    /// The rules that ltoconf carries and that the options name, as a tree to [slice](super::slice()): for whatever
    /// configuration. Without such an option, the tree as by [`Tree::nearest`].
    ///
    /// # Errors
    /// As of [`Tree::open`].
    pub fn to_slice(options: &Options) -> Result<Self, Error> {
        match slice::load(options)? {
            Some(loaded) => Ok(Self { loaded: Arc::new(loaded), key: None, options: options.clone() }),
            None => Self::nearest(options, "which tree to slice"),
        }
    }

    /// Takes a configuration that is judged by this tree, whatever its header says. The rules that ltoconf carries are
    /// made for each file: there it is the same as [`Config::open`].
    ///
    /// ```
    /// use std::thread;
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # std::fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n")?;
    /// # let options = ltoconf::Options { dialect: Some("linux-6.12".into()), ..Default::default() };
    /// let tree = ltoconf::Tree::open(folder.path(), &options)?;
    /// let count = |text: &str| {
    ///     let config = tree.read(ltoconf::ConfigFile::of(".config", text)).unwrap();
    ///     config.check().1.len()
    /// };
    /// let counts = thread::scope(|scope| {
    ///     let texts = ["CONFIG_A=y\nCONFIG_B=y\n", "# CONFIG_A is not set\nCONFIG_B=y\n"];
    ///     let threads = texts.map(|text| scope.spawn(move || count(text)));
    ///     threads.map(|thread| thread.join().unwrap())
    /// });
    /// assert_eq!(counts, [0, 1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Config::open`], and with a tree none.
    pub fn read(&self, file: ConfigFile) -> Result<Config, Error> {
        if self.key.is_none() {
            return Config::open(file, &self.options);
        }
        let ConfigFile { input } = file;
        Ok(Config { base: Base::on(Arc::clone(&self.loaded), self.key.clone(), &self.options, input) })
    }

    /// What its files come to.
    pub fn model(&self) -> Model<'_> {
        Model::of(&self.loaded)
    }

    /// Its version and its architecture.
    pub fn name(&self) -> &ModelName {
        &self.loaded.name
    }

    /// What spans point into.
    pub fn sources(&self) -> &Sources {
        self.loaded.sources()
    }

    /// What else is to be said of how it was read.
    pub fn notes(&self) -> &[String] {
        &self.loaded.notes
    }

    /// What it asked of the system, in the order of the commands.
    pub fn probes(&self) -> Vec<Probe> {
        let answers = self.loaded.prober.all().into_iter();
        let told = answers.map(|(command, answer)| Probe {
            command: lossy(&command),
            exit: answer.exit,
            stdout: lossy(&answer.stdout),
            stderr: lossy(&answer.stderr),
            took: answer.took,
            is_known: answer.is_known(),
            outcome: answer.outcome.clone(),
        });
        told.collect()
    }

    /// For a process that ends here: nothing but temporary files is taken down, and these when nobody else has the tree.
    pub fn leave(self) {
        self.loaded.leave();
    }
}

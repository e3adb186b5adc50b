//! A configuration on its ground enters; its values, what is to be said of it, and the files that Kconfig would write
//! leave.

use std::{collections::HashSet, fmt, path::Path, sync::Arc};

use crate::{
    diagnostic::Diagnostic,
    eval::{self, Evaluator},
    finding::Kind,
    model::symbol::SymbolId,
    report::{Lto, ModelName},
    source::{Sources, lossy},
};

use super::{
    Model, Tree,
    base::{self, Base},
    error::Error,
    input::{ConfigFile, Input},
    options::Options,
    unanswered,
    wishes::SearchError,
};

/// A configuration and the tree, or the carried rules, that it is judged by.
#[derive(Debug)]
pub struct Config {
    pub(super) base: Base,
}

impl Config {
    /// Takes a configuration on its own ground: by the tree that the options name or that is the nearest upward from the
    /// file, or else by the rules that ltoconf carries and that the file asks for.
    ///
    /// # Errors
    /// The tree cannot be read, or the options cannot be followed.
    pub fn open(file: ConfigFile, options: &Options) -> Result<Self, Error> {
        let ConfigFile { input } = file;
        let path = input.path.clone();
        Ok(Self { base: base::of_input(options, Some(&path), input)? })
    }

    /// Takes none: a tree's defaults count. As [`Config::open`] otherwise, from the working folder.
    ///
    /// # Errors
    /// Those of [`Config::open`].
    pub fn of_defaults(options: &Options) -> Result<Self, Error> {
        let input = Input::of(0, Path::new(ConfigFile::IMPLIED), Vec::new(), Some(Kind::Whole));
        Ok(Self { base: base::of_input(options, None, input)? })
    }

    /// Its bytes.
    pub fn text(&self) -> &[u8] {
        self.base.text()
    }

    /// Its path as it was given; `None` where there is none and defaults count.
    pub fn path(&self) -> Option<&Path> {
        self.base.path.as_deref()
    }

    /// What its tree's files come to.
    pub fn model(&self) -> Model<'_> {
        Model::of(&self.base.loaded)
    }

    /// What it is judged by.
    pub fn name(&self) -> &ModelName {
        &self.base.loaded.name
    }

    /// What spans point into.
    pub fn sources(&self) -> &Sources {
        &self.base.sources
    }

    /// What it was judged as.
    pub fn kind(&self) -> Kind {
        self.base.input.kind()
    }

    /// What else is to be said of how the tree was read, and that its header names another architecture than the tree is
    /// read for.
    pub fn notes(&self) -> &[String] {
        &self.base.notes
    }

    /// Whether a symbol of this name, with or without its prefix, can be asked about.
    pub fn defines(&self, name: &str) -> bool {
        self.base.find(name).is_some_and(|_| !self.base.is_own(name))
    }

    /// By which rules answers hold, where these are not a tree's: they know LTO and its neighbours alone.
    pub fn carried(&self) -> Option<String> {
        self.base.is_carried().then(|| super::explain::carried(&self.base))
    }

    /// The mode that it comes to, and everything there is to say about it, in the order of its lines.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # std::fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n")?;
    /// # let options = ltoconf::Options { dialect: Some("linux-6.12".into()), ..Default::default() };
    /// # let tree = ltoconf::Tree::open(folder.path(), &options)?;
    /// let config = tree.read(ltoconf::ConfigFile::of(".config", "# CONFIG_A is not set\nCONFIG_B=y\n"))?;
    /// let (_, findings) = config.check();
    /// assert_eq!(findings[0].code, "ltoconf::config::unmet-dependency");
    /// assert_eq!(config.sources().place(findings[0].span.unwrap()).line, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self) -> (Lto, Vec<Diagnostic>) {
        self.base.judged()
    }

    /// All its values, as far as they are known: what hangs on a probe without an answer is
    /// [unknown](Mechanism::Unknown).
    pub fn resolve(&self) -> Values<'_> {
        let (evaluator, _) = self.base.evaluated();
        Values { base: &self.base, evaluator, unknown: unanswered::unknown(&self.base) }
    }

    /// What it is judged by, to read another configuration by it.
    pub fn tree(&self) -> Tree {
        let Base { loaded, key, options, .. } = &self.base;
        Tree { loaded: Arc::clone(loaded), key: key.clone(), options: options.clone() }
    }

    /// For a process that ends here: nothing but temporary files is taken down, and these when nobody else has the tree.
    pub fn leave(self) {
        self.base.loaded.leave();
    }
}

/// The values of a configuration.
pub struct Values<'c> {
    base: &'c Base,
    evaluator: Evaluator<'c>,
    /// what hangs on probes without an answer
    unknown: HashSet<SymbolId>,
}

impl fmt::Debug for Values<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Values").field(self.base).finish()
    }
}

/// A symbol's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// as it stands in a `.config`, a text without its quotes; empty where there is none, or none is known
    pub text: String,
    /// how it came about
    pub mechanism: Mechanism,
}

/// How a symbol came to its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// it hangs on probes without an answer, so nobody knows its value
    Unknown,
    /// nothing gives it one: n, or empty
    Nothing,
    /// the user's, as far as it is visible
    User,
    /// the default at this place, as `path:line`
    Default(String),
    /// an imply raised it
    Imply,
    /// a select raised it
    Select,
    /// its choice decided
    Choice,
}

impl Value {
    /// Whether it is known, see [`Mechanism::Unknown`].
    pub fn is_known(&self) -> bool {
        self.mechanism != Mechanism::Unknown
    }
}

impl Values<'_> {
    /// The value of a symbol, by its name with or without prefix; `None` where nothing defines it.
    pub fn of(&self, name: &str) -> Option<Value> {
        let symbol = self.base.find(name)?;
        if self.unknown.contains(&symbol) {
            return Some(Value { text: String::new(), mechanism: Mechanism::Unknown });
        }
        let mechanism = match self.evaluator.mechanism(symbol) {
            eval::Mechanism::Nothing => Mechanism::Nothing,
            eval::Mechanism::User => Mechanism::User,
            eval::Mechanism::Default(property) => {
                let span = self.base.loaded.model.properties[property].span;
                Mechanism::Default(self.base.sources.locate(span))
            }
            eval::Mechanism::Imply => Mechanism::Imply,
            eval::Mechanism::Select => Mechanism::Select,
            eval::Mechanism::Choice(_) => Mechanism::Choice,
        };
        Some(Value { text: lossy(self.evaluator.value_text(symbol)), mechanism })
    }

    /// The `.config` that the tree's own `conf` would write.
    ///
    /// # Errors
    /// Something in it is not known, since probes have no answer: [`SearchError::Unanswered`] names them. Or there is no
    /// tree: [`SearchError::NoTree`].
    pub fn dotconfig(&self) -> Result<Vec<u8>, SearchError> {
        Ok(self.to_write("a complete configuration")?.dotconfig(self.base.prefix()))
    }

    /// The same as a defconfig: what differs from the defaults.
    ///
    /// # Errors
    /// Those of [`Values::dotconfig`].
    pub fn defconfig(&self) -> Result<Vec<u8>, SearchError> {
        Ok(self.to_write("a defconfig")?.defconfig(self.base.prefix()))
    }

    /// `include/config/auto.conf`, which make reads.
    ///
    /// # Errors
    /// Those of [`Values::dotconfig`].
    pub fn auto_conf(&self) -> Result<Vec<u8>, SearchError> {
        Ok(self.to_write("auto.conf")?.auto(self.base.prefix(), None).conf)
    }

    /// Values of their own for each file: writing one changes what the next would hold.
    fn to_write(&self, what: &str) -> Result<Evaluator<'_>, SearchError> {
        unanswered::refuse_file(self.base, &self.unknown, what)?;
        Ok(self.base.evaluated().0)
    }
}

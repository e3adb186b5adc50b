//! Words such as `LTO_CLANG_THIN=y` enter; wishes for a configuration's symbols leave, or why they are none.

use std::fmt;

use crate::{
    model::symbol::SymbolId,
    solve::{fix::Wish, solver::SolverError},
    source::lossy,
};

use super::{Config, base::Base, impossible::Impossible, unanswered::Unanswered, unsettled::Unsettled};

/// The name and, where there is one, the value of a wish: `SYMBOL` or `SYMBOL=VALUE`.
///
/// ```
/// assert_eq!(ltoconf::parts_of_wish("LTO_NONE=y"), ("LTO_NONE", Some("y")));
/// assert_eq!(ltoconf::parts_of_wish("LTO_NONE"), ("LTO_NONE", None));
/// ```
pub fn parts_of_wish(wish: &str) -> (&str, Option<&str>) {
    wish.split_once('=').map_or((wish, None), |(name, value)| (name, Some(value)))
}

/// Wishes for symbols of one configuration.
///
/// ```
/// use ltoconf::{Config, ConfigFile, Options, Rules, WishError, Wishes};
///
/// let options = Options { rules: Some(Rules::Named("linux-6.12".into())), ..Options::default() };
/// let config = Config::open(ConfigFile::of(".config", "CONFIG_LTO_NONE=y\n").whole(), &options)?;
/// let wishes = Wishes::of(&config, ["LTO_CLANG_THIN=y"])?;
/// assert_eq!(wishes.names(), ["LTO_CLANG_THIN=y"]);
/// assert!(matches!(Wishes::of(&config, ["LTO_CLANG_THIN=3"]), Err(WishError::NoValueOfType(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Wishes<'c> {
    pub(super) base: &'c Base,
    pub(super) list: Vec<Wish>,
    /// names of symbols whose decision stays
    pub(super) keep: Vec<String>,
    kept: Vec<SymbolId>,
    notes: Vec<String>,
}

/// Why words are no wish for a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// no value is said
    #[error("'{0}' says no value: SYMBOL=VALUE is needed, such as {0}=y")]
    NoValue(String),
    /// no symbol is said
    #[error("the name of a symbol is missing, as in LTO_NONE=y")]
    NoSymbol,
    /// nothing defines the symbol in the tree, or the rules that ltoconf carries do not know it
    #[error("{0}")]
    NotDefined(String),
    /// a symbol of this type cannot have this value
    #[error("{0}")]
    NoValueOfType(String),
    /// two values are wished for one symbol
    #[error("{0} is wished for with two values")]
    TwoValues(String),
}

/// Why a search has no result.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// the words are no wish
    #[error(transparent)]
    Wish(#[from] WishError),
    /// something that the result hangs on is not known, since probes have no answer
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// no change was found, and not all values of these symbols were tried
    #[error(
        "no change was found, but not all values of {} were tried, so it is not known whether there is one",
        some(.0)
    )]
    NotTried(Vec<String>),
    /// nothing was found; what these symbols come to hangs on the order in which Kconfig looks at others
    #[error("no change was found, but {0}, so it is not known whether there is one")]
    Unsettled(Unsettled),
    /// nothing was found, and nothing proves that there is nothing
    #[error("no {0} was found, and none is proved to be impossible")]
    NotFound(Sought),
    /// what was found does not stay as it is when it is written and read again
    #[error("the configuration does not stay as it is when it is read back")]
    NotKept,
    /// without a kernel's tree there is no complete configuration
    #[error("without the kernel's tree there is no complete configuration to write")]
    NoTree,
    /// nothing meets the wishes, which is proved
    #[error("{} cannot be had", .0.wishes.join(" and "))]
    Impossible(Box<Impossible>),
    /// the solver gave up
    #[error(transparent)]
    Solver(#[from] SolverError),
}

/// What is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// changes of a configuration
    Change,
    /// a complete configuration
    Configuration,
}

impl fmt::Display for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Change => "change",
            Self::Configuration => "configuration",
        })
    }
}

/// So many names are told.
const MOST_NAMES: usize = 8;

/// Names for people: the first few, and how many more there are.
pub(super) fn some(names: &[String]) -> String {
    let (told, more) = names.split_at(names.len().min(MOST_NAMES));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    told.join(", ") + &more
}

impl<'c> Wishes<'c> {
    /// Reads wishes, each `SYMBOL=VALUE` with the value as it stands in a `.config`.
    ///
    /// # Errors
    /// The first that is no wish for this configuration.
    pub fn of<W: AsRef<str>>(config: &'c Config, words: impl IntoIterator<Item = W>) -> Result<Self, WishError> {
        let base = &config.base;
        let (mut list, mut notes) = (Vec::<Wish>::new(), Vec::new());
        for word in words {
            let word = word.as_ref();
            let (name, value) = parts_of_wish(word);
            let value = value.ok_or_else(|| WishError::NoValue(word.to_owned()))?;
            let wish = base.wish(symbol(base, name)?, value)?;
            notes.extend(base.read_as(&wish));
            if let Some(other) = list.iter().find(|other| other.symbol() == wish.symbol() && **other != wish) {
                return Err(WishError::TwoValues(base.loaded.model.show(other.symbol())));
            }
            list.push(wish);
        }
        Ok(Self { base, list, keep: Vec::new(), kept: Vec::new(), notes })
    }

    /// The same, while these symbols stay as they are decided.
    ///
    /// # Errors
    /// The first that is not defined.
    pub fn keeping(mut self, names: &[String]) -> Result<Self, WishError> {
        for name in names {
            self.kept.push(symbol(self.base, name)?);
            self.keep.push(name.clone());
        }
        Ok(self)
    }

    /// What is not to change: what no user decides, and what is kept.
    pub(super) fn fixed(&self) -> Vec<SymbolId> {
        self.base.kept(self.kept.iter().copied())
    }

    /// The wishes as they are written.
    pub fn names(&self) -> Vec<String> {
        self.list.iter().map(|wish| shown(self.base, wish)).collect()
    }

    /// How values are read that could be taken for others.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

fn symbol(base: &Base, name: &str) -> Result<SymbolId, WishError> {
    if name.strip_prefix("CONFIG_").unwrap_or(name).is_empty() {
        return Err(WishError::NoSymbol);
    }
    let known = base.find(name).filter(|_| !base.is_own(name));
    known.ok_or_else(|| WishError::NotDefined(base.undefined(name)))
}

/// A wish as it was typed.
pub(super) fn shown(base: &Base, wish: &Wish) -> String {
    let name = base.loaded.model.show(wish.symbol());
    match wish {
        Wish::Switch(_, value) => format!("{name}={}", value.word()),
        Wish::Text(_, text) => format!("{name}={}", lossy(text)),
    }
}

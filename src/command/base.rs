//! The common options and a configuration's path enter; a tree, its model and what that configuration says leave: the
//! base of questions about it.

use std::path::{Path, PathBuf};

use crate::{
    cli::Common,
    diagnostic::Diagnostic,
    eval::{Evaluator, Reading},
    model::symbol::{SymbolId, Tristate},
    report::Human,
    solve::fix::Wish,
    source::FileId,
    syntax::{
        ast::Type,
        dotconfig::{self, Line},
    },
    user::UserValues,
};

use super::{
    input::Reader,
    loaded::{self, Loaded, Problem},
    warn,
};

/// How many errors of a tree are told to people.
const MOST_ERRORS: usize = 50;

/// A configuration in its tree.
pub(super) struct Base {
    pub(super) loaded: Loaded,
    /// where the configuration was read from; `None` where there is none, and defaults count
    pub(super) path: Option<PathBuf>,
    pub(super) file: FileId,
    pub(super) text: Vec<u8>,
    pub(super) lines: Vec<Line>,
    pub(super) prefix: Vec<u8>,
    /// the tree's folder
    pub(super) tree: PathBuf,
}

/// Reads the base of a question: the named configuration, or `.config` where there is one.
///
/// # Errors
/// The status of a command that cannot do its work, after its reason was told.
pub(super) fn read(common: &Common, config: Option<&Path>, human: Human) -> Result<Base, u8> {
    let implied = Path::new(".config");
    let path = config.or_else(|| implied.is_file().then_some(implied));
    let failed = |error: &Diagnostic| {
        warn(human.diagnostic(&crate::source::Sources::default(), error));
        2
    };
    let text = match path {
        Some(path) => Reader::default().read(path).map_err(|error| failed(&error))?,
        None => Vec::new(),
    };
    let near = path.unwrap_or(implied);
    let loaded = loaded::key(common, near, &text).and_then(|key| Ok((loaded::load(common, &key)?, key.tree)));
    let (mut loaded, tree) = loaded.map_err(|problem| match problem {
        Problem::Message(error) => failed(&error),
        Problem::Broken(sources, errors) => {
            for error in errors.iter().take(MOST_ERRORS) {
                warn(human.diagnostic(&sources, error));
            }
            warn(format!("error: the tree has {} errors\n", errors.len()));
            2
        }
    })?;
    let prefix = loaded.environment.get("CONFIG_").unwrap_or(b"CONFIG_").to_vec();
    let lines = dotconfig::parse(&text, &prefix);
    let name = near.as_os_str().as_encoded_bytes().to_vec();
    let file = loaded.tree.files.sources.add(name, text.clone());
    Ok(Base { loaded, path: path.map(Path::to_path_buf), file, text, lines, prefix, tree })
}

impl Base {
    /// The configuration, evaluated.
    pub(super) fn evaluated(&self) -> (Evaluator<'_>, Reading) {
        let mut evaluator = Evaluator::new(&self.loaded.model);
        let reading = evaluator.read(Some((&self.text, &self.lines)), false);
        evaluator.calculate_all();
        (evaluator, reading)
    }

    /// What the configuration says.
    pub(super) fn user(&self) -> UserValues {
        let mut evaluator = Evaluator::new(&self.loaded.model);
        evaluator.read_simple(&self.text, &self.lines);
        evaluator.user_values()
    }

    /// The defined symbol of a name, with or without its prefix.
    pub(super) fn find(&self, name: &str) -> Option<SymbolId> {
        let model = &self.loaded.model;
        let plain = name.as_bytes();
        let bare = plain.strip_prefix(self.prefix.as_slice()).unwrap_or(plain);
        let defined = |name: &[u8]| model.find(name).filter(|&symbol| !model.symbols[symbol].menus.is_empty());
        defined(bare).or_else(|| defined(plain))
    }

    /// A wish for a value as it stands in a `.config`.
    ///
    /// # Errors
    /// That it is no value of the symbol's type.
    pub(super) fn wish(&self, symbol: SymbolId, value: &str) -> Result<Wish, String> {
        let model = &self.loaded.model;
        let name = model.show(symbol);
        let switch = |value| Ok(Wish::Switch(symbol, value));
        match (model.symbols[symbol].ty, value) {
            (Some(Type::Bool | Type::Tristate), "n") => switch(Tristate::No),
            (Some(Type::Bool | Type::Tristate), "y") => switch(Tristate::Yes),
            (Some(Type::Tristate), "m") => switch(Tristate::Mod),
            (Some(Type::Bool), _) => Err(format!("'{value}' is no value of {name}, which is a bool: y or n")),
            (Some(Type::Tristate), _) => {
                Err(format!("'{value}' is no value of {name}, which is a tristate: y, m or n"))
            }
            (Some(ty @ (Type::Int | Type::Hex)), _) if !crate::model::number_text::valid(ty, value.as_bytes()) => {
                let word = if ty == Type::Int { "an int" } else { "a hex" };
                Err(format!("'{value}' is no value of {name}, which is {word}"))
            }
            (Some(_), _) => {
                let unquoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
                Ok(Wish::Text(symbol, unquoted.as_bytes().to_vec()))
            }
            (None, _) => Err(format!("{name} has no type, so it has no value")),
        }
    }
}

//! The common options and a configuration's path enter; a tree, its model and what that configuration says leave: the
//! base of questions about it.

use std::path::{Path, PathBuf};

use crate::{
    cli::Common,
    eval::{Evaluator, Reading},
    finding::{Config, Kind},
    lto::{
        embedded::{Basis, Choice},
        said::LTO_OF_ARCHITECTURE,
    },
    model::symbol::{SymbolId, Tristate},
    report::Human,
    solve::fix::Wish,
    source::{FileId, lossy},
    syntax::ast::Type,
    tree::environment::Environment,
    user::{UserValue, UserValues},
};

use super::{
    check::tell_problem,
    input::Input,
    judge,
    loaded::{self, Ground, Key, Loaded, Problem},
    reader::Reader,
};

/// A configuration and the model that it is asked about.
pub(super) struct Base {
    pub(super) loaded: Loaded,
    /// where the configuration was read from; `None` where there is none, and defaults count
    pub(super) path: Option<PathBuf>,
    pub(super) file: FileId,
    pub(super) input: Input,
    /// the carried rules, where there is no tree
    pub(super) choice: Option<Choice>,
    /// the tree, where there is one, and how it is read for this configuration
    pub(super) key: Option<Key>,
}

/// The configuration that is meant where none is named.
pub(super) const IMPLIED: &str = ".config";

/// Reads the base of a question about a whole configuration: the named one, or `.config` where there is one.
///
/// # Errors
/// The status of a command that cannot do its work, after its reason was told.
pub(super) fn read(common: &Common, config: Option<&Path>, human: Human) -> Result<Base, u8> {
    open(common, config, Some(Kind::Whole)).map_err(|problem| {
        tell_problem(human, problem);
        2
    })
}

/// Reads the named configuration, or `.config` where there is one, and what it is asked about; `asked` is what it is to
/// be taken for, where its name and its contents do not say.
pub(super) fn open(common: &Common, config: Option<&Path>, asked: Option<Kind>) -> Result<Base, Problem> {
    let implied = Path::new(IMPLIED);
    let path = config.or_else(|| implied.is_file().then_some(implied));
    let text = match path {
        Some(path) => Reader::of(common).read(path).map_err(Problem::Message)?,
        None => Vec::new(),
    };
    of_input(common, path, text, asked)
}

fn of_input(common: &Common, path: Option<&Path>, text: Vec<u8>, asked: Option<Kind>) -> Result<Base, Problem> {
    let input = Input::of(0, path.unwrap_or(Path::new(IMPLIED)), text, asked);
    let ground = loaded::ground(common, &input, &Environment::of_process())?;
    let loaded = loaded::load(common, &ground)?;
    let key = match ground {
        Ground::Tree(key) => Some(key),
        Ground::Embedded(..) => None,
    };
    Ok(Base::new(common, loaded, path, input, key))
}

impl Base {
    fn new(common: &Common, mut loaded: Loaded, path: Option<&Path>, mut input: Input, key: Option<Key>) -> Self {
        let choice = loaded.setting.is_some().then(|| loaded::choice(common, &input));
        let file = loaded.take_in(&mut input);
        Self { loaded, path: path.map(Path::to_path_buf), file, input, choice, key }
    }

    /// The same configuration, taken for a whole one, where `common` differs in the tools alone.
    pub(super) fn with_tools(&self, common: &Common) -> Result<Self, Problem> {
        let (path, text) = (self.path.as_deref(), self.text().to_vec());
        let Some(key) = &self.key else { return of_input(common, path, text, Some(Kind::Whole)) };
        let input = Input::of(0, path.unwrap_or(Path::new(IMPLIED)), text, Some(Kind::Whole));
        let loaded = loaded::load_again(common, key, &self.loaded)?;
        Ok(Self::new(common, loaded, path, input, Some(key.clone())))
    }

    /// The bytes of the configuration.
    pub(super) fn text(&self) -> &[u8] {
        self.loaded.tree.files.sources.file(self.file).text()
    }

    /// The prefix of symbols in it.
    pub(super) fn prefix(&self) -> &[u8] {
        self.input.prefix()
    }

    /// Whether the rules that ltoconf carries stand in the place of a tree. They know LTO and its neighbours alone.
    pub(super) fn is_carried(&self) -> bool {
        self.choice.is_some()
    }

    /// The configuration, evaluated.
    pub(super) fn evaluated(&self) -> (Evaluator<'_>, Reading) {
        judge::evaluated(&self.loaded, self.file, &self.input)
    }

    /// The configuration, for causes.
    pub(super) fn config<'a>(&'a self, reading: &'a Reading) -> Config<'a> {
        judge::config(&self.loaded, self.file, &self.input, reading, self.choice.as_ref())
    }

    /// What the configuration says.
    pub(super) fn user(&self) -> UserValues {
        let mut evaluator = Evaluator::new(&self.loaded.model);
        evaluator.read_simple(self.text(), &self.input.lines);
        let mut user = evaluator.user_values();
        evaluator.calculate_all();
        if let Some((symbol, value)) = judge::take_over_answers(&self.loaded, &mut evaluator, &self.input) {
            user.values.insert(symbol, UserValue::Switch(value));
        }
        user
    }

    /// The configuration with other bytes, evaluated.
    pub(super) fn replayed(&self, text: &[u8]) -> Evaluator<'_> {
        let mut input = Input::of(0, &self.input.path, text.to_vec(), None);
        input.read_with(&self.loaded.prefix);
        let mut evaluator = Evaluator::new(&self.loaded.model);
        evaluator.read(Some((text, &input.lines)), false);
        evaluator.calculate_all();
        judge::take_over_answers(&self.loaded, &mut evaluator, &input);
        evaluator
    }

    /// What no decision of the user can change, though the model has a prompt for it.
    pub(super) fn fixed(&self) -> Vec<SymbolId> {
        let model = &self.loaded.model;
        let Some(setting) = &self.loaded.setting else { return Vec::new() };
        model.symbols.ids().filter(|&symbol| setting.is_stated(&model.show(symbol))).collect()
    }

    /// The architecture, where it has no LTO at all by the carried rules and that takes part in a conflict of these.
    pub(super) fn arch_without_lto(&self, symbols: &[SymbolId]) -> Option<String> {
        let (rules, arch) = (self.loaded.setting.as_ref()?.rules?, &self.loaded.name.arch);
        let of_lto = |&symbol: &SymbolId| LTO_OF_ARCHITECTURE.contains(&self.loaded.model.show(symbol).as_str());
        (!arch.is_empty() && !rules.has_lto_on(arch) && symbols.iter().any(of_lto)).then(|| arch.clone())
    }

    /// What is not to change: what no user decides, and these symbols with their choices.
    pub(super) fn kept(&self, symbols: impl Iterator<Item = SymbolId>) -> Vec<SymbolId> {
        let model = &self.loaded.model;
        let mut kept = self.fixed();
        for symbol in symbols {
            kept.extend(model.choice_of(symbol).and_then(|menu| model.menus[menu].symbol));
            kept.push(symbol);
        }
        kept
    }

    /// Why nothing is known of a symbol that the model does not define.
    pub(super) fn undefined(&self, name: &str) -> String {
        let version = &self.loaded.name.name;
        if self.is_carried() && !self.speaks_of(name) {
            return format!(
                "the rules that ltoconf carries for {version} know LTO and its neighbours, not {name}\n  \
                 help: name the kernel's tree: --tree DIR"
            );
        }
        let hint = crate::finding::suggestion(&self.loaded.model, name).map(|hint| format!(": {hint}"));
        format!("nothing in {version} defines {name}{}", hint.unwrap_or_default())
    }

    /// Whether what the model does not define is known not to be there: the carried rules know the names of LTO alone.
    pub(super) fn speaks_of(&self, name: &str) -> bool {
        let bare = name.strip_prefix("CONFIG_").unwrap_or(name);
        let linux = self.choice.as_ref().is_none_or(|choice| !matches!(choice.basis, Basis::Foreign(_)));
        !self.is_carried() || (linux && crate::finding::lto::is_family(bare))
    }

    /// The defined symbol of a name, with or without its prefix.
    pub(super) fn find(&self, name: &str) -> Option<SymbolId> {
        let model = &self.loaded.model;
        let plain = name.as_bytes();
        let bare = plain.strip_prefix(self.prefix()).unwrap_or(plain);
        let defined = |name: &[u8]| model.find(name).filter(|&symbol| !model.symbols[symbol].menus.is_empty());
        defined(bare).or_else(|| defined(plain))
    }

    /// How a number is read, where it can be taken for another one.
    pub(super) fn read_as(&self, wish: &Wish) -> Option<String> {
        let model = &self.loaded.model;
        let Wish::Text(symbol, text) = wish else { return None };
        let text = lossy(text);
        let plain = model.symbols[*symbol].ty == Some(Type::Hex) && !text.starts_with("0x") && !text.starts_with("0X");
        plain.then(|| format!("{} is a hex: {text} is read as 0x{text}", model.show(*symbol)))
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

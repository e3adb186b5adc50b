//! The options and a configuration's path enter; a tree, its model and what that configuration says leave: the
//! base of questions about it.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    diagnostic::{Advice, Diagnostic},
    eval::{self, Evaluator, Reading},
    finding::{Config, Kind},
    lto::{
        embedded::{Basis, Choice, is_own},
        header::source_arch,
        said::LTO_OF_ARCHITECTURE,
    },
    model::symbol::{SymbolId, Tristate},
    report::Lto,
    solve::fix::Wish,
    source::{FileId, Sources, lossy},
    syntax::ast::Type,
    user::{UserValue, UserValues},
};

use super::{
    elsewhere,
    error::Error,
    ground::{self, Ground, Key},
    input::{ConfigFile, Input},
    judge,
    loaded::{self, Loaded},
    options::Options,
    wishes::WishError,
};

/// A configuration and the model that it is asked about.
pub(super) struct Base {
    pub(super) loaded: Arc<Loaded>,
    /// what spans point into: the model's files, and the configuration behind them
    pub(super) sources: Sources,
    /// where the configuration was read from; `None` where there is none, and defaults count
    pub(super) path: Option<PathBuf>,
    pub(super) file: FileId,
    pub(super) input: Input,
    /// the carried rules, where there is no tree
    pub(super) choice: Option<Choice>,
    /// the tree, where there is one, and how it is read for this configuration
    pub(super) key: Option<Key>,
    /// how the tree was read
    pub(super) options: Options,
    /// what else a person should know
    pub(super) notes: Vec<String>,
}

/// What is to be said of a file for another architecture than its rules are read for.
pub(super) fn other_arch(input: &Input, arch: &str) -> Option<String> {
    let own = input.header.arch.as_deref()?;
    let differs = !arch.is_empty() && source_arch(own) != arch;
    differs.then(|| format!("the header of '{}' names {own}, and it is judged for {arch}", input.path.display()))
}

/// The base of a question about a configuration, on its own ground; without a path, there is none and defaults count.
pub(super) fn of_input(options: &Options, path: Option<&Path>, input: Input) -> Result<Base, Error> {
    let ground = ground::of_file(options, &input)?;
    let loaded = loaded::load(options, &ground)?;
    let key = match ground {
        Ground::Tree(key) => Some(key),
        Ground::Embedded(..) => None,
    };
    Ok(Base { path: path.map(Path::to_path_buf), ..Base::on(Arc::new(loaded), key, options, input) })
}

/// A letter, or what stands for it where it cannot be seen.
fn visible(letter: char) -> String {
    if letter.is_control() { letter.escape_default().to_string() } else { letter.to_string() }
}

impl fmt::Debug for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Base").field("loaded", &self.loaded).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Base {
    /// A configuration by a model that is there.
    pub(super) fn on(loaded: Arc<Loaded>, key: Option<Key>, options: &Options, mut input: Input) -> Self {
        let choice = loaded.setting.is_some().then(|| ground::choice(options, &input));
        input.read_with(&loaded.prefix);
        let mut sources = loaded.sources().clone();
        let file = input.stand_behind(&mut sources);
        let mut notes = loaded.notes.clone();
        notes.extend(other_arch(&input, &loaded.name.arch));
        let (path, options) = (Some(input.path.clone()), options.clone());
        Self { loaded, sources, path, file, input, choice, key, options, notes }
    }

    /// The same configuration, taken for a whole one, where `options` differ in the tools alone.
    pub(super) fn with_tools(&self, options: &Options) -> Result<Self, Error> {
        let path = self.path.as_deref();
        let input = Input::of(
            0,
            path.unwrap_or(Path::new(ConfigFile::IMPLIED)),
            Arc::clone(&self.input.text),
            Some(Kind::Whole),
        );
        let Some(key) = &self.key else { return of_input(options, path, input) };
        let loaded = loaded::load_again(options, key, &self.loaded)?;
        Ok(Self { path: self.path.clone(), ..Self::on(Arc::new(loaded), Some(key.clone()), options, input) })
    }

    /// The folder that its build works in: that of a `.config`, which make reads there.
    pub(super) fn build_folder(&self) -> Option<PathBuf> {
        let path =
            self.path.as_ref().filter(|path| path.file_name().is_some_and(|name| name == ConfigFile::IMPLIED))?;
        std::path::absolute(path).ok()?.parent()?.canonicalize().ok()
    }

    /// The mode that it comes to, and what there is to say of it.
    pub(super) fn judged(&self) -> (Lto, Vec<Diagnostic>) {
        let (lto, mut findings) = judge::judged(&self.loaded, self.file, &self.input, self.choice.as_ref());
        if let Some(key) = &self.key {
            elsewhere::tell(&key.tree, &self.loaded.name.arch, &mut findings);
        }
        (lto, findings)
    }

    /// Whether no kernel has the symbol of a name, and only the carried rules do.
    pub(super) fn is_own(&self, name: &str) -> bool {
        self.is_carried() && is_own(name)
    }

    /// The bytes of the configuration.
    pub(super) fn text(&self) -> &[u8] {
        &self.input.text
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
        judge::evaluated(&self.loaded, &self.input)
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
        let setting = self.loaded.setting.as_ref()?;
        let of_lto = |&symbol: &SymbolId| LTO_OF_ARCHITECTURE.contains(&self.loaded.model.show(symbol).as_str());
        setting.without_lto().filter(|_| symbols.iter().any(of_lto)).map(str::to_owned)
    }

    /// What is not to change: what no user decides, and these symbols.
    pub(super) fn kept(&self, symbols: impl Iterator<Item = SymbolId>) -> Vec<SymbolId> {
        self.fixed().into_iter().chain(symbols).collect()
    }

    /// Why nothing is known of a symbol that the model does not define.
    pub(super) fn undefined(&self, name: &str) -> String {
        let version = &self.loaded.name.name;
        if self.is_carried() && !self.speaks_of(name) {
            return format!(
                "the rules that ltoconf carries for {version} know LTO and its neighbours, not {name}\n  \
                 help: name the kernel's tree: {}",
                self.options.word(Advice::Tree)
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

    /// Whether a line of a file can give a string this text.
    fn can_be_said(&self, symbol: SymbolId, text: &[u8]) -> bool {
        let model = &self.loaded.model;
        let name = model.name(symbol).unwrap_or_default();
        let line = [self.prefix(), name, b"=", &eval::quote(text), b"\n"].concat();
        eval::said_behind(model, &UserValues::default(), &line, self.prefix()).text(symbol) == Some(text)
    }

    /// A wish for a value as it stands in a `.config`.
    ///
    /// # Errors
    /// That it is no value of the symbol's type.
    pub(super) fn wish(&self, symbol: SymbolId, value: &str) -> Result<Wish, WishError> {
        let model = &self.loaded.model;
        let name = model.show(symbol);
        let switch = |value| Ok(Wish::Switch(symbol, value));
        let wrong = |message| Err(WishError::NoValueOfType(message));
        match (model.symbols[symbol].ty, value) {
            (Some(Type::Bool | Type::Tristate), "n") => switch(Tristate::No),
            (Some(Type::Bool | Type::Tristate), "y") => switch(Tristate::Yes),
            (Some(Type::Tristate), "m") => switch(Tristate::Mod),
            (Some(Type::Bool), _) => wrong(format!("'{value}' is no value of {name}, which is a bool: y or n")),
            (Some(Type::Tristate), _) => {
                wrong(format!("'{value}' is no value of {name}, which is a tristate: y, m or n"))
            }
            (Some(ty @ (Type::Int | Type::Hex)), _) if !crate::model::number_text::valid(ty, value.as_bytes()) => {
                let word = if ty == Type::Int { "an int" } else { "a hex" };
                wrong(format!("'{value}' is no value of {name}, which is {word}"))
            }
            (Some(ty), _) => {
                let unquoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
                if ty == Type::String && !self.can_be_said(symbol, unquoted.as_bytes()) {
                    let shown: String = value.chars().map(visible).collect();
                    let what = if unquoted.contains('\n') { "an end of line" } else { "this text" };
                    return wrong(format!(
                        "'{shown}' is no value of {name}: no line of a configuration can hold {what}"
                    ));
                }
                Ok(Wish::Text(symbol, unquoted.as_bytes().to_vec()))
            }
            (None, _) => wrong(format!("{name} has no type, so it has no value")),
        }
    }
}

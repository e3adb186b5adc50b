//! What make would know enters, the flags that LTO brings to a build leave, each with the line that it comes from.

mod cache;
pub mod embedded;
mod words;

use crate::tree::build::{Account, Removed, Unknown, Word};

pub use words::{is_flags, is_symbol, is_whole};

/// One flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// such as `-flto=thin`
    pub text: String,
    /// the Makefile that it is written in
    pub path: String,
    /// the line, from 1; `None` where there is no Makefile to look into
    pub line: Option<u32>,
}

/// What the flags are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purpose {
    /// for a module, not for the kernel
    pub module: bool,
    /// the folder of an external module
    pub folder: Option<String>,
}

/// The flags that follow from a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// those of each variable; the five that are always told come first
    pub variables: Vec<(String, Vec<Flag>)>,
    /// what could not be evaluated
    pub unknown: Vec<Unknown>,
    /// words that LTO takes out of a variable
    pub removed: Vec<Removed>,
    /// what else is to be said
    pub notes: Vec<String>,
}

/// The variables that are told even where nothing is added to them.
const ALWAYS: [&str; 5] = ["CC_FLAGS_LTO", "KBUILD_CFLAGS", "KBUILD_AFLAGS", "KBUILD_LDFLAGS", "KBUILD_RUSTFLAGS"];

impl Flags {
    /// Picks what LTO brings.
    pub fn of(account: Account, purpose: &Purpose) -> Self {
        let Account { variables: mut found, mut unknown, mut removed, exported, .. } = account;
        let mut variables: Vec<(String, Vec<Word>)> =
            ALWAYS.iter().map(|&name| (name.to_owned(), found.remove(name).unwrap_or_default())).collect();
        variables.extend(found);
        let used = |name: &str| {
            ALWAYS.contains(&name) || words::is_kbuilds(name) || (words::is_name(name) && exported.contains(name))
        };
        // a line that no variable wants is an `include`
        let told = |name: &str| name.is_empty() || (used(name) && (!purpose.module || !words::is_kernels_alone(name)));
        let flags = |name: &str, words: Vec<Word>| -> Vec<Flag> {
            let whole = is_whole(name);
            let brought = words.into_iter().filter(|word| whole || word.steered || words::speaks_of_lto(&word.text));
            brought.map(flag).collect()
        };
        let mut variables: Vec<_> = variables
            .into_iter()
            .filter(|(name, _)| told(name))
            .map(|(name, words)| {
                let flags = flags(&name, words);
                (name, flags)
            })
            .filter(|(name, flags)| !flags.is_empty() || ALWAYS.contains(&name.as_str()))
            .collect();
        unknown.retain(|unknown| told(&unknown.variable));
        removed.retain(|removed| told(&removed.variable) && !is_whole(&removed.variable));
        let mut notes = Vec::new();
        if let Some(folder) = &purpose.folder {
            notes.extend(cache::into_folder(&mut variables, folder));
        }
        Self { variables, unknown, removed, notes }
    }
}

impl Flags {
    /// The folder that the linker is told to keep ThinLTO's cache in, and the flag that tells it.
    pub fn cache(&self) -> Option<(&str, &Flag)> {
        let mut flags = self.variables.iter().flat_map(|(_, flags)| flags);
        flags.find_map(|flag| Some((cache::folder(flag)?, flag)))
    }

    /// What it hangs on whether there is a cache, where that is not known.
    pub fn open_cache(&self) -> Option<&Unknown> {
        self.unknown.iter().find(|unknown| cache::is_told_of(&unknown.text))
    }
}

fn flag(word: Word) -> Flag {
    let (path, line) = word.place.map_or_else(|| ("Makefile".to_owned(), None), |place| (place.path, place.line));
    Flag { text: word.text, path, line }
}

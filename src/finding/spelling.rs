//! A name that nothing defines enters; the name that was probably meant leaves.

use std::collections::HashMap;

use crate::model::Model;

/// Names that changed, as far as people still write the old ones. Facts of Linux's history.
const RENAMED: [(&str, &str); 4] = [
    ("THINLTO", "LTO_CLANG_THIN"),
    ("CFI_CLANG", "CFI"),
    ("ARCH_SUPPORTS_THINLTO", "ARCH_SUPPORTS_LTO_CLANG_THIN"),
    ("ARCH_SUPPORTS_CFI_CLANG", "ARCH_SUPPORTS_CFI"),
];

/// The name by which a symbol goes now, if the model defines it.
pub(crate) fn renamed(model: &Model, name: &str) -> Option<&'static str> {
    let (_, now) = RENAMED.iter().find(|(old, _)| *old == name)?;
    model.find(now.as_bytes()).filter(|&symbol| !model.symbols[symbol].menus.is_empty()).map(|_| *now)
}

/// Finds near names. Built once for a model, since there may be many unknown names in a file.
pub(crate) struct Speller {
    /// names by what is left of them with one character out
    by_deletion: HashMap<String, Vec<String>>,
}

impl Speller {
    pub(crate) fn new(model: &Model) -> Self {
        let mut by_deletion: HashMap<String, Vec<String>> = HashMap::new();
        for (_, symbol) in model.symbols.iter().filter(|(_, symbol)| !symbol.menus.is_empty()) {
            let Some(name) = symbol.name.and_then(|text| std::str::from_utf8(model.texts.get(text)).ok()) else {
                continue;
            };
            for key in deletions(name) {
                by_deletion.entry(key).or_default().push(name.to_owned());
            }
        }
        Self { by_deletion }
    }

    /// A defined name that differs by one character, or by two that changed places. Short names have no neighbours:
    /// everything is near to them.
    pub(crate) fn nearest(&self, name: &str) -> Option<&str> {
        if !(5..=100).contains(&name.len()) {
            return None;
        }
        let found = deletions(name).into_iter().find_map(|key| {
            let names = self.by_deletion.get(&key)?;
            names.iter().filter(|found| found.len().abs_diff(name.len()) <= 1).min().map(String::as_str)
        });
        found.filter(|found| *found != name)
    }
}

/// A name and all that one deletion leaves of it.
fn deletions(name: &str) -> Vec<String> {
    let mut keys = vec![name.to_owned()];
    for (at, left_out) in name.char_indices() {
        let (before, after) = name.split_at(at);
        keys.push(format!("{before}{}", after.strip_prefix(left_out).unwrap_or(after)));
    }
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_deletion_connects_near_names() {
        let near = |a: &str, b: &str| deletions(a).iter().any(|key| deletions(b).contains(key));
        assert!(near("LTO_CLAGN", "LTO_CLANG"));
        assert!(near("LTO_CLANGS", "LTO_CLANG"));
        assert!(near("LTO_CLONG", "LTO_CLANG"));
        assert!(!near("KASAN", "KCOV_X"));
    }
}

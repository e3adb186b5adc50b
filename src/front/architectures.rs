//! A tree and a symbol that nothing here gives a value enter; the architectures that select it leave.

use std::{fs, path::Path};

/// Architectures whose own Kconfig files select a symbol, in order of their names.
pub(super) fn selecting(tree: &Path, symbol: &str) -> Vec<String> {
    let Ok(folders) = fs::read_dir(tree.join("arch")) else { return Vec::new() };
    let mut found: Vec<String> = folders
        .filter_map(|folder| {
            let folder = folder.ok()?;
            let selects = kconfig_texts(&folder.path()).iter().any(|text| selects(text, symbol));
            selects.then(|| folder.file_name().into_string().ok()).flatten()
        })
        .collect();
    found.sort();
    found
}

/// The texts of an architecture's Kconfig files that stand in its own folder.
fn kconfig_texts(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let named =
        entries.filter_map(Result::ok).filter(|entry| entry.file_name().to_string_lossy().starts_with("Kconfig"));
    named.filter_map(|entry| fs::read(entry.path()).ok()).map(|text| crate::source::lossy(&text)).collect()
}

fn selects(text: &str, symbol: &str) -> bool {
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        matches!((words.next(), words.next()), (Some("select"), Some(selected)) if selected == symbol)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_select_names_its_symbol_wholly() {
        assert!(selects("config X86\n\tselect FOO if BAR\n", "FOO"));
        assert!(!selects("config X86\n\tselect FOO_BAR\n\timply FOO\n", "FOO"));
    }
}

//! Changes of a file's lines enter; what a person types to make them in that very file leaves.

use super::Context;

/// A change of the lines about a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change<'n> {
    /// no line is about it any more
    Unset(&'n str),
    /// it is n
    Off(&'n str),
    /// it is y
    On(&'n str),
}

impl Context<'_, '_> {
    /// A call of the kernel's `scripts/config`, which changes `.config` unless it is told of another file. What came by
    /// the standard input has no file to change: its lines are told instead.
    pub(super) fn script(&self, changes: &[Change<'_>]) -> String {
        let path = self.path();
        let words = changes.iter().map(|change| match (path.as_str(), change) {
            ("-", Change::Unset(name)) => format!("no line for {name}"),
            ("-", Change::Off(name)) => format!("{name}=n"),
            ("-", Change::On(name)) => format!("{name}=y"),
            (_, Change::Unset(name)) => format!("-u {name}"),
            (_, Change::Off(name)) => format!("-d {name}"),
            (_, Change::On(name)) => format!("-e {name}"),
        });
        let words: Vec<String> = words.collect();
        match path.as_str() {
            "-" => words.join(", "),
            _ if self.is_dotconfig() => format!("scripts/config {}", words.join(" ")),
            path => format!("scripts/config --file {} {}", shell_word(path), words.join(" ")),
        }
    }

    /// Whether the file is the one that the kernel's make and scripts take where they are told of none.
    pub(super) fn is_dotconfig(&self) -> bool {
        is_dotconfig(&self.path())
    }
}

/// Whether a path is that of the configuration in the working folder.
fn is_dotconfig(path: &str) -> bool {
    path.strip_prefix("./").unwrap_or(path) == ".config"
}

/// A word as a shell reads it.
fn shell_word(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./+=,:@%".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_a_shell_would_cut_it() {
        assert_eq!(shell_word("kernel/lto.config"), "kernel/lto.config");
        assert_eq!(shell_word("my lto.config"), "'my lto.config'");
        assert_eq!(shell_word("it's"), "'it'\\''s'");
    }

    #[test]
    fn one_file_alone_is_the_one_that_is_meant_where_none_is_named() {
        assert!(is_dotconfig(".config") && is_dotconfig("./.config"));
        assert!(!is_dotconfig("build/.config") && !is_dotconfig("lto.config"));
    }
}

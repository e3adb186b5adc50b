//! A word enters; whether the language has taken it for itself leaves.

/// Words that are never symbols. Older and newer words are in it too: which of them a tree's rules know is the
/// model's business, and no tree names a symbol so.
#[inline]
pub fn is_keyword(word: &[u8]) -> bool {
    // most words are symbols, and most of these are in capitals
    word.first().is_some_and(|first| first.is_ascii_lowercase() || *first == b'-') && is_language_word(word)
}

fn is_language_word(word: &[u8]) -> bool {
    matches!(
        word,
        b"bool"
            | b"choice"
            | b"comment"
            | b"config"
            | b"def_bool"
            | b"def_tristate"
            | b"default"
            | b"depends"
            | b"endchoice"
            | b"endif"
            | b"endmenu"
            | b"help"
            | b"---help---"
            | b"hex"
            | b"if"
            | b"imply"
            | b"int"
            | b"mainmenu"
            | b"menu"
            | b"menuconfig"
            | b"modules"
            | b"on"
            | b"option"
            | b"optional"
            | b"prompt"
            | b"range"
            | b"select"
            | b"source"
            | b"string"
            | b"transitional"
            | b"tristate"
            | b"visible"
    )
}

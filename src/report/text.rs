//! Texts from files enter, texts that a terminal can show leave: no control characters, no word of a megabyte. Programs
//! get all of it, in JSON.

/// Longest word that people are shown, in characters: a kernel's longest symbol has some fifty.
const LONGEST_WORD: usize = 120;
/// Longest text that people are shown, in characters.
const LONGEST: usize = 2000;

/// A character as it can be shown: what steers a terminal, or turns the order of a line, becomes a picture.
pub(super) fn shown(letter: char) -> char {
    match letter {
        '\t' => letter,
        '\0'..='\x1f' => char::from_u32(0x2400 + letter as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            char::REPLACEMENT_CHARACTER
        }
        _ => letter,
    }
}

/// A path in full, as it can be shown.
pub(super) fn path(path: &str) -> String {
    path.chars().map(shown).collect()
}

/// A text with its longest words cut.
pub(super) fn clipped(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    let (mut all, mut word) = (0, 0);
    for letter in text.chars() {
        word = if letter.is_whitespace() { 0 } else { word + 1 };
        if word > LONGEST_WORD + 1 {
            continue;
        }
        all += 1;
        if all == LONGEST {
            out.push('…');
            break;
        }
        out.push(if word > LONGEST_WORD { '…' } else { shown(letter) });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_is_cut_and_what_follows_is_not() {
        let name = "A".repeat(5000);
        assert_eq!(clipped(&format!("{name} is n")), format!("{}… is n", "A".repeat(LONGEST_WORD)));
        assert_eq!(clipped("LTO is n"), "LTO is n");
        assert_eq!(clipped(&"AB ".repeat(5000)).chars().count(), LONGEST);
    }

    #[test]
    fn what_steers_a_terminal_becomes_a_picture() {
        assert_eq!(clipped("\x1b[31mred\x07\u{9b}31m\u{202e}"), "␛[31mred␇\u{fffd}31m\u{fffd}");
    }
}

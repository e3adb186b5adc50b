//! Texts enter; lines that fit a box, and texts that mean nothing in the language around them, leave.

/// How many columns of a fixed font a character takes: most of what is written east of India takes two.
fn columns(letter: char) -> usize {
    match letter {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// A text in lines of at most so many columns, broken at blanks, or in a word that is longer. At most `most` lines: the
/// last one says that there would be more.
pub(super) fn wrapped(text: &str, room: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && width(&line) + 1 + width(word) > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for letter in word.chars() {
            if width(&line) + columns(letter) > room {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while width(last) + 1 > room {
                last.pop();
            }
            last.push('…');
        }
    }
    lines
}

/// A text as XML and HTML hold it, also between quotes. What XML cannot hold at all becomes the replacement character.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' => out.push(' '),
            '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_in_long_words() {
        assert_eq!(wrapped("HAS_LTO is n, and y is needed", 12, 9), ["HAS_LTO is", "n, and y is", "needed"]);
        assert_eq!(wrapped("a LONG_LONG_NAME b", 6, 9), ["a", "LONG_L", "ONG_NA", "ME b"]);
        assert_eq!(wrapped("", 6, 9), [""]);
        assert_eq!(wrapped("核心配置", 4, 9), ["核心", "配置"]);
    }

    #[test]
    fn what_is_left_out_is_marked() {
        assert_eq!(wrapped("one two three four", 5, 2), ["one", "two…"]);
        assert_eq!(wrapped("three three three", 5, 2), ["three", "thre…"]);
    }

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escaped("<a b='\"'>&\u{1}\u{ffff}"), "&lt;a b=&#39;&quot;&#39;&gt;&amp;\u{fffd}\u{fffd}");
    }
}

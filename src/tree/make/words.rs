//! Texts of a Makefile go in; words, matched patterns and the text functions of make (`subst`, `filter`, `notdir`, …)
//! come out, each word with its marks. Nothing here knows variables or files.

use super::{slice::Slice, text::Text};

/// The part of `bytes` from `from` up to `to`; what lies outside is left out.
pub(super) fn part(bytes: &[u8], from: usize, to: usize) -> &[u8] {
    let to = to.min(bytes.len());
    bytes.get(from.min(to)..to).unwrap_or_default()
}

/// Everything from `from` on.
pub(super) fn rest(bytes: &[u8], from: usize) -> &[u8] {
    part(bytes, from, bytes.len())
}

/// The words of bytes, as make counts them: separated by blanks and line ends.
pub(super) fn words(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

/// Where `needle` begins in `bytes`.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}

/// Words put together again, one blank between any two.
pub(super) fn join<'t>(words: impl IntoIterator<Item = Slice<'t>>) -> Text {
    let mut text = Text::default();
    for word in words {
        text.push_word(word);
    }
    text
}

/// `$(subst FROM,TO,TEXT)`.
fn subst(from: &[u8], to: Slice<'_>, text: Slice<'_>) -> Text {
    let mut out = Text::default();
    let mut left = text;
    if !from.is_empty() {
        while let Some(at) = find(left.bytes(), from) {
            out.push(left.part(0, at));
            out.push(to);
            left = left.rest(at + from.len());
        }
    }
    out.push(left);
    if from.is_empty() {
        out.push(to);
    }
    out
}

/// What `%` stands for when `word` matches `pattern`, as a range of the word; an empty one for an equal word.
fn stem(pattern: &[u8], word: &[u8]) -> Option<(usize, usize)> {
    let Some(at) = memchr::memchr(b'%', pattern) else {
        return (pattern == word).then_some((0, 0));
    };
    let (before, after) = (part(pattern, 0, at), rest(pattern, at + 1));
    word.strip_prefix(before)?.strip_suffix(after)?;
    Some((at, word.len() - after.len()))
}

/// `$(patsubst PATTERN,REPLACEMENT,TEXT)`.
pub(super) fn patsubst(pattern: &[u8], replacement: Slice<'_>, text: Slice<'_>) -> Text {
    let percent = memchr::memchr(b'%', pattern).and(memchr::memchr(b'%', replacement.bytes()));
    let mut out = Text::default();
    for word in text.words() {
        let Some((from, to)) = stem(pattern, word.bytes()) else {
            out.push_word(word);
            continue;
        };
        let mut made = Text::default();
        match percent {
            None => made.push(replacement),
            Some(at) => {
                made.push(replacement.part(0, at));
                made.push(word.part(from, to));
                made.push(replacement.rest(at + 1));
            }
        }
        out.push_word(made.slice());
    }
    out
}

/// `$(filter PATTERNS,TEXT)`, and `$(filter-out …)` where `keep` is false.
fn filter(patterns: &[u8], text: Slice<'_>, keep: bool) -> Text {
    let matches = |word: Slice<'_>| words(patterns).any(|pattern| stem(pattern, word.bytes()).is_some());
    join(text.words().filter(|&word| matches(word) == keep))
}

/// Where the last part of a path begins.
fn name_at(word: &[u8]) -> usize {
    memchr::memrchr(b'/', word).map_or(0, |at| at + 1)
}

/// The last part of a path.
pub(super) fn notdir(word: &[u8]) -> &[u8] {
    rest(word, name_at(word))
}

/// Where the suffix (with its dot) of a word begins.
fn suffix_at(word: &[u8]) -> Option<usize> {
    let name = name_at(word);
    memchr::memrchr(b'.', rest(word, name)).map(|at| name + at)
}

/// Each word of a list made into another.
fn map<'t>(list: Slice<'t>, change: impl Fn(&mut Text, Slice<'t>)) -> Text {
    let mut out = Text::default();
    for word in list.words() {
        let mut made = Text::default();
        change(&mut made, word);
        if !made.is_empty() {
            out.push_word(made.slice());
        }
    }
    out
}

/// The functions of make that look at their arguments' text and nothing else; what the arguments hang on, the result
/// hangs on. `None`: there is no such function.
pub(super) fn call(name: &[u8], arguments: &[Text]) -> Option<Text> {
    let nothing = Text::default();
    let argument = |at: usize| arguments.get(at).unwrap_or(&nothing).slice();
    let (one, two, three) = (argument(0), argument(1), argument(2));
    let number = |text: Slice<'_>| -> usize {
        std::str::from_utf8(text.bytes().trim_ascii()).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    let mut result = match name {
        b"subst" => subst(one.bytes(), two, three),
        b"patsubst" => patsubst(one.bytes().trim_ascii(), two.trim(), three),
        b"strip" => join(one.words()),
        b"findstring" => match find(two.bytes(), one.bytes()) {
            Some(at) => two.part(at, at + one.len()).to_text(),
            None => Text::default(),
        },
        b"filter" => filter(one.bytes(), two, true),
        b"filter-out" => filter(one.bytes(), two, false),
        b"sort" => {
            let mut sorted: Vec<_> = one.words().collect();
            sorted.sort_by_key(|word| word.bytes());
            sorted.dedup_by_key(|word| word.bytes());
            join(sorted)
        }
        b"word" => join(two.words().nth(number(one).wrapping_sub(1))),
        b"words" => Text::foreign(one.words().count().to_string().as_bytes()),
        b"wordlist" => {
            let first = number(one).max(1);
            join(three.words().take(number(two)).skip(first - 1))
        }
        b"firstword" => join(one.words().next()),
        b"lastword" => join(one.words().last()),
        b"dir" => map(one, |out, word| match name_at(word.bytes()) {
            0 => out.push_bytes(b"./", word.mark()),
            at => out.push(word.part(0, at)),
        }),
        b"notdir" => map(one, |out, word| out.push(word.rest(name_at(word.bytes())))),
        b"suffix" => map(one, |out, word| out.push(word.rest(suffix_at(word.bytes()).unwrap_or(word.len())))),
        b"basename" => map(one, |out, word| out.push(word.part(0, suffix_at(word.bytes()).unwrap_or(word.len())))),
        b"addprefix" => map(two, |out, word| [one, word].into_iter().for_each(|piece| out.push(piece))),
        b"addsuffix" => map(two, |out, word| [word, one].into_iter().for_each(|piece| out.push(piece))),
        b"join" => {
            let (mut left, mut right) = (one.words(), two.words());
            let mut out = Text::default();
            loop {
                let (left, right) = (left.next(), right.next());
                if left.is_none() && right.is_none() {
                    break out;
                }
                let mut both = Text::default();
                left.into_iter().chain(right).for_each(|piece| both.push(piece));
                out.push_word(both.slice());
            }
        }
        _ => return None,
    };
    for argument in arguments {
        result.traces.merge(&argument.traces);
    }
    // a word of a list keeps its own doubt; everything else of it spreads
    let counts = matches!(name, b"words" | b"word" | b"wordlist" | b"firstword" | b"lastword" | b"findstring");
    let list = arguments.len().saturating_sub(1);
    if arguments.iter().enumerate().any(|(at, argument)| (counts || at != list) && argument.is_doubtful()) {
        result.doubt();
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, arguments: &[&str], expected: &str) {
        let arguments: Vec<_> = arguments.iter().map(|text| Text::foreign(text.as_bytes())).collect();
        let result = call(name.as_bytes(), &arguments).unwrap();
        assert_eq!(String::from_utf8(result.into_bytes()).unwrap(), expected, "{name}");
    }

    #[test]
    fn text_functions_answer_as_make_does() {
        check("subst", &["#", "", "gcc # 12"], "gcc  12");
        check("subst", &["", "x", "a b"], "a bx");
        check("patsubst", &["%-", "%", "/opt/arm-linux- x"], "/opt/arm-linux x");
        check("patsubst", &["%.c", "%.o", "a.c b.h"], "a.o b.h");
        check("patsubst", &["a", "b%", "a c"], "b% c");
        check("findstring", &["clang", "Debian clang version 19"], "clang");
        check("findstring", &["clang", "gcc 12"], "");
        check("filter", &["%/", "/opt/llvm/ -19"], "/opt/llvm/");
        check("filter-out", &["-%", "-19 x"], "x");
        check("sort", &["b a  b"], "a b");
        check("word", &["2", "a b c"], "b");
        check("word", &["0", "a b c"], "");
        check("words", &[" a  b "], "2");
        check("wordlist", &["2", "3", "a b c d"], "b c");
        check("firstword", &[""], "");
        check("lastword", &["a b"], "b");
        check("dir", &["/usr/bin/elfedit x"], "/usr/bin/ ./");
        check("notdir", &["/opt/aarch64-linux-gnu-"], "aarch64-linux-gnu-");
        check("suffix", &["a.b/c d.e"], ".e");
        check("basename", &["a.b/c d.e"], "a.b/c d");
        check("addprefix", &["arch/", "x86 um"], "arch/x86 arch/um");
        check("addsuffix", &["gcc", "a- b-"], "a-gcc b-gcc");
        check("join", &["a b", "1 2 3"], "a1 b2 3");
    }

    #[test]
    fn an_unknown_function_is_none() {
        assert!(call(b"guile", &[]).is_none());
    }
}

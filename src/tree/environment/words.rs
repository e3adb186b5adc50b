//! Text of a Makefile goes in as bytes; words, matched patterns and the text functions of make
//! (`subst`, `filter`, `notdir`, …) come out. Nothing here knows variables or files.

/// The part of `text` from `from` up to `to`; what lies outside the text is left out.
pub(super) fn part(text: &[u8], from: usize, to: usize) -> &[u8] {
    let to = to.min(text.len());
    text.get(from.min(to)..to).unwrap_or_default()
}

/// Everything from `from` on.
pub(super) fn rest(text: &[u8], from: usize) -> &[u8] {
    part(text, from, text.len())
}

/// The words of a text, as make counts them: separated by blanks and line ends.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

/// Where `needle` begins in `text`.
pub(super) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, needle)
}

/// Words put together again, one blank between any two.
pub(super) fn join<T: AsRef<[u8]>>(words: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut text = Vec::new();
    for word in words {
        if !text.is_empty() {
            text.push(b' ');
        }
        text.extend_from_slice(word.as_ref());
    }
    text
}

/// `$(subst FROM,TO,TEXT)`.
pub(super) fn subst(from: &[u8], to: &[u8], text: &[u8]) -> Vec<u8> {
    if from.is_empty() {
        return [text, to].concat();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut left = text;
    while let Some(at) = find(left, from) {
        out.extend_from_slice(part(left, 0, at));
        out.extend_from_slice(to);
        left = rest(left, at + from.len());
    }
    out.extend_from_slice(left);
    out
}

/// What `%` stands for when `word` matches `pattern`; an empty stem for an equal word.
pub(super) fn stem<'word>(pattern: &[u8], word: &'word [u8]) -> Option<&'word [u8]> {
    match memchr::memchr(b'%', pattern) {
        None => (pattern == word).then_some(&[]),
        Some(at) => word.strip_prefix(part(pattern, 0, at))?.strip_suffix(rest(pattern, at + 1)),
    }
}

/// `$(patsubst PATTERN,REPLACEMENT,TEXT)`.
pub(super) fn patsubst(pattern: &[u8], replacement: &[u8], text: &[u8]) -> Vec<u8> {
    let percent = memchr::memchr(b'%', pattern).and(memchr::memchr(b'%', replacement));
    join(words(text).map(|word| match stem(pattern, word) {
        None => word.to_vec(),
        Some(stem) => match percent {
            None => replacement.to_vec(),
            Some(at) => [part(replacement, 0, at), stem, rest(replacement, at + 1)].concat(),
        },
    }))
}

/// `$(filter PATTERNS,TEXT)`, and `$(filter-out …)` where `keep` is false.
pub(super) fn filter(patterns: &[u8], text: &[u8], keep: bool) -> Vec<u8> {
    join(words(text).filter(|word| words(patterns).any(|pattern| stem(pattern, word).is_some()) == keep))
}

/// `$(notdir …)` of one word.
pub(super) fn notdir(word: &[u8]) -> &[u8] {
    word.rsplit(|&byte| byte == b'/').next().unwrap_or(word)
}

/// `$(dir …)` of one word.
pub(super) fn dir(word: &[u8]) -> &[u8] {
    match memchr::memrchr(b'/', word) {
        None => b"./",
        Some(at) => part(word, 0, at + 1),
    }
}

/// Where the suffix (with its dot) of a word begins.
fn suffix_at(word: &[u8]) -> Option<usize> {
    let name = notdir(word);
    memchr::memrchr(b'.', name).map(|at| word.len() - name.len() + at)
}

/// The functions of make that look at their arguments' text and nothing else.
/// `None`: there is no such function.
pub(super) fn call(name: &[u8], arguments: &[Vec<u8>]) -> Option<Vec<u8>> {
    let argument = |at: usize| arguments.get(at).map(Vec::as_slice).unwrap_or_default();
    let (one, two, three) = (argument(0), argument(1), argument(2));
    let number = |text: &[u8]| -> usize {
        let text = text.trim_ascii();
        std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    Some(match name {
        b"subst" => subst(one, two, three),
        b"patsubst" => patsubst(one.trim_ascii(), two.trim_ascii(), three),
        b"strip" => join(words(one)),
        b"findstring" if find(two, one).is_some() => one.to_vec(),
        b"findstring" => Vec::new(),
        b"filter" => filter(one, two, true),
        b"filter-out" => filter(one, two, false),
        b"sort" => {
            let mut sorted: Vec<_> = words(one).collect();
            sorted.sort_unstable();
            sorted.dedup();
            join(sorted)
        }
        b"word" => join(words(two).nth(number(one).wrapping_sub(1))),
        b"words" => words(one).count().to_string().into_bytes(),
        b"wordlist" => {
            let first = number(one).max(1);
            join(words(three).take(number(two)).skip(first - 1))
        }
        b"firstword" => join(words(one).next()),
        b"lastword" => join(words(one).last()),
        b"dir" => join(words(one).map(dir)),
        b"notdir" => join(words(one).map(notdir)),
        b"suffix" => join(words(one).filter_map(|word| Some(rest(word, suffix_at(word)?)))),
        b"basename" => join(words(one).map(|word| part(word, 0, suffix_at(word).unwrap_or(word.len())))),
        b"addprefix" => join(words(two).map(|word| [one, word].concat())),
        b"addsuffix" => join(words(two).map(|word| [word, one].concat())),
        b"join" => {
            let (left, right): (Vec<_>, Vec<_>) = (words(one).collect(), words(two).collect());
            let both = 0..left.len().max(right.len());
            join(both.map(|at| [left.get(at).copied(), right.get(at).copied()].map(Option::unwrap_or_default).concat()))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, arguments: &[&str], expected: &str) {
        let arguments: Vec<_> = arguments.iter().map(|text| text.as_bytes().to_vec()).collect();
        let result = call(name.as_bytes(), &arguments).unwrap();
        assert_eq!(String::from_utf8(result).unwrap(), expected, "{name}");
    }

    #[test]
    fn text_functions_answer_as_make_does() {
        check("subst", &["#", "", "gcc # 12"], "gcc  12");
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
        assert_eq!(call(b"guile", &[]), None);
    }
}

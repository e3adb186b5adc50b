//! The grammars in `grammar/` and the parsers in `src/syntax` say the same thing. The grammars enter as text and are
//! run, by the small recogniser below, over the files of `corpus/parse`: they must accept what the parser accepts,
//! refuse what it refuses, and use each production and each alternative at least once. Notes must name functions that
//! exist, parser functions must be named, and examples must stand in the corpus.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use ltoconf::syntax::{
    ast::{Bytes, Kind, Step},
    dotconfig::{self, LineKind},
    kconfig, keywords,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

// ---- reading EBNF ----

/// What a production is made of.
#[derive(Debug)]
enum Part {
    Terminal(String),
    /// said in words; see [`Recogniser::special`]
    Special(String),
    Name(String),
    All(Vec<Part>),
    /// alternatives, with a number that is theirs in the whole grammar
    Any(Vec<(usize, Part)>),
    Optional(Box<Part>),
    Repeated(Box<Part>),
    /// the first, where it is not also the second
    Except(Box<Part>, Box<Part>),
}

/// A production with its note.
struct Production {
    part: Part,
    note: String,
}

#[derive(Default)]
struct Grammar {
    productions: BTreeMap<String, Production>,
    start: String,
    /// the production of each alternative, and what it is
    alternatives: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Terminal(String),
    Special(String),
    Name(String),
    Note(String),
    Sign(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let until = |rest: &str, from: usize, end: &str| from + rest[from..].find(end).expect(end);
        let end = match char {
            '(' if rest.starts_with("(*") => {
                let end = until(rest, 2, "*)");
                found.push(Token::Note(rest[2..end].to_owned()));
                end + 2
            }
            '"' | '\'' => {
                let end = until(rest, 1, &char.to_string());
                // "\n" is a line end; all else stands for itself
                found.push(Token::Terminal(rest[1..end].replace("\\n", "\n")));
                end + 1
            }
            '?' => {
                let end = until(rest, 1, "?");
                found.push(Token::Special(rest[1..end].trim().to_owned()));
                end + 1
            }
            _ if char.is_whitespace() => char.len_utf8(),
            _ if char.is_alphabetic() => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                found.push(Token::Name(rest[..end].to_owned()));
                end
            }
            _ => {
                found.push(Token::Sign(char));
                1
            }
        };
        rest = &rest[end..];
    }
    found
}

impl Grammar {
    fn read(file: &str) -> Self {
        let text = fs::read_to_string(root().join("grammar").join(file)).unwrap();
        let mut grammar = Self::default();
        let mut tokens = tokens(&text).into_iter().peekable();
        while let Some(token) = tokens.next() {
            let Token::Name(name) = token else { continue };
            assert_eq!(tokens.next(), Some(Token::Sign('=')), "{file}: {name}");
            let part = grammar.any(&name, &mut tokens);
            assert_eq!(tokens.next(), Some(Token::Sign(';')), "{file}: {name}");
            let Some(Token::Note(note)) = tokens.next() else { panic!("{file}: {name} has no note") };
            if grammar.start.is_empty() {
                grammar.start.clone_from(&name);
            }
            let twice = grammar.productions.insert(name.clone(), Production { part, note });
            assert!(twice.is_none(), "{file}: {name} is defined twice");
        }
        grammar
    }

    fn any(&mut self, name: &str, tokens: &mut Tokens) -> Part {
        let mut parts = vec![self.all(name, tokens)];
        while tokens.next_if_eq(&Token::Sign('|')).is_some() {
            parts.push(self.all(name, tokens));
        }
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let first = self.alternatives.len();
        self.alternatives.extend(parts.iter().map(|part| (name.to_owned(), format!("{part:?}"))));
        Part::Any(parts.into_iter().enumerate().map(|(at, part)| (first + at, part)).collect())
    }

    fn all(&mut self, name: &str, tokens: &mut Tokens) -> Part {
        let mut parts = vec![self.one(name, tokens)];
        while tokens.next_if_eq(&Token::Sign(',')).is_some() {
            parts.push(self.one(name, tokens));
        }
        if parts.len() == 1 { parts.remove(0) } else { Part::All(parts) }
    }

    fn one(&mut self, name: &str, tokens: &mut Tokens) -> Part {
        let mut inside = |tokens: &mut Tokens, close: char| {
            let part = self.any(name, tokens);
            assert_eq!(tokens.next(), Some(Token::Sign(close)), "in {name}");
            part
        };
        let part = match tokens.next() {
            Some(Token::Terminal(text)) => Part::Terminal(text),
            Some(Token::Special(text)) => Part::Special(text),
            Some(Token::Name(text)) => Part::Name(text),
            Some(Token::Sign('(')) => inside(tokens, ')'),
            Some(Token::Sign('[')) => Part::Optional(Box::new(inside(tokens, ']'))),
            Some(Token::Sign('{')) => Part::Repeated(Box::new(inside(tokens, '}'))),
            other => panic!("{other:?} in {name}"),
        };
        if tokens.next_if_eq(&Token::Sign('-')).is_some() {
            let but = self.one(name, tokens);
            return Part::Except(Box::new(part), Box::new(but));
        }
        part
    }

    /// Words after `fn:` in a production's note.
    fn functions(&self) -> Vec<(&str, &str)> {
        let mut found = Vec::new();
        for (name, production) in &self.productions {
            let line = production.note.lines().next().unwrap_or_default();
            let line = line.trim().strip_prefix("fn:").unwrap_or_else(|| panic!("{name} names no function"));
            found.extend(line.split(',').map(|function| (name.as_str(), function.trim())));
        }
        found
    }

    fn examples(&self) -> impl Iterator<Item = (&str, &str)> {
        self.productions.iter().map(|(name, production)| {
            let line = production.note.lines().nth(1).unwrap_or_default();
            let example = line.trim_start().strip_prefix("example: ");
            (name.as_str(), example.unwrap_or_else(|| panic!("{name} has no example")).trim_end())
        })
    }
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<Token>>;

// ---- running EBNF ----

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Runs a grammar over a text: alternatives in order, repetitions as far as they go.
struct Recogniser<'g> {
    grammar: &'g Grammar,
    text: &'g [u8],
    /// productions and alternatives on the way to the present place; cut back where a way is given up
    used: Vec<(&'g str, Option<usize>, usize)>,
    /// quotes of open texts, and where help texts ended
    quotes: Vec<u8>,
    help_ends: Vec<usize>,
}

impl<'g> Recogniser<'g> {
    fn new(grammar: &'g Grammar, text: &'g [u8]) -> Self {
        Self { grammar, text, used: Vec::new(), quotes: Vec::new(), help_ends: Vec::new() }
    }

    /// Whether a production takes the whole text.
    fn accepts(&mut self, start: &str) -> bool {
        let (name, _) = self.grammar.productions.get_key_value(start).unwrap_or_else(|| panic!("no {start}"));
        self.name(name, 0) == Some(self.text.len())
    }

    fn at(&self, at: usize) -> Option<u8> {
        self.text.get(at).copied()
    }

    fn name(&mut self, name: &'g str, at: usize) -> Option<usize> {
        let production = self.grammar.productions.get(name).unwrap_or_else(|| panic!("no production {name}"));
        let before = self.used.len();
        self.used.push((name, None, at));
        let token = name.starts_with(char::is_uppercase);
        let end = self.part(&production.part, at, token);
        if end.is_none() {
            self.used.truncate(before);
        }
        end
    }

    /// `token`: inside of a token, where no blank may stand.
    fn part(&mut self, part: &'g Part, at: usize, token: bool) -> Option<usize> {
        match part {
            Part::Terminal(text) => self.terminal(text.as_bytes(), at, token),
            Part::Special(text) => {
                let at = if token { at } else { self.blank(at) };
                self.special(text, at)
            }
            Part::Name(name) => {
                let needs_blank = !token && name.starts_with(char::is_uppercase) && !name.starts_with("BLANK");
                // nothing may stand between a help text and its line, nor a value and its sign
                let raw = matches!(name.as_str(), "HELP_TEXT" | "VALUE");
                let at = if needs_blank && !raw { self.blank(at) } else { at };
                self.name(name, at)
            }
            Part::All(parts) => parts.iter().try_fold(at, |at, part| self.part(part, at, token)),
            Part::Any(parts) => {
                for (number, part) in parts {
                    let before = self.used.len();
                    self.used.push(("", Some(*number), at));
                    if let Some(end) = self.part(part, at, token) {
                        return Some(end);
                    }
                    self.used.truncate(before);
                }
                None
            }
            Part::Optional(part) => Some(self.part(part, at, token).unwrap_or(at)),
            Part::Repeated(part) => {
                let mut at = at;
                while let Some(end) = self.part(part, at, token).filter(|&end| end > at) {
                    at = end;
                }
                Some(at)
            }
            Part::Except(part, but) => {
                let at = if token { at } else { self.blank(at) };
                let end = self.part(part, at, true)?;
                let before = self.used.len();
                let excluded = self.part(but, at, true) == Some(end);
                // what is excluded was not used, except that KEYWORD is used by excluding
                if excluded {
                    return None;
                }
                self.used.truncate(before);
                Some(end)
            }
        }
    }

    fn blank(&mut self, at: usize) -> usize {
        match self.grammar.productions.get_key_value("BLANK") {
            Some((name, _)) if self.grammar.start == "file" => self.name(name, at).unwrap_or(at),
            _ => at,
        }
    }

    fn terminal(&mut self, text: &[u8], at: usize, token: bool) -> Option<usize> {
        let at = if token { at } else { self.blank(at) };
        let end = at + text.len();
        let word = self.grammar.start == "file" && text.iter().all(|&byte| is_word_byte(byte));
        let whole = !word || !self.at(end).is_some_and(|byte| is_word_byte(byte) || byte == b'$');
        (self.text[at..].starts_with(text) && whole).then_some(end)
    }

    /// What EBNF cannot say.
    fn special(&mut self, words: &str, at: usize) -> Option<usize> {
        let byte = self.at(at);
        let next = self.at(at + 1);
        let one = |fits: bool| (byte.is_some() && fits).then_some(at + 1);
        let here = |fits: bool| fits.then_some(at);
        let not = |excluded: &[u8]| one(byte.is_some_and(|byte| !excluded.contains(&byte)));
        match words {
            "nothing" => Some(at),
            "end of file" => here(byte.is_none()),
            "any byte" => one(true),
            "any byte but a line end" => not(b"\n"),
            "any byte but ( ) and a line end" => not(b"()\n"),
            "no NUL on the rest of the line" => {
                here(self.text[at..].iter().find(|byte| matches!(byte, 0 | b'\n')) != Some(&0))
            }
            "any byte but ( ) and ," => not(b"(),"),
            "any byte but ( and )" => not(b"()"),
            "any byte but $" => not(b"$"),
            "any byte but $ and \\" => not(b"$\\"),
            "any byte but a blank, NUL and a line end" => not(b" \0\n"),
            "any byte but =, NUL and a line end" => not(b"=\0\n"),
            "any byte but \", \\, NUL and a line end" => not(b"\"\\\0\n"),
            "any byte but NUL, a line end, and a carriage return before it" => {
                one(byte != Some(0) && byte != Some(b'\n') && (byte, next) != (Some(b'\r'), Some(b'\n')))
            }
            "NUL" => one(byte == Some(0)),
            "an optional carriage return and a line end" => match (byte, next) {
                (Some(b'\n'), _) => Some(at + 1),
                (Some(b'\r'), Some(b'\n')) => Some(at + 2),
                _ => None,
            },
            "a letter, a digit, _ or -" => one(byte.is_some_and(is_word_byte)),
            "no opening parenthesis" => here(byte != Some(b'(')),
            "an exclamation mark that is not part of !=" => one(byte == Some(b'!') && next.is_some_and(|b| b != b'=')),
            "a byte of a text in \"\"" => {
                self.quotes.push(b'"');
                not(b"\"\n$\\")
            }
            "a byte of a text in ''" => {
                self.quotes.push(b'\'');
                not(b"'\n$\\")
            }
            "the quote that opened the text" => one(byte.is_some() && byte == self.quotes.last().copied()),
            "a line end or the file's end comes next" => here(matches!(byte, None | Some(b'\n'))),
            "a word with a dollar in it" => {
                let end = self.name(self.key("WORD"), at)?;
                here(self.text[at..end].contains(&b'$'))
            }
            "a keyword comes next" => {
                let before = self.used.len();
                let (word, keyword) = (self.name(self.key("WORD"), at), self.name(self.key("KEYWORD"), at));
                self.used.truncate(before);
                here(word.is_some() && word == keyword)
            }
            "a byte that starts no token" => {
                // with its neighbour, since some bytes are a token only together
                let token = is_word_byte(byte?)
                    || matches!(
                        byte?,
                        b'"' | b'\'' | b'(' | b')' | b'!' | b'=' | b'<' | b'>' | b'$' | b'\n' | b'#' | b' ' | b'\t'
                    )
                    || matches!((byte?, next), (b'\\', Some(b'\n')) | (b'&', Some(b'&')) | (b'|', Some(b'|')))
                    || matches!((byte?, next), (b':' | b'+', Some(b'=')));
                one(!token)
            }
            "lines with at least the indentation of the first" => {
                let end = help_end(self.text, at);
                self.help_ends.push(end);
                Some(end)
            }
            "a macro comes next" => here(self.text[at..].starts_with(b"$(")),
            "the rest of a line, with a word that starts with a macro" => self.open_line(at),
            "not below a help text, or without a value" => here(!self.below_help(at)),
            other => panic!("the test does not know `? {other} ?`"),
        }
    }

    /// The end of the line that goes on here, if one of its words starts with a macro and none of its macros is open.
    fn open_line(&mut self, mut at: usize) -> Option<usize> {
        let (before, mut found) = (self.used.len(), false);
        loop {
            at = self.blank(at);
            let starts = self.text[at..].starts_with(b"$(");
            let token = [self.key("WORD"), self.key("TEXT")].into_iter().find_map(|name| self.name(name, at));
            self.used.truncate(before);
            match (token, self.at(at)) {
                (Some(end), _) => (found, at) = (found || starts, end),
                (None, None | Some(b'\n')) => return found.then_some(at),
                (None, Some(b'$' | b'"' | b'\'')) => return None,
                (None, Some(_)) => at += 1,
            }
        }
    }

    fn key(&self, name: &str) -> &'g str {
        self.grammar.productions.get_key_value(name).map(|(name, _)| name.as_str()).unwrap()
    }

    /// Whether the assignment that ends here has a value, and stands below a help text with nothing between but empty
    /// lines and lines of macros.
    fn below_help(&self, at: usize) -> bool {
        let started = |wanted: &str| self.used.iter().rev().find(|(name, ..)| *name == wanted).map(|(_, _, at)| *at);
        let (Some(assignment), Some(value)) = (started("assignment"), started("VALUE")) else { return false };
        let value = &self.text[value..at];
        let Some(help) = self.help_ends.iter().copied().filter(|&end| end <= assignment).max() else { return false };
        let between = &self.text[help..assignment];
        let silent = between.split(|&byte| byte == b'\n').all(|line| {
            let line = line.trim_ascii();
            line.is_empty() || line.starts_with(b"$") || line.starts_with(b"#")
        });
        silent && !value.trim_ascii_start().is_empty()
    }
}

/// Where a help text ends, told once more, in other words than the parser's.
fn help_end(text: &[u8], start: usize) -> usize {
    let (mut at, mut indentation, mut last) = (start, 0, 0);
    while at < text.len() {
        let line = text[at..].split(|&byte| byte == b'\n').next().unwrap();
        let blanks = line.iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
        let empty = blanks == line.len();
        if !empty && blanks > 0 {
            last = line[..blanks].iter().fold(0, |at, &byte| if byte == b'\t' { at / 8 * 8 + 8 } else { at + 1 });
            if indentation > last {
                return at + blanks;
            }
        }
        if !empty && indentation == 0 {
            indentation = last;
        }
        at += line.len();
        match text.get(at + 1) {
            // the line end belongs to the text, what starts in the first column does not
            Some(b' ' | b'\t' | b'\n') => at += 1,
            Some(_) => return at + 1,
            None => return text.len(),
        }
    }
    text.len()
}

// ---- the tests ----

const GRAMMARS: [&str; 3] = ["kconfig.ebnf", "macros.ebnf", "dotconfig.ebnf"];

fn corpus(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(root().join("corpus/parse").join(folder))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// What has been used of a grammar.
#[derive(Default)]
struct Used<'g> {
    productions: BTreeSet<&'g str>,
    alternatives: BTreeSet<usize>,
}

impl<'g> Used<'g> {
    fn add(&mut self, recogniser: &Recogniser<'g>) {
        for (name, alternative, _) in &recogniser.used {
            match alternative {
                Some(number) => self.alternatives.insert(*number),
                None => self.productions.insert(name),
            };
        }
    }

    /// `excluded`: productions that are used only to say what a text is not.
    fn check_all(&self, grammar: &Grammar, excluded: &[&str]) {
        for name in grammar.productions.keys().filter(|name| !excluded.contains(&name.as_str())) {
            assert!(self.productions.contains(name.as_str()), "no file of the corpus makes use of {name}");
        }
        for (number, (name, part)) in grammar.alternatives.iter().enumerate() {
            let used = excluded.contains(&name.as_str()) || self.alternatives.contains(&number);
            assert!(used, "no file of the corpus makes use of an alternative of {name}: {part}");
        }
    }
}

#[test]
fn kconfig_grammar_and_parser_accept_the_same_files() {
    let grammar = Grammar::read("kconfig.ebnf");
    let mut used = Used::default();
    for (name, text) in corpus("ok").into_iter().chain(corpus("err")) {
        let text: &'static [u8] = text.leak();
        let mut recogniser = Recogniser::new(&grammar, text);
        let accepted = recogniser.accepts("file");
        let reached = recogniser.used.iter().map(|(_, _, at)| *at).max().unwrap_or(0);
        let around = String::from_utf8_lossy(&text[reached..text.len().min(reached + 40)]).into_owned();
        assert_eq!(accepted, kconfig::parse(text).errors.is_empty(), "{name}, near {around:?}");
        if accepted {
            used.add(&recogniser);
        }
    }
    used.check_all(&grammar, &["KEYWORD"]);
}

#[test]
fn kconfig_grammar_and_parser_judge_each_line_alike() {
    // every cut of a file after one of its lines is a file of its own: many more answers to agree on
    let grammar = Grammar::read("kconfig.ebnf");
    for (name, text) in corpus("ok").into_iter().chain(corpus("err")) {
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
        for end in ends.flat_map(|at| [at, at + 1]) {
            let accepted = Recogniser::new(&grammar, &text[..end]).accepts("file");
            let parsed = kconfig::parse(&text[..end]).errors.is_empty();
            assert_eq!(accepted, parsed, "{name}, cut after {:?}", String::from_utf8_lossy(&text[..end]));
        }
        // so is each line alone below an entry
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            for above in ["", "config A\n", "menu \"M\"\n", "choice\n", "comment \"C\"\n"] {
                let below = match above {
                    "menu \"M\"\n" => "endmenu\n",
                    "choice\n" => "endchoice\n",
                    _ => "",
                };
                let text = [above.as_bytes(), line, b"\n", below.as_bytes()].concat();
                let accepted = Recogniser::new(&grammar, &text).accepts("file");
                let parsed = kconfig::parse(&text).errors.is_empty();
                assert_eq!(accepted, parsed, "{name}: {:?}", String::from_utf8_lossy(&text));
            }
        }
    }
}

#[test]
fn keywords_are_those_of_the_parser() {
    let grammar = Grammar::read("kconfig.ebnf");
    let Part::Any(words) = &grammar.productions["KEYWORD"].part else { panic!("KEYWORD has alternatives") };
    let listed: BTreeSet<_> = words
        .iter()
        .map(|(_, part)| match part {
            Part::Terminal(word) => word.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    let parser = ["kconfig", "attribute", "tokens", "keywords"].map(source).concat();
    let text = parser.as_str();
    // all words in quotes of the parser: those that it takes for keywords must be those that are listed
    let known: BTreeSet<_> = text.split('"').filter(|word| keywords::is_keyword(word.as_bytes())).collect();
    assert_eq!(listed, known);
}

/// What the macro language is asked to read of a file: values, words, and the insides of texts.
fn macro_inputs(text: &[u8]) -> Vec<(&'static str, Bytes)> {
    let mut found = Vec::new();
    let file = kconfig::parse(text);
    for statement in &file.statements {
        match &statement.kind {
            Kind::Assign { name, value, .. } => {
                found.extend([("WORD", name.at.clone()), ("VALUE", value.clone())]);
            }
            Kind::Macros(words) => found.extend(words.iter().map(|word| ("WORD", word.at.clone()))),
            Kind::Config { name, .. } | Kind::Select(name, _) => found.push(("WORD", name.at.clone())),
            Kind::Menu(text) | Kind::Comment(text) | Kind::Source(text) | Kind::MainMenu(text) => {
                found.push(("TEXT", text.inner()));
            }
            Kind::Prompt(prompt) | Kind::Type(_, Some(prompt)) => found.push(("TEXT", prompt.text.inner())),
            Kind::Default { value, .. } => {
                for step in file.steps(value) {
                    match step {
                        Step::Operand(ltoconf::syntax::ast::Operand::Word(word)) => {
                            found.push(("WORD", word.at.clone()));
                        }
                        Step::Operand(ltoconf::syntax::ast::Operand::Text(text)) => {
                            found.push(("TEXT", text.inner()));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn macro_grammar_cuts_where_the_parser_cuts() {
    use ltoconf::syntax::macros::{Piece, arguments, pieces, text_pieces};

    let grammar = Grammar::read("macros.ebnf");
    let mut used = Used::default();
    for (name, text) in corpus("ok") {
        let text: &'static [u8] = text.leak();
        for (start, at) in macro_inputs(text) {
            let input = &text[at.start as usize..at.end as usize];
            let shown = String::from_utf8_lossy(input);
            let mut recogniser = Recogniser::new(&grammar, input);
            assert!(recogniser.accepts(start), "{name}: {start} {shown:?}");
            used.add(&recogniser);
            // the outermost references, and how many arguments each has
            let cut: Vec<_> = if start == "TEXT" { text_pieces(input).collect() } else { pieces(input).collect() };
            let parsed: usize = cut
                .iter()
                .map(|piece| match piece {
                    Piece::Reference(inner) => arguments(inner).len(),
                    Piece::Literal(_) | Piece::Unterminated(_) => 0,
                })
                .sum();
            let recognised = recogniser.outermost_parts();
            assert_eq!(recognised, parsed, "{name}: {start} {shown:?}");
        }
    }
    used.check_all(&grammar, &[]);
}

impl Recogniser<'_> {
    /// Names and arguments of references that stand in no other reference.
    fn outermost_parts(&self) -> usize {
        let mut parts = 0;
        let mut end = 0;
        for (index, (name, _, at)) in self.used.iter().enumerate() {
            if *name == "REFERENCE" && *at >= end {
                // how far it goes is asked once more
                let mut again = Recogniser::new(self.grammar, self.text);
                end = again.name(self.key("REFERENCE"), *at).unwrap();
                let inner = &self.used[index + 1..];
                let mut nested = 0;
                for (name, _, at) in inner.iter().take_while(|(_, _, at)| *at < end) {
                    if *name == "REFERENCE" && *at >= nested {
                        nested = Recogniser::new(self.grammar, self.text).name(self.key("REFERENCE"), *at).unwrap();
                    }
                    if matches!(*name, "NAME" | "ARGUMENT") && *at >= nested {
                        parts += 1;
                    }
                }
            }
        }
        parts
    }
}

#[test]
fn dotconfig_grammar_classes_lines_as_the_parser_does() {
    let grammar = Grammar::read("dotconfig.ebnf");
    let mut used = Used::default();
    for (name, text) in corpus("dotconfig") {
        let text: &'static [u8] = text.leak();
        let mut recogniser = Recogniser::new(&grammar, text);
        assert!(recogniser.accepts("FILE"), "{name}");
        used.add(&recogniser);
        // the production that follows each LINE is its class
        let mut classes: Vec<(usize, &str)> = recogniser
            .used
            .windows(3)
            .filter(|three| three[0].0 == "LINE")
            .map(|three| (three[0].2, three[2].0))
            .collect();
        // a repetition that takes nothing at the file's end is no line
        classes.retain(|(at, _)| *at < text.len());
        let parsed: Vec<_> = dotconfig::parse(text, b"CONFIG_")
            .into_iter()
            .map(|line| {
                let class = match line.kind {
                    LineKind::Blank => "BLANK",
                    LineKind::Comment => "COMMENT",
                    LineKind::NotSet { .. } => "NOT_SET",
                    LineKind::Set { .. } => "SET",
                    LineKind::NoValue => "NO_VALUE",
                    LineKind::Foreign => "FOREIGN",
                };
                (line.at.start as usize, class)
            })
            .collect();
        assert_eq!(classes, parsed, "{name}");
    }
    used.check_all(&grammar, &[]);
}

/// The text of a file of `src/syntax` without its unit tests.
fn source(module: &str) -> String {
    let path = root().join("src/syntax").join(format!("{module}.rs"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

#[test]
fn productions_name_functions_that_exist() {
    for file in GRAMMARS {
        let grammar = Grammar::read(file);
        for (production, function) in grammar.functions() {
            let (module, name) = function.split_once("::").unwrap_or_else(|| panic!("{production}: {function}"));
            let text = source(module);
            let found = [format!("fn {name}("), format!("fn {name}<")].iter().any(|wanted| text.contains(wanted));
            assert!(found, "{file}: {production} names {function}, which does not exist");
        }
    }
}

#[test]
fn parser_functions_are_named_by_productions() {
    let grammars = GRAMMARS.map(Grammar::read);
    let named: BTreeSet<_> = grammars.iter().flat_map(Grammar::functions).map(|(_, function)| function).collect();
    for module in ["kconfig", "assignment", "block", "expr", "lex", "macros", "dotconfig", "help"] {
        let text = source(module);
        for (at, _) in text.match_indices("fn ") {
            let signature = text[at + 3..].split('{').next().unwrap_or_default();
            let name = signature.split(['(', '<']).next().unwrap_or_default();
            let result = signature.rsplit("->").next().unwrap_or_default();
            if result.contains("Part<") || result.contains("Lexed<") {
                let function = format!("{module}::{name}");
                assert!(named.contains(function.as_str()), "no production names {function}");
            }
        }
    }
}

#[test]
fn examples_stand_in_the_corpus() {
    for file in GRAMMARS {
        let folder = if file == "dotconfig.ebnf" { "dotconfig" } else { "ok" };
        let texts: Vec<_> =
            corpus(folder).into_iter().map(|(_, text)| String::from_utf8_lossy(&text).into_owned()).collect();
        for (production, example) in Grammar::read(file).examples() {
            let found = texts.iter().flat_map(|text| text.lines()).any(|line| line.contains(example));
            assert!(found, "{file}: the example of {production} stands in no file: {example}");
        }
    }
}

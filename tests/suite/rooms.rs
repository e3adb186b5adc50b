//! Who may know whom. The sources of the crate enter as text; each `use` or path of another room must point upwards in
//! the order below, and some libraries and doors to the system have one room each.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The rooms, from the one that knows nobody to the one that knows all. A room imports rooms above it only.
/// `eval` and `solve` stand at one height: two independent accounts of one semantics, which never import each other.
const ROOMS: [&[&str]; 20] = [
    &["source"],
    &["diagnostic"],
    &["pages"],
    &["dialect"],
    &["syntax"],
    &["tree"],
    &["model"],
    &["user"],
    &["eval", "solve"],
    &["conf"],
    &["remedy"],
    &["slice"],
    &["lto"],
    &["audit"],
    &["finding"],
    &["report"],
    &["front"],
    &["cli"],
    &["command"],
    &["main"],
];

/// A room's words, and where alone they may stand: a room, or a file of it.
const PLACES: [(&str, &[&str]); 9] = [
    ("nom::", &["syntax"]),
    // main only lets the command line be parsed
    ("clap::", &["cli", "main"]),
    ("miette::", &["report"]),
    ("varisat::", &["solve/solver"]),
    ("object::", &["audit"]),
    ("std::process", SYSTEM),
    ("std::fs", SYSTEM),
    ("std::env", SYSTEM),
    ("rayon::", &["source", "tree", "eval", "solve", "finding", "front", "command"]),
];

/// Where files, the environment and processes may be met.
const SYSTEM: &[&str] = &[
    "source",
    "tree/environment",
    "tree/make",
    "tree/probe",
    "tree/search",
    "tree/files",
    "tree/version",
    "audit/walk",
    "front/architectures",
    "front/elsewhere",
    "front/flags",
    "front/loaded",
    "front/toolchains",
    "command",
    "main",
];

/// Known breaches, `(file, what)`, each with its reason. To be emptied, never to grow.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// A source file: its name without `.rs` below `src`, and its code without comments, texts and unit tests.
struct Source {
    name: String,
    code: String,
}

impl Source {
    fn room(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// Drops what is no code, so that a word in a comment or a text counts for nothing.
fn code_of(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
    while let Some(char) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if char == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            end.map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\") {
            3
        } else {
            code.push(char);
            char.len_utf8()
        };
        rest = &rest[skipped..];
    }
    code
}

/// Whether a `mod.rs` takes a module in for unit tests only.
fn test_only(contents: &str, module: &str) -> bool {
    let mut lines = contents.lines();
    lines.any(|line| line == "#[cfg(test)]")
        && lines.next().is_some_and(|line| line.trim_start_matches("pub(crate) ") == format!("mod {module};"))
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let contents = fs::read_to_string(folder.join("mod.rs")).unwrap_or_default();
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let module = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if test_only(&contents, module) {
                // a room's help for its own unit tests may do what it likes
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().with_extension("");
                let name = name.to_str().unwrap().to_owned();
                found.push(Source { code: code_of(&fs::read_to_string(&path).unwrap()), name });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Full paths that a text names, with `{…}` unfolded: `use a::{b, c::{d, e}}` gives `a::b`, `a::c::d`, `a::c::e`.
fn paths(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut prefixes: Vec<String> = Vec::new();
    let mut current = String::new();
    // braces that open after `::` belong to a path; all others end it
    for char in code.chars() {
        match char {
            _ if char.is_alphanumeric() || char == '_' || char == ':' => current.push(char),
            '{' if current.ends_with("::") => {
                let outer = prefixes.last().cloned().unwrap_or_default();
                prefixes.push(outer + &std::mem::take(&mut current));
            }
            '}' if !prefixes.is_empty() => {
                let outer = prefixes.pop().unwrap_or_default();
                found.insert(outer + &std::mem::take(&mut current));
            }
            ' ' | '\n' if !prefixes.is_empty() && current.is_empty() => {}
            _ => {
                let outer = prefixes.last().cloned().unwrap_or_default();
                found.insert(outer + &std::mem::take(&mut current));
            }
        }
    }
    // where a brace was, and nothing behind it
    found.retain(|path| !path.is_empty() && !path.ends_with("::"));
    found
}

fn height(room: &str) -> Option<usize> {
    ROOMS.iter().position(|rooms| rooms.contains(&room))
}

fn excepted(file: &str, what: &str) -> bool {
    EXCEPTIONS.iter().any(|&(known, breach)| known == file && what.starts_with(breach))
}

#[test]
fn rooms_know_only_rooms_above_them() {
    let mut breaches = Vec::new();
    for source in sources() {
        // the crate's table of contents names every room
        if source.name == "lib" {
            continue;
        }
        let room = source.room();
        let own = height(room).unwrap_or_else(|| panic!("{} is in no room: give it its place in ROOMS", source.name));
        for path in paths(&source.code) {
            let mut parts = path.split("::");
            let other = match parts.next() {
                Some("crate" | "ltoconf") => parts.next(),
                _ => None,
            };
            // neither another crate nor the `crate` of `pub(crate)`
            let Some(other) = other else { continue };
            let above = height(other).is_some_and(|height| height < own);
            if other != room && !above && !excepted(&source.name, &path) {
                breaches.push(format!("{}: {path}", source.name));
            }
        }
    }
    assert!(breaches.is_empty(), "rooms know what stands below them:\n{}", breaches.join("\n"));
}

#[test]
fn libraries_and_the_system_have_their_places() {
    let mut breaches = Vec::new();
    for source in sources() {
        for path in paths(&source.code) {
            for (word, places) in PLACES {
                let named = path.starts_with(word) && (word.ends_with(':') || !path[word.len()..].starts_with('_'));
                // an exit status is a value, no process
                let value = path == "std::process::ExitCode";
                let inside =
                    places.iter().any(|place| source.name == *place || source.name.starts_with(&format!("{place}/")));
                if named && !value && !inside && !excepted(&source.name, &path) {
                    breaches.push(format!("{}: {path}", source.name));
                }
            }
        }
    }
    assert!(breaches.is_empty(), "met outside of their place:\n{}", breaches.join("\n"));
}

/// Rooms that the command line knows beside the front, whose own names alone it knows: what a diagnostic is and what it
/// points into, the pages that explain it, and what makes bytes of all that.
const BESIDE_THE_FRONT: [&str; 6] = ["diagnostic", "source", "pages", "report", "cli", "command"];

/// Paths of a file of the command line that are neither the front's own names nor those of the rooms beside it.
fn behind_the_front(source: &Source) -> Vec<String> {
    let behind = |path: &String| {
        let mut parts = path.split("::").skip(1);
        match parts.next() {
            // a name that stands in the front itself, and no module of it
            Some("front") => {
                parts.next().is_some_and(|module| module.starts_with(char::is_lowercase)) && parts.count() > 0
            }
            Some(room) => height(room).is_some() && !BESIDE_THE_FRONT.contains(&room),
            None => false,
        }
    };
    paths(&source.code).into_iter().filter(|path| path.starts_with("crate::") && behind(path)).collect()
}

#[test]
fn the_command_line_knows_the_front_alone() {
    let of_the_command_line = |source: &&Source| matches!(source.room(), "cli" | "command" | "main");
    let mut breaches = Vec::new();
    for source in sources().iter().filter(of_the_command_line) {
        breaches.extend(behind_the_front(source).into_iter().map(|path| format!("{}: {path}", source.name)));
    }
    assert!(breaches.is_empty(), "the command line reaches behind the front:\n{}", breaches.join("\n"));
}

/// Options that people are told to type. A program that asks the library has none: texts name an `Advice`.
const OPTIONS: [&str; 10] = [
    "--tree",
    "--allow-source",
    "--embedded",
    "--arch",
    "--llvm",
    "--config FILE",
    "--probes",
    "--as ",
    "ltoconf flags",
    "ltoconf check",
];

#[test]
fn only_the_command_line_speaks_of_its_options() {
    let mut breaches = Vec::new();
    // what `report` makes is read by who runs the program
    let rooms = ["cli", "command", "report", "main"];
    for source in sources().iter().filter(|source| !rooms.contains(&source.room())) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&source.name).with_extension("rs");
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let option = OPTIONS.iter().find(|option| line.contains(**option));
            breaches.extend(option.map(|option| format!("{}: {option}", source.name)));
        }
    }
    assert!(breaches.is_empty(), "texts of the library speak of options:\n{}", breaches.join("\n"));
}

#[test]
fn what_stands_behind_the_front_is_known() {
    let code =
        "use crate::{front::{self, Tree, loaded::Key}, report::Human, model::Model}; front::explain(); pub(crate)";
    let found = behind_the_front(&Source { name: "command/x".into(), code: code.into() });
    assert_eq!(found, ["crate::front::loaded::Key", "crate::model::Model"]);
}

#[test]
fn exceptions_are_still_needed() {
    let sources = sources();
    for (file, breach) in EXCEPTIONS {
        let source = sources.iter().find(|source| source.name == file).unwrap_or_else(|| panic!("no file {file}"));
        assert!(paths(&source.code).iter().any(|path| path.starts_with(breach)), "{file} no longer names {breach}");
    }
}

#[test]
fn paths_are_unfolded() {
    let found = paths("use std::{fs, path::{Path, PathBuf}};\nlet x = crate::source::read(y);");
    for path in ["std::fs", "std::path::Path", "std::path::PathBuf", "crate::source::read"] {
        assert!(found.contains(path), "{path} in {found:?}");
    }
}

#[test]
fn comments_and_texts_are_no_code() {
    assert_eq!(code_of("a // std::fs\nb \"std::fs \\\" \" c '\"' d"), "a \nb  c  d");
}

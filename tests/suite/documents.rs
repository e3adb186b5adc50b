//! The documents: each shell command in them that no test runs enters, and each word of a command line in their sentences;
//! that there are such commands, options, tests and variables is expected. Such a block says above it why it is not run.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use clap::{CommandFactory as _, error::ErrorKind};
use ltoconf::cli::Cli;

/// What stands above a block of `sh`, which keeps it from being run.
const MARKS: [&str; 2] = ["<!-- needs a kernel -->", "<!-- needs cargo -->"];

/// Folders without documents of their own: what is made, inputs, and the pages that `pages` holds to their examples.
const OTHERS: [&str; 5] = ["target", "corpus", "artifacts", "diagnostics", "snapshots"];

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, none where it is not there, as in a package.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_file() {
                found.push(path);
            } else if !name.starts_with('.') && !OTHERS.contains(&name) {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The documents, as (name, text): the changelog alone tells of what was.
pub(crate) fn documents() -> Vec<(String, String)> {
    let pages = files_below(root()).into_iter().filter(|path| path.extension().is_some_and(|end| end == "md"));
    let named = pages
        .map(|path| (path.strip_prefix(root()).unwrap().display().to_string(), fs::read_to_string(&path).unwrap()));
    named.filter(|(name, _)| name != "CHANGELOG.md").collect()
}

/// A fenced block of a page.
#[derive(Default)]
pub(crate) struct Block {
    /// the line above
    above: String,
    /// what stands behind the fence
    pub(crate) kind: String,
    pub(crate) text: String,
}

pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut above = "";
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) => {
                open = Some(Block { above: above.to_owned(), kind: kind.to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text += line;
                block.text.push('\n');
            }
            (None, None) => assert!(!line.starts_with("    "), "a block without a fence: {line}"),
        }
        above = line;
    }
    assert!(open.is_none(), "a block has no end");
    blocks
}

/// What is wrong with a command, its variables and what the shell takes for itself left out.
fn fault(command: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().skip_while(|word| word.contains('=')).collect();
    let (program, arguments) = words.split_first()?;
    match *program {
        "ltoconf" => fault_of_ltoconf(&words, &[]),
        "cargo" => fault_of_cargo(arguments),
        "cd" | "make" => None,
        script => fault_of_script(script, arguments),
    }
}

/// Kinds of bad usage that do not count are those that a sentence may have.
fn fault_of_ltoconf(words: &[&str], allowed: &[ErrorKind]) -> Option<String> {
    let error = Cli::read(words.iter().map(Into::into)).err()?;
    (!allowed.contains(&error.kind())).then(|| error.to_string())
}

fn fault_of_cargo(arguments: &[&str]) -> Option<String> {
    let (ours, theirs) = arguments.split_at(arguments.iter().position(|&word| word == "--").unwrap_or(arguments.len()));
    let is_there = |part: &str, inside: &str| {
        let text = fs::read_to_string(root().join(inside)).unwrap();
        (!text.contains(part)).then(|| format!("{inside} has no '{part}'"))
    };
    match ours {
        ["run", ..] => fault(&["ltoconf"].iter().chain(theirs.iter().skip(1)).copied().collect::<Vec<_>>().join(" ")),
        ["test", .., "--test", name] => is_there(&format!("name = \"{name}\""), "Cargo.toml"),
        ["test", name] => is_there(&format!("mod {name};"), "tests/suite/main.rs"),
        ["bench" | "build" | "clippy" | "doc" | "fmt" | "install" | "test", ..] => None,
        other => Some(format!("cargo {other:?} is not known here")),
    }
}

/// A script is there and speaks of all options that it is given.
fn fault_of_script(script: &str, arguments: &[&str]) -> Option<String> {
    let path = root().join(script);
    let Ok(text) = fs::read_to_string(&path) else { return Some("there is no such file".to_owned()) };
    // what is taken of other scripts is taken with their options
    let beside = text.split(|char: char| !char.is_alphanumeric() && char != '_');
    let texts = beside.filter_map(|name| fs::read_to_string(path.with_file_name(format!("{name}.py"))).ok());
    let all = texts.fold(text.clone(), |all, text| all + &text);
    let unknown = arguments.iter().filter(|word| word.starts_with("--")).find(|option| !all.contains(**option));
    unknown.map(|option| format!("it knows no {option}"))
}

/// The commands of a block, without what stands beside them.
fn commands(block: &str) -> impl Iterator<Item = &str> {
    let lines = block.lines().map(|line| line.split(" #").next().unwrap().split(" > ").next().unwrap());
    lines.flat_map(|line| line.split(" && ")).filter(|line| !line.trim_start().starts_with('#'))
}

#[test]
fn what_is_not_run_is_marked_and_is_good_usage() {
    let mut read = 0;
    for (name, text) in documents() {
        for Block { above, kind, text } in blocks(&text) {
            if kind != "sh" {
                // Rust is run with the crate's own examples
                assert!(["console", "text", "yaml", "rust"].contains(&kind.as_str()), "{name}: a block of '{kind}'");
                continue;
            }
            assert!(MARKS.contains(&above.as_str()), "{name}: neither run nor marked by one of {MARKS:?}: {text}");
            for command in commands(&text) {
                assert_eq!(fault(command), None, "{name}: {command}");
                read += 1;
            }
        }
    }
    assert!(read > 50, "only {read} commands are read");
}

/// What stands between backticks in a page's sentences.
fn quoted(page: &str) -> Vec<String> {
    let (mut sentences, mut inside) = (String::new(), false);
    for line in page.lines() {
        let fence = line.starts_with("```");
        inside ^= fence;
        if !inside && !fence {
            sentences += line;
            sentences.push('\n');
        }
    }
    sentences.split('`').skip(1).step_by(2).map(|text| text.replace('\n', " ")).collect()
}

#[test]
fn commands_in_sentences_are_good_usage() {
    let mut read = 0;
    for (name, text) in documents() {
        for command in quoted(&text) {
            // a reader fills in what is left open
            let open = command.contains(['…', '[', '|', '$', '<']);
            let command = command.split(' ').skip_while(|word| word.contains('=')).collect::<Vec<_>>().join(" ");
            let known = ["ltoconf ", "cargo ", "tests/"].iter().any(|start| command.starts_with(start));
            if known && command.contains(' ') && !open {
                let words: Vec<&str> = command.split_whitespace().collect();
                // a sentence names what it speaks of, and no more
                let part = [ErrorKind::MissingRequiredArgument];
                let fault = if words[0] == "ltoconf" { fault_of_ltoconf(&words, &part) } else { fault(&command) };
                assert_eq!(fault, None, "{name}: {command}");
                read += 1;
            }
        }
    }
    assert!(read > 10, "only {read} commands are read");
}

/// The long options of a command and of those below it.
fn options(command: &clap::Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(|argument| argument.get_long().map(|long| format!("--{long}")));
    own.chain(command.get_subcommands().flat_map(options)).collect()
}

#[test]
fn options_in_sentences_are_there() {
    let mut known = options(&Cli::command());
    known.extend(["--help".to_owned()]);
    // other programs have options of their own
    let is_ours = |quoted: &&String| !["cargo ", "tests/"].iter().any(|start| quoted.starts_with(start));
    for (name, text) in documents().iter().filter(|(name, _)| !name.starts_with("tests/")) {
        for quoted in quoted(text).iter().filter(is_ours) {
            for word in quoted.split([' ', '=', '[']).filter(|word| word.starts_with("--")) {
                assert!(known.contains(word), "{name}: {quoted}: there is no {word}");
            }
        }
    }
}

#[test]
fn variables_in_documents_are_read_somewhere() {
    let texts = ["src", "tests", "fuzz"].iter().flat_map(|folder| files_below(&root().join(folder)));
    let is_code = |path: &PathBuf| path.extension().is_some_and(|end| end == "rs" || end == "py" || end == "sh");
    let code: Vec<String> = texts.filter(is_code).map(|path| fs::read_to_string(path).unwrap()).collect();
    for (name, text) in documents() {
        for rest in text.split("LTOCONF_").skip(1) {
            let end = rest.find(|char: char| !char.is_ascii_uppercase() && char != '_').unwrap_or(rest.len());
            let variable = format!("LTOCONF_{}", &rest[..end]);
            assert!(code.iter().any(|code| code.contains(&variable)), "{name}: nothing reads {variable}");
        }
    }
}

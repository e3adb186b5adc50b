//! The parsers, shown: each file of `corpus/parse` enters, what the parser made of it is held against a snapshot.
//! `ok` are files without an error, `err` files full of them, `dotconfig` files of values. Below them: inputs that are
//! too large to be files, which must neither hang nor exhaust the stack.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use ltoconf::{
    source::Sources,
    syntax::{
        ast::{File, Kind, Problem},
        dotconfig::{self, LineKind},
        kconfig, show,
    },
};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/parse").join(name)
}

/// Names and texts of a folder's files, in order of their names.
fn files(folder_name: &str) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder(folder_name))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// Control characters made visible, so that a snapshot shows carriage returns and NUL.
fn visible(text: &str) -> String {
    text.chars()
        .map(|char| if char.is_control() { char.escape_default().to_string() } else { char.to_string() })
        .collect()
}

/// `line:column code message`, and where the block in question was opened.
fn problems(sources: &Sources, file: ltoconf::source::FileId, problems: &[Problem]) -> String {
    let place = |at: u32| {
        let place = sources.file(file).place(at);
        format!("{}:{}", place.line, place.column)
    };
    let mut out = String::new();
    for problem in problems {
        let opened = problem.opened.as_ref().map_or(String::new(), |at| format!(" (opened at {})", place(at.start)));
        writeln!(out, "{} {} {}{opened}", place(problem.at.start), problem.code, visible(&problem.message)).unwrap();
    }
    out
}

/// Holds a text against the snapshot `folder/name`.
fn check(folder_name: &str, name: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new("snapshots").join(folder_name));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown));
}

fn parsed(name: &str, text: &[u8]) -> (Sources, ltoconf::source::FileId, File) {
    let mut sources = Sources::default();
    let id = sources.add(name, text.to_vec());
    (sources, id, kconfig::parse(text))
}

#[test]
fn files_without_errors() {
    for (name, text) in files("ok") {
        let (sources, id, file) = parsed(&name, &text);
        assert_eq!(problems(&sources, id, &file.errors), "", "{name}");
        let mut shown = String::new();
        for statement in &file.statements {
            let line = sources.file(id).place(statement.at.start).line;
            writeln!(shown, "{line:>3} {}", visible(&show::statement(&text, &file, statement))).unwrap();
        }
        if !file.warnings.is_empty() {
            write!(shown, "\nwarnings:\n{}", problems(&sources, id, &file.warnings)).unwrap();
        }
        check("ok", &name, &shown);
    }
}

#[test]
fn files_with_errors() {
    for (name, text) in files("err") {
        let (sources, id, mut file) = parsed(&name, &text);
        assert!(file.errors.len() > 1, "{name}: an error must not hide the next");
        file.errors.sort_by_key(|problem| problem.at.start);
        check("err", &name, &problems(&sources, id, &file.errors));
    }
}

#[test]
fn files_of_values() {
    for (name, text) in files("dotconfig") {
        let cut = |at: &ltoconf::syntax::ast::Bytes| {
            visible(&String::from_utf8_lossy(&text[at.start as usize..at.end as usize]))
        };
        let mut shown = String::new();
        for (number, line) in dotconfig::parse(&text, b"CONFIG_").iter().enumerate() {
            let what = match &line.kind {
                LineKind::Set { name, value } => {
                    let bytes = &text[value.start as usize..value.end as usize];
                    let text = match dotconfig::unquote(bytes) {
                        Ok(Some(text)) => format!("text {}", visible(&String::from_utf8_lossy(&text))),
                        Ok(None) => "bare".to_owned(),
                        Err(()) => "not closed".to_owned(),
                    };
                    format!("[{}] = [{}] {text}", cut(name), cut(value))
                }
                LineKind::NotSet { name, exact } => {
                    format!("[{}] not set{}", cut(name), if *exact { "" } else { " and more" })
                }
                LineKind::Blank => "blank".to_owned(),
                LineKind::Comment | LineKind::NoValue | LineKind::Foreign => {
                    format!("{:?} [{}]", line.kind, cut(&line.at))
                }
            };
            writeln!(shown, "{:>3} {what}", number + 1).unwrap();
        }
        check("dotconfig", &name, &shown);
    }
}

#[test]
fn no_snapshot_outlives_its_file() {
    for folder_name in ["ok", "err", "dotconfig"] {
        let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/snapshots").join(folder_name);
        let names: BTreeSet<_> = files(folder_name).into_iter().map(|(name, _)| format!("{name}.snap")).collect();
        let found: BTreeSet<_> = fs::read_dir(snapshots)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.ends_with(".snap.new"))
            .collect();
        assert_eq!(names, found);
    }
}

/// The codes of a text's errors.
fn codes(text: &str) -> Vec<&'static str> {
    kconfig::parse(text.as_bytes()).errors.iter().map(|problem| problem.code).collect()
}

const UNEXPECTED: &str = "ltoconf::syntax::unexpected-token";
const TOO_DEEP: &str = "ltoconf::syntax::too-deep";

#[test]
fn nesting_ends_where_the_reference_ends() {
    let nested = |open: &str, close: &str, depth: usize| {
        codes(&format!("config A\n\tdef_bool {}B{}\n", open.repeat(depth), close.repeat(depth)))
    };
    assert!(nested("(", ")", 9_000).is_empty());
    assert!(nested("!", "", 9_000).is_empty());
    assert_eq!(nested("(", ")", 100_000), [TOO_DEEP]);
    assert_eq!(nested("!", "", 100_000), [TOO_DEEP]);
    assert_eq!(nested("!(", ")", 100_000), [TOO_DEEP]);
    assert_eq!(nested("(", "", 5_000), [UNEXPECTED]);
}

#[test]
fn a_long_line_is_a_line() {
    let long = 1 << 20;
    for line in [
        format!("comment \"{}\"", "x".repeat(long)),
        format!("config {}", "X".repeat(long)),
        format!("# {}", "x".repeat(long)),
        format!("V = {}", "x ".repeat(long / 2)),
        format!("source \"{}\"", "\\\"".repeat(long / 2)),
        format!("$(info,{})", "(x)".repeat(long / 3)),
        format!("$(info,{}{})", "(".repeat(long / 2), ")".repeat(long / 2)),
        format!("if A{}\nendif", " && A".repeat(long / 5)),
        format!("if A{}\nendif", " \\\n&& A".repeat(long / 7)),
        " ".repeat(long),
        ";".repeat(long),
    ] {
        assert_eq!(codes(&line), [""; 0], "{}", &line[..20]);
    }
    assert_eq!(codes(&"$".repeat(long)), [""; 0]);
    assert_eq!(codes(&"$(".repeat(long / 2)), ["ltoconf::syntax::unterminated-reference"]);
    assert_eq!(codes(&"(".repeat(long)), [UNEXPECTED]);
}

#[test]
fn blocks_may_nest_as_deeply_as_the_file_is_long() {
    let depth = 100_000;
    for (open, close) in [("if A\n", "endif\n"), ("menu \"m\"\n", "endmenu\n")] {
        assert!(codes(&(open.repeat(depth) + &close.repeat(depth))).is_empty());
        assert_eq!(codes(&open.repeat(depth)).len(), depth);
        assert_eq!(codes(&close.repeat(depth)).len(), depth);
    }
    // an end that has no start, and one that comes too early, cost no more
    assert_eq!(codes(&("if A\n".repeat(depth) + &"endmenu\n".repeat(depth))).len(), 2 * depth);
    assert_eq!(codes(&("menu \"m\"\n".to_owned() + &"if A\n".repeat(depth) + "endmenu\n")).len(), 1);
    // 'if' is all that nests inside a choice; each 'menu' there is told of
    let inside = "choice\n".to_owned() + &"if A\n".repeat(depth) + &"menu \"m\"\n".repeat(depth);
    let told = codes(&inside);
    assert_eq!(told.iter().filter(|code| code.ends_with("misplaced-statement")).count(), depth);
    let attributes = "config A\n".to_owned() + &"\tselect\n".repeat(depth) + &"\tvisible\n\thelp\n".repeat(depth);
    assert_eq!(codes(&attributes).len(), depth + 1);
}

#[test]
fn long_files_of_help_are_read_in_one_go() {
    let text = "config A\n\tbool\n\thelp\n".to_owned() + &"\t  text\n\n".repeat(200_000) + "config B\n\tbool\n";
    let file = kconfig::parse(text.as_bytes());
    assert!(file.errors.is_empty());
    assert_eq!(file.statements.iter().filter(|s| matches!(s.kind, Kind::Config { .. })).count(), 2);
}

#[test]
fn any_cut_of_a_file_is_read_without_harm() {
    for (_, text) in files("ok").into_iter().chain(files("err")) {
        for end in 0..text.len() {
            kconfig::parse(&text[..end]);
            dotconfig::parse(&text[..end], b"CONFIG_");
        }
    }
}

#[test]
fn a_skipped_character_is_told_once() {
    let file = kconfig::parse(b"config A;\n\tbool, \"x\";\n\tdefault y; if ~B,\n");
    let at: Vec<_> = file.warnings.iter().map(|problem| problem.at.start).collect();
    assert_eq!(at, [8, 15, 20, 32, 37, 39]);
}

#[test]
fn a_macro_line_does_not_part_a_help_text_from_an_assignment() {
    // checked with the real conf: it reports line 5 as a syntax error, too
    let help = "config A\n\thelp\n\t  Text.\n\n$(info,x)\nX := 1\n";
    assert_eq!(codes(help), ["ltoconf::syntax::misplaced-statement"]);
    assert_eq!(codes(&help.replace(":= 1", ":=")), [""; 0]);
}

#[test]
fn a_macro_at_the_end_of_a_line_may_be_nothing() {
    // the real conf reads on as if it were not there
    let text = b"config A $(e)\n\tbool \"a\" $(e) $(f)\n\thelp $(e)\n\t  Text.\n\nmenu \"m\" $(e)\nendmenu $(e)\n";
    let file = kconfig::parse(text);
    assert_eq!(file.errors, []);
    assert_eq!(file.statements.iter().filter(|s| matches!(s.kind, Kind::Unsettled(_))).count(), 4);
    assert!(file.statements.iter().all(|s| !matches!(&s.kind, Kind::Help(at) if at.is_empty())));
    assert_eq!(codes("config A\n\tbool A if B\n"), [UNEXPECTED]);
}

#[test]
fn an_error_lies_in_its_text() {
    for text in
        [b"config A\n\tbool \"b\" if ".as_slice(), b"config A\n\tselect (\xff\xff", b"config A\n\tdepends on (B"]
    {
        let file = kconfig::parse(text);
        assert!(!file.errors.is_empty());
        assert!(
            file.errors.iter().chain(&file.warnings).all(|problem| problem.at.end as usize <= text.len()),
            "{file:?}"
        );
    }
}

#[test]
fn a_nul_in_a_macro_is_an_error() {
    for text in ["config A\n\tdefault $(a\0b)\n", "config $(a\0b)\n", "$(info,\0)\n"] {
        assert_eq!(codes(text), ["ltoconf::syntax::nul-byte"], "{text:?}");
    }
}

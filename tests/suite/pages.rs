//! The pages of `docs/diagnostics`: every code of the sources has one, every example is run, and what is made of the
//! pages (the index, and the table that the program carries) is in step with them.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use ltoconf::pages::{self, Page};

/// What the sections of every page are, in this order.
const SECTIONS: [&str; 4] = ["What it means", "Why it hurts", "Example", "What to do"];

/// Codes whose example is told in words: it would need bytes that no text holds, a thousand lines, blanks in a path, a
/// disk that fails, or there is none.
const IN_WORDS: [&str; 21] = [
    "audit::bitcode-unasked",
    "audit::bitcode-without-lto",
    "audit::compiled-without-lto",
    "audit::elf-under-lto",
    "audit::gcc-lto",
    "audit::lto-turned-off",
    "audit::not-linked",
    "audit::other-lto-mode",
    "audit::other-machine",
    "config::binary",
    "config::compressed",
    "config::utf-16",
    "dialect::unknown-rules",
    "flags::module-folder",
    "flags::unprintable",
    "flags::unreadable",
    "plan::unprintable",
    "probes::endless",
    "syntax::nul-byte",
    "syntax::too-deep",
    "syntax::unended-line",
];

/// What the codes of a family are about, in the order of the index.
const FAMILIES: [(&str, &str); 14] = [
    ("config", "Lines of a configuration"),
    ("lto", "What a configuration says of link time optimization"),
    ("toolchain", "The tools that a configuration was written with"),
    ("probes", "Questions to the tools"),
    ("audit", "The objects of a build folder"),
    ("flags", "Telling the flags of a build"),
    ("plan", "Telling the steps of a build"),
    ("tree", "Finding and reading the files of a tree"),
    ("syntax", "The text of Kconfig files"),
    ("macros", "Macros of Kconfig files"),
    ("kconfig", "Entries of Kconfig files, and what they are together"),
    ("conf", "Standing in for the kernel's own conf"),
    ("dialect", "Which version's rules are asked for"),
    ("environment", "What the kernel's make would hand to Kconfig"),
];

/// The place of a temporary folder in what an example prints.
const FOLDER: &str = "/home/me/tree";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

/// Codes that stand in the sources, without the program's name. Unit tests may name codes that there are not.
fn codes_of_sources() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for path in files(&root().join("src")) {
        let name = path.file_stem().unwrap();
        if path.extension().is_none_or(|extension| extension != "rs") || name == "tests" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("\n#[cfg(test)]\nmod tests").next().unwrap();
        for rest in code.split("\"ltoconf::").skip(1) {
            let word = rest.split('"').next().unwrap();
            let is_code = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-:".contains(&byte));
            if word.matches("::").count() == 1 && is_code(word) {
                codes.insert(word.to_owned());
            }
        }
    }
    codes
}

/// Codes that have a page in the folder, without the program's name.
fn codes_of_folder() -> BTreeSet<String> {
    let folder = root().join("docs/diagnostics");
    let below = |path: PathBuf| {
        let path = path.strip_prefix(&folder).unwrap().with_extension("");
        path.components().map(|part| part.as_os_str().to_str().unwrap().to_owned()).collect::<Vec<_>>().join("::")
    };
    files(&folder).into_iter().map(below).filter(|code| code != "README").collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let (sources, folder) = (codes_of_sources(), codes_of_folder());
    assert!(sources.len() > 100, "{}", sources.len());
    let without: Vec<_> = sources.difference(&folder).collect();
    assert!(without.is_empty(), "write docs/diagnostics/FAMILY/DEFECT.md for {without:?}");
    let stray: Vec<_> = folder.difference(&sources).collect();
    assert!(stray.is_empty(), "nothing in src gives {stray:?}");
}

/// The pages as they stand in the folder, also those that the program does not carry yet.
fn pages_of_folder() -> Vec<Page> {
    let page = |short: String| {
        let path = root().join(format!("docs/diagnostics/{}.md", short.replace("::", "/")));
        Page { code: format!("ltoconf::{short}").leak(), text: fs::read_to_string(path).unwrap().leak() }
    };
    codes_of_folder().into_iter().map(page).collect()
}

/// Compares a file that is made of the pages, or makes it anew.
fn in_step(path: &str, made: &str) {
    let path = root().join(path);
    if std::env::var_os("LTOCONF_WRITE_PAGES").is_some() {
        fs::write(&path, made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let shown = path.strip_prefix(root()).unwrap().display();
    assert!(
        kept == made,
        "{shown} is not what the pages give; to make it anew: LTOCONF_WRITE_PAGES=1 cargo test pages"
    );
}

#[test]
fn the_table_is_in_step_with_the_pages() {
    let mut made = "//! All pages, in the order of their codes. Made by the test `the_table_is_in_step_with_the_pages`.\n\n\
                    use super::Page;\n\nmacro_rules! page {\n    ($family:literal, $defect:literal) => {\n        Page {\n            \
                    code: concat!(\"ltoconf::\", $family, \"::\", $defect),\n            \
                    text: include_str!(concat!(\"../../docs/diagnostics/\", $family, \"/\", $defect, \".md\")),\n        \
                    }\n    };\n}\n\n/// Each with its file.\npub(super) const PAGES: &[Page] = &[\n"
        .to_owned();
    for code in codes_of_folder() {
        let (family, defect) = code.split_once("::").unwrap();
        writeln!(made, "    page!(\"{family}\", \"{defect}\"),").unwrap();
    }
    in_step("src/pages/table.rs", &(made + "];\n"));
}

#[test]
fn the_index_is_in_step_with_the_pages() {
    let mut made =
        "# Diagnostics\n\nEvery finding of ltoconf has a code, `ltoconf::family::defect`, which is never renamed. \
                    `ltoconf explain CODE` prints the\npage of a code; these are the same pages.\n\n\
                    This index is made of them: `LTOCONF_WRITE_PAGES=1 cargo test pages` makes it anew.\n"
            .to_owned();
    let pages = pages_of_folder();
    for (family, about) in FAMILIES {
        writeln!(made, "\n## {about}\n\n| code | what it tells |\n| --- | --- |").unwrap();
        for page in pages.iter().filter(|page| page.family() == family) {
            let (short, defect, summary) = (page.short(), page.defect(), page.summary().replace('|', "\\|"));
            writeln!(made, "| [`{short}`]({family}/{defect}.md) | {summary} |").unwrap();
        }
    }
    in_step("docs/diagnostics/README.md", &made);
    let known = |page: &Page| FAMILIES.iter().any(|(family, _)| *family == page.family());
    assert!(pages.iter().all(known), "a family is not in FAMILIES");
}

/// What is wrong with the form of a page.
fn flaws(page: &Page) -> Vec<String> {
    let mut flaws = Vec::new();
    let mut lines = page.text.lines();
    if lines.next() != Some(&format!("# {}", page.code)) {
        flaws.push("the first line is not the code".to_owned());
    }
    if !(page.summary().ends_with('.') && page.summary().len() <= 120 && page.text.contains("\n\n## ")) {
        flaws.push("no line sums it up".to_owned());
    }
    let headings: Vec<&str> = page.text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    if headings != SECTIONS {
        flaws.push(format!("its headings are {headings:?}"));
    }
    let sections = page.text.split("\n## ").skip(1);
    let bodies = sections.map(|section| section.split_once('\n').map_or("", |(_, body)| body.trim()));
    if bodies.into_iter().any(str::is_empty) {
        flaws.push("a section is empty".to_owned());
    }
    if !page.text.ends_with('\n') || page.text.ends_with("\n\n") || page.text.contains(" \n") {
        flaws.push("blanks at an end".to_owned());
    }
    for mentioned in page.text.split("`ltoconf::").skip(1).filter_map(|rest| rest.split('`').next()) {
        if pages::find(mentioned).is_err() {
            flaws.push(format!("it speaks of {mentioned}, which there is not"));
        }
    }
    flaws
}

#[test]
fn every_page_has_the_same_form() {
    let flaws =
        pages::all().iter().flat_map(|page| flaws(page).into_iter().map(|flaw| format!("{}: {flaw}", page.code)));
    let flaws: Vec<String> = flaws.collect();
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
}

/// The example of a page: files, and commands with what they print.
#[derive(Default)]
struct Example<'p> {
    files: Vec<(&'p str, String)>,
    commands: Vec<(&'p str, String)>,
}

/// Reads the example: a fenced block is the file that the line before it names between backticks, or a console.
fn example(page: &Page) -> Example<'_> {
    let mut example = Example::default();
    let section = page.text.split("\n## Example\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let (mut before, mut lines) = ("", section.lines());
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            before = if line.is_empty() { before } else { line };
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if kind == "console" {
            for line in block {
                match (line.strip_prefix("$ "), example.commands.last_mut()) {
                    (Some(command), _) => example.commands.push((command, String::new())),
                    (None, Some((_, printed))) => printed.extend([line, "\n"]),
                    (None, None) => panic!("{}: a console without a command", page.code),
                }
            }
        } else {
            let name = before.split('`').nth(1).unwrap_or_else(|| panic!("{}: a file without a name", page.code));
            example.files.push((name, block.iter().flat_map(|line| [*line, "\n"]).collect()));
        }
    }
    example
}

/// Runs the program in a folder, with nothing of our environment that it may read.
fn ltoconf<'a>(folder: &Path, arguments: impl Iterator<Item = &'a str>) -> Output {
    let cache = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_ltoconf"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("XDG_CACHE_HOME", cache.path())
        .output()
        .unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// Where an example prints something else than its page says.
fn differences(page: &Page) -> Vec<String> {
    let Example { files, commands } = example(page);
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let mut differences = Vec::new();
    for (command, shown) in commands {
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("ltoconf"), "{}: {command}", page.code);
        let output = ltoconf(folder.path(), words);
        let printed = text(output.stdout) + &text(output.stderr);
        let printed = printed.replace(folder.path().to_str().unwrap(), FOLDER);
        let own = format!("[{}]", page.code);
        if printed != shown {
            differences.push(format!("{}: {command} prints\n{printed}", page.code));
        } else if command.contains("--format concise") && !printed.contains(&own) {
            differences.push(format!("{}: {command} does not give the code that it is the example of", page.code));
        }
    }
    differences
}

#[test]
fn every_example_prints_what_its_page_shows() {
    let differences: Vec<String> = pages::all().iter().flat_map(differences).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_page_has_an_example_that_runs_unless_it_cannot() {
    let in_words: Vec<&str> =
        pages::all().iter().filter(|page| example(page).commands.is_empty()).map(Page::short).collect();
    assert_eq!(in_words, IN_WORDS);
}

#[test]
fn explain_prints_the_page_of_a_code() {
    let folder = tempfile::tempdir().unwrap();
    let page = pages::find("config::choice-lost").unwrap();
    for code in [page.code, page.short()] {
        let output = ltoconf(folder.path(), ["explain", code].into_iter());
        assert_eq!((text(output.stdout).as_str(), output.status.code()), (page.text, Some(0)), "{code}");
    }
}

#[test]
fn explain_names_the_code_that_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\n").unwrap();
    let help = "  help: did you mean 'ltoconf::config::choice-lost'?\n";
    for asked in ["ltoconf::config::choice-last", "config::choise-lost", "lto::choice-lost", "choice-lost"] {
        let output = ltoconf(folder.path(), ["explain", asked].into_iter());
        assert_eq!(text(output.stderr), format!("error: no diagnostic has the code '{asked}'\n{help}"));
        assert_eq!((text(output.stdout).as_str(), output.status.code()), ("", Some(2)), "{asked}");
    }
}

#[test]
fn a_symbol_that_is_called_like_a_defect_is_a_symbol() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), "config version\n\tbool \"a\"\n\tdefault y\n").unwrap();
    let output = ltoconf(folder.path(), ["explain", "version"].into_iter());
    assert!(text(output.stdout).starts_with("version is y"));
    assert_eq!(output.status.code(), Some(0));
}

//! The README and the guide: each command in them enters; what stands below it is expected. Blocks of `console` are run
//! in a copy of the shipped examples. Blocks of `sh` need a kernel or the network, which a comment above says, and their
//! words are read only.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use ltoconf::cli::Cli;

/// What stands above a block of `sh`, which keeps it from being run.
const MARKS: [&str; 2] = ["<!-- needs a kernel -->", "<!-- needs cargo -->"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README and the guide's pages, as (name, text).
fn pages() -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root().join("docs/guide")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.push(root().join("README.md"));
    paths.iter().map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

/// A fenced block of a page.
#[derive(Default)]
struct Block {
    /// the line above
    above: String,
    /// what stands behind the fence
    kind: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
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
            (None, None) => {}
        }
        above = line;
    }
    assert!(open.is_none(), "a block has no end");
    blocks
}

/// A folder with the shipped examples, in which a page's commands run one after another.
struct Reader {
    folder: tempfile::TempDir,
    within: PathBuf,
    status: i32,
}

impl Reader {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let demo = folder.path().join("corpus/demo");
        fs::create_dir_all(&demo).unwrap();
        for file in fs::read_dir(root().join("corpus/demo")).unwrap() {
            let file = file.unwrap().path();
            fs::copy(&file, demo.join(file.file_name().unwrap())).unwrap();
        }
        Self { within: folder.path().to_owned(), folder, status: 0 }
    }

    /// What a command prints for a reader who is here.
    fn run(&mut self, command: &str) -> String {
        if let Some(folder) = command.strip_prefix("cd ") {
            self.within.push(folder);
            assert!(self.within.is_dir(), "{command}");
            return String::new();
        }
        if command == "echo $?" {
            return format!("{}\n", self.status);
        }
        let tools = Path::new(env!("CARGO_BIN_EXE_ltoconf")).parent().unwrap();
        let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(&self.within)
            .env("PATH", path)
            .env("XDG_CACHE_HOME", self.folder.path())
            .env("ARCH", "x86")
            .env_remove("LTOCONF_DIALECT")
            .output()
            .unwrap();
        self.status = output.status.code().unwrap();
        assert!(self.status < 2, "{command}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// A block of a terminal, as its commands would leave it now.
fn seen(reader: &mut Reader, block: &str) -> String {
    let commands = block.lines().filter_map(|line| line.strip_prefix("$ "));
    let seen: Vec<String> = commands.map(|command| format!("$ {command}\n{}", reader.run(command))).collect();
    seen.concat()
}

#[test]
fn every_page_shows_what_is_printed() {
    let mut run = 0;
    for (name, text) in pages() {
        let mut reader = Reader::new();
        for Block { text, .. } in blocks(&text).into_iter().filter(|block| block.kind == "console") {
            assert!(text.starts_with("$ "), "{name}: {text}");
            assert_eq!(seen(&mut reader, &text), text, "{name}");
            run += text.matches("$ ltoconf ").count();
        }
    }
    assert!(run >= 20, "only {run} commands of the pages were run");
}

/// The words of ltoconf in a line of a shell, up to what the shell takes for itself.
fn words(line: &str) -> Option<Vec<String>> {
    let line = line.split(" #").next().unwrap().split(" > ").next().unwrap();
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    (words.first()? == "ltoconf").then_some(words)
}

#[test]
fn what_is_not_run_is_marked_and_is_good_usage() {
    let mut read = 0;
    for (name, text) in pages() {
        for Block { above, kind, text } in blocks(&text) {
            if kind != "sh" {
                // Rust is run with the crate's own examples
                assert!(["console", "text", "yaml", "rust"].contains(&kind.as_str()), "{name}: a block of '{kind}'");
                continue;
            }
            assert!(MARKS.contains(&above.as_str()), "{name}: neither run nor marked by one of {MARKS:?}: {text}");
            for words in text.lines().filter_map(words) {
                let found = Cli::read(words.iter().map(Into::into));
                assert!(found.is_ok(), "{name}: {words:?}: {}", found.unwrap_err());
                read += 1;
            }
        }
    }
    assert_eq!(read, 21, "commands that are read only");
}

#[test]
fn the_readme_shows_what_its_examples_come_to() {
    let (_, text) = pages().pop().unwrap();
    let shown: Vec<String> =
        blocks(&text).into_iter().filter(|block| block.kind == "text").map(|block| block.text).collect();
    let mut reader = Reader::new();
    assert_eq!(shown[0], reader.run("ltoconf check corpus/demo/demo_defconfig"));
    // what it prints is the picture
    reader.run("ltoconf check corpus/demo/kasan_defconfig");
    assert_eq!(reader.status, 1);
}

#[test]
fn every_page_is_in_the_index() {
    let index = fs::read_to_string(root().join("docs/guide/README.md")).unwrap();
    for (path, _) in pages() {
        let name = Path::new(&path).file_name().unwrap().to_str().unwrap();
        assert!(name == "README.md" || index.contains(&format!("]({name})")), "{name}");
    }
}

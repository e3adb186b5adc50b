//! The README, the guide and other documents: each command of their `console` blocks enters; what stands below it is
//! expected. They are run in a copy of the shipped examples.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::documents::{Block, blocks, documents, root};

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
    for (name, text) in documents() {
        let mut reader = Reader::new();
        for Block { text, .. } in blocks(&text).into_iter().filter(|block| block.kind == "console") {
            assert!(text.starts_with("$ "), "{name}: {text}");
            assert_eq!(seen(&mut reader, &text), text, "{name}");
            run += text.matches("$ ltoconf ").count();
        }
    }
    assert!(run >= 20, "only {run} commands of the pages were run");
}

#[test]
fn the_readme_shows_what_its_examples_come_to() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
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
    for file in fs::read_dir(root().join("docs/guide")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(name == "README.md" || index.contains(&format!("]({name})")), "{name}");
    }
}

//! A tree's folder and words to look for go in; the Makefiles that hold one of them come out, as logical lines. Other
//! architectures' folders and what builds no kernel are passed over.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::make::logical_lines;
use crate::source::{self, lossy};

/// Folders at the top of a tree that build no part of the kernel.
const APART: [&str; 4] = ["Documentation", "tools", "samples", ".git"];

/// A line of a Makefile, with those that a backslash joins to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicalLine {
    /// its text, without comment
    pub text: String,
    /// the number of the line that each word of the text stands on, from 1
    pub lines: Vec<u32>,
}

impl LogicalLine {
    /// The line on which a word of the text stands; the first one where there is no such word.
    pub fn line_of(&self, part: &str) -> u32 {
        let at = self.text.split_whitespace().position(|word| word.contains(part));
        at.and_then(|at| self.lines.get(at)).or(self.lines.first()).copied().unwrap_or(1)
    }
}

/// A Makefile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Makefile {
    /// below the tree
    pub path: String,
    /// its lines
    pub lines: Vec<LogicalLine>,
}

/// The Makefiles that hold any of the words, in the order of their paths. `arch`: the folder below `arch/`.
pub fn makefiles(tree: &Path, arch: &str, words: &[&str]) -> Vec<Makefile> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(tree.join(&folder)).into_iter().flatten().filter_map(Result::ok) {
            let (name, path) = (entry.file_name(), folder.join(entry.file_name()));
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && is_built(&path, arch) {
                folders.push(path);
            } else if kind.is_file() && is_makefile(&name.to_string_lossy()) {
                let text = source::read(&tree.join(&path)).unwrap_or_default();
                if words.iter().any(|word| memchr::memmem::find(&text, word.as_bytes()).is_some()) {
                    found.push(Makefile { path: path.display().to_string(), lines: lines(&text) });
                }
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// The Makefiles of these ones' folders and of all folders above, in the order of their paths.
pub fn above(tree: &Path, makefiles: &[Makefile]) -> Vec<Makefile> {
    let folders: BTreeSet<&Path> =
        makefiles.iter().flat_map(|file| Path::new(&file.path).ancestors().skip(1)).collect();
    let paths: BTreeSet<PathBuf> =
        folders.into_iter().flat_map(|folder| ["Kbuild", "Makefile"].map(|name| folder.join(name))).collect();
    let read = |path: PathBuf| {
        let lines = lines(&source::read(&tree.join(&path)).ok()?);
        Some(Makefile { path: path.display().to_string(), lines })
    };
    paths.into_iter().filter_map(read).collect()
}

/// The texts of those of the files that are there.
pub fn texts(tree: &Path, paths: impl IntoIterator<Item = &'static str>) -> BTreeMap<&'static str, Vec<u8>> {
    let texts = paths.into_iter().filter_map(|path| Some((path, source::read(&tree.join(path)).ok()?)));
    texts.collect()
}

fn is_makefile(name: &str) -> bool {
    name == "Makefile" || name == "Kbuild" || name.starts_with("Makefile.")
}

/// Whether a kernel of this architecture is built from a folder.
fn is_built(path: &Path, arch: &str) -> bool {
    let mut parts = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let (first, second, third) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    match (first.as_str(), second.as_deref(), third.as_deref()) {
        ("arch", Some(folder), below) => match (arch, folder) {
            // user mode takes the parts of another architecture that are made for it
            ("um", "x86") => below.is_none_or(|below| below == "um"),
            _ => folder == arch && !(folder == "x86" && below == Some("um")),
        },
        (first, _, _) => !APART.contains(&first),
    }
}

fn lines(text: &[u8]) -> Vec<LogicalLine> {
    let lines = logical_lines(text).into_iter();
    lines.map(|(text, lines)| LogicalLine { text: lossy(&text), lines }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makefiles_of_the_architecture_are_found_with_their_lines() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("arch/x86/a/Makefile", "# LTO\nA := \\\n\tb \\\n\t$(LTO) c\n");
        write("arch/arm64/Makefile", "A := $(LTO)\n");
        write("tools/Makefile", "A := $(LTO)\n");
        write("drivers/Kbuild", "B := c\n");
        let found = makefiles(folder.path(), "x86", &["LTO"]);
        assert_eq!(found.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["arch/x86/a/Makefile"]);
        let line = &found[0].lines[0];
        assert_eq!((line.text.as_str(), line.line_of("LTO"), line.line_of("A")), ("A := b $(LTO) c", 4, 2));
    }
}

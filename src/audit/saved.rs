//! What kbuild keeps beside each object (`.fork.o.cmd`) enters: how the object was made, from what, and whether LTO was
//! asked for leaves. It is the best evidence there is, better than any list of files.

use crate::source::lossy;

/// How an object was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// the object's path as make names it, from the top of the build
    pub target: String,
    /// the last step
    pub step: Step,
}

/// A kind of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// a C file of the kernel was compiled
    Compile(Asked),
    /// an assembler file was assembled: always ELF
    Assemble,
    /// objects were linked: always ELF
    Link,
    /// an archive was made
    Archive,
    /// Rust was compiled; bitcode where the linker's LTO was asked for
    Rust {
        /// `-Clinker-plugin-lto`
        linker: bool,
    },
    /// something was compiled that kbuild gave no module's name: a program of the build machine, or one that runs on the
    /// kernel; or somebody's own command
    Foreign(Asked),
    /// something else made it: objcopy, a compiler of other bitcode
    Other,
}

/// What the flags of a C file say of LTO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// `-flto=thin`
    Thin,
    /// `-flto`, `-flto=full`, `-flto=auto`
    Full,
    /// `-fno-lto` alone: since 5.15 it stands before the flags that a Makefile took out for this file
    FilteredOut,
    /// `-flto` and behind it `-fno-lto`
    TurnedOff,
    /// no word of LTO
    Silent,
}

/// Reads the beginning of a `.cmd` file; `None` where it holds no command, or not all of it.
pub fn parse(text: &[u8]) -> Option<Saved> {
    let text = lossy(text);
    let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n')).map(str::trim_end);
    let command = lines.find(|line| line.starts_with("savedcmd_") || line.starts_with("cmd_"))?;
    let (target, command) = command.split_once('_')?.1.split_once(" := ")?;
    let source = lines.find_map(|line| line.strip_prefix("source_")?.split_once(" := ")).map(|(_, path)| path);
    Some(Saved { target: target.to_owned(), step: step(command, source) })
}

fn step(command: &str, source: Option<&str>) -> Step {
    let commands = split(command);
    let mut made = Step::Other;
    for words in &commands {
        made = match one(words, source) {
            // tools that check or adorn what was made
            Step::Other if made != Step::Other && !names(words, "objcopy") => made,
            step => step,
        };
    }
    made
}

/// What one command of a line does.
fn one(words: &[String], source: Option<&str>) -> Step {
    let has = |word: &str| words.iter().any(|found| found == word);
    let ends = |word: &str, ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    if words.iter().any(|word| word.starts_with("--emit=") && word.contains("obj")) {
        return Step::Rust { linker: has("-Clinker-plugin-lto") };
    }
    if has("-c") && has("-o") {
        let source = source
            .map(str::to_owned)
            .or_else(|| words.iter().rev().find(|word| ends(word, &[".c", ".S", ".s"])).cloned());
        // every object of the kernel is told the name of its module, no program is
        let kernel =
            words.iter().any(|word| word.starts_with("-DKBUILD_MODNAME") || word.starts_with("-DKBUILD_BASENAME"));
        return match source {
            Some(source) if ends(&source, &[".S", ".s"]) => Step::Assemble,
            _ if words.windows(2).any(|pair| matches!(pair, [x, ir] if x == "-x" && ir == "ir")) => Step::Link,
            _ if has("-emit-llvm") => Step::Other,
            _ if !kernel => Step::Foreign(asked(words)),
            _ => Step::Compile(asked(words)),
        };
    }
    if names(words, "ar") {
        return Step::Archive;
    }
    if has("-r") && has("-o") { Step::Link } else { Step::Other }
}

/// Whether a command starts a program, whatever its folder, prefix and version.
fn names(words: &[String], tool: &str) -> bool {
    words.iter().take(2).any(|word| {
        let name = word.rsplit('/').next().unwrap_or_default();
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '.');
        name == tool || name.strip_suffix(tool).is_some_and(|prefix| prefix.ends_with('-'))
    })
}

fn asked(words: &[String]) -> Asked {
    let mut asked = Asked::Silent;
    for word in words {
        asked = match word.as_str() {
            "-fno-lto" => match asked {
                Asked::Silent | Asked::FilteredOut => Asked::FilteredOut,
                Asked::Thin | Asked::Full | Asked::TurnedOff => Asked::TurnedOff,
            },
            "-flto=thin" => Asked::Thin,
            word if word == "-flto" || word.starts_with("-flto=") => Asked::Full,
            _ => asked,
        };
    }
    asked
}

/// A shell line's commands, each as its words; quotes are taken off.
fn split(line: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut word = String::new();
    let mut quote = None;
    let mut chars = line.chars();
    let end_word = |word: &mut String, commands: &mut Vec<Vec<String>>| {
        if !word.is_empty()
            && let Some(last) = commands.last_mut()
        {
            last.push(std::mem::take(word));
        }
    };
    while let Some(char) = chars.next() {
        match (quote, char) {
            (Some(open), _) if char == open => quote = None,
            (None, '\'' | '"') => quote = Some(char),
            (None, '\\') => word.extend(chars.next()),
            (None, ';' | '|' | '&') => {
                end_word(&mut word, &mut commands);
                commands.push(Vec::new());
            }
            (None, _) if char.is_whitespace() => end_word(&mut word, &mut commands),
            _ => word.push(char),
        }
    }
    end_word(&mut word, &mut commands);
    commands.retain(|words| !words.is_empty());
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &str, source: &str, expected: Step) {
        let source = if source.is_empty() { String::new() } else { format!("\nsource_a/b.o := {source}\n") };
        let text = format!("savedcmd_a/b.o := {command}\n{source}\ndeps_a/b.o := \\\n  x.h \\\n");
        assert_eq!(parse(text.as_bytes()), Some(Saved { target: "a/b.o".into(), step: expected }), "{command}");
    }

    const KERNEL: &str = "-DKBUILD_MODNAME='\"b\"' -c -o a/b.o";

    #[test]
    fn the_last_flag_decides() {
        let compile = |flags: &str, expected| {
            check(&format!("clang {flags} {KERNEL} a/b.c"), "a/b.c", Step::Compile(expected));
        };
        compile("-fno-lto -flto=thin -fsplit-lto-unit", Asked::Thin);
        compile("-flto", Asked::Full);
        compile("-fno-lto -flto=auto", Asked::Full);
        compile("-fno-lto", Asked::FilteredOut);
        compile("-fno-lto -flto=thin -fno-lto", Asked::TurnedOff);
        compile("-O2", Asked::Silent);
    }

    #[test]
    fn what_follows_the_compiler_counts() {
        let linked =
            format!("clang -flto {KERNEL} a/b.c ; ld.lld -m elf_x86_64 -r -o a/.tmp_b.o a/b.o; mv a/.tmp_b.o a/b.o");
        check(&linked, "a/b.c", Step::Link);
        let checked = format!("clang -flto {KERNEL} a/b.c ; ./tools/objtool/objtool --orc a/b.o");
        check(&checked, "a/b.c", Step::Compile(Asked::Full));
        check("ld.lld -r -o a/b.o @a/b.mod ; ./tools/objtool/objtool --link a/b.o", "", Step::Link);
        check("llvm-objcopy --rename-section .text=.rodata a/c.o a/b.o", "", Step::Other);
        check("rm -f a/b.o; llvm-ar-19 cDPrST a/b.o a/c.o", "", Step::Archive);
        check("clang -x ir -fno-lto -fthinlto-index=a/b.o.thinlto.bc -c -o a/b.thinlto-native.o a/b.o", "", Step::Link);
    }

    #[test]
    fn not_all_that_is_compiled_is_the_kernels_c() {
        check(&format!("clang -fno-lto {KERNEL} a/b.S"), "a/b.S", Step::Assemble);
        check(&format!("clang -fno-lto {KERNEL} a/b.S"), "", Step::Assemble);
        check("gcc -flto -O2 -c -o a/b.o a/b.c", "a/b.c", Step::Foreign(Asked::Full));
        check("clang -flto -emit-llvm -c -o a/b.o a/b.c", "a/b.c", Step::Other);
        check("rustc -Clto=n --emit=dep-info=a/.b.d --emit=obj=a/b.o a/b.rs", "a/b.rs", Step::Rust { linker: false });
    }

    #[test]
    fn older_names_and_broken_files() {
        let text = format!("cmd_a/b.o := clang -flto=thin {KERNEL} b.c\n");
        assert_eq!(parse(text.as_bytes()).unwrap().step, Step::Compile(Asked::Thin));
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"savedcmd_a/b.o := clang -flto=th"), None);
        assert_eq!(parse(b"deps_a/b.o := x\n"), None);
    }
}

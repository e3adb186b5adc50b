//! The README's picture: what a command prints on a terminal with colours enters, and a drawing of it is expected, as
//! `docs/picture` has it.

use std::{fmt::Write as _, fs, path::Path, process::Command};

use crate::terminal::{Output, on_a_terminal};

/// In pixels: the advance of a fixed font of 13 pixels, a line, and the room around.
const COLUMN: usize = 8;
const LINE: usize = 18;
const MARGIN: usize = 16;

const STYLE: &str = "\
.page{fill:#0d1117}text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;\
fill:#e6edf3;white-space:pre}
.prompt{fill:#7ee787}.bold{font-weight:bold}.dim{fill:#8b949e}.line{text-decoration:underline}
.red{fill:#ff7b72}.yellow{fill:#e3b341}.blue{fill:#79c0ff}.magenta{fill:#d2a8ff}.cyan{fill:#76e3ea}";

/// The class of a number of a terminal's escape sequence for looks.
fn class(number: &str) -> &'static str {
    match number {
        "1" => "bold",
        "2" => "dim",
        "4" => "line",
        "31" => "red",
        "33" => "yellow",
        "34" => "blue",
        "35" => "magenta",
        "36" => "cyan",
        other => panic!("no class for {other}"),
    }
}

/// What stands between two escape sequences, ready for a drawing.
fn part(text: &str, classes: &[&str]) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    match classes {
        _ if text.is_empty() => text,
        [] => text,
        _ => format!("<tspan class=\"{}\">{text}</tspan>", classes.join(" ")),
    }
}

/// A line of a terminal, as it is drawn; and how many columns it takes.
fn line(text: &str) -> (String, usize) {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap();
    let (mut drawn, mut columns, mut classes) = (part(first, &[]), first.chars().count(), Vec::new());
    for styled in parts {
        let (numbers, text) = styled.split_once('m').unwrap();
        match numbers {
            "0" => classes.clear(),
            _ => classes.extend(numbers.split(';').map(class)),
        }
        drawn += &part(text, &classes);
        columns += text.chars().count();
    }
    (drawn, columns)
}

/// A drawing of a terminal: the command, and what it printed.
fn drawing(command: &str, printed: &str) -> String {
    let prompt = (format!("<tspan class=\"prompt\">$</tspan> {command}"), command.len() + 2);
    let lines: Vec<(String, usize)> =
        std::iter::once(prompt).chain(printed.trim_end().lines().map(|text| line(text.trim_end()))).collect();
    let columns = lines.iter().map(|(_, columns)| *columns).max().unwrap();
    let (width, height) = (columns * COLUMN + 2 * MARGIN, lines.len() * LINE + 2 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} \
         {height}\" role=\"img\">\n<title>{command}</title>\n<style>\n{STYLE}\n</style>\n\
         <rect class=\"page\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>\n"
    );
    for (at, (drawn, _)) in lines.iter().enumerate().filter(|(_, (drawn, _))| !drawn.is_empty()) {
        let down = MARGIN + at * LINE + LINE - 5;
        writeln!(out, "<text x=\"{MARGIN}\" y=\"{down}\" xml:space=\"preserve\">{drawn}</text>").unwrap();
    }
    out + "</svg>\n"
}

/// What a command prints on a terminal, in a folder with the shipped examples.
fn printed(command: &str) -> String {
    let cache = tempfile::tempdir().unwrap();
    let words = command.strip_prefix("ltoconf ").unwrap().split(' ');
    let mut ltoconf = Command::new(env!("CARGO_BIN_EXE_ltoconf"));
    ltoconf.args(words).current_dir(env!("CARGO_MANIFEST_DIR")).env("XDG_CACHE_HOME", cache.path());
    ltoconf.env("ARCH", "x86").env("COLUMNS", "100").env("TERM", "xterm");
    ltoconf.env_remove("NO_COLOR").env_remove("LTOCONF_DIALECT");
    on_a_terminal(ltoconf, Output::Stdout).1
}

#[test]
fn the_picture_is_what_the_command_prints() {
    let command = "ltoconf check corpus/demo/kasan_defconfig";
    let made = drawing(command, &printed(command));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/picture/check.svg");
    if std::env::var_os("LTOCONF_WRITE_PAGES").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "docs/picture/check.svg is old; to make it anew: LTOCONF_WRITE_PAGES=1 cargo test picture");
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    assert!(readme.contains(&format!("![`{command}`: ")) && readme.contains("](docs/picture/check.svg)"));
}

#[test]
fn looks_become_classes() {
    let (drawn, columns) = line("a \x1b[36;1m<b>\x1b[0m ─");
    assert_eq!(drawn, "a <tspan class=\"cyan bold\">&lt;b&gt;</tspan> ─");
    assert_eq!(columns, 7);
}

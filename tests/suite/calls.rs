//! Fixes for files and wishes that are hard to write: a last line without an end, lines that end as on Windows, texts
//! that no line can hold.

use std::fs;

use insta::assert_snapshot;

use crate::program::{configured, folder_with, program, run, told};

const KCONFIG: &str = "config A1\n\tbool \"A1\"\nconfig A2\n\tbool \"A2\"\nconfig W\n\tbool \"W\"\n\
                       \tdepends on A1 || A2\nconfig S\n\tstring \"S\"\n";

#[test]
fn a_script_first_ends_a_last_line_that_has_no_end() {
    let files = [("Kconfig", KCONFIG), (".config", "CONFIG_A1=y")];
    assert_snapshot!(run(&files, &["fix", "W=y", "A2=y", "--as", "script"]), @r#"
    [ -z "$(tail -c 1 <.config)" ] || echo >>.config
    scripts/config -e A2
    scripts/config -e W
    exit 0
    "#);
    let files = [("Kconfig", KCONFIG), ("my lto.config", "CONFIG_A1=y")];
    assert_snapshot!(run(&files, &["fix", "A2=y", "--config", "my lto.config", "--as", "script"]), @r#"
    [ -z "$(tail -c 1 <'my lto.config')" ] || echo >>'my lto.config'
    scripts/config --file 'my lto.config' -e A2
    exit 0
    "#);
    let files = [("Kconfig", KCONFIG), (".config", "CONFIG_A1=y\n")];
    assert_eq!(run(&files, &["fix", "A2=y", "--as", "script"]), "scripts/config -e A2\nexit 0");
}

#[cfg(unix)]
#[test]
fn the_line_that_ends_the_last_line_does_so_once() {
    let folder = folder_with(&[("Kconfig", KCONFIG), (".config", "CONFIG_A1=y")]);
    let output = program(folder.path()).args(["fix", "A2=y", "--as", "script"]).output().unwrap();
    let script = String::from_utf8(output.stdout).unwrap();
    let mending = script.lines().next().unwrap();
    for _ in 0..2 {
        let mut shell = std::process::Command::new("sh");
        assert!(shell.args(["-ec", mending]).current_dir(folder.path()).status().unwrap().success());
        assert_eq!(fs::read_to_string(folder.path().join(".config")).unwrap(), "CONFIG_A1=y\n");
    }
}

#[test]
fn new_lines_end_as_those_of_the_file_do() {
    let folder = configured(KCONFIG, "CONFIG_A1=y\r\nCONFIG_W=y");
    let output = program(folder.path()).args(["fix", "A2=y", "--in-place"]).output().unwrap();
    assert_eq!(told(folder.path(), &output), "exit 0");
    let text = fs::read_to_string(folder.path().join(".config")).unwrap();
    assert_eq!(text, "CONFIG_A1=y\r\nCONFIG_W=y\r\nCONFIG_A2=y\r\n");
}

#[test]
fn a_text_that_no_line_can_hold_is_no_wish() {
    let files = [("Kconfig", KCONFIG), (".config", "")];
    let forms: [&[&str]; 5] =
        [&["fix"], &["fix", "--as", "json"], &["fix", "--as", "fragment"], &["fix", "--in-place"], &["explain"]];
    for form in forms {
        let said = run(&files, &[form, &["S=a\nb"]].concat());
        let expected = "error: 'a\\nb' is no value of S: no line of a configuration can hold an end of line\nexit 2";
        assert_eq!(said, expected, "{form:?}");
    }
    let said = run(&files, &["solve", "S=a\nb", "-o", "-"]);
    assert!(said.contains("can hold an end of line") && said.ends_with("exit 2"), "{said}");
    for text in ["", "a\rb", "\t", "\\", "\"", "a\\\"b", "ä", "# x", "a=b", "$(x)"] {
        let said = run(&files, &["fix", &format!("S={text}x")]);
        assert!(said.contains("can be had") && said.ends_with("exit 0"), "{text:?}: {said}");
    }
}

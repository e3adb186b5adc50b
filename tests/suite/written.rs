//! `ltoconf fix` and its kin where something is written: links, devices, the standard streams, rights, and what is said
//! beside.

#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    path::Path,
    process::{Command, Stdio},
};

use insta::assert_snapshot;

use crate::program::without_tools;

const KCONFIG: &str = r#"
config A
	bool "A"
config B
	bool "B"
	depends on A
config C
	bool "C"
	depends on !B
config lower
	bool "lower"
config S
	string "S"
config N
	int "N"
"#;

const CONFIG: &str = "CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=y\n";
const CHANGED: &str = "CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\n";
const BESIDE: &str = "note: this changes beside: C=n\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), KCONFIG).unwrap();
    fs::write(folder.path().join(".config"), CONFIG).unwrap();
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = without_tools(folder);
    command.args(arguments).stdin(Stdio::null());
    command
}

/// What is said on both streams, and the status.
fn run(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let output = command(folder, arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Names in a folder, save those that were there.
fn made(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| !["Kconfig", ".config", "ltoconf"].contains(&&**name)).collect();
    names.sort();
    names
}

#[test]
fn a_dash_is_the_standard_output() {
    let folder = folder();
    let (out, err, status) = run(folder.path(), &["fix", "B=y", "-o", "-"]);
    assert!(out.contains("CONFIG_B=y\n"), "{out}");
    assert_eq!((err.as_str(), status), (BESIDE, 0));
    let (out, _, _) = run(folder.path(), &["solve", "B=y", "-o", "-"]);
    assert!(out.contains("CONFIG_B=y\n"), "{out}");
    assert_eq!(made(folder.path()), [""; 0]);
}

#[test]
fn a_link_to_a_stream_stays_one() {
    let folder = folder();
    let link = folder.path().join("link");
    symlink("/dev/stdout", &link).unwrap();
    let into = folder.path().join("into");
    let file = fs::File::create(&into).unwrap();
    assert!(command(folder.path(), &["fix", "B=y", "-o", "link"]).stdout(file).status().unwrap().success());
    assert_eq!(fs::read_link(&link).unwrap(), Path::new("/dev/stdout"));
    assert!(read(folder.path(), "into").contains("CONFIG_B=y\n"));
}

#[test]
fn what_comes_from_the_standard_input_goes_to_the_output() {
    let folder = folder();
    let streams = |wish: &str| {
        let input = fs::File::open(folder.path().join(".config")).unwrap();
        let mut command = command(folder.path(), &["fix", wish, "--config", "-", "--in-place"]);
        String::from_utf8(command.stdin(input).output().unwrap().stdout).unwrap()
    };
    assert_eq!(streams("B=y"), CHANGED);
    assert_eq!(streams("A=y"), CONFIG);
    assert_eq!(made(folder.path()), [""; 0]);
}

#[test]
fn the_target_of_a_link_is_changed() {
    let folder = folder();
    fs::create_dir(folder.path().join("there")).unwrap();
    fs::rename(folder.path().join(".config"), folder.path().join("there/real")).unwrap();
    symlink("there/real", folder.path().join(".config")).unwrap();
    assert_eq!(run(folder.path(), &["fix", "B=y", "--in-place"]), (String::new(), BESIDE.into(), 0));
    assert_eq!(fs::read_link(folder.path().join(".config")).unwrap(), Path::new("there/real"));
    assert_eq!(
        (read(folder.path(), "there/real"), read(folder.path(), ".config.old")),
        (CHANGED.into(), CONFIG.into())
    );
    // also one that leads to nothing yet
    symlink("there/new", folder.path().join("out")).unwrap();
    run(folder.path(), &["fix", "B=y", "-o", "out"]);
    assert!(read(folder.path(), "there/new").contains("CONFIG_B=y\n"));
}

#[test]
fn conf_replaces_a_link_as_the_reference_does() {
    let folder = folder();
    fs::rename(folder.path().join(".config"), folder.path().join("real")).unwrap();
    symlink("real", folder.path().join(".config")).unwrap();
    run(folder.path(), &["conf", "--olddefconfig"]);
    assert!(!folder.path().join(".config").is_symlink());
    assert_eq!(fs::read_link(folder.path().join(".config.old")).unwrap(), Path::new("real"));
    symlink("real", folder.path().join("saved")).unwrap();
    run(folder.path(), &["conf", "--savedefconfig=saved"]);
    assert_eq!(fs::read_link(folder.path().join("saved")).unwrap(), Path::new("real"));
}

#[test]
fn conf_goes_to_the_tree_that_is_named_and_writes_here() {
    let (folder, here) = (folder(), tempfile::tempdir().unwrap());
    let tree = folder.path().to_str().unwrap();
    let kconfig = "config HERE\n\tstring\n\tdefault \"$(ARCH)\"\nconfig TOOL\n\tstring\n\tdefault \"$(CC)\"\n";
    fs::write(folder.path().join("Kconfig"), kconfig).unwrap();
    fs::write(here.path().join("Kconfig"), "config OTHER\n\tdef_bool y\n").unwrap();
    let lines = |arguments: &[&str]| {
        assert_eq!(run(here.path(), arguments).2, 0, "{arguments:?}");
        let text = read(here.path(), ".config");
        text.lines().filter(|line| line.starts_with("CONFIG_")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(&["conf", "--olddefconfig"]), ["CONFIG_OTHER=y"]);
    assert_eq!(lines(&["conf", "--olddefconfig", "--tree", tree]), ["CONFIG_HERE=\"x86\"", "CONFIG_TOOL=\"gcc\""]);
    let asked = ["conf", "--alldefconfig", "--tree", tree, "--arch", "arm64", "--llvm=-19"];
    assert_eq!(lines(&asked), ["CONFIG_HERE=\"arm64\"", "CONFIG_TOOL=\"clang-19\""]);
}

#[test]
fn rights_and_owner_are_kept() {
    let folder = folder();
    let config = folder.path().join(".config");
    fs::set_permissions(&config, fs::Permissions::from_mode(0o640)).unwrap();
    let root = std::os::unix::fs::chown(&config, Some(1234), Some(4321)).is_ok();
    run(folder.path(), &["fix", "B=y", "--in-place"]);
    for name in [".config", ".config.old"] {
        let about = fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!(about.mode() & 0o777, 0o640, "{name}");
        assert!(!root || (about.uid(), about.gid()) == (1234, 4321), "{name}");
    }
}

#[test]
fn a_write_protected_file_stays_as_it_is() {
    let folder = folder();
    fs::set_permissions(folder.path().join(".config"), fs::Permissions::from_mode(0o444)).unwrap();
    let (_, err, status) = run(folder.path(), &["fix", "B=y", "--in-place"]);
    assert_eq!(err, "error: '.config' is write-protected\n  help: chmod u+w '.config'\n");
    assert_eq!((status, read(folder.path(), ".config")), (2, CONFIG.into()));
    assert_eq!(made(folder.path()), [""; 0]);
}

#[test]
fn a_script_names_its_file_and_keeps_the_case_of_names() {
    let folder = folder();
    let script = |arguments: &[&str]| run(folder.path(), &[&["fix", "--as", "script"], arguments].concat()).0;
    assert_eq!(script(&["B=y"]), "scripts/config -e B\n");
    assert_eq!(script(&["lower=y"]), "scripts/config -k -e lower\n");
    fs::copy(folder.path().join(".config"), folder.path().join("it's")).unwrap();
    assert_eq!(script(&["B=y", "--config", "it's"]), "scripts/config --file 'it'\\''s' -e B\n");
}

#[test]
fn a_script_writes_for_sed_what_sed_would_read_otherwise() {
    let folder = folder();
    let script = |wish: &str| run(folder.path(), &["fix", wish, "--as", "script"]).0;
    assert_eq!(script("S=plain text"), "scripts/config --set-str S 'plain text'\n");
    assert_eq!(script("S=a&b"), "scripts/config -e S --set-str S 'a\\&b'\n");
    assert_eq!(script(r"S=a\b"), "scripts/config -e S --set-str S 'a\\\\\\\\b'\n");
    assert_eq!(script("S=a\"b"), "scripts/config -e S --set-str S 'a\"b'\n");
    let (out, err, status) = run(folder.path(), &["fix", "S=--file", "--as", "script"]);
    assert_eq!((out.as_str(), status), ("", 2));
    assert!(err.contains("--as fragment"), "{err}");
}

#[test]
fn what_changes_beside_is_told_with_every_form() {
    let folder = folder();
    let (_, json, _) = run(folder.path(), &["fix", "B=y", "--as", "json"]);
    assert_eq!(json, "");
    for form in [["--as", "fragment"], ["--as", "script"], ["-o", "out"]] {
        assert_eq!(run(folder.path(), &[&["fix", "B=y"], form.as_slice()].concat()).1, BESIDE);
    }
    assert_eq!(run(folder.path(), &["fix", "B=y", "--in-place"]).1, BESIDE);
}

#[test]
fn all_names_every_side_effect() {
    let folder = folder();
    let followers = |at| format!("config F{at}\n\tdef_bool B\n");
    fs::write(folder.path().join("Kconfig"), KCONFIG.to_owned() + &(0..20).map(followers).collect::<String>()).unwrap();
    assert_snapshot!(run(folder.path(), &["fix", "B=y"]).0);
    assert_snapshot!(run(folder.path(), &["fix", "B=y", "--all"]).0);
}

#[test]
fn a_text_is_quoted_where_it_is_not_one_word() {
    let folder = folder();
    fs::write(folder.path().join(".config"), "CONFIG_S=\"x y\"\n").unwrap();
    assert_snapshot!(run(folder.path(), &["explain", "S=\"a b\""]).0);
    assert_snapshot!(run(folder.path(), &["explain", "S="]).0);
}

#[test]
fn a_concise_explanation_is_one_line_for_each_thing() {
    let folder = folder();
    fs::write(folder.path().join(".config"), "# CONFIG_A is not set\n").unwrap();
    assert_snapshot!(run(folder.path(), &["explain", "B", "--format", "concise"]).0);
}

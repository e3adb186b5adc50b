//! What stands where a configuration is asked for: a command line enters, what an editor, a program or a person sees
//! is expected.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use insta::assert_snapshot;

use crate::program::{program, told};

const KCONFIG: &str = "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n";

/// A folder with a small tree and some files.
fn folder(kconfig: &str, files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), kconfig).unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// Runs `check` with something on its standard input; gives what it printed and its status.
fn check(folder: &Path, arguments: &[&str], stdin: &str) -> String {
    let mut command = program(folder);
    // each file is judged for the architecture that its header names
    command.env_remove("ARCH");
    command.arg("check").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // one that does not read it may have ended by now
    let _unread = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    told(folder, &output)
}

#[test]
fn json_has_every_file_that_was_asked_for() {
    let folder = folder(KCONFIG, &[("a.config", b"CONFIG_A=y\n")]);
    assert_snapshot!(check(folder.path(), &["--format", "json", "absent", "a.config", "."], ""));
}

#[test]
fn json_has_the_errors_of_a_broken_tree() {
    let folder = folder("config A\n\tbool \"a\"\n\tdepends on (B\n", &[("a.config", b""), ("b.config", b"")]);
    assert_snapshot!(check(folder.path(), &["--format", "json", "a.config", "b.config"], ""));
}

#[test]
fn a_broken_tree_is_told_to_people_once() {
    let folder = folder("config A\n\tbool \"a\"\n\tdepends on (B\n", &[("a.config", b""), ("b.config", b"")]);
    assert_snapshot!(check(folder.path(), &["a.config", "b.config"], ""));
    assert_snapshot!(check(folder.path(), &["--format", "concise", "a.config", "b.config"], ""), @r"
    Kconfig:3:15: error[ltoconf::syntax::unexpected-token] the line ends where ')' is needed
    b.config:1:1: error[ltoconf::tree::broken] not judged, for the reasons that are told with 'a.config'
    exit 2
    ");
}

#[test]
fn a_tree_that_is_not_there_is_told_in_json() {
    let folder = folder(KCONFIG, &[(".config", b"")]);
    assert_snapshot!(check(folder.path(), &["--format", "json", "--tree", "nowhere"], ""));
}

#[test]
fn files_are_told_in_the_order_in_which_they_were_asked_for() {
    let header = |arch| format!("# Linux/{arch} 6.12.0 Kernel Configuration\nCONFIG_B=y\n").into_bytes();
    let (x86, arm) = (header("x86"), header("arm"));
    let folder = folder(KCONFIG, &[("config-1", &x86), ("config-2", &arm), ("config-3", &x86)]);
    let told = check(folder.path(), &["--format", "concise", "config-3", "config-2", "config-1"], "");
    let names: Vec<&str> = told.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(names, ["config-3", "config-2", "config-1", "exit 1"]);
}

#[test]
fn the_standard_input_is_a_file_like_others() {
    let folder = folder(KCONFIG, &[]);
    assert_snapshot!(check(folder.path(), &["--whole", "--format", "concise", "-"], "CONFIG_B=y\n"), @r"
    -:1:1: warning[ltoconf::config::unmet-dependency] B=y is not honoured: its dependencies are not met, so it is n
    exit 1
    ");
    assert_snapshot!(check(folder.path(), &["--whole", "--format", "concise", "-", "-"], "CONFIG_B=y\n"), @r"
    -:1:1: warning[ltoconf::config::unmet-dependency] B=y is not honoured: its dependencies are not met, so it is n
    -:1:1: warning[ltoconf::config::unmet-dependency] B=y is not honoured: its dependencies are not met, so it is n
    exit 1
    ");
    #[cfg(unix)]
    assert_snapshot!(check(folder.path(), &["--whole", "--format", "concise", "/dev/stdin"], "CONFIG_B=y\n"), @r"
    /dev/stdin:1:1: warning[ltoconf::config::unmet-dependency] B=y is not honoured: its dependencies are not met, so it is n
    exit 1
    ");
}

#[cfg(unix)]
#[test]
fn devices_that_end_are_read_and_others_are_refused() {
    let folder = folder(KCONFIG, &[]);
    assert_snapshot!(check(folder.path(), &["/dev/null"], ""), @r"
    /dev/null: no line is sure to be lost; judged as a fragment; lto: unknown (this tree has no LTO choice); linux-6.12 x86
    exit 0
    ");
    assert_snapshot!(check(folder.path(), &["/dev/zero"], ""), @r"
    error: cannot read '/dev/zero': it is a character device
    exit 2
    ");
    assert_snapshot!(check(folder.path(), &["/dev"], ""), @r"
    error: cannot read '/dev': it is a folder
    exit 2
    ");
}

#[cfg(unix)]
#[test]
fn nothing_is_waited_for_that_is_no_file_nor_handed_over() {
    let folder = folder(KCONFIG, &[]);
    let here = folder.path();
    assert!(Command::new("mkfifo").arg(here.join("pipe")).status().unwrap().success());
    std::os::unix::fs::symlink("pipe", here.join("link")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(here.join("socket")).unwrap();
    assert_snapshot!(check(here, &["pipe", "link", "socket"], ""), @r"
    error: cannot read 'pipe': it is a named pipe
      help: it may have no writer; to wait for one: ltoconf check - < 'pipe'
    error: cannot read 'link': it is a named pipe
      help: it may have no writer; to wait for one: ltoconf check - < 'link'
    error: cannot read 'socket': it is a socket
    exit 2
    ");
    // as a shell hands over what it reads from a command
    let script = "echo CONFIG_B=y | \"$0\" check --whole --format concise /dev/fd/3 3<&0 < /dev/null";
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_ltoconf")])
        .current_dir(here)
        .env("LTOCONF_DIALECT", "linux-6.12")
        .output()
        .unwrap();
    assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @"/dev/fd/3:1:1: warning[ltoconf::config::unmet-dependency] B=y is not honoured: its dependencies are not met, so it is n");
}

#[test]
fn what_is_no_text_is_named_with_the_remedy() {
    let gzip: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03";
    let wide: Vec<u8> = "CONFIG_A=y\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files = [("config.gz", gzip), ("wide.config", &wide), ("vmlinux", b"\x7fELF\x02\x01"), ("b", &[0; 64])];
    let folder = folder(KCONFIG, &files);
    assert_snapshot!(check(folder.path(), &["config.gz", "wide.config", "vmlinux", "b"], ""));
}

#[test]
fn a_byte_order_mark_is_told_once_with_the_remedy() {
    let folder = folder(KCONFIG, &[("a.config", b"\xef\xbb\xbfCONFIG_A=y\nCONFIG_B=y\n")]);
    assert_snapshot!(check(folder.path(), &["a.config"], ""));
}

#[test]
fn how_a_file_is_judged_is_said_and_can_be_forced() {
    let folder = folder(KCONFIG, &[("a.config", b"CONFIG_B=y\n"), (".config", b"CONFIG_B=y\n")]);
    let last = |arguments: &[&str]| {
        let told = check(folder.path(), arguments, "");
        told.lines().rev().take(2).flat_map(|line| [line, "\n"]).collect::<String>()
    };
    assert_snapshot!(last(&["a.config"]), @r"
    exit 0
    a.config: no line is sure to be lost; judged as a fragment; lto: unknown (this tree has no LTO choice); linux-6.12 x86
    ");
    assert_snapshot!(last(&["--whole", "a.config"]), @r"
    exit 1
    a.config: 1 warning; judged as a whole; lto: unknown (this tree has no LTO choice); linux-6.12 x86
    ");
    assert_snapshot!(last(&["--fragment", ".config"]), @r"
    exit 0
    .config: no line is sure to be lost; judged as a fragment; lto: unknown (this tree has no LTO choice); linux-6.12 x86
    ");
    assert_snapshot!(last(&["--fragment", "--whole", ".config"]), @r"
    exit 2
    For more information, try '--help'.
    ");
}

#[test]
fn lines_of_kconfig_are_named_so_that_they_open_from_here() {
    let folder = folder("", &[]);
    let (tree, here) = (folder.path().join("linux"), folder.path().join("work/here"));
    fs::create_dir_all(tree.join("drivers")).unwrap();
    fs::create_dir_all(&here).unwrap();
    fs::write(tree.join("Kconfig"), KCONFIG).unwrap();
    fs::write(tree.join(".config"), "CONFIG_B=y\n").unwrap();
    let names = |at: &Path, arguments: &[&str]| {
        let told = check(at, arguments, "");
        let names =
            told.lines().filter_map(|line| line.trim().split_once("Kconfig:").map(|(before, _)| before.to_owned()));
        names.map(|name| name.replace(&folder.path().display().to_string(), "ROOT") + "Kconfig ").collect::<String>()
    };
    assert_eq!(names(&tree, &[]), "Kconfig Kconfig ");
    assert_eq!(names(&tree, &["--tree", "."]), "Kconfig Kconfig ");
    assert_eq!(names(&tree.join("drivers"), &["../.config"]), "../Kconfig ../Kconfig ");
    assert_eq!(names(folder.path(), &["linux/.config"]), "linux/Kconfig linux/Kconfig ");
    assert_eq!(names(&here, &["../../linux/.config"]), "../../linux/Kconfig ../../linux/Kconfig ");
    assert_eq!(
        names(&here, &["--tree", "../../linux", "../../linux/.config"]),
        "../../linux/Kconfig ../../linux/Kconfig "
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_the_written_file_stays_a_pipe() {
    use std::os::unix::fs::FileTypeExt as _;

    let folder = folder(KCONFIG, &[]);
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().unwrap();
    let mut command = program(folder.path());
    command.args(["conf", "--alldefconfig", "Kconfig"]).env("KCONFIG_CONFIG", &pipe).stdout(Stdio::null());
    let status = command.status().unwrap();
    assert!(status.success());
    let written = reader.wait_with_output().unwrap().stdout;
    assert!(String::from_utf8_lossy(&written).contains("# CONFIG_A is not set"));
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(!folder.path().join("pipe.old").exists());
}

#[test]
fn a_word_of_a_megabyte_does_not_hide_what_is_said() {
    let name = "A".repeat(1_000_000);
    let config = format!("CONFIG_{name}=y\nCONFIG_B=\"{name}\"\n{name}\n# {name} CONFIG_B is not set\n");
    let folder = folder(KCONFIG, &[("a.config", config.as_bytes())]);
    assert_snapshot!(check(folder.path(), &["--format", "concise", "a.config"], ""));
    let told = check(folder.path(), &["a.config"], "");
    assert!(told.len() < 5000, "{} bytes", told.len());
    let told = check(folder.path(), &["--format", "json", "a.config"], "");
    assert!(told.contains(&format!("\"symbol\": \"{name}\"")));
}

#[test]
fn nothing_in_a_file_steers_the_terminal() {
    let folder = folder(KCONFIG, &[("a.config", b"CONFIG_\x1b[2J\x1b]0;title\x07=y\n\x1b[31mred\n")]);
    for format in ["human", "concise", "json"] {
        assert!(!check(folder.path(), &["--format", format, "a.config"], "").contains('\x1b'));
    }
}

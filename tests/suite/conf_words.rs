//! What `ltoconf conf` says, above all of options that the reference does not have: a folder and words enter; what is
//! said, and whether a file was written, leave.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::program::{told, without_tools};

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What `conf` says in a folder below the one with the files.
fn conf(folder: &Path, arguments: &[&str]) -> String {
    let mut program = without_tools(folder);
    told(folder, &program.current_dir(folder.join("tree")).arg("conf").args(arguments).output().unwrap())
}

const PROBES: &str =
    "config OK\n\tdef_bool $(shell,echo y)\nconfig A\n\tbool \"A\"\n\tdepends on OK\nconfig B\n\tbool \"B\"\n";

#[test]
fn a_source_that_leads_out_of_the_tree_is_followed_as_conf_does() {
    let folder =
        folder(&[("tree/Kconfig", "source \"../other/Kconfig\"\n"), ("other/Kconfig", "config A\n\tdef_bool y\n")]);
    assert_snapshot!(conf(folder.path(), &["--olddefconfig"]), @r"
    #
    # configuration written to .config
    #
    exit 0
    ");
    assert_snapshot!(conf(folder.path(), &["--olddefconfig", "--allow-source", "../other"]), @r"
    error: conf follows every source, as the kernel's own conf does, and cannot be held to folders
      help: leave --allow-source out
    exit 2
    ");
}

#[test]
fn what_hangs_on_a_probe_without_an_answer_is_not_written() {
    let folder = folder(&[("tree/Kconfig", PROBES), ("tree/.config", "CONFIG_A=y\n"), ("none.json", "")]);
    let deny = |arguments: &[&str]| conf(folder.path(), &[arguments, &["--probes", "deny"]].concat());
    assert_snapshot!(deny(&["--olddefconfig"]), @r"
    error: a complete configuration cannot be written: OK and one other symbol are unknown, since probes have no answer
      no answer: echo y
      help: let the probes run (--probes cached), or replay a recording that has them
    exit 2
    ");
    assert_snapshot!(deny(&["--savedefconfig=small"]), @r"
    error: a defconfig cannot be written: OK and one other symbol are unknown, since probes have no answer
      no answer: echo y
      help: let the probes run (--probes cached), or replay a recording that has them
    exit 2
    ");
    assert_snapshot!(deny(&["--listnewconfig"]), @r"
    error: the list of new symbols cannot be written: OK and one other symbol are unknown, since probes have no answer
      no answer: echo y
      help: let the probes run (--probes cached), or replay a recording that has them
    exit 2
    ");
    assert!(!folder.path().join("tree/small").exists());
    assert_eq!(fs::read_to_string(folder.path().join("tree/.config")).unwrap(), "CONFIG_A=y\n");
}

#[test]
fn a_recording_that_lacks_a_probe_is_as_none() {
    let folder = folder(&[("tree/Kconfig", PROBES), ("tree/less", "config OK\n\tdef_bool $(shell,echo n)\n")]);
    let recorded = conf(folder.path(), &["--alldefconfig", "--probes", "record=answers", "less"]);
    assert!(recorded.ends_with("exit 0"), "{recorded}");
    assert_snapshot!(conf(folder.path(), &["--alldefconfig", "--probes", "replay=answers"]), @r"
    error: a complete configuration cannot be written: OK and one other symbol are unknown, since probes have no answer
      no answer: echo y
      help: let the probes run (--probes cached), or replay a recording that has them
    exit 2
    ");
    assert_snapshot!(conf(folder.path(), &["--alldefconfig", "--probes", "replay=answers", "less"]), @r"
    #
    # No change to .config
    #
    exit 0
    ");
}

#[test]
fn a_probe_that_decides_nothing_needs_no_answer() {
    let kconfig = "unused := $(shell,echo y)\nconfig B\n\tbool \"B\"\n";
    let folder = folder(&[("tree/Kconfig", kconfig)]);
    assert_snapshot!(conf(folder.path(), &["--alldefconfig", "--probes", "deny"]), @r"
    #
    # configuration written to .config
    #
    exit 0
    ");
}

#[test]
fn what_make_asked_for_a_tree_is_recorded_and_replayed() {
    let kconfig = "config TEXT\n\tstring\n\tdefault \"$(CC_VERSION_TEXT)\"\n";
    let folder = folder(&[("tree/Kconfig", kconfig)]);
    let tree = ["--alldefconfig", "--tree", "."];
    assert_snapshot!(conf(folder.path(), &[&tree[..], &["--probes", "deny"]].concat()), @r"
    error: a complete configuration cannot be written: TEXT is unknown, since probes have no answer
      no answer: what make would ask for CC_VERSION_TEXT
      help: let the probes run (--probes cached), or replay a recording that has them
    exit 2
    ");
    let recorded = conf(folder.path(), &[&tree[..], &["--probes", "record=answers"]].concat());
    assert!(recorded.ends_with("exit 0"), "{recorded}");
    let replayed = conf(folder.path(), &[&tree[..], &["--probes", "replay=answers"]].concat());
    assert!(replayed.ends_with("exit 0"), "{replayed}");
}

#[test]
fn an_architecture_that_is_none_is_refused_with_those_that_are() {
    let folder = folder(&[
        ("tree/Kconfig", "config A\n\tdef_bool y\n"),
        ("tree/arch/Kconfig", ""),
        ("tree/arch/x86/Kconfig", ""),
        ("tree/arch/arm64/Kconfig", ""),
    ]);
    let arch = |arch: &str| conf(folder.path(), &["--alldefconfig", "--arch", arch]);
    assert_snapshot!(arch("vax"), @r"
    error: the tree has no architecture 'vax': there are arm64, x86
    exit 2
    ");
    assert_snapshot!(arch(""), @r"
    error: the tree has no architecture '': there are arm64, x86
    exit 2
    ");
    assert_snapshot!(arch("x86/"), @r"
    error: the tree has no architecture 'x86/': there are arm64, x86
    exit 2
    ");
    assert_snapshot!(arch("../arch/x86"), @r"
    error: the tree has no architecture '../arch/x86': there are arm64, x86
    exit 2
    ");
}

#[test]
fn the_path_of_a_loop_of_files_ends_where_that_of_conf_does() {
    let folder = folder(&[
        ("tree/Kconfig", "source \"one\"\n"),
        ("tree/one", "source \"two\"\n"),
        ("tree/two", "source \"one\"\n"),
    ]);
    let looped = |dialect: &str| conf(folder.path(), &["--alldefconfig", "--dialect", dialect]);
    assert_snapshot!(looped("linux-6.1"), @r"
    Recursive inclusion detected.
    Inclusion path:
      current file : one
      included from: two:1
      included from: one:1
    exit 1
    ");
    assert_snapshot!(looped("linux-6.12"), @r"
    Recursive inclusion detected.
    Inclusion path:
      current file : one
      included from: two:1
      included from: one:1
      included from: Kconfig:1
    exit 1
    ");
}

#[test]
fn what_conf_would_swallow_as_a_help_text_is_refused() {
    let folder = folder(&[
        ("tree/Kconfig", "source \"one\"\nconfig B\n\tbool \"b\"\n"),
        ("tree/one", "config A\n\tbool \"a\"\n\thelp"),
    ]);
    assert_snapshot!(conf(folder.path(), &["--alldefconfig"]), @r"
    one:3: error: a last line that announces a help text is not ended, and what follows in another file would be taken for it (add a line end)
    exit 1
    ");
}

#[test]
fn without_a_tree_an_architecture_needs_a_name() {
    let folder = folder(&[("lto.config", "CONFIG_LTO_NONE=y\n")]);
    for arch in ["", "x86/", "../x86"] {
        let words = ["check", "--embedded", "lto.config", "--arch", arch];
        let said = told(folder.path(), &without_tools(folder.path()).args(words).output().unwrap());
        assert_eq!(
            said,
            format!("error: '{arch}' is no architecture: a name such as x86, arm64 or riscv is needed\nexit 2")
        );
    }
}

#[test]
fn options_that_conf_cannot_follow_are_told_as_by_every_command() {
    let folder = folder(&[("tree/Kconfig", PROBES), ("tree/.config", "")]);
    let with = |option: &[&str]| conf(folder.path(), &[&["--olddefconfig"], option].concat());
    assert_snapshot!(with(&["--embedded"]), @r"
    error: conf needs a whole tree, which the rules that ltoconf carries are not
      help: name a tree with --tree DIR in place of --embedded
    exit 2
    ");
    assert_snapshot!(with(&["--tree", ".."]), @r"
    error: '..' holds no Kconfig, so it is no tree
      help: name the folder that holds the tree's top Kconfig
    exit 2
    ");
    assert_snapshot!(with(&["--dialect", "6.12"]), @r"
    error: unknown dialect '6.12': one such as linux-6.1 is needed
    exit 2
    ");
    assert_snapshot!(with(&["--probes", "replay=none.json"]), @r"
    error: cannot read the recorded probes in 'none.json': No such file or directory (os error 2)
    exit 2
    ");
    assert_eq!(fs::read_to_string(folder.path().join("tree/.config")).unwrap(), "");
}

#[test]
fn a_mode_that_a_version_does_not_have_is_refused_as_its_conf_does() {
    let folder = folder(&[("tree/Kconfig", "config A\n\tdef_bool y\n")]);
    assert_snapshot!(conf(folder.path(), &["--mod2noconfig", "--dialect", "linux-5.15"]), @r"
    unrecognized option '--mod2noconfig': conf knows it since Linux 5.17
    exit 1
    ");
}

#[test]
fn a_mode_without_its_dashes_is_named() {
    let folder = folder(&[("tree/Kconfig", PROBES)]);
    assert_snapshot!(conf(folder.path(), &["olddefconfig"]), @r"
    error: cannot read 'olddefconfig': No such file or directory (os error 2)
    note: 'olddefconfig' is taken for a Kconfig file: the mode is asked for by --olddefconfig
    exit 2
    ");
}

#[test]
fn before_5_3_a_defconfig_that_is_a_word_of_its_own_is_the_root_file() {
    let folder = folder(&[
        ("tree/Kconfig", "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdefault y\n"),
        ("tree/arch/mine/defconfig", "CONFIG_A=y\n"),
        ("tree/my_defconfig", "# CONFIG_B is not set\n"),
    ]);
    let written = |version: &str, arguments: &[&str]| {
        let mut program = without_tools(folder.path());
        let program =
            program.env("LTOCONF_DIALECT", version).env("ARCH", "mine").current_dir(folder.path().join("tree"));
        assert!(program.arg("conf").args(arguments).output().unwrap().status.success());
        let written = fs::read_to_string(folder.path().join("tree/.config")).unwrap();
        written.lines().filter(|line| line.contains("CONFIG_")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(written("linux-4.18", &["--defconfig", "Kconfig"]), "CONFIG_A=y CONFIG_B=y");
    assert_eq!(
        written("linux-4.18", &["--defconfig=my_defconfig", "Kconfig"]),
        "# CONFIG_A is not set # CONFIG_B is not set"
    );
    assert_eq!(
        written("linux-5.3", &["--defconfig", "my_defconfig", "Kconfig"]),
        "# CONFIG_A is not set # CONFIG_B is not set"
    );
}

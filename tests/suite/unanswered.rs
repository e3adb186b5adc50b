//! `explain`, `fix`, `solve` and `cnf` where probes have no answer: what hangs on one is said to be unknown, and nothing
//! is claimed of it; all else is as it always is.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::program::{told, without_tools};

const KCONFIG: &str = r#"
config OK
	def_bool $(shell,echo y)
config MAX
	int
	default $(shell,echo 8)
config A
	bool "A"
	depends on OK
config B
	bool "B"
	depends on !OK
config JOBS
	int "jobs"
	range 1 MAX
	default 2
config C
	bool "C"
config D
	bool "D"
	depends on C
"#;

fn run(folder: &Path, arguments: &[&str]) -> String {
    told(folder, &without_tools(folder).args(arguments).output().unwrap())
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), KCONFIG).unwrap();
    fs::write(folder.path().join(".config"), "CONFIG_A=y\n").unwrap();
    folder
}

fn denied(arguments: &[&str]) -> String {
    run(folder().path(), &[arguments, &["--probes", "deny"]].concat())
}

#[test]
fn what_hangs_on_a_denied_probe_is_unknown() {
    assert_snapshot!(denied(&["explain", "A"]));
    assert_snapshot!(denied(&["explain", "B=y", "--format", "json"]));
    // bounds are read as well
    assert_snapshot!(denied(&["explain", "JOBS"]));
}

#[test]
fn what_hangs_on_none_is_known() {
    assert_snapshot!(denied(&["explain", "D"]));
    assert_snapshot!(denied(&["fix", "D=y"]));
}

#[test]
fn a_wish_for_the_unknown_is_refused() {
    assert_snapshot!(denied(&["fix", "B=y"]));
    for arguments in [["fix", "A=n"], ["fix", "A=y"], ["fix", "JOBS=9"]] {
        let told = denied(&arguments);
        assert!(told.starts_with("error: ") && told.ends_with("exit 2"), "{told}");
    }
}

#[test]
fn nothing_whole_is_written_of_what_is_not_known() {
    let folder = folder();
    let denied = |arguments: &[&str]| run(folder.path(), &[arguments, &["--probes", "deny"]].concat());
    assert_snapshot!(denied(&["cnf", "-o", "out"]));
    for arguments in [["solve", "A=y", "-o", "out"], ["solve", "D=y", "-o", "out"], ["fix", "D=y", "-o", "out"]] {
        let told = denied(&arguments);
        assert!(told.contains("no answer: echo") && told.ends_with("exit 2"), "{told}");
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_recording_with_gaps_leaves_the_same_unknown() {
    let folder = folder();
    let kconfig = |text: &str| fs::write(folder.path().join("Kconfig"), text).unwrap();
    kconfig("config OTHER\n\tdef_bool $(shell,echo n)\nconfig A\n\tbool \"A\"\n");
    run(folder.path(), &["explain", "A", "--probes", "record=probes"]);
    kconfig(KCONFIG);
    assert_snapshot!(run(folder.path(), &["explain", "A", "--probes", "replay=probes"]));
}

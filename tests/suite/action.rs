//! The action for GitHub: a workflow's inputs enter its script, annotations, a log and an exit status are expected.

use std::{fs, path::Path, process::Command};

use crate::program::told;

const ACTION: &str = include_str!("../../action.yml");

/// The script of a step, as a runner would have it.
fn script(step: &str) -> String {
    let (_, found) = ACTION.split_once(&format!("- name: {step}\n")).unwrap();
    let (_, found) = found.split_once("run: |\n").unwrap();
    let lines = found.lines().take_while(|line| line.is_empty() || line.starts_with("        "));
    lines.map(|line| line.trim_start_matches("        ").to_owned() + "\n").collect()
}

/// Runs the step that checks, with ltoconf where the step before has put it.
fn check(folder: &Path, files: &str, arguments: &str, sarif: &str) -> String {
    let bin = folder.join("ltoconf/bin");
    fs::create_dir_all(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_ltoconf"), bin.join("ltoconf")).unwrap();
    let mut bash = Command::new("bash");
    // as runners start it
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script("Check")]).current_dir(folder);
    bash.env("RUNNER_TEMP", folder).env("FILES", files).env("ARGUMENTS", arguments).env("SARIF", sarif);
    bash.env("XDG_CACHE_HOME", folder).env("ARCH", "x86").env("LTOCONF_DIALECT", "linux-6.12");
    told(folder, &bash.output().unwrap())
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("Kconfig", "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n"),
        ("good.config", "CONFIG_A=y\nCONFIG_B=y\n"),
        ("bad.config", "# CONFIG_A is not set\nCONFIG_B=y\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn lines_are_annotated_and_a_log_is_written() {
    let folder = folder();
    insta::assert_snapshot!(check(folder.path(), "*.config", "--whole", "ltoconf.sarif"), @r"
    ::warning file=bad.config,line=2,col=1,title=ltoconf%3A%3Aconfig%3A%3Aunmet-dependency::B=y is not honoured: its dependencies are not met, so it is n%0AKconfig:5: A is n, and y is needed here%0Abad.config:1: A is set to n by this line
    exit 1
    ");
    let log: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("ltoconf.sarif")).unwrap()).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "ltoconf::config::unmet-dependency");
}

#[test]
fn a_good_configuration_passes_and_no_log_is_written_unasked() {
    let folder = folder();
    assert_eq!(check(folder.path(), "good.config", "", ""), "exit 0");
    let mut entries = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!entries.any(|name| name.to_string_lossy().ends_with(".sarif")));
}

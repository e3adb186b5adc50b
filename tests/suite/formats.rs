//! `--format sarif` and `--format github`: a configuration enters, what services read is expected.

use insta::assert_snapshot;

use crate::program;

const KCONFIG: &str = "config A\n\tbool \"a\"\n\tdepends on B\nconfig B\n\tbool \"b\"\n";

/// Runs ltoconf in a folder with a Kconfig and files; gives what it printed, and its status.
fn run(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let files = [&[("Kconfig", KCONFIG)], files].concat();
    program::run(&files, arguments).replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

#[test]
fn annotations_have_place_and_title() {
    assert_snapshot!(run(&[(".config", "CONFIG_A=y\n# CONFIG_B is not set\n")], &["check", "--format", "github"]));
}

#[test]
fn what_would_end_an_annotation_is_escaped() {
    assert_snapshot!(run(&[("50%,a:b.config", "CONFIG_A=%,:\n")], &["check", "50%,a:b.config", "--format", "github"]));
}

#[test]
fn a_log_has_rules_results_and_places() {
    assert_snapshot!(run(&[(".config", "CONFIG_A=y\n# CONFIG_B is not set\n")], &["check", "--format", "sarif"]));
}

#[test]
fn a_file_that_cannot_be_judged_is_in_the_log() {
    assert_snapshot!(run(&[], &["check", "no such.config", "--format", "sarif"]));
}

#[test]
fn columns_count_letters_and_paths_are_references() {
    let log = run(
        &[("é a.config", "# CONFIG_B is not set\nCONFIG_A=\"é\" é\n")],
        &["check", "é a.config", "--format", "sarif"],
    );
    assert!(log.contains("\"uri\": \"%C3%A9%20a.config\""), "{log}");
}

#[test]
fn other_commands_do_not_print_findings() {
    assert_snapshot!(run(&[], &["explain", "A", "--format", "sarif"]));
}

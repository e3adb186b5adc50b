//! Smallest changes that disturb much: a tree with many modules and a wish enter; the way that changes them all, and the
//! ways around it, are expected.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::program::{told, without_tools};

/// A driver that its bus must be built in for, and sixty modules that have nothing to do with it.
fn kconfig(modules: usize) -> String {
    let bus = "config MODULES\n\tbool \"modules\"\n\tmodules\n\tdefault y\nconfig BUS\n\ttristate \"bus\"\n\
        config DRIVER\n\ttristate \"driver\"\n\tdepends on BUS\n";
    let other = |at| format!("config OTHER{at}\n\ttristate \"other\"\n");
    bus.to_owned() + &(0..modules).map(other).collect::<String>()
}

fn config(modules: usize) -> String {
    let others = (0..modules).map(|at| format!("CONFIG_OTHER{at}=m\n")).collect::<Vec<_>>().concat();
    format!("CONFIG_MODULES=y\nCONFIG_BUS=m\nCONFIG_DRIVER=m\n{others}")
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    told(folder, &without_tools(folder).args(arguments).output().unwrap())
}

fn said(modules: usize, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), kconfig(modules)).unwrap();
    fs::write(folder.path().join(".config"), config(modules)).unwrap();
    run(folder.path(), arguments)
}

#[test]
fn beside_one_decision_that_disturbs_much_the_ways_around_it_are_told() {
    assert_snapshot!(said(60, &["fix", "DRIVER=y"]));
    assert_snapshot!(said(60, &["explain", "DRIVER=y"]));
    assert_snapshot!(said(60, &["fix", "DRIVER=y", "--as", "fragment"]));
}

#[test]
fn one_decision_that_disturbs_little_needs_no_way_around_it() {
    assert_snapshot!(said(2, &["fix", "DRIVER=y"]));
}

#[test]
fn programs_are_told_which_ways_are_the_smallest() {
    let told = said(60, &["fix", "DRIVER=y", "--as", "json"]);
    let fixes: serde_json::Value = serde_json::from_str(told.trim_end_matches("exit 0")).unwrap();
    let changes = |at: usize| fixes[at]["changes"].as_array().unwrap().len();
    assert_eq!((changes(0), fixes[0]["side_effects"].as_array().unwrap().len()), (1, 62));
    assert_eq!((changes(1), fixes[1]["side_effects"].as_array().unwrap().len()), (2, 0));
    assert_eq!(fixes[0]["leaves_alone"], serde_json::Value::Null);
    assert_eq!(fixes[1]["leaves_alone"], serde_json::json!(["MODULES"]));
}

#[test]
fn what_is_solved_is_near_in_its_values() {
    let solved = said(60, &["solve", "DRIVER=y", "-o", "-"]);
    assert!(solved.contains("CONFIG_MODULES=y\n") && solved.contains("CONFIG_OTHER7=m\n"), "{solved}");
}

#[test]
fn a_page_calls_no_gentler_way_a_smallest_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), kconfig(60)).unwrap();
    fs::write(folder.path().join(".config"), config(60)).unwrap();
    run(folder.path(), &["explain", "DRIVER=y", "--graph", "causes.html"]);
    let page = fs::read_to_string(folder.path().join("causes.html")).unwrap();
    let title = "or, with more changes of yours, a way that leaves MODULES alone and disturbs less";
    assert!(page.contains(&format!("<h2>{title}</h2>\n<ol start=\"2\">")), "{page}");
    assert!(page.contains("<h2>to get DRIVER=y, one smallest way</h2>\n<ol>"), "{page}");
}

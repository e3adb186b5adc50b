//! `ltoconf probes`, `completions` and `man`, and what `check --skip-others` leaves alone.

use std::{fs, process::Command};

use insta::assert_snapshot;

use crate::program::run;

const PROBES: &str =
    "config A\n\tdef_bool $(shell,echo y)\nconfig B\n\tstring\n\tdefault \"$(shell,echo two; exit 3)\"\n";

/// Each command with its answer.
fn answers(arguments: &[&str]) -> Vec<(String, String, i64)> {
    let told = run(&[("Kconfig", PROBES)], arguments);
    let (told, _status) = told.rsplit_once("exit ").unwrap();
    let told: serde_json::Value = serde_json::from_str(told).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let one = |it: &serde_json::Value| (text(&it["command"]), text(&it["stdout"]), it["exit"].as_i64().unwrap_or(-1));
    let all = told["probes"].as_array().unwrap().iter().map(one);
    all.filter(|(command, ..)| command.starts_with("echo")).collect()
}

#[test]
fn probes_that_may_not_run_are_listed_as_open() {
    let answers = answers(&["probes", "--probes", "deny", "--format", "json"]);
    assert_eq!(answers, [("echo y".into(), String::new(), -1), ("echo two; exit 3".into(), String::new(), -1)]);
}

#[test]
fn answers_of_probes_are_told() {
    let answers = answers(&["probes", "run", "--format", "json"]);
    assert_eq!(answers, [("echo y".into(), "y".into(), 0), ("echo two; exit 3".into(), "two".into(), 3)]);
}

#[test]
fn people_get_a_line_for_each_probe() {
    let told = run(&[("Kconfig", PROBES)], &["probes"]);
    assert!(told.contains("exit 3  0.") && told.contains("'two'\n  echo two; exit 3\n"), "{told}");
}

#[test]
fn every_shell_completes_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(run(&[], &["completions", shell]).contains("savedefconfig"), "{shell}");
    }
}

#[test]
fn shells_complete_the_formats_of_each_command() {
    let script = run(&[], &["completions", "bash"]);
    let values = |command: &str| -> &str {
        let (_, from) = script.split_once(&format!("        ltoconf__subcmd__{command})")).unwrap();
        let (_, from) = from.split_once("--format)").unwrap();
        from.split("-W \"").nth(1).unwrap().split('"').next().unwrap()
    };
    assert_eq!(values("check"), "human concise json sarif github");
    assert_eq!(values("explain"), "human concise json");
    assert_eq!(values("flags"), "make shell json");
}

#[test]
fn every_command_has_a_page() {
    for command in ["check", "conf", "explain", "fix", "solve", "cnf", "flags", "plan", "audit", "slice", "probes"] {
        let page = run(&[], &["man", command]);
        assert!(
            page.contains(&format!(".TH ltoconf-{command} 1  \"ltoconf {}\"", env!("CARGO_PKG_VERSION"))),
            "{command}"
        );
    }
    assert!(run(&[], &["man"]).contains(".TH ltoconf "));
    assert_snapshot!(run(&[], &["man", "chekc"]), @r"
    error: no command 'chekc'
      help: ltoconf --help lists the commands
    exit 2
    ");
}

#[test]
fn files_of_others_are_left_alone_where_that_is_wished() {
    let files = [
        ("setup.cfg", "[metadata]\nname = x\n"),
        ("config-map.yaml", "data:\n  CONFIG_A: y\n"),
        ("build.sh", "#!/bin/sh\nmake\nCONFIG_A=y make\ntrue\n"),
        ("lto.cfg", "# ours\nCONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n"),
    ];
    let names = ["setup.cfg", "config-map.yaml", "build.sh", "lto.cfg"];
    let words = [&["check", "--skip-others", "--format", "concise"], names.as_slice()].concat();
    assert_snapshot!(run(&files, &words), @r"
    lto.cfg:3:1: error[ltoconf::lto::two-members] two LTO modes are set, and LTO_NONE wins: LTO_CLANG_THIN=y (line 2), LTO_NONE=y (line 3)
    exit 1
    ");
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_told() {
    let output = Command::new(env!("CARGO_BIN_EXE_ltoconf"))
        .args(["man", "check"])
        .stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((told.starts_with("error: cannot write to the standard output"), output.status.code()), (true, Some(2)));
}

#[test]
fn manual_pages_tell_the_values_of_options() {
    let values = |command: &str, option: &str| -> Vec<String> {
        let page = run(&[], &["man", command]);
        let (_, from) = page.split_once(&format!("\n\\fB\\-\\-{option}\\fR")).unwrap();
        let (told, _) = from.split_once("\n.TP").unwrap();
        told.split("\n.IP \\(bu 2\n").skip(1).map(|line| line.split(':').next().unwrap().to_owned()).collect()
    };
    for command in ["check", "audit"] {
        assert_eq!(values(command, "format"), ["human", "concise", "json", "sarif", "github"]);
    }
    for command in ["explain", "probes"] {
        assert_eq!(values(command, "format"), ["human", "concise", "json"]);
    }
    assert_eq!(values("flags", "format"), ["make", "shell", "json"]);
    assert_eq!(values("plan", "format"), ["human", "json"]);
    assert_eq!(values("slice", "format"), ["human"]);
    assert_eq!(values("fix", "as"), ["fragment", "script", "json"]);
    assert_eq!(values("check", "probes"), ["cached", "run", "record=FILE", "replay=FILE", "deny"]);
}

#[test]
fn help_tells_of_formats_what_a_command_takes() {
    let told = |command: &str| -> String {
        let help = run(&[], &[command, "--help"]);
        let (_, from) = help.split_once("--format <FORMAT>").unwrap();
        from.trim_start().lines().next().unwrap().to_owned()
    };
    for (command, formats) in [
        ("check", "human, concise, json, sarif or github"),
        ("audit", "human, concise, json, sarif or github"),
        ("explain", "human, concise or json"),
        ("probes", "human, concise or json"),
        ("plan", "human or json"),
        ("slice", "what is printed has one form: human"),
        ("fix", "how changes are told to people: human; for other forms there is --as"),
    ] {
        assert!(told(command).ends_with(formats), "{command}: {}", told(command));
    }
}

#[test]
fn a_format_that_there_is_not_is_answered_with_those_of_the_command() {
    let told = |words: &[&str]| -> String {
        let said = run(&[], words);
        assert!(said.ends_with("exit 2"), "{said}");
        said.lines().next().unwrap().to_owned()
    };
    assert_snapshot!(told(&["explain", "A", "--format", "xx"]), @"error: invalid value 'xx' for '--format <FORMAT>': one of human, concise, json");
    assert_snapshot!(told(&["--format", "xx", "explain", "A"]), @"error: invalid value 'xx' for '--format <FORMAT>': one of human, concise, json");
    assert_snapshot!(told(&["explain", "A", "--format", "sarif"]), @"error: invalid value 'sarif' for '--format <FORMAT>': only 'check' and 'audit' print it");
    assert_snapshot!(told(&["check", "--format", "xx"]), @"error: invalid value 'xx' for '--format <FORMAT>': one of human, concise, json, sarif, github");
    assert_snapshot!(told(&["flags", "--format", "xx"]), @"error: invalid value 'xx' for '--format <FORMAT>': one of make, shell, json");
    assert_snapshot!(told(&["--format", "xx", "flags"]), @"error: invalid value 'xx' for '--format <FORMAT>': one of make, shell, json");
    assert_snapshot!(told(&["plan", "--format", "shell"]), @"error: invalid value 'shell' for '--format <FORMAT>': one of human, json");
    assert_snapshot!(told(&["fix", "A=y", "--format", "xx"]), @"error: invalid value 'xx' for '--format <FORMAT>': human alone; other forms are those of --as: fragment, script, json");
    assert_snapshot!(told(&["slice", "A", "--format", "json"]), @"error: invalid value 'json' for '--format <FORMAT>': the command prints no findings, and what it prints has one form");
}

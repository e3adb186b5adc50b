//! `ltoconf explain`, `fix`, `solve` and `cnf`: a few lines of Kconfig, a configuration and a wish enter; what a person
//! sees, and what is written, is expected.

use std::{collections::HashMap, fs, path::Path};

use insta::assert_snapshot;

use crate::program::{configured, told, without_tools};

fn run(folder: &Path, arguments: &[&str]) -> String {
    told(folder, &without_tools(folder).args(arguments).output().unwrap())
}

fn said(kconfig: &str, config: &str, arguments: &[&str]) -> String {
    run(configured(kconfig, config).path(), arguments)
}

fn written(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

const LTO: &str = r#"
config CLANG
	bool "clang"
config KASAN
	bool "kasan"
config ARCH_HAS
	bool
config HAS_LTO
	def_bool y
	depends on CLANG && !KASAN
config LTO_CLANG
	bool
choice
	prompt "LTO"
config LTO_NONE
	bool "none"
config LTO_CLANG_THIN
	bool "thin"
	depends on HAS_LTO
	select LTO_CLANG
config LTO_ODD
	bool "odd"
	depends on ARCH_HAS
endchoice
config RUST
	bool "rust"
	depends on !LTO_CLANG
config JOBS
	int "jobs"
	range 1 8
	default 2
config HELD
	bool "held"
config HOLDER
	bool "holder"
	select HELD
"#;

const GCC: &str = "# CONFIG_CLANG is not set\nCONFIG_KASAN=y\nCONFIG_LTO_NONE=y\nCONFIG_RUST=y\n";

#[test]
fn a_wish_within_reach_names_every_obstacle_once() {
    assert_snapshot!(said(LTO, GCC, &["explain", "LTO_CLANG_THIN"]));
}

#[test]
fn a_symbol_without_a_prompt_is_reached_by_what_selects_it() {
    assert_snapshot!(said(LTO, GCC, &["explain", "CONFIG_LTO_CLANG=y"]));
}

#[test]
fn the_impossible_is_told_with_its_reason() {
    assert_snapshot!(said(LTO, GCC, &["explain", "LTO_ODD"]));
}

#[test]
fn what_holds_a_symbol_is_told() {
    assert_snapshot!(said(LTO, "CONFIG_HOLDER=y\nCONFIG_HELD=y\n", &["explain", "HELD=n"]));
}

#[test]
fn an_explanation_as_json() {
    assert_snapshot!(said(LTO, GCC, &["explain", "RUST=n", "--format", "json"]));
}

#[test]
fn a_value_that_is_held_ends_in_0() {
    assert_snapshot!(said(LTO, GCC, &["explain", "RUST=y"]));
}

#[test]
fn an_unknown_symbol_gets_the_nearest_name() {
    assert_snapshot!(said(LTO, GCC, &["explain", "LTO_CLANG_THN"]));
}

#[test]
fn a_fix_as_script_and_fragment() {
    assert_snapshot!(said(LTO, GCC, &["fix", "LTO_CLANG_THIN=y", "JOBS=4", "--as", "script"]));
    assert_snapshot!(said(LTO, GCC, &["fix", "LTO_CLANG_THIN=y", "JOBS=4", "--as", "fragment"]));
}

#[test]
fn a_script_names_the_file_that_it_changes() {
    let folder = configured(LTO, "");
    fs::write(folder.path().join("my lto.config"), GCC).unwrap();
    let wish = ["fix", "JOBS=4", "--config", "my lto.config", "--as", "script"];
    assert_snapshot!(run(folder.path(), &wish), @r"
    scripts/config --file 'my lto.config' --set-val JOBS '4'
    exit 0
    ");
}

#[test]
fn wishes_that_rule_each_other_out_are_named() {
    assert_snapshot!(said(LTO, GCC, &["fix", "LTO_CLANG_THIN=y", "RUST=y", "JOBS=3"]));
    assert_snapshot!(said(LTO, GCC, &["fix", "JOBS=9"]));
}

#[test]
fn what_is_kept_is_not_changed() {
    assert_snapshot!(said(LTO, GCC, &["fix", "LTO_CLANG_THIN=y", "--keep", "KASAN"]));
}

/// What is told beside where LTO comes to a file.
const BESIDE: &str = "note: this changes beside: RUST=n, HAS_LTO=y, LTO_CLANG=y\nexit 0";

#[test]
fn in_place_only_the_lines_that_must_change_do() {
    let config = format!("# my notes\n{GCC}\nCONFIG_UNKNOWN=y\n# the end\n");
    let folder = configured(LTO, &config);
    assert_eq!(run(folder.path(), &["fix", "LTO_CLANG_THIN=y", "--in-place"]), BESIDE);
    assert_eq!(written(folder.path(), ".config.old"), config);
    assert_snapshot!(written(folder.path(), ".config"));
    assert_snapshot!(run(folder.path(), &["fix", "LTO_CLANG_THIN=y"]));
}

#[test]
fn a_whole_configuration_stays_as_it_is() {
    let folder = configured(LTO, GCC);
    assert_eq!(run(folder.path(), &["fix", "LTO_CLANG_THIN=y", "-o", "new"]), BESIDE);
    let new = written(folder.path(), "new");
    assert!(new.contains("CONFIG_LTO_CLANG_THIN=y\n"), "{new}");
    fs::rename(folder.path().join("new"), folder.path().join(".config")).unwrap();
    run(folder.path(), &["conf", "--olddefconfig"]);
    assert_eq!(written(folder.path(), ".config"), new);
}

#[test]
fn a_random_configuration_meets_the_wishes() {
    let folder = configured(LTO, "");
    let mut seen = std::collections::BTreeSet::new();
    for seed in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        assert_eq!(run(folder.path(), &["solve", "LTO_CLANG_THIN=y", "JOBS=5", "--seed", seed, "-o", "new"]), "exit 0");
        let new = written(folder.path(), "new");
        assert!(new.contains("CONFIG_LTO_CLANG_THIN=y\n") && new.contains("CONFIG_JOBS=5\n"), "{new}");
        seen.insert(new);
    }
    assert!(seen.len() > 1, "all seeds give the same");
}

/// Clauses of a text in DIMACS.
fn clauses(text: &str) -> Vec<Vec<i64>> {
    let numbers = |line: &str| line.split_whitespace().map(|word| word.parse::<i64>().unwrap()).collect::<Vec<_>>();
    let clause = |line: &str| numbers(line).into_iter().filter(|&lit| lit != 0).collect();
    text.lines().filter(|line| !line.starts_with(['c', 'p'])).map(clause).collect()
}

/// Whether unit propagation alone refutes clauses under assumptions.
fn refuted(clauses: &[Vec<i64>], assumptions: impl IntoIterator<Item = i64>) -> bool {
    let mut values: HashMap<i64, bool> = HashMap::new();
    let mut open: Vec<i64> = assumptions.into_iter().collect();
    loop {
        while let Some(lit) = open.pop() {
            if values.insert(lit.abs(), lit > 0).is_some_and(|known| known != (lit > 0)) {
                return true;
            }
        }
        for clause in clauses {
            if clause.iter().any(|lit| values.get(&lit.abs()) == Some(&(*lit > 0))) {
                continue;
            }
            let free: Vec<i64> = clause.iter().copied().filter(|lit| !values.contains_key(&lit.abs())).collect();
            match free.as_slice() {
                [] => return true,
                &[unit] => open.push(unit),
                _ => {}
            }
        }
        if open.is_empty() {
            return false;
        }
    }
}

#[test]
fn a_proof_of_the_impossible_is_accepted_by_a_checker_that_knows_nothing_of_it() {
    let folder = configured(LTO, GCC);
    let output = run(folder.path(), &["fix", "LTO_CLANG_THIN=y", "RUST=y", "--proof", "proof"]);
    assert!(output.ends_with("exit 1"), "{output}");
    let mut known = clauses(&written(folder.path(), "proof.cnf"));
    let mut empty = false;
    // each added clause follows by unit propagation; deletions only make that harder, so they are left out
    for line in written(folder.path(), "proof").lines().filter(|line| !line.starts_with('d')) {
        let clause = clauses(line).pop().unwrap_or_default();
        assert!(refuted(&known, clause.iter().map(|lit| -lit)), "does not follow: {line}");
        empty |= clause.is_empty();
        known.push(clause);
    }
    assert!(empty || refuted(&known, []), "the proof does not end in the empty clause");
}

#[test]
fn the_formula_names_its_variables() {
    let folder = configured(LTO, GCC);
    let text = run(folder.path(), &["cnf"]);
    let mut names: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("c ")?.split_once(' ')).map(|(_, name)| name).collect();
    names.sort_unstable();
    assert!(names.contains(&"LTO_CLANG_THIN=y") && names.contains(&"JOBS=\"2\""), "{names:?}");
    let variable = |name: &str| -> i64 {
        let line = text.lines().find(|line| line.ends_with(&format!(" {name}"))).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let clauses = clauses(text.trim_end_matches("exit 0"));
    let thin = variable("LTO_CLANG_THIN=y");
    assert!(refuted(&clauses, [thin, variable("KASAN=y")]));
    assert!(!refuted(&clauses, [thin, -variable("KASAN=y")]));
    assert!(refuted(&clauses, [variable("LTO_ODD=y")]));
}

#[test]
fn a_prompt_that_allows_less_than_a_line_asks_for_is_named() {
    let kconfig = "config MODULES\n\tbool \"modules\"\n\tmodules\n\tdefault y\n\
        config S2\n\ttristate \"S2\"\n\tselect S3\nconfig S3\n\ttristate \"S3\" if !S2\n";
    let config = "CONFIG_MODULES=y\nCONFIG_S2=m\nCONFIG_S3=y\n";
    assert_snapshot!(said(kconfig, config, &["explain", "S3"]));
    assert_snapshot!(said(kconfig, config, &["explain", "S3=y"]));
    assert_snapshot!(said(kconfig, config, &["check"]));
}

const WRITTEN_BY_GCC: &str = "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.12.5 Kernel Configuration\n#\n\
    CONFIG_CC_IS_GCC=y\nCONFIG_AS_IS_GNU=y\nCONFIG_LD_IS_BFD=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG=y\n\
    CONFIG_ARCH_SUPPORTS_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n";

#[test]
fn without_a_tree_what_other_tools_would_allow_is_offered() {
    let explained = |symbol: &str| said("", WRITTEN_BY_GCC, &["explain", symbol, "--embedded"]);
    assert_snapshot!(explained("LTO_CLANG=y"));
    assert_snapshot!(explained("LTO_NONE"));
}

#[test]
fn the_rule_by_which_a_choice_took_its_member_is_told() {
    let config = "CONFIG_CLANG=y\n# CONFIG_KASAN is not set\n";
    assert_snapshot!(said(LTO, config, &["explain", "LTO_NONE"]));
    assert_snapshot!(said(
        LTO,
        &format!("{config}CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n"),
        &["explain", "LTO_CLANG_THIN"]
    ));
}

#[test]
fn a_line_that_a_select_holds_anyway_is_told_with_the_select() {
    let kconfig = "config ARCH\n\tdef_bool y\n\tselect EVENTS\nconfig EVENTS\n\tbool \"events\"\n";
    for wish in ["EVENTS", "EVENTS=n"] {
        let told = said(kconfig, "CONFIG_EVENTS=y\n", &["explain", wish]);
        assert!(told.contains("─ EVENTS is selected by ARCH, which is y\n"), "{told}");
    }
}

#[test]
fn m_is_nothing_where_there_are_no_modules() {
    let driver = "config D\n\ttristate \"D\"\n\tdepends on m\n";
    let told = said(driver, "", &["explain", "D"]);
    assert!(told.contains("m is needed here, and nothing in this tree says what turns modules on\n"), "{told}");
    let told = said(&format!("{driver}config MODULES\n\tbool \"m\"\n\tmodules\n"), "", &["explain", "D=m"]);
    assert!(told.contains("MODULES is n, and y is needed here\n        Kconfig:3: depends on m\n"), "{told}");
}

#[test]
fn of_many_causes_people_are_told_how_many_more_there_are() {
    let depends = (0..12).map(|at| format!("\tdepends on A{at}\n")).collect::<Vec<_>>().concat();
    let others = (0..12).map(|at| format!("config A{at}\n\tbool \"a\"\n")).collect::<Vec<_>>().concat();
    let kconfig = format!("config T\n\tbool \"t\"\n{depends}{others}");
    let told = said(&kconfig, "", &["explain", "T"]);
    assert!(told.contains("─ A7 is n") && !told.contains("─ A8 is n"), "{told}");
    assert!(told.contains("  └─ and 3 more (--all names them)\n"), "{told}");
    assert!(said(&kconfig, "", &["explain", "T", "--all"]).contains("─ A11 is n"));
    assert!(said(&kconfig, "", &["explain", "T", "--format", "json"]).contains("A11 is n"));
}

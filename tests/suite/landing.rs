//! Fixes for files whose lines contradict each other: a few lines of Kconfig, such a file and a wish enter; what is told
//! must be what the file comes to, in whatever form the fix is written.

use std::{fs, path::Path};

use ltoconf::{
    dialect::Dialect,
    eval::Evaluator,
    model::build,
    syntax::dotconfig,
    tree::{
        self,
        environment::Environment,
        probe::{Policy, Prober},
    },
};

use crate::program::{by_rules_of, configured};

const LTO: &str = "
choice
	prompt \"LTO\"
	default LTO_NONE
config LTO_NONE
	bool \"None\"
config LTO_CLANG_FULL
	bool \"Full\"
	select LTO
config LTO_CLANG_THIN
	bool \"Thin\"
	select LTO
endchoice
config LTO
	bool
";

fn run(folder: &Path, dialect: &str, arguments: &[&str]) -> (i32, String) {
    let output = by_rules_of(dialect, folder).env("PATH", "/nowhere").args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout) + &text(&output.stderr))
}

fn said(kconfig: &str, dialect: &str, config: &str, arguments: &[&str]) -> (i32, String) {
    run(configured(kconfig, config).path(), dialect, arguments)
}

/// What a file comes to, as it is read.
fn comes_to(folder: &Path, dialect: &str, text: &str, symbols: &[&str]) -> Vec<String> {
    let environment = Environment::new();
    let mut prober = Prober::new(Policy::Deny, &environment, ".".into(), std::time::Duration::from_secs(1)).unwrap();
    let dialect = Dialect::named(dialect).unwrap();
    let request =
        tree::Request { root: b"Kconfig", directory: folder.to_owned(), environment: &environment, dialect: &dialect };
    let model = build::build(&tree::load(&request, &mut prober).unwrap(), dialect).unwrap();
    let mut evaluator = Evaluator::new(&model);
    evaluator.read(Some((text.as_bytes(), &dotconfig::parse(text.as_bytes(), b"CONFIG_"))), false);
    evaluator.calculate_all();
    let value = |name: &&str| {
        let value = evaluator.value_text(model.find(name.as_bytes()).unwrap());
        format!("{name}={}", String::from_utf8_lossy(value))
    };
    symbols.iter().map(value).collect()
}

/// Asks for a fix in every form; each must come to what is expected.
fn check(kconfig: &str, dialect: &str, config: &str, wishes: &[&str], expected: &[&str]) {
    let symbols: Vec<&str> = expected.iter().map(|value| value.split_once('=').unwrap().0).collect();
    let folder = configured(kconfig, config);
    let path = folder.path();
    let fix = |more: &[&str]| {
        let (status, said) = run(path, dialect, &[&["fix"], wishes, more].concat());
        assert_eq!(status, 0, "{more:?}: {said}");
        said
    };
    let lands = |how: &str, text: &str| {
        assert_eq!(comes_to(path, dialect, text, &symbols), expected, "{how} of {config:?} by {dialect}: {text:?}");
    };
    let fragment = fix(&["--as", "fragment"]);
    lands("appended", &format!("{config}{fragment}"));
    let names: Vec<&str> = fragment.split_whitespace().filter(|word| word.starts_with("CONFIG_")).collect();
    let names: Vec<&str> = names.iter().map(|word| word.split('=').next().unwrap()).collect();
    let is_named =
        |line: &&str| names.iter().any(|name| line.contains(&format!("{name} ")) || line.contains(&format!("{name}=")));
    let kept: Vec<&str> = config.lines().filter(|line| !is_named(line)).collect();
    lands("merged", &format!("{}\n{fragment}", kept.join("\n")));
    fix(&["-o", "whole"]);
    lands("whole", &fs::read_to_string(path.join("whole")).unwrap());
    fix(&["--in-place"]);
    lands("in place", &fs::read_to_string(path.join(".config")).unwrap());
}

#[test]
fn by_the_older_rules_the_last_y_of_a_choice_counts_though_its_member_is_unset_later() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n# CONFIG_LTO_NONE is not set\n";
    let (status, told) = said(LTO, "linux-6.1", config, &["explain", "LTO_CLANG_THIN"]);
    assert_eq!((status, told.lines().next()), (1, Some("LTO_CLANG_THIN is n, not y")));
    let expected = &["LTO_CLANG_THIN=y", "LTO_NONE=n"];
    check(LTO, "linux-6.1", config, &["LTO_CLANG_THIN=y"], expected);
    check(LTO, "linux-6.12", config, &["LTO_CLANG_THIN=y"], expected);
}

#[test]
fn a_fragment_lands_behind_the_file() {
    for dialect in ["linux-6.1", "linux-6.12"] {
        let thin_first = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n";
        check(LTO, dialect, thin_first, &["LTO_CLANG_THIN=y"], &["LTO_CLANG_THIN=y", "LTO_NONE=n"]);
        let none_first = "CONFIG_LTO_NONE=y\nCONFIG_LTO_CLANG_THIN=y\n";
        check(LTO, dialect, none_first, &["LTO_NONE=y"], &["LTO_CLANG_THIN=n", "LTO_NONE=y"]);
    }
}

#[test]
fn a_member_that_selects_what_shall_go_is_replaced() {
    let kconfig = "
choice
	prompt \"c\"
config S0
	bool \"S0\"
config S1
	bool \"S1\"
config S2
	bool \"S2\"
	select S3
endchoice
config S3
	tristate
";
    let config = "CONFIG_S2=y\nCONFIG_S0=y\nCONFIG_S1=y\nCONFIG_S3=m\nCONFIG_S2=y\n";
    for dialect in ["linux-6.1", "linux-6.12"] {
        check(kconfig, dialect, config, &["S3=n", "S0=y"], &["S0=y", "S1=n", "S2=n", "S3=n"]);
    }
}

#[test]
fn every_member_that_must_give_way_is_told() {
    let kconfig = "
config MODULES
	bool \"mod\"
	modules
	default y
config S0
	int
	range 2 8
	default 4 if MODULES
choice
	prompt \"c\"
config S1
	bool \"S1\"
	depends on !MODULES || S0 != 9
config S2
	bool \"S2\"
config S3
	bool \"S3\"
endchoice
";
    let config = "CONFIG_S0=0\nCONFIG_S2=y\nCONFIG_S1=y\n# CONFIG_S1 is not set\nCONFIG_MODULES=y\n# CONFIG_MODULES is not set\n";
    check(kconfig, "linux-6.1", config, &["MODULES=y", "S2=y"], &["MODULES=y", "S1=n", "S2=y"]);
    check(kconfig, "linux-6.12", config, &["MODULES=y", "S2=y"], &["MODULES=y", "S1=n", "S2=y"]);
}

#[test]
fn what_a_choice_does_beside_is_told() {
    let kconfig = "
config MODULES
	bool \"mod\"
	modules
config S0
	tristate \"S0\"
choice
	prompt \"c\"
config S1
	bool \"S1\"
config S2
	bool \"S2\"
	depends on S0
config S3
	bool \"S3\"
endchoice
choice
	prompt \"d\"
config S4
	bool \"S4\"
config S5
	bool \"S5\"
	depends on S0 || S1
endchoice
";
    let config = "CONFIG_S3=y\nCONFIG_S5=y\nCONFIG_S3=y\n# CONFIG_S0 is not set\nCONFIG_S5=n\n";
    let (_, told) = said(kconfig, "linux-6.1", config, &["fix", "S0=y"]);
    assert!(told.contains("1.  S0: n → y\n      also: S4=n, S5=y\n"), "{told}");
    check(kconfig, "linux-6.1", config, &["S0=y"], &["S0=y", "S3=y", "S4=n", "S5=y"]);
    check(kconfig, "linux-6.12", config, &["S0=y"], &["S0=y", "S3=y", "S4=y", "S5=n"]);
}

#[test]
fn every_member_of_a_choice_and_every_value_is_a_way() {
    for dialect in ["linux-6.1", "linux-6.12"] {
        for command in [["fix", "LTO=y", "--all"], ["explain", "LTO", "--all"]] {
            let (_, told) = said(LTO, dialect, "", &command);
            assert!(told.contains("LTO_CLANG_FULL: n → y") && told.contains("LTO_CLANG_THIN: n → y"), "{told}");
            assert!(!told.contains("there may be more"), "{told}");
        }
    }
    let kconfig = "config MODULES\n\tbool \"m\"\n\tmodules\n\tdefault y\nconfig S\n\ttristate \"S\"\n\tselect T\nconfig T\n\tbool\n";
    let (_, told) = said(kconfig, "linux-6.12", "", &["fix", "T=y", "--all"]);
    assert!(told.contains("S: n → m") && told.contains("S: n → y"), "{told}");
}

#[test]
fn of_repeated_lines_only_the_one_that_counts_is_changed() {
    let folder = configured("config N\n\tint \"N\"\n", "CONFIG_N=5\n# mine\nCONFIG_N=5   \nCONFIG_X=y\n");
    assert_eq!(run(folder.path(), "linux-6.12", &["fix", "N=7", "--in-place"]), (0, String::new()));
    let text = fs::read_to_string(folder.path().join(".config")).unwrap();
    assert_eq!(text, "CONFIG_N=5\n# mine\nCONFIG_N=7\nCONFIG_X=y\n");
}

#[test]
fn a_script_takes_out_lines_that_would_stand_in_the_way() {
    let config = "CONFIG_LTO_NONE=y\nCONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n";
    let (status, script) = said(LTO, "linux-6.1", config, &["fix", "LTO_CLANG_THIN=y", "--as", "script"]);
    assert_eq!((status, script.as_str()), (0, "scripts/config -d LTO_NONE\nnote: this changes beside: LTO=y\n"));
}

/// What is expected of a wish that is met by the value of a number or a string.
fn can_be_had(kconfig: &str, wish: &str) {
    let (status, told) = said(kconfig, "linux-6.12", "", &["fix", wish]);
    assert_eq!(status, 0, "{wish}: {told}");
}

#[test]
fn numbers_and_strings_that_must_agree_are_found() {
    can_be_had("config Q\n\tint \"Q\"\n\trange LO 9\nconfig LO\n\tint \"LO\"\n\tdefault 5\n", "Q=3");
    let numbers = "config P\n\tint \"P\"\n\tdefault 5\nconfig R\n\tint \"R\"\n\tdefault 6\n";
    can_be_had(&format!("{numbers}config D\n\tbool \"D\"\n\tdepends on P > R && R > 1000\n"), "D=y");
    let chain = format!(
        "{numbers}config U\n\tint \"U\"\nconfig D\n\tbool \"D\"\n\tdepends on P < R && R < U && P > 7 && U < 11\n"
    );
    can_be_had(&chain, "D=y");
    let narrow = chain.replace("U < 11", "U < 10");
    assert_eq!(said(&narrow, "linux-6.12", "", &["fix", "D=y"]).0, 1);
    let strings = "config T\n\tstring \"T\"\nconfig U\n\tstring \"U\"\n";
    can_be_had(&format!("{strings}config B\n\tbool \"B\"\n\tdepends on T != \"\" && T = U\n"), "B=y");
    can_be_had(&format!("{strings}config B\n\tbool \"B\"\n\tdepends on T != \"\" && U != \"\" && T != U\n"), "B=y");
    can_be_had(
        "config A\n\thex \"A\"\nconfig C\n\thex \"C\"\nconfig B\n\tbool \"B\"\n\tdepends on A > C && C >= 0x10\n",
        "B=y",
    );
    can_be_had("config X\n\tint\n\tdefault P\n\trange 2 8\nconfig P\n\tint \"P\"\n", "X=8");
}

#[test]
fn what_was_not_searched_is_not_said_to_be_impossible() {
    let kconfig = "config T\n\tstring \"T\"\nconfig B\n\tbool \"B\"\n\tdepends on T > \"fo\" && T < \"foA\"\n";
    let (status, told) = said(kconfig, "linux-6.12", "", &["fix", "B=y"]);
    assert_eq!(status, 2, "{told}");
    assert!(told.contains("not all values of T were tried"), "{told}");
}

#[test]
fn a_proof_about_a_range_rests_on_clauses_of_the_range() {
    let folder = configured("config N\n\tint \"N\"\n\trange 3 9\n", "");
    let (status, told) = run(folder.path(), "linux-6.12", &["fix", "N=12", "--proof", "p"]);
    assert_eq!(status, 1, "{told}");
    assert!(told.contains("Kconfig:3: the range of N is 3 to 9"), "{told}");
    let formula = fs::read_to_string(folder.path().join("p.cnf")).unwrap();
    assert!(!formula.lines().any(|line| line == "0"), "{formula}");
    assert!(formula.contains(" N=\"4\"\n") && formula.contains(" N=\"12\"\n"), "{formula}");
    assert!(fs::read_to_string(folder.path().join("p")).unwrap().lines().any(|line| line == "0"));
}

#[test]
fn a_number_beyond_its_range_is_told_with_the_range() {
    let kconfig = "config N\n\tint \"N\"\n\trange 3 9\n";
    let (_, told) = said(kconfig, "linux-6.12", "CONFIG_N=5\n", &["explain", "N=12"]);
    assert!(
        told.contains("the range of N is 3 to 9, and 12 is not within it") && !told.contains("by this line"),
        "{told}"
    );
    let (_, told) = said(kconfig, "linux-6.12", "CONFIG_N=5\n", &["explain", "N=12", "--format", "json"]);
    assert!(told.contains("\"kind\": \"range\""), "{told}");
    let kconfig = "config V\n\thex \"V\"\n\trange 0x10 0x40\n";
    let (_, told) = said(kconfig, "linux-6.12", "CONFIG_V=0x11\n", &["explain", "V=64"]);
    assert!(told.contains("the range of V is 0x10 to 0x40") && told.contains("64 is read as 0x64"), "{told}");
}

#[test]
fn wishes_that_contradict_each_other_are_told_with_the_reason() {
    let depends = "config A\n\tbool \"A\"\nconfig B\n\tbool \"B\"\n\tdepends on A\n";
    let (status, told) = said(depends, "linux-6.12", "", &["fix", "A=n", "B=y"]);
    assert_eq!(status, 1);
    assert!(told.contains("Kconfig:3: B can be set only where this holds: A\n"), "{told}");
    let choice = "choice\n\tprompt \"c\"\nconfig X1\n\tbool \"X1\"\nconfig X2\n\tbool \"X2\"\nendchoice\n";
    for dialect in ["linux-6.1", "linux-6.12"] {
        let (_, told) = said(choice, dialect, "", &["fix", "X1=y", "X2=y"]);
        assert!(told.contains("one choice sets one of its members: X1, X2\n"), "{told}");
        let (_, told) = said(choice, dialect, "CONFIG_X1=y\n", &["fix", "X2=y", "--keep", "X1"]);
        assert!(told.contains("while X1 is kept") && told.contains("help: leave out --keep"), "{told}");
    }
}

#[test]
fn a_decision_that_keeps_a_value_is_told_as_well() {
    let kconfig = "config S0\n\tbool \"S0\"\n\timply S3\nconfig S3\n\tbool \"S3\"\n\tdepends on S0\nconfig S4\n\tbool \"S4\"\n\tdepends on S0 && !S3\n";
    let (status, told) = said(kconfig, "linux-6.12", "# CONFIG_S0 is not set\n", &["fix", "S4=y"]);
    assert_eq!(status, 0);
    assert!(told.contains("S3: n, said by a line of its own"), "{told}");
}

const RANGED: &str = "
config WIDE
	bool \"wide\"
config N
	int \"N\"
	range 2 9 if WIDE
	range 2 3
	default 9 if WIDE
	default 2
";

#[test]
fn by_the_older_rules_a_number_beyond_its_range_gives_way_to_the_default() {
    for dialect in ["linux-6.1", "linux-6.12"] {
        check(RANGED, dialect, "CONFIG_N=4\n", &["N=3"], &["WIDE=n", "N=3"]);
        check(RANGED, dialect, "CONFIG_N=4\n", &["N=2"], &["WIDE=n", "N=2"]);
    }
    let (status, told) = said(RANGED, "linux-6.1", "CONFIG_N=4\n", &["explain", "N=3"]);
    assert_eq!(status, 1);
    assert!(told.contains("this line asks for 4, beyond the range 2 to 3, so the default 2 counts"), "{told}");
    assert!(told.contains("1.  N: 2 → 3"), "{told}");
    // the line counts as soon as the range lets it through, and not before
    let wide = "CONFIG_WIDE=y\nCONFIG_N=4\n";
    let fix = |dialect, wish| said(RANGED, dialect, wide, &["fix", wish]).1;
    assert!(fix("linux-6.1", "N=2").contains("WIDE: y → n\n      also: N=2\n"), "{}", fix("linux-6.1", "N=2"));
    assert!(fix("linux-6.12", "N=3").contains("WIDE: y → n\n      also: N=3\n"), "{}", fix("linux-6.12", "N=3"));
    check(RANGED, "linux-6.1", wide, &["WIDE=n"], &["WIDE=n", "N=2"]);
    check(RANGED, "linux-6.12", wide, &["WIDE=n"], &["WIDE=n", "N=3"]);
}

#[test]
fn a_fragment_may_be_added_to_a_file_whose_last_line_has_no_end() {
    let kconfig = "config A\n\tbool \"A\"\nconfig B\n\tbool \"B\"\n";
    assert_eq!(
        said(kconfig, "linux-6.12", "CONFIG_A=y", &["fix", "B=y", "--as", "fragment"]),
        (0, "\nCONFIG_B=y\n".into())
    );
    assert_eq!(said(kconfig, "linux-6.12", "CONFIG_A=y\n", &["fix", "B=y", "--as", "fragment"]).1, "CONFIG_B=y\n");
}

#[test]
fn programs_are_told_that_there_is_no_fix() {
    let (status, told) = said("config A\n\tbool\n", "linux-6.12", "", &["fix", "A=y", "--as", "json"]);
    assert_eq!(status, 1);
    assert!(told.starts_with("[]\nimpossible: A=y cannot be had"), "{told}");
}

#[test]
fn by_the_older_rules_no_way_of_a_choice_that_may_be_m_has_another_in_it() {
    let kconfig = "config MODULES\n\tbool \"m\"\n\toption modules\n\tdefault y\nchoice\n\tprompt \"c\"\n\ttristate\nconfig S0\n\ttristate \"S0\"\nconfig S1\n\ttristate \"S1\"\nendchoice\n";
    let config = "CONFIG_MODULES=y\nCONFIG_S1=y\n";
    let (_, told) = said(kconfig, "linux-5.6", config, &["explain", "S1=n", "--all"]);
    assert!(told.contains("one smallest way:\n  1.  S1: y → n\n"), "{told}");
    let (_, told) = said(kconfig, "linux-5.6", config, &["explain", "S1=m", "--all"]);
    assert!(told.contains("one smallest way:\n  1.  S1: y → m\n"), "{told}");
    let (_, told) = said(kconfig, "linux-5.6", config, &["fix", "S0=y", "--all"]);
    assert!(told.contains("one smallest way:\n  1.  S0: n → y\n      S1: y → n\n"), "{told}");
}

//! Fragments that set numbers: a few lines of Kconfig and a fragment enter, findings as an editor sees them are
//! expected. What is said to be lost is lost by the reference in every file that the fragment is merged into.

use insta::assert_snapshot;

use crate::fragments::{check, check_by, check_with};

#[test]
fn a_number_is_out_of_range_where_the_range_holds_in_any_case() {
    let range = |more: &str| {
        format!("config X\n\tbool \"x\"\nconfig HIGH\n\tint \"high\"\nconfig N\n\tint \"n\"\n\trange 1 {more}\n")
    };
    assert_snapshot!(check(&range("9"), "CONFIG_N=12\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=12 is not honoured: it is out of range, so it is 9
    exit 1
    ");
    assert_snapshot!(check(&range("9 if X"), "CONFIG_N=12\n"), @"exit 0");
    assert_snapshot!(check(&range("9 if X"), "CONFIG_N=12\nCONFIG_X=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=12 is not honoured: it is out of range, so it is 9
    exit 1
    ");
    assert_snapshot!(check(&range("HIGH"), "CONFIG_N=12\n"), @"exit 0");
}

const NUMBERS: &str = r#"
config DEBUG
	bool "debug"
config SHIFT
	int "shift"
	depends on DEBUG
	range 12 25
	default 17
config FANOUT
	int "fanout"
	range 2 64 if DEBUG
	range 2 32
config ODD
	int "odd"
	depends on DEBUG
	range 1 SHIFT
config ON
	bool "on"
config HZ
	int
	default 1000 if ON
	default 250
"#;

#[test]
fn a_number_out_of_all_ranges_is_lost_wherever_its_prompt_shows() {
    assert_snapshot!(check(NUMBERS, "CONFIG_SHIFT=99\nCONFIG_FANOUT=65\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] SHIFT=99 is not honoured: it is out of range
    my.fragment:2:1: warning[ltoconf::config::out-of-range] FANOUT=65 is not honoured: it is out of range
    exit 1
    ");
    assert_snapshot!(check(NUMBERS, "CONFIG_SHIFT=25\nCONFIG_FANOUT=64\n"), @"exit 0");
    // what bounds it is open
    assert_snapshot!(check(NUMBERS, "CONFIG_ODD=0\n"), @"exit 0");
}

#[test]
fn a_number_without_a_prompt_that_a_line_chooses_is_not_blamed() {
    let kconfig = "config P\n\tbool \"p\"\nconfig V\n\tint\n\trange 0 9\n\tdefault 5 if !P\n\tdefault 1 if P\n";
    assert_snapshot!(check(kconfig, "# CONFIG_P is not set\nCONFIG_V=5\n"), @"exit 0");
    assert_snapshot!(check(kconfig, "# CONFIG_P is not set\nCONFIG_V=7\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::no-prompt] V has no prompt, so this line has no effect
    exit 1
    ");
}

#[test]
fn a_number_without_a_prompt_is_set_in_vain() {
    assert_snapshot!(check(NUMBERS, "CONFIG_HZ=300\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::no-prompt] HZ has no prompt, so this line has no effect
    exit 1
    ");
    assert_snapshot!(check(NUMBERS, "CONFIG_HZ=1000\nCONFIG_ON=y\n"), @"exit 0");
}

#[test]
fn a_number_outside_ranges_of_opposite_conditions_is_lost() {
    let fanout =
        "config WIDE\n\tbool \"wide\"\nconfig FANOUT\n\tint \"fanout\"\n\trange 2 64 if WIDE\n\trange 2 32 if !WIDE\n";
    assert_snapshot!(check_with("human", fanout, "CONFIG_FANOUT=100\n"), @r"
    ltoconf::config::out-of-range

      ⚠ FANOUT=100 is not honoured: it is out of range
       ╭─[my.fragment:1:1]
     1 │ CONFIG_FANOUT=100
       · ─────────────────
       ╰────
        - the range is 2 to 64, if its condition holds
              Kconfig:5: range 2 64 if WIDE
        - the range is 2 to 32, if its condition holds
              Kconfig:6: range 2 32 if !WIDE
      help: choose a value from 2 to 64, or from 2 to 32

    my.fragment: 1 warning; judged as a fragment; lto: unknown (this tree has no LTO choice); linux-6.12 x86
    exit 1
    ");
    assert_snapshot!(check(fanout, "CONFIG_FANOUT=50\n"), @"exit 0");
    let other = format!("config OTHER\n\tbool \"other\"\n{}", fanout.replace("!WIDE", "!OTHER"));
    assert_snapshot!(check(&other, "CONFIG_FANOUT=100\n"), @"exit 0");
}

#[test]
fn what_a_lost_line_comes_to_is_told_where_it_is_the_same_in_any_case() {
    let number = "config X\n\tbool \"x\"\nconfig N\n\tint \"n\"\n\trange 1 9\n\tdefault 3 if X\n";
    // before 6.8 the default counts
    assert_snapshot!(check_by("linux-6.1", "concise", number, "CONFIG_N=12\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=12 is not honoured: it is out of range
    exit 1
    ");
    assert_snapshot!(check(number, "CONFIG_N=12\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=12 is not honoured: it is out of range, so it is 9
    exit 1
    ");
    let hidden = "config X\n\tbool \"x\"\nconfig S\n\tstring \"s\" if n\n\tdefault \"one\" if X\n\tdefault \"two\"\n";
    assert_snapshot!(check(hidden, "CONFIG_S=\"three\"\n"), @r#"
    my.fragment:1:1: warning[ltoconf::config::hidden-prompt] S="three" is not honoured: it is hidden
    exit 1
    "#);
}

#[test]
fn a_hidden_number_may_be_what_its_default_is_cut_to() {
    let cut = "config N\n\tint \"n\" if n\n\tdefault 100\n\trange 1 9\n";
    assert_snapshot!(check(cut, "CONFIG_N=9\n"), @"exit 0");
    assert_snapshot!(check(cut, "CONFIG_N=8\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::hidden-prompt] N=8 is not honoured: it is hidden
    exit 1
    ");
}

#[test]
fn a_hidden_number_of_nothing_is_no_text_to_compare_by_the_rules_before_6_8() {
    let compared = "config N\n\thex \"n\" if n\nconfig T\n\ttristate\nconfig B\n\tdef_bool y if T != N\n\
                    config S\n\tstring\n\tdefault \"one\" if B\n\tdefault \"two\"\n";
    assert_snapshot!(check_by("linux-6.1", "concise", compared, "CONFIG_N=0x0\nCONFIG_S=\"one\"\n"), @"exit 0");
}

#[test]
fn a_number_out_of_the_range_that_another_line_may_not_bring_is_lost_beside_it() {
    let range = "config X\n\tbool \"x\"\nconfig Y\n\tbool \"y\"\n\tdepends on X\n\
                 config N\n\tint \"n\"\n\trange 1 9 if Y\n\tdefault 3\n";
    assert_snapshot!(check(range, "CONFIG_N=12\nCONFIG_Y=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=12 cannot be had together with other lines of this fragment
    exit 1
    ");
    assert_snapshot!(check(range, "CONFIG_N=12\nCONFIG_Y=y\nCONFIG_X=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=12 is not honoured: it is out of range, so it is 9
    exit 1
    ");
}

#[test]
fn what_a_line_comes_to_beside_others_alone_is_not_told() {
    let range = "config X\n\tbool \"x\"\nconfig Y\n\tbool \"y\"\n\tdepends on X\n\
                 config N\n\tint \"n\"\n\trange 1 9 if Y\n\trange 1 5 if !Y\n\tdefault 3\n";
    assert_snapshot!(check(range, "CONFIG_N=12\nCONFIG_Y=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=12 is not honoured: it is out of range
    exit 1
    ");
}

#[test]
fn a_number_without_a_prompt_that_no_default_gives_is_set_in_vain_beside_other_lines_too() {
    let range = "config X\n\tbool \"x\"\nconfig N\n\tint\n\trange 1 3 if X\n\tdefault 5\n";
    assert_snapshot!(check(range, "CONFIG_N=7\nCONFIG_X=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::no-prompt] N has no prompt, so this line has no effect
    exit 1
    ");
    assert_snapshot!(check(range, "CONFIG_N=3\nCONFIG_X=y\n"), @"exit 0");
    assert_snapshot!(check(range, "CONFIG_N=5\n# CONFIG_X is not set\n"), @"exit 0");
}

#[test]
fn an_end_of_a_range_that_ends_before_it_begins_may_be_had() {
    let range = "config N\n\tint \"n\"\n\tdefault y\n\trange 1 0\n";
    assert_snapshot!(check_by("linux-5.10", "concise", range, "CONFIG_N=1\n"), @"exit 0");
}

#[test]
fn a_range_below_another_definitions_dependency_may_not_hold() {
    let number = |first: &str, second: &str| {
        format!("config HW\n\tbool \"hw\"\nconfig N\n\tint\n{first}config N\n\tint \"N\"\n{second}")
    };
    let range = |more: &str| number(&format!("\tdepends on HW\n\trange 2 20{more}\n"), "");
    let two = number("\tdepends on HW\n\trange 2 20\n", "\trange 30 60\n");
    for version in ["linux-5.4", "linux-6.14", "linux-7.3"] {
        let check = |kconfig: &str, lines: &str| check_by(version, "concise", kconfig, lines);
        assert_eq!(check(&range(""), "CONFIG_N=50\n"), "exit 0");
        assert_eq!(check(&range(""), "CONFIG_N=50\n# CONFIG_HW is not set\n"), "exit 0");
        assert_eq!(check(&range(" if !HW"), "CONFIG_N=50\n"), "exit 0");
        assert_eq!(check(&two, "CONFIG_N=50\n"), "exit 0");
    }
    let enclosed = "config HW\n\tbool \"hw\"\nif HW\nconfig N\n\thex\n\trange 0x2 0x20\nendif\nconfig N\n\thex \"N\"\n";
    assert_snapshot!(check(enclosed, "CONFIG_N=0x50\n"), @"exit 0");
}

#[test]
fn a_range_below_another_definitions_dependency_holds_where_that_is_sure_to_be_met() {
    let number = "config HW\n\tbool \"hw\"\nconfig N\n\tint\n\tdepends on HW\n\trange 2 20\nconfig N\n\tint \"N\"\n";
    assert_snapshot!(check(number, "CONFIG_N=50\nCONFIG_HW=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=50 is not honoured: it is out of range, so it is 20
    exit 1
    ");
    // the prompt depends on no less
    let same = format!("{number}\tdepends on HW && X\nconfig X\n\tbool \"x\"\n");
    assert_snapshot!(check(&same, "CONFIG_N=50\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=50 is not honoured: it is out of range
    exit 1
    ");
}

#[test]
fn a_number_out_of_range_may_be_another_definitions_default() {
    let number = |default: &str| {
        format!(
            "config HW\n\tbool \"hw\"\nconfig N\n\tint \"N\"\n\tdepends on HW\n\trange 2 20\nconfig N\n\tint\n{default}"
        )
    };
    assert_snapshot!(check(&number("\tdefault 50\n"), "CONFIG_N=50\n"), @"exit 0");
    assert_snapshot!(check(&number("\tdefault 90\n\trange 30 50\n"), "CONFIG_N=50\n"), @"exit 0");
    assert_snapshot!(check(&number("\tdefault 90\n"), "CONFIG_N=50\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=50 is not honoured: it is out of range
    exit 1
    ");
}

#[test]
fn nothing_is_not_lost_where_it_may_be_left_out() {
    let number = "config X\n\tbool \"x\"\nconfig N\n\tint \"n\" if X\n\trange 5 20\n";
    assert_snapshot!(check(number, "CONFIG_N=0\n"), @"exit 0");
    assert_snapshot!(check(number, "CONFIG_N=0\n# CONFIG_X is not set\n"), @"exit 0");
    // by a default that may count it is no longer nothing
    let default = "config X\n\tbool \"x\"\nconfig Y\n\tbool \"y\"\nconfig N\n\tint \"n\" if X\n\tdefault 7 if !Y\n";
    assert_snapshot!(check(default, "CONFIG_N=0\n# CONFIG_X is not set\n"), @"exit 0");
    assert_snapshot!(check(default, "CONFIG_N=0\n# CONFIG_X is not set\n# CONFIG_Y is not set\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::hidden-prompt] N=0 is not honoured: it is hidden, so it is 7
    exit 1
    ");
    assert_snapshot!(check(number, "CONFIG_N=0\nCONFIG_X=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::out-of-range] N=0 is not honoured: it is out of range, so it is 5
    exit 1
    ");
}

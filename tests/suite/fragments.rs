//! Fragments: what one says itself is judged, and nothing else. A few lines of Kconfig and a fragment enter, findings as
//! an editor sees them are expected.

use insta::assert_snapshot;

use crate::program::{by_rules_of, folder_with, told};

pub(crate) fn check_with(format: &str, kconfig: &str, fragment: &str) -> String {
    check_by("linux-6.12", format, kconfig, fragment)
}

pub(crate) fn check_by(version: &str, format: &str, kconfig: &str, fragment: &str) -> String {
    let folder = folder_with(&[("Kconfig", kconfig), ("my.fragment", fragment)]);
    let words = ["check", "--format", format, "my.fragment"];
    told(folder.path(), &by_rules_of(version, folder.path()).args(words).output().unwrap())
}

pub(crate) fn check(kconfig: &str, fragment: &str) -> String {
    check_with("concise", kconfig, fragment)
}

const LTO: &str = r#"
config CLANG
	bool "clang"
config KASAN
	bool "kasan"
config FTRACE
	bool "ftrace"
config HAS_LTO
	def_bool y
	depends on CLANG && !KASAN && !FTRACE
config LTO_CLANG
	bool
choice
	prompt "LTO"
config LTO_NONE
	bool "none"
config LTO_CLANG_FULL
	bool "full"
	depends on HAS_LTO
	select LTO_CLANG
config LTO_CLANG_THIN
	bool "thin"
	depends on HAS_LTO
	select LTO_CLANG
endchoice
config CFI
	bool "cfi"
	depends on LTO_CLANG
config PLAIN
	bool "plain"
	depends on LTO_NONE
"#;

#[test]
fn what_other_files_may_bring_is_not_missed() {
    assert_snapshot!(check(LTO, "CONFIG_LTO_CLANG_THIN=y\nCONFIG_CFI=y\n# CONFIG_LTO_NONE is not set\n"), @"exit 0");
}

#[test]
fn a_symbol_without_prompt_is_not_blamed_where_another_line_brings_it() {
    // by a select, by a default, and by a default of what is selected
    assert_snapshot!(check(LTO, "CONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n"), @"exit 0");
    assert_snapshot!(check(LTO, "CONFIG_HAS_LTO=y\nCONFIG_CLANG=y\n"), @"exit 0");
    let chain = "config A\n\tbool\n\tdefault y if B\nconfig B\n\tbool\nconfig C\n\tbool \"c\"\n\tselect B\n";
    assert_snapshot!(check(chain, "CONFIG_A=y\nCONFIG_C=y\n"), @"exit 0");
    // in any case
    assert_snapshot!(check("config A\n\tdef_bool y\n", "CONFIG_A=y\n"), @"exit 0");
}

#[test]
fn a_symbol_without_prompt_is_blamed_where_nothing_here_brings_it() {
    assert_snapshot!(check(LTO, "CONFIG_LTO_CLANG=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::lto::no-prompt] LTO_CLANG has no prompt, so this line has no effect: LTO_CLANG_THIN or LTO_CLANG_FULL is what to set
    exit 1
    ");
    assert_snapshot!(check(LTO, "CONFIG_LTO_CLANG=y\nCONFIG_KASAN=y\n# CONFIG_LTO_CLANG_THIN is not set\n"), @r"
    my.fragment:1:1: warning[ltoconf::lto::no-prompt] LTO_CLANG has no prompt, so this line has no effect: LTO_CLANG_THIN or LTO_CLANG_FULL is what to set
    exit 1
    ");
    assert_snapshot!(check("config A\n\tbool\n", "CONFIG_A=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::no-prompt] A has no prompt, so this line has no effect: it is n in any case
    exit 1
    ");
}

#[test]
fn only_causes_that_the_fragment_says_are_told() {
    assert_snapshot!(check_with("human", LTO, "CONFIG_KASAN=y\nCONFIG_LTO_CLANG_THIN=y\n"));
}

#[test]
fn a_condition_that_may_hold_is_no_cause_though_a_part_of_it_fails() {
    let text = "config V\n\tint\n\tdefault 9\nconfig X\n\tbool \"x\"\nconfig A\n\tbool \"a\"\n\tdepends on V >= 16\n\tdepends on X || V >= 21\n";
    assert_snapshot!(check_with("human", text, "CONFIG_A=y\n"));
}

#[test]
fn a_line_that_another_line_makes_impossible_is_lost() {
    assert_snapshot!(check(LTO, "# CONFIG_CLANG is not set\nCONFIG_CFI=y\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::unmet-dependency] CFI=y is not honoured: its dependencies are not met, so it is n
    exit 1
    ");
    assert_snapshot!(check(LTO, "CONFIG_LTO_CLANG_THIN=y\nCONFIG_PLAIN=y\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::unmet-dependency] PLAIN=y cannot be had together with other lines of this fragment
    exit 1
    ");
    let select = "config A\n\tbool \"a\"\n\tdepends on X\n\tselect B\nconfig B\n\tbool \"b\"\nconfig X\n\tbool \"x\"\n";
    assert_snapshot!(check(select, "CONFIG_A=y\n# CONFIG_B is not set\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::selected] B=n cannot be had together with other lines of this fragment
    exit 1
    ");
    let modules = "config MODULES\n\tbool \"modules\"\n\tmodules\nconfig T\n\ttristate \"t\"\n";
    assert_snapshot!(check(modules, "CONFIG_T=m\n"), @"exit 0");
    assert_snapshot!(check(modules, "CONFIG_T=m\n# CONFIG_MODULES is not set\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::promoted] T=m is not honoured: m is not possible without MODULES
    exit 1
    ");
}

#[test]
fn comparisons_are_judged_as_far_as_they_are_certain() {
    let version =
        |more: &str| format!("config V\n\tint{more}\n\tdefault 9\nconfig A\n\tbool \"a\"\n\tdepends on V >= 10\n");
    assert_snapshot!(check(&version(""), "CONFIG_A=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::unmet-dependency] A=y is not honoured: its dependencies are not met, so it is n
    exit 1
    ");
    assert_snapshot!(check(&version(" \"v\""), "CONFIG_A=y\n"), @"exit 0");
    assert_snapshot!(check(&version(" \"v\""), "CONFIG_A=y\nCONFIG_V=4\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::unmet-dependency] A=y cannot be had together with other lines of this fragment
    exit 1
    ");
}

#[test]
fn a_text_is_lost_where_its_prompt_can_never_show() {
    let text = "config X\n\tbool \"x\"\nconfig S\n\tstring \"s\"\n\tdepends on X\n";
    assert_snapshot!(check(text, "CONFIG_S=\"a\"\n"), @"exit 0");
    assert_snapshot!(check(text, "CONFIG_S=\"a\"\n# CONFIG_X is not set\n"), @r#"
    my.fragment:1:1: warning[ltoconf::config::unmet-dependency] S="a" is not honoured: it is hidden, so it is left out
    exit 1
    "#);
}

#[test]
fn two_lines_that_need_the_opposite_contradict_each_other() {
    let text = "config X\n\tbool \"x\"\n\tdepends on Y\nconfig Y\n\tbool \"y\"\nconfig A\n\tbool \"a\"\n\tdepends on X\n\
                config B\n\tbool \"b\"\n\tdepends on !Y\n";
    assert_snapshot!(check_with("human", text, "CONFIG_A=y\nCONFIG_B=y\n"));
}

#[test]
fn members_of_one_choice_contradict_each_other_whoever_wins() {
    assert_snapshot!(check_with("human", LTO, "CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_CLANG_FULL=y\n"));
}

#[test]
fn what_a_line_asks_for_and_does_not_get_takes_nothing_from_others() {
    let text = "config NONE\n\tbool \"none\"\nconfig BTF\n\tbool \"btf\"\n\tdepends on !NONE\n\
                config RUST\n\tbool \"rust\"\n\tdepends on !BTF\n";
    assert_snapshot!(check(text, "CONFIG_RUST=y\nCONFIG_BTF=y\nCONFIG_NONE=y\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::unmet-dependency] BTF=y is not honoured: its dependencies are not met, so it is n
    exit 1
    ");
    assert_snapshot!(check(text, "CONFIG_RUST=y\nCONFIG_BTF=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::unmet-dependency] RUST=y cannot be had together with other lines of this fragment
    exit 1
    ");
}

#[test]
fn a_line_against_what_another_selects_is_lost() {
    assert_snapshot!(check(LTO, "CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_CLANG=n\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::selected] LTO_CLANG=n cannot be had together with other lines of this fragment
    exit 1
    ");
    assert_snapshot!(check(LTO, "CONFIG_LTO_CLANG=n\nCONFIG_LTO_NONE=y\n"), @"exit 0");
    // the member is lost itself
    assert_snapshot!(check(LTO, "CONFIG_KASAN=y\nCONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_CLANG=n\n"), @r"
    my.fragment:2:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible with this file's own KASAN=y
    exit 1
    ");
    let chain = "config A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool\n\tselect C if X\n\tselect D\nconfig C\n\tbool\n\
                 config D\n\tbool\nconfig X\n\tbool \"x\"\n";
    assert_snapshot!(check(chain, "CONFIG_A=y\nCONFIG_C=n\nCONFIG_D=n\n"), @r"
    my.fragment:3:1: warning[ltoconf::config::selected] D=n is not honoured: A=y selects it
    exit 1
    ");
}

#[test]
fn a_select_past_dependencies_is_not_seen_from_a_fragment() {
    let kconfig =
        "config C\n\tbool \"c\"\nconfig A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool \"b\"\n\tdepends on C\n";
    assert_snapshot!(check(kconfig, "CONFIG_A=y\n"), @"exit 0");
}

const LOST: &str = r#"
config MODULES
	bool "modules"
	modules
config DEBUG
	bool "debug"
config GCOV
	bool "gcov"
	depends on DEBUG
config THIN
	bool "thin"
	depends on !GCOV
config USB
	tristate "usb"
choice
	prompt "preemption"
config NONE
	bool "none"
config RT
	bool "rt"
endchoice
config PAGES
	bool "pages"
	depends on !RT
"#;

#[test]
fn what_is_asked_for_in_vain_is_nobodys_cause() {
    assert_snapshot!(check(LOST, "CONFIG_GCOV=y\nCONFIG_THIN=y\n# CONFIG_DEBUG is not set\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::unmet-dependency] GCOV=y is not honoured: its dependencies are not met, so it is n
    exit 1
    ");
}

#[test]
fn lines_that_exclude_each_other_are_told() {
    assert_snapshot!(check(LOST, "CONFIG_GCOV=y\nCONFIG_THIN=y\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::unmet-dependency] THIN=y cannot be had together with other lines of this fragment
    exit 1
    ");
}

#[test]
fn rivals_in_a_choice_are_nobodys_cause() {
    assert_snapshot!(check(LOST, "CONFIG_RT=y\nCONFIG_PAGES=y\nCONFIG_NONE=y\n"), @r"
    my.fragment:3:1: error[ltoconf::config::choice-set-twice] 2 of one choice are y: RT, NONE
    exit 1
    ");
}

#[test]
fn m_is_lost_where_the_fragment_takes_modules_away() {
    assert_snapshot!(check(LOST, "CONFIG_MODULES=n\nCONFIG_USB=m\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::promoted] USB=m is not honoured: m is not possible without MODULES
    exit 1
    ");
}

#[test]
fn what_hangs_on_a_lost_line_is_lost_as_well() {
    let chain = "config A\n\tbool \"a\"\n\tdepends on n\nconfig B\n\tbool \"b\"\n\tdepends on A\n\
                 config C\n\tint \"c\"\n\tdepends on B\n";
    assert_snapshot!(check(chain, "CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=5\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::unmet-dependency] A=y is not honoured: its dependencies are not met, so it is n
    my.fragment:2:1: warning[ltoconf::config::unmet-dependency] B=y is not honoured: its dependencies are not met, so it is n
    my.fragment:3:1: warning[ltoconf::config::unmet-dependency] C=5 is not honoured: it is hidden, so it is left out
    exit 1
    ");
}

const WITH_MODULES: &str = r#"
config MODULES
	bool "modules"
	modules
config S0
	tristate "s0"
choice
	prompt "choice"
config S2
	bool "s2"
config S3
	bool "s3"
	depends on S0 = y
endchoice
config N
	int "n"
	range 1 9 if S0 = m
	default 3
"#;

#[test]
fn m_is_y_where_the_file_that_a_fragment_is_merged_into_has_no_modules() {
    assert_snapshot!(check(WITH_MODULES, "CONFIG_S0=m\n# CONFIG_S2 is not set\nCONFIG_N=12\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::choice-lost] S2=n cannot be had together with other lines of this fragment
    my.fragment:3:1: warning[ltoconf::config::out-of-range] N=12 cannot be had together with other lines of this fragment
    exit 1
    ");
    assert_snapshot!(check(WITH_MODULES, "CONFIG_MODULES=y\nCONFIG_S0=m\n# CONFIG_S2 is not set\nCONFIG_N=12\n"), @r"
    my.fragment:3:1: warning[ltoconf::config::choice-lost] S2=n is not honoured: its choice needs one that is set, so it is y
    my.fragment:4:1: warning[ltoconf::config::out-of-range] N=12 is not honoured: it is out of range, so it is 9
    exit 1
    ");
}

#[test]
fn a_tristate_that_hangs_on_what_is_y_or_n_cannot_be_m() {
    let hangs = "config MODULES\n\tbool \"modules\"\n\tmodules\nconfig S1\n\ttristate \"s1\"\nconfig S2\n\tbool \"s2\"\n\
                 config S3\n\ttristate\n\tdepends on S2 || !S1\n\tdefault y\n";
    assert_snapshot!(check(hangs, "CONFIG_S1=y\nCONFIG_S3=m\n"), @r"
    my.fragment:2:1: warning[ltoconf::config::no-prompt] S3 has no prompt, so this line has no effect
    exit 1
    ");
    assert_snapshot!(check(hangs, "CONFIG_S1=m\nCONFIG_S3=m\n"), @"exit 0");
}

#[test]
fn a_transitional_symbol_is_not_set_in_vain() {
    let old = "config OLD\n\tbool\n\ttransitional\nconfig NEW\n\tbool \"new\"\n\tdefault OLD\n";
    assert_snapshot!(check_by("linux-7.3", "concise", old, "CONFIG_OLD=y\n"), @"exit 0");
    let selected = format!("{old}config X\n\tbool \"x\"\n\tselect OLD\n");
    assert_snapshot!(check_by("linux-7.3", "concise", &selected, "CONFIG_X=y\n# CONFIG_OLD is not set\n"), @"exit 0");
}

#[test]
fn a_text_whose_default_is_a_bool_is_n() {
    let text = "config Y\n\tdef_bool y\nconfig S\n\tstring\n\tdefault Y\n";
    assert_snapshot!(check(text, "CONFIG_S=\"n\"\n"), @"exit 0");
    assert_snapshot!(check(text, "CONFIG_S=\"y\"\n"), @r#"
    my.fragment:1:1: warning[ltoconf::config::no-prompt] S has no prompt, so this line has no effect: it is "n" in any case
    exit 1
    "#);
}

#[test]
fn a_select_counts_where_the_dependencies_of_its_own_definition_are_met() {
    let lines = "CONFIG_A=y\n# CONFIG_B is not set\n";
    // something may select A past its dependencies
    let past = "config X\n\tbool \"x\"\nconfig S\n\tbool \"s\"\n\tselect A\nconfig A\n\tbool \"a\"\n\tdepends on X\n\
                \tselect B\nconfig B\n\tbool\n";
    assert_snapshot!(check(past, lines), @"exit 0");
    assert_snapshot!(check(past, &format!("CONFIG_X=y\n{lines}")), @r"
    my.fragment:3:1: warning[ltoconf::config::selected] B=n is not honoured: A=y selects it
    exit 1
    ");
    // or A is on by its other definition
    let other = "config X\n\tbool \"x\"\nconfig A\n\tbool\n\tdepends on X\n\tselect B\nconfig A\n\tbool \"a\"\nconfig B\n\tbool\n";
    assert_snapshot!(check(other, lines), @"exit 0");
    let same = other.replace("bool \"a\"\n", "bool \"a\"\n\tdepends on X\n");
    assert_snapshot!(check(&same, lines), @r"
    my.fragment:2:1: warning[ltoconf::config::selected] B=n cannot be had together with other lines of this fragment
    exit 1
    ");
}

#[test]
fn what_one_of_two_definitions_depends_on_is_not_needed() {
    let kconfig = r#"
config S
	bool "s"
config OFF
	int "off"
	depends on !S
config O
	bool "o"
config O
	bool
	depends on S
"#;
    assert_snapshot!(check(kconfig, "CONFIG_O=y\nCONFIG_OFF=1\n"), @"exit 0");
}

//! Fragments: what one says itself is judged, and nothing else. A few lines of Kconfig and a fragment enter, findings as
//! an editor sees them are expected.

use insta::assert_snapshot;

use crate::program::{by_rules_of, folder_with, told};

fn check_with(format: &str, kconfig: &str, fragment: &str) -> String {
    check_by("linux-6.12", format, kconfig, fragment)
}

fn check_by(version: &str, format: &str, kconfig: &str, fragment: &str) -> String {
    let folder = folder_with(&[("Kconfig", kconfig), ("my.fragment", fragment)]);
    let words = ["check", "--format", format, "my.fragment"];
    told(folder.path(), &by_rules_of(version, folder.path()).args(words).output().unwrap())
}

fn check(kconfig: &str, fragment: &str) -> String {
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
fn a_number_without_a_prompt_is_set_in_vain() {
    assert_snapshot!(check(NUMBERS, "CONFIG_HZ=300\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::no-prompt] HZ has no prompt, so this line has no effect
    exit 1
    ");
    assert_snapshot!(check(NUMBERS, "CONFIG_HZ=1000\nCONFIG_ON=y\n"), @"exit 0");
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

#[test]
fn the_last_of_two_members_wins_where_it_is_sure_to_show() {
    let choice = |more: &str| {
        format!(
            "config X\n\tbool \"x\"\nchoice\n\tprompt \"choice\"\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n{more}\
             endchoice\nconfig N\n\tint \"n\"\n\trange 1 9\n\tdepends on A\nconfig M\n\tint \"m\"\n\tdepends on B\n"
        )
    };
    let fragment = "CONFIG_A=y\nCONFIG_B=y\nCONFIG_N=5\nCONFIG_M=5\n";
    assert_snapshot!(check(&choice(""), fragment), @r"
    my.fragment:2:1: error[ltoconf::config::choice-set-twice] 2 of one choice are y: A, B
    my.fragment:3:1: warning[ltoconf::config::unmet-dependency] N=5 cannot be had together with other lines of this fragment
    exit 1
    ");
    assert_snapshot!(check_by("linux-6.1", "concise", &choice(""), fragment), @r"
    my.fragment:2:1: error[ltoconf::config::choice-set-twice] 2 of one choice are y: A, B
    my.fragment:3:1: warning[ltoconf::config::unmet-dependency] N=5 cannot be had together with other lines of this fragment
    exit 1
    ");
    // where B may be hidden, either of them may win
    assert_snapshot!(check(&choice("\tdepends on X\n"), fragment), @r"
    my.fragment:2:1: error[ltoconf::config::choice-set-twice] 2 of one choice are y: A, B
    exit 1
    ");
}

#[test]
fn a_member_that_no_other_stands_beside_is_set_in_any_case() {
    let choice =
        "choice\n\tprompt \"choice\"\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on n\nendchoice\n";
    assert_snapshot!(check(choice, "# CONFIG_A is not set\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::choice-lost] A=n is not honoured: its choice needs one that is set, so it is y
    exit 1
    ");
    assert_snapshot!(check_by("linux-6.1", "concise", choice, "# CONFIG_A is not set\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::choice-lost] A=n is not honoured: its choice needs one that is set, so it is y
    exit 1
    ");
}

#[test]
fn a_choice_that_is_never_shown_has_no_member_by_the_old_rules_too() {
    let choice =
        "choice\n\tprompt \"choice\"\n\tdepends on n\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\nendchoice\n";
    assert_snapshot!(check_by("linux-6.1", "concise", choice, "CONFIG_A=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::unmet-dependency] A=y is not honoured: its dependencies are not met, so it is n
    exit 1
    ");
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
fn an_end_of_a_range_that_ends_before_it_begins_may_be_had() {
    let range = "config N\n\tint \"n\"\n\tdefault y\n\trange 1 0\n";
    assert_snapshot!(check_by("linux-5.10", "concise", range, "CONFIG_N=1\n"), @"exit 0");
}

#[test]
fn of_members_that_other_lines_rule_out_it_is_said_that_these_have_to_change() {
    let help = |of_c1: &str, of_c2: &str, config: &str| {
        let kconfig = format!(
            "config HAVE\n\tbool \"have\"\nconfig RT\n\tbool \"rt\"\n\tdepends on HAVE\n\
             config A\n\tbool \"a\"\n\tdepends on !RT\nchoice\n\tprompt \"c\"\n\
             config C1\n\tbool \"c1\"\n{of_c1}config C2\n\tbool \"c2\"\n{of_c2}config C3\n\tbool \"c3\"\nendchoice\n"
        );
        let told = check_with("human", &kconfig, config);
        told.lines().filter(|line| line.contains("help: ")).collect::<Vec<_>>().join("\n")
    };
    let both = "CONFIG_RT=y\nCONFIG_C1=y\nCONFIG_C2=y\n";
    let all = "CONFIG_RT=y\nCONFIG_C1=y\nCONFIG_C2=y\nCONFIG_C3=y\n";
    let a = "\tdepends on A\n";
    assert_snapshot!(help(a, a, both), @"  help: keep one of the lines; what rules it out has to change too: it is told with each");
    assert_snapshot!(help(a, a, all), @"  help: keep one of the lines; for C1 or C2 what rules it out has to change too: it is told with it");
    assert_snapshot!(help(a, "", both), @"  help: keep one of the lines; for C1 what rules it out has to change too: it is told with it");
    assert_snapshot!(help("", "", both), @"  help: keep one of the lines");
}

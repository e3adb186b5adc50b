//! Fragments that set members of choices: a few lines of Kconfig and a fragment enter, findings as an editor sees them are
//! expected. What is said to be lost is lost by the reference in every file that the fragment is merged into.

use insta::assert_snapshot;

use crate::fragments::{check, check_by, check_with};

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

/// Two members, of which one hangs on another option, and what depends on the other.
const HANGS: &str = "config P\n\tbool \"p\"\nchoice\n\tprompt \"c\"\nconfig A\n\tbool \"A\" if P\nconfig B\n\tbool \"B\"\n\
                     endchoice\nconfig D\n\tbool \"D\"\n\tdepends on B\n";

#[test]
fn a_line_that_depends_on_a_member_which_another_turns_off_names_that_line() {
    for version in ["linux-6.2", "linux-6.14"] {
        assert_snapshot!(
            "turned-off",
            check_by(version, "human", HANGS, "CONFIG_D=y\n# CONFIG_B is not set\n").replace(version, "VERSION")
        );
        let both_off = "# CONFIG_D is not set\n# CONFIG_B is not set\n";
        assert_eq!(check_by(version, "concise", HANGS, both_off), "exit 0");
    }
}

/// A choice of A, B and C, and what stands in it.
fn three(of_choice: &str, of_a: &str) -> String {
    let member = |name: &str, more: &str| format!("config {name}\n\tbool \"{name}\"\n{more}");
    let members = [member("A", of_a), member("B", ""), member("C", "")].concat();
    format!("config P\n\tbool \"p\"\nchoice\n\tprompt \"c\"\n{of_choice}{members}endchoice\n")
}

const ALL_OFF: &str = "# CONFIG_B is not set\n# CONFIG_C is not set\n# CONFIG_A is not set\n";

#[test]
fn of_members_that_are_all_turned_off_the_one_is_told_that_is_set_all_the_same() {
    let off = |version, kconfig: &str| check_by(version, "concise", kconfig, ALL_OFF);
    // before 6.11 the default, since then the one that was said first
    for (kconfig, why) in [(three("", ""), "first"), (three("\tdefault C\n", ""), "default")] {
        assert_snapshot!(format!("all-off-{why}-6.1"), off("linux-6.1", &kconfig));
        assert_snapshot!("all-off-6.14", off("linux-6.14", &kconfig));
    }
    assert_snapshot!(check_by("linux-6.14", "human", &three("", ""), ALL_OFF));
}

#[test]
fn of_members_that_are_all_turned_off_each_may_be_set_that_shows() {
    // which of them is up to P, so that those are told which show in any case
    assert_snapshot!(check_by("linux-6.1", "concise", &three("", "\tdepends on P\n"), ALL_OFF), @r"
    my.fragment:1:1: warning[ltoconf::config::choice-lost] B=n cannot be had together with other lines of this fragment
    my.fragment:2:1: warning[ltoconf::config::choice-lost] C=n cannot be had together with other lines of this fragment
    exit 1
    ");
    assert_snapshot!(check_by("linux-6.14", "concise", &three("", "\tdepends on P\n"), ALL_OFF), @r"
    my.fragment:1:1: warning[ltoconf::config::choice-lost] B=n is not honoured: its choice needs one that is set, so it is y
    exit 1
    ");
}

#[test]
fn a_choice_that_may_not_show_or_that_another_member_may_take_loses_no_line() {
    for version in ["linux-6.1", "linux-6.14"] {
        let off = |kconfig: &str, lines: &str| check_by(version, "concise", kconfig, lines);
        assert_eq!(off(&three("\tdepends on P\n", ""), ALL_OFF), "exit 0");
        assert_eq!(off(&three("", ""), "# CONFIG_A is not set\n# CONFIG_B is not set\n"), "exit 0");
        // a line makes it show
        let shown = off(&three("\tdepends on P\n", ""), &format!("CONFIG_P=y\n{ALL_OFF}"));
        assert!(shown.contains("=n is not honoured: its choice needs one that is set, so it is y"), "{shown}");
    }
    assert_snapshot!(check_by("linux-6.1", "concise", &three("\toptional\n", ""), ALL_OFF), @"exit 0");
}

#[test]
fn the_member_that_others_leave_is_set() {
    let last = three("", "") + "config D\n\tbool \"d\"\n\tdepends on !C\n";
    assert_snapshot!(check(&last, "# CONFIG_A is not set\n# CONFIG_B is not set\nCONFIG_D=y\n"), @r"
    my.fragment:3:1: warning[ltoconf::config::unmet-dependency] D=y cannot be had together with other lines of this fragment
    exit 1
    ");
}

/// A choice whose members may all be m.
const TRISTATES: &str = "config MODULES\n\tbool \"modules\"\n\tdefault y\n\tmodules\nchoice\n\tprompt \"c\"\n\ttristate\n\
                         config A\n\ttristate \"a\"\nconfig B\n\ttristate \"b\"\nendchoice\n";

#[test]
fn y_and_m_in_one_choice_exclude_each_other_before_6_11() {
    let check = |lines: &str| check_by("linux-6.2", "concise", TRISTATES, lines);
    assert_snapshot!(check("CONFIG_A=y\nCONFIG_B=m\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::choice-lost] A=y cannot be had together with other lines of this fragment
    my.fragment:2:1: warning[ltoconf::config::choice-lost] B=m cannot be had together with other lines of this fragment
    exit 1
    ");
    assert_snapshot!(check("CONFIG_B=m\nCONFIG_A=y\n"), @r"
    my.fragment:1:1: warning[ltoconf::config::choice-lost] B=m cannot be had together with other lines of this fragment
    exit 1
    ");
    assert_snapshot!(check("CONFIG_B=m\nCONFIG_A=m\n"), @"exit 0");
    assert_snapshot!(check("CONFIG_B=n\nCONFIG_A=m\n"), @"exit 0");
}

#[test]
fn of_m_after_y_in_one_choice_the_other_line_is_the_cause() {
    let folder = crate::program::folder_with(&[("Kconfig", TRISTATES), ("c", "CONFIG_A=y\nCONFIG_B=m\n")]);
    let mut check = crate::program::by_rules_of("linux-6.2", folder.path());
    let output = check.args(["check", "--whole", "c"]).output().unwrap();
    assert_snapshot!(crate::program::told(folder.path(), &output));
    // where the choice may be off it is
    let optional = TRISTATES.replace("\ttristate\n", "\ttristate\n\toptional\n");
    let folder = crate::program::folder_with(&[("Kconfig", &optional), ("c", "CONFIG_A=y\nCONFIG_B=m\n")]);
    let mut check = crate::program::by_rules_of("linux-6.2", folder.path());
    let output = check.args(["check", "--whole", "--format", "concise", "c"]).output().unwrap();
    assert_snapshot!(crate::program::told(folder.path(), &output), @r"
    c:1:1: warning[ltoconf::config::choice-lost] A=y is not honoured: lines of its choice ask for y and for m, so it is n
    c:2:1: warning[ltoconf::config::choice-lost] B=m is not honoured: lines of its choice ask for y and for m, so it is n
    exit 1
    ");
}

#[test]
fn what_needs_two_members_of_one_choice_is_never_honoured() {
    let both = three("", "") + "config D\n\tbool \"d\"\n\tdepends on A\n\tdepends on B\n";
    for version in ["linux-6.1", "linux-6.14"] {
        assert_snapshot!("two-of-one", check_by(version, "human", &both, "CONFIG_D=y\n").replace(version, "VERSION"));
    }
    let one = three("", "") + "config D\n\tbool \"d\"\n\tdepends on A || B\n\tdepends on B || C\n";
    assert_snapshot!(check(&one, "CONFIG_D=y\n"), @"exit 0");
    // before 6.11 one that is hidden has its default
    let hidden = three("", "\tdepends on P\n\tdefault y\n").replace("bool \"A\"", "bool \"A\" if n")
        + "config D\n\tbool \"d\"\n\tdepends on A && B\n";
    assert_snapshot!(check_by("linux-6.1", "concise", &hidden, "CONFIG_D=y\n"), @"exit 0");
}

#[test]
fn lines_that_need_two_members_of_one_choice_exclude_each_other() {
    let needs = |name: &str, what: &str| format!("config {name}\n\tbool \"{name}\"\n\tdepends on {what}\n");
    let kconfig = three("", "") + &needs("D", "A") + &needs("E", "B") + &needs("F", "!C");
    for version in ["linux-6.1", "linux-6.14"] {
        let told = check_by(version, "human", &kconfig, "CONFIG_D=y\nCONFIG_E=y\nCONFIG_F=y\n");
        assert_snapshot!("needs-two-of-one", told.replace(version, "VERSION"));
        assert_eq!(check_by(version, "concise", &kconfig, "CONFIG_D=y\nCONFIG_F=y\n"), "exit 0");
    }
}

#[test]
fn without_modules_a_tristate_choice_takes_one_member_in_any_case() {
    let choice = "config MODULES\n\tbool \"modules\"\n\tmodules\nchoice\n\ttristate \"choice\"\nconfig A\n\ttristate \"a\"\n\
                  config B\n\ttristate \"b\"\nendchoice\n";
    let off = "# CONFIG_A is not set\n# CONFIG_B is not set\n";
    assert_snapshot!(check_by("linux-6.1", "concise", choice, off), @"exit 0");
    let without = format!("# CONFIG_MODULES is not set\n{off}");
    assert_snapshot!(check_by("linux-6.1", "concise", choice, &without), @r"
    my.fragment:2:1: warning[ltoconf::config::choice-lost] A=n is not honoured: its choice needs one that is set, so it is y
    exit 1
    ");
}

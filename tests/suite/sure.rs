//! What of a file is sure to be lost, and what becomes of it: a few lines of Kconfig and a file enter, findings as an
//! editor or a person sees them are expected. The values are the reference's, before 6.11 and since.

use insta::assert_snapshot;

use crate::program::{by_rules_of, folder_with};

/// Checks a file by the rules of a version; `kind` is how it is judged.
fn check(version: &str, kind: &str, format: &str, kconfig: &str, config: &str) -> String {
    let folder = folder_with(&[("Kconfig", kconfig), ("c", config)]);
    let words = ["check", kind, "--format", format, "c"];
    let output = by_rules_of(version, folder.path()).args(words).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

fn whole(version: &str, kconfig: &str, config: &str) -> String {
    check(version, "--whole", "concise", kconfig, config)
}

fn fragment(kconfig: &str, config: &str) -> String {
    check("linux-6.12", "--fragment", "concise", kconfig, config)
}

#[test]
fn a_line_against_a_constant_default_is_lost_in_a_fragment() {
    let constant = "config Q\n\tdef_bool y\nconfig N\n\tint\n\tdefault 5\nconfig S\n\tstring\n\tdefault \"a b\"\n";
    assert_snapshot!(fragment(constant, "# CONFIG_Q is not set\nCONFIG_N=7\nCONFIG_S=\"foo\"\n"), @r#"
    c:1:1: warning[ltoconf::config::no-prompt] Q has no prompt, so this line has no effect: it is y in any case
    c:2:1: warning[ltoconf::config::no-prompt] N has no prompt, so this line has no effect: it is 5 in any case
    c:3:1: warning[ltoconf::config::no-prompt] S has no prompt, so this line has no effect: it is "a b" in any case
    "#);
    let tristate = "config MODULES\n\tbool \"modules\"\n\tmodules\nconfig T\n\tdef_tristate y\n";
    assert_snapshot!(fragment(tristate, "CONFIG_T=m\n"), @"c:1:1: warning[ltoconf::config::no-prompt] T has no prompt, so this line has no effect: it is y in any case");
    assert_snapshot!(fragment(constant, "CONFIG_Q=y\nCONFIG_N=5\nCONFIG_S=\"a b\"\n"), @"");
}

#[test]
fn a_line_against_what_others_may_change_is_not() {
    let off = "# CONFIG_Q is not set\n";
    assert_snapshot!(fragment("config X\n\tbool \"x\"\nconfig Q\n\tdef_bool y\n\tdepends on !X\n", off), @"");
    assert_snapshot!(fragment("config X\n\tbool \"x\"\nconfig Q\n\tbool\n\tdefault y if !X\n", off), @"");
    assert_snapshot!(fragment("config X\n\tbool \"x\"\n\tselect Q\nconfig Q\n\tbool\n", off), @"");
    // other tools may say otherwise
    assert_snapshot!(fragment("config P\n\tdef_bool $(shell,echo y)\nconfig Q\n\tdef_bool P\n", off), @"");
    // and the file itself sees to it
    let kconfig = "config X\n\tbool \"x\"\nconfig Q\n\tdef_bool y\n\tdepends on !X\n";
    assert_snapshot!(fragment(kconfig, "# CONFIG_Q is not set\nCONFIG_X=y\n"), @"");
    let both_off = "# CONFIG_Q is not set\n# CONFIG_X is not set\n";
    assert_snapshot!(check("linux-6.12", "--fragment", "human", kconfig, both_off));
}

#[test]
fn a_condition_that_can_never_hold_has_its_cause_in_a_fragment() {
    let kconfig = "config MODULES\n\tbool \"modules\"\n\tmodules\n\
                   config H\n\thex \"h\"\nconfig A\n\tbool \"a\"\n\tdepends on H\n\
                   config T\n\ttristate \"t\"\n\tdepends on m\nconfig B\n\tbool \"b\"\n\tdepends on T = y\n\
                   config S\n\tstring \"s\"\nconfig C\n\tbool \"c\"\n\tdepends on S = \"on\"\n";
    let config = "CONFIG_A=y\nCONFIG_B=y\nCONFIG_S=\"off\"\nCONFIG_C=y\nCONFIG_MODULES=y\n";
    assert_snapshot!(check("linux-6.12", "--fragment", "human", kconfig, config));
}

/// A choice of A, B and C, of which some hang on X.
fn choice(some: &str, more: &str) -> String {
    let member = |name: &str| {
        let depends = if some.contains(name) { "\tdepends on X\n" } else { "" };
        format!("config {name}\n\tbool \"{name}\"\n{depends}")
    };
    let members: String = ["A", "B", "C"].map(member).concat();
    format!("config X\n\tbool \"x\"\nchoice\n\tprompt \"choice\"\n{more}{members}endchoice\n")
}

#[test]
fn where_no_member_that_is_set_is_possible_it_is_said_what_the_choice_is() {
    let kconfig = choice("AB", "");
    let config = "# CONFIG_X is not set\nCONFIG_A=y\nCONFIG_B=y\n";
    for version in ["linux-6.1", "linux-6.12"] {
        assert_snapshot!("neither-whole", whole(version, &kconfig, config));
        assert_snapshot!("neither-fragment", check(version, "--fragment", "concise", &kconfig, config));
    }
}

#[test]
fn what_a_choice_falls_back_to_follows_the_rules_of_the_version() {
    let kconfig = choice("A", "\tdefault C\n");
    let config = "# CONFIG_X is not set\nCONFIG_A=y\n# CONFIG_B is not set\n# CONFIG_C is not set\n";
    assert_snapshot!("fallback-6.1", check("linux-6.1", "--whole", "human", &kconfig, config));
    assert_snapshot!("fallback-6.12", check("linux-6.12", "--whole", "human", &kconfig, config));
    // what is honoured needs no word
    assert_snapshot!(whole("linux-6.12", &kconfig, "# CONFIG_X is not set\nCONFIG_B=y\n# CONFIG_C is not set\n"), @"");
    assert_snapshot!(whole("linux-6.12", &kconfig, "# CONFIG_X is not set\n"), @"");
}

#[test]
fn which_of_two_members_can_be_kept_is_said() {
    let help = |version, kind, kconfig: &str| {
        let told = check(version, kind, "human", kconfig, "# CONFIG_X is not set\nCONFIG_A=y\nCONFIG_B=y\n");
        told.lines().filter(|line| line.contains("help:")).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(help("linux-6.1", "--whole", &choice("B", "")), @"  help: A wins, as the choice's default, since B is not possible; delete the other lines");
    assert_snapshot!(help("linux-6.1", "--whole", &choice("B", "\tdefault C\n")), @r"
    help: set one member of the choice to y, and no other
    help: C wins, as the choice's default, since the last line asks for B, which is not possible: delete it
    ");
    assert_snapshot!(help("linux-6.12", "--whole", &choice("B", "\tdefault C\n")), @"  help: A wins, as the last that is visible; delete the other lines to keep it, or its own to have another");
    assert_snapshot!(help("linux-6.12", "--fragment", &choice("B", "")), @"  help: A alone is possible: delete the other lines");
    assert_snapshot!(help("linux-6.12", "--fragment", &choice("", "")), @"  help: keep one of the lines");
}

#[test]
fn a_string_is_told_as_the_file_has_it() {
    let kconfig = "config X\n\tbool \"x\"\nconfig S\n\tstring \"s\"\n\tdepends on X\n";
    assert_snapshot!(whole("linux-6.12", kconfig, "CONFIG_S=\"a \\\"b\\\" \\\\\"\n"), @r#"c:1:1: warning[ltoconf::config::unmet-dependency] S="a \"b\" \\" is not honoured: it is hidden, so it is left out"#);
}

#[test]
fn people_are_told_how_many_more_causes_there_are() {
    let names: Vec<String> = (0..11).map(|at| format!("D{at}")).collect();
    let needed: String = names.iter().flat_map(|name| ["config ", name, "\n\tbool \"", name, "\"\n"]).collect();
    let kconfig = format!("{needed}config A\n\tbool \"a\"\n\tdepends on {}\n", names.join(" && "));
    let told = check("linux-6.12", "--whole", "human", &kconfig, "CONFIG_A=y\n");
    assert!(told.contains("… and 3 more (all of them: --format json)"), "{told}");
    let told = check("linux-6.12", "--whole", "json", &kconfig, "CONFIG_A=y\n");
    assert_eq!(told.matches("and y is needed here").count(), 11);
}

#[test]
fn a_number_that_is_left_out_is_lost_though_it_would_have_its_value() {
    let kconfig = "config X\n\tbool \"x\"\nconfig N\n\tint \"n\" if X\n\trange 5 9\n";
    assert_snapshot!(whole("linux-6.12", kconfig, "CONFIG_N=5\n"), @"c:1:1: warning[ltoconf::config::hidden-prompt] N=5 is not honoured: it is hidden, so it is left out");
    assert_snapshot!(whole("linux-6.12", kconfig, "CONFIG_N=0\n"), @"");
}

#[test]
fn a_range_or_a_select_for_modules_counts_where_there_are_modules() {
    let modules = "config MODULES\n\tbool \"modules\"\n\tmodules\n";
    let kconfig =
        "config N\n\tint \"n\"\n\trange 1 5 if m\nconfig A\n\tbool \"a\"\n\tselect B if m\nconfig B\n\tbool\n";
    let fragment_of = |more: &str| {
        let config = format!("CONFIG_N=9\nCONFIG_A=y\n# CONFIG_B is not set\n{more}");
        fragment(&format!("{modules}{kconfig}"), &config)
    };
    assert_snapshot!(fragment_of(""), @"");
    assert_snapshot!(fragment_of("CONFIG_MODULES=y\n"), @r"
    c:1:1: warning[ltoconf::config::out-of-range] N=9 is not honoured: it is out of range, so it is 5
    c:3:1: warning[ltoconf::config::selected] B=n is not honoured: A=y selects it
    ");
}

#[test]
fn one_line_that_is_lost_decides_nothing_of_others() {
    // A is what B leaves, so that Q is y
    let kconfig = choice("C", "") + "config Q\n\tbool\n\tdefault y if A\n";
    assert_snapshot!(fragment(&kconfig, "# CONFIG_X is not set\nCONFIG_C=y\n# CONFIG_B is not set\nCONFIG_Q=y\n"), @"c:2:1: warning[ltoconf::config::unmet-dependency] C=y is not honoured: its dependencies are not met, so it is n");
}

#[test]
fn of_lines_that_rule_each_other_out_none_is_taken_for_granted() {
    let kconfig = "config E\n\tbool \"e\"\nconfig V\n\tbool \"v\" if E\n\tdefault y\nconfig C\n\tbool \"c\"\n\tdepends on V\n\
                   config P\n\tdef_bool !V\nconfig D\n\tbool \"d\"\n\tdepends on NOWHERE\n";
    let lines = "# CONFIG_V is not set\nCONFIG_C=y\n# CONFIG_P is not set\nCONFIG_D=y\n";
    assert_snapshot!(fragment(kconfig, lines), @r"
    c:2:1: warning[ltoconf::config::unmet-dependency] C=y cannot be had together with other lines of this fragment
    c:3:1: warning[ltoconf::config::no-prompt] P has no prompt, so this line has no effect
    c:4:1: warning[ltoconf::config::unmet-dependency] D=y is not honoured: its dependencies are not met, so it is n
    ");
}

#[test]
fn a_hidden_value_that_a_default_may_give_is_not_lost_in_a_fragment() {
    let kconfig =
        "config Z\n\tbool \"z\"\nconfig G\n\tbool \"g\"\nconfig N\n\tint \"n\" if Z\n\tdepends on G\n\tdefault 7\n";
    assert_snapshot!(fragment(kconfig, "# CONFIG_Z is not set\nCONFIG_N=7\n"), @"");
    assert_snapshot!(fragment(kconfig, "# CONFIG_Z is not set\nCONFIG_N=8\n"), @"c:2:1: warning[ltoconf::config::unmet-dependency] N=8 is not honoured: it is hidden");
}

#[test]
fn a_member_that_is_y_by_its_own_default_is_not_what_the_choice_is_set_to() {
    let kconfig = "config X\n\tbool \"x\"\nchoice\n\tprompt \"choice\"\nconfig A\n\tbool \"a\" if X\n\tdefault y\n\
                   config B\n\tbool \"b\"\n\tdepends on X\nconfig C\n\tbool \"c\"\nendchoice\n";
    assert_snapshot!(whole("linux-5.4", kconfig, "CONFIG_B=y\n# CONFIG_C is not set\n"), @"c:1:1: warning[ltoconf::config::unmet-dependency] B=y is not honoured: its dependencies are not met, so it is n, and its choice is C");
}

#[test]
fn the_line_of_a_member_that_the_choice_takes_is_told_as_it_is() {
    let kconfig = "config MODULES\n\tbool \"modules\"\n\tmodules\nconfig X\n\tbool \"x\"\nchoice\n\tprompt \"choice\"\n\
                   \ttristate\nconfig A\n\ttristate \"a\"\nconfig B\n\ttristate \"b\"\n\tdepends on X\nendchoice\n";
    let told = check("linux-6.1", "--whole", "human", kconfig, "CONFIG_MODULES=y\nCONFIG_A=m\nCONFIG_B=y\n");
    assert!(told.contains("this line says A=m, which is not honoured either"), "{told}");
}

//! `ltoconf explain` and `fix` of what nothing gives: a few lines of Kconfig, a configuration and a wish enter; what of
//! Kconfig rules the wish out is expected, and no line that could be changed.

use insta::assert_snapshot;

use crate::causes::said;

const BETWEEN: &str = "config A\n\tint \"A\"\nconfig B\n\tbool \"B\"\n\tdepends on A < 6\n\tdepends on A = 9\n";

#[test]
fn conditions_that_rule_each_other_out_are_told_and_no_line() {
    let explained = |config| said("linux-6.12", BETWEEN, config, &["explain", "B"]);
    assert_snapshot!(explained("CONFIG_A=5\n"));
    assert_eq!(explained("CONFIG_A=5\n"), explained("CONFIG_A=9\n"));
}

const RANGES: &str = "config L\n\tint \"L\"\n\trange 3 9\nconfig Q\n\tint \"Q\"\n\trange L 20\n";

#[test]
fn the_range_behind_the_end_of_a_range_is_told() {
    let explained = |wish| said("linux-6.1", RANGES, "CONFIG_L=7\nCONFIG_Q=8\n", &["explain", wish]);
    assert_snapshot!(explained("Q=2"));
    assert_snapshot!(explained("Q=25"));
}

const ELSE: &str = "config X\n\tbool \"X\"\nconfig Q\n\tint \"Q\"\n\trange 3 9 if X\n\trange 20 30\n";

#[test]
fn each_range_that_may_hold_is_told() {
    assert_snapshot!(said("linux-6.12", ELSE, "CONFIG_Q=25\n", &["explain", "Q=15"]));
    assert_snapshot!(said("linux-6.12", ELSE, "CONFIG_Q=25\n", &["fix", "Q=15"]));
}

const TRISTATE: &str = "config E\n\ttristate \"E\"\n";

const NEVER_MODULES: &str = "config MODULES\n\tbool\n\tmodules\n\tdefault y if Z\nconfig Z\n\tbool\n";

#[test]
fn nothing_is_m_where_there_are_no_modules() {
    let with_modules = format!("{NEVER_MODULES}{TRISTATE}");
    for arguments in [["explain", "E=m"], ["fix", "E=m"]] {
        assert_snapshot!(said("linux-6.12", TRISTATE, "CONFIG_E=y\n", &arguments));
        assert_snapshot!(said("linux-6.12", &with_modules, "CONFIG_E=y\n", &arguments));
    }
}

const BY_MODULE: &str = "config MODULES\n\tbool \"modules\"\n\tmodules\nchoice\n\tprompt \"c\"\nconfig C1\n\ttristate \"C1\"\n\
    config C2\n\ttristate \"C2\"\n\tdepends on m\nendchoice\n";

#[test]
fn a_choice_goes_by_its_members() {
    let config = "CONFIG_MODULES=y\nCONFIG_C1=m\n# CONFIG_C2 is not set\n";
    for arguments in [["explain", "C2=y"], ["fix", "C2=y"]] {
        assert_snapshot!(said("linux-6.1", BY_MODULE, config, &arguments));
    }
}

const NEEDED_TWICE: &str = "config U\n\tbool \"U\"\nconfig A\n\tbool \"A\"\n\tdepends on U && Z\nconfig Z\n\tbool\n\
    \tdefault y if W\nconfig W\n\tbool\nconfig B\n\tbool \"B\"\n\tdepends on A && Z && U\n";

#[test]
fn what_never_holds_is_followed_to_its_end() {
    assert_snapshot!(said("linux-6.12", NEEDED_TWICE, "# CONFIG_U is not set\n", &["explain", "B"]));
    let selected = "config U\n\tbool \"U\"\n\tselect T if W\nconfig W\n\tbool\nconfig T\n\tbool\n";
    assert_snapshot!(said("linux-6.12", selected, "CONFIG_U=y\n", &["explain", "T"]));
    let held = "config Y\n\tdef_bool y\n\tselect T\nconfig V\n\tbool \"V\"\n\tselect T\nconfig T\n\tbool \"T\"\n";
    assert_snapshot!(said("linux-6.12", held, "CONFIG_V=y\nCONFIG_T=y\n", &["explain", "T=n"]));
}

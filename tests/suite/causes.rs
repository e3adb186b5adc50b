//! `ltoconf explain` on a few lines of Kconfig and a configuration: each cause is told once, in words that are so, and what
//! is not known is called that.

use insta::assert_snapshot;

use crate::program::{by_rules_of, configured, told};

/// What is said by the rules of a version.
pub(crate) fn said(dialect: &str, kconfig: &str, config: &str, arguments: &[&str]) -> String {
    let folder = configured(kconfig, config);
    let mut command = by_rules_of(dialect, folder.path());
    told(folder.path(), &command.env("PATH", "/nowhere").args(arguments).output().unwrap())
}

const IN_RANGE: &str = "config B\n\tint \"B\"\n\trange 2 5\nconfig X\n\tbool \"X\"\n\tdepends on B < 5\n";

const BEYOND: &str = "CONFIG_B=7\nCONFIG_X=y\n";

#[test]
fn a_line_beyond_its_range_is_told_once() {
    assert_snapshot!(said("linux-6.12", IN_RANGE, BEYOND, &["explain", "B"]));
    assert_snapshot!(said("linux-6.12", IN_RANGE, BEYOND, &["explain", "X"]));
    assert_snapshot!(said("linux-6.1", IN_RANGE, BEYOND, &["explain", "B"]));
}

#[test]
fn what_was_looked_at_before_a_number_was_forgotten_is_told_with_that_number() {
    assert_snapshot!(said("linux-6.1", IN_RANGE, BEYOND, &["explain", "X"]));
}

const BEFORE_MODULES: &str = "config MODULES\n\tbool \"modules\"\n\tmodules\n\tdepends on C\nconfig A\n\ttristate \"A\"\n\
    \tselect C\nconfig C\n\tbool\n";

#[test]
fn where_nothing_is_found_and_nothing_proved_nothing_is_claimed() {
    assert_snapshot!(said("linux-6.1", BEFORE_MODULES, "", &["explain", "A=m"]));
    assert!(
        said("linux-6.1", BEFORE_MODULES, "", &["explain", "A=m", "--format", "json"])
            .contains("\"status\": \"unknown\"")
    );
}

/// Before 6.11 the members of a choice may be m, several at a time.
const SEVERAL: &str = "config MODULES\n\tbool \"modules\"\n\tmodules\nchoice\n\tprompt \"c\"\n\toptional\n\
    config C1\n\ttristate \"C1\"\nconfig C2\n\ttristate \"C2\"\nendchoice\n";

#[test]
fn of_members_that_may_each_be_m_the_own_line_decides() {
    let config = "CONFIG_MODULES=y\nCONFIG_C1=m\n# CONFIG_C2 is not set\n";
    assert_snapshot!(said("linux-6.1", SEVERAL, config, &["explain", "C2=m"]));
    assert_snapshot!(said("linux-6.1", SEVERAL, config, &["explain", "C2=y"]));
    assert_snapshot!(said("linux-6.1", SEVERAL, config, &["explain", "C2"]));
    assert_snapshot!(said("linux-6.1", SEVERAL, config, &["explain", "C1=y"]));
}

const SELECTED_AT_M: &str = "config MODULES\n\tbool \"modules\"\n\tmodules\nconfig A\n\ttristate \"A\"\n\
    config B\n\ttristate \"B\"\n\tselect T if A\nconfig T\n\ttristate\n";

#[test]
fn a_select_that_holds_a_symbol_at_m_is_not_said_to_be_silent() {
    let config = "CONFIG_MODULES=y\nCONFIG_A=m\nCONFIG_B=y\n";
    assert_snapshot!(said("linux-6.1", SELECTED_AT_M, config, &["explain", "T=y"]));
    assert_snapshot!(said("linux-6.1", SELECTED_AT_M, config, &["explain", "T=n"]));
}

#[test]
fn a_text_is_what_its_line_says_though_no_other_is_spoken_of() {
    let texts = "config D\n\tint \"D\"\nconfig S\n\tstring \"S\"\n";
    for (symbol, line) in [("D", "CONFIG_D=0"), ("S", "CONFIG_S=\"\"")] {
        let told = said("linux-6.12", texts, "CONFIG_D=0\nCONFIG_S=\"\"\n", &["explain", symbol]);
        assert!(told.contains("by this line\n") && told.contains(line) && !told.contains("whatever"), "{told}");
    }
}

#[test]
fn a_line_beyond_its_range_is_no_cause_of_what_no_number_in_it_changes() {
    let kconfig = "config B\n\tint \"B\"\n\trange 8 9\nconfig D\n\tbool \"D\"\n\tdepends on B = 4\n";
    assert_snapshot!(said("linux-6.12", kconfig, "CONFIG_B=7\n", &["explain", "D=n"]));
}

#[test]
fn what_hides_the_prompt_of_a_choice_is_told_of_its_members() {
    let kconfig = "config A\n\tbool \"A\"\nchoice\n\tprompt \"c\" if A\n\tdefault C2\nconfig C1\n\tbool \"C1\"\nconfig C2\n\tbool \"C2\"\nendchoice\n";
    for dialect in ["linux-6.1", "linux-6.12"] {
        assert_snapshot!(said(dialect, kconfig, "# CONFIG_A is not set\n", &["explain", "C1"]));
    }
    let never = kconfig.replace("\" if A", "\" if n");
    assert_snapshot!(said("linux-6.1", &never, "", &["explain", "C1"]));
}

//! Fixes that leave alone what need not change: a few lines of Kconfig, a file and a wish enter; the file with as few
//! lines changed as can be is expected, and no wish is called impossible for the sake of more.

use std::fs;

use crate::program::{by_rules_of, configured, told};

/// What is told by the rules of a version, and the file as it is afterwards.
fn said(kconfig: &str, dialect: &str, config: &str, arguments: &[&str]) -> (String, String) {
    let folder = configured(kconfig, config);
    let output = by_rules_of(dialect, folder.path()).env("PATH", "/nowhere").args(arguments).output().unwrap();
    (told(folder.path(), &output), fs::read_to_string(folder.path().join(".config")).unwrap())
}

/// A choice of tristates, as before 6.11.
fn modules(count: usize) -> String {
    let head = "config MODULES\n\tbool \"modules\"\n\toption modules\nchoice\n\tprompt \"c\"\n\ttristate\n";
    let member = |at| format!("config C{at}\n\ttristate \"C{at}\"\n");
    let members: Vec<String> = (1..=count).map(member).collect();
    format!("{head}{}endchoice\n", members.concat())
}

const FOUR_OF_SIX: &str = "CONFIG_MODULES=y\nCONFIG_C1=m\nCONFIG_C2=m\nCONFIG_C3=m\nCONFIG_C4=m\n\
                           # CONFIG_C5 is not set\n# CONFIG_C6 is not set\n";

#[test]
fn members_of_a_choice_that_need_not_change_stay() {
    for (wish, from, to) in [
        ("C5=m", "# CONFIG_C5 is not set\n", "CONFIG_C5=m\n"),
        ("C1=n", "CONFIG_C1=m\n", "# CONFIG_C1 is not set\n"),
        ("C4=n", "CONFIG_C4=m\n", "# CONFIG_C4 is not set\n"),
    ] {
        for dialect in ["linux-5.4", "linux-5.10"] {
            let (told, file) = said(&modules(6), dialect, FOUR_OF_SIX, &["fix", wish, "--in-place"]);
            assert_eq!((told.as_str(), file), ("exit 0", FOUR_OF_SIX.replace(from, to)), "{wish} by {dialect}");
            let (solved, _) = said(&modules(6), dialect, FOUR_OF_SIX, &["solve", wish, "-o", "-"]);
            assert!(solved.contains(&FOUR_OF_SIX.replace(from, to)[17..]), "{wish} by {dialect}: {solved}");
        }
    }
}

#[test]
fn the_nearest_of_what_a_choice_may_be_comes_first() {
    let (told, _) = said(&modules(6), "linux-5.10", FOUR_OF_SIX, &["fix", "C5=m"]);
    assert!(told.contains("one smallest way:\n  1.  C5: n → m\nexit"), "{told}");
    // with y the others cannot stay
    let (told, file) = said(&modules(6), "linux-5.10", FOUR_OF_SIX, &["fix", "C2=y", "--in-place"]);
    let expected = "CONFIG_MODULES=y\n# CONFIG_C1 is not set\nCONFIG_C2=y\n# CONFIG_C3 is not set\n\
                    # CONFIG_C4 is not set\n# CONFIG_C5 is not set\n# CONFIG_C6 is not set\n";
    assert_eq!((told.as_str(), file.as_str()), ("exit 0", expected));
}

const BOOLS: &str =
    "choice\n\tprompt \"c\"\nconfig X\n\tbool \"X\"\nconfig Y\n\tbool \"Y\"\nconfig Z\n\tbool \"Z\"\nendchoice\n";

#[test]
fn a_member_that_is_kept_keeps_no_other_from_being_taken() {
    let taken = "# CONFIG_X is not set\nCONFIG_Y=y\n# CONFIG_Z is not set\n";
    for dialect in ["linux-6.1", "linux-7.3"] {
        let (told, file) = said(BOOLS, dialect, taken, &["fix", "X=y", "--keep", "Z", "--in-place"]);
        let expected = "CONFIG_X=y\n# CONFIG_Y is not set\n# CONFIG_Z is not set\n";
        assert_eq!((told.as_str(), file.as_str()), ("exit 0", expected), "by {dialect}");
        // without a line it gets none
        let (told, file) = said(BOOLS, dialect, "CONFIG_Y=y\n", &["fix", "X=y", "--keep", "Z", "--in-place"]);
        assert_eq!((told.as_str(), file.as_str()), ("exit 0", "# CONFIG_Y is not set\nCONFIG_X=y\n"), "by {dialect}");
        let (told, _) = said(BOOLS, dialect, taken, &["fix", "X=y", "--keep", "Y"]);
        assert!(told.contains("impossible: X=y cannot be had") && told.contains("while Y is kept"), "{told}");
        let (told, _) = said(BOOLS, dialect, taken, &["fix", "Z=y", "--keep", "Z"]);
        assert!(told.contains("impossible: Z=y cannot be had") && told.contains("while Z is kept"), "{told}");
        let (told, _) = said(BOOLS, dialect, taken, &["fix", "Y=n", "--keep", "X", "--keep", "Z"]);
        assert!(told.contains("impossible: Y=n cannot be had"), "{told}");
        let (told, file) = said(BOOLS, dialect, taken, &["fix", "Y=n", "--keep", "Z", "--in-place"]);
        assert_eq!((told.as_str(), file.as_str()), ("exit 0", expected), "by {dialect}");
    }
}

#[test]
fn a_member_that_is_kept_stays_what_it_is_where_others_may_be_m() {
    let fix = |wish, kept| said(&modules(6), "linux-5.10", FOUR_OF_SIX, &["fix", wish, "--keep", kept, "--in-place"]);
    let (told, file) = fix("C5=m", "C1");
    let expected = FOUR_OF_SIX.replace("# CONFIG_C5 is not set\n", "CONFIG_C5=m\n");
    assert_eq!((told.as_str(), file), ("exit 0", expected));
    assert!(fix("C1=n", "C1").0.contains("impossible: C1=n cannot be had"));
    assert!(fix("C5=y", "C1").0.contains("impossible: C5=y cannot be had"));
    assert_eq!(fix("C5=y", "C6").0, "exit 0");
}

/// By the rules before 6.11 a line with `m` counts for a choice even where a line with `y` stands before it.
const MIXED: &str = "config MODULES\n\tbool \"modules\"\n\tmodules\nchoice\n\tprompt \"c\"\n\ttristate\n\
                     config C0\n\ttristate \"C0\"\n\tdepends on MODULES\nconfig C1\n\ttristate \"C1\"\n\
                     config C2\n\ttristate \"C2\"\nendchoice\nconfig N\n\tint \"N\"\n";

#[test]
fn lines_of_a_choice_that_contradict_each_other_change_where_they_stand() {
    let file = "CONFIG_C0=y\n# CONFIG_C1 is not set\nCONFIG_C2=m\nCONFIG_N=10\n# mine\n";
    let (told, file) = said(MIXED, "linux-6.1", file, &["fix", "N=7", "C0=y", "--in-place"]);
    let expected =
        "CONFIG_C0=y\n# CONFIG_C1 is not set\n# CONFIG_C2 is not set\nCONFIG_N=7\n# mine\nCONFIG_MODULES=y\n";
    assert_eq!((told.as_str(), file.as_str()), ("exit 0", expected));
}

#[test]
fn lines_move_only_within_their_choice() {
    let file = "CONFIG_X=y\nCONFIG_N=10\nCONFIG_Y=y\n# mine\n";
    let kconfig = format!("{BOOLS}config N\n\tint \"N\"\n");
    for dialect in ["linux-6.1", "linux-7.3"] {
        let (told, file) = said(&kconfig, dialect, file, &["fix", "N=7", "X=y", "--in-place"]);
        assert_eq!(told, "exit 0", "by {dialect}");
        assert_eq!(file, "CONFIG_X=y\nCONFIG_N=7\n# CONFIG_Y is not set\n# mine\n", "by {dialect}");
    }
}

/// Before 6.8 a number out of its range is forgotten when it is read, after what hangs on it was calculated.
#[test]
fn a_number_that_is_forgotten_is_said_where_its_line_is_in_the_way() {
    let kconfig = |default| {
        format!(
            "config B\n\tint \"B\"\n\trange 2 5\n{default}config X\n\tbool \"X\"\n\tdepends on B < 5\n\
             config Y\n\tbool \"Y\"\n\tdepends on X\n"
        )
    };
    let file = "CONFIG_B=7\nCONFIG_X=y\n";
    for dialect in ["linux-5.4", "linux-6.1"] {
        for (default, value) in [("\tdefault 3\n", "3"), ("", "2")] {
            let (_, there) = said(&kconfig(default), dialect, file, &["fix", "X=y", "--in-place"]);
            assert_eq!(there, format!("CONFIG_B={value}\nCONFIG_X=y\n"), "by {dialect}");
            let (told, there) = said(&kconfig(default), dialect, file, &["fix", "Y=y", "--in-place"]);
            assert_eq!(there, format!("CONFIG_B={value}\nCONFIG_X=y\nCONFIG_Y=y\n"), "by {dialect}: {told}");
            let (told, _) = said(&kconfig(default), dialect, file, &["explain", "X=y"]);
            assert!(
                told.contains(&format!("\n  1.  B: {value}, said by a line of its own (2 to 4 would do)\n")),
                "{told}"
            );
            let (told, _) = said(&kconfig(default), dialect, file, &["fix", "X=y", "--keep", "B"]);
            assert!(told.ends_with("exit 2"), "nothing is proved: {told}");
        }
    }
    let (_, there) = said(&kconfig("\tdefault 5\n"), "linux-6.1", file, &["fix", "X=y", "--in-place"]);
    assert!(there.ends_with("CONFIG_X=y\n") && !there.contains("B=7") && !there.contains("B=5"), "{there}");
    let (_, there) = said(&kconfig("\tdefault 3\n"), "linux-6.12", file, &["fix", "X=y", "--in-place"]);
    assert!(there.ends_with("CONFIG_X=y\n") && !there.contains("B=7") && !there.contains("B=5"), "{there}");
}

#[test]
fn numbers_that_would_do_as_well_are_told() {
    let number = |ty, rest| format!("config N\n\t{ty} \"N\"\n{rest}config X\n\tbool \"X\"\n\tdepends on ");
    for (kconfig, file, expected) in [
        (number("int", "\trange 2 9\n") + "N != 5 && N < 8\n", "CONFIG_N=5\n", "N: 5 → 4 (2 to 4 or 6 to 7 would do)"),
        (number("int", "\trange 2 9\n") + "N > 8\n", "CONFIG_N=5\n", "N: 5 → 9\n"),
        (number("int", "") + "N > 8\n", "CONFIG_N=5\n", "N: 5 → 9 (9 or more would do)"),
        (number("hex", "") + "N > 0x20 && N != 0x30\n", "CONFIG_N=0x5\n", "(0x21 to 0x2f or 0x31 or more would do)"),
        (number("string", "") + "N != \"a\"\n", "CONFIG_N=\"a\"\n", "N: a → \"\"\n"),
    ] {
        for dialect in ["linux-6.1", "linux-7.3"] {
            let (told, _) = said(&kconfig, dialect, file, &["explain", "X=y"]);
            assert!(told.contains(expected), "by {dialect}: {told}");
            // what is wished for is not free
            let (told, _) = said(&kconfig, dialect, file, &["fix", "N=6", "--keep", "X"]);
            assert!(!told.contains("would do"), "by {dialect}: {told}");
        }
    }
}

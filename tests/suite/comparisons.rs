//! Comparisons that fail: a few lines of Kconfig and a configuration enter; the chain of causes is expected, through every
//! operand down to what makes it so.

use std::fs;

use insta::assert_snapshot;

use crate::program::program;

/// What `check` tells of a symbol's line, without the line itself.
fn causes(kind: &str, kconfig: &str, config: &str, symbol: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), kconfig).unwrap();
    fs::write(folder.path().join("c"), config).unwrap();
    let output = program(folder.path()).args(["check", kind, "c"]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let about = told.split("\n\n").find(|part| part.contains(&format!(" {symbol}=")) && part.contains('╭')).unwrap();
    about.split_once("╰────\n").unwrap().1.to_owned()
}

fn whole(kconfig: &str, config: &str) -> String {
    causes("--whole", kconfig, config, "E")
}

/// A number and a bool below one condition, which is off, and what depends on them.
fn below_a(condition: &str) -> String {
    let kconfig = "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n\
                   config N\n\tint \"n\"\n\tdepends on A\n\trange 4 9\n\tdefault 5\n\
                   config S\n\tstring \"s\"\n\tdefault \"x\"\n\tdepends on A\n";
    let kconfig = format!("{kconfig}config E\n\tbool \"e\"\n\tdepends on {condition}\n");
    whole(&kconfig, "# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_N=5\nCONFIG_S=\"y\"\nCONFIG_E=y\n")
}

#[test]
fn a_line_that_is_not_honoured_is_followed_to_what_hides_it() {
    assert_snapshot!(below_a("B != n"), @r"
    - B is n, and B != n is needed here
          Kconfig:17: depends on B != n
      because A is n, and y is needed here
            Kconfig:5: depends on A
        because A is set to n by this line
              c:1: # CONFIG_A is not set
    ");
    assert_snapshot!(below_a("!(B = n)"), @r"
    - B is n, and B = n must not hold here
          Kconfig:17: depends on !(B = n)
      because A is n, and y is needed here
            Kconfig:5: depends on A
        because A is set to n by this line
              c:1: # CONFIG_A is not set
    ");
    assert_snapshot!(below_a("3 < N"), @r"
    - N is 0, and 3 < N is needed here
          Kconfig:17: depends on 3 < N
      because A is n, and y is needed here
            Kconfig:8: depends on A
        because A is set to n by this line
              c:1: # CONFIG_A is not set
    ");
    assert_snapshot!(below_a("S = \"y\""), @r#"
    - S is "", and S = "y" is needed here
          Kconfig:17: depends on S = "y"
      because A is n, and y is needed here
            Kconfig:14: depends on A
        because A is set to n by this line
              c:1: # CONFIG_A is not set
    "#);
    assert_snapshot!(below_a("B = y || !(N <= 3)"), @r"
    - one of these is enough here: B, N
          Kconfig:17: depends on B = y || !(N <= 3)
      because B is n, and B = y is needed here
            Kconfig:17: depends on B = y || !(N <= 3)
        because A is n, and y is needed here
              Kconfig:5: depends on A
          because A is set to n by this line
                c:1: # CONFIG_A is not set
      because N is 0, and N <= 3 must not hold here
            Kconfig:17: depends on B = y || !(N <= 3)
        because A is n, and y is needed here
              Kconfig:8: depends on A
    ");
}

#[test]
fn a_hidden_prompt_is_told_with_the_default_that_counts() {
    let kconfig = "config EXPERT\n\tbool \"expert\"\nconfig BIG\n\tbool \"big\"\n\
                   config N\n\tint \"n\" if EXPERT\n\tdefault 9 if BIG\n\tdefault 7 if !BIG && EXPERT\n\tdefault 3\n\
                   config E\n\tbool \"e\"\n\tdepends on N > 7\n";
    let config = "CONFIG_N=9\n# CONFIG_BIG is not set\nCONFIG_E=y\n";
    assert_snapshot!(whole(kconfig, config), @r#"
    - N is 3, and N > 7 is needed here
          Kconfig:12: depends on N > 7
      because N is 3 by default
            Kconfig:9: default 3
        because one of these is enough here: EXPERT, BIG
              Kconfig:5: config N
          because EXPERT is n, and y is needed here
                Kconfig:6: int "n" if EXPERT
            because nothing sets EXPERT, and its default is n
                  Kconfig:1: config EXPERT
          because BIG is n, and y is needed here
                Kconfig:7: default 9 if BIG
            because BIG is set to n by this line
                  c:2: # CONFIG_BIG is not set
    "#);
    // of a fragment only what no other file can mend
    let expert = "# CONFIG_EXPERT is not set\n";
    assert_snapshot!(causes("--fragment", kconfig, &format!("{expert}{config}"), "E"), @r#"
    - N is 3, and N > 7 is needed here
          Kconfig:12: depends on N > 7
      because N is 3 by default
            Kconfig:9: default 3
        because one of these is enough here: EXPERT, BIG
              Kconfig:5: config N
          because EXPERT is n, and y is needed here
                Kconfig:6: int "n" if EXPERT
            because EXPERT is set to n by this line
                  c:1: # CONFIG_EXPERT is not set
          because BIG is n, and y is needed here
                Kconfig:7: default 9 if BIG
            because BIG is set to n by this line
                  c:3: # CONFIG_BIG is not set
    "#);
}

#[test]
fn a_menu_that_does_not_show_is_told() {
    let kconfig = "config A\n\tbool \"a\"\nmenu \"m\"\n\tvisible if A\nconfig W\n\tint \"w\"\n\tdefault 2\nendmenu\n\
                   config E\n\tbool \"e\"\n\tdepends on !(W <= 4)\n";
    assert_snapshot!(whole(kconfig, "# CONFIG_A is not set\nCONFIG_W=7\nCONFIG_E=y\n"), @r#"
    - W is 2, and W <= 4 must not hold here
          Kconfig:11: depends on !(W <= 4)
      because W is 2 by default
            Kconfig:7: default 2
        because A is n, and y is needed here
              Kconfig:3: menu "m"
          because A is set to n by this line
                c:1: # CONFIG_A is not set
    "#);
}

#[test]
fn a_range_that_keeps_a_number_is_told() {
    let kconfig = "config M\n\tint \"m\"\n\trange 1 6\n\tdefault 2\nconfig N\n\tint\n\tdefault M\n\
                   config E\n\tbool \"e\"\n\tdepends on N > 8\n";
    assert_snapshot!(whole(kconfig, "CONFIG_M=20\nCONFIG_E=y\n"), @r"
    - N is 6, and N > 8 is needed here
          Kconfig:10: depends on N > 8
      because N is 6 by default
            Kconfig:7: default M
        because this line asks for 20, beyond the range 1 to 6, so its end 6 counts
              c:1: CONFIG_M=20
          because the range is 1 to 6
                Kconfig:3: range 1 6
    ");
    let kconfig = "config LIMIT\n\tint \"limit\"\n\tdefault 6\nconfig N\n\tint\n\tdefault 20\n\trange 1 LIMIT\n\
                   config E\n\tbool \"e\"\n\tdepends on N > 8\n";
    assert_snapshot!(whole(kconfig, "CONFIG_LIMIT=5\nCONFIG_E=y\n"), @r"
    - N is 5, and N > 8 is needed here
          Kconfig:10: depends on N > 8
      because N is 5 by default
            Kconfig:6: default 20
        because the range is 1 to LIMIT (5)
              Kconfig:7: range 1 LIMIT
          because LIMIT is set to 5 by this line
                c:1: CONFIG_LIMIT=5
    ");
}

#[test]
fn both_operands_are_told() {
    let kconfig = "config A\n\tbool \"a\"\nconfig ON\n\tbool \"on\"\n\tselect HELD\nconfig HELD\n\tbool\n\
                   config B\n\tbool \"b\"\n\tdepends on A\nconfig E\n\tbool \"e\"\n\tdepends on B = HELD\n";
    assert_snapshot!(whole(kconfig, "CONFIG_ON=y\nCONFIG_B=y\nCONFIG_E=y\n"), @r"
    - B is n, HELD is y, and B = HELD is needed here
          Kconfig:13: depends on B = HELD
      because A is n, and y is needed here
            Kconfig:10: depends on A
        because nothing sets A, and its default is n
              Kconfig:1: config A
      because HELD is selected by ON, which is y
            Kconfig:5: select HELD
        because ON is set by this line
              c:1: CONFIG_ON=y
    ");
}

#[test]
fn a_member_of_a_choice_is_followed_to_what_the_choice_is_set_to() {
    let choice = "config A\n\tbool \"a\"\nchoice\n\tprompt \"c\"\nconfig C1\n\tbool \"c1\"\nconfig C2\n\tbool \"c2\"\n\
                  \tdepends on A\nendchoice\nconfig E\n\tbool \"e\"\n";
    let kconfig = format!("{choice}\tdepends on C1 = n\n");
    assert_snapshot!(whole(&kconfig, "CONFIG_A=y\nCONFIG_C1=y\nCONFIG_E=y\n"), @r"
    - C1 is y, and C1 = n is needed here
          Kconfig:13: depends on C1 = n
      because its choice is set to C1: the last line that sets a member to y wins
            Kconfig:3: choice
        because C1 is set by this line
              c:2: CONFIG_C1=y
    ");
    let kconfig = format!("{choice}\tdepends on C2 = y\n");
    assert_snapshot!(whole(&kconfig, "CONFIG_C2=y\nCONFIG_E=y\n"), @r"
    - C2 is n, and C2 = y is needed here
          Kconfig:13: depends on C2 = y
      because A is n, and y is needed here
            Kconfig:9: depends on A
        because nothing sets A, and its default is n
              Kconfig:1: config A
    ");
}

#[test]
fn m_is_never_reached_without_modules() {
    let kconfig = "config MODULES\n\tbool \"modules\"\n\tmodules\nconfig T\n\ttristate \"t\"\n\
                   config E\n\tbool \"e\"\n\tdepends on T = m\n";
    assert_snapshot!(whole(kconfig, "# CONFIG_MODULES is not set\nCONFIG_T=m\nCONFIG_E=y\n"), @r"
    - T is y, and T = m is needed here
          Kconfig:8: depends on T = m
      because MODULES is n, and y is needed here
            Kconfig:8: depends on T = m
        because MODULES is set to n by this line
              c:1: # CONFIG_MODULES is not set
    ");
    assert_snapshot!(whole(kconfig, "CONFIG_MODULES=y\nCONFIG_T=y\nCONFIG_E=y\n"), @r"
    - T is y, and T = m is needed here
          Kconfig:8: depends on T = m
      because T is set to y by this line
            c:2: CONFIG_T=y
    ");
}

#[test]
fn what_nothing_sets_is_followed_to_what_keeps_it_so() {
    let kconfig = "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\nconfig P\n\tdef_bool B != n\n\
                   config E\n\tbool \"e\"\n\tdepends on P = y\n";
    assert_snapshot!(whole(kconfig, "# CONFIG_A is not set\nCONFIG_E=y\n"), @r"
    - P is n, and P = y is needed here
          Kconfig:10: depends on P = y
      because B is n, and B != n is needed here
            Kconfig:7: def_bool B != n
        because A is n, and y is needed here
              Kconfig:5: depends on A
          because A is set to n by this line
                c:1: # CONFIG_A is not set
    ");
}

#[test]
fn a_range_that_may_hold_is_no_cause_in_a_fragment() {
    let kconfig = "config BIG\n\tbool \"big\"\nconfig N\n\tint \"n\"\n\trange 1 6 if !BIG\n\
                   config E\n\tbool \"e\"\n\tdepends on N > 30\n";
    assert_snapshot!(causes("--fragment", kconfig, "CONFIG_N=20\nCONFIG_E=y\n", "E"), @r"
    - N is 20, and N > 30 is needed here
          Kconfig:8: depends on N > 30
      because N is set to 20 by this line
            c:1: CONFIG_N=20
    ");
}

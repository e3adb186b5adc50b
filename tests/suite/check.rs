//! `ltoconf check`: a few lines of Kconfig and a configuration enter, the findings as an editor sees them are expected.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::program::{folder_with, program, told, unguided};

/// Runs `check` in a folder with a Kconfig and a file; gives its status and what it printed.
fn check(kconfig: &str, name: &str, config: &str, more: &[&str]) -> String {
    let folder = folder_with(&[("Kconfig", kconfig), (name, config)]);
    run(folder.path(), &[&["check", name], more].concat())
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    told(folder, &program(folder).args(arguments).output().unwrap())
}

fn concise(kconfig: &str, config: &str) -> String {
    check(kconfig, ".config", config, &["--format", "concise"])
}

const LTO: &str = r#"
config CLANG
	bool "clang"
config KASAN
	bool "kasan"
config HAS_LTO
	def_bool y
	depends on CLANG && !KASAN
config LTO_CLANG
	bool
choice
	prompt "LTO"
config LTO_NONE
	bool "none"
config LTO_CLANG_THIN
	bool "thin"
	depends on HAS_LTO
	select LTO_CLANG
endchoice
"#;

#[test]
fn a_file_in_order_takes_one_line() {
    assert_snapshot!(check(LTO, ".config", "CONFIG_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n", &[]));
}

#[test]
fn an_unmet_dependency_is_followed_to_the_line_that_decides() {
    let config = "CONFIG_CLANG=y\nCONFIG_KASAN=y\nCONFIG_LTO_CLANG_THIN=y\n";
    assert_snapshot!(check(LTO, ".config", config, &[]));
}

#[test]
fn two_members_of_one_choice_name_both_lines() {
    let config = "CONFIG_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n";
    assert_snapshot!(check(LTO, ".config", config, &[]));
}

#[test]
fn a_symbol_without_a_prompt_names_what_selects_it() {
    assert_snapshot!(concise(LTO, "CONFIG_LTO_CLANG=y\n"), @r"
    .config:1:1: warning[ltoconf::lto::no-prompt] LTO_CLANG has no prompt, so this line has no effect: LTO_CLANG_THIN is what to set
    exit 1
    ");
}

#[test]
fn what_follows_from_another_line_is_a_note() {
    let config = "# CONFIG_CLANG is not set\nCONFIG_HAS_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n";
    assert_snapshot!(concise(LTO, config));
}

#[test]
fn a_select_that_is_held_back_names_the_line_that_does_so() {
    let kconfig = "config ARM\n\tdef_bool y\n\tselect CAN if LITTLE\nconfig LITTLE\n\tdef_bool !BIG\nconfig BIG\n\t\
                   bool \"big\"\nconfig CAN\n\tbool\nconfig A\n\tbool \"a\"\n\tdepends on CAN\n";
    assert_snapshot!(check(kconfig, ".config", "CONFIG_BIG=y\nCONFIG_A=y\n", &[]), @r"
    ltoconf::config::unmet-dependency

      ⚠ A=y is not honoured: its dependencies are not met, so it is n
       ╭─[.config:2:1]
     2 │ CONFIG_A=y
       · ──────────
       ╰────
        - CAN is n, and y is needed here
              Kconfig:12: depends on CAN
          because ARM selects CAN, on a condition that does not hold
                Kconfig:3: select CAN if LITTLE
            because LITTLE is n, and y is needed here
                  Kconfig:3: select CAN if LITTLE
              because BIG is y, and n is needed here
                    Kconfig:5: def_bool !BIG
                because BIG is set to y by this line
                      .config:1: CONFIG_BIG=y

    .config: 1 warning; judged as a whole; lto: unknown (this tree has no LTO choice); linux-6.12 x86
    exit 1
    ");
}

#[test]
fn a_member_that_makes_way_for_one_that_is_not_possible_is_no_finding_of_its_own() {
    let config = "# CONFIG_CLANG is not set\nCONFIG_LTO_CLANG_THIN=y\n# CONFIG_LTO_NONE is not set\n";
    assert_snapshot!(concise(LTO, config), @r"
    .config:2:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible with this file's own CLANG=n
    exit 1
    ");
    assert_snapshot!(check(LTO, ".config", "# CONFIG_LTO_NONE is not set\n", &[]), @r"
    ltoconf::config::choice-lost

      ⚠ LTO_NONE=n is not honoured: its choice needs one that is set, so it is y
       ╭─[.config:1:1]
     1 │ # CONFIG_LTO_NONE is not set
       · ────────────────────────────
       ╰────
        - no line sets a member of its choice that is possible to y, and one of them must be
              Kconfig:11: choice
      help: set one member of the choice to y, and no other

    .config: 1 warning; judged as a whole; lto: none (LTO_NONE is what the choice comes to); linux-6.12 x86
    exit 1
    ");
}

#[test]
fn a_renamed_and_a_misspelt_symbol() {
    let config = "CONFIG_THINLTO=y\nCONFIG_KASSAN=y\nCONFIG_WHATEVER=y\n# CONFIG_GONE is not set\n";
    assert_snapshot!(check(LTO, ".config", config, &[]));
}

#[test]
fn a_select_that_forces_a_value_is_named_as_the_cause() {
    let kconfig = "config A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool \"b\"\n";
    assert_snapshot!(check(kconfig, ".config", "CONFIG_A=y\n# CONFIG_B is not set\n", &[]));
}

#[test]
fn a_select_past_dependencies_is_a_note() {
    let kconfig =
        "config C\n\tbool \"c\"\nconfig A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool \"b\"\n\tdepends on C\n";
    assert_snapshot!(concise(kconfig, "CONFIG_A=y\nCONFIG_B=y\n"));
}

#[test]
fn a_hidden_prompt_is_not_an_unmet_dependency() {
    let kconfig = "config EXPERT\n\tbool \"expert\"\nconfig A\n\tbool \"a\" if EXPERT\n\tdefault y\n";
    assert_snapshot!(check(kconfig, ".config", "# CONFIG_A is not set\n", &[]));
}

#[test]
fn numbers_out_of_range_and_of_the_wrong_type() {
    let kconfig = "config N\n\tint \"n\"\n\trange 1 9\nconfig H\n\thex \"h\"\nconfig B\n\tbool \"b\"\n";
    let config = "CONFIG_N=12\nCONFIG_H=xyz\nCONFIG_B=\"y\"\nCONFIG_B\nnonsense\n";
    assert_snapshot!(concise(kconfig, config));
}

#[test]
fn lines_that_contradict_each_other() {
    assert_snapshot!(concise(LTO, "CONFIG_KASAN=y\n# CONFIG_KASAN is not set\n"));
}

#[test]
fn m_without_modules_is_told_with_the_reason() {
    let kconfig = "config MODULES\n\tbool \"modules\"\n\tmodules\nconfig T\n\ttristate \"t\"\n";
    assert_snapshot!(check(kconfig, ".config", "# CONFIG_MODULES is not set\nCONFIG_T=m\n", &[]));
}

#[test]
fn a_failing_probe_is_told_with_its_command() {
    let kconfig = "success = $(shell,{ $(1); } && echo y || echo n)\nconfig CAN\n\tdef_bool $(success,false)\n\
                   config A\n\tbool \"a\"\n\tdepends on CAN\nconfig B\n\tbool \"b\"\n\tdepends on $(success,test 1 = 2)\n";
    assert_snapshot!(check(kconfig, ".config", "CONFIG_A=y\nCONFIG_B=y\n", &[]));
}

#[test]
fn a_hidden_text_of_0_is_lost_and_a_hidden_number_of_0_is_not() {
    let kconfig = "config X\n\tbool \"x\"\nconfig S\n\tstring \"s\" if X\nconfig D\n\tstring \"d\" if X\n\tdefault \"0\"\n\
                   config H\n\thex \"h\" if X\nconfig N\n\tint \"n\" if X\n\tdefault 0\nconfig M\n\tint \"m\" if X\n\tdefault 5\n\
                   config W\n\tint \"w\" if X\n\tdefault n\n";
    let config =
        "# CONFIG_X is not set\nCONFIG_S=\"0\"\nCONFIG_D=\"\"\nCONFIG_H=0x00\nCONFIG_N=0\nCONFIG_M=0\nCONFIG_W=0\n";
    assert_snapshot!(concise(kconfig, config));
}

#[test]
fn a_hidden_member_that_its_own_default_turns_on_is_told() {
    let kconfig = "config X\n\tbool \"x\"\nchoice\n\tprompt \"choice\"\nconfig A\n\tbool \"a\" if X\n\tdefault y\n\
                   config B\n\tbool \"b\"\nconfig C\n\tbool \"c\"\n\tdepends on X\nendchoice\n";
    let config = "# CONFIG_X is not set\nCONFIG_C=y\n# CONFIG_A is not set\n";
    let folder = folder_with(&[("Kconfig", kconfig), (".config", config)]);
    let words = ["check", ".config", "--dialect", "linux-6.1", "--format", "concise"];
    assert_snapshot!(run(folder.path(), &words));
}

#[test]
fn denied_probes_are_named_and_nothing_is_blamed_on_them() {
    let kconfig = "config CAN\n\tdef_bool $(shell,echo y)\nconfig A\n\tbool \"a\"\n\tdepends on CAN\n";
    assert_snapshot!(check(kconfig, ".config", "CONFIG_A=y\n", &["--probes", "deny"]));
}

#[test]
fn a_fragment_is_not_blamed_for_what_it_does_not_say() {
    let fragment = "CONFIG_LTO_CLANG_THIN=y\n";
    assert_snapshot!(check(LTO, "lto.fragment", fragment, &["--format", "concise"]), @"exit 0");
}

#[test]
fn a_fragment_is_blamed_for_what_it_says_itself() {
    let fragment = "CONFIG_CLANG=y\nCONFIG_KASAN=y\nCONFIG_LTO_CLANG_THIN=y\n";
    assert_snapshot!(check(LTO, "lto.fragment", fragment, &["--format", "concise"]));
}

#[test]
fn json_has_the_promised_keys() {
    let config = "CONFIG_CLANG=y\nCONFIG_KASAN=y\nCONFIG_LTO_CLANG_THIN=y\n";
    assert_snapshot!(check(LTO, ".config", config, &["--format", "json"]));
}

#[test]
fn a_broken_tree_is_told_with_file_and_line() {
    assert_snapshot!(check("config A\n\tbool \"a\"\n\tdepends on (B\nendif\n", ".config", "", &[]));
}

#[test]
fn a_missing_file_and_a_folder_end_with_2() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), "config A\n\tbool\n").unwrap();
    assert_snapshot!(run(folder.path(), &["check", "absent", "."]), @r"
    error: cannot read 'absent': No such file or directory (os error 2)
    error: cannot read '.': it is a folder
    exit 2
    ");
}

/// LTO that hangs on the compiler's version, and on that of another option as well.
const OLD_CLANG: &str = r#"
config CLANG_VERSION
	int
	default $(shell,echo 140006)
config HAVE_ARCH_KASAN_HW_TAGS
	bool
config KASAN
	bool "kasan"
config KASAN_HW_TAGS
	bool "hw tags"
	depends on KASAN && HAVE_ARCH_KASAN_HW_TAGS
config LTO_CLANG
	bool
choice
	prompt "LTO"
config LTO_NONE
	bool "none"
config LTO_CLANG_THIN
	bool "thin"
	depends on !KASAN || KASAN_HW_TAGS || CLANG_VERSION >= 170000
	select LTO_CLANG
config LTO_CLANG_FULL
	bool "full"
	depends on CLANG_VERSION >= 150000
	select LTO_CLANG
endchoice
"#;

#[test]
fn a_tools_version_is_told_with_the_lines_that_ask_for_more() {
    let check = |name: &str, config: &str| check(OLD_CLANG, name, config, &[]);
    let thin = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_KASAN=y\n";
    assert_snapshot!(check(".config", thin));
    // by the file's own words it contradicts itself
    assert_snapshot!(check(".config", &format!("{thin}CONFIG_CLANG_VERSION=140006\n")));
    // by the tools alone
    assert_snapshot!(check("lto.config", "CONFIG_LTO_CLANG_FULL=y\n"));
}

#[test]
fn an_architecture_without_lto_has_none_whatever_a_fragment_is_merged_into() {
    let kconfig = LTO.replace("depends on CLANG", "depends on ARCH_SUPPORTS_LTO_CLANG\n\tdepends on CLANG")
        + "config ARCH_SUPPORTS_LTO_CLANG\n\tbool\n";
    let fragment = "CONFIG_LTO_CLANG_THIN=y\n";
    assert_snapshot!(check(&kconfig, "lto.config", fragment, &["--arch=s390"]));
    let whole = format!("{fragment}CONFIG_CLANG=y\nCONFIG_KASAN=y\n");
    assert_snapshot!(check(&kconfig, ".config", &whole, &["--arch=s390", "--format=concise"]), @r"
    .config:1:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible: this tree has no LTO on s390
    exit 1
    ");
}

#[test]
fn denied_probes_leave_the_lto_mode_open() {
    let kconfig = LTO.replace("depends on CLANG", "depends on $(shell,echo y)");
    let config = "CONFIG_KASAN=y\nCONFIG_LTO_CLANG_THIN=y\n";
    assert_snapshot!(check(&kconfig, ".config", config, &["--probes", "deny"]));
}

#[test]
fn what_a_file_says_of_lto_against_itself_is_told_on_a_tree_as_well() {
    let config = "# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.12.5 Kernel Configuration\n\
                  CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_NONE=y\n";
    assert_snapshot!(concise(LTO, config));
}

/// A tree whose tools are gcc's, and that has an old clang for KASAN with debug information.
const GNU: &str = r#"
success = $(shell,{ $(1); } >/dev/null 2>&1 && echo y || echo n)
config CC_IS_CLANG
	def_bool $(success,test gcc = clang)
config CLANG_VERSION
	int
	default $(shell,echo 0)
config DEBUG_INFO
	bool "debug info"
config KASAN
	bool "kasan"
config HAS_LTO_CLANG
	def_bool y
	depends on CC_IS_CLANG
	depends on $(success,echo $(NM) | grep llvm)
	depends on !KASAN || CLANG_VERSION >= 170000 || !DEBUG_INFO
config LTO_CLANG
	bool
choice
	prompt "LTO"
config LTO_NONE
	bool "none"
config LTO_CLANG_THIN
	bool "thin"
	depends on HAS_LTO_CLANG
	select LTO_CLANG
endchoice
"#;

#[test]
fn a_mode_that_the_tools_here_cannot_do_names_them_and_the_probes() {
    assert_snapshot!(check(GNU, ".config", "CONFIG_LTO_CLANG_THIN=y\n", &[]));
}

#[test]
fn lines_that_another_compiler_would_allow_are_not_the_files_fault() {
    let config = "CONFIG_CC_IS_CLANG=y\nCONFIG_CLANG_VERSION=190107\nCONFIG_KASAN=y\nCONFIG_DEBUG_INFO=y\n\
                  CONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n";
    assert_snapshot!(concise(GNU, config));
}

#[test]
fn a_comment_that_looks_like_a_line_is_told() {
    assert_snapshot!(concise(LTO, "#CONFIG_KASAN is not set\n#CONFIG_OTHER is not set\n# CONFIG_CLANG is not set\n"), @r"
    .config:1:1: warning[ltoconf::config::stray-line] this comment sets nothing: a blank is missing after '#'
    exit 1
    ");
}

#[test]
fn a_line_without_a_name_is_told() {
    assert_snapshot!(concise(LTO, "CONFIG_=y\nCONFIG_KASAN =y\n"), @r"
    .config:1:1: warning[ltoconf::config::unknown-symbol] 'CONFIG_=y' names no symbol
    .config:2:1: warning[ltoconf::config::unknown-symbol] 'CONFIG_KASAN =y' is taken for a line about a symbol named 'KASAN ': Kconfig does not take a blank beside '='
    exit 1
    ");
}

#[test]
fn a_failing_command_is_told_without_its_wrapper() {
    let kconfig = r#"
config HAS
	def_bool $(shell,{ test "GCC" = "Clang"; } >/dev/null 2>&1 && echo "y" || echo "n")
config A
	bool "a"
	depends on HAS
"#;
    assert_snapshot!(check(kconfig, ".config", "CONFIG_A=y\n", &[]));
}

#[test]
fn a_compiler_of_another_version_is_told_once() {
    let kconfig = r"
config CC_VERSION_TEXT
	string
	default $(shell,echo new)
config CC_IS_CLANG
	def_bool $(shell,echo y)
config CLANG_VERSION
	int
	default $(shell,echo 190107) if CC_IS_CLANG
	default 0
";
    let tools = "CONFIG_CC_VERSION_TEXT=\"old\"\nCONFIG_CC_IS_CLANG=y\nCONFIG_CLANG_VERSION=190001\n";
    assert_snapshot!(concise(kconfig, tools), @r"
    .config:1:1: warning[ltoconf::toolchain::differs] this file was written with 'old'; here it is 'new'
    exit 1
    ");
    let edited = "CONFIG_CC_VERSION_TEXT=\"new\"\nCONFIG_CC_IS_CLANG=y\nCONFIG_CLANG_VERSION=190001\n";
    assert_snapshot!(concise(kconfig, edited), @r"
    .config:3:1: warning[ltoconf::config::no-prompt] CLANG_VERSION has no prompt, so this line has no effect: it is 190107
    exit 1
    ");
}

#[test]
fn a_defconfig_leaves_out_what_is_as_usual_and_nothing_follows_from_that() {
    let kconfig = "config ON\n\tbool \"on\"\n\tdefault y\nconfig HZ\n\tint\n\tdefault 250 if ON\n";
    assert_snapshot!(check(kconfig, "my_defconfig", "CONFIG_HZ=1000\n", &["--format", "concise"]), @r"
    my_defconfig:1:1: warning[ltoconf::config::no-prompt] HZ has no prompt, so this line has no effect: it is 250
    exit 1
    ");
}

#[test]
fn a_number_in_a_condition_counts_as_n() {
    let kconfig = "config H\n\thex \"h\"\n\tdefault 0x10\nconfig T\n\tbool \"t\"\n\tdepends on H && NOWHERE\n";
    assert_snapshot!(check(kconfig, ".config", "CONFIG_H=0x20\nCONFIG_T=y\n", &[]));
}

#[test]
fn an_escaped_quote_asks_no_tool() {
    let kconfig = "config S\n\tstring\n\tdefault \"x\\\"y\"\n";
    let told = concise(kconfig, "CONFIG_S=\"zz\"\n");
    assert!(told.contains("ltoconf::config::no-prompt"), "{told}");
}

#[test]
fn files_of_other_architectures_are_named_in_a_note() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\n").unwrap();
    let header = |arch: &str| format!("#\n# Linux/{arch} 6.12.5 Kernel Configuration\n#\nCONFIG_A=y\n");
    for arch in ["x86", "arm64", "riscv"] {
        fs::write(folder.path().join(format!("{arch}.config")), header(arch)).unwrap();
    }
    let notes = |more: &[&str]| {
        let files = ["check", "arm64.config", "x86.config", "riscv.config"];
        let output = unguided(folder.path()).args(files).args(more).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert_snapshot!(notes(&[]), @"");
    assert_snapshot!(notes(&["--arch", "x86"]), @r"
    note: the header of 'arm64.config' names arm64, and it is judged for x86
    note: the header of 'riscv.config' names riscv, and it is judged for x86
    ");
}

#[test]
fn what_the_tree_asks_its_tools_first_is_told_first() {
    let kconfig = "success = $(shell,{ $(1); } && echo y || echo n)\nconfig CC_IS_CLANG\n\tdef_bool $(success,test gcc = clang)\n\
                   config AS_IS_LLVM\n\tdef_bool $(success,test gas = llvm)\n\
                   config X\n\tbool \"x\"\n\
                   config A\n\tbool \"a\"\n\tdepends on AS_IS_LLVM && X && CC_IS_CLANG\n";
    assert_snapshot!(check(kconfig, ".config", "CONFIG_A=y\n", &[]));
}

#[test]
fn of_terms_of_which_one_is_enough_this_is_told() {
    let kconfig = "config X\n\tbool \"x\"\nconfig Y\n\tbool \"y\"\nconfig Z\n\tbool \"z\"\nconfig V\n\tbool \"v\"\n\
                   config A\n\tbool \"a\"\n\tdepends on (X || Y && Z) && V\n";
    assert_snapshot!(check(kconfig, ".config", "CONFIG_A=y\n", &[]));
    assert_snapshot!(check(kconfig, ".config", "CONFIG_A=y\n", &["--format", "json"]));
}

#[test]
fn what_is_not_read_of_a_line_is_told() {
    let kconfig = "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\nconfig T\n\tbool \"t\"\n\tdefault y\nconfig S\n\tstring \"s\"\n";
    let check = |config: &str| check(kconfig, ".config", config, &["--format", "concise"]);
    for one in [
        "CONFIG_A=yCONFIG_B=y\n",
        "CONFIG_A=y CONFIG_B=y\n",
        "CONFIG_S=\"x\"CONFIG_B=y\n",
        "CONFIG_A=y\rCONFIG_B=y\rCONFIG_T=y\r",
    ] {
        assert!(check(one).contains("'CONFIG_B=y' is not read"), "{one}: {}", check(one));
    }
    assert_snapshot!(check("#\r# made by hand\rCONFIG_A=y\r"), @r"
    .config:1:18: warning[ltoconf::config::unread-rest] 'CONFIG_A=y' is not read: carriage returns alone end no line
    exit 1
    ");
    assert_snapshot!(check("CONFIG_A=y\0CONFIG_B=y\n"), @r"
    .config:1:12: warning[ltoconf::config::unread-rest] 'CONFIG_B=y' is not read: a line ends at its NUL byte
    exit 1
    ");
    assert_snapshot!(check("CONFIG_S=\"root=\"/dev/sda1\" quiet\"\n"), @r#"
    .config:1:17: warning[ltoconf::config::unread-rest] S is 'root=' alone: '/dev/sda1" quiet"' behind the closing quote is not read
    exit 1
    "#);
    assert_snapshot!(check(r#"CONFIG_S="C:\new""#), @r"
    .config:1:13: warning[ltoconf::config::unread-rest] S is 'C:new': the backslash before 'n' is not read
    exit 1
    ");
    // what conf itself writes, remarks and prose are no loss
    let clean = "# see CONFIG_A=y\n#\n# CONFIG_B is not set\nCONFIG_A=y # CONFIG_B=y of old\nCONFIG_T=y\nCONFIG_S=\"a \\\"b\\\\ CONFIG_A=y\" # a remark\n";
    assert_snapshot!(check(clean), @"exit 0");
}

#[test]
fn not_set_is_read_by_its_very_words() {
    let kconfig = "config T\n\tbool \"t\"\n\tdefault y\n";
    for line in ["#CONFIG_T is not set", "#  CONFIG_T is not set", "#\tCONFIG_T is not set", "# CONFIG_T is  not set"] {
        let told = check(kconfig, ".config", &format!("{line}\n"), &["--format", "concise"]);
        assert!(told.contains("this comment sets nothing"), "{line}: {told}");
    }
}

#[test]
fn a_number_without_a_value_is_clean_as_conf_writes_it() {
    let told =
        |dialect: &str| check("config H\n\thex \"h\"\n", ".config", "CONFIG_H=\n", &["--format", "concise", dialect]);
    assert_snapshot!(told("--dialect=linux-6.1"), @"exit 0");
    assert_snapshot!(told("--dialect=linux-6.12"), @r"
    .config:1:1: error[ltoconf::config::invalid-value] '' is no value for H, which is a hex
    exit 1
    ");
}

#[test]
fn a_transitional_number_or_text_has_an_effect() {
    let of = |ty: &str| format!("config NEW\n\t{ty} \"new\"\n\tdefault OLD\nconfig OLD\n\t{ty}\n\ttransitional\n");
    for (ty, value) in [("int", "5"), ("hex", "0x5"), ("string", "\"5\"")] {
        let config = format!("CONFIG_OLD={value}\nCONFIG_NEW={value}\n");
        let options = &["--format", "concise", "--dialect", "linux-7.3"];
        assert_eq!(check(&of(ty), ".config", &config, options), "exit 0");
    }
}

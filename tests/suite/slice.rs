//! `ltoconf slice`: a few lines of Kconfig and a name enter, the part that decides it is expected, as people read it.

use std::fs;

use insta::assert_snapshot;

use crate::program::{program, told};

const TREE: &str = r#"
success = $(shell,{ $(1); } >/dev/null 2>&1 && echo y || echo n)
config MODULES
	bool "modules"
	modules
config CC_IS_CLANG
	def_bool $(success,true)
config X86
	def_bool y
	select ARCH_SUPPORTS_LTO
	select UNRELATED
config UNRELATED
	bool
menu "debugging"
	visible if EXPERT
config KASAN
	bool "memory errors"
	depends on X86
config DRIVER
	tristate "a driver"
	depends on KASAN
	select FIRMWARE if CC_IS_CLANG
config FIRMWARE
	tristate
endmenu
if X86
config LTO
	bool
	help
	  not of interest
config LTO_CLANG
	bool
	select LTO
config ARCH_SUPPORTS_LTO
	bool
config HAS_LTO
	def_bool y
	depends on $(success,true) && CC_IS_CLANG && VERSION >= 140000
	depends on ARCH_SUPPORTS_LTO
	depends on !KASAN
choice
	prompt "LTO \"or\" not"
	default LTO_NONE
config LTO_NONE
	bool "none"
comment "and now"
config LTO_FULL
	bool "full"
	depends on HAS_LTO
	select LTO_CLANG
endchoice
endif
config VERSION
	int
	default 190000
config RUST
	bool "rust"
	depends on !LTO || KASAN
"#;

fn slice(kconfig: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), kconfig).unwrap();
    let output = program(folder.path()).arg("slice").args(arguments).output().unwrap();
    told(folder.path(), &output)
}

#[test]
fn the_family_is_whole_and_one_step_of_conditions_follows() {
    assert_snapshot!(slice(TREE, &["LTO"]));
}

#[test]
fn without_steps_the_familys_conditions_are_inputs() {
    assert_snapshot!(slice(TREE, &["--depth", "0", "CONFIG_LTO_FULL"]));
}

#[test]
fn users_are_what_the_family_can_change() {
    assert_snapshot!(slice(TREE, &["--depth", "0", "--users", "LTO"]));
}

#[test]
fn what_selects_a_symbol_by_its_own_switch_is_an_input_that_selects() {
    assert_snapshot!(slice(TREE, &["--depth", "0", "FIRMWARE"]));
}

#[test]
fn the_whole_has_no_inputs() {
    let text = slice(TREE, &["--whole", "LTO"]);
    assert!(!text.contains("# Inputs") && text.contains("config KASAN"), "{text}");
}

#[test]
fn a_slice_is_kconfig_and_slicing_it_whole_changes_nothing() {
    // places are those of the file that was read
    let said = |text: &str| {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let once = slice(TREE, &["--whole", "RUST"]);
    let once = once.strip_suffix("exit 0").unwrap();
    let twice = slice(once, &["--whole", "RUST"]);
    assert_eq!(said(twice.strip_suffix("exit 0").unwrap()), said(once));
}

#[test]
fn an_unknown_symbol_is_named_with_what_was_meant() {
    assert_snapshot!(slice(TREE, &["LTO_CLAGN", "KASAN", "WHATEVER"]), @r"
    error: no symbol 'LTO_CLAGN' in this tree: did you mean 'LTO_CLANG'?
    error: no symbol 'WHATEVER' in this tree
    exit 2
    ");
}

#[test]
fn the_carried_rules_can_be_sliced() {
    let rules = ["--embedded=linux-6.12", "--depth", "0", "LTO"];
    let text = slice("", &rules);
    assert!(text.starts_with("# What decides LTO in linux-6.12 (x86)\n") && text.ends_with("exit 0"), "{text}");
    let again = slice(text.strip_suffix("exit 0").unwrap(), &["LTO"]);
    assert!(again.contains("config LTO_CLANG_THIN\n") && again.ends_with("exit 0"), "{again}");
    for (rules, arch) in [("seed-v2", "arm64"), ("linux-6.12", "x86"), ("linux-7.2", "powerpc")] {
        let rules = format!("--embedded={rules}");
        let text = slice("", &["--whole", &rules, "--arch", arch, "LTO"]);
        for own in ["UNSAID", "UTILITIES", "$("] {
            assert!(!text.contains(own), "{own}: {text}");
        }
    }
    assert_eq!(slice("", &["--embedded=linux-5.4", "LTO"]), "error: no symbol 'LTO' in these rules\nexit 2");
}

#[test]
fn a_format_of_findings_is_bad_usage() {
    let told = slice(TREE, &["--format", "json", "LTO"]);
    assert!(told.contains("error: invalid value 'json' for '--format <FORMAT>'") && told.ends_with("exit 2"), "{told}");
    assert!(slice(TREE, &["--format", "human", "LTO"]).ends_with("exit 0"));
}

#[test]
fn without_a_tree_the_remedy_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let output = program(folder.path()).args(["slice", "LTO"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @r"
    error: no folder from here upward holds a Kconfig
      help: say which tree to slice with --tree DIR
    ");
    let output = program(folder.path()).args(["slice", "--tree", "absent", "LTO"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_configuration_of_kconfig_can_be_resolved_with_a_slice_of_the_carried_rules() {
    let folder = tempfile::tempdir().unwrap();
    let rules = slice("", &["--embedded=linux-6.12", "LTO"]);
    fs::write(folder.path().join("Kconfig"), rules.strip_suffix("exit 0").unwrap()).unwrap();
    let lines = "CONFIG_CC_IS_CLANG=y\nCONFIG_CLANG_VERSION=190107\nCONFIG_LD_IS_LLD=y\nCONFIG_AS_IS_LLVM=y\n\
                 CONFIG_X86=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n";
    fs::write(folder.path().join(".config"), lines).unwrap();
    let conf = |thin: &str| {
        let output = program(folder.path()).args(["conf", "--olddefconfig", "Kconfig"]).output().unwrap();
        assert!(output.status.success());
        let text = fs::read_to_string(folder.path().join(".config")).unwrap();
        assert!(text.contains(thin), "{text}");
    };
    conf("\nCONFIG_LTO_CLANG_THIN=y\n");
    fs::write(folder.path().join(".config"), format!("{lines}CONFIG_GCOV_KERNEL=y\n")).unwrap();
    conf("\nCONFIG_LTO_NONE=y\n");
}

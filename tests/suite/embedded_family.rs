//! The LTO family against itself, by the rules that ltoconf carries: a few lines enter; the mode and the codes of what is
//! to be said are expected.

use insta::assert_snapshot;

use super::embedded::{ABLE, LLVM, THIN, check, check_file, header, run, shown, whole};

#[test]
fn of_two_members_that_are_not_possible_the_last_line_is_the_reason() {
    let config = "CONFIG_LTO_CLANG_FULL=y\nCONFIG_LTO_CLANG_THIN=y\nCONFIG_GCOV_KERNEL=y\n";
    let told = shown("lto.config", config, &["--embedded=linux-5.15"]);
    assert!(told.contains("lto: none (LTO_CLANG_THIN=y, line 2, is not possible)"), "{told}");
}

#[test]
fn two_members_whatever_their_order() {
    let (none, full) = ("CONFIG_LTO_NONE=y\n", "CONFIG_LTO_CLANG_FULL=y\n");
    check(&[none, full].concat(), &[], &["full", "2: error lto::two-members"]);
    check(&[full, none].concat(), &[], &["none", "2: error lto::two-members"]);
    check(&[none, full].concat(), &["--embedded=linux-5.15"], &["full", "2: error lto::two-members"]);
}

#[test]
fn lto_without_a_member_is_a_contradiction_in_a_file_of_kconfig_and_an_idle_line_elsewhere() {
    let header = header("x86", "6.12.5");
    check_file(".config", &(header.clone() + "CONFIG_LTO_CLANG=y\n"), &[], &["none", "3: error lto::not-selected"]);
    check_file(".config", &(header + "CONFIG_LTO=y\n"), &[], &["none", "3: error lto::not-selected"]);
    check("CONFIG_LTO_CLANG=y\n", &[], &["unknown", "1: warning lto::no-prompt"]);
    check("CONFIG_LTO_CLANG=y\nCONFIG_LTO_NONE=y\n", &[], &["none", "1: error lto::not-selected"]);
    check("# CONFIG_LTO_CLANG is not set\n", &[], &["unknown"]);
}

#[test]
fn tools_that_exclude_one_another() {
    let both = "CONFIG_CC_IS_GCC=y\nCONFIG_CC_IS_CLANG=y\n";
    check(both, &[], &["unknown", "2: error lto::tools-contradict"]);
    check("CONFIG_LD_IS_BFD=y\nCONFIG_LD_IS_LLD=y\n", &[], &["unknown", "2: error lto::tools-contradict"]);
    check("CONFIG_CC_IS_CLANG=y\nCONFIG_CLANG_VERSION=0\n", &[], &["unknown", "1: error lto::tools-contradict"]);
    let has = "CONFIG_LTO_NONE=y\nCONFIG_HAS_LTO_CLANG=y\nCONFIG_CC_IS_GCC=y\n";
    check(has, &[], &["none", "2: error lto::tools-contradict"]);
}

#[test]
fn options_that_lto_takes_away() {
    let thin = "CONFIG_LTO_CLANG_THIN=y\n";
    for name in ["GENDWARFKSYMS", "BUILTIN_MODULE_RANGES"] {
        check(&format!("{thin}CONFIG_{name}=y\n"), &[], &["thin", "2: warning lto::option-lost"]);
        check(&format!("CONFIG_LTO_NONE=y\nCONFIG_{name}=y\n"), &[], &["none"]);
    }
    check(&format!("{thin}CONFIG_RUST=y\n"), &[], &["thin"]);
    check("CONFIG_LTO_NONE=y\nCONFIG_RUST=y\nCONFIG_DEBUG_INFO_BTF=y\n", &[], &["none"]);
}

#[test]
fn what_an_architecture_selects_is_no_fault_in_a_file_of_kconfig() {
    check("CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\n", &[], &["unknown", "1: warning lto::architecture-by-hand"]);
    check_file(".config", &whole("x86", "6.12.5", &format!("{LLVM}{ABLE}CONFIG_LTO_NONE=y\n")), &[], &["none"]);
    let foreign = whole("powerpc", "6.12.5", &format!("{LLVM}CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_LTO_NONE=y\n"));
    check_file(".config", &foreign, &[], &["none", "10: warning lto::architecture-by-hand"]);
}

#[test]
fn a_value_that_is_none_and_lines_that_disagree_are_told_of_the_family_alone() {
    check("CONFIG_LTO_CLANG_THIN=\"y\"\n", &[], &["unknown", "1: error config::invalid-value"]);
    let twice = "# CONFIG_LTO_CLANG_THIN is not set\nCONFIG_LTO_CLANG_THIN=y\n";
    check(twice, &[], &["thin", "2: warning config::contradicting-lines"]);
    check("CONFIG_NO_SUCH=y\nCONFIG_KASAN=\"y\"\nnonsense\n", &[], &["unknown"]);
}

#[test]
fn lines_that_mean_a_symbol_and_are_not_read_are_told() {
    let stray = &["unknown", "1: warning config::stray-line"];
    check("\u{feff}CONFIG_LTO_CLANG_THIN=y\n", &[], stray);
    check("LTO_CLANG_THIN=y\n", &[], stray);
    check(" CONFIG_LTO_CLANG_THIN=y\n", &[], stray);
    check("CONFIG_LTO_CLANG_THIN\n", &[], stray);
    check_file(".config", " CONFIG_KASAN=y\n", &[], &["none", "1: warning config::stray-line"]);
    // of a project that writes its symbols otherwise, and of a shell
    check("BR2_ENABLE_LTO=y\nMODE=y\nexport A=b\n\n \n", &[], &["unknown"]);
    let foreign = "# Automatically generated file; DO NOT EDIT.\n# U-Boot 2024.01 Configuration\n CONFIG_LTO=y\n";
    check_file(".config", foreign, &[], &["unknown", "1: note lto::version"]);
}

#[test]
fn before_6_11_a_choice_keeps_the_last_member_that_is_set() {
    let (thin, full) = ("CONFIG_LTO_CLANG_THIN=y\n", "CONFIG_LTO_CLANG_FULL=y\n");
    let not_full = "# CONFIG_LTO_CLANG_FULL is not set\n";
    let config = format!("{thin}CONFIG_LTO_CLANG_THIN=n\n");
    assert_snapshot!(shown("lto.config", &config, &["--embedded=linux-6.1", "--format=concise"]), @r"
    lto.config:2:1: warning[ltoconf::config::contradicting-lines] LTO_CLANG_THIN is set 2 times, differently; a choice keeps the last member that is set to y, so line 1 counts: y
    exit 1
    ");
    assert_snapshot!(shown("lto.config", &config, &["--embedded=linux-6.12", "--format=concise"]), @r"
    lto.config:2:1: warning[ltoconf::config::contradicting-lines] LTO_CLANG_THIN is set 2 times, differently; the last line counts: n
    exit 1
    ");
    let config = [thin, full, not_full].concat();
    assert_snapshot!(shown("lto.config", &config, &["--embedded=linux-6.1", "--format=concise"]), @r"
    lto.config:2:1: error[ltoconf::lto::two-members] two LTO modes are set, and LTO_CLANG_FULL wins: LTO_CLANG_THIN=y (line 1), LTO_CLANG_FULL=y (line 2)
    lto.config:3:1: warning[ltoconf::config::contradicting-lines] LTO_CLANG_FULL is set 2 times, differently; a choice keeps the last member that is set to y, so line 2 counts: y
    exit 1
    ");
    check(
        &config,
        &["--embedded=linux-6.10"],
        &["full", "2: error lto::two-members", "3: warning config::contradicting-lines"],
    );
    check(&config, &["--embedded=linux-6.11"], &["thin", "3: warning config::contradicting-lines"]);
}

#[test]
fn a_member_beside_a_line_that_turns_off_what_it_selects() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_CLANG=n\n";
    assert_snapshot!(shown("lto.config", config, &[]), @r"
    ltoconf::config::selected

      ⚠ LTO_CLANG=n is not honoured: LTO_CLANG_THIN=y (line 1) selects it
       ╭─[lto.config:2:1]
     2 │ CONFIG_LTO_CLANG=n
       · ──────────────────
       ╰────
        - LTO_CLANG_THIN is set here
              lto.config:1: CONFIG_LTO_CLANG_THIN=y
        - LTO_CLANG has no prompt: no line can set it
              embedded/linux-7.2.Kconfig:11: config LTO_CLANG
      help: for LTO delete the line: scripts/config --file lto.config -u LTO_CLANG; without: scripts/config --file lto.config -d LTO_CLANG_THIN -e LTO_NONE

    lto.config: 1 warning; judged as a fragment; lto: thin (LTO_CLANG_THIN=y, line 1, where the tools and the rest allow it); embedded linux-7.2
    exit 1
    ");
    check("CONFIG_LTO_CLANG_FULL=y\n# CONFIG_LTO is not set\n", &[], &["full", "2: warning config::selected"]);
    check("CONFIG_LTO_CLANG=n\nCONFIG_LTO_NONE=y\n", &[], &["none"]);
    check("CONFIG_LTO_CLANG=n\n", &["--embedded=seed-v2"], &["unknown"]);
    check("# CONFIG_LTO_CLANG_FULL is not set\n", &[], &["unknown"]);
}

#[test]
fn a_line_about_has_lto_clang_in_a_fragment_has_no_effect() {
    check("CONFIG_LTO_CLANG_THIN=y\n# CONFIG_HAS_LTO_CLANG is not set\n", &[], &["thin"]);
}

#[test]
fn what_a_version_does_not_have_is_not_blamed_on_lto() {
    let lost = &["thin", "2: warning lto::option-lost"];
    for (name, before, since) in [("GENDWARFKSYMS", "6.13", "6.14"), ("BUILTIN_MODULE_RANGES", "6.11", "6.12")] {
        let config = format!("CONFIG_LTO_CLANG_THIN=y\nCONFIG_{name}=y\n");
        for version in ["6.1", "6.6", before] {
            check(&config, &["--embedded", &format!("linux-{version}")], &["thin"]);
        }
        for version in [since, "7.1", "7.2"] {
            check(&config, &["--embedded", &format!("linux-{version}")], lost);
        }
        check_file(".config", &(header("x86", &format!("{before}.1")) + &config), &[], &["thin"]);
    }
}

#[test]
fn rust_is_not_blamed_on_a_btf_that_cannot_be_on() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_RUST=y\nCONFIG_DEBUG_INFO_BTF=y\n";
    let version = &["--embedded=linux-6.12"];
    check(config, version, &["thin", "2: warning lto::option-lost"]);
    check(&format!("{config}CONFIG_DEBUG_INFO_NONE=y\n"), version, &["thin"]);
    check(&format!("{config}# CONFIG_DEBUG_KERNEL is not set\n"), version, &["thin"]);
    check_file("my_defconfig", config, version, &["thin"]);
}

#[test]
fn a_help_changes_the_file_that_was_checked() {
    let told = |name: &str, config: &str| {
        let text = shown(name, config, &["--embedded=linux-6.12"]);
        text.lines().filter(|line| line.contains("help:")).collect::<Vec<_>>().join("\n")
    };
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_GCOV_KERNEL=y\n";
    let all = [told(".config", config), told("lto.config", config), told("my lto.config", config)];
    assert_snapshot!(all.join("\n"), @r"
    help: for LTO: scripts/config -d GCOV_KERNEL; without: scripts/config -d LTO_CLANG_THIN -e LTO_NONE
    help: for LTO: scripts/config --file lto.config -d GCOV_KERNEL; without: scripts/config --file lto.config -d LTO_CLANG_THIN -e LTO_NONE
    help: for LTO: scripts/config --file 'my lto.config' -d GCOV_KERNEL; without: scripts/config --file 'my lto.config' -d LTO_CLANG_THIN -e LTO_NONE
    ");
    assert_snapshot!(told("lto.config", "CONFIG_LTO_CLANG=y\nCONFIG_LTO_NONE=y\n"), @"  help: for LTO: scripts/config --file lto.config -u LTO_CLANG -d LTO_NONE -e LTO_CLANG_THIN; without: scripts/config --file lto.config -u LTO_CLANG");
}

#[test]
fn a_whole_file_without_its_header_is_judged_by_a_guess() {
    let config = whole("x86", "6.12.5", &format!("{LLVM}{ABLE}CONFIG_LTO_NONE=y\n# CONFIG_CFI_CLANG is not set\n"));
    let config = config.lines().skip(2).collect::<Vec<_>>().join("\n") + "\n";
    check_file(".config", &config, &[], &["none", "12: note lto::version"]);
    check_file(".config", &config.replace("CFI_CLANG", "SHADOW"), &[], &["none", "1: note lto::version"]);
    check_file(".config", &config, &["--embedded=linux-6.12"], &["none"]);
}

#[test]
fn a_backport_has_one_name_for_its_rules() {
    let tools = LLVM.replace("190107", "120005");
    let config = whole("arm64", "5.10.240", &format!("{tools}{ABLE}{THIN}"));
    let told = shown(".config", &config, &[]);
    assert_snapshot!(told.lines().filter(|line| line.contains("linux-")).collect::<Vec<_>>().join("\n"), @r"
      ☞ linux-5.10 has no LTO, but this file's tree has HAS_LTO_CLANG from a patch: judged by the
      │ rules of linux-5.15
    .config: 1 note; judged as a whole; lto: thin (LTO_CLANG_THIN=y, line 17, by rules of its own tree, a patched linux-5.10); embedded linux-5.15 arm64
    ");
}

#[test]
fn a_file_that_cannot_be_read_was_to_be_judged_by_the_carried_rules() {
    let folder = tempfile::tempdir().unwrap();
    let told = run(folder.path(), &["check", "--embedded", "--format=json", "absent"]);
    assert!(told.contains("\"kind\": \"embedded\"") && told.ends_with("exit 2"), "{told}");
}

#[test]
fn none_that_is_turned_off_with_all_others_stays() {
    let off = "# CONFIG_LTO_CLANG_FULL is not set\n# CONFIG_LTO_CLANG_THIN is not set\n";
    let none = format!("# CONFIG_LTO_NONE is not set\n{off}");
    check(&none, &["--embedded=linux-6.12"], &["none", "1: warning config::choice-lost"]);
    check(off, &["--embedded=linux-6.12"], &["unknown"]);
    // another file may set the member that is left
    check(&none, &["--embedded=linux-7.2"], &["unknown"]);
    let file = whole("x86", "6.12.5", &format!("{LLVM}{ABLE}{none}"));
    check_file(".config", &file, &[], &["none", "13: warning config::choice-lost"]);
}

/// A file of a vendor's tree, whose choice has a member of its own that selects `LTO_CLANG`.
fn vendors(member: &str) -> String {
    let lines = "CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\n# CONFIG_LTO_NONE is not set\n# CONFIG_LTO_CLANG_FULL is not set\n\
                 # CONFIG_LTO_CLANG_THIN is not set\n";
    whole("x86", "6.12.5", &format!("{LLVM}{ABLE}{lines}CONFIG_{member}=y\n"))
}

#[test]
fn a_vendors_own_member_is_no_contradiction_and_no_mode_that_is_known() {
    for member in ["LTO_CLANG_UNIFIED", "LTO_CLANG_MIXED", "LTO_OTHER"] {
        check_file(".config", &vendors(member), &[], &["unknown"]);
    }
    check("CONFIG_LTO_OTHER=y\n", &[], &["unknown"]);
    // what is no member stands beside one
    check("CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_DEBUG=y\n", &[], &["thin"]);
    check("CONFIG_LTO_NONE=y\nCONFIG_LTO_DEBUG=y\n", &[], &["none"]);
    assert_snapshot!(shown(".config", &vendors("LTO_CLANG_UNIFIED"), &[]));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".config"), vendors("LTO_CLANG_UNIFIED")).unwrap();
    let said = ["flags", "plan"].map(|command| run(folder.path(), &[command, "--embedded", "--config=.config"]));
    assert_snapshot!(said.join("\n"));
}

#[test]
fn a_line_that_names_no_symbol_by_how_it_is_written() {
    let odd = &["unknown", "1: warning config::unknown-symbol"];
    let lines = ["LTO_CLANG_THIN = y", "LTO_CLANG_THIN\t=y", "LTO_CLANG_THIN:=y", "DRM+=y", "LTO-CLANG-THIN=y", "=y"];
    for line in lines {
        check(&format!("CONFIG_{line}\n"), &[], odd);
    }
    check("CONFIG_A-B=y\n# CONFIG_C-D is not set\nCONFIG_E=\"a = b\"\n", &[], &["unknown"]);
    let all: String = lines.map(|line| format!("CONFIG_{line}\n")).concat();
    let concise = |more: &[&str]| shown("lto.config", &all, &[&["--format=concise"], more].concat());
    assert_snapshot!(concise(&["--embedded=linux-6.12"]));
}

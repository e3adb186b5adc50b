//! The rules of LTO that ltoconf carries, condition by condition: a few lines and a version enter; the mode and the codes
//! of what is to be said are expected.

use insta::assert_snapshot;

use super::embedded::{ABLE, LLVM, check, check_file, header, shown, whole};

// ── the conditions of a member, version by version ──────────────────────────────────────────────────────────────────

const UNMET: &[&str] = &["none", "1: error lto::unmet-dependency"];

#[test]
fn gcov_and_recordmcount_rule_lto_out_in_every_version() {
    for version in ["linux-5.12", "linux-5.13", "linux-5.15", "linux-6.1", "linux-6.6", "linux-7.2"] {
        let name = format!("--embedded={version}");
        check("CONFIG_LTO_CLANG_THIN=y\nCONFIG_GCOV_KERNEL=y\n", &[&name], UNMET);
        check("CONFIG_LTO_CLANG_FULL=y\nCONFIG_FTRACE_MCOUNT_USE_RECORDMCOUNT=y\n", &[&name], UNMET);
        check("CONFIG_LTO_CLANG_FULL=y\nCONFIG_MODVERSIONS=y\n", &[&name], &["full"]);
    }
}

#[test]
fn compile_test_rules_the_full_mode_out_alone() {
    check("CONFIG_LTO_CLANG_FULL=y\nCONFIG_COMPILE_TEST=y\n", &[], UNMET);
    check("CONFIG_LTO_CLANG_THIN=y\nCONFIG_COMPILE_TEST=y\n", &[], &["thin"]);
}

#[test]
fn kasan_is_ruled_out_less_and_less() {
    let thin = |more: &str| format!("CONFIG_LTO_CLANG_THIN=y\nCONFIG_KASAN=y\n{more}");
    let (hard, old) = ("CONFIG_KASAN_HW_TAGS=y\n", "CONFIG_DEBUG_INFO=y\nCONFIG_CLANG_VERSION=160000\n");
    for version in ["linux-5.12", "linux-5.14"] {
        check(&thin(hard), &["--embedded", version], UNMET);
    }
    for version in ["linux-5.15", "linux-6.5"] {
        check(&thin(hard), &["--embedded", version], &["thin"]);
        check(&thin(""), &["--embedded", version], UNMET);
    }
    for version in ["linux-6.6", "linux-7.1"] {
        check(&thin(old), &["--embedded", version], UNMET);
        check(&thin("CONFIG_DEBUG_INFO=y\n"), &["--embedded", version], &["thin"]);
        check(&thin("CONFIG_CLANG_VERSION=160000\n"), &["--embedded", version], &["thin"]);
    }
    check(&thin(old), &["--embedded", "linux-7.2"], &["thin"]);
}

#[test]
fn kcov_is_ruled_out_from_6_6_to_7_1_with_an_old_clang_and_debug_information() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_KCOV=y\nCONFIG_DEBUG_INFO=y\nCONFIG_CLANG_VERSION=160000\n";
    check(config, &["--embedded=linux-6.5"], &["thin"]);
    check(config, &["--embedded=linux-6.6"], UNMET);
    check(config, &["--embedded=linux-7.2"], &["thin"]);
}

#[test]
fn clang_before_11_is_too_old_until_6_0() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_CLANG_VERSION=100001\n";
    check(config, &["--embedded=linux-5.12"], UNMET);
    check(config, &["--embedded=linux-6.0"], UNMET);
}

#[test]
fn the_assembler_counts_since_5_13() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_AS_IS_GNU=y\n";
    check(config, &["--embedded=linux-5.12"], &["thin"]);
    check(config, &["--embedded=linux-5.13"], UNMET);
}

#[test]
fn architectures_came_one_after_the_other() {
    let can = |arch: &str, version: &str, more: &str| {
        let config = format!("CONFIG_LTO_CLANG_THIN=y\n{more}");
        let text = shown("lto.config", &config, &["--arch", arch, &format!("--embedded={version}")]);
        text.ends_with("exit 0")
    };
    assert!(can("arm64", "linux-5.12", "") && !can("arm64", "linux-5.12", "CONFIG_CPU_BIG_ENDIAN=y\n"));
    assert!(can("x86_64", "linux-5.12", "") && !can("i386", "linux-5.12", "CONFIG_X86_32=y\n"));
    assert!(!can("i386", "linux-5.13", "CONFIG_X86_32=y\n") && can("i386", "linux-5.14", "CONFIG_X86_32=y\n"));
    for arch in ["loongarch", "riscv", "um"] {
        assert!(!can(arch, "linux-6.1", "") && can(arch, "linux-6.12", ""), "{arch}");
    }
    assert!(!can("riscv", "linux-6.12", "CONFIG_CMODEL_MEDLOW=y\n"));
    assert!(!can("riscv", "linux-6.12", "CONFIG_LLD_VERSION=130000\n"));
    assert!(can("riscv", "linux-6.18", "CONFIG_LLD_VERSION=130000\n"));
    for arch in ["powerpc", "s390", "arm", "mips", "sparc"] {
        assert!(!can(arch, "linux-7.3", ""), "{arch}");
    }
}

// ── the family against itself ───────────────────────────────────────────────────────────────────────────────────────

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

// ── the first patch, row by row ─────────────────────────────────────────────────────────────────────────────────────

const SEED: &[&str] = &["--embedded=seed-v2"];

#[test]
fn seed_the_choice_defaults_to_none() {
    check_file("my_defconfig", "CONFIG_KASAN=y\n", SEED, &["none"]);
}

#[test]
fn seed_lto_clang_is_a_member_with_a_prompt() {
    check("CONFIG_LTO_CLANG=y\n", SEED, &["thin"]);
    check("CONFIG_LTO_CLANG=y\nCONFIG_LTO_NONE=y\n", SEED, &["none", "2: error lto::two-members"]);
}

#[test]
fn seed_lto_has_no_prompt_and_is_selected_by_lto_clang() {
    check("CONFIG_LTO=y\n", SEED, &["unknown", "1: warning lto::no-prompt"]);
    check("CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\n", SEED, &["thin"]);
    check("CONFIG_LTO=y\nCONFIG_LTO_NONE=y\n", SEED, &["none", "1: error lto::not-selected"]);
}

#[test]
fn seed_thinlto_is_on_by_default_and_can_be_turned_off() {
    check("CONFIG_LTO_CLANG=y\nCONFIG_THINLTO=y\n", SEED, &["thin"]);
    check("CONFIG_LTO_CLANG=y\n# CONFIG_THINLTO is not set\n", SEED, &["full"]);
    check("CONFIG_THINLTO=y\n", SEED, &["unknown"]);
}

#[test]
fn seed_thinlto_needs_the_architecture() {
    let lines = format!(
        "{LLVM}CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_LTO=y\n# CONFIG_LTO_NONE is not set\nCONFIG_LTO_CLANG=y\n"
    );
    check_file(".config", &whole("arm64", "5.9.0", &lines), &[], &["full", "12: note lto::version"]);
}

#[test]
fn seed_needs_clang_11_and_lld() {
    check("CONFIG_LTO_CLANG=y\nCONFIG_CC_IS_GCC=y\n", SEED, UNMET);
    check("CONFIG_LTO_CLANG=y\nCONFIG_CLANG_VERSION=100001\n", SEED, UNMET);
    check("CONFIG_LTO_CLANG=y\nCONFIG_LD_IS_BFD=y\n", SEED, UNMET);
    check(
        "CONFIG_LTO_CLANG=y\nCONFIG_CC_IS_CLANG=y\nCONFIG_CLANG_VERSION=110000\nCONFIG_LD_IS_LLD=y\n",
        SEED,
        &["thin"],
    );
}

#[test]
fn seed_nm_and_ar_leave_no_trace_in_a_file_and_are_not_held_against_it() {
    let lines = format!(
        "{LLVM}CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_THINLTO=y\nCONFIG_LTO=y\nCONFIG_THINLTO=y\n\
         # CONFIG_LTO_NONE is not set\nCONFIG_LTO_CLANG=y\n"
    );
    check_file(".config", &whole("arm64", "5.9.0", &lines), SEED, &["thin"]);
}

#[test]
fn seed_needs_the_architecture() {
    check("CONFIG_LTO_CLANG=y\n", &["--embedded=seed-v2", "--arch=mips"], UNMET);
    check("CONFIG_LTO_CLANG=y\n", &["--embedded=seed-v2", "--arch=x86_64"], &["thin"]);
}

#[test]
fn seed_excludes_ftrace_mcount_record() {
    check("CONFIG_LTO_CLANG=y\nCONFIG_FTRACE_MCOUNT_RECORD=y\n", SEED, UNMET);
}

#[test]
fn seed_excludes_kasan() {
    check("CONFIG_LTO_CLANG=y\nCONFIG_KASAN=y\nCONFIG_KASAN_HW_TAGS=y\n", SEED, UNMET);
}

#[test]
fn seed_excludes_gcov_kernel() {
    check("CONFIG_LTO_CLANG=y\nCONFIG_GCOV_KERNEL=y\n", SEED, UNMET);
}

#[test]
fn seed_excludes_modversions() {
    check("CONFIG_LTO_CLANG=y\nCONFIG_MODVERSIONS=y\n", SEED, UNMET);
}

#[test]
fn seed_without_a_header_is_found_by_thinlto_and_said_to_be_so() {
    assert_snapshot!(shown("lto.config", "CONFIG_LTO_CLANG=y\nCONFIG_THINLTO=y\n", &[]));
}

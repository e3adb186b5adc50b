//! The first patch, row by row, by the rules that ltoconf carries for it.

use insta::assert_snapshot;

use super::embedded::{LLVM, check, check_file, shown, whole};

use super::embedded_rules::UNMET;

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
fn seed_has_no_member_for_each_kind() {
    let too_new = &["none", "1: warning lto::too-new"];
    for name in ["LTO_CLANG_THIN", "LTO_CLANG_FULL", "LTO_CLANG_THIN_DIST"] {
        check_file(".config", &format!("CONFIG_{name}=y\n"), SEED, too_new);
    }
    assert_snapshot!(shown("lto.config", "CONFIG_LTO_CLANG_FULL=y\n", SEED), @r"
    ltoconf::lto::too-new

      ⚠ LTO_CLANG_FULL=y has no effect: it came with linux-5.12, and seed-v2 does not have it
       ╭─[lto.config:1:1]
     1 │ CONFIG_LTO_CLANG_FULL=y
       · ───────────────────────
       ╰────
        - the member that is there
              embedded/seed-v2.Kconfig:23: config LTO_CLANG
      help: it is LTO_CLANG, and THINLTO says which kind: scripts/config --file lto.config -u LTO_CLANG_FULL -d LTO_NONE -e LTO_CLANG -d THINLTO

    lto.config: 1 warning; judged as a fragment; lto: unknown (this fragment sets no member of the choice); embedded seed-v2
    exit 1
    ");
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

#[test]
fn seed_thinlto_is_of_no_kind_where_there_is_no_lto() {
    let lost = ["none", "1: warning config::unmet-dependency"];
    check("CONFIG_THINLTO=y\nCONFIG_LTO_NONE=y\n", &["--embedded=seed-v2"], &lost);
    let off = "CONFIG_THINLTO=y\n# CONFIG_LTO_CLANG is not set\n";
    check(off, &["--embedded=seed-v2"], &["unknown", "1: warning config::unmet-dependency"]);
    check("CONFIG_THINLTO=y\n", &["--embedded=seed-v2"], &["unknown"]);
    let file = whole(
        "x86",
        "5.9.0",
        &format!("{LLVM}CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_THINLTO=y\nCONFIG_LTO_NONE=y\n"),
    );
    check_file(".config", &file, &[], &["none", "11: warning config::unmet-dependency"]);
}

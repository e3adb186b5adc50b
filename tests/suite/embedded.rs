//! `ltoconf check --embedded`: a configuration without a tree enters; its LTO mode and the codes of what is to be said
//! are expected, or what a person sees.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::program::{told, unguided};

pub(super) fn run(folder: &Path, arguments: &[&str]) -> String {
    told(folder, &unguided(folder).args(arguments).output().unwrap())
}

/// What a person sees of a file of this name.
pub(super) fn shown(name: &str, config: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), config).unwrap();
    let named = more.iter().any(|word| word.starts_with("--embedded"));
    let embedded: &[&str] = if named { &[] } else { &["--embedded"] };
    run(folder.path(), &[&["check", name], embedded, more].concat())
}

/// A file's mode and its findings, each as line, severity and code.
pub(super) fn check_file(name: &str, config: &str, more: &[&str], expected: &[&str]) {
    let text = shown(name, config, &[&["--format", "json"], more].concat());
    let (json, _) = text.rsplit_once("exit ").unwrap();
    let told: serde_json::Value = serde_json::from_str(json).unwrap_or_else(|_| panic!("{text}"));
    let file = &told["files"][0];
    let mut found = vec![file["lto"]["mode"].as_str().unwrap().to_owned()];
    for finding in file["diagnostics"].as_array().unwrap() {
        let word = |key: &str| finding[key].as_str().unwrap().trim_start_matches("ltoconf::").to_owned();
        found.push(format!("{}: {} {}", finding["line"], word("severity"), word("code")));
    }
    assert_eq!(found, expected, "{config}{text}");
}

/// The same for a fragment.
pub(super) fn check(config: &str, more: &[&str], expected: &[&str]) {
    check_file("lto.config", config, more, expected);
}

/// What Kconfig writes on top of a file.
pub(super) fn header(arch: &str, version: &str) -> String {
    format!("# Automatically generated file; DO NOT EDIT.\n# Linux/{arch} {version} Kernel Configuration\n")
}

/// A file as Kconfig writes it, whole: these lines, and as many others as a kernel has at least.
pub(super) fn whole(arch: &str, version: &str, lines: &str) -> String {
    let others: Vec<String> = (0..120).map(|number| format!("# CONFIG_OTHER_{number} is not set\n")).collect();
    header(arch, version) + lines + &others.concat()
}

/// The tools of a file that clang and LLD wrote.
pub(super) const LLVM: &str = "CONFIG_CC_VERSION_TEXT=\"clang version 19.1.7\"\nCONFIG_GCC_VERSION=0\nCONFIG_CC_IS_CLANG=y\n\
    CONFIG_CLANG_VERSION=190107\nCONFIG_AS_IS_LLVM=y\nCONFIG_LD_IS_LLD=y\nCONFIG_LLD_VERSION=190107\n";

/// The tools of a file that gcc and GNU ld wrote.
pub(super) const GNU: &str = "CONFIG_CC_VERSION_TEXT=\"gcc (Debian 12.2.0) 12.2.0\"\nCONFIG_CC_IS_GCC=y\nCONFIG_GCC_VERSION=120200\n\
    CONFIG_CLANG_VERSION=0\nCONFIG_AS_IS_GNU=y\nCONFIG_LD_IS_BFD=y\nCONFIG_LLD_VERSION=0\n";

/// What an architecture with LTO adds.
pub(super) const ABLE: &str =
    "CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG_THIN=y\nCONFIG_HAS_LTO_CLANG=y\n";

/// The choice, set to thin.
pub(super) const THIN: &str = "CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\n# CONFIG_LTO_NONE is not set\n# CONFIG_LTO_CLANG_FULL is not set\n\
    CONFIG_LTO_CLANG_THIN=y\n";

// ── what users met ──────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn an_old_none_line_that_beats_the_new_member_is_named_with_both_lines() {
    let config =
        header("x86", "6.12.5") + "CONFIG_LTO_CLANG_FULL=y\n# CONFIG_LTO_CLANG_THIN is not set\nCONFIG_LTO_NONE=y\n";
    assert_snapshot!(shown(".config", &config, &[]));
}

#[test]
fn an_edited_file_of_another_toolchain_contradicts_itself() {
    let config = whole("x86", "7.2.0", &format!("{GNU}CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\n{ABLE}CONFIG_LTO_NONE=y\n"));
    assert_snapshot!(shown(".config", &config, &[]));
}

#[test]
fn enabling_lto_clang_by_script_in_a_whole_file() {
    let config = whole("x86", "6.12.5", &format!("{LLVM}{ABLE}CONFIG_LTO_NONE=y\nCONFIG_LTO_CLANG=y\n"));
    assert_snapshot!(shown(".config", &config, &[]));
}

#[test]
fn enabling_thinlto_by_script_since_it_has_another_name() {
    let config = whole("x86", "6.12.5", &format!("{LLVM}{ABLE}CONFIG_LTO_NONE=y\nCONFIG_THINLTO=y\n"));
    assert_snapshot!(shown(".config", &config, &[]));
}

#[test]
fn enabling_what_only_an_architecture_can_set() {
    let fragment = "CONFIG_ARCH_SUPPORTS_CFI_CLANG=y\nCONFIG_CFI_CLANG=y\n";
    assert_snapshot!(shown("cfi.config", fragment, &[]));
}

#[test]
fn rust_goes_where_lto_and_btf_are_on() {
    let fragment = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_DEBUG_INFO_BTF=y\nCONFIG_RUST=y\n";
    assert_snapshot!(shown("rust.config", fragment, &[]));
}

#[test]
fn rust_that_is_not_offered_any_more_is_a_note() {
    let lines = format!("{LLVM}CONFIG_RUST_IS_AVAILABLE=y\nCONFIG_HAVE_RUST=y\nCONFIG_DEBUG_INFO_BTF=y\n{ABLE}{THIN}");
    check_file(".config", &whole("x86", "6.12.5", &lines), &[], &["thin", "12: note lto::option-lost"]);
}

#[test]
fn nm_that_is_not_llvms_is_what_is_left_where_all_else_is_met() {
    let able = "CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG_THIN=y\n";
    let config =
        whole("x86", "6.12.5", &format!("{LLVM}{able}# CONFIG_LTO_NONE is not set\nCONFIG_LTO_CLANG_THIN=y\n"));
    assert_snapshot!(shown(".config", &config, &[]));
}

#[test]
fn an_architecture_without_lto_is_an_answer_of_its_own() {
    let config = whole("powerpc", "6.12.5", &format!("{LLVM}# CONFIG_LTO_NONE is not set\nCONFIG_LTO_CLANG_FULL=y\n"));
    assert_snapshot!(shown(".config", &config, &[]));
    check("CONFIG_LTO_CLANG_FULL=y\n", &["--arch", "s390"], &["none", "1: error lto::unmet-dependency"]);
}

#[test]
fn a_config_of_gcc_with_lto_names_the_tools_that_wrote_it() {
    let able = "CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG_THIN=y\n";
    let config = whole("x86", "6.12.5", &format!("{GNU}{able}# CONFIG_LTO_NONE is not set\nCONFIG_LTO_CLANG_THIN=y\n"));
    assert_snapshot!(shown(".config", &config, &[]));
}

#[test]
fn the_same_config_with_llvms_tools_asked_for() {
    let able = "CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG_THIN=y\n";
    let config = whole("x86", "6.12.5", &format!("{GNU}{able}# CONFIG_LTO_NONE is not set\nCONFIG_LTO_CLANG_THIN=y\n"));
    check_file(".config", &config, &["--llvm"], &["thin", "3: warning toolchain::differs"]);
}

// ── a file in order, and what a file does not say ───────────────────────────────────────────────────────────────────

#[test]
fn a_file_in_order_takes_one_line_with_the_mode_and_its_reason() {
    let config = whole("x86", "6.12.5", &format!("{LLVM}{ABLE}{THIN}"));
    assert_snapshot!(shown(".config", &config, &[]), @r"
    .config: no contradiction in its LTO lines; judged as a whole; lto: thin (LTO_CLANG_THIN=y, line 17); embedded linux-6.12 x86
    exit 0
    ");
}

#[test]
fn json_names_the_embedded_model() {
    let config = whole("x86", "6.12.5", &format!("{GNU}CONFIG_LTO_NONE=y\nCONFIG_LTO_CLANG=y\n"));
    assert_snapshot!(shown(".config", &config, &["--format", "json"]));
}

#[test]
fn concise_has_one_line_for_each_finding() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_KASAN=y\nCONFIG_RUST=y\nCONFIG_DEBUG_INFO_BTF=y\n";
    let arguments = ["--embedded=linux-6.1", "--arch=x86_64", "--format", "concise"];
    assert_snapshot!(shown("lto.config", config, &arguments));
}

#[test]
fn a_fragment_is_not_held_to_tools_that_it_does_not_name() {
    assert_snapshot!(shown("lto.config", "CONFIG_LTO_CLANG_THIN=y\n", &[]), @r"
    lto.config: no contradiction in its LTO lines; judged as a fragment; lto: thin (LTO_CLANG_THIN=y, line 1, where the tools and the rest allow it); embedded linux-7.2
    exit 0
    ");
    check_file("my_defconfig", "CONFIG_LTO_CLANG_FULL=y\n", &["--arch", "arm64"], &["full"]);
    check("CONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\nCONFIG_HAS_LTO_CLANG=y\n", &[], &["thin"]);
    check("CONFIG_KASAN=y\nCONFIG_GCOV_KERNEL=y\n", &[], &["unknown"]);
    check_file("my_defconfig", "CONFIG_KASAN=y\n", &[], &["none"]);
}

#[test]
fn a_few_lines_with_a_header_are_no_whole_file() {
    let config = header("x86", "6.12.5") + "CONFIG_LTO_CLANG_THIN=y\n";
    check_file(".config", &config, &[], &["thin"]);
}

#[test]
fn without_a_tree_the_carried_rules_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".config"), "CONFIG_LTO_CLANG_FULL=y\n").unwrap();
    assert_snapshot!(run(folder.path(), &["check"]), @r"
    .config: no contradiction in its LTO lines; judged as a whole; lto: full (LTO_CLANG_FULL=y, line 1, where the tools and the rest allow it); embedded linux-7.2
    exit 0
    ");
}

#[test]
fn a_tree_is_left_alone_where_the_carried_rules_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), "config NOTHING\n\tbool\n").unwrap();
    fs::write(folder.path().join("lto.config"), "CONFIG_LTO_CLANG_FULL=y\n").unwrap();
    assert_snapshot!(run(folder.path(), &["check", "--embedded", "linux-6.1", "lto.config"]), @r"
    lto.config: no contradiction in its LTO lines; judged as a fragment; lto: full (LTO_CLANG_FULL=y, line 1, where the tools and the rest allow it); embedded linux-6.1
    exit 0
    ");
}

// ── which rules hold ────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_version_before_lto_is_said_to_be_so() {
    assert_snapshot!(shown(".config", &whole("x86", "5.4.290", GNU), &[]), @r"
    .config: no contradiction in its LTO lines; judged as a whole; lto: none (linux-5.4 has no LTO); embedded linux-5.4 x86
    exit 0
    ");
    let config = whole("x86", "5.4.290", &format!("{LLVM}CONFIG_LTO_CLANG_THIN=y\n"));
    check_file(".config", &config, &[], &["none", "10: warning lto::before-lto"]);
    check("CONFIG_LTO_CLANG_THIN=y\n", &["--embedded=linux-4.19"], &["none", "1: warning lto::before-lto"]);
}

#[test]
fn another_project_is_not_judged() {
    let config = "# Automatically generated file; DO NOT EDIT.\n# U-Boot 2024.01 Configuration\nCONFIG_LTO=y\n";
    check_file(".config", config, &[], &["unknown", "1: note lto::version"]);
}

#[test]
fn a_backport_is_judged_by_what_it_has_and_its_own_rules_are_left_open() {
    let tools = LLVM.replace("190107", "120005");
    let lines = format!("{tools}{ABLE}{THIN}CONFIG_KASAN=y\nCONFIG_KASAN_SW_TAGS=y\nCONFIG_CFI_CLANG=y\n");
    check_file(".config", &whole("arm64", "5.10.240", &lines), &[], &["thin", "12: note lto::version"]);
    let dist = format!("{LLVM}{ABLE}{THIN}# CONFIG_LTO_CLANG_THIN_DIST is not set\n");
    check_file(".config", &whole("x86", "7.0.9", &dist), &[], &["thin", "18: note lto::version"]);
}

#[test]
fn the_first_patch_in_a_tree_of_its_time_is_held_to_its_rules_and_an_older_vendors_is_not() {
    let lines = format!(
        "{LLVM}CONFIG_MODVERSIONS=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_THINLTO=y\n\
         CONFIG_LTO=y\nCONFIG_THINLTO=y\n# CONFIG_LTO_NONE is not set\nCONFIG_LTO_CLANG=y\n"
    );
    let of_its_time = whole("arm64", "5.9.0-rc3", &lines);
    check_file(".config", &of_its_time, &[], &["none", "14: note lto::version", "16: error lto::unmet-dependency"]);
    check_file(".config", &whole("arm64", "4.19.113", &lines), &[], &["thin", "14: note lto::version"]);
}

#[test]
fn a_member_that_no_rules_know_leaves_the_mode_open() {
    let config = whole("x86", "6.6.2", &format!("{GNU}CONFIG_LTO=y\nCONFIG_LTO_GCC=y\n# CONFIG_LTO_NONE is not set\n"));
    check_file(".config", &config, &[], &["unknown"]);
}

#[test]
fn the_member_of_7_2_in_an_older_version() {
    let config = header("x86", "6.12.5") + "CONFIG_LTO_CLANG_THIN_DIST=y\n";
    check_file(".config", &config, &[], &["none", "3: warning lto::too-new"]);
    check("CONFIG_LTO_CLANG_THIN_DIST=y\n", &[], &["thin_dist"]);
    check("CONFIG_LTO_CLANG_THIN_DIST=y\n", &["--embedded=linux-7.2"], &["thin_dist"]);
}

#[test]
fn cfi_has_another_name_since_6_18() {
    check_file(
        ".config",
        &(header("x86", "6.18.1") + "CONFIG_CFI_CLANG=y\n"),
        &[],
        &["none", "3: warning lto::renamed"],
    );
    check_file(".config", &(header("x86", "6.17.1") + "CONFIG_CFI_CLANG=y\n"), &[], &["none"]);
    check("CONFIG_CFI_CLANG=y\n", &["--embedded=linux-7.2"], &["unknown", "1: warning lto::renamed"]);
    check("CONFIG_CFI_CLANG=y\nCONFIG_CFI=y\n", &[], &["unknown"]);
}

#[test]
fn cfi_needed_lto_until_6_0() {
    let fragment = "CONFIG_CFI_CLANG=y\nCONFIG_LTO_NONE=y\n";
    check(fragment, &["--embedded=linux-5.15"], &["none", "1: warning lto::option-lost"]);
    check(fragment, &["--embedded=linux-6.1"], &["none"]);
    // a fragment that sets no member leaves LTO to others
    for version in ["linux-5.13", "linux-5.15"] {
        check("CONFIG_CFI_CLANG=y\n", &["--embedded", version, "--arch=arm64"], &["unknown"]);
        let whole = &["none", "1: warning lto::option-lost"];
        check_file("my_defconfig", "CONFIG_CFI_CLANG=y\n", &["--embedded", version], whole);
        check(
            "CONFIG_CFI_CLANG=y\n",
            &["--embedded", version, "--arch=s390"],
            &["unknown", "1: warning lto::option-lost"],
        );
    }
}

#[test]
fn several_files_are_told_in_their_order_each_by_its_own_rules() {
    let folder = tempfile::tempdir().unwrap();
    for (name, version) in [("a", "6.1.9"), ("b", "7.2.0"), ("c", "6.1.9")] {
        fs::write(folder.path().join(name), whole("x86", version, &format!("{LLVM}{ABLE}{THIN}"))).unwrap();
    }
    assert_snapshot!(run(folder.path(), &["check", "--embedded", "--format", "human", "a", "b", "c"]), @r"
    a: no contradiction in its LTO lines; judged as a whole; lto: thin (LTO_CLANG_THIN=y, line 17); embedded linux-6.1 x86
    b: no contradiction in its LTO lines; judged as a whole; lto: thin (LTO_CLANG_THIN=y, line 17); embedded linux-7.2 x86
    c: no contradiction in its LTO lines; judged as a whole; lto: thin (LTO_CLANG_THIN=y, line 17); embedded linux-6.1 x86
    exit 0
    ");
}

#[test]
fn an_unknown_name_ends_with_2() {
    assert_snapshot!(shown("lto.config", "", &["--embedded=windows"]));
}

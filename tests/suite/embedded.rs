//! `ltoconf check --embedded`: a configuration without a tree enters; its LTO mode and the codes of what is to be said
//! are expected, or what a person sees.

use std::{fs, path::Path, process::Command};

use insta::assert_snapshot;

fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ltoconf"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("ARCH")
        .env_remove("LLVM")
        .env_remove("LTOCONF_DIALECT")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(&folder.display().to_string(), "…");
    format!("{}{}exit {}", text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

/// What a person sees of a file of this name.
fn shown(name: &str, config: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), config).unwrap();
    let named = more.iter().any(|word| word.starts_with("--embedded"));
    let embedded: &[&str] = if named { &[] } else { &["--embedded"] };
    run(folder.path(), &[&["check", name], embedded, more].concat())
}

/// A file's mode and its findings, each as line, severity and code.
fn check_file(name: &str, config: &str, more: &[&str], expected: &[&str]) {
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
fn check(config: &str, more: &[&str], expected: &[&str]) {
    check_file("lto.config", config, more, expected);
}

/// What Kconfig writes on top of a file.
fn header(arch: &str, version: &str) -> String {
    format!("# Automatically generated file; DO NOT EDIT.\n# Linux/{arch} {version} Kernel Configuration\n")
}

/// A file as Kconfig writes it, whole: these lines, and as many others as a kernel has at least.
fn whole(arch: &str, version: &str, lines: &str) -> String {
    let others: Vec<String> = (0..120).map(|number| format!("# CONFIG_OTHER_{number} is not set\n")).collect();
    header(arch, version) + lines + &others.concat()
}

/// The tools of a file that clang and LLD wrote.
const LLVM: &str = "CONFIG_CC_VERSION_TEXT=\"clang version 19.1.7\"\nCONFIG_GCC_VERSION=0\nCONFIG_CC_IS_CLANG=y\n\
    CONFIG_CLANG_VERSION=190107\nCONFIG_AS_IS_LLVM=y\nCONFIG_LD_IS_LLD=y\nCONFIG_LLD_VERSION=190107\n";

/// The tools of a file that gcc and GNU ld wrote.
const GNU: &str = "CONFIG_CC_VERSION_TEXT=\"gcc (Debian 12.2.0) 12.2.0\"\nCONFIG_CC_IS_GCC=y\nCONFIG_GCC_VERSION=120200\n\
    CONFIG_CLANG_VERSION=0\nCONFIG_AS_IS_GNU=y\nCONFIG_LD_IS_BFD=y\nCONFIG_LLD_VERSION=0\n";

/// What an architecture with LTO adds.
const ABLE: &str = "CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG_THIN=y\nCONFIG_HAS_LTO_CLANG=y\n";

/// The choice, set to thin.
const THIN: &str = "CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\n# CONFIG_LTO_NONE is not set\n# CONFIG_LTO_CLANG_FULL is not set\n\
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
    let (hard, old) = ("CONFIG_KASAN_HW_TAGS=y\n", "CONFIG_DEBUG_INFO_DWARF5=y\nCONFIG_CLANG_VERSION=160000\n");
    let generic = "CONFIG_KASAN_GENERIC=y\n";
    for version in ["linux-5.12", "linux-5.14"] {
        check(&thin(hard), &["--embedded", version], UNMET);
    }
    for version in ["linux-5.15", "linux-6.5"] {
        check(&thin(hard), &["--embedded", version], &["thin"]);
        check(&thin(""), &["--embedded", version, "--arch=x86_64"], UNMET);
        check_file("my_defconfig", &thin(""), &["--embedded", version], UNMET);
        // another file may say which kind of KASAN it is
        check(&thin(""), &["--embedded", version], &["thin"]);
        check(&thin(""), &["--embedded", version, "--arch=arm64"], &["thin"]);
        check(&thin("# CONFIG_KASAN_HW_TAGS is not set\n"), &["--embedded", version, "--arch=arm64"], UNMET);
        check(&thin("CONFIG_KASAN_GENERIC=y\n"), &["--embedded", version, "--arch=arm64"], UNMET);
    }
    for version in ["linux-6.6", "linux-7.1"] {
        check(&thin(&[old, generic].concat()), &["--embedded", version], UNMET);
        check(&thin(old), &["--embedded", version, "--arch=x86_64"], UNMET);
        check(&thin(old), &["--embedded", version], &["thin"]);
        check(&thin(&[hard, old].concat()), &["--embedded", version], &["thin"]);
        check(&thin("CONFIG_DEBUG_INFO_DWARF5=y\n"), &["--embedded", version], &["thin"]);
        check(&thin("CONFIG_CLANG_VERSION=160000\n"), &["--embedded", version], &["thin"]);
    }
    check(&thin(old), &["--embedded", "linux-7.2"], &["thin"]);
}

#[test]
fn kcov_is_ruled_out_from_6_6_to_7_1_with_an_old_clang_and_debug_information() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_KCOV=y\nCONFIG_DEBUG_INFO_DWARF4=y\nCONFIG_CLANG_VERSION=160000\n";
    check(config, &["--embedded=linux-6.5"], &["thin"]);
    check(config, &["--embedded=linux-6.6"], UNMET);
    check(config, &["--embedded=linux-7.2"], &["thin"]);
}

#[test]
fn debug_information_is_on_by_a_member_of_its_choice_alone() {
    let with =
        |more: &str| format!("CONFIG_LTO_CLANG_THIN=y\nCONFIG_KCOV=y\nCONFIG_CLANG_VERSION=160000\nCONFIG_{more}=y\n");
    let version = &["--embedded=linux-6.12"];
    for member in ["DEBUG_INFO_DWARF_TOOLCHAIN_DEFAULT", "DEBUG_INFO_DWARF4", "DEBUG_INFO_DWARF5"] {
        check(&with(member), version, UNMET);
        // the choice is hidden without DEBUG_KERNEL, which EXPERT selects
        check_file("my_defconfig", &with(member), version, &["thin"]);
        check_file("my_defconfig", &(with(member) + "CONFIG_DEBUG_KERNEL=y\n"), version, UNMET);
        check_file("my_defconfig", &(with(member) + "CONFIG_EXPERT=y\n"), version, UNMET);
    }
    check(&with("DEBUG_INFO_NONE"), version, &["thin"]);
    check(&with("DEBUG_INFO"), version, &["thin"]);
    let old = LLVM.replace("190107", "160000");
    let lines = format!("{old}{ABLE}{THIN}CONFIG_KCOV=y\nCONFIG_DEBUG_INFO=y\n");
    check_file(".config", &whole("x86", "6.12.5", &lines), &[], &["none", "17: error lto::unmet-dependency"]);
}

#[test]
fn what_rules_lto_out_names_the_lines_that_say_so() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_KASAN=y\nCONFIG_DEBUG_INFO_DWARF5=y\nCONFIG_CLANG_VERSION=160000\n";
    let arguments = ["--embedded=linux-6.12", "--arch=x86_64", "--format=concise"];
    assert_snapshot!(shown("lto.config", config, &arguments), @r"
    lto.config:1:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible: KASAN=y (line 2), CLANG_VERSION=160000 (line 4), DEBUG_INFO_DWARF5=y (line 3)
    exit 1
    ");
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

#[test]
fn the_line_by_which_an_architecture_does_not_select_lto_is_named() {
    let said = |arch: &str, version: &str, more: &str| {
        let config = format!("CONFIG_LTO_CLANG_THIN=y\n{more}");
        shown("lto.config", &config, &["--arch", arch, &format!("--embedded={version}"), "--format=concise"])
    };
    let all = [
        said("arm64", "linux-6.12", "CONFIG_CPU_BIG_ENDIAN=y\nCONFIG_LLD_VERSION=130000\n"),
        said("riscv", "linux-6.12", "CONFIG_CMODEL_MEDLOW=y\n"),
        said("riscv", "linux-6.12", "CONFIG_LLD_VERSION=130000\n"),
        said("riscv", "linux-6.12", "CONFIG_LLD_VERSION=130000\nCONFIG_CMODEL_MEDLOW=y\n"),
        said("i386", "linux-5.12", "CONFIG_X86_32=y\n"),
    ];
    assert_snapshot!(all.join("\n"), @r"
    lto.config:1:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible: CPU_BIG_ENDIAN=y (line 2)
    exit 1
    lto.config:1:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible: CMODEL_MEDLOW=y (line 2)
    exit 1
    lto.config:1:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible: LLD_VERSION=130000 (line 2)
    exit 1
    lto.config:1:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible: CMODEL_MEDLOW=y (line 3), LLD_VERSION=130000 (line 2)
    exit 1
    lto.config:1:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible: X86_32=y (line 2)
    exit 1
    ");
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_CPU_BIG_ENDIAN=y\n";
    assert_snapshot!(shown("lto.config", config, &["--arch=arm64", "--embedded=linux-6.12"]), @r"
    ltoconf::lto::unmet-dependency

      × LTO_CLANG_THIN=y is not possible: CPU_BIG_ENDIAN=y (line 2)
       ╭─[lto.config:1:1]
     1 │ CONFIG_LTO_CLANG_THIN=y
       · ───────────────────────
       ╰────
        - CPU_BIG_ENDIAN=y
              lto.config:2: CONFIG_CPU_BIG_ENDIAN=y
          because arm64 selects ARCH_SUPPORTS_LTO_CLANG with CPU_LITTLE_ENDIAN only
                embedded/linux-6.6.Kconfig:36: depends on ARCH_SUPPORTS_LTO_CLANG
      help: for LTO: scripts/config --file lto.config -d CPU_BIG_ENDIAN; without: scripts/config --file lto.config -d LTO_CLANG_THIN -e LTO_NONE

    lto.config: 1 error; judged as a fragment; lto: none (LTO_CLANG_THIN=y, line 1, is not possible); embedded linux-6.12 arm64
    exit 1
    ");
}

#[test]
fn a_whole_file_of_an_architecture_without_lto_has_none_whatever_it_says() {
    let config = whole("sparc64", "6.12.5", &format!("{LLVM}{ABLE}{THIN}"));
    check_file(
        ".config",
        &config,
        &[],
        &[
            "none",
            "10: warning lto::architecture-by-hand",
            "11: warning lto::architecture-by-hand",
            "17: error lto::unmet-dependency",
        ],
    );
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
              embedded/linux-7.2.Kconfig:18: config LTO_CLANG
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
              embedded/seed-v2.Kconfig:35: config LTO_CLANG
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

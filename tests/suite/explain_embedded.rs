//! `ltoconf explain` and `fix` by the rules that ltoconf carries: a wish in an empty folder, or a file, enters; an answer
//! that holds in a kernel is expected, without a word of what only these rules have.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::program::{told, unguided};

fn run(folder: &Path, arguments: &[&str]) -> String {
    let told = told(folder, &unguided(folder).env("PATH", "/nowhere").args(arguments).output().unwrap());
    for own in ["$(", "KNOWN_", "ARCH_UNSAID", "LLVM_UTILITIES", "RELEASE"] {
        assert!(!told.contains(own), "{own}: {told}");
    }
    told
}

/// What is said where there is no configuration.
fn said(arguments: &[&str]) -> String {
    run(tempfile::tempdir().unwrap().path(), arguments)
}

/// What is said of a file that Kconfig wrote.
fn of_file(arch: &str, version: &str, lines: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let others: Vec<String> = (0..120).map(|number| format!("# CONFIG_OTHER_{number} is not set\n")).collect();
    let others = others.concat();
    let header = "# Automatically generated file; DO NOT EDIT.";
    let text = format!("{header}\n# Linux/{arch} {version} Kernel Configuration\n{lines}{others}");
    fs::write(folder.path().join(".config"), text).unwrap();
    run(folder.path(), arguments)
}

/// A file that gcc wrote, and what it would have with clang.
const GCC: &str = "CONFIG_CC_VERSION_TEXT=\"gcc 14\"\nCONFIG_CC_IS_GCC=y\nCONFIG_GCC_VERSION=140000\nCONFIG_AS_IS_GNU=y\n\
    CONFIG_LD_IS_BFD=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG_THIN=y\nCONFIG_LTO_NONE=y\n\
    CONFIG_DEBUG_INFO_BTF=y\nCONFIG_PAHOLE_HAS_LANG_EXCLUDE=y\nCONFIG_RUST_IS_AVAILABLE=y\n\
    CONFIG_RUST=y\n";

#[test]
fn an_architecture_without_lto_is_an_answer_of_its_own() {
    assert_snapshot!(said(&["explain", "LTO_CLANG_THIN", "--arch", "powerpc"]));
    assert_snapshot!(of_file("powerpc", "7.2.0", "CONFIG_LTO_NONE=y\n", &["explain", "LTO_CLANG_THIN"]));
}

#[test]
fn a_version_without_lto_is_an_answer_of_its_own() {
    assert_snapshot!(of_file("x86", "5.4.0", "", &["explain", "LTO_CLANG_THIN"]));
    assert_snapshot!(said(&["explain", "LTO_CLANG_THIN_DIST", "--embedded=linux-6.12"]));
}

#[test]
fn an_old_name_leads_to_the_new_one() {
    assert_snapshot!(said(&["explain", "THINLTO", "--embedded=linux-6.12"]));
    assert_snapshot!(said(&["fix", "THINLTO=y", "--embedded=linux-6.12"]));
}

#[test]
fn what_other_tools_would_do_is_offered() {
    assert_snapshot!(of_file("x86", "7.2.0", GCC, &["explain", "LTO_CLANG_THIN"]));
    assert_snapshot!(of_file("x86", "7.2.0", GCC, &["fix", "LTO_CLANG_THIN=y"]));
    assert_snapshot!(of_file("x86", "7.2.0", GCC, &["fix", "LTO_CLANG_THIN=y", "--as", "json"]));
    assert_snapshot!(of_file("x86", "7.2.0", GCC, &["fix", "LTO_CLANG_THIN=y", "--in-place"]));
    assert_snapshot!(of_file("x86", "7.2.0", GCC, &["fix", "LTO_CLANG_THIN=y", "--llvm", "--in-place"]));
}

#[test]
fn rules_of_another_version_are_named_as_such() {
    let lines = format!("{GCC}# CONFIG_LTO_CLANG_THIN_DIST is not set\n");
    let told = of_file("x86", "7.0.0", &lines, &["explain", "LTO_CLANG_THIN=n"]);
    assert!(told.contains("carries for linux-7.2, which"), "{told}");
}

#[test]
fn nothing_but_a_kernels_own_words_is_told() {
    for symbol in ["CC_IS_CLANG", "CC_IS_GCC", "CMODEL_MEDANY", "X86", "X86_64", "LTO_NONE", "RUST", "CLANG_VERSION"] {
        for more in [&[][..], &["--llvm"], &["--arch", "x86"], &["--arch", "riscv"], &["--embedded=linux-5.13"]] {
            said(&[&["explain", symbol], more].concat());
            said(&[&["explain", symbol, "--format", "json"], more].concat());
        }
    }
    assert!(said(&["explain", "CC_IS_CLANG"]).contains("is taken to be y"));
}

#[test]
fn kinds_of_kasan_exclude_one_another() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("k.config"), "CONFIG_KASAN=y\nCONFIG_KASAN_SW_TAGS=y\n").unwrap();
    let rules = ["--embedded", "linux-6.1", "--arch", "arm64", "--config", "k.config"];
    let wishes = ["fix", "LTO_CLANG_THIN=y", "KASAN_SW_TAGS=y"];
    let told = run(folder.path(), &[&wishes[..], &rules].concat());
    assert!(told.starts_with("impossible: ") && told.ends_with("exit 1"), "{told}");
    let told = run(folder.path(), &[&["fix", "LTO_CLANG_THIN=y"][..], &rules].concat());
    assert!(told.contains("KASAN_HW_TAGS: n → y\n      KASAN_SW_TAGS: y → n"), "{told}");
}

#[test]
fn cfi_needs_clang() {
    let able = format!("{GCC}CONFIG_ARCH_SUPPORTS_CFI_CLANG=y\n");
    let told = of_file("x86", "6.12.0", &able, &["fix", "CFI_CLANG=y"]);
    assert!(told.contains("with other tools alone") && told.contains("make LLVM=1"), "{told}");
    let told = of_file("x86", "6.12.0", GCC, &["fix", "CFI_CLANG=y"]);
    assert!(told.contains("with what this file says of its tools and its architecture") && !told.contains("--keep"));
}

#[test]
fn a_fix_for_an_architecture_without_lto_says_so() {
    let rules = ["--embedded", "linux-6.12", "--arch", "powerpc"];
    assert_snapshot!(said(&[&["fix", "LTO_CLANG_THIN=y"][..], &rules].concat()), @r"
    impossible: LTO_CLANG_THIN=y cannot be had in linux-6.12 powerpc
      linux-6.12 has no LTO on powerpc
      help: ltoconf explain LTO_CLANG_THIN=y
    exit 1
    ");
}

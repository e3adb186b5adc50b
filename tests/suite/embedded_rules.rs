//! The rules of LTO that ltoconf carries, condition by condition: a few lines and a version enter; the mode and the codes
//! of what is to be said are expected.

use insta::assert_snapshot;

use super::embedded::{ABLE, LLVM, THIN, check, check_file, header, run, shown, whole};

// ── the conditions of a member, version by version ──────────────────────────────────────────────────────────────────

const THIN_ALONE: &str = "CONFIG_LTO_CLANG_THIN=y\n";
pub(super) const UNMET: &[&str] = &["none", "1: error lto::unmet-dependency"];

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
    for (arch, before, since) in
        [("um", "linux-6.2", "linux-6.3"), ("loongarch", "linux-6.4", "linux-6.5"), ("riscv", "linux-6.8", "linux-6.9")]
    {
        assert!(!can(arch, before, "") && can(arch, since, "") && can(arch, "linux-6.12", ""), "{arch}");
    }
    // from 6.17 on, and in later releases of two versions before
    let model = "CONFIG_CMODEL_MEDLOW=y\n";
    assert!(!can("riscv", "linux-6.12", model) && can("riscv", "linux-6.14", model));
    assert!(!can("riscv", "linux-6.16", model) && !can("riscv", "linux-6.17", model));
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
    lto.config:1:1: error[ltoconf::lto::unmet-dependency] LTO_CLANG_THIN=y is not possible: linux-5.12 has no LTO on i386
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
                embedded/linux-6.6.Kconfig:19: depends on ARCH_SUPPORTS_LTO_CLANG
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

#[test]
fn a_whole_file_knows_better_than_its_version_whether_its_architecture_got_lto_by_then() {
    let thin = |arch: &str, version: &str, able: &str| whole(arch, version, &format!("{LLVM}{able}{THIN}"));
    let held = |arch: &str, version: &str| check_file(".config", &thin(arch, version, ABLE), &[], &["thin"]);
    held("loongarch", "6.5.13");
    held("um", "6.5.13");
    // from a patch
    held("riscv", "6.8.12");
    held("um", "6.1.50");
    for arch in ["loongarch", "riscv", "um"] {
        check_file(".config", &thin(arch, "6.1.50", ""), &[], &["none", "14: error lto::unmet-dependency"]);
        check(THIN_ALONE, &[&format!("--arch={arch}"), "--embedded=linux-6.1"], UNMET);
    }
    // before 6.17 it hangs on the release whether riscv asks for a code model
    let low = format!("{ABLE}CONFIG_CMODEL_MEDLOW=y\n");
    check_file(".config", &thin("riscv", "6.12.5", &low), &[], &["thin"]);
    check_file(".config", &thin("riscv", "6.17.1", &low), &[], &["none", "18: error lto::unmet-dependency"]);
}

#[test]
fn what_an_architecture_selects_is_no_matter_of_a_line() {
    let off = "# CONFIG_ARCH_SUPPORTS_LTO_CLANG is not set\n";
    let none = format!("CONFIG_LTO_NONE=y\n{off}");
    let file = whole("x86", "6.12.5", &format!("{LLVM}{none}"));
    check_file(".config", &file, &[], &["none", "11: warning lto::architecture-by-hand"]);
    // here it is so
    let big = format!("{LLVM}CONFIG_CPU_BIG_ENDIAN=y\n{none}");
    check_file(".config", &whole("arm64", "6.12.5", &big), &[], &["none"]);
    check(off, &["--embedded=linux-6.12", "--arch=x86"], &["unknown", "1: warning lto::architecture-by-hand"]);
    check(off, &["--embedded=linux-6.12"], &["unknown", "1: warning lto::architecture-by-hand"]);
}

#[test]
fn x86_needs_64_bit_before_5_14() {
    let config = "CONFIG_LTO_CLANG_THIN=y\n# CONFIG_64BIT is not set\n";
    check(config, &["--embedded=linux-5.12", "--arch=x86"], UNMET);
    check(config, &["--embedded=linux-5.13", "--arch=x86"], UNMET);
    check(config, &["--embedded=linux-5.14", "--arch=x86"], &["thin"]);
}

#[test]
fn kasan_is_of_one_kind() {
    let config = |kind| format!("CONFIG_LTO_CLANG_THIN=y\nCONFIG_KASAN=y\nCONFIG_KASAN_{kind}=y\n");
    let rules = ["--embedded=linux-6.1", "--arch=arm64"];
    check(&config("HW_TAGS"), &rules, &["thin"]);
    check(&config("SW_TAGS"), &rules, UNMET);
    check(&config("GENERIC"), &rules, UNMET);
    check(&config("HW_TAGS"), &["--embedded=linux-6.1", "--arch=x86"], UNMET);
}

#[test]
fn big_endian_arm64_is_broken_since_6_18() {
    let thin = |more: &str| format!("CONFIG_LTO_CLANG_THIN=y\n{more}");
    let (big, not_little) = (thin("CONFIG_CPU_BIG_ENDIAN=y\n"), thin("# CONFIG_CPU_LITTLE_ENDIAN is not set\n"));
    for version in ["linux-6.12", "linux-6.17"] {
        let rules = ["--arch=arm64", "--embedded", version];
        check(&big, &rules, UNMET);
        check(&not_little, &rules, UNMET);
    }
    // a choice took its default all the same
    check(&not_little, &["--arch=arm64", "--embedded=linux-6.1"], &["thin"]);
    for version in ["linux-6.18", "linux-7.0", "linux-7.2"] {
        let rules = ["--arch=arm64", "--embedded", version];
        check(&big, &rules, &["thin"]);
        check(&not_little, &rules, &["thin"]);
    }
    assert_snapshot!(shown("lto.config", &not_little, &["--arch=arm64", "--embedded=linux-6.12", "--format=concise"]));
}

#[test]
fn x86_has_names_that_say_how_wide_it_is() {
    let thin = "CONFIG_LTO_CLANG_THIN=y\n";
    for version in ["linux-5.12", "linux-5.13"] {
        check(thin, &["--arch=i386", "--embedded", version], UNMET);
        check_file(
            ".config",
            &(header("i386", &format!("{}.0", &version[6..])) + thin),
            &[],
            &["none", "3: error lto::unmet-dependency"],
        );
        check("CONFIG_LTO_CLANG_THIN=y\nCONFIG_64BIT=y\n", &["--arch=i386", "--embedded", version], UNMET);
        // no line makes it narrower
        check(
            "CONFIG_LTO_CLANG_THIN=y\n# CONFIG_64BIT is not set\n",
            &["--arch=x86_64", "--embedded", version],
            &["thin"],
        );
    }
    check(
        "CONFIG_LTO_CLANG=y\nCONFIG_THINLTO=y\n",
        &["--arch=i386", "--embedded=seed-v2"],
        &["none", "1: error lto::unmet-dependency"],
    );
    check(thin, &["--arch=i386", "--embedded=linux-5.14"], &["thin"]);
    let arguments = ["--arch=i386", "--embedded=linux-5.12"];
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("my_defconfig"), thin).unwrap();
    let said = ["explain", "fix", "flags"].map(|command| {
        let wish = if command == "flags" { None } else { Some("LTO_CLANG_THIN=y") };
        let own = [command, "--config", "my_defconfig"].into_iter().chain(wish).chain(arguments);
        run(folder.path(), &own.collect::<Vec<_>>())
    });
    assert_snapshot!(said.join("\n"));
}

#[test]
fn the_clang_that_is_asked_for_counts_by_its_version() {
    let config = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_KCOV=y\nCONFIG_DEBUG_KERNEL=y\nCONFIG_DEBUG_INFO_DWARF5=y\n";
    let judged = |llvm: &str, expected: &[&str]| {
        check_file("my_defconfig", config, &["--embedded=linux-6.12", "--arch=x86", llvm], expected);
    };
    judged("--llvm=-14", UNMET);
    judged("--llvm=-16", UNMET);
    judged("--llvm=-17", &["thin"]);
    judged("--llvm=-19", &["thin"]);
    judged("--llvm", &["thin"]);
    judged("--llvm=/opt/llvm/bin/", &["thin"]);
    let arguments = ["--embedded=linux-6.12", "--arch=x86", "--llvm=-14", "--format=concise"];
    assert_snapshot!(shown("my_defconfig", config, &arguments));
}

#[test]
fn where_btf_cannot_be_rust_is_not_lost_to_it() {
    let config = |more: &str| {
        format!("CONFIG_LTO_CLANG_THIN=y\nCONFIG_RUST=y\nCONFIG_DEBUG_INFO_DWARF5=y\nCONFIG_DEBUG_INFO_BTF=y\n{more}")
    };
    check(&config(""), &["--embedded=linux-6.12"], &["thin", "2: warning lto::option-lost"]);
    for version in ["linux-6.1", "linux-6.12", "linux-7.2"] {
        for without in ["REDUCED", "SPLIT"] {
            check(&config(&format!("CONFIG_DEBUG_INFO_{without}=y\n")), &["--embedded", version], &["thin"]);
        }
    }
}

#[test]
fn a_part_of_a_file_of_kconfig_has_lines_that_no_hand_wrote() {
    let lines = format!("{LLVM}{ABLE}CONFIG_LTO_CLANG=y\n{THIN}");
    check_file(".config", &(header("x86", "6.12.5") + &lines), &[], &["thin"]);
    let arm = format!("{}CONFIG_CPU_BIG_ENDIAN=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG=y\n", header("arm64", "6.12.5"));
    check_file(".config", &arm, &[], &["none"]);
    // what the architecture cannot have selected
    let sparc = header("sparc64", "6.12.5") + "CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\n";
    check_file(".config", &sparc, &[], &["none", "3: warning lto::architecture-by-hand"]);
    // a line that agrees with what is known
    check_file(
        "my_defconfig",
        "CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\n",
        &["--arch=x86", "--embedded=linux-6.12"],
        &["none"],
    );
}

//! `ltoconf flags` without a tree: a few lines of a configuration enter, the flags of the rules that ltoconf carries are
//! expected. The facts are those of the versions named.

use std::fs;

use insta::assert_snapshot;

use super::flags::{run, run_with};

/// The flags that follow from lines under a header of this version and architecture, and what is not known.
fn flags(version: &str, arch: &str, lines: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    // Kconfig writes hundreds of lines; a file with fewer is not taken for a whole one
    let others = "# CONFIG_OTHER is not set\n".repeat(200);
    let tools = "CONFIG_CC_IS_CLANG=y\nCONFIG_LD_IS_LLD=y\nCONFIG_AS_IS_LLVM=y\nCONFIG_HAS_LTO_CLANG=y\n\
                 CONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG_THIN=y\nCONFIG_CLANG_VERSION=190000\n";
    let lto = "CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\n# CONFIG_LTO_NONE is not set\n";
    let text = format!(
        "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/{arch} {version} Kernel Configuration\n#\n\
         CONFIG_CC_VERSION_TEXT=\"clang\"\n{tools}{lto}{lines}{others}"
    );
    fs::write(folder.path().join(".config"), text).unwrap();
    let told = run_with(folder.path(), &[&["flags", "--format", "shell"], arguments].concat(), &["LD="]);
    told.lines().filter(|line| !line.contains("=''")).collect::<Vec<_>>().join("\n")
}

const THIN: &str = "CONFIG_LTO_CLANG_THIN=y\n";

#[test]
fn seed_v2_thin_and_its_cache() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".config"), "CONFIG_LTO_CLANG=y\nCONFIG_THINLTO=y\n").unwrap();
    assert_snapshot!(run(folder.path(), &["flags"]), @r"
    # LTO thin (THINLTO); seed-v2
    # Makefile
    CC_FLAGS_LTO := -flto=thin -fsplit-lto-unit -fvisibility=default
    # Makefile
    KBUILD_CFLAGS += -flto=thin -fsplit-lto-unit -fvisibility=default
    # Makefile
    KBUILD_LDFLAGS += --thinlto-cache-dir=.thinlto-cache
    ");
    fs::create_dir(folder.path().join("m")).unwrap();
    let told = run(folder.path(), &["flags", "--extmod", "m", "--format", "shell"]);
    assert!(told.contains("KBUILD_LDFLAGS='--thinlto-cache-dir=…/m/.thinlto-cache'"), "{told}");
}

#[test]
fn linux_5_12_names_the_code_model_and_keeps_a_cache() {
    assert_snapshot!(flags("5.12.0", "x86", THIN, &[]), @r"
    CC_FLAGS_LTO='-flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_CFLAGS='-flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_LDFLAGS='-plugin-opt=-code-model=kernel -plugin-opt=-stack-alignment=8 --thinlto-cache-dir=.thinlto-cache -mllvm -import-instr-limit=5'
    ");
}

#[test]
fn linux_5_15_turns_lto_off_before_it_turns_it_on() {
    assert_snapshot!(flags("5.15.0", "x86", &format!("{THIN}CONFIG_LLD_VERSION=120001\nCONFIG_FRAME_WARN=1024\n"), &[]), @r"
    CC_FLAGS_LTO='-flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_CFLAGS='-fno-lto -flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_AFLAGS='-fno-lto'
    KBUILD_LDFLAGS='-plugin-opt=-stack-alignment=8 --thinlto-cache-dir=.thinlto-cache -mllvm -import-instr-limit=5 -plugin-opt=-warn-stack-size=1024'
    ");
}

#[test]
fn a_longterm_release_that_gave_the_cache_up_has_none() {
    let cache = |version: &str| {
        flags(version, "arm64", &format!("{THIN}CONFIG_LLD_VERSION=190000\n"), &[]).contains("thinlto-cache")
    };
    for (version, has) in [
        ("5.15.161", true),
        ("5.15.162", false),
        ("6.0.9", true),
        ("6.1.95", true),
        ("6.1.96", false),
        ("6.3.0", true),
        ("6.6.34", true),
        ("6.6.35", false),
        ("6.8.0", true),
        ("6.10.0", false),
        ("7.3.0", false),
    ] {
        assert_eq!(cache(version), has, "{version}");
    }
}

#[test]
fn whether_there_is_a_cache_is_not_known_where_the_release_does_not_tell() {
    let open = "note: not known: Makefile: KBUILD_LDFLAGS += --thinlto-cache-dir=.thinlto-cache: it hangs on 'SUBLEVEL': \
                nothing says which release it is, or what a vendor added to it: the tree itself does (--tree DIR)";
    let told =
        |version: &str, more: &[&str]| flags(version, "arm64", &format!("{THIN}CONFIG_LLD_VERSION=190000\n"), more);
    // vendors go on with the last number of 6.8
    for told in
        [told("6.8.12", &[]), told("6.1.5", &["--embedded=linux-6.1"]), told("6.1.5", &["--embedded=linux-5.15"])]
    {
        assert!(told.contains(open) && told.contains("\nKBUILD_LDFLAGS='-mllvm -import-instr-limit=5"), "{told}");
    }
    for told in
        [told("6.8.11", &[]), told("6.1.5", &["--embedded=linux-5.12"]), told("6.1.5", &["--embedded=linux-7.0"])]
    {
        assert!(!told.contains("SUBLEVEL"), "{told}");
    }
}

#[test]
fn rust_is_told_since_6_1() {
    let full = "CONFIG_LTO_CLANG_FULL=y\nCONFIG_LLD_VERSION=190000\n";
    let rust =
        |version: &str| flags(version, "x86", full, &[]).contains("KBUILD_RUSTFLAGS='-Cembed-bitcode=n -Clto=n'");
    assert!(!rust("5.19.0") && rust("6.1.0") && rust("7.2.0"));
}

#[test]
fn linux_6_12_on_riscv() {
    let lines =
        format!("{THIN}CONFIG_LLD_VERSION=190000\nCONFIG_CMODEL_MEDANY=y\nCONFIG_RISCV_USE_LINKER_RELAXATION=y\n");
    assert_snapshot!(flags("6.12.1", "riscv", &lines, &[]), @r"
    CC_FLAGS_LTO='-flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_CFLAGS='-fno-lto -flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_AFLAGS='-fno-lto'
    KBUILD_LDFLAGS='-mllvm -mattr=+c -mllvm -mattr=+relax -mllvm -import-instr-limit=5'
    KBUILD_RUSTFLAGS='-Cembed-bitcode=n -Clto=n'
    ");
}

#[test]
fn linux_7_2_asks_no_linker_that_nobody_names() {
    assert_snapshot!(flags("7.2.0", "x86", THIN, &[]), @r#"
    CC_FLAGS_LTO='-flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_CFLAGS='-fno-lto -flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_AFLAGS='-fno-lto'
    KBUILD_LDFLAGS='-mllvm -import-instr-limit=5'
    KBUILD_RUSTFLAGS='-Cembed-bitcode=n -Clto=n'
    note: not known: Makefile: KBUILD_LDFLAGS += $(call ld-option,--lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false): it hangs on 'if { ld.lld  --lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false -v; } >/dev/null 2>&1; then echo "--lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false"; fi': no tool is asked unless it is named (--llvm, or LD in the environment)
    "#);
}

#[test]
fn linkers_are_asked_since_7_1() {
    let asks = |version: &str| flags(version, "x86", THIN, &[]).contains("ld-option,--lto-whole-program-visibility");
    assert!(!asks("7.0.0") && asks("7.1.0") && asks("7.3.0"));
}

#[test]
fn linux_7_2_full_and_distributed_ask_nothing() {
    for mode in ["LTO_CLANG_FULL", "LTO_CLANG_THIN_DIST"] {
        let told = flags("7.2.0", "x86", &format!("CONFIG_{mode}=y\n"), &[]);
        assert!(
            told.contains("KBUILD_LDFLAGS='-mllvm -import-instr-limit=5'") && !told.contains("not known"),
            "{told}"
        );
    }
}

#[test]
fn what_a_fragment_does_not_say_is_not_known() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("lto.config"), THIN).unwrap();
    let arguments =
        ["flags", "--config", "lto.config", "--embedded", "linux-5.15", "--arch", "x86", "--format", "shell"];
    let told = run(folder.path(), &arguments);
    assert!(
        told.contains("note: not known: arch/x86/Makefile: KBUILD_LDFLAGS += -plugin-opt=-stack-alignment"),
        "{told}"
    );
    assert!(told.contains("it hangs on 'CONFIG_LLD_VERSION': the configuration does not say it"), "{told}");
    assert!(!told.contains("stack-alignment=8'"), "{told}");
}

#[test]
fn where_nothing_says_the_architecture_its_flags_are_not_known() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("lto.config"), THIN).unwrap();
    let told =
        run(folder.path(), &["flags", "--config", "lto.config", "--embedded", "linux-5.12", "--format", "shell"]);
    assert!(told.contains("it hangs on 'SRCARCH': nothing says the architecture (--arch)"), "{told}");
    assert!(
        told.contains("KBUILD_LDFLAGS='--thinlto-cache-dir=.thinlto-cache -mllvm -import-instr-limit=5'"),
        "{told}"
    );
}

#[test]
fn json_without_a_tree_names_the_file_and_no_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".config"), "CONFIG_LTO_CLANG=y\n").unwrap();
    let told = run(folder.path(), &["flags", "--embedded", "seed-v2", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(json["model"]["kind"], "embedded");
    let origin = &json["origin"][0];
    assert_eq!((&origin["path"], &origin["line"]), (&"Makefile".into(), &serde_json::Value::Null));
}

#[test]
fn a_kernel_before_lto_has_no_flags_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# Automatically generated file; DO NOT EDIT.\n# Linux/x86 5.4.0 Kernel Configuration\nCONFIG_X86=y\n";
    fs::write(folder.path().join(".config"), text).unwrap();
    assert_eq!(run(folder.path(), &["flags"]), "# LTO none; linux-5.4 x86\nCC_FLAGS_LTO :=");
}

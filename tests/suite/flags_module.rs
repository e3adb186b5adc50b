//! `ltoconf flags` for a module, which is built by what its kernel was configured with, and where tools are named that
//! are not there: a tree and a configuration enter, the flags and the notes are expected.

use super::flags::{KCONFIG, Tree, run, run_with};

const HEAD: &str = "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.12.1 Kernel Configuration\n#\n";
const WRITTEN: &str = "CONFIG_CC_VERSION_TEXT=\"clang \\\"19\\\"\"\nCONFIG_LTO=y\nCONFIG_LTO_CLANG=y\n\
                       # CONFIG_LTO_NONE is not set\nCONFIG_LTO_CLANG_THIN=y\nCONFIG_FRAME_WARN=2048\n";
const LINES: &str = "\
ifdef CONFIG_LTO_CLANG
CC_FLAGS_LTO := -flto$(if $(CONFIG_LTO_CLANG_THIN),=thin) -DFRAME=$(CONFIG_FRAME_WARN)
CC_FLAGS_LTO += $(if $(findstring clang,$(CONFIG_CC_VERSION_TEXT)),-DCLANG)
endif
";

/// A tree in which the tools at hand are not up to LTO.
fn tree() -> Tree {
    let kconfig = KCONFIG.replace("\tselect LTO_CLANG\n", "\tselect LTO_CLANG\n\tdepends on $(shell,echo n)\n");
    let kconfig = format!("{kconfig}config CC_VERSION_TEXT\n\tstring\n\tdefault \"gcc\"\n");
    Tree::new(&kconfig, LINES).write("m/Kbuild", "")
}

/// The first line and the notes.
fn told(text: &str) -> String {
    let lines = text.lines().filter(|line| line.starts_with("CC_") || !line.contains("='"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_module_is_built_as_the_kernel_was_configured() {
    let config = format!("{HEAD}{WRITTEN}");
    insta::assert_snapshot!(told(&tree().run(&config, &["flags", "--extmod", "m", "--format", "shell"])), @r#"
    CC_FLAGS_LTO='-flto=thin -DFRAME=2048 -DCLANG'
    note: these are the flags of the kernel as the file states it, LTO thin; with the tools here it would come to LTO none (see 'ltoconf check')
    note: the kernel was configured for 'clang "19"', and the compiler here is 'gcc': name the kernel's (--llvm, CC)
    "#);
    insta::assert_snapshot!(told(&tree().run(&config, &["flags", "--format", "shell"])), @r"
    CC_FLAGS_LTO=''
    note: the file sets LTO=y, LTO_CLANG=y, LTO_CLANG_THIN=y, which comes to n: these are not the flags that it asks for (see 'ltoconf check')
    ");
    let cache = tree().run(&config, &["plan", "--extmod", "m"]);
    assert!(cache.starts_with("LTO thin (LTO_CLANG_THIN)"), "{cache}");
}

#[test]
fn what_kconfig_did_not_write_is_resolved_for_a_module_too() {
    let none = "CC_FLAGS_LTO=''\n";
    for config in [
        WRITTEN.replace("CONFIG_CC_VERSION_TEXT", "CONFIG_ANOTHER"),
        format!("{HEAD}{}", WRITTEN.replace("CONFIG_LTO_CLANG=y\n", "")),
        format!("{HEAD}{}", WRITTEN.replace("# CONFIG_LTO_NONE is not set", "CONFIG_LTO_NONE=y")),
    ] {
        let told = tree().run(&config, &["flags", "--module", "--format", "shell"]);
        assert!(told.starts_with(none), "{config}\n{told}");
    }
}

#[test]
fn a_modules_folder_must_be_there() {
    let tree = Tree::new(KCONFIG, LINES).write("file", "");
    let told = |folder: &str| tree.run("", &["flags", "--extmod", folder]);
    assert_eq!(told("file"), "error: 'file' is no folder of a module: it is a file\nexit 2");
    let nothing = "error: 'nothing' is no folder of a module: No such file or directory (os error 2)\nexit 2";
    assert_eq!(told("nothing"), nothing);
    assert!(tree.run("CONFIG_LTO_CLANG_THIN=y\n", &["plan", "--extmod", "nothing"]).ends_with(nothing));
}

#[test]
fn words_that_are_appended_outside_of_the_condition_are_a_part_of_the_value() {
    let lines = "\
CC_FLAGS_LTO_BASE = -flto
ifneq ($(filter y,$(CONFIG_LTO_CLANG_THIN)),)
CC_FLAGS_LTO := $(CC_FLAGS_LTO_BASE)=thin -fsplit-lto-unit
endif
CC_FLAGS_LTO-$(CONFIG_LTO_CLANG_THIN) += -fwhole-program-vtables
CC_FLAGS_LTO += $(CC_FLAGS_LTO-y) -fvisibility=hidden
include $(srctree)/scripts/Makefile.lto
LDFLAGS_vmlinux-$(CONFIG_LTO) += --one
LDFLAGS_vmlinux += $(LDFLAGS_vmlinux-y)
LTO_EXTRA_FLAGS := $(if $(CONFIG_LTO),-extra)
LTO_OTHER_FLAGS := $(if $(CONFIG_LTO),-other)
export LTO_OTHER_FLAGS
ifdef CONFIG_LTO
KBUILD_CFLAGS += -fno-lto $(CC_FLAGS_LTO)
endif
";
    let tree = Tree::new(KCONFIG, lines).write("scripts/Makefile.lto", "override CC_FLAGS_LTO += -mllvm=x\n");
    let shell = tree.run("CONFIG_LTO_CLANG_THIN=y\n", &["flags", "--format", "shell"]);
    insta::assert_snapshot!(shell, @r"
    CC_FLAGS_LTO='-flto=thin -fsplit-lto-unit -fwhole-program-vtables -fvisibility=hidden -mllvm=x'
    KBUILD_CFLAGS='-fno-lto -flto=thin -fsplit-lto-unit -fwhole-program-vtables -fvisibility=hidden -mllvm=x'
    KBUILD_AFLAGS=''
    KBUILD_LDFLAGS=''
    KBUILD_RUSTFLAGS=''
    LDFLAGS_vmlinux='--one'
    LTO_OTHER_FLAGS='-other'
    ");
    // the same variables in all formats
    let names = |text: &str| -> Vec<String> {
        let names = text.lines().filter_map(|line| line.split_once(['=', ':', '+']));
        names.map(|(name, _)| name.trim().to_owned()).filter(|name| !name.starts_with('#')).collect()
    };
    let json: serde_json::Value =
        serde_json::from_str(&tree.run("CONFIG_LTO_CLANG_THIN=y\n", &["flags", "--format", "json"])).unwrap();
    let mut told: Vec<String> = json["variables"].as_object().unwrap().keys().cloned().collect();
    told.sort();
    let mut of_shell = names(&shell);
    of_shell.sort();
    assert_eq!(told, of_shell);
    let filled: Vec<&str> = shell.lines().filter(|line| !line.ends_with("=''")).collect();
    assert_eq!(names(&tree.run("CONFIG_LTO_CLANG_THIN=y\n", &["flags"])), names(&filled.join("\n")));
}

const ASKING: &str = "CONFIG_LTO_CLANG_THIN=y\n";

#[test]
fn a_linker_that_is_named_and_not_there_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".config"), ASKING).unwrap();
    let arguments = ["flags", "--embedded=linux-7.2", "--arch", "x86", "--format", "shell"];
    insta::assert_snapshot!(told(&run_with(folder.path(), &arguments, &["LD=no-such-ld"])), @r#"
    CC_FLAGS_LTO='-flto=thin -fsplit-lto-unit -fvisibility=hidden'
    note: tools are named that are not there: LD is 'no-such-ld'
    note: not known: Makefile: KBUILD_LDFLAGS += $(call ld-option,--lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false): it hangs on 'if { no-such-ld  --lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false -v; } >/dev/null 2>&1; then echo "--lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false"; fi': LD is 'no-such-ld', which is not there
    "#);
    let llvm = [&arguments[..], &["--llvm=-no-such"]].concat();
    let found = run_with(folder.path(), &llvm, &[]);
    assert!(found.contains("LD is 'ld.lld-no-such', which is not there"), "{found}");
    assert!(
        found.contains("tools are named that are not there: CC is 'clang-no-such', LD is 'ld.lld-no-such'"),
        "{found}"
    );
}

#[test]
fn a_linker_that_is_not_there_says_nothing_on_a_tree_either() {
    let lines = "ifdef CONFIG_LTO\nKBUILD_LDFLAGS += $(call ld-option,--visible)\nendif\n";
    let tree = Tree::new(KCONFIG, lines);
    std::fs::write(tree.0.path().join(".config"), ASKING).unwrap();
    let found = run_with(tree.0.path(), &["flags", "--format", "shell"], &["LD=no-such-ld"]);
    assert!(found.contains("ld-option,--visible): it hangs on") && found.contains("'no-such-ld', which"), "{found}");
}

#[test]
fn a_wish_that_a_version_before_lto_cannot_meet_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".config"), "CONFIG_LTO_CLANG_FULL=y\n").unwrap();
    let note =
        "note: LTO_CLANG_FULL=y has no effect: linux-5.11 has no LTO, which came with 5.12 (see 'ltoconf check')";
    for command in ["flags", "plan"] {
        let found = run(folder.path(), &[command, "--embedded=linux-5.11"]);
        assert!(found.ends_with(note), "{found}");
    }
}

#[test]
fn packed_files_are_told_with_the_command_at_hand() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("z.gz"), b"\x1f\x8b\x08\0\0").unwrap();
    for (command, usage) in [
        (&["flags", "--config", "z.gz"][..], "flags --config -"),
        (&["plan", "--config", "z.gz"], "plan --config -"),
        (&["explain", "LTO", "--config", "z.gz"], "explain SYMBOL --config -"),
        (&["audit", ".", "--config", "z.gz"], "audit DIR --config -"),
    ] {
        let found = run(folder.path(), command);
        assert!(found.contains(&format!("zcat 'z.gz' | ltoconf {usage}\n")), "{found}");
    }
}

#[test]
fn a_modules_kernel_is_configured_in_its_own_tree() {
    let tree = tree().write(".config", &format!("{HEAD}{WRITTEN}"));
    let arguments = ["flags", "--tree", "..", "--extmod", ".", "--format", "shell"];
    let told = run(&tree.0.path().join("m"), &arguments);
    assert!(told.starts_with("CC_FLAGS_LTO='-flto=thin -DFRAME=2048 -DCLANG'\n"), "{told}");
    std::fs::remove_file(tree.0.path().join(".config")).unwrap();
    insta::assert_snapshot!(self::told(&run(&tree.0.path().join("m"), &arguments)), @r"
    CC_FLAGS_LTO=''
    note: there is no .config, so the tree's defaults count: --config FILE names one
    ");
}

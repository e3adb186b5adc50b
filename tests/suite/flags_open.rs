//! `ltoconf flags` where a line hangs on more than the configuration: linkers, architectures, vendors' own lines, and
//! what cannot be known, which is named.

use insta::assert_snapshot;

use super::flags::{KCONFIG, Tree, run};

const THIN: &str = "CONFIG_LTO_CLANG_THIN=y\n";

/// The lines of 7.2.
const SINCE_7_2: &str = "\
ifdef CONFIG_LTO_CLANG
ifdef CONFIG_LTO_CLANG_FULL
CC_FLAGS_LTO := -flto
else
CC_FLAGS_LTO := -flto=thin -fsplit-lto-unit
ifdef CONFIG_LTO_CLANG_THIN
KBUILD_LDFLAGS += $(call ld-option,--lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false)
endif
endif
KBUILD_LDFLAGS += -mllvm -import-instr-limit=5
endif
";

/// A linker that knows some options.
fn with_linker(tree: Tree, options: &str) -> Tree {
    let tree = tree.write("ld", &format!("#!/bin/sh\ncase \"$*\" in\n{options}) exit 0;;\nesac\nexit 1\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(tree.0.path().join("ld"), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    tree
}

/// What is said of the linker's flags; the linker is the one in the tree's folder.
fn linker(tree: &Tree, config: &str, arguments: &[&str]) -> String {
    std::fs::write(tree.0.path().join(".config"), config).unwrap();
    let ld = tree.0.path().join("ld").display().to_string();
    let ld: &str = &format!("LD={ld}");
    let told = super::flags::run_with(tree.0.path(), &[&["flags", "--format", "shell"], arguments].concat(), &[ld]);
    told.lines().filter(|line| !line.contains("CFLAGS") && !line.contains("=''") && !line.starts_with("CC_")).collect()
}

#[test]
fn from_7_2_on_the_linker_is_asked_for_the_in_process_mode_alone() {
    let tree = with_linker(Tree::new(KCONFIG, SINCE_7_2), "*--lto-whole-program-visibility*");
    let limit = "-mllvm -import-instr-limit=5'";
    let visible = "--lto-whole-program-visibility -mllvm -always-rename-promoted-locals=false";
    assert_eq!(linker(&tree, THIN, &[]), format!("KBUILD_LDFLAGS='{visible} {limit}"));
    assert_eq!(linker(&tree, "CONFIG_LTO_CLANG_THIN_DIST=y\n", &[]), format!("KBUILD_LDFLAGS='{limit}"));
    assert_eq!(linker(&tree, "CONFIG_LTO_CLANG_FULL=y\n", &[]), format!("KBUILD_LDFLAGS='{limit}"));
    let tree = with_linker(Tree::new(KCONFIG, SINCE_7_2), "nothing");
    assert_eq!(linker(&tree, THIN, &[]), format!("KBUILD_LDFLAGS='{limit}"));
}

#[test]
fn loongarch_asks_the_linker_for_jump_tables() {
    let lines = "KBUILD_LDFLAGS += -m elf64loongarch\nifdef CONFIG_OBJTOOL\nifdef CONFIG_LTO_CLANG\n\
                 KBUILD_LDFLAGS += $(call ld-option,-mllvm --loongarch-annotate-tablejump)\nendif\nendif\n";
    let tree = Tree::new(KCONFIG, "").write("arch/loongarch/Makefile", lines);
    // what other lines set is part of what the linker is asked
    let tree = with_linker(tree, "*-m?elf64loongarch?-mllvm*");
    let config = format!("{THIN}CONFIG_OBJTOOL=y\n");
    let arch = ["--arch", "loongarch"];
    assert_eq!(linker(&tree, &config, &arch), "KBUILD_LDFLAGS='-mllvm --loongarch-annotate-tablejump'");
    assert_eq!(linker(&tree, THIN, &arch), "note: the tree's Makefiles add no flag for LTO");
}

#[test]
fn riscv_tells_the_linker_of_relaxation() {
    let lines = "ifndef CONFIG_RISCV_USE_LINKER_RELAXATION\nKBUILD_CFLAGS += -mno-relax\n\
                 else ifeq ($(CONFIG_LTO_CLANG),y)\n\tKBUILD_LDFLAGS += -mllvm -mattr=+c -mllvm -mattr=+relax\nendif\n";
    let tree = with_linker(Tree::new(KCONFIG, "").write("arch/riscv/Makefile", lines), "nothing");
    let config = format!("{THIN}CONFIG_RISCV_USE_LINKER_RELAXATION=y\n");
    let arch = ["--arch", "riscv"];
    assert_eq!(linker(&tree, &config, &arch), "KBUILD_LDFLAGS='-mllvm -mattr=+c -mllvm -mattr=+relax'");
    assert_eq!(linker(&tree, THIN, &arch), "note: the tree's Makefiles add no flag for LTO");
}

#[test]
fn a_vendors_lines_need_no_release_of_ltoconf() {
    let lines = "flags-$(CONFIG_LTO_VENDOR) += -flto=vendor\nCC_FLAGS_VENDOR := $(flags-y)\n\
                 KBUILD_CFLAGS := $(KBUILD_CFLAGS) $(CC_FLAGS_VENDOR)\n\
                 include $(if $(CONFIG_LTO_VENDOR),$(srctree)/scripts/Makefile.vendor)\n";
    let kconfig = format!("{KCONFIG}config LTO_VENDOR\n\tbool \"vendor\"\n");
    let tree = Tree::new(&kconfig, lines).write("scripts/Makefile.vendor", "LDFLAGS_vmlinux := --vendor\n");
    assert_snapshot!(tree.run(&format!("{THIN}CONFIG_LTO_VENDOR=y\n"), &["flags"]), @r"
    # LTO thin (LTO_CLANG_THIN); linux-6.12 x86
    CC_FLAGS_LTO :=
    # Makefile:20
    KBUILD_CFLAGS += -flto=vendor
    # scripts/Makefile.vendor:1
    LDFLAGS_vmlinux += --vendor
    ");
    // the kernel's own flags are no module's
    let told = tree.run(&format!("{THIN}CONFIG_LTO_VENDOR=y\n"), &["flags", "--module"]);
    assert!(!told.contains("LDFLAGS_vmlinux"), "{told}");
}

#[test]
fn a_flag_that_lto_takes_away_is_told() {
    let lines = "ifdef CONFIG_LTO\nKBUILD_CFLAGS := $(filter-out -O2,$(KBUILD_CFLAGS)) -O3\nendif\n";
    assert_snapshot!(Tree::new(KCONFIG, lines).run(THIN, &["flags"]), @r"
    # LTO thin (LTO_CLANG_THIN); linux-6.12 x86
    CC_FLAGS_LTO :=
    # Makefile:21
    KBUILD_CFLAGS += -O3
    # Makefile:21
    KBUILD_CFLAGS := $(filter-out -O2,$(KBUILD_CFLAGS))
    ");
}

#[test]
fn what_a_denied_probe_decides_is_named_and_not_guessed() {
    let tree = Tree::new(KCONFIG, SINCE_7_2);
    assert_snapshot!(tree.run(THIN, &["flags", "--probes", "deny"]));
    assert_snapshot!(tree.run(THIN, &["flags", "--probes", "deny", "--format", "json"]));
}

#[test]
fn what_make_can_do_and_ltoconf_cannot_is_named() {
    let lines = "ifdef CONFIG_LTO\nKBUILD_CFLAGS += -a $(file < x) -b\ninclude lost.mk\nendif\n";
    assert_snapshot!(Tree::new(KCONFIG, lines).run(THIN, &["flags"]), @r"
    # LTO thin (LTO_CLANG_THIN); linux-6.12 x86
    CC_FLAGS_LTO :=
    # Makefile:21
    KBUILD_CFLAGS += -a -b
    # not known: Makefile:21: KBUILD_CFLAGS += -a $(file < x) -b: it hangs on '$(file < x)': ltoconf does not evaluate this function of make
    # not known: Makefile:22: include lost.mk: it hangs on 'lost.mk': 'lost.mk' cannot be read
    note: not known: Makefile:21: KBUILD_CFLAGS += -a $(file < x) -b: it hangs on '$(file < x)': ltoconf does not evaluate this function of make
    note: not known: Makefile:22: include lost.mk: it hangs on 'lost.mk': 'lost.mk' cannot be read
    ");
}

#[test]
fn a_mode_that_hangs_on_a_denied_probe_is_no_mode() {
    let kconfig = KCONFIG.replace("\tbool \"thin\"", "\tbool \"thin\"\n\tdepends on $(shell,echo y)");
    let told = Tree::new(&kconfig, SINCE_7_2).run(THIN, &["flags", "--probes", "deny", "--format", "shell"]);
    assert!(told.contains("note: not known: Makefile:"), "{told}");
    assert!(told.contains("error: the LTO mode, and with it the flags, are not known"), "{told}");
    assert!(told.ends_with("exit 2") && !told.contains("CC_FLAGS_LTO='"), "{told}");
}

#[test]
fn a_line_that_is_not_honoured_is_told_and_what_comes_of_it_counts() {
    let kconfig = KCONFIG.replace("\tbool \"thin\"", "\tbool \"thin\"\n\tdepends on OBJTOOL");
    let tree = Tree::new(&kconfig, SINCE_7_2);
    let told = tree.run(&format!("{THIN}CONFIG_LTO_CLANG=y\n"), &["flags", "--format", "shell"]);
    assert!(told.starts_with("CC_FLAGS_LTO=''\n"), "{told}");
    let note = "note: the file sets LTO_CLANG_THIN=y, LTO_CLANG=y, which comes to n: these are not the flags that it \
                asks for (see 'ltoconf check')";
    assert!(told.ends_with(note), "{told}");
}

#[test]
fn what_the_makefile_objects_to_ends_with_2() {
    let tree = Tree::new(KCONFIG, "ifdef CONFIG_LTO\n$(error no LTO today)\nendif\n");
    assert_snapshot!(tree.run(THIN, &["flags"]), @r"
    error: the tree's Makefile stops: no LTO today
    exit 2
    ");
}

#[test]
fn a_tree_without_lines_about_lto_or_without_a_makefile_is_told_so() {
    let tree = Tree::new(KCONFIG, "");
    let told = tree.run(THIN, &["flags", "--format", "shell"]);
    assert!(told.ends_with("note: the tree's Makefiles add no flag for LTO"), "{told}");
    std::fs::remove_file(tree.0.path().join("Makefile")).unwrap();
    assert_snapshot!(tree.run(THIN, &["flags"]), @r"
    error: '…' has no Makefile to read flags from
      help: take the rules of a version: --embedded NAME
    exit 2
    ");
}

#[test]
fn a_makefile_that_does_not_include_the_configuration_is_read_with_it() {
    let tree =
        Tree::new(KCONFIG, "").write("Makefile", "ifdef CONFIG_LTO_CLANG_THIN\nCC_FLAGS_LTO := -flto=thin\nendif\n");
    assert!(tree.run(THIN, &["flags"]).contains("# Makefile:2\nCC_FLAGS_LTO := -flto=thin"));
}

#[test]
fn since_6_13_the_build_of_a_module_works_in_its_own_folder() {
    let lines = "\
ifdef KBUILD_EXTMOD
output := $(if $(filter $(CURDIR),$(realpath $(srctree))),$(KBUILD_EXTMOD))
endif
$(if $(output),$(shell mkdir -p \"$(output)\"))
abs_output := $(if $(output),$(realpath $(output)),$(CURDIR))
ifneq ($(abs_output),$(CURDIR))
need-sub-make := 1
endif
ifeq ($(need-sub-make),)
ifdef CONFIG_LTO
CC_FLAGS_LTO := -flto
KBUILD_LDFLAGS += --thinlto-cache-dir=$(CURDIR)/.thinlto-cache
endif
endif
";
    let tree = Tree::new(KCONFIG, lines).write("m/Kbuild", "");
    let told = tree.run(THIN, &["flags", "--extmod", "m", "--format", "shell"]);
    assert!(told.contains("CC_FLAGS_LTO='-flto'") && told.contains("cache-dir=…/m/.thinlto-cache'"), "{told}");
    assert!(!told.contains("note"), "{told}");
}

#[test]
fn words_are_quoted_for_their_readers() {
    let lines = "ifdef CONFIG_LTO\nKBUILD_CFLAGS += -D'a$$b' -Dc=\\#d\nendif\n";
    let tree = Tree::new(KCONFIG, lines);
    let shell = tree.run(THIN, &["flags", "--format", "shell"]);
    assert!(shell.contains(r"KBUILD_CFLAGS='-D'\''a$b'\'' -Dc=#d'"), "{shell}");
    let make = tree.run(THIN, &["flags"]);
    assert!(make.contains(r"KBUILD_CFLAGS += -D'a$$b' -Dc=\#d"), "{make}");
}

#[test]
fn formats_of_other_commands_are_bad_usage() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [["flags", "--format", "human"], ["--format", "concise", "flags"], ["check", "--format", "make"]] {
        let told = run(folder.path(), &arguments);
        assert!(told.contains("error: invalid value '") && told.ends_with("exit 2"), "{told}");
    }
    assert!(run(folder.path(), &["flags", "--format", "human"]).contains("one of make, shell, json"));
    assert!(run(folder.path(), &["flags", "--help"]).contains("make (a fragment to include), shell or json"));
}

#[test]
fn without_a_configuration_the_defaults_of_the_tree_are_told() {
    let tree = Tree::new(&KCONFIG.replace("prompt \"LTO\"", "prompt \"LTO\"\n\tdefault LTO_CLANG_FULL"), SINCE_7_2);
    let told = run(tree.0.path(), &["flags", "--format", "shell"]);
    assert!(told.starts_with("CC_FLAGS_LTO='-flto'"), "{told}");
}

#[test]
fn without_a_configuration_and_a_tree_the_remedy_is_told() {
    let folder = tempfile::tempdir().unwrap();
    assert_snapshot!(run(folder.path(), &["flags"]), @r"
    error: there is neither a .config nor a tree here
      help: name a configuration with --config FILE, or a tree with --tree DIR
    exit 2
    ");
}

#[test]
fn a_defconfig_has_the_makefile_of_the_architecture_that_it_stands_below() {
    let of_arm64 = "ifdef CONFIG_LTO_CLANG\nKBUILD_LDFLAGS += -m aarch64\nendif\n";
    let tree = Tree::new(KCONFIG, SINCE_7_2).write("arch/arm64/Makefile", of_arm64);
    let defconfig = "arch/arm64/configs/my_defconfig";
    let tree = tree.write(defconfig, "CONFIG_LTO_CLANG_FULL=y\n");
    let told = super::flags::run_with(tree.0.path(), &["flags", "--format", "shell", "--config", defconfig], &[]);
    assert!(told.contains("-m aarch64"), "{told}");
}

//! `ltoconf flags`: a few lines of a Makefile and a configuration enter, the flags that follow are expected. The
//! Makefiles are made up; what they set is what kernels of these versions set.

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::program::unguided;

/// The LTO family and what its flags hang on, all of it for the file to say.
pub(crate) const KCONFIG: &str = r#"
config MODULES
	bool "modules"
	modules
config LTO
	bool
config LTO_CLANG
	bool
	select LTO
choice
	prompt "LTO"
config LTO_NONE
	bool "none"
config LTO_CLANG_FULL
	bool "full"
	select LTO_CLANG
config LTO_CLANG_THIN
	bool "thin"
	select LTO_CLANG
config LTO_CLANG_THIN_DIST
	bool "distributed"
	select LTO_CLANG
endchoice
config LLD_VERSION
	int "lld"
config FRAME_WARN
	int "frame"
config X86_32
	bool "32 bit"
config OBJTOOL
	bool "objtool"
config RISCV_USE_LINKER_RELAXATION
	bool "relax"
"#;

/// The first patch's family: `LTO_CLANG` is a member of the choice, and `THINLTO` says which kind.
pub(crate) const SEED_KCONFIG: &str = r#"
config MODULES
	bool "modules"
	modules
config LTO
	bool
config THINLTO
	bool "thin"
	depends on LTO_CLANG
	default y
choice
	prompt "LTO"
	default LTO_NONE
config LTO_NONE
	bool "none"
config LTO_CLANG
	bool "clang"
	select LTO
endchoice
"#;

/// What stands around the lines of a version. The line after it is the 20th.
const HEAD: &str = "\
VERSION = 6
PATCHLEVEL = 12
SUBLEVEL = 1
ARCH ?= x86
SRCARCH := $(ARCH)
CC ?= cc
LD ?= ld
try-run = $(shell if ($(1)) >/dev/null 2>&1; then echo \"$(2)\"; fi)
ld-option = $(call try-run,$(LD) $(KBUILD_LDFLAGS) $(1) -v,$(1))
extmod_prefix = $(if $(KBUILD_EXTMOD),$(KBUILD_EXTMOD)/)
ifeq (\"$(origin M)\", \"command line\")
KBUILD_EXTMOD := $(M)
endif
KBUILD_CFLAGS := -O2
KBUILD_AFLAGS :=
KBUILD_LDFLAGS :=
export CC LD SRCARCH KBUILD_CFLAGS KBUILD_AFLAGS KBUILD_LDFLAGS
include include/config/auto.conf
include $(srctree)/arch/$(SRCARCH)/Makefile
";

/// The lines of 5.15 and later.
const LATER: &str = "\
ifdef CONFIG_LTO_CLANG
ifdef CONFIG_LTO_CLANG_THIN
CC_FLAGS_LTO\t:= -flto=thin -fsplit-lto-unit
else
CC_FLAGS_LTO\t:= -flto
endif
CC_FLAGS_LTO\t+= -fvisibility=hidden
KBUILD_LDFLAGS += -mllvm -import-instr-limit=5
endif
ifdef CONFIG_LTO
KBUILD_CFLAGS\t+= -fno-lto $(CC_FLAGS_LTO)
KBUILD_AFLAGS\t+= -fno-lto
export CC_FLAGS_LTO
endif
";

/// The lines of the first patch.
pub(crate) const SEED: &str = "\
ifdef CONFIG_LTO_CLANG
ifdef CONFIG_THINLTO
CC_FLAGS_LTO_CLANG := -flto=thin -fsplit-lto-unit
KBUILD_LDFLAGS\t+= --thinlto-cache-dir=.thinlto-cache
else
CC_FLAGS_LTO_CLANG := -flto
endif
CC_FLAGS_LTO_CLANG += -fvisibility=default
endif
ifdef CONFIG_LTO
CC_FLAGS_LTO\t:= $(CC_FLAGS_LTO_CLANG)
KBUILD_CFLAGS\t+= $(CC_FLAGS_LTO)
export CC_FLAGS_LTO
endif
";

/// A tree that is made up.
pub(crate) struct Tree(pub(crate) tempfile::TempDir);

impl Tree {
    /// A tree with these lines in its top Makefile.
    pub(crate) fn new(kconfig: &str, lines: &str) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        tree.write("Kconfig", kconfig).write("Makefile", &format!("{HEAD}{lines}")).write("arch/x86/Makefile", "")
    }

    pub(crate) fn write(self, path: &str, text: &str) -> Self {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Runs ltoconf on a configuration in the tree.
    pub(crate) fn run(&self, config: &str, arguments: &[&str]) -> String {
        fs::write(self.0.path().join(".config"), config).unwrap();
        run(self.0.path(), arguments)
    }

    /// The flags, as shell assignments.
    fn flags(&self, config: &str, arguments: &[&str]) -> String {
        self.run(config, &[&["flags", "--format", "shell"], arguments].concat())
    }
}

/// Runs ltoconf in a folder; what it prints, and its status where that is not 0.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> String {
    run_with(folder, arguments, &[])
}

/// The same with variables, each as `NAME=VALUE`, or `NAME=` for none.
pub(crate) fn run_with(folder: &Path, arguments: &[&str], variables: &[&str]) -> String {
    let variables = variables.iter().map(|variable| variable.split_once('=').unwrap());
    let output = unguided(folder)
        .args(arguments)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .envs([("COLUMNS", "100"), ("LD", "")])
        .envs(variables)
        .output()
        .unwrap();
    let folder = folder.canonicalize().unwrap().display().to_string();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().replace(&folder, "…");
    let status = output.status.code().unwrap();
    let status = if status == 0 { String::new() } else { format!("exit {status}\n") };
    format!("{}{}{status}", text(&output.stdout), text(&output.stderr)).trim_end().to_owned()
}

const THIN: &str = "CONFIG_LTO_CLANG_THIN=y\n";
const FULL: &str = "CONFIG_LTO_CLANG_FULL=y\n";

#[test]
fn thin_full_and_none() {
    let tree = Tree::new(KCONFIG, LATER);
    assert_snapshot!(tree.flags(THIN, &[]), @r"
    CC_FLAGS_LTO='-flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_CFLAGS='-fno-lto -flto=thin -fsplit-lto-unit -fvisibility=hidden'
    KBUILD_AFLAGS='-fno-lto'
    KBUILD_LDFLAGS='-mllvm -import-instr-limit=5'
    KBUILD_RUSTFLAGS=''
    ");
    assert_snapshot!(tree.flags(FULL, &[]), @r"
    CC_FLAGS_LTO='-flto -fvisibility=hidden'
    KBUILD_CFLAGS='-fno-lto -flto -fvisibility=hidden'
    KBUILD_AFLAGS='-fno-lto'
    KBUILD_LDFLAGS='-mllvm -import-instr-limit=5'
    KBUILD_RUSTFLAGS=''
    ");
    assert_snapshot!(tree.flags("", &[]), @r"
    CC_FLAGS_LTO=''
    KBUILD_CFLAGS=''
    KBUILD_AFLAGS=''
    KBUILD_LDFLAGS=''
    KBUILD_RUSTFLAGS=''
    ");
}

#[test]
fn each_word_has_its_line() {
    let lines = LATER.replace("KBUILD_LDFLAGS += -mllvm", "KBUILD_LDFLAGS += \\\n\t-mllvm");
    let lines = format!("{lines}KBUILD_RUSTFLAGS := -Cpanic=abort -Cembed-bitcode=n -Clto=n\n");
    assert_snapshot!(Tree::new(KCONFIG, &lines).run(THIN, &["flags"]));
}

#[test]
fn json_has_the_promised_keys() {
    let tree = Tree::new(KCONFIG, "ifdef CONFIG_LTO\nCC_FLAGS_LTO := -flto\nendif\n");
    assert_snapshot!(tree.run(THIN, &["flags", "--format", "json"]));
}

#[test]
fn seed_makefile_thin() {
    let tree = Tree::new(SEED_KCONFIG, SEED);
    assert_snapshot!(tree.flags("CONFIG_LTO_CLANG=y\n", &[]), @r"
    CC_FLAGS_LTO='-flto=thin -fsplit-lto-unit -fvisibility=default'
    KBUILD_CFLAGS='-flto=thin -fsplit-lto-unit -fvisibility=default'
    KBUILD_AFLAGS=''
    KBUILD_LDFLAGS='--thinlto-cache-dir=.thinlto-cache'
    KBUILD_RUSTFLAGS=''
    ");
}

#[test]
fn seed_makefile_full() {
    let tree = Tree::new(SEED_KCONFIG, SEED);
    assert_snapshot!(tree.flags("CONFIG_LTO_CLANG=y\n# CONFIG_THINLTO is not set\n", &["--module"]), @r"
    CC_FLAGS_LTO='-flto -fvisibility=default'
    KBUILD_CFLAGS='-flto -fvisibility=default'
    KBUILD_AFLAGS=''
    KBUILD_LDFLAGS=''
    KBUILD_RUSTFLAGS=''
    ");
}

#[test]
fn review_of_the_seed_an_external_module_has_a_cache_of_its_own() {
    let tree = Tree::new(SEED_KCONFIG, SEED).write("mod/Kbuild", "");
    let told = tree.flags("CONFIG_LTO_CLANG=y\n", &["--extmod", "mod/"]);
    assert!(told.contains("KBUILD_LDFLAGS='--thinlto-cache-dir=…/mod/.thinlto-cache'"), "{told}");
    assert!(told.contains("note: the cache stays in the module's folder; Makefile:23 would keep it"), "{told}");
}

#[test]
fn a_folder_with_a_blank_is_no_modules() {
    let told = Tree::new(SEED_KCONFIG, SEED).flags("CONFIG_LTO_CLANG=y\n", &["--extmod", "a b"]);
    assert_snapshot!(told, @r"
    error: make cannot build a module in '…/a b': its path holds a blank
      help: make a link to it at a path without blanks, and name that
    exit 2
    ");
}

#[test]
fn review_of_the_seed_cc_flags_lto_says_all_that_cc_flags_lto_clang_says() {
    let lines = "ifdef CONFIG_LTO_CLANG\nCC_FLAGS_LTO += -flto\nCC_FLAGS_LTO += -fvisibility=default\nendif\n\
                 KBUILD_CFLAGS += $(CC_FLAGS_LTO)\n";
    let told = Tree::new(SEED_KCONFIG, lines).flags("CONFIG_LTO_CLANG=y\n", &[]);
    assert!(told.starts_with("CC_FLAGS_LTO='-flto -fvisibility=default'\nKBUILD_CFLAGS='-flto -fvis"), "{told}");
    assert!(!told.contains("CC_FLAGS_LTO_CLANG"), "{told}");
}

#[test]
fn review_of_the_seed_all_yes_and_all_mod_do_not_turn_lto_on() {
    for mode in ["--allyesconfig", "--allmodconfig"] {
        let tree = Tree::new(SEED_KCONFIG, SEED);
        run(tree.0.path(), &["conf", mode]);
        let told = run(tree.0.path(), &["flags", "--format", "shell"]);
        assert!(told.starts_with("CC_FLAGS_LTO=''\nKBUILD_CFLAGS=''\n"), "{told}");
    }
}

#[test]
fn the_cache_of_5_12_and_5_15_goes_by_the_modules_prefix() {
    let lines = LATER.replace(
        "-fsplit-lto-unit\n",
        "-fsplit-lto-unit\nKBUILD_LDFLAGS += --thinlto-cache-dir=$(extmod_prefix).thinlto-cache\n",
    );
    let tree = Tree::new(KCONFIG, &lines).write("m/Kbuild", "");
    let linker = |arguments: &[&str]| {
        let told = tree.flags(THIN, arguments);
        told.lines().filter(|line| line.starts_with("KBUILD_LDFLAGS") || line.starts_with("note")).collect::<String>()
    };
    assert_eq!(linker(&[]), "KBUILD_LDFLAGS='--thinlto-cache-dir=.thinlto-cache -mllvm -import-instr-limit=5'");
    let own = "KBUILD_LDFLAGS='--thinlto-cache-dir=…/m/.thinlto-cache -mllvm -import-instr-limit=5'";
    assert_eq!(linker(&["--extmod", "m"]), own);
}

#[test]
fn conditions_on_other_symbols_decide_about_lines_inside() {
    let x86 = "ifdef CONFIG_LTO_CLANG\nifeq ($(shell test $(CONFIG_LLD_VERSION) -lt 130000; echo $$?),0)\n\
               KBUILD_LDFLAGS += -plugin-opt=-stack-alignment=$(if $(CONFIG_X86_32),4,8)\nendif\nendif\n";
    let warn = "ifdef CONFIG_LTO_CLANG\nifneq ($(CONFIG_FRAME_WARN),0)\n\
                KBUILD_LDFLAGS += -plugin-opt=-warn-stack-size=$(CONFIG_FRAME_WARN)\nendif\nendif\n";
    let tree = Tree::new(KCONFIG, &format!("{LATER}{warn}")).write("arch/x86/Makefile", x86);
    let linker = |config: &str| {
        let told = tree.flags(&format!("{THIN}{config}"), &[]);
        told.lines().find(|line| line.starts_with("KBUILD_LDFLAGS")).unwrap().to_owned()
    };
    let old = linker("CONFIG_LLD_VERSION=120000\nCONFIG_FRAME_WARN=2048\nCONFIG_X86_32=y\n");
    assert_eq!(
        old,
        "KBUILD_LDFLAGS='-plugin-opt=-stack-alignment=4 -mllvm -import-instr-limit=5 -plugin-opt=-warn-stack-size=2048'"
    );
    let new = linker("CONFIG_LLD_VERSION=190000\nCONFIG_FRAME_WARN=0\n");
    assert_eq!(new, "KBUILD_LDFLAGS='-mllvm -import-instr-limit=5'");
}

#[test]
fn of_several_lines_the_last_one_counts() {
    let tree = Tree::new(KCONFIG, LATER);
    let told = tree.flags(&format!("CONFIG_LTO_NONE=y\n# CONFIG_LTO_NONE is not set\n{THIN}"), &[]);
    assert!(told.starts_with("CC_FLAGS_LTO='-flto=thin ") && !told.contains("note:"), "{told}");
}

/// A vendor's choice, and what its Makefile makes of a member of its own.
fn vendors() -> Tree {
    let member =
        |name: &str, selects: &str| format!("config LTO_{name}\n\tbool \"{name}\"\n\tselect {selects}\nendchoice\n");
    let own = member("CLANG_OWN", "LTO_CLANG").replace("endchoice\n", "") + &member("GCC", "LTO");
    Tree::new(
        &KCONFIG.replace("endchoice\n", &own),
        &format!("{LATER}ifdef CONFIG_LTO_GCC\nCC_FLAGS_LTO := -flto=auto\nendif\n"),
    )
}

#[test]
fn a_trees_own_member_is_a_mode_that_is_not_known_and_its_makefile_says_the_flags() {
    let tree = vendors();
    let said = ["CONFIG_LTO_CLANG_OWN=y\n", "CONFIG_LTO_GCC=y\n"]
        .map(|config| ["check", "flags", "plan"].map(|command| tree.run(config, &[command])).join("\n"));
    assert_snapshot!(said.join("\n\n"));
    assert_eq!(tree.flags(THIN, &[]), Tree::new(KCONFIG, LATER).flags(THIN, &[]));
}

#[test]
fn a_trees_own_member_counts_in_the_build_of_a_module_as_it_is_stated() {
    let tree = vendors().write("m/Kbuild", "");
    let header = "# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.12.1 Kernel Configuration\n";
    let config = format!("{header}CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_OWN=y\n");
    assert_snapshot!(tree.run(&config, &["flags", "--extmod", "m"]));
}

#[test]
fn paths_from_the_root_are_below_the_folder_in_which_the_build_works() {
    let lines = "ifdef CONFIG_LTO\nKBUILD_LDFLAGS += --a=$(abspath cache) --b=$(abspath /a/../b//c/.)\n\
                 KBUILD_LDFLAGS += --c=$(CURDIR)/d --e=$(abspath x/../f)\nendif\n";
    let tree = Tree::new(KCONFIG, lines);
    let told = |name: &str, arguments: &[&str]| {
        let tree = Tree::new(KCONFIG, lines).write(&format!("build/{name}"), THIN);
        run(
            tree.0.path(),
            &[&["flags", "--tree=.", "--format=shell", "--config", &format!("build/{name}")], arguments].concat(),
        )
    };
    let all = [tree.flags(THIN, &[]), told(".config", &[]), told("my.config", &["--arch=x86"])];
    assert_snapshot!(all.join("\n\n"));
}

#[test]
fn a_module_is_built_in_the_kernels_build_folder_before_6_13() {
    let lines = "ifdef CONFIG_LTO\nKBUILD_LDFLAGS += --c=$(CURDIR)/d\nendif\n";
    let tree = Tree::new(KCONFIG, lines).write("build/.config", THIN).write("m/Kbuild", "");
    let arguments = ["flags", "--tree=.", "--format=shell", "--config=build/.config", "--extmod=m"];
    assert!(run(tree.0.path(), &arguments).contains("KBUILD_LDFLAGS='--c=…/build/d'"));
}

#[test]
fn how_often_make_started_itself_is_not_known() {
    let lines = "ifdef CONFIG_LTO\nKBUILD_LDFLAGS += -a --level=$(MAKELEVEL)\nendif\n";
    assert_snapshot!(Tree::new(KCONFIG, lines).flags(THIN, &[]));
}

#[test]
fn blanks_beside_the_brackets_of_a_comparison_are_text() {
    let lines = "ifeq ($(CONFIG_LTO),y )\nKBUILD_CFLAGS += -after\nendif\n\
                 ifeq ( $(CONFIG_LTO), y)\nKBUILD_CFLAGS += -before\nendif\n\
                 ifeq ($(CONFIG_LTO) , y)\nKBUILD_CFLAGS += -around\nendif\n";
    assert_snapshot!(Tree::new(KCONFIG, lines).flags(THIN, &[]), @r"
    CC_FLAGS_LTO=''
    KBUILD_CFLAGS='-around'
    KBUILD_AFLAGS=''
    KBUILD_LDFLAGS=''
    KBUILD_RUSTFLAGS=''
    ");
}

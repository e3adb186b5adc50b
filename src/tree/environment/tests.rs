//! Environments rebuilt from a tree made up here, whose Makefiles have the kernel's shape. That
//! real trees come out right too is checked against real make, apart from these tests.

use std::fs;

use super::*;

const TOP: &str = r"
VERSION = 6
PATCHLEVEL = 12
SUBLEVEL = 5
EXTRAVERSION = -rc1
ifneq ($(sub_make_done),1)
MAKEFLAGS += -rR
unexport LC_ALL
LC_COLLATE=C
export LC_COLLATE
$(shell touch never-run)
export sub_make_done := 1
endif
ifeq ($(filter --no-print-directory, $(MAKEFLAGS)),)
need-sub-make := 1
endif
ifeq ($(need-sub-make),1)
$(error make would start itself)
else
ifneq ($(filter %config,$(MAKECMDGOALS)),)
	config-build := 1
endif
include $(srctree)/scripts/Kbuild.include
KERNELVERSION = $(VERSION)$(if $(PATCHLEVEL),.$(PATCHLEVEL)$(if $(SUBLEVEL),.$(SUBLEVEL)))$(EXTRAVERSION)
export KERNELVERSION
include $(srctree)/scripts/subarch.include
ARCH ?= $(SUBARCH)
SRCARCH := $(ARCH)
ifeq ($(ARCH),x86_64)
        SRCARCH := x86
endif
KCONFIG_CONFIG ?= .config
ifneq ($(LLVM),)
ifneq ($(filter %/,$(LLVM)),)
LLVM_PREFIX := $(LLVM)
else ifneq ($(filter -%,$(LLVM)),)
LLVM_SUFFIX := $(LLVM)
endif
CC = $(LLVM_PREFIX)clang$(LLVM_SUFFIX)
LD = $(LLVM_PREFIX)ld.lld$(LLVM_SUFFIX)
else
CC = $(CROSS_COMPILE)gcc
LD = $(CROSS_COMPILE)ld
endif
CPP = $(CC) -E
HOSTCC = gcc
PAHOLE = pahole	# a comment
KBUILD_CFLAGS := -O2
CLANG_FLAGS :=
export ARCH SRCARCH CC LD CPP CROSS_COMPILE PAHOLE HOSTCC KCONFIG_CONFIG
export KBUILD_CFLAGS NEVER_SET
CC_VERSION_TEXT = $(subst $(pound),,$(shell LC_ALL=C $(CC) --version 2>/dev/null | head -n 1))
ifneq ($(findstring clang,$(CC_VERSION_TEXT)),)
include $(srctree)/scripts/Makefile.clang
endif
ifdef config-build
include $(srctree)/arch/$(SRCARCH)/Makefile
export KBUILD_DEFCONFIG CC_VERSION_TEXT
%config: outputmakefile FORCE
	$(Q)$(MAKE) $(build)=scripts/kconfig $@
	CC = never
else
CC = never
endif
endif
";

const FILES: [(&str, &str); 7] = [
    ("Makefile", TOP),
    ("arch/Kconfig", ""),
    (
        "scripts/Kbuild.include",
        "pound := \\#\ndefine newline\n\n\nendef\n\
         try-run = $(shell if ($(1)); then echo $(2); fi)\n\
         cc-option = $(call try-run,$(CC) $(1) /dev/null,$(1))\n",
    ),
    ("scripts/subarch.include", "SUBARCH := $(shell uname -m | sed -e s/x86_64/x86/ \\\n\t-e s/aarch64.*/arm64/)\n"),
    (
        "scripts/Makefile.clang",
        "TARGET_arm64 := aarch64-linux-gnu\nTARGET_x86 := x86_64-linux-gnu\n\
         ifeq ($(TARGET_$(SRCARCH)),)\n$(error add a target)\nendif\n\
         CLANG_FLAGS += --target=$(TARGET_$(SRCARCH))\n\
         ifeq ($(LLVM_IAS),0)\nCLANG_FLAGS += -fno-integrated-as\nelse\nCLANG_FLAGS += -fintegrated-as\nendif\n\
         export CLANG_FLAGS\n",
    ),
    ("arch/x86/Makefile", "KBUILD_DEFCONFIG := $(ARCH)_defconfig\nKBUILD_CFLAGS += $(call cc-option,-mx32)\n"),
    (
        "scripts/kconfig/Makefile",
        "export KCONFIG_DEFCONFIG_LIST := arch/$(SRCARCH)/configs/$(KBUILD_DEFCONFIG)\nunexport CONFIG_\n",
    ),
];

/// A tree with the kernel's Makefiles, and another architecture or two.
fn tree() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (path, text) in FILES {
        write(path, text);
    }
    write("arch/arm64/Makefile", "");
    write("arch/odd/Makefile", "CROSS_COMPILE := odd-linux-\nNM := $(NM) -B\nexport NM\n");
    folder
}

/// The environment that `change` asks for; the tree goes away.
fn rebuilt(base: &[(&str, &str)], change: impl Fn(&mut Request<'_>)) -> Rebuilt {
    rebuilt_in(&tree(), base, change)
}

fn rebuilt_in(folder: &tempfile::TempDir, base: &[(&str, &str)], change: impl Fn(&mut Request<'_>)) -> Rebuilt {
    let base: Environment = base.iter().copied().collect();
    let mut request = Request { machine: Some("x86_64"), ..Request::new(folder.path(), &base) };
    change(&mut request);
    let rebuilt = Environment::rebuild(&request).unwrap();
    assert!(!folder.path().join("never-run").exists());
    rebuilt
}

fn check(rebuilt: &Rebuilt, expected: &[(&str, Option<&str>)]) {
    for (name, value) in expected {
        let found = rebuilt.environment().get(name).map(|v| String::from_utf8_lossy(v).into_owned());
        assert_eq!(found.as_deref(), *value, "{name}");
    }
}

#[test]
fn nothing_given_means_gcc_for_this_machine() {
    let rebuilt = rebuilt(&[("LC_ALL", "de_DE"), ("CONFIG_", "X"), ("HOME", "/h")], |_| {});
    check(
        &rebuilt,
        &[
            ("ARCH", Some("x86")),
            ("SRCARCH", Some("x86")),
            ("CC", Some("gcc")),
            ("CPP", Some("gcc -E")),
            ("LD", Some("ld")),
            ("CROSS_COMPILE", Some("")),
            ("NEVER_SET", Some("")),
            ("CLANG_FLAGS", None),
            ("KERNELVERSION", Some("6.12.5-rc1")),
            ("PAHOLE", Some("pahole")),
            ("KCONFIG_DEFCONFIG_LIST", Some("arch/x86/configs/x86_defconfig")),
            ("KCONFIG_CONFIG", Some(".config")),
            ("LC_COLLATE", Some("C")),
            ("LC_ALL", None),
            ("CONFIG_", None),
            ("HOME", Some("/h")),
            // hangs on a compile test, and Kconfig does not read it
            ("KBUILD_CFLAGS", None),
        ],
    );
}

#[test]
fn llvm_names_the_tools_in_its_three_ways() {
    let tools = |llvm, cc, ld| {
        let rebuilt = rebuilt(&[("LLVM", "-14")], |request| request.llvm = Some(llvm));
        check(&rebuilt, &[("CC", Some(cc)), ("LD", Some(ld)), ("LLVM", Some(llvm))]);
    };
    tools("1", "clang", "ld.lld");
    tools("-19", "clang-19", "ld.lld-19");
    tools("/opt/llvm/", "/opt/llvm/clang", "/opt/llvm/ld.lld");
}

#[test]
fn the_architecture_comes_from_request_environment_header_machine_in_this_order() {
    let arch = |base: &[(&str, &str)], arch: Option<&'static str>, header: Option<&'static str>| {
        let rebuilt = rebuilt(base, |request| (request.arch, request.header_arch) = (arch, header));
        String::from_utf8(rebuilt.environment().get("ARCH").unwrap().to_vec()).unwrap()
    };
    assert_eq!(arch(&[("ARCH", "odd")], Some("arm64"), Some("x86")), "arm64");
    assert_eq!(arch(&[("ARCH", "odd")], None, Some("x86")), "odd");
    assert_eq!(arch(&[("ARCH", "")], None, Some("arm64")), "arm64");
    assert_eq!(arch(&[], None, None), "x86");
}

#[test]
fn tools_in_the_environment_win_over_the_makefile_but_other_variables_do_not() {
    let base = [("CC", "ccache gcc-12"), ("CROSS_COMPILE", "arm-"), ("CPP", "cpp"), ("NM", "llvm-nm")];
    let rebuilt = rebuilt(&base, |request| request.arch = Some("x86_64"));
    check(
        &rebuilt,
        &[
            ("CC", Some("ccache gcc-12")),
            ("CPP", Some("ccache gcc-12 -E")),
            ("LD", Some("arm-ld")),
            ("NM", Some("llvm-nm")),
            ("SRCARCH", Some("x86")),
        ],
    );
}

#[test]
fn an_architecture_may_choose_its_tools() {
    let rebuilt = rebuilt(&[], |request| request.arch = Some("odd"));
    check(&rebuilt, &[("CROSS_COMPILE", Some("odd-linux-")), ("CC", Some("odd-linux-gcc"))]);
}

#[test]
fn clang_is_recognised_by_name_until_it_is_asked() {
    let mut rebuilt = rebuilt(&[("LLVM_IAS", "0")], |request| {
        (request.arch, request.llvm) = (Some("arm64"), Some("-19"));
    });
    let flags = Some("--target=aarch64-linux-gnu -fno-integrated-as");
    check(&rebuilt, &[("CLANG_FLAGS", flags), ("CC_VERSION_TEXT", Some(""))]);
    let command = b"LC_ALL=C clang-19 --version 2>/dev/null | head -n 1".to_vec();
    let variable = Some("CC_VERSION_TEXT".to_owned());
    assert_eq!(rebuilt.questions(), [Question { variable, command: command.clone() }]);

    rebuilt.answer([(command, "Debian clang # version 19")]).unwrap();
    check(&rebuilt, &[("CLANG_FLAGS", flags), ("CC_VERSION_TEXT", Some("Debian clang  version 19"))]);
    assert!(rebuilt.questions().is_empty());
}

#[test]
fn a_compiler_that_turns_out_to_be_clang_changes_the_flags() {
    let folder = tree();
    let mut rebuilt = rebuilt_in(&folder, &[("CC", "cc")], |_| {});
    check(&rebuilt, &[("CLANG_FLAGS", None)]);
    rebuilt.settle(|_, open| open.iter().map(|c| (c.clone(), b"clang 19".to_vec())).collect()).unwrap();
    check(&rebuilt, &[("CLANG_FLAGS", Some("--target=x86_64-linux-gnu -fintegrated-as"))]);
}

#[test]
fn what_a_makefile_objects_to_is_kept() {
    let rebuilt = rebuilt(&[], |request| (request.arch, request.llvm) = (Some("odd"), Some("1")));
    assert_eq!(rebuilt.complaints(), ["add a target"]);
}

#[test]
fn an_unknown_architecture_is_refused_with_those_that_are_there() {
    let folder = tree();
    let base = Environment::new();
    let request = Request { arch: Some("vax"), ..Request::new(folder.path(), &base) };
    match Environment::rebuild(&request).unwrap_err() {
        EnvironmentError::UnknownArch { arch, known, .. } => {
            assert_eq!((arch.as_str(), known), ("vax", vec!["arm64".into(), "odd".into(), "x86".into()]));
        }
        other @ EnvironmentError::Tree { .. } => panic!("{other}"),
    }
}

#[test]
fn a_tree_without_makefile_gets_the_usual_rules() {
    let folder = tempfile::tempdir().unwrap();
    let base: Environment = [("LLVM", "-19")].into_iter().collect();
    let request = Request { arch: Some("i386"), ..Request::new(folder.path(), &base) };
    let rebuilt = Environment::rebuild(&request).unwrap();
    check(
        &rebuilt,
        &[
            ("ARCH", Some("i386")),
            ("SRCARCH", Some("x86")),
            ("CC", Some("clang-19")),
            ("NM", Some("llvm-nm-19")),
            ("CLANG_FLAGS", Some("-fintegrated-as")),
        ],
    );
    let srctree = folder.path().canonicalize().unwrap();
    assert_eq!(rebuilt.environment().get("srctree"), Some(srctree.as_os_str().as_encoded_bytes()));
}

#[test]
fn makefiles_made_to_hurt_do_no_harm() {
    for text in [
        "PATCHLEVEL=\nA = $(A)\nexport A\n",
        "PATCHLEVEL=\ninclude Makefile\n",
        "PATCHLEVEL=\nA := aaaaaaaaaaaaaaaa\nB = $(A)$(A)\nC = $(B)$(B)$(B)$(B)$(B)$(B)$(B)$(B)\nD = $(foreach i,$(C),$(C))\n\
         X = $(Y)$(Y)\nY = $(Z)$(Z)\nZ = $(X)$(X)\nexport X D\n",
        "PATCHLEVEL=\nendif\nelse\nifeq\nifeq (\ndefine A\n",
        "PATCHLEVEL=\nA = $(\nB = ${\nC = $\nexport A B C\n\\",
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Makefile"), text).unwrap();
        let base = Environment::new();
        let rebuilt = Environment::rebuild(&Request::new(folder.path(), &base)).unwrap();
        assert!(rebuilt.environment().get("CC").is_some(), "{text}");
    }
    let deep = format!("PATCHLEVEL=\nA := {}x\nexport A\n", "$(".repeat(100_000));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Makefile"), deep).unwrap();
    assert!(Environment::rebuild(&Request::new(folder.path(), &Environment::new())).is_ok());
}

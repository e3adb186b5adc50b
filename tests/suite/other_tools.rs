//! `explain` and `fix` where the tools of now rule a wish out: a tree that asks for the compiler's name, and toolchains
//! that are installed by name alone, enter; what holds with the others is expected.

#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use insta::assert_snapshot;

use crate::program::{program, told};

/// Exports what the kernel's Makefile does, as far as the tree asks.
const MAKEFILE: &str = "VERSION = 6
PATCHLEVEL = 12
SRCARCH = x86
ifneq ($(filter -%,$(LLVM)),)
SUFFIX = $(LLVM)
endif
CC = $(if $(LLVM),clang$(SUFFIX),gcc)
export SRCARCH CC
";

const KCONFIG: &str = r#"
config CLANG
	def_bool $(shell,case "$(CC)" in (clang*) echo y;; (*) echo n;; esac)
config NEWEST
	def_bool $(shell,case "$(CC)" in (clang-19) echo y;; (*) echo n;; esac)
config CC_NAME
	string
	default "$(CC)"
config THIN
	bool "thin"
	depends on CLANG
config OTHER
	bool "other"
	depends on !NEWEST
	default y
config WITHOUT
	bool "without"
	depends on !CLANG
	default y
config NEVER
	bool "never"
	depends on THIN && !CLANG
config PLAIN
	bool "plain"
	depends on MISSING
"#;

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("Kconfig", KCONFIG), ("Makefile", MAKEFILE), (".config", "# CONFIG_THIN is not set\n")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let tools = folder.path().join("tools");
        fs::create_dir(&tools).unwrap();
        for tool in ["clang-19", "ld.lld-19", "clang-14", "ld.lld-14", "clang-9"] {
            fs::write(tools.join(tool), "#!/bin/sh\n").unwrap();
            fs::set_permissions(tools.join(tool), fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// The program where these tools alone are to be found.
    fn ltoconf(&self, arguments: &[&str]) -> Command {
        let mut command = program(self.path());
        command.env("PATH", self.path().join("tools")).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> String {
        told(self.path(), &self.ltoconf(arguments).output().unwrap())
    }
}

#[test]
fn every_toolchain_that_does_is_told_with_all_that_it_changes() {
    let place = Place::new();
    assert_snapshot!(place.run(&["explain", "THIN"]));
    assert_snapshot!(place.run(&["fix", "THIN=y"]));
    assert_snapshot!(place.run(&["fix", "THIN=y", "--as", "json"]));
}

#[test]
fn what_would_not_hold_here_is_not_written() {
    let place = Place::new();
    assert_snapshot!(place.run(&["fix", "THIN=y", "--in-place"]));
    for arguments in [["-o", "out"], ["--as", "fragment"], ["--as", "script"]] {
        let told = place.run(&[&["fix", "THIN=y"], arguments.as_slice()].concat());
        assert!(told.starts_with("not possible with the tools of now") && told.ends_with("exit 1"), "{told}");
    }
    assert_eq!(fs::read_to_string(place.path().join(".config")).unwrap(), "# CONFIG_THIN is not set\n");
    assert!(!place.path().join("out").exists() && !place.path().join(".config.old").exists());
}

#[test]
fn what_needs_other_tools_says_so_where_it_is_written() {
    assert_snapshot!(Place::new().run(&["fix", "THIN=y", "--llvm=-14", "--as", "fragment"]));
}

#[test]
fn other_tools_are_named_where_they_have_a_say_alone() {
    let place = Place::new();
    assert!(place.run(&["explain", "NEVER"]).contains("other tools that are installed either: LLVM=-19, LLVM=-14\n"));
    assert_snapshot!(place.run(&["explain", "PLAIN"]));
}

#[test]
fn a_configuration_from_the_standard_input_is_asked_of_other_tools_too() {
    let place = Place::new();
    let config = fs::File::open(place.path().join(".config")).unwrap();
    let told = place.ltoconf(&["fix", "THIN=y", "--config", "-"]).stdin(config).output().unwrap();
    assert!(String::from_utf8(told.stdout).unwrap().contains("make LLVM=-14"));
}

#[test]
fn a_tree_that_lacks_the_compiler_tells_which_are_there() {
    let place = Place::new();
    let lacking = "$(error-if,$(failure,command -v $(CC)),C compiler '$(CC)' not found)\n";
    let macros = "failure = $(if-success,$(1),n,y)\nif-success = $(shell,{ $(1); } >/dev/null 2>&1 && echo \"$(2)\" || echo \"$(3)\")\n";
    fs::write(place.path().join("Kconfig"), format!("{macros}{lacking}{KCONFIG}")).unwrap();
    assert_snapshot!(place.run(&["check", "--llvm"]));

    // before Linux 5.18 make knows plain names only
    let old = MAKEFILE.replace("$(SUFFIX)", "");
    fs::write(place.path().join("Makefile"), old).unwrap();
    assert!(!place.run(&["check", "--llvm=-14"]).contains("help"));
    let home = place.path().join("llvm-19");
    fs::create_dir(&home).unwrap();
    for tool in ["clang", "ld.lld"] {
        fs::write(home.join(tool), "").unwrap();
    }
    fs::remove_file(place.path().join("tools/clang-19")).unwrap();
    std::os::unix::fs::symlink(home.join("clang"), place.path().join("tools/clang-19")).unwrap();
    assert_snapshot!(place.run(&["check", "--llvm=-14"]));
}

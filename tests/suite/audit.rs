//! `ltoconf audit`: a small build folder as kbuild would leave it, in part with real objects of gcc, enters; the
//! findings and the status are expected.

use std::{fs, path::Path, process::Command};

use insta::assert_snapshot;

use crate::program::{told, unguided};

/// A build folder that is made by a test.
struct Build(tempfile::TempDir);

const HEAD: &str =
    "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.12.0 Kernel Configuration\n#\nCONFIG_X86=y\n";
const THIN: &str = "CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n";
const NONE: &str = "CONFIG_LTO_NONE=y\n# CONFIG_LTO_CLANG_THIN is not set\n";

/// Flags of a C file of the kernel, as 6.12 writes them.
const ASKED: &str = "-fno-lto -flto=thin -fsplit-lto-unit -fvisibility=hidden";

/// The smallest bitcode: its magic, an identification and a module.
fn bitcode() -> Vec<u8> {
    let words: [u32; 8] = [0xdec0_4342, 1 | 13 << 2 | 5 << 10, 1, 0, 1 | 8 << 2 | 3 << 10, 2, 0, 0];
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// An ELF object that gcc makes of C.
fn elf(flags: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.c"), "int f(void) { return 1; }\n").unwrap();
    let made = Command::new("gcc").args(flags).args(["-c", "a.c", "-o", "a.o"]).current_dir(folder.path()).status();
    assert!(made.unwrap().success());
    let mut object = fs::read(folder.path().join("a.o")).unwrap();
    // for x86_64, whatever machine this is
    object[18..20].copy_from_slice(&62_u16.to_le_bytes());
    object
}

impl Build {
    fn new(mode: &str) -> Self {
        let build = Self(tempfile::tempdir().unwrap());
        build.file(".config", format!("{HEAD}{mode}"));
        build
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// An object and how kbuild made it.
    fn made(&self, path: &str, bytes: impl AsRef<[u8]>, command: &str, source: &str) {
        self.file(path, bytes);
        let (folder, name) = path.rsplit_once('/').unwrap();
        let saved = format!("savedcmd_{path} := {command}\n\nsource_{path} := ../{source}\n\ndeps_{path} := \\\n");
        self.file(&format!("{folder}/.{name}.cmd"), saved);
    }

    /// A C file of the kernel.
    fn compiled(&self, path: &str, bytes: impl AsRef<[u8]>, flags: &str) {
        let command = format!("clang -D__KERNEL__ {flags} -DKBUILD_MODNAME='\"x\"' -c -o {path} x.c ");
        self.made(path, bytes, &command, &path.replace(".o", ".c"));
    }

    /// A thin archive, as `ar` makes it.
    fn archive(&self, path: &str, members: &[&str]) {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let made = Command::new("ar")
            .args(["cDPrST", name])
            .args(members)
            .current_dir(self.path().join(folder))
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
    }

    fn audit(&self, more: &[&str]) -> String {
        told(self.path(), &unguided(self.path()).args(["audit", "."]).args(more).output().unwrap())
    }
}

/// A build with ThinLTO in which everything is as it should be.
fn thin() -> Build {
    let build = Build::new(THIN);
    let elf = elf(&[]);
    for path in ["kernel/fork.o", "kernel/exit.o", "mm/slub.o", "fs/fat/cache.o", "fs/fat/dir.o"] {
        build.compiled(path, bitcode(), ASKED);
    }
    let assembled = "clang -D__ASSEMBLY__ -fno-lto -DKBUILD_MODNAME='\"x\"' -c -o kernel/entry.o entry.S";
    build.made("kernel/entry.o", &elf, assembled, "entry.S");
    build.compiled("arch/x86/entry/vdso/vclock_gettime.o", &elf, "-fno-lto");
    build.compiled("arch/x86/boot/main.o", &elf, "-m16");
    build.compiled("lib/leaves_lto_out.o", &elf, "-fno-lto");
    build.made("scripts/kconfig/conf.o", &elf, "gcc -O2 -c -o scripts/kconfig/conf.o conf.c", "conf.c");
    build.made("fs/fat/fat.o", &elf, "ld.lld -r -o fs/fat/fat.o @fs/fat/fat.mod", "");
    build.file("fs/fat/fat.mod", "fs/fat/cache.o\nfs/fat/dir.o\n");
    build.compiled("fs/fat/fat.mod.o", bitcode(), ASKED);
    build.file("fs/fat/fat.ko", &elf);
    let single =
        format!("{ASKED} -DKBUILD_MODNAME='\"x\"' -c -o lib/crc7.o crc7.c ; ld.lld -r -o lib/.tmp_crc7.o lib/crc7.o");
    build.made("lib/crc7.o", &elf, &single, "crc7.c");
    build.file("vmlinux.o", &elf);
    build.file("vmlinux", &elf);
    build.archive("kernel/built-in.a", &["fork.o", "exit.o", "entry.o"]);
    build.archive("mm/built-in.a", &["slub.o"]);
    build.archive("built-in.a", &["kernel/built-in.a", "mm/built-in.a"]);
    build
}

#[test]
fn a_build_in_order_takes_one_line() {
    assert_snapshot!(thin().audit(&[]));
}

#[test]
fn objects_that_were_replaced_are_named_by_folder() {
    let build = thin();
    let elf = elf(&[]);
    build.file("kernel/fork.o", &elf);
    build.file("mm/slub.o", &elf);
    build.file("lib/leaves_lto_out.o", bitcode());
    build.file("fs/fat/fat.ko", bitcode());
    assert_snapshot!(build.audit(&[]));
}

#[test]
fn objects_compiled_by_other_flags_are_told_by_their_commands() {
    let build = thin();
    let elf = elf(&[]);
    build.compiled("kernel/fork.o", &elf, "-O2");
    build.compiled("kernel/exit.o", bitcode(), "-fno-lto -flto -fvisibility=hidden");
    build.compiled("mm/slub.o", &elf, &format!("{ASKED} -fno-lto"));
    assert_snapshot!(build.audit(&["--format", "concise"]), @r"
    ./kernel/fork.o:1:1: error[ltoconf::audit::compiled-without-lto] was compiled without a word of LTO, where the configuration has ThinLTO
    ./mm/slub.o:1:1: warning[ltoconf::audit::lto-turned-off] was compiled with -fno-lto after -flto, which turns LTO off again
    ./kernel/exit.o:1:1: warning[ltoconf::audit::other-lto-mode] was compiled for the other kind of LTO, where the configuration has ThinLTO
    exit 1
    ");
}

#[test]
fn bitcode_in_a_build_without_lto() {
    let build = thin();
    build.file(".config", format!("{HEAD}{NONE}"));
    build.compiled("kernel/left_over.o", bitcode(), ASKED);
    assert_snapshot!(build.audit(&[]));
}

#[test]
fn a_build_without_lto_in_order() {
    let build = Build::new(NONE);
    build.compiled("kernel/fork.o", elf(&[]), "-O2");
    build.file("tools/objtool/check.o", elf(&["-flto"]));
    assert_snapshot!(build.audit(&[]), @r"
    .: every object is what it should be; lto: none (LTO_NONE=y, line 6); 2 objects: 1 ELF, 1 other LTO
    exit 0
    ");
}

#[test]
fn objects_of_gccs_lto_are_said_to_be_these() {
    let build = Build::new(THIN);
    build.compiled("kernel/slim.o", elf(&["-flto", "-fno-fat-lto-objects"]), ASKED);
    build.compiled("kernel/fat.o", elf(&["-flto", "-ffat-lto-objects"]), ASKED);
    assert_snapshot!(build.audit(&["--format", "concise"]));
    build.file(".config", format!("{HEAD}{NONE}"));
    assert_snapshot!(build.audit(&["--format", "concise"]));
}

#[test]
fn without_saved_commands_only_what_is_certain_is_told() {
    let build = Build::new(THIN);
    build.file("kernel/fork.o", elf(&[]));
    build.file("kernel/exit.o", bitcode());
    build.file("arch/x86/purgatory/string.o", elf(&[]));
    build.file("drivers/misc/lkdtm/rodata.o", elf(&[]));
    // an assembler file names no source
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("e.S"), ".globl e\ne:\n").unwrap();
    let entry = build.path().join("kernel/entry.o");
    let made = Command::new("gcc").arg("-c").arg(folder.path().join("e.S")).arg("-o").arg(entry).status();
    assert!(made.unwrap().success());
    assert_snapshot!(build.audit(&[]));
}

#[test]
fn broken_files_and_members_that_are_missing_are_named() {
    let build = thin();
    let elf = elf(&[]);
    build.file("kernel/fork.o", &elf[..elf.len() - 100]);
    build.file("kernel/exit.o", "");
    build.file("kernel/entry.o", &bitcode()[..20]);
    fs::remove_file(build.path().join("mm/slub.o")).unwrap();
    build.file("lib/lib.a", "!<thin>\nwhat is this");
    assert_snapshot!(build.audit(&["--format", "concise"]));
}

#[test]
fn an_archive_that_promises_more_than_it_has_is_broken() {
    let build = thin();
    let header = format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "a.o/", 0, 0, 0, 644, 99_999_999);
    build.file("lib/lib.a", format!("!<arch>\n{header}BC"));
    assert_snapshot!(build.audit(&["--format", "concise"]), @r"
    ./lib/lib.a:1:1: warning[ltoconf::audit::unreadable] the archive is truncated or damaged
    exit 1
    ");
}

#[test]
#[cfg(unix)]
fn what_stands_where_an_object_should_and_is_no_file_is_named() {
    let build = thin();
    std::os::unix::fs::symlink("gone.o", build.path().join("kernel/lost.o")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(build.path().join("kernel/pipe.o")).unwrap();
    assert_snapshot!(build.audit(&["--format", "concise"]), @r"
    ./kernel/lost.o:1:1: warning[ltoconf::audit::unreadable] a link that leads nowhere: No such file or directory (os error 2)
    ./kernel/pipe.o:1:1: warning[ltoconf::audit::unreadable] not a regular file
    exit 1
    ");
}

#[test]
fn a_line_break_in_a_name_ends_no_line() {
    let build = thin();
    build.file("kernel/a\nb.o", "");
    let told = build.audit(&["--format", "concise"]);
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(build.audit(&[]).contains("kernel: 1 (a\u{240a}b.o (an empty file))"));
}

#[test]
fn a_command_that_is_not_kbuilds_excuses_no_object() {
    let build = thin();
    let elf = elf(&[]);
    let own = |path: &str, bytes: &[u8], flags: &str| {
        build.made(path, bytes, &format!("clang {flags} -c -o {path} x.c"), "x.c");
    };
    own("kernel/asks.o", &elf, "-fno-lto -flto=thin");
    own("kernel/denies.o", &bitcode(), "-fno-lto");
    own("kernel/fork.o", &elf, "-O2");
    // a program that runs on the kernel, which no archive names
    own("net/helper/main.o", &elf, "-O2 -static");
    assert_snapshot!(build.audit(&["--format", "concise"]), @r"
    ./kernel/asks.o:1:1: error[ltoconf::audit::elf-under-lto] is ELF, though the command that made it asks for LTO
    ./kernel/fork.o:1:1: error[ltoconf::audit::compiled-without-lto] was compiled without a word of LTO, where the configuration has ThinLTO
    ./kernel/denies.o:1:1: error[ltoconf::audit::bitcode-unasked] is bitcode, though the command that made it does not ask for LTO
    exit 1
    ");
}

#[test]
fn bitcode_of_the_other_kind_is_told_by_its_summary() {
    // a module with one block in it: the summary of full LTO
    let words: [u32; 9] = [0xdec0_4342, 1 | 8 << 2 | 3 << 10, 6, 1 | 24 << 3 | 3 << 11, 1, 0, 0, 0, 0];
    let full: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let build = thin();
    build.compiled("kernel/fork.o", &full, ASKED);
    build.file("kernel/new.o", &full);
    let told = build.audit(&["--format", "concise"]);
    let says = "was compiled for the other kind of LTO, where the configuration has ThinLTO";
    assert_eq!(told.lines().filter(|line| line.ends_with(says)).count(), 2, "{told}");
}

#[test]
fn members_are_found_from_the_archives_folder_and_outside_of_the_build() {
    let build = Build::new(THIN);
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("blob.o"), elf(&[])).unwrap();
    build.compiled("drivers/a/core.o", bitcode(), ASKED);
    let blob = elsewhere.path().join("blob.o");
    build.archive("drivers/built-in.a", &["a/core.o", blob.to_str().unwrap()]);
    build.archive("built-in.a", &["drivers/built-in.a"]);
    let text = build.audit(&["--format", "concise"]).replace(elsewhere.path().to_str().unwrap(), "…");
    assert_snapshot!(text, @r"
    …/blob.o:1:1: error[ltoconf::audit::elf-under-lto] is ELF, where ThinLTO makes bitcode
    exit 1
    ");
}

#[test]
fn a_configuration_that_was_changed_since_is_told_first() {
    let build = thin();
    build.file("include/config/auto.conf", format!("CONFIG_X86=y\n{THIN}"));
    assert!(build.audit(&[]).ends_with("exit 0"));
    build.file(".config", format!("{HEAD}{NONE}"));
    assert_snapshot!(build.audit(&["--format", "concise"]).lines().next().unwrap(), @".:1:1: warning[ltoconf::audit::config-changed] the configuration has no LTO, but the build was last configured with ThinLTO");
}

#[test]
fn other_builds_inside_are_left_alone() {
    let build = thin();
    build.file("build-none/.config", format!("{HEAD}{NONE}"));
    build.file("build-none/kernel/fork.o", elf(&[]));
    assert_snapshot!(build.audit(&[]));
}

#[test]
#[cfg(unix)]
fn links_lead_nowhere() {
    let build = thin();
    let before = build.audit(&[]);
    std::os::unix::fs::symlink("..", build.path().join("kernel/loop")).unwrap();
    std::os::unix::fs::symlink("/", build.path().join("kernel/out")).unwrap();
    std::os::unix::fs::symlink("fork.o", build.path().join("kernel/again.o")).unwrap();
    assert_eq!(build.audit(&[]), before);
}

#[test]
fn json_has_counts_folders_and_diagnostics() {
    let build = Build::new(THIN);
    build.compiled("kernel/fork.o", bitcode(), ASKED);
    build.compiled("kernel/exit.o", elf(&[]), ASKED);
    assert_snapshot!(build.audit(&["--format", "json"]));
}

#[test]
fn the_configuration_may_stand_elsewhere_and_must_be_there() {
    let build = thin();
    fs::rename(build.path().join(".config"), build.path().join("kept.config")).unwrap();
    assert!(build.audit(&["--config", "kept.config"]).ends_with("exit 0"));
    assert_snapshot!(build.audit(&[]), @r"
    error: cannot read './.config': No such file or directory (os error 2)
      help: say which configuration it was built with by --config
    exit 2
    ");
}

#[test]
fn an_unknown_kind_of_lto_is_not_judged() {
    let build = thin();
    build.file(".config", format!("{HEAD}CONFIG_LTO=y\nCONFIG_LTO_GCC=y\n"));
    assert!(build.audit(&[]).contains("nothing could be judged; lto: unknown (LTO_GCC=y, line 7)"));
}

#[test]
fn a_folder_without_objects_is_said_to_be_so() {
    assert_snapshot!(Build::new(THIN).audit(&[]));
}

#[test]
fn objects_for_32_bit_in_a_kernel_of_64_are_told_save_those_that_are_so_on_purpose() {
    let mut narrow = elf(&[]);
    narrow[18..20].copy_from_slice(&3_u16.to_le_bytes());
    let build = Build::new(&format!("CONFIG_64BIT=y\nCONFIG_X86_64=y\n{NONE}"));
    build.compiled("kernel/fork.o", elf(&[]), "-m64");
    build.compiled("arch/x86/entry/vdso/vdso32/vclock_gettime.o", &narrow, "-m32");
    build.compiled("arch/x86/boot/main.o", &narrow, "-m16");
    build.compiled("arch/x86/realmode/rm/wakemain.o", &narrow, "-m16");
    assert!(build.audit(&[]).ends_with("exit 0"));
    build.compiled("kernel/exit.o", &narrow, "-m32");
    assert_snapshot!(build.audit(&[]));
}

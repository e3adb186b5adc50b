//! A path from the top of a build enters; why no LTO is expected of it leaves. For files without a saved command, and
//! for those whose folder has flags of its own. Where kbuild's saved command speaks of LTO, it is asked first.

/// The reason of what is no part of the kernel.
pub const BUILD_MACHINE: &str = "a program of the build machine";

/// Why an object is ELF under LTO, by its place alone.
pub fn place(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    let (&name, folders) = parts.split_last()?;
    match folders {
        ["scripts" | "tools" | "usr" | "Documentation", ..] | ["arch", "x86", "tools", ..] => {
            return Some(BUILD_MACHINE);
        }
        ["arch", _, "boot", ..] => return Some("the boot code has flags of its own"),
        ["arch", _, "realmode", ..] => return Some("real-mode code has flags of its own"),
        ["arch", _, "kernel", "pi", ..] => return Some("position-independent start-up code leaves LTO out"),
        ["arch", "x86", "power"] if name == "cpu.o" => return Some("arch/x86/power/cpu.o leaves LTO out"),
        ["drivers", "firmware", "efi", "libstub", ..] => return Some("the EFI stub leaves LTO out"),
        ["drivers", "misc", "lkdtm"] if name.starts_with("rodata") => return Some("lkdtm's rodata.o leaves LTO out"),
        _ => {}
    }
    let within = |test: &dyn Fn(&str) -> bool| folders.iter().any(|&folder| test(folder));
    if within(&|folder| folder == "purgatory") {
        Some("purgatory leaves LTO out")
    } else if within(&|folder| folder.starts_with("vdso") || folder == "compat_vdso") {
        Some("the vDSO leaves LTO out")
    } else {
        None
    }
}

/// Whether every kernel with LTO leaves it out at this place. Some do elsewhere: the vDSO of riscv before 7.0 and that of
/// user mode are built with LTO, and x86's start-up code was before it had flags of its own.
pub fn is_left_out_by_all(path: &str) -> bool {
    let differs = ["arch/riscv/kernel/vdso/", "arch/x86/um/vdso/", "arch/x86/boot/startup/"];
    place(path).is_some() && !differs.iter().any(|folder| path.starts_with(folder))
}

/// Whether a file is what a linker made, by its name: ELF whatever the mode.
pub fn is_product(path: &str) -> bool {
    let made = [".ko", ".lto.o", ".thinlto-native.o"].iter().any(|end| path.ends_with(end));
    made || is_image(path) || path.rsplit('/').next() == Some("vmlinux.o")
}

/// Whether a file is the kernel itself.
pub fn is_image(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("vmlinux" | "vmlinux.unstripped"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_lto_out_is_known_by_its_place() {
        for path in [
            "arch/x86/entry/vdso/vclock_gettime.o",
            "arch/x86/entry/vdso/vdso32/note.o",
            "arch/arm64/kernel/vdso32/vgettimeofday.o",
            "arch/arm64/kernel/pi/kaslr_early.o",
            "arch/riscv/kernel/compat_vdso/note.o",
            "arch/riscv/purgatory/purgatory.o",
            "arch/x86/boot/main.o",
            "arch/x86/boot/compressed/misc.o",
            "arch/x86/boot/startup/sme.o",
            "arch/x86/realmode/rm/wakemain.o",
            "arch/x86/power/cpu.o",
            "arch/s390/boot/startup.o",
            "drivers/firmware/efi/libstub/efi-stub.o",
            "drivers/misc/lkdtm/rodata.o",
            "scripts/mod/empty.o",
            "usr/gen_init_cpio.o",
        ] {
            assert!(place(path).is_some(), "{path}");
        }
    }

    #[test]
    fn all_else_is_expected_to_take_part() {
        for path in [
            "kernel/fork.o",
            "arch/x86/power/hibernate.o",
            "drivers/misc/lkdtm/core.o",
            "drivers/vdpa/vdpa.o",
            "init.o",
        ] {
            assert_eq!(place(path), None, "{path}");
        }
    }

    #[test]
    fn some_kernels_have_lto_where_others_leave_it_out() {
        for path in ["arch/riscv/kernel/vdso/vgettimeofday.o", "arch/x86/um/vdso/um_vdso.o"] {
            assert!(place(path).is_some() && !is_left_out_by_all(path), "{path}");
        }
        assert!(is_left_out_by_all("arch/x86/entry/vdso/vclock_gettime.o") && !is_left_out_by_all("kernel/fork.o"));
    }

    #[test]
    fn products_are_known_by_their_names() {
        for path in ["fs/fat/fat.ko", "vmlinux", "vmlinux.o", "fs/fat/fat.lto.o", "mm/slab.thinlto-native.o"] {
            assert!(is_product(path), "{path}");
        }
        assert!(!is_product("fs/fat/fat.o"));
    }
}

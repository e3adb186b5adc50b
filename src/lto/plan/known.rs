//! A kernel enters; what mainline filters LTO out of leaves, for where there is no tree to look into.

use super::{Excluded, Kernel, Site};

/// Something that is built without LTO.
struct Known {
    what: &'static str,
    path: &'static str,
    /// the architecture's folder; empty for all
    arch: &'static str,
    since: (u32, u32),
    /// the option without which it is not built; empty where there is none, or another in other versions
    with: &'static str,
}

const fn known(what: &'static str, path: &'static str, arch: &'static str, since: (u32, u32)) -> Known {
    Known { what, path, arch, since, with: "" }
}

impl Known {
    const fn with(self, with: &'static str) -> Self {
        Self { with, ..self }
    }
}

const EXCLUDED: [Known; 11] = [
    known("drivers/firmware/efi/libstub/", "drivers/firmware/efi/libstub/Makefile", "", (5, 12))
        .with("CONFIG_EFI_STUB"),
    known("drivers/misc/lkdtm/rodata.o", "drivers/misc/lkdtm/Makefile", "", (5, 12)).with("CONFIG_LKDTM"),
    known("scripts/mod/empty.o", "scripts/mod/Makefile", "", (5, 12)),
    known("arch/arm64/kernel/vdso/", "arch/arm64/kernel/vdso/Makefile", "arm64", (5, 12)),
    known("arch/arm64/kernel/pi/", "arch/arm64/kernel/pi/Makefile", "arm64", (6, 0)),
    known("arch/x86/entry/vdso/", "arch/x86/entry/vdso/Makefile", "x86", (5, 12)),
    known("arch/x86/power/cpu.o", "arch/x86/power/Makefile", "x86", (5, 12)).with("CONFIG_PM"),
    known("arch/x86/purgatory/", "arch/x86/purgatory/Makefile", "x86", (6, 4)).with("CONFIG_KEXEC_FILE"),
    known("arch/x86/boot/startup/", "arch/x86/boot/startup/Makefile", "x86", (6, 17)),
    known("arch/riscv/kernel/pi/", "arch/riscv/kernel/pi/Makefile", "riscv", (6, 12)),
    known("arch/riscv/kernel/vdso/", "arch/riscv/kernel/vdso/Makefile", "riscv", (7, 0)),
];

const OWN_FLAGS: [Known; 5] = [
    known("arch/arm64/kernel/vdso32/", "arch/arm64/kernel/vdso32/Makefile", "arm64", (5, 12))
        .with("CONFIG_COMPAT_VDSO"),
    known("arch/loongarch/vdso/", "arch/loongarch/vdso/Makefile", "loongarch", (6, 5)),
    known("arch/x86/boot/", "arch/x86/boot/Makefile", "x86", (5, 11)),
    known("arch/x86/boot/compressed/", "arch/x86/boot/compressed/Makefile", "x86", (5, 11)),
    known("arch/x86/realmode/rm/", "arch/x86/realmode/rm/Makefile", "x86", (5, 11)),
];

/// What is filtered out, and which folders have flags of their own.
pub(super) fn excluded(kernel: &Kernel<'_>) -> (Vec<Excluded>, Vec<Excluded>) {
    let built = |known: &Known| known.with.is_empty() || kernel.option(known.with) != Some(false);
    let there = |known: &Known| known.arch.is_empty() || known.arch == kernel.arch;
    let holds = |known: &&Known| known.since <= kernel.version && there(known) && built(known);
    let excluded = |known: &Known| Excluded {
        what: known.what.to_owned(),
        site: Site { path: known.path.to_owned(), line: None },
    };
    let mut filtered: Vec<_> = EXCLUDED.iter().filter(holds).map(excluded).collect();
    filtered.sort_by(|one, other| one.site.path.cmp(&other.site.path));
    (filtered, OWN_FLAGS.iter().filter(holds).map(excluded).collect())
}

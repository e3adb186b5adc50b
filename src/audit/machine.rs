//! The machine that an object is for and a kernel's architecture enter; whether the two differ leaves.

use object::elf::{self, EM_386, EM_AARCH64, EM_LOONGARCH, EM_RISCV, EM_X86_64};

/// The machine of a kernel, as far as its configuration says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// the architecture's folder below `arch/`
    pub arch: Option<&'static str>,
    /// whether it is of 64 bit
    pub wide: Option<bool>,
}

/// The machines of those architectures whose kernels can have LTO, as triples name them: of 64 bit, and of 32.
const MACHINES: [(&str, &[&str], &[&str]); 4] = [
    ("x86", &["x86_64"], &["i386", "i486", "i586", "i686"]),
    ("arm64", &["aarch64", "aarch64_be", "arm64"], &[]),
    ("riscv", &["riscv64"], &["riscv32"]),
    ("loongarch", &["loongarch64"], &["loongarch32"]),
];

/// The name of an ELF file's machine; `wide`: its class is that of 64 bit.
pub(super) fn of_elf(machine: elf::Machine, wide: bool) -> Option<&'static str> {
    Some(match (machine, wide) {
        (EM_386, _) => "i386",
        (EM_X86_64, _) => "x86_64",
        (EM_AARCH64, _) => "aarch64",
        (EM_RISCV, true) => "riscv64",
        (EM_RISCV, false) => "riscv32",
        (EM_LOONGARCH, true) => "loongarch64",
        (EM_LOONGARCH, false) => "loongarch32",
        _ => return None,
    })
}

impl Machine {
    /// Whether an object is for another of the known machines. Some parts of a kernel are of the other width on
    /// `purpose`.
    pub(super) fn is_not(self, machine: Option<&str>, purpose: bool) -> bool {
        let (Some(machine), Some(arch)) = (machine, self.arch) else { return false };
        let Some(&(known, wide, narrow)) =
            MACHINES.iter().find(|(_, wide, narrow)| wide.contains(&machine) || narrow.contains(&machine))
        else {
            return false;
        };
        let other_width = match self.wide {
            Some(true) => narrow.contains(&machine),
            Some(false) => wide.contains(&machine),
            None => false,
        };
        let known_arch = MACHINES.iter().any(|(other, ..)| *other == arch);
        (known != arch && known_arch) || (known == arch && other_width && !purpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_of_known_architectures_are_told_apart() {
        let check = |arch, wide, machine, expected: bool| {
            assert_eq!(Machine { arch: Some(arch), wide }.is_not(Some(machine), false), expected, "{arch} {machine}");
        };
        for (machine, arch) in [("x86_64", "x86"), ("i386", "x86"), ("aarch64", "arm64"), ("riscv64", "riscv")] {
            check(arch, None, machine, false);
        }
        check("arm64", None, "x86_64", true);
        check("x86", Some(true), "i686", true);
        check("x86", Some(false), "x86_64", true);
        check("x86", Some(true), "x86_64", false);
        check("riscv", Some(true), "riscv32", true);
        // nothing is known of these
        check("um", Some(true), "i386", false);
        check("x86", Some(true), "bpf", false);
        assert!(!Machine::default().is_not(Some("i386"), false));
        let wide = Machine { arch: Some("x86"), wide: Some(true) };
        assert!(!wide.is_not(Some("i386"), true) && wide.is_not(Some("aarch64"), true));
    }
}

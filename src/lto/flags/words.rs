//! Names of variables and words of flags enter; whether they are about LTO leaves.

/// Whether a variable is a symbol of the LTO family, set or not: `CONFIG_LTO`, `CONFIG_LTO_CLANG_THIN`,
/// `CONFIG_THINLTO`, `CONFIG_HAS_LTO_CLANG`, and what a vendor may add, such as `CONFIG_VENDOR_LTO`.
pub fn is_symbol(variable: &[u8]) -> bool {
    let Some(symbol) = variable.strip_prefix(b"CONFIG_") else { return false };
    symbol.split(|&byte| byte == b'_').any(|part| matches!(part, b"LTO" | b"THINLTO"))
}

/// Whether a variable holds flags of the kernel's build, by its name: `KBUILD_CFLAGS`, `CC_FLAGS_LTO`,
/// `LDFLAGS_vmlinux`. Programs for the machine that builds are not meant.
pub fn is_flags(variable: &[u8]) -> bool {
    let has = |part: &[u8]| memchr::memmem::find(variable, part).is_some();
    has(b"FLAGS") && !has(b"HOST") && !variable.starts_with(b"KBUILD_USER") && !variable.starts_with(b"CONFIG_")
}

/// What kbuild's own variables are for.
const KINDS: [&str; 6] = ["CPPFLAGS", "CFLAGS", "AFLAGS", "LDFLAGS", "RUSTFLAGS", "ARFLAGS"];

/// Whether a variable is one by which kbuild compiles and links: `KBUILD_CFLAGS`, `LDFLAGS_vmlinux`. Others are steps on
/// the way to these.
pub(super) fn is_kbuilds(variable: &str) -> bool {
    let (own, rest) = variable.strip_prefix("KBUILD_").map_or((false, variable), |rest| (true, rest));
    KINDS.iter().filter_map(|kind| rest.strip_prefix(kind)).any(|part| match part {
        "" => own,
        part => matches!(part, "_KERNEL" | "_MODULE" | "_vmlinux"),
    })
}

/// Whether a name can be that of an environment variable, by which make hands a variable on.
pub(super) fn is_name(variable: &str) -> bool {
    !variable.starts_with(|letter: char| letter.is_ascii_digit())
        && variable.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a variable is there for LTO alone, so that all of its value is LTO's: `CC_FLAGS_LTO`.
pub fn is_whole(variable: &str) -> bool {
    variable.starts_with("CC_FLAGS_LTO")
}

/// Whether only the kernel itself is built with a variable, and no module.
pub(super) fn is_kernels_alone(variable: &str) -> bool {
    variable.ends_with("_KERNEL") || variable.ends_with("_vmlinux")
}

/// What words begin with that are about LTO whoever sets them. rustc's stand in a kernel's Makefile without condition.
const SPEAKING: [&str; 12] = [
    "-flto",
    "-fno-lto",
    "-fsplit-lto-unit",
    "-fno-split-lto-unit",
    "-ffat-lto-objects",
    "-fno-fat-lto-objects",
    "-fthinlto-",
    "--lto-",
    "--thinlto-",
    "-Clto",
    "-Cembed-bitcode",
    "-Clinker-plugin-lto",
];

/// Whether a word is about LTO whoever set it.
pub(super) fn speaks_of_lto(word: &str) -> bool {
    SPEAKING.iter().any(|start| word.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_of_the_family_are_known_by_a_part_of_their_name() {
        for yes in ["CONFIG_LTO", "CONFIG_LTO_CLANG_THIN_DIST", "CONFIG_THINLTO", "CONFIG_ARCH_SUPPORTS_LTO_CLANG"] {
            assert!(is_symbol(yes.as_bytes()), "{yes}");
        }
        for no in ["CONFIG_HID_WALTOP", "LTO", "CONFIG_CFI_CLANG", "CONFIG_LTOP"] {
            assert!(!is_symbol(no.as_bytes()), "{no}");
        }
    }

    #[test]
    fn kbuilds_variables_are_told_from_steps_on_the_way() {
        for yes in ["KBUILD_CFLAGS", "KBUILD_LDFLAGS_MODULE", "LDFLAGS_vmlinux", "CFLAGS_KERNEL"] {
            assert!(is_kbuilds(yes), "{yes}");
        }
        for no in ["LDFLAGS_vmlinux-y", "CFLAGS", "KBUILD_LDFLAGS_MODULE-y", "CC_FLAGS_LTO_BASE", "USER_CFLAGS"] {
            assert!(!is_kbuilds(no), "{no}");
        }
    }

    #[test]
    fn variables_with_flags_are_known_by_their_names() {
        for yes in ["KBUILD_LDFLAGS", "CC_FLAGS_LTO", "CFLAGS_vmlinux", "KBUILD_RUSTFLAGS"] {
            assert!(is_flags(yes.as_bytes()), "{yes}");
        }
        for no in ["KBUILD_HOSTCFLAGS", "KBUILD_USERCFLAGS", "HOSTLDFLAGS", "LINUXINCLUDE", "CONFIG_CC_FLAGS"] {
            assert!(!is_flags(no.as_bytes()), "{no}");
        }
    }
}

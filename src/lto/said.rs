//! The lines of a configuration enter; what it says of the LTO family and its neighbours leaves, by name, whatever
//! model the file will be judged by.

use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use crate::{
    source::lossy,
    syntax::{
        ast::Bytes,
        dotconfig::{Line, LineKind},
    },
};

/// The members of the choice since 5.12. In the first patch `LTO_CLANG` stands beside `LTO_NONE`.
pub const MEMBERS: [&str; 4] = ["LTO_NONE", "LTO_CLANG_FULL", "LTO_CLANG_THIN", "LTO_CLANG_THIN_DIST"];

/// What an architecture selects for LTO.
pub const LTO_OF_ARCHITECTURE: [&str; 3] =
    ["ARCH_SUPPORTS_LTO_CLANG", "ARCH_SUPPORTS_LTO_CLANG_THIN", "ARCH_SUPPORTS_THINLTO"];

/// Symbols that an architecture selects, and nobody else can set.
pub const OF_ARCHITECTURE: [&str; 7] = [
    "ARCH_SUPPORTS_LTO_CLANG",
    "ARCH_SUPPORTS_LTO_CLANG_THIN",
    "ARCH_SUPPORTS_THINLTO",
    "ARCH_SUPPORTS_CFI",
    "ARCH_SUPPORTS_CFI_CLANG",
    "ARCH_SUPPORTS_AUTOFDO_CLANG",
    "ARCH_SUPPORTS_PROPELLER_CLANG",
];

/// An architecture's own symbol and its folder below `arch/`; of two that one file may say, the first tells.
pub const ARCHITECTURES: [(&str, &str); 22] = [
    ("UML", "um"),
    ("X86", "x86"),
    ("X86_64", "x86"),
    ("X86_32", "x86"),
    ("ARM64", "arm64"),
    ("ARM", "arm"),
    ("RISCV", "riscv"),
    ("LOONGARCH", "loongarch"),
    ("PPC", "powerpc"),
    ("S390", "s390"),
    ("MIPS", "mips"),
    ("SPARC", "sparc"),
    ("PARISC", "parisc"),
    ("ALPHA", "alpha"),
    ("ARC", "arc"),
    ("CSKY", "csky"),
    ("HEXAGON", "hexagon"),
    ("M68K", "m68k"),
    ("MICROBLAZE", "microblaze"),
    ("NIOS2", "nios2"),
    ("OPENRISC", "openrisc"),
    ("XTENSA", "xtensa"),
];

/// All other names that are looked for.
const OTHERS: [&str; 38] = [
    "LTO",
    "LTO_CLANG",
    "HAS_LTO_CLANG",
    "THINLTO",
    "CC_VERSION_TEXT",
    "CC_IS_GCC",
    "GCC_VERSION",
    "CC_IS_CLANG",
    "CLANG_VERSION",
    "AS_IS_GNU",
    "AS_IS_LLVM",
    "LD_IS_BFD",
    "LD_IS_LLD",
    "LLD_VERSION",
    "RUST",
    "RUST_IS_AVAILABLE",
    "HAVE_RUST",
    "PAHOLE_HAS_LANG_EXCLUDE",
    "64BIT",
    "CPU_LITTLE_ENDIAN",
    "CMODEL_MEDANY",
    "COMPILE_TEST",
    "MODVERSIONS",
    "TRIM_UNUSED_KSYMS",
    "DEBUG_INFO",
    "DEBUG_INFO_BTF",
    "KASAN",
    "KASAN_HW_TAGS",
    "KCOV",
    "GCOV_KERNEL",
    "FTRACE_MCOUNT_RECORD",
    "FTRACE_MCOUNT_USE_RECORDMCOUNT",
    "CFI_CLANG",
    "CFI",
    "GENDWARFKSYMS",
    "BUILTIN_MODULE_RANGES",
    "AUTOFDO_CLANG",
    "PROPELLER_CLANG",
];

/// The last line about a symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// index of the line
    pub line: u32,
    /// the value as it is written; n for `is not set`
    pub value: String,
}

/// What a file says, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    statements: BTreeMap<&'static str, Statement>,
    /// what has a name like a member's and is none that any rules here know, where it is set to y
    strangers: BTreeMap<String, u32>,
    /// lines about any symbol at all
    count: usize,
}

/// Fewer lines than this and no kernel's configuration is whole: the smallest have some hundreds.
const WHOLE: usize = 100;

fn names() -> &'static HashMap<&'static [u8], &'static str, foldhash::fast::FixedState> {
    static NAMES: OnceLock<HashMap<&'static [u8], &'static str, foldhash::fast::FixedState>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let architectures = ARCHITECTURES.iter().map(|&(symbol, _)| symbol);
        let all = OTHERS.into_iter().chain(MEMBERS).chain(OF_ARCHITECTURE).chain(architectures);
        all.map(|name| (name.as_bytes(), name)).collect()
    })
}

impl Said {
    /// Gathers it from a file's lines.
    pub fn of(text: &[u8], lines: &[Line]) -> Self {
        let cut = |at: &Bytes| text.get(at.start as usize..at.end as usize).unwrap_or_default();
        let names = names();
        let mut said = Self::default();
        for (index, line) in (0_u32..).zip(lines) {
            let (name, value) = match &line.kind {
                LineKind::Set { name, value } => (cut(name), cut(value)),
                LineKind::NotSet { name, .. } => (cut(name), &b"n"[..]),
                _ => continue,
            };
            said.count += 1;
            if let Some(&name) = names.get(name) {
                said.statements.insert(name, Statement { line: index, value: lossy(value) });
            } else if name.starts_with(b"LTO_") {
                if value.starts_with(b"y") {
                    said.strangers.insert(lossy(name), index);
                } else {
                    said.strangers.remove(&lossy(name));
                }
            }
        }
        said
    }

    /// The last line about a symbol.
    pub fn get(&self, name: &str) -> Option<&Statement> {
        self.statements.get(name)
    }

    /// Whether any line speaks of a symbol.
    pub fn mentions(&self, name: &str) -> bool {
        self.statements.contains_key(name)
    }

    /// The line that sets a symbol to y, if it is the last about it. As the reader has it, the first letter counts.
    pub fn yes(&self, name: &str) -> Option<u32> {
        match self.get(name) {
            Some(statement) => statement.value.starts_with('y').then_some(statement.line),
            None => self.strangers.get(name).copied(),
        }
    }

    /// What the file sets to y in the place of a member, and its line: a name like a member's that no rules here know,
    /// where no member that they know is set. A tree has it from a patch.
    pub fn stranger(&self) -> Option<(&str, u32)> {
        let known = MEMBERS.iter().any(|member| self.yes(member).is_some()) || self.yes("THINLTO").is_some();
        let strangers = self.strangers.iter().map(|(name, &line)| (name.as_str(), line));
        strangers.filter(|_| !known).min_by_key(|&(_, line)| line)
    }

    /// The line that sets a symbol to 0, if it is the last about it.
    pub fn zero(&self, name: &str) -> Option<u32> {
        self.get(name).filter(|statement| statement.value == "0").map(|statement| statement.line)
    }

    /// Whether a file that Kconfig wrote can still be whole, and not a few lines of one.
    pub fn may_be_whole(&self) -> bool {
        self.count >= WHOLE
    }

    /// The architecture whose own symbol is set, as a folder below `arch/`.
    pub fn source_arch(&self) -> Option<&'static str> {
        ARCHITECTURES.iter().find(|(symbol, _)| self.yes(symbol).is_some()).map(|&(_, folder)| folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::dotconfig;

    #[test]
    fn the_last_line_counts() {
        let text = b"CONFIG_LTO_NONE=y\nCONFIG_OTHER=y\n# CONFIG_LTO_NONE is not set\nCONFIG_UML=y\nCONFIG_X86_64=y\n";
        let said = Said::of(text, &dotconfig::parse(text, b"CONFIG_"));
        assert_eq!(said.get("LTO_NONE"), Some(&Statement { line: 2, value: "n".into() }));
        assert_eq!((said.mentions("OTHER"), said.yes("LTO_NONE")), (false, None));
        assert_eq!(said.source_arch(), Some("um"));
    }
}

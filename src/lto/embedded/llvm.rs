//! A value of `LLVM=` enters; the version of the tools that it names leaves, where it does.

/// LLVM's tools, as far as `LLVM=` says which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Llvm {
    /// the major version that its suffix names, as in `LLVM=-19`
    pub major: Option<u32>,
}

impl Llvm {
    /// What a value of `LLVM=` says: a suffix of the tools' names is a version, a folder or 1 names none.
    pub fn of(value: &[u8]) -> Self {
        let suffix = std::str::from_utf8(value).ok().and_then(|value| value.strip_prefix('-'));
        let major = suffix.and_then(|suffix| suffix.split('.').next()?.parse().ok());
        Self { major: major.filter(|major| (1..1000).contains(major)) }
    }

    /// As `CLANG_VERSION` and `LLD_VERSION` have it, the rest being 0: no rule asks for more than the major version. One
    /// beyond all where none is named.
    pub(super) fn clang_version(self) -> u32 {
        self.major.map_or(999_999, |major| major * 10_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_names_a_version() {
        let check = |value: &str, expected: u32| {
            assert_eq!(Llvm::of(value.as_bytes()).clang_version(), expected, "{value}");
        };
        check("-14", 140_000);
        check("-19.1", 190_000);
        for none in ["1", "", "/opt/llvm-14/bin/", "-git", "-0"] {
            check(none, 999_999);
        }
    }
}

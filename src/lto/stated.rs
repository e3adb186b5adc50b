//! What a configuration says enters; the mode that it states leaves. Of a file that Kconfig wrote this is what evaluating
//! it would give, and it needs neither a tree nor the toolchain that the file was made with.

use super::{MEMBERS, Mode, said::Said};

/// The mode that a configuration's own lines state, and the symbol that says so. Unknown where LTO is on by
/// no member that is known here.
pub fn stated(said: &Said) -> (Mode, Option<&'static str>) {
    let on = |name: &str| said.yes(name).is_some();
    if let Some((name, mode)) = MEMBERS.into_iter().find(|(name, _)| on(name)) {
        return (mode, Some(name));
    }
    match (on("LTO_NONE"), on("LTO")) {
        (true, _) => (Mode::None, Some("LTO_NONE")),
        (false, true) => (Mode::Unknown, Some("LTO")),
        (false, false) => (Mode::None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::dotconfig;

    fn check(text: &str, mode: Mode, symbol: Option<&str>) {
        let lines = dotconfig::parse(text.as_bytes(), b"CONFIG_");
        assert_eq!(stated(&Said::of(text.as_bytes(), &lines)), (mode, symbol), "{text}");
    }

    #[test]
    fn a_file_says_its_mode_itself() {
        check("CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n", Mode::Thin, Some("LTO_CLANG_THIN"));
        check("CONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_FULL=y\n", Mode::Full, Some("LTO_CLANG_FULL"));
        check("CONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN_DIST=y\n", Mode::ThinDist, Some("LTO_CLANG_THIN_DIST"));
        check("CONFIG_LTO_CLANG=y\nCONFIG_THINLTO=y\n", Mode::Thin, Some("THINLTO"));
        check("CONFIG_LTO_CLANG=y\n# CONFIG_THINLTO is not set\n", Mode::Full, Some("LTO_CLANG"));
        check("CONFIG_LTO_NONE=y\n# CONFIG_LTO_CLANG_FULL is not set\n", Mode::None, Some("LTO_NONE"));
    }

    #[test]
    fn a_file_without_a_word_of_it_has_none() {
        check("CONFIG_X86=y\n", Mode::None, None);
        check("", Mode::None, None);
    }

    #[test]
    fn a_kind_that_is_not_known_is_said_to_be_so() {
        check("CONFIG_LTO=y\nCONFIG_LTO_GCC=y\n", Mode::Unknown, Some("LTO"));
    }

    #[test]
    fn the_last_line_counts() {
        check("CONFIG_LTO_CLANG_THIN=y\n# CONFIG_LTO_CLANG_THIN is not set\n", Mode::None, None);
    }
}

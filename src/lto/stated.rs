//! What a configuration says enters; the mode that it states leaves. Of a file that Kconfig wrote this is what evaluating
//! it would give, and it needs neither a tree nor the toolchain that the file was made with.

use super::{MEMBERS, Mode, said::Said};

/// Symbols of the versions in which `LTO_CLANG` has no prompt: something else selects it there.
const SELECTED: [&str; 4] = ["HAS_LTO_CLANG", "LTO_CLANG_FULL", "LTO_CLANG_THIN", "ARCH_SUPPORTS_LTO_CLANG_THIN"];

/// The mode that a configuration's own lines state, and the symbol that says so. Unknown where LTO is on by
/// no member that is known here.
pub fn stated(said: &Said) -> (Mode, Option<&str>) {
    let on = |name: &str| said.yes(name).is_some();
    let member = |name: &str| name != "LTO_CLANG" || !SELECTED.into_iter().any(|later| said.mentions(later));
    if let Some((name, _)) = said.stranger() {
        return (Mode::Unknown, Some(name));
    }
    if let Some((name, mode)) = MEMBERS.into_iter().find(|(name, _)| on(name) && member(name)) {
        return (mode, Some(name));
    }
    let lto = ["LTO_CLANG", "LTO"].into_iter().find(|name| on(name));
    match (on("LTO_NONE"), lto) {
        (true, _) => (Mode::None, Some("LTO_NONE")),
        (false, Some(name)) => (Mode::Unknown, Some(name)),
        (false, None) => (Mode::None, None),
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
        check("CONFIG_LTO=y\nCONFIG_LTO_GCC=y\n", Mode::Unknown, Some("LTO_GCC"));
        let clang = "CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\n";
        check(&format!("{clang}CONFIG_LTO_CLANG_OWN=y\n"), Mode::Unknown, Some("LTO_CLANG_OWN"));
        // selected by what has another name
        let off = "# CONFIG_LTO_CLANG_THIN is not set\n";
        check(&format!("{clang}{off}CONFIG_CLANG_OWN=y\n"), Mode::Unknown, Some("LTO_CLANG"));
        // beside a member that is known
        check(&format!("{clang}CONFIG_LTO_CLANG_THIN=y\nCONFIG_LTO_DEBUG=y\n"), Mode::Thin, Some("LTO_CLANG_THIN"));
        check("CONFIG_LTO_NONE=y\nCONFIG_LTO_DEBUG=y\n", Mode::None, Some("LTO_NONE"));
    }

    #[test]
    fn the_last_line_counts() {
        check("CONFIG_LTO_CLANG_THIN=y\n# CONFIG_LTO_CLANG_THIN is not set\n", Mode::None, None);
    }
}

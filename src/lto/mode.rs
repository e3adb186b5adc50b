//! The modes of link time optimization: what evaluated values and a file's own lines come to, and what flags, plans and
//! audits go by.

use std::fmt;

/// What the LTO choice of a configuration comes to.
///
/// Its [`Display`](fmt::Display) form and its form in JSON are the same word: `none`, `full`, `thin`, `thin_dist` or
/// `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// no LTO
    None,
    /// all of the kernel is one unit
    Full,
    /// ThinLTO inside the linker
    Thin,
    /// ThinLTO by processes of its own, one for each object
    ThinDist,
    /// nothing certain can be said
    Unknown,
}

impl Mode {
    /// Whether it is known, and LTO is on.
    ///
    /// ```
    /// use ltoconf::Mode;
    ///
    /// assert!(Mode::Thin.is_on());
    /// assert!(!Mode::None.is_on() && !Mode::Unknown.is_on());
    /// ```
    pub fn is_on(self) -> bool {
        matches!(self, Self::Full | Self::Thin | Self::ThinDist)
    }

    /// Its word, which is promised in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Full => "full",
            Self::Thin => "thin",
            Self::ThinDist => "thin_dist",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_programs_read_one_word() {
        for mode in [Mode::None, Mode::Full, Mode::Thin, Mode::ThinDist, Mode::Unknown] {
            assert_eq!(serde_json::to_string(&mode).unwrap(), format!("\"{mode}\""));
        }
    }
}

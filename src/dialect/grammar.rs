//! What Kconfig's grammar allowed once and refuses now: plain data that a parser is given.

/// Where one word without quotes may stand for a prompt, a title, or the name of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BareTexts {
    /// nowhere: quotes are needed
    #[default]
    No,
    /// one word of letters, digits, `_` and `-`
    Names,
    /// such a word, or a path: `.` and `/` too
    Paths,
}

/// How a file is read. What it starts as is how the newest versions read one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grammar {
    /// quotes may be missing
    pub bare_texts: BareTexts,
    /// more than `config`, `comment` and `if` may stand in a choice
    pub open_choices: bool,
    /// an assignment right below a help text is seen
    pub assigns_below_help: bool,
}

impl Grammar {
    /// The grammar of a Linux version.
    pub(super) fn linux(version: (u32, u32)) -> Self {
        Self {
            bare_texts: match version {
                (..5, _) => BareTexts::Paths,
                (5, ..6) => BareTexts::Names,
                _ => BareTexts::No,
            },
            open_choices: version < (5, 8),
            assigns_below_help: version < (5, 0),
        }
    }
}

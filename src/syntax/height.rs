//! Statements enter; how deep they are nested for the reference's parser leaves. That parser keeps what is not complete
//! on a stack of at most 10,000 states ("memory exhausted"), so what it accepts is decided by counting as it does:
//! the grammar symbols of parser.y that are open at once.

use super::ast::{Kind, Statement};

/// How many symbols may be open at once: bison gives up when the 10,000th state would come, and the first has none.
pub(super) const HIGHEST: usize = 9998;

/// Code of what is nested more deeply.
pub const TOO_DEEP: &str = "ltoconf::syntax::too-deep";
/// What is said of it.
pub const MESSAGE: &str = "blocks and parentheses are nested too deeply here";
/// What to do about it.
pub const HELP: &str = "nest less: the reference gives up here as well, with 'memory exhausted'";

/// What stands below an attribute: the start of its entry, and the list of its attributes.
pub(super) const BELOW_ATTRIBUTE: usize = 2;

/// The symbols of a statement whose expressions are plain symbols.
pub(super) fn plain(kind: &Kind) -> usize {
    match kind {
        Kind::MainMenu(_)
        | Kind::Config { .. }
        | Kind::Choice(_)
        | Kind::Menu(_)
        | Kind::If(_)
        | Kind::Comment(_)
        | Kind::Source(_) => 3,
        Kind::EndChoice | Kind::EndMenu | Kind::EndIf => 2,
        Kind::Assign { .. } => 4,
        Kind::Macros(_) | Kind::Unsettled(_) => 0,
        Kind::Type(..) | Kind::Visible(_) | Kind::Option(..) => BELOW_ATTRIBUTE + 3,
        Kind::Prompt(_) | Kind::Default { .. } | Kind::Select(..) | Kind::Imply(..) | Kind::Depends(..) => {
            BELOW_ATTRIBUTE + 4
        }
        Kind::Range(..) => BELOW_ATTRIBUTE + 5,
        Kind::Help(_) | Kind::Modules | Kind::Optional | Kind::Transitional => BELOW_ATTRIBUTE + 2,
    }
}

/// The blocks around the statements of a tree, file by file as they are included.
#[derive(Debug, Default)]
pub struct Nesting {
    /// blocks whose own attributes are over
    blocks: usize,
    /// the last entry opens a block; its attributes may follow
    opens: bool,
    /// there is a `mainmenu`
    titled: bool,
}

impl Nesting {
    /// Takes in the next statement; says whether the reference's parser has room for it.
    pub fn has_room_for(&mut self, statement: &Statement) -> bool {
        if matches!(statement.kind, Kind::Macros(_) | Kind::Unsettled(_)) {
            return true;
        }
        if !statement.kind.is_attribute() {
            self.blocks += usize::from(std::mem::take(&mut self.opens));
        }
        // a list of statements, and with each open block its entry and its own list
        let below = 1 + usize::from(self.titled) + 2 * self.blocks;
        match &statement.kind {
            Kind::If(_) | Kind::Menu(_) | Kind::Choice(_) => self.opens = true,
            // a broken file may have an end too many
            Kind::EndIf | Kind::EndMenu | Kind::EndChoice => self.blocks = self.blocks.saturating_sub(1),
            Kind::MainMenu(_) => self.titled = true,
            _ => {}
        }
        below + usize::from(statement.height) <= HIGHEST
    }
}

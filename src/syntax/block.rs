//! Starts and ends of blocks enter; which are open leaves, and what is wrong with an end. Blocks are balanced in each file.

use super::{
    ast::{Bytes, Kind, Problem},
    kconfig::{Entry, Parser, Part, Reported},
};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    If,
    Menu,
    Choice,
}

impl BlockKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Menu => "menu",
            Self::Choice => "choice",
        }
    }

    pub(super) fn end_word(self) -> &'static str {
        match self {
            Self::If => "endif",
            Self::Menu => "endmenu",
            Self::Choice => "endchoice",
        }
    }
}

/// A block that is open.
pub(super) struct Block {
    pub(super) kind: BlockKind,
    pub(super) at: Bytes,
}

impl Parser<'_> {
    /// Opens a block; also one whose line is wrong, so that its end is not wrong as well.
    pub(super) fn open(&mut self, start: u32, kind: BlockKind) {
        let at = start..self.offset();
        *self.depth(kind) += 1;
        self.blocks.push(Block { kind, at });
    }

    pub(super) fn depth(&mut self, kind: BlockKind) -> &mut usize {
        let [choices, menus, ifs] = &mut self.depths;
        match kind {
            BlockKind::Choice => choices,
            BlockKind::Menu => menus,
            BlockKind::If => ifs,
        }
    }

    /// Closes a block. An end that comes too early closes what was left open inside; one that has no start is dropped.
    pub(super) fn close(&mut self, start: u32, kind: BlockKind, statement: Kind) -> Part<()> {
        self.known = Entry::Nothing;
        let end = kind.end_word();
        let at = start..self.offset();
        let problem = |message, opened| Problem {
            code: "ltoconf::syntax::unexpected-end",
            message,
            help: None,
            at: at.clone(),
            opened,
        };
        if *self.depth(kind) == 0 {
            self.file.errors.push(problem(format!("'{end}' without its '{}' in this file", kind.word()), None));
            return Err(Reported);
        }
        let mut inner = None;
        while let Some(block) = self.blocks.pop() {
            *self.depth(block.kind) -= 1;
            if block.kind == kind {
                break;
            }
            inner = inner.or(Some(block));
        }
        match inner {
            None => {
                self.entry(start, statement, Entry::Nothing);
                Ok(())
            }
            Some(block) => {
                let message = format!("'{end}' before the '{}' of this '{}'", block.kind.end_word(), block.kind.word());
                self.file.errors.push(problem(message, Some(block.at)));
                Err(Reported)
            }
        }
    }

    /// Whether anything may stand here: below an `if`, by the older grammar also where that is in a choice.
    pub(super) fn below_if(&self) -> bool {
        self.grammar.open_choices && self.blocks.last().is_some_and(|block| block.kind != BlockKind::Choice)
    }

    pub(super) fn outside_choice(&mut self, start: u32, what: &str, allowed: bool) -> Part<()> {
        if !allowed && !self.settled && *self.depth(BlockKind::Choice) > 0 {
            let at = start..self.offset();
            let help = "a choice holds 'config', 'comment' and 'if' only";
            self.report("ltoconf::syntax::misplaced-statement", format!("{what} inside a choice"), at, Some(help));
            return Err(Reported);
        }
        Ok(())
    }
}

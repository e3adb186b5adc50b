//! Which symbols the user has not decided yet. Behaviour of `check_conf` in conf.c.

use crate::model::{
    menu::{MenuId, next},
    symbol::Tristate,
};

use super::Evaluator;

impl Evaluator<'_> {
    /// Visits the entries of symbols that are visible, may be changed and have no user value, in the order of the menus,
    /// each before the next is looked for: only what was looked at until then is calculated.
    pub fn each_undecided(&mut self, mut visit: impl FnMut(&mut Self, MenuId)) {
        let mut at = Some(MenuId::ROOT);
        while let Some(menu) = at {
            let visible = self.menu_visible(menu);
            if visible && self.is_open(menu) {
                visit(self, menu);
            }
            at = if visible { next(&self.model.menus, menu, MenuId::ROOT) } else { self.past(menu) };
        }
    }

    /// Whether a visible entry is a question: its symbol may be changed, and the user has not decided it.
    pub fn is_open(&self, menu: MenuId) -> bool {
        let Some(symbol) = self.model.menus[menu].symbol else { return false };
        let old_choice = self.model.dialect.old_choices
            && self.model.symbols[symbol].choice
            && self.states[symbol].value == Tristate::Yes;
        !self.states[symbol].user && (self.changeable(symbol) || old_choice)
    }

    /// The entry after one whose children are passed over.
    fn past(&self, menu: MenuId) -> Option<MenuId> {
        let mut current = menu;
        loop {
            if current == MenuId::ROOT {
                return None;
            }
            if let Some(next) = self.model.menus[current].next {
                return Some(next);
            }
            current = self.model.menus[current].parent?;
        }
    }
}

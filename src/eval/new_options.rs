//! Which symbols the user has not decided yet. Behaviour of `check_conf` in conf.c as the modes that only list use it.

use crate::model::{menu::MenuId, symbol::Tristate};

use super::Evaluator;

impl Evaluator<'_> {
    /// Menu entries of symbols that are visible, may be changed and have no user value, in the order of the menus.
    pub fn undecided(&mut self) -> Vec<MenuId> {
        self.questions(false)
    }

    /// Menu entries that a mode asks about which asks about everything.
    pub fn askable(&mut self) -> Vec<MenuId> {
        self.questions(true)
    }

    fn questions(&mut self, decided_too: bool) -> Vec<MenuId> {
        let mut found = Vec::new();
        self.each_question(decided_too, |_, menu| found.push(menu));
        found
    }

    /// Visits each entry of [`Self::undecided`] before it looks for the next: only what was looked at until then is
    /// calculated.
    pub fn each_undecided(&mut self, visit: impl FnMut(&mut Self, MenuId)) {
        self.each_question(false, visit);
    }

    fn each_question(&mut self, decided_too: bool, mut visit: impl FnMut(&mut Self, MenuId)) {
        let model = self.model;
        let mut at = Some(MenuId::ROOT);
        while let Some(menu) = at {
            let visible = self.menu_visible(menu);
            if visible && let Some(symbol) = model.menus[menu].symbol {
                let old_choice = model.dialect.old_choices
                    && model.symbols[symbol].choice
                    && self.states[symbol].value == Tristate::Yes;
                if (decided_too || !self.states[symbol].user) && (self.changeable(symbol) || old_choice) {
                    visit(self, menu);
                }
            }
            at = if visible { crate::model::menu::next(&model.menus, menu, MenuId::ROOT) } else { self.past(menu) };
        }
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

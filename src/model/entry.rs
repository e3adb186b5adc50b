//! Entries enter: symbols, choices, menus, comments and `if` blocks; menu nodes leave, hung in their places.

use crate::{
    source::Span,
    syntax::ast::{Kind, Type, Word},
};

use super::{
    build::{Builder, Slot},
    menu::{Menu, MenuId},
    symbol::{PropertyKind, Symbol, SymbolId},
    text::Text,
};

impl Builder<'_> {
    /// Behaviour of `menu_add_entry`.
    fn add_entry(&mut self, symbol: Option<SymbolId>) {
        let id = self.model.menus.push(Menu::new(Some(self.block), symbol, self.span));
        match self.slot {
            Slot::FirstOf(parent) => self.model.menus[parent].list = Some(id),
            Slot::After(sibling) => self.model.menus[sibling].next = Some(id),
        }
        self.slot = Slot::After(id);
        self.entry = id;
        self.unfinished = true;
        if let Some(symbol) = symbol {
            self.model.symbols[symbol].menus.push(id);
        }
    }

    fn open_block(&mut self) {
        self.slot = Slot::FirstOf(self.entry);
        self.block = self.entry;
    }

    fn close_block(&mut self) {
        self.slot = Slot::After(self.block);
        self.block = self.model.menus[self.block].parent.unwrap_or(MenuId::ROOT);
    }

    pub(super) fn open_entry(&mut self, kind: &Kind, from: u32) {
        match kind {
            Kind::MainMenu(text) => {
                let text = self.quoted(text);
                self.entry = MenuId::ROOT;
                self.add_prompt(true, true, text, None, from);
            }
            Kind::Config { name, menu } => {
                let symbol = self.symbol(name);
                self.model.symbols[symbol].optional = true;
                self.add_entry(Some(symbol));
                self.menuconfig = *menu;
            }
            Kind::Choice(name) => self.open_choice(name.as_ref()),
            Kind::If(condition) => {
                let condition = self.expr(condition);
                self.add_entry(None);
                self.add_dependency(condition);
                self.open_block();
            }
            Kind::Menu(text) => {
                let text = self.quoted(text);
                self.add_entry(None);
                self.add_prompt(true, true, text, None, from);
                self.open_block();
            }
            Kind::Comment(text) => {
                let text = self.quoted(text);
                self.add_entry(None);
                self.add_prompt(true, false, text, None, from);
            }
            Kind::EndChoice => {
                self.choice = None;
                self.close_block();
            }
            Kind::EndIf | Kind::EndMenu => self.close_block(),
            _ => {}
        }
    }

    fn open_choice(&mut self, name: Option<&Word>) {
        let name = name.map(|word| self.word(word)).filter(|&name| name != Text::EMPTY);
        if name.is_some() && !self.model.dialect.named_choices {
            self.refuse("ltoconf::kconfig::named-choice", "a choice has no name since Linux 6.9", self.span);
        }
        // a named choice that stands in several places is one symbol
        let known = name.and_then(|name| self.choices.get(&name).copied());
        let symbol =
            known.unwrap_or_else(|| self.model.symbols.push(Symbol { choice: true, ..Symbol::new(name, false) }));
        if let Some(name) = name {
            self.choices.insert(name, symbol);
        }
        self.add_entry(Some(symbol));
        if !self.model.dialect.old_choices {
            self.set_type(Type::Bool);
        }
        self.choice = Some(symbol);
        // attributes of the choice follow before its members, and hang on the entry, not on the block
        self.open_block();
    }

    /// What is checked when all attributes of an entry are read; `next` is the statement after it.
    pub(super) fn finish_entry(&mut self, next: Option<Span>) {
        if !std::mem::take(&mut self.unfinished) {
            return;
        }
        let entry = self.entry;
        if std::mem::take(&mut self.menuconfig) {
            match self.model.menus[entry].prompt {
                Some(prompt) => {
                    if let PropertyKind::Prompt { menu, .. } = &mut self.model.properties[prompt].kind {
                        *menu = true;
                    }
                }
                None => {
                    let span = self.lookahead(next);
                    let message = "menuconfig statement without prompt".into();
                    self.warn_or_refuse("ltoconf::kconfig::menuconfig-without-prompt", message, span);
                }
            }
        }
        let Some(symbol) = self.entry_symbol() else { return };
        let Some(choice) = self.choice else { return };
        let span = self.model.menus[entry].span;
        let unprompted = self.model.menus[entry].prompt.is_none();
        if symbol == choice {
            if unprompted && self.model.dialect.prompted_choices {
                self.refuse("ltoconf::kconfig::choice-without-prompt", "choice must have a prompt", span);
            }
            return;
        }
        if unprompted && self.model.dialect.strict_members {
            self.refuse("ltoconf::kconfig::member-without-prompt", "choice member must have a prompt", span);
        }
        if self.model.dialect.old_choices {
            return;
        }
        if self.model.symbols[symbol].ty != Some(Type::Bool) {
            self.refuse("ltoconf::kconfig::member-not-bool", "choice member must be bool", span);
        }
        let Self { model, .. } = self;
        if model.symbols[symbol].member_of.is_none() {
            model.symbols[symbol].member_of = Some(choice);
            model.symbols[choice].members.push(symbol);
        }
    }

    /// The main menu's title, where the tree says none.
    pub(super) fn name_root(&mut self) {
        if self.model.menus[MenuId::ROOT].prompt.is_none() {
            self.entry = MenuId::ROOT;
            let text = self.model.texts.intern(b"Main menu");
            self.add_prompt(true, true, text, None, self.next_expansion);
        }
    }
}

//! What an entry of a slice says of itself: its type, its prompt, and each property and dependency as a line.

use crate::{
    model::{
        expr::ExprId,
        menu::MenuId,
        symbol::{Property, PropertyId, PropertyKind, SymbolId},
    },
    syntax::ast::Type,
};

use super::Printer;

impl Printer<'_> {
    pub(super) fn choice(&mut self, choice: SymbolId) {
        let found = &self.model.symbols[choice];
        // since 6.11 a choice is bool, and since 6.13 it may not say so
        if self.model.dialect.old_choices
            && let Some(ty) = found.ty
        {
            self.line(&format!("\t{}", ty.word()));
        }
        if found.optional && self.model.dialect.optional_choices {
            self.line("\toptional");
        }
    }

    /// What a symbol is. One definition says it for all, in one line with its prompt where it has one: gives that.
    pub(super) fn config(&mut self, menu: MenuId, symbol: SymbolId) -> Option<PropertyId> {
        let model = self.model;
        let found = &model.symbols[symbol];
        if found.menus.first() != Some(&menu) {
            return None;
        }
        let ty = found.ty.map(Type::word)?;
        let is_prompt = |id: &PropertyId| matches!(model.properties[*id].kind, PropertyKind::Prompt { .. });
        let prompt = model.menus[menu].properties.iter().copied().find(is_prompt);
        match prompt.map(|prompt| &model.properties[prompt]) {
            Some(prompt) => self.prompt(ty, prompt),
            None => self.line(&format!("\t{ty}")),
        }
        self.modules(symbol);
        if found.transitional {
            self.line("\ttransitional");
        }
        if found.never_all_no {
            self.line("\toption allnoconfig_y");
        }
        prompt
    }

    fn prompt(&mut self, word: &str, prompt: &Property) {
        self.macros(&prompt.expansions, prompt.span);
        self.out.extend([b"\t", word.as_bytes(), b" "].concat());
        self.quoted(prompt.text().map(|text| self.model.texts.get(text)).unwrap_or_default());
        self.condition(" if ", prompt.condition);
        self.line("");
    }

    pub(super) fn modules(&mut self, symbol: SymbolId) {
        if symbol == self.model.modules {
            self.line(if self.model.dialect.options { "\toption modules" } else { "\tmodules" });
        }
    }

    /// Properties but for one that was said already, and dependencies.
    pub(super) fn attributes(&mut self, menu: MenuId, said: Option<PropertyId>) {
        let node = &self.model.menus[menu];
        for &id in node.properties.iter().filter(|&&id| Some(id) != said) {
            self.property(&self.model.properties[id]);
        }
        for &(dependency, span) in &node.depends {
            self.macros(&node.expansions, span);
            self.condition("\tdepends on ", Some(dependency));
            self.line("");
        }
        if let Some(visibility) = node.visibility {
            self.condition("\tvisible if ", Some(visibility));
            self.line("");
        }
    }

    fn property(&mut self, property: &Property) {
        match property.kind {
            // of menus and comments it stands in their first line
            PropertyKind::Title { .. } => {}
            PropertyKind::Select(_) | PropertyKind::Imply(_) => self.raise(property, property.condition),
            PropertyKind::Prompt { .. } => self.prompt("prompt", property),
            PropertyKind::Default(value) => {
                self.macros(&property.expansions, property.span);
                self.condition("\tdefault ", Some(value));
                self.condition(" if ", property.condition);
                self.line("");
            }
            PropertyKind::Range(low, high) => {
                self.macros(&property.expansions, property.span);
                self.out.extend_from_slice(b"\trange ");
                self.name(low);
                self.out.push(b' ');
                self.name(high);
                self.condition(" if ", property.condition);
                self.line("");
            }
        }
    }

    /// A select or an imply of an inner symbol.
    pub(super) fn raise(&mut self, property: &Property, condition: Option<ExprId>) {
        let (word, target) = match property.kind {
            PropertyKind::Select(target) => ("\tselect ", target),
            PropertyKind::Imply(target) => ("\timply ", target),
            _ => return,
        };
        if !self.is_inner(target) {
            return;
        }
        self.macros(&property.expansions, property.span);
        self.out.extend_from_slice(word.as_bytes());
        self.name(target);
        self.condition(" if ", condition);
        self.line("");
    }
}

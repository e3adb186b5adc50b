//! Attributes of an entry enter: types, prompts, defaults, dependencies and the rest; properties of its symbol and its
//! menu node leave.

use std::ops::Range;

use crate::{
    diagnostic::Diagnostic,
    source::{Span, lossy},
    syntax::ast::{self, Kind, Relation, Type},
};

use super::{
    build::Builder,
    compare,
    expr::{ExprId, Joint},
    print,
    symbol::{Property, PropertyId, PropertyKind, SymbolId},
    text::Text,
};

impl Builder<'_> {
    pub(super) fn add_dependency(&mut self, expr: ExprId) {
        let span = self.span;
        let Self { model, entry, .. } = self;
        let menu = &mut model.menus[*entry];
        menu.dep = model.exprs.join_some(Joint::And, menu.dep, Some(expr));
        menu.depends.push((expr, span));
    }

    pub(super) fn entry_symbol(&self) -> Option<SymbolId> {
        self.model.menus[self.entry].symbol
    }

    /// Behaviour of `menu_set_type`.
    pub(super) fn set_type(&mut self, ty: Type) {
        let Some(id) = self.entry_symbol() else { return };
        match self.model.symbols[id].ty {
            None => self.model.symbols[id].ty = Some(ty),
            Some(known) if known == ty => {}
            Some(known) => {
                let name = self.model.show(id);
                let message = format!(
                    "ignoring type redefinition of '{name}' from '{}' to '{}'",
                    print::type_name(Some(known)),
                    print::type_name(Some(ty))
                );
                let warning = Diagnostic::warning("ltoconf::kconfig::type-redefined", message).about(name);
                let span = self.model.menus[self.entry].span;
                self.model.warnings.push(warning.at(span));
            }
        }
    }

    fn add_property(&mut self, kind: PropertyKind, condition: Option<ExprId>, from: u32) -> PropertyId {
        let id = self.model.properties.push(Property {
            kind,
            visible: condition,
            condition,
            menu: self.entry,
            span: self.span,
            expansions: from..self.next_expansion,
        });
        self.model.menus[self.entry].properties.push(id);
        if let Some(symbol) = self.entry_symbol() {
            self.model.symbols[symbol].properties.push(id);
        }
        id
    }

    /// Behaviour of `menu_add_prompt`.
    pub(super) fn add_prompt(&mut self, title: bool, menu: bool, text: Text, condition: Option<ExprId>, from: u32) {
        let bytes = self.model.texts.get(text);
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r');
        let text = if bytes.first().is_some_and(blank) {
            let trimmed: Vec<u8> = bytes.iter().copied().skip_while(blank).collect();
            self.warn("ltoconf::kconfig::leading-blank", "leading whitespace ignored".into());
            self.model.texts.intern(&trimmed)
        } else {
            text
        };
        if self.model.menus[self.entry].prompt.is_some() {
            self.warn("ltoconf::kconfig::prompt-redefined", "prompt redefined".into());
        }
        let kind = if title { PropertyKind::Title { text, menu } } else { PropertyKind::Prompt { text, menu } };
        let id = self.add_property(kind, condition, from);
        if !title {
            self.model.properties[id].visible = self.within_menus(condition);
        }
        self.model.menus[self.entry].prompt = Some(id);
    }

    fn prompt(&mut self, prompt: &ast::Prompt) {
        let from = self.next_expansion;
        let text = self.quoted(&prompt.text);
        let condition = self.condition(prompt.condition.as_ref());
        self.add_prompt(false, false, text, condition, from);
    }

    pub(super) fn attribute(&mut self, kind: &Kind, from: u32) {
        match kind {
            Kind::Type(ty, prompt) => {
                if let Some(prompt) = prompt {
                    self.prompt(prompt);
                }
                self.typed(*ty, prompt.is_some());
            }
            Kind::Prompt(prompt) => self.prompt(prompt),
            Kind::Default { sets, value, condition } => {
                let value = self.expr(value);
                let condition = self.condition(condition.as_ref());
                self.add_property(PropertyKind::Default(value), condition, from);
                if let Some(ty) = sets {
                    self.set_type(*ty);
                }
            }
            Kind::Select(word, condition) => {
                let symbol = self.symbol(word);
                let condition = self.condition(condition.as_ref());
                self.add_property(PropertyKind::Select(symbol), condition, from);
            }
            Kind::Imply(word, condition) => {
                let symbol = self.symbol(word);
                let condition = self.condition(condition.as_ref());
                self.add_property(PropertyKind::Imply(symbol), condition, from);
            }
            Kind::Range(bounds, condition) => {
                let [low, high] = &**bounds;
                let (low, high) = (self.operand(low), self.operand(high));
                let condition = self.condition(condition.as_ref());
                self.add_property(PropertyKind::Range(low, high), condition, from);
            }
            Kind::Depends(on, condition) => {
                let on = self.expr(on);
                let condition = self.condition(condition.as_ref());
                self.depends(on, condition);
            }
            Kind::Visible(condition) => {
                let condition = self.condition(condition.as_ref());
                let Self { model, entry, .. } = self;
                let menu = &mut model.menus[*entry];
                menu.visibility = model.exprs.join_some(Joint::And, menu.visibility, condition);
            }
            Kind::Help(_) if !self.model.dialect.dashed_help && self.is_dashed() => {
                let message = "'---help---' is understood before Linux 5.9 only: write 'help'";
                self.refuse("ltoconf::kconfig::older-syntax", message, self.span);
            }
            Kind::Help(at) => self.help(at),
            Kind::Modules if self.model.dialect.options => {
                let message = "'modules' is understood since Linux 5.13: write 'option modules' before";
                self.refuse("ltoconf::kconfig::newer-syntax", message, self.span);
            }
            Kind::Modules => self.modules(),
            Kind::Optional => self.optional(),
            Kind::Transitional => self.transitional(),
            Kind::Option(name, value) => self.option(name, value.as_ref()),
            _ => {}
        }
    }

    fn typed(&mut self, ty: Type, prompted: bool) {
        let choice = self.entry_symbol().is_some_and(|id| self.model.symbols[id].choice);
        let rules = &self.model.dialect;
        let message = match ty {
            _ if !choice => None,
            _ if !rules.bool_choices => Some("a choice has no type since Linux 6.13: its members are bool"),
            Type::Bool if prompted || rules.old_choices => None,
            Type::Tristate if rules.old_choices => None,
            _ if rules.old_choices => Some("a choice is bool or tristate"),
            _ => Some("a choice is bool since Linux 6.11, and needs no type"),
        };
        if let Some(message) = message {
            self.refuse("ltoconf::kconfig::choice-type", message, self.span);
        } else if !choice || self.model.dialect.old_choices {
            self.set_type(ty);
        }
    }

    fn depends(&mut self, on: ExprId, condition: Option<ExprId>) {
        match condition {
            None => self.add_dependency(on),
            Some(_) if !self.model.dialect.conditional_depends => {
                let message = "'depends on … if …' is understood since Linux 7.0";
                self.refuse("ltoconf::kconfig::newer-syntax", message, self.span);
            }
            Some(condition) => {
                let off = compare::with_no(&mut self.model.exprs, Some(condition), Relation::Equal);
                let either = self.model.exprs.join(Joint::Or, on, off);
                self.add_dependency(either);
            }
        }
    }

    fn help(&mut self, at: &Range<u32>) {
        let span = Span::new(self.span.file, at);
        let end = Span { start: span.end, ..span };
        let name = |this: &Self| this.entry_symbol().map_or_else(|| "<choice>".into(), |id| this.model.show(id));
        if self.model.menus[self.entry].help.is_some() {
            let only = if self.model.dialect.strict_parser { "" } else { " -- only the last one will be used" };
            let message = format!("'{}' defined with more than one help text{only}", name(self));
            self.warn_or_refuse("ltoconf::kconfig::help-redefined", message, end);
        }
        if self.cut(at).iter().all(|byte| matches!(byte, b' ' | 0x0c | b'\n' | b'\r' | b'\t' | 0x0b)) {
            let message = format!("'{}' defined with blank help text", name(self));
            self.warn_or_refuse("ltoconf::kconfig::blank-help", message, end);
        }
        self.model.menus[self.entry].help = Some(span);
    }

    fn modules(&mut self) {
        let Some(symbol) = self.entry_symbol() else { return };
        if self.model.modules != SymbolId::NO {
            let message = format!(
                "symbol '{}' redefines option 'modules' already defined by symbol '{}'",
                self.model.show(symbol),
                self.model.show(self.model.modules)
            );
            self.refuse("ltoconf::kconfig::modules-redefined", &message, self.span);
        }
        self.model.modules = symbol;
    }

    fn optional(&mut self) {
        if self.model.dialect.optional_choices {
            if let Some(symbol) = self.entry_symbol() {
                self.model.symbols[symbol].optional = true;
            }
        } else {
            let message = "a choice cannot be optional since Linux 6.10";
            self.refuse("ltoconf::kconfig::optional-choice", message, self.span);
        }
    }

    /// Whether the statement's word is the old one with dashes.
    fn is_dashed(&self) -> bool {
        self.cut(&(self.span.start..self.span.end)).starts_with(b"---")
    }

    fn transitional(&mut self) {
        if self.model.dialect.transitional {
            if let Some(symbol) = self.entry_symbol() {
                self.model.symbols[symbol].transitional = true;
            }
        } else {
            let message = "'transitional' is understood since Linux 6.18";
            self.refuse("ltoconf::kconfig::newer-syntax", message, self.span);
        }
    }

    fn option(&mut self, name: &Range<u32>, value: Option<&ast::Text>) {
        if !self.model.dialect.options {
            let message = "'option' is understood before Linux 5.13 only: write 'modules' instead of 'option modules'";
            self.refuse("ltoconf::kconfig::older-syntax", message, self.span);
            return;
        }
        if let Some(text) = value
            && text.cooked
        {
            self.expansion();
        }
        match self.cut(name) {
            b"modules" => self.modules(),
            b"defconfig_list" => self.model.defconfig_list = self.entry_symbol(),
            b"allnoconfig_y" => {
                if let Some(symbol) = self.entry_symbol() {
                    self.model.symbols[symbol].never_all_no = true;
                }
            }
            other => {
                let message = format!("unknown option '{}'", lossy(other));
                self.refuse("ltoconf::kconfig::unknown-option", &message, self.span);
            }
        }
    }
}

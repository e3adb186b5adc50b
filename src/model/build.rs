//! A walk's statements enter, the model leaves. Behaviour of the actions of parser.y and of menu.c up to
//! `menu_finalize`, which follows in `finalize`.

use std::ops::Range;

use crate::{
    diagnostic::Diagnostic,
    dialect::Dialect,
    source::{FileId, Span, lossy},
    syntax::ast::{self, Kind, Operand, Relation, Statement, Step, Type, Word},
    tree::{Tree, expand::Expanded},
};

use super::{
    Model,
    arena::Arena,
    choice, cover, cycle,

    expr::{Expr, ExprId, Exprs, Joint},
    finalize,
    menu::{Menu, MenuId},
    symbol::{Property, PropertyId, PropertyKind, Symbol, SymbolId},
    text::{Text, Texts},
};

/// Builds the model of a tree.
///
/// # Errors
/// Everything for which the reference refuses to evaluate a tree: misplaced or missing prompts and types in choices,
/// and cycles of dependencies.
pub fn build(tree: &Tree, dialect: Dialect) -> Result<Model, Vec<Diagnostic>> {
    let mut builder = Builder::new(tree, dialect);
    for event in &tree.walk.events {
        let (file, id) = tree.files.parsed(event.file as usize);
        if let Some(statement) = file.statements.get(event.statement as usize) {
            builder.file = id;
            builder.text = tree.files.sources.file(id).text();
            builder.next_expansion = event.expansion;
            builder.statement(statement);
        }
    }
    builder.finish_entry();
    builder.name_root();
    let Builder { mut model, mut errors, .. } = builder;
    if errors.is_empty() {
        finalize::finalize(&mut model);
        errors.extend(cycle::check(&model));
        errors.extend(choice::check(&model));
    }
    if errors.is_empty() { Ok(model) } else { Err(errors) }
}

/// Where the next node is hung.
#[derive(Clone, Copy)]
enum Slot {
    FirstOf(MenuId),
    After(MenuId),
}

pub(super) struct Builder<'t> {
    tree: &'t Tree,
    file: FileId,
    text: &'t [u8],
    next_expansion: u32,
    model: Model,
    errors: Vec<Diagnostic>,
    slot: Slot,
    /// the open block
    block: MenuId,
    /// the entry that attributes belong to
    entry: MenuId,
    /// written as `menuconfig`
    menuconfig: bool,
    /// not yet checked by `finish_entry`
    unfinished: bool,
    /// the open choice, since 6.11
    choice: Option<SymbolId>,
    span: Span,
}

impl<'t> Builder<'t> {
    fn new(tree: &'t Tree, dialect: Dialect) -> Self {
        let (_, file) = tree.files.parsed(0);
        let span = Span { file, start: 0, end: 0 };
        let mut model = Model {
            dialect,
            texts: Texts::default(),
            symbols: Arena::default(),
            properties: Arena::default(),
            menus: Arena::default(),
            exprs: Exprs::default(),
            modules: SymbolId::NO,
            warnings: Vec::new(),
            by_name: Vec::new(),
            constants: Vec::new(),
        };
        for name in [b"n", b"m", b"y"] {
            let text = model.texts.intern(name);
            let id = model.symbols.push(Symbol { ty: Some(Type::Tristate), ..Symbol::new(Some(text), true) });
            for table in [&mut model.by_name, &mut model.constants] {
                table.resize(text.index() + 1, None);
                if let Some(slot) = table.get_mut(text.index()) {
                    *slot = Some(id);
                }
            }
        }
        let root = model.menus.push(Menu::new(None, None, span));
        Self {
            tree,
            file,
            text: &[],
            next_expansion: 0,
            model,
            errors: Vec::new(),
            slot: Slot::FirstOf(root),
            block: root,
            entry: root,
            menuconfig: false,
            unfinished: false,
            choice: None,
            span,
        }
    }

    fn cut(&self, at: &Range<u32>) -> &'t [u8] {
        self.text.get(at.start as usize..at.end as usize).unwrap_or_default()
    }

    fn expansion(&mut self) -> &'t Expanded {
        static NOTHING: Expanded = Expanded { text: Vec::new(), probes: Vec::new() };
        let index = self.next_expansion as usize;
        self.next_expansion += 1;
        self.tree.walk.expansions.get(index).unwrap_or(&NOTHING)
    }

    fn word(&mut self, word: &Word) -> Text {
        let bytes = if word.expands { self.expansion().text.as_slice() } else { self.cut(&word.at) };
        self.model.texts.intern(bytes)
    }

    fn quoted(&mut self, text: &ast::Text) -> Text {
        let bytes = if text.cooked { self.expansion().text.as_slice() } else { self.cut(&text.inner) };
        self.model.texts.intern(bytes)
    }

    /// Behaviour of `sym_lookup`.
    fn lookup(&mut self, name: Text, constant: bool) -> SymbolId {
        let table = if constant { &mut self.model.constants } else { &mut self.model.by_name };
        if table.len() <= name.index() {
            table.resize(self.model.texts.len(), None);
        }
        match table.get_mut(name.index()) {
            Some(Some(known)) => *known,
            slot => {
                let id = self.model.symbols.push(Symbol::new(Some(name), constant));
                if let Some(slot) = slot {
                    *slot = Some(id);
                }
                id
            }
        }
    }

    fn symbol(&mut self, word: &Word) -> SymbolId {
        let name = self.word(word);
        self.lookup(name, false)
    }

    fn operand(&mut self, operand: &Operand) -> SymbolId {
        match operand {
            Operand::Word(word) => self.symbol(word),
            Operand::Text(text) => {
                let name = self.quoted(text);
                self.lookup(name, true)
            }
        }
    }

    fn expr(&mut self, expr: &ast::Expr) -> ExprId {
        let mut stack: Vec<ExprId> = Vec::with_capacity(4);
        for step in &expr.steps {
            let made = match step {
                Step::Operand(operand) => {
                    let symbol = self.operand(operand);
                    self.model.exprs.symbol(symbol)
                }
                Step::Compare(left, relation, right) => {
                    let (left, right) = (self.operand(left), self.operand(right));
                    self.model.exprs.make(Expr::Compare(*relation, left, right))
                }
                Step::Not => {
                    let inner = stack.pop().unwrap_or(Exprs::YES);
                    self.model.exprs.not(inner)
                }
                Step::And | Step::Or => {
                    let joint = if *step == Step::And { Joint::And } else { Joint::Or };
                    let right = stack.pop().unwrap_or(Exprs::YES);
                    let left = stack.pop().unwrap_or(Exprs::YES);
                    self.model.exprs.join(joint, left, right)
                }
            };
            stack.push(made);
        }
        stack.pop().unwrap_or(Exprs::YES)
    }

    fn condition(&mut self, condition: Option<&ast::Expr>) -> Option<ExprId> {
        condition.map(|expr| self.expr(expr))
    }

    fn warn(&mut self, code: &'static str, message: String) {
        self.model.warnings.push(Diagnostic::warning(code, message).at(self.span));
    }

    pub(super) fn refuse(&mut self, code: &'static str, message: &str, span: Span) {
        self.errors.push(Diagnostic::error(code, message).at(span));
    }

    fn entry_span(&self) -> Span {
        self.model.menus[self.entry].span
    }

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

    fn add_dependency(&mut self, expr: ExprId) {
        let span = self.span;
        let Self { model, entry, .. } = self;
        let menu = &mut model.menus[*entry];
        menu.dep = model.exprs.join_some(Joint::And, menu.dep, Some(expr));
        menu.depends.push((expr, span));
    }

    fn entry_symbol(&self) -> Option<SymbolId> {
        self.model.menus[self.entry].symbol
    }

    /// Behaviour of `menu_set_type`.
    fn set_type(&mut self, ty: Type) {
        let Some(id) = self.entry_symbol() else { return };
        match self.model.symbols[id].ty {
            None => self.model.symbols[id].ty = Some(ty),
            Some(known) if known == ty => {}
            Some(known) => {
                let name = self.model.show(id);
                let message =
                    format!("ignoring type redefinition of '{name}' from '{}' to '{}'", known.word(), ty.word());
                let warning = Diagnostic::warning("ltoconf::kconfig::type-redefined", message).about(name);
                self.model.warnings.push(warning.at(self.entry_span()));
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
        if let Some(symbol) = self.entry_symbol() {
            self.model.symbols[symbol].properties.push(id);
        }
        id
    }

    /// Behaviour of `menu_add_prompt`.
    fn add_prompt(&mut self, title: bool, menu: bool, text: Text, condition: Option<ExprId>, from: u32) {
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
            let mut visible = condition;
            let mut at = self.model.menus[self.entry].parent;
            while let Some(parent) = at {
                let node = &self.model.menus[parent];
                at = node.parent;
                if let Some(visibility) = node.visibility {
                    visible = self.model.exprs.join_some(Joint::And, visible, Some(visibility));
                }
            }
            self.model.properties[id].visible = visible;
        }
        self.model.menus[self.entry].prompt = Some(id);
    }

    fn prompt(&mut self, prompt: &ast::Prompt) {
        let from = self.next_expansion;
        let text = self.quoted(&prompt.text);
        let condition = self.condition(prompt.condition.as_ref());
        self.add_prompt(false, false, text, condition, from);
    }

    fn statement(&mut self, statement: &Statement) {
        let span = Span::new(self.file, &statement.at);
        let entry = !matches!(
            statement.kind,
            Kind::Type(..)
                | Kind::Prompt(_)
                | Kind::Default { .. }
                | Kind::Select(..)
                | Kind::Imply(..)
                | Kind::Range(..)
                | Kind::Depends(..)
                | Kind::Visible(_)
                | Kind::Help(_)
                | Kind::Modules
                | Kind::Optional
                | Kind::Transitional
                | Kind::Option(..)
        );
        if entry {
            self.finish_entry();
        }
        self.span = span;
        let from = self.next_expansion;
        if entry { self.open_entry(&statement.kind, from) } else { self.attribute(&statement.kind, from) }
        let seen = from..self.next_expansion;
        if !seen.is_empty() && (entry || matches!(statement.kind, Kind::Depends(..))) {
            let menu = &mut self.model.menus[self.entry];
            menu.expansions = cover(&menu.expansions, &seen);
        }
    }

    fn open_entry(&mut self, kind: &Kind, from: u32) {
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
        let name = name.map(|word| self.word(word));
        if name.is_some() && !self.model.dialect.old_choices {
            self.refuse("ltoconf::kconfig::named-choice", "a choice has no name since Linux 6.11", self.span);
        }
        // a named choice that stands in several places is one symbol
        let known = name.and_then(|name| {
            self.model.symbols.iter().find(|(_, symbol)| symbol.choice && symbol.name == Some(name)).map(|(id, _)| id)
        });
        let symbol =
            known.unwrap_or_else(|| self.model.symbols.push(Symbol { choice: true, ..Symbol::new(name, false) }));
        self.add_entry(Some(symbol));
        if !self.model.dialect.old_choices {
            self.set_type(Type::Bool);
            self.choice = Some(symbol);
        }
        // attributes of the choice follow before its members, and hang on the entry, not on the block
        self.open_block();
    }

    fn attribute(&mut self, kind: &Kind, from: u32) {
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
            Kind::Range(low, high, condition) => {
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
            Kind::Help(at) => self.help(at),
            Kind::Modules => self.modules(),
            Kind::Optional => self.optional(),
            Kind::Transitional => self.transitional(),
            Kind::Option(name, value) => self.option(name, value.as_ref()),
            _ => {}
        }
    }

    fn typed(&mut self, ty: Type, prompted: bool) {
        let choice = self.entry_symbol().is_some_and(|id| self.model.symbols[id].choice);
        if choice && !self.model.dialect.old_choices {
            if ty != Type::Bool || !prompted {
                let message = "a choice is bool since Linux 6.11, and needs no type";
                self.refuse("ltoconf::kconfig::choice-type", message, self.span);
            }
            return;
        }
        self.set_type(ty);
    }

    fn depends(&mut self, on: ExprId, condition: Option<ExprId>) {
        match condition {
            None => self.add_dependency(on),
            Some(_) if !self.model.dialect.conditional_depends => {
                let message = "'depends on … if …' is understood since Linux 7.0";
                self.refuse("ltoconf::kconfig::newer-syntax", message, self.span);
            }
            Some(condition) => {
                let off = super::simplify::compared_with_no(&mut self.model.exprs, Some(condition), Relation::Equal);
                let either = self.model.exprs.join(Joint::Or, on, off);
                self.add_dependency(either);
            }
        }
    }

    fn help(&mut self, at: &Range<u32>) {
        let span = Span::new(self.file, at);
        let name = self.entry_symbol().map_or_else(|| "<choice>".into(), |id| self.model.show(id));
        if self.model.menus[self.entry].help.is_some() {
            let message = format!("'{name}' defined with more than one help text -- only the last one will be used");
            self.warn("ltoconf::kconfig::help-redefined", message);
        }
        if self.cut(at).iter().all(|byte| matches!(byte, b' ' | 0x0c | b'\n' | b'\r' | b'\t' | 0x0b)) {
            self.warn("ltoconf::kconfig::blank-help", format!("'{name}' defined with blank help text"));
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
        if self.model.dialect.old_choices {
            if let Some(symbol) = self.entry_symbol() {
                self.model.symbols[symbol].optional = true;
            }
        } else {
            let message = "a choice cannot be optional since Linux 6.10";
            self.refuse("ltoconf::kconfig::optional-choice", message, self.span);
        }
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
        if let Some(text) = value
            && text.cooked
        {
            self.expansion();
        }
        match self.cut(name) {
            b"modules" => self.modules(),
            // which file holds defaults, and what allnoconfig leaves on, changes nothing else
            b"defconfig_list" | b"allnoconfig_y" | b"env" => {}
            other => {
                let message = format!("unknown option '{}'", lossy(other));
                self.refuse("ltoconf::kconfig::unknown-option", &message, self.span);
            }
        }
    }

    /// What is checked when all attributes of an entry are read.
    fn finish_entry(&mut self) {
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
                None => self.warn(
                    "ltoconf::kconfig::menuconfig-without-prompt",
                    "menuconfig statement without prompt".into(),
                ),
            }
        }
        let Some(symbol) = self.entry_symbol() else { return };
        let Some(choice) = self.choice else { return };
        let span = self.entry_span();
        let unprompted = self.model.menus[entry].prompt.is_none();
        if symbol == choice {
            if unprompted && self.model.symbols[choice].menus.last() == Some(&entry) {
                self.refuse("ltoconf::kconfig::choice-without-prompt", "choice must have a prompt", span);
            }
            return;
        }
        if unprompted {
            self.refuse("ltoconf::kconfig::member-without-prompt", "choice member must have a prompt", span);
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

    fn name_root(&mut self) {
        if self.model.menus[MenuId::ROOT].prompt.is_none() {
            self.entry = MenuId::ROOT;
            let text = self.model.texts.intern(b"Main menu");
            self.add_prompt(true, true, text, None, self.next_expansion);
        }
    }
}

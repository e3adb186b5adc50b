//! A menu entry enters, the help text that the reference shows of it leaves: its help, where it stands, what it
//! depends on, and who selects it, each symbol with its value. Behaviour of `print_help` in conf.c and of
//! `menu_get_ext_help` in menu.c.

use crate::{
    dialect::Way,
    model::{
        equal,
        expr::{ExprId, Exprs, Joint},
        menu::MenuId,
        print,
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    source::Sources,
    syntax::{ast::Type, help},
};

use super::Evaluator;

/// Nodes that are told on the way down to an entry, at most.
const LOCATION: usize = 8;
/// The reference puts a line together in a buffer of 10,000 bytes, and cuts what is longer.
const LONGEST: usize = 9999;

/// Writes what the reference writes at once: cut where that is too long for it.
fn tell(out: &mut Vec<u8>, parts: &[&[u8]]) {
    let end = out.len() + LONGEST;
    for part in parts {
        out.extend_from_slice(part);
    }
    out.truncate(end);
}

impl Evaluator<'_> {
    /// Help and relations of an entry.
    pub fn help(&mut self, sources: &Sources, prefix: &[u8], menu: MenuId) -> Vec<u8> {
        let mut out = b"\n".to_vec();
        let model = self.model;
        let node = &model.menus[menu];
        match node.help {
            Some(span) => {
                if let Some(name) = node.symbol.and_then(|symbol| model.name(symbol)) {
                    tell(&mut out, &[prefix, name, b":\n\n"]);
                }
                // what follows the text decides whether its last line end belongs to it
                let raw = sources.file(span.file).text().get(span.start as usize..).unwrap_or_default();
                tell(&mut out, &[&help::text(raw), b"\n"]);
            }
            None => out.extend_from_slice(b"There is no help available for this option.\n"),
        }
        if let Some(symbol) = node.symbol {
            self.relations(sources, symbol, &mut out);
        }
        out.push(b'\n');
        out
    }

    /// Behaviour of `get_symbol_str`.
    fn relations(&mut self, sources: &Sources, symbol: SymbolId, out: &mut Vec<u8>) {
        let model = self.model;
        if let Some(name) = model.name(symbol) {
            tell(out, &[b"Symbol: ", name, b" [=", self.value_told(symbol), b"]\n"]);
            let word = print::type_name(model.symbols[symbol].ty);
            out.extend_from_slice(format!("Type  : {word}\n").as_bytes());
            self.tell_range(symbol, out);
        }
        if !model.dialect.tells_definitions {
            self.first_definition(sources, symbol, out);
            return;
        }
        let menus = &model.symbols[symbol].menus;
        for prompted in [true, false] {
            for &menu in menus.iter().filter(|&&menu| model.menus[menu].prompt.is_some() == prompted) {
                let place = sources.locate(model.menus[menu].span);
                out.extend_from_slice(format!("Defined at {place}\n").as_bytes());
                if prompted {
                    self.tell_prompt(menu, out);
                } else {
                    self.tell_condition("  Depends on: ", model.menus[menu].dep, out);
                }
            }
        }
        self.tell_partners("", symbol, out);
    }

    /// Whom a symbol selects and implies, and who does so to it; each line behind an indentation.
    fn tell_partners(&mut self, indentation: &str, symbol: SymbolId, out: &mut Vec<u8>) {
        let model = self.model;
        let selected = |kind| if let PropertyKind::Select(target) = kind { Some(target) } else { None };
        self.tell_targets(&format!("{indentation}Selects: "), symbol, selected, out);
        self.tell_sources(&format!("{indentation}Selected"), model.symbols[symbol].rev_dep, out);
        let implied = |kind| if let PropertyKind::Imply(target) = kind { Some(target) } else { None };
        self.tell_targets(&format!("{indentation}Implies: "), symbol, implied, out);
        self.tell_sources(&format!("{indentation}Implied"), model.symbols[symbol].implied, out);
        out.extend_from_slice(b"\n\n");
    }

    /// All prompts, and the first definition alone, as before 5.6.
    fn first_definition(&mut self, sources: &Sources, symbol: SymbolId, out: &mut Vec<u8>) {
        let model = self.model;
        for &id in &model.symbols[symbol].properties {
            let found = &model.properties[id];
            if let PropertyKind::Prompt { text, .. } = found.kind {
                tell(out, &[b"Prompt: ", model.texts.get(text), b"\n"]);
                self.tell_way(found.menu, out);
            }
        }
        if let Some(&menu) = model.symbols[symbol].menus.first() {
            let place = sources.locate(model.menus[menu].span);
            out.extend_from_slice(format!("  Defined at {place}\n").as_bytes());
            self.tell_condition("  Depends on: ", model.menus[menu].dep, out);
        }
        self.tell_partners("  ", symbol, out);
    }

    fn tell_range(&mut self, symbol: SymbolId, out: &mut Vec<u8>) {
        let model = self.model;
        if !matches!(model.symbols[symbol].ty, Some(Type::Int | Type::Hex)) {
            return;
        }
        for &id in &model.symbols[symbol].properties {
            if let PropertyKind::Range(low, high) = model.properties[id].kind
                && self.evaluate(model.properties[id].visible) != Tristate::No
            {
                out.extend_from_slice(b"Range : ");
                print::range(model, (low, high), out, &mut |symbol, out| self.tell_known_value(symbol, out));
                out.push(b'\n');
                return;
            }
        }
    }

    /// A prompt with its conditions and the way to it. Behaviour of `get_prompt_str`.
    fn tell_prompt(&mut self, menu: MenuId, out: &mut Vec<u8>) {
        let model = self.model;
        tell(out, &[b"  Prompt: ", model.prompt_text(menu).unwrap_or_default(), b"\n"]);
        let dep = model.menus[menu].dep;
        self.tell_condition("  Depends on: ", dep, out);
        let visible = model.menus[menu].prompt.and_then(|prompt| model.properties[prompt].visible);
        if !equal::same(&model.exprs, dep, visible) {
            self.tell_condition("  Visible if: ", visible, out);
        }
        self.tell_way(menu, out);
    }

    /// The way to an entry.
    fn tell_way(&mut self, menu: MenuId, out: &mut Vec<u8>) {
        let model = self.model;
        let told = model.dialect.way;
        let last = if told == Way::Itself { Some(menu) } else { model.menus[menu].parent };
        let way: Vec<MenuId> = std::iter::successors(last, |&at| model.menus[at].parent)
            .take_while(|&at| at != MenuId::ROOT || told == Way::FromMainMenu)
            .take(LOCATION)
            .collect();
        // whether the way is open is not told, but looking calculates what no file has calculated yet
        let mut open = false;
        for &at in &way {
            if !open || model.dialect.old_choices {
                open |= self.menu_visible(at);
            }
        }
        if way.is_empty() && told == Way::Above {
            return;
        }
        out.extend_from_slice(b"  Location:\n");
        for (depth, &at) in way.iter().rev().enumerate() {
            let indentation = vec![b' '; 2 * depth + 4];
            if at == MenuId::ROOT {
                // whatever the tree calls it
                tell(out, &[&indentation, b"Main menu\n"]);
                continue;
            }
            let symbol = model.menus[at].symbol;
            let named = || symbol.and_then(|symbol| model.name(symbol));
            tell(out, &[&indentation, b"-> ", model.prompt_text(at).or_else(named).unwrap_or(b"(null)")]);
            if let Some(symbol) = symbol {
                tell(out, &[b" (", named().unwrap_or(b"<choice>"), b" [=", self.value_told(symbol), b"])"]);
            }
            out.push(b'\n');
        }
    }

    /// What a symbol selects or implies, whatever the conditions.
    fn tell_targets(
        &self,
        title: &str,
        symbol: SymbolId,
        target: impl Fn(PropertyKind) -> Option<SymbolId>,
        out: &mut Vec<u8>,
    ) {
        let model = self.model;
        let properties = model.symbols[symbol].properties.iter();
        let mut before = title;
        for found in properties.filter_map(|&id| target(model.properties[id].kind)) {
            out.extend_from_slice(before.as_bytes());
            out.extend_from_slice(model.name(found).unwrap_or_default());
            self.tell_known_value(found, out);
            before = " && ";
        }
        if before != title {
            out.push(b'\n');
        }
    }

    /// Who selects or implies it, by what that comes to.
    fn tell_sources(&mut self, word: &str, sum: Option<ExprId>, out: &mut Vec<u8>) {
        for value in [Tristate::Yes, Tristate::Mod, Tristate::No] {
            self.tell_terms(&format!("{word} by [{}]:\n", value.letter()), sum, value, out);
        }
    }

    /// The terms of a sum that have a value, one to a line. Behaviour of `expr_gstr_print_revdep`.
    pub(super) fn tell_terms(&mut self, title: &str, sum: Option<ExprId>, value: Tristate, out: &mut Vec<u8>) {
        let Some(sum) = sum else { return };
        let mut title = Some(title);
        for term in self.model.exprs.operands(Joint::Or, sum) {
            if self.evaluate(Some(term)) == value {
                out.extend_from_slice(title.take().unwrap_or_default().as_bytes());
                out.extend_from_slice(b"  - ");
                self.tell_expr(Some(term), out);
                out.push(b'\n');
            }
        }
    }

    fn tell_condition(&self, title: &str, expr: Option<ExprId>, out: &mut Vec<u8>) {
        if !Exprs::is_yes(expr) {
            out.extend_from_slice(title.as_bytes());
            self.tell_expr(expr, out);
            out.push(b'\n');
        }
    }

    /// An expression, each symbol with its value.
    pub fn tell_expr(&self, expr: Option<ExprId>, out: &mut Vec<u8>) {
        print::expr(self.model, expr, out, &mut |symbol, out| self.tell_known_value(symbol, out));
    }

    /// ` [=value]` of a symbol that has a type.
    fn tell_known_value(&self, symbol: SymbolId, out: &mut Vec<u8>) {
        if self.model.told_type(symbol).is_some() {
            tell(out, &[b" [=", self.value_told(symbol), b"]"]);
        }
    }

    fn value_told(&self, symbol: SymbolId) -> &[u8] {
        if self.never_had_text(symbol) { b"(null)" } else { self.value_text(symbol) }
    }
}

//! Calculated values enter, the bytes of a `.config` leave. Behaviour of `conf_write` in confdata.c.

use crate::{
    model::{
        menu::MenuId,
        symbol::{SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::Evaluator;

/// A text in quotes, with quotes and backslashes escaped.
pub(super) fn quoted(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for &byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// A text as it stands in a `.config`.
pub fn quote(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    quoted(text, &mut out);
    out
}

impl Evaluator<'_> {
    /// The heading that tells what the file is.
    pub(super) fn heading(&self, first: &str, line: &str, last: &str, out: &mut Vec<u8>) {
        let title = self.model.prompt_text(MenuId::ROOT).unwrap_or_default();
        out.extend_from_slice(
            format!("{first}\n{line} Automatically generated file; DO NOT EDIT.\n{line} ").as_bytes(),
        );
        out.extend_from_slice(title);
        out.extend_from_slice(format!("\n{last}\n").as_bytes());
    }

    /// A symbol's line in a `.config`: `n` is told as a comment.
    pub fn dotconfig_line(&self, prefix: &[u8], symbol: SymbolId, n_as_comment: bool, out: &mut Vec<u8>) {
        let Some(name) = self.model.name(symbol) else { return };
        let Some(ty) = self.model.symbols[symbol].ty else { return };
        let value = self.value_text(symbol);
        if matches!(ty, Type::Bool | Type::Tristate) && value == b"n" && n_as_comment {
            out.extend_from_slice(b"# ");
            out.extend_from_slice(prefix);
            out.extend_from_slice(name);
            out.extend_from_slice(b" is not set\n");
            return;
        }
        out.extend_from_slice(prefix);
        out.extend_from_slice(name);
        out.push(b'=');
        if ty == Type::String {
            quoted(value, out);
        } else {
            out.extend_from_slice(value);
        }
        out.push(b'\n');
    }

    /// The whole `.config`.
    pub fn dotconfig(&mut self, prefix: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(1 << 18);
        self.heading("#", "#", "#", &mut out);
        // the reference calculates everything again here, which matters only where that gives something else
        if !self.changed && !self.repeatable {
            self.start_over();
        }
        for state in self.model.symbols.ids() {
            self.states[state].written = false;
        }
        let model = self.model;
        let mut newline = false;
        let mut at = model.menus[MenuId::ROOT].list;
        while let Some(menu) = at {
            self.write_node(prefix, menu, &mut newline, &mut out);
            if let Some(child) = model.menus[menu].list {
                at = Some(child);
                continue;
            }
            if model.dialect.ends_empty_menus {
                self.write_end(menu, &mut newline, &mut out);
            }
            let mut current = menu;
            at = loop {
                if let Some(next) = model.menus[current].next {
                    break Some(next);
                }
                match model.menus[current].parent {
                    Some(parent) => {
                        current = parent;
                        self.write_end(current, &mut newline, &mut out);
                    }
                    None => break None,
                }
            };
        }
        out
    }

    fn write_node(&mut self, prefix: &[u8], menu: MenuId, newline: &mut bool, out: &mut Vec<u8>) {
        let model = self.model;
        match model.menus[menu].symbol {
            None => {
                if self.menu_visible(menu) {
                    out.extend_from_slice(b"\n#\n# ");
                    out.extend_from_slice(model.prompt_text(menu).unwrap_or(b"(null)"));
                    out.extend_from_slice(b"\n#\n");
                    *newline = false;
                }
            }
            Some(symbol) if !model.symbols[symbol].choice && !self.states[symbol].written => {
                self.calculate(symbol);
                if !self.states[symbol].write {
                    return;
                }
                if std::mem::take(newline) {
                    out.push(b'\n');
                }
                self.states[symbol].written = true;
                self.dotconfig_line(prefix, symbol, true, out);
            }
            Some(_) => {}
        }
    }

    /// `# end of`, after a menu's last entry.
    fn write_end(&mut self, menu: MenuId, newline: &mut bool, out: &mut Vec<u8>) {
        let model = self.model;
        if model.menus[menu].symbol.is_some() || menu == MenuId::ROOT || !model.dialect.ends_menus {
            return;
        }
        if (model.opens_menu(menu) || !model.dialect.ends_empty_menus) && self.menu_visible(menu) {
            out.extend_from_slice(b"# end of ");
            out.extend_from_slice(model.prompt_text(menu).unwrap_or_default());
            out.push(b'\n');
            *newline = true;
        }
    }

    /// Whether a menu entry shows. Behaviour of `menu_is_visible`: one that is hidden itself shows where its symbol is
    /// set and something below it shows; before 6.11 such a symbol counts as decided by the user from then on.
    pub fn menu_visible(&mut self, menu: MenuId) -> bool {
        let model = self.model;
        // entries below `menu` that are looked at, each with the position of the one above it
        let mut seen: Vec<(MenuId, usize)> = vec![(menu, 0)];
        let mut open = vec![0];
        while let Some(at) = open.pop() {
            let Some(&(menu, above)) = seen.get(at) else { continue };
            let node = &model.menus[menu];
            let Some(prompt) = node.prompt else { continue };
            if node.visibility.is_some() && self.evaluate(node.visibility) == Tristate::No {
                continue;
            }
            let visible = match node.symbol {
                Some(symbol) => {
                    self.calculate(symbol);
                    self.condition(prompt)
                }
                None => self.evaluate(model.properties[prompt].visible),
            };
            if visible != Tristate::No {
                if model.dialect.forgets_hidden && at > 0 {
                    self.decide_way(&seen, above);
                }
                return true;
            }
            if node.symbol.is_some_and(|symbol| self.states[symbol].value != Tristate::No) {
                let first = seen.len();
                seen.extend(crate::model::menu::children(&model.menus, menu).map(|child| (child, at)));
                open.extend((first..seen.len()).rev());
            }
        }
        false
    }

    fn decide_way(&mut self, seen: &[(MenuId, usize)], mut at: usize) {
        while let Some(&(menu, above)) = seen.get(at) {
            if let Some(symbol) = self.model.menus[menu].symbol {
                self.states[symbol].user = true;
            }
            if at == 0 {
                return;
            }
            at = above;
        }
    }
}

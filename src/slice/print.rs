//! A slice enters, its text leaves: Kconfig that parses again, under the rules of the same version, to the same meaning.
//! Macros are gone; a line that held one stands above its expansion as a comment. Help texts decide nothing and are left
//! out, as are selects of what is not in the slice.

mod attributes;
mod spelling;

use crate::{
    model::{
        Model,
        expr::ExprId,
        menu::MenuId,
        print::expr_by,
        symbol::{PropertyKind, SymbolId},
    },
    source::{Sources, Span},
    syntax::ast::Type,
};

use super::Slice;

use spelling::{name, quoted};

/// Writes a slice.
pub(super) fn kconfig(slice: &Slice, model: &Model, sources: &Sources, title: &str) -> Vec<u8> {
    let mut printer = Printer { slice, model, sources, out: Vec::new() };
    printer.line(&format!("# {title}"));
    if !slice.edges.is_empty() {
        printer.line("");
        printer.line("# Inputs: what bounds them stands elsewhere in the tree, and a configuration states them.");
        for &edge in &slice.edges {
            printer.edge(edge);
        }
        printer.line("");
        printer.line("# As in the tree.");
    }
    let mut open: Vec<MenuId> = Vec::new();
    for &menu in &slice.entries {
        while let Some(&block) = open.last()
            && model.menus[menu].block != Some(block)
        {
            printer.close(block);
            open.pop();
        }
        printer.entry(menu);
        if printer.is_block(menu) {
            open.push(menu);
        }
    }
    for block in open.into_iter().rev() {
        printer.close(block);
    }
    printer.out
}

struct Printer<'a> {
    slice: &'a Slice,
    model: &'a Model,
    sources: &'a Sources,
    out: Vec<u8>,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'\n');
    }

    fn is_inner(&self, symbol: SymbolId) -> bool {
        self.slice.inner.binary_search(&symbol).is_ok()
    }

    /// An input: what it selects of the slice, with all the conditions that it has in the tree.
    fn edge(&mut self, edge: SymbolId) {
        let model = self.model;
        let found = &model.symbols[edge];
        let name = model.show(edge);
        self.line("");
        let places: Vec<String> = found.menus.iter().map(|&menu| self.sources.locate(model.menus[menu].span)).collect();
        self.line(&format!("# {}", places.join(", ")));
        self.line(&format!("config {name}"));
        let ty = found.ty.map_or("bool", Type::word);
        self.line(&format!("\t{ty} \"{name}\""));
        self.modules(edge);
        for property in found.properties.iter().map(|&id| &model.properties[id]) {
            self.raise(property, property.visible);
        }
    }

    /// An entry, or the beginning of a block.
    fn entry(&mut self, menu: MenuId) {
        let model = self.model;
        let node = &model.menus[menu];
        self.line("");
        let place = self.sources.locate(node.span);
        self.line(&format!("# {place}"));
        match node.symbol {
            Some(choice) if model.symbols[choice].choice => {
                self.macros(&node.expansions, node.span);
                let name = model.symbols[choice].name.map(|name| model.texts.get(name)).unwrap_or_default();
                self.out.extend([&b"choice "[..], name].concat().trim_ascii_end());
                self.line("");
                self.choice(choice);
                self.attributes(menu, None);
            }
            Some(symbol) => {
                let word = if self.is_menuconfig(menu) { "menuconfig" } else { "config" };
                self.line(&format!("{word} {}", model.show(symbol)));
                let said = self.config(menu, symbol);
                self.attributes(menu, said);
            }
            None => match node.prompt.map(|prompt| model.properties[prompt].kind) {
                Some(PropertyKind::Title { text, menu: is_menu }) => {
                    self.out.extend_from_slice(if is_menu { b"menu " } else { b"comment " });
                    self.quoted(model.texts.get(text));
                    self.line("");
                    self.attributes(menu, None);
                }
                _ => {
                    self.macros(&node.expansions, node.span);
                    // an `if` has one condition
                    self.condition("if ", node.depends.first().map(|&(condition, _)| condition));
                    self.line("");
                }
            },
        }
    }

    fn is_menuconfig(&self, menu: MenuId) -> bool {
        let prompt = self.model.menus[menu].prompt.map(|prompt| self.model.properties[prompt].kind);
        matches!(prompt, Some(PropertyKind::Prompt { menu: true, .. }))
    }

    fn is_block(&self, menu: MenuId) -> bool {
        let node = &self.model.menus[menu];
        match node.symbol {
            Some(symbol) => self.model.symbols[symbol].choice,
            None => {
                let title = node.prompt.map(|prompt| self.model.properties[prompt].kind);
                !matches!(title, Some(PropertyKind::Title { menu: false, .. }))
            }
        }
    }

    fn close(&mut self, block: MenuId) {
        let node = &self.model.menus[block];
        self.line("");
        self.line(match (node.symbol, node.prompt) {
            (Some(_), _) => "endchoice",
            (None, Some(_)) => "endmenu",
            (None, None) => "endif",
        });
    }

    fn condition(&mut self, word: &str, condition: Option<ExprId>) {
        if let Some(condition) = condition {
            self.out.extend_from_slice(word.as_bytes());
            self.expr(condition);
        }
    }

    fn expr(&mut self, expr: ExprId) {
        let model = self.model;
        expr_by(model, expr, &mut self.out, &mut |symbol, out| name(model, symbol, out));
    }

    fn name(&mut self, symbol: SymbolId) {
        name(self.model, symbol, &mut self.out);
    }

    fn quoted(&mut self, text: &[u8]) {
        quoted(text, &mut self.out);
    }

    /// A statement as it is written, where macros stand in it.
    fn macros(&mut self, expansions: &std::ops::Range<u32>, span: Span) {
        let text = self.sources.file(span.file).text();
        let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
        if expansions.is_empty() || !written.contains(&b'$') {
            return;
        }
        self.out.extend_from_slice(b"\t# ");
        let lines = written.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\\").unwrap_or(line));
        let lines: Vec<&[u8]> = lines.map(<[u8]>::trim_ascii).collect();
        self.out.extend_from_slice(&lines.join(&b' '));
        self.out.push(b'\n');
    }
}

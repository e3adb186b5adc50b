//! Calculated values enter, the bytes of a minimal configuration leave. Behaviour of `conf_write_defconfig` in
//! confdata.c and of `sym_get_string_default` in symbol.c.

use crate::{
    model::{
        expr::Expr,
        menu::{MenuId, below},
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::Evaluator;

impl Evaluator<'_> {
    /// Whether the user may change a symbol.
    pub fn changeable(&self, symbol: SymbolId) -> bool {
        let state = &self.states[symbol];
        let choice = self.model.symbols[symbol].choice && !self.model.dialect.old_choices;
        !choice && state.visible > state.rev_dep
    }

    /// The minimal configuration: only what differs from its default.
    pub fn defconfig(&mut self, prefix: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.start_over();
        let menus: Vec<MenuId> = below(&self.model.menus, MenuId::ROOT).collect();
        for menu in menus {
            let Some(symbol) = self.model.menus[menu].symbol else { continue };
            if self.model.symbols[symbol].choice {
                continue;
            }
            self.calculate(symbol);
            if !std::mem::take(&mut self.states[symbol].write) || !self.changeable(symbol) {
                continue;
            }
            let default = self.default_text(symbol);
            if self.value_text(symbol) == default.as_slice() || self.is_default_member(symbol) {
                continue;
            }
            self.dotconfig_line(prefix, symbol, true, &mut out);
        }
        out
    }

    /// Names of files to start from where there is no `.config`, by rules before 5.13.
    pub fn defconfig_list(&mut self) -> Vec<Vec<u8>> {
        let model = self.model;
        let Some(list) = model.defconfig_list else { return Vec::new() };
        let mut names = Vec::new();
        for &id in &model.symbols[list].properties {
            let PropertyKind::Default(value) = model.properties[id].kind else { continue };
            if self.evaluate(model.properties[id].visible) != Tristate::No
                && let Expr::Symbol(source) = model.exprs.get(value)
            {
                self.calculate(source);
                names.push(self.bytes(self.states[source].text).to_vec());
            }
        }
        names
    }

    /// The value that a symbol has where the user says nothing, as the reference reckons it here: a range does not count.
    fn default_text(&mut self, symbol: SymbolId) -> Vec<u8> {
        let model = self.model;
        let mut value = Tristate::No;
        let mut text: Vec<u8> = Vec::new();
        for &id in &model.symbols[symbol].properties {
            let PropertyKind::Default(expr) = model.properties[id].kind else { continue };
            let condition = self.evaluate(model.properties[id].visible);
            if condition == Tristate::No {
                continue;
            }
            if self.is_tristate(symbol) {
                value = self.evaluate(Some(expr)).min(condition);
            } else if let Expr::Symbol(source) = model.exprs.get(expr) {
                self.calculate(source);
                text = self.bytes(self.states[source].text).to_vec();
            }
            break;
        }
        if !self.is_tristate(symbol) {
            if text.is_empty() && !model.dialect.empty_numbers {
                match model.symbols[symbol].ty {
                    Some(Type::Int) => text = b"0".to_vec(),
                    Some(Type::Hex) => text = b"0x0".to_vec(),
                    _ => {}
                }
            }
            return text;
        }
        let state = self.states[symbol];
        value = value.max(state.rev_dep);
        let modules = self.states[model.modules].value;
        let member = model.symbols[symbol].member_of.is_some();
        if value == Tristate::Mod
            && ((!member && modules == Tristate::No) || model.symbols[symbol].ty == Some(Type::Bool))
        {
            value = Tristate::Yes;
        }
        value.max(state.implied).word().as_bytes().to_vec()
    }

    /// A member that its choice would set by itself.
    fn is_default_member(&mut self, symbol: SymbolId) -> bool {
        let model = self.model;
        let Some(menu) = self.choice(symbol) else { return false };
        if self.states[symbol].value != Tristate::Yes {
            return false;
        }
        if model.dialect.old_choices {
            let optional = model.menus[menu].symbol.is_some_and(|choice| model.symbols[choice].optional);
            if optional || model.symbols[symbol].ty != Some(Type::Bool) {
                return false;
            }
        }
        self.complete(|this| this.default_member(menu)) == Some(symbol)
    }
}

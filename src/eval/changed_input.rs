//! Calculated values enter, a list of what the user asked for in vain leaves. Behaviour of
//! `KCONFIG_WARN_CHANGED_INPUT` in confdata.c (since 7.2).

use crate::model::menu::{MenuId, below};

use super::Evaluator;

impl Evaluator<'_> {
    /// Symbols whose value is not the user's, in the order of the menus, as the reference lists them; empty where there
    /// are none.
    pub fn changed_input(&mut self, prefix: &[u8]) -> Vec<u8> {
        let model = self.model;
        let mut out = Vec::new();
        for menu in below(&model.menus, MenuId::ROOT) {
            let Some(symbol) = model.menus[menu].symbol else { continue };
            let found = &model.symbols[symbol];
            // once for each symbol
            if found.choice || found.ty.is_none() || found.menus.first() != Some(&menu) || !self.states[symbol].user {
                continue;
            }
            self.calculate(symbol);
            let state = &self.states[symbol];
            let wanted = if self.is_tristate(symbol) {
                state.user_value.word().as_bytes()
            } else {
                state.user_text.map_or(&b""[..], |text| self.bytes(text))
            };
            let value = self.value_text(symbol);
            if wanted != value {
                if out.is_empty() {
                    out.extend_from_slice(b"warning: user-provided values changed by Kconfig:\n");
                }
                for part in
                    [b"  ", prefix, model.name(symbol).unwrap_or_default(), b": ", wanted, b" -> ", value, b"\n"]
                {
                    out.extend_from_slice(part);
                }
            }
        }
        out
    }
}

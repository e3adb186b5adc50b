//! An int, a hex or a string and a text that it has not enter; why not leaves: a range, a prompt that does not show, or
//! where the text that it has comes from.

use crate::{
    model::{
        number,
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::{
    Context,
    cause::{Cause, CauseKind, Telling, cause},
    verdict::active_range,
};

impl Context<'_, '_> {
    /// Why a symbol has not a text.
    pub fn why_not_text(&mut self, symbol: SymbolId, wanted: &[u8], telling: &mut Telling) -> Vec<Cause> {
        let model = self.evaluator.model();
        self.evaluator.calculate(symbol);
        let prompts = model.symbols[symbol].properties.iter().any(|&id| model.properties[id].text().is_some());
        let shows = self.evaluator.states[symbol].visible != Tristate::No;
        let beyond = self.out_of_range(symbol, wanted, telling);
        match (beyond, prompts, shows) {
            (Some(range), _, true) => vec![range],
            (range, true, false) => {
                let mut causes = self.why_below(symbol, Tristate::Mod, telling);
                causes.extend(range);
                causes
            }
            (range, ..) => {
                let mut causes = self.why_above(symbol, telling);
                causes.extend(range);
                causes
            }
        }
    }

    /// The range that holds now, where a number lies beyond it.
    fn out_of_range(&mut self, symbol: SymbolId, wanted: &[u8], telling: &mut Telling) -> Option<Cause> {
        let model = self.evaluator.model();
        let base = |ty: Option<Type>, otherwise: u32| match ty {
            Some(Type::Int) => 10,
            Some(Type::Hex) => 16,
            _ => otherwise,
        };
        let ty = model.symbols[symbol].ty.filter(|ty| matches!(ty, Type::Int | Type::Hex));
        let own = base(Some(ty?), 10);
        let id = active_range(self, symbol)?;
        let PropertyKind::Range(low, high) = model.properties[id].kind else { return None };
        let value = number::signed(wanted, own).value;
        let mut bound = |symbol: SymbolId| {
            self.evaluator.calculate(symbol);
            number::signed(self.evaluator.value_text(symbol), base(model.symbols[symbol].ty, own)).value
        };
        let (least, most) = (bound(low), bound(high));
        if (least..=most).contains(&value) {
            return None;
        }
        let (name, bounds) = (self.show(symbol), format!("{} to {}", self.bound(low), self.bound(high)));
        let wanted = crate::source::lossy(wanted);
        let mut causes = Vec::new();
        let decisive = if value < least { low } else { high };
        if !model.symbols[decisive].menus.is_empty() {
            causes = self.why_above(decisive, telling);
        }
        let text = format!("the range of {name} is {bounds}, and {wanted} is not within it");
        let span = Some(model.properties[id].span);
        Some(Cause { causes, ..cause(CauseKind::Range, Some(symbol), text, span) })
    }
}

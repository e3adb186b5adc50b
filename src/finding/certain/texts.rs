//! Bounds so far enter; the texts that are certain leave, and what comparisons of them come to.

use crate::{
    eval::compared,
    model::{
        expr::Expr,
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    syntax::ast::{Relation, Type},
};

use super::{Certain, bounds::Bounds};

impl Certain<'_> {
    /// The text of a string or a number, where nothing can make it another.
    pub(in crate::finding) fn text_beside_others(&self, symbol: SymbolId) -> Option<Vec<u8>> {
        let found = &self.model.symbols[symbol];
        let blank: &[u8] = match found.ty? {
            Type::Bool | Type::Tristate => return None,
            Type::Int if !self.model.dialect.empty_numbers => b"0",
            Type::Hex if !self.model.dialect.empty_numbers => b"0x0",
            _ => b"",
        };
        if self.visible(symbol).high != Tristate::No || found.transitional {
            return None;
        }
        let properties = found.properties.iter().map(|&id| &self.model.properties[id]);
        let mut possible =
            properties.filter(|property| self.expr(property.visible, Tristate::Yes).high != Tristate::No);
        if possible.clone().any(|property| matches!(property.kind, PropertyKind::Range(..))) {
            return None;
        }
        let default = possible.find_map(|property| match property.kind {
            PropertyKind::Default(expr) => Some((property, expr)),
            _ => None,
        });
        let Some((property, expr)) = default else { return Some(blank.to_vec()) };
        if self.expr(property.visible, Tristate::Yes).low == Tristate::No {
            return None;
        }
        match self.model.exprs.get(expr) {
            // a bool or tristate that is a text's default is the text n, whatever it comes to
            Expr::Symbol(source) => match self.model.symbols[source].ty {
                Some(Type::Bool | Type::Tristate) if source > SymbolId::YES => Some(b"n".to_vec()),
                _ => self.text(source).map(<[u8]>::to_vec),
            },
            _ => None,
        }
    }

    /// A symbol's text, if it is certain; a bool or tristate has one too.
    pub(in crate::finding) fn text(&self, symbol: SymbolId) -> Option<&[u8]> {
        match self.model.symbols[symbol].ty {
            None => self.model.name(symbol),
            Some(Type::Bool | Type::Tristate) => {
                let Bounds { low, high, .. } = self.symbols[symbol];
                (low == high).then(|| low.word().as_bytes())
            }
            Some(_) => self.texts.get(&symbol).map(Vec::as_slice),
        }
    }

    /// All that a symbol's text may be, if it is not just anything.
    fn possible(&self, symbol: SymbolId) -> Option<Vec<&[u8]>> {
        let ty = self.model.symbols[symbol].ty;
        if !matches!(ty, Some(Type::Bool | Type::Tristate)) {
            return self.text(symbol).map(|text| vec![text]);
        }
        let values = [Tristate::No, Tristate::Mod, Tristate::Yes].into_iter();
        let values = values.filter(|&value| self.symbols[symbol].allows(value));
        Some(
            values
                .filter(|&value| ty != Some(Type::Bool) || value != Tristate::Mod)
                .map(|value| value.word().as_bytes())
                .collect(),
        )
    }

    pub(super) fn comparison(&self, relation: Relation, left: SymbolId, right: SymbolId) -> Bounds {
        let (Some(ones), Some(others)) = (self.possible(left), self.possible(right)) else { return Bounds::ANY };
        let (ty1, ty2) = (self.model.told_type(left), self.model.told_type(right));
        let mut found: Option<Bounds> = None;
        for one in &ones {
            for other in &others {
                let holds = compared(relation, (one, ty1), (other, ty2));
                let holds = Bounds::only(if holds { Tristate::Yes } else { Tristate::No });
                found = Some(found.map_or(holds, |found| found.or(holds)));
            }
        }
        found.unwrap_or(Bounds::ANY)
    }
}

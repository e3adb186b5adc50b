//! A model and the lines of a fragment enter; between which bounds each symbol's value lies leaves, whatever the file
//! says that the fragment is merged into.
//!
//! Every symbol with a prompt that the fragment sets is taken to have the value that it asks for, and what that needs
//! as well; all others may be anything that Kconfig allows. Bounds start as wide as can be and are narrowed by the rules of `eval`, pass after
//! pass; they hold at every moment, so that it is sound to stop early.

mod bounds;
pub(super) mod needs;

use std::collections::HashMap;

use crate::{
    eval::compared,
    model::{
        Model,
        arena::Arena,
        expr::{Expr, ExprId},
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    syntax::ast::{Relation, Type},
};

use self::{bounds::Bounds, needs::Needs};

/// Passes after which bounds are left as they are. A kernel's longest chain of symbols needs some twenty.
const MOST_PASSES: usize = 100;

/// What is certain of every symbol.
#[derive(Debug)]
pub(super) struct Certain<'m> {
    model: &'m Model,
    /// what the fragment asks of bools and tristates with a prompt
    asked: HashMap<SymbolId, Tristate>,
    /// what that brings with it
    pub(super) needs: Needs,
    symbols: Arena<SymbolId, Bounds>,
    exprs: Arena<ExprId, Bounds>,
    /// texts of strings and numbers, as far as they are certain
    texts: HashMap<SymbolId, Vec<u8>>,
}

impl<'m> Certain<'m> {
    /// Narrows until nothing changes. `asked` and `texts` are what the fragment says of symbols with a prompt, `needs`
    /// what these bring with them.
    pub(super) fn of(
        model: &'m Model,
        asked: HashMap<SymbolId, Tristate>,
        texts: HashMap<SymbolId, Vec<u8>>,
        needs: Needs,
    ) -> Self {
        let mut certain = Self {
            model,
            symbols: Arena::filled(Bounds::ANY, model.symbols.len()),
            exprs: Arena::filled(Bounds::ANY, model.exprs.len()),
            texts,
            asked,
            needs,
        };
        certain.symbols[SymbolId::NO] = Bounds::only(Tristate::No);
        certain.symbols[SymbolId::MOD] = Bounds::only(Tristate::Mod);
        certain.symbols[SymbolId::YES] = Bounds::only(Tristate::Yes);
        for (&symbol, &value) in certain.asked.iter().chain(certain.needs.values()) {
            certain.symbols[symbol] = Bounds::only(value);
        }
        certain.unchosen();
        for _ in 0..MOST_PASSES {
            if !certain.pass() {
                break;
            }
        }
        certain
    }

    /// Where one member of a bool choice is asked to be y, the others are n beside it.
    fn unchosen(&mut self) {
        let mut chosen: HashMap<_, Vec<SymbolId>> = HashMap::new();
        for (&symbol, _) in self.asked.iter().filter(|&(_, &value)| value == Tristate::Yes) {
            if let Some(menu) = self.model.choice_of(symbol) {
                chosen.entry(menu).or_default().push(symbol);
            }
        }
        for (menu, chosen) in chosen {
            let Some(choice) = self.model.menus[menu].symbol else { continue };
            let (&[chosen], Some(Type::Bool) | None) = (chosen.as_slice(), self.model.symbols[choice].ty) else {
                continue;
            };
            for &member in self.model.symbols[choice].members.iter().filter(|&&member| member != chosen) {
                if self.model.choice_of(member) == Some(menu) && !self.asked.contains_key(&member) {
                    self.symbols[member] = Bounds::only(Tristate::No);
                }
            }
        }
    }

    /// Looks at everything once; says whether anything became narrower.
    fn pass(&mut self) -> bool {
        let mut changed = false;
        for id in self.exprs.ids() {
            // parts have smaller ids than the whole
            self.exprs[id] = match self.model.exprs.get(id) {
                Expr::Symbol(symbol) => self.symbols[symbol],
                Expr::Not(inner) => self.exprs[inner].not(),
                Expr::And(left, right) => self.exprs[left].min(self.exprs[right]),
                Expr::Or(left, right) => self.exprs[left].max(self.exprs[right]),
                Expr::Compare(relation, left, right) => self.comparison(relation, left, right),
            };
        }
        for symbol in self.symbols.ids().filter(|&symbol| symbol > SymbolId::YES) {
            if !self.asked.contains_key(&symbol) {
                let (now, found) = (self.symbols[symbol], self.beside_others(symbol));
                let narrower = Bounds { low: now.low.max(found.low), high: now.high.min(found.high) };
                if narrower != now && narrower.low <= narrower.high {
                    self.symbols[symbol] = narrower;
                    changed = true;
                }
            }
            if !self.texts.contains_key(&symbol)
                && let Some(text) = self.text_beside_others(symbol)
            {
                self.texts.insert(symbol, text);
                changed = true;
            }
        }
        changed
    }

    fn expr(&self, expr: Option<ExprId>, absent: Tristate) -> Bounds {
        expr.map_or(Bounds::only(absent), |expr| self.exprs[expr])
    }

    /// m becomes y for what counts as a bool, which hangs on MODULES for a tristate.
    fn promoted(&self, symbol: SymbolId, bounds: Bounds) -> Bounds {
        let up = |value| if value == Tristate::Mod { Tristate::Yes } else { value };
        let found = &self.model.symbols[symbol];
        let modules = self.symbols[self.model.modules];
        let old_member = self.model.dialect.old_choices && found.member_of.is_some();
        if found.ty != Some(Type::Tristate) || modules.high == Tristate::No {
            Bounds { low: up(bounds.low), high: up(bounds.high) }
        } else if modules.low == Tristate::No || old_member {
            Bounds { low: bounds.low, high: up(bounds.high) }
        } else {
            bounds
        }
    }

    /// How far its prompts show.
    pub(super) fn visible(&self, symbol: SymbolId) -> Bounds {
        let found = &self.model.symbols[symbol];
        let mut visible = Bounds::only(Tristate::No);
        for &id in &found.properties {
            if let PropertyKind::Prompt { .. } = self.model.properties[id].kind {
                visible = visible.max(self.expr(self.model.properties[id].visible, Tristate::Yes));
            }
        }
        let visible = self.promoted(symbol, visible);
        // a member that may only be m is hidden where its choice is y
        let hides = self.model.dialect.old_choices && found.member_of.is_some() && visible.low == Tristate::Mod;
        Bounds { low: if hides { Tristate::No } else { visible.low }, ..visible }
    }

    /// What a bool or tristate may come to, by the rules of its value.
    pub(super) fn beside_others(&self, symbol: SymbolId) -> Bounds {
        let found = &self.model.symbols[symbol];
        if !matches!(found.ty, Some(Type::Bool | Type::Tristate)) {
            return Bounds::only(Tristate::No);
        }
        if found.transitional {
            return Bounds::ANY;
        }
        let visible = self.visible(symbol);
        if found.choice || self.model.choice_of(symbol).is_some() {
            return self.chosen(symbol, visible);
        }
        let by_user = match self.asked.get(&symbol) {
            Some(&value) => visible.min(Bounds::only(value)),
            None => Bounds { low: Tristate::No, high: visible.high },
        };
        let value = if visible.high == Tristate::No {
            self.default(symbol)
        } else if visible.low > Tristate::No && self.asked.contains_key(&symbol) {
            by_user
        } else {
            by_user.or(self.default(symbol))
        };
        let member = found.member_of.is_some();
        let selected = if member { Bounds::only(Tristate::No) } else { self.expr(found.rev_dep, Tristate::No) };
        self.promoted(symbol, value.max(selected))
    }

    /// A choice or one of its members: how far it may rise is all that is certain.
    fn chosen(&self, symbol: SymbolId, visible: Bounds) -> Bounds {
        let found = &self.model.symbols[symbol];
        let high = if found.choice {
            visible.max(self.expr(found.rev_dep, Tristate::No)).high
        } else if self.model.dialect.old_choices {
            // one that is hidden may have a default
            visible.high.max(self.default(symbol).high)
        } else if visible.high == Tristate::No {
            Tristate::No
        } else {
            Tristate::Yes
        };
        self.promoted(symbol, Bounds { low: Tristate::No, high })
    }

    /// What defaults and implies give.
    fn default(&self, symbol: SymbolId) -> Bounds {
        let found = &self.model.symbols[symbol];
        let mut value: Option<Bounds> = None;
        let mut decided = false;
        for &id in &found.properties {
            let PropertyKind::Default(expr) = self.model.properties[id].kind else { continue };
            let condition = self.expr(self.model.properties[id].visible, Tristate::Yes);
            if condition.high == Tristate::No {
                continue;
            }
            let given = self.exprs[expr].min(condition);
            value = Some(value.map_or(given, |value| value.or(given)));
            decided = condition.low > Tristate::No;
            if decided {
                break;
            }
        }
        let nothing = Bounds::only(Tristate::No);
        let value = match value {
            Some(value) if decided => value,
            Some(value) => value.or(nothing),
            None => nothing,
        };
        let implied = self.expr(found.implied, Tristate::No);
        let mut raised = value.max(implied);
        if self.model.dialect.imply_limited {
            raised = raised.min(self.expr(found.dir_dep, Tristate::Yes));
        }
        match (implied.low, implied.high) {
            (_, Tristate::No) => value,
            (Tristate::No, _) => value.or(raised),
            _ => raised,
        }
    }

    /// The text of a string or a number, where nothing can make it another.
    fn text_beside_others(&self, symbol: SymbolId) -> Option<Vec<u8>> {
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
            Expr::Symbol(source) => self.text(source).map(<[u8]>::to_vec),
            _ => None,
        }
    }

    /// A symbol's text, if it is certain; a bool or tristate has one too.
    pub(super) fn text(&self, symbol: SymbolId) -> Option<&[u8]> {
        match self.model.symbols[symbol].ty {
            None => self.model.name(symbol),
            Some(Type::Bool | Type::Tristate) => {
                let Bounds { low, high } = self.symbols[symbol];
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

    fn comparison(&self, relation: Relation, left: SymbolId, right: SymbolId) -> Bounds {
        let (Some(ones), Some(others)) = (self.possible(left), self.possible(right)) else { return Bounds::ANY };
        let (ty1, ty2) = (self.model.symbols[left].ty, self.model.symbols[right].ty);
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

    /// Whether the fragment's own lines keep a symbol from a value that they ask for.
    pub(super) fn loses(&self, symbol: SymbolId, asked: Tristate) -> bool {
        let promoted = asked == Tristate::Mod && self.symbols[self.model.modules].high == Tristate::No;
        promoted || !self.beside_others(symbol).allows(asked)
    }

    /// Whether a condition stays below a value in any case; a negated one above it.
    pub(super) fn fails(&self, condition: ExprId, wanted: Tristate, negated: bool) -> bool {
        let Bounds { low, high } = self.exprs[condition];
        if negated { low > wanted } else { high < wanted }
    }

    /// Whether a symbol can have but one value.
    pub(super) fn is_certain(&self, symbol: SymbolId) -> bool {
        self.text(symbol).is_some()
    }

    /// Whether a condition holds in any case; an absent one does.
    pub(super) fn holds(&self, condition: Option<ExprId>) -> bool {
        self.expr(condition, Tristate::Yes).low > Tristate::No
    }

    /// Whether a condition may hold.
    pub(super) fn may_hold(&self, condition: Option<ExprId>) -> bool {
        self.expr(condition, Tristate::Yes).high > Tristate::No
    }
}

#[cfg(test)]
mod tests;

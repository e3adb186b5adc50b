//! A model and the lines of a fragment enter; what each symbol's value may be leaves, whatever the file
//! says that the fragment is merged into.
//!
//! Every symbol with a prompt that the fragment sets is taken to have the value that it asks for, and what that needs
//! as well; all others may be anything that Kconfig allows. Bounds start as wide as can be and are narrowed by the rules of `eval`, pass after
//! pass; they hold at every moment, so that it is sound to stop early.

mod bounds;
pub(super) mod exclusive;
pub(super) mod needs;
mod texts;
mod values;
mod wherever;

use std::{collections::HashMap, rc::Rc};

use crate::{
    model::{
        Model,
        arena::Arena,
        expr::{Expr, ExprId},
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    syntax::ast::Type,
};

pub(super) use self::bounds::Bounds;
use self::{exclusive::Exclusive, needs::Needs};

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
    /// conditions that ask for two members of one choice
    exclusive: Rc<Exclusive>,
}

impl<'m> Certain<'m> {
    /// Narrows until nothing changes. `asked` and `texts` are what the fragment says of symbols with a prompt, `needs`
    /// what these bring with them.
    pub(super) fn of(
        model: &'m Model,
        asked: HashMap<SymbolId, Tristate>,
        texts: HashMap<SymbolId, Vec<u8>>,
        needs: Needs,
        exclusive: Rc<Exclusive>,
    ) -> Self {
        let mut certain = Self {
            model,
            symbols: Arena::filled(Bounds::ANY, model.symbols.len()),
            exprs: Arena::filled(Bounds::ANY, model.exprs.len()),
            texts,
            asked,
            needs,
            exclusive,
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

    /// Where one member of a choice is asked to be y, the others are n beside it.
    fn unchosen(&mut self) {
        let mut chosen: HashMap<_, Vec<SymbolId>> = HashMap::new();
        for (&symbol, _) in self.asked.iter().chain(self.needs.values()).filter(|&(_, &value)| value == Tristate::Yes) {
            if let Some(menu) = self.model.choice_of(symbol).filter(|_| exclusive::is_plain(self.model, symbol)) {
                chosen.entry(menu).or_default().push(symbol);
            }
        }
        for (menu, chosen) in chosen {
            let Some(choice) = self.model.menus[menu].symbol else { continue };
            let &[chosen] = chosen.as_slice() else { continue };
            for &member in self.model.symbols[choice].members.iter().filter(|&&member| member != chosen) {
                let beside = self.model.choice_of(member) == Some(menu) && exclusive::is_plain(self.model, member);
                if beside && !self.asked.contains_key(&member) {
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
                Expr::And(..) if self.exclusive.members(id).is_some() => Bounds::only(Tristate::No),
                Expr::And(left, right) => self.exprs[left].min(self.exprs[right]),
                Expr::Or(left, right) => self.exprs[left].max(self.exprs[right]),
                Expr::Compare(relation, left, right) => self.comparison(relation, left, right),
            };
        }
        for symbol in self.symbols.ids().filter(|&symbol| symbol > SymbolId::YES) {
            if !self.asked.contains_key(&symbol) {
                let (now, found) = (self.symbols[symbol], self.beside_others(symbol));
                if let Some(narrower) = now.both(found).filter(|&narrower| narrower != now) {
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

    /// Whether a symbol is a bool whatever else is said: a tristate is one where there are no modules.
    pub(super) fn counts_as_bool(&self, symbol: SymbolId) -> bool {
        match self.model.symbols[symbol].ty {
            Some(Type::Tristate) => self.symbols[self.model.modules].high == Tristate::No,
            ty => ty == Some(Type::Bool),
        }
    }

    /// m becomes y for what counts as a bool, which hangs on MODULES for a tristate.
    fn promoted(&self, symbol: SymbolId, bounds: Bounds) -> Bounds {
        let up = |value| if value == Tristate::Mod { Tristate::Yes } else { value };
        let found = &self.model.symbols[symbol];
        let modules = self.symbols[self.model.modules];
        let old_member = self.model.dialect.old_choices && found.member_of.is_some();
        if found.ty != Some(Type::Tristate) || modules.high == Tristate::No {
            bounds.map(up)
        } else if modules.low == Tristate::No || old_member {
            bounds.or(bounds.map(up))
        } else {
            bounds
        }
    }

    /// Whether the fragment's own lines keep a symbol from a value that they ask for.
    pub(super) fn loses(&self, symbol: SymbolId, asked: Tristate) -> bool {
        let promoted = asked == Tristate::Mod && self.symbols[self.model.modules].high == Tristate::No;
        promoted || !self.beside_others(symbol).allows(asked)
    }

    /// Whether a condition stays below a value in any case; a negated one above it.
    pub(super) fn fails(&self, condition: ExprId, wanted: Tristate, negated: bool) -> bool {
        let Bounds { low, high, .. } = self.exprs[condition];
        if negated { low > wanted } else { high < wanted }
    }

    /// Whether a symbol can have but one value.
    pub(super) fn is_certain(&self, symbol: SymbolId) -> bool {
        self.text(symbol).is_some()
    }

    /// Between what a bool's or tristate's value lies.
    pub(super) fn bounds(&self, symbol: SymbolId) -> Bounds {
        self.symbols[symbol]
    }

    /// Whether a condition holds in any case; an absent one does.
    pub(super) fn holds(&self, condition: Option<ExprId>) -> bool {
        self.expr(condition, Tristate::Yes).low > Tristate::No
    }

    /// Whether a condition holds in any case that is as the tree's author wrote it: `m` in it is `m && MODULES`.
    pub(super) fn holds_as_written(&self, condition: Option<ExprId>) -> bool {
        let mut asks_for_m = false;
        if let Some(condition) = condition {
            self.model.exprs.symbols(condition, |read| {
                asks_for_m |= read == SymbolId::MOD;
                !asks_for_m
            });
        }
        let modules = self.symbols[self.model.modules].low > Tristate::No;
        self.holds(condition) && (modules || !asks_for_m)
    }

    /// Whether a symbol's value was given.
    pub(super) fn is_asked(&self, symbol: SymbolId) -> bool {
        self.asked.contains_key(&symbol)
    }

    /// The least that a condition comes to.
    pub(super) fn least(&self, condition: Option<ExprId>) -> Tristate {
        self.expr(condition, Tristate::Yes).low
    }

    /// Whether a select may raise a symbol.
    pub(super) fn may_be_selected(&self, symbol: SymbolId) -> bool {
        self.expr(self.model.symbols[symbol].rev_dep, Tristate::No).high > Tristate::No
    }

    /// Two members of one choice that a symbol's prompts all ask for, if there are such: never are both of them y.
    pub(super) fn exclusive(&self, symbol: SymbolId) -> Option<(SymbolId, SymbolId)> {
        let properties = self.model.symbols[symbol].properties.iter().map(|&id| &self.model.properties[id]);
        let mut prompts = properties.filter(|property| matches!(property.kind, PropertyKind::Prompt { .. }));
        prompts.find_map(|prompt| self.exclusive.members(prompt.visible?))
    }

    /// Whether a condition may hold.
    pub(super) fn may_hold(&self, condition: Option<ExprId>) -> bool {
        self.expr(condition, Tristate::Yes).high > Tristate::No
    }
}

#[cfg(test)]
mod tests;

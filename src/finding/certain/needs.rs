//! What a fragment asks for enters; what has to be so for that leaves, each with the symbol that needs it.

use std::collections::{HashMap, HashSet};

use super::exclusive::is_plain;
use crate::{
    model::{
        Model,
        expr::{Expr, Joint},
        symbol::{SymbolId, Tristate},
    },
    syntax::ast::Type,
};

/// Bools that must have a value because another symbol could not be m or y otherwise.
#[derive(Clone, Debug, Default)]
pub(in crate::finding) struct Needs {
    values: HashMap<SymbolId, Tristate>,
    by: HashMap<SymbolId, SymbolId>,
}

impl Needs {
    /// Follows dependencies from what is asked for, in this order: a symbol that nothing can select is m or y only
    /// where each of its dependencies is. What is said of `contested` members of choices is left to their choices.
    pub(in crate::finding) fn of(model: &Model, asked: &[(SymbolId, Tristate)], contested: &HashSet<SymbolId>) -> Self {
        let mut needs = Self::default();
        let known: HashMap<SymbolId, Tristate> = asked.iter().copied().collect();
        let mut open: Vec<SymbolId> =
            asked.iter().filter(|(_, value)| *value != Tristate::No).map(|&(it, _)| it).collect();
        open.reverse();
        while let Some(symbol) = open.pop() {
            let found = &model.symbols[symbol];
            let own = found.rev_dep.is_none() && found.member_of.is_none() && !found.choice && !found.transitional;
            // a definition that depends on nothing needs nothing of what the others depend on
            let own = own && found.menus.iter().all(|&menu| model.menus[menu].dep.is_some());
            let Some(dependencies) = found.dir_dep.filter(|_| own) else { continue };
            for part in model.exprs.operands(Joint::And, dependencies) {
                let (target, value) = match model.exprs.get(part) {
                    Expr::Symbol(target) => (target, Tristate::Yes),
                    Expr::Not(inner) => match model.exprs.get(inner) {
                        Expr::Symbol(target) => (target, Tristate::No),
                        _ => continue,
                    },
                    _ => continue,
                };
                let is_plain = model.symbols[target].ty == Some(Type::Bool) && is_plain(model, target);
                if target <= SymbolId::YES || !is_plain || known.contains_key(&target) || needs.by.contains_key(&target)
                {
                    continue;
                }
                let beaten = value == Tristate::Yes && needs.has_a_rival(model, target);
                if beaten || contested.contains(&target) {
                    // the first of two is taken, so that the other one's line is told
                    continue;
                }
                needs.values.insert(target, value);
                needs.by.insert(target, symbol);
                if value == Tristate::Yes {
                    open.push(target);
                }
            }
        }
        needs
    }

    /// Whether another member of a symbol's choice has to be y already.
    fn has_a_rival(&self, model: &Model, symbol: SymbolId) -> bool {
        let choice = model.choice_of(symbol);
        let mut on = self.values.iter().filter(|&(_, &value)| value == Tristate::Yes);
        choice.is_some() && on.any(|(&other, _)| model.choice_of(other) == choice)
    }

    /// Each symbol and the value that it must have.
    pub(in crate::finding) fn values(&self) -> impl Iterator<Item = (&SymbolId, &Tristate)> {
        self.values.iter()
    }

    /// Who needs a symbol to be as it is.
    pub(in crate::finding) fn by(&self, symbol: SymbolId) -> Option<SymbolId> {
        self.by.get(&symbol).copied()
    }
}

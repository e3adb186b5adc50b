//! A model enters; conditions that ask for two members of one choice leave: they never hold, since one member alone is y.

use std::collections::HashMap;

use crate::{
    model::{
        Model,
        arena::Id as _,
        expr::{Expr, ExprId},
        menu::MenuId,
        symbol::{PropertyKind, SymbolId},
    },
    syntax::ast::{Relation, Type},
};

/// Conditions that ask for two members of one choice; by default none is known.
#[derive(Debug, Default)]
pub(in crate::finding) struct Exclusive(HashMap<ExprId, (SymbolId, SymbolId)>);

impl Exclusive {
    /// Looks at every condition once.
    pub(in crate::finding) fn of(model: &Model) -> Self {
        let mut asked: HashMap<ExprId, Vec<(MenuId, SymbolId)>> = HashMap::new();
        let mut found = HashMap::new();
        for id in (0..model.exprs.len()).map(ExprId::from_index) {
            // parts have smaller ids than the whole
            let members = match model.exprs.get(id) {
                Expr::Symbol(symbol) => member(model, symbol).into_iter().collect(),
                Expr::Compare(relation, symbol, to)
                    if (relation, to) == (Relation::Equal, SymbolId::YES)
                        || (relation, to) == (Relation::Unequal, SymbolId::NO) =>
                {
                    member(model, symbol).into_iter().collect()
                }
                Expr::And(left, right) => {
                    let sides = [left, right].into_iter().filter_map(|side| asked.get(&side));
                    sides.flatten().copied().collect()
                }
                _ => Vec::new(),
            };
            found.extend(two_of_one(&members).map(|two| (id, two)));
            if !members.is_empty() {
                asked.insert(id, members);
            }
        }
        Self(found)
    }

    /// The members that a condition asks for.
    pub(super) fn members(&self, condition: ExprId) -> Option<(SymbolId, SymbolId)> {
        self.0.get(&condition).copied()
    }
}

/// A member that is y where its choice is set to it, and n else.
fn member(model: &Model, symbol: SymbolId) -> Option<(MenuId, SymbolId)> {
    let is_bool = model.symbols[symbol].ty == Some(Type::Bool);
    let choice = model.choice_of(symbol).filter(|_| is_bool && is_plain(model, symbol));
    choice.map(|choice| (choice, symbol))
}

fn two_of_one(members: &[(MenuId, SymbolId)]) -> Option<(SymbolId, SymbolId)> {
    let mut rest = members;
    while let Some((&(choice, first), others)) = rest.split_first() {
        if let Some(&(_, second)) = others.iter().find(|&&(other, second)| other == choice && second != first) {
            return Some((first, second));
        }
        rest = others;
    }
    None
}

/// Whether nothing but its choice makes a member y: before 6.11 one that is hidden has its own default. So is all that is no
/// member.
pub(in crate::finding) fn is_plain(model: &Model, member: SymbolId) -> bool {
    let old_member = model.dialect.old_choices && model.symbols[member].member_of.is_some();
    let mut properties = model.symbols[member].properties.iter().map(|&id| &model.properties[id]);
    !old_member || !properties.any(|property| matches!(property.kind, PropertyKind::Default(_)))
}

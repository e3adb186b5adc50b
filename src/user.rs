//! What a user says of a configuration, as plain data: the evaluator reads it from files, the solver changes it.

use std::collections::{BTreeSet, HashMap};

use crate::model::symbol::{SymbolId, Tristate};

/// A value that a user gives to a symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserValue {
    /// of a bool, a tristate or (by rules before 6.11) a choice
    Switch(Tristate),
    /// of an int, a hex or a string
    Text(Vec<u8>),
}

/// All that a user says.
#[derive(Clone, Debug, Default)]
pub struct UserValues {
    /// by symbol; a symbol that is not there has no value from the user
    pub values: HashMap<SymbolId, UserValue>,
    /// since 6.11: the members of a choice, the most wanted first, where that differs from their order in the tree
    pub order: HashMap<SymbolId, Vec<SymbolId>>,
    /// before 6.11: the member that the user wants of a choice
    pub member: HashMap<SymbolId, SymbolId>,
    /// before 6.11: choices whose lines contradict each other (m after y), so that the user says nothing of them. A
    /// choice that is neither here nor in `values` has what its members' values come to
    pub contrary: BTreeSet<SymbolId>,
}

impl UserValues {
    /// The user's value of a bool or tristate.
    pub fn switch(&self, symbol: SymbolId) -> Option<Tristate> {
        match self.values.get(&symbol) {
            Some(UserValue::Switch(value)) => Some(*value),
            _ => None,
        }
    }

    /// The user's text.
    pub fn text(&self, symbol: SymbolId) -> Option<&[u8]> {
        match self.values.get(&symbol) {
            Some(UserValue::Text(text)) => Some(text),
            _ => None,
        }
    }
}

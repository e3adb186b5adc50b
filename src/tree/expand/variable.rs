//! Assignments enter, variables stay; those that are not simple keep their macros. Behaviour of `variable_add` in
//! preprocess.c.

use crate::syntax::ast::Flavor;

use super::{
    Expander, Here, LONGEST,
    expanded::{Expanded, Stop, error},
};

/// What a name stands for.
pub(super) struct Variable {
    pub(super) value: Expanded,
    pub(super) simple: bool,
    /// how often it is being expanded at once
    pub(super) open: u32,
}

impl Expander<'_> {
    /// Behaviour of `variable_add`.
    pub fn assign(&mut self, name: &[u8], flavor: Flavor, value: &[u8], here: Here<'_>) -> Result<(), Stop> {
        let known = self.variables.get_mut(name);
        let append = flavor == Flavor::Append;
        let simple = match (&known, flavor) {
            (Some(variable), Flavor::Append) => variable.simple,
            (_, flavor) => flavor == Flavor::Simple,
        };
        if let Some(variable) = known {
            variable.simple = simple;
        }
        let value =
            if simple { self.word(value, here)? } else { Expanded { text: value.to_vec(), probes: Vec::new() } };
        match self.variables.get_mut(name) {
            Some(variable) if append => {
                variable.value.text.push(b' ');
                variable.value.add(&value);
                if variable.value.text.len() > LONGEST {
                    return error("ltoconf::macros::too-large", "this variable grows without end".into(), name);
                }
            }
            Some(variable) => variable.value = value,
            None => {
                self.variables.insert(name.to_vec(), Variable { value, simple, open: 0 });
            }
        }
        Ok(())
    }
}

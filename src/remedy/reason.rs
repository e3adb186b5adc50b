//! A conflict enters; each thing that takes part in it leaves as a sentence, with the place in the tree where it stands.

use crate::{
    model::{
        Model,
        expr::Exprs,
        print,
        symbol::{PropertyKind, SymbolId},
    },
    solve::origin::{Part, PartKind},
    source::{Span, lossy},
    syntax::ast::Type,
};

use super::Refusal;

/// Something that takes part in ruling wishes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// one line
    pub text: String,
    /// where it stands
    pub span: Option<Span>,
    /// a decision that is to stay as it is
    pub kept: bool,
}

impl Refusal {
    /// What rules the wishes out, each thing once.
    pub fn reasons(&self, model: &Model) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        for part in &self.conflict.parts {
            let reason = reason(model, part);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons
    }
}

fn reason(model: &Model, part: &Part) -> Reason {
    let found = &model.symbols[part.symbol];
    let name = if found.choice { members(model, part.symbol) } else { model.show(part.symbol) };
    let mut span = found.menus.first().map(|&menu| model.menus[menu].span);
    let text = match part.kind {
        PartKind::Prompts | PartKind::Default => conditions(model, part.symbol, &name),
        PartKind::Select(term) => format!("{name} is selected where {} holds", lossy(&print::plain(model, Some(term)))),
        PartKind::User => format!("{name} stays as the configuration has it"),
        PartKind::Modules => format!("{name} is m only where {} is set", model.show(model.modules)),
        PartKind::Choice => {
            let choice = if found.choice { name } else { model.show(part.symbol) };
            format!("one choice sets one of its members: {choice}")
        }
        PartKind::Text => {
            let mut ranges = found.properties.iter().copied().filter_map(|id| match model.properties[id].kind {
                PropertyKind::Range(low, high) => Some((id, low, high)),
                _ => None,
            });
            match ranges.next() {
                Some((id, low, high)) => {
                    span = Some(model.properties[id].span);
                    format!("the range of {name} is {} to {}", model.show(low), model.show(high))
                }
                None => format!("{name} has one value at a time"),
            }
        }
    };
    Reason { text, span, kept: part.kind == PartKind::User }
}

/// The members of a choice, which has no name.
fn members(model: &Model, choice: SymbolId) -> String {
    let names: Vec<String> = model.symbols[choice].members.iter().map(|&member| model.show(member)).collect();
    names.join(", ")
}

/// On what it hangs whether a user is asked for a symbol.
fn conditions(model: &Model, symbol: SymbolId, name: &str) -> String {
    let properties = model.symbols[symbol].properties.iter().copied();
    let prompts: Vec<_> = properties.filter(|&id| model.properties[id].text().is_some()).collect();
    let conditions: Vec<String> = prompts
        .iter()
        .filter_map(|&id| model.properties[id].visible)
        .map(|expr| lossy(&print::plain(model, Some(expr))))
        .collect();
    if prompts.is_empty() {
        let what = if matches!(model.symbols[symbol].ty, Some(Type::Bool | Type::Tristate)) {
            "defaults, selects and implies"
        } else {
            "defaults"
        };
        let depends = model.symbols[symbol].dir_dep.filter(|&expr| expr != Exprs::YES);
        return match depends {
            Some(expr) => format!("{name} has no prompt, and depends on {}", lossy(&print::plain(model, Some(expr)))),
            None => format!("{name} has no prompt: its {what} alone decide"),
        };
    }
    if conditions.len() < prompts.len() {
        return format!("{name} can be set by the user alone");
    }
    format!("{name} can be set only where this holds: {}", conditions.join(" || "))
}

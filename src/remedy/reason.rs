//! A conflict enters; each thing that takes part in it leaves as a sentence, with the place in the tree where it stands.

use crate::{
    model::{
        Model,
        expr::{Expr, ExprId, Exprs, Joint},
        print,
        symbol::{PropertyId, PropertyKind, SymbolId},
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
    /// what takes part
    pub part: Part,
}

impl Refusal {
    /// What rules the wishes out, each thing once.
    pub fn reasons(&self, model: &Model) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = Vec::new();
        for part in &self.conflict.parts {
            let reason = reason(model, part);
            if !reasons.iter().any(|known| (&known.text, known.span) == (&reason.text, reason.span)) {
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
        PartKind::Modules => by_modules(model, part.symbol, &name),
        PartKind::Choice => {
            let choice = if found.choice { name } else { model.show(part.symbol) };
            format!("one choice sets one of its members: {choice}")
        }
        PartKind::Text => {
            let ranges: Vec<PropertyId> = ranges(model, part.symbol);
            if let Some(&first) = ranges.first() {
                span = Some(model.properties[first].span);
            }
            let told: Vec<String> = ranges.into_iter().filter_map(|id| range(model, id)).collect();
            match told.as_slice() {
                [] => format!("{name} has one value at a time"),
                [one] => format!("the range of {name} is {one}"),
                several => format!("the ranges of {name} are {}", several.join(", else ")),
            }
        }
    };
    Reason { text, span, kept: part.kind == PartKind::User, part: *part }
}

/// Where a tristate can be m.
fn by_modules(model: &Model, symbol: SymbolId, name: &str) -> String {
    let modules = model.modules;
    if modules <= SymbolId::YES {
        return format!("{name} is m only where there are modules, and nothing in this tree turns them on");
    }
    let member = model.dialect.old_choices && model.symbols[symbol].member_of.is_some();
    let choice = if member { " and its choice is m" } else { "" };
    format!("{name} is m only where {} is set{choice}", model.show(modules))
}

fn ranges(model: &Model, symbol: SymbolId) -> Vec<PropertyId> {
    let properties = model.symbols[symbol].properties.iter().copied();
    properties.filter(|&id| matches!(model.properties[id].kind, PropertyKind::Range(..))).collect()
}

/// A range as it is written.
fn range(model: &Model, id: PropertyId) -> Option<String> {
    let PropertyKind::Range(low, high) = model.properties[id].kind else { return None };
    let condition = model.properties[id].condition;
    let condition = condition.map(|expr| format!(" if {}", lossy(&print::plain(model, Some(expr)))));
    Some(format!("{} to {}{}", model.show(low), model.show(high), condition.unwrap_or_default()))
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
    let conditions: Vec<Vec<String>> =
        prompts.iter().filter_map(|&id| model.properties[id].visible).map(|expr| beside_choice(model, expr)).collect();
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
    if conditions.iter().any(Vec::is_empty) {
        return format!("{name} can be set as far as its choice allows");
    }
    let ways: Vec<String> = conditions.iter().map(|terms| terms.join(" && ")).collect();
    format!("{name} can be set only where this holds: {}", ways.join(" || "))
}

/// The terms of a condition, without that a member's choice is on: a choice has no name.
fn beside_choice(model: &Model, expr: ExprId) -> Vec<String> {
    let terms = model.exprs.operands(Joint::And, expr);
    let alone = terms.len() == 1;
    let named = terms.into_iter().filter(|&term| match model.exprs.get(term) {
        Expr::Symbol(symbol) => !model.symbols[symbol].choice,
        _ => true,
    });
    let shown = named.map(|term| {
        let text = lossy(&print::plain(model, Some(term)));
        if !alone && matches!(model.exprs.get(term), Expr::Or(..)) { format!("({text})") } else { text }
    });
    shown.collect()
}

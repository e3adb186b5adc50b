//! What a configuration says of link time optimization, on a tree or by the rules that ltoconf carries: findings where
//! it contradicts itself, asks in vain, or loses something.
//!
//! Invariant: an error stands on the file's own lines. What they leave open is never held against them.

mod choice;
mod facts;
mod lost;
mod names;
mod own;
mod tools;
mod unmet;
mod verdict;
mod version;

use std::collections::HashSet;

use crate::{
    diagnostic::Diagnostic,
    lto::said::{MEMBERS, OF_ARCHITECTURE},
    model::symbol::{PropertyKind, SymbolId, Tristate},
};

use super::{Context, Kind, cause::Cause, script::Change};

pub use verdict::{Verdict, verdict};

/// The LTO choice of a model.
struct Family {
    /// `LTO_NONE`
    none: SymbolId,
    /// all other members, in the order of the text
    members: Vec<SymbolId>,
    /// `LTO_CLANG`, member or not
    clang: SymbolId,
}

impl Family {
    /// `None` where the model has no such choice: Linux before LTO, or another project.
    fn of(context: &Context<'_, '_>) -> Option<Self> {
        let model = context.evaluator.model();
        let defined = |name: &str| context.defined(name);
        let none = defined("LTO_NONE")?;
        let clang = defined("LTO_CLANG")?;
        let choice = model.choice_of(none)?;
        let members = crate::model::menu::below(&model.menus, choice)
            .filter_map(|menu| model.menus[menu].symbol)
            .filter(|&symbol| symbol != none && model.choice_of(symbol) == Some(choice));
        Some(Self { none, members: members.collect(), clang })
    }

    /// The member that a line asks for and that is on.
    fn asked(&self, context: &Context<'_, '_>) -> Option<(String, u32)> {
        let on = |member: &&SymbolId| context.evaluator.tristate(**member) != Tristate::No;
        self.members.iter().filter(on).find_map(|&member| Some((context.show(member), context.asks(member)?)))
    }

    /// The members that people want when they ask for LTO, by name.
    fn wanted(&self, context: &Context<'_, '_>) -> Vec<String> {
        let usual = ["LTO_CLANG_THIN", "LTO_CLANG_FULL"];
        let names: Vec<String> = self.members.iter().map(|&member| context.show(member)).collect();
        let found: Vec<String> = usual
            .iter()
            .filter(|&&name| names.iter().any(|known| known == name))
            .map(|&name| name.to_owned())
            .collect();
        if found.is_empty() { names } else { found }
    }

    /// What to type to turn LTO off: the member that is asked for must go, or it may win again.
    fn without(&self, context: &Context<'_, '_>) -> String {
        let asked = self.members.iter().filter(|&&member| context.asks(member).is_some());
        let names: Vec<String> = asked.map(|&member| context.show(member)).collect();
        let off = names.iter().map(|name| Change::Off(name));
        context.script(&off.chain([Change::On("LTO_NONE")]).collect::<Vec<_>>())
    }

    /// A member which the file's own tree must have from a patch, and these rules do not know, with its line.
    fn patched<'a>(context: &Context<'a, '_>) -> Option<(&'a str, u32)> {
        context.config.said.stranger().filter(|(name, _)| context.defined(name).is_none())
    }

    /// Whether `LTO_CLANG` is itself a member, as in the first patch.
    fn is_seed(&self) -> bool {
        self.members.contains(&self.clang)
    }
}

impl Context<'_, '_> {
    /// The symbol of a name, if the model defines it.
    pub(super) fn defined(&self, name: &str) -> Option<SymbolId> {
        let model = self.evaluator.model();
        model.find(name.as_bytes()).filter(|&symbol| !model.symbols[symbol].menus.is_empty())
    }

    /// Whether a symbol is on.
    fn is_on(&mut self, name: &str) -> bool {
        let Some(symbol) = self.defined(name) else { return false };
        self.evaluator.calculate(symbol);
        self.evaluator.tristate(symbol) != Tristate::No
    }

    /// The line that asks for a symbol to be y, if the file's last word on it does.
    fn asks(&self, symbol: SymbolId) -> Option<u32> {
        let line = *self.set_at.get(&symbol)?;
        (self.evaluator.states[symbol].user_value == Tristate::Yes).then_some(line)
    }

    /// Whether a symbol has a prompt, under whatever condition.
    pub(super) fn has_prompt(&self, symbol: SymbolId) -> bool {
        let model = self.evaluator.model();
        let properties = &model.symbols[symbol].properties;
        properties.iter().any(|&id| matches!(model.properties[id].kind, PropertyKind::Prompt { .. }))
    }
}

/// `NAME=y (line 7)`
fn set_in(name: &str, line: u32) -> String {
    format!("{name}=y (line {})", line + 1)
}

/// Everything there is to say. Nothing is said of values that hang on probes without an answer, which are `unknown`.
pub(super) fn check(context: &mut Context<'_, '_>, unknown: &HashSet<SymbolId>) -> Vec<Diagnostic> {
    let mut findings = tools::check(context);
    findings.extend(version::check(context));
    if let Some(family) = Family::of(context) {
        findings.extend(choice::check(context, &family));
        findings.extend(unmet::utilities(context, &family));
        findings.extend(names::check(context, &family, unknown));
        // on a tree, what a fragment loses in any case is found with its other lines
        if context.config.kind == Kind::Whole || context.config.embedded.is_some() {
            findings.extend(unmet::check(context, &family, unknown));
            findings.extend(lost::check(context, &family, unknown));
        }
    }
    findings
}

/// What is to be said of a fragment's line about a symbol that is lost on a tree. The causes stand whatever the fragment
/// is merged into. `None` where nothing more is known than of any other symbol.
pub(super) fn lost_in_fragment(
    context: &mut Context<'_, '_>,
    symbol: SymbolId,
    causes: &[Cause],
) -> Option<Diagnostic> {
    let family = Family::of(context)?;
    let name = context.show(symbol);
    let finding = if family.members.contains(&symbol) {
        unmet::on_tree(context, &family, &name, causes)
    } else {
        lost::by_lto(context, &family, &name, causes)
    };
    Some(finding?.about(name))
}

/// Codes of findings that say less than ours about the same symbol.
const GENERAL: [&str; 6] = [
    "ltoconf::config::choice-lost",
    "ltoconf::config::choice-set-twice",
    "ltoconf::config::follows",
    "ltoconf::config::no-prompt",
    "ltoconf::config::unknown-symbol",
    "ltoconf::config::unmet-dependency",
];

/// Whether one of ours says already what a general finding says.
pub(super) fn told(ours: &[Diagnostic], general: &Diagnostic) -> bool {
    if !GENERAL.contains(&general.code) {
        return false;
    }
    let symbol = general.symbol.as_deref().unwrap_or_default();
    ours.iter().any(|own| match own.code {
        _ if own.symbol.as_deref() == Some(symbol) => true,
        // the members that lost, and the choice itself, which may have no winner
        "ltoconf::lto::two-members" => {
            (general.code == "ltoconf::config::choice-lost" && is_member(symbol))
                || (general.code == "ltoconf::config::choice-set-twice" && general.span == own.span)
        }
        // one finding for all that nothing selects
        "ltoconf::lto::not-selected" | "ltoconf::lto::no-prompt" => ["LTO", "HAS_LTO_CLANG"].contains(&symbol),
        _ => false,
    })
}

fn is_member(symbol: &str) -> bool {
    MEMBERS.contains(&symbol) || symbol == "LTO_CLANG"
}

/// Whether a symbol is of the family itself, not of its neighbours.
pub fn is_family(symbol: &str) -> bool {
    is_member(symbol)
        || OF_ARCHITECTURE.contains(&symbol)
        || ["LTO", "HAS_LTO_CLANG", "THINLTO", "CFI", "CFI_CLANG"].contains(&symbol)
}

//! The LTO mode that a configuration comes to, and on which ground.

use crate::{
    eval::{ChoiceRule, Mechanism},
    finding::{Kind, probes},
    lto::{self, Mode, embedded::Basis},
};

use super::{Context, Family, unmet};

/// A mode with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// the mode
    pub mode: Mode,
    /// the symbol that says so
    pub symbol: Option<String>,
    /// why, in a few words
    pub reason: String,
    /// the line that decides, from 1
    pub line: Option<u32>,
}

/// Finds the mode. All values must have been calculated.
pub fn verdict(context: &mut Context<'_, '_>) -> Verdict {
    let (mode, symbol) = lto::mode(context.evaluator);
    if let Some(choice) = context.config.embedded
        && choice.rules.is_none()
    {
        let foreign = matches!(choice.basis, Basis::Foreign(_));
        let (mode, reason) = if foreign {
            (Mode::Unknown, format!("nothing is known of {}", choice.name))
        } else {
            (Mode::None, format!("{} has no LTO", choice.name))
        };
        return Verdict { mode, symbol: None, reason, line: None };
    }
    let Some(family) = Family::of(context) else {
        let reason = if symbol.is_some() { "as set" } else { "this tree has no LTO choice" };
        return Verdict { mode, symbol, reason: reason.into(), line: None };
    };
    if let Some((name, line)) = Family::patched(context).filter(|_| context.config.embedded.is_some()) {
        let line = line + 1;
        let reason = format!("{name}=y, line {line}, is of a patch that no rules here know");
        return Verdict { mode: Mode::Unknown, symbol: Some(name.to_owned()), reason, line: Some(line) };
    }
    if let Some(stated) = by_statement(context, &family) {
        return stated;
    }
    let asked = family.members.iter().find_map(|&member| Some((member, context.asks(member)?)));
    if let Some((member, line)) = asked
        && probes::unknown(context).contains(&member)
    {
        let line = line + 1;
        let reason = format!("{}=y, line {line}, and probes without an answer decide", context.show(member));
        return Verdict { mode: Mode::Unknown, symbol: Some(context.show(member)), reason, line: Some(line) };
    }
    if context.config.kind == Kind::Fragment && !context.config.complete && !speaks(context, &family) {
        let reason = "this fragment sets no member of the choice".to_owned();
        return Verdict { mode: Mode::Unknown, symbol: None, reason, line: None };
    }
    let (reason, line) = reason(context, &family, symbol.as_deref());
    if context.config.kind == Kind::Fragment
        && (context.config.embedded.is_none() || (asked.is_none() && !context.config.complete))
        && !symbol.as_ref().is_some_and(|symbol| context.sets(symbol))
    {
        // that the defaults come to some mode says nothing of the file that a fragment is merged into
        let all: Vec<_> = family.members.iter().filter_map(|&it| Some((it, context.asks(it)?))).collect();
        let in_vain = context.config.embedded.is_none() && all.iter().all(|&(it, _)| unmet::is_ruled_out(context, it));
        let asked = all.first().map(|&(member, line)| (context.show(member), line));
        let (reason, line) = match asked {
            Some((asked, line)) if in_vain => {
                let reason = format!("{asked}=y, line {}, is not possible", line + 1);
                return Verdict { mode: Mode::None, symbol: None, reason, line: Some(line + 1) };
            }
            Some((asked, line)) => (format!("{asked}=y, line {}, hangs on the rest", line + 1), Some(line + 1)),
            None => ("this fragment turns members of the choice off, and none on".to_owned(), None),
        };
        return Verdict { mode: Mode::Unknown, symbol: None, reason, line };
    }
    let own = if mode == Mode::Unknown && symbol.is_some() { ", a mode of this tree's own" } else { "" };
    Verdict { mode, symbol, reason: reason + own, line: line.map(|line| line + 1) }
}

/// Whether any line is about a member of the choice.
fn speaks(context: &Context<'_, '_>, family: &Family) -> bool {
    let mut all = family.members.iter().chain([&family.none]);
    all.any(|member| context.set_at.contains_key(member))
}

/// What a vendor's tree wrote whole stands, whatever the rules say that are not its own.
fn by_statement(context: &Context<'_, '_>, family: &Family) -> Option<Verdict> {
    let choice = context.config.embedded.filter(|choice| !choice.is_certain() && context.config.complete)?;
    let said = context.config.said;
    said.yes("LTO").or_else(|| said.yes("LTO_CLANG"))?;
    let (mode, name) = [
        (Mode::Thin, "LTO_CLANG_THIN"),
        (Mode::Full, "LTO_CLANG_FULL"),
        (Mode::Thin, "THINLTO"),
        (Mode::Full, "LTO_CLANG"),
    ]
    .into_iter()
    .find(|(_, name)| said.yes(name).is_some() && (family.is_seed() || *name != "LTO_CLANG"))?;
    let line = said.yes(name)? + 1;
    let reason = format!("{name}=y, line {line}, by rules of its own tree, a patched {}", choice.name);
    Some(Verdict { mode, symbol: Some(name.to_owned()), reason, line: Some(line) })
}

fn reason(context: &mut Context<'_, '_>, family: &Family, symbol: Option<&str>) -> (String, Option<u32>) {
    // of several the last line counts
    let in_vain = family.members.iter().filter_map(|&member| {
        let off = context.evaluator.tristate(member) == crate::model::symbol::Tristate::No;
        Some((context.show(member), context.asks(member).filter(|_| off)?))
    });
    let in_vain = in_vain.max_by_key(|&(_, line)| line);
    let Some((name, found)) = symbol.and_then(|name| Some((name, context.defined(name)?))) else {
        return ("no member of the choice is possible".into(), None);
    };
    let line = context.asks(found);
    if let Some((asked, line)) = in_vain.filter(|_| found == family.none && line.is_none()) {
        return (format!("{asked}=y, line {}, is not possible", line + 1), Some(line));
    }
    let text = match (line, context.evaluator.mechanism(found)) {
        (Some(line), _) => format!("{name}=y, line {}", line + 1),
        (None, Mechanism::Choice(ChoiceRule::Default)) => format!("{name} by default, no line sets a member"),
        (None, Mechanism::Default(_)) => {
            let by = family.members.iter().find_map(|&member| Some((context.show(member), context.asks(member)?)));
            match by {
                Some((asked, line)) => format!("{asked}=y, line {}, and {name} by default", line + 1),
                None => format!("{name} by default"),
            }
        }
        (None, Mechanism::Choice(ChoiceRule::FirstUnset)) => format!("{name} is left, as lines turn others off"),
        (None, _) => format!("{name} is what the choice comes to"),
    };
    // the tools and the architecture are open where a file does not say them
    let open = match context.config.embedded {
        Some(_) => !context.config.complete,
        None => context.config.kind == Kind::Fragment,
    } && found != family.none;
    let text = if open { format!("{text}, where the tools and the rest allow it") } else { text };
    (text, line)
}

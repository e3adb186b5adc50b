//! The LTO choice as a file states it: more than one member, none at all, or `LTO_CLANG` and `LTO` without a member that
//! selects them.

use crate::{
    diagnostic::Diagnostic,
    finding::{Kind, script::Change},
    lto::embedded::Choice,
    model::symbol::{SymbolId, Tristate},
};

use super::{Context, Family, set_in};

/// Findings about the choice itself.
pub(super) fn check(context: &Context<'_, '_>, family: &Family) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = two_members(context, family).into_iter().collect();
    let not_selected = not_selected(context, family);
    if not_selected.is_none() {
        findings.extend(no_member(context, family));
    }
    findings.extend(not_selected);
    findings.extend(kind_of_nothing(context, family));
    findings.extend(held_by_member(context, family));
    findings
}

/// Whether the carried rules are the file's own, so that its lines can be held against them.
fn is_judged(context: &Context<'_, '_>) -> bool {
    context.config.embedded.is_some_and(Choice::is_certain)
}

/// `LTO_NONE` that a line turns off, together with all that could stand in its place.
fn no_member(context: &Context<'_, '_>, family: &Family) -> Option<Diagnostic> {
    let config = context.config;
    let statement = config.said.get("LTO_NONE").filter(|statement| statement.value.starts_with('n'))?;
    let is_off = |&member: &SymbolId| match config.said.get(&context.show(member)) {
        Some(said) => said.value.starts_with('n'),
        None => config.complete,
    };
    let stays = context.evaluator.tristate(family.none) == Tristate::Yes && family.members.iter().all(is_off);
    if !stays || !is_judged(context) || Family::patched(context).is_some() {
        return None;
    }
    let message = "LTO_NONE=n is not honoured: its choice needs one that is set, so it is y";
    let mut finding = Diagnostic::warning("ltoconf::config::choice-lost", message).about("LTO_NONE");
    finding.span = config.span(statement.line);
    for &member in &family.members {
        if let Some(said) = config.said.get(&context.show(member)) {
            finding = finding.related(config.span(said.line), format!("{} is off by this line", context.show(member)));
        }
    }
    let wanted = family.wanted(context);
    let want = wanted.first().map_or("LTO_CLANG", String::as_str);
    let with = context.script(&[Change::On(want)]);
    Some(finding.help(format!("for LTO: {with}; without: {}", context.script(&[Change::On("LTO_NONE")]))))
}

/// In the first patch, `THINLTO` where no LTO is that it could be the kind of.
fn kind_of_nothing(context: &Context<'_, '_>, family: &Family) -> Option<Diagnostic> {
    let config = context.config;
    let line = config.said.yes("THINLTO").filter(|_| family.is_seed() && context.defined("THINLTO").is_some())?;
    let off = config.said.get("LTO_CLANG").filter(|statement| statement.value.starts_with('n'));
    let none = context.asks(family.none);
    let lost = none.is_some() || off.is_some() || config.complete;
    if !lost || context.asks(family.clang).is_some() || !is_judged(context) || Family::patched(context).is_some() {
        return None;
    }
    let why = match none {
        Some(none) => format!("{} is", set_in("LTO_NONE", none)),
        None => "it is not".to_owned(),
    };
    let message = format!("THINLTO=y is not honoured: it needs LTO_CLANG, and {why} set");
    let mut finding = Diagnostic::warning("ltoconf::config::unmet-dependency", message).about("THINLTO");
    finding.span = config.span(line);
    if let Some(none) = none {
        finding = finding.related(config.span(none), "the member that is set");
    }
    if let Some(off) = off {
        finding = finding.related(config.span(off.line), "LTO_CLANG is off by this line");
    }
    let with = context.script(&[Change::Off("LTO_NONE"), Change::On("LTO_CLANG")]);
    Some(finding.help(format!("for LTO: {with}; without: {}", context.script(&[Change::Unset("THINLTO")]))))
}

/// `LTO_CLANG` or `LTO` that a line turns off while a member selects it: one of the two is lost in any case.
fn held_by_member(context: &Context<'_, '_>, family: &Family) -> Vec<Diagnostic> {
    let config = context.config;
    // a fragment's lines on a tree are held against each other with all its others
    let judged = match config.embedded {
        Some(choice) => choice.is_certain(),
        None => config.kind == Kind::Whole,
    };
    let Some((member, by)) = family.asked(context).filter(|_| judged) else { return Vec::new() };
    let off = ["LTO_CLANG", "LTO"].into_iter().filter_map(|name| {
        let symbol = context.defined(name)?;
        let statement = config.said.get(name).filter(|statement| statement.value.starts_with('n'))?;
        let held = !context.has_prompt(symbol) && context.evaluator.tristate(symbol) == Tristate::Yes;
        held.then_some((name, symbol, statement.line))
    });
    let findings = off.map(|(name, symbol, line)| {
        let message = format!("{name}=n is not honoured: {} selects it", set_in(&member, by));
        let mut finding = Diagnostic::warning("ltoconf::config::selected", message).about(name);
        finding.span = config.span(line);
        finding = finding.related(config.span(by), format!("{member} is set here"));
        finding = finding.related(context.definition(symbol), format!("{name} has no prompt: no line can set it"));
        let without = family.without(context);
        finding.help(format!("for LTO delete the line: {}; without: {without}", context.script(&[Change::Unset(name)])))
    });
    findings.collect()
}

/// Members that are set to y, in the order of their lines.
fn set_members(context: &Context<'_, '_>, family: &Family) -> Vec<(u32, String)> {
    let all = family.members.iter().chain([&family.none]);
    let mut set: Vec<_> = all.filter_map(|&it| Some((context.asks(it)?, context.show(it)))).collect();
    set.sort_unstable();
    set
}

fn two_members(context: &Context<'_, '_>, family: &Family) -> Option<Diagnostic> {
    let set = set_members(context, family);
    let (last, others) = set.split_last()?;
    if others.is_empty() {
        return None;
    }
    let named: Vec<String> = set.iter().map(|(line, name)| set_in(name, *line)).collect();
    let count = if set.len() == 2 { "two".to_owned() } else { set.len().to_string() };
    let model = context.evaluator.model();
    let winner = set.iter().find(|(_, name)| {
        model.find(name.as_bytes()).is_some_and(|it| context.evaluator.tristate(it) == Tristate::Yes)
    });
    // on a tree, which one shows hangs on what a fragment is merged into
    let open = context.config.kind == Kind::Fragment && context.config.embedded.is_none();
    let winner = winner.filter(|_| !open);
    let outcome = match winner {
        _ if open => String::new(),
        Some((_, name)) => format!(", and {name} wins"),
        None => ", and none of them wins".to_owned(),
    };
    let message = format!("{count} LTO modes are set{outcome}: {}", named.join(", "));
    let mut finding = Diagnostic::error("ltoconf::lto::two-members", message);
    finding.symbol = winner.map(|(_, name)| name.clone());
    finding.span = context.config.span(last.0);
    for (line, name) in others.iter().rev() {
        finding = finding.related(context.config.span(*line), format!("{name} is set here"));
    }
    if let Some(choice) = model.choice_of(family.none) {
        let rule = if model.dialect.old_choices {
            "one choice: of the members that are y the last line counts, and wins if it is possible"
        } else {
            "one choice: of the members that are y and possible, the last line wins"
        };
        finding = finding.related(Some(model.menus[choice].span), rule);
    }
    let keep = set.iter().map(|(_, keep)| {
        let gone: Vec<String> =
            set.iter().filter(|(_, name)| name != keep).map(|(line, _)| (line + 1).to_string()).collect();
        format!("for {keep} delete line {}", gone.join(" and line "))
    });
    Some(finding.help(keep.collect::<Vec<_>>().join("; ")))
}

/// `LTO_CLANG` or `LTO` where no member would select them. In a file that Kconfig wrote, or that states the choice, the
/// file contradicts itself; else somebody set by hand what has no prompt.
fn not_selected(context: &Context<'_, '_>, family: &Family) -> Option<Diagnostic> {
    let config = context.config;
    // a tree is its own word on what there is
    let is_patched = config.embedded.is_some() && Family::patched(context).is_some();
    if family.members.iter().any(|&member| context.asks(member).is_some()) || is_patched {
        return None;
    }
    let promptless = |name: &&str| context.defined(name).is_some_and(|symbol| !context.has_prompt(symbol));
    let selected = |name: &&str| context.defined(name).is_some_and(|it| !context.outline.selects(it).is_empty());
    let lines: Vec<(&str, u32)> = ["LTO_CLANG", "LTO"]
        .iter()
        .filter(|name| promptless(name) && selected(name))
        .filter_map(|&name| Some((name, config.said.yes(name)?)))
        .collect();
    let none = config.said.yes("LTO_NONE");
    let hand = !config.written && none.is_none();
    let able = config.said.yes("HAS_LTO_CLANG").filter(|_| hand && context.defined("HAS_LTO_CLANG").is_some());
    let all: Vec<(&str, u32)> = lines.into_iter().chain(able.map(|line| ("HAS_LTO_CLANG", line))).collect();
    let (&(name, line), others) = all.split_first()?;
    let wanted = family.wanted(context);
    let by = wanted.join(" or ");
    let mut finding = match (hand, none) {
        (true, _) => {
            let message = format!("{name} has no prompt, so this line has no effect: {by} is what to set");
            Diagnostic::warning("ltoconf::lto::no-prompt", message)
        }
        (false, Some(none)) => {
            let message = format!("{name}=y, but nothing selects it: {} is set instead", set_in("LTO_NONE", none));
            Diagnostic::error("ltoconf::lto::not-selected", message)
        }
        (false, None) => {
            let message = format!("{name}=y, but nothing selects it: no member of the LTO choice is set");
            Diagnostic::error("ltoconf::lto::not-selected", message)
        }
    };
    finding.span = config.span(line);
    for &(other, line) in others {
        finding = finding.related(config.span(line), format!("{other} is set here as well"));
    }
    if let Some(none) = none {
        finding = finding.related(config.span(none), "the member that is set");
    }
    let definition = context.defined(name).and_then(|symbol| context.definition(symbol));
    finding = finding.related(definition, format!("{name} has no prompt: only a member of the choice can set it"));
    let want = wanted.first().map_or("LTO_CLANG", String::as_str);
    let gone: Vec<Change<'_>> = all.iter().map(|(name, _)| Change::Unset(name)).collect();
    let with = context.script(&[&gone, [Change::Off("LTO_NONE"), Change::On(want)].as_slice()].concat());
    let make = if context.is_dotconfig() { " && make LLVM=1 olddefconfig" } else { "" };
    let help = format!("for LTO: {with}{make}; without: {}", context.script(&gone));
    Some(finding.about(name).help(help))
}

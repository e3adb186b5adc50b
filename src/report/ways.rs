//! Fixes enter; what is to be done for each, told to people in order, leaves.

use std::fmt::Write as _;

use super::explanation::{ChangeTold, FixTold, SpanTold, quoted};

/// How many side effects are told to people.
const MOST_EFFECTS: usize = 8;

/// How many spans of numbers are told to people.
const MOST_SPANS: usize = 3;

/// A change as people read it.
fn change(change: &ChangeTold) -> String {
    let (from, to) = (quoted(&change.from), quoted(&change.to));
    if from == to {
        // nothing decided it before, and something else would now
        format!("{}: {to}, said by a line of its own{}", change.symbol, free(change))
    } else {
        format!("{}: {from} → {to}{}", change.symbol, free(change))
    }
}

/// What else a number may be.
fn free(change: &ChangeTold) -> String {
    let span = |SpanTold { low, high }: &SpanTold| match (low, high) {
        (Some(low), Some(high)) if low == high => low.clone(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("{high} or less"),
        (None, None) => "any number".to_owned(),
    };
    let mut told: Vec<String> = change.free.iter().take(MOST_SPANS).map(span).collect();
    if change.free.len() > MOST_SPANS {
        told.push("others".to_owned());
    }
    match told.as_slice() {
        [] => String::new(),
        [one] => format!(" ({one} would do)"),
        [first @ .., last] => format!(" ({} or {last} would do)", first.join(", ")),
    }
}

/// What to do for a fix, one by one.
pub fn steps(fix: &FixTold) -> Vec<String> {
    let variables = fix.environment.iter().map(|one| format!("make {}={}", one.variable, one.to));
    variables.chain(fix.changes.iter().map(change)).collect()
}

/// What becomes different besides, in a line: all of it, or some and how much more there is.
pub fn side_effects(fix: &FixTold, all: bool) -> Option<String> {
    let most = if all { usize::MAX } else { MOST_EFFECTS };
    let told = |effect: &ChangeTold| format!("{}={}", effect.symbol, quoted(&effect.to));
    let shown: Vec<String> = fix.side_effects.iter().take(most).map(told).collect();
    if shown.is_empty() {
        return None;
    }
    let more = match fix.side_effects.len().saturating_sub(most) {
        0 => String::new(),
        more => format!(" and {more} more (--all names them)"),
    };
    Some(format!("{}{more}", shown.join(", ")))
}

/// Ways that are told together.
pub(super) struct Ways<'f> {
    /// what they are
    pub(super) title: String,
    /// the number of the first of them
    pub(super) first: usize,
    /// the ways
    pub(super) fixes: Vec<&'f FixTold>,
}

/// Fixes in order: the smallest, then those that leave something alone, where there are any. `wish`: what they are for.
pub(super) fn ways<'f>(fixes: &'f [FixTold], complete: bool, wish: Option<&str>) -> Vec<Ways<'f>> {
    let (smallest, gentler): (Vec<&FixTold>, Vec<&FixTold>) = fixes.iter().partition(|fix| fix.leaves_alone.is_empty());
    let what = wish.map_or_else(|| "to get there".to_owned(), |wish| format!("to get {wish}"));
    let more = if complete { "" } else { " (there may be more)" };
    let number = if smallest.len() == 1 { "one smallest way" } else { "the smallest ways" };
    let next = smallest.len() + 1;
    let mut told = vec![Ways { title: format!("{what}, {number}{more}"), first: 1, fixes: smallest }];
    if let Some(first) = gentler.first() {
        let alone = first.leaves_alone.join(" and ");
        let title = match gentler.len() {
            1 => format!("or, with more changes of yours, a way that leaves {alone} alone and disturbs less"),
            _ => format!("or, with more changes of yours, ways that leave {alone} alone and disturb less"),
        };
        told.push(Ways { title, first: next, fixes: gentler });
    }
    told
}

/// Fixes with what they change besides; with `all`, to the last symbol.
pub fn fixes(fixes: &[FixTold], complete: bool, wish: Option<&str>, all: bool, out: &mut String) {
    if fixes.is_empty() {
        return;
    }
    for ways in ways(fixes, complete, wish) {
        let _infallible = writeln!(out, "\n{}:", ways.title);
        numbered(&ways.fixes, ways.first, all, out);
    }
}

/// Ways one below the other, numbered from `first` on.
fn numbered(fixes: &[&FixTold], first: usize, all: bool, out: &mut String) {
    for (at, fix) in fixes.iter().enumerate() {
        for (row, line) in steps(fix).iter().enumerate() {
            let number = if row == 0 { format!("{}.", first + at) } else { String::new() };
            let _infallible = writeln!(out, "  {number:3} {line}");
        }
        if let Some(effects) = side_effects(fix, all) {
            let _infallible = writeln!(out, "      also: {effects}");
        }
    }
}

//! Causes and fixes with ids and spans enter; the same with names, paths and lines leave, ready to be told.

use crate::{
    finding::cause::{Cause, CauseKind},
    lto::embedded::{is_at_the_edge, is_own},
    model::{
        Model,
        symbol::{PropertyKind, SymbolId},
    },
    remedy::{Change, Fix, Free, Gentler},
    report::explanation::{ChangeTold, FixTold, ProbeTold, SpanTold, Told},
    source::{Sources, lossy},
    syntax::ast::Type,
    tree::probe::Prober,
};

use super::{base::Base, loaded::Loaded};

/// What is needed to tell.
pub(super) struct Teller<'a> {
    model: &'a Model,
    sources: &'a Sources,
    prober: &'a Prober,
    /// by the carried rules, which have symbols and macros that no kernel has
    carried: bool,
}

impl<'a> Teller<'a> {
    /// Tells of a base.
    pub(super) fn of(base: &'a Base) -> Self {
        let Loaded { model, prober, .. } = &*base.loaded;
        Self { model, sources: &base.sources, prober, carried: base.is_carried() }
    }

    /// Causes, with those below them. Their depth is bounded by who found them.
    pub(super) fn causes(&self, causes: &[Cause]) -> Vec<Told> {
        // built from the innermost out: each level is finished before it is put into the one above
        let mut levels: Vec<(std::slice::Iter<'_, Cause>, Vec<Told>)> = vec![(causes.iter(), Vec::new())];
        loop {
            let Some((rest, _)) = levels.last_mut() else { return Vec::new() };
            if let Some(cause) = rest.next() {
                let told = self.cause(cause);
                if let Some((_, done)) = levels.last_mut() {
                    done.push(told);
                }
                levels.push((cause.causes.iter(), Vec::new()));
                continue;
            }
            let Some((_, done)) = levels.pop() else { return Vec::new() };
            match levels.last_mut().and_then(|(_, above)| above.last_mut()) {
                Some(owner) => owner.causes = done,
                None => return done,
            }
        }
    }

    fn cause(&self, cause: &Cause) -> Told {
        let excerpt = cause.span.map(|span| {
            let text = self.sources.file(span.file).text();
            let line = text.get(span.start as usize..).and_then(|rest| rest.split(|&byte| byte == b'\n').next());
            lossy(line.unwrap_or_default()).trim().chars().take(160).collect()
        });
        let excerpt = excerpt.filter(|text: &String| !(self.carried && text.contains("$(")));
        let probe = cause.probe.as_ref().map(|command| {
            let answer = self.prober.known(command);
            ProbeTold {
                command: lossy(command),
                exit: answer.as_ref().and_then(|answer| answer.exit),
                stdout: answer.as_ref().map(|answer| lossy(&answer.stdout)).unwrap_or_default(),
                stderr: answer.map(|answer| lossy(&answer.stderr)).unwrap_or_default(),
            }
        });
        Told {
            kind: cause.kind,
            symbol: cause.symbol.map(|symbol| self.model.show(symbol)),
            text: cause.text.clone(),
            path: cause.span.map(|span| self.sources.path(span).display().to_string()),
            line: cause.span.map(|span| self.sources.place(span).line),
            excerpt,
            probe,
            causes: Vec::new(),
        }
    }

    fn changes(&self, changes: &[Change], free: &[(SymbolId, Vec<Free>)]) -> Vec<ChangeTold> {
        let mut changes: Vec<&Change> = changes.iter().collect();
        changes.sort_by_key(|change| !is_option(self.model, self.carried, change.symbol));
        changes
            .into_iter()
            .filter(|change| !(self.carried && is_own(&self.model.show(change.symbol))))
            .map(|change| ChangeTold {
                symbol: self.model.show(change.symbol),
                from: change.from.clone(),
                to: change.to.clone(),
                free: self.spans(change.symbol, free),
            })
            .collect()
    }

    /// What a number may be.
    fn spans(&self, symbol: SymbolId, free: &[(SymbolId, Vec<Free>)]) -> Vec<SpanTold> {
        let text = |value: i64| match self.model.symbols[symbol].ty {
            Some(Type::Hex) => format!("{value:#x}"),
            _ => value.to_string(),
        };
        let spans = free.iter().filter(|(of, _)| *of == symbol).flat_map(|(_, spans)| spans);
        spans.map(|span| SpanTold { low: span.low.map(text), high: span.high.map(text) }).collect()
    }

    /// The smallest fixes, then gentler ones.
    pub(super) fn fixes(&self, smallest: &[Fix], gentler: &Gentler) -> Vec<FixTold> {
        let told = |fix: &Fix, leaves_alone: Vec<String>| FixTold {
            changes: self.changes(&fix.changes, &fix.free),
            environment: Vec::new(),
            side_effects: self.changes(&fix.side_effects, &[]),
            leaves_alone,
        };
        let alone = left_alone(self.model, gentler);
        let smallest = smallest.iter().map(|fix| told(fix, Vec::new()));
        smallest.chain(gentler.fixes.iter().map(|fix| told(fix, alone.clone()))).collect()
    }
}

/// The names of what gentler ways leave alone; a choice, which has none, goes by its first member.
pub(super) fn left_alone(model: &Model, gentler: &Gentler) -> Vec<String> {
    let named = |&symbol: &SymbolId| {
        let found = &model.symbols[symbol];
        model.show(found.members.first().copied().filter(|_| found.choice).unwrap_or(symbol))
    };
    gentler.left_alone.iter().map(named).collect()
}

/// Whether a symbol is one that people set, and not only one that follows. Those come first where effects are told.
pub(super) fn is_option(model: &Model, carried: bool, symbol: SymbolId) -> bool {
    let mut properties = model.symbols[symbol].properties.iter();
    let prompted = properties.any(|&id| matches!(model.properties[id].kind, PropertyKind::Prompt { .. }));
    prompted && !(carried && is_at_the_edge(&model.show(symbol)))
}

/// Whether a cause is a reason of its own: nothing is below it, or it is a decision that nothing below says closer. What
/// is below such a decision says what became of it.
fn counts(cause: &Told) -> bool {
    let closer = |below: &Told| is_decision(below) && below.symbol == cause.symbol;
    cause.causes.is_empty() || is_decision(cause) && !cause.causes.iter().any(closer)
}

/// Whether a cause is what a user decided, by a line or by none.
pub(super) fn is_decision(cause: &Told) -> bool {
    matches!(cause.kind, CauseKind::User | CauseKind::Choice)
}

/// Whether a cause that is a reason of its own is such a one.
pub(super) fn leads_to(causes: &[Told], such: &dyn Fn(&Told) -> bool) -> bool {
    let mut open: Vec<&Told> = causes.iter().collect();
    while let Some(cause) = open.pop() {
        if counts(cause) && such(cause) {
            return true;
        }
        open.extend(&cause.causes);
    }
    false
}

/// Whether any of the causes speaks of a symbol.
pub(super) fn mentions(causes: &[Told], name: &str) -> bool {
    let mut open: Vec<&Told> = causes.iter().collect();
    while let Some(cause) = open.pop() {
        if cause.symbol.as_deref() == Some(name) {
            return true;
        }
        open.extend(&cause.causes);
    }
    false
}

/// Whether causes have one with the same text at the same place.
pub(super) fn tells(causes: &[Told], sought: &Told) -> bool {
    let mut open: Vec<&Told> = causes.iter().collect();
    while let Some(cause) = open.pop() {
        if (&cause.text, &cause.path, cause.line) == (&sought.text, &sought.path, sought.line) {
            return true;
        }
        open.extend(&cause.causes);
    }
    false
}

/// Parts causes into those that lead to what is enough, and the rest. Where nothing leads there, those
/// are kept that lead to something else that counts.
pub(super) fn parted(
    causes: Vec<Told>,
    enough: &dyn Fn(&Told) -> bool,
    otherwise: &dyn Fn(&Told) -> bool,
) -> (Vec<Told>, Vec<Told>) {
    let (kept, dropped) = split(causes.clone(), enough);
    if kept.is_empty() { split(decided(causes), otherwise) } else { (kept, dropped) }
}

/// The same causes without what only says what became of a decision: that is no reason of its own.
fn decided(mut causes: Vec<Told>) -> Vec<Told> {
    let mut open: Vec<&mut Told> = causes.iter_mut().collect();
    while let Some(cause) = open.pop() {
        if is_decision(cause) && counts(cause) {
            cause.causes.retain(|below| leads_to(std::slice::from_ref(below), &is_decision));
        }
        open.extend(&mut cause.causes);
    }
    causes
}

/// A level of a tree under way: what is still to be looked at, what is kept, what is dropped.
struct Level {
    rest: std::vec::IntoIter<Told>,
    /// the cause whose own causes the next level looks at
    owner: Option<Told>,
    kept: Vec<Told>,
    dropped: Vec<Told>,
}

impl Level {
    fn new(causes: Vec<Told>) -> Self {
        Self { rest: causes.into_iter(), owner: None, kept: Vec::new(), dropped: Vec::new() }
    }
}

fn split(causes: Vec<Told>, enough: &dyn Fn(&Told) -> bool) -> (Vec<Told>, Vec<Told>) {
    let mut levels = vec![Level::new(causes)];
    loop {
        let Some(level) = levels.last_mut() else { return (Vec::new(), Vec::new()) };
        if let Some(mut cause) = level.rest.next() {
            if cause.causes.is_empty() {
                if enough(&cause) { &mut level.kept } else { &mut level.dropped }.push(cause);
            } else {
                let below = std::mem::take(&mut cause.causes);
                level.owner = Some(cause);
                levels.push(Level::new(below));
            }
            continue;
        }
        let Some(Level { mut kept, mut dropped, .. }) = levels.pop() else { return (Vec::new(), Vec::new()) };
        let Some(above) = levels.last_mut() else { return (kept, dropped) };
        let Some(owner) = above.owner.take() else { continue };
        let alone = Told { causes: [kept.as_slice(), dropped.as_slice()].concat(), ..owner.clone() };
        let itself = counts(&alone) && enough(&alone);
        if itself {
            let (others, about): (Vec<Told>, Vec<Told>) =
                dropped.into_iter().partition(|below| leads_to(std::slice::from_ref(below), &is_decision));
            kept.extend(about);
            dropped = others;
        }
        if kept.is_empty() && !itself {
            above.dropped.push(Told { causes: dropped, ..owner });
        } else {
            if !dropped.is_empty() {
                above.dropped.push(Told { causes: dropped, ..owner.clone() });
            }
            above.kept.push(Told { causes: kept, ..owner });
        }
    }
}

//! Ways enter; those that are told apart leave: together where they differ in numbers and strings alone, and none that
//! has another in it.

use crate::solve::fix::Decided;

use super::replay::Confirmed;

/// Ways without those a part of which is a way of its own: of a choice that may set many members, or none.
pub(super) fn without_greater(found: Vec<Confirmed>) -> Vec<Confirmed> {
    let mut kept: Vec<Confirmed> = Vec::new();
    let holds = |one: &Confirmed, other: &Confirmed| other.fix.changes.iter().all(|it| one.fix.changes.contains(it));
    for one in found.into_iter().filter(|one| !one.needless) {
        if !kept.iter().any(|other| holds(&one, other)) {
            kept.retain(|other| !holds(other, &one));
            kept.push(one);
        }
    }
    kept
}

/// Ways that differ in numbers and strings alone, together.
pub(super) fn alike(ways: Vec<Vec<Decided>>) -> Vec<Vec<Vec<Decided>>> {
    let switches = |way: &Vec<Decided>| -> Vec<Decided> {
        way.iter().filter(|decided| !matches!(decided, Decided::Text(..))).cloned().collect()
    };
    let mut groups: Vec<Vec<Vec<Decided>>> = Vec::new();
    for way in ways {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| switches(first) == switches(&way))) {
            Some(group) => group.push(way),
            None => groups.push(vec![way]),
        }
    }
    groups
}

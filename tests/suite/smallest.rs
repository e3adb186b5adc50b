//! Fixes against brute force: small trees drawn by a seed, all that a user could say of them tried. The changes that are
//! found are those of the fewest decisions, all of these are found, and nothing is called impossible that is not.

use std::collections::BTreeSet;

use ltoconf::{
    eval::{Evaluator, evaluated},
    model::{
        Model,
        symbol::{SymbolId, Tristate},
    },
    remedy::{self, Found, Search},
    solve::{
        Encoding, Request,
        fix::{Limits, Wish},
    },
    syntax::{ast::Type, dotconfig},
    user::{UserValue, UserValues},
};
use proptest::prelude::*;

use crate::drawn::{DIALECTS, Dice, cases, loaded, symbols, tree_text};

/// Trees with more to try are left out.
const MOST_TRIES: usize = 1_500;

/// What is decided at once: a symbol alone, or a choice with its members.
struct Decision {
    choice: Option<SymbolId>,
    symbols: Vec<SymbolId>,
    /// all that a user could say of them: a value for each, and for a choice which member comes first
    says: Vec<Said>,
}

#[derive(Clone, Debug, PartialEq)]
struct Said {
    values: Vec<Option<UserValue>>,
    last: Option<SymbolId>,
}

/// What a user could say of one symbol.
fn values(model: &Model, symbol: SymbolId) -> Vec<Option<UserValue>> {
    let all = [Tristate::No, Tristate::Yes, Tristate::Mod];
    let switches = |count: usize| all.iter().take(count).map(|&value| Some(UserValue::Switch(value))).collect();
    let mut values: Vec<Option<UserValue>> = match model.symbols[symbol].ty {
        Some(Type::Bool) => switches(2),
        Some(Type::Tristate) => switches(3),
        _ => (0..8).map(|number| Some(UserValue::Text(number.to_string().into_bytes()))).collect(),
    };
    values.push(None);
    values
}

fn decisions(model: &Model, symbols: &[SymbolId]) -> Vec<Decision> {
    let mut found: Vec<Decision> = Vec::new();
    for &symbol in symbols {
        let choice = model.choice_of(symbol).and_then(|menu| model.menus[menu].symbol);
        let known = found.iter_mut().find(|known| choice.is_some() && known.choice == choice);
        match known {
            Some(known) => known.symbols.push(symbol),
            None => found.push(Decision { choice, symbols: vec![symbol], says: Vec::new() }),
        }
    }
    for decision in &mut found {
        let mut rows: Vec<Vec<Option<UserValue>>> = vec![Vec::new()];
        for &symbol in &decision.symbols {
            let values = values(model, symbol);
            let longer = |row: &Vec<Option<UserValue>>| {
                let row = row.clone();
                values.clone().into_iter().map(move |value| [row.clone(), vec![value]].concat()).collect::<Vec<_>>()
            };
            rows = rows.iter().flat_map(longer).collect();
        }
        let lasts: Vec<Option<SymbolId>> = match decision.choice {
            Some(_) => decision.symbols.iter().copied().map(Some).collect(),
            None => vec![None],
        };
        let each = |row: Vec<Option<UserValue>>| {
            lasts.iter().map(move |&last| Said { values: row.clone(), last }).collect::<Vec<_>>()
        };
        decision.says = rows.into_iter().flat_map(each).collect();
    }
    found
}

/// Makes a user say something else.
fn say(model: &Model, user: &mut UserValues, decision: &Decision, said: &Said) {
    for (&symbol, value) in decision.symbols.iter().zip(&said.values) {
        match value {
            Some(value) => user.values.insert(symbol, value.clone()),
            None => user.values.remove(&symbol),
        };
    }
    let (Some(choice), Some(last)) = (decision.choice, said.last) else { return };
    if !model.dialect.old_choices {
        let others = decision.symbols.iter().copied().filter(|&symbol| symbol != last);
        user.order.insert(choice, std::iter::once(last).chain(others).collect());
        return;
    }
    // what its members say counts
    user.values.remove(&choice);
    if user.switch(last) == Some(Tristate::Yes) {
        user.member.insert(choice, last);
    } else {
        user.member.remove(&choice);
    }
}

fn text(evaluator: &mut Evaluator<'_>) -> Vec<u8> {
    evaluator.dotconfig(b"CONFIG_")
}

/// Whether a configuration meets the wishes, and stays as it is when it is read again.
fn meets(model: &Model, user: &UserValues, wishes: &[Wish]) -> bool {
    let mut first = evaluated(model, user);
    if !wishes.iter().all(|wish| remedy::held(&first, wish)) {
        return false;
    }
    let bytes = text(&mut first);
    let mut again = Evaluator::new(model);
    again.read(Some((&bytes, &dotconfig::parse(&bytes, b"CONFIG_"))), false);
    again.calculate_all();
    text(&mut again) == bytes
}

/// Whether a symbol whose line stays keeps it, and what it has of a choice that is decided anew.
fn keeps(model: &Model, base: &UserValues, user: &UserValues, kept: SymbolId, decisions: &[&Decision]) -> bool {
    if base.values.get(&kept) != user.values.get(&kept) {
        return false;
    }
    let Some(choice) = decisions.iter().find(|it| it.symbols.contains(&kept)).and_then(|it| it.choice) else {
        return true;
    };
    let value = evaluated(model, user).tristate(kept);
    let order = base.order.get(&choice).unwrap_or(&model.symbols[choice].members);
    let first = order.iter().copied().find(|&member| base.switch(member) == Some(Tristate::Yes));
    let wanted = if model.dialect.old_choices { base.member.get(&choice).copied() } else { first };
    // whether it shows is seen by asking for it
    let mut asked = user.clone();
    asked.values.insert(kept, UserValue::Switch(Tristate::Yes));
    asked.values.remove(&choice);
    asked.member.insert(choice, kept);
    asked.order.remove(&choice);
    let hidden = evaluated(model, &asked).tristate(kept) == Tristate::No;
    match base.switch(kept) {
        _ if wanted == Some(kept) => value == Tristate::Yes || hidden,
        Some(Tristate::Mod) if wanted.is_none() => value == Tristate::Mod || hidden,
        _ => value != Tristate::Yes && user.member.get(&choice) != Some(&kept),
    }
}

/// The sets of the fewest decisions that meet the wishes, by trying everything.
fn smallest(
    model: &Model,
    base: &UserValues,
    wishes: &[Wish],
    decisions: &[Decision],
    kept: &[SymbolId],
) -> BTreeSet<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = (0..1_usize << decisions.len())
        .map(|bits| (0..decisions.len()).filter(|at| bits >> at & 1 == 1).collect())
        .collect();
    sets.sort_by_key(Vec::len);
    let mut found: BTreeSet<Vec<usize>> = BTreeSet::new();
    for set in sets {
        if found.first().is_some_and(|known| known.len() < set.len()) {
            break;
        }
        let mut at = vec![0; set.len()];
        'tries: loop {
            let mut user = base.clone();
            for (&decision, &at) in set.iter().zip(&at) {
                say(model, &mut user, &decisions[decision], &decisions[decision].says[at]);
            }
            let taken: Vec<&Decision> = set.iter().map(|&at| &decisions[at]).collect();
            let stays = |&kept: &SymbolId| keeps(model, base, &user, kept, &taken);
            if kept.iter().all(stays) && meets(model, &user, wishes) {
                found.insert(set);
                break;
            }
            for (place, &decision) in at.iter_mut().zip(&set) {
                *place += 1;
                if *place < decisions[decision].says.len() {
                    continue 'tries;
                }
                *place = 0;
            }
            break;
        }
    }
    found
}

/// Whether a number may be just what is told, if anything is told: a few numbers are tried.
fn is_free(model: &Model, fix: &remedy::Fix, wishes: &[Wish]) -> bool {
    fix.free.iter().all(|(symbol, spans)| {
        (-3_i64..12).all(|number| {
            let text = number.to_string().into_bytes();
            let mut user = fix.user.clone();
            user.values.insert(*symbol, UserValue::Text(text.clone()));
            let after = evaluated(model, &user);
            let does = after.value_text(*symbol) == text && wishes.iter().all(|wish| remedy::held(&after, wish));
            let told = |span: &remedy::Free| {
                span.low.is_none_or(|low| low <= number) && span.high.is_none_or(|high| number <= high)
            };
            does == spans.iter().any(told)
        })
    })
}

/// Which decisions differ between what two users say.
fn changed(base: &UserValues, other: &UserValues, decisions: &[Decision]) -> Vec<usize> {
    let differs = |decision: &Decision| {
        decision.symbols.iter().any(|symbol| base.values.get(symbol) != other.values.get(symbol))
            || decision.choice.is_some_and(|choice| {
                base.member.get(&choice) != other.member.get(&choice)
                    || base.order.get(&choice) != other.order.get(&choice)
            })
    };
    (0..decisions.len()).filter(|&at| differs(&decisions[at])).collect()
}

fn check(seed: u64, dialect: &str) -> bool {
    let mut dice = Dice(seed);
    let kconfig = tree_text(&mut dice, dialect);
    let Some((_, model, _)) = loaded(&kconfig, dialect) else { return false };
    let symbols = symbols(&model);
    let decisions = decisions(&model, &symbols);
    if decisions.iter().map(|decision| decision.says.len()).product::<usize>() > MOST_TRIES {
        return false;
    }
    // a base is what some file comes to, as it is written
    let mut drawn = UserValues::default();
    for decision in &decisions {
        say(&model, &mut drawn, decision, &decision.says[dice.roll(decision.says.len())]);
    }
    let bytes = text(&mut evaluated(&model, &drawn));
    let lines = dotconfig::parse(&bytes, b"CONFIG_");
    let mut evaluator = Evaluator::new(&model);
    evaluator.read_simple(&bytes, &lines);
    evaluator.calculate_all();
    let base = evaluator.user_values();
    if !meets(&model, &base, &[]) {
        return false;
    }
    let mut wishes: Vec<Wish> = Vec::new();
    for _ in 0..=dice.roll(2) {
        let symbol = symbols[dice.roll(symbols.len())];
        let all = values(&model, symbol);
        if wishes.iter().all(|wish| wish.symbol() != symbol) {
            wishes.extend(match all[dice.roll(all.len() - 1)].clone() {
                Some(UserValue::Switch(value)) => Some(Wish::Switch(symbol, value)),
                Some(UserValue::Text(text)) => Some(Wish::Text(symbol, text)),
                None => None,
            });
        }
    }
    // now and then the line of a symbol stays
    let kept: Vec<SymbolId> = if dice.chance(40) { vec![symbols[dice.roll(symbols.len())]] } else { Vec::new() };
    // beside what Kconfig makes something else of each time it looks, nothing is said to be all there is
    let mut encoding = Encoding::new(&model, &Request { user: &base, free: false, kept: &[], texts: &[], fold: true });
    encoding.everything();
    let settled = encoding.unsettled().next().is_none();
    let limits = Limits { remedies: 256, ..Limits::default() };
    let found = remedy::search(&model, &Search { user: &base, wishes: &wishes, kept: &kept, limits }).unwrap();
    let expected = smallest(&model, &base, &wishes, &decisions, &kept);
    let named = |set: &Vec<usize>| -> Vec<Vec<String>> {
        set.iter().map(|&at| decisions[at].symbols.iter().map(|&it| model.show(it)).collect()).collect()
    };
    let told = || {
        let wishes: Vec<String> = wishes.iter().map(|wish| format!("{} {wish:?}", model.show(wish.symbol()))).collect();
        let expected: Vec<_> = expected.iter().map(named).collect();
        let bytes = String::from_utf8_lossy(&bytes);
        let kept: Vec<String> = kept.iter().map(|&symbol| model.show(symbol)).collect();
        format!(
            "seed {seed} by {dialect}:\n{kconfig}\n{bytes}\nwishes {wishes:?}, kept {kept:?}\nexpected {expected:?}"
        )
    };
    match found {
        Found::Held => assert!(expected.contains(&Vec::new()), "{}\nsaid to be held", told()),
        Found::Impossible(_) => assert!(expected.is_empty(), "{}\nsaid to be impossible", told()),
        Found::Unknown(unsure) => assert!(unsure.untried.is_empty() && !settled, "{}\n{unsure:?}", told()),
        Found::Fixes { fixes, complete, .. } => {
            assert!(complete || !settled, "{}\nsaid to be incomplete", told());
            let sets: Vec<Vec<usize>> = fixes.iter().map(|fix| changed(&base, &fix.user, &decisions)).collect();
            for fix in &fixes {
                assert!(meets(&model, &fix.user, &wishes), "{}\ndoes not land: {fix:?}", told());
                let stays = |symbol| base.values.get(symbol) == fix.user.values.get(symbol);
                assert!(kept.iter().all(stays), "{}\ndoes not keep: {fix:?}", told());
                assert!(is_free(&model, fix, &wishes) || !settled, "{}\nother numbers do: {fix:?}", told());
            }
            let found: BTreeSet<Vec<usize>> = sets.iter().cloned().collect();
            assert!(
                found == expected || !complete,
                "{}\nfound {:?}",
                told(),
                found.iter().map(named).collect::<Vec<_>>()
            );
            let ways: BTreeSet<String> = fixes.iter().map(|fix| format!("{:?}", fix.changes)).collect();
            assert_eq!(ways.len(), fixes.len(), "{}\nfound twice: {fixes:?}", told());
        }
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(16), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixes_are_all_the_smallest_there_are(seed in any::<u64>(), dialect in 0..DIALECTS.len()) {
        prop_assume!(check(seed, DIALECTS[dialect]));
    }
}

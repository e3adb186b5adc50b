//! Two accounts of one semantics, held against each other: small trees drawn by a seed, all that a user can say of them
//! evaluated, and the configurations that stay as they are compared with the models of the formula.

use std::collections::BTreeSet;

use ltoconf::{
    eval::{Evaluator, evaluated},
    model::{
        Model,
        symbol::{SymbolId, Tristate},
    },
    solve::{
        Encoding, Request,
        literal::Lit,
        solver::{Answer, Solver},
    },
    syntax::{ast::Type, dotconfig},
    user::{UserValue, UserValues},
};
use proptest::prelude::*;

use crate::drawn::{DIALECTS, Dice, cases, loaded, symbols, tree_text};

type Values = Vec<String>;

fn values(evaluator: &Evaluator<'_>, symbols: &[SymbolId]) -> Values {
    symbols.iter().map(|&symbol| String::from_utf8_lossy(evaluator.value_text(symbol)).into_owned()).collect()
}

/// All configurations that stay as they are when what is written of them is read again.
fn fixed_points(model: &Model, symbols: &[SymbolId], texts: &[Vec<Vec<u8>>]) -> BTreeSet<Values> {
    let mut found = BTreeSet::new();
    let mut at = vec![0; symbols.len()];
    loop {
        let mut user = UserValues::default();
        for ((&symbol, &at), texts) in symbols.iter().zip(&at).zip(texts) {
            let value = match (at, model.symbols[symbol].ty) {
                (0, _) => continue,
                (at, Some(Type::Bool | Type::Tristate)) => {
                    UserValue::Switch([Tristate::No, Tristate::Yes, Tristate::Mod][at - 1])
                }
                (at, _) => UserValue::Text(texts[at - 1].clone()),
            };
            user.values.insert(symbol, value);
        }
        let mut first = evaluated(model, &user);
        let is = values(&first, symbols);
        let bytes = first.dotconfig(b"CONFIG_");
        let lines = dotconfig::parse(&bytes, b"CONFIG_");
        let mut again = Evaluator::new(model);
        again.read(Some((&bytes, &lines)), false);
        again.calculate_all();
        if values(&again, symbols) == is {
            found.insert(is);
        }
        // the next of all combinations
        let mut digit = 0;
        loop {
            let Some(place) = at.get_mut(digit) else { return found };
            let sides = match model.symbols[symbols[digit]].ty {
                Some(Type::Bool) => 3,
                Some(Type::Tristate) => 4,
                _ => texts[digit].len() + 1,
            };
            *place += 1;
            if *place < sides {
                break;
            }
            *place = 0;
            digit += 1;
        }
    }
}

/// All models of the formula, as configurations.
fn models(encoding: &mut Encoding<'_>, symbols: &[SymbolId]) -> BTreeSet<Values> {
    let mut found = BTreeSet::new();
    let mut solver = Solver::default();
    let mut literals: Vec<Vec<(String, Lit)>> = Vec::new();
    for &symbol in symbols {
        literals.push(if encoding.is_switch(symbol) {
            let all = [Tristate::No, Tristate::Mod, Tristate::Yes];
            all.map(|value| (value.word().to_owned(), encoding.switch_is(symbol, value))).to_vec()
        } else {
            let texts = encoding.text(symbol);
            let named = |(word, lit)| (String::from_utf8_lossy(encoding.word(word)).into_owned(), lit);
            texts.into_iter().map(named).collect()
        });
    }
    encoding.finish();
    solver.take(&encoding.formula);
    while let Answer::Model(model) = solver.ask(&[]).unwrap() {
        let holds = |lit: Lit| ltoconf::solve::solver::holds(&model, lit);
        let chosen: Vec<&(String, Lit)> =
            literals.iter().map(|all| all.iter().find(|(_, lit)| holds(*lit)).expect("one value each")).collect();
        found.insert(chosen.iter().map(|(value, _)| value.clone()).collect());
        let clause: Vec<Lit> = chosen.iter().map(|(_, lit)| !*lit).filter(|&lit| lit != Lit::FALSE).collect();
        if clause.is_empty() {
            break;
        }
        solver.add(&clause);
    }
    found
}

fn check(seed: u64, dialect: &str) -> bool {
    let mut dice = Dice(seed);
    let text = tree_text(&mut dice, dialect);
    agrees(&text, dialect, !seed.is_multiple_of(4))
}

/// Holds the formula against the evaluator; `false` where the tree is none.
fn agrees(text: &str, dialect: &str, fold: bool) -> bool {
    let Some((_, model, _)) = loaded(text, dialect) else { return false };
    let symbols = symbols(&model);
    let user = UserValues::default();
    let mut encoding = Encoding::new(&model, &Request { user: &user, free: true, kept: &[], texts: &[], fold });
    encoding.everything();
    let texts: Vec<Vec<Vec<u8>>> = symbols
        .iter()
        .map(|&symbol| {
            if encoding.is_switch(symbol) {
                return Vec::new();
            }
            let words = encoding.text(symbol);
            words.into_iter().map(|(word, _)| encoding.word(word).to_vec()).collect()
        })
        .collect();
    let expected = fixed_points(&model, &symbols, &texts);
    let actual = models(&mut encoding, &symbols);
    // what Kconfig makes something else of each time it looks is beyond the formula, and nothing else hangs on it
    let unsettled: Vec<SymbolId> = encoding.unsettled().collect();
    let settled: Vec<usize> = (0..symbols.len()).filter(|&at| !unsettled.contains(&symbols[at])).collect();
    let of_settled = |all: BTreeSet<Values>| -> BTreeSet<Values> {
        all.iter().map(|values| settled.iter().map(|&at| values[at].clone()).collect()).collect()
    };
    let (expected, actual) = (of_settled(expected), of_settled(actual));
    let names: Vec<String> = settled.iter().map(|&at| model.show(symbols[at])).collect();
    assert!(
        actual == expected,
        "by {dialect}:\n{text}\n{names:?}\nno fixed points: {:?}\nno models: {:?}",
        actual.difference(&expected).collect::<Vec<_>>(),
        expected.difference(&actual).collect::<Vec<_>>()
    );
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(60), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn models_are_the_configurations_that_stay(seed in any::<u64>(), dialect in 0..DIALECTS.len()) {
        prop_assume!(check(seed, DIALECTS[dialect]));
    }
}

#[test]
fn of_a_range_upside_down_the_rules_differ_in_what_stays() {
    let kconfig = "config N\n\tint \"N\"\n\trange 9 3\n\tdefault 5\nconfig M\n\tint \"M\"\n\trange N 3\n\tdefault 5\n";
    agrees_by_all(kconfig);
}

/// By all rules, folded and not.
fn agrees_by_all(kconfig: &str) {
    for dialect in DIALECTS {
        assert!(agrees(kconfig, dialect, true) && agrees(kconfig, dialect, false), "no tree by {dialect}");
    }
}

#[test]
fn a_range_may_end_at_the_symbol_itself() {
    agrees_by_all("config N\n\tint \"N\"\n\trange 2 N\n\tdefault 5\n");
    agrees_by_all("config N\n\tint\n\trange 2 N\n\tdefault 5\nconfig M\n\tint \"M\"\n\trange N 7\n\tdefault 1\n");
    agrees_by_all("config N\n\tint \"N\"\n\trange N 3\n\tdefault 5\n");
    agrees_by_all("config N\n\tint \"N\" if A\n\trange N N\n\tdefault 5\nconfig A\n\tbool \"A\"\n");
}

#[test]
fn beside_a_range_upside_down_what_is_settled_is_exact() {
    let kconfig = "config N\n\tint \"N\"\n\trange 5 0\nconfig M\n\tint \"M\"\n\tdepends on !N\n\trange 2 5\n\tdefault 2\n\
                   config A\n\tbool \"A\"\n\tdepends on N != M\nconfig C\n\tbool \"C\"\n";
    agrees_by_all(kconfig);
}

//! Explanations against the formula: small trees and configurations drawn by a seed, a symbol explained by the program.
//! The decisions that are named force the value on their own, and with any one of them left open they do not; where the
//! value is impossible, the rules of the symbols that are named rule it out.

use std::{collections::BTreeSet, fs, process::Command};

use ltoconf::{
    eval::{Evaluator, evaluated},
    model::{
        Model,
        symbol::{SymbolId, Tristate},
    },
    solve::{
        Encoding, Request,
        fix::Wish,
        literal::Lit,
        solver::{Answer, Solver},
    },
    syntax::{ast::Type, dotconfig},
    user::{UserValue, UserValues},
};
use proptest::prelude::*;
use serde_json::Value;

use crate::drawn::{DIALECTS, Dice, cases, loaded, symbols, tree_text};

/// A configuration as a user would have written it.
fn config(model: &Model, symbols: &[SymbolId], dice: &mut Dice) -> Vec<u8> {
    let mut user = UserValues::default();
    for &symbol in symbols {
        let switch = [Tristate::No, Tristate::Yes, Tristate::Mod][dice.roll(3)];
        let value = match model.symbols[symbol].ty {
            Some(Type::Bool | Type::Tristate) => UserValue::Switch(switch),
            _ => UserValue::Text(dice.roll(8).to_string().into_bytes()),
        };
        user.values.insert(symbol, value);
    }
    evaluated(model, &user).dotconfig(b"CONFIG_")
}

/// What the program explains, as JSON.
fn explained(kconfig: &str, config: &[u8], dialect: &str, wish: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), kconfig).unwrap();
    fs::write(folder.path().join(".config"), config).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_ltoconf"))
        .args(["explain", wish, "--format", "json"])
        .current_dir(folder.path())
        .env("XDG_CACHE_HOME", folder.path())
        .env("PATH", "/nowhere")
        .env("LTOCONF_DIALECT", dialect)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    })
}

/// The symbols of causes; of those alone that end a chain in what a user decides where `ends`.
fn named(model: &Model, causes: &Value, ends: bool) -> BTreeSet<SymbolId> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Value> = causes.as_array().unwrap().iter().collect();
    while let Some(cause) = open.pop() {
        let below = cause["causes"].as_array().unwrap();
        let decided = below.is_empty() && (cause["kind"] == "user" || cause["kind"] == "choice");
        if (!ends || decided)
            && let Some(name) = cause["symbol"].as_str()
        {
            found.extend(model.find(name.as_bytes()));
        }
        open.extend(below);
    }
    found
}

/// The decisions among the symbols that end chains: lines, and what choices took.
fn decisions(model: &Model, encoding: &Encoding<'_>, causes: &Value) -> Vec<SymbolId> {
    let ends = named(model, causes, true);
    let decided = ends.into_iter().map(|symbol| encoding.choice(symbol).unwrap_or(symbol));
    let decided: BTreeSet<SymbolId> = decided.filter(|symbol| encoding.freed.contains_key(symbol)).collect();
    decided.into_iter().collect()
}

fn check(seed: u64, dialect: &str) -> bool {
    let mut dice = Dice(seed);
    let kconfig = tree_text(&mut dice, dialect);
    let Some((_, model, _)) = loaded(&kconfig, dialect) else { return false };
    let by_module = |symbol: &ltoconf::model::symbol::Symbol| symbol.choice && symbol.ty == Some(Type::Tristate);
    if model.dialect.old_choices && model.symbols.iter().any(|(_, symbol)| by_module(symbol)) {
        return false;
    }
    let symbols = symbols(&model);
    let config = config(&model, &symbols, &mut dice);
    let mut evaluator = Evaluator::new(&model);
    evaluator.read_simple(&config, &dotconfig::parse(&config, b"CONFIG_"));
    evaluator.calculate_all();
    let user = evaluator.user_values();
    let switches: Vec<SymbolId> = symbols.iter().copied().filter(|&symbol| evaluator.is_tristate(symbol)).collect();
    let asked = switches[dice.roll(switches.len())];
    let value = if model.symbols[asked].ty == Some(Type::Bool) {
        [Tristate::No, Tristate::Yes][dice.roll(2)]
    } else {
        [Tristate::No, Tristate::Mod, Tristate::Yes][dice.roll(3)]
    };
    if evaluated(&model, &user).dotconfig(b"CONFIG_") != config {
        return false;
    }
    let request = |free, fold| Request { user: &user, free, kept: &[], texts: &[], fold };
    let mut whole = Encoding::new(&model, &request(true, true));
    whole.everything();
    // nothing is said to be forced beside what Kconfig makes something else of each time it looks
    if whole.unsettled().next().is_some() {
        return false;
    }
    let wish = format!("{}={}", model.show(asked), value.word());
    let told = explained(&kconfig, &config, dialect, &wish);
    let shown = || {
        let config = String::from_utf8_lossy(&config);
        format!("seed {seed} by {dialect}: {wish}\n{kconfig}\n{config}\n{told:#}")
    };
    if told["status"] == "impossible" {
        let mut encoding = Encoding::new(&model, &request(true, false));
        let lit = encoding.switch_is(asked, value);
        encoding.finish();
        let mut about = named(&model, &told["causes"], false);
        about.insert(asked);
        let choices: Vec<SymbolId> = about.iter().filter_map(|&symbol| encoding.choice(symbol)).collect();
        about.extend(choices);
        let mut solver = Solver::default();
        for (clause, part) in encoding.formula.clauses() {
            if part.is_none_or(|part| about.contains(&encoding.parts[part].symbol)) {
                solver.add(clause);
            }
        }
        assert!(matches!(solver.ask(&[lit]).unwrap(), Answer::Core(_)), "{}\nnot ruled out", shown());
        return true;
    }
    let mut encoding = Encoding::new(&model, &request(false, true));
    let held = told["status"] == "held";
    let lit = encoding.literal(&Wish::Switch(asked, value));
    encoding.finish();
    let decided = decisions(&model, &encoding, &told["causes"]);
    let mut solver = Solver::default();
    solver.take(&encoding.formula);
    solver.add(&[if held { !lit } else { lit }]);
    let bound: Vec<Lit> = decided.iter().map(|symbol| !encoding.freed[symbol]).collect();
    assert!(matches!(solver.ask(&bound).unwrap(), Answer::Core(_)), "{}\nnot forced by {decided:?}", shown());
    for (at, &symbol) in decided.iter().enumerate() {
        let mut fewer = bound.clone();
        fewer.remove(at);
        let answer = solver.ask(&fewer).unwrap();
        assert!(matches!(answer, Answer::Model(_)), "{}\n{} is not needed", shown(), model.show(symbol));
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(40), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn named_causes_are_enough_and_none_too_many(seed in any::<u64>(), dialect in 0..DIALECTS.len()) {
        prop_assume!(check(seed, DIALECTS[dialect]));
    }
}

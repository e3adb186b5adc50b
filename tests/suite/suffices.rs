//! What the program explained enters; that the causes which it names are enough, and none of them too many, is held
//! against the formula. For small trees and, from `tests/real/models`, for kernels.

use std::collections::BTreeSet;

use ltoconf::{
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
    user::UserValues,
};
use serde_json::Value;

/// The symbols of causes; of those alone that end a chain in what a user decides where `ends`.
fn named(model: &Model, causes: &Value, ends: bool) -> BTreeSet<SymbolId> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Value> = causes.as_array().unwrap().iter().collect();
    while let Some(cause) = open.pop() {
        let below = cause["causes"].as_array().unwrap();
        let decision = |cause: &Value| cause["kind"] == "user" || cause["kind"] == "choice";
        // what is below a decision may say what became of it
        let closer = |below: &Value| decision(below) && below["symbol"] == cause["symbol"];
        let decided = decision(cause) && !below.iter().any(closer);
        if (!ends || decided)
            && let Some(name) = cause["symbol"].as_str()
        {
            found.extend(model.find(name.as_bytes()));
        }
        open.extend(below);
    }
    found
}

/// Whether a cause is a line, or that there is none.
fn blames_a_line(causes: &Value) -> bool {
    let mut open: Vec<&Value> = causes.as_array().unwrap().iter().collect();
    while let Some(cause) = open.pop() {
        if cause["kind"] == "user" {
            return true;
        }
        open.extend(cause["causes"].as_array().unwrap());
    }
    false
}

/// The decisions among the symbols that end chains: lines, and what choices took.
fn decisions(model: &Model, encoding: &Encoding<'_>, causes: &Value) -> Vec<SymbolId> {
    let ends = named(model, causes, true);
    let decided = ends.into_iter().map(|symbol| encoding.choice(symbol).unwrap_or(symbol));
    let decided: BTreeSet<SymbolId> = decided.filter(|symbol| encoding.freed.contains_key(symbol)).collect();
    decided.into_iter().collect()
}

/// Holds an explanation, as JSON, of why a symbol has a value or has it not. The decisions that end its chains of causes
/// force that on their own, and with any one of them left open they do not; where the value is impossible, the rules of
/// the symbols that are named rule it out. Gives how many decisions there are.
pub(crate) fn suffices(
    model: &Model,
    user: &UserValues,
    asked: SymbolId,
    value: Tristate,
    told: &Value,
    shown: &dyn Fn() -> String,
) -> usize {
    let request = |free, fold| Request { user, free, kept: &[], texts: &[], fold };
    // what other tools would allow is impossible with those of now
    let elsewhere = |fix: &Value| fix["environment"].as_array().is_some_and(|variables| !variables.is_empty());
    let fixes = told["fixes"].as_array().unwrap();
    if told["status"] == "impossible" || (!fixes.is_empty() && fixes.iter().all(elsewhere)) {
        assert!(!blames_a_line(&told["causes"]) && !blames_a_line(&told["also"]), "{}\na line is blamed", shown());
        let mut encoding = Encoding::new(model, &request(true, false));
        let lit = encoding.switch_is(asked, value);
        encoding.finish();
        let mut about = named(model, &told["causes"], false);
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
        return 0;
    }
    let mut encoding = Encoding::new(model, &request(false, true));
    let held = told["status"] == "held";
    let lit = encoding.literal(&Wish::Switch(asked, value));
    encoding.finish();
    let decided = decisions(model, &encoding, &told["causes"]);
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
    decided.len()
}

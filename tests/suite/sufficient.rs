//! Explanations against the formula: small trees and configurations drawn by a seed, a symbol explained by the program.
//! The decisions that are named force the value on their own, and with any one of them left open they do not; where the
//! value is impossible, the rules of the symbols that are named rule it out.

use ltoconf::{
    eval::{Evaluator, evaluated},
    model::{
        Model,
        symbol::{SymbolId, Tristate},
    },
    solve::{Encoding, Request},
    syntax::{ast::Type, dotconfig},
    user::{UserValue, UserValues},
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    drawn::{DIALECTS, Dice, cases, loaded, symbols, tree_text},
    program::{by_rules_of, configured},
    suffices::suffices,
};

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
    let folder = configured(kconfig, std::str::from_utf8(config).unwrap());
    let mut command = by_rules_of(dialect, folder.path());
    let output = command.env("PATH", "/nowhere").args(["explain", wish, "--format", "json"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    })
}

fn check(seed: u64, dialect: &str) -> bool {
    let mut dice = Dice(seed);
    let kconfig = tree_text(&mut dice, dialect);
    let Some((_, model, _)) = loaded(&kconfig, dialect) else { return false };
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
    let mut whole = Encoding::new(&model, &Request { user: &user, free: true, kept: &[], texts: &[], fold: true });
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
    suffices(&model, &user, asked, value, &told, &shown);
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(40), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn named_causes_are_enough_and_none_too_many(seed in any::<u64>(), dialect in 0..DIALECTS.len()) {
        prop_assume!(check(seed, DIALECTS[dialect]));
    }
}

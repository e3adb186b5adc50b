//! Two accounts of one semantics, held against each other: small trees drawn by a seed, all that a user can say of them
//! evaluated, and the configurations that stay as they are compared with the models of the formula.

use std::{collections::BTreeSet, fmt::Write as _, path::PathBuf, time::Duration};

use ltoconf::{
    dialect::Dialect,
    eval::{Evaluator, evaluated},
    model::{
        Model, build,
        symbol::{SymbolId, Tristate},
    },
    solve::{
        Encoding, Request,
        literal::Lit,
        solver::{Answer, Solver},
    },
    syntax::{ast::Type, dotconfig},
    tree::{
        self,
        environment::Environment,
        probe::{Policy, Prober},
    },
    user::{UserValue, UserValues},
};
use proptest::prelude::*;

/// A small generator of random numbers: the same seed, the same tree.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    fn pick<'a>(&mut self, items: &'a [String]) -> &'a str {
        &items[self.roll(items.len())]
    }

    fn term(&mut self, known: &[String]) -> String {
        if known.is_empty() {
            return ["y", "m", "n"][self.roll(3)].into();
        }
        let symbol = self.pick(known).to_owned();
        match self.roll(12) {
            0 => format!("{symbol} = {}", ["y", "m", "n"][self.roll(3)]),
            1 => format!("{symbol} != {}", self.pick(known)),
            2 => "m".into(),
            3 => format!("{symbol} > {}", self.roll(4)),
            4..7 => format!("!{symbol}"),
            _ => symbol,
        }
    }

    fn expr(&mut self, known: &[String]) -> String {
        let one = self.term(known);
        match self.roll(4) {
            0 => format!("{one} && {}", self.term(known)),
            1 => format!("{one} || {}", self.term(known)),
            _ => one,
        }
    }

    fn condition(&mut self, known: &[String], percent: usize) -> String {
        if self.chance(percent) { format!(" if {}", self.expr(known)) } else { String::new() }
    }
}

/// A tree of a few symbols. Conditions look back and selects look ahead, so that nothing depends on itself.
fn tree_text(dice: &mut Dice, dialect: &str) -> String {
    let modules = if Dialect::named(dialect).unwrap().options { "option modules" } else { "modules" };
    let mut text = format!("config MODULES\n\tbool \"modules\"\n\t{modules}\n");
    if dice.chance(70) {
        text.push_str("\tdefault y\n");
    }
    let count = 3 + dice.roll(3);
    let names: Vec<String> = (0..count).map(|at| format!("S{at}")).collect();
    let old = Dialect::named(dialect).unwrap().old_choices;
    let mut at = 0;
    let mut open = 0;
    while at < count {
        let known = names[..at].to_vec();
        if dice.chance(15) {
            writeln!(text, "if {}", dice.expr(&known)).unwrap();
            open += 1;
        }
        if dice.chance(22) && count - at >= 2 {
            choice(dice, &mut text, &names, at, old);
            at += 2;
        } else {
            entry(dice, &mut text, &names, at);
            at += 1;
        }
    }
    text.push_str(&"endif\n".repeat(open));
    text
}

fn choice(dice: &mut Dice, text: &mut String, names: &[String], at: usize, old: bool) {
    let known = &names[..at];
    text.push_str("choice\n\tprompt \"choice\"");
    text.push_str(&dice.condition(known, 20));
    text.push('\n');
    let tristate = old && dice.chance(40);
    if old {
        text.push_str(if tristate { "\ttristate\n" } else { "\tbool\n" });
        if dice.chance(30) {
            text.push_str("\toptional\n");
        }
    }
    if dice.chance(30) {
        writeln!(text, "\tdepends on {}", dice.expr(known)).unwrap();
    }
    if dice.chance(40) {
        writeln!(text, "\tdefault {}{}", names[at + dice.roll(2)], dice.condition(known, 40)).unwrap();
    }
    for name in &names[at..at + 2] {
        let ty = if tristate && dice.chance(60) { "tristate" } else { "bool" };
        writeln!(text, "config {name}\n\t{ty} \"{name}\"{}", dice.condition(known, 15)).unwrap();
        if dice.chance(35) {
            writeln!(text, "\tdepends on {}", dice.expr(known)).unwrap();
        }
    }
    text.push_str("endchoice\n");
}

fn entry(dice: &mut Dice, text: &mut String, names: &[String], at: usize) {
    let (known, name) = (&names[..at], &names[at]);
    let ty = ["bool", "tristate", "tristate", "bool", "int"][dice.roll(5)];
    write!(text, "config {name}\n\t{ty}").unwrap();
    if dice.chance(65) {
        write!(text, " \"{name}\"{}", dice.condition(known, 25)).unwrap();
    }
    text.push('\n');
    if dice.chance(40) {
        writeln!(text, "\tdepends on {}", dice.expr(known)).unwrap();
    }
    if ty == "int" {
        if dice.chance(50) {
            writeln!(text, "\trange {} {}{}", dice.roll(3), 3 + dice.roll(3), dice.condition(known, 40)).unwrap();
        }
        for _ in 0..dice.roll(3) {
            writeln!(text, "\tdefault {}{}", dice.roll(7), dice.condition(known, 50)).unwrap();
        }
        return;
    }
    for _ in 0..dice.roll(3) {
        let value = if dice.chance(50) { "y".into() } else { dice.expr(known) };
        writeln!(text, "\tdefault {value}{}", dice.condition(known, 40)).unwrap();
    }
    for word in ["select", "imply"] {
        if dice.chance(25) && at + 1 < names.len() {
            let ahead = &names[at + 1..];
            writeln!(text, "\t{word} {}{}", dice.pick(ahead), dice.condition(known, 30)).unwrap();
        }
    }
}

/// The model of a text, if it is a valid tree.
fn model(text: &str, dialect: &str) -> Option<Model> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("Kconfig"), text).unwrap();
    let environment = Environment::new();
    let mut prober = Prober::new(Policy::Deny, &environment, PathBuf::from("."), Duration::from_secs(1)).unwrap();
    let dialect = Dialect::named(dialect).unwrap();
    let request = tree::Request {
        root: b"Kconfig",
        directory: folder.path().to_owned(),
        environment: &environment,
        dialect: &dialect,
    };
    let tree = tree::load(&request, &mut prober).ok()?;
    build::build(&tree, dialect).ok()
}

/// Symbols whose values make a configuration.
fn symbols(model: &Model) -> Vec<SymbolId> {
    let named = |symbol: &SymbolId| {
        let found = &model.symbols[*symbol];
        *symbol > SymbolId::YES && found.ty.is_some() && !found.choice && !found.menus.is_empty()
    };
    model.symbols.ids().filter(named).collect()
}

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
    let Some(model) = model(&text, dialect) else { return false };
    let symbols = symbols(&model);
    let user = UserValues::default();
    let mut encoding = Encoding::new(
        &model,
        &Request { user: &user, free: true, kept: &[], texts: &[], fold: !seed.is_multiple_of(4) },
    );
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
    let names: Vec<String> = symbols.iter().map(|&symbol| model.show(symbol)).collect();
    assert!(
        actual == expected,
        "seed {seed} by {dialect}:\n{text}\n{names:?}\nno fixed points: {:?}\nno models: {:?}",
        actual.difference(&expected).collect::<Vec<_>>(),
        expected.difference(&actual).collect::<Vec<_>>()
    );
    true
}

const DIALECTS: [&str; 5] = ["linux-5.6", "linux-5.15", "linux-6.1", "linux-6.12", "linux-7.3"];

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn models_are_the_configurations_that_stay(seed in any::<u64>(), dialect in 0..DIALECTS.len()) {
        prop_assume!(check(seed, DIALECTS[dialect]));
    }
}

/// How many trees are drawn: `LTOCONF_CASES` where it is set.
fn cases() -> u32 {
    std::env::var("LTOCONF_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(60)
}

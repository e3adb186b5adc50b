//! The formula of real trees against the evaluator and the trees' own `conf`, for 6.1 and 6.12 (or the trees that are
//! named), x86 and arm64, gcc and clang. Three things are held: configurations drawn by the formula with random wishes
//! stay as they are; random, mutated and default configurations that stay as they are satisfy the formula; and what no
//! user decides has one value, given all others. A second test holds changes and explanations: see [`answers`].
//!
//! In: `fetch.sh` for the trees; `LTOCONF_MODELS`, how many configurations of each kind for each ground (2);
//! `LTOCONF_ARCH`, for one architecture alone; `LTOCONF_GCC_ALONE`, to leave clang out; `LTOCONF_SEED`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a test that cannot go on panics, and one that takes minutes says where it is"
)]

mod answers;
mod draw;
mod ground;
#[path = "../loading.rs"]
mod loading;
#[path = "../../suite/suffices.rs"]
mod suffices;

use std::time::Instant;

use ltoconf::{
    eval::{Evaluator, evaluated},
    model::symbol::{SymbolId, Tristate},
    solve::{
        Encoding, Request,
        literal::Lit,
        solver::{Answer, Solver},
    },
    user::{UserValue, UserValues},
};

use answers::Tally;
use draw::Dice;
use ground::Ground;

/// How many wishes one drawn configuration starts from, and how many derived symbols are flipped in a given one.
const WISHES: usize = 400;
const FLIPS: usize = 60;

/// A formula over all symbols of a tree, and who solves it.
struct Question<'m> {
    ground: &'m Ground,
    encoding: Encoding<'m>,
    solver: Solver,
    symbols: Vec<SymbolId>,
}

impl<'m> Question<'m> {
    /// `configs` have texts that no comparison of the tree names: the formula must know them.
    fn new(ground: &'m Ground, configs: &[Vec<u8>]) -> Self {
        let model = &ground.model;
        let mut texts: Vec<(SymbolId, Vec<u8>)> = Vec::new();
        for config in configs {
            let evaluator = draw::read(model, config);
            let with_text = model.symbols.ids().filter(|&symbol| !evaluator.is_tristate(symbol));
            texts.extend(with_text.map(|symbol| (symbol, evaluator.value_text(symbol).to_vec())));
        }
        texts.sort();
        texts.dedup();
        let user = UserValues::default();
        let started = Instant::now();
        let mut encoding =
            Encoding::new(model, &Request { user: &user, free: true, kept: &[], texts: &texts, fold: true });
        encoding.everything();
        let unsettled: Vec<String> = encoding.unsettled().map(|symbol| model.show(symbol)).collect();
        assert!(unsettled.is_empty(), "{}: nothing could be proved of {}", ground.name, unsettled.join(" "));
        let (clauses, seconds) = (encoding.formula.len(), started.elapsed().as_secs_f32());
        eprintln!("{}: {clauses} clauses, built in {seconds:.2} s", ground.name);
        let mut solver = Solver::default();
        solver.take(&encoding.formula);
        Self { ground, encoding, solver, symbols: draw::symbols(model) }
    }

    fn ask(&mut self, assumptions: &[Lit]) -> Answer {
        self.encoding.finish();
        self.solver.take(&self.encoding.formula);
        let open: Vec<Lit> = assumptions.iter().copied().filter(|&lit| lit != Lit::TRUE).collect();
        self.solver.ask(&open).unwrap()
    }

    fn names(&self, symbols: impl IntoIterator<Item = SymbolId>) -> String {
        symbols.into_iter().take(12).map(|symbol| self.ground.model.show(symbol)).collect::<Vec<_>>().join(" ")
    }

    /// Each symbol's value as a literal.
    fn values(&mut self, evaluator: &Evaluator<'_>) -> Vec<(SymbolId, Lit)> {
        let mut values = Vec::new();
        for symbol in self.symbols.clone() {
            let lit = if self.encoding.is_switch(symbol) {
                self.encoding.switch_is(symbol, evaluator.tristate(symbol))
            } else {
                let text = evaluator.value_text(symbol);
                self.encoding.text_is(symbol, text).unwrap_or_else(|| {
                    let shown = String::from_utf8_lossy(text);
                    panic!("{}: the formula knows no {}={shown:?}", self.ground.name, self.ground.model.show(symbol))
                })
            };
            values.push((symbol, lit));
        }
        values
    }

    /// A configuration that stays as it is satisfies the formula, and what is derived in it cannot be otherwise.
    fn is_model(&mut self, config: &[u8], dice: &mut Dice) -> usize {
        let model = &self.ground.model;
        assert_eq!(config, self.ground.conf(config), "{}: conf changes what should stay", self.ground.name);
        let evaluator = draw::read(model, config);
        let values = self.values(&evaluator);
        let never = values.iter().filter(|value| value.1 == Lit::FALSE).map(|value| value.0);
        let never = self.names(never);
        assert!(never.is_empty(), "{}: the formula holds these values to be impossible: {never}", self.ground.name);
        let literals: Vec<Lit> = values.iter().map(|value| value.1).collect();
        if let Answer::Core(core) = self.ask(&literals) {
            let core = values.iter().filter(|value| core.contains(&value.1)).map(|value| value.0);
            panic!("{}: a configuration is no model: {}", self.ground.name, self.names(core));
        }
        // a symbol without a prompt, or one that is hidden and has no line
        let text = String::from_utf8_lossy(config);
        let mut flipped = 0;
        for _ in 0..FLIPS {
            let (symbol, value) = values[dice.roll(values.len())];
            let found = &model.symbols[symbol];
            let prompted = found.properties.iter().any(|&property| model.properties[property].text().is_some());
            let name = model.show(symbol);
            let line = text.contains(&format!("CONFIG_{name}=")) || text.contains(&format!("# CONFIG_{name} is"));
            if (prompted && line) || found.choice || value == Lit::TRUE {
                continue;
            }
            let others = values.iter().filter(|other| other.0 != symbol).map(|other| other.1);
            let assumptions: Vec<Lit> = others.chain([!value]).collect();
            let answer = self.ask(&assumptions);
            assert!(matches!(answer, Answer::Core(_)), "{}: {name} is not determined", self.ground.name);
            flipped += 1;
        }
        flipped
    }

    /// A random value for a random symbol; `None` where it has but one.
    fn wish(&mut self, dice: &mut Dice) -> Option<Lit> {
        let symbol = self.symbols[dice.roll(self.symbols.len())];
        let lit = if self.encoding.is_switch(symbol) {
            let value = [Tristate::No, Tristate::Yes, Tristate::Yes, Tristate::Mod][dice.roll(4)];
            self.encoding.switch_is(symbol, value)
        } else {
            let texts = self.encoding.text(symbol);
            texts[dice.roll(texts.len())].1
        };
        (!lit.is_constant()).then_some(lit)
    }

    /// A configuration of the formula stays as it is.
    fn stays(&mut self, dice: &mut Dice) {
        let mut wishes: Vec<Lit> = Vec::new();
        for _ in 0..WISHES {
            let wish = self.wish(dice).filter(|&wish| !wishes.contains(&wish) && !wishes.contains(&!wish));
            wishes.extend(wish);
        }
        // what cannot be had together with the rest is given up, one by one
        let found = loop {
            match self.ask(&wishes) {
                Answer::Model(found) => break found,
                Answer::Core(core) => {
                    let given_up = core[dice.roll(core.len())];
                    wishes.retain(|&wish| wish != given_up);
                }
            }
        };
        let model = &self.ground.model;
        let drawn = self.encoding.configuration(&found);
        let mut evaluator = evaluated(model, &drawn);
        let differing = drawn.values.iter().filter(|(symbol, value)| match value {
            UserValue::Switch(value) => *value != evaluator.tristate(**symbol),
            UserValue::Text(text) => text.as_slice() != evaluator.value_text(**symbol),
        });
        let differing = self.names(differing.map(|(&symbol, _)| symbol));
        assert!(differing.is_empty(), "{}: the evaluator changes a model: {differing}", self.ground.name);
        let written = evaluator.dotconfig(b"CONFIG_");
        let again = draw::read(model, &written).dotconfig(b"CONFIG_");
        assert_eq!(text(&written), text(&again), "{}: a model does not stay when it is read back", self.ground.name);
        let by_conf = self.ground.conf(&written);
        assert_eq!(text(&written), text(&by_conf), "{}: conf changes a model", self.ground.name);
    }
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// How many configurations of each kind.
fn count() -> usize {
    std::env::var("LTOCONF_MODELS").map_or(2, |text| text.parse().unwrap())
}

#[test]
fn models_are_the_configurations_that_stay() {
    let count = count();
    let seed: u64 = std::env::var("LTOCONF_SEED").map_or(1, |text| text.parse().unwrap());
    ground::each(|ground| {
        let mut dice = Dice(seed);
        let mut configs = draw::defconfigs(ground, count);
        for _ in 0..count {
            let random = draw::random(&ground.model, &mut dice);
            configs.push(draw::mutated(&ground.model, &random, &mut dice));
            configs.push(random);
        }
        let mut question = Question::new(ground, &configs);
        let flipped: usize = configs.iter().map(|config| question.is_model(config, &mut dice)).sum();
        for _ in 0..count {
            question.stays(&mut dice);
        }
        assert!(flipped > 0, "{}: nothing was flipped", ground.name);
        eprintln!("{}: {} given, {count} drawn, {flipped} flipped: no exception", ground.name, configs.len());
    });
}

#[test]
fn what_is_answered_is_enough_and_not_too_much() {
    let count = count();
    let seed: u64 = std::env::var("LTOCONF_SEED").map_or(1, |text| text.parse().unwrap());
    ground::each(|ground| {
        let (mut dice, mut tally) = (Dice(seed), Tally::default());
        for _ in 0..count {
            let [one, other] = [(); 2].map(|()| draw::random(&ground.model, &mut dice));
            answers::wishes(ground, &one, &other, &mut dice, &mut tally);
            answers::explained(ground, &one, &mut dice, &mut tally);
            answers::explained(ground, &one, &mut dice, &mut tally);
        }
        eprintln!("{}: {tally:?}", ground.name);
    });
}

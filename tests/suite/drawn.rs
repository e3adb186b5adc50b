//! A seed enters; a small tree leaves, as Kconfig and as a model, in which nothing depends on itself.

use std::{fmt::Write as _, path::PathBuf, time::Duration};

use ltoconf::{
    dialect::Dialect,
    model::{Model, build, symbol::SymbolId},
    tree::{
        self, Tree,
        environment::Environment,
        probe::{Policy, Prober},
    },
};

/// A small generator of random numbers: the same seed, the same tree.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
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
pub(crate) fn tree_text(dice: &mut Dice, dialect: &str) -> String {
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
            // some are upside down: nothing lies within
            let (low, high) = (dice.roll(3), 3 + dice.roll(3));
            let (low, high) = if dice.chance(15) { (high, low) } else { (low, high) };
            writeln!(text, "\trange {low} {high}{}", dice.condition(known, 40)).unwrap();
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

/// The tree of a text, if it is valid, with its model and who was asked for probes.
pub(crate) fn loaded(text: &str, dialect: &str) -> Option<(Tree, Model, Prober)> {
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
    let model = build::build(&tree, dialect).ok()?;
    Some((tree, model, prober))
}

/// Symbols whose values make a configuration.
pub(crate) fn symbols(model: &Model) -> Vec<SymbolId> {
    let named = |symbol: &SymbolId| {
        let found = &model.symbols[*symbol];
        *symbol > SymbolId::YES && found.ty.is_some() && !found.choice && !found.menus.is_empty()
    };
    model.symbols.ids().filter(named).collect()
}

/// The versions whose rules are tried.
pub(crate) const DIALECTS: [&str; 5] = ["linux-5.6", "linux-5.15", "linux-6.1", "linux-6.12", "linux-7.3"];

/// How many trees are drawn: `LTOCONF_CASES` where it is set, `usual` else.
pub(crate) fn cases(usual: u32) -> u32 {
    std::env::var("LTOCONF_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

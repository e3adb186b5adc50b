//! A model and a seed enter; configurations leave that evaluation does not change any more.

use std::{fmt::Write as _, fs};

use ltoconf::{
    eval::{Evaluator, Fill, Probability},
    model::{Model, symbol::SymbolId},
    syntax::{ast::Type, dotconfig},
};

use crate::ground::Ground;

/// Numbers by seed: `SplitMix64`.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) as usize % sides
    }
}

/// A configuration that was read.
pub(crate) fn read<'m>(model: &'m Model, config: &[u8]) -> Evaluator<'m> {
    let mut evaluator = Evaluator::new(model);
    evaluator.read(Some((config, &dotconfig::parse(config, b"CONFIG_"))), false);
    evaluator.calculate_all();
    evaluator
}

/// What is left when a configuration is read and written until it stays as it is.
fn settled(model: &Model, mut config: Vec<u8>) -> Vec<u8> {
    for _ in 0..20 {
        let next = read(model, &config).dotconfig(b"CONFIG_");
        if next == config {
            return config;
        }
        config = next;
    }
    panic!("a configuration does not settle");
}

/// A random configuration, as `conf --randconfig` draws it.
pub(crate) fn random(model: &Model, dice: &mut Dice) -> Vec<u8> {
    let mut evaluator = Evaluator::new(model);
    evaluator.start_over();
    let yes = 5 + i64::try_from(dice.roll(75)).unwrap();
    let probability = Probability { bool_yes: yes, tristate_yes: yes / 2, tristate_mod: yes / 2 };
    evaluator.fill(Fill::Random { seed: dice.roll(1 << 31) as u32, probability });
    settled(model, evaluator.dotconfig(b"CONFIG_"))
}

/// A configuration some of whose lines were changed, whatever comes of it.
pub(crate) fn mutated(model: &Model, config: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut text = String::new();
    let often = 2 + dice.roll(30);
    for line in String::from_utf8_lossy(config).lines() {
        let unset = line.strip_prefix("# CONFIG_").and_then(|rest| rest.strip_suffix(" is not set"));
        let name = unset.or_else(|| Some(line.strip_prefix("CONFIG_")?.split_once('=')?.0));
        let (Some(name), 0) = (name, dice.roll(often)) else {
            text.extend([line, "\n"]);
            continue;
        };
        let ty = model.find(name.as_bytes()).and_then(|symbol| model.symbols[symbol].ty);
        let value = match ty {
            _ if dice.roll(4) == 0 => continue,
            Some(Type::Bool | Type::Tristate) => ["y", "m", "n"][dice.roll(3)].to_owned(),
            Some(Type::Int) => dice.roll(100).to_string(),
            Some(Type::Hex) => format!("{:#x}", dice.roll(1 << 20)),
            _ => format!("\"text {}\"", dice.roll(5)),
        };
        writeln!(text, "CONFIG_{name}={value}").unwrap();
    }
    settled(model, text.into_bytes())
}

/// The architecture's defconfigs, as far as they are wanted.
pub(crate) fn defconfigs(ground: &Ground, most: usize) -> Vec<Vec<u8>> {
    let folder = ground.folder.join("arch").join(ground.arch).join("configs");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with("defconfig"));
    paths.sort();
    paths.iter().take(most).map(|path| settled(&ground.model, fs::read(path).unwrap())).collect()
}

/// Symbols whose values make a configuration; before 6.11 choices are among them.
pub(crate) fn symbols(model: &Model) -> Vec<SymbolId> {
    let counts = |symbol: &SymbolId| {
        let found = &model.symbols[*symbol];
        *symbol > SymbolId::YES && found.ty.is_some() && (!found.choice || model.dialect.old_choices)
    };
    model.symbols.ids().filter(counts).collect()
}

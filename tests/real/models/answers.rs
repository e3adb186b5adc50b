//! A tree, a configuration and random wishes enter; three things are held. A change that is found lands by the tree's own
//! `conf`, and none of its decisions could be left out; what was drawn from another configuration is never refused; and
//! the causes that the program names are enough, and none of them too many.

use std::{collections::BTreeSet, fs, process::Command};

use ltoconf::{
    eval::{evaluated, said_behind},
    model::{
        Model,
        symbol::{SymbolId, Tristate},
    },
    remedy::{self, Fix, Found, Search},
    solve::fix::{Limits, Wish},
    syntax::ast::Type,
    user::UserValues,
};
use serde_json::Value;

use crate::{
    draw::{self, Dice},
    ground::Ground,
    suffices::suffices,
};

/// As many wishes at most.
const WISHES: usize = 10;

/// Of so many changes of a list each is held.
const CHANGES: usize = 4;

/// What became of wishes and of questions.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) held: usize,
    pub(crate) met: usize,
    pub(crate) impossible: usize,
    /// changes that were held, and decisions of these that cannot be left out
    pub(crate) changes: usize,
    pub(crate) decisions: usize,
    /// explanations, decisions that they end in, and what is not known
    pub(crate) explained: usize,
    pub(crate) causes: usize,
    pub(crate) unknown: usize,
}

/// Bools and tristates, with their values in a configuration.
fn switches(model: &Model, config: &[u8]) -> Vec<(SymbolId, Tristate)> {
    let evaluator = draw::read(model, config);
    let told = |symbol: &SymbolId| {
        let found = &model.symbols[*symbol];
        let switch = matches!(found.ty, Some(Type::Bool | Type::Tristate));
        *symbol > SymbolId::YES && switch && !found.choice && !found.menus.is_empty()
    };
    model.symbols.ids().filter(told).map(|symbol| (symbol, evaluator.tristate(symbol))).collect()
}

/// Some of these, each symbol once.
fn some(all: &[(SymbolId, Tristate)], dice: &mut Dice) -> Vec<Wish> {
    let drawn: BTreeSet<usize> = (0..=dice.roll(WISHES)).map(|_| dice.roll(all.len())).collect();
    drawn.into_iter().map(|at| Wish::Switch(all[at].0, all[at].1)).collect()
}

fn shown(model: &Model, wishes: &[Wish]) -> String {
    let one = |wish: &Wish| match wish {
        Wish::Switch(symbol, value) => format!("{}={}", model.show(*symbol), value.word()),
        Wish::Text(symbol, text) => format!("{}={}", model.show(*symbol), String::from_utf8_lossy(text)),
    };
    wishes.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Wishes that another configuration meets together, and as many that may be at odds, asked of one.
pub(crate) fn wishes(ground: &Ground, config: &[u8], other: &[u8], dice: &mut Dice, tally: &mut Tally) {
    let (here, there) = (switches(&ground.model, config), switches(&ground.model, other));
    let differing: Vec<_> = there.into_iter().filter(|one| !here.contains(one)).collect();
    let together = some(&differing, dice);
    asked(ground, config, &together, true, tally);
    let any = [Tristate::No, Tristate::Yes, Tristate::Yes, Tristate::Mod];
    let mut value = |(symbol, _)| match ground.model.symbols[symbol].ty {
        Some(Type::Bool) => (symbol, any[dice.roll(3)]),
        _ => (symbol, any[dice.roll(4)]),
    };
    let all: Vec<_> = here.into_iter().map(&mut value).collect();
    asked(ground, config, &some(&all, dice), false, tally);
}

fn asked(ground: &Ground, config: &[u8], wishes: &[Wish], together: bool, tally: &mut Tally) {
    let model = &ground.model;
    let told = format!("{}: {}", ground.name, shown(model, wishes));
    let user = draw::read(model, config).user_values();
    let search = Search { user: &user, wishes, kept: &[], limits: Limits::default() };
    match remedy::search(model, &search).unwrap() {
        Found::Held => tally.held += 1,
        Found::Impossible(_) => {
            assert!(!together, "{told}: called impossible");
            let refusal = remedy::refusal(model, &user, wishes, &[]).unwrap();
            assert!(!refusal.conflict.parts.is_empty(), "{told}: nothing rules it out");
            tally.impossible += 1;
        }
        Found::Unknown(unsure) => panic!("{told}: not known for {unsure:?}"),
        Found::Fixes { fixes, .. } => {
            assert!(!fixes.is_empty(), "{told}: nothing that was found is confirmed");
            tally.met += 1;
            // decisions are compared as the search has them: what members say of their choice is made plain
            let base = said_behind(model, &user, b"", b"");
            for fix in fixes.iter().take(CHANGES) {
                lands(ground, fix, wishes, &told);
                tally.changes += 1;
                tally.decisions += needed(model, &base, fix, wishes, &told);
            }
        }
    }
}

/// The tree's own `conf` leaves the changed configuration as it is, and the wishes are met in it.
fn lands(ground: &Ground, fix: &Fix, wishes: &[Wish], told: &str) {
    let written = evaluated(&ground.model, &fix.user).dotconfig(b"CONFIG_");
    let by_conf = ground.conf(&written);
    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&by_conf), "{told}: conf changes the result");
    let after = draw::read(&ground.model, &by_conf);
    assert!(wishes.iter().all(|wish| remedy::held(&after, wish)), "{told}: not met when it is read back");
}

/// Takes each decision of a change back, alone: the wishes are missed then.
fn needed(model: &Model, base: &UserValues, fix: &Fix, wishes: &[Wish], told: &str) -> usize {
    let old = model.dialect.old_choices;
    let choice = |symbol: SymbolId| {
        let own = Some(symbol).filter(|&symbol| model.symbols[symbol].choice);
        let of = || if old { model.symbols[symbol].member_of } else { model.menus[model.choice_of(symbol)?].symbol };
        own.or_else(of)
    };
    let decisions: BTreeSet<SymbolId> = fix.said.iter().map(|&symbol| choice(symbol).unwrap_or(symbol)).collect();
    for &decision in &decisions {
        let mut user = fix.user.clone();
        for symbol in model.symbols.ids().filter(|&symbol| choice(symbol).unwrap_or(symbol) == decision) {
            match base.values.get(&symbol) {
                Some(value) => drop(user.values.insert(symbol, value.clone())),
                None => drop(user.values.remove(&symbol)),
            }
        }
        match base.order.get(&decision) {
            Some(order) => drop(user.order.insert(decision, order.clone())),
            None => drop(user.order.remove(&decision)),
        }
        match base.member.get(&decision) {
            Some(&member) => drop(user.member.insert(decision, member)),
            None => drop(user.member.remove(&decision)),
        }
        if base.contrary.contains(&decision) {
            user.contrary.insert(decision);
        } else {
            user.contrary.remove(&decision);
        }
        let without = evaluated(model, &user);
        let missed = wishes.iter().any(|wish| !remedy::held(&without, wish));
        assert!(missed, "{told}: {} is not needed of {:?}", model.show(decision), fix.changes);
    }
    decisions.len()
}

/// Has the program explain a random symbol, and holds what it says.
pub(crate) fn explained(ground: &Ground, config: &[u8], dice: &mut Dice, tally: &mut Tally) {
    let model = &ground.model;
    let all = switches(model, config);
    let (asked, is) = all[dice.roll(all.len())];
    let value = match (model.symbols[asked].ty, dice.roll(4)) {
        (_, 0) => is,
        (Some(Type::Tristate), 1) => Tristate::Mod,
        (_, 2) => Tristate::No,
        _ => Tristate::Yes,
    };
    let wish = shown(model, &[Wish::Switch(asked, value)]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    fs::write(&path, config).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ltoconf"));
    command.args(["explain", &wish, "--format", "json", "--arch", ground.arch]);
    command.arg("--tree").arg(&ground.folder).arg("--config").arg(&path);
    if let Some(llvm) = &ground.llvm {
        command.arg(format!("--llvm={llvm}"));
    }
    let output = command.output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{}: {wish}: {error}: {}", ground.name, String::from_utf8_lossy(&output.stderr))
    });
    if told["status"] == "unknown" {
        tally.unknown += 1;
        return;
    }
    let user = draw::read(model, config).user_values();
    tally.explained += 1;
    tally.causes += suffices(model, &user, asked, value, &told, &|| {
        format!("{}: {wish}\n{told:#}\n{}", ground.name, String::from_utf8_lossy(config))
    });
}

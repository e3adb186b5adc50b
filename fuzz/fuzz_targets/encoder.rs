//! A Kconfig and a configuration enter: what the evaluator makes of them is a model of the formula, if it stays as it is
//! when it is read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ltoconf::{
    eval::Evaluator,
    model::{
        Model,
        symbol::{SymbolId, Tristate},
    },
    solve::{
        Encoding, Request,
        literal::Lit,
        solver::{Answer, Solver},
    },
    syntax::dotconfig,
    user::UserValues,
};
use ltoconf_fuzz::Case;

/// More symbols than this are no small case.
const MOST: usize = 30;

fn read<'m>(model: &'m Model, text: &[u8]) -> Evaluator<'m> {
    let mut evaluator = Evaluator::new(model);
    evaluator.read(Some((text, &dotconfig::parse(text, b"CONFIG_"))), false);
    evaluator.calculate_all();
    evaluator
}

fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    // what Kconfig warns of, as a choice's default that is no member, the formula may leave out
    let Some(model) = case.model().filter(|model| model.warnings.is_empty()) else { return };
    let named = |symbol: &SymbolId| {
        let found = &model.symbols[*symbol];
        *symbol > SymbolId::YES && found.ty.is_some() && !found.choice && !found.menus.is_empty()
    };
    let symbols: Vec<SymbolId> = model.symbols.ids().filter(named).collect();
    if symbols.len() > MOST {
        return;
    }
    let written = read(&model, case.config).dotconfig(b"CONFIG_");
    let evaluator = read(&model, &written);
    let mut again = read(&model, &written);
    if again.dotconfig(b"CONFIG_") != written {
        return;
    }
    let user = UserValues::default();
    let texts: Vec<(SymbolId, Vec<u8>)> =
        symbols.iter().map(|&symbol| (symbol, evaluator.value_text(symbol).to_vec())).collect();
    let known: Vec<(SymbolId, Vec<u8>)> =
        texts.iter().filter(|(symbol, _)| !evaluator.is_tristate(*symbol)).cloned().collect();
    let mut encoding =
        Encoding::new(&model, &Request { user: &user, free: true, kept: &[], texts: &known, fold: true });
    encoding.everything();
    let mut wanted: Vec<Lit> = Vec::new();
    for (symbol, text) in &texts {
        if encoding.is_switch(*symbol) {
            let value = match text.as_slice() {
                b"y" => Tristate::Yes,
                b"m" => Tristate::Mod,
                _ => Tristate::No,
            };
            wanted.push(encoding.switch_is(*symbol, value));
        } else {
            let words = encoding.text(*symbol);
            let found = words.iter().find(|(word, _)| encoding.word(*word) == text.as_slice());
            wanted.push(found.map_or(Lit::FALSE, |(_, lit)| *lit));
        }
    }
    encoding.finish();
    let mut solver = Solver::default();
    solver.take(&encoding.formula);
    let answer = solver.ask(&wanted).unwrap();
    assert!(
        matches!(answer, Answer::Model(_)),
        "{}\n{}",
        String::from_utf8_lossy(case.kconfig),
        String::from_utf8_lossy(&written)
    );
});

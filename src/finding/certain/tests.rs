//! Bounds hold in every configuration: small trees and fragments are drawn, and all else that a user may say is tried.

use std::{collections::HashSet, fmt::Write as _};

use proptest::prelude::*;

use super::*;
use crate::{
    eval::Evaluator,
    model::{symbol::PropertyKind, testing::model},
    syntax::dotconfig,
};

const COUNT: usize = 6;

/// A symbol as numbers; `text` makes Kconfig of it.
#[derive(Clone, Debug)]
struct Drawn {
    tristate: bool,
    prompt: u8,
    depends: u8,
    default: u8,
    select: u8,
    imply: bool,
    others: [usize; 4],
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let numbers = (any::<bool>(), 0..4_u8, 0..8_u8, 0..5_u8, 0..3_u8, any::<bool>(), any::<[u8; 4]>());
    numbers.prop_map(|(tristate, prompt, depends, default, select, imply, others)| Drawn {
        tristate,
        prompt,
        depends,
        default,
        select,
        imply,
        others: others.map(usize::from),
    })
}

/// Dependencies name earlier symbols and selects later ones, so that there is no cycle.
///
/// `choice`: whether the three in the middle are a choice's members, 2 where these are tristates; `old`: before 6.11 members
/// may have defaults.
fn text(symbols: &[Drawn], choice: u8, old: bool) -> String {
    let mut out = "config MODULES\n\tbool \"modules\"\n\tmodules\nconfig N\n\tint\n\tdefault 7 if S0\n".to_owned();
    for (at, symbol) in symbols.iter().enumerate() {
        let [a, b, c, d] = symbol.others;
        // MODULES stands for a symbol before the first
        let before = |other: usize| if at == 0 { "MODULES".to_owned() } else { format!("S{}", other % at) };
        let in_choice = choice > 0 && (2..5).contains(&at);
        if in_choice && at == 2 {
            out += "choice\n\tprompt \"c\"\n";
        }
        let ty = if if in_choice { choice == 2 } else { symbol.tristate } { "tristate" } else { "bool" };
        let prompt = if in_choice || symbol.prompt > 0 { " \"p\"" } else { "" };
        let condition = if symbol.prompt == 2 { format!(" if {}", before(d)) } else { String::new() };
        let condition = if prompt.is_empty() { "" } else { &condition };
        _ = writeln!(out, "config S{at}\n\t{ty}{prompt}{condition}");
        match symbol.depends {
            1 => _ = writeln!(out, "\tdepends on {}", before(a)),
            2 => _ = writeln!(out, "\tdepends on {} || !{}", before(a), before(b)),
            3 => _ = writeln!(out, "\tdepends on {} != n && {}", before(a), before(b)),
            4 => out += "\tdepends on N > 3\n",
            5 => _ = writeln!(out, "\tdepends on {} && {}", before(a), before(b)),
            _ => {}
        }
        match symbol.default {
            _ if in_choice && !old => {}
            1 => _ = writeln!(out, "\tdefault y if {}\n\tdefault m", before(c)),
            2 => _ = writeln!(out, "\tdefault {}", before(c)),
            3 => _ = writeln!(out, "\tdefault !{} if {}", before(c), before(d)),
            _ => {}
        }
        let after = at + 1 + b % COUNT;
        if symbol.select == 1 && after < COUNT && !(choice > 0 && (2..5).contains(&after)) {
            _ = writeln!(out, "\t{} S{after} if {}", if symbol.imply { "imply" } else { "select" }, before(c));
        }
        if in_choice && at == 4 {
            out += "endchoice\n";
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever else a user says: where all that the fragment asks for is so, every value lies in its bounds.
    #[test]
    fn bounds_hold_in_every_configuration(
        symbols in prop::collection::vec(drawn(), COUNT),
        choice in 0..3_u8,
        old in any::<bool>(),
        wishes in prop::collection::vec(0..6_u8, COUNT),
    ) {
        let text = text(&symbols, choice, old);
        let Ok(model) = model(&text, if old { "linux-6.1" } else { "linux-6.12" }) else { return Ok(()) };
        let all: Vec<SymbolId> = (0..COUNT).map(|at| model.find(format!("S{at}").as_bytes()).unwrap()).collect();
        let has_prompt = |symbol: SymbolId| {
            let mut kinds = model.symbols[symbol].properties.iter().map(|&id| model.properties[id].kind);
            kinds.any(|kind| matches!(kind, PropertyKind::Prompt { .. }))
        };
        let value = |wish: u8| [Tristate::No, Tristate::Mod, Tristate::Yes].get(usize::from(wish)).copied();
        let line = |at: usize, value: Tristate| format!("CONFIG_S{at}={}\n", value.word());
        let (mut asked, mut fragment, mut free) = (HashMap::new(), String::new(), Vec::new());
        for (at, (&symbol, &wish)) in all.iter().zip(&wishes).enumerate() {
            let Some(value) = value(wish).filter(|_| has_prompt(symbol)) else {
                free.push(at);
                continue;
            };
            if value == Tristate::Mod && model.symbols[symbol].ty == Some(Type::Bool) {
                continue;
            }
            asked.insert(symbol, value);
            fragment += &line(at, value);
        }
        let in_order: Vec<_> = all.iter().filter_map(|it| Some((*it, *asked.get(it)?))).collect();
        let needs = Needs::of(&model, &in_order, &HashSet::new());
        let exclusive = Rc::new(Exclusive::of(&model));
        let certain = Certain::of(&model, asked.clone(), HashMap::new(), needs, exclusive);
        for draw in 0..4_usize.pow(free.len().min(4) as u32) * 2 {
            let mut config = format!("CONFIG_MODULES={}\n", if draw % 2 == 0 { "y" } else { "n" });
            for (place, &at) in free.iter().take(4).enumerate() {
                let wish = draw / 2 / 4_usize.pow(place as u32) % 4;
                config.extend(value(wish as u8).map(|value| line(at, value)));
            }
            config += &fragment;
            let mut evaluator = Evaluator::new(&model);
            let lines = dotconfig::parse(config.as_bytes(), b"CONFIG_");
            evaluator.read(Some((config.as_bytes(), &lines)), false);
            evaluator.calculate_all();
            if asked.iter().any(|(&symbol, &value)| evaluator.tristate(symbol) != value) {
                continue;
            }
            for &symbol in &all {
                let (value, bounds) = (evaluator.tristate(symbol), certain.beside_others(symbol));
                prop_assert!(bounds.allows(value), "{} is {value:?}: {bounds:?}\n{text}\n{config}", model.show(symbol));
                prop_assert!(certain.symbols[symbol].allows(value));
            }
        }
    }
}

#[test]
fn by_the_older_rules_what_stands_in_a_choice_of_which_no_member_shows_is_off() {
    let text = "config P\n\tbool\nchoice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\n\tdepends on P\nconfig B\n\tbool \"b\" if A\n\
                \tdefault y\nendchoice\n";
    for (text, b) in [(text.to_owned(), Tristate::No), (text.replace("\tbool\n", "\tdef_bool y\n"), Tristate::Yes)] {
        let model = model(&text, "linux-6.1").unwrap();
        let find = |name: &str| model.find(name.as_bytes()).unwrap();
        let asked = HashMap::from([(find("A"), Tristate::No)]);
        let needs = Needs::of(&model, &[], &HashSet::new());
        let certain = Certain::of(&model, asked, HashMap::new(), needs, Rc::new(Exclusive::of(&model)));
        assert!(certain.bounds(find("B")).allows(b));
    }
}

//! Small trees drawn by seed, and slices of them at every depth: the inner symbols must have the values that they have
//! in the whole tree.

use std::fmt::Write as _;

use crate::{
    eval::Evaluator,
    model::{Model, build, symbol::SymbolId, testing},
    syntax::{ast::Type, dotconfig},
};

use super::{Extent, Slice};

/// Numbers by seed: `SplitMix64`.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % limit as u64) as usize
    }

    fn one_in(&mut self, limit: usize) -> bool {
        self.below(limit) == 0
    }
}

/// What a symbol of a drawn tree is: conditions name earlier symbols and selects later ones, so nothing is circular.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Bool,
    Tristate,
    Int,
    String,
    Member,
}

struct Draw {
    random: Random,
    kinds: Vec<Kind>,
    text: String,
}

impl Draw {
    /// A condition on symbols before `limit`.
    fn condition(&mut self, limit: usize, depth: usize) -> String {
        let random = &mut self.random;
        if depth > 0 && random.one_in(3) {
            let (left, right) = (self.condition(limit, depth - 1), self.condition(limit, depth - 1));
            let sign = if self.random.one_in(2) { "&&" } else { "||" };
            return format!("({left} {sign} {right})");
        }
        if limit == 0 || random.one_in(12) {
            return ["y", "m", "n", "MODULES", "NOWHERE", "NOWHERE = n", "\"y\""][random.below(7)].into();
        }
        let at = random.below(limit);
        match self.kinds[at] {
            Kind::Int => format!("S{at} {} {}", ["=", "<", ">=", "!="][random.below(4)], random.below(9)),
            Kind::String => format!("S{at} {} \"v{}\"", ["=", "!="][random.below(2)], random.below(3)),
            _ => match random.below(5) {
                0 => format!("!S{at}"),
                1 => format!("S{at} = {}", ["n", "m", "y"][random.below(3)]),
                _ => format!("S{at}"),
            },
        }
    }

    fn attribute(&mut self, word: &str, limit: usize) {
        let condition = self.condition(limit, 2);
        let _infallible = writeln!(self.text, "\t{word} {condition}");
    }

    /// ` if …`, or nothing.
    fn perhaps_if(&mut self, limit: usize) -> String {
        if self.random.one_in(2) { format!(" if {}", self.condition(limit, 1)) } else { String::new() }
    }

    fn config(&mut self, at: usize, count: usize, first: bool) {
        let kind = self.kinds[at];
        let _infallible = writeln!(self.text, "config S{at}");
        let (word, value) = match kind {
            Kind::Bool | Kind::Member => ("bool", None),
            Kind::Tristate => ("tristate", None),
            Kind::Int => ("int", Some(self.random.below(9).to_string())),
            Kind::String => ("string", Some(format!("\"v{}\"", self.random.below(3)))),
        };
        if first {
            let _infallible = writeln!(self.text, "\t{word}");
        }
        if kind == Kind::Member || self.random.below(3) > 0 {
            let condition = self.perhaps_if(at);
            let _infallible = writeln!(self.text, "\tprompt \"p{at}\"{condition}");
        }
        if self.random.one_in(2) {
            self.attribute("depends on", at);
        }
        if kind != Kind::Member {
            for _ in 0..self.random.below(3) {
                let value = value.clone().unwrap_or_else(|| self.condition(at, 1));
                let condition = self.perhaps_if(at);
                let _infallible = writeln!(self.text, "\tdefault {value}{condition}");
            }
        }
        if kind == Kind::Int && self.random.one_in(2) {
            let condition = self.perhaps_if(at);
            let bound = (0..at).find(|&at| self.kinds[at] == Kind::Int).map_or("7".into(), |at| format!("S{at}"));
            let _infallible = writeln!(self.text, "\trange 2 {bound}{condition}");
        }
        let raises = matches!(kind, Kind::Bool | Kind::Tristate | Kind::Member) && at + 1 < count;
        if raises && self.random.one_in(3) {
            let target = at + 1 + self.random.below(count - at - 1);
            if matches!(self.kinds[target], Kind::Bool | Kind::Tristate) {
                let word = if self.random.one_in(3) { "imply" } else { "select" };
                let condition = self.perhaps_if(at);
                let _infallible = writeln!(self.text, "\t{word} S{target}{condition}");
            }
        }
    }

    fn block(&mut self, at: usize, open: &mut Vec<&'static str>) {
        match self.random.below(8) {
            0 => {
                let condition = self.condition(at, 1);
                let _infallible = writeln!(self.text, "if {condition}");
                open.push("endif");
            }
            1 => {
                let _infallible = writeln!(self.text, "menu \"a menu\"");
                if self.random.one_in(2) {
                    self.attribute("depends on", at);
                }
                if self.random.one_in(2) {
                    self.attribute("visible if", at);
                }
                open.push("endmenu");
            }
            2 | 3 => {
                if let Some(end) = open.pop() {
                    let _infallible = writeln!(self.text, "{end}");
                }
            }
            _ => {}
        }
    }

    /// A tree of `count` symbols, in which a run of members is a choice.
    fn tree(seed: u64, count: usize) -> String {
        let mut random = Random(seed);
        let mut kinds: Vec<Kind> = Vec::new();
        while kinds.len() < count {
            match random.below(10) {
                0 => kinds.push(Kind::Int),
                1 => kinds.push(Kind::String),
                2 => kinds.extend(vec![Kind::Member; 2 + random.below(3)]),
                3..=5 => kinds.push(Kind::Tristate),
                _ => kinds.push(Kind::Bool),
            }
        }
        let count = kinds.len();
        let text = "config MODULES\n\tbool \"modules\"\n\tmodules\n".to_owned();
        let mut draw = Self { random, kinds, text };
        let mut open = Vec::new();
        let mut at = 0;
        while at < count {
            draw.block(at, &mut open);
            if draw.kinds[at] == Kind::Member {
                let end = (at..count).find(|&next| draw.kinds[next] != Kind::Member).unwrap_or(count);
                // members may name what is before their choice, not one another
                draw.text.push_str("choice\n\tprompt \"choose\"\n");
                if draw.random.one_in(2) {
                    draw.attribute("depends on", at);
                }
                if draw.random.one_in(2) {
                    let (member, condition) = (at + draw.random.below(end - at), draw.perhaps_if(at));
                    let _infallible = writeln!(draw.text, "\tdefault S{member}{condition}");
                }
                for member in at..end {
                    draw.member(member, at, count);
                }
                draw.text.push_str("endchoice\n");
                at = end;
            } else {
                draw.config(at, count, true);
                at += 1;
                let again = draw.random.below(at);
                if draw.random.one_in(8) && draw.kinds[again] != Kind::Member {
                    draw.config(again, count, false);
                }
            }
        }
        for end in open.into_iter().rev() {
            let _infallible = writeln!(draw.text, "{end}");
        }
        draw.text
    }

    fn member(&mut self, at: usize, limit: usize, count: usize) {
        let _infallible = writeln!(self.text, "config S{at}\n\tbool \"p{at}\"");
        if self.random.one_in(3) {
            self.attribute("depends on", limit);
        }
        if self.random.one_in(2) && at + 1 < count {
            let target = at + 1 + self.random.below(count - at - 1);
            if matches!(self.kinds[target], Kind::Bool | Kind::Tristate) {
                let condition = self.perhaps_if(limit);
                let _infallible = writeln!(self.text, "\tselect S{target}{condition}");
            }
        }
    }
}

fn line(model: &Model, symbol: SymbolId, random: &mut Random) -> String {
    let name = model.show(symbol);
    match model.symbols[symbol].ty {
        Some(Type::Bool | Type::Tristate) => match random.below(3) {
            0 => format!("# CONFIG_{name} is not set\n"),
            1 => format!("CONFIG_{name}=m\n"),
            _ => format!("CONFIG_{name}=y\n"),
        },
        Some(Type::String) => format!("CONFIG_{name}=\"v{}\"\n", random.below(3)),
        _ => format!("CONFIG_{name}={}\n", random.below(9)),
    }
}

fn evaluate<'m>(model: &'m Model, text: &str) -> Evaluator<'m> {
    let mut evaluator = Evaluator::new(model);
    evaluator.read(Some((text.as_bytes(), &dotconfig::parse(text.as_bytes(), b"CONFIG_"))), false);
    evaluator.calculate_all();
    evaluator
}

/// Draws a tree, a slice of it and some assignments, and compares; false where the tree is circular after all.
fn check(seed: u64, dialect: &str) -> bool {
    let text = Draw::tree(seed, 12);
    let tree = testing::tree(&text);
    let model = match build::build(&tree, crate::dialect::Dialect::named(dialect).unwrap()) {
        Ok(model) => model,
        Err(errors) if errors.iter().any(|error| error.code == "ltoconf::kconfig::dependency-cycle") => return false,
        Err(errors) => panic!("{text}\n{errors:?}"),
    };
    let mut random = Random(seed ^ 0xabcd);
    let declared: Vec<SymbolId> = model
        .symbols
        .iter()
        .filter(|(_, symbol)| symbol.name.is_some() && !symbol.menus.is_empty() && !symbol.choice)
        .map(|(id, _)| id)
        .collect();
    let named = [declared[random.below(declared.len())]];
    let depth = [Some(0), Some(1), Some(2), None][random.below(4)];
    let slice = Slice::of(&model, &named, Extent { depth, users: random.one_in(3) });
    let printed = String::from_utf8(slice.kconfig(&model, &tree.files.sources, "a slice")).unwrap();
    assert!(depth.is_some() || slice.edges.is_empty(), "{text}\n{printed}");
    let part = testing::model(&printed, dialect).unwrap_or_else(|errors| panic!("{text}\n{printed}\n{errors:?}"));
    for _ in 0..8 {
        let mut lines: Vec<(SymbolId, String)> = Vec::new();
        for &symbol in &declared {
            if random.below(4) > 0 {
                lines.push((symbol, line(&model, symbol, &mut random)));
            }
        }
        let all: String = lines.iter().map(|(_, line)| line.as_str()).collect();
        let whole = evaluate(&model, &all);
        let mut told: String =
            lines.iter().filter(|(id, _)| slice.inner.contains(id)).map(|(_, line)| line.as_str()).collect();
        for &edge in &slice.edges {
            let (name, value) = (model.show(edge), String::from_utf8_lossy(whole.value_text(edge)).into_owned());
            let quote = if model.symbols[edge].ty == Some(Type::String) { "\"" } else { "" };
            if !value.is_empty() || !quote.is_empty() {
                let _infallible = writeln!(told, "CONFIG_{name}={quote}{value}{quote}");
            }
        }
        let own = evaluate(&part, &told);
        for &symbol in slice.inner.iter().filter(|&&symbol| model.symbols[symbol].name.is_some()) {
            let found = part.find(model.name(symbol).unwrap()).unwrap();
            assert_eq!(
                String::from_utf8_lossy(own.value_text(found)),
                String::from_utf8_lossy(whole.value_text(symbol)),
                "{} in seed {seed} by {dialect}\n--- tree\n{text}\n--- slice\n{printed}\n--- told\n{all}\n--- and\n{told}",
                model.show(symbol),
            );
        }
    }
    true
}

#[test]
fn slices_of_drawn_trees_agree_with_the_trees() {
    for dialect in ["linux-6.1", "linux-6.12"] {
        let checked = (0..400).filter(|&seed| check(seed, dialect)).count();
        assert!(checked > 250, "{checked} trees of {dialect}");
    }
}

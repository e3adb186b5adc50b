//! A seed and a model enter, lines of a configuration leave.

use ltoconf::{
    model::{Model, symbol::SymbolId},
    syntax::ast::Type,
};

use crate::{part::Part, trees::Whole};

/// Numbers by seed: `SplitMix64`.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// A line for a symbol: some value of its type, not `n` in `likely` of a hundred.
pub(crate) fn line(model: &Model, symbol: SymbolId, likely: u64, random: &mut Random) -> String {
    let name = model.show(symbol);
    match model.symbols[symbol].ty {
        Some(Type::Bool | Type::Tristate) if random.below(100) < likely => {
            let tristate = model.symbols[symbol].ty == Some(Type::Tristate);
            format!("CONFIG_{name}={}\n", if tristate && random.below(2) == 0 { "m" } else { "y" })
        }
        Some(Type::Bool | Type::Tristate) | None => format!("# CONFIG_{name} is not set\n"),
        Some(Type::Int) => format!("CONFIG_{name}={}\n", random.below(300)),
        Some(Type::Hex) => format!("CONFIG_{name}={:#x}\n", random.below(1 << 20)),
        Some(Type::String) => format!("CONFIG_{name}=\"s{}\"\n", random.below(10)),
    }
}

/// Lines for the whole tree, those of the slices' symbols drawn apart and, at times, twice.
pub(crate) fn assignment(whole: &Whole, parts: &[Part], seed: u64) -> Vec<(SymbolId, String)> {
    let mut random = Random(seed);
    let model = &whole.model;
    let likely = 10 + random.below(80);
    let says = random.below(100);
    let mut lines = Vec::new();
    for (id, symbol) in model.symbols.iter() {
        let prompted = symbol.menus.iter().any(|&menu| model.menus[menu].prompt.is_some());
        if prompted && !symbol.choice && symbol.name.is_some() && random.below(100) < says {
            lines.push((id, line(model, id, likely, &mut random)));
        }
    }
    // the small slices decide what is looked at: their symbols must not drown in the whole tree's
    for part in parts.iter().filter(|part| part.slice.inner.len() < 2000) {
        let likely = 10 + random.below(80);
        for &id in part.slice.inner.iter().chain(&part.slice.edges) {
            if model.symbols[id].name.is_some() && random.below(3) > 0 {
                lines.push((id, line(model, id, likely, &mut random)));
            }
        }
    }
    for at in (1..lines.len()).rev() {
        let other = random.below(at as u64 + 1) as usize;
        lines.swap(at, other);
    }
    lines
}

/// A line for an input: most as LTO needs them, versions near the limits.
pub(crate) fn input(model: &Model, symbol: SymbolId, random: &mut Random) -> String {
    let name = model.show(symbol);
    if name.ends_with("_VERSION") {
        return format!("CONFIG_{name}={}\n", 110_000 + 10_000 * random.below(10));
    }
    let needed = ["CC_IS_CLANG", "LD_IS_LLD", "AS_IS_LLVM", "ARCH_SUPPORTS_LTO_CLANG"].contains(&name.as_str());
    line(model, symbol, if needed { 85 } else { 20 }, random)
}

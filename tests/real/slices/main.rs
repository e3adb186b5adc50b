//! Slices of real trees against the whole trees, and the rules that ltoconf carries against slices. For each tree,
//! architecture and toolchain: assignments drawn by seed over all symbols that have a prompt; the whole tree's values of
//! a slice's edges, and the same lines for its inner symbols, must give the same inner values, by the evaluator and, for
//! one assignment in ten, by the tree's own `conf`; one in a hundred is given to `conf` with the whole tree as well.
//!
//! In: `fetch.sh` for the trees; `LTOCONF_SLICE_SEEDS`, how many assignments for each of them (300), and
//! `LTOCONF_SLICE_FIRST`, the first seed (0).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on panics, and one that takes minutes says where it is"
)]

mod draw;
#[path = "../loading.rs"]
mod loading;
mod part;
mod reference;
mod trees;

use std::{
    num::NonZero,
    ops::Range,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use ltoconf::{
    eval::Evaluator,
    lto::{
        embedded::{Setting, UTILITIES},
        ruleset::RuleSet,
    },
    model::{Model, symbol::SymbolId},
    slice::Extent,
    tree::environment::Environment,
};

use draw::{Random, assignment, input, line};
use part::{Part, escaped, evaluate};
use reference::by_conf;
use trees::{Whole, wholes};

/// What is sliced in every tree, as far as it declares it.
const WANTED: [(&[&str], Extent); 8] = [
    (&["LTO"], Extent { depth: Some(1), users: false }),
    (&["LTO"], Extent { depth: Some(0), users: false }),
    (&["LTO"], Extent { depth: Some(2), users: true }),
    (&["RUST", "GENDWARFKSYMS", "MODVERSIONS"], Extent { depth: Some(1), users: false }),
    (&["KASAN", "DEBUG_INFO_BTF"], Extent { depth: Some(1), users: false }),
    (&["PREEMPT", "NR_CPUS", "HZ", "CRC32", "CRYPTO"], Extent { depth: Some(1), users: false }),
    (&["USB", "SND_HDA_INTEL", "LSM"], Extent { depth: Some(2), users: false }),
    (&["LTO"], Extent { depth: None, users: false }),
];

/// How many assignments the carried rules are held against for each one over a whole tree: they are that much smaller.
const CARRIED: u64 = 20;

/// The work of each item on all processors; the results in the order of the items.
fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                while let Some((at, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
                {
                    let result = work(item);
                    done.lock().unwrap().push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|&(at, _)| at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Checks every seed; the first that fails is told.
fn for_seeds(seeds: Range<u64>, check: impl Fn(u64) -> Result<(), String> + Sync) {
    let seeds: Vec<u64> = seeds.collect();
    for chunk in seeds.chunks(500) {
        if let Some(failure) = side_by_side(chunk, |&seed| check(seed).err()).into_iter().flatten().next() {
            panic!("{failure}");
        }
    }
}

/// The seeds that are asked for.
fn seeds() -> Range<u64> {
    let number = |name, other| std::env::var(name).map_or(other, |text| text.parse().unwrap());
    let first = number("LTOCONF_SLICE_FIRST", 0);
    first..first + number("LTOCONF_SLICE_SEEDS", 300)
}

/// Holds the evaluator's account of a whole tree against the tree's own `conf`.
fn compare_whole(whole: &Whole, evaluated: &Evaluator<'_>, text: &str, seed: u64) -> Result<(), String> {
    let values = by_conf(&whole.conf, "Kconfig".as_ref(), &whole.environment, text);
    for (name, value) in values {
        let Some(symbol) = whole.model.find(name.as_bytes()) else { continue };
        let found = escaped(&String::from_utf8_lossy(evaluated.value_text(symbol)));
        if found != value {
            return Err(format!("{} seed {seed}: {name} is {found}, {value} by conf, in the whole tree", whole.name));
        }
    }
    Ok(())
}

/// Holds the slices of a tree against the whole, for one assignment.
fn compare(whole: &Whole, parts: &[Part], seed: u64) -> Result<(), String> {
    let lines = assignment(whole, parts, seed);
    let text: String = lines.iter().map(|(_, line)| line.as_str()).collect();
    let evaluated = evaluate(&whole.model, text.as_bytes());
    if seed % 100 == 50 {
        compare_whole(whole, &evaluated, &text, seed)?;
    }
    for part in parts {
        let told = part.told(&evaluated, &lines);
        let own = evaluate(&part.model, told.as_bytes());
        let ask_conf = seed % 10 == 5;
        let by_conf = ask_conf.then(|| by_conf(&whole.conf, &part.kconfig(), &Environment::new(), &told));
        for &(symbol, sliced) in &part.pairs {
            let expected = String::from_utf8_lossy(evaluated.value_text(symbol));
            let found = sliced.map(|symbol| String::from_utf8_lossy(own.value_text(symbol)));
            let name = || whole.model.show(symbol);
            let wrong = |by: &str, found: Option<&str>| {
                let (name, title) = (name(), part.title(whole));
                let at = format!("{} seed {seed}: {title}", whole.name);
                Err(format!("{at}: {name} is {found:?} by {by}, {expected:?} in the whole tree\n{told}"))
            };
            if found.as_deref() != Some(&expected) {
                return wrong("the slice", found.as_deref());
            }
            if let Some(value) = by_conf.as_ref().and_then(|values| values.get(&name()))
                && *value != escaped(&expected)
            {
                return wrong("conf", Some(value));
            }
        }
    }
    Ok(())
}

#[test]
fn a_slice_gives_the_values_of_the_whole_tree() {
    for whole in wholes() {
        let start = Instant::now();
        let parts = side_by_side(&WANTED, |&(names, extent)| Part::of(whole, names, extent));
        let parts: Vec<Part> = parts.into_iter().flatten().collect();
        assert!(!parts.is_empty(), "{}: nothing to slice", whole.name);
        for_seeds(seeds(), |seed| compare(whole, &parts, seed));
        let titles: Vec<String> = parts.iter().map(|part| part.title(whole)).collect();
        let count = seeds().count();
        eprintln!("{}: {count} assignments agree, {:.1?}: {}", whole.name, start.elapsed(), titles.join(", "));
    }
}

/// The LTO family, as the carried rules and the trees both have it.
const FAMILY: [&str; 6] = ["LTO", "LTO_CLANG", "HAS_LTO_CLANG", "LTO_NONE", "LTO_CLANG_FULL", "LTO_CLANG_THIN"];
/// Neighbours of which the carried rules know only what LTO does to them.
const NEIGHBOURS: [&str; 3] = ["RUST", "GENDWARFKSYMS", "BUILTIN_MODULE_RANGES"];

/// The carried rules for a tree's version. What architectures select is an input here, as it is to the slice.
fn carried(whole: &Whole) -> Model {
    let version = whole.model.dialect.name.strip_prefix("linux-").unwrap();
    let (major, minor) = version.split_once('.').unwrap();
    let release = (major.parse().unwrap(), minor.parse().unwrap());
    let rules = RuleSet::of_version(release.0, release.1);
    let setting = Setting {
        rules,
        release,
        arch: String::new(),
        make_arch: String::new(),
        complete: true,
        open: false,
        llvm: None,
        hardware_tags: false,
        slice: false,
        dialect: None,
    };
    setting.load().unwrap().model
}

/// Holds the carried rules against a slice, for one assignment; whether it has LTO.
fn compare_carried(whole: &Whole, part: &Part, carried: &Model, seed: u64) -> Result<bool, String> {
    let mut random = Random(seed);
    let symbols = part.slice.inner.iter().chain(&part.slice.edges).copied();
    let named = symbols.filter(|&symbol| whole.model.symbols[symbol].name.is_some());
    let asked = |symbol: SymbolId| {
        let name = whole.model.show(symbol);
        FAMILY.contains(&name.as_str()) || NEIGHBOURS.contains(&name.as_str())
    };
    let (wishes, inputs): (Vec<SymbolId>, Vec<SymbolId>) = named.partition(|&symbol| asked(symbol));
    let wishes: String = wishes.iter().map(|&symbol| line(&whole.model, symbol, 60, &mut random)).collect();
    let stated: String = inputs.iter().map(|&symbol| input(&whole.model, symbol, &mut random)).collect();
    let own = evaluate(&part.model, format!("{stated}{wishes}").as_bytes());
    let kinds = ["KASAN_GENERIC", "KASAN_SW_TAGS", "KASAN_HW_TAGS"].into_iter().filter(|kind| {
        let symbol = part.model.find(kind.as_bytes());
        symbol.is_some_and(|symbol| own.value_text(symbol) == b"y")
    });
    if kinds.count() > 1 {
        // of one choice, whose members are inputs here: no configuration has it so
        return Ok(false);
    }
    // what Kconfig would write of the inputs, and what the user asks of the family
    let mut text = format!("CONFIG_{UTILITIES}={}\n", if whole.llvm { "y" } else { "n" });
    for &symbol in &inputs {
        let name = whole.model.show(symbol);
        let value = part.model.find(name.as_bytes()).map(|symbol| own.value_text(symbol)).unwrap();
        text.extend(["CONFIG_", &name, "=", &String::from_utf8_lossy(value), "\n"]);
    }
    let by_rules = evaluate(carried, (text + &wishes).as_bytes());
    let value = |evaluator: &Evaluator<'_>, name: &str| {
        let model = evaluator.model();
        let symbol = model.find(name.as_bytes()).filter(|&symbol| !model.symbols[symbol].menus.is_empty())?;
        Some(String::from_utf8_lossy(evaluator.value_text(symbol)).into_owned())
    };
    let wrong = |name: &str, found: Option<String>, expected: Option<String>| {
        let at = format!("{} seed {seed}: {name}", whole.name);
        Err(format!("{at} is {found:?} by the carried rules, {expected:?} by the slice\n{stated}{wishes}"))
    };
    for name in FAMILY {
        let (found, expected) = (value(&by_rules, name), value(&own, name));
        if found != expected {
            return wrong(name, found, expected);
        }
    }
    for name in NEIGHBOURS {
        let (found, held) = (value(&by_rules, name), value(&own, name));
        if held.as_deref() == Some("y") && found.as_ref().is_some_and(|value| value != "y") {
            return wrong(name, found, held);
        }
    }
    Ok(value(&own, "LTO").as_deref() == Some("y"))
}

#[test]
fn the_carried_rules_agree_with_the_slices() {
    for whole in wholes() {
        let start = Instant::now();
        let part = Part::of(whole, &["LTO"], Extent { depth: Some(1), users: true }).unwrap();
        let carried = carried(whole);
        let with_lto = AtomicUsize::new(0);
        let seeds = seeds().start * CARRIED..seeds().end * CARRIED;
        for_seeds(seeds.clone(), |seed| {
            with_lto.fetch_add(compare_carried(whole, &part, &carried, seed)?.into(), Ordering::Relaxed);
            Ok(())
        });
        let (count, with_lto) = (seeds.count(), with_lto.into_inner());
        assert!(!whole.llvm || with_lto > count / 50, "{}: only {with_lto} of {count} with LTO", whole.name);
        let name = &whole.name;
        eprintln!(
            "{name}: the carried rules agree on {count} assignments, {with_lto} with LTO, {:.1?}",
            start.elapsed()
        );
    }
}

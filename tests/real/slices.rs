//! Slices of real trees against the whole trees. For each tree, architecture and toolchain: assignments drawn by seed
//! over all symbols that have a prompt; the whole tree's values of a slice's edges, and the same lines for its inner
//! symbols, must give the same inner values, by the evaluator and, for one assignment in ten, by the tree's own `conf`;
//! one in a hundred is given to `conf` with the whole tree as well.
//!
//! In: `fetch.sh` for the trees; `LTOCONF_SLICE_SEEDS`, how many assignments for each of them (300).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on panics, and one that takes minutes says where it is"
)]

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    time::Duration,
};

use ltoconf::{
    dialect::Dialect,
    eval::Evaluator,
    lto::{
        embedded::{Setting, UTILITIES},
        ruleset::RuleSet,
    },
    model::{Model, build, symbol::SymbolId},
    slice::{Extent, Slice},
    syntax::{ast::Type, dotconfig},
    tree::{
        self, Tree,
        environment::{Environment, Request},
        probe::{Policy, Prober},
        version,
    },
};

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

/// Numbers by seed: `SplitMix64`.
struct Random(u64);

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

/// A tree and what make would export for it.
struct Whole {
    name: String,
    tree: Tree,
    model: Model,
    environment: Environment,
    conf: PathBuf,
}

/// The trees with their own `conf`.
fn trees() -> Vec<(PathBuf, PathBuf)> {
    // tests run side by side, and would build one conf in one folder
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock();
    let fetch = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/fetch.sh");
    let output = Command::new(fetch).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let pairs = text.lines().map(|line| line.split_once('\t').unwrap());
    pairs.map(|(tree, build)| (tree.into(), Path::new(build).join("scripts/kconfig/conf"))).collect()
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Architectures and toolchains that this machine has.
fn machines() -> Vec<(&'static str, Option<&'static str>)> {
    let mut found = vec![("x86", None)];
    for (compiler, llvm) in [("clang-19", "-19"), ("clang-14", "-14")] {
        if has(compiler) {
            found.extend([("x86", Some(llvm)), ("arm64", Some(llvm))]);
        } else {
            eprintln!("no {compiler}: left out");
        }
    }
    found
}

fn load(folder: &Path, conf: &Path, arch: &str, llvm: Option<&str>) -> Whole {
    let base = Environment::of_process();
    let mut request = Request::new(folder, &base);
    (request.arch, request.llvm) = (Some(arch), llvm);
    let mut rebuilt = Environment::rebuild(&request).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let limit = Duration::from_secs(60);
    let mut prober = Prober::new(Policy::Cached, rebuilt.environment(), scratch.path().to_owned(), limit).unwrap();
    prober.settle(&mut rebuilt).unwrap();
    let environment = rebuilt.into_environment();
    let dialect =
        version::dialect_of(folder, environment.get("KERNELVERSION").and_then(|text| str::from_utf8(text).ok()));
    let request =
        tree::Request { root: b"Kconfig", directory: folder.to_owned(), environment: &environment, dialect: &dialect };
    let tree = tree::load(&request, &mut prober).map_err(|broken| broken.errors).unwrap();
    prober.finish().unwrap();
    let name = format!("{} {arch} {}", dialect.name, llvm.unwrap_or("gcc"));
    let model = build::build(&tree, dialect).unwrap();
    Whole { name, tree, model, environment, conf: conf.to_owned() }
}

/// A slice, read back from its own text.
struct Part {
    slice: Slice,
    model: Model,
    /// `Kconfig` is in it
    folder: tempfile::TempDir,
}

fn parsed(text: &[u8], dialect: &Dialect) -> (Model, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), text).unwrap();
    let environment = Environment::new();
    let scratch = folder.path().to_owned();
    let mut prober = Prober::new(Policy::Deny, &environment, scratch.clone(), Duration::from_secs(1)).unwrap();
    let request = tree::Request { root: b"Kconfig", directory: scratch, environment: &environment, dialect };
    let tree = tree::load(&request, &mut prober).map_err(|broken| broken.errors).unwrap();
    (build::build(&tree, dialect.clone()).unwrap(), folder)
}

fn part(whole: &Whole, names: &[&str], extent: Extent) -> Option<Part> {
    let declared = |name: &&str| {
        let symbol = whole.model.find(name.as_bytes())?;
        (!whole.model.symbols[symbol].menus.is_empty()).then_some(symbol)
    };
    let named: Vec<SymbolId> = names.iter().filter_map(declared).collect();
    if named.is_empty() {
        return None;
    }
    let slice = Slice::of(&whole.model, &named, extent);
    let text = slice.kconfig(&whole.model, &whole.tree.files.sources, "a slice");
    let (model, folder) = parsed(&text, &whole.model.dialect);
    eprintln!(
        "{}: {names:?} {extent:?}: {} inner, {} edges, {} bytes",
        whole.name,
        slice.inner.len(),
        slice.edges.len(),
        text.len()
    );
    Some(Part { slice, model, folder })
}

/// A line for a symbol: some value of its type.
fn line(model: &Model, symbol: SymbolId, likely: u64, random: &mut Random) -> String {
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
fn assignment(whole: &Whole, parts: &[Part], seed: u64) -> Vec<(SymbolId, String)> {
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

fn evaluate<'m>(model: &'m Model, text: &[u8]) -> Evaluator<'m> {
    let mut evaluator = Evaluator::new(model);
    evaluator.read(Some((text, &dotconfig::parse(text, b"CONFIG_"))), false);
    evaluator.calculate_all();
    evaluator
}

/// What a slice is told: the user's lines for its inner symbols, the whole tree's values for its edges.
fn told(whole: &Evaluator<'_>, part: &Part, lines: &[(SymbolId, String)]) -> String {
    let model = whole.model();
    let inner = |symbol: &SymbolId| part.slice.inner.binary_search(symbol).is_ok();
    let mut text: String = lines.iter().filter(|(id, _)| inner(id)).map(|(_, line)| line.as_str()).collect();
    for &edge in &part.slice.edges {
        let (name, value) = (model.show(edge), String::from_utf8(whole.value_text(edge).to_vec()).unwrap());
        let line = match (model.symbols[edge].ty, value.as_str()) {
            (Some(Type::Bool | Type::Tristate), "n") => format!("# CONFIG_{name} is not set\n"),
            (Some(Type::String), text) => {
                format!("CONFIG_{name}=\"{}\"\n", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            // by the rules before 6.8 a number may have no value
            (_, "") => String::new(),
            (_, value) => format!("CONFIG_{name}={value}\n"),
        };
        text.push_str(&line);
    }
    text
}

/// The values that a tree's own `conf` gives; what it does not write is not there.
fn by_conf(conf: &Path, folder: &Path, environment: &Environment, told: &str) -> HashMap<String, String> {
    fs::write(folder.join(".config"), told).unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let output = Command::new(conf)
        .args(["--olddefconfig", "Kconfig"])
        .current_dir(folder)
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (text(name), text(value))))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(folder.join(".config")).unwrap();
    let mut values = HashMap::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# CONFIG_").and_then(|line| line.strip_suffix(" is not set")) {
            values.insert(name.to_owned(), "n".to_owned());
        } else if let Some((name, value)) = line.strip_prefix("CONFIG_").and_then(|line| line.split_once('=')) {
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
            values.insert(name.to_owned(), value.to_owned());
        }
    }
    values
}

/// Holds the evaluator's account of a whole tree against the tree's own `conf`.
fn compare_whole(whole: &Whole, parts: &[Part], seed: u64) {
    let text: String = assignment(whole, parts, seed).into_iter().map(|(_, line)| line).collect();
    let evaluated = evaluate(&whole.model, text.as_bytes());
    let folder = tempfile::tempdir().unwrap();
    let values = by_conf(&whole.conf, folder.path(), &whole.environment, &text);
    for (name, value) in values {
        let Some(symbol) = whole.model.find(name.as_bytes()) else { continue };
        let found = String::from_utf8_lossy(evaluated.value_text(symbol)).replace('\\', "\\\\").replace('"', "\\\"");
        assert_eq!(found, value, "{} seed {seed}: {name} in the whole tree", whole.name);
    }
}

fn compare(whole: &Whole, parts: &[Part], seed: u64, run_conf: bool) {
    let lines = assignment(whole, parts, seed);
    let text: String = lines.iter().map(|(_, line)| line.as_str()).collect();
    let evaluated = evaluate(&whole.model, text.as_bytes());
    for part in parts {
        let told = told(&evaluated, part, &lines);
        let own = evaluate(&part.model, told.as_bytes());
        let by_conf = run_conf.then(|| by_conf(&whole.conf, part.folder.path(), &Environment::new(), &told));
        for &symbol in part.slice.inner.iter().filter(|&&symbol| !whole.model.symbols[symbol].choice) {
            let name = whole.model.show(symbol);
            let expected = String::from_utf8_lossy(evaluated.value_text(symbol));
            let found = part.model.find(name.as_bytes()).map(|symbol| String::from_utf8_lossy(own.value_text(symbol)));
            let at = |by: &str, found: Option<&str>| {
                let kept = part.folder.path().join("told");
                let _kept = fs::write(&kept, &told);
                format!(
                    "{} seed {seed}: {name} is {found:?} by {by}, {expected:?} in the whole tree ({:?}: {})",
                    whole.name,
                    part.slice.named.iter().map(|&symbol| whole.model.show(symbol)).collect::<Vec<_>>(),
                    part.slice.inner.len(),
                )
            };
            assert!(found.as_deref() == Some(&expected), "{}\n{told}", at("the slice", found.as_deref()));
            if let Some(values) = &by_conf
                && let Some(value) = values.get(&name)
            {
                assert!(
                    *value == expected.replace('\\', "\\\\").replace('"', "\\\""),
                    "{}\n{told}",
                    at("conf", Some(value))
                );
            }
        }
    }
}

#[test]
fn a_slice_gives_the_values_of_the_whole_tree() {
    let seeds: u64 = std::env::var("LTOCONF_SLICE_SEEDS").map_or(300, |text| text.parse().unwrap());
    for (folder, conf) in trees() {
        for (arch, llvm) in machines() {
            let whole = load(&folder, &conf, arch, llvm);
            let parts: Vec<Part> = WANTED.iter().filter_map(|&(names, extent)| part(&whole, names, extent)).collect();
            assert!(!parts.is_empty(), "{}: nothing to slice", whole.name);
            for seed in 0..seeds {
                compare(&whole, &parts, seed, seed % 10 == 0);
                if seed % 100 == 0 {
                    compare_whole(&whole, &parts, seed);
                }
            }
            eprintln!("{}: {seeds} assignments agree", whole.name);
        }
    }
}

/// The LTO family, as the carried rules and the trees both have it.
const FAMILY: [&str; 6] = ["LTO", "LTO_CLANG", "HAS_LTO_CLANG", "LTO_NONE", "LTO_CLANG_FULL", "LTO_CLANG_THIN"];
/// Neighbours of which the carried rules know only what LTO does to them.
const NEIGHBOURS: [&str; 3] = ["RUST", "GENDWARFKSYMS", "BUILTIN_MODULE_RANGES"];

/// The carried rules for a tree.
fn carried(whole: &Whole, arch: &str) -> Model {
    let version = whole.model.dialect.name.strip_prefix("linux-").unwrap();
    let (major, minor) = version.split_once('.').unwrap();
    let release = (major.parse().unwrap(), minor.parse().unwrap());
    let rules = RuleSet::of_version(release.0, release.1);
    let setting =
        Setting { rules, release, arch: arch.into(), complete: true, open: false, llvm: false, dialect: None };
    setting.load().unwrap().model
}

/// A line for an input: most as LTO needs them, versions near the limits.
fn input(model: &Model, symbol: SymbolId, random: &mut Random) -> String {
    let name = model.show(symbol);
    if name.ends_with("_VERSION") {
        return format!("CONFIG_{name}={}\n", 110_000 + 10_000 * random.below(10));
    }
    let needed = ["CC_IS_CLANG", "LD_IS_LLD", "AS_IS_LLVM", "ARCH_SUPPORTS_LTO_CLANG"].contains(&name.as_str());
    line(model, symbol, if needed { 85 } else { 20 }, random)
}

#[test]
fn the_carried_rules_agree_with_the_slices() {
    for (folder, conf) in trees() {
        for (arch, llvm) in machines() {
            let whole = load(&folder, &conf, arch, llvm);
            let part = part(&whole, &["LTO"], Extent { depth: Some(1), users: true }).unwrap();
            let carried = carried(&whole, arch);
            let mut with_lto = 0;
            for seed in 0..5000 {
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
                // what Kconfig would write of the inputs, and what the user asks of the family
                let mut text = format!("CONFIG_{UTILITIES}={}\n", if llvm.is_some() { "y" } else { "n" });
                for &symbol in &inputs {
                    let name = whole.model.show(symbol);
                    let value = part.model.find(name.as_bytes()).map(|symbol| own.value_text(symbol)).unwrap();
                    text += &format!("CONFIG_{name}={}\n", String::from_utf8_lossy(value));
                }
                let by_rules = evaluate(&carried, (text + &wishes).as_bytes());
                let value = |evaluator: &Evaluator<'_>, name: &str| {
                    let model = evaluator.model();
                    let symbol =
                        model.find(name.as_bytes()).filter(|&symbol| !model.symbols[symbol].menus.is_empty())?;
                    Some(String::from_utf8_lossy(evaluator.value_text(symbol)).into_owned())
                };
                for name in FAMILY {
                    let (expected, found) = (value(&own, name), value(&by_rules, name));
                    assert_eq!(found, expected, "{} seed {seed}: {name}\n{stated}{wishes}", whole.name);
                }
                for name in NEIGHBOURS {
                    let allowed = value(&by_rules, name).is_none_or(|value| value == "y");
                    let held = value(&own, name).is_some_and(|value| value == "y");
                    assert!(allowed || !held, "{} seed {seed}: {name}\n{stated}{wishes}", whole.name);
                }
                with_lto += u32::from(value(&own, "LTO").as_deref() == Some("y"));
            }
            assert!(llvm.is_none() || with_lto > 200, "{}: only {with_lto} with LTO", whole.name);
            eprintln!("{}: the carried rules agree on 5000 assignments, {with_lto} of them with LTO", whole.name);
        }
    }
}

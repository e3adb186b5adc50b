//! Benchmarks of the rooms on the way from text to values: generated Kconfig enters, criterion's times leave.
//! `cargo bench` runs them; `tests/real/bench.py` holds the whole program against the real `conf`.

#![expect(missing_docs, reason = "criterion's macros make public items of their own")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot start should say so and end")]

use std::{fmt::Write as _, path::PathBuf, time::Duration};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ltoconf::{
    dialect::Dialect,
    eval::{Evaluator, Fill},
    model::{build, symbol::Tristate},
    syntax::kconfig,
    tree::{
        self,
        environment::Environment,
        probe::{Policy, Prober},
    },
};

/// Entries that look like a kernel's: prompts, dependencies on what came before, selects, defaults, help.
fn generated(entries: usize) -> String {
    let mut text = String::from("mainmenu \"generated\"\n\nconfig MODULES\n\tbool \"modules\"\n\tmodules\n\n");
    for number in 0..entries {
        let (near, far) = (number.saturating_sub(1), number / 2);
        writeln!(
            text,
            "config S{number}\n\ttristate \"option {number}\"\n\tdepends on S{near} || !S{far}\n\
             \tdefault m if S{far} && MODULES\n\tselect P{number} if S{near}\n\thelp\n\t  What option {number} is for.\n\
             \n\t  It has two paragraphs.\n\nconfig P{number}\n\ttristate\n"
        )
        .unwrap();
    }
    text.replace("S0 || !S0", "MODULES")
}

fn tree_of(text: &str, folder: &std::path::Path) -> tree::Tree {
    std::fs::write(folder.join("Kconfig"), text).unwrap();
    let environment = Environment::new();
    let mut prober = Prober::new(Policy::Deny, &environment, PathBuf::from("."), Duration::from_secs(1)).unwrap();
    let dialect = Dialect::newest();
    let request =
        tree::Request { root: b"Kconfig", directory: folder.to_owned(), environment: &environment, dialect: &dialect };
    tree::load(&request, &mut prober).unwrap()
}

fn rooms(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut group = criterion.benchmark_group("rooms");
    for entries in [2_000, 4_000, 8_000] {
        let text = generated(entries);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("parse", entries), &text, |bencher, text| {
            bencher.iter(|| kconfig::parse(text.as_bytes()));
        });
        let tree = tree_of(&text, folder.path());
        group.bench_with_input(BenchmarkId::new("build", entries), &tree, |bencher, tree| {
            bencher.iter(|| build::build(tree, Dialect::newest()).unwrap());
        });
        let model = build::build(&tree, Dialect::newest()).unwrap();
        group.bench_with_input(BenchmarkId::new("evaluate and write", entries), &model, |bencher, model| {
            bencher.iter(|| {
                let mut evaluator = Evaluator::new(model);
                evaluator.fill(Fill::All(Tristate::Mod));
                evaluator.dotconfig(b"CONFIG_")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, rooms);
criterion_main!(benches);

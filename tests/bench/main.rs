//! Benchmarks of the rooms on the way from text to values: generated Kconfig enters, criterion's times leave.
//! `cargo bench` runs them; `tests/real/bench.py` holds the whole program against the real `conf`.

#![expect(missing_docs, reason = "criterion's macros make public items of their own")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot start should say so and end")]

use std::{fmt::Write as _, path::PathBuf, time::Duration};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ltoconf::{
    dialect::Dialect,
    eval::{Evaluator, Fill},
    finding::{self, Config, Context, Kind, Outline},
    lto::{
        embedded::{Choice, Setting},
        header::Header,
        said::Said,
    },
    model::{build, symbol::Tristate},
    solve::{Encoding, Request},
    syntax::{dotconfig, kconfig},
    tree::{
        self,
        environment::Environment,
        probe::{Policy, Prober},
    },
    user::UserValues,
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
        group.bench_with_input(BenchmarkId::new("formula", entries), &model, |bencher, model| {
            let user = UserValues::default();
            let request = Request { user: &user, free: true, kept: &[], texts: &[], fold: true };
            bencher.iter(|| {
                let mut encoding = Encoding::new(model, &request);
                encoding.everything();
                encoding.formula.len()
            });
        });
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

/// A file as Kconfig writes it, of as many lines as a distribution's has.
fn written(lines: usize) -> String {
    let mut text = String::from(
        "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.12.5 Kernel Configuration\n#\n\
         CONFIG_CC_IS_CLANG=y\nCONFIG_CLANG_VERSION=190107\nCONFIG_AS_IS_LLVM=y\nCONFIG_LD_IS_LLD=y\n\
         CONFIG_LLD_VERSION=190107\nCONFIG_ARCH_SUPPORTS_LTO_CLANG=y\nCONFIG_ARCH_SUPPORTS_LTO_CLANG_THIN=y\n\
         CONFIG_HAS_LTO_CLANG=y\nCONFIG_LTO=y\nCONFIG_LTO_CLANG=y\n# CONFIG_LTO_NONE is not set\n\
         CONFIG_LTO_CLANG_THIN=y\n",
    );
    for number in 0..lines {
        match number % 3 {
            0 => writeln!(text, "# CONFIG_SOME_DRIVER_{number} is not set"),
            1 => writeln!(text, "CONFIG_ANOTHER_DRIVER_{number}=m"),
            _ => writeln!(text, "CONFIG_A_NUMBER_{number}=1024"),
        }
        .unwrap();
    }
    text
}

/// What `check --embedded` does with each file once the rules are there: read its lines, evaluate, find.
fn embedded(criterion: &mut Criterion) {
    let text = written(9_500).into_bytes();
    let said = |text: &[u8]| {
        let lines = dotconfig::parse(text, b"CONFIG_");
        let (header, said) = (Header::of(text), Said::of(text, &lines));
        let choice = Choice::of_file(&header, &said);
        (lines, said, choice)
    };
    let (_, _, choice) = said(&text);
    let setting = Setting {
        rules: choice.rules,
        release: choice.release,
        arch: "x86".into(),
        make_arch: "x86".into(),
        complete: true,
        open: false,
        llvm: None,
        hardware_tags: false,
        slice: false,
        dialect: None,
    };
    let mut group = criterion.benchmark_group("embedded");
    group.bench_function("rules", |bencher| bencher.iter(|| setting.load().unwrap()));
    let mut rules = setting.load().unwrap();
    let file = rules.tree.files.sources.add(".config", text.clone());
    let outline = Outline::of(&rules.tree, &rules.model);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("file", |bencher| {
        bencher.iter(|| {
            let (lines, said, choice) = said(&text);
            let mut evaluator = Evaluator::new(&rules.model);
            let reading = evaluator.read(Some((&text, &lines)), false);
            evaluator.calculate_all();
            let config = Config {
                file,
                name: b".config",
                text: &text,
                lines: &lines,
                reading: &reading,
                kind: Kind::Whole,
                prefix: b"CONFIG_",
                said: &said,
                written: true,
                complete: true,
                arch: "x86",
                embedded: Some(&choice),
                words: ltoconf::diagnostic::Advice::in_crate,
                setting: Some(&setting),
                llvm_asked: false,
            };
            let mut context = Context::new(&rules.tree, &outline, &mut evaluator, &config, &rules.prober);
            assert_eq!(finding::lto::verdict(&mut context).mode, ltoconf::lto::Mode::Thin);
            assert!(finding::check_embedded(&mut context).is_empty());
        });
    });
    group.finish();
}

criterion_group!(benches, rooms, embedded);
criterion_main!(benches);

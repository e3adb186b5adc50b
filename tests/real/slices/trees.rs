//! The trees of `fetch.sh` and the machine's compilers enter; a model for each tree, architecture and toolchain leaves,
//! read once for all tests.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
    time::Duration,
};

use ltoconf::{
    model::{Model, build},
    tree::{
        self, Tree,
        environment::{Environment, Request},
        probe::{Policy, Prober},
        version,
    },
};

/// A tree and what make would export for it.
pub(crate) struct Whole {
    pub(crate) name: String,
    /// whether LLVM's tools are asked for
    pub(crate) llvm: bool,
    pub(crate) tree: Tree,
    pub(crate) model: Model,
    pub(crate) environment: Environment,
    /// the tree's own program
    pub(crate) conf: PathBuf,
}

/// A tree's folder, its conf, an architecture, and LLVM's suffix.
type Place = (PathBuf, PathBuf, &'static str, Option<&'static str>);

/// Every tree for every architecture and toolchain. Tests run side by side: the first that asks has them read.
pub(crate) fn wholes() -> &'static [Whole] {
    static WHOLES: LazyLock<Vec<Whole>> = LazyLock::new(|| {
        let machines = machines();
        let places: Vec<Place> = trees()
            .into_iter()
            .flat_map(|(tree, conf)| {
                let taken = machines.iter().filter(|(_, llvm)| takes(&tree, *llvm));
                taken.map(|&(arch, llvm)| (tree.clone(), conf.clone(), arch, llvm)).collect::<Vec<_>>()
            })
            .collect();
        assert!(!places.is_empty(), "no tree");
        super::side_by_side(&places, load)
    });
    &WHOLES
}

/// The trees with their own `conf`.
fn trees() -> Vec<(PathBuf, PathBuf)> {
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

/// Whether a tree takes so old an LLVM.
fn takes(tree: &Path, llvm: Option<&str>) -> bool {
    let output = Command::new("sh").arg(tree.join("scripts/min-tool-version.sh")).arg("llvm").output().unwrap();
    let least = String::from_utf8_lossy(&output.stdout).split('.').next().and_then(|major| major.parse::<u32>().ok());
    let own: Option<u32> = llvm.and_then(|suffix| suffix.trim_start_matches('-').parse().ok());
    least.zip(own).is_none_or(|(least, own)| own >= least)
}

fn load((folder, conf, arch, llvm): &Place) -> Whole {
    let base = Environment::of_process();
    let mut request = Request::new(folder, &base);
    (request.arch, request.llvm) = (Some(*arch), *llvm);
    let mut rebuilt = Environment::rebuild(&request).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let limit = Duration::from_secs(60);
    let mut prober = Prober::new(Policy::Cached, rebuilt.environment(), scratch.path().to_owned(), limit).unwrap();
    prober.settle(&mut rebuilt).unwrap();
    let environment = rebuilt.into_environment();
    let dialect =
        version::dialect_of(folder, environment.get("KERNELVERSION").and_then(|text| str::from_utf8(text).ok()));
    let request =
        tree::Request { root: b"Kconfig", directory: folder.clone(), environment: &environment, dialect: &dialect };
    let tree = tree::load(&request, &mut prober).map_err(|broken| broken.errors).unwrap();
    prober.finish().unwrap();
    let name = format!("{} {arch} {}", dialect.name, llvm.unwrap_or("gcc"));
    let model = build::build(&tree, dialect).unwrap();
    Whole { name, llvm: llvm.is_some(), tree, model, environment, conf: conf.clone() }
}

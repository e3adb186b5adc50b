//! The trees of `fetch.sh` and the machine's compilers enter; which toolchains a tree takes, and a tree read for one of
//! them, leave. Shared by the tests of slices and of models.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
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

/// A tree for an architecture and a toolchain.
pub(crate) struct Loaded {
    /// such as `linux-6.12 arm64 clang-19`
    pub(crate) name: String,
    pub(crate) model: Model,
    /// what make would export
    pub(crate) environment: Environment,
}

/// The trees, each with its own `conf`; none where they cannot be had.
pub(crate) fn trees() -> Vec<(PathBuf, PathBuf)> {
    let fetch = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/fetch.sh");
    let output = Command::new(fetch).output().unwrap();
    if !output.status.success() {
        eprintln!("there are no trees: {}", String::from_utf8_lossy(&output.stderr));
        return Vec::new();
    }
    let text = String::from_utf8(output.stdout).unwrap();
    let pairs = text.lines().map(|line| line.split_once('\t').unwrap());
    pairs.map(|(tree, build)| (tree.into(), Path::new(build).join("scripts/kconfig/conf"))).collect()
}

/// The suffixes of LLVM's tools that are installed, of those that tests know, the newest first.
pub(crate) fn llvms() -> Vec<&'static str> {
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok_and(|it| it.status.success());
    let known = ["-19", "-14"].into_iter();
    let (found, missing): (Vec<_>, Vec<_>) = known.partition(|suffix| has(&format!("clang{suffix}")));
    for suffix in missing {
        eprintln!("no clang{suffix}: left out");
    }
    found
}

/// Whether a tree takes an LLVM: before 5.18 it knows no suffix of tools, and it refuses to be configured with one that
/// is older than it asks for.
pub(crate) fn takes(tree: &Path, llvm: Option<&str>) -> bool {
    if llvm.is_some() && !fs::read_to_string(tree.join("Makefile")).unwrap().contains("LLVM_SUFFIX") {
        return false;
    }
    let output = Command::new("sh").arg(tree.join("scripts/min-tool-version.sh")).arg("llvm").output().unwrap();
    let least = String::from_utf8_lossy(&output.stdout).split('.').next().and_then(|major| major.parse::<u32>().ok());
    let own: Option<u32> = llvm.and_then(|suffix| suffix.trim_start_matches('-').parse().ok());
    least.zip(own).is_none_or(|(least, own)| own >= least)
}

/// Reads a tree; what was read comes beside.
pub(crate) fn load(folder: &Path, arch: &str, llvm: Option<&str>) -> (Loaded, Tree) {
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
    let directory = folder.to_owned();
    let request = tree::Request { root: b"Kconfig", directory, environment: &environment, dialect: &dialect };
    let tree = tree::load(&request, &mut prober).map_err(|broken| broken.errors).unwrap();
    prober.finish().unwrap();
    let name = format!("{} {arch} {}", dialect.name, llvm.map_or("gcc".into(), |llvm| format!("clang{llvm}")));
    let model = build::build(&tree, dialect).unwrap();
    (Loaded { name, model, environment }, tree)
}

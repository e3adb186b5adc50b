//! `fetch.sh`'s trees and the compilers of this machine enter; models of the trees leave, each with the real `conf` and
//! the environment in which make would start it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use ltoconf::{model::Model, tree::environment::Environment};

use crate::loading::{self, Loaded};

/// Tools of which `memo_probe.c` remembers the answers, by make's variables.
const TOOLS: [&str; 12] =
    ["CC", "LD", "AR", "NM", "OBJCOPY", "OBJDUMP", "READELF", "STRIP", "HOSTCC", "RUSTC", "BINDGEN", "PAHOLE"];

/// A tree for an architecture and a toolchain.
pub(crate) struct Ground {
    /// such as `linux-6.12 arm64 clang-19`
    pub(crate) name: String,
    /// the tree's folder
    pub(crate) folder: PathBuf,
    /// its folder below `arch/`
    pub(crate) arch: &'static str,
    /// the suffix of LLVM's tools; `None` for gcc
    pub(crate) llvm: Option<String>,
    pub(crate) model: Model,
    conf: PathBuf,
    environment: Environment,
    scratch: PathBuf,
}

/// All trees, for all architectures and toolchains that are here; `look` sees one after the other.
pub(crate) fn each(mut look: impl FnMut(&Ground)) {
    let scratch = tempfile::tempdir().unwrap();
    memo_probe(scratch.path());
    let wanted = env::var("LTOCONF_ARCH").ok();
    let gcc_alone = env::var_os("LTOCONF_GCC_ALONE").is_some();
    let llvms = if gcc_alone { Vec::new() } else { loading::llvms() };
    for (folder, conf) in loading::trees() {
        // the newest one that the tree takes
        let llvm = llvms.iter().find(|suffix| loading::takes(&folder, Some(suffix)));
        for llvm in std::iter::once(None).chain(llvm.map(|&suffix| Some(suffix))) {
            for arch in ["x86", "arm64"].into_iter().filter(|&arch| wanted.as_ref().is_none_or(|it| it == arch)) {
                look(&Ground::new(&folder, &conf, arch, llvm, scratch.path()));
            }
        }
    }
}

/// Builds the program that remembers what tools answer, so that a hundred runs of `conf` do not take an hour.
fn memo_probe(scratch: &Path) {
    for folder in ["tools", "answers"] {
        fs::create_dir(scratch.join(folder)).unwrap();
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/memo_probe.c");
    let built = Command::new("gcc").arg("-O2").arg("-o").arg(scratch.join("memo_probe")).arg(source).status().unwrap();
    assert!(built.success(), "memo_probe.c does not compile");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

impl Ground {
    fn new(folder: &Path, conf: &Path, arch: &'static str, llvm: Option<&str>, scratch: &Path) -> Self {
        let (Loaded { name, model, mut environment }, _) = loading::load(folder, arch, llvm);
        remember(&mut environment, scratch);
        let (folder, conf, scratch) = (folder.to_owned(), conf.to_owned(), scratch.to_owned());
        let llvm = llvm.map(str::to_owned);
        Self { name, folder, arch, llvm, model, conf, environment, scratch }
    }

    /// What the tree's own `conf --olddefconfig` makes of a configuration.
    pub(crate) fn conf(&self, config: &[u8]) -> Vec<u8> {
        let folder = tempfile::tempdir_in(&self.scratch).unwrap();
        fs::write(folder.path().join(".config"), config).unwrap();
        let output = Command::new(&self.conf)
            .args(["--olddefconfig", "Kconfig"])
            .current_dir(folder.path())
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (text(name), text(value))))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&output.stderr));
        fs::read(folder.path().join(".config")).unwrap()
    }
}

/// Puts the remembering program in front of an environment's tools.
fn remember(environment: &mut Environment, scratch: &Path) {
    let path = text(environment.get("PATH").unwrap());
    let there = |tool: &str| env::split_paths(&path).any(|folder| folder.join(tool).is_file());
    for variable in TOOLS {
        let Some(tool) = environment.get(variable).map(text) else { continue };
        let tool = tool.split(' ').next().unwrap();
        // one that is not there must stay so
        if !tool.is_empty() && !tool.contains('/') && there(tool) {
            let _known_already = fs::hard_link(scratch.join("memo_probe"), scratch.join("tools").join(tool));
        }
    }
    environment.set("MEMO_PROBE_PATH", path.clone());
    environment.set("MEMO_PROBE_CACHE", scratch.join("answers").to_str().unwrap());
    environment.set("PATH", format!("{}:{path}", scratch.join("tools").display()));
}

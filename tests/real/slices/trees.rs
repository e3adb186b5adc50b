//! The trees of `fetch.sh` and the machine's compilers enter; a model for each tree, architecture and toolchain leaves,
//! read once for all tests.

use std::{path::PathBuf, sync::LazyLock};

use ltoconf::{
    model::Model,
    tree::{Tree, environment::Environment},
};

use crate::loading::{self, Loaded};

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
        let places: Vec<Place> = loading::trees()
            .into_iter()
            .flat_map(|(tree, conf)| {
                let taken = machines.iter().filter(|(_, llvm)| loading::takes(&tree, *llvm));
                taken.map(|&(arch, llvm)| (tree.clone(), conf.clone(), arch, llvm)).collect::<Vec<_>>()
            })
            .collect();
        assert!(!places.is_empty(), "no tree");
        super::side_by_side(&places, load)
    });
    &WHOLES
}

/// Architectures and toolchains that this machine has.
fn machines() -> Vec<(&'static str, Option<&'static str>)> {
    let llvms = loading::llvms().into_iter().flat_map(|suffix| [("x86", Some(suffix)), ("arm64", Some(suffix))]);
    std::iter::once(("x86", None)).chain(llvms).collect()
}

fn load((folder, conf, arch, llvm): &Place) -> Whole {
    let (Loaded { name, model, environment }, tree) = loading::load(folder, arch, *llvm);
    Whole { name, llvm: llvm.is_some(), tree, model, environment, conf: conf.clone() }
}

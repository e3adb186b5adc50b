//! The common options and a configuration's path enter; a tree that is ready to be evaluated leaves.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{
    cli::Common,
    diagnostic::Diagnostic,
    model::{Model, build},
    report::ModelName,
    source::{Sources, lossy},
    tree::{self, Tree, environment::Environment, probe::Prober},
};

use super::probing;

/// What a file is judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// the folder that holds `Kconfig`
    pub(super) tree: PathBuf,
    /// the architecture that the file names in its header, where nothing else says one
    pub(super) header_arch: Option<String>,
}

/// A tree, its model and what they were made with.
pub(super) struct Loaded {
    pub(super) tree: Tree,
    pub(super) model: Model,
    pub(super) environment: Environment,
    pub(super) prober: Prober,
    pub(super) name: ModelName,
    /// where further probes would run
    _scratch: TempDir,
}

/// Why there is no tree.
pub(super) enum Problem {
    Message(String),
    Broken(Box<Sources>, Vec<Diagnostic>),
}

/// The nearest folder upward that holds `Kconfig`.
fn upward(from: &Path) -> Option<PathBuf> {
    let from = std::path::absolute(from).ok()?;
    let holds = |folder: &&Path| folder.join("Kconfig").is_file();
    // an architecture's folder holds a Kconfig too, which is only a part of the kernel's
    let whole = from.ancestors().find(|folder| holds(folder) && folder.join("scripts/kconfig").is_dir());
    whole.or_else(|| from.ancestors().find(holds)).map(Path::to_path_buf)
}

/// The architecture of a header line such as `# Linux/x86 6.12.5 Kernel Configuration`.
fn header_arch(text: &[u8]) -> Option<String> {
    let head = lossy(text.get(..text.len().min(400)).unwrap_or_default());
    let line = head.lines().find(|line| line.ends_with("Kernel Configuration"))?;
    let (_, rest) = line.split_once('/')?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// Finds out what a file is to be judged by.
pub(super) fn key(common: &Common, path: &Path, text: &[u8]) -> Result<Key, Problem> {
    let tree = match &common.tree {
        Some(tree) if tree.join("Kconfig").is_file() => std::path::absolute(tree).unwrap_or_else(|_| tree.clone()),
        Some(tree) => {
            return Err(Problem::Message(format!("'{}' holds no Kconfig, so it is no tree", tree.display())));
        }
        None => {
            let near = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let found = upward(near).or_else(|| upward(Path::new(".")));
            found.ok_or_else(|| {
                Problem::Message(format!(
                    "no folder from '{}' upward holds a Kconfig: say which tree to judge by with --tree DIR",
                    near.display()
                ))
            })?
        }
    };
    Ok(Key { tree, header_arch: header_arch(text) })
}

/// Reads a tree and builds its model.
pub(super) fn load(common: &Common, key: &Key) -> Result<Loaded, Problem> {
    let probing::Rebuilt { environment, mut prober, scratch } =
        probing::rebuilt(common, key).map_err(Problem::Message)?;
    let dialect = probing::dialect(common, &key.tree, &environment)
        .map_err(|name| Problem::Message(format!("unknown dialect '{name}': one such as linux-6.1 is needed")))?;
    let request =
        tree::Request { root: b"Kconfig", directory: key.tree.clone(), environment: &environment, dialect: &dialect };
    let loaded = tree::load(&request, &mut prober);
    probing::finish(&mut prober).map_err(Problem::Message)?;
    let tree = loaded.map_err(|broken| Problem::Broken(Box::new(broken.files.sources), broken.errors))?;
    let release = environment.get("KERNELVERSION").map(lossy).filter(|release| !release.is_empty());
    let name = ModelName {
        name: release.map_or_else(|| dialect.name.clone(), |release| format!("linux-{release}")),
        arch: environment.get("SRCARCH").map(lossy).unwrap_or_default(),
    };
    match build::build(&tree, dialect) {
        Ok(model) => Ok(Loaded { tree, model, environment, prober, name, _scratch: scratch }),
        Err(errors) => Err(Problem::Broken(Box::new(tree.files.sources), errors)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_the_architecture() {
        let text = b"#\n# Automatically generated file; DO NOT EDIT.\n# Linux/arm64 6.1.0 Kernel Configuration\n#\n";
        assert_eq!(header_arch(text), Some("arm64".into()));
        assert_eq!(header_arch(b"CONFIG_A=y\n"), None);
    }
}

//! For tests: a Kconfig text enters, its model leaves.

use std::{path::PathBuf, time::Duration};

use crate::{
    diagnostic::Diagnostic,
    dialect::Dialect,
    tree::{
        self, Tree,
        environment::Environment,
        probe::{Policy, Prober},
    },
};

use super::{Model, build};

/// The tree of one file.
pub(crate) fn tree(text: &str) -> Tree {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Kconfig");
    std::fs::write(&file, text).unwrap();
    let environment = Environment::of_process();
    let mut prober = Prober::new(Policy::Deny, &environment, PathBuf::from("."), Duration::from_secs(1)).unwrap();
    let root = file.as_os_str().as_encoded_bytes();
    let request =
        tree::Request { root, directory: PathBuf::from("."), environment: &environment, dialect: &Dialect::newest() };
    tree::load(&request, &mut prober).map_err(|broken| broken.errors).unwrap()
}

/// The model of one file under the rules of a version.
pub(crate) fn model(text: &str, dialect: &str) -> Result<Model, Vec<Diagnostic>> {
    build::build(&tree(text), Dialect::named(dialect).unwrap())
}

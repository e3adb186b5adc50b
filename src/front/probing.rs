//! The options that concern probes and toolchains enter; an environment and a prober for it leave.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;

use crate::{
    dialect::Dialect,
    source::lossy,
    tree::{
        environment::{Environment, Request},
        probe::{ProbeError, Prober},
        version,
    },
};

use super::{
    error::{Error, chain},
    ground::Key,
    options::Options,
};

/// How long one probe may take. The slowest of a kernel takes some tenths of a second.
const LIMIT: Duration = Duration::from_secs(60);

/// A prober as the options ask for; commands run in `directory`.
pub(crate) fn prober(options: &Options, environment: &Environment, directory: PathBuf) -> Result<Prober, ProbeError> {
    Prober::new(options.probes.clone(), environment, directory, LIMIT)
}

/// The rules that the options name, or else those of a tree.
///
/// # Errors
/// The name that no rules have.
pub(crate) fn dialect<'a>(options: &'a Options, tree: &Path, environment: &Environment) -> Result<Dialect, &'a str> {
    match &options.dialect {
        Some(name) => Dialect::named(name).ok_or(name.as_str()),
        None => Ok(version::dialect_of(tree, environment.get("KERNELVERSION").map(lossy).as_deref())),
    }
}

/// What a tree is read with.
pub(crate) struct Rebuilt {
    pub(crate) environment: Environment,
    pub(crate) prober: Prober,
    /// where probes run; gone when this is dropped
    pub(crate) scratch: TempDir,
}

/// What is asked of a tree's make by the options and the environment.
pub(crate) fn request<'a>(options: &'a Options, key: &'a Key) -> Request<'a> {
    let mut request = Request::new(&key.tree, &options.environment);
    request.arch = options.arch.as_deref();
    request.llvm = options.llvm.as_deref();
    request.header_arch = key.header_arch.as_deref();
    request
}

/// Writes what probes have taught. That it cannot be remembered is worth a note, which is given, and no more.
pub(crate) fn finish(prober: &Prober) -> Result<Option<String>, Error> {
    match prober.finish() {
        Err(error @ ProbeError::Unwritable { .. }) => Err(Error::ProbesUnwritable(error)),
        Err(error) => Ok(Some(chain(&error))),
        Ok(()) => Ok(None),
    }
}

/// The environment that the tree's make would hand down, and a prober for it. Probes run in a folder of their own, so
/// that a tree that cannot be written to is judged the same.
pub(crate) fn rebuilt(options: &Options, key: &Key) -> Result<Rebuilt, Error> {
    let request = request(options, key);
    let scratch = scratch()?;
    let mut rebuilt = Environment::rebuild(&request).map_err(Error::Environment)?;
    let prober = prober(options, rebuilt.environment(), scratch.path().to_owned()).map_err(Error::Probes)?;
    let mut prober = prober.confined();
    prober.settle(&mut rebuilt).map_err(Error::Environment)?;
    if let Some(complaint) = rebuilt.complaints().first() {
        return Err(Error::Stopped(complaint.clone()));
    }
    Ok(Rebuilt { environment: rebuilt.into_environment(), prober, scratch })
}

/// A folder that probes run in; gone when this is dropped.
pub(crate) fn scratch() -> Result<TempDir, Error> {
    tempfile::tempdir().map_err(Error::NoFolder)
}

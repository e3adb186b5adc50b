//! The options that concern probes and toolchains enter; an environment and a prober for it leave.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    cli::{Common, Probes},
    dialect::Dialect,
    source::lossy,
    tree::{
        environment::{Environment, Request},
        probe::{Policy, ProbeError, Prober},
        version,
    },
};

use super::loaded::Key;

/// How long one probe may take. The slowest of a kernel takes some tenths of a second.
const LIMIT: Duration = Duration::from_secs(60);

/// A prober as the options ask for; commands run in `directory`.
pub(super) fn prober(common: &Common, environment: &Environment, directory: PathBuf) -> Result<Prober, ProbeError> {
    let policy = match &common.probes {
        None | Some(Probes::Cached) => Policy::Cached,
        Some(Probes::Run) => Policy::Run,
        Some(Probes::Replay(file)) => Policy::Replay(file.clone()),
        Some(Probes::Record(file)) => Policy::Record(file.clone()),
        Some(Probes::Deny) => Policy::Deny,
    };
    Prober::new(policy, environment, directory, LIMIT)
}

/// The rules that the options name, or else those of a tree.
///
/// # Errors
/// The name that no rules have.
pub(super) fn dialect<'a>(common: &'a Common, tree: &Path, environment: &Environment) -> Result<Dialect, &'a str> {
    match &common.dialect {
        Some(name) => Dialect::named(name).ok_or(name.as_str()),
        None => Ok(version::dialect_of(tree, environment.get("KERNELVERSION").map(lossy).as_deref())),
    }
}

/// What a tree is read with.
pub(super) struct Rebuilt {
    pub(super) environment: Environment,
    pub(super) prober: Prober,
    /// where probes run; gone when this is dropped
    pub(super) scratch: tempfile::TempDir,
}

/// What is asked of a tree's make by the options and the environment.
pub(super) fn request<'a>(common: &'a Common, key: &'a Key, base: &'a Environment) -> Request<'a> {
    let mut request = Request::new(&key.tree, base);
    request.arch = common.arch.as_deref();
    request.llvm = common.llvm.as_deref();
    request.header_arch = key.header_arch.as_deref();
    request
}

/// Writes what probes have taught. That it cannot be remembered is worth a note and no more.
pub(super) fn finish(prober: &mut Prober) -> Result<(), String> {
    match prober.finish() {
        Err(error @ ProbeError::Unwritable { .. }) => return Err(chain(&error)),
        Err(error) => super::warn(format!("note: {}\n", chain(&error))),
        Ok(()) => {}
    }
    Ok(())
}

/// The environment that the tree's make would hand down, and a prober for it. Probes run in a folder of their own, so
/// that a tree that cannot be written to is judged the same.
pub(super) fn rebuilt(common: &Common, key: &Key) -> Result<Rebuilt, String> {
    let mut base = Environment::of_process();
    for variable in &common.without {
        base.remove(variable);
    }
    let request = request(common, key, &base);
    let scratch = tempfile::tempdir().map_err(|error| format!("cannot make a folder for the probes: {error}"))?;
    let mut rebuilt = Environment::rebuild(&request).map_err(|error| chain(&error))?;
    let prober = prober(common, rebuilt.environment(), scratch.path().to_owned()).map_err(|error| chain(&error))?;
    let mut prober = prober.confined();
    prober.settle(&mut rebuilt).map_err(|error| chain(&error))?;
    if let Some(complaint) = rebuilt.complaints().first() {
        return Err(format!("the tree's Makefile stops: {complaint}"));
    }
    Ok(Rebuilt { environment: rebuilt.into_environment(), prober, scratch })
}

/// An error with the reasons behind it.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let reasons = std::iter::successors(error.source(), |reason| reason.source());
    reasons.fold(error.to_string(), |told, reason| format!("{told}: {reason}"))
}

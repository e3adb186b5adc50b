//! The options that concern probes enter, a prober leaves.

use std::{path::PathBuf, time::Duration};

use crate::{
    cli::{Common, Probes},
    tree::{
        environment::Environment,
        probe::{Policy, ProbeError, Prober},
    },
};

/// How long one probe may take. The slowest of a kernel takes some tenths of a second.
const LIMIT: Duration = Duration::from_secs(60);

/// A prober as the options ask for; commands run in `directory`.
pub(crate) fn prober(common: &Common, environment: &Environment, directory: PathBuf) -> Result<Prober, ProbeError> {
    let policy = match &common.probes {
        None | Some(Probes::Cached) => Policy::Cached,
        Some(Probes::Run) => Policy::Run,
        Some(Probes::Replay(file)) => Policy::Replay(file.clone()),
        Some(Probes::Record(file)) => Policy::Record(file.clone()),
        Some(Probes::Deny) => Policy::Deny,
    };
    Prober::new(policy, environment, directory, LIMIT)
}

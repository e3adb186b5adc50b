//! `ltoconf cnf`: a tree enters; a formula in DIMACS leaves whose models are its valid configurations, with comment
//! lines that name the variables.

use std::io::Write as _;

use crate::{
    cli::{self, Common},
    front::{self, Config},
};

use super::{
    asked, files,
    fix::{Ended, ended},
    note, progress,
};

/// Writes the formula; 0 where that is done.
pub(super) fn run(common: &Common, arguments: &cli::Cnf) -> u8 {
    let config = match asked::whole(common, arguments.config.as_deref()) {
        Ok(config) => config,
        Err(status) => return status,
    };
    let status = ended(write(&config, arguments));
    config.leave();
    status
}

fn write(config: &Config, arguments: &cli::Cnf) -> Result<(), Ended> {
    let bytes = front::formula(config)?;
    if let Some(open) = front::unsettled(config) {
        note(format!("{open}: the formula may have other values of this, and not all"));
    }
    match &arguments.output {
        Some(path) => files::write(path, &bytes).map_err(Ended::Failed),
        None => {
            progress::clear();
            std::io::stdout().write_all(&bytes).map_err(|error| Ended::Failed(format!("cannot write: {error}")))
        }
    }
}

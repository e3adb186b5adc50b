//! `ltoconf cnf`: a tree enters; a formula in DIMACS leaves whose models are its valid configurations, with comment
//! lines that name the variables.

use std::io::Write as _;

use crate::{
    cli::{self, Common},
    front::{self, Config},
};

use super::{asked, files, note, progress, warn};

/// Writes the formula; 0 where that is done.
pub(super) fn run(common: &Common, arguments: &cli::Cnf) -> u8 {
    let config = match asked::whole(common, arguments.config.as_deref()) {
        Ok(config) => config,
        Err(status) => return status,
    };
    let status = match write(&config, arguments) {
        Ok(()) => 0,
        Err(message) => {
            warn(format!("error: {message}\n"));
            2
        }
    };
    config.leave();
    status
}

fn write(config: &Config, arguments: &cli::Cnf) -> Result<(), String> {
    let bytes = front::formula(config).map_err(|error| error.to_string())?;
    if let Some(open) = front::unsettled(config) {
        note(format!("{open}: the formula may have other values of this, and not all"));
    }
    match &arguments.output {
        Some(path) => files::write(path, &bytes),
        None => {
            progress::clear();
            std::io::stdout().write_all(&bytes).map_err(|error| format!("cannot write: {error}"))
        }
    }
}

//! `ltoconf solve`: wishes enter; a whole configuration that meets them leaves, near the base or drawn at random.

use crate::{
    cli::{self, Common},
    front::{self, Config},
};

use super::{
    asked, files,
    fix::{Ended, ended, wishes},
    note,
};

/// Runs `solve`: 0 where a configuration was written, 1 where nothing meets the wishes.
pub(super) fn run(common: &Common, arguments: &cli::Solve) -> u8 {
    let config = match asked::whole(common, arguments.config.as_deref()) {
        Ok(config) => config,
        Err(status) => return status,
    };
    let status = ended(solution(&config, arguments));
    config.leave();
    status
}

fn solution(config: &Config, arguments: &cli::Solve) -> Result<(), Ended> {
    let bytes = front::solve(&wishes(config, &arguments.wishes, &[])?, arguments.seed)?;
    if let Some(open) = front::unsettled(config) {
        note(format!("{open}: other values of this may be had as well"));
    }
    files::write(&arguments.output, &bytes).map_err(Ended::Failed)
}

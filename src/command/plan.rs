//! `ltoconf plan`: a configuration enters, what its build does differently under LTO and an exit status leave.

use crate::{
    cli::{self, Common, PlanFormat},
    front::{self, Error},
};

use super::{asked, check::tell_problem, human, note};

/// Tells the plan: 0, or 2 where it cannot be told.
pub(super) fn run(common: &Common, arguments: &cli::Plan) -> u8 {
    match tell(common, arguments) {
        Ok(()) => 0,
        Err(problem) => {
            tell_problem(human(), problem);
            2
        }
    }
}

fn tell(common: &Common, arguments: &cli::Plan) -> Result<(), Error> {
    let config = asked::any(common, arguments.config.as_deref())?;
    let found = front::plan(&config, arguments.extmod.clone())?;
    asked::of_defaults(&config).iter().for_each(note);
    found.notes.iter().for_each(note);
    super::print(match common.format().unwrap_or_default() {
        PlanFormat::Human => human().plan(&found.told()),
        PlanFormat::Json => found.json()?,
    });
    Ok(())
}

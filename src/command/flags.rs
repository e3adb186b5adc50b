//! `ltoconf flags`: a configuration enters, the flags that LTO brings to its build and an exit status leave.

use crate::{
    cli::{self, Common, FlagsFormat},
    front::{self, Error, Target},
    report::flags::{make, shell},
};

use super::{asked, check::tell_problem, human, note};

/// Tells the flags: 0, or 2 where they cannot be told.
pub(super) fn run(common: &Common, arguments: &cli::Flags) -> u8 {
    match tell(common, arguments) {
        Ok(()) => 0,
        Err(problem) => {
            tell_problem(human(), problem);
            2
        }
    }
}

fn tell(common: &Common, arguments: &cli::Flags) -> Result<(), Error> {
    let target = Target { module: arguments.module, folder: arguments.extmod.clone() };
    let config = asked::any(common, arguments.config.as_deref())?;
    let found = front::flags(&config, &target)?;
    let told = found.told();
    asked::of_defaults(&config).iter().for_each(note);
    told.notes().iter().for_each(note);
    super::print(match common.format().unwrap_or_default() {
        FlagsFormat::Make => make(&told),
        FlagsFormat::Shell => shell(&told),
        FlagsFormat::Json => found.json()?,
    });
    found.known()
}

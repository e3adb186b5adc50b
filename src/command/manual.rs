//! `ltoconf completions` and `ltoconf man`: a shell or a command enters, what the command line tells of itself leaves.

use crate::cli::{Completions, Man, manual};

use super::{print, warn};

/// Prints what a shell completes words with.
pub(super) fn completions(arguments: &Completions) -> u8 {
    print(manual::completions(arguments.shell));
    0
}

/// Prints a manual page.
pub(super) fn man(arguments: &Man) -> u8 {
    match manual::page(arguments.command.as_deref()) {
        Some(Ok(page)) => {
            print(page);
            return 0;
        }
        Some(Err(error)) => warn(format!("error: cannot write the manual page: {error}\n")),
        None => {
            let name = arguments.command.as_deref().unwrap_or_default();
            warn(format!("error: no command '{name}'\n  help: ltoconf --help lists the commands\n"));
        }
    }
    2
}

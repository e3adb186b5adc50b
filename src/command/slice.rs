//! `ltoconf slice`: a tree and names of symbols enter, the part of the tree that decides them leaves as Kconfig.

use crate::{
    cli::{self, Common},
    front::{self, Reach, Tree},
};

use super::{asked::options, check::tell_problem, human, note, warn};

/// Prints a slice.
pub(super) fn run(common: &Common, arguments: &cli::Slice) -> u8 {
    let tree = match Tree::to_slice(&options(common)) {
        Ok(tree) => tree,
        Err(problem) => {
            tell_problem(human(), problem);
            return 2;
        }
    };
    tree.notes().iter().for_each(note);
    let depth = if arguments.whole { None } else { Some(arguments.depth) };
    match front::slice(&tree, &arguments.symbols, Reach { depth, users: arguments.users }) {
        Ok(text) => {
            super::print(text);
            0
        }
        Err(missing) => {
            for missing in missing {
                warn(format!("error: {missing}\n"));
            }
            2
        }
    }
}

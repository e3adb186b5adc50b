//! The common options and `conf`'s own enter; the environment and the folder that it reads a tree with leave. Without
//! options these are the process's own, as for the reference below make; a person who names a tree, an architecture or
//! LLVM gets what make would hand down.

use std::path::PathBuf;

use crate::{
    cli,
    front::{
        Error, Options,
        ground::{self, Ground},
        input::Input,
        probing,
    },
    source,
    tree::{environment::Environment, probe::Prober},
};

use super::{conf::Ended, note, warn};

/// What a tree is read with.
pub(super) struct ConfGround {
    pub(super) environment: Environment,
    /// where the root file is looked for first
    pub(super) directory: PathBuf,
    /// what was asked to make the environment
    pub(super) asked: Option<Prober>,
}

/// Finds the ground.
///
/// # Errors
/// Ends the run where the options name nothing that could be read.
pub(super) fn find(options: &Options, arguments: &cli::Conf) -> Result<ConfGround, Ended> {
    let environment = options.environment.clone();
    if !options.allow_source.is_empty() {
        return Err(refused(
            "'conf' follows every source, as the kernel's own does: --allow-source is for the other commands",
        ));
    }
    if options.rules.is_some() {
        return Err(refused("'conf' resolves a whole tree: name one with --tree DIR in place of --embedded"));
    }
    if options.tree.is_none() && options.arch.is_none() && options.llvm.is_none() {
        return Ok(ConfGround { environment, directory: PathBuf::from("."), asked: None });
    }
    let said = |problem: Error| {
        let (_, errors) = problem.into_diagnostics();
        refused(&errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join("; "))
    };
    let input = start(options, arguments, &environment);
    let key = match ground::of_file(options, &input).map_err(said)? {
        Ground::Tree(key) => key,
        Ground::Embedded(..) => {
            return Err(refused("no folder from here upward holds a Kconfig: name one with --tree DIR"));
        }
    };
    let made = probing::rebuilt(options, &key).map_err(said)?;
    let probing::Rebuilt { environment: mut made, prober, scratch: _ } = made;
    probing::finish(&prober).map_err(said)?.iter().for_each(note);
    made.set("srctree", key.tree.as_os_str().as_encoded_bytes());
    Ok(ConfGround { environment: made, directory: key.tree, asked: Some(prober) })
}

/// The options cannot be followed: bad usage, which is none of the reference's ends.
pub(super) fn refused(why: &str) -> Ended {
    warn(format!("error: {why}\n"));
    Ended(2)
}

/// The file that the mode starts from, for the architecture that its header or its place names. What cannot be read
/// names none, and is told of when the mode comes to it; a pipe can be read once only, and is left to the mode.
fn start(options: &Options, arguments: &cli::Conf, environment: &Environment) -> Input {
    let config = environment.get("KCONFIG_CONFIG").filter(|name| !name.is_empty()).map(source::path_of);
    let named = arguments.defconfig.clone().or(config).unwrap_or_else(|| PathBuf::from(".config"));
    let inside =
        options.tree.as_ref().map(|tree| tree.join(&named)).filter(|inside| !named.exists() && inside.exists());
    let path = inside.unwrap_or(named);
    let text = source::read(&path).unwrap_or_default();
    Input::of(0, &path, text, None)
}

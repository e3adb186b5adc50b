//! The common options and a configuration's path enter; how trees are read, and that configuration on its ground, leave.

use std::path::{Path, PathBuf};

use crate::{
    cli::{Common, Embedded, Probes},
    diagnostic::Advice,
    front::{Config, ConfigFile, Error, Options, Policy, Reader, Rules},
};

use super::{check::tell_problem, human, note, progress};

/// How trees are read by the options and the process's environment.
pub(super) fn options(common: &Common) -> Options {
    let probes = match &common.probes {
        None | Some(Probes::Cached) => Policy::Cached,
        Some(Probes::Run) => Policy::Run,
        Some(Probes::Replay(file)) => Policy::Replay(file.clone()),
        Some(Probes::Record(file)) => Policy::Record(file.clone()),
        Some(Probes::Deny) => Policy::Deny,
    };
    let rules = common.embedded.as_ref().map(|embedded| match embedded {
        Embedded::OfFile => Rules::OfFile,
        Embedded::Named(name) => Rules::Named(name.clone()),
    });
    Options {
        tree: common.tree.clone(),
        allow_source: common.allow_source.clone(),
        rules,
        arch: common.arch.clone(),
        llvm: common.llvm.clone(),
        probes,
        // an empty variable is none
        dialect: common.dialect.clone().filter(|name| !name.is_empty()),
        begins: Some(progress::begin),
        words: option,
        ..Options::of_process()
    }
}

/// What to do about probes without an answer.
pub(super) fn let_probes_run() -> String {
    Advice::let_probes_run(option)
}

/// What a person types where a text advises to a setting.
fn option(advice: Advice) -> String {
    match advice {
        Advice::Tree => "--tree DIR".into(),
        Advice::AllowSource => "--allow-source DIR".into(),
        Advice::WithoutAllowSource => "--allow-source".into(),
        Advice::WithoutRules => "--embedded".into(),
        Advice::Rules(name) => format!("--embedded {}", name.unwrap_or("NAME")),
        Advice::Arch => "--arch".into(),
        Advice::Llvm(None) => "--llvm".into(),
        Advice::Llvm(Some(value)) => format!("--llvm={value}"),
        Advice::Config => "--config FILE".into(),
        Advice::ProbesRun => "--probes cached".into(),
        Advice::ProbesDenied => "--probes deny".into(),
        Advice::Fragment => "--as fragment".into(),
        Advice::ModuleFlags => "ltoconf flags --extmod DIR".into(),
        Advice::Check => "'ltoconf check'".into(),
    }
}

/// A reader for the command at hand, which takes one configuration.
pub(super) fn reader(common: &Common) -> Reader {
    Reader::for_command(common.usage)
}

/// Reads a configuration that a question about a whole one names, or the `.config` that is here or in the named tree.
///
/// # Errors
/// The status of a command that cannot do its work, after its reason was told.
pub(super) fn whole(common: &Common, config: Option<&Path>) -> Result<Config, u8> {
    open(common, config, ConfigFile::whole).map_err(|problem| {
        tell_problem(human(), problem);
        2
    })
}

/// The same, of a file that may be a fragment.
pub(super) fn any(common: &Common, config: Option<&Path>) -> Result<Config, Error> {
    open(common, config, |file| file)
}

fn open(common: &Common, config: Option<&Path>, taken: fn(ConfigFile) -> ConfigFile) -> Result<Config, Error> {
    let path = config.map(Path::to_path_buf).or_else(|| implied(common));
    let config = match &path {
        Some(path) => {
            let file = reader(common).read(path)?;
            Config::open(taken(file), &options(common))?
        }
        None => Config::of_defaults(&options(common))?,
    };
    config.notes().iter().for_each(note);
    Ok(config)
}

/// What is to be said of an answer for no configuration at all.
pub(super) fn of_defaults(config: &Config) -> Option<String> {
    let none = config.path().is_none() && config.carried().is_none();
    none.then(|| "there is no .config, so the tree's defaults count: --config FILE names one".to_owned())
}

/// The `.config` that is here, or else the one in the tree that is named.
fn implied(common: &Common) -> Option<PathBuf> {
    let there = common.tree.as_ref().map(|tree| tree.join(ConfigFile::IMPLIED));
    std::iter::once(PathBuf::from(ConfigFile::IMPLIED)).chain(there).find(|path| path.is_file())
}

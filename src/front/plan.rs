//! A configuration enters; what its build does differently under LTO leaves, step by step.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use crate::{
    diagnostic::Advice,
    lto::{
        Mode,
        plan::{self, Cache, Kernel, Plan, Site, VERSION_OF_SEED},
        ruleset::RuleSet,
    },
    report::{self, Lto, ModelName},
    source::lossy,
    tree::{
        search::{above, makefiles, texts},
        version::release_version,
    },
};

use super::{
    Config,
    error::Error,
    flags::{Target, flags_of},
    ground::Key,
    loaded::Loaded,
    resolved::{Resolved, resolve},
};

/// What a build does differently under LTO.
#[derive(Clone, Debug)]
pub struct PlanOf {
    /// the steps, none without LTO
    pub plan: Plan,
    /// the mode
    pub lto: Lto,
    /// what it was read from
    pub model: ModelName,
    /// what a person should know beside
    pub notes: Vec<String>,
}

impl PlanOf {
    /// As JSON, of the published form.
    ///
    /// # Errors
    /// Those of the serializer, for which there is no reason here.
    pub fn json(&self) -> Result<String, Error> {
        report::plan::json(&self.told()).map_err(Error::UnprintablePlan)
    }

    /// The same, to be told.
    pub fn told(&self) -> report::plan::Told<'_> {
        report::plan::Told { plan: &self.plan, lto: &self.lto, model: &self.model, notes: &self.notes }
    }
}

/// Says what the build of a configuration, or of the external module in a folder, does differently under LTO.
///
/// ```
/// use ltoconf::{Config, ConfigFile, Options, Rules, plan};
///
/// let options = Options { rules: Some(Rules::Named("linux-6.12".into())), ..Options::default() };
/// let config = Config::open(ConfigFile::of(".config", "CONFIG_LTO_NONE=y\n"), &options)?;
/// assert_eq!(plan(&config, None)?.plan.steps.len(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`flags`](super::flags()); and the mode is not known.
pub fn plan(config: &Config, module: Option<PathBuf>) -> Result<PlanOf, Error> {
    let mut resolved = resolve(&config.base)?;
    if module.is_some() {
        resolved.take_as_stated();
    }
    let complete = !resolved.values.unknown.unset;
    let off = resolved.values.unknown.off.clone();
    if resolved.values.lto.mode == Mode::Unknown {
        return Err(Error::UnknownPlan(resolved.values.lto.reason));
    }
    let target = Target { module: module.is_some(), folder: module };
    let (mut flags, _) = flags_of(&mut resolved, &target)?;
    let open = flags.open_cache().filter(|_| flags.cache().is_none());
    let note = open.map(|open| format!("whether ThinLTO has a cache is not known: {}", open.reason));
    flags.notes.extend(note);
    let cache = flags.cache().map(|(folder, flag)| Cache {
        folder: folder.to_owned(),
        site: Site { path: flag.path.clone(), line: flag.line },
    });
    let plan = if resolved.values.lto.mode.is_on() {
        let mut options = plan::options(&resolved.values.configuration);
        options.extend(off.iter().map(|name| (lossy(name), false)));
        plan_of(&resolved, &options, complete, cache)
    } else {
        // no file of the tree need be looked at
        Plan::default()
    };
    let Resolved { base, values, .. } = resolved;
    let model = base.loaded.name.clone();
    Ok(PlanOf { plan, lto: values.lto, model, notes: flags.notes })
}

fn plan_of(resolved: &Resolved<'_>, options: &BTreeMap<String, bool>, complete: bool, cache: Option<Cache>) -> Plan {
    let loaded = &resolved.base.loaded;
    let arch = loaded.name.arch.as_str();
    let tree = resolved.base.key.as_ref().map(|Key { tree: folder, .. }| {
        let makefiles = makefiles(folder, arch, &plan::WORDS);
        plan::Tree { texts: texts(folder, plan::files()), lists: above(folder, &makefiles), makefiles }
    });
    let kernel = Kernel { version: version(resolved, loaded), arch, options, complete, tree: tree.as_ref() };
    let mut plan = Plan::of(resolved.values.lto.mode, &kernel, cache);
    for step in plan.steps.iter_mut().filter(|step| step.id == plan::OWN_CACHE) {
        let _infallible = write!(step.what, " ({})", resolved.base.options.word(Advice::ModuleFlags));
    }
    plan
}

/// The version by which steps are chosen where no file of a tree tells.
fn version(resolved: &Resolved<'_>, loaded: &Loaded) -> (u32, u32) {
    match &resolved.kernel {
        Some(kernel) => match kernel.rules.since() {
            None => VERSION_OF_SEED,
            // an older kernel that took these rules over does as the first version that has them
            Some(since) => {
                let (major, minor) = kernel.release;
                let own = RuleSet::of_version(major, minor) == Some(kernel.rules);
                if own { kernel.release } else { since }
            }
        },
        None => {
            let known = |name: &[u8]| {
                loaded.model.find(name).is_some_and(|symbol| !loaded.model.symbols[symbol].menus.is_empty())
            };
            if known(b"THINLTO") && !known(b"HAS_LTO_CLANG") {
                return VERSION_OF_SEED;
            }
            let release = loaded.name.name.strip_prefix("linux-").and_then(release_version);
            release.unwrap_or((u32::MAX, 0))
        }
    }
}

//! `ltoconf plan`: a configuration enters, what its build does differently under LTO and an exit status leave.

use std::collections::BTreeMap;

use crate::{
    cli::{self, Common, PlanFormat},
    lto::{
        plan::{self, Cache, Kernel, Mode, Plan, Site, VERSION_OF_SEED},
        ruleset::RuleSet,
    },
    report::plan::{Told, json},
    source::lossy,
    tree::{
        search::{above, makefiles, texts},
        version::release_version,
    },
};

use super::{
    check::{human, tell_problem},
    flags::flags_of,
    loaded::{Key, Loaded, Problem, problem},
    resolved::{Resolved, resolve},
    warn,
};

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

fn tell(common: &Common, arguments: &cli::Plan) -> Result<(), Problem> {
    let mut resolved = resolve(common, arguments.config.as_deref())?;
    if arguments.extmod.is_some() {
        resolved.take_as_stated();
    }
    let complete = !resolved.values.unknown.unset;
    let off = resolved.values.unknown.off.clone();
    if resolved.values.lto.mode == "unknown" {
        let reason = &resolved.values.lto.reason;
        return Err(problem(
            "ltoconf::plan::unknown-mode",
            format!("the LTO mode, and with it the plan, are not known: {reason}"),
        ));
    }
    let (flags, _) = flags_of(common, &mut resolved, arguments.extmod.is_some(), arguments.extmod.as_deref())?;
    for note in &flags.notes {
        warn(format!("note: {note}\n"));
    }
    let cache = flags.cache().map(|(folder, flag)| Cache {
        folder: folder.to_owned(),
        site: Site { path: flag.path.clone(), line: flag.line },
    });
    let plan = match Mode::named(resolved.values.lto.mode) {
        None => Plan::default(),
        Some(mode) => {
            let mut options = plan::options(&resolved.values.configuration);
            options.extend(off.iter().map(|name| (lossy(name), false)));
            plan_of(mode, &resolved, &options, complete, cache)
        }
    };
    let told = Told { plan: &plan, lto: &resolved.values.lto, model: &resolved.base.loaded.name, notes: &flags.notes };
    let text = match common.format().unwrap_or_default() {
        PlanFormat::Human => human().plan(&told),
        PlanFormat::Json => json(&told).map_err(|error| problem("ltoconf::plan::unprintable", error.to_string()))?,
    };
    super::print(text);
    Ok(())
}

fn plan_of(
    mode: Mode,
    resolved: &Resolved,
    options: &BTreeMap<String, bool>,
    complete: bool,
    cache: Option<Cache>,
) -> Plan {
    let loaded = &resolved.base.loaded;
    let arch = loaded.name.arch.as_str();
    let tree = resolved.base.key.as_ref().map(|Key { tree: folder, .. }| {
        let makefiles = makefiles(folder, arch, &plan::WORDS);
        plan::Tree { texts: texts(folder, plan::files()), lists: above(folder, &makefiles), makefiles }
    });
    let kernel = Kernel { version: version(resolved, loaded), arch, options, complete, tree: tree.as_ref() };
    Plan::of(mode, &kernel, cache)
}

/// The version by which steps are chosen where no file of a tree tells.
fn version(resolved: &Resolved, loaded: &Loaded) -> (u32, u32) {
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

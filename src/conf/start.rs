//! A request and its ground enter; the tree that it is about leaves, read and built, and what the reference says until
//! then is said.

use std::{
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    diagnostic::Diagnostic,
    dialect::Dialect,
    eval::{Fill, Probability, parse_seed},
    model::{Model, build},
    source::{Sources, Span, path_of},
    tree::{self, Tree, environment::Environment, expand::Said, probe::Prober},
};

use super::{Ended, Ground, Mode, Request, Run, Talk, words};

/// A request that its rules know, with nothing read yet.
#[derive(Debug)]
pub struct Start {
    request: Request,
    ground: Ground,
    fill: Fill,
}

impl Start {
    /// Takes a request.
    ///
    /// # Errors
    /// The rules do not have the mode.
    pub fn new(mut request: Request, ground: Ground, talk: &mut dyn Talk) -> Result<Self, Ended> {
        if request.defconfig_apart && ground.dialect.has_own_defconfig {
            take_own_defconfig(&mut request, &ground.environment);
        }
        if let Some((mode, since)) = request.mode.later_than(&ground.dialect) {
            let why = format!("unrecognized option '--{mode}': conf knows it since Linux {since}\n");
            return Err(Ended::saying(talk, &why));
        }
        let fill = fill(&request.mode, &ground, talk);
        Ok(Self { request, ground, fill })
    }

    /// What macros and probes see.
    pub fn environment(&self) -> &Environment {
        &self.ground.environment
    }

    /// Reads the tree and builds its model.
    ///
    /// # Errors
    /// The tree has errors, or cannot be read.
    pub fn read(&self, prober: &mut Prober, talk: &mut dyn Talk) -> Result<(Tree, Model), Ended> {
        let Ground { environment, directory, dialect } = &self.ground;
        let root = self.request.root.as_os_str().as_encoded_bytes();
        let request = tree::Request { root, directory: directory.clone(), environment, dialect };
        let loaded = tree::load(&request, prober);
        if let Err(error) = prober.finish() {
            talk.err(format!("warning: {error}\n").as_bytes());
        }
        let tree = loaded.map_err(|broken| {
            tell_said(&broken.files.sources, &broken.said, talk);
            tell(&broken.files.sources, &broken.warnings, dialect, talk);
            tell(&broken.files.sources, &broken.errors, dialect, talk);
            let unreadable = broken.errors.iter().any(|error| error.code == "ltoconf::tree::not-a-file");
            if unreadable { Ended::UNREADABLE } else { Ended::FAILED }
        })?;
        tell_said(&tree.files.sources, &tree.walk.said, talk);
        tell(&tree.files.sources, &tree.walk.warnings, dialect, talk);
        let model = build::build(&tree, dialect.clone()).map_err(|errors| {
            tell(&tree.files.sources, &errors, dialect, talk);
            Ended::FAILED
        })?;
        tell(&tree.files.sources, &model.warnings, dialect, talk);
        Ok((tree, model))
    }

    /// The run on what was read.
    pub fn on(self, tree: Tree, model: Model) -> Run {
        Run { request: self.request, environment: self.ground.environment, tree, model, fill: self.fill }
    }
}

/// Takes the word behind `--defconfig` for the root file. Behaviour of `conf_get_default_confname` before 5.3.
fn take_own_defconfig(request: &mut Request, environment: &Environment) {
    let Mode::Defconfig(word) = &request.mode else { return };
    let root = word.clone();
    let variable = |name| environment.get(name).map(path_of);
    let own = Path::new("arch").join(variable("ARCH").unwrap_or_default()).join("defconfig");
    let beside = variable("srctree").map(|tree| tree.join(&own)).filter(|beside| request.at(beside).exists());
    request.mode = Mode::Defconfig(beside.unwrap_or(own));
    request.root = root;
}

/// How the mode fills symbols that have no value; chances are not read yet.
fn fill(mode: &Mode, ground: &Ground, talk: &mut dyn Talk) -> Fill {
    match mode {
        Mode::All(value) => Fill::All(*value),
        Mode::Randconfig => {
            let given = ground.environment.get("KCONFIG_SEED").filter(|text| !text.is_empty());
            let seed = given.and_then(parse_seed).unwrap_or_else(seed_of_now);
            let told = format!("KCONFIG_SEED=0x{seed:X}\n");
            if ground.dialect.whispers_seed {
                talk.err(told.as_bytes());
            } else {
                talk.out(told.as_bytes());
            }
            Fill::Random { seed, probability: Probability::default() }
        }
        _ => Fill::Default,
    }
}

fn seed_of_now() -> u32 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    ((now.as_secs() + 1) as u32).wrapping_mul(now.subsec_micros() + 1)
}

/// Tells of what was found in the tree, in the reference's words.
fn tell(sources: &Sources, diagnostics: &[Diagnostic], rules: &Dialect, talk: &mut dyn Talk) {
    for diagnostic in diagnostics {
        let text = words::diagnostic(sources, diagnostic, rules);
        if words::is_printed(diagnostic) { talk.out(text.as_bytes()) } else { talk.err(text.as_bytes()) }
    }
}

fn tell_said(sources: &Sources, said: &[(Span, Said)], talk: &mut dyn Talk) {
    for (span, what) in said {
        match what {
            Said::Info(text) => talk.out(words::info(text).as_bytes()),
            Said::Warning(text) => talk.err(words::warning(sources, *span, text).as_bytes()),
        }
    }
}

//! A tree that was read and a mode enter; the files that the reference would write leave.
//! Behaviour of `main` in conf.c.

use std::path::Path;

use crate::{
    eval::{Evaluator, Fill, Probability},
    model::{Model, symbol::Tristate},
    source::{self, lossy, path_of},
    tree::{Tree, environment::Environment, files},
};

use super::{Ended, Mode, Request, Talk, ask::Conversation, mode::Product, write::Output};

/// A mode on a tree.
#[derive(Debug)]
pub struct Run {
    pub(super) request: Request,
    pub(super) environment: Environment,
    pub(super) tree: Tree,
    pub(super) model: Model,
    pub(super) fill: Fill,
}

impl Run {
    /// Does what the mode does.
    ///
    /// # Errors
    /// The reference would have ended with another status than 0; why was said.
    pub fn go(&self, talk: &mut dyn Talk) -> Result<(), Ended> {
        let rules = &self.model.dialect;
        let sync = self.request.mode == Mode::Syncconfig;
        let old_sync = rules.old_sync && sync;
        let output = Output {
            request: &self.request,
            environment: &self.environment,
            tree: &self.tree,
            prefix: self.prefix(),
            silent: self.request.silent || (sync && !rules.old_sync),
        };
        if old_sync && !self.request.at(&path_of(&output.config_name())).exists() {
            let why = format!("there is no configuration '{}'\n", lossy(&output.config_name()));
            return Err(Ended::saying(talk, &why));
        }
        let mut evaluator = Evaluator::new(&self.model);
        evaluator.note_unmet();
        let warned = self.read(&mut evaluator, &output, talk)?;
        let strict = rules.knows_werror && self.set("KCONFIG_WERROR");
        if rules.stops_on_unmet {
            tell_unmet(&mut evaluator, talk);
        }
        if warned && strict {
            return Err(Ended::FAILED);
        }
        let mut write = true;
        if sync && self.environment.get("KCONFIG_NOSILENTUPDATE").is_some_and(|set| !set.is_empty()) {
            if evaluator.changed {
                return Err(Ended::saying(talk, "\n*** The configuration requires explicit update.\n\n"));
            }
            write = old_sync;
        }
        let changed = self.change(&mut evaluator, &output, talk);
        tell_unmet(&mut evaluator, talk);
        changed?;
        if !evaluator.unmet.is_empty() && strict && rules.stops_on_unmet {
            return Err(Ended::FAILED);
        }
        match self.request.mode.product() {
            Product::List => Ok(()),
            Product::Defconfig(file) => output.defconfig(&mut evaluator, file, talk),
            Product::Configuration => {
                if write && (evaluator.changed || !old_sync) {
                    output.dotconfig(&mut evaluator, talk)?;
                }
                output.auto(&mut evaluator, sync, talk)
            }
        }
    }

    pub(super) fn set(&self, variable: &str) -> bool {
        self.environment.get(variable).is_some()
    }

    pub(super) fn prefix(&self) -> Vec<u8> {
        self.environment.get("CONFIG_").unwrap_or(b"CONFIG_").to_vec()
    }

    /// A configuration's bytes; it may come through a pipe, as for the reference.
    pub(super) fn open(&self, name: &[u8]) -> Result<Vec<u8>, String> {
        let srctree = self.environment.get("srctree").map(path_of);
        let folder: &Path = &self.request.working_folder;
        files::read(folder, srctree.as_deref(), name, source::read_named).map_err(|reason| reason.to_string())
    }

    /// How new symbols are filled, with the chances of `KCONFIG_PROBABILITY`, which the reference reads last, when it
    /// draws.
    fn filling(&self, talk: &mut dyn Talk) -> Result<Fill, Ended> {
        let (Fill::Random { seed, .. }, Some(text)) = (self.fill, self.environment.get("KCONFIG_PROBABILITY")) else {
            return Ok(self.fill);
        };
        let probability = Probability::parse(text)
            .ok_or_else(|| Ended::saying(talk, "KCONFIG_PROBABILITY: Numerical result out of range\n"))?;
        Ok(Fill::Random { seed, probability })
    }

    /// What the mode changes after reading.
    fn change(&self, evaluator: &mut Evaluator<'_>, output: &Output<'_>, talk: &mut dyn Talk) -> Result<(), Ended> {
        let mode = &self.request.mode;
        match mode {
            Mode::Defconfig(_) | Mode::Alldefconfig | Mode::All(_) | Mode::Randconfig => {
                evaluator.fill(self.filling(talk)?);
            }
            Mode::Yes2modconfig => evaluator.rewrite(Tristate::Yes, Tristate::Mod),
            Mode::Mod2yesconfig => evaluator.rewrite(Tristate::Mod, Tristate::Yes),
            Mode::Mod2noconfig => evaluator.rewrite(Tristate::Mod, Tristate::No),
            Mode::Listnewconfig => output.list_new(evaluator, talk),
            Mode::Helpnewconfig => output.help_new(evaluator, talk),
            Mode::Olddefconfig | Mode::Savedefconfig(_) => {}
            Mode::Oldaskconfig | Mode::Oldconfig | Mode::Syncconfig => {
                let all = *mode == Mode::Oldaskconfig;
                Conversation::new(evaluator, &self.tree.files.sources, &output.prefix, talk).run(all)?;
            }
        }
        Ok(())
    }
}

/// Tells of unmet dependencies that came up since the last time.
pub(super) fn tell_unmet(evaluator: &mut Evaluator<'_>, talk: &mut dyn Talk) {
    let told = evaluator.take_unmet();
    if !told.is_empty() {
        talk.err(told.as_ref());
    }
}

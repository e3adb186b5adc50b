//! Evaluated values enter; the configuration, a defconfig or a list of symbols leaves, with the reference's messages.
//! Behaviour of `conf_write` and `conf_write_defconfig` in confdata.c as far as files go.

use std::{io, path::Path};

use crate::{
    eval::Evaluator,
    source::{self, is_device, lossy, make_folder_of, path_of, replace, replace_and_keep, write_into},
    tree::{Tree, environment::Environment},
};

use super::{Ended, Request, Talk, run::tell_unmet};

/// Where and how files are written.
pub(super) struct Output<'a> {
    pub(super) request: &'a Request,
    pub(super) environment: &'a Environment,
    pub(super) tree: &'a Tree,
    pub(super) prefix: Vec<u8>,
    pub(super) silent: bool,
}

pub(super) fn failed(what: &str, error: &io::Error, then: &str, talk: &mut dyn Talk) -> Ended {
    Ended::saying(talk, &format!("{what}: {error}\n{then}"))
}

impl Output<'_> {
    /// A message in the reference's frame.
    pub(super) fn message(&self, text: &str, talk: &mut dyn Talk) {
        if !self.silent {
            talk.out(format!("#\n# {text}\n#\n").as_bytes());
        }
    }

    pub(super) fn name(&self, variable: &str, otherwise: &str) -> Vec<u8> {
        self.environment.get(variable).unwrap_or(otherwise.as_bytes()).to_vec()
    }

    /// `.config`, or what `KCONFIG_CONFIG` names.
    pub(super) fn config_name(&self) -> Vec<u8> {
        self.name("KCONFIG_CONFIG", ".config")
    }

    /// Writes the `.config`, and keeps the former one as `.config.old` unless nothing changed.
    pub(super) fn dotconfig(&self, evaluator: &mut Evaluator<'_>, talk: &mut dyn Talk) -> Result<(), Ended> {
        const THEN: &str = "\n*** Error during writing of the configuration.\n\n";
        let name = self.config_name();
        let (path, shown) = (self.request.at(&path_of(&name)), lossy(&name));
        if name.is_empty() {
            return Err(Ended::saying(talk, &format!("config name is empty\n{THEN}")));
        }
        // older versions rename a folder like a file, and make none
        let makes_folders = evaluator.model().dialect.ends_menus;
        if makes_folders {
            if path.is_dir() {
                return Err(Ended::saying(talk, &format!("{shown}: Is a directory\n{THEN}")));
            }
            make_folder_of(&path).map_err(|error| failed(&shown, &error, THEN, talk))?;
        }
        let bytes = evaluator.dotconfig(&self.prefix);
        tell_unmet(evaluator, talk);
        // what stands in the place of a file (/dev/null, /dev/stdout) must stay what it is: only files are renamed
        if is_device(&path) || self.environment.get("KCONFIG_OVERWRITECONFIG").is_some_and(|set| !set.is_empty()) {
            write_into(&path, &bytes).map_err(|error| failed(&shown, &error, THEN, talk))?;
            self.warn_changed(evaluator, talk);
        } else {
            self.warn_changed(evaluator, talk);
            if makes_folders && source::read(&path).is_ok_and(|former| former == bytes) {
                self.message(&format!("No change to {shown}"), talk);
                evaluator.changed = false;
                return Ok(());
            }
            replace_and_keep(&path, &bytes).map_err(|error| failed(&shown, &error, THEN, talk))?;
        }
        self.message(&format!("configuration written to {shown}"), talk);
        evaluator.changed = false;
        Ok(())
    }

    /// What the user asked for in vain, where somebody wants to know.
    fn warn_changed(&self, evaluator: &mut Evaluator<'_>, talk: &mut dyn Talk) {
        let wanted = self.environment.get("KCONFIG_WARN_CHANGED_INPUT").is_some_and(|set| !set.is_empty());
        if wanted && evaluator.model().dialect.warns_of_changes {
            talk.err(&evaluator.changed_input(&self.prefix));
        }
    }

    /// Writes the minimal configuration.
    pub(super) fn defconfig(
        &self,
        evaluator: &mut Evaluator<'_>,
        name: &Path,
        talk: &mut dyn Talk,
    ) -> Result<(), Ended> {
        let bytes = evaluator.defconfig(&self.prefix);
        tell_unmet(evaluator, talk);
        // the reference opens it: what a link leads to is written
        let path = self.request.at(name);
        let written = if path.is_symlink() { write_into(&path, &bytes) } else { replace(&path, &bytes) };
        written.map_err(|error| {
            let then = format!("*** Error while saving defconfig to: {}\n\n", name.display());
            failed(&name.display().to_string(), &error, &then, talk)
        })?;
        self.warn_changed(evaluator, talk);
        Ok(())
    }

    /// Says which symbols have no value.
    pub(super) fn list_new(&self, evaluator: &mut Evaluator<'_>, talk: &mut dyn Talk) {
        evaluator.each_undecided(|evaluator, menu| {
            let Some(symbol) = evaluator.model().menus[menu].symbol else { return };
            let mut line = Vec::new();
            evaluator.dotconfig_line(&self.prefix, symbol, false, &mut line);
            talk.out(&line);
        });
    }

    /// Says the same with their help.
    pub(super) fn help_new(&self, evaluator: &mut Evaluator<'_>, talk: &mut dyn Talk) {
        evaluator.each_undecided(|evaluator, menu| {
            if evaluator.model().menus[menu].symbol.is_none() {
                return;
            }
            talk.out(b"-----\n");
            talk.out(&evaluator.help(&self.tree.files.sources, &self.prefix, menu));
            talk.out(b"-----\n");
        });
    }
}

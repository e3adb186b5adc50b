//! Evaluated values enter, the files of `ltoconf conf` leave, with the reference's messages.
//! Behaviour of `conf_write`, `conf_write_defconfig` and `conf_write_autoconf` in confdata.c as far as files go.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    eval::Evaluator,
    source::{self, lossy, path_of},
    tree::{Tree, environment::Environment},
};

use super::{
    conf::{Ended, say, tell_unmet},
    files::{self, beside, make_folder_of, replace},
    warn,
};

/// Where and how files are written.
pub(super) struct Output<'a> {
    pub(super) environment: &'a Environment,
    pub(super) tree: &'a Tree,
    pub(super) prefix: Vec<u8>,
    pub(super) silent: bool,
}

fn failed(what: &str, error: &io::Error, then: &str) -> Ended {
    warn(format!("{what}: {error}\n{then}"));
    Ended(1)
}

impl Output<'_> {
    /// A message in the reference's frame.
    pub(super) fn message(&self, text: &str) {
        if !self.silent {
            say(format!("#\n# {text}\n#\n"));
        }
    }

    fn name(&self, variable: &str, otherwise: &str) -> Vec<u8> {
        self.environment.get(variable).unwrap_or(otherwise.as_bytes()).to_vec()
    }

    /// `.config`, or what `KCONFIG_CONFIG` names.
    pub(super) fn config_name(&self) -> Vec<u8> {
        self.name("KCONFIG_CONFIG", ".config")
    }

    /// Writes the `.config`, and keeps the former one as `.config.old` unless nothing changed.
    pub(super) fn dotconfig(&self, evaluator: &mut Evaluator<'_>) -> Result<(), Ended> {
        const THEN: &str = "\n*** Error during writing of the configuration.\n\n";
        let name = self.config_name();
        let (path, shown) = (path_of(&name), lossy(&name));
        if name.is_empty() {
            warn(format!("config name is empty\n{THEN}"));
            return Err(Ended(1));
        }
        // older versions rename a folder like a file, and make none
        let makes_folders = evaluator.model().dialect.ends_menus;
        if makes_folders {
            if path.is_dir() {
                warn(format!("{shown}: Is a directory\n{THEN}"));
                return Err(Ended(1));
            }
            make_folder_of(&path).map_err(|error| failed(&shown, &error, THEN))?;
        }
        let bytes = evaluator.dotconfig(&self.prefix);
        tell_unmet(evaluator);
        // what stands in the place of a file (/dev/null, /dev/stdout) must stay what it is: only files are renamed
        let device = fs::metadata(&path).is_ok_and(|about| !about.is_file() && !about.is_dir());
        if device || self.environment.get("KCONFIG_OVERWRITECONFIG").is_some_and(|set| !set.is_empty()) {
            fs::write(&path, &bytes).map_err(|error| failed(&shown, &error, THEN))?;
            self.warn_changed(evaluator);
        } else {
            self.warn_changed(evaluator);
            if makes_folders && source::read(&path).is_ok_and(|former| former == bytes) {
                self.message(&format!("No change to {shown}"));
                evaluator.changed = false;
                return Ok(());
            }
            let temporary = beside(&path, &format!(".{}.tmp", std::process::id()));
            fs::write(&temporary, &bytes).map_err(|error| failed(&shown, &error, THEN))?;
            // there may be no former file
            let _absent = fs::rename(&path, beside(&path, ".old"));
            fs::rename(&temporary, &path).map_err(|error| failed(&shown, &error, THEN))?;
        }
        self.message(&format!("configuration written to {shown}"));
        evaluator.changed = false;
        Ok(())
    }

    /// What the user asked for in vain, where somebody wants to know.
    fn warn_changed(&self, evaluator: &mut Evaluator<'_>) {
        let wanted = self.environment.get("KCONFIG_WARN_CHANGED_INPUT").is_some_and(|set| !set.is_empty());
        if wanted && evaluator.model().dialect.warns_of_changes {
            warn(evaluator.changed_input(&self.prefix));
        }
    }

    /// Writes the minimal configuration.
    pub(super) fn defconfig(&self, evaluator: &mut Evaluator<'_>, path: &Path) -> Result<(), Ended> {
        let bytes = evaluator.defconfig(&self.prefix);
        tell_unmet(evaluator);
        // the reference opens it: what a link leads to is written
        let written = if path.is_symlink() { fs::write(path, &bytes) } else { replace(path, &bytes) };
        written.map_err(|error| {
            let then = format!("*** Error while saving defconfig to: {}\n\n", path.display());
            failed(&path.display().to_string(), &error, &then)
        })?;
        self.warn_changed(evaluator);
        Ok(())
    }

    /// Writes the files that a build reads; unless it is the mode's purpose, only where they are not there.
    pub(super) fn auto(&self, evaluator: &mut Evaluator<'_>, purpose: bool) -> Result<(), Ended> {
        let conf = path_of(&self.name("KCONFIG_AUTOCONFIG", "include/config/auto.conf"));
        let old_sync = evaluator.model().dialect.old_sync;
        if !purpose && (old_sync || conf.exists()) {
            return Ok(());
        }
        match self.write_auto(evaluator, &conf) {
            Err(error) if purpose => {
                Err(failed(&conf.display().to_string(), &error, "\n*** Error during sync of the configuration.\n\n"))
            }
            _ => Ok(()),
        }
    }

    fn write_auto(&self, evaluator: &mut Evaluator<'_>, conf: &Path) -> io::Result<()> {
        let dialect = &evaluator.model().dialect;
        let old_command = dialect.old_auto_cmd;
        let command = if old_command { PathBuf::from("include/config/auto.conf.cmd") } else { beside(conf, ".cmd") };
        let make_folder_of = |path: &Path| if dialect.old_sync { Ok(()) } else { make_folder_of(path) };
        make_folder_of(&command)?;
        let former = source::read(conf).ok();
        let auto = evaluator.auto(&self.prefix, former.as_deref());
        tell_unmet(evaluator);
        let text = self.auto_command(evaluator, conf);
        if dialect.old_sync && !Path::new("include/config").is_dir() {
            // what older versions leave where make has not made the folder before
            fs::write("..config.tmp", &text)?;
        }
        replace(&command, &text)?;
        let beside = dialect.dep_files_beside_auto;
        let folder = if beside { conf.parent().unwrap_or(Path::new("")) } else { Path::new("include/config") };
        for (at, name) in auto.touched.iter().enumerate() {
            let path = folder.join(path_of(name));
            if at == 0 || !dialect.flat_dep_files {
                files::make_folder_of(&path)?;
            }
            fs::write(path, b"")?;
        }
        let header = path_of(&self.name("KCONFIG_AUTOHEADER", "include/generated/autoconf.h"));
        make_folder_of(&header)?;
        replace(&header, &auto.header)?;
        for (variable, otherwise, text) in [
            ("KCONFIG_RUSTCCFG", "include/generated/rustc_cfg", &auto.rustc),
            ("KCONFIG_TRISTATE", "include/config/tristate.conf", &auto.tristates),
        ] {
            let Some(text) = text else { continue };
            let path = path_of(&self.name(variable, otherwise));
            make_folder_of(&path)?;
            replace(&path, text)?;
        }
        make_folder_of(conf)?;
        // last: make takes it as the sign that all is done
        replace(conf, &auto.conf)
    }

    /// What make must look at to know whether the files are current.
    fn auto_command(&self, evaluator: &Evaluator<'_>, conf: &Path) -> Vec<u8> {
        let walk = &self.tree.walk;
        let name = conf.as_os_str().as_encoded_bytes();
        let mut out = Vec::new();
        let mut put = |parts: &[&[u8]]| parts.iter().for_each(|part| out.extend_from_slice(part));
        if evaluator.model().dialect.new_auto_cmd {
            put(&[b"autoconfig := ", name, b"\n\ndeps_config := \\\n"]);
            walk.files.iter().for_each(|file| put(&[b"\t", file, b" \\\n"]));
            put(&[b"\n$(autoconfig): $(deps_config)\n$(deps_config): ;\n"]);
            for (variable, value) in &walk.environment {
                put(&[b"\nifneq \"$(", variable, b")\" \"", value, b"\"\n$(autoconfig): FORCE\nendif\n"]);
            }
        } else {
            let old = evaluator.model().dialect.old_auto_cmd;
            put(&[b"deps_config := \\\n"]);
            for (left, file) in walk.files.iter().enumerate().rev() {
                put(&[b"\t", file, if old && left == 0 { b"\n" } else { b" \\\n" }]);
            }
            put(&[b"\n", name, if old { b": \\\n\t" } else { b": " }, b"$(deps_config)\n\n"]);
            for (variable, value) in &walk.environment {
                put(&[b"ifneq \"$(", variable, b")\" \"", value, b"\"\n", name, b": FORCE\nendif\n"]);
            }
            put(&[b"\n$(deps_config): ;\n"]);
        }
        out
    }

    /// Prints symbols without a value.
    pub(super) fn list_new(&self, evaluator: &mut Evaluator<'_>, help: bool) {
        evaluator.each_undecided(|evaluator, menu| {
            let Some(symbol) = evaluator.model().menus[menu].symbol else { return };
            if help {
                say("-----\n");
                say(evaluator.help(&self.tree.files.sources, &self.prefix, menu));
                say("-----\n");
            } else {
                let mut line = Vec::new();
                evaluator.dotconfig_line(&self.prefix, symbol, false, &mut line);
                say(line);
            }
        });
    }
}

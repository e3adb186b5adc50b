//! Evaluated values enter; the files that a build reads leave.
//! Behaviour of `conf_write_autoconf` in confdata.c as far as files go.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    eval::Evaluator,
    source::{self, beside, make_folder_of, path_of, replace, write_into},
};

use super::{
    Ended, Talk,
    run::tell_unmet,
    write::{Output, failed},
};

impl Output<'_> {
    /// Writes the files that a build reads; unless it is the mode's purpose, only where they are not there.
    pub(super) fn auto(&self, evaluator: &mut Evaluator<'_>, purpose: bool, talk: &mut dyn Talk) -> Result<(), Ended> {
        let conf = path_of(&self.name("KCONFIG_AUTOCONFIG", "include/config/auto.conf"));
        let old_sync = evaluator.model().dialect.old_sync;
        if !purpose && (old_sync || self.request.at(&conf).exists()) {
            return Ok(());
        }
        match self.write_auto(evaluator, &conf, talk) {
            Err(error) if purpose => {
                let then = "\n*** Error during sync of the configuration.\n\n";
                Err(failed(&conf.display().to_string(), &error, then, talk))
            }
            _ => Ok(()),
        }
    }

    fn write_auto(&self, evaluator: &mut Evaluator<'_>, conf: &Path, talk: &mut dyn Talk) -> io::Result<()> {
        let dialect = &evaluator.model().dialect;
        let old_command = dialect.old_auto_cmd;
        let command = if old_command { PathBuf::from("include/config/auto.conf.cmd") } else { beside(conf, ".cmd") };
        let at = |name: &Path| self.request.at(name);
        let make_folder = |name: &Path| if dialect.old_sync { Ok(()) } else { make_folder_of(&at(name)) };
        make_folder(&command)?;
        let former = source::read(&at(conf)).ok();
        let auto = evaluator.auto(&self.prefix, former.as_deref());
        tell_unmet(evaluator, talk);
        let text = self.auto_command(evaluator, conf);
        if dialect.old_sync && !at(Path::new("include/config")).is_dir() {
            // what older versions leave where make has not made the folder before
            write_into(&at(Path::new("..config.tmp")), &text)?;
        }
        replace(&at(&command), &text)?;
        let beside = dialect.dep_files_beside_auto;
        let folder = if beside { conf.parent().unwrap_or(Path::new("")) } else { Path::new("include/config") };
        for (number, name) in auto.touched.iter().enumerate() {
            let path = at(&folder.join(path_of(name)));
            if number == 0 || !dialect.flat_dep_files {
                make_folder_of(&path)?;
            }
            write_into(&path, b"")?;
        }
        let header = path_of(&self.name("KCONFIG_AUTOHEADER", "include/generated/autoconf.h"));
        make_folder(&header)?;
        replace(&at(&header), &auto.header)?;
        for (variable, otherwise, text) in [
            ("KCONFIG_RUSTCCFG", "include/generated/rustc_cfg", &auto.rustc),
            ("KCONFIG_TRISTATE", "include/config/tristate.conf", &auto.tristates),
        ] {
            let Some(text) = text else { continue };
            let name = path_of(&self.name(variable, otherwise));
            make_folder(&name)?;
            replace(&at(&name), text)?;
        }
        make_folder(conf)?;
        // last: make takes it as the sign that all is done
        replace(&at(conf), &auto.conf)
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
}

//! Which file a mode starts from: names enter, user values leave, with what the reference says of the files' lines.
//! Behaviour of `conf_read` in confdata.c and of `main` in conf.c.

use crate::{
    eval::Evaluator,
    source::{lossy, path_of},
    syntax::dotconfig,
};

use super::{Ended, Mode, Run, Talk, words, write::Output};

impl Run {
    /// Reads the configuration that the mode starts from; says whether the reference counts a warning.
    pub(super) fn read(
        &self,
        evaluator: &mut Evaluator<'_>,
        output: &Output<'_>,
        talk: &mut dyn Talk,
    ) -> Result<bool, Ended> {
        if let Mode::Defconfig(file) = &self.request.mode {
            let name = file.as_os_str().as_encoded_bytes();
            return match self.open(name) {
                Ok(text) => Ok(self.take(evaluator, &lossy(name), &text, true, talk)),
                Err(reason) => {
                    evaluator.changed = true;
                    let shown = lossy(name);
                    let why = format!("***\n*** Can't find default configuration \"{shown}\": {reason}\n***\n");
                    Err(Ended::saying(talk, &why))
                }
            };
        }
        if let Some(own) = self.request.mode.own_start() {
            return self.read_all(evaluator, own, talk);
        }
        let name = output.config_name();
        // a folder opens for the reference, and has no lines
        let folder = || self.request.at(&path_of(&name)).is_dir().then(Vec::new);
        if let Some(text) = self.open(&name).ok().or_else(folder) {
            return Ok(self.take(evaluator, &lossy(&name), &text, true, talk));
        }
        let list = self.environment.get("KCONFIG_DEFCONFIG_LIST").unwrap_or_default();
        let names: Vec<Vec<u8>> = if self.model.dialect.options {
            evaluator.defconfig_list()
        } else {
            list.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect()
        };
        for name in names {
            if let Ok(text) = self.open(&name) {
                output.message(&format!("using defaults found in {}", lossy(&name)), talk);
                let warned = self.take(evaluator, &lossy(&name), &text, true, talk);
                // it is not the file that will be written
                evaluator.changed = true;
                return Ok(warned);
            }
        }
        evaluator.read(None, false);
        Ok(false)
    }

    /// Takes a file's values; `resolve` calculates everything as well.
    fn take(&self, evaluator: &mut Evaluator<'_>, name: &str, text: &[u8], resolve: bool, talk: &mut dyn Talk) -> bool {
        let warn_of_unknown = self.model.dialect.knows_werror && self.set("KCONFIG_WARN_UNKNOWN_SYMBOLS");
        let lines = dotconfig::parse(text, &self.prefix());
        let reading = if resolve {
            evaluator.read(Some((text, &lines)), warn_of_unknown)
        } else {
            evaluator.read_simple(text, &lines)
        };
        for remark in &reading.remarks {
            if let Some(said) = words::remark(&self.model, name, text, &lines, remark, warn_of_unknown) {
                talk.err(said.as_bytes());
            }
        }
        reading.warned(warn_of_unknown)
    }

    /// `KCONFIG_ALLCONFIG`, from which all-yes and its like start; `own` is the file of the mode's own.
    fn read_all(&self, evaluator: &mut Evaluator<'_>, own: &str, talk: &mut dyn Talk) -> Result<bool, Ended> {
        let Some(name) = self.environment.get("KCONFIG_ALLCONFIG") else { return Ok(false) };
        if !matches!(name, b"" | b"1") {
            return match self.open(name) {
                Ok(text) => Ok(self.take(evaluator, &lossy(name), &text, false, talk)),
                Err(reason) => {
                    let why = format!("*** Can't read seed configuration \"{}\": {reason}\n", lossy(name));
                    Err(Ended::saying(talk, &why))
                }
            };
        }
        for name in [own, "all.config"] {
            if let Ok(text) = self.open(name.as_bytes()) {
                return Ok(self.take(evaluator, name, &text, false, talk));
            }
        }
        let why = format!("*** KCONFIG_ALLCONFIG set, but no \"{own}\" or \"all.config\" file found\n");
        Err(Ended::saying(talk, &why))
    }
}

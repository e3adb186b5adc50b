//! Which file a mode of `ltoconf conf` starts from: names enter, user values leave, with what the reference says of the
//! files' lines. Behaviour of `conf_read` in confdata.c and of `main` in conf.c.

use crate::{
    eval::Evaluator,
    source::{lossy, path_of},
    syntax::dotconfig,
};

use super::{
    conf::{Ended, Run, ended},
    conf_write::Output,
    reference, warn,
};

impl Run<'_> {
    /// Reads the configuration that the mode starts from; says whether the reference counts a warning.
    pub(super) fn read(&self, evaluator: &mut Evaluator<'_>, output: &Output<'_>) -> Result<bool, Ended> {
        let arguments = self.arguments;
        if let Some(file) = &arguments.defconfig {
            let name = file.as_os_str().as_encoded_bytes();
            return match self.open(name) {
                Ok(text) => Ok(self.take(evaluator, &lossy(name), &text, true)),
                Err(reason) => {
                    evaluator.changed = true;
                    let shown = lossy(name);
                    Err(ended(&format!("***\n*** Can't find default configuration \"{shown}\": {reason}\n***\n")))
                }
            };
        }
        if self.fill.is_some() {
            return self.read_all(evaluator);
        }
        let name = output.config_name();
        // a folder opens for the reference, and has no lines
        let read = self.open(&name).or_else(|_| if path_of(&name).is_dir() { Ok(Vec::new()) } else { Err(()) });
        if let Ok(text) = read {
            return Ok(self.take(evaluator, &lossy(&name), &text, true));
        }
        let list = self.environment.get("KCONFIG_DEFCONFIG_LIST").unwrap_or_default();
        let names: Vec<Vec<u8>> = if self.model.dialect.options {
            evaluator.defconfig_list()
        } else {
            list.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty()).map(<[u8]>::to_vec).collect()
        };
        for name in names {
            if let Ok(text) = self.open(&name) {
                output.message(&format!("using defaults found in {}", lossy(&name)));
                let warned = self.take(evaluator, &lossy(&name), &text, true);
                // it is not the file that will be written
                evaluator.changed = true;
                return Ok(warned);
            }
        }
        evaluator.read(None, false);
        Ok(false)
    }

    /// Takes a file's values; `resolve` calculates everything as well.
    fn take(&self, evaluator: &mut Evaluator<'_>, name: &str, text: &[u8], resolve: bool) -> bool {
        let warn_of_unknown = self.model.dialect.knows_werror && self.set("KCONFIG_WARN_UNKNOWN_SYMBOLS");
        let lines = dotconfig::parse(text, &self.prefix());
        let reading = if resolve {
            evaluator.read(Some((text, &lines)), warn_of_unknown)
        } else {
            evaluator.read_simple(text, &lines)
        };
        for remark in &reading.remarks {
            if let Some(said) = reference::remark(&self.model, name, text, &lines, remark, warn_of_unknown) {
                warn(&said);
            }
        }
        reading.warned(warn_of_unknown)
    }

    /// `KCONFIG_ALLCONFIG`, from which all-yes and its like start.
    fn read_all(&self, evaluator: &mut Evaluator<'_>) -> Result<bool, Ended> {
        let Some(name) = self.environment.get("KCONFIG_ALLCONFIG") else { return Ok(false) };
        if !matches!(name, b"" | b"1") {
            return match self.open(name) {
                Ok(text) => Ok(self.take(evaluator, &lossy(name), &text, false)),
                Err(reason) => {
                    Err(ended(&format!("*** Can't read seed configuration \"{}\": {reason}\n", lossy(name))))
                }
            };
        }
        let arguments = self.arguments;
        let own = if arguments.allnoconfig {
            "allno.config"
        } else if arguments.allyesconfig {
            "allyes.config"
        } else if arguments.allmodconfig {
            "allmod.config"
        } else if arguments.alldefconfig {
            "alldef.config"
        } else {
            "allrandom.config"
        };
        for name in [own, "all.config"] {
            if let Ok(text) = self.open(name.as_bytes()) {
                return Ok(self.take(evaluator, name, &text, false));
            }
        }
        Err(ended(&format!("*** KCONFIG_ALLCONFIG set, but no \"{own}\" or \"all.config\" file found\n")))
    }
}

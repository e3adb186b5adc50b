//! `ltoconf conf`: a mode and the process's environment enter, the files that the reference would write leave.
//! Behaviour of `main` in conf.c.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::{
    cli,
    diagnostic::Diagnostic,
    dialect::Dialect,
    eval::{Evaluator, Fill, Probability},
    front::{probing, unanswered},
    model::{Model, build, symbol::Tristate},
    source::{self, Sources, lossy, path_of},
    tree::{self, Tree, environment::Environment, files},
};

use super::{
    asked,
    conf_ask::Conversation,
    conf_ground::{self, ConfGround},
    conf_write::Output,
    reference, warn,
};

/// Ends the run with a status, after what was said.
pub(super) struct Ended(pub(super) u8);

/// What the reference prints.
pub(super) fn say(text: impl AsRef<[u8]>) {
    let _unprintable = std::io::stdout().write_all(text.as_ref());
}

/// The run ends with a text on stderr.
pub(super) fn ended(text: &str) -> Ended {
    warn(text);
    Ended(1)
}

/// Runs a mode. The exit status is the reference's: 0, or 1 for whatever went wrong.
pub(super) fn run(common: &cli::Common, arguments: &cli::Conf) -> u8 {
    let run = match Run::start(common, arguments) {
        Ok(run) => run,
        Err(Ended(status)) => return status,
    };
    let status = match run.go() {
        Ok(()) => 0,
        Err(Ended(status)) => status,
    };
    // the process ends here: taking a tree of a hundred thousand parts down costs a tenth of the whole run
    std::mem::forget(run);
    status
}

pub(super) struct Run<'a> {
    pub(super) arguments: &'a cli::Conf,
    pub(super) environment: Environment,
    pub(super) tree: Tree,
    pub(super) model: Model,
    pub(super) fill: Option<Fill>,
}

impl<'a> Run<'a> {
    fn start(common: &cli::Common, arguments: &'a cli::Conf) -> Result<Self, Ended> {
        let options = asked::options(common);
        let ConfGround { environment, directory, asked } = conf_ground::find(&options, arguments)?;
        let srctree = environment.get("srctree").map_or_else(|| PathBuf::from("."), path_of);
        let dialect = probing::dialect(&options, &srctree, &environment).map_err(|name| {
            ended(&format!("unknown dialect '{name}': one such as linux-6.1 or linux-7.3 is needed\n"))
        })?;
        refuse_later_modes(arguments, &dialect)?;
        let fill = fill_of(arguments, &environment, &dialect);
        let mut prober = probing::prober(&options, &environment, PathBuf::from("."))
            .map_err(|error| ended(&format!("{error}\n")))?;
        if let Some(asked) = &asked {
            prober.adopt(asked);
        }
        let root = arguments.kconfig.as_os_str().as_encoded_bytes();
        let request = tree::Request { root, directory, environment: &environment, dialect: &dialect };
        let loaded = tree::load(&request, &mut prober);
        if let Err(error) = prober.finish() {
            warn(format!("warning: {error}\n"));
        }
        let tree = loaded.map_err(|broken| {
            tell_said(&broken.files, &broken.said);
            tell(&broken.files.sources, &broken.warnings, &dialect);
            tell(&broken.files.sources, &broken.errors, &dialect);
            // the reference's lexer ends so where it cannot read what it has opened
            let unreadable = broken.errors.iter().any(|error| error.code == "ltoconf::tree::not-a-file");
            Ended(if unreadable { 2 } else { 1 })
        })?;
        tell_said(&tree.files, &tree.walk.said);
        let rules = dialect.clone();
        tell(&tree.files.sources, &tree.walk.warnings, &rules);
        let model = build::build(&tree, dialect).map_err(|errors| {
            tell(&tree.files.sources, &errors, &rules);
            Ended(1)
        })?;
        tell(&tree.files.sources, &model.warnings, &rules);
        let (tree, model) = unanswered::refuse_mode(tree, model, prober, &options, written_by(arguments))
            .map_err(|refusal| conf_ground::refused(&refusal.to_string()))?;
        Ok(Self { arguments, environment, tree, model, fill })
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
        files::read(Path::new("."), srctree.as_deref(), name, source::read_named).map_err(|reason| reason.to_string())
    }

    fn go(&self) -> Result<(), Ended> {
        let arguments = self.arguments;
        let output = Output {
            environment: &self.environment,
            tree: &self.tree,
            prefix: self.prefix(),
            silent: arguments.silent || (arguments.syncconfig && !self.model.dialect.old_sync),
        };
        let old_sync = self.model.dialect.old_sync && arguments.syncconfig;
        if old_sync && !path_of(&output.config_name()).exists() {
            return Err(ended(&format!("there is no configuration '{}'\n", lossy(&output.config_name()))));
        }
        let mut evaluator = Evaluator::new(&self.model);
        evaluator.note_unmet();
        let warned = self.read(&mut evaluator, &output)?;
        let rules = &self.model.dialect;
        let strict = rules.knows_werror && self.set("KCONFIG_WERROR");
        if rules.stops_on_unmet {
            tell_unmet(&mut evaluator);
        }
        if warned && strict {
            return Err(Ended(1));
        }
        let mut write = true;
        if arguments.syncconfig && self.environment.get("KCONFIG_NOSILENTUPDATE").is_some_and(|set| !set.is_empty()) {
            if evaluator.changed {
                return Err(ended("\n*** The configuration requires explicit update.\n\n"));
            }
            write = old_sync;
        }
        let changed = self.change(&mut evaluator, &output);
        tell_unmet(&mut evaluator);
        changed?;
        if !evaluator.unmet.is_empty() && strict && rules.stops_on_unmet {
            return Err(Ended(1));
        }
        if arguments.listnewconfig || arguments.helpnewconfig {
            return Ok(());
        }
        if let Some(file) = &arguments.savedefconfig {
            return output.defconfig(&mut evaluator, file);
        }
        if write && (evaluator.changed || !old_sync) {
            output.dotconfig(&mut evaluator)?;
        }
        output.auto(&mut evaluator, arguments.syncconfig)
    }

    /// With the chances of `KCONFIG_PROBABILITY`, which the reference reads last, when it draws.
    fn with_probability(&self, fill: Fill) -> Result<Fill, Ended> {
        let (Fill::Random { seed, .. }, Some(text)) = (fill, self.environment.get("KCONFIG_PROBABILITY")) else {
            return Ok(fill);
        };
        let probability =
            Probability::parse(text).ok_or_else(|| ended("KCONFIG_PROBABILITY: Numerical result out of range\n"))?;
        Ok(Fill::Random { seed, probability })
    }

    /// What the mode changes after reading.
    fn change(&self, evaluator: &mut Evaluator<'_>, output: &Output<'_>) -> Result<(), Ended> {
        let arguments = self.arguments;
        if let Some(fill) = self.fill {
            evaluator.fill(self.with_probability(fill)?);
        } else if arguments.defconfig.is_some() {
            evaluator.fill(Fill::Default);
        } else if arguments.yes2modconfig {
            evaluator.rewrite(Tristate::Yes, Tristate::Mod);
        } else if arguments.mod2yesconfig {
            evaluator.rewrite(Tristate::Mod, Tristate::Yes);
        } else if arguments.mod2noconfig {
            evaluator.rewrite(Tristate::Mod, Tristate::No);
        } else if arguments.listnewconfig || arguments.helpnewconfig {
            output.list_new(evaluator, arguments.helpnewconfig);
        } else if !arguments.olddefconfig && arguments.savedefconfig.is_none() {
            // everything is what is asked about where no other mode is named
            let all = !arguments.oldconfig && !arguments.syncconfig;
            Conversation::new(evaluator, &self.tree.files.sources, &output.prefix).run(all)?;
        }
        Ok(())
    }
}

/// Tells of unmet dependencies that came up since the last time.
pub(super) fn tell_unmet(evaluator: &mut Evaluator<'_>) {
    let told = evaluator.take_unmet();
    if !told.is_empty() {
        warn(told);
    }
}

/// Tells of what was found in the tree, in the reference's words.
fn tell(sources: &Sources, diagnostics: &[Diagnostic], rules: &Dialect) {
    for diagnostic in diagnostics {
        let text = reference::diagnostic(sources, diagnostic, rules);
        if reference::is_printed(diagnostic) { say(text) } else { warn(text) }
    }
}

fn tell_said(files: &files::Files, said: &[(source::Span, tree::expand::Said)]) {
    for (span, what) in said {
        let (out, err) = reference::said(&files.sources, *span, what);
        out.iter().for_each(say);
        err.iter().for_each(warn);
    }
}

/// Refuses a mode that the version's conf does not have.
fn refuse_later_modes(arguments: &cli::Conf, dialect: &Dialect) -> Result<(), Ended> {
    let modes = [
        ("helpnewconfig", arguments.helpnewconfig && !dialect.helps_on_new, "5.6"),
        ("yes2modconfig", arguments.yes2modconfig && !dialect.rewrites, "5.6"),
        ("mod2yesconfig", arguments.mod2yesconfig && !dialect.rewrites, "5.6"),
        ("mod2noconfig", arguments.mod2noconfig && !dialect.mod_to_no, "5.17"),
    ];
    match modes.into_iter().find(|(_, refused, _)| *refused) {
        Some((mode, _, since)) => {
            Err(ended(&format!("unrecognized option '--{mode}': conf knows it since Linux {since}\n")))
        }
        None => Ok(()),
    }
}

/// What the mode comes to.
fn written_by(arguments: &cli::Conf) -> &'static str {
    if arguments.savedefconfig.is_some() {
        "a defconfig"
    } else if arguments.listnewconfig || arguments.helpnewconfig {
        "the list of new symbols"
    } else {
        "a complete configuration"
    }
}

/// How the mode fills symbols that have no value; chances are not read yet.
fn fill_of(arguments: &cli::Conf, environment: &Environment, dialect: &Dialect) -> Option<Fill> {
    if arguments.alldefconfig {
        return Some(Fill::Default);
    }
    let all = [
        (arguments.allnoconfig, Tristate::No),
        (arguments.allyesconfig, Tristate::Yes),
        (arguments.allmodconfig, Tristate::Mod),
    ];
    if let Some((_, value)) = all.into_iter().find(|(chosen, _)| *chosen) {
        return Some(Fill::All(value));
    }
    if !arguments.randconfig {
        return None;
    }
    let given = environment.get("KCONFIG_SEED").filter(|text| !text.is_empty());
    let seed = given.and_then(crate::eval::parse_seed).unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        ((now.as_secs() + 1) as u32).wrapping_mul(now.subsec_micros() + 1)
    });
    let told = format!("KCONFIG_SEED=0x{seed:X}\n");
    if dialect.whispers_seed {
        warn(told);
    } else {
        say(told);
    }
    Some(Fill::Random { seed, probability: Probability::default() })
}

//! The options and the configuration that they name enter; its resolved values leave as a build reads them, with
//! what is not known of them.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::{
    diagnostic::Advice,
    eval::Evaluator,
    finding::{self, Context, lto::Verdict},
    lto::{
        self, Mode,
        embedded::Choice,
        flags::{embedded::Kernel, is_symbol},
        said::MEMBERS,
    },
    model::symbol::SymbolId,
    report::Lto,
    source::lossy,
    syntax::{ast::Bytes, dotconfig::LineKind},
    tree::{build::Unknowns, version::sublevel},
};

use super::{
    as_stated,
    base::Base,
    error::{Error, NoTree},
    input::Input,
    options::Rules,
};

/// A configuration and what it comes to.
pub(super) struct Resolved<'c> {
    pub(super) base: &'c Base,
    pub(super) values: Values,
    /// what the file states, where Kconfig wrote it for a tree
    stated: Option<Values>,
    /// the kernel that the carried rules are for; `None` for a tree, and where there is no LTO
    pub(super) kernel: Option<Kernel>,
}

impl Resolved<'_> {
    /// From now on the file counts as it states, as it does to the build of a module.
    pub(super) fn take_as_stated(&mut self) {
        if let Some(stated) = self.stated.take() {
            self.values = stated;
        }
    }
}

/// Values as a build reads them.
pub(super) struct Values {
    pub(super) lto: Lto,
    /// `include/config/auto.conf`
    pub(super) configuration: Vec<u8>,
    pub(super) unknown: Unknowns,
    /// what a person should know of how they came about
    pub(super) notes: Vec<String>,
}

/// Resolves the configuration that is meant, or the defaults.
pub(super) fn resolve(base: &Base) -> Result<Resolved<'_>, Error> {
    if base.path.is_none() && base.options.rules.is_none() && base.is_carried() {
        let (config, tree) = (base.options.word(Advice::Config), base.options.word(Advice::Tree));
        return Err(Error::NoTree {
            place: NoTree::UpwardNorConfig,
            help: format!("name a configuration with {config}, or a tree with {tree}"),
        });
    }
    let (values, stated) = values(base);
    let release = match &base.options.rules {
        Some(Rules::Named(name)) => Some(name.as_str()),
        _ => base.input.header.release.as_deref(),
    };
    let kernel = base.loaded.setting.as_ref().and_then(|setting| {
        let (release, sublevel, arch) = (setting.release, release.and_then(sublevel), setting.arch.clone());
        Some(Kernel { rules: setting.rules?, release, sublevel, arch })
    });
    Ok(Resolved { base, values, stated, kernel })
}

/// What becomes of a configuration; and what it states, where Kconfig wrote it for a tree.
fn values(base: &Base) -> (Values, Option<Values>) {
    let (mut evaluator, reading) = base.evaluated();
    let config = base.config(&reading);
    let loaded = &base.loaded;
    let mut context = Context::new(&loaded.tree, loaded.outline(), &mut evaluator, &config, &loaded.prober);
    match &base.choice {
        None => {
            let values = of_tree(&mut context);
            let stated = as_stated::values(&context, &base.input, &values);
            (values, stated)
        }
        Some(choice) => (carried(&mut context, &base.input, choice), None),
    }
}

/// What a tree's Kconfig makes of a file.
fn of_tree(context: &mut Context<'_, '_>) -> Values {
    let prefix = context.config.prefix;
    let configuration = context.evaluator.auto(prefix, None).conf;
    let open = finding::unknown(context);
    let model = context.evaluator.model();
    let variable = |symbol: SymbolId| [prefix, model.name(symbol).unwrap_or_default()].concat();
    let names: BTreeSet<Vec<u8>> = open.into_iter().map(variable).collect();
    let (mut mode, mut symbol) = lto::mode(context.evaluator);
    let Verdict { mode: judged, mut reason, mut line, .. } = finding::lto::verdict(context);
    if names.iter().any(|name| is_symbol(name)) {
        (mode, symbol, line) = (Mode::Unknown, None, None);
        let run = context.word(Advice::ProbesRun);
        reason = format!("it hangs on probes without an answer: let them run ({run}), or replay a recording");
    } else if judged != mode {
        // a build has no open ends: what a fragment leaves out is by default
        reason.push_str("; what it leaves out is by default");
    }
    let notes = disagreements(context, &said(context), &names);
    let unknown = Unknowns { names, ..Unknowns::default() };
    Values { lto: Lto { mode, symbol, reason, line }, configuration, unknown, notes }
}

/// What a file says, with what the carried rules make of its LTO symbols.
fn carried(context: &mut Context<'_, '_>, input: &Input, choice: &Choice) -> Values {
    let Verdict { mode, symbol, reason, line } = finding::lto::verdict(context);
    // what a tree of its own wrote whole stands as it is written
    let as_written = lto::mode(context.evaluator) != (mode, symbol.clone());
    let mut notes = Vec::new();
    let mut configuration = Vec::new();
    let mut add = |variable: &[u8], value: &[u8]| configuration.extend([variable, b"=", value, b"\n"].concat());
    let said = said(context);
    for (variable, &value) in &said {
        // texts decide about no flag, and may hold what make would take for its own
        if (as_written || !is_symbol(variable)) && value != b"n" && !value.starts_with(b"\"") {
            add(variable, value);
        }
    }
    if !as_written {
        for line in context.evaluator.auto(b"CONFIG_", None).conf.split(|&byte| byte == b'\n') {
            if let Some(at) = memchr::memchr(b'=', line)
                && let Some((variable, value)) = line.split_at_checked(at)
                && is_symbol(variable)
            {
                add(variable, value.strip_prefix(b"=").unwrap_or_default());
            }
        }
        notes = disagreements(context, &said, &BTreeSet::new());
    }
    if choice.rules.is_some() && !choice.is_certain() {
        let rules = choice.rules.map_or("", lto::ruleset::RuleSet::name);
        notes.push(format!("{} has LTO from a patch: these are the flags of {rules}", choice.name));
    }
    if choice.rules.is_none() && mode == Mode::None {
        notes.extend(before_lto(context, input, choice));
    }
    let off = said.into_iter().filter(|(_, value)| *value == b"n").map(|(variable, _)| variable).collect();
    let mut unknown = Unknowns { names: BTreeSet::new(), unset: !input.is_complete(), off };
    if context.config.arch.is_empty() {
        unknown.names.insert(b"SRCARCH".to_vec());
    }
    Values { lto: Lto { mode, symbol, reason, line }, configuration, unknown, notes }
}

/// What is to be said of lines that ask a version before LTO for it.
fn before_lto(context: &Context<'_, '_>, input: &Input, choice: &Choice) -> Option<String> {
    let asking = MEMBERS.into_iter().filter(|&name| name != "LTO_NONE").chain(["LTO_CLANG", "THINLTO"]);
    let names: Vec<&str> = asking.filter(|name| input.said.yes(name).is_some()).collect();
    (!names.is_empty()).then(|| {
        let (names, name, check) = (names.join("=y, "), &choice.name, context.word(Advice::Check));
        format!("{names}=y has no effect: {name} has no LTO, which came with 5.12 (see {check})")
    })
}

/// What a file says, by the variables of make.
type Lines<'c> = IndexMap<Vec<u8>, &'c [u8]>;

/// What a file says of each symbol, with the usual prefix: of several lines the last one counts.
fn said<'c>(context: &Context<'c, '_>) -> Lines<'c> {
    let config = context.config;
    let cut = |at: &Bytes| config.text.get(at.start as usize..at.end as usize).unwrap_or_default();
    let said = config.lines.iter().filter_map(|line| match &line.kind {
        LineKind::Set { name, value } => Some(([b"CONFIG_", cut(name)].concat(), cut(value))),
        LineKind::NotSet { name, .. } => Some(([b"CONFIG_", cut(name)].concat(), b"n".as_slice())),
        _ => None,
    });
    said.collect()
}

/// Lines of the file about the LTO family that are not what comes of them.
fn disagreements(context: &Context<'_, '_>, said: &Lines<'_>, unknown: &BTreeSet<Vec<u8>>) -> Vec<String> {
    let evaluator: &Evaluator<'_> = context.evaluator;
    let resolved = |variable: &[u8]| {
        let symbol = evaluator.model().find(variable.strip_prefix(b"CONFIG_")?)?;
        Some(evaluator.value_text(symbol))
    };
    let asked = said.iter().filter(|(variable, value)| **value == b"y" && is_symbol(variable));
    let lost = asked.filter(|(variable, _)| !unknown.contains(*variable) && resolved(variable) != Some(b"y"));
    let names: Vec<String> =
        lost.map(|(variable, _)| lossy(variable.strip_prefix(b"CONFIG_").unwrap_or_default())).collect();
    if names.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "the file sets {}=y, which comes to n: these are not the flags that it asks for (see {})",
        names.join("=y, "),
        context.word(Advice::Check)
    )]
}

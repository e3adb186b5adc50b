//! Configurations enter; what Kconfig would not honour of them leaves, with the LTO mode of each. Those that are judged
//! by one model share it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    diagnostic::Diagnostic,
    finding::Kind,
    lto::Mode,
    report::{Lto, ModelName},
    source::Sources,
};

use super::{
    base::other_arch,
    elsewhere,
    error::Error,
    ground::{self, Ground},
    input::{ConfigFile, Input},
    judge::judged,
    loaded::{self, Loaded},
    options::Options,
};

/// What a file came to.
#[derive(Debug)]
pub struct Outcome {
    /// its place among the files that were asked for, see [`ConfigFile::at`]
    pub order: usize,
    /// its path, as it was asked for
    pub path: PathBuf,
    /// what it was judged as; `None` where it could not be judged
    pub kind: Option<Kind>,
    /// the mode that it comes to
    pub lto: Lto,
    /// what there is to say, in the order of the lines; or why it was not judged
    pub findings: Vec<Diagnostic>,
}

impl Outcome {
    /// A file that could not be judged, and why.
    pub fn not_judged(order: usize, path: PathBuf, why: Vec<Diagnostic>) -> Self {
        let lto = Lto { mode: Mode::Unknown, symbol: None, reason: "this file was not judged".into(), line: None };
        Self { order, path, kind: None, lto, findings: why }
    }
}

/// What the files that share a model came to.
#[derive(Debug)]
pub struct Group {
    /// what they were judged by; not there, where there is no model
    model: Option<Arc<Loaded>>,
    /// what findings point into
    sources: Box<Sources>,
    outcomes: Vec<Outcome>,
    notes: Vec<String>,
}

impl Group {
    /// A file that there is no model for.
    pub fn not_judged(order: usize, path: &Path, problem: Error) -> Self {
        let (sources, why) = problem.into_diagnostics();
        let outcomes = vec![Outcome::not_judged(order, path.to_owned(), why)];
        Self { model: None, sources, outcomes, notes: Vec::new() }
    }

    /// Files whose tree cannot be evaluated: the errors are told with the first of them.
    fn broken(problem: Error, inputs: Vec<Input>) -> Self {
        let (sources, errors) = problem.into_diagnostics();
        let mut first: Option<String> = None;
        let outcomes = inputs.into_iter().map(|input| {
            let why = match &first {
                None => errors.clone(),
                Some(first) => {
                    let message = format!("not judged, for the reasons that are told with '{first}'");
                    vec![Diagnostic::error("ltoconf::tree::broken", message)]
                }
            };
            first.get_or_insert_with(|| input.path.display().to_string());
            Outcome::not_judged(input.order, input.path, why)
        });
        Self { model: None, sources, outcomes: outcomes.collect(), notes: Vec::new() }
    }

    /// What they were judged by; `None` where they could not be judged.
    pub fn model(&self) -> Option<&ModelName> {
        self.model.as_ref().map(|loaded| &loaded.name)
    }

    /// What the findings point into.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What the files came to.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// What else is to be said of how the tree was read, and of files that name another architecture than theirs is here,
    /// in the order of the files; each names the file that it is about.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// For a process that ends here: nothing but temporary files is taken down.
    pub fn leave(self) {
        if let Some(loaded) = self.model {
            loaded.leave();
        }
    }
}

/// Judges files, each on its own ground: the tree that the options name or that is the nearest upward from the file, or
/// else the rules that ltoconf carries. A file that cannot be judged says why among its findings.
///
/// ```
/// use ltoconf::{ConfigFile, Options, Rules, check};
///
/// let options = Options { rules: Some(Rules::OfFile), ..Options::default() };
/// let text = "CONFIG_LTO_NONE=y\nCONFIG_LTO_CLANG_THIN=y\n";
/// let groups = check([ConfigFile::of("a.config", text).fragment()], &options);
/// let codes: Vec<&str> = groups[0].outcomes()[0].findings.iter().map(|finding| finding.code).collect();
/// assert_eq!(codes, ["ltoconf::lto::two-members"]);
/// ```
pub fn check(files: impl IntoIterator<Item = ConfigFile>, options: &Options) -> Vec<Group> {
    let (mut groups, mut inputs) = (Vec::new(), Vec::<(Ground, Vec<Input>)>::new());
    for ConfigFile { input } in files {
        match ground::of_file(options, &input) {
            Ok(ground) => match inputs.iter_mut().find(|(found, _)| *found == ground) {
                Some((_, inputs)) => inputs.push(input),
                None => inputs.push((ground, vec![input])),
            },
            Err(problem) => groups.push(Group::not_judged(input.order, &input.path, problem)),
        }
    }
    groups.extend(inputs.into_iter().map(|(ground, inputs)| on_ground(&ground, inputs, options)));
    groups
}

fn on_ground(ground: &Ground, inputs: Vec<Input>, options: &Options) -> Group {
    let loaded = match loaded::load(options, ground) {
        Ok(loaded) => loaded,
        Err(problem) => return Group::broken(problem, inputs),
    };
    let others = inputs.iter().filter_map(|input| other_arch(input, &loaded.name.arch));
    let notes = loaded.notes.iter().cloned().chain(others).collect();
    let mut sources = Box::new(loaded.sources().clone());
    let outcomes = inputs.into_iter().map(|mut input| {
        input.read_with(&loaded.prefix);
        let file = input.stand_behind(&mut sources);
        let choice = loaded.setting.is_some().then(|| ground::choice(options, &input));
        let (lto, mut findings) = judged(&loaded, file, &input, choice.as_ref());
        if let Ground::Tree(key) = ground {
            elsewhere::tell(&key.tree, &loaded.name.arch, &mut findings);
        }
        Outcome { order: input.order, kind: Some(input.kind()), path: input.path, lto, findings }
    });
    let outcomes = outcomes.collect();
    Group { model: Some(Arc::new(loaded)), sources, outcomes, notes }
}

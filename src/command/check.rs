//! `ltoconf check`: paths of configurations enter, findings and an exit status leave.

use std::{
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    cli::{self, Common, Format},
    diagnostic::{Diagnostic, Severity},
    eval::Evaluator,
    finding::{self, Config, Context, Kind, Outline},
    lto,
    report::{self, Human, Judged, Lto},
    source::{self, FileId, lossy},
    syntax::dotconfig,
};

use super::{
    loaded::{Loaded, Problem, load},
    warn,
};

/// How many errors of a tree are told.
const MOST_ERRORS: usize = 50;

/// A configuration file as it was read.
struct Input {
    path: PathBuf,
    text: Vec<u8>,
}

/// Checks files; the worst of them decides the status.
pub(super) fn run(common: &Common, arguments: &cli::Check) -> u8 {
    let human = human();
    let mut failed = false;
    let mut inputs = Vec::new();
    for path in &arguments.configs {
        match source::read(path) {
            Ok(text) => inputs.push(Input { path: path.clone(), text }),
            Err(error) => {
                warn(format!("error: cannot read '{}': {error}\n", path.display()));
                failed = true;
            }
        }
    }
    // files that are judged by the same tree and architecture are judged together
    let mut groups: Vec<(super::loaded::Key, Vec<Input>)> = Vec::new();
    for input in inputs {
        match super::loaded::key(common, &input.path, &input.text) {
            Ok(key) => match groups.iter_mut().find(|(found, _)| *found == key) {
                Some((_, inputs)) => inputs.push(input),
                None => groups.push((key, vec![input])),
            },
            Err(problem) => {
                tell_problem(human, &problem);
                failed = true;
            }
        }
    }
    let format = common.format::<Format>().unwrap_or_default();
    let mut found = false;
    let mut results: Vec<(Loaded, Vec<Outcome>)> = Vec::new();
    for (key, inputs) in groups {
        match load(common, &key) {
            Ok(loaded) => {
                let (loaded, outcomes) = judge(loaded, inputs);
                found |= outcomes
                    .iter()
                    .any(|outcome| outcome.findings.iter().any(|finding| finding.severity > Severity::Note));
                results.push((loaded, outcomes));
            }
            Err(problem) => {
                tell_problem(human, &problem);
                failed = true;
            }
        }
    }
    print(format, human, &results);
    match (failed, found) {
        (true, _) => 2,
        (_, true) => 1,
        _ => 0,
    }
}

/// What a file came to.
struct Outcome {
    path: PathBuf,
    lto: Lto,
    findings: Vec<Diagnostic>,
}

pub(super) fn human() -> Human {
    let terminal = std::io::stdout().is_terminal();
    let colour = terminal && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    Human { colour, unicode: true, width: columns.unwrap_or(100).clamp(40, 200) }
}

pub(super) fn tell_problem(human: Human, problem: &Problem) {
    match problem {
        Problem::Message(message) => warn(format!("error: {message}\n")),
        Problem::Broken(sources, errors) => {
            // the first ones are the ones to mend; the rest may well come of them
            for error in errors.iter().take(MOST_ERRORS) {
                warn(human.diagnostic(sources, error));
            }
            let count = errors.len();
            if count > MOST_ERRORS {
                warn(format!("… and {} more\n", count - MOST_ERRORS));
            }
            warn(format!("error: the tree has {count} {}\n", if count == 1 { "error" } else { "errors" }));
        }
    }
}

fn judge(mut loaded: Loaded, inputs: Vec<Input>) -> (Loaded, Vec<Outcome>) {
    let files: Vec<(FileId, PathBuf)> = inputs
        .into_iter()
        .map(|input| {
            let name = input.path.as_os_str().as_encoded_bytes().to_vec();
            (loaded.tree.files.sources.add(name, input.text), input.path)
        })
        .collect();
    let outline = Outline::of(&loaded.tree, &loaded.model);
    let outcomes = files.into_iter().map(|(file, path)| judge_one(&loaded, &outline, file, path)).collect();
    (loaded, outcomes)
}

fn judge_one(loaded: &Loaded, outline: &Outline, file: FileId, path: PathBuf) -> Outcome {
    let text = loaded.tree.files.sources.file(file).text();
    let prefix = loaded.environment.get("CONFIG_").unwrap_or(b"CONFIG_");
    let lines = dotconfig::parse(text, prefix);
    let mut evaluator = Evaluator::new(&loaded.model);
    let reading = evaluator.read(Some((text, &lines)), false);
    // reading by the older rules leaves some values to be calculated again
    evaluator.calculate_all();
    let config = Config { file, text, lines: &lines, reading: &reading, kind: kind(&path, text), prefix };
    let (mode, symbol) = lto::mode(&mut evaluator);
    let mut context = Context::new(&loaded.tree, outline, &mut evaluator, &config, &loaded.prober);
    let findings = finding::check(&mut context);
    Outcome { path, lto: Lto { mode, symbol }, findings }
}

/// A file that Kconfig wrote, or that is named as one that stands alone, is whole; any other is to be merged.
fn kind(path: &Path, text: &[u8]) -> Kind {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let head = text.get(..text.len().min(400)).unwrap_or_default();
    let written = lossy(head).contains("Automatically generated file; DO NOT EDIT");
    let alone =
        name == ".config" || name.ends_with("defconfig") || name.starts_with("config-") || name.starts_with("config.");
    if written || alone { Kind::Whole } else { Kind::Fragment }
}

fn print(format: Format, human: Human, results: &[(Loaded, Vec<Outcome>)]) {
    let judged: Vec<Judged<'_>> = results
        .iter()
        .flat_map(|(loaded, outcomes)| {
            outcomes.iter().map(|outcome| Judged {
                path: outcome.path.display().to_string(),
                model: loaded.name.clone(),
                lto: outcome.lto.clone(),
                sources: &loaded.tree.files.sources,
                findings: &outcome.findings,
            })
        })
        .collect();
    let text = match format {
        Format::Human => judged.iter().map(|judged| human.file(judged)).collect(),
        Format::Concise => judged.iter().map(report::concise).collect(),
        Format::Json => report::json::json(&judged).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}\n")),
    };
    let _unprintable = std::io::stdout().write_all(text.as_bytes());
}

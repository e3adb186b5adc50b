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
    report::{self, Human, Judged, Lto, ModelName},
    source::{FileId, Sources, lossy},
    syntax::dotconfig,
};

use super::{
    input::{Input, Reader},
    loaded::{Loaded, Problem, load},
    warn,
};

/// How many errors of a tree are told to people.
const MOST_ERRORS: usize = 50;

/// What a file came to.
struct Outcome {
    /// its place among the files that were asked for
    order: usize,
    path: PathBuf,
    /// what it was judged as; `None` where it could not be judged
    kind: Option<Kind>,
    lto: Lto,
    findings: Vec<Diagnostic>,
}

impl Outcome {
    /// A file that could not be judged, and why.
    fn not_judged(order: usize, path: PathBuf, why: Vec<Diagnostic>) -> Self {
        Self { order, path, kind: None, lto: Lto { mode: "unknown", symbol: None }, findings: why }
    }
}

/// What a tree's files came to.
enum Group {
    Judged(Box<Loaded>, Vec<Outcome>),
    /// what the errors point into, where they do
    NotJudged(Box<Sources>, Vec<Outcome>),
}

/// Checks files; the worst of them decides the status.
pub(super) fn run(common: &Common, arguments: &cli::Check) -> u8 {
    let mut reader = Reader::default();
    let mut groups = Vec::new();
    // files that are judged by the same tree and architecture are judged together
    let mut inputs: Vec<(super::loaded::Key, Vec<Input>)> = Vec::new();
    for (order, path) in arguments.configs.iter().enumerate() {
        let not_judged = |sources, why| Group::NotJudged(sources, vec![Outcome::not_judged(order, path.clone(), why)]);
        let text = match reader.read(path) {
            Ok(text) => text,
            Err(error) => {
                groups.push(not_judged(Box::default(), vec![error]));
                continue;
            }
        };
        match super::loaded::key(common, path, &text) {
            Ok(key) => {
                let input = Input { order, path: path.clone(), text };
                match inputs.iter_mut().find(|(found, _)| *found == key) {
                    Some((_, inputs)) => inputs.push(input),
                    None => inputs.push((key, vec![input])),
                }
            }
            Err(Problem::Message(error)) => groups.push(not_judged(Box::default(), vec![error])),
            Err(Problem::Broken(sources, errors)) => groups.push(not_judged(sources, errors)),
        }
    }
    for (key, inputs) in inputs {
        groups.push(match load(common, &key) {
            Ok(loaded) => judge(loaded, inputs, arguments),
            Err(Problem::Message(error)) => broken(Box::default(), &[error], inputs),
            Err(Problem::Broken(sources, errors)) => broken(sources, &errors, inputs),
        });
    }
    let status = print(common.format.unwrap_or_default(), &groups);
    // the process ends here: taking the trees down would cost a tenth of the whole run
    std::mem::forget(groups);
    status
}

pub(super) fn human() -> Human {
    let terminal = std::io::stdout().is_terminal();
    let colour = terminal && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    Human { colour, unicode: true, width: columns.unwrap_or(100).clamp(40, 200) }
}

/// Files whose tree cannot be evaluated: the errors are told with the first of them.
fn broken(sources: Box<Sources>, errors: &[Diagnostic], inputs: Vec<Input>) -> Group {
    let mut first: Option<String> = None;
    let outcomes = inputs.into_iter().map(|input| {
        let why = match &first {
            None => errors.to_vec(),
            Some(first) => {
                let message = format!("not judged, for the reasons that are told with '{first}'");
                vec![Diagnostic::error("ltoconf::tree::broken", message)]
            }
        };
        first.get_or_insert_with(|| input.path.display().to_string());
        Outcome::not_judged(input.order, input.path, why)
    });
    Group::NotJudged(sources, outcomes.collect())
}

fn judge(mut loaded: Loaded, inputs: Vec<Input>, arguments: &cli::Check) -> Group {
    let files: Vec<(FileId, usize, PathBuf)> = inputs
        .into_iter()
        .map(|input| {
            let name = input.path.as_os_str().as_encoded_bytes().to_vec();
            (loaded.tree.files.sources.add(name, input.text), input.order, input.path)
        })
        .collect();
    let outline = Outline::of(&loaded.tree, &loaded.model);
    let judged = |(file, order, path): (FileId, usize, PathBuf)| {
        let kind = match (arguments.whole, arguments.fragment) {
            (true, _) => Kind::Whole,
            (_, true) => Kind::Fragment,
            _ => kind(&path, loaded.tree.files.sources.file(file).text()),
        };
        let (lto, findings) = judge_one(&loaded, &outline, file, kind);
        Outcome { order, path, kind: Some(kind), lto, findings }
    };
    let outcomes = files.into_iter().map(judged).collect();
    Group::Judged(Box::new(loaded), outcomes)
}

fn judge_one(loaded: &Loaded, outline: &Outline, file: FileId, kind: Kind) -> (Lto, Vec<Diagnostic>) {
    let text = loaded.tree.files.sources.file(file).text();
    let prefix = loaded.environment.get("CONFIG_").unwrap_or(b"CONFIG_");
    let lines = dotconfig::parse(text, prefix);
    let mut evaluator = Evaluator::new(&loaded.model);
    let reading = evaluator.read(Some((text, &lines)), false);
    // reading by the older rules leaves some values to be calculated again
    evaluator.calculate_all();
    let config = Config { file, text, lines: &lines, reading: &reading, kind, prefix };
    let (mode, symbol) = lto::mode(&mut evaluator);
    let mut context = Context::new(&loaded.tree, outline, &mut evaluator, &config, &loaded.prober);
    let lto = match symbol {
        // that the defaults come to some mode says nothing of the file that a fragment is merged into
        Some(symbol) if kind == Kind::Fragment && !context.sets(&symbol) => Lto { mode: "unknown", symbol: None },
        None if kind == Kind::Fragment => Lto { mode: "unknown", symbol: None },
        symbol => Lto { mode, symbol },
    };
    (lto, finding::check(&mut context))
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

/// Prints all outcomes in the order in which the files were asked for, and gives the exit status.
fn print(format: Format, groups: &[Group]) -> u8 {
    let mut all: Vec<(&Sources, Option<&ModelName>, &Outcome)> = Vec::new();
    for group in groups {
        match group {
            Group::Judged(loaded, outcomes) => {
                let sources = &loaded.tree.files.sources;
                all.extend(outcomes.iter().map(|outcome| (sources, Some(&loaded.name), outcome)));
            }
            Group::NotJudged(sources, outcomes) => {
                all.extend(outcomes.iter().map(|outcome| (&**sources, None, outcome)));
            }
        }
    }
    all.sort_by_key(|(.., outcome)| outcome.order);
    let judged: Vec<Judged<'_>> = all
        .into_iter()
        .map(|(sources, model, outcome)| Judged {
            path: outcome.path.display().to_string(),
            model: model.cloned(),
            kind: outcome.kind.map(Kind::word),
            lto: outcome.lto.clone(),
            sources,
            findings: &outcome.findings,
        })
        .collect();
    let text = match format {
        Format::Human => {
            let human = human();
            judged.iter().filter(|judged| judged.model.is_none()).for_each(|judged| tell_not_judged(human, judged));
            judged.iter().filter(|judged| judged.model.is_some()).map(|judged| human.file(judged)).collect()
        }
        Format::Concise => judged.iter().map(report::concise).collect(),
        Format::Json => report::json::json(&judged).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}\n")),
    };
    let _unprintable = std::io::stdout().write_all(text.as_bytes());
    if judged.iter().any(|judged| judged.model.is_none()) {
        return 2;
    }
    u8::from(judged.iter().any(|judged| judged.findings.iter().any(|finding| finding.severity > Severity::Note)))
}

/// Why a file was not judged, on stderr.
fn tell_not_judged(human: Human, judged: &Judged<'_>) {
    let placed = judged.findings.iter().filter(|error| error.span.is_some()).count();
    // the first ones are the ones to mend; the rest may well come of them
    for error in judged.findings.iter().take(MOST_ERRORS) {
        if error.span.is_some() {
            warn(human.diagnostic(judged.sources, error));
        } else if error.code != "ltoconf::tree::broken" {
            let help = error.help.as_ref().map_or(String::new(), |help| format!("  help: {help}\n"));
            warn(format!("error: {}\n{help}", error.message));
        }
    }
    let count = judged.findings.len();
    if count > MOST_ERRORS {
        warn(format!("… and {} more\n", count - MOST_ERRORS));
    }
    if placed > 0 {
        warn(format!("error: the tree has {count} {}\n", if count == 1 { "error" } else { "errors" }));
    }
}

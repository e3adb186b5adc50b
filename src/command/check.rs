//! `ltoconf check`: paths of configurations enter, findings and an exit status leave.

use std::{io::IsTerminal as _, path::PathBuf};

use crate::{
    cli::{self, Common, Format},
    diagnostic::{Diagnostic, Severity},
    finding::Kind,
    report::{self, Human, Judged, ModelName},
    source::Sources,
    tree::environment::Environment,
};

use super::{
    elsewhere,
    input::Input,
    judge::{Outcome, judge},
    loaded::{self, Ground, Loaded, Problem},
    reader::Reader,
    warn,
};

/// How many errors of a tree are told to people.
const MOST_ERRORS: usize = 50;

/// What the files that share a model came to.
enum Group {
    Judged(Box<Loaded>, Vec<Outcome>),
    /// what the errors point into, where they do
    NotJudged(Box<Sources>, Vec<Outcome>),
}

/// Checks files; the worst of them decides the status.
pub(super) fn run(common: &Common, arguments: &cli::Check) -> u8 {
    let base = Environment::of_process();
    let asked = match (arguments.whole, arguments.fragment) {
        (true, _) => Some(Kind::Whole),
        (_, true) => Some(Kind::Fragment),
        _ => None,
    };
    let mut reader = Reader::default();
    let mut groups = Vec::new();
    // files that are judged by the same model are judged together
    let mut inputs: Vec<(Ground, Vec<Input>)> = Vec::new();
    for (order, path) in arguments.configs.iter().enumerate() {
        let text = match reader.read(path) {
            Ok(text) => text,
            Err(error) if arguments.skip_others && error.code != "ltoconf::config::unreadable" => continue,
            Err(error) => {
                groups.push(not_judged(order, path.clone(), Problem::Message(error)));
                continue;
            }
        };
        let input = Input::of(order, path, text, asked);
        if arguments.skip_others && !input.is_configuration() {
            continue;
        }
        match loaded::ground(common, &input, &base) {
            Ok(ground) => match inputs.iter_mut().find(|(found, _)| *found == ground) {
                Some((_, inputs)) => inputs.push(input),
                None => inputs.push((ground, vec![input])),
            },
            Err(problem) => groups.push(not_judged(order, path.clone(), problem)),
        }
    }
    for (ground, inputs) in inputs {
        groups.push(match loaded::load(common, &ground) {
            Ok(loaded) => {
                let (loaded, mut outcomes) = judge(loaded, inputs, |input| loaded::choice(common, input));
                if let Ground::Tree(key) = &ground {
                    for outcome in &mut outcomes {
                        elsewhere::tell(&key.tree, &loaded.name.arch, &mut outcome.findings);
                    }
                }
                Group::Judged(Box::new(loaded), outcomes)
            }
            Err(problem) => {
                let (sources, errors) = problem.into_errors();
                broken(sources, &errors, inputs)
            }
        });
    }
    let status = print(common.format().unwrap_or_default(), &groups, common.embedded.is_some());
    for group in groups {
        if let Group::Judged(loaded, _) = group {
            loaded.leave();
        }
    }
    status
}

/// A document for programs; they are told where there is none.
pub(super) fn printable(document: Result<String, serde_json::Error>) -> String {
    document.unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}\n"))
}

pub(super) fn human() -> Human {
    let terminal = std::io::stdout().is_terminal();
    let colour = terminal && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    Human { colour, unicode: true, width: columns.unwrap_or(100).clamp(40, 200) }
}

/// A file that there is no model for.
fn not_judged(order: usize, path: PathBuf, problem: Problem) -> Group {
    let (sources, why) = problem.into_errors();
    Group::NotJudged(sources, vec![Outcome::not_judged(order, path, why)])
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

/// Prints all outcomes in the order in which the files were asked for, and gives the exit status. `carried` says that the
/// carried rules were asked for.
fn print(format: Format, groups: &[Group], carried: bool) -> u8 {
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
            carried,
            kind: outcome.kind.map(Kind::word),
            lto: outcome.lto.clone(),
            sources,
            findings: &outcome.findings,
        })
        .collect();
    let text = match format {
        Format::Human => {
            let human = human();
            judged
                .iter()
                .filter(|judged| judged.model.is_none())
                .for_each(|judged| tell(human, judged.sources, judged.findings));
            judged.iter().filter(|judged| judged.model.is_some()).map(|judged| human.file(judged)).collect()
        }
        Format::Concise => judged.iter().map(report::concise).collect(),
        Format::Json => printable(report::json::json(&judged)),
        Format::Sarif => {
            let executed = judged.iter().all(|judged| judged.model.is_some());
            printable(report::sarif::sarif(&judged, executed))
        }
        Format::Github => judged.iter().map(report::github).collect(),
    };
    super::print(text);
    if judged.iter().any(|judged| judged.model.is_none()) {
        return 2;
    }
    u8::from(judged.iter().any(|judged| judged.findings.iter().any(|finding| finding.severity > Severity::Note)))
}

/// Why there is no model, on stderr.
pub(super) fn tell_problem(human: Human, problem: Problem) {
    let (sources, errors) = problem.into_errors();
    tell(human, &sources, &errors);
}

/// Why something was not judged, on stderr.
fn tell(human: Human, sources: &Sources, errors: &[Diagnostic]) {
    let placed = errors.iter().filter(|error| error.span.is_some()).count();
    // the first ones are the ones to mend; the rest may well come of them
    for error in errors.iter().take(MOST_ERRORS) {
        if error.span.is_some() {
            warn(human.diagnostic(sources, error));
        } else if error.code != "ltoconf::tree::broken" {
            let help = error.help.as_ref().map_or(String::new(), |help| format!("  help: {help}\n"));
            warn(format!("error: {}\n{help}", error.message));
        }
    }
    let count = errors.len();
    if count > MOST_ERRORS {
        warn(format!("… and {} more\n", count - MOST_ERRORS));
    }
    if placed > 0 {
        warn(format!("error: the tree has {count} {}\n", if count == 1 { "error" } else { "errors" }));
    }
}

//! `ltoconf check`: paths of configurations enter, findings and an exit status leave.

use std::io::{IsTerminal as _, Write as _};

use crate::{
    cli::{self, Common, Format},
    diagnostic::Severity,
    report::{self, Human, Judged},
    tree::environment::Environment,
};

use super::{
    input::Input,
    judge::{Outcome, judge},
    loaded::{self, Ground, Loaded, Problem},
    warn,
};

/// How many errors of a tree are told.
const MOST_ERRORS: usize = 50;

/// Checks files; the worst of them decides the status.
pub(super) fn run(common: &Common, arguments: &cli::Check) -> u8 {
    let human = human();
    let mut failed = false;
    let base = Environment::of_process();
    let prefix = base.get("CONFIG_").unwrap_or(b"CONFIG_");
    // files that are judged by the same model are judged together
    let mut groups: Vec<(Ground, Vec<Input>)> = Vec::new();
    for path in &arguments.configs {
        let input = match Input::read(path, prefix) {
            Ok(input) => input,
            Err(error) => {
                warn(format!("error: cannot read '{}': {error}\n", path.display()));
                failed = true;
                continue;
            }
        };
        match loaded::ground(common, &input, &base) {
            Ok(ground) => match groups.iter_mut().find(|(found, _)| *found == ground) {
                Some((_, inputs)) => inputs.push(input),
                None => groups.push((ground, vec![input])),
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
    for (ground, inputs) in groups {
        match loaded::load(common, &ground) {
            Ok(loaded) => {
                let (loaded, outcomes) = judge(loaded, inputs, |input| loaded::choice(common, input));
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

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
    judge::Judging,
    loaded::{self, Ground, Problem},
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
    // one model for all files that are judged by the same; `None` where it cannot be had
    let mut models: Vec<(Ground, Option<Judging>)> = Vec::new();
    // in the order of the arguments: which model, and which of its outcomes
    let mut order: Vec<(usize, usize)> = Vec::new();
    for path in &arguments.configs {
        let input = match Input::read(path, prefix) {
            Ok(input) => input,
            Err(error) => {
                warn(format!("error: cannot read '{}': {error}\n", path.display()));
                failed = true;
                continue;
            }
        };
        let ground = match loaded::ground(common, &input, &base) {
            Ok(ground) => ground,
            Err(problem) => {
                tell_problem(human, &problem);
                failed = true;
                continue;
            }
        };
        let model = models.iter().position(|(found, _)| *found == ground).unwrap_or_else(|| {
            let judging = match loaded::load(common, &ground) {
                Ok(loaded) => Some(Judging::new(loaded)),
                Err(problem) => {
                    tell_problem(human, &problem);
                    None
                }
            };
            models.push((ground, judging));
            models.len() - 1
        });
        match models.get_mut(model).and_then(|(_, judging)| judging.as_mut()) {
            Some(judging) => order.push((model, judging.judge(input, |input| loaded::choice(common, input)))),
            None => failed = true,
        }
    }
    let judged: Vec<Judged<'_>> =
        order.into_iter().filter_map(|(model, at)| models.get(model)?.1.as_ref()?.told(at)).collect();
    let found = judged.iter().any(|judged| judged.findings.iter().any(|finding| finding.severity > Severity::Note));
    print(common.format::<Format>().unwrap_or_default(), human, &judged);
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

fn print(format: Format, human: Human, judged: &[Judged<'_>]) {
    let text = match format {
        Format::Human => judged.iter().map(|judged| human.file(judged)).collect(),
        Format::Concise => judged.iter().map(report::concise).collect(),
        Format::Json => report::json::json(judged).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}\n")),
    };
    let _unprintable = std::io::stdout().write_all(text.as_bytes());
}

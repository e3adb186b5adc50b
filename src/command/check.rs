//! `ltoconf check`: paths of configurations enter, findings and an exit status leave.

use crate::{
    cli::{self, Common, Format},
    diagnostic::{Diagnostic, Severity},
    front::{self, Error, Group, Outcome, Reader},
    report::{self, Human, Judged, ModelName},
    source::Sources,
};

use super::{asked::options, human, note, printable, warn};

/// How many errors of a tree are told to people.
const MOST_ERRORS: usize = 50;

/// Checks files; the worst of them decides the status.
pub(super) fn run(common: &Common, arguments: &cli::Check) -> u8 {
    let mut reader = Reader::for_command("ltoconf check -");
    let (mut files, mut groups) = (Vec::new(), Vec::new());
    for (order, path) in arguments.configs.iter().enumerate() {
        let file = match reader.read(path) {
            Ok(file) => file.at(order),
            Err(error) if arguments.skip_others && error.code() != "ltoconf::config::unreadable" => continue,
            Err(error) => {
                groups.push(Group::not_judged(order, path, error));
                continue;
            }
        };
        let file = match (arguments.whole, arguments.fragment) {
            (true, _) => file.whole(),
            (_, true) => file.fragment(),
            _ => file,
        };
        if arguments.skip_others && !file.is_configuration() {
            continue;
        }
        files.push(file);
    }
    groups.extend(front::check(files, &options(common)));
    // models of several architectures may have the same to say
    let mut told: Vec<&String> = Vec::new();
    for one in groups.iter().flat_map(Group::notes) {
        if !told.contains(&one) {
            note(one);
            told.push(one);
        }
    }
    let status = print(common.format().unwrap_or_default(), &groups, common.embedded.is_some());
    groups.into_iter().for_each(Group::leave);
    status
}

/// Prints all outcomes in the order in which the files were asked for, and gives the exit status. `carried` says that the
/// carried rules were asked for.
fn print(format: Format, groups: &[Group], carried: bool) -> u8 {
    let mut all: Vec<(&Sources, Option<&ModelName>, &Outcome)> = Vec::new();
    for group in groups {
        all.extend(group.outcomes().iter().map(|outcome| (group.sources(), group.model(), outcome)));
    }
    all.sort_by_key(|(.., outcome)| outcome.order);
    let judged: Vec<Judged<'_>> = all
        .into_iter()
        .map(|(sources, model, outcome)| Judged {
            path: outcome.path.display().to_string(),
            model: model.cloned(),
            carried,
            kind: outcome.kind,
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
pub(super) fn tell_problem(human: Human, problem: Error) {
    let (sources, errors) = problem.into_diagnostics();
    tell(human, &sources, &errors);
}

/// Why the work could not be done, on stderr.
pub(super) fn tell(human: Human, sources: &Sources, errors: &[Diagnostic]) {
    let placed = errors.iter().filter(|error| error.span.is_some()).count();
    // the first ones are the ones to mend; the rest may well come of them
    for error in errors.iter().take(MOST_ERRORS) {
        if error.span.is_some() {
            warn(human.diagnostic(sources, error));
        } else if error.code != "ltoconf::tree::broken" {
            warn(format!("error: {}\n", error.message));
            error.related.iter().for_each(|place| warn(format!("  {}\n", place.message)));
            error.help.iter().for_each(|help| warn(format!("  help: {help}\n")));
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

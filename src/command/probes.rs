//! `ltoconf probes`: a tree enters; its probes leave with their commands, their answers and their times.

use std::{fmt::Write as _, sync::Arc};

use serde::Serialize;

use crate::{
    cli::{self, Common, ProbesDo, ProbesOf},
    report::shown,
    source::lossy,
    tree::probe::{Answer, Outcome},
};

use super::{check, loaded, print};

#[derive(Serialize)]
struct Report {
    version: u32,
    probes: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    command: String,
    exit: Option<i32>,
    stdout: String,
    stderr: String,
    seconds: f64,
    outcome: &'static str,
}

/// Shows the probes; 1 where one has no answer.
pub(super) fn run(common: &Common, arguments: &ProbesOf) -> u8 {
    let mut common = common.clone();
    match arguments.what.clone().unwrap_or_default() {
        ProbesDo::List => {}
        ProbesDo::Run => common.probes = Some(cli::Probes::Run),
        ProbesDo::Record { file } => common.probes = Some(cli::Probes::Record(file)),
    }
    let loaded = match loaded::load_here(&common, "whose probes") {
        Ok(loaded) => loaded,
        Err(problem) => {
            check::tell_problem(check::human(), problem);
            return 2;
        }
    };
    let answers = loaded.prober.all();
    let text = match common.format().unwrap_or_default() {
        cli::Format::Json => json(&answers),
        _ => human(&answers),
    };
    print(text);
    let status = u8::from(answers.iter().any(|(_, answer)| !answer.is_known()));
    loaded.leave();
    status
}

/// The word for where an answer is from; also in JSON.
fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Ran => "ran",
        Outcome::Remembered => "remembered",
        Outcome::Replayed => "replayed",
        Outcome::TimedOut => "timed-out",
        Outcome::Denied => "denied",
        Outcome::NotRecorded => "not-recorded",
        Outcome::NotStarted(_) => "not-started",
    }
}

/// The answer first: commands are long, and most differ in their middle.
fn human(answers: &[(Vec<u8>, Arc<Answer>)]) -> String {
    let mut out = String::new();
    for (command, answer) in answers {
        let exit = answer.exit.map_or_else(|| "-".to_owned(), |exit| exit.to_string());
        let (time, stdout) = (answer.took.as_secs_f64(), shown(&lossy(&answer.stdout)));
        let from = word(&answer.outcome);
        let command = shown(&lossy(command));
        let _infallible = writeln!(out, "{from}  exit {exit}  {time:.3} s  '{stdout}'\n  {command}");
    }
    let (count, took) = (answers.len(), answers.iter().map(|(_, answer)| answer.took.as_secs_f64()).sum::<f64>());
    let unknown = answers.iter().filter(|(_, answer)| !answer.is_known()).count();
    let unknown = if unknown == 0 { String::new() } else { format!(", {unknown} without an answer") };
    let _infallible = writeln!(out, "{count} probes{unknown}, {took:.3} s of work");
    out
}

fn json(answers: &[(Vec<u8>, Arc<Answer>)]) -> String {
    let probes = answers.iter().map(|(command, answer)| Told {
        command: lossy(command),
        exit: answer.exit,
        stdout: lossy(&answer.stdout),
        stderr: lossy(&answer.stderr),
        seconds: answer.took.as_secs_f64(),
        outcome: word(&answer.outcome),
    });
    let report = Report { version: 1, probes: probes.collect() };
    check::printable(serde_json::to_string_pretty(&report).map(|text| text + "\n"))
}

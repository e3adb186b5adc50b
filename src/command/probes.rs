//! `ltoconf probes`: a tree enters; its probes leave with their commands, their answers and their times.

use std::fmt::Write as _;

use serde::Serialize;

use crate::{
    cli::{self, Common, ProbesDo, ProbesOf},
    front::{Probe, Tree},
    report::shown,
};

use super::{asked::options, check::tell_problem, human, note, print, printable};

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
    let tree = match Tree::nearest(&options(&common), "whose probes") {
        Ok(tree) => tree,
        Err(problem) => {
            tell_problem(human(), problem);
            return 2;
        }
    };
    tree.notes().iter().for_each(note);
    let answers = tree.probes();
    print(match common.format().unwrap_or_default() {
        cli::Format::Json => json(&answers),
        _ => for_people(&answers),
    });
    let status = u8::from(answers.iter().any(|answer| !answer.is_known));
    tree.leave();
    status
}

/// The answer first: commands are long, and most differ in their middle.
fn for_people(answers: &[Probe]) -> String {
    let mut out = String::new();
    for answer in answers {
        let exit = answer.exit.map_or_else(|| "-".to_owned(), |exit| exit.to_string());
        let (time, stdout) = (answer.took.as_secs_f64(), shown(&answer.stdout));
        let (from, command) = (&answer.outcome, shown(&answer.command));
        let _infallible = writeln!(out, "{from}  exit {exit}  {time:.3} s  '{stdout}'\n  {command}");
    }
    let (count, took) = (answers.len(), answers.iter().map(|answer| answer.took.as_secs_f64()).sum::<f64>());
    let unknown = answers.iter().filter(|answer| !answer.is_known).count();
    let unknown = if unknown == 0 { String::new() } else { format!(", {unknown} without an answer") };
    let _infallible = writeln!(out, "{count} probes{unknown}, {took:.3} s of work");
    out
}

fn json(answers: &[Probe]) -> String {
    let probes = answers.iter().map(|answer| Told {
        command: answer.command.clone(),
        exit: answer.exit,
        stdout: answer.stdout.clone(),
        stderr: answer.stderr.clone(),
        seconds: answer.took.as_secs_f64(),
        outcome: answer.outcome.word(),
    });
    let report = Report { version: 1, probes: probes.collect() };
    printable(serde_json::to_string_pretty(&report).map(|text| text + "\n"))
}

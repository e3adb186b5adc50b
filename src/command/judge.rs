//! Configurations and the model that they share enter; findings and the LTO mode of each leave.

use std::path::PathBuf;

use crate::{
    diagnostic::Diagnostic,
    eval::{Evaluator, Reading},
    finding::{self, Config, Context, Kind, Outline},
    lto::{
        embedded::{Choice, UTILITIES},
        said::MEMBERS,
    },
    model::symbol::{SymbolId, Tristate},
    report::Lto,
    source::FileId,
};

use super::{input::Input, loaded::Loaded};

/// What a file came to.
pub(super) struct Outcome {
    /// its place among the files that were asked for
    pub(super) order: usize,
    pub(super) path: PathBuf,
    /// what it was judged as; `None` where it could not be judged
    pub(super) kind: Option<Kind>,
    pub(super) lto: Lto,
    pub(super) findings: Vec<Diagnostic>,
}

impl Outcome {
    /// A file that could not be judged, and why.
    pub(super) fn not_judged(order: usize, path: PathBuf, why: Vec<Diagnostic>) -> Self {
        let lto = Lto { mode: "unknown", symbol: None, reason: "this file was not judged".into(), line: None };
        Self { order, path, kind: None, lto, findings: why }
    }
}

/// Judges files by one model, in their order. `choice` says, for the carried rules, on which ground a file is judged by
/// them.
pub(super) fn judge(
    mut loaded: Loaded,
    mut inputs: Vec<Input>,
    choice: impl Fn(&Input) -> Choice,
) -> (Loaded, Vec<Outcome>) {
    let files: Vec<FileId> = inputs.iter_mut().map(|input| loaded.take_in(input)).collect();
    let outline = Outline::of(&loaded.tree, &loaded.model);
    let judged = inputs.into_iter().zip(files).map(|(input, file)| {
        let choice = loaded.setting.is_some().then(|| choice(&input));
        judge_one(&loaded, &outline, file, input, choice.as_ref())
    });
    let outcomes = judged.collect();
    (loaded, outcomes)
}

fn judge_one(loaded: &Loaded, outline: &Outline, file: FileId, input: Input, embedded: Option<&Choice>) -> Outcome {
    let (mut evaluator, reading) = evaluated(loaded, file, &input);
    let config = config(loaded, file, &input, &reading, embedded);
    let mut context = Context::new(&loaded.tree, outline, &mut evaluator, &config, &loaded.prober);
    let verdict = finding::lto::verdict(&mut context);
    let findings = match embedded {
        None => finding::check(&mut context),
        Some(_) => finding::check_embedded(&mut context),
    };
    let lto = Lto { mode: verdict.mode, symbol: verdict.symbol, reason: verdict.reason, line: verdict.line };
    Outcome { order: input.order, kind: Some(input.kind()), path: input.path, lto, findings }
}

/// A configuration for findings about it.
pub(super) fn config<'a>(
    loaded: &'a Loaded,
    file: FileId,
    input: &'a Input,
    reading: &'a Reading,
    embedded: Option<&'a Choice>,
) -> Config<'a> {
    Config {
        file,
        text: loaded.tree.files.sources.file(file).text(),
        lines: &input.lines,
        reading,
        kind: input.kind(),
        prefix: input.prefix(),
        said: &input.said,
        written: input.is_written(),
        complete: input.is_complete(),
        arch: &loaded.name.arch,
        embedded,
        llvm_asked: loaded.setting.as_ref().is_some_and(|setting| setting.llvm),
    }
}

/// All values of a configuration that was taken in.
pub(super) fn evaluated<'m>(loaded: &'m Loaded, file: FileId, input: &Input) -> (Evaluator<'m>, Reading) {
    let text = loaded.tree.files.sources.file(file).text();
    let mut evaluator = Evaluator::new(&loaded.model);
    let reading = evaluator.read(Some((text, &input.lines)), false);
    // reading by the older rules leaves some values to be calculated again
    evaluator.calculate_all();
    take_over_answers(loaded, &mut evaluator, input);
    (evaluator, reading)
}

/// What nm and ar were is told by `HAS_LTO_CLANG` alone: where it is off although all else that it needs is there, they
/// were not LLVM's. A file that asks for LTO was edited since, and what is met now was perhaps not met then. On a tree
/// the probes tell. All values must have been calculated. Gives what was taken over.
pub(super) fn take_over_answers(
    loaded: &Loaded,
    evaluator: &mut Evaluator<'_>,
    input: &Input,
) -> Option<(SymbolId, Tristate)> {
    let edited = MEMBERS.iter().any(|&member| member != "LTO_NONE" && input.said.yes(member).is_some());
    if edited || loaded.setting.as_ref().is_none_or(|setting| setting.llvm) {
        return None;
    }
    let model = evaluator.model();
    let (utilities, has) = (model.find(UTILITIES.as_bytes())?, model.find(b"HAS_LTO_CLANG")?);
    let stated = input.said.get("HAS_LTO_CLANG").map(|statement| statement.value.as_str());
    // elsewhere a line of it has no effect
    let off = input.is_complete() && stated.is_none_or(|value| value == "n");
    if off && evaluator.tristate(has) != Tristate::No {
        evaluator.presume(utilities, Tristate::No);
        evaluator.calculate_all();
        return Some((utilities, Tristate::No));
    }
    None
}

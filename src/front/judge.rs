//! Configurations and the model that they share enter; findings and the LTO mode of each leave.

use crate::{
    diagnostic::Diagnostic,
    eval::{Evaluator, Reading},
    finding::{self, Config, Context, lto::Verdict},
    lto::{
        embedded::{Choice, UTILITIES},
        said::MEMBERS,
    },
    model::symbol::{SymbolId, Tristate},
    report::Lto,
    source::FileId,
};

use super::{check::Outcome, input::Input, loaded::Loaded};

/// Judges files by one model, in their order. `choice` says, for the carried rules, on which ground a file is judged by
/// them.
pub(super) fn judge(
    mut loaded: Loaded,
    mut inputs: Vec<Input>,
    choice: impl Fn(&Input) -> Choice,
) -> (Loaded, Vec<Outcome>) {
    let files: Vec<FileId> = inputs.iter_mut().map(|input| loaded.take_in(input)).collect();
    let judged = inputs.into_iter().zip(files).map(|(input, file)| {
        let choice = loaded.setting.is_some().then(|| choice(&input));
        judge_one(&loaded, file, input, choice.as_ref())
    });
    let outcomes = judged.collect();
    (loaded, outcomes)
}

fn judge_one(loaded: &Loaded, file: FileId, input: Input, embedded: Option<&Choice>) -> Outcome {
    let (lto, findings) = judged(loaded, file, &input, embedded);
    Outcome { order: input.order, kind: Some(input.kind()), path: input.path, lto, findings }
}

/// The mode of a configuration that was taken in, and what there is to say of it.
pub(super) fn judged(
    loaded: &Loaded,
    file: FileId,
    input: &Input,
    embedded: Option<&Choice>,
) -> (Lto, Vec<Diagnostic>) {
    let (mut evaluator, reading) = evaluated(loaded, file, input);
    let config = config(loaded, file, input, &reading, embedded);
    let mut context = Context::new(&loaded.tree, loaded.outline(), &mut evaluator, &config, &loaded.prober);
    let Verdict { mode, symbol, reason, line } = finding::lto::verdict(&mut context);
    let findings = match embedded {
        None => finding::check(&mut context),
        Some(_) => finding::check_embedded(&mut context),
    };
    (Lto { mode, symbol, reason, line }, findings)
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
        setting: loaded.setting.as_ref(),
        llvm_asked: loaded.setting.as_ref().is_some_and(|setting| setting.llvm.is_some()),
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
    if edited || loaded.setting.as_ref().is_none_or(|setting| setting.llvm.is_some()) {
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

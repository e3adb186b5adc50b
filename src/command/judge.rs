//! Configurations and the model that they share enter; findings and the LTO mode of each leave.

use std::path::PathBuf;

use crate::{
    diagnostic::Diagnostic,
    eval::{Evaluator, Reading},
    finding::{self, Config, Context, Outline},
    lto::embedded::{Choice, UTILITIES},
    model::symbol::Tristate,
    report::Lto,
    source::FileId,
};

use super::{input::Input, loaded::Loaded};

/// What a file came to.
pub(super) struct Outcome {
    pub(super) path: PathBuf,
    pub(super) lto: Lto,
    pub(super) findings: Vec<Diagnostic>,
}

/// Judges files by one model, in their order. `choice` says, for the carried rules, on which ground a file is judged by
/// them.
pub(super) fn judge(
    mut loaded: Loaded,
    mut inputs: Vec<Input>,
    choice: impl Fn(&Input) -> Choice,
) -> (Loaded, Vec<Outcome>) {
    let files: Vec<FileId> = inputs
        .iter_mut()
        .map(|input| {
            let name = input.path.as_os_str().as_encoded_bytes().to_vec();
            loaded.tree.files.sources.add(name, std::mem::take(&mut input.text))
        })
        .collect();
    let outline = Outline::of(&loaded.tree, &loaded.model);
    let judged = inputs.into_iter().zip(files).map(|(input, file)| {
        let choice = loaded.setting.is_some().then(|| choice(&input));
        judge_one(&loaded, &outline, file, input, choice.as_ref())
    });
    let outcomes = judged.collect();
    (loaded, outcomes)
}

fn judge_one(loaded: &Loaded, outline: &Outline, file: FileId, input: Input, embedded: Option<&Choice>) -> Outcome {
    let (lto, findings) = with_context(loaded, outline, file, &input, embedded, |context| {
        let verdict = finding::lto::verdict(context);
        let findings = match embedded {
            None => finding::check(context),
            Some(_) => finding::check_embedded(context),
        };
        (Lto { mode: verdict.mode, symbol: verdict.symbol, reason: verdict.reason, line: verdict.line }, findings)
    });
    Outcome { path: input.path, lto, findings }
}

/// Evaluates a file whose text is `file`, and looks at what comes of it.
pub(super) fn with_context<R>(
    loaded: &Loaded,
    outline: &Outline,
    file: FileId,
    input: &Input,
    embedded: Option<&Choice>,
    look: impl FnOnce(&mut Context<'_, '_>) -> R,
) -> R {
    let text = loaded.tree.files.sources.file(file).text();
    let mut evaluator = Evaluator::new(&loaded.model);
    let reading = read(&mut evaluator, text, input);
    let setting = loaded.setting.as_ref();
    if setting.is_some_and(|setting| !setting.llvm) {
        take_over_answers(&mut evaluator, input);
    }
    let config = Config {
        file,
        text,
        lines: &input.lines,
        reading: &reading,
        kind: input.kind(),
        prefix: input.prefix(),
        said: &input.said,
        written: input.is_written(),
        complete: input.is_complete(),
        arch: &loaded.name.arch,
        embedded,
        llvm_asked: setting.is_some_and(|setting| setting.llvm),
    };
    look(&mut Context::new(&loaded.tree, outline, &mut evaluator, &config, &loaded.prober))
}

fn read(evaluator: &mut Evaluator<'_>, text: &[u8], input: &Input) -> Reading {
    let reading = evaluator.read(Some((text, &input.lines)), false);
    // reading by the older rules leaves some values to be calculated again
    evaluator.calculate_all();
    reading
}

/// What nm and ar were is told by `HAS_LTO_CLANG` alone: where it is off although all else that it needs is there, they
/// were not LLVM's.
fn take_over_answers(evaluator: &mut Evaluator<'_>, input: &Input) {
    let model = evaluator.model();
    let (Some(utilities), Some(has)) = (model.find(UTILITIES.as_bytes()), model.find(b"HAS_LTO_CLANG")) else { return };
    let stated = input.said.get("HAS_LTO_CLANG").map(|statement| statement.value.as_str());
    let off = stated == Some("n") || (stated.is_none() && input.is_complete());
    if off && evaluator.tristate(has) != Tristate::No {
        evaluator.suppose(utilities, Tristate::No);
        evaluator.calculate_all();
    }
}

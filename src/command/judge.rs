//! A model enters, and configurations one after the other; the findings and the LTO mode of each leave.

use std::path::PathBuf;

use crate::{
    diagnostic::Diagnostic,
    eval::{Evaluator, Reading},
    finding::{self, Config, Context, Outline},
    lto::embedded::{Choice, UTILITIES},
    model::symbol::Tristate,
    report::{Judged, Lto},
    source::FileId,
};

use super::{input::Input, loaded::Loaded};

/// What a file came to.
struct Outcome {
    path: PathBuf,
    lto: Lto,
    findings: Vec<Diagnostic>,
}

/// A model, and what the files came to that were judged by it.
pub(super) struct Judging {
    loaded: Loaded,
    outline: Outline,
    outcomes: Vec<Outcome>,
}

impl Judging {
    /// No file judged yet.
    pub(super) fn new(loaded: Loaded) -> Self {
        let outline = Outline::of(&loaded.tree, &loaded.model);
        Self { loaded, outline, outcomes: Vec::new() }
    }

    /// Judges a file and gives the number of its outcome. `choice` says, for the carried rules, on which ground it is
    /// judged by them.
    pub(super) fn judge(&mut self, mut input: Input, choice: impl Fn(&Input) -> Choice) -> usize {
        let choice = self.loaded.setting.is_some().then(|| choice(&input));
        let name = input.path.as_os_str().as_encoded_bytes().to_vec();
        let file = self.loaded.tree.files.sources.add(name, std::mem::take(&mut input.text));
        let outcome = judge_one(&self.loaded, &self.outline, file, input, choice.as_ref());
        self.outcomes.push(outcome);
        self.outcomes.len() - 1
    }

    /// An outcome, ready to be printed.
    pub(super) fn told(&self, at: usize) -> Option<Judged<'_>> {
        let outcome = self.outcomes.get(at)?;
        Some(Judged {
            path: outcome.path.display().to_string(),
            model: self.loaded.name.clone(),
            lto: outcome.lto.clone(),
            sources: &self.loaded.tree.files.sources,
            findings: &outcome.findings,
        })
    }
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

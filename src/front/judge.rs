//! A configuration and the model that it is judged by enter; findings and the LTO mode leave.

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

use super::{input::Input, loaded::Loaded};

/// The mode of a configuration, and what there is to say of it; `file` is what its spans point into.
pub(super) fn judged(
    loaded: &Loaded,
    file: FileId,
    input: &Input,
    embedded: Option<&Choice>,
) -> (Lto, Vec<Diagnostic>) {
    let (mut evaluator, reading) = evaluated(loaded, input);
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
        name: input.name(),
        text: &input.text,
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
        words: loaded.words,
        llvm_asked: loaded.setting.as_ref().is_some_and(|setting| setting.llvm.is_some()),
    }
}

/// All values of a configuration.
pub(super) fn evaluated<'m>(loaded: &'m Loaded, input: &Input) -> (Evaluator<'m>, Reading) {
    let mut evaluator = Evaluator::new(&loaded.model);
    let reading = evaluator.read(Some((&input.text, &input.lines)), false);
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

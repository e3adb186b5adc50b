//! A configuration that Kconfig wrote enters; what its own lines state leaves, as a build reads it. A module is built by
//! what its kernel was configured with (`include/config/auto.conf`), which make does not resolve again.

use indexmap::IndexMap;

use crate::{
    diagnostic::Advice,
    finding::Context,
    lto::{
        Mode,
        said::{MEMBERS, Said},
        stated::stated,
    },
    report::Lto,
    source::lossy,
    syntax::{
        ast::Bytes,
        dotconfig::{LineKind, unquote},
    },
    tree::build::Unknowns,
};

use super::{input::Input, resolved::Values};

/// The values that a file states; `None` where it is not as Kconfig wrote it, so that make would resolve it first.
/// `resolved`: what the tree and the tools here make of it.
pub(super) fn values(context: &Context<'_, '_>, input: &Input, resolved: &Values) -> Option<Values> {
    if !input.is_written() || !is_whole(&input.said) {
        return None;
    }
    let lines = lines(context);
    let raw = context.evaluator.model().dialect.raw_auto;
    let mut configuration = Vec::new();
    for (name, value) in lines.iter().filter(|(_, value)| **value != b"n") {
        let text = if raw { unquote(value).ok().flatten() } else { None };
        configuration.extend([context.config.prefix, name, b"=", text.as_deref().unwrap_or(value), b"\n"].concat());
    }
    let lto = lto_stated(&input.said);
    let (mode, mut notes) = (lto.mode, Vec::new());
    if resolved.lto.mode != Mode::Unknown && resolved.lto.mode != mode {
        let here = resolved.lto.mode;
        notes.push(format!(
            "these are the flags of the kernel as the file states it, LTO {mode}; with the tools here it would come to \
             LTO {here} (see {})",
            context.word(Advice::Check)
        ));
    }
    notes.extend(other_compiler(context, &lines));
    Some(Values { lto, configuration, unknown: Unknowns::default(), notes })
}

/// The mode of a configuration that Kconfig wrote, as its lines state it.
pub(super) fn lto_stated(said: &Said) -> Lto {
    let (mode, symbol) = stated(said);
    let line = symbol.and_then(|symbol| said.yes(symbol)).map(|line| line + 1);
    let reason = match symbol.zip(line) {
        Some((symbol, line)) => format!("{symbol}=y, line {line}"),
        None => "no line turns it on".into(),
    };
    Lto { mode, symbol: symbol.map(str::to_owned), reason, line }
}

/// Whether what a file says of LTO can be what Kconfig wrote: at most one member, and what it selects beside it.
fn is_whole(said: &Said) -> bool {
    let on = |name: &str| said.yes(name).is_some();
    let members = MEMBERS.into_iter().filter(|&name| name != "LTO_NONE" && on(name)).count();
    match (on("LTO_CLANG"), on("LTO")) {
        (true, true) => members <= 1 && !on("LTO_NONE"),
        // of a patch
        (false, true) => members == 0 && said.stranger().is_some(),
        (false, false) => members == 0,
        (true, false) => false,
    }
}

/// The last value of each symbol; n where the file says that it is not set.
fn lines<'c>(context: &Context<'c, '_>) -> IndexMap<&'c [u8], &'c [u8]> {
    let config = context.config;
    let cut = |at: &Bytes| config.text.get(at.start as usize..at.end as usize).unwrap_or_default();
    let said = config.lines.iter().filter_map(|line| match &line.kind {
        LineKind::Set { name, value } => Some((cut(name), cut(value))),
        LineKind::NotSet { name, .. } => Some((cut(name), &b"n"[..])),
        _ => None,
    });
    said.collect()
}

/// What is to be said where the compiler here is not the one that the kernel was configured with.
fn other_compiler(context: &Context<'_, '_>, lines: &IndexMap<&[u8], &[u8]>) -> Option<String> {
    let stated = unquote(lines.get(&b"CC_VERSION_TEXT"[..])?).ok().flatten()?;
    let symbol = context.evaluator.model().find(b"CC_VERSION_TEXT")?;
    let here = context.evaluator.value_text(symbol);
    let differs = !here.is_empty() && !stated.is_empty() && here != stated;
    differs.then(|| {
        let (stated, here) = (lossy(&stated), lossy(here));
        let llvm = context.word(Advice::Llvm(None));
        format!("the kernel was configured for '{stated}', and the compiler here is '{here}': name the kernel's ({llvm}, CC)")
    })
}

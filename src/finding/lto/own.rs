//! Causes on a tree enter; what suffices to bring them about leaves: the architecture, the file's own lines, or the tools.
//!
//! Causes with one span are the failing terms of one condition. They may be alternatives, so that a condition fails by
//! the file alone only where each of them does.

use std::collections::BTreeMap;

use crate::{
    finding::{
        Context,
        cause::{Cause, CauseKind},
    },
    lto::said::LTO_OF_ARCHITECTURE,
    model::symbol::{PropertyKind, SymbolId},
    source::Span,
};

/// Whether what is told below a symbol are alternatives, too: each of several defaults, selects or prompts could do.
fn has_ways(context: &Context<'_, '_>, cause: &Cause) -> bool {
    let model = context.evaluator.model();
    let Some(symbol) = cause.symbol.filter(|_| !cause.one_of) else { return cause.one_of };
    let of = |prompts: bool| {
        let properties = &model.symbols[symbol].properties;
        let found = properties.iter().filter(|&&id| match model.properties[id].kind {
            PropertyKind::Prompt { .. } => prompts,
            PropertyKind::Default(_) => !prompts,
            _ => false,
        });
        found.count()
    };
    // a select that is held back by its condition has that one condition below it
    let selects = if cause.kind == CauseKind::Select { 0 } else { context.outline.selects(symbol).len() };
    of(true) > 1 || (of(true) == 0 && of(false) + selects > 1)
}

/// Whether the parts of a whole hold: one condition with all its terms, or all conditions.
fn suffices(conditions: &BTreeMap<Option<Span>, bool>, all: bool) -> bool {
    if all { conditions.values().all(|&own| own) } else { conditions.values().any(|&own| own) }
}

/// What a cause that has none below it comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// a line of this file
    Line,
    /// no prompt shows it, no default gives it, and nothing in this tree selects it: no line and no tool helps
    Nothing,
    /// a version of the tools here
    Version,
    /// anything else
    Open,
}

/// Tools whose version conditions compare.
const VERSIONS: [&str; 2] = ["CLANG_VERSION", "LLD_VERSION"];

/// On what the innermost of a chain of causes, each below the one before, stands.
fn ground(context: &Context<'_, '_>, cause: &Cause, above: Option<SymbolId>) -> Ground {
    let model = context.evaluator.model();
    let is_line = |cause: &Cause| {
        cause.kind == CauseKind::User && cause.span.is_some_and(|span| span.file == context.config.file)
    };
    let unselected = |symbol: SymbolId| {
        context.outline.selects(symbol).is_empty()
            && model.symbols[symbol]
                .properties
                .iter()
                .all(|&id| !matches!(model.properties[id].kind, PropertyKind::Prompt { .. } | PropertyKind::Default(_)))
    };
    match cause.symbol.or(above) {
        _ if is_line(cause) => Ground::Line,
        Some(symbol) if cause.kind == CauseKind::Select && unselected(symbol) => Ground::Nothing,
        Some(symbol) if cause.kind == CauseKind::Probe && VERSIONS.contains(&context.show(symbol).as_str()) => {
            let said = context.config.said.get(&context.show(symbol)).map(|statement| statement.value.as_str());
            // 0 stands for another tool, which is more than its version
            if said.is_some_and(|said| said != "0" && said == context.value(symbol)) {
                Ground::Line
            } else {
                Ground::Version
            }
        }
        _ => Ground::Open,
    }
}

/// The innermost causes of conditions that fail by such grounds alone, each with its ground.
pub(super) fn by_grounds<'c>(
    context: &Context<'_, '_>,
    causes: &'c [Cause],
    grounds: &[Ground],
) -> Vec<(&'c Cause, Ground)> {
    // each cause with its parent, parents first
    let mut all: Vec<(&Cause, Option<usize>)> = causes.iter().map(|cause| (cause, None)).collect();
    let mut at = 0;
    while let Some(&(cause, _)) = all.get(at) {
        all.extend(cause.causes.iter().map(|below| (below, Some(at))));
        at += 1;
    }
    let mut conditions: Vec<BTreeMap<Option<Span>, bool>> = vec![BTreeMap::new(); all.len()];
    let mut top: BTreeMap<Option<Span>, bool> = BTreeMap::new();
    let mut own = vec![false; all.len()];
    let on = |index: usize, cause: &Cause| {
        let above = all.get(index).and_then(|&(_, parent)| all.get(parent?)?.0.symbol);
        ground(context, cause, above)
    };
    for (index, &(cause, parent)) in all.iter().enumerate().rev() {
        let below = conditions.get(index).filter(|_| !cause.causes.is_empty());
        let is_own = match below {
            Some(below) => suffices(below, has_ways(context, cause)),
            None => grounds.contains(&on(index, cause)),
        };
        if let Some(slot) = own.get_mut(index) {
            *slot = is_own;
        }
        let above = match parent {
            Some(parent) => conditions.get_mut(parent),
            None => Some(&mut top),
        };
        if let Some(above) = above {
            *above.entry(cause.span).or_insert(true) &= is_own;
        }
    }
    // from the top down again: only what hangs below conditions that fail by themselves
    let mut found = Vec::new();
    let mut counts = vec![false; all.len()];
    for (index, &(cause, parent)) in all.iter().enumerate() {
        let condition = match parent {
            Some(parent) if !counts.get(parent).copied().unwrap_or_default() => continue,
            Some(parent) => conditions.get(parent).and_then(|found| found.get(&cause.span)),
            None => top.get(&cause.span),
        };
        let holds = condition.copied().unwrap_or_default() && own.get(index).copied().unwrap_or_default();
        if let Some(slot) = counts.get_mut(index) {
            *slot = holds;
        }
        if holds && cause.causes.is_empty() {
            found.push((cause, on(index, cause)));
        }
    }
    found
}

/// Whether the architecture has no LTO in this tree, as nothing in it selects what LTO needs of an architecture.
pub(super) fn is_nowhere(context: &Context<'_, '_>, causes: &[Cause]) -> bool {
    let nothing = by_grounds(context, causes, &[Ground::Nothing]);
    let names = nothing.into_iter().filter_map(|(cause, _)| Some(context.show(cause.symbol?)));
    names.into_iter().any(|name| LTO_OF_ARCHITECTURE.contains(&name.as_str()))
}

/// A tool that is not LLVM's: what people call it, and how make is told of the right one.
pub(super) type Tool = (&'static str, &'static str);

const TOOLS: [(&str, Tool); 3] = [
    ("CC_IS_CLANG", ("the compiler is not clang", "CC=clang")),
    ("LD_IS_LLD", ("the linker is not LLD", "LD=ld.lld")),
    ("AS_IS_LLVM", ("the assembler is not clang's", "LLVM_IAS=1")),
];

const UTILITIES: [(&str, Tool); 3] = [
    ("$(NM)", ("nm is not LLVM's", "NM=llvm-nm")),
    ("$(AR)", ("ar is not LLVM's", "AR=llvm-ar")),
    ("$(LLVM_IAS)", ("LLVM_IAS is not 1", "LLVM_IAS=1")),
];

/// What it means that the version of one of LLVM's tools is 0.
pub(super) fn other_tool(version: &str) -> &'static str {
    let tool = if version == "LLD_VERSION" { "LD_IS_LLD" } else { "CC_IS_CLANG" };
    TOOLS.iter().find(|(symbol, _)| *symbol == tool).map_or("", |&(_, (why, _))| why)
}

/// The tools here that are not LLVM's, where these are all that stands in the way.
pub(super) fn missing_tools(causes: &[Cause]) -> Option<Vec<Tool>> {
    let mut tools: Vec<Tool> = Vec::new();
    let mut open: Vec<(&Cause, Option<Tool>)> = causes.iter().rev().map(|cause| (cause, None)).collect();
    while let Some((cause, tool)) = open.pop() {
        let named = TOOLS.iter().find(|(symbol, _)| cause.text.starts_with(&format!("{symbol} "))).map(|&(_, it)| it);
        let utility = UTILITIES.iter().find(|(variable, _)| cause.text.contains(variable)).map(|&(_, it)| it);
        let tool = tool.or(named).or(utility.filter(|_| cause.kind == CauseKind::Probe));
        if cause.causes.is_empty() {
            let found = tool.filter(|_| cause.kind == CauseKind::Probe)?;
            if !tools.contains(&found) {
                tools.push(found);
            }
        }
        open.extend(cause.causes.iter().rev().map(|below| (below, tool)));
    }
    (!tools.is_empty()).then_some(tools)
}

//! Texts of Makefiles enter; what they refer to, and which folders they speak of, leaves.

use crate::tree::search::Makefile;

/// The variables that a text refers to.
pub(super) fn references(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(['(', '{']).filter_map(|(at, _)| {
        let name = text.get(..at)?.ends_with('$').then(|| text.get(at + 1..))??;
        name.split([')', '}', ' ', '\t', ',', ':', '(', '$']).next()
    })
}

/// A text without its calls of `$(filter …)` that let no flag of LTO through.
pub(super) fn without_filters(text: &str) -> String {
    let mut text = text.to_owned();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("$(filter ")).map(|at| at + from) {
        let call = text.get(at..).unwrap_or_default();
        let mut depth = 0_usize;
        let end = call.bytes().position(|byte| {
            match byte {
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            byte == b')' && depth == 0
        });
        let patterns = call.trim_start_matches("$(filter ").split_once(',').map(|(patterns, _)| patterns);
        match (end, patterns) {
            (Some(end), Some(patterns)) if !patterns.split_whitespace().any(may_be_lto) => {
                text.replace_range(at..=at + end, "");
            }
            _ => from = at + 1,
        }
    }
    text
}

/// Whether a pattern of make may match a flag of LTO.
fn may_be_lto(pattern: &str) -> bool {
    let known = ["-flto", "-fno-lto", "-fsplit-lto-unit", "-fvisibility=hidden"];
    pattern.contains('$')
        || known.iter().any(|flag| match pattern.split_once('%') {
            Some((before, _)) => flag.starts_with(before),
            None => pattern.starts_with("-flto") || pattern == *flag,
        })
}

pub(super) fn folder_of(makefile: &Makefile) -> &str {
    makefile.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a folder's Makefile sets the flags of the whole kernel.
pub(super) fn is_top(folder: &str) -> bool {
    folder.is_empty() || folder.strip_prefix("arch/").is_some_and(|arch| !arch.contains('/'))
}

/// The folders that a Makefile speaks of: its own, or those of the Makefiles that include it from there.
pub(super) fn places<'m>(makefile: &'m Makefile, all: &'m [Makefile]) -> Vec<(&'m Makefile, &'m str)> {
    let includes = |other: &&Makefile| {
        let lines = other.lines.iter().filter_map(|line| line.text.trim().strip_prefix("include "));
        lines.filter_map(|path| below(folder_of(other), path.trim())).any(|path| path == makefile.path)
    };
    let found: Vec<_> = all.iter().filter(includes).map(|other| (makefile, folder_of(other))).collect();
    if found.is_empty() { vec![(makefile, folder_of(makefile))] } else { found }
}

/// A path that begins with `$(src)/`, seen from the top of the tree.
fn below(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.strip_prefix("$(src)/")?.split('/') {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

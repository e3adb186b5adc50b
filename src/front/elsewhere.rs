//! Findings on symbols that a tree does not have enter; those leave changed whose symbol the tree defines for another
//! architecture: a configuration that serves several is no mistake.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::diagnostic::{Diagnostic, Severity};

/// The code of findings that are looked at.
const UNKNOWN: &str = "ltoconf::config::unknown-symbol";

/// How deep below `arch/` a Kconfig may stand.
const DEEPEST: usize = 6;

/// Looks unknown symbols up in the tree's `arch/` and tells where they are defined.
pub(super) fn tell(tree: &Path, arch: &str, findings: &mut [Diagnostic]) {
    let unknown = |finding: &&mut Diagnostic| finding.code == UNKNOWN;
    let wanted: BTreeSet<String> =
        findings.iter_mut().filter(unknown).filter_map(|finding| finding.symbol.clone()).collect();
    if wanted.is_empty() {
        return;
    }
    let found = definitions(tree, &wanted);
    for finding in findings.iter_mut().filter(unknown) {
        let Some((symbol, places)) = finding.symbol.as_ref().and_then(|name| found.get_key_value(name)) else {
            continue;
        };
        let arches: BTreeSet<&str> = places.iter().map(|(other, _)| other.as_str()).collect();
        let Some((_, first)) = places.first() else { continue };
        let arches = arches.into_iter().collect::<Vec<_>>().join(", ");
        finding.severity = Severity::Note;
        finding.message = format!("no symbol {symbol} for {arch}: it is one of {arches}, defined in {first}");
        finding.help = Some("nothing to do, if this file serves them as well".to_owned());
    }
}

/// Where the names are defined below `arch/`: the architecture, and `path:line` in the tree.
fn definitions(tree: &Path, wanted: &BTreeSet<String>) -> BTreeMap<String, Vec<(String, String)>> {
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for path in kconfigs(&tree.join("arch")) {
        let Ok(text) = fs::read(&path) else { continue };
        let Ok(below) = path.strip_prefix(tree) else { continue };
        let arch = below.components().nth(1).map(|part| part.as_os_str().to_string_lossy().into_owned());
        for (line, text) in (1..).zip(text.split(|&byte| byte == b'\n')) {
            let name = [&b"config "[..], b"menuconfig "].iter().find_map(|word| text.strip_prefix(*word));
            let Some(name) = name.and_then(|name| std::str::from_utf8(name).ok()).map(str::trim) else { continue };
            if let (Some(name), Some(arch)) = (wanted.get(name), &arch) {
                let place = format!("{}:{line}", below.display());
                found.entry(name.clone()).or_default().push((arch.clone(), place));
            }
        }
    }
    found
}

/// All files below a folder whose name starts with `Kconfig`, in the order of their paths.
fn kconfigs(top: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![(top.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < DEEPEST {
                open.push((entry.path(), depth + 1));
            } else if kind.is_file() && entry.file_name().as_encoded_bytes().starts_with(b"Kconfig") {
                files.push(entry.path());
            }
        }
    }
    files.sort_unstable();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_of_another_architecture_is_no_mistake() {
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir_all(tree.path().join("arch/s390/mm")).unwrap();
        fs::write(tree.path().join("arch/s390/mm/Kconfig"), "# guests\nconfig S390_GUEST\n\tbool\n").unwrap();
        let unknown = |name: &str| Diagnostic::warning(UNKNOWN, format!("no symbol {name} in this tree")).about(name);
        let mut findings = [unknown("S390_GUEST"), unknown("S390_GUESTS")];
        tell(tree.path(), "x86", &mut findings);
        assert_eq!(
            findings[0].message,
            "no symbol S390_GUEST for x86: it is one of s390, defined in arch/s390/mm/Kconfig:2"
        );
        assert_eq!(findings[0].severity, Severity::Note);
        assert_eq!(findings[1], unknown("S390_GUESTS"));
    }
}

//! A tree's Makefiles enter; what they filter LTO out of, and which folders set flags of their own, leaves.

use super::Site;
use crate::tree::search::{LogicalLine, Makefile};

/// Something that is built without LTO.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// an object, or a folder with `/` at its end, or what a variable is used for
    pub what: String,
    /// where that is said
    pub site: Site,
}

/// What a Makefile must hold to be looked at.
pub const WORDS: [&str; 2] = ["CC_FLAGS_LTO", "KBUILD_CFLAGS"];

/// An assignment of a Makefile: `[TARGET:] NAME op VALUE`.
struct Assignment<'l> {
    line: &'l LogicalLine,
    target: Option<&'l str>,
    name: &'l str,
    operator: &'l str,
    value: &'l str,
}

impl<'l> Assignment<'l> {
    fn of(line: &'l LogicalLine) -> Option<Self> {
        let text = line.text.as_str();
        // the first `=` outside brackets
        let mut depth = 0_usize;
        let equals = text.bytes().position(|byte| {
            match byte {
                b'(' | b'{' => depth += 1,
                b')' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            byte == b'=' && depth == 0
        })?;
        let (before, value) = (text.get(..equals)?, text.get(equals + 1..)?.trim());
        let stripped = before.trim_end_matches([':', '+', '?', '!']);
        let operator = before.get(stripped.len()..)?;
        let (target, name) = match stripped.rsplit_once(": ") {
            Some((target, name)) => (Some(target.trim()), name.trim()),
            None => (None, stripped.trim()),
        };
        let name = name.trim_start_matches("export ").trim_start_matches("override ").trim();
        (!name.is_empty() && !name.contains(char::is_whitespace)).then_some(Self {
            line,
            target,
            name,
            operator,
            value,
        })
    }
}

/// Whether a text refers to the LTO flags.
fn refers(text: &str) -> bool {
    ["$(CC_FLAGS_LTO)", "${CC_FLAGS_LTO}", "$(CC_FLAGS_LTO_CLANG)"].iter().any(|word| text.contains(word))
}

/// What is filtered out, and which folders have flags of their own.
pub(super) fn find(makefiles: &[Makefile]) -> (Vec<Excluded>, Vec<Excluded>) {
    let (mut filtered, mut own) = (Vec::new(), Vec::new());
    for makefile in makefiles {
        let folder = makefile.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_top = folder.is_empty() || folder.strip_prefix("arch/").is_some_and(|arch| !arch.contains('/'));
        let assignments: Vec<_> = makefile.lines.iter().filter_map(Assignment::of).collect();
        for assignment in assignments.iter().filter(|assignment| refers(assignment.value)) {
            for what in taken_out(assignment, &assignments, folder) {
                let line = assignment.line.line_of("CC_FLAGS_LTO");
                filtered.push(Excluded { what, site: Site { path: makefile.path.clone(), line: Some(line) } });
            }
        }
        let whole = |assignment: &&Assignment<'_>| {
            assignment.name == "KBUILD_CFLAGS" && assignment.target.is_none() && matches!(assignment.operator, ":" | "")
        };
        if let Some(first) = assignments.iter().find(whole).filter(|first| !is_top && !goes_on(first, &assignments)) {
            let line = first.line.line_of("KBUILD_CFLAGS");
            own.push(Excluded {
                what: format!("{folder}/"),
                site: Site { path: makefile.path.clone(), line: Some(line) },
            });
        }
    }
    filtered.dedup();
    own.retain(|own| filtered.iter().all(|filtered| filtered.what != own.what));
    (filtered, own)
}

/// Whether a value is made of the variable's former one, directly or by another variable of the same file.
fn goes_on(assignment: &Assignment<'_>, all: &[Assignment<'_>]) -> bool {
    let uses = |value: &str, name: &str| value.contains(&format!("$({name})"));
    // `cflags-$(CONFIG_X) += …` is a part of `$(cflags-y)`
    let part_of = |name: &str| name.split_once("-$(").map_or_else(|| name.to_owned(), |(list, _)| format!("{list}-y"));
    uses(assignment.value, "KBUILD_CFLAGS")
        || all.iter().any(|other| uses(assignment.value, &part_of(other.name)) && uses(other.value, "KBUILD_CFLAGS"))
}

/// What an assignment takes LTO out of.
fn taken_out(assignment: &Assignment<'_>, all: &[Assignment<'_>], folder: &str) -> Vec<String> {
    let below = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let name = assignment.name;
    if let Some(object) = name.strip_prefix("CFLAGS_REMOVE_") {
        return vec![below(object)];
    }
    if name.starts_with("ccflags-remove-") || name.starts_with("subdir-ccflags-remove-") {
        return vec![below("")];
    }
    if assignment.value.contains("filter-out") {
        return match (assignment.target, name) {
            // rules of the whole build are steps of their own
            _ if name.starts_with("cmd_") || name.starts_with("bindgen") => Vec::new(),
            (Some(target), "KBUILD_CFLAGS") => vec![format!("{}: {target}", below(""))],
            (None, "KBUILD_CFLAGS") => vec![below("")],
            _ => vec![format!("{}: what {name} compiles", below(""))],
        };
    }
    // a list of flags to be removed, by a name of its own
    let uses = format!("$({name})");
    let users = all.iter().filter(|other| other.value.contains(&uses));
    users.filter_map(|other| other.name.strip_prefix("CFLAGS_REMOVE_")).map(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::search::LogicalLine;

    fn found(path: &str, lines: &[&str]) -> (Vec<String>, Vec<String>) {
        let line = |(number, text): (usize, &&str)| LogicalLine {
            text: (*text).to_owned(),
            lines: vec![number as u32 + 1; text.split_whitespace().count()],
        };
        let lines = lines.iter().enumerate().map(line).collect();
        let (filtered, own) = find(&[Makefile { path: path.to_owned(), lines }]);
        let shown = |found: Excluded| format!("{} {}", found.what, found.site.line.unwrap());
        (filtered.into_iter().map(shown).collect(), own.into_iter().map(shown).collect())
    }

    #[test]
    fn objects_and_folders_without_lto_are_found() {
        let check =
            |line: &str, expected: &[&str]| assert_eq!(found("a/b/Makefile", &["", line]).0, expected, "{line}");
        check("CFLAGS_REMOVE_cpu.o := $(CC_FLAGS_LTO)", &["a/b/cpu.o 2"]);
        check("CFLAGS_REMOVE_x.o\t+= $(CC_FLAGS_LTO) $(OTHER)", &["a/b/x.o 2"]);
        check("KBUILD_CFLAGS := $(filter-out $(CC_FLAGS_LTO), $(KBUILD_CFLAGS))", &["a/b/ 2"]);
        check("$(vobjs): KBUILD_CFLAGS := $(filter-out $(CC_FLAGS_LTO),$(KBUILD_CFLAGS))", &["a/b/: $(vobjs) 2"]);
        check("ccflags-remove-y += $(CC_FLAGS_LTO)", &["a/b/ 2"]);
        check("CFLAGS_32 := $(filter-out $(CC_FLAGS_LTO),$(CFLAGS_32))", &["a/b/: what CFLAGS_32 compiles 2"]);
        check("cmd_cc_s_c = $(CC) $(filter-out $(CC_FLAGS_LTO), $(c_flags))", &[]);
        check("KBUILD_CFLAGS += $(CC_FLAGS_LTO)", &[]);
    }

    #[test]
    fn a_list_of_removed_flags_is_followed_to_its_objects() {
        let lines = ["GONE := -Os $(CC_FLAGS_LTO)", "CFLAGS_REMOVE_a.o = $(GONE)", "CFLAGS_REMOVE_b.o = $(GONE)"];
        assert_eq!(found("v/Makefile", &lines).0, ["v/a.o 1", "v/b.o 1"]);
    }

    #[test]
    fn a_folder_with_flags_of_its_own_loses_lto() {
        assert_eq!(found("boot/Makefile", &["KBUILD_CFLAGS := $(REALMODE_CFLAGS) -D_SETUP"]).1, ["boot/ 1"]);
        let made = ["cflags-y := $(KBUILD_CFLAGS)", "KBUILD_CFLAGS := $(cflags-y) -Os"];
        assert_eq!(found("stub/Makefile", &made).1, [""; 0]);
        let made = ["cflags-$(CONFIG_ARM64) := $(KBUILD_CFLAGS)", "KBUILD_CFLAGS := $(cflags-y) -Os"];
        assert_eq!(found("stub/Makefile", &made).1, [""; 0]);
        assert_eq!(found("pi/Makefile", &["KBUILD_CFLAGS := $(subst -pg,,$(KBUILD_CFLAGS))"]).1, [""; 0]);
        assert_eq!(found("Makefile", &["KBUILD_CFLAGS := -O2"]).1, [""; 0]);
    }
}

//! A tree's Makefiles enter; what they filter LTO out of, and which folders set flags of their own, leaves.

use std::collections::BTreeSet;

use super::{
    Site,
    text::{folder_of, is_top, places, references, without_filters},
};
use crate::tree::search::{LogicalLine, Makefile};

/// Something that is built without LTO.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// an object, or a folder with `/` at its end, or what a variable is used for
    pub what: String,
    /// where that is said
    pub site: Site,
}

impl Excluded {
    /// The object or the folder.
    pub(super) fn path(&self) -> &str {
        self.what.split_once(": ").map_or(&self.what, |(path, _)| path)
    }
}

/// What a Makefile must hold to be looked at.
pub const WORDS: [&str; 5] = ["CC_FLAGS_LTO", "KBUILD_CFLAGS", "-c -o", "-o $@ -c", "include $(src)/"];

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
    let shared: Vec<_> = makefiles.iter().filter(|file| is_top(folder_of(file))).collect();
    let shared: Vec<_> = shared.iter().flat_map(|file| &file.lines).filter_map(Assignment::of).collect();
    let (mut filtered, mut own) = (Vec::new(), Vec::new());
    for (makefile, folder) in makefiles.iter().flat_map(|file| places(file, makefiles)) {
        let is_top = is_top(folder);
        let assignments: Vec<_> = makefile.lines.iter().filter_map(Assignment::of).collect();
        for assignment in assignments.iter().filter(|assignment| refers(assignment.value)) {
            for what in taken_out(assignment, &assignments, folder) {
                let line = assignment.line.line_of("CC_FLAGS_LTO");
                filtered.push(Excluded { what, site: Site { path: makefile.path.clone(), line: Some(line) } });
            }
        }
        let whole = |assignment: &&Assignment<'_>| {
            assignment.name == "KBUILD_CFLAGS" && matches!(assignment.operator, ":" | "")
        };
        if let Some(first) = assignments.iter().find(whole).filter(|first| !is_top && !goes_on(first, &assignments)) {
            let line = first.line.line_of("KBUILD_CFLAGS");
            let target = first.target.map_or_else(String::new, |target| format!(": {target}"));
            own.push(Excluded {
                what: format!("{folder}/{target}"),
                site: Site { path: makefile.path.clone(), line: Some(line) },
            });
        }
        for command in assignments.iter().filter(|command| compiles_alone(command, &assignments, &shared)) {
            let kernels = |name: &str| ["obj-", "lib-"].iter().any(|list| is_list(name, list));
            let what = if assignments.iter().any(|assignment| kernels(assignment.name)) {
                format!("{folder}/: what {} compiles", command.name)
            } else {
                format!("{folder}/")
            };
            if !is_top && own.iter().all(|found: &Excluded| found.what != what) {
                let line = Some(command.line.line_of(command.name));
                own.push(Excluded { what, site: Site { path: makefile.path.clone(), line } });
            }
        }
    }
    filtered.dedup();
    own.retain(|own| filtered.iter().all(|filtered| filtered.what != own.what));
    (filtered, own)
}

/// `cflags-$(CONFIG_X) += …` is a part of `$(cflags-y)`.
fn part_of(name: &str) -> String {
    name.split_once("-$(").map_or_else(|| name.to_owned(), |(list, _)| format!("{list}-y"))
}

/// Whether a value is made of the variable's former one, directly or by other variables of the same file.
fn goes_on(assignment: &Assignment<'_>, all: &[Assignment<'_>]) -> bool {
    let (mut open, mut seen) = (vec![without_filters(assignment.value)], BTreeSet::new());
    while let Some(text) = open.pop() {
        for name in references(&text).filter(|name| !name.is_empty()) {
            if name == "KBUILD_CFLAGS" {
                return true;
            }
            if seen.insert(name.to_owned()) {
                let set = all.iter().filter(|other| other.name != "KBUILD_CFLAGS" && part_of(other.name) == name);
                open.extend(set.map(|other| without_filters(other.value)));
            }
        }
    }
    false
}

/// Whether a name is that of a list of kbuild: `obj-y`, `obj-$(CONFIG_X)`.
fn is_list(name: &str, list: &str) -> bool {
    name.strip_prefix(list).is_some_and(|kind| matches!(kind, "y" | "m") || kind.starts_with("$("))
}

/// Whether an assignment is a command of kbuild that compiles C, and none of what it is told comes from the kernel's
/// flags for LTO. `shared`: what is set for the whole kernel. What is set elsewhere may have them, so that nothing is said
/// of it.
fn compiles_alone(command: &Assignment<'_>, all: &[Assignment<'_>], shared: &[Assignment<'_>]) -> bool {
    let has = |word: &str| command.value.split_whitespace().any(|found| found == word);
    let compiler = references(command.value).next().filter(|name| name.contains("CC"));
    if !command.name.starts_with("cmd_") || !has("-c") || !has("-o") || compiler.is_none() {
        return false;
    }
    let (mut open, mut seen) = (vec![without_filters(command.value)], BTreeSet::new());
    let mut own = false;
    while let Some(text) = open.pop() {
        if text.contains("-flto") {
            return false;
        }
        for name in references(&text).filter(|name| name.contains("FLAGS") || name.contains("flags")) {
            let of = |set: &[Assignment<'_>]| -> Vec<String> {
                let set = set.iter().filter(|other| part_of(other.name) == name);
                set.map(|other| without_filters(other.value)).collect()
            };
            let mut set = of(all);
            let is_own = !set.is_empty();
            if !is_own {
                set = of(shared);
            }
            if set.is_empty() || name == "KBUILD_CFLAGS" {
                return false;
            }
            if seen.insert(name.to_owned()) {
                own |= is_own && name.contains("CFLAGS");
                open.extend(set);
            }
        }
    }
    own
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
    let removed = users.filter_map(|other| match (other.name, other.target) {
        ("KBUILD_CFLAGS", target) if other.value.contains(&format!("$(filter-out {uses}")) => {
            Some(target.map_or_else(|| below(""), |target| format!("{}: {target}", below(""))))
        }
        _ => other.name.strip_prefix("CFLAGS_REMOVE_").map(below),
    });
    removed.collect()
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
    fn a_list_of_removed_flags_is_followed_to_what_is_filtered() {
        let lines =
            ["gone-y += -pg $(CC_FLAGS_LTO)", "$(vobjs) : KBUILD_CFLAGS := $(filter-out $(gone-y),$(KBUILD_CFLAGS))"];
        assert_eq!(found("v/Makefile", &lines).0, ["v/: $(vobjs) 1"]);
    }

    #[test]
    fn what_a_makefile_includes_is_said_of_its_folder() {
        let line = |text: &str| LogicalLine { text: text.to_owned(), lines: vec![1; 9] };
        let file = |path: &str, text: &str| Makefile { path: path.to_owned(), lines: vec![line(text)] };
        let all = [
            file("v/64/Makefile", "include $(src)/../common/Makefile.include"),
            file("v/common/Makefile.include", "KBUILD_CFLAGS := $(filter-out $(CC_FLAGS_LTO), $(KBUILD_CFLAGS))"),
        ];
        let what: Vec<_> = find(&all).0.into_iter().map(|found| (found.what, found.site.path)).collect();
        assert_eq!(what, [("v/64/".to_owned(), "v/common/Makefile.include".to_owned())]);
    }

    #[test]
    fn flags_that_a_filter_lets_through_are_no_flags_of_lto() {
        let made = |of: &str| found("v/Makefile", &[of, "$(o): KBUILD_CFLAGS := $(flags) -O2"]).1;
        assert_eq!(
            made("flags := $(filter -W%,$(filter-out -Wa%,$(KBUILD_CFLAGS))) $(filter -m64,$(KBUILD_CFLAGS))"),
            ["v/: $(o) 2"]
        );
        assert_eq!(made("flags := $(filter -f%,$(KBUILD_CFLAGS))"), [""; 0]);
        assert_eq!(made("flags := $(filter -W%,$(X)) $(KBUILD_CFLAGS)"), [""; 0]);
    }

    #[test]
    fn a_command_may_use_what_the_top_makefile_sets_without_lto() {
        let line = |text: &&str| LogicalLine { text: (*text).to_owned(), lines: vec![1; 9] };
        let file =
            |path: &str, lines: &[&str]| Makefile { path: path.to_owned(), lines: lines.iter().map(line).collect() };
        let own = |used: &str| {
            let top = file("Makefile", &["CC_FLAGS_DIALECT := -std=gnu11", "CC_FLAGS_LTO := -flto"]);
            let flags = format!("V_CFLAGS := -O2 $({used})");
            find(&[top, file("v/Makefile", &[&flags, "cmd_cc = $(CC) $(V_CFLAGS) -c -o $@ $<"])]).1.len()
        };
        assert_eq!((own("CC_FLAGS_DIALECT"), own("CC_FLAGS_LTO"), own("CC_FLAGS_OTHER")), (1, 0, 0));
    }

    #[test]
    fn a_folder_that_compiles_by_a_command_of_its_own_loses_lto() {
        let flags = ["OWN := -O2", "OWN_CFLAGS := $(OWN) -Wall"];
        let own = |lines: &[&str]| found("v32/Makefile", &[&flags[..], lines].concat()).1;
        let compile = "cmd_cc32 = $(CC_COMPAT) -MD,$(depfile) $(OWN_CFLAGS) -c -o $@ $<";
        assert_eq!(own(&[compile]), ["v32/ 3"]);
        assert_eq!(own(&[compile, "cmd_more = $(CC) $(OWN_CFLAGS) -c -o $@ $<"]), ["v32/ 3"]);
        assert_eq!(own(&["obj-$(CONFIG_A) += a.o", compile]), ["v32/: what cmd_cc32 compiles 4"]);
        assert_eq!(own(&["OWN_CFLAGS += $(KBUILD_CFLAGS)", compile]), [""; 0]);
        assert_eq!(own(&["OWN_CFLAGS += $(USER_CFLAGS)", compile]), [""; 0]);
        assert_eq!(own(&["cmd_cc = $(CC) $(c_flags) -c -o $@ $<"]), [""; 0]);
        assert_eq!(own(&["cmd_as = $(CC) $(OWN) -c -o $@ $<"]), [""; 0]);
        assert_eq!(own(&["quiet_cmd_cc32 = CC32 $@", "x = $(CC) $(OWN_CFLAGS) -c -o $@"]), [""; 0]);
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

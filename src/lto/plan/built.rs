//! What is built without LTO, Makefiles and a configuration enter; whether this configuration builds it leaves.

use super::Kernel;
use crate::tree::search::Makefile;

/// The lists of Makefiles that tell what is built.
pub(super) struct Lists<'a> {
    kernel: &'a Kernel<'a>,
    makefiles: &'a [Makefile],
}

impl<'a> Lists<'a> {
    /// The lists of these Makefiles.
    pub(super) fn of(kernel: &'a Kernel<'a>, makefiles: &'a [Makefile]) -> Self {
        Self { kernel, makefiles }
    }

    /// Whether a path, an object or a folder with `/` at its end, is left out of this build: each list that names it, or
    /// a folder that it lies in, hangs on an option that is off. What no list names may be built.
    pub(super) fn leave_out(&self, path: &str) -> bool {
        let mut rest = path.trim_end_matches('/');
        loop {
            if self.is_off(rest) {
                return true;
            }
            match rest.rsplit_once('/') {
                Some((folder, _)) => rest = folder,
                None => return false,
            }
        }
    }

    fn is_off(&self, path: &str) -> bool {
        let Some((folder, name)) = path.rsplit_once('/') else { return false };
        let mut named = false;
        for makefile in self.makefiles {
            let own = makefile.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            // for each conditional that is open: whether what stands in it is left out
            let mut inside: Vec<Option<bool>> = Vec::new();
            for line in &makefile.lines {
                let text = line.text.trim();
                match text.split_whitespace().next() {
                    Some("ifdef" | "ifndef" | "ifeq" | "ifneq") => inside.push(self.skips(text)),
                    Some("else") => {
                        let former = inside.pop().flatten();
                        inside.push(former.filter(|_| text == "else").map(|skips| !skips));
                    }
                    Some("endif") => _ = inside.pop(),
                    _ => {}
                }
                let Some((before, value)) = text.split_once('=') else { continue };
                // by its name in its own folder's Makefile, or by its path from the top in any
                let is_it =
                    |word: &str| (own == folder && word.trim_end_matches('/') == name) || is_or_lies_in(word, path);
                if value.split_whitespace().any(is_it) {
                    if !inside.contains(&Some(true)) && !self.hangs_on_what_is_off(before) {
                        return false;
                    }
                    named = true;
                }
            }
        }
        named
    }

    /// Whether a conditional leaves out what stands in it; `None` where that is not known.
    fn skips(&self, line: &str) -> Option<bool> {
        let (word, condition) = line.split_once(char::is_whitespace)?;
        let option = match word {
            "ifdef" => condition.trim(),
            "ifeq" => condition.trim().strip_prefix("($(")?.strip_suffix("),y)")?,
            _ => return None,
        };
        // one that is on may be m, which is no y
        let off = !self.kernel.option(option)?;
        (option.starts_with("CONFIG_") && (off || word == "ifdef")).then_some(off)
    }

    /// `LIST-$(CONFIG_X) += …`, where `CONFIG_X` is off.
    fn hangs_on_what_is_off(&self, before: &str) -> bool {
        let option = before.split_once("-$(").and_then(|(_, rest)| Some(rest.split_once(')')?.0));
        option.is_some_and(|option| option.starts_with("CONFIG_") && self.kernel.option(option) == Some(false))
    }
}

/// Whether a word is a path from the top, or that of a file in it.
fn is_or_lies_in(word: &str, path: &str) -> bool {
    let word = word.strip_prefix("$(objtree)/").unwrap_or(word);
    word.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::tree::search::LogicalLine;

    /// Whether a path is left out where `CONFIG_ON` is on and all else off, by Makefiles with these lines.
    fn left_out(path: &str, makefiles: &[(&str, &[&str])]) -> bool {
        let line = |text: &&str| LogicalLine { text: (*text).to_owned(), lines: Vec::new() };
        let makefile = |(path, lines): &(&str, &[&str])| Makefile {
            path: (*path).to_owned(),
            lines: lines.iter().map(line).collect(),
        };
        let makefiles: Vec<_> = makefiles.iter().map(makefile).collect();
        let options = BTreeMap::from([("CONFIG_ON".to_owned(), true)]);
        let kernel = Kernel { version: (6, 12), arch: "x86", options: &options, complete: true, tree: None };
        Lists::of(&kernel, &makefiles).leave_out(path)
    }

    #[test]
    fn a_folder_is_left_out_where_each_list_that_names_it_is_off() {
        let check = |lines: &[&str], expected| assert_eq!(left_out("a/b/", &[("a/Makefile", lines)]), expected);
        check(&["obj-$(CONFIG_OFF) += b/"], true);
        check(&["subdir-$(CONFIG_OFF) += b"], true);
        check(&["obj-$(CONFIG_ON) += b/"], false);
        check(&["obj-y += b/"], false);
        check(&["obj-$(CONFIG_OFF) += b/", "obj-$(CONFIG_ON) += b/"], false);
        check(&["obj-$(CONFIG_OFF) += c/"], false);
        check(&["ifdef CONFIG_OFF", "obj-y += b/", "endif"], true);
        check(&["ifdef CONFIG_OFF", "else", "obj-y += b/", "endif"], false);
        check(&["ifeq ($(CONFIG_OFF),y)", "obj-y += b/", "endif"], true);
        check(&["ifdef CONFIG_OFF", "endif", "obj-y += b/"], false);
        check(&["ifneq ($(CONFIG_OFF),)", "obj-y += b/", "endif"], false);
    }

    #[test]
    fn what_lies_in_a_folder_that_is_left_out_is_left_out() {
        let above: &[(&str, &[&str])] = &[("a/Makefile", &["obj-$(CONFIG_OFF) += b/"])];
        assert!(left_out("a/b/c/x.o", above) && !left_out("a/x.o", above));
    }

    #[test]
    fn a_folder_may_be_named_by_its_path() {
        let check = |line, expected| assert_eq!(left_out("a/b/c/", &[("a/Makefile", &[line])]), expected);
        check("drivers-$(CONFIG_OFF) += a/b/c/", true);
        check("libs-$(CONFIG_OFF) += $(objtree)/a/b/c/lib.a", true);
        check("drivers-$(CONFIG_ON) += a/b/c/", false);
    }
}

//! A request goes in; what one reading of the tree's Makefiles yields comes out: variables, open
//! questions, complaints. The top Makefile is read as make would read it for `olddefconfig`, then
//! `scripts/kconfig/Makefile` as the sub-make that starts `conf`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::setting::Setting;
use super::{EnvironmentError, Question, Request, os_string};
use crate::source::lossy;
use crate::tree::make::{Files, Make, Origin};

/// Exported variables that Kconfig files and the scripts behind probes read, beside `*_VERSION` and
/// `*_VERSION_TEXT`. What one of them needs from a tool is asked; flags are not worth a compiler's
/// run each, so those which need one are left out.
const READ_BY_KCONFIG: [&str; 26] = [
    "ARCH",
    "SRCARCH",
    "SUBARCH",
    "HEADER_ARCH",
    "CC",
    "LD",
    "AR",
    "NM",
    "OBJCOPY",
    "OBJDUMP",
    "READELF",
    "STRIP",
    "HOSTCC",
    "HOSTCXX",
    "RUSTC",
    "RUSTDOC",
    "BINDGEN",
    "PAHOLE",
    "PYTHON3",
    "CROSS_COMPILE",
    "CLANG_FLAGS",
    "LLVM",
    "LLVM_IAS",
    "KBUILD_DEFCONFIG",
    "KCONFIG_DEFCONFIG_LIST",
    "KCONFIG_CONFIG",
];

/// What stands in for a top Makefile in a tree that has none of the kernel's kind: the rules that
/// all kernels since 5.18 share.
pub(in crate::tree) const STAND_IN: &[u8] = include_bytes!("stand-in.mk");

/// A setting with the Makefiles that were read for it.
#[derive(Debug)]
pub(super) struct Plan {
    setting: Setting,
    files: Files,
}

/// What one reading yields.
pub(super) struct Pass {
    pub(super) variables: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(super) questions: Vec<Question>,
    pub(super) complaints: Vec<String>,
}

type Exported = BTreeMap<Vec<u8>, (Vec<u8>, BTreeSet<usize>)>;

impl Plan {
    pub(super) fn new(request: &Request<'_>) -> Result<Self, EnvironmentError> {
        let mut files = Files::default();
        // a Makefile that includes the configuration to come, also before there is one, says what it can without it
        files.give("include/config/auto.conf", b"");
        Ok(Self { setting: Setting::new(request)?, files })
    }

    /// Reads the Makefiles with the outputs that are known.
    pub(super) fn read(&mut self, answers: &BTreeMap<Vec<u8>, Vec<u8>>) -> Result<Pass, EnvironmentError> {
        let Self { setting, files } = self;
        let top = setting.tree.join("Makefile");
        let kernels = is_kernels(files, &top);
        let mut make = Make::new(&setting.tree, &setting.host, answers, files);
        setting.start(&mut make, b"olddefconfig");
        if kernels {
            make.read(&top);
        }
        // a tree of another kind, or a shortened one
        if !(make.is_set(b"SRCARCH") && make.is_set(b"CC")) {
            make.read_foreign(STAND_IN);
        }
        check_arch(&mut make, &setting.tree)?;
        let exported = make.exported();
        let (questions, known) = questions(&make, exported);
        let missing = make.missing.iter().map(|missing| format!("cannot read {}", lossy(&missing.name)));
        let complaints = make.complaints.iter().map(|(text, _)| text.clone()).chain(missing).collect();
        let variables = self.below(answers, known);
        Ok(Pass { variables, questions, complaints })
    }

    /// What the sub-make in `scripts/kconfig` makes of the exported variables.
    fn below(
        &mut self,
        answers: &BTreeMap<Vec<u8>, Vec<u8>>,
        known: BTreeMap<Vec<u8>, Vec<u8>>,
    ) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let path = self.setting.tree.join("scripts/kconfig/Makefile");
        if self.files.text(&path).is_none() {
            return known;
        }
        let mut make = Make::new(&self.setting.tree, &self.setting.host, answers, &mut self.files);
        for (name, value) in &known {
            make.set(name, value, Origin::Environment);
        }
        for (name, value) in [(b"obj", b"scripts/kconfig"), (b"src", b"scripts/kconfig")] {
            make.set(name, value, Origin::Automatic);
        }
        make.read(&path);
        make.exported().into_iter().map(|(name, (value, _))| (name, value)).collect()
    }
}

/// Whether a file is the top Makefile of a kernel, or of a project that took Kconfig over with
/// it. The Makefiles of others say nothing about Kconfig, and may be anything.
fn is_kernels(files: &mut Files, path: &Path) -> bool {
    let has = |text: &[u8], marker: &[u8]| memchr::memmem::find(text, marker).is_some();
    files.text(path).is_some_and(|text| has(&text, b"PATCHLEVEL") || has(&text, b"scripts/kconfig"))
}

/// Refuses an architecture that the tree does not have, before its Kconfig cannot be found.
fn check_arch(make: &mut Make<'_>, tree: &Path) -> Result<(), EnvironmentError> {
    let arch = make.value(b"SRCARCH");
    let all = tree.join("arch");
    let folder = all.join(&*os_string(&arch));
    let is_name = !matches!(arch.as_slice(), b"" | b"." | b"..") && !arch.contains(&b'/');
    // `arch` of a tree without architectures is not looked into
    if is_name && folder.is_dir() || !all.join("Kconfig").is_file() {
        return Ok(());
    }
    let mut known: Vec<_> = std::fs::read_dir(&all)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    known.sort();
    Err(EnvironmentError::UnknownArch { arch: lossy(&make.value(b"ARCH")), folder, known })
}

/// Splits what is exported into questions and the variables that are known well enough to be used.
fn questions(make: &Make<'_>, exported: Exported) -> (Vec<Question>, BTreeMap<Vec<u8>, Vec<u8>>) {
    let mut asked: BTreeMap<usize, Option<String>> = make.decisive.iter().map(|&at| (at, None)).collect();
    let mut known = BTreeMap::new();
    for (name, (value, open)) in exported {
        let text = lossy(&name);
        let read =
            READ_BY_KCONFIG.contains(&text.as_str()) || text.ends_with("_VERSION") || text.ends_with("_VERSION_TEXT");
        if read {
            for at in open.iter().copied() {
                asked.entry(at).or_default().get_or_insert_with(|| text.clone());
            }
        }
        if read || open.is_empty() {
            known.insert(name, value);
        }
    }
    let questions = asked.into_iter().filter_map(|(at, variable)| {
        let command = make.command(at)?.to_vec();
        Some(Question { variable, command })
    });
    (questions.collect(), known)
}

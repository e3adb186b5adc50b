//! A request goes in; what one reading of the tree's Makefiles yields comes out: variables, open
//! questions, complaints. The top Makefile is read as make would read it for `olddefconfig`, then
//! `scripts/kconfig/Makefile` as the sub-make that starts `conf`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::host::Host;
use super::make::{Files, Make};
use super::variable::Origin;
use super::words::find;
use super::{Environment, EnvironmentError, Question, Request, os_string};

/// Variables of the caller's environment that count as given on make's command line.
const COMMAND_LINE: [&str; 21] = [
    "ARCH",
    "SUBARCH",
    "CROSS_COMPILE",
    "LLVM",
    "LLVM_IAS",
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
    "HOSTRUSTC",
    "RUSTC",
    "RUSTDOC",
    "BINDGEN",
    "PAHOLE",
    "PYTHON3",
];

/// Variables that a surrounding make left there, which are about its work and not about ours.
const LEFT_BY_MAKE: [&str; 15] = [
    "MAKEFLAGS",
    "MFLAGS",
    "MAKELEVEL",
    "MAKEOVERRIDES",
    "MAKE_TERMOUT",
    "MAKE_TERMERR",
    "MAKECMDGOALS",
    "sub_make_done",
    "KBUILD_OUTPUT",
    "KBUILD_EXTMOD",
    "O",
    "M",
    "obj",
    "srctree",
    "objtree",
];

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
const STAND_IN: &[u8] = include_bytes!("stand-in.mk");

/// A request that is checked and owned, so that it can be carried out again with more answers.
#[derive(Debug)]
pub(super) struct Plan {
    tree: PathBuf,
    host: Host,
    files: Files,
    environment: Environment,
    command_line: BTreeMap<Vec<u8>, Vec<u8>>,
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
        let tree = request
            .tree
            .canonicalize()
            .map_err(|source| EnvironmentError::Tree { path: request.tree.to_path_buf(), source })?;
        let mut environment = request.base.clone();
        for name in LEFT_BY_MAKE {
            environment.remove(name);
        }
        let path = os_string(environment.get("PATH").unwrap_or_default()).into_owned();
        let mut host = Host::here(path);
        if let Some(machine) = request.machine {
            host.machine = machine.into();
        }
        let mut command_line = BTreeMap::new();
        let mut give = |name: &str, value: &[u8]| {
            command_line.insert(name.as_bytes().to_vec(), value.to_vec());
        };
        if let Some(arch) = request.header_arch {
            give("ARCH", arch.as_bytes());
        }
        for name in COMMAND_LINE {
            match environment.remove(name) {
                Some(value) if !value.is_empty() => give(name, &value),
                _ => {}
            }
        }
        for (name, value) in [("ARCH", request.arch), ("LLVM", request.llvm)] {
            if let Some(value) = value {
                give(name, value.as_bytes());
            }
        }
        Ok(Self { tree, host, files: Files::default(), environment, command_line })
    }

    /// Reads the Makefiles with the outputs that are known.
    pub(super) fn read(&mut self, answers: &BTreeMap<Vec<u8>, Vec<u8>>) -> Result<Pass, EnvironmentError> {
        let top = self.tree.join("Makefile");
        let mut make = Make::new(&self.tree, &self.host, answers, &mut self.files);
        for (name, value) in self.environment.iter() {
            make.set(name, value, Origin::Environment);
        }
        for (name, value) in &self.command_line {
            make.set(name, value, Origin::CommandLine);
        }
        let tree = self.tree.as_os_str().as_encoded_bytes();
        let automatic: [(&[u8], &[u8]); 9] = [
            // with this option the top Makefile does not start itself once more
            (b"MAKEFLAGS", b"rR --no-print-directory"),
            (b"MAKECMDGOALS", b"olddefconfig"),
            (b"MAKE", b"make"),
            (b"MAKE_VERSION", b"4.3"),
            (b".FEATURES", b"else-if order-only second-expansion target-specific undefine output-sync"),
            (b"MAKEFILE_LIST", b""),
            (b"CURDIR", tree),
            // absolute, so that commands read the same from every folder
            (b"srctree", tree),
            (b"objtree", b"."),
        ];
        for (name, value) in automatic {
            make.set(name, value, Origin::Automatic);
        }
        make.exports.insert(b"srctree".to_vec(), true);
        if make.is_kernels(&top) {
            make.read(&top, 0);
        }
        // a tree of another kind, or a shortened one
        if !(make.variables.contains_key(b"SRCARCH".as_slice()) && make.variables.contains_key(b"CC".as_slice())) {
            make.read_text(STAND_IN, 0);
        }
        make.check_arch()?;
        let exported = make.exported();
        let (questions, known) = questions(&make, exported);
        let complaints = make.complaints;
        let variables = self.below(answers, known);
        Ok(Pass { variables, questions, complaints })
    }

    /// What the sub-make in `scripts/kconfig` makes of the exported variables.
    fn below(
        &mut self,
        answers: &BTreeMap<Vec<u8>, Vec<u8>>,
        known: BTreeMap<Vec<u8>, Vec<u8>>,
    ) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let path = self.tree.join("scripts/kconfig/Makefile");
        let mut make = Make::new(&self.tree, &self.host, answers, &mut self.files);
        if make.text(&path).is_none() {
            return known;
        }
        for (name, value) in &known {
            make.set(name, value, Origin::Environment);
        }
        for (name, value) in [(b"obj", b"scripts/kconfig"), (b"src", b"scripts/kconfig")] {
            make.set(name, value, Origin::Automatic);
        }
        make.read(&path, 0);
        make.exported().into_iter().map(|(name, (value, _))| (name, value)).collect()
    }
}

impl Make<'_> {
    /// Whether a file is the top Makefile of a kernel, or of a project that took Kconfig over with
    /// it. The Makefiles of others say nothing about Kconfig, and may be anything.
    fn is_kernels(&mut self, path: &std::path::Path) -> bool {
        self.text(path)
            .is_some_and(|text| find(&text, b"PATCHLEVEL").is_some() || find(&text, b"scripts/kconfig").is_some())
    }

    /// Refuses an architecture that the tree does not have, before its Kconfig cannot be found.
    fn check_arch(&mut self) -> Result<(), EnvironmentError> {
        let arch = self.value_of(b"SRCARCH", 0);
        let all = self.tree.join("arch");
        let folder = all.join(&*os_string(&arch));
        // `arch` of a tree without architectures is not looked into
        if folder.is_dir() || !all.join("Kconfig").is_file() {
            return Ok(());
        }
        let asked = self.value_of(b"ARCH", 0);
        let mut known: Vec<_> = std::fs::read_dir(&all)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        known.sort();
        let arch = String::from_utf8_lossy(&asked).into_owned();
        Err(EnvironmentError::UnknownArch { arch, folder, known })
    }
}

/// Splits what is exported into questions and the variables that are known well enough to be used.
fn questions(make: &Make<'_>, exported: Exported) -> (Vec<Question>, BTreeMap<Vec<u8>, Vec<u8>>) {
    let mut asked: BTreeMap<usize, Option<String>> = make.decisive.iter().map(|&at| (at, None)).collect();
    let mut known = BTreeMap::new();
    for (name, (value, open)) in exported {
        let text = String::from_utf8_lossy(&name).into_owned();
        let read =
            READ_BY_KCONFIG.contains(&text.as_str()) || text.ends_with("_VERSION") || text.ends_with("_VERSION_TEXT");
        if read {
            asked.extend(open.iter().map(|&at| (at, Some(text.clone()))));
        }
        if read || open.is_empty() {
            known.insert(name, value);
        }
    }
    let questions = asked.into_iter().filter_map(|(at, variable)| {
        let command = make.asked.get_index(at).filter(|command| !command.is_empty())?.clone();
        Some(Question { variable, command })
    });
    (questions.collect(), known)
}

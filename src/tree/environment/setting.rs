//! A request goes in; what make is started with comes out: the folder, the machine, the variables of its environment
//! and of its command line.

use std::{collections::BTreeMap, path::PathBuf};

use super::{Environment, EnvironmentError, Request, os_string};
use crate::tree::make::{Host, Make, Origin};

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

/// A request that is checked and owned, so that it can be carried out again with more answers.
#[derive(Debug)]
pub(in crate::tree) struct Setting {
    pub(in crate::tree) tree: PathBuf,
    pub(in crate::tree) host: Host,
    environment: Environment,
    command_line: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Setting {
    pub(in crate::tree) fn new(request: &Request<'_>) -> Result<Self, EnvironmentError> {
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
        let mut setting = Self { tree, host, environment, command_line: BTreeMap::new() };
        if let Some(arch) = request.header_arch {
            setting.give("ARCH", arch.as_bytes());
        }
        for name in COMMAND_LINE {
            match setting.environment.remove(name) {
                Some(value) if !value.is_empty() => setting.give(name, &value),
                _ => {}
            }
        }
        for (name, value) in [("ARCH", request.arch), ("LLVM", request.llvm)] {
            if let Some(value) = value {
                setting.give(name, value.as_bytes());
            }
        }
        Ok(setting)
    }

    /// Gives a variable on make's command line.
    pub(in crate::tree) fn give(&mut self, name: &str, value: &[u8]) {
        self.command_line.insert(name.as_bytes().to_vec(), value.to_vec());
    }

    /// Sets what make would know before it reads its first line. `goals`: what is to be made.
    pub(in crate::tree) fn start(&self, make: &mut Make<'_>, goals: &[u8]) {
        for (name, value) in self.environment.iter() {
            make.set(name, value, Origin::Environment);
        }
        for (name, value) in &self.command_line {
            make.set(name, value, Origin::CommandLine);
        }
        let tree = self.tree.as_os_str().as_encoded_bytes();
        let place = make.place.as_ref().unwrap_or(&make.folder).as_os_str().as_encoded_bytes().to_vec();
        let automatic: [(&[u8], &[u8]); 9] = [
            // with this option the top Makefile does not start itself once more
            (b"MAKEFLAGS", b"rR --no-print-directory"),
            (b"MAKECMDGOALS", goals),
            (b"MAKE", b"make"),
            (b"MAKE_VERSION", b"4.3"),
            (b".FEATURES", b"else-if order-only second-expansion target-specific undefine output-sync"),
            (b"MAKEFILE_LIST", b""),
            (b"CURDIR", &place),
            // absolute, so that commands read the same from every folder
            (b"srctree", tree),
            (b"objtree", b"."),
        ];
        for (name, value) in automatic {
            make.set(name, value, Origin::Automatic);
        }
        make.exports.insert(b"srctree".to_vec(), true);
    }
}

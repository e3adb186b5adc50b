//! Bytes that a fuzzer made enter; the parts of a case leave, and the model of its Kconfig.

use std::{path::PathBuf, time::Duration};

use ltoconf::{
    dialect::Dialect,
    model::{Model, build},
    tree::{
        self,
        environment::Environment,
        files::Files,
        probe::{Policy, Prober},
    },
};

/// The versions whose rules are tried; the first byte of a case says which.
const DIALECTS: [&str; 6] = ["linux-4.18", "linux-5.10", "linux-6.1", "linux-6.6", "linux-6.12", "linux-7.3"];

/// A Kconfig, and the configuration that is read with it.
pub struct Case<'d> {
    pub dialect: &'static str,
    pub kconfig: &'d [u8],
    pub config: &'d [u8],
}

impl<'d> Case<'d> {
    /// The parts of a case: a byte for the dialect, a Kconfig, a line of `---`, a configuration.
    pub fn of(data: &'d [u8]) -> Option<Self> {
        let (&first, rest) = data.split_first()?;
        let dialect = DIALECTS[usize::from(first) % DIALECTS.len()];
        let mark = b"\n---\n";
        let at = rest.windows(mark.len()).position(|window| window == mark);
        let (kconfig, config) = at.map_or((rest, &[][..]), |at| (&rest[..=at], &rest[at + mark.len()..]));
        Some(Self { dialect, kconfig, config })
    }

    /// The model, if the Kconfig is a good one.
    pub fn model(&self) -> Option<Model> {
        load(self.kconfig, self.dialect)
    }
}

/// The model of a Kconfig that includes nothing and runs nothing.
pub fn load(kconfig: &[u8], dialect: &str) -> Option<Model> {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).ok()?;
    std::fs::write(folder.path().join("Kconfig"), kconfig).ok()?;
    let environment = Environment::new();
    let mut prober = Prober::new(Policy::Deny, &environment, PathBuf::from("."), Duration::from_secs(1)).ok()?;
    let dialect = Dialect::named(dialect)?;
    let directory = folder.path().to_owned();
    let request =
        tree::Request { root: b"Kconfig", directory: directory.clone(), environment: &environment, dialect: &dialect };
    let tree = tree::load_from(Files::new(directory, None).within([]), &request, &mut prober).ok()?;
    build::build(&tree, dialect).ok()
}

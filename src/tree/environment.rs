//! What the kernel's make exports to `conf`: the process's own environment as it is, or one rebuilt
//! from a tree's Makefiles and the caller's variables, with the commands that are still to be asked.

mod rebuild;
mod setting;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use rebuild::Plan;

pub(in crate::tree) use rebuild::STAND_IN;
pub(in crate::tree) use setting::Setting;

/// Environment variables that Kconfig macros and probes see, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Environment {
    /// No variables at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Exactly the process's environment: what `ltoconf conf`, started by make in place of `conf`,
    /// has to use.
    pub fn of_process() -> Self {
        let bytes = |text: OsString| text.into_encoded_bytes();
        let variables = std::env::vars_os().map(|(name, value)| (bytes(name), bytes(value)));
        Self { variables: variables.collect() }
    }

    /// Rebuilt as the tree's top Makefile would export it for `make olddefconfig`, for commands that
    /// a person starts. No process is started: what only a tool can tell is left as
    /// [`Rebuilt::questions`].
    pub fn rebuild(request: &Request<'_>) -> Result<Rebuilt, EnvironmentError> {
        Rebuilt::new(Plan::new(request)?)
    }

    /// The value of a variable, `None` if it is not set.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.variables.get(name.as_bytes()).map(Vec::as_slice)
    }

    /// Sets a variable, or changes it.
    pub fn set(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.variables.insert(name.as_bytes().to_vec(), value.into());
    }

    /// Takes a variable away; what it was is returned.
    pub fn remove(&mut self, name: &str) -> Option<Vec<u8>> {
        self.variables.remove(name.as_bytes())
    }

    /// All variables with their values, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.variables.iter().map(|(name, value)| (name.as_slice(), value.as_slice()))
    }
}

impl<N: Into<Vec<u8>>, V: Into<Vec<u8>>> FromIterator<(N, V)> for Environment {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(pairs: T) -> Self {
        let pairs = pairs.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self { variables: pairs.collect() }
    }
}

/// What an environment is to be rebuilt for.
///
/// A person who starts `ltoconf` has no make command line, so these variables of `base`, where they
/// are not empty, are taken as if given there, and win over what the Makefile assigns: ARCH SUBARCH
/// `CROSS_COMPILE` LLVM `LLVM_IAS` CC LD AR NM OBJCOPY OBJDUMP READELF STRIP HOSTCC HOSTCXX HOSTRUSTC
/// RUSTC RUSTDOC BINDGEN PAHOLE PYTHON3. All others mean what they mean in make's environment: a
/// Makefile's own assignment wins over them.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The folder with the top Makefile, the `srctree`.
    pub tree: &'a Path,
    /// As `ARCH=`; wins over the environment.
    pub arch: Option<&'a str>,
    /// As `LLVM=` (`1`, `-19`, `/opt/llvm/bin/`); wins over the environment.
    pub llvm: Option<&'a str>,
    /// The caller's environment.
    pub base: &'a Environment,
    /// The architecture that a config's own header names; used if neither `arch` nor the
    /// environment names one.
    pub header_arch: Option<&'a str>,
    /// The machine as `uname -m` prints it; `None`: the one that this runs on.
    pub machine: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// A request that leaves everything to the tree, the environment and the machine.
    pub fn new(tree: &'a Path, base: &'a Environment) -> Self {
        Self { tree, arch: None, llvm: None, base, header_arch: None, machine: None }
    }
}

/// A command whose output a rebuilt environment hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The exported variable that wants it, such as `CC_VERSION_TEXT`; `None` if a conditional of
    /// the Makefile does.
    pub variable: Option<String>,
    /// For `sh -c`; its standard output, treated as `$(shell,…)` treats it, is the answer.
    pub command: Vec<u8>,
}

/// An environment with the questions that are still open.
///
/// Until they are answered, variables made from the missing outputs lack them, and a conditional
/// that asks whether the compiler is clang is decided by the compiler's name.
#[derive(Debug)]
pub struct Rebuilt {
    plan: Plan,
    answers: BTreeMap<Vec<u8>, Vec<u8>>,
    environment: Environment,
    questions: Vec<Question>,
    complaints: Vec<String>,
}

impl Rebuilt {
    fn new(plan: Plan) -> Result<Self, EnvironmentError> {
        let mut rebuilt = Self {
            plan,
            answers: BTreeMap::new(),
            environment: Environment::new(),
            questions: Vec::new(),
            complaints: Vec::new(),
        };
        rebuilt.read()?;
        Ok(rebuilt)
    }

    fn read(&mut self) -> Result<(), EnvironmentError> {
        let pass = self.plan.read(&self.answers)?;
        self.environment = Environment { variables: pass.variables };
        (self.questions, self.complaints) = (pass.questions, pass.complaints);
        Ok(())
    }

    /// The environment as far as it is known.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What is still to be asked. An answer can raise new questions.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// What the Makefiles object to (their `$(error …)`); make would have stopped there.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// Fills answers in, each a command with its output, and reads the Makefiles again with them.
    pub fn answer<C: Into<Vec<u8>>, O: Into<Vec<u8>>>(
        &mut self,
        answers: impl IntoIterator<Item = (C, O)>,
    ) -> Result<(), EnvironmentError> {
        let answers = answers.into_iter().map(|(command, output)| (command.into(), output.into()));
        self.answers.extend(answers);
        self.read()
    }

    /// Asks until nothing is open any more. `ask` is given the environment and the open commands,
    /// and returns the outputs that it can get; the rest stays open.
    pub fn settle(
        &mut self,
        mut ask: impl FnMut(&Environment, &[Vec<u8>]) -> Vec<(Vec<u8>, Vec<u8>)>,
    ) -> Result<(), EnvironmentError> {
        // each round follows from the answers of the one before; the kernel's Makefiles need two
        for _ in 0..8 {
            let open: Vec<_> = self.questions.iter().map(|open| open.command.clone()).collect();
            let answers = if open.is_empty() { Vec::new() } else { ask(&self.environment, &open) };
            if answers.is_empty() {
                break;
            }
            self.answer(answers)?;
        }
        Ok(())
    }

    /// The environment, whatever is still open.
    pub fn into_environment(self) -> Environment {
        self.environment
    }
}

/// Why an environment cannot be rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    /// The tree is not there.
    #[error("cannot use the tree '{}'", path.display())]
    Tree {
        /// As the caller named it.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The tree has no such architecture.
    #[error("the tree has no architecture '{arch}': there are {}", known.join(", "))]
    UnknownArch {
        /// As asked for.
        arch: String,
        /// The folder that would have to be there.
        folder: PathBuf,
        /// The architectures that are there.
        known: Vec<String>,
    },
}

/// Bytes as the system's own kind of string.
pub(in crate::tree) fn os_string(bytes: &[u8]) -> Cow<'_, OsStr> {
    #[cfg(unix)]
    return Cow::Borrowed(std::os::unix::ffi::OsStrExt::from_bytes(bytes));
    #[cfg(not(unix))]
    return Cow::Owned(String::from_utf8_lossy(bytes).into_owned().into());
}

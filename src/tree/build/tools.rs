//! What make would call its tools enters; those that are not there leave, with the commands that would start them. That
//! such a command fails says nothing of what the tool can do.

use crate::{
    source::lossy,
    tree::make::{Host, Make},
};

/// The variables that name tools.
const NAMES: [&str; 9] = ["CC", "LD", "AR", "NM", "OBJCOPY", "OBJDUMP", "READELF", "STRIP", "RUSTC"];

/// A tool that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// the variable that names it, such as `LD`
    pub variable: &'static str,
    /// the program, such as `ld.lld-99`
    pub program: String,
}

/// The tools that a make which has read everything would start in vain.
pub(super) fn absent(make: &mut Make<'_>, host: &Host) -> Vec<Absent> {
    let mut found = Vec::new();
    for variable in NAMES {
        let value = lossy(&make.value(variable.as_bytes()));
        let Some(program) = value.split_whitespace().next() else { continue };
        if !host.has(program) {
            found.push(Absent { variable, program: program.to_owned() });
        }
    }
    found
}

impl Absent {
    /// Whether a command of the shell would start it.
    pub(super) fn is_in(&self, command: &[u8]) -> bool {
        let mut words = command.split(|byte| byte.is_ascii_whitespace() || b"(){};|&`\"'".contains(byte));
        words.any(|word| word == self.program.as_bytes())
    }

    /// Why such a command has no answer.
    pub(super) fn reason(&self) -> String {
        format!("{} is '{}', which is not there", self.variable, self.program)
    }
}

//! stub
use std::{collections::HashMap, path::PathBuf, time::Duration};
use super::environment::Environment;
pub enum Policy { Run, Cached, Replay(PathBuf), Record(PathBuf), Deny }
pub struct Answer { pub stdout: Vec<u8> }
#[derive(Debug, thiserror::Error)]
#[error("probe")]
pub struct ProbeError;
pub struct Prober { known: HashMap<Vec<u8>, Answer>, directory: PathBuf }
impl Prober {
    pub fn new(_p: Policy, _e: &Environment, directory: PathBuf, _l: Duration) -> Result<Self, ProbeError> { Ok(Self { known: HashMap::new(), directory }) }
    pub fn known(&self, command: &[u8]) -> Option<&Answer> { self.known.get(command) }
    pub fn run(&mut self, commands: &[Vec<u8>]) {
        for c in commands {
            let o = std::process::Command::new("sh").arg("-c").arg(String::from_utf8_lossy(c).into_owned()).current_dir(&self.directory).output().unwrap();
            let mut s = o.stdout; s.truncate(4095);
            while s.last() == Some(&b'\n') { s.pop(); }
            for b in &mut s { if *b == b'\n' { *b = b' ' } }
            self.known.insert(c.clone(), Answer { stdout: s });
        }
    }
    pub fn finish(&mut self) -> Result<(), ProbeError> { Ok(()) }
}

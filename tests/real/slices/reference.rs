//! A configuration enters a tree's own `conf`; the values that it writes leave.

use std::{collections::HashMap, fs, path::Path, process::Command};

use ltoconf::tree::environment::Environment;

/// The values that a tree's own `conf` gives by a Kconfig file; what it does not write is not there.
pub(crate) fn by_conf(conf: &Path, kconfig: &Path, environment: &Environment, told: &str) -> HashMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".config"), told).unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let output = Command::new(conf)
        .arg("--olddefconfig")
        .arg(kconfig)
        .current_dir(folder.path())
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (text(name), text(value))))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(folder.path().join(".config")).unwrap();
    let mut values = HashMap::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# CONFIG_").and_then(|line| line.strip_suffix(" is not set")) {
            values.insert(name.to_owned(), "n".to_owned());
        } else if let Some((name, value)) = line.strip_prefix("CONFIG_").and_then(|line| line.split_once('=')) {
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
            values.insert(name.to_owned(), value.to_owned());
        }
    }
    values
}

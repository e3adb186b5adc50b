//! A folder enters; from then on the calling thread, and every process that it starts, can write nowhere else. By
//! Landlock, on Linux, where the kernel has it.

use std::path::Path;

use crate::tree::environment::Environment;

/// Devices that commands write to and that keep nothing.
#[cfg(target_os = "linux")]
const SINKS: [&str; 3] = ["/dev/null", "/dev/zero", "/dev/full"];

/// Tools that stand before a compiler and write to places of their own, or start servers that outlive the command.
/// Confined they would answer otherwise, so that who builds with them is not confined.
const WRAPPERS: [&[u8]; 5] = [b"sccache", b"distcc", b"icecc", b"icerun", b"buildcache"];

/// Variables whose words are programs.
const TOOLS: [&str; 8] = ["CC", "CXX", "HOSTCC", "HOSTCXX", "LD", "AR", "RUSTC", "HOSTRUSTC"];

/// Whether the environment's tools work where they can write to a temporary folder only.
pub(super) fn is_possible(environment: &Environment) -> bool {
    let words =
        TOOLS.iter().filter_map(|name| environment.get(name)).flat_map(|value| value.split(|&byte| byte == b' '));
    !words.map(|word| word.rsplit(|&byte| byte == b'/').next().unwrap_or_default()).any(|name| WRAPPERS.contains(&name))
}

/// What a confined command sees beside its environment: where temporary files go, and that no compiler's output is to be
/// kept for later.
pub(super) fn variables(folder: &Path) -> [(&'static str, std::ffi::OsString); 2] {
    [("TMPDIR", folder.as_os_str().to_owned()), ("CCACHE_DISABLE", "1".into())]
}

/// Confines this thread. That a kernel has no Landlock, or only an older one, is no error: what it can do is done.
#[cfg(target_os = "linux")]
pub(super) fn this_thread(folder: &Path) {
    use landlock::{
        ABI, AccessFs, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetError, path_beneath_rules,
    };
    let writing = AccessFs::from_write(ABI::V3);
    let confine = || -> Result<(), RulesetError> {
        let rules = Ruleset::default().handle_access(writing)?.create()?;
        let open = std::iter::once(folder).chain(SINKS.map(Path::new));
        rules.add_rules(path_beneath_rules(open, writing))?.restrict_self()?;
        Ok(())
    };
    let _as_far_as_possible = confine();
}

#[cfg(not(target_os = "linux"))]
pub(super) fn this_thread(_folder: &Path) {}

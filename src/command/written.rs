//! What a user says now, or the text of a configuration, enters; a file of it leaves. What is whole was read back
//! before.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    eval::{self, Evaluator},
    remedy::Fix,
    user::UserValues,
};

use super::{
    base::Base,
    files::{beside, replace},
    fix::Ended,
};

fn evaluated<'m>(base: &'m Base, user: &UserValues) -> Evaluator<'m> {
    eval::evaluated(&base.loaded.model, user)
}

/// Writes a whole configuration, after reading it back came to the same.
pub(super) fn write_whole(base: &Base, user: &UserValues, path: &Path) -> Result<(), Ended> {
    if base.is_carried() {
        return Err(Ended::Failed(
            "without the kernel's tree there is no complete configuration to write\n  \
             help: name the tree, --tree DIR, or change the file's own lines: ltoconf fix … --in-place"
                .into(),
        ));
    }
    let bytes = evaluated(base, user).dotconfig(base.prefix());
    let mut again = base.replayed(&bytes);
    if again.dotconfig(base.prefix()) != bytes {
        return Err(Ended::Failed("the configuration does not stay as it is when it is read back".into()));
    }
    replace(path, &bytes).map_err(|error| Ended::Failed(format!("cannot write '{}': {error}", path.display())))
}

/// The best of the fixes whose configuration stays as it is when it is read back, or what is there where none is needed.
pub(super) fn write_best(base: &Base, user: &UserValues, fixes: &[Fix], path: &Path) -> Result<(), Ended> {
    let mut failed = None;
    for fix in fixes {
        match write_whole(base, &fix.user, path) {
            Ok(()) => return Ok(()),
            Err(ended) => failed = failed.or(Some(ended)),
        }
    }
    failed.map_or_else(|| write_whole(base, user, path), Err)
}

/// Puts other lines in the place of the configuration's.
pub(super) fn replace_config(base: &Base, text: &[u8]) -> Result<(), Ended> {
    let path: PathBuf = base.path.clone().ok_or_else(|| Ended::Failed("there is no configuration to change".into()))?;
    let write = |path: &Path, bytes: &[u8]| {
        replace(path, bytes).map_err(|error| Ended::Failed(format!("cannot write '{}': {error}", path.display())))
    };
    let same_rights = fs::metadata(&path).map(|about| about.permissions());
    write(&beside(&path, ".old"), base.text())?;
    write(&path, text)?;
    if let Ok(rights) = same_rights {
        let _unchanged = fs::set_permissions(&path, rights);
    }
    Ok(())
}

//! What a user says now, or the text of a configuration, enters; a file of it leaves. What is whole was read back
//! before.

use std::{collections::HashSet, path::Path};

use crate::{
    eval::{self, Evaluator},
    model::symbol::SymbolId,
    remedy::Fix,
    user::UserValues,
};

use super::{base::Base, files, fix::Ended, unanswered};

fn evaluated<'m>(base: &'m Base, user: &UserValues) -> Evaluator<'m> {
    eval::evaluated(&base.loaded.model, user)
}

/// Writes a whole configuration, after reading it back came to the same.
pub(super) fn write_whole(
    base: &Base,
    unknown: &HashSet<SymbolId>,
    user: &UserValues,
    path: &Path,
) -> Result<(), Ended> {
    if base.is_carried() {
        return Err(Ended::Failed(
            "without the kernel's tree there is no complete configuration to write\n  \
             help: name the tree, --tree DIR, or change the file's own lines: ltoconf fix … --in-place"
                .into(),
        ));
    }
    if let Some(refusal) = unanswered::refuse_whole(base, unknown, "a complete configuration") {
        return Err(Ended::Failed(refusal));
    }
    let bytes = evaluated(base, user).dotconfig(base.prefix());
    let mut again = base.replayed(&bytes);
    if again.dotconfig(base.prefix()) != bytes {
        return Err(Ended::Failed("the configuration does not stay as it is when it is read back".into()));
    }
    files::write(path, &bytes).map_err(Ended::Failed)
}

/// The best of the fixes whose configuration stays as it is when it is read back, or what is there where none is needed;
/// gives which.
pub(super) fn write_best(
    base: &Base,
    unknown: &HashSet<SymbolId>,
    user: &UserValues,
    fixes: &[Fix],
    path: &Path,
) -> Result<usize, Ended> {
    let mut failed = None;
    for (at, fix) in fixes.iter().enumerate() {
        match write_whole(base, unknown, &fix.user, path) {
            Ok(()) => return Ok(at),
            Err(ended) => failed = failed.or(Some(ended)),
        }
    }
    failed.map_or_else(|| write_whole(base, unknown, user, path).map(|()| 0), Err)
}

/// Puts other lines in the place of the configuration's. That of the standard input goes to the output.
pub(super) fn replace_config(base: &Base, text: &[u8]) -> Result<(), Ended> {
    let path = base.path.clone().ok_or_else(|| Ended::Failed("there is no configuration to change".into()))?;
    let streams = path == Path::new("-");
    let written = if streams { files::write(&path, text) } else { files::change(&path, base.text(), text) };
    written.map_err(Ended::Failed)
}

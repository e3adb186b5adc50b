//! What a user says now enters; a file of it leaves, whole or with the lines changed that must be. It was read back and
//! held against the wishes before.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    eval::{self, Evaluator},
    remedy::{self, edit},
    solve::fix::Wish,
    user::UserValues,
};

use super::{
    base::Base,
    files::{beside, replace},
    fix::Ended,
    forms::{line, said_anew},
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

/// Changes the lines of the configuration that must be changed.
pub(super) fn in_place(base: &Base, wishes: &[Wish], before: &UserValues, after: &UserValues) -> Result<(), Ended> {
    let path: PathBuf = base.path.clone().ok_or_else(|| Ended::Failed("there is no configuration to change".into()))?;
    let model = &base.loaded.model;
    let mut new = edit::NewLines::new();
    let mut order = Vec::new();
    for symbol in said_anew(base, before, after) {
        if let (Some(name), Some(line)) = (model.name(symbol), line(base, after, symbol)) {
            new.insert(name.to_vec(), line);
            order.push(name.to_vec());
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    let text = edit::edited(base.text(), &base.input.lines, &new, &order);
    let again = base.replayed(&text);
    if !wishes.iter().all(|wish| remedy::held(&again, wish)) {
        return Err(Ended::Failed("the changed lines do not come to what is wished for".into()));
    }
    let write = |path: &Path, bytes: &[u8]| {
        replace(path, bytes).map_err(|error| Ended::Failed(format!("cannot write '{}': {error}", path.display())))
    };
    let same_rights = fs::metadata(&path).map(|about| about.permissions());
    write(&beside(&path, ".old"), base.text())?;
    write(&path, &text)?;
    if let Ok(rights) = same_rights {
        let _unchanged = fs::set_permissions(&path, rights);
    }
    Ok(())
}

//! What a user says now enters; a file of it leaves, whole or with the lines changed that must be. It was read back and
//! held against the wishes before.

use std::{collections::HashSet, path::Path};

use crate::{
    eval::{self, Evaluator},
    model::symbol::SymbolId,
    remedy::{self, edit},
    solve::fix::Wish,
    user::UserValues,
};

use super::{
    base::Base,
    files,
    fix::Ended,
    forms::{line, said_anew},
    unanswered,
};

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

/// Changes the lines of the configuration that must be changed. That of the standard input goes to the output.
pub(super) fn in_place(base: &Base, wishes: &[Wish], before: &UserValues, after: &UserValues) -> Result<(), Ended> {
    let path = base.path.clone().ok_or_else(|| Ended::Failed("there is no configuration to change".into()))?;
    let streams = path == Path::new("-");
    let model = &base.loaded.model;
    let mut new = edit::NewLines::new();
    let mut order = Vec::new();
    for symbol in said_anew(base, before, after) {
        if let (Some(name), Some(line)) = (model.name(symbol), line(base, after, symbol)) {
            new.insert(name.to_vec(), line);
            order.push(name.to_vec());
        }
    }
    if new.is_empty() && !streams {
        return Ok(());
    }
    let text = edit::edited(base.text(), &base.input.lines, &new, &order);
    let again = base.replayed(&text);
    if !wishes.iter().all(|wish| remedy::held(&again, wish)) {
        return Err(Ended::Failed("the changed lines do not come to what is wished for".into()));
    }
    let written = if streams { files::write(&path, &text) } else { files::change(&path, base.text(), &text) };
    written.map_err(Ended::Failed)
}

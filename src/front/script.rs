//! What a user says anew enters; calls of the kernel's `scripts/config` leave that make a file say so.
//!
//! That script hands values on to `sed` where the file has a line for the symbol, and appends them as they are where it
//! has none. A value that `sed` would read otherwise is written for `sed`, behind an option that makes the line. Where the
//! file's last line has no end, it gets one first.

use std::path::Path;

use crate::{
    diagnostic::Advice,
    model::symbol::{SymbolId, Tristate},
    remedy::write::Calls,
    syntax::ast::Type,
    user::{UserValue, UserValues},
};

use super::{base::Base, input::ConfigFile};

/// A word as a shell reads it.
fn shell_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The name as the script takes it, with the option that keeps its case where that matters.
fn name_of(base: &Base, symbol: SymbolId) -> (&'static str, String) {
    let name = base.loaded.model.show(symbol);
    let keep_case = if name.bytes().any(|byte| byte.is_ascii_lowercase()) { "-k " } else { "" };
    // one prefix is taken away
    let prefix = crate::source::lossy(base.prefix());
    let name = if name.starts_with(&prefix) { prefix + &name } else { name };
    (keep_case, name)
}

/// The options that say one symbol's value.
///
/// # Errors
/// That the script cannot write it.
fn option(base: &Base, before: &UserValues, symbol: SymbolId, value: &UserValue) -> Result<String, String> {
    let (keep_case, name) = name_of(base, symbol);
    let text = match value {
        UserValue::Switch(value) => {
            let letter = match value.letter() {
                'y' => "-e",
                'm' => "-m",
                _ => "-d",
            };
            return Ok(format!("{keep_case}{letter} {name}"));
        }
        UserValue::Text(text) => text,
    };
    let cannot = |why: &str| {
        let fragment = base.options.word(Advice::Fragment);
        Err(format!("scripts/config cannot write {name}: {why}\n  help: {fragment} has the line as it must be"))
    };
    let former = before.text(symbol).is_none_or(|former| std::str::from_utf8(former).is_ok());
    let Some(text) = std::str::from_utf8(text).ok().filter(|_| former) else {
        return cannot("its text is not UTF-8");
    };
    if text == "--file" || text.chars().any(char::is_control) {
        return cannot("the script reads this text otherwise");
    }
    if base.loaded.model.symbols[symbol].ty != Some(Type::String) {
        return Ok(format!("{keep_case}--set-val {name} {}", shell_word(text)));
    }
    // the script itself sees to quotes, for sed alone
    if !text.contains(['"', '\\', '&']) {
        return Ok(format!("{keep_case}--set-str {name} {}", shell_word(text)));
    }
    // sed halves the two of the file once more
    let for_sed = text.replace('\\', r"\\\\").replace('&', r"\&");
    Ok(format!("{keep_case}-e {name} --set-str {name} {}", shell_word(&for_sed)))
}

/// Ends the last line of a file where it has no end, since the script puts new lines right behind what is there.
fn mend(base: &Base, file: &str) -> String {
    let whole = base.text().is_empty() || base.text().ends_with(b"\n");
    if whole { String::new() } else { format!("[ -z \"$(tail -c 1 <{file})\" ] || echo >>{file}\n") }
}

/// One call for each symbol.
///
/// # Errors
/// That the script cannot write a value.
pub(super) fn script(base: &Base, before: &UserValues, after: &UserValues, calls: &Calls) -> Result<String, String> {
    let implied = [Path::new(ConfigFile::IMPLIED), Path::new("-")];
    let (word, file) = match base.path.as_deref().filter(|path| !implied.contains(path)) {
        None => (ConfigFile::IMPLIED.to_owned(), String::new()),
        Some(path) => match path.to_str() {
            Some(path) => (shell_word(path), format!("--file {} ", shell_word(path))),
            None => return Err(format!("the name of '{}' is not UTF-8", path.display())),
        },
    };
    let mut out = mend(base, &word);
    for &symbol in calls.symbols.iter().filter(|_| calls.undefine) {
        let (keep_case, name) = name_of(base, symbol);
        out.extend(["scripts/config ", &file, keep_case, "-u ", &name, "\n"]);
    }
    for &symbol in &calls.symbols {
        let value = after.values.get(&symbol).unwrap_or(&UserValue::Switch(Tristate::No));
        let option = option(base, before, symbol, value)?;
        out.extend(["scripts/config ", &file, &option, "\n"]);
    }
    Ok(out)
}

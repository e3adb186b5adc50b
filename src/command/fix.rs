//! `ltoconf fix` and `ltoconf solve`: wishes enter; the smallest change that meets them, or a whole configuration,
//! leaves. What is written was evaluated and read back before.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    cli::{self, Common, FixForm},
    eval::{self, Evaluator, Fill, Probability},
    finding,
    model::symbol::SymbolId,
    remedy::{self, Fix, Found, Refusal, Search, edit},
    report::explanation::{self, FixTold},
    solve::fix::{Limits, Wish},
    source::lossy,
    syntax::ast::Type,
    user::{UserValue, UserValues},
};

use super::{
    base::{self, Base},
    check::human,
    files::{beside, replace},
    told::Teller,
    warn,
};

/// Why a command ends early: a message, and whether the wish cannot be met.
enum Ended {
    /// bad usage, or a file that cannot be written
    Failed(String),
    /// nothing meets the wishes
    Impossible(String),
}

fn ended(result: Result<(), Ended>) -> u8 {
    match result {
        Ok(()) => 0,
        Err(Ended::Impossible(message)) => {
            warn(format!("{message}\n"));
            1
        }
        Err(Ended::Failed(message)) => {
            warn(format!("error: {message}\n"));
            2
        }
    }
}

/// The wishes of a command line.
fn wishes(base: &Base, words: &[String]) -> Result<Vec<Wish>, Ended> {
    let mut wishes: Vec<Wish> = Vec::new();
    for word in words {
        let Some((name, value)) = word.split_once('=') else {
            return Err(Ended::Failed(format!("'{word}' says no value: SYMBOL=VALUE is needed, such as {word}=y")));
        };
        let wish = base.wish(symbol(base, name)?, value).map_err(Ended::Failed)?;
        if let Some(other) = wishes.iter().find(|other| other.symbol() == wish.symbol() && **other != wish) {
            let name = base.loaded.model.show(other.symbol());
            return Err(Ended::Failed(format!("{name} is wished for with two values")));
        }
        wishes.push(wish);
    }
    Ok(wishes)
}

fn symbol(base: &Base, name: &str) -> Result<SymbolId, Ended> {
    base.find(name).ok_or_else(|| Ended::Failed(base.undefined(name)))
}

/// A wish as it was typed.
fn shown(base: &Base, wish: &Wish) -> String {
    let name = base.loaded.model.show(wish.symbol());
    match wish {
        Wish::Switch(_, value) => format!("{name}={}", value.word()),
        Wish::Text(_, text) => format!("{name}={}", lossy(text)),
    }
}

/// Runs `fix`: 0 where the wishes are met, 1 where nothing meets them.
pub(super) fn run(common: &Common, arguments: &cli::Fix) -> u8 {
    let base = match base::read(common, arguments.config.as_deref(), human()) {
        Ok(base) => base,
        Err(status) => return status,
    };
    let status = ended(fix(&base, arguments));
    base.loaded.leave();
    status
}

fn fix(base: &Base, arguments: &cli::Fix) -> Result<(), Ended> {
    let wishes = wishes(base, &arguments.wishes)?;
    let mut kept = base.fixed();
    for name in &arguments.keep {
        let symbol = symbol(base, name)?;
        let choice = base.loaded.model.choice_of(symbol).and_then(|menu| base.loaded.model.menus[menu].symbol);
        kept.push(choice.unwrap_or(symbol));
        kept.push(symbol);
    }
    let user = base.user();
    let limits = if arguments.all {
        Limits { remedies: 256, ..Limits::default() }
    } else {
        Limits { remedies: 8, ways: 3, ..Limits::default() }
    };
    let search = Search { user: &user, wishes: &wishes, kept: &kept, limits };
    let found = remedy::search(&base.loaded.model, &search).map_err(|error| Ended::Failed(error.to_string()))?;
    let (fixes, complete) = match found {
        Found::Held => (Vec::new(), true),
        Found::Fixes { fixes, .. } if fixes.is_empty() => {
            return Err(Ended::Failed("no change was found, and none is proved to be impossible".into()));
        }
        Found::Fixes { fixes, complete, .. } => (fixes, complete),
        Found::Impossible(together) => {
            if let Some(path) = &arguments.proof {
                let refusal = remedy::refusal(&base.loaded.model, &user, &wishes, &kept);
                let refusal = refusal.map_err(|error| Ended::Failed(error.to_string()))?;
                write_proof(&refusal, path).map_err(Ended::Failed)?;
            }
            return Err(impossible(base, &together, &arguments.keep));
        }
    };
    let best = fixes.first();
    let after = best.map_or(&user, |fix| &fix.user);
    if let Some(path) = &arguments.output {
        return write_whole(base, after, path);
    }
    if arguments.in_place {
        return in_place(base, &wishes, &user, after);
    }
    let teller =
        Teller { model: &base.loaded.model, sources: &base.loaded.tree.files.sources, prober: &base.loaded.prober };
    let told = teller.fixes(&fixes, &[]);
    let text = match arguments.form {
        Some(FixForm::Json) => json(&told)?,
        Some(FixForm::Fragment) => fragment(base, &user, after),
        Some(FixForm::Script) => script(base, &user, after),
        None => for_people(base, &wishes, &told, complete),
    };
    super::print(text);
    Ok(())
}

fn impossible(base: &Base, wishes: &[Wish], kept: &[String]) -> Ended {
    let names: Vec<String> = wishes.iter().map(|wish| shown(base, wish)).collect();
    let what = match names.as_slice() {
        [one] => format!("{one} cannot be had"),
        more => format!("{} cannot be had together", more.join(" and ")),
    };
    let kept = if kept.is_empty() { String::new() } else { format!(" while {} is kept", kept.join(", ")) };
    let first = names.first().map_or("SYMBOL", String::as_str);
    Ended::Impossible(format!(
        "impossible: {what} in {} {}{kept}\n  help: ltoconf explain {first}",
        base.loaded.name.name, base.loaded.name.arch
    ))
}

/// Writes a proof, and the formula that it is about beside it.
pub(super) fn write_proof(refusal: &Refusal, path: &Path) -> Result<(), String> {
    let write = |path: &Path, bytes: &[u8]| {
        replace(path, bytes).map_err(|error| format!("cannot write '{}': {error}", path.display()))
    };
    write(path, &refusal.proof.proof)?;
    write(&beside(path, ".cnf"), &refusal.proof.formula)
}

fn json(told: &[FixTold]) -> Result<String, Ended> {
    let text = serde_json::to_string_pretty(told).map_err(|error| Ended::Failed(error.to_string()))?;
    Ok(text + "\n")
}

fn for_people(base: &Base, wishes: &[Wish], told: &[FixTold], complete: bool) -> String {
    let names: Vec<String> = wishes.iter().map(|wish| shown(base, wish)).collect();
    let mut out = format!("{}: ", names.join(" "));
    out.push_str(if told.is_empty() { "already so\n" } else { "can be had\n" });
    explanation::fixes(told, complete, None, "", &mut out);
    out
}

/// The symbols about which two users say different things, in the tree's order.
fn said_anew(base: &Base, before: &UserValues, after: &UserValues) -> Vec<SymbolId> {
    let model = &base.loaded.model;
    let differs = |symbol: &SymbolId| before.values.get(symbol) != after.values.get(symbol);
    model.symbols.ids().filter(differs).filter(|&symbol| !model.symbols[symbol].choice).collect()
}

/// A line of a `.config`, without its end.
fn line(base: &Base, user: &UserValues, symbol: SymbolId) -> Option<Vec<u8>> {
    let model = &base.loaded.model;
    let name = [base.prefix(), model.name(symbol)?].concat();
    Some(match user.values.get(&symbol)? {
        UserValue::Switch(crate::model::symbol::Tristate::No) => [b"# ", name.as_slice(), b" is not set"].concat(),
        UserValue::Switch(value) => [&name, b"=".as_slice(), value.word().as_bytes()].concat(),
        UserValue::Text(text) if model.symbols[symbol].ty == Some(Type::String) => {
            [&name, b"=".as_slice(), &eval::quote(text)].concat()
        }
        UserValue::Text(text) => [&name, b"=".as_slice(), text].concat(),
    })
}

fn fragment(base: &Base, before: &UserValues, after: &UserValues) -> String {
    let lines = said_anew(base, before, after).into_iter().filter_map(|symbol| line(base, after, symbol));
    lines.map(|line| lossy(&line) + "\n").collect()
}

/// A word as a shell reads it.
fn shell_word(text: &[u8]) -> String {
    format!("'{}'", lossy(text).replace('\'', "'\\''"))
}

fn script(base: &Base, before: &UserValues, after: &UserValues) -> String {
    let model = &base.loaded.model;
    // it changes .config unless it is told of another file
    let path = base.path.as_ref().map(|path| path.display().to_string());
    let other = path.filter(|path| path != "-" && !finding::is_dotconfig(path));
    let file = other.map_or_else(String::new, |path| format!("--file {} ", finding::shell_word(&path)));
    let mut out = String::new();
    for symbol in said_anew(base, before, after) {
        let name = model.show(symbol);
        let option = match after.values.get(&symbol) {
            Some(UserValue::Switch(value)) => {
                let letter = match value.letter() {
                    'y' => "-e",
                    'm' => "-m",
                    _ => "-d",
                };
                format!("{letter} {name}")
            }
            Some(UserValue::Text(text)) if model.symbols[symbol].ty == Some(Type::String) => {
                format!("--set-str {name} {}", shell_word(text))
            }
            Some(UserValue::Text(text)) => format!("--set-val {name} {}", shell_word(text)),
            None => continue,
        };
        let _infallible = writeln!(out, "scripts/config {file}{option}");
    }
    out
}

fn evaluated<'m>(base: &'m Base, user: &UserValues) -> Evaluator<'m> {
    eval::evaluated(&base.loaded.model, user)
}

/// Writes a whole configuration, after reading it back came to the same.
fn write_whole(base: &Base, user: &UserValues, path: &Path) -> Result<(), Ended> {
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
fn in_place(base: &Base, wishes: &[Wish], before: &UserValues, after: &UserValues) -> Result<(), Ended> {
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

/// Runs `solve`: 0 where a configuration was written, 1 where nothing meets the wishes.
pub(super) fn solve(common: &Common, arguments: &cli::Solve) -> u8 {
    let base = match base::read(common, arguments.config.as_deref(), human()) {
        Ok(base) => base,
        Err(status) => return status,
    };
    let status = ended(solution(&base, arguments));
    base.loaded.leave();
    status
}

fn solution(base: &Base, arguments: &cli::Solve) -> Result<(), Ended> {
    let wishes = wishes(base, &arguments.wishes)?;
    let user = match arguments.seed {
        None => base.user(),
        Some(seed) => {
            let mut evaluator = Evaluator::new(&base.loaded.model);
            evaluator.start_over();
            evaluator.fill(Fill::Random { seed, probability: Probability::default() });
            evaluator.user_values()
        }
    };
    let limits = Limits { remedies: 1, ways: 1, ..Limits::default() };
    let search = Search { user: &user, wishes: &wishes, kept: &base.fixed(), limits };
    let found = remedy::search(&base.loaded.model, &search).map_err(|error| Ended::Failed(error.to_string()))?;
    match found {
        Found::Held => write_whole(base, &user, &arguments.output),
        Found::Impossible(together) => Err(impossible(base, &together, &[])),
        Found::Fixes { fixes, .. } => match fixes.first() {
            Some(Fix { user, .. }) => write_whole(base, user, &arguments.output),
            None => Err(Ended::Failed("no configuration was found, and none is proved to be impossible".into())),
        },
    }
}

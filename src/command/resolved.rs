//! The common options and the configuration that they name enter; its resolved values leave as a build reads them, with
//! what is not known of them.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::{
    cli::Common,
    eval::Evaluator,
    finding::{Config, Context, Kind, Outline, unknown},
    lto::{self, flags::is_symbol},
    model::symbol::SymbolId,
    report::{Lto, ModelName},
    source::{self, FileId, lossy},
    syntax::{
        ast::Bytes,
        dotconfig::{self, Line, LineKind},
    },
    tree::build::Unknowns,
};

use super::loaded::{Key, Loaded, Problem, key, load};

/// A configuration and what it comes to.
pub(super) struct Resolved {
    pub(super) loaded: Loaded,
    pub(super) key: Key,
    /// what the model is, for people
    pub(super) model: ModelName,
    pub(super) lto: Lto,
    /// `include/config/auto.conf`
    pub(super) configuration: Vec<u8>,
    pub(super) unknown: Unknowns,
    /// lines about LTO that are not what comes of them
    pub(super) notes: Vec<String>,
}

/// The file that is meant: the one that is named, else `.config` where there is one.
fn file(config: Option<&Path>) -> Result<Option<(PathBuf, Vec<u8>)>, Problem> {
    let path = match config {
        Some(path) => path,
        None if Path::new(".config").is_file() => Path::new(".config"),
        None => return Ok(None),
    };
    match source::read(path) {
        Ok(text) => Ok(Some((path.to_path_buf(), text))),
        Err(error) => Err(Problem::Message(format!("cannot read '{}': {error}", path.display()))),
    }
}

/// Resolves the configuration that is meant, or the defaults of the tree.
pub(super) fn resolve(common: &Common, config: Option<&Path>) -> Result<Resolved, Problem> {
    let (path, text) = file(config)?.unwrap_or_default();
    let key = key(common, &path, &text)?;
    let mut loaded = load(common, &key)?;
    let name = path.as_os_str().as_encoded_bytes().to_vec();
    let file = loaded.tree.files.sources.add(name, text);
    let (configuration, lto, unknown, notes) = values(&loaded, file);
    let model = loaded.name.clone();
    Ok(Resolved { loaded, key, model, lto, configuration, unknown, notes })
}

fn values(loaded: &Loaded, file: FileId) -> (Vec<u8>, Lto, Unknowns, Vec<String>) {
    let text = loaded.tree.files.sources.file(file).text();
    let prefix = loaded.environment.get("CONFIG_").unwrap_or(b"CONFIG_");
    let lines = dotconfig::parse(text, prefix);
    let mut evaluator = Evaluator::new(&loaded.model);
    let reading = evaluator.read(Some((text, &lines)), false);
    evaluator.calculate_all();
    let configuration = evaluator.auto(prefix, None).conf;
    let (mut mode, mut symbol) = lto::mode(&mut evaluator);
    let outline = Outline::of(&loaded.tree, &loaded.model);
    let config = Config { file, text, lines: &lines, reading: &reading, kind: Kind::Whole, prefix };
    let context = Context::new(&loaded.tree, &outline, &mut evaluator, &config, &loaded.prober);
    let open = unknown(&context);
    let variable = |symbol: SymbolId| [prefix, loaded.model.name(symbol).unwrap_or_default()].concat();
    let names: BTreeSet<Vec<u8>> = open.into_iter().map(variable).collect();
    if names.iter().any(|name| is_symbol(name)) {
        (mode, symbol) = ("unknown", None);
    }
    let notes = disagreements(&evaluator, text, &lines, &names);
    (configuration, Lto { mode, symbol }, Unknowns { names, unset: false }, notes)
}

/// Lines of the file about the LTO family that are not what comes of them.
fn disagreements(evaluator: &Evaluator<'_>, text: &[u8], lines: &[Line], unknown: &BTreeSet<Vec<u8>>) -> Vec<String> {
    let cut = |at: &Bytes| text.get(at.start as usize..at.end as usize).unwrap_or_default();
    let asked = lines.iter().filter_map(|line| match &line.kind {
        LineKind::Set { name, value } if cut(value) == b"y" => Some(cut(name)),
        _ => None,
    });
    let lost: Vec<String> = asked
        .filter(|name| {
            let variable = [b"CONFIG_".as_slice(), name].concat();
            let resolved = || evaluator.model().find(name).map(|symbol| evaluator.value_text(symbol));
            is_symbol(&variable) && !unknown.contains(&variable) && resolved() != Some(b"y")
        })
        .map(lossy)
        .collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let names = lost.join(", ");
    vec![format!(
        "the file says y of {names}, which comes to n: these are not the flags that it asks for (see 'ltoconf check')"
    )]
}

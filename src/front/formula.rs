//! A configuration's tree enters; a formula leaves whose models are its valid configurations.

use crate::{
    model::symbol::SymbolId,
    solve::{Encoding, Request, dimacs},
};

use super::{Config, unanswered, wishes::SearchError};

/// The rules of a tree as a formula in DIMACS, with comment lines that name the variables. Texts have the values that
/// the tree tells apart, and those of the configuration. Of symbols that are
/// [unsettled](super::unsettled()) it may have values that Kconfig gives them at no time, and not all that it does.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # std::fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\n")?;
/// # let options = ltoconf::Options { dialect: Some("linux-6.12".into()), ..Default::default() };
/// let config = ltoconf::Tree::open(folder.path(), &options)?.read(ltoconf::ConfigFile::of(".config", ""))?;
/// let formula = String::from_utf8(ltoconf::formula(&config)?)?;
/// assert!(formula.lines().any(|line| line.starts_with("p cnf ")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A part of the tree is not known, since probes have no answer.
pub fn formula(config: &Config) -> Result<Vec<u8>, SearchError> {
    let base = &config.base;
    unanswered::refuse_whole(base, &unanswered::unknown(base), "the formula")?;
    let _at_work = base.options.begin("writing the formula");
    let model = &base.loaded.model;
    let (evaluator, _) = base.evaluated();
    let user = base.user();
    // the texts that this configuration has, beside those that the tree tells apart
    let texts: Vec<(SymbolId, Vec<u8>)> = model
        .symbols
        .ids()
        .filter(|&symbol| !evaluator.is_tristate(symbol))
        .map(|symbol| (symbol, evaluator.value_text(symbol).to_vec()))
        .collect();
    let mut encoding = Encoding::new(model, &Request { user: &user, free: true, kept: &[], texts: &texts, fold: true });
    encoding.everything();
    Ok(dimacs::write(&mut encoding))
}

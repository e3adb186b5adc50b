//! `ltoconf explain`: a symbol enters; why it has its value, and how it would get the wanted one, leave. Or the code of a
//! diagnostic enters, and its page leaves.

use std::path::Path;

use crate::{
    cli::{self, Common, Format},
    front::{self, Depth, Explained, Proof, Status},
    pages,
    source::beside,
};

use super::{asked, files, graph, printable, warn};

/// Explains; 0 where the wish is held, 1 where it is not.
pub(super) fn run(common: &Common, arguments: &cli::Explain) -> u8 {
    if pages::is_code(&arguments.symbol) {
        return page(arguments, &arguments.symbol);
    }
    let config = match asked::whole(common, arguments.config.as_deref()) {
        Ok(config) => config,
        Err(status) => return status,
    };
    let (name, _) = front::parts_of_wish(&arguments.symbol);
    if !config.defines(name) && pages::is_defect(name) {
        return page(arguments, name);
    }
    let depth = Depth { all: arguments.all, proof: arguments.proof.is_some() };
    let explained = front::explain(&config, &arguments.symbol, depth).map_err(|error| error.to_string());
    let explained = explained.map(|mut explained| {
        explained.explanation.notes.extend(asked::of_defaults(&config));
        explained
    });
    let status = match explained.and_then(|explained| tell(common, arguments, &explained)) {
        Ok(status) => status,
        Err(message) => {
            warn(format!("error: {message}\n"));
            2
        }
    };
    config.leave();
    status
}

/// Prints and draws an explanation.
fn tell(common: &Common, arguments: &cli::Explain, explained: &Explained) -> Result<u8, String> {
    let Explained { explanation, proof } = explained;
    if let (Some(path), Some(proof)) = (&arguments.proof, proof) {
        write_proof(proof, path)?;
    }
    super::print(match common.format().unwrap_or_default() {
        Format::Json => printable(explanation.json()),
        Format::Concise => explanation.concise(),
        _ => explanation.human(arguments.all),
    });
    arguments.graph.as_ref().map_or(Ok(()), |picture| graph::draw(explanation, picture))?;
    Ok(u8::from(explanation.status != Status::Held))
}

/// Writes a proof, and the formula that it is about beside it.
pub(super) fn write_proof(proof: &Proof, path: &Path) -> Result<(), String> {
    files::write(path, &proof.proof)?;
    files::write(&beside(path, ".cnf"), &proof.formula)
}

/// Prints the page of a diagnostic's code.
fn page(arguments: &cli::Explain, code: &str) -> u8 {
    if arguments.graph.is_some() {
        warn(format!("error: '{code}' is a diagnostic, which has no causes to draw\n  help: name a symbol\n"));
        return 2;
    }
    match pages::find(code) {
        Ok(page) => {
            super::print(page.text);
            0
        }
        Err(unknown) => {
            warn(format!("error: {unknown}\n  help: {}\n", unknown.help));
            2
        }
    }
}

//! `ltoconf audit`: a build folder and its configuration enter, what its objects really are and an exit status leave.

use std::path::{Path, PathBuf};

use crate::{
    cli::{self, Common, Format},
    diagnostic::{Diagnostic, Severity},
    front::{self, Audit, AuditError, AuditOf, ConfigFile, Error, Reader},
    report::{self, Judged, Lto, audited::Audited},
};

use super::{
    asked::{options, reader},
    check::tell_problem,
    human, printable, warn,
};

/// Audits a folder.
pub(super) fn run(common: &Common, arguments: &cli::Audit) -> u8 {
    let config = arguments.config.clone().unwrap_or_else(|| arguments.folder.join(ConfigFile::IMPLIED));
    let own = arguments.config.is_none();
    let file = match reader(common).read(&config) {
        Ok(file) => file,
        Err(Error::Config(error)) if own => {
            let help = Some("say which configuration it was built with by --config".to_owned());
            tell_problem(human(), Error::Config(Box::new(Diagnostic { help, ..*error })));
            return 2;
        }
        Err(problem) => {
            tell_problem(human(), problem);
            return 2;
        }
    };
    // what make read when it last configured the build
    let built = arguments.folder.join("include/config/auto.conf");
    let built = if own { Reader::default().read(&built).ok() } else { None };
    let AuditOf { audit, lto } = match front::audit(&arguments.folder, file, built, &options(common)) {
        Ok(found) => found,
        Err(AuditError::Config(problem)) => {
            tell_problem(human(), problem);
            return 2;
        }
        Err(AuditError::Folder(error)) => {
            warn(format!("error: cannot read '{}': {error}\n", arguments.folder.display()));
            return 2;
        }
    };
    print(common.format().unwrap_or_default(), &arguments.folder, &config, lto, &audit);
    u8::from(audit.findings.iter().any(|finding| finding.severity > Severity::Note))
}

fn print(format: Format, folder: &Path, config: &Path, lto: Lto, audit: &Audit) {
    let judged = Judged {
        path: folder.display().to_string(),
        model: None,
        carried: false,
        kind: None,
        lto,
        sources: &audit.sources,
        findings: &audit.findings,
    };
    let audited = Audited { judged, config: PathBuf::from(config), total: audit.total, folders: &audit.folders };
    let text = match format {
        Format::Human => report::audited::human(&audited, human()),
        Format::Concise => report::audited::concise(&audited),
        Format::Json => printable(report::audited::json(&audited)),
        Format::Sarif => printable(report::sarif::sarif(&[audited.judged], true)),
        Format::Github => report::github(&audited.judged),
    };
    super::print(text);
}

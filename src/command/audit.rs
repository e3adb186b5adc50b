//! `ltoconf audit`: a build folder and its configuration enter, what its objects really are and an exit status leave.

use std::path::{Path, PathBuf};

use crate::{
    audit::{self, Audit, Implied, Mode, findings},
    cli::{self, Common, Format},
    diagnostic::{Diagnostic, Severity},
    finding::Kind,
    lto::stated::stated,
    report::{self, Judged, Lto, audited::Audited},
    tree::environment::Environment,
};

use super::{
    check,
    input::Input,
    judge::judge,
    loaded::{self, Problem},
    progress,
    reader::Reader,
    warn,
};

/// Audits a folder.
pub(super) fn run(common: &Common, arguments: &cli::Audit) -> u8 {
    let config = arguments.config.clone().unwrap_or_else(|| arguments.folder.join(".config"));
    let base = Environment::of_process();
    let input = match Reader::of(common).read(&config) {
        Ok(text) => Input::of(0, &config, text, Some(Kind::Whole)),
        Err(error) => {
            let unsaid = arguments.config.is_none();
            let help = unsaid
                .then(|| "say which configuration it was built with by --config".to_owned())
                .or_else(|| error.help.clone());
            check::tell_problem(check::human(), Problem::Message(Box::new(Diagnostic { help, ..*error })));
            return 2;
        }
    };
    let arch = input.said.source_arch();
    let lto = match mode_of(common, input, &base) {
        Ok(lto) => lto,
        Err(problem) => {
            check::tell_problem(check::human(), problem);
            return 2;
        }
    };
    let implied = Implied { mode: Mode::of(lto.mode), symbol: lto.symbol.clone(), arch };
    let mut audit = match progress::during("reading the objects", || audit::audit(&arguments.folder, &implied)) {
        Ok(audit) => audit,
        Err(error) => {
            warn(format!("error: cannot read '{}': {error}\n", arguments.folder.display()));
            return 2;
        }
    };
    add_findings(&arguments.folder, implied.mode, arguments.config.is_none(), &mut audit);
    print(common.format().unwrap_or_default(), &arguments.folder, &config, lto, &audit);
    u8::from(audit.findings.iter().any(|finding| finding.severity > Severity::Note))
}

/// The mode of a configuration: as its lines state it where Kconfig wrote them, since the toolchain that they hold for
/// need not be at hand; else as it is judged by a tree or by the rules that ltoconf carries.
fn mode_of(common: &Common, input: Input, base: &Environment) -> Result<Lto, Problem> {
    if input.is_written() {
        let (mode, symbol) = stated(&input.said);
        let line = symbol.and_then(|symbol| input.said.yes(symbol)).map(|line| line + 1);
        let reason = match symbol.zip(line) {
            Some((symbol, line)) => format!("{symbol}=y, line {line}"),
            None => "no line turns it on".into(),
        };
        return Ok(Lto { mode, symbol: symbol.map(str::to_owned), reason, line });
    }
    let loaded = loaded::load(common, &loaded::ground(common, &input, base)?)?;
    let (_, outcomes) = judge(loaded, vec![input], |input| loaded::choice(common, input));
    let found = outcomes.into_iter().next().map(|outcome| outcome.lto);
    found.ok_or_else(|| loaded::problem("ltoconf::config::unreadable", "the configuration could not be judged".into()))
}

/// What the folder as a whole has to say.
fn add_findings(folder: &Path, mode: Mode, own_config: bool, audit: &mut Audit) {
    // what make read when it last configured the build
    let built = folder.join("include/config/auto.conf");
    if own_config && let Ok(text) = Reader::default().read(&built) {
        let (built, _) = stated(&Input::of(0, &built, text, None).said);
        if Mode::of(built) != mode {
            // it explains all that follows
            audit.findings.insert(0, findings::config_changed(mode, Mode::of(built)));
        }
    }
    if audit.total.objects() == 0 {
        audit.findings.push(findings::no_objects());
    }
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
        Format::Human => report::audited::human(&audited, check::human()),
        Format::Concise => report::audited::concise(&audited),
        Format::Json => check::printable(report::audited::json(&audited)),
        Format::Sarif => check::printable(report::sarif::sarif(&[audited.judged], true)),
        Format::Github => report::github(&audited.judged),
    };
    super::print(text);
}

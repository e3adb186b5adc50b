//! A build folder and its configuration enter; what the folder's objects really are leaves, by the mode that the
//! configuration implies.

use std::path::Path;

use crate::{
    audit::{self, Audit, Implied, Machine, Mode, findings},
    lto::stated::stated,
    report::Lto,
};

use super::{
    as_stated::lto_stated,
    base,
    error::Error,
    input::{ConfigFile, Input},
    options::Options,
};

/// What a build folder holds.
#[derive(Debug)]
pub struct AuditOf {
    /// the counts, and what is not as the mode implies
    pub audit: Audit,
    /// the mode of the configuration
    pub lto: Lto,
}

/// Why a folder cannot be audited.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// its configuration cannot be judged
    #[error(transparent)]
    Config(#[from] Error),
    /// the folder cannot be read
    #[error(transparent)]
    Folder(#[from] std::io::Error),
}

/// Reads the objects of a build folder, and says which are not what the mode of its configuration implies. `built` is
/// what make read when it last configured the build, `include/config/auto.conf`, where the configuration is the
/// folder's own.
///
/// ```
/// use ltoconf::{ConfigFile, Mode, Options, audit};
///
/// let folder = tempfile::tempdir()?;
/// let config = ConfigFile::of(".config", "CONFIG_LTO_NONE=y\n");
/// let found = audit(folder.path(), config, None, &Options::default())?;
/// assert_eq!((found.lto.mode, found.audit.total.objects()), (Mode::None, 0));
/// assert_eq!(found.audit.findings[0].code, "ltoconf::audit::no-objects");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The folder cannot be read, or nothing says what mode its configuration implies.
pub fn audit(
    folder: &Path,
    config: ConfigFile,
    built: Option<ConfigFile>,
    options: &Options,
) -> Result<AuditOf, AuditError> {
    let ConfigFile { input } = config.whole();
    let said = &input.said;
    let wide = match said.get("64BIT") {
        Some(line) => Some(line.value.starts_with('y')),
        None => said.yes("X86_64").map(|_| true).or_else(|| said.yes("X86_32").map(|_| false)),
    };
    let machine = Machine { arch: said.source_arch(), wide };
    let lto = mode_of(input, options)?;
    let implied = Implied { mode: lto.mode.into(), symbol: lto.symbol.clone(), machine };
    let at_work = options.begin("reading the objects");
    let mut audit = audit::audit(folder, &implied)?;
    drop(at_work);
    add_findings(implied.mode, built, &mut audit);
    Ok(AuditOf { audit, lto })
}

/// The mode of a configuration: as its lines state it where Kconfig wrote them, since the toolchain that they hold for
/// need not be at hand; else as it is judged by a tree or by the rules that ltoconf carries.
fn mode_of(input: Input, options: &Options) -> Result<Lto, Error> {
    if input.is_written() {
        return Ok(lto_stated(&input.said));
    }
    Ok(base::of_input(options, None, input)?.judged().0)
}

/// What the folder as a whole has to say.
fn add_findings(mode: Mode, built: Option<ConfigFile>, audit: &mut Audit) {
    if let Some(ConfigFile { input }) = built {
        let (built, _) = stated(&input.said);
        if Mode::from(built) != mode {
            // it explains all that follows
            audit.findings.insert(0, findings::config_changed(mode, Mode::from(built)));
        }
    }
    if audit.total.objects() == 0 {
        audit.findings.push(findings::no_objects());
    }
}

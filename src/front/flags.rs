//! A configuration enters; the flags that LTO brings to its build leave, each with the line that it comes from.

use std::path::{Path, PathBuf};

use crate::{
    diagnostic::Advice,
    lto::flags::{
        Flags, Purpose,
        embedded::{Kernel, SUBLEVEL},
        is_flags, is_symbol,
    },
    report::{self, Lto, ModelName},
    tree::{
        build::{Absent, Account, Build, Request, Unknowns, has_makefile},
        probe::Policy,
    },
};

use super::{
    Config,
    error::{Error, ModuleFolder},
    ground::Key,
    options::Options,
    probing,
    resolved::{Resolved, resolve},
};

/// Variables by which a person names the tools.
const TOOLS: [&str; 3] = ["LLVM", "LD", "CC"];

/// What flags are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// a module, not the kernel
    pub module: bool,
    /// the folder of an external module, which keeps ThinLTO's cache; implies `module`
    pub folder: Option<PathBuf>,
}

impl Target {
    fn is_module(&self) -> bool {
        self.module || self.folder.is_some()
    }
}

/// The flags that LTO brings to a build.
#[derive(Clone, Debug)]
pub struct FlagsOf {
    /// the flags of each variable, with their places; what could not be evaluated is named
    pub flags: Flags,
    /// what they are for
    pub purpose: Purpose,
    /// the mode; where it is unknown, so are the flags, save those of a mode of the tree's own, see [`FlagsOf::known`]
    pub lto: Lto,
    /// what they were read from
    pub model: ModelName,
}

impl FlagsOf {
    /// As JSON, of the published form.
    ///
    /// # Errors
    /// Those of the serializer, for which there is no reason here.
    pub fn json(&self) -> Result<String, Error> {
        report::flags::json(&self.told()).map_err(Error::UnprintableFlags)
    }

    /// Whether a build may go by them.
    ///
    /// # Errors
    /// That it may not, since the mode is not known, and why.
    pub fn known(&self) -> Result<(), Error> {
        if self.told().is_known() { Ok(()) } else { Err(Error::UnknownFlags(self.lto.reason.clone())) }
    }

    /// The same, to be told.
    pub fn told(&self) -> report::flags::Told<'_> {
        report::flags::Told { flags: &self.flags, purpose: &self.purpose, lto: &self.lto, model: &self.model }
    }
}

/// Says which flags LTO brings to the build of a configuration, or to that of a module for it.
///
/// ```
/// use ltoconf::{Config, ConfigFile, Options, Rules, Target, flags};
///
/// let options = Options { rules: Some(Rules::Named("linux-6.12".into())), ..Options::default() };
/// let text = "CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n";
/// let found = flags(&Config::open(ConfigFile::of(".config", text), &options)?, &Target::default())?;
/// let (_, lto) = found.flags.variables.iter().find(|(name, _)| name == "CC_FLAGS_LTO").unwrap();
/// assert_eq!(lto[0].text, "-flto=thin");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// There is no Makefile to read them from, or it cannot be read; the folder of a module is none.
pub fn flags(config: &Config, target: &Target) -> Result<FlagsOf, Error> {
    let mut resolved = resolve(&config.base)?;
    if target.is_module() {
        resolved.take_as_stated();
    }
    let (flags, purpose) = flags_of(&mut resolved, target)?;
    let Resolved { base, values, .. } = resolved;
    let found = FlagsOf { flags, purpose, lto: values.lto, model: base.loaded.name.clone() };
    Ok(found)
}

/// The flags of a configuration, and what they are for.
pub(super) fn flags_of(resolved: &mut Resolved<'_>, target: &Target) -> Result<(Flags, Purpose), Error> {
    let folder = target.folder.as_deref().map(absolute).transpose()?;
    let mut account = account(resolved, folder.as_deref())?;
    let absent = absent(&resolved.base.options, std::mem::take(&mut account.absent));
    if let Some(complaint) = account.complaints.first() {
        return Err(Error::Stopped(complaint.clone()));
    }
    let purpose = Purpose { module: target.is_module(), folder: folder.map(|folder| folder.display().to_string()) };
    let mut flags = Flags::of(account, &purpose);
    flags.notes.splice(0..0, std::mem::take(&mut resolved.values.notes).into_iter().chain(absent));
    let on = resolved.values.lto.mode.is_on();
    if on && flags.unknown.is_empty() && flags.variables.iter().all(|(_, flags)| flags.is_empty()) {
        flags.notes.push("the tree's Makefiles add no flag for LTO".to_owned());
    }
    Ok((flags, purpose))
}

/// A folder as the linker finds it from anywhere: make starts it in the kernel's.
fn absolute(folder: &Path) -> Result<PathBuf, Error> {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    if absolute.to_string_lossy().contains(char::is_whitespace) {
        return Err(Error::ModuleFolder(ModuleFolder::Blank(absolute)));
    }
    let folder = folder.to_path_buf();
    match std::fs::metadata(&absolute) {
        Ok(about) if about.is_dir() => {}
        Ok(_) => return Err(Error::ModuleFolder(ModuleFolder::File(folder))),
        Err(source) => return Err(Error::ModuleFolder(ModuleFolder::Unreadable { folder, source })),
    }
    // `/mod/` and `/mod` are one folder
    Ok(absolute.components().collect())
}

/// Reads what a build of this configuration would know.
fn account(resolved: &mut Resolved<'_>, module: Option<&Path>) -> Result<Account, Error> {
    match (resolved.base.key.clone(), &resolved.kernel) {
        (Some(key), _) => {
            if !has_makefile(&key.tree) {
                let rules = resolved.base.options.word(Advice::Rules(None));
                return Err(Error::NoMakefile {
                    tree: key.tree,
                    help: format!("take the rules of a version: {rules}"),
                });
            }
            let (values, base) = (&mut resolved.values, resolved.base);
            let prober = &base.loaded.prober;
            let mut request = request(&base.options, &key, &values.configuration, module);
            request.place = base.build_folder();
            request.unknown = std::mem::take(&mut values.unknown);
            let build = Build::of_tree(request).map_err(Error::Makefiles)?;
            let account = build.account(Some(prober));
            values.notes.extend(probing::finish(prober)?);
            Ok(account)
        }
        (None, Some(kernel)) => carried(&kernel.clone(), resolved, module),
        // a kernel before LTO has no flags of it
        (None, None) => Ok(Account::default()),
    }
}

/// The same by the rules that ltoconf carries. A linker is asked only where the user says which: the configuration's own
/// need not be here.
fn carried(kernel: &Kernel, resolved: &mut Resolved<'_>, module: Option<&Path>) -> Result<Account, Error> {
    let (options, values) = (&resolved.base.options, &mut resolved.values);
    let named = names_tools(options);
    let folder = probing::scratch()?;
    let key = Key { tree: folder.path().to_path_buf(), header_arch: None };
    let mut request = request(options, &key, &values.configuration, module);
    request.unknown = std::mem::take(&mut values.unknown);
    if !kernel.is_released() {
        request.unknown.names.insert(SUBLEVEL.into());
    }
    if !named {
        // what would have to be asked is told by the names that LLVM's tools have
        request.environment.llvm = Some("1");
    }
    let build = Build::of_fragments(request, kernel.fragments()).map_err(Error::Makefiles)?;
    if !named {
        return Ok(build.account(None));
    }
    let probing::Rebuilt { prober, scratch: _scratch, .. } = probing::rebuilt(options, &key)?;
    let account = build.account(Some(&prober));
    values.notes.extend(probing::finish(&prober)?);
    Ok(account)
}

/// Whether the user says which tools are meant.
fn names_tools(options: &Options) -> bool {
    let named = |name: &&str| options.environment.get(name).is_some_and(|value| !value.is_empty());
    options.llvm.is_some() || TOOLS.iter().any(named)
}

/// What is to be said of tools that the user names and that are not there.
fn absent(options: &Options, absent: Vec<Absent>) -> Option<String> {
    let asked = !matches!(options.probes, Policy::Deny | Policy::Replay(_));
    let told = absent.into_iter().filter(|tool| matches!(tool.variable, "CC" | "LD"));
    let told: Vec<String> = told.map(|tool| format!("{} is '{}'", tool.variable, tool.program)).collect();
    (asked && !told.is_empty() && names_tools(options))
        .then(|| format!("tools are named that are not there: {}", told.join(", ")))
}

fn request<'a>(options: &'a Options, key: &'a Key, configuration: &'a [u8], module: Option<&'a Path>) -> Request<'a> {
    Request {
        environment: probing::request(options, key),
        configuration,
        unknown: Unknowns::default(),
        place: None,
        module,
        watch: is_symbol,
        wanted: is_flags,
        words: options.words,
    }
}

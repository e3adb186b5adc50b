//! `ltoconf flags`: a configuration enters, the flags that LTO brings to its build and an exit status leave.

use std::path::{Path, PathBuf};

use crate::{
    cli::{self, Common, FlagsFormat, Probes},
    lto::flags::{Flags, Purpose, embedded::Kernel, is_flags, is_symbol},
    report::flags::{Told, json, make, shell},
    tree::{
        build::{Absent, Account, Build, Request, Unknowns, has_makefile},
        environment::Environment,
    },
};

use super::{
    check::{human, tell_problem},
    loaded::{Key, Problem, problem},
    probing,
    resolved::{Resolved, resolve},
    warn,
};

/// Variables by which a person names the tools.
const TOOLS: [&str; 3] = ["LLVM", "LD", "CC"];

/// Tells the flags: 0, or 2 where they cannot be told.
pub(super) fn run(common: &Common, arguments: &cli::Flags) -> u8 {
    match tell(common, arguments) {
        Ok(()) => 0,
        Err(problem) => {
            tell_problem(human(), problem);
            2
        }
    }
}

fn tell(common: &Common, arguments: &cli::Flags) -> Result<(), Problem> {
    let mut resolved = resolve(common, arguments.config.as_deref())?;
    if arguments.module || arguments.extmod.is_some() {
        resolved.take_as_stated();
    }
    let (flags, purpose) = flags_of(common, &mut resolved, arguments.module, arguments.extmod.as_deref())?;
    let lto = &resolved.values.lto;
    let told = Told { flags: &flags, purpose: &purpose, lto, model: &resolved.base.loaded.name };
    for note in told.notes() {
        warn(format!("note: {note}\n"));
    }
    let text = match common.format().unwrap_or_default() {
        FlagsFormat::Make => make(&told),
        FlagsFormat::Shell => shell(&told),
        FlagsFormat::Json => json(&told).map_err(|error| problem("ltoconf::flags::unprintable", error.to_string()))?,
    };
    super::print(text);
    if lto.mode == "unknown" {
        let reason = &lto.reason;
        return Err(problem(
            "ltoconf::flags::unknown-mode",
            format!("the LTO mode, and with it the flags, are not known: {reason}"),
        ));
    }
    Ok(())
}

/// The flags of a configuration, and what they are for.
pub(super) fn flags_of(
    common: &Common,
    resolved: &mut Resolved,
    module: bool,
    folder: Option<&Path>,
) -> Result<(Flags, Purpose), Problem> {
    let folder = folder.map(absolute).transpose()?;
    let mut account = account(common, resolved, folder.as_deref())?;
    let absent = absent(common, std::mem::take(&mut account.absent));
    if let Some(complaint) = account.complaints.first() {
        return Err(problem("ltoconf::environment::unusable", format!("the tree's Makefile stops: {complaint}")));
    }
    let purpose =
        Purpose { module: module || folder.is_some(), folder: folder.map(|folder| folder.display().to_string()) };
    let mut flags = Flags::of(account, &purpose);
    flags.notes.splice(0..0, std::mem::take(&mut resolved.values.notes).into_iter().chain(absent));
    let on = !matches!(resolved.values.lto.mode, "none" | "unknown");
    if on && flags.unknown.is_empty() && flags.variables.iter().all(|(_, flags)| flags.is_empty()) {
        flags.notes.push("the tree's Makefiles add no flag for LTO".to_owned());
    }
    Ok((flags, purpose))
}

fn unreadable(error: &dyn std::error::Error) -> Problem {
    problem("ltoconf::flags::unreadable", probing::chain(error))
}

fn unusable(message: String) -> Problem {
    problem("ltoconf::environment::unusable", message)
}

fn unwritable(message: String) -> Problem {
    problem("ltoconf::probes::unwritable", message)
}

/// A folder as the linker finds it from anywhere: make starts it in the kernel's.
fn absolute(folder: &Path) -> Result<PathBuf, Problem> {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let wrong = |what: String| {
        let message = format!("'{}' is no folder of a module: {what}", folder.display());
        problem("ltoconf::flags::module-folder", message)
    };
    if absolute.to_string_lossy().contains(char::is_whitespace) {
        let message = format!("make cannot build a module in '{}': its path holds a blank", absolute.display());
        return Err(problem("ltoconf::flags::module-folder", message));
    }
    match std::fs::metadata(&absolute) {
        Ok(about) if about.is_dir() => {}
        Ok(_) => return Err(wrong("it is a file".to_owned())),
        Err(error) => return Err(wrong(error.to_string())),
    }
    // `/mod/` and `/mod` are one folder
    Ok(absolute.components().collect())
}

/// Reads what a build of this configuration would know.
fn account(common: &Common, resolved: &mut Resolved, module: Option<&Path>) -> Result<Account, Problem> {
    match (resolved.base.key.clone(), &resolved.kernel) {
        (Some(key), _) => {
            if !has_makefile(&key.tree) {
                let tree = key.tree.display();
                let message = format!(
                    "'{tree}' has no Makefile to read flags from: take the rules of a version, --embedded NAME"
                );
                return Err(problem("ltoconf::flags::no-makefile", message));
            }
            let (values, prober) = (&mut resolved.values, &mut resolved.base.loaded.prober);
            let base = Environment::of_process();
            let mut request = request(common, &key, &base, &values.configuration, module);
            request.unknown = std::mem::take(&mut values.unknown);
            let build = Build::of_tree(request).map_err(|error| unreadable(&error))?;
            let account = build.account(Some(prober));
            probing::finish(prober).map_err(unwritable)?;
            Ok(account)
        }
        (None, Some(kernel)) => carried(common, &kernel.clone(), resolved, module),
        // a kernel before LTO has no flags of it
        (None, None) => Ok(Account::default()),
    }
}

/// The same by the rules that ltoconf carries. A linker is asked only where the user says which: the configuration's own
/// need not be here.
fn carried(
    common: &Common,
    kernel: &Kernel,
    resolved: &mut Resolved,
    module: Option<&Path>,
) -> Result<Account, Problem> {
    let base = Environment::of_process();
    let named = names_tools(common, &base);
    let folder =
        tempfile::tempdir().map_err(|error| unusable(format!("cannot make a folder for the probes: {error}")))?;
    let key = Key { tree: folder.path().to_path_buf(), header_arch: None };
    let values = &mut resolved.values;
    let mut request = request(common, &key, &base, &values.configuration, module);
    request.unknown = std::mem::take(&mut values.unknown);
    if !named {
        // what would have to be asked is told by the names that LLVM's tools have
        request.environment.llvm = Some("1");
    }
    let build = Build::of_fragments(request, kernel.fragments()).map_err(|error| unreadable(&error))?;
    if !named {
        return Ok(build.account(None));
    }
    let probing::Rebuilt { mut prober, scratch: _scratch, .. } = probing::rebuilt(common, &key).map_err(unusable)?;
    let account = build.account(Some(&mut prober));
    probing::finish(&mut prober).map_err(unwritable)?;
    Ok(account)
}

/// Whether the user says which tools are meant.
fn names_tools(common: &Common, base: &Environment) -> bool {
    common.llvm.is_some() || TOOLS.iter().any(|name| base.get(name).is_some_and(|value| !value.is_empty()))
}

/// What is to be said of tools that the user names and that are not there.
fn absent(common: &Common, absent: Vec<Absent>) -> Option<String> {
    let asked = !matches!(common.probes, Some(Probes::Deny | Probes::Replay(_)));
    let told = absent.into_iter().filter(|tool| matches!(tool.variable, "CC" | "LD"));
    let told: Vec<String> = told.map(|tool| format!("{} is '{}'", tool.variable, tool.program)).collect();
    (asked && !told.is_empty() && names_tools(common, &Environment::of_process()))
        .then(|| format!("tools are named that are not there: {}", told.join(", ")))
}

fn request<'a>(
    common: &'a Common,
    key: &'a Key,
    base: &'a Environment,
    configuration: &'a [u8],
    module: Option<&'a Path>,
) -> Request<'a> {
    Request {
        environment: probing::request(common, key, base),
        configuration,
        unknown: Unknowns::default(),
        module,
        watch: is_symbol,
        wanted: is_flags,
    }
}

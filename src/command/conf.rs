//! `ltoconf conf`: a mode and the process's streams enter, the exit status of the reference leaves.

use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _, stdin, stdout};

use crate::{
    cli,
    front::{Conf, ConfEnded, ConfError, ConfMode, ConfRequest, Talk, Tristate},
};

use super::{asked, check::tell, human, warn};

/// Runs a mode. The exit status is the reference's: 0, or another for whatever went wrong; 2 for bad usage.
pub(super) fn run(common: &cli::Common, arguments: &cli::Conf) -> u8 {
    let (root, silent) = (arguments.kconfig.clone(), arguments.silent);
    // clap tells nothing of the sign between an option and its value
    let is_apart = |word: std::ffi::OsString| {
        word.to_str().is_some_and(|word| word.len() > "--de".len() && "--defconfig".starts_with(word))
    };
    let defconfig_apart = std::env::args_os().any(is_apart);
    let request = ConfRequest { root, silent, defconfig_apart, ..ConfRequest::new(mode(arguments)) };
    let conf = match Conf::open(request, &asked::options(common), &mut Streams) {
        Ok(conf) => conf,
        Err(ConfError::Ended(ended)) => {
            let Some(mode) = named_barely(arguments) else { return ended.status() };
            warn(format!("note: '{mode}' is taken for a Kconfig file: the mode is asked for by --{mode}\n"));
            return 2;
        }
        Err(error) => {
            let (sources, why) = error.into_diagnostics();
            tell(human(), &sources, &why);
            return 2;
        }
    };
    let status = conf.run(&mut Streams).map_or_else(ConfEnded::status, |()| 0);
    conf.leave();
    status
}

/// The mode whose name stands where the root file belongs, without its dashes.
fn named_barely(arguments: &cli::Conf) -> Option<&'static str> {
    let named = cli::MODES.into_iter().find(|mode| arguments.kconfig.as_os_str() == *mode);
    named.filter(|_| !arguments.kconfig.exists())
}

/// The mode that the arguments name, of which clap leaves the last; else everything is asked about.
fn mode(arguments: &cli::Conf) -> ConfMode {
    if let Some(file) = &arguments.defconfig {
        return ConfMode::Defconfig(file.clone());
    }
    if let Some(file) = &arguments.savedefconfig {
        return ConfMode::Savedefconfig(file.clone());
    }
    let modes = [
        (arguments.olddefconfig, ConfMode::Olddefconfig),
        (arguments.alldefconfig, ConfMode::Alldefconfig),
        (arguments.allnoconfig, ConfMode::All(Tristate::No)),
        (arguments.allyesconfig, ConfMode::All(Tristate::Yes)),
        (arguments.allmodconfig, ConfMode::All(Tristate::Mod)),
        (arguments.randconfig, ConfMode::Randconfig),
        (arguments.listnewconfig, ConfMode::Listnewconfig),
        (arguments.helpnewconfig, ConfMode::Helpnewconfig),
        (arguments.syncconfig, ConfMode::Syncconfig),
        (arguments.yes2modconfig, ConfMode::Yes2modconfig),
        (arguments.mod2yesconfig, ConfMode::Mod2yesconfig),
        (arguments.mod2noconfig, ConfMode::Mod2noconfig),
        (arguments.oldconfig, ConfMode::Oldconfig),
    ];
    modes.into_iter().find_map(|(named, mode)| named.then_some(mode)).unwrap_or(ConfMode::Oldaskconfig)
}

/// The streams of the process.
struct Streams;

impl Talk for Streams {
    fn out(&mut self, bytes: &[u8]) {
        let _unprintable = stdout().write_all(bytes);
    }

    fn err(&mut self, bytes: &[u8]) {
        warn(bytes);
    }

    fn line(&mut self, most: usize) -> Vec<u8> {
        // the question stands there before the answer is waited for
        let _unprintable = stdout().flush();
        let mut line = Vec::new();
        let _nothing_more = stdin().lock().take(most as u64).read_until(b'\n', &mut line);
        line
    }

    fn is_terminal(&self) -> bool {
        stdin().is_terminal() && stdout().is_terminal()
    }
}

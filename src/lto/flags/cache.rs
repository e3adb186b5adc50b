//! The linker's flags for an external module enter; they leave with ThinLTO's cache in the module's own folder. The
//! kernel's is not the module's to write to, and `make clean` in the module's folder would leave it there.

use super::Flag;

/// The name of the cache's folder, by which `make clean` and the kernel's `.gitignore` know it.
const NAME: &str = ".thinlto-cache";

/// What the folder's name follows.
const OPTIONS: [&str; 4] =
    ["--thinlto-cache-dir=", "-thinlto-cache-dir=", "-plugin-opt=cache-dir=", "--plugin-opt=cache-dir="];

/// The folder of ThinLTO's cache that a flag names.
pub(super) fn folder(flag: &Flag) -> Option<&str> {
    let option = flag.text.strip_prefix("-Wl,").unwrap_or(&flag.text);
    OPTIONS.iter().find_map(|name| option.strip_prefix(name))
}

/// Whether a line of a Makefile tells the linker of a cache.
pub(super) fn is_told_of(line: &str) -> bool {
    OPTIONS.iter().any(|name| line.contains(name))
}

/// Puts every cache into the module's folder; says so for each that a Makefile would keep elsewhere.
pub(super) fn into_folder(variables: &mut [(String, Vec<Flag>)], folder: &str) -> Vec<String> {
    let mut notes = Vec::new();
    for flag in variables.iter_mut().flat_map(|(_, flags)| flags) {
        let (before, option) = match flag.text.strip_prefix("-Wl,") {
            Some(option) => ("-Wl,", option),
            None => ("", flag.text.as_str()),
        };
        let Some((name, path)) = OPTIONS.iter().find_map(|name| Some((*name, option.strip_prefix(name)?))) else {
            continue;
        };
        let inside = path.strip_prefix(folder).is_some_and(|below| below.starts_with('/'));
        if !inside {
            let place = flag.line.map_or_else(|| flag.path.clone(), |line| format!("{}:{line}", flag.path));
            let note =
                format!("the cache stays in the module's folder; {place} would keep it in '{path}' of the kernel's");
            if !notes.contains(&note) {
                notes.push(note);
            }
            flag.text = format!("{before}{name}{folder}/{NAME}");
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(text: &str) -> (String, usize) {
        let flag = Flag { text: text.into(), path: "Makefile".into(), line: Some(7) };
        let mut variables = vec![("KBUILD_LDFLAGS".to_owned(), vec![flag])];
        let notes = into_folder(&mut variables, "/mod");
        (variables.remove(0).1.remove(0).text, notes.len())
    }

    #[test]
    fn the_cache_is_the_modules() {
        let check = |text: &str, expected: &str, notes| assert_eq!(moved(text), (expected.to_owned(), notes));
        check("--thinlto-cache-dir=.thinlto-cache", "--thinlto-cache-dir=/mod/.thinlto-cache", 1);
        check("--thinlto-cache-dir=/mod/.thinlto-cache", "--thinlto-cache-dir=/mod/.thinlto-cache", 0);
        check("--thinlto-cache-dir=/module/x", "--thinlto-cache-dir=/mod/.thinlto-cache", 1);
        check("-Wl,-plugin-opt=cache-dir=c", "-Wl,-plugin-opt=cache-dir=/mod/.thinlto-cache", 1);
        check("-flto=thin", "-flto=thin", 0);
    }
}

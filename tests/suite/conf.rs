//! `ltoconf conf` beside the real conf. A folder of `corpus/conf` enters: a Kconfig, other inputs, one run a line in
//! `args`, its environment in `env`, what a person answers in `typed`, in `since` the first version that
//! it is held against. What the real conf of each version did with it
//! was recorded by `tests/record-conf.sh`: exit statuses, what went to stdout, and every file that is new or not as
//! before. ltoconf must do the same to the byte. What goes to stderr may be worded better, so it is not compared.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

/// The versions whose answers are recorded, the oldest first.
const VERSIONS: [&str; 14] =
    ["4.18", "5.3", "5.4", "5.10", "5.15", "5.19", "6.1", "6.8", "6.12", "6.14", "6.17", "7.0", "7.2", "7.3"];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/conf")
}

/// All files below a folder, by their names relative to it.
fn files_below(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// What a case asks for.
struct Case {
    name: String,
    inputs: BTreeMap<String, Vec<u8>>,
    runs: Vec<Vec<String>>,
    environment: Vec<(String, String)>,
    typed: Vec<u8>,
    /// how many of the oldest versions it is not held against
    skipped: usize,
}

impl Case {
    fn read(name: &str) -> Self {
        let mut inputs = files_below(&corpus().join(name));
        inputs.retain(|path, _| !path.starts_with("expected"));
        let lines = |bytes: Option<Vec<u8>>| -> Vec<String> {
            String::from_utf8(bytes.unwrap_or_default()).unwrap().lines().map(str::to_owned).collect()
        };
        let runs =
            lines(inputs.remove("args")).iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect();
        let environment = lines(inputs.remove("env"))
            .iter()
            .map(|line| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap())
            .collect();
        let typed = inputs.remove("typed").unwrap_or_default();
        let since = lines(inputs.remove("since"));
        let skipped = since.first().map_or(0, |first| VERSIONS.iter().position(|version| version == first).unwrap());
        Self { name: name.to_owned(), inputs, runs, environment, typed, skipped }
    }

    /// The versions that it is held against.
    fn versions(&self) -> &'static [&'static str] {
        &VERSIONS[self.skipped..]
    }

    /// Of the versions with one answer, the oldest and the newest: what a version gets wrong is nearly always a rule that
    /// came with it, or that it lost.
    fn turns(&self) -> Vec<&'static str> {
        let versions = self.versions();
        let answer = |at: Option<usize>| at.and_then(|at| versions.get(at)).map(|version| self.expectation(version));
        let turns =
            |at: &usize| [at.checked_sub(1), Some(at + 1)].iter().any(|&beside| answer(beside) != answer(Some(*at)));
        (0..versions.len()).filter(turns).map(|at| versions[at]).collect()
    }

    /// Every mode writes `include/` where it is not there yet; it is compared only for cases that are about it.
    fn compares_include(&self) -> bool {
        self.runs.iter().flatten().any(|word| word == "--syncconfig")
    }

    /// Where a version's answers are: its own, or else those of the next newer one that has some.
    fn expectation(&self, version: &str) -> Option<PathBuf> {
        let folder = corpus().join(&self.name);
        let newer = VERSIONS.iter().skip_while(|known| **known != version);
        let named = newer.map(|version| folder.join(format!("expected-{version}")));
        named.chain([folder.join("expected")]).find(|path| path.is_dir())
    }

    /// The inputs in a version's words: `modules` alone is understood since 5.13.
    fn inputs_of(&self, version: &str) -> BTreeMap<String, Vec<u8>> {
        let mut inputs = self.inputs.clone();
        let old = ["4.18", "5.3", "5.4", "5.10"].contains(&version);
        if let Some(kconfig) = inputs.get_mut("Kconfig").filter(|_| old) {
            let lines = kconfig.split_inclusive(|&byte| byte == b'\n');
            *kconfig = lines
                .map(|line| if line == b"\tmodules\n" { b"\toption modules\n".as_slice() } else { line })
                .collect::<Vec<_>>()
                .concat();
        }
        inputs
    }

    /// Runs ltoconf, and gives what came of it in the form of the recording.
    fn run(&self, version: &str) -> io::Result<BTreeMap<String, Vec<u8>>> {
        let scratch = tempfile::tempdir()?;
        let inputs = self.inputs_of(version);
        for (name, bytes) in &inputs {
            let path = scratch.path().join(name);
            fs::create_dir_all(path.parent().unwrap())?;
            fs::write(path, bytes)?;
        }
        let typed = scratch.path().with_extension("typed");
        fs::write(&typed, &self.typed)?;
        let (mut status, mut stdout) = (String::new(), Vec::new());
        for words in &self.runs {
            let output = Command::new(env!("CARGO_BIN_EXE_ltoconf"))
                .arg("conf")
                .args(words)
                .current_dir(scratch.path())
                .env_clear()
                .env("PATH", std::env::var_os("PATH").unwrap_or_default())
                .env("LTOCONF_DIALECT", format!("linux-{version}"))
                .envs(self.environment.iter().map(|(name, value)| (name, value)))
                .stdin(fs::File::open(&typed)?)
                .output()?;
            let code = output.status.code().map_or_else(|| "killed".to_owned(), |code| code.to_string());
            writeln!(status, "{code}").unwrap();
            stdout.extend(output.stdout);
        }
        fs::remove_file(&typed)?;
        let mut result = BTreeMap::from([("status".to_owned(), status.into_bytes()), ("stdout".to_owned(), stdout)]);
        for (name, bytes) in files_below(scratch.path()) {
            let known = inputs.get(&name) == Some(&bytes);
            if !known && (self.compares_include() || !name.starts_with("include/")) {
                result.insert(format!("files/{name}"), bytes);
            }
        }
        Ok(result)
    }

    /// What differs from the recording, told for people; empty where nothing does.
    fn differences(&self, version: &str) -> String {
        let Some(expectation) = self.expectation(version) else {
            return format!("{}: nothing is recorded for {version}: run tests/record-conf.sh\n", self.name);
        };
        let expected = files_below(&expectation);
        let found = self.run(version).unwrap();
        let mut told = String::new();
        let names: std::collections::BTreeSet<_> = expected.keys().chain(found.keys()).collect();
        for name in names {
            let (real, ours) = (expected.get(name), found.get(name));
            if real != ours {
                let shown = |bytes: Option<&Vec<u8>>| {
                    bytes.map_or_else(|| "(none)\n".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned())
                };
                let (case, real, ours) = (&self.name, shown(real), shown(ours));
                writeln!(told, "=== {case} [{version}] {name}\n{}", line_differences(&real, &ours)).unwrap();
            }
        }
        told
    }
}

/// The lines that only one of two texts has, between what they begin and end with alike.
fn line_differences(real: &str, ours: &str) -> String {
    let (real, ours): (Vec<_>, Vec<_>) = (real.split_inclusive('\n').collect(), ours.split_inclusive('\n').collect());
    let same = real.iter().zip(&ours).take_while(|(a, b)| a == b).count();
    let (real, ours) = (&real[same..], &ours[same..]);
    let tail = real.iter().rev().zip(ours.iter().rev()).take_while(|(a, b)| a == b).count();
    let (real, ours) = (&real[..real.len() - tail], &ours[..ours.len() - tail]);
    let mark = |sign: &str, lines: &[&str]| {
        let cut = lines.iter().map(|line| line.chars().take(200).collect::<String>());
        cut.map(|line| [sign, " ", &format!("{line:?}"), "\n"].concat()).collect::<String>()
    };
    format!("after {same} equal lines\n{}{}", mark("real", real), mark("ours", ours))
}

/// The names of all cases.
fn cases() -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_case_does_what_the_real_conf_did() {
    let cases: Vec<_> = cases().iter().map(|name| Case::read(name)).collect();
    let work: Vec<_> =
        cases.iter().flat_map(|case| case.turns().into_iter().map(move |version| (case, version))).collect();
    let told = Mutex::new(BTreeMap::new());
    let next = std::sync::atomic::AtomicUsize::new(0);
    // runs are short and mostly wait for processes to start: a few side by side
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(&(case, version)) = work.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    let differences = case.differences(version);
                    told.lock().unwrap().insert((&case.name, version), differences);
                }
            });
        }
    });
    let told = told.into_inner().unwrap();
    let wrong: Vec<_> = told.values().filter(|differences| !differences.is_empty()).collect();
    let all: String = wrong.iter().map(|text| text.as_str()).collect();
    assert!(wrong.is_empty(), "{} of {} runs differ from the real conf:\n{all}", wrong.len(), told.len());
}

#[test]
fn every_case_is_complete() {
    for name in cases() {
        let case = Case::read(&name);
        assert!(case.inputs.contains_key("Kconfig"), "{name} has no Kconfig");
        assert!(!case.runs.is_empty(), "{name} has no args");
        let kconfig = String::from_utf8_lossy(&case.inputs["Kconfig"]).into_owned();
        assert!(kconfig.contains("# "), "{name} does not say what it shows");
        for version in case.versions() {
            let expectation = case.expectation(version).unwrap_or_else(|| panic!("{name}: not recorded for {version}"));
            let status = fs::read_to_string(expectation.join("status")).unwrap();
            assert_eq!(status.lines().count(), case.runs.len(), "{name}: a status for each run");
            // 124 would be a run that never ended: nothing to hold ltoconf against
            assert!(status.lines().all(|line| matches!(line, "0" | "1")), "{name}: {status}");
        }
        // what is as the next newer version has it is recorded once
        let answers: Vec<_> = case.versions().iter().filter_map(|version| case.expectation(version)).collect();
        for (own, newer) in answers.iter().zip(answers.iter().skip(1)) {
            assert!(own == newer || files_below(own) != files_below(newer), "{}: recorded twice", own.display());
        }
    }
}

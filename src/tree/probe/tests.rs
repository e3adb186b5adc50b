//! Probers under each policy, with commands that any machine has.

use std::{fs, path::Path, time::Instant};

use super::*;
use crate::tree::environment::Request;

/// An environment whose cache is in `folder`.
fn environment(folder: &Path) -> Environment {
    let path = std::env::var("PATH").unwrap();
    [("PATH", path.as_str()), ("XDG_CACHE_HOME", folder.to_str().unwrap()), ("WORD", "seen")].into_iter().collect()
}

fn prober(policy: Policy, folder: &Path) -> Prober {
    Prober::new(policy, &environment(folder), folder.to_path_buf(), Duration::from_secs(20)).unwrap()
}

/// Asks as the walk does: first without running anything, then with.
fn ask(prober: &Prober, command: &[u8]) -> Arc<Answer> {
    if prober.known(command).is_none() {
        prober.run(&[command.to_vec()]);
    }
    prober.known(command).unwrap()
}

#[test]
fn a_command_is_run_with_just_the_environment_given() {
    let folder = tempfile::tempdir().unwrap();
    let prober = prober(Policy::Run, folder.path());
    let check = |prober: &Prober, command: &str, stdout: &str, exit: i32| {
        let answer = ask(prober, command.as_bytes());
        assert_eq!(String::from_utf8_lossy(&answer.stdout), stdout, "{command}");
        assert_eq!((answer.exit, &answer.outcome), (Some(exit), &Outcome::Ran), "{command}");
    };
    check(&prober, "echo $WORD $HOME.", "seen .", 0);
    check(&prober, "printf 'a\\nb\\n\\n'", "a b", 0);
    check(&prober, "{ exit 3; }", "", 3);
    check(&prober, "cat; pwd -P | wc -l", "1", 0);
    check(&prober, "echo x\0; echo y", "x", 0);
    check(&prober, "yes | head -c 100000 | tr -d '\\n' | cut -c1-3", "yyy", 0);
    assert_eq!(ask(&prober, b"echo why >&2").stderr, b"why\n");
    // more than is read, and without end: both are cut off, neither hangs
    assert_eq!(ask(&prober, b"exec yes").stdout.len(), 4095);
    let all = prober.all();
    assert_eq!(all.first().unwrap().0, b"echo $WORD $HOME.");
    assert_eq!(all.len(), 8);
    assert!(prober.finish().is_ok());
}

#[test]
fn commands_run_side_by_side_and_answers_keep_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let prober = prober(Policy::Run, folder.path());
    let commands: Vec<Vec<u8>> = (0..20).map(|at| format!("sleep 0.{}; echo {at}", 3 - at % 4).into_bytes()).collect();
    let started = Instant::now();
    prober.run(&commands);
    // one after the other they sleep for 3 seconds
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    for (at, (command, answer)) in prober.all().into_iter().enumerate() {
        assert_eq!(command, commands[at]);
        assert_eq!(answer.stdout, at.to_string().into_bytes());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_time_limit_ends_everything_that_was_started() {
    let folder = tempfile::tempdir().unwrap();
    let marker = folder.path().join("alive");
    let limit = Duration::from_millis(300);
    let environment = environment(folder.path());
    let prober = Prober::new(Policy::Run, &environment, folder.path().to_path_buf(), limit).unwrap();
    let commands = [
        "sleep 100".to_owned(),
        format!("(sleep 1; touch {}) & wait", marker.display()),
        // holds the output open, after the shell is gone
        "sleep 100 & echo y".to_owned(),
        // shuts the output and goes on
        "exec >&-; sleep 100".to_owned(),
        "setsid sleep 4 & echo y".to_owned(),
    ];
    let started = Instant::now();
    prober.run(&commands.clone().map(String::into_bytes));
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    for command in &commands {
        let answer = prober.known(command.as_bytes()).unwrap();
        assert_eq!((&answer.outcome, answer.stdout.as_slice()), (&Outcome::TimedOut, [].as_slice()), "{command}");
    }
    std::thread::sleep(Duration::from_millis(1200));
    assert!(!marker.exists());
}

#[test]
fn a_process_left_behind_that_is_quiet_does_not_hold_the_answer_up() {
    let folder = tempfile::tempdir().unwrap();
    let prober = prober(Policy::Run, folder.path());
    let started = Instant::now();
    assert_eq!(ask(&prober, b"sleep 4 >/dev/null & echo y").stdout, b"y");
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn what_cannot_be_started_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let prober = Prober::new(Policy::Run, &environment(folder.path()), missing, Duration::from_secs(5)).unwrap();
    let answer = ask(&prober, b"echo y");
    assert!(matches!(&answer.outcome, Outcome::NotStarted(why) if !why.is_empty()));
}

#[test]
fn a_second_run_finds_the_answers_of_the_first_from_any_folder() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let counter = folder.path().join("counter");
    let command = format!("echo x >> {}; wc -l < {}", counter.display(), counter.display()).into_bytes();
    // there before, and then the same: else the changing file would be a changed tool
    let first = prober(Policy::Cached, folder.path());
    assert_eq!(ask(&first, b"echo y; test -d /").outcome, Outcome::Ran);
    assert_eq!(ask(&first, &command).stdout, b"1");
    first.finish().unwrap();

    let environment = environment(folder.path());
    let mut second =
        Prober::new(Policy::Cached, &environment, elsewhere.path().to_path_buf(), Duration::from_secs(5)).unwrap();
    let answer = second.known(b"echo y; test -d /").unwrap();
    assert_eq!((answer.outcome.clone(), answer.stdout.as_slice()), (Outcome::Remembered, b"y".as_slice()));
    // a file that the command names has changed
    assert_eq!(second.known(&command), None);

    let mut changed = environment.clone();
    changed.set("CC", "clang");
    second.set_environment(&changed);
    assert_eq!(second.known(b"echo y; test -d  /"), None);
    second.finish().unwrap();
}

#[cfg(unix)]
#[test]
fn a_cache_that_cannot_be_written_is_reported_and_answers_stand() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ltoconf"), "in the way").unwrap();
    let prober = prober(Policy::Cached, folder.path());
    assert_eq!(ask(&prober, b"echo y").stdout, b"y");
    let error = prober.finish().unwrap_err().to_string();
    assert!(error.starts_with("cannot remember the probes in '"), "{error}");
}

#[test]
fn an_environment_is_settled_as_far_as_the_policy_allows() {
    let folder = tempfile::tempdir().unwrap();
    let mut base = environment(folder.path());
    base.set("CC", "echo Debian clang version 19; :");
    let check = |policy: Policy, version: &str, open: usize| {
        let request = Request { arch: Some("x86"), ..Request::new(folder.path(), &base) };
        let mut rebuilt = Environment::rebuild(&request).unwrap();
        let mut prober = prober(policy, folder.path());
        prober.settle(&mut rebuilt).unwrap();
        assert_eq!(rebuilt.environment().get("CC_VERSION_TEXT"), Some(version.as_bytes()));
        assert_eq!(rebuilt.questions().len(), open);
        let flags = (open == 0).then_some(b"-fintegrated-as".as_slice());
        assert_eq!(rebuilt.environment().get("CLANG_FLAGS").filter(|flags| !flags.is_empty()), flags);
    };
    check(Policy::Run, "Debian clang version 19", 0);
    check(Policy::Deny, "", 2);
}

#[test]
fn deny_and_replay_start_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let marker = folder.path().join("started");
    let command = format!("touch {}", marker.display()).into_bytes();
    let recording = folder.path().join("probes.json");
    fs::write(&recording, r#"{"version":1,"probes":[]}"#).unwrap();
    for (policy, outcome) in [(Policy::Deny, Outcome::Denied), (Policy::Replay(recording), Outcome::NotRecorded)] {
        let prober = prober(policy, folder.path());
        prober.run(std::slice::from_ref(&command));
        let answer = prober.known(&command).unwrap();
        assert_eq!((&answer.outcome, answer.stdout.len()), (&outcome, 0));
        assert!(!answer.is_known());
        prober.finish().unwrap();
    }
    assert!(!marker.exists());
}

#[test]
fn a_recording_is_replayed_also_where_the_tree_has_moved() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("probes.json");
    let mut here = environment(folder.path());
    here.set("srctree", "/one/linux");
    let limit = Duration::from_secs(20);
    let recorder = Prober::new(Policy::Record(file.clone()), &here, folder.path().to_path_buf(), limit).unwrap();
    let commands: [&[u8]; 4] = [b"echo /one/linux/scripts", b"exit 4", b"printf '\\377'", b"echo '\xff'"];
    for command in commands {
        assert_eq!(ask(&recorder, command).outcome, Outcome::Ran);
    }
    recorder.finish().unwrap();

    let text = fs::read_to_string(&file).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["environment"]["srctree"], "/one/linux");
    assert_eq!(json["probes"][0]["stdout"], "/one/linux/scripts");
    assert_eq!(json["probes"][1]["exit"], 4);
    assert_eq!(json["probes"][2]["stdout"][0], 255);

    here.set("srctree", "/another/place");
    let replayed = Prober::new(Policy::Replay(file), &here, folder.path().to_path_buf(), limit).unwrap();
    for command in commands {
        let answer = replayed.known(command).unwrap();
        assert_eq!(answer.outcome, Outcome::Replayed);
    }
    assert_eq!(replayed.known(b"echo /another/place/scripts").unwrap().stdout, b"/one/linux/scripts");
    assert_eq!(replayed.known(b"exit 4").unwrap().exit, Some(4));
    assert_eq!(replayed.known(b"echo '\xff'").unwrap().stdout, b"\xff");
    assert_eq!(replayed.known(b"exit 5").unwrap().outcome, Outcome::NotRecorded);
}

#[test]
fn a_file_that_is_no_recording_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.json");
    let refuse = |text: &[u8]| {
        fs::write(&file, text).unwrap();
        let policy = Policy::Replay(file.clone());
        Prober::new(policy, &Environment::new(), folder.path().to_path_buf(), Duration::ZERO).unwrap_err().to_string()
    };
    for text in [b"".as_slice(), b"[]", b"{\"version\":1}", b"\0\xff", b"{\"version\":2,\"probes\":[]}"] {
        let error = refuse(text);
        assert!(error.starts_with(&format!("'{}' holds no recorded probes: ", file.display())), "{error}");
    }
    assert!(refuse(b"{\"version\":2,\"probes\":[]}").ends_with("it has version 2, not 1"));
    let policy = Policy::Replay(folder.path().to_path_buf());
    let error = Prober::new(policy, &Environment::new(), folder.path().to_path_buf(), Duration::ZERO).unwrap_err();
    assert!(matches!(error, ProbeError::Unreadable { .. }));
}

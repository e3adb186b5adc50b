//! Commands go in, are run by `sh -c` as `popen` runs them, and come out as answers. Behaviour of `do_shell` in
//! preprocess.c, with a time limit.

use std::{
    io::{self, Read},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use super::{Answer, Outcome, confine};
use crate::tree::environment::{Environment, os_string};

/// As much of standard output as the reference reads; the last byte of it is given up.
const OUTPUT: u64 = 4096;
/// As much of standard error as is kept.
const ERRORS: u64 = 4096;
/// How long a command that is over may go on writing to standard error, by processes it left behind.
const GRACE: Duration = Duration::from_millis(50);
/// How long the system may take to end a killed process.
const DYING: Duration = Duration::from_secs(1);

/// What all commands share.
#[derive(Debug)]
pub(super) struct Shell {
    pub(super) environment: Environment,
    pub(super) directory: PathBuf,
    pub(super) limit: Duration,
    /// commands write to the directory only
    pub(super) confined: bool,
}

/// The two streams of a command.
#[derive(Clone, Copy)]
enum Stream {
    Output,
    Errors,
}

impl Shell {
    /// Runs commands side by side; the answers are in the commands' order.
    pub(super) fn run_all(&self, commands: &[&[u8]]) -> Vec<Answer> {
        // compilers wait for their passes, so a few more than there are cores
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let workers = cores.max(4).min(commands.len());
        let confined = self.is_confined();
        let next = AtomicUsize::new(0);
        let work = || {
            if confined {
                confine::this_thread(&self.directory);
            }
            let mut found = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(command) = commands.get(at) else { return found };
                found.push((at, self.run(command)));
            }
        };
        let mut found = thread::scope(|scope| {
            // a thread that is confined stays so, and this one has other things to write
            let own = usize::from(!confined);
            // a helper that the system does not grant is one fewer
            let helpers: Vec<_> =
                (own..workers).filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
            let mut found = if confined { Vec::new() } else { work() };
            found.extend(helpers.into_iter().filter_map(|helper| helper.join().ok()).flatten());
            found
        });
        if found.is_empty() {
            let none = || Answer::none(Outcome::NotStarted("the system grants no thread".to_owned()));
            return commands.iter().map(|_| none()).collect();
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, answer)| answer).collect()
    }

    /// Whether commands are held to the folder: as it is asked for, and where the tools allow it.
    fn is_confined(&self) -> bool {
        self.confined && confine::is_possible(&self.environment)
    }

    /// Whether commands can make folders where they run, as several of the kernel's do.
    pub(super) fn can_write(&self) -> bool {
        let folder = self.directory.join(format!(".tmp_ltoconf_{}", std::process::id()));
        std::fs::create_dir(&folder).and_then(|()| std::fs::remove_dir(&folder)).is_ok()
    }

    fn run(&self, command: &[u8]) -> Answer {
        let started = Instant::now();
        let mut child = match self.start(command) {
            Ok(child) => child,
            Err(error) => return Answer::none(Outcome::NotStarted(error.to_string())),
        };
        let deadline = started + self.limit;
        let (sender, receiver) = mpsc::channel();
        let pipes = (child.stdout.take(), child.stderr.take());
        let (Some(output), Some(errors)) = pipes else {
            end(&mut child);
            return Answer::none(Outcome::NotStarted("it has no pipes".to_owned()));
        };
        let reading = read(output, OUTPUT, Stream::Output, sender.clone())
            .and_then(|()| read(errors, ERRORS, Stream::Errors, sender));
        if let Err(error) = reading {
            end(&mut child);
            return Answer::none(Outcome::NotStarted(error.to_string()));
        }
        let (mut stdout, mut stderr) = (None, None);
        let receive = |until: Instant, stdout: &mut Option<Vec<u8>>, stderr: &mut Option<Vec<u8>>| {
            match receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok((Stream::Output, bytes)) => *stdout = Some(bytes),
                Ok((Stream::Errors, bytes)) => *stderr = Some(bytes),
                Err(_) => return false,
            }
            true
        };
        while stdout.is_none() && receive(deadline, &mut stdout, &mut stderr) {}
        let status = stdout.as_ref().and_then(|_| wait(&mut child, deadline));
        let Some(status) = status else {
            end(&mut child);
            let took = started.elapsed();
            return Answer { took, stderr: stderr.unwrap_or_default(), ..Answer::none(Outcome::TimedOut) };
        };
        let took = started.elapsed();
        let grace = Instant::now() + GRACE;
        while stderr.is_none() && receive(grace, &mut stdout, &mut stderr) {}
        Answer {
            stdout: as_shell_function(stdout.unwrap_or_default()),
            exit: status.code(),
            stderr: stderr.unwrap_or_default(),
            took,
            outcome: Outcome::Ran,
        }
    }

    fn start(&self, command: &[u8]) -> io::Result<Child> {
        let mut shell = Command::new(if cfg!(unix) { "/bin/sh" } else { "sh" });
        // what no environment can hold came from a Makefile's odd bytes
        let possible = |(name, value): &(&[u8], &[u8])| {
            !name.is_empty() && !name.contains(&b'=') && !name.contains(&0) && !value.contains(&0)
        };
        let variables = self.environment.iter().filter(possible);
        shell
            .arg("-c")
            .arg(os_string(command))
            .env_clear()
            .envs(variables.map(|(name, value)| (os_string(name), os_string(value))))
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if self.is_confined() {
            shell.envs(confine::variables(&self.directory));
        }
        // a group of its own, so that the time limit ends all that it started
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
        shell.spawn()
    }
}

/// Reads a stream on a thread of its own, which the caller may abandon: a process that left the group can hold the
/// stream open for ever.
fn read(
    mut pipe: impl Read + Send + 'static,
    most: u64,
    stream: Stream,
    sender: Sender<(Stream, Vec<u8>)>,
) -> io::Result<()> {
    let work = move || {
        let mut bytes = Vec::new();
        // what was read before an error counts, as it does for fread
        let _ = pipe.by_ref().take(most).read_to_end(&mut bytes);
        // the other side may have given up
        let _ = sender.send((stream, bytes));
        // pclose shuts the output, whoever goes on writing gets SIGPIPE; errors are never in the way
        if matches!(stream, Stream::Errors) {
            let _ = io::copy(&mut pipe, &mut io::sink());
        }
    };
    thread::Builder::new().spawn(work).map(|_| ())
}

/// Waits for the end of a process, in ever longer steps: most are over by the time their output is.
fn wait(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    let mut pause = Duration::from_micros(20);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(pause),
            _ => return None,
        }
        pause = (pause * 2).min(Duration::from_millis(5));
    }
}

/// Ends a process and all that it started. It is not waited for yet, so its number, the group's, is still its own.
fn end(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    // where there are no groups; an error of either means that the process is gone
    let _ = child.kill();
    wait(child, Instant::now() + DYING);
}

/// Output as `$(shell,…)` yields it.
fn as_shell_function(mut output: Vec<u8>) -> Vec<u8> {
    if output.len() as u64 == OUTPUT {
        output.pop();
    }
    while output.last() == Some(&b'\n') {
        output.pop();
    }
    for byte in &mut output {
        if *byte == b'\n' {
            *byte = b' ';
        }
    }
    let end = memchr::memchr(0, &output).unwrap_or(output.len());
    output.truncate(end);
    output
}

#[cfg(test)]
mod tests {
    use super::as_shell_function;

    #[test]
    fn output_is_treated_as_the_reference_does() {
        let check = |output: &[u8], expected: &[u8]| assert_eq!(as_shell_function(output.to_vec()), expected);
        check(b"y\n", b"y");
        check(b"a\nb\n\n\n", b"a b");
        check(b"\na \n", b" a ");
        check(b"a\n\0b\n", b"a ");
        check(b"", b"");
        check(&[b'x'; 4096], &[b'x'; 4095]);
        check(&[[b'x'; 4094].as_slice(), b"\n\n"].concat(), &[b'x'; 4094]);
    }
}

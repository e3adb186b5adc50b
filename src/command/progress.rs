//! Work that may take a while enters; its result leaves. Meanwhile a line on stderr says what is done, where stderr is a
//! terminal and half a second went by; it is gone before anything else is told.

use std::{
    io::{IsTerminal as _, Write as _, stderr},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    thread,
    time::{Duration, Instant},
};

/// What takes no longer is not worth a line.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the line tells the time.
const TICK: Duration = Duration::from_secs(1);

/// Goes to the start of the line and empties it.
const CLEAR: &[u8] = b"\r\x1b[K";

/// Whether a line stands there.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// Does some work, and says so where it takes long: `what`, such as `reading the tree`.
pub(super) fn during<T>(what: &'static str, work: impl FnOnce() -> T) -> T {
    if !is_wished() {
        return work();
    }
    let (done, waits) = channel::<()>();
    let teller = thread::Builder::new().spawn(move || tell(what, &waits));
    let result = work();
    drop(done);
    if let Ok(teller) = teller {
        let _told = teller.join();
    }
    clear();
    result
}

/// A terminal that cannot empty a line says so by its name.
fn is_wished() -> bool {
    stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|name| name != "dumb")
}

/// Tells what is done until it is.
fn tell(what: &str, done: &Receiver<()>) {
    let start = Instant::now();
    let mut wait = PATIENCE;
    while done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        wait = TICK;
        let mut line = CLEAR.to_vec();
        line.extend_from_slice(what.as_bytes());
        line.extend_from_slice(" …".as_bytes());
        if let seconds @ 1.. = start.elapsed().as_secs() {
            line.extend_from_slice(format!(" {seconds} s").as_bytes());
        }
        SHOWN.store(true, Ordering::SeqCst);
        let _unprintable = stderr().write_all(&line);
    }
}

/// Takes the line away, where one is.
pub(super) fn clear() {
    if SHOWN.swap(false, Ordering::SeqCst) {
        let _unprintable = stderr().write_all(CLEAR);
    }
}

//! Work that may take a while begins; while it lasts a line on stderr says what is done, where stderr is a terminal and
//! half a second went by. The line is gone before anything else is told.

use std::{
    any::Any,
    io::{IsTerminal as _, Write as _, stderr},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
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

/// Work that is told of until this is dropped.
struct AtWork {
    done: Option<Sender<()>>,
    teller: Option<JoinHandle<()>>,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(teller) = self.teller.take() {
            let _told = teller.join();
        }
        clear();
    }
}

/// Says that some work is done where it takes long, until the result is dropped: `what`, such as `reading the tree`.
pub(super) fn begin(what: &'static str) -> Box<dyn Any> {
    if !is_wished() {
        return Box::new(());
    }
    let (done, waits) = channel::<()>();
    let teller = thread::Builder::new().spawn(move || tell(what, &waits));
    Box::new(AtWork { done: Some(done), teller: teller.ok() })
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

//! What a run says enters, what somebody answers leaves. The caller has the streams, if there are any.

/// Whom a run of `conf` talks to: the streams of a process, or texts.
pub trait Talk {
    /// Takes what is said on the standard output, often a part of a line.
    fn out(&mut self, bytes: &[u8]);

    /// Takes what is said on the standard error.
    fn err(&mut self, bytes: &[u8]);

    /// The next line of the input with its end, or its first `most` bytes, and the rest the next time. Shorter and
    /// without an end only where the input has none; nothing where it is over.
    fn line(&mut self, most: usize) -> Vec<u8>;

    /// Whether the input and the standard output are both a terminal. What is read from anywhere else is said again, as
    /// no terminal shows it.
    fn is_terminal(&self) -> bool {
        false
    }
}

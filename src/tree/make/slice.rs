//! Parts of a text go in; smaller parts and words come out, still with their marks. Only data.

use super::{
    text::{Mark, Run, Text},
    words::{part, rest},
};

/// A part of a [`Text`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice<'t> {
    bytes: &'t [u8],
    /// the whole text's runs
    runs: &'t [Run],
    /// where the part begins in the whole text
    from: usize,
}

impl<'t> Slice<'t> {
    /// All of a text.
    pub(super) fn of(bytes: &'t [u8], runs: &'t [Run]) -> Self {
        Self { bytes, runs, from: 0 }
    }

    /// The ends of its runs, counted from its own start, with their marks.
    pub(super) fn runs(self) -> impl Iterator<Item = (usize, Mark)> + 't {
        let first = self.runs.partition_point(|run| run.end <= self.from);
        let last = self.from + self.bytes.len();
        let mut start = self.from;
        self.runs.get(first..).unwrap_or_default().iter().map_while(move |run| {
            let inside = start < last;
            start = run.end;
            inside.then(|| (run.end.min(last) - self.from, run.mark))
        })
    }

    pub(super) fn bytes(self) -> &'t [u8] {
        self.bytes
    }

    pub(super) fn len(self) -> usize {
        self.bytes.len()
    }

    pub(super) fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn to_text(self) -> Text {
        let mut text = Text::default();
        text.push(self);
        text
    }

    /// The bytes from `from` up to `to`; what lies outside is left out.
    pub(super) fn part(self, from: usize, to: usize) -> Self {
        let from = from.min(self.bytes.len());
        Self { bytes: part(self.bytes, from, to), from: self.from + from, ..self }
    }

    pub(super) fn rest(self, from: usize) -> Self {
        let from = from.min(self.bytes.len());
        Self { bytes: rest(self.bytes, from), from: self.from + from, ..self }
    }

    pub(super) fn trim_start(self) -> Self {
        self.rest(self.bytes.len() - self.bytes.trim_ascii_start().len())
    }

    pub(super) fn trim_end(self) -> Self {
        self.part(0, self.bytes.trim_ascii_end().len())
    }

    pub(super) fn trim(self) -> Self {
        self.trim_start().trim_end()
    }

    /// The mark of its first byte.
    pub(super) fn mark(self) -> Mark {
        let at = self.runs.partition_point(|run| run.end <= self.from);
        self.runs.get(at).map(|run| run.mark).unwrap_or_default()
    }

    /// Whether any byte of it is steered.
    pub(super) fn is_steered(self) -> bool {
        self.any(|mark| mark.steered)
    }

    /// Whether any byte of it hangs on something unknown.
    pub(super) fn is_doubtful(self) -> bool {
        self.any(|mark| mark.doubtful)
    }

    fn any(self, test: impl Fn(Mark) -> bool) -> bool {
        self.runs().any(|(_, mark)| test(mark))
    }

    /// The first byte, and what follows it.
    pub(super) fn split_first(self) -> Option<(u8, Self)> {
        let (&first, _) = self.bytes.split_first()?;
        Some((first, self.rest(1)))
    }

    /// The first word, and what follows it without the blanks around.
    pub(super) fn split_word(self) -> (Self, Self) {
        let length = self.bytes.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        (self.part(0, length), self.rest(length).trim())
    }

    /// Its words, as make counts them: separated by blanks and line ends.
    pub(super) fn words(self) -> impl Iterator<Item = Slice<'t>> {
        let mut left = self;
        std::iter::from_fn(move || {
            left = left.trim_start();
            let length = left.bytes.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
            let word = left.part(0, length);
            left = left.rest(length);
            (length > 0).then_some(word)
        })
    }
}

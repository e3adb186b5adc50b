//! What a finding tells beside itself enters, deeper causes indented; leaves as much of it as people read: so many of one
//! level, and how many more there are.

use crate::diagnostic::Related;

/// What is shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beside<'a> {
    /// one of them
    Told(&'a Related),
    /// at this depth there are so many more
    More(usize, usize),
}

/// How deep a cause stands: the blanks before its text.
pub(super) fn depth(related: &Related) -> usize {
    related.message.len() - related.message.trim_start().len()
}

/// Keeps the first `most` of each level, with all that is below them.
pub(super) fn cut(all: &[Related], most: usize) -> Vec<Beside<'_>> {
    let mut shown = Vec::new();
    // levels around the next one, outermost first: how deep it is, and how many it has so far
    let mut open: Vec<(usize, usize)> = Vec::new();
    for related in all {
        let depth = depth(related);
        close(&mut open, depth + 1, most, &mut shown);
        match open.last_mut() {
            Some((at, count)) if *at == depth => *count += 1,
            _ => open.push((depth, 1)),
        }
        if open.iter().all(|&(_, count)| count <= most) {
            shown.push(Beside::Told(related));
        }
    }
    close(&mut open, 0, most, &mut shown);
    shown
}

/// Ends the levels from a depth on, and says what each of them kept back, if it is shown itself.
fn close(open: &mut Vec<(usize, usize)>, from: usize, most: usize, shown: &mut Vec<Beside<'_>>) {
    while let Some((depth, count)) = open.pop_if(|(depth, _)| *depth >= from) {
        if count > most && open.iter().all(|&(_, count)| count <= most) {
            shown.push(Beside::More(depth, count - most));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], expected: &[&str]) {
        let all: Vec<Related> =
            lines.iter().map(|&line| Related { span: None, message: line.to_owned(), one_of: false }).collect();
        let shown = cut(&all, 2).into_iter().map(|shown| match shown {
            Beside::Told(related) => related.message.clone(),
            Beside::More(depth, count) => format!("{}+{count}", " ".repeat(depth)),
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_few_is_shown_whole() {
        check(&[], &[]);
        check(&["a", "  b", "  c", "d"], &["a", "  b", "  c", "d"]);
    }

    #[test]
    fn each_level_is_cut_by_itself_with_what_is_below() {
        check(&["a", "b", "c", "  d", "e"], &["a", "b", "+2"]);
        check(&["a", "  b", "  c", "  d", "    e", "f"], &["a", "  b", "  c", "  +1", "f"]);
        check(&["a", "b", "c", "  d", "  e", "  f"], &["a", "b", "+1"]);
    }
}

//! Words, texts and variables' values are cut at their macros: bytes enter, literal pieces and references leave.
//! Behaviour of preprocess.c as far as text alone decides; `tree::expand` gives the pieces their values.

/// A piece of a word, a text or a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// stands for itself
    Literal(&'t [u8]),
    /// what stands between `$(` and `)`
    Reference(&'t [u8]),
    /// `$(` without its `)`: the rest of the input
    Unterminated(&'t [u8]),
}

/// Cuts at references. In a quoted text a backslash takes the next byte as it is.
pub struct Pieces<'t> {
    rest: &'t [u8],
    escapes: bool,
}

/// The pieces of a bare word or of a variable's value.
pub fn pieces(input: &[u8]) -> Pieces<'_> {
    Pieces { rest: input, escapes: false }
}

/// The pieces of what stands between quotes.
pub fn text_pieces(inner: &[u8]) -> Pieces<'_> {
    Pieces { rest: inner, escapes: true }
}

impl<'t> Pieces<'t> {
    fn cut(&mut self, at: usize) -> &'t [u8] {
        let (piece, rest) = self.rest.split_at_checked(at).unwrap_or((self.rest, &[]));
        self.rest = rest;
        piece
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        match self.rest {
            [] => None,
            [b'\\', ..] if self.escapes => {
                self.cut(1);
                Some(Piece::Literal(self.cut(1)))
            }
            [b'$', b'(', ..] => match closing(self.rest) {
                Some(end) => {
                    let whole = self.cut(end + 1);
                    Some(Piece::Reference(whole.get(2..end).unwrap_or_default()))
                }
                None => {
                    let rest = self.cut(self.rest.len());
                    Some(Piece::Unterminated(rest.get(2..).unwrap_or_default()))
                }
            },
            [_, after @ ..] => {
                let stop = after.iter().position(|&b| b == b'$' || (self.escapes && b == b'\\'));
                Some(Piece::Literal(self.cut(stop.map_or(self.rest.len(), |at| at + 1))))
            }
        }
    }
}

/// Where the parenthesis that `$(` opens is closed.
fn closing(input: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in input.iter().enumerate().skip(1) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Splits what stands in a reference into its name and arguments, at commas outside of parentheses.
pub fn arguments(inner: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_i64);
    for (at, byte) in inner.iter().enumerate() {
        match byte {
            b',' if depth == 0 => {
                parts.push(inner.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
    }
    parts.push(inner.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_cut_at_its_references() {
        let found: Vec<_> = pieces(b"a$(b,$(c))$d$(e").collect();
        assert_eq!(
            found,
            [Piece::Literal(b"a"), Piece::Reference(b"b,$(c)"), Piece::Literal(b"$d"), Piece::Unterminated(b"e")]
        );
    }

    #[test]
    fn a_backslash_in_a_text_takes_the_next_byte() {
        let found: Vec<_> = text_pieces(br#"a\"\$(x)"#).collect();
        assert_eq!(found, [Piece::Literal(b"a"), Piece::Literal(b"\""), Piece::Literal(b"$"), Piece::Literal(b"(x)")]);
    }

    #[test]
    fn arguments_are_split_outside_parentheses() {
        assert_eq!(arguments(b"f,$(x,y),(a,b),"), [&b"f"[..], b"$(x,y)", b"(a,b)", b""]);
    }
}

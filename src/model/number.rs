//! Texts enter, numbers leave, as C's `strtoll` and `strtoull` read them: comparisons and ranges depend on it.

/// What a text begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// the value; its bits are those of an `unsigned long long` where the text was read as one
    pub value: i64,
    /// bytes that belong to it; 0 where it is no number
    pub length: usize,
    /// it does not fit
    pub overflow: bool,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')
}

/// Sign, base and magnitude. A base of 0 is found from the text.
fn magnitude(text: &[u8], base: u32) -> (bool, u128, usize) {
    let mut at = text.iter().take_while(|&&byte| is_space(byte)).count();
    let byte = |at: usize| text.get(at).copied();
    let negative = byte(at) == Some(b'-');
    if matches!(byte(at), Some(b'-' | b'+')) {
        at += 1;
    }
    let digit = |at: usize, base: u32| byte(at).and_then(|found| char::from(found).to_digit(base));
    let prefixed = byte(at) == Some(b'0') && matches!(byte(at + 1), Some(b'x' | b'X')) && digit(at + 2, 16).is_some();
    let base = match base {
        0 if prefixed => 16,
        0 if byte(at) == Some(b'0') => 8,
        0 => 10,
        given => given,
    };
    if base == 16 && prefixed {
        at += 2;
    }
    let (start, mut value) = (at, 0_u128);
    while let Some(found) = digit(at, base) {
        value = (value * u128::from(base) + u128::from(found)).min(u128::from(u64::MAX) + 1);
        at += 1;
    }
    (negative, value, if at == start { 0 } else { at })
}

/// `strtoll`: what does not fit becomes the nearest that does.
pub fn signed(text: &[u8], base: u32) -> Parsed {
    let (negative, value, length) = magnitude(text, base);
    let limit = u128::from(i64::MAX.cast_unsigned()) + u128::from(negative);
    let overflow = value > limit;
    let bits = value.min(limit) as u64;
    let value = if negative { bits.wrapping_neg() } else { bits }.cast_signed();
    Parsed { value, length, overflow }
}

/// `strtoull`: a sign negates modulo 2^64.
pub fn unsigned(text: &[u8], base: u32) -> Parsed {
    let (negative, value, length) = magnitude(text, base);
    let overflow = value > u128::from(u64::MAX);
    let bits = value.min(u128::from(u64::MAX)) as u64;
    let bits = if negative && !overflow { bits.wrapping_neg() } else { bits };
    Parsed { value: bits.cast_signed(), length, overflow }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_c_reads_them() {
        for (text, base, value, length) in [
            ("12", 10, 12, 2),
            (" -7x", 10, -7, 3),
            ("0x1f", 16, 31, 4),
            ("1f", 16, 31, 2),
            ("0x", 16, 0, 1),
            ("010", 0, 8, 3),
            ("0x10", 0, 16, 4),
            ("", 10, 0, 0),
            ("y", 10, 0, 0),
        ] {
            assert_eq!(signed(text.as_bytes(), base), Parsed { value, length, overflow: false }, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_clamped() {
        assert_eq!(signed(b"9223372036854775808", 10), Parsed { value: i64::MAX, length: 19, overflow: true });
        assert_eq!(signed(b"-9223372036854775808", 10), Parsed { value: i64::MIN, length: 20, overflow: false });
        assert_eq!(unsigned(b"0xffffffffffffffff", 16), Parsed { value: -1, length: 18, overflow: false });
        assert_eq!(unsigned(b"-1", 16), Parsed { value: -1, length: 2, overflow: false });
    }
}

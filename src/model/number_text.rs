//! Texts of numbers: a text and a type enter, whether it is a valid value leaves. Behaviour of `sym_string_valid`.

use crate::syntax::ast::Type;

/// Whether a text is a value of the type. For bools and tristates only the first letter counts.
pub fn valid(ty: Type, text: &[u8]) -> bool {
    match ty {
        Type::String => true,
        Type::Int => {
            let digits = text.strip_prefix(b"-").unwrap_or(text);
            match digits {
                [] | [b'0', _, ..] => false,
                digits => digits.iter().all(u8::is_ascii_digit),
            }
        }
        Type::Hex => {
            let digits = text.strip_prefix(b"0x").or_else(|| text.strip_prefix(b"0X")).unwrap_or(text);
            !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit)
        }
        Type::Bool | Type::Tristate => {
            matches!(text.first(), Some(b'y' | b'Y' | b'm' | b'M' | b'n' | b'N'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_has_no_leading_zero() {
        assert!(valid(Type::Int, b"-12") && valid(Type::Int, b"0"));
        assert!(!valid(Type::Int, b"010") && !valid(Type::Int, b"") && !valid(Type::Int, b"1x"));
    }

    #[test]
    fn a_hexadecimal_may_lack_its_prefix() {
        assert!(valid(Type::Hex, b"0x1F") && valid(Type::Hex, b"1f"));
        assert!(!valid(Type::Hex, b"0x") && !valid(Type::Hex, b"xyz"));
    }
}

//! Symbols enter, a word leaves that tells most expressions apart which have no symbol in common.

use super::{arena::Id as _, symbol::SymbolId};

/// A set of symbols, drawn so coarsely that it fits a word: of two sets without a common bit it is certain that they
/// have no symbol in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace(u64);

impl Trace {
    /// Of what is not known: it may hold any symbol.
    pub const ANY: Self = Self(u64::MAX);

    /// Of one symbol.
    pub fn of(symbol: SymbolId) -> Self {
        Self(1 << (symbol.index() % 64))
    }

    /// Of what either holds.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether both may hold the same symbol.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_with_a_common_symbol_meet() {
        let [a, b, c] = [7, 8, 9].map(|index| Trace::of(SymbolId::from_index(index)));
        assert!(a.and(b).meets(b.and(c)));
        assert!(!a.and(b).meets(c));
        assert!(a.meets(Trace::ANY));
    }
}

//! Sets of tristates: which of n, m and y can be.

/// A set of tristates, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::solve) struct Set(pub(in crate::solve) u8);

impl Set {
    pub(in crate::solve) const EMPTY: Self = Self(0);
    pub(in crate::solve) const NO: Self = Self(1);
    pub(in crate::solve) const MOD: Self = Self(2);
    pub(in crate::solve) const YES: Self = Self(4);

    pub(in crate::solve) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn each(self) -> impl Iterator<Item = u8> {
        (0..3).filter(move |bit| self.0 >> bit & 1 == 1)
    }

    fn combine(self, other: Self, join: impl Fn(u8, u8) -> u8) -> Self {
        let pairs = self.each().flat_map(|one| other.each().map(move |another| (one, another)));
        Self(pairs.fold(0, |bits, (one, another)| bits | 1 << join(one, another)))
    }

    pub(super) fn min(self, other: Self) -> Self {
        self.combine(other, Ord::min)
    }

    pub(super) fn max(self, other: Self) -> Self {
        self.combine(other, Ord::max)
    }

    pub(super) fn negated(self) -> Self {
        Self((self.0 & 2) | (self.0 & 1) << 2 | self.0 >> 2)
    }

    /// Without n.
    pub(in crate::solve) fn shown(self) -> Self {
        Self(self.0 & 6)
    }

    /// m becomes y.
    pub(super) fn promoted(self) -> Self {
        Self((self.0 & 5) | (self.0 & 2) << 1)
    }
}

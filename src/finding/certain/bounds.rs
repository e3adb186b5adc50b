//! Some of the values n, m and y: those are what a tristate may be, the others it cannot.

use crate::model::symbol::Tristate;

const VALUES: [Tristate; 3] = [Tristate::No, Tristate::Mod, Tristate::Yes];

/// What a tristate may be: at least one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::finding) struct Bounds {
    /// the least of the values
    pub(in crate::finding) low: Tristate,
    /// the greatest of them
    pub(in crate::finding) high: Tristate,
    /// whether m is among them: n and y may be all
    m: bool,
}

impl Bounds {
    /// n, m or y
    pub(super) const ANY: Self = Self { low: Tristate::No, high: Tristate::Yes, m: true };

    /// One value alone.
    pub(super) fn only(value: Tristate) -> Self {
        Self { low: value, high: value, m: value == Tristate::Mod }
    }

    /// All from the lower one to the higher one.
    pub(super) fn between(low: Tristate, high: Tristate) -> Self {
        Self { low, high, m: low <= Tristate::Mod && Tristate::Mod <= high }
    }

    /// Whether it may have a value.
    pub(in crate::finding) fn allows(self, value: Tristate) -> bool {
        value == self.low || value == self.high || value == Tristate::Mod && self.m
    }

    fn values(self) -> impl Iterator<Item = Tristate> {
        VALUES.into_iter().filter(move |&value| self.allows(value))
    }

    /// What a function makes of each value.
    pub(super) fn map(self, function: impl Fn(Tristate) -> Tristate) -> Self {
        let at_lowest = Self::only(function(self.low));
        self.values().fold(at_lowest, |found, value| found.or(Self::only(function(value))))
    }

    /// `&&`: m is what m comes to beside what is not below it.
    pub(super) fn min(self, other: Self) -> Self {
        let m = |one: Self, other: Self| one.m && other.high != Tristate::No;
        let (low, high) = (self.low.min(other.low), self.high.min(other.high));
        Self { low, high, m: m(self, other) || m(other, self) }
    }

    /// `||`: m is what m comes to beside what is not above it.
    pub(super) fn max(self, other: Self) -> Self {
        let m = |one: Self, other: Self| one.m && other.low != Tristate::Yes;
        let (low, high) = (self.low.max(other.low), self.high.max(other.high));
        Self { low, high, m: m(self, other) || m(other, self) }
    }

    /// `!`
    pub(super) fn not(self) -> Self {
        Self { low: !self.high, high: !self.low, m: self.m }
    }

    /// One or the other.
    pub(super) fn or(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high), m: self.m || other.m }
    }

    /// One and the other: nothing where no value is among both.
    pub(super) fn both(self, other: Self) -> Option<Self> {
        self.values().filter(|&value| other.allows(value)).map(Self::only).reduce(Self::or)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_and_or_are_what_each_pair_comes_to() {
        let all: Vec<Bounds> = (1..8_u8)
            .map(|bits| {
                let values = VALUES.into_iter().enumerate().filter(|(at, _)| bits & 1 << at != 0);
                values.map(|(_, value)| Bounds::only(value)).reduce(Bounds::or).unwrap()
            })
            .collect();
        let each = |one: Bounds, other: Bounds, function: fn(Tristate, Tristate) -> Tristate| {
            let pairs = one.values().flat_map(|one| other.values().map(move |other| (one, other)));
            pairs.map(|(one, other)| Bounds::only(function(one, other))).reduce(Bounds::or).unwrap()
        };
        for &one in &all {
            assert_eq!(one.not(), one.map(|value| !value));
            for &other in &all {
                assert_eq!(one.min(other), each(one, other, Ord::min));
                assert_eq!(one.max(other), each(one, other, Ord::max));
            }
        }
    }
}

//! Two values of a tristate: what lies between them may be, what does not cannot.

use crate::model::symbol::Tristate;

/// What a tristate may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::finding) struct Bounds {
    /// not below this
    pub(in crate::finding) low: Tristate,
    /// not above this
    pub(in crate::finding) high: Tristate,
}

impl Bounds {
    /// n, m or y
    pub(super) const ANY: Self = Self { low: Tristate::No, high: Tristate::Yes };

    /// One value alone.
    pub(super) fn only(value: Tristate) -> Self {
        Self { low: value, high: value }
    }

    /// Whether it may have a value.
    pub(in crate::finding) fn allows(self, value: Tristate) -> bool {
        self.low <= value && value <= self.high
    }

    /// `&&`
    pub(super) fn min(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.min(other.high) }
    }

    /// `||`
    pub(super) fn max(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.max(other.high) }
    }

    /// `!`
    pub(super) fn not(self) -> Self {
        Self { low: !self.high, high: !self.low }
    }

    /// One or the other.
    pub(super) fn or(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}

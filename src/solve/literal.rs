//! Literals, and what a tristate is in literals: whether it is at least m, and whether it is y.

use std::ops::Not;

/// A variable or its negation. Variable 0 is always true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lit(u32);

impl Lit {
    /// Always true.
    pub const TRUE: Self = Self(0);
    /// Never true.
    pub const FALSE: Self = Self(1);

    /// The positive literal of a variable.
    pub fn of(variable: u32) -> Self {
        Self(variable << 1)
    }

    /// Its variable.
    pub fn variable(self) -> u32 {
        self.0 >> 1
    }

    /// Whether it is its variable, not the negation.
    pub fn is_positive(self) -> bool {
        self.0 & 1 == 0
    }

    /// The constant for a truth value.
    pub fn constant(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }

    /// Whether it is one of the constants.
    pub fn is_constant(self) -> bool {
        self.variable() == 0
    }

    /// As in DIMACS: variables count from 1, a negation is negative.
    pub fn dimacs(self) -> i64 {
        let variable = i64::from(self.variable()) + 1;
        if self.is_positive() { variable } else { -variable }
    }
}

impl Not for Lit {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// A tristate value in literals. Invariant: `yes` implies `on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// m or y
    pub on: Lit,
    /// y
    pub yes: Lit,
}

impl Pair {
    /// Always n.
    pub const NO: Self = Self { on: Lit::FALSE, yes: Lit::FALSE };
    /// Always y.
    pub const YES: Self = Self { on: Lit::TRUE, yes: Lit::TRUE };
    /// Always m.
    pub const MOD: Self = Self { on: Lit::TRUE, yes: Lit::FALSE };

    /// n or y, never m.
    pub fn switch(lit: Lit) -> Self {
        Self { on: lit, yes: lit }
    }
}

impl Not for Pair {
    type Output = Self;

    fn not(self) -> Self {
        Self { on: !self.yes, yes: !self.on }
    }
}

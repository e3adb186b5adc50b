//! What is known of a symbol between and during passes, and how it came to its value.

use crate::model::{
    symbol::{PropertyId, SymbolId, Tristate},
    text::Text,
};

/// A value's text: one of the model's, or one that a user gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Str(pub(super) u32);

/// The text of what was never calculated: empty, and told as such.
pub(super) const NEVER: Str = Str(u32::MAX);

/// How a symbol came to its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mechanism {
    /// nothing gives it one: n, or empty
    #[default]
    Nothing,
    /// the user's value, as far as it is visible
    User,
    /// a default
    Default(PropertyId),
    /// an imply raised it
    Imply,
    /// a select raised it
    Select,
    /// its choice decided, by this rule
    Choice(ChoiceRule),
}

/// How a choice found its member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceRule {
    /// the user's last y
    UserYes,
    /// the choice's default, or its first visible member
    Default,
    /// the first visible member that the user says nothing about
    FirstUnset,
    /// all are n: the one that was said first
    LeastUnwanted,
    /// none is visible
    NoneVisible,
}

/// A symbol's state between and during passes; `symbol.flags`, `.curr`, `.def` and the like in the reference.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    pub(super) valid: bool,
    pub(super) open: bool,
    /// is written to the `.config`
    pub(crate) write: bool,
    pub(super) written: bool,
    /// has a value from the user
    pub(crate) user: bool,
    /// old choices: members' user values are still to be completed
    pub(super) incomplete: bool,
    pub(crate) value: Tristate,
    pub(crate) text: Str,
    pub(crate) visible: Tristate,
    pub(crate) dir_dep: Tristate,
    pub(crate) rev_dep: Tristate,
    pub(crate) implied: Tristate,
    pub(crate) user_value: Tristate,
    pub(crate) user_text: Option<Str>,
    /// old choices: the member that the user wants
    pub(super) user_member: Option<SymbolId>,
    /// old choices: lines about its members contradict each other
    pub(super) contrary: bool,
    /// place among the members of its choice, the most wanted first (since 6.11)
    pub(super) rank: i64,
    /// old choices: the member that is set
    pub(super) member: Option<SymbolId>,
    pub(crate) mechanism: Mechanism,
    /// the range that changed the value
    pub(crate) clamped: Option<PropertyId>,
}

impl State {
    /// Of a symbol that was never looked at.
    pub(super) const BLANK: Self = Self {
        valid: false,
        open: false,
        write: false,
        written: false,
        user: false,
        incomplete: false,
        value: Tristate::No,
        text: Str(0),
        visible: Tristate::No,
        dir_dep: Tristate::No,
        rev_dep: Tristate::No,
        implied: Tristate::No,
        user_value: Tristate::No,
        user_text: None,
        user_member: None,
        contrary: false,
        rank: 0,
        member: None,
        mechanism: Mechanism::Nothing,
        clamped: None,
    };
}

impl Str {
    pub(super) fn of(text: Text) -> Self {
        Self(text.index() as u32)
    }
}

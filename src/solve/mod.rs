//! A model and what a user wishes enter; configurations, minimal conflicts and smallest changes leave.
//!
//! Invariant: this is an account of Kconfig's meaning of its own. It never asks the evaluator, so that a test can hold
//! the one against the other. varisat is met in [`solver`] alone.

mod choice;
mod configuration;
pub mod conflict;
mod crossing;
pub mod dimacs;
mod domain;
pub mod encode;
mod expression;
pub mod fix;
pub mod forced;
pub mod formula;
pub mod free;
mod hitting;
pub mod literal;
mod near;
mod old_choice;
mod order;
pub mod origin;
mod possible;
pub mod proof;
pub mod solver;
mod switch;
mod text;
mod text_value;
mod unsettled;
mod ways;
mod wish;

pub use encode::{Encoding, Request};
pub use unsettled::{may_be_unsettled, unsettled};

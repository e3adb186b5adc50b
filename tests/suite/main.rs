//! The integration tests, in one binary so that they link once: one module a concern.

mod check;
mod conf;
mod grammar;
mod parse;
mod rooms;

//! ltoconf
#![allow(missing_docs)]
pub mod diagnostic;
pub mod source;
pub mod syntax;
pub mod model;
pub mod dialect;
pub mod cli;
pub mod command;
pub mod eval;
pub mod tree;

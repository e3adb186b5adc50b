//! Text enters, statements leave: the three grammars (Kconfig, its macros, and `.config`), all read with nom.
//! Invariant: nothing here opens a file, expands a macro, or asks for more of a version's rules than
//! the grammar.

mod assignment;
pub mod ast;
mod attribute;
mod block;
pub mod dotconfig;
mod expr;
pub mod height;
pub mod help;
pub mod kconfig;
pub mod keywords;
pub mod lex;
pub mod macros;
pub mod show;
mod tokens;
pub mod unsettled;

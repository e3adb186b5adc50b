//! ltoconf reads Kconfig, resolves a configuration exactly as the kernel's own `conf` does, and says what of it will
//! not be honoured, and why.
//!
//! # The way data goes
//!
//! ```text
//! Kconfig files ─ syntax ─► statements ─ tree (files, macros, probes) ─► model ─┐
//! .config files ─ syntax ─► lines ──────────────────────────────────────────────┴─ eval ─► values, each with the
//!                                                                                          mechanism that set it
//! a .config alone ─ lto (embedded rules, as Kconfig) ─► model, as from a tree
//! values ─ lto (mode) ─ finding ─► diagnostics ─ report ─► people, editors, programs
//! values ─ conf (a mode of the reference, answers) ─► the files that make reads
//! model ─ solve ─► formula ─┐
//! user values and wishes ───┴─ remedy ─► the smallest changes, replayed by eval
//! ```
//!
//! | room | what enters, what leaves |
//! | --- | --- |
//! | [`source`] | paths → texts, with places for people; bytes → files |
//! | [`diagnostic`] | what any room has to say, as a value |
//! | [`pages`] | a diagnostic's code → the page that explains it |
//! | [`dialect`] | a version → the rules of that version's Kconfig |
//! | [`syntax`] | text → statements, macros unexpanded; no I/O |
//! | [`tree`] | root file and environment → statements in order of inclusion, macros expanded; Makefiles and a configuration → what make would set |
//! | [`model`] | statements → symbols, properties, menus and shared expressions |
//! | [`user`] | what a user says of a configuration, as plain data |
//! | [`eval`] | model and user values → values; the bytes of `.config` and its kin |
//! | [`solve`] | model → a formula whose models are the valid configurations; wishes → changes and conflicts |
//! | [`mod@conf`] | tree, model and a mode → the files and the words of the kernel's own `conf` |
//! | [`remedy`] | user values and wishes → the smallest changes, replayed by the evaluator |
//! | [`mod@slice`] | a model and names → the part of the tree that decides them, as Kconfig |
//! | [`lto`] | a configuration's lines → the rules that hold without a tree; values → mode, flags and steps of LTO |
//! | [`audit`] | a build folder and a mode → what its objects really are |
//! | [`finding`] | tree, model, values → diagnostics, with causes |
//! | [`report`] | diagnostics → bytes |
//! | `front` | trees and configurations → values, diagnostics, explanations, fixes, flags |
//! | [`cli`], [`command`] | arguments → exit status |
//!
//! # For programs
//!
//! What programs need is named here at the top, from the room `front`. A [`Tree`] with its [`Model`] is read by
//! [`Options`]; a [`ConfigFile`] on a tree, or on the rules that ltoconf carries, is a [`Config`]. Of that one asks for
//! [values](Config::resolve), [findings](Config::check), [reasons](explain), [changes](fix()), [flags](flags()) and more. A
//! mode of the kernel's own `conf` is a [`Conf`], whose words and questions go to a [`Talk`]. What cannot be answered is an
//! [`Error`], a [`SearchError`] or a [`ConfError`]. Beside these are [`diagnostic`], [`source`], [`pages`] and [`report`],
//! which their values are told by. The other rooms are open to the tests, the benchmarks and the fuzzers alone: they
//! change without notice.
//!
//! A tree that is read does not change any more. Configurations are [read by it](Tree::read) one after the other or
//! several at a time, also from several threads, and each is whole in itself. What a text advises to is said in this
//! crate's names; a program that has names of its own gives them as [`Options::words`].
//!
//! ```
//! use std::{error::Error, fs};
//!
//! use ltoconf::{Config, ConfigFile, Depth, Mechanism, Options, Tree, explain};
//!
//! # fn main() -> Result<(), Box<dyn Error>> {
//! let folder = tempfile::tempdir()?;
//! fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n")?;
//!
//! // nothing is run, and no variable of the process counts: a tree of a stranger is read without a shell
//! let options = Options { dialect: Some("linux-6.12".into()), ..Options::default() };
//! let tree = Tree::open(folder.path(), &options)?;
//! let config: Config = tree.read(ConfigFile::of(".config", "# CONFIG_A is not set\nCONFIG_B=y\n"))?;
//!
//! let b = config.resolve().of("B").ok_or("the tree declares it")?;
//! assert_eq!((b.text.as_str(), b.mechanism), ("n", Mechanism::Nothing));
//!
//! let (_, findings) = config.check();
//! assert_eq!(findings[0].message, "B=y is not honoured: its dependencies are not met, so it is n");
//!
//! let explanation = explain(&config, "B=y", Depth::default())?.explanation;
//! assert_eq!(explanation.causes[0].text, "A is n, and y is needed here");
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//!
//! 1. A room imports only rooms above it in the table.
//! 2. The model is immutable once built, and knows whose rules it follows.
//! 3. nom is in `syntax`, clap in `cli`, miette in `report`, object in `audit`; files, environment and processes are met
//!    in `source`, `tree`, `audit::walk`, `command`, and the files of `front` that look into a tree's folders, only; `conf`
//!    reads and writes by way of `source` and `tree`.
//! 4. Every diagnostic has a stable code, `ltoconf::family::defect`, which names the defect and is never renamed.
//! 5. A parse collects all errors of a file; a tree with errors is never evaluated.
//! 6. Nothing recurses on the depth of its input.
//! 7. Output is deterministic: no order of a hash table reaches a user.
//! 8. The library neither prints nor panics.
//! 9. `eval` and `solve` are two independent accounts of one semantics, and never import each other.
//! 10. `cli` and `command` know the front's own names, and none of a room behind it. Beside it they know `diagnostic` and
//!     `source`, which its values are made of, and `report` and `pages`, which tell them: what the command line can,
//!     every program can.

/// The README's own example is run with those of the crate.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod diagnostic;
mod front;
pub mod pages;
pub mod report;
pub mod source;

pub use front::*;

// for the program, the tests, the benchmarks and the fuzzers: no part of what is promised
#[doc(hidden)]
pub mod audit;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod command;
#[doc(hidden)]
pub mod conf;
#[doc(hidden)]
pub mod dialect;
#[doc(hidden)]
pub mod eval;
#[doc(hidden)]
pub mod finding;
#[doc(hidden)]
pub mod lto;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod remedy;
#[doc(hidden)]
pub mod slice;
#[doc(hidden)]
pub mod solve;
#[doc(hidden)]
pub mod syntax;
#[doc(hidden)]
pub mod tree;
#[doc(hidden)]
pub mod user;

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
//! model ─ solve ─► formula ─┐
//! user values and wishes ───┴─ remedy ─► the smallest changes, replayed by eval
//! ```
//!
//! | room | what enters, what leaves |
//! | --- | --- |
//! | [`source`] | paths → texts, with places for people |
//! | [`diagnostic`] | what any room has to say, as a value |
//! | [`pages`] | a diagnostic's code → the page that explains it |
//! | [`dialect`] | a version → the rules of that version's Kconfig |
//! | [`syntax`] | text → statements, macros unexpanded; no I/O |
//! | [`tree`] | root file and environment → statements in order of inclusion, macros expanded; Makefiles and a configuration → what make would set |
//! | [`model`] | statements → symbols, properties, menus and shared expressions |
//! | [`user`] | what a user says of a configuration, as plain data |
//! | [`eval`] | model and user values → values; the bytes of `.config` and its kin |
//! | [`solve`] | model → a formula whose models are the valid configurations; wishes → changes and conflicts |
//! | [`remedy`] | user values and wishes → the smallest changes, replayed by the evaluator |
//! | [`mod@slice`] | a model and names → the part of the tree that decides them, as Kconfig |
//! | [`lto`] | a configuration's lines → the rules that hold without a tree; values → mode, flags and steps of LTO |
//! | [`audit`] | a build folder and a mode → what its objects really are |
//! | [`finding`] | tree, model, values → diagnostics, with causes |
//! | [`report`] | diagnostics → bytes |
//! | [`cli`], [`command`] | arguments → exit status |
//!
//! # From a tree to a value
//!
//! ```
//! use std::{error::Error, fs, time::Duration};
//!
//! use ltoconf::{
//!     dialect::Dialect,
//!     eval::Evaluator,
//!     model::build,
//!     syntax::dotconfig,
//!     tree::{
//!         self,
//!         environment::Environment,
//!         probe::{Policy, Prober},
//!     },
//! };
//!
//! # fn main() -> Result<(), Box<dyn Error>> {
//! let folder = tempfile::tempdir()?;
//! fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on A\n")?;
//!
//! // nothing is run: a tree of a stranger is read without a shell
//! let environment = Environment::new();
//! let mut prober = Prober::new(Policy::Deny, &environment, folder.path().to_owned(), Duration::from_secs(60))?;
//! let dialect = Dialect::named("linux-6.12").ok_or("a version that ltoconf knows")?;
//! let directory = folder.path().to_owned();
//! let request = tree::Request { root: b"Kconfig", directory, environment: &environment, dialect: &dialect };
//! let tree = tree::load(&request, &mut prober).map_err(|broken| format!("{:?}", broken.errors))?;
//! let model = build::build(&tree, dialect).map_err(|errors| format!("{errors:?}"))?;
//!
//! let text = b"CONFIG_B=y\n";
//! let mut evaluator = Evaluator::new(&model);
//! evaluator.read(Some((text, &dotconfig::parse(text, b"CONFIG_"))), false);
//! let b = model.find(b"B").ok_or("the tree declares it")?;
//! assert_eq!(evaluator.value_text(b), b"n");
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//!
//! 1. A room imports only rooms above it in the table.
//! 2. The model is immutable once built, and knows whose rules it follows.
//! 3. nom is in `syntax`, clap in `cli`, miette in `report`, object in `audit`; files, environment and processes are met
//!    in `source`, `tree`, `audit::walk` and `command` only.
//! 4. Every diagnostic has a stable code, `ltoconf::family::defect`, which names the defect and is never renamed.
//! 5. A parse collects all errors of a file; a tree with errors is never evaluated.
//! 6. Nothing recurses on the depth of its input.
//! 7. Output is deterministic: no order of a hash table reaches a user.
//! 8. The library neither prints nor panics.
//! 9. `eval` and `solve` are two independent accounts of one semantics, and never import each other.

pub mod audit;
pub mod cli;
pub mod command;
pub mod diagnostic;
pub mod dialect;
pub mod eval;
pub mod finding;
pub mod lto;
pub mod model;
pub mod pages;
pub mod remedy;
pub mod report;
pub mod slice;
pub mod solve;
pub mod source;
pub mod syntax;
pub mod tree;
pub mod user;

//! The library's front: trees and configurations enter; values, diagnostics, explanations, fixes and flags leave. Nothing
//! here prints, ends a process, or writes a file that was not named; but [`Conf`] writes those of the kernel's own `conf`.
//! All of it is named at the top of the crate.

mod architectures;
mod as_stated;
mod audit;
mod base;
mod check;
mod conf;
mod config;
mod elsewhere;
mod error;
mod explain;
mod fix;
mod flags;
mod formula;
mod ground;
mod impossible;
mod input;
mod judge;
mod loaded;
mod model;
mod never;
mod options;
mod other_tools;
mod plan;
mod probing;
mod reader;
mod resolved;
mod script;
mod slice;
mod suffice;
mod told;
mod toolchains;
mod tree;
mod unanswered;
mod unsettled;
mod wishes;

pub use audit::{AuditError, AuditOf, audit};
pub use check::{Group, Outcome, check};
pub use conf::{Conf, ConfError};
pub use config::{Config, Mechanism, Value, Values};
pub use error::{Broken, Error, ModuleFolder, NoTree};
pub use explain::{Explained, explain};
pub use fix::{Depth, Elsewhere, Fixed, Fixes, Written, fix, solve};
pub use flags::{FlagsOf, Target, flags};
pub use formula::formula;
pub use impossible::{Impossible, Proof, Reason};
pub use input::ConfigFile;
pub use model::{Model, Symbol};
pub use options::{Begins, Options, Rules};
pub use plan::{PlanOf, plan};
pub use reader::Reader;
pub use slice::{NoSymbol, Reach, slice};
pub use tree::{Probe, Tree};
pub use unanswered::Unanswered;
pub use unsettled::{Unsettled, unsettled};
pub use wishes::{SearchError, Sought, WishError, Wishes, parts_of_wish};

// what the values above are made of
pub use crate::{
    audit::{Audit, Counts},
    conf::{Ended as ConfEnded, Mode as ConfMode, Request as ConfRequest, Talk},
    finding::{Kind, cause::CauseKind},
    lto::{
        Mode,
        embedded::is_name as is_rules,
        flags::{Flag, Flags, Purpose},
        plan::{Cache, Excluded, Plan, Planned, Site, Stage},
        ruleset::RuleSet,
    },
    model::symbol::Tristate,
    report::{
        Lto, ModelName, Origin,
        explanation::{ChangeTold, Explanation, FixTold, ProbeTold, SpanTold, Status, Told, Variable},
    },
    solve::solver::SolverError,
    syntax::ast::Type,
    tree::{
        build::{Place, Removed, Unknown},
        environment::{Environment, EnvironmentError},
        probe::{Outcome as ProbeOutcome, Policy, ProbeError},
    },
};

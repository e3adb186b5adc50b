//! `ltoconf solve`: wishes enter; a whole configuration that meets them leaves, near the base or drawn at random.

use crate::{
    cli::{self, Common},
    eval::{Evaluator, Fill, Probability},
    remedy::{self, Fix, Found, Search},
    solve::fix::Limits,
};

use super::{
    base::{self, Base},
    check::human,
    fix::{Ended, ended, impossible, wishes},
    unanswered,
    written::write_whole,
};

/// Runs `solve`: 0 where a configuration was written, 1 where nothing meets the wishes.
pub(super) fn run(common: &Common, arguments: &cli::Solve) -> u8 {
    let base = match base::read(common, arguments.config.as_deref(), human()) {
        Ok(base) => base,
        Err(status) => return status,
    };
    let status = ended(solution(&base, arguments));
    base.loaded.leave();
    status
}

fn solution(base: &Base, arguments: &cli::Solve) -> Result<(), Ended> {
    let wishes = wishes(base, &arguments.wishes)?;
    let unknown = unanswered::unknown(base);
    unanswered::refuse(base, &unknown, &wishes).map_or(Ok(()), |refusal| Err(Ended::Failed(refusal)))?;
    let user = match arguments.seed {
        None => base.user(),
        Some(seed) => {
            let mut evaluator = Evaluator::new(&base.loaded.model);
            evaluator.start_over();
            evaluator.fill(Fill::Random { seed, probability: Probability::default() });
            evaluator.user_values()
        }
    };
    let limits = Limits { remedies: 1, ways: 1, ..Limits::default() };
    let search = Search { user: &user, wishes: &wishes, kept: &base.fixed(), limits };
    let found = remedy::search(&base.loaded.model, &search).map_err(|error| Ended::Failed(error.to_string()))?;
    match found {
        Found::Held => write_whole(base, &unknown, &user, &arguments.output),
        Found::Impossible(together) => Err(impossible(base, &together, &[])),
        Found::Fixes { fixes, .. } => match fixes.first() {
            Some(Fix { user, .. }) => write_whole(base, &unknown, user, &arguments.output),
            None => Err(Ended::Failed("no configuration was found, and none is proved to be impossible".into())),
        },
    }
}

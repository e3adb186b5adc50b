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
    fix::{Ended, ended, impossible, not_tried, wishes},
    progress, unanswered,
    written::{write_best, write_whole},
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
            let mut user = evaluator.user_values();
            // members were drawn, which is all that choices go by
            user.values.retain(|&symbol, _| !base.loaded.model.symbols[symbol].choice);
            user
        }
    };
    let limits = Limits { remedies: 1, ways: 1, ..Limits::default() };
    let search = Search { user: &user, wishes: &wishes, kept: &base.fixed(), limits };
    let found = progress::during("searching for a configuration", || remedy::search(&base.loaded.model, &search))
        .map_err(|error| Ended::Failed(error.to_string()))?;
    match found {
        Found::Held => write_whole(base, &unknown, &user, &arguments.output),
        Found::Impossible(together) => Err(impossible(base, &together, &user, &base.fixed(), &[])),
        Found::Unknown(symbols) => Err(Ended::Failed(not_tried(&base.loaded.model, &symbols))),
        Found::Fixes { fixes, .. } if fixes.is_empty() => {
            Err(Ended::Failed("no configuration was found, and none is proved to be impossible".into()))
        }
        // near is what differs in the fewest values, by however few decisions
        Found::Fixes { fixes, gentler, .. } => {
            let nearest: Vec<Fix> = gentler.fixes.into_iter().chain(fixes).collect();
            write_best(base, &unknown, &user, &nearest, &arguments.output).map(|_| ())
        }
    }
}

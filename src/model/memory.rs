//! What a simplifier remembers between its uses, so that each expression of a model is worked on once.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use super::{equal::Classes, expr::ExprId, pairs::Chain, simplify::PASSES, symbol::SymbolId};

/// Results by pass and expression; kept between simplifiers of the same model.
#[derive(Default)]
pub(super) struct Memory {
    /// by expression: the result of each pass
    pub(super) done: Vec<[u32; PASSES]>,
    pub(super) classes: Classes,
    pub(super) chain: Chain,
    /// comparisons of bools with `m` that were transformed, and what holds these; hardly any tree has one
    pub(super) tests_for_m: HashSet<ExprId, FixedState>,
    /// bools that were tested for `m` and are not told of yet, each with what the test was forced to, as they come
    pub(super) tested_for_m: Vec<(SymbolId, bool)>,
}

impl Memory {
    /// Nothing remembered yet, with room for what finishing a model of so many expressions makes of them.
    pub(super) fn for_exprs(length: usize) -> Self {
        // a kernel's come to four or five times as many
        let room = 5 * length;
        Self { done: Vec::with_capacity(room), classes: Classes::with_capacity(room), ..Self::default() }
    }
}

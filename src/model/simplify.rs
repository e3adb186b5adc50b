//! Expressions enter, simpler ones of the same value leave. Menus are built from the simplified form, so its exact
//! shape matters: behaviour of `rewrite_m`, `expr_transform`, `expr_eliminate_yn` and `expr_eliminate_dups` in menu.c
//! and expr.c, in the form before 6.12 (in place, all pairs of operands) and since (shared, each joint on its own).
//!
//! Every function is remembered by expression, and parts are worked on before the whole with a stack of our own.
//! Here is that frame with the smaller passes; `plain` has what comparisons and negations come to, `eliminate` finds what
//! repeats, `join` knows what two operands come to.

use crate::syntax::ast::{Relation, Type};

use super::{
    arena::{Arena, Id as _},
    expr::{Expr, ExprId, Exprs, Joint, Operands},
    memory::Memory,
    symbol::{Symbol, SymbolId},
};

/// What one pass over an expression is called; each has its own memory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    RewriteM,
    Transform,
    Eliminate,
    Constants,
    Bools,
}
pub(super) const PASSES: usize = 5;

const UNKNOWN: u32 = u32::MAX;

/// The simplifier of one model under construction.
pub(super) struct Simplifier<'m> {
    pub(super) exprs: &'m mut Exprs,
    pub(super) symbols: &'m Arena<SymbolId, Symbol>,
    modules: SymbolId,
    /// shared expressions (6.12) or in place
    pub(super) shared: bool,
    /// 6.12's slip: what stands for `A != y` of a bool, and for its negation. Both are y; no other expression that was
    /// worked on has their forms, `!n` and `!!y`
    pub(super) slip: Option<[ExprId; 2]>,
    pub(super) memory: Memory,
}

/// Either the result, or a part that must be worked on first.
pub(super) enum Outcome {
    Done(u32),
    First(ExprId),
}

impl<'m> Simplifier<'m> {
    pub(super) fn new(
        exprs: &'m mut Exprs,
        symbols: &'m Arena<SymbolId, Symbol>,
        modules: SymbolId,
        dialect: &crate::dialect::Dialect,
        memory: Memory,
    ) -> Self {
        let slip = dialect.bool_unequal_yes_is_yes.then(|| {
            let no = exprs.not(Exprs::YES);
            [exprs.not(Exprs::NO), exprs.not(no)]
        });
        Self { exprs, symbols, modules, shared: dialect.shared_expressions, slip, memory }
    }

    pub(super) fn into_memory(self) -> Memory {
        self.memory
    }

    /// `m` becomes `m && MODULES`.
    pub(super) fn rewrite_m(&mut self, expr: Option<ExprId>) -> Option<ExprId> {
        self.pass(Pass::RewriteM, expr)
    }

    /// Comparisons of bools become plain, negations move inwards.
    pub(super) fn transform(&mut self, expr: Option<ExprId>) -> Option<ExprId> {
        let plain = self.pass(Pass::Transform, expr).map(|plain| self.without_slip(plain));
        if !self.memory.tests_for_m.is_empty() {
            self.note_tests(expr);
        }
        plain
    }

    /// Operands that repeat or imply one another are joined.
    pub(super) fn eliminate_dups(&mut self, expr: Option<ExprId>) -> Option<ExprId> {
        self.pass(Pass::Eliminate, expr)
    }

    /// Before 6.10: where only off or not matters, `A != n` of a tristate is `A`.
    pub(super) fn as_bools(&mut self, expr: Option<ExprId>) -> Option<ExprId> {
        self.pass(Pass::Bools, expr)
    }

    fn pass(&mut self, pass: Pass, expr: Option<ExprId>) -> Option<ExprId> {
        expr.map(|id| ExprId::from_index(self.run(pass, id) as usize))
    }

    pub(super) fn known(&self, pass: Pass, id: ExprId) -> Option<u32> {
        let passes = self.memory.done.get(id.index())?;
        passes.get(pass as usize).copied().filter(|&found| found != UNKNOWN)
    }

    fn remember(&mut self, pass: Pass, id: ExprId, result: u32) {
        let done = &mut self.memory.done;
        if done.len() <= id.index() {
            done.resize((id.index() + 1).max(self.exprs.len()), [UNKNOWN; PASSES]);
        }
        if let Some(slot) = done.get_mut(id.index()).and_then(|passes| passes.get_mut(pass as usize)) {
            *slot = result;
        }
    }

    pub(super) fn run(&mut self, pass: Pass, root: ExprId) -> u32 {
        if let Some(known) = self.known(pass, root) {
            return known;
        }
        let mut open = Operands::from_slice(&[root]);
        while let Some(&id) = open.last() {
            if self.known(pass, id).is_some() {
                open.pop();
                continue;
            }
            let outcome = match pass {
                Pass::RewriteM => self.rewrite_m_step(id),
                Pass::Transform => self.transform_step(id),
                Pass::Eliminate if self.shared => self.eliminate_step(id),
                Pass::Eliminate => self.eliminate_step_in_place(id),
                Pass::Constants => self.constants_step(id),
                Pass::Bools => self.bools_step(id),
            };
            match outcome {
                Outcome::Done(result) => {
                    self.remember(pass, id, result);
                    if pass == Pass::Transform && !self.memory.tests_for_m.is_empty() {
                        self.mark_if_tests_below(id);
                    }
                    open.pop();
                }
                Outcome::First(part) => open.push(part),
            }
        }
        self.known(pass, root).unwrap_or(root.index() as u32)
    }

    /// The results of both parts, or the part that is missing.
    pub(super) fn both(&self, pass: Pass, left: ExprId, right: ExprId) -> Result<(ExprId, ExprId), Outcome> {
        let one = |part| self.known(pass, part).map(|id| ExprId::from_index(id as usize)).ok_or(Outcome::First(part));
        Ok((one(left)?, one(right)?))
    }

    /// An expression with its parts worked on.
    pub(super) fn with_parts(&mut self, pass: Pass, id: ExprId) -> Result<ExprId, Outcome> {
        Ok(match self.exprs.get(id) {
            Expr::Symbol(_) | Expr::Compare(..) => id,
            Expr::Not(inner) => {
                let (inner, _) = self.both(pass, inner, inner)?;
                self.exprs.not(inner)
            }
            Expr::And(left, right) | Expr::Or(left, right) => {
                let (left, right) = self.both(pass, left, right)?;
                self.exprs.rejoin(id, left, right)
            }
        })
    }

    fn rewrite_m_step(&mut self, id: ExprId) -> Outcome {
        let result = match self.with_parts(Pass::RewriteM, id) {
            Ok(Exprs::MOD) => {
                let modules = self.exprs.symbol(self.modules);
                self.exprs.join(Joint::And, id, modules)
            }
            Ok(result) => result,
            Err(first) => return first,
        };
        Outcome::Done(result.index() as u32)
    }

    fn bools_step(&mut self, id: ExprId) -> Outcome {
        let result = match (self.exprs.get(id), self.with_parts(Pass::Bools, id)) {
            (Expr::Compare(Relation::Unequal, left, SymbolId::NO), _)
                if self.symbols[left].ty == Some(Type::Tristate) =>
            {
                self.exprs.symbol(left)
            }
            (_, Ok(result)) => result,
            (_, Err(first)) => return first,
        };
        Outcome::Done(result.index() as u32)
    }

    /// `expr && y` and its like; behaviour of `expr_eliminate_yn`.
    fn constants_step(&mut self, id: ExprId) -> Outcome {
        let Some((joint, left, right)) = self.exprs.get(id).joint() else { return Outcome::Done(id.index() as u32) };
        let (left, right) = match self.both(Pass::Constants, left, right) {
            Ok((left, right)) => (self.without_slip(left), self.without_slip(right)),
            Err(first) => return first,
        };
        let (neutral, zero) = match joint {
            Joint::And => (Exprs::YES, Exprs::NO),
            Joint::Or => (Exprs::NO, Exprs::YES),
        };
        let result = if left == zero || right == zero {
            zero
        } else if left == neutral {
            right
        } else if right == neutral {
            left
        } else if self.shared {
            // parts that became simpler are forgotten here: so it is since 6.12
            id
        } else {
            self.exprs.join(joint, left, right)
        };
        Outcome::Done(result.index() as u32)
    }
}

//! An expression in which bools are compared with `m` enters; what the reference says of each such test leaves. A bool
//! is never m, so the test is replaced by what it comes to; behaviour of `expr_transform` in expr.c.

use crate::{diagnostic::Diagnostic, syntax::ast::Relation};

use super::{
    Model,
    expr::{Expr, ExprId, Operands},
    menu::MenuId,
    simplify::Simplifier,
    symbol::SymbolId,
};

/// As many tests are told of at most: a small file can hold any number, and each prompt repeats those of the menus
/// around it.
const TOLD: usize = 1 << 18;

impl Simplifier<'_> {
    /// Keeps in mind that a part of a transformed expression is such a test.
    #[cold]
    pub(super) fn mark_if_tests_below(&mut self, id: ExprId) {
        let tests = &mut self.memory.tests_for_m;
        let found = match self.exprs.get(id) {
            Expr::Symbol(_) | Expr::Compare(..) => false,
            Expr::Not(inner) => tests.contains(&inner),
            Expr::And(left, right) | Expr::Or(left, right) => tests.contains(&left) || tests.contains(&right),
        };
        if found {
            tests.insert(id);
        }
    }

    /// Notes the tests of an expression that was transformed, known or not: the reference meets each anew. It works on
    /// the left side first; since 6.12 both sides are arguments of one call, of which gcc works on the right one first.
    #[cold]
    pub(super) fn note_tests(&mut self, expr: Option<ExprId>) {
        let mut open = Operands::from_iter(expr);
        while let Some(id) = open.pop()
            && self.memory.tested_for_m.len() < TOLD
        {
            if !self.memory.tests_for_m.contains(&id) {
                continue;
            }
            match self.exprs.get(id) {
                Expr::Symbol(_) => {}
                Expr::Not(inner) => open.push(inner),
                Expr::And(left, right) | Expr::Or(left, right) => {
                    open.extend(if self.shared { [left, right] } else { [right, left] });
                }
                Expr::Compare(relation, symbol, _) => {
                    self.memory.tested_for_m.push((symbol, relation == Relation::Unequal));
                }
            }
        }
    }
}

/// Warns of a test in an entry.
pub(super) fn tell_tested(model: &mut Model, menu: MenuId, (symbol, passed): (SymbolId, bool)) {
    if model.warnings.len() >= TOLD {
        return;
    }
    let name = model.show(symbol);
    let letter = if passed { 'y' } else { 'n' };
    let message = format!("boolean symbol {name} tested for 'm'? test forced to '{letter}'");
    let warning = Diagnostic::warning("ltoconf::kconfig::bool-tested-for-m", message);
    model.warnings.push(warning.at(model.menus[menu].span).about(name));
}

//! An expression enters, one leaves that compares each of its symbols with `n`. Behaviour of `expr_trans_compare` in
//! expr.c with the constant `n`.

use smallvec::{SmallVec, smallvec};

use crate::syntax::ast::Relation;

use super::{
    expr::{Expr, ExprId, Exprs, Joint, Operands},
    symbol::SymbolId,
};

/// Inserts `= n` or `!= n` at every symbol; behaviour of `expr_trans_compare` with the constant `n`.
pub(super) fn with_no(exprs: &mut Exprs, expr: Option<ExprId>, relation: Relation) -> ExprId {
    enum Task {
        Visit(ExprId, bool),
        Join(Joint, bool),
    }
    let equal = relation == Relation::Equal;
    let Some(root) = expr else {
        return if equal { Exprs::NO } else { exprs.not(Exprs::NO) };
    };
    let mut tasks: SmallVec<[Task; 16]> = smallvec![Task::Visit(root, equal)];
    let mut results = Operands::new();
    while let Some(task) = tasks.pop() {
        match task {
            Task::Visit(id, equal) => match exprs.get(id) {
                Expr::Symbol(symbol) => {
                    let relation = if equal { Relation::Equal } else { Relation::Unequal };
                    results.push(exprs.make(Expr::Compare(relation, symbol, SymbolId::NO)));
                }
                Expr::Compare(..) => results.push(if equal { exprs.not(id) } else { id }),
                Expr::Not(inner) => tasks.push(Task::Visit(inner, !equal)),
                Expr::And(left, right) => {
                    tasks.extend([Task::Join(Joint::Or, equal), Task::Visit(right, true), Task::Visit(left, true)]);
                }
                Expr::Or(left, right) => {
                    tasks.extend([Task::Join(Joint::And, equal), Task::Visit(right, true), Task::Visit(left, true)]);
                }
            },
            Task::Join(joint, equal) => {
                if let (Some(right), Some(left)) = (results.pop(), results.pop()) {
                    let joined = exprs.join(joint, left, right);
                    results.push(if equal { joined } else { exprs.not(joined) });
                }
            }
        }
    }
    results.pop().unwrap_or(root)
}

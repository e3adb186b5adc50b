//! Expressions enter, their text as the reference prints it leaves. Behaviour of `expr_print` in expr.c: brackets only
//! where a negation or `&&` holds something that binds less closely. Depth is followed with a stack of our own.

use crate::syntax::ast::Type;

use super::{
    Model,
    expr::{Expr, ExprId},
    symbol::SymbolId,
};

/// How closely the surroundings bind; only what binds less closely is put in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binds {
    Or,
    And,
    Not,
}

enum Task {
    Visit(ExprId, Binds),
    Text(&'static [u8]),
}

/// Prints a symbol's name; `after` may add to it. A choice has no name, and nothing is added.
fn symbol(model: &Model, id: SymbolId, out: &mut Vec<u8>, after: &mut dyn FnMut(SymbolId, &mut Vec<u8>)) {
    match model.name(id) {
        Some(name) => {
            out.extend_from_slice(name);
            after(id, out);
        }
        None => out.extend_from_slice(b"<choice>"),
    }
}

/// Prints an expression; an absent one is y. `after` is called after each name.
pub fn expr(model: &Model, expr: Option<ExprId>, out: &mut Vec<u8>, after: &mut dyn FnMut(SymbolId, &mut Vec<u8>)) {
    match expr {
        Some(root) => expr_by(model, root, out, &mut |found, out| symbol(model, found, out, after)),
        None => out.push(b'y'),
    }
}

/// Prints an expression with `name` for its names.
pub(crate) fn expr_by(model: &Model, root: ExprId, out: &mut Vec<u8>, name: &mut dyn FnMut(SymbolId, &mut Vec<u8>)) {
    let mut tasks = vec![Task::Visit(root, Binds::Or)];
    while let Some(task) = tasks.pop() {
        let (id, around) = match task {
            Task::Text(text) => {
                out.extend_from_slice(text);
                continue;
            }
            Task::Visit(id, around) => (id, around),
        };
        let node = model.exprs.get(id);
        match node {
            Expr::Symbol(found) => name(found, out),
            Expr::Compare(relation, left, right) => {
                name(left, out);
                out.extend_from_slice(relation.sign().as_bytes());
                name(right, out);
            }
            Expr::Not(inner) => {
                out.push(b'!');
                tasks.push(Task::Visit(inner, Binds::Not));
            }
            Expr::And(left, right) | Expr::Or(left, right) => {
                let (binds, word): (_, &[u8]) =
                    if matches!(node, Expr::And(..)) { (Binds::And, b" && ") } else { (Binds::Or, b" || ") };
                if binds < around {
                    out.push(b'(');
                    tasks.push(Task::Text(b")"));
                }
                tasks.extend([Task::Visit(right, binds), Task::Text(word), Task::Visit(left, binds)]);
            }
        }
    }
}

/// What the reference calls a type in its messages.
pub fn type_name(ty: Option<Type>) -> &'static str {
    match ty {
        None => "unknown",
        Some(Type::Int) => "integer",
        Some(ty) => ty.word(),
    }
}

/// An expression's text, names only.
pub fn plain(model: &Model, id: Option<ExprId>) -> Vec<u8> {
    let mut out = Vec::new();
    expr(model, id, &mut out, &mut |_, _| {});
    out
}

/// Bounds of a range.
pub fn range(
    model: &Model,
    (low, high): (SymbolId, SymbolId),
    out: &mut Vec<u8>,
    after: &mut dyn FnMut(SymbolId, &mut Vec<u8>),
) {
    out.push(b'[');
    symbol(model, low, out, after);
    out.push(b' ');
    symbol(model, high, out, after);
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::{
        super::expr::{Exprs, Joint},
        *,
    };
    use crate::model::arena::Id as _;

    fn model() -> Model {
        crate::model::testing::model("config A\n\tbool\nconfig B\n\tbool\nconfig C\n\tbool\n", "linux-6.12").unwrap()
    }

    #[test]
    fn only_what_binds_less_closely_is_bracketed() {
        let mut model = model();
        let named = |model: &mut Model, name: &[u8]| {
            let found = model.find(name).unwrap();
            model.exprs.symbol(found)
        };
        let (a, b, c) = (named(&mut model, b"A"), named(&mut model, b"B"), named(&mut model, b"C"));
        let either = model.exprs.join(Joint::Or, a, b);
        let both = model.exprs.join(Joint::And, either, c);
        let not = model.exprs.not(both);
        let whole = model.exprs.join(Joint::Or, not, c);
        assert_eq!(plain(&model, Some(whole)), b"!((A || B) && C) || C");
        assert_eq!(plain(&model, Some(both)), b"(A || B) && C");
        assert_eq!(plain(&model, None), b"y");
    }

    #[test]
    fn depth_is_no_matter() {
        let mut model = model();
        let mut chain = Exprs::YES;
        for _ in 0..200_000 {
            chain = model.exprs.not(chain);
        }
        assert_eq!(plain(&model, Some(chain)).len(), 200_001);
        assert_eq!(chain.index(), model.exprs.len() - 1);
    }
}

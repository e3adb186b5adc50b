//! An expression enters, its tristate value leaves. Behaviour of `expr_calc_value` in expr.c.

use crate::{
    model::{
        arena::Id as _,
        expr::{Expr, ExprId},
        number,
        symbol::{SymbolId, Tristate},
    },
    syntax::ast::{Relation, Type},
};

use super::{Evaluator, Missing, Str, Try, UNKNOWN};

fn tristate(code: u8) -> Tristate {
    match code {
        0 => Tristate::No,
        1 => Tristate::Mod,
        _ => Tristate::Yes,
    }
}

/// What a text counts as in a comparison.
enum Compared {
    Text,
    Signed(i64),
    /// bits of an unsigned number
    Unsigned(i64),
}

impl Evaluator<'_> {
    /// Evaluates; an absent expression is y. Both sides of a joint are always evaluated, as in the reference.
    /// Notes all symbols whose values are missing before it gives up.
    pub(super) fn expr(&mut self, expr: Option<ExprId>) -> Try<Tristate> {
        let Some(root) = expr else { return Ok(Tristate::Yes) };
        if let Some(known) = self.known(root) {
            return Ok(known);
        }
        let missing_before = self.missing.len();
        let mut stack = std::mem::take(&mut self.stack);
        stack.push(root);
        let mut value = Tristate::No;
        while let Some(&top) = stack.last() {
            match self.node(top, missing_before) {
                Ok(found) => {
                    value = found;
                    stack.pop();
                }
                Err(part) => stack.push(part),
            }
        }
        self.stack = stack;
        while let Some(tainted) = self.tainted.pop() {
            if let Some(slot) = self.exprs.get_mut(tainted as usize) {
                *slot = UNKNOWN;
            }
        }
        if self.missing.len() > missing_before { Err(Missing) } else { Ok(value) }
    }

    /// A node's value, or the part that must be evaluated first.
    fn node(&mut self, id: ExprId, missing_before: usize) -> Result<Tristate, ExprId> {
        if let Some(known) = self.known(id) {
            return Ok(known);
        }
        let value = match self.model.exprs.get(id) {
            Expr::Not(inner) => !self.part(inner, missing_before)?,
            Expr::And(left, right) => self.part(left, missing_before)?.min(self.part(right, missing_before)?),
            Expr::Or(left, right) => self.part(left, missing_before)?.max(self.part(right, missing_before)?),
            Expr::Symbol(_) | Expr::Compare(..) => return self.leaf(id, missing_before),
        };
        self.remember(id, value, missing_before);
        Ok(value)
    }

    #[inline]
    fn part(&mut self, id: ExprId, missing_before: usize) -> Result<Tristate, ExprId> {
        self.known(id).map_or_else(|| self.leaf(id, missing_before), Ok)
    }

    /// The value of a node that has no parts; others are given back.
    #[inline(never)]
    fn leaf(&mut self, id: ExprId, missing_before: usize) -> Result<Tristate, ExprId> {
        let value = match self.model.exprs.get(id) {
            Expr::Symbol(symbol) => {
                self.look_at(symbol);
                self.states[symbol].value
            }
            Expr::Compare(relation, left, right) => {
                self.look_at(left);
                self.look_at(right);
                if self.compare(relation, left, right) { Tristate::Yes } else { Tristate::No }
            }
            Expr::Not(_) | Expr::And(..) | Expr::Or(..) => return Err(id),
        };
        self.remember(id, value, missing_before);
        Ok(value)
    }

    fn remember(&mut self, id: ExprId, value: Tristate, missing_before: usize) {
        if let Some(slot) = self.exprs.get_mut(id.index()) {
            *slot = value as u8;
        }
        if !self.tainted.is_empty() || self.missing.len() > missing_before {
            self.tainted.push(id.index() as u32);
        }
    }

    fn known(&self, id: ExprId) -> Option<Tristate> {
        self.exprs.get(id.index()).copied().filter(|&code| code != UNKNOWN).map(tristate)
    }

    /// Looks at a symbol: a value that is not there is noted as missing. One that is under way reads as its default;
    /// by the rules before 6.12 nothing that was made of it is remembered.
    fn look_at(&mut self, symbol: SymbolId) {
        let state = &self.states[symbol];
        if state.valid {
            return;
        }
        if state.open {
            // the next time it is read as it comes out now
            self.repeatable = false;
            if !self.model.dialect.shared_expressions {
                self.tainted.push(u32::MAX);
            }
        } else {
            self.missing.push(symbol);
        }
    }

    /// Whether both are there; else they are noted as missing.
    pub(super) fn need(&mut self, symbol: SymbolId) -> Try<()> {
        let state = &self.states[symbol];
        if state.valid || state.open {
            return Ok(());
        }
        self.missing.push(symbol);
        Err(Missing)
    }

    /// Whether a symbol is a bool or a tristate.
    pub fn is_tristate(&self, symbol: SymbolId) -> bool {
        matches!(self.model.symbols[symbol].ty, Some(Type::Bool | Type::Tristate))
    }

    fn compare(&self, relation: Relation, left: SymbolId, right: SymbolId) -> bool {
        let (one, other) = (self.value_text(left), self.value_text(right));
        compared(relation, (one, self.model.told_type(left)), (other, self.model.told_type(right)))
    }

    /// A text as a number, as far as it is one. Behaviour of `strtoll(text, NULL, base)`.
    pub(super) fn number(&self, text: Str, base: u32) -> i64 {
        number::signed(self.bytes(text), base).value
    }

    /// A text of a symbol as the number that it is beside another's range: a plain number is read in that one's base.
    pub(crate) fn number_beside(&self, text: &[u8], of: SymbolId, beside: SymbolId) -> i64 {
        number::signed(text, self.base(of, self.base(beside, 10))).value
    }
}

/// Whether a comparison holds between two texts, each of a symbol of a type.
pub(crate) fn compared(
    relation: Relation,
    (one, ty1): (&[u8], Option<Type>),
    (other, ty2): (&[u8], Option<Type>),
) -> bool {
    let order = if ty1 == Some(Type::String) && ty2 == Some(Type::String) {
        one.cmp(other)
    } else {
        match (counts_as(one, ty1), counts_as(other, ty2)) {
            (Compared::Text, _) | (_, Compared::Text) => one.cmp(other),
            (Compared::Signed(a), Compared::Signed(b)) => a.cmp(&b),
            (Compared::Signed(a) | Compared::Unsigned(a), Compared::Signed(b) | Compared::Unsigned(b)) => {
                a.cast_unsigned().cmp(&b.cast_unsigned())
            }
        }
    };
    match relation {
        Relation::Equal => order.is_eq(),
        Relation::Unequal => order.is_ne(),
        Relation::Less => order.is_lt(),
        Relation::LessEqual => order.is_le(),
        Relation::Greater => order.is_gt(),
        Relation::GreaterEqual => order.is_ge(),
    }
}

/// Behaviour of `expr_parse_string`.
fn counts_as(text: &[u8], ty: Option<Type>) -> Compared {
    let (parsed, unsigned) = match ty {
        Some(Type::Bool | Type::Tristate) => {
            return Compared::Signed(match text {
                b"n" => 0,
                b"m" => 1,
                b"y" => 2,
                _ => -1,
            });
        }
        Some(Type::Int) => (number::signed(text, 10), false),
        Some(Type::Hex) => (number::unsigned(text, 16), true),
        Some(Type::String) | None => (number::signed(text, 0), false),
    };
    let last = parsed.length.checked_sub(1).and_then(|at| text.get(at));
    if parsed.overflow || parsed.length < text.len() || !last.is_some_and(u8::is_ascii_hexdigit) {
        Compared::Text
    } else if unsigned {
        Compared::Unsigned(parsed.value)
    } else {
        Compared::Signed(parsed.value)
    }
}

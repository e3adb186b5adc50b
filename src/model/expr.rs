//! Expressions over symbols, each kept once: equal parts, equal id, children before parents.

use hashbrown::HashTable;

use smallvec::SmallVec;

use crate::syntax::ast::Relation;

use super::{
    arena::{Arena, Id, id},
    symbol::SymbolId,
    trace::Trace,
};

id! {
    /// An expression of one [`Exprs`]. Parts have smaller ids than the whole.
    ExprId
}

/// A node of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expr {
    /// a symbol's value
    Symbol(SymbolId),
    /// y becomes n, n becomes y, m stays
    Not(ExprId),
    /// the smaller of two
    And(ExprId, ExprId),
    /// the larger of two
    Or(ExprId, ExprId),
    /// y or n
    Compare(Relation, SymbolId, SymbolId),
}

/// `&&` or `||`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Joint {
    /// `&&`
    And,
    /// `||`
    Or,
}

impl Joint {
    /// The constant that changes nothing.
    pub fn neutral(self) -> ExprId {
        match self {
            Self::And => Exprs::YES,
            Self::Or => Exprs::NO,
        }
    }

    /// The constant that swallows the rest.
    pub fn zero(self) -> ExprId {
        match self {
            Self::And => Exprs::NO,
            Self::Or => Exprs::YES,
        }
    }
}

impl Expr {
    /// The parts of `&&` and `||`.
    pub fn joint(self) -> Option<(Joint, ExprId, ExprId)> {
        match self {
            Self::And(left, right) => Some((Joint::And, left, right)),
            Self::Or(left, right) => Some((Joint::Or, left, right)),
            _ => None,
        }
    }
}

fn hash(expr: Expr) -> u64 {
    let (tag, left, right) = match expr {
        Expr::Symbol(symbol) => (0_u64, symbol.index(), 0),
        Expr::Not(inner) => (1, inner.index(), 0),
        Expr::And(left, right) => (2, left.index(), right.index()),
        Expr::Or(left, right) => (3, left.index(), right.index()),
        Expr::Compare(relation, left, right) => (4 + relation as u64, left.index(), right.index()),
    };
    let mixed = (tag << 58 | (left as u64) << 29 | right as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// Expressions that are worked on one after the other; most lists of them are short.
pub type Operands = SmallVec<[ExprId; 16]>;

/// All expressions of a model.
#[derive(Clone, Debug)]
pub struct Exprs {
    nodes: Arena<ExprId, Expr>,
    table: HashTable<ExprId>,
    /// the expression that each symbol is, as far as it was asked for: half of all questions are for one
    symbols: Vec<Option<ExprId>>,
    /// which symbols each node may hold
    traces: Vec<Trace>,
}

impl Default for Exprs {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl Exprs {
    /// With room for so many nodes.
    pub fn with_capacity(length: usize) -> Self {
        let mut exprs = Self {
            nodes: Arena::with_capacity(length),
            table: HashTable::with_capacity(length),
            symbols: Vec::with_capacity(length),
            traces: Vec::with_capacity(length),
        };
        for symbol in [SymbolId::NO, SymbolId::MOD, SymbolId::YES] {
            exprs.symbol(symbol);
        }
        exprs
    }

    /// `n`
    pub const NO: ExprId = ExprId::at(0);
    /// `m`
    pub const MOD: ExprId = ExprId::at(1);
    /// `y`
    pub const YES: ExprId = ExprId::at(2);

    /// The id of a node, new or known.
    pub fn make(&mut self, expr: Expr) -> ExprId {
        if let Expr::Symbol(symbol) = expr {
            return self.symbol(symbol);
        }
        let Self { nodes, table, .. } = self;
        let hashed = hash(expr);
        if let Some(&known) = table.find(hashed, |&id| nodes[id] == expr) {
            return known;
        }
        let id = nodes.push(expr);
        table.insert_unique(hashed, id, |&id| hash(nodes[id]));
        self.traces.push(match expr {
            Expr::Symbol(symbol) => Trace::of(symbol),
            Expr::Not(inner) => self.trace(inner),
            Expr::And(left, right) | Expr::Or(left, right) => self.trace(left).and(self.trace(right)),
            Expr::Compare(_, left, right) => Trace::of(left).and(Trace::of(right)),
        });
        id
    }

    /// Which symbols an expression may hold.
    pub fn trace(&self, id: ExprId) -> Trace {
        self.traces.get(id.index()).copied().unwrap_or(Trace::ANY)
    }

    /// Whether an expression holds a symbol.
    pub fn holds(&self, id: ExprId, symbol: SymbolId) -> bool {
        let mut found = false;
        if self.trace(id).meets(Trace::of(symbol)) {
            self.symbols(id, |seen| {
                found |= seen == symbol;
                !found
            });
        }
        found
    }

    /// A symbol.
    pub fn symbol(&mut self, symbol: SymbolId) -> ExprId {
        let index = symbol.index();
        if self.symbols.len() <= index {
            self.symbols.resize(index + 1, None);
        }
        let Self { nodes, symbols, traces, .. } = self;
        let made = || {
            traces.push(Trace::of(symbol));
            nodes.push(Expr::Symbol(symbol))
        };
        symbols.get_mut(index).map_or(Self::NO, |slot| *slot.get_or_insert_with(made))
    }

    /// Negates.
    pub fn not(&mut self, inner: ExprId) -> ExprId {
        self.make(Expr::Not(inner))
    }

    /// Joins.
    pub fn join(&mut self, joint: Joint, left: ExprId, right: ExprId) -> ExprId {
        self.make(match joint {
            Joint::And => Expr::And(left, right),
            Joint::Or => Expr::Or(left, right),
        })
    }

    /// The joint `id` with these parts in the place of its own, which they mostly are.
    pub fn rejoin(&mut self, id: ExprId, left: ExprId, right: ExprId) -> ExprId {
        match self.get(id) {
            Expr::And(one, other) if (one, other) != (left, right) => self.make(Expr::And(left, right)),
            Expr::Or(one, other) if (one, other) != (left, right) => self.make(Expr::Or(left, right)),
            _ => id,
        }
    }

    /// Joins where either may be absent; behaviour of `expr_alloc_and` and `expr_alloc_or`.
    pub fn join_some(&mut self, joint: Joint, left: Option<ExprId>, right: Option<ExprId>) -> Option<ExprId> {
        match (left, right) {
            (Some(left), Some(right)) => Some(self.join(joint, left, right)),
            (one, other) => one.or(other),
        }
    }

    /// The node of an id.
    #[inline]
    pub fn get(&self, id: ExprId) -> Expr {
        self.nodes[id]
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: the constants are always there.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether an expression, absent or not, is plainly `y`.
    pub fn is_yes(expr: Option<ExprId>) -> bool {
        expr.is_none_or(|id| id == Self::YES)
    }

    /// The operands of a chain of one kind of joint, from left to right; the expression itself where it is no such joint.
    pub fn operands(&self, joint: Joint, root: ExprId) -> Operands {
        let (mut out, mut open) = (Operands::new(), Operands::from_slice(&[root]));
        while let Some(id) = open.pop() {
            match self.get(id).joint() {
                Some((found, left, right)) if found == joint => open.extend([right, left]),
                _ => out.push(id),
            }
        }
        out
    }

    /// Calls `visit` with every symbol from left to right, with repetitions, until it answers false.
    pub fn symbols(&self, root: ExprId, mut visit: impl FnMut(SymbolId) -> bool) {
        let mut open = Operands::from_slice(&[root]);
        while let Some(id) = open.pop() {
            let go_on = match self.get(id) {
                Expr::Symbol(symbol) => visit(symbol),
                Expr::Not(inner) => {
                    open.push(inner);
                    true
                }
                Expr::And(left, right) | Expr::Or(left, right) => {
                    open.extend([right, left]);
                    true
                }
                Expr::Compare(_, left, right) => visit(left) && visit(right),
            };
            if !go_on {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_kept_once() {
        let mut exprs = Exprs::default();
        let a = exprs.symbol(SymbolId::from_index(7));
        let b = exprs.symbol(SymbolId::from_index(8));
        let both = exprs.join(Joint::And, a, b);
        assert_eq!(exprs.join(Joint::And, a, b), both);
        assert_ne!(exprs.join(Joint::And, b, a), both);
        let chain = exprs.join(Joint::And, both, a);
        assert_eq!(exprs.operands(Joint::And, chain).as_slice(), [a, b, a]);
        assert_eq!(exprs.operands(Joint::Or, chain).as_slice(), [chain]);
    }
}

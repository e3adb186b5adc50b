//! Expressions enter, simpler ones of the same value leave. Menus are built from the simplified form, so its exact
//! shape matters: behaviour of `rewrite_m`, `expr_transform`, `expr_eliminate_dups`, `expr_eliminate_eq` and
//! `expr_trans_compare` in menu.c and expr.c, in the form before 6.12 (in place, all pairs of operands) and since
//! (shared expressions, each joint on its own).
//!
//! Every function is remembered by expression, and parts are worked on before the whole with a stack of our own.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::syntax::ast::{Relation, Type};

use super::{
    arena::{Arena, Id as _},
    expr::{Expr, ExprId, Exprs, Joint},
    symbol::{Symbol, SymbolId},
};

/// What one pass over an expression is called; each has its own memory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    RewriteM,
    Transform,
    Eliminate,
    Constants,
    Equal,
}
const PASSES: usize = 5;

const UNKNOWN: u32 = u32::MAX;

/// The simplifier of one model under construction.
pub(super) struct Simplifier<'m> {
    pub(super) exprs: &'m mut Exprs,
    symbols: &'m Arena<SymbolId, Symbol>,
    modules: SymbolId,
    /// shared expressions (6.12) or in place
    shared: bool,
    /// 6.12's slip: `A != y` of a bool is taken for `y`
    unequal_yes_is_yes: bool,
    memory: Memory,
}

/// Results by pass and expression; kept between simplifiers of the same model.
#[derive(Default)]
pub(super) struct Memory {
    done: [Vec<u32>; PASSES],
    /// classes of expressions that count as equal: see [`Simplifier::class`]
    classes: HashMap<Class, u32, FixedState>,
}

/// What makes two expressions equal for `expr_eq`: the same joint over the same operands in any order.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Class {
    Leaf(ExprId),
    Not(u32),
    Joint(Joint, Vec<u32>),
    /// a joint that its own zero element swallows
    Zero(Joint),
}

/// Either the result, or a part that must be worked on first.
enum Outcome {
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
        Self {
            exprs,
            symbols,
            modules,
            shared: dialect.shared_expressions,
            unequal_yes_is_yes: dialect.bool_unequal_yes_is_yes,
            memory,
        }
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
        self.pass(Pass::Transform, expr)
    }

    /// Operands that repeat or imply one another are joined.
    pub(super) fn eliminate_dups(&mut self, expr: Option<ExprId>) -> Option<ExprId> {
        self.pass(Pass::Eliminate, expr)
    }

    fn pass(&mut self, pass: Pass, expr: Option<ExprId>) -> Option<ExprId> {
        expr.map(|id| ExprId::from_index(self.run(pass, id) as usize))
    }

    fn known(&self, pass: Pass, id: ExprId) -> Option<u32> {
        self.memory.done.get(pass as usize)?.get(id.index()).copied().filter(|&found| found != UNKNOWN)
    }

    fn remember(&mut self, pass: Pass, id: ExprId, result: u32) {
        if let Some(done) = self.memory.done.get_mut(pass as usize) {
            if done.len() <= id.index() {
                done.resize((id.index() + 1).max(self.exprs.len()), UNKNOWN);
            }
            if let Some(slot) = done.get_mut(id.index()) {
                *slot = result;
            }
        }
    }

    fn run(&mut self, pass: Pass, root: ExprId) -> u32 {
        if let Some(known) = self.known(pass, root) {
            return known;
        }
        let mut open = vec![root];
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
                Pass::Equal => self.class_step(id),
            };
            match outcome {
                Outcome::Done(result) => {
                    self.remember(pass, id, result);
                    open.pop();
                }
                Outcome::First(part) => open.push(part),
            }
        }
        self.known(pass, root).unwrap_or(root.index() as u32)
    }

    /// The results of both parts, or the part that is missing.
    fn both(&self, pass: Pass, left: ExprId, right: ExprId) -> Result<(ExprId, ExprId), Outcome> {
        let one = |part| self.known(pass, part).map(|id| ExprId::from_index(id as usize)).ok_or(Outcome::First(part));
        Ok((one(left)?, one(right)?))
    }

    fn rewrite_m_step(&mut self, id: ExprId) -> Outcome {
        let result = match self.exprs.get(id) {
            Expr::Symbol(SymbolId::MOD) => {
                let modules = self.exprs.symbol(self.modules);
                self.exprs.join(Joint::And, id, modules)
            }
            Expr::Symbol(_) | Expr::Compare(..) => id,
            Expr::Not(inner) => match self.both(Pass::RewriteM, inner, inner) {
                Ok((inner, _)) => self.exprs.not(inner),
                Err(first) => return first,
            },
            Expr::And(left, right) | Expr::Or(left, right) => match self.both(Pass::RewriteM, left, right) {
                Ok((left, right)) => match self.exprs.get(id).joint() {
                    Some((joint, ..)) => self.exprs.join(joint, left, right),
                    None => id,
                },
                Err(first) => return first,
            },
        };
        Outcome::Done(result.index() as u32)
    }

    fn is_bool(&self, symbol: SymbolId) -> bool {
        self.symbols[symbol].ty == Some(Type::Bool)
    }

    fn transform_step(&mut self, id: ExprId) -> Outcome {
        let result = match self.exprs.get(id) {
            Expr::Symbol(_) => id,
            Expr::Compare(relation, left, right) => self.plain_comparison(id, relation, left, right),
            Expr::And(left, right) | Expr::Or(left, right) => match self.both(Pass::Transform, left, right) {
                Ok((left, right)) => match self.exprs.get(id).joint() {
                    Some((joint, ..)) => self.exprs.join(joint, left, right),
                    None => id,
                },
                Err(first) => return first,
            },
            Expr::Not(inner) => match self.both(Pass::Transform, inner, inner) {
                Ok((inner, _)) => match self.negated(inner) {
                    Ok(result) => result,
                    Err(first) => return first,
                },
                Err(first) => return first,
            },
        };
        Outcome::Done(result.index() as u32)
    }

    fn plain_comparison(&mut self, id: ExprId, relation: Relation, left: SymbolId, right: SymbolId) -> ExprId {
        let equal = match relation {
            Relation::Equal => true,
            Relation::Unequal => false,
            _ => return id,
        };
        if !self.is_bool(left) {
            return id;
        }
        match (right, equal) {
            (SymbolId::YES, false) if self.unequal_yes_is_yes => Exprs::YES,
            (SymbolId::NO, true) | (SymbolId::YES, false) => {
                let symbol = self.exprs.symbol(left);
                self.exprs.not(symbol)
            }
            (SymbolId::MOD, true) => Exprs::NO,
            (SymbolId::MOD, false) => Exprs::YES,
            (SymbolId::YES, true) | (SymbolId::NO, false) => self.exprs.symbol(left),
            _ => id,
        }
    }

    /// The negation of a transformed expression.
    fn negated(&mut self, inner: ExprId) -> Result<ExprId, Outcome> {
        Ok(match self.exprs.get(inner) {
            Expr::Not(twice) => twice,
            Expr::Compare(relation, left, right) => {
                let opposite = match relation {
                    Relation::Equal => Relation::Unequal,
                    Relation::Unequal => Relation::Equal,
                    Relation::Less => Relation::GreaterEqual,
                    Relation::LessEqual => Relation::Greater,
                    Relation::Greater => Relation::LessEqual,
                    Relation::GreaterEqual => Relation::Less,
                };
                self.exprs.make(Expr::Compare(opposite, left, right))
            }
            Expr::Symbol(SymbolId::YES) => Exprs::NO,
            Expr::Symbol(SymbolId::NO) => Exprs::YES,
            Expr::Symbol(SymbolId::MOD) => Exprs::MOD,
            Expr::Symbol(_) => self.exprs.not(inner),
            Expr::And(left, right) | Expr::Or(left, right) => {
                let (left, right) = (self.exprs.not(left), self.exprs.not(right));
                let (left, right) = self.both(Pass::Transform, left, right)?;
                let joint = if matches!(self.exprs.get(inner), Expr::And(..)) { Joint::Or } else { Joint::And };
                self.exprs.join(joint, left, right)
            }
        })
    }

    /// Since 6.12: each joint on its own, parts first, until nothing more is found.
    fn eliminate_step(&mut self, id: ExprId) -> Outcome {
        let mut current = id;
        let mut found = false;
        if let Some((joint, left, right)) = self.exprs.get(id).joint() {
            let (left, right) = match self.both(Pass::Eliminate, left, right) {
                Ok(parts) => parts,
                Err(first) => return first,
            };
            let mut lefts = self.exprs.operands(joint, left);
            let mut rights = self.exprs.operands(joint, right);
            for one in &mut lefts {
                for other in &mut rights {
                    found |= self.join_pair(joint, one, other);
                }
            }
            if found {
                let left = self.rebuild(joint, left, &mut lefts.into_iter());
                let right = self.rebuild(joint, right, &mut rights.into_iter());
                current = self.exprs.join(joint, left, right);
            } else {
                current = self.exprs.join(joint, left, right);
            }
        }
        let current = ExprId::from_index(self.run(Pass::Constants, current) as usize);
        if found && current != id {
            return match self.known(Pass::Eliminate, current) {
                Some(result) => Outcome::Done(result),
                None => Outcome::First(current),
            };
        }
        Outcome::Done(current.index() as u32)
    }

    /// Before 6.12: all pairs of a joint's operands, until nothing more is found.
    fn eliminate_step_in_place(&mut self, id: ExprId) -> Outcome {
        let (current, found) = self.pairs_in_place(id);
        if !found {
            return Outcome::Done(current.index() as u32);
        }
        let current = ExprId::from_index(self.run(Pass::Constants, current) as usize);
        match self.known(Pass::Eliminate, current) {
            _ if current == id => Outcome::Done(id.index() as u32),
            Some(result) => Outcome::Done(result),
            None => Outcome::First(current),
        }
    }

    /// One pass over all pairs. Operands that are joints of the other kind are worked on likewise, innermost first,
    /// which gives what working on them again and again would give.
    fn pairs_in_place(&mut self, root: ExprId) -> (ExprId, bool) {
        let mut done: HashMap<ExprId, (ExprId, bool)> = HashMap::new();
        let mut open = vec![root];
        while let Some(&id) = open.last() {
            if done.contains_key(&id) {
                open.pop();
                continue;
            }
            let Some((joint, ..)) = self.exprs.get(id).joint() else {
                done.insert(id, (id, false));
                open.pop();
                continue;
            };
            let mut operands = self.exprs.operands(joint, id);
            let before = open.len();
            open.extend(operands.iter().copied().filter(|part| {
                self.exprs.get(*part).joint().is_some() && !done.contains_key(part)
            }));
            if open.len() > before {
                continue;
            }
            let mut found = false;
            for operand in &mut operands {
                if let Some(&(result, changed)) = done.get(operand) {
                    *operand = result;
                    found |= changed;
                }
            }
            for one in 0..operands.len() {
                for other in 0..operands.len() {
                    if one != other
                        && let (Some(&a), Some(&b)) = (operands.get(one), operands.get(other))
                    {
                        let (mut a, mut b) = (a, b);
                        if self.join_pair(joint, &mut a, &mut b) {
                            found = true;
                            operands.iter_mut().enumerate().for_each(|(at, operand)| {
                                if at == one {
                                    *operand = a;
                                } else if at == other {
                                    *operand = b;
                                }
                            });
                        }
                    }
                }
            }
            let result = self.rebuild(joint, id, &mut operands.into_iter());
            done.insert(id, (result, found));
            open.pop();
        }
        done.get(&root).copied().unwrap_or((root, false))
    }

    /// A joint of the shape of `root` with new operands.
    fn rebuild(&mut self, joint: Joint, root: ExprId, operands: &mut dyn Iterator<Item = ExprId>) -> ExprId {
        enum Task {
            Visit(ExprId),
            Join,
        }
        let mut tasks = vec![Task::Visit(root)];
        let mut results: Vec<ExprId> = Vec::new();
        while let Some(task) = tasks.pop() {
            match task {
                Task::Visit(id) => match self.exprs.get(id).joint() {
                    Some((found, left, right)) if found == joint => {
                        tasks.extend([Task::Join, Task::Visit(right), Task::Visit(left)]);
                    }
                    _ => results.push(operands.next().unwrap_or(id)),
                },
                Task::Join => {
                    if let (Some(right), Some(left)) = (results.pop(), results.pop()) {
                        results.push(self.exprs.join(joint, left, right));
                    }
                }
            }
        }
        results.pop().unwrap_or(root)
    }

    /// `expr && y` and its like; behaviour of `expr_eliminate_yn`.
    fn constants_step(&mut self, id: ExprId) -> Outcome {
        let Some((joint, left, right)) = self.exprs.get(id).joint() else { return Outcome::Done(id.index() as u32) };
        let (left, right) = match self.both(Pass::Constants, left, right) {
            Ok(parts) => parts,
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

    /// A number that is the same for expressions that `expr_eq` calls equal.
    fn class(&mut self, id: ExprId) -> u32 {
        self.run(Pass::Equal, id)
    }

    fn class_step(&mut self, id: ExprId) -> Outcome {
        let class = match self.exprs.get(id) {
            Expr::Symbol(_) | Expr::Compare(..) => Class::Leaf(id),
            Expr::Not(inner) => match self.known(Pass::Equal, inner) {
                Some(inner) => Class::Not(inner),
                None => return Outcome::First(inner),
            },
            Expr::And(..) | Expr::Or(..) => {
                let Some((joint, ..)) = self.exprs.get(id).joint() else { return Outcome::Done(id.index() as u32) };
                let zero = if joint == Joint::And { Exprs::NO } else { Exprs::YES };
                let operands = self.exprs.operands(joint, id);
                if operands.contains(&zero) {
                    Class::Zero(joint)
                } else {
                    let mut classes = Vec::with_capacity(operands.len());
                    for operand in operands {
                        match self.known(Pass::Equal, operand) {
                            _ if operand == joint.neutral() => {}
                            Some(class) => classes.push(class),
                            None => return Outcome::First(operand),
                        }
                    }
                    classes.sort_unstable();
                    Class::Joint(joint, classes)
                }
            }
        };
        let next = self.memory.classes.len() as u32;
        Outcome::Done(*self.memory.classes.entry(class).or_insert(next))
    }

    /// Whether `expr_eq` calls two expressions equal.
    fn equal(&mut self, one: ExprId, other: ExprId) -> bool {
        one == other || {
            let compound = |id| matches!(self.exprs.get(id), Expr::Not(_) | Expr::And(..) | Expr::Or(..));
            compound(one) && compound(other) && self.class(one) == self.class(other)
        }
    }

    /// Joins two operands into the second where that says the same; the first becomes neutral.
    fn join_pair(&mut self, joint: Joint, one: &mut ExprId, other: &mut ExprId) -> bool {
        match self.joined(joint, *one, *other) {
            Some(result) => {
                *one = joint.neutral();
                *other = result;
                true
            }
            None => false,
        }
    }

    fn joined(&mut self, joint: Joint, one: ExprId, other: ExprId) -> Option<ExprId> {
        if self.equal(one, other) {
            return Some(one);
        }
        let (e1, e2) = (self.exprs.get(one), self.exprs.get(other));
        let first = match e1 {
            Expr::Not(inner) => plain(self.exprs.get(inner))?,
            _ => plain(e1)?,
        };
        let second = match e2 {
            Expr::Not(inner) => match self.exprs.get(inner) {
                Expr::Symbol(symbol) => symbol,
                _ => return None,
            },
            _ => plain(e2)?,
        };
        if first != second {
            return None;
        }
        let result = match (joint, self.symbols[first].ty?) {
            (Joint::Or, Type::Tristate) => tristate_or(first, e1, e2),
            (Joint::Or, Type::Bool) => self.excluded_middle(e1, e2),
            (Joint::And, ty @ (Type::Bool | Type::Tristate)) => self.both_hold(first, ty, e1, e2),
            _ => None,
        }?;
        Some(self.exprs.make(result))
    }

    /// `a || !a` of a bool.
    fn excluded_middle(&self, e1: Expr, e2: Expr) -> Option<Expr> {
        let negated = |e| matches!(e, Expr::Not(inner) if matches!(self.exprs.get(inner), Expr::Symbol(_)));
        let symbol = |e| matches!(e, Expr::Symbol(_));
        ((negated(e1) && symbol(e2)) || (negated(e2) && symbol(e1))).then_some(Expr::Symbol(SymbolId::YES))
    }

    fn both_hold(&self, symbol: SymbolId, ty: Type, e1: Expr, e2: Expr) -> Option<Expr> {
        use Relation::{Equal, Unequal};
        use SymbolId as S;
        let compared = |e: Expr| match e {
            Expr::Compare(relation, _, right) => Some((relation, right)),
            _ => None,
        };
        let pair = |relation, right| {
            (matches!(e1, Expr::Symbol(_)) && compared(e2) == Some((relation, right)))
                || (matches!(e2, Expr::Symbol(_)) && compared(e1) == Some((relation, right)))
        };
        let is = |right| Some(Expr::Compare(Equal, symbol, right));
        if pair(Equal, S::YES) || pair(Unequal, S::MOD) {
            return is(S::YES);
        }
        if pair(Unequal, S::NO) {
            return Some(Expr::Symbol(symbol));
        }
        if ty != Type::Tristate {
            return None;
        }
        match (compared(e1)?, compared(e2)?) {
            ((Equal, wanted), (Unequal, other)) | ((Unequal, other), (Equal, wanted)) => {
                let constant = |id: SymbolId| self.symbols[id].constant;
                if !constant(wanted) || !constant(other) {
                    None
                } else if wanted == other {
                    Some(Expr::Symbol(S::NO))
                } else {
                    is(wanted)
                }
            }
            ((Unequal, a), (Unequal, b)) => match (a, b) {
                (S::YES, S::NO) | (S::NO, S::YES) => is(S::MOD),
                (S::YES, S::MOD) | (S::MOD, S::YES) => is(S::NO),
                (S::MOD, S::NO) | (S::NO, S::MOD) => is(S::YES),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether all of `needed` is among the operands of `given`: what is left of it is `y`.
    /// Behaviour of `expr_eliminate_eq` followed by `expr_is_yes`.
    pub(super) fn covers(&mut self, given: ExprId, needed: ExprId) -> bool {
        let (mut given, mut needed) = (given, needed);
        let first = self.exprs.get(given).joint().map(|(joint, ..)| joint);
        if let Some(joint) = first {
            (given, needed) = self.without_common(joint, given, needed);
        }
        let second = self.exprs.get(needed).joint().map(|(joint, ..)| joint);
        if let Some(joint) = second
            && self.exprs.get(given).joint().map(|(joint, ..)| joint) != Some(joint)
        {
            (_, needed) = self.without_common(joint, given, needed);
        }
        self.run(Pass::Constants, needed) == Exprs::YES.index() as u32
    }

    fn without_common(&mut self, joint: Joint, one: ExprId, other: ExprId) -> (ExprId, ExprId) {
        let mut ones = self.exprs.operands(joint, one);
        let mut others = self.exprs.operands(joint, other);
        for a in &mut ones {
            for b in &mut others {
                let constant = *a == Exprs::YES || *a == Exprs::NO;
                if !(a == b && constant) && self.equal(*a, *b) {
                    (*a, *b) = (joint.neutral(), joint.neutral());
                }
            }
        }
        let one = self.rebuild(joint, one, &mut ones.into_iter());
        let other = self.rebuild(joint, other, &mut others.into_iter());
        (one, other)
    }
}

/// The symbol of a plain symbol or of an equality.
fn plain(expr: Expr) -> Option<SymbolId> {
    match expr {
        Expr::Symbol(symbol) | Expr::Compare(Relation::Equal | Relation::Unequal, symbol, _) => Some(symbol),
        _ => None,
    }
}

/// Two equalities of a tristate leave but one value out.
fn tristate_or(symbol: SymbolId, e1: Expr, e2: Expr) -> Option<Expr> {
    use SymbolId as S;
    let (Expr::Compare(Relation::Equal, _, a), Expr::Compare(Relation::Equal, _, b)) = (e1, e2) else { return None };
    let left_out = match (a, b) {
        (S::YES, S::MOD) | (S::MOD, S::YES) => S::NO,
        (S::YES, S::NO) | (S::NO, S::YES) => S::MOD,
        (S::MOD, S::NO) | (S::NO, S::MOD) => S::YES,
        _ => return None,
    };
    Some(Expr::Compare(Relation::Unequal, symbol, left_out))
}

/// Inserts `= n` or `!= n` at every symbol; behaviour of `expr_trans_compare` with the constant `n`.
pub(super) fn compared_with_no(exprs: &mut Exprs, expr: Option<ExprId>, relation: Relation) -> ExprId {
    enum Task {
        Visit(ExprId, bool),
        Join(Joint, bool),
    }
    let equal = relation == Relation::Equal;
    let Some(root) = expr else {
        return if equal { Exprs::NO } else { exprs.not(Exprs::NO) };
    };
    let mut tasks = vec![Task::Visit(root, equal)];
    let mut results: Vec<ExprId> = Vec::new();
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

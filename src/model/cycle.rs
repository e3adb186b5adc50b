//! A finished model enters; its cycles of dependencies leave as errors. Behaviour of `sym_check_deps` in symbol.c:
//! what is not a cycle there (a range's bounds, a choice's default) is none here.

mod chain;

use crate::diagnostic::Diagnostic;

use super::{
    Model,
    arena::Arena,
    expr::{Expr, ExprId},
    menu::{MenuId, below},
    symbol::{PropertyId, PropertyKind, SymbolId},
};

/// Through what a symbol depends on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Via {
    Direct,
    Select,
    Imply,
    /// by a definition's dependencies, which counted as a property before 6.12
    Definition(MenuId),
    Condition(PropertyId),
    Default(PropertyId),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// A step of the search, as the reference keeps it on its stack.
struct Step {
    symbol: SymbolId,
    via: Option<Via>,
    work: Work,
}

enum Work {
    /// a member: its choice is looked at in its place
    Member(Option<SymbolId>),
    /// a choice: itself first, then its members
    Group(std::vec::IntoIter<SymbolId>, Vec<SymbolId>),
    /// the symbol's own dependencies: what is pending from this length on
    Own(usize),
}

/// A part of a dependency.
enum Pending {
    Expr(Via, ExprId),
    Symbol(Via, SymbolId),
    /// all parts of this expression were looked at
    Settled(ExprId),
}

pub(super) struct Search<'m> {
    model: &'m Model,
    marks: Arena<SymbolId, Mark>,
    stack: Vec<Step>,
    /// what the steps still have to look at, the next thing last
    pending: Vec<Pending>,
    /// expressions that lead to nothing new
    settled: Arena<ExprId, bool>,
}

impl<'m> Search<'m> {
    /// Nothing looked at yet.
    pub(super) fn new(model: &'m Model) -> Self {
        Self {
            model,
            marks: Arena::filled(Mark::New, model.symbols.len()),
            stack: Vec::new(),
            pending: Vec::new(),
            settled: Arena::filled(false, model.exprs.len()),
        }
    }

    /// Looks for a cycle from a symbol.
    pub(super) fn from(&mut self, root: SymbolId) -> Option<Diagnostic> {
        if let Some(error) = self.enter(root) {
            return Some(error);
        }
        while let Some(step) = self.stack.last_mut() {
            let next = match &mut step.work {
                Work::Member(choice) => choice.take(),
                Work::Group(members, _) => match members.next() {
                    Some(member) => {
                        let own = self.own(member);
                        self.stack.push(own);
                        continue;
                    }
                    None => None,
                },
                Work::Own(base) => {
                    let base = *base;
                    self.edge(base)
                }
            };
            match next {
                Some(to) => {
                    if let Some(error) = self.enter(to) {
                        self.unwind();
                        return Some(error);
                    }
                }
                None => self.leave(),
            }
        }
        None
    }

    /// Behaviour of `sym_check_deps`: starts on a symbol, or finds that it is open.
    fn enter(&mut self, symbol: SymbolId) -> Option<Diagnostic> {
        match self.marks[symbol] {
            Mark::Open => return Some(self.tell(symbol)),
            Mark::Done => return None,
            Mark::New => {}
        }
        let model = self.model;
        if let Some(choice) = model.choice_of(symbol).and_then(|menu| model.menus[menu].symbol) {
            self.stack.push(Step { symbol, via: None, work: Work::Member(Some(choice)) });
        } else if model.symbols[symbol].choice {
            let members = self.group(symbol);
            for &member in members.iter().chain([&symbol]) {
                self.marks[member] = Mark::Open;
            }
            let all = std::iter::once(symbol).chain(members.iter().copied()).collect::<Vec<_>>();
            self.stack.push(Step { symbol, via: None, work: Work::Group(all.into_iter(), members) });
        } else {
            self.marks[symbol] = Mark::Open;
            let own = self.own(symbol);
            self.stack.push(own);
        }
        None
    }

    /// The symbols that count as one with a choice.
    fn group(&self, choice: SymbolId) -> Vec<SymbolId> {
        let symbol = &self.model.symbols[choice];
        if self.model.dialect.old_choices {
            return symbol.members.clone();
        }
        let first = symbol.menus.first();
        first.map_or_else(Vec::new, |&menu| {
            below(&self.model.menus, menu).filter_map(|menu| self.model.menus[menu].symbol).collect()
        })
    }

    fn leave(&mut self) {
        let Some(step) = self.stack.pop() else { return };
        let inside = |stack: &[Step]| matches!(stack.last(), Some(Step { work: Work::Group(..), .. }));
        match step.work {
            Work::Member(_) => {}
            Work::Group(_, members) => {
                self.marks[step.symbol] = Mark::Done;
                for member in members {
                    self.marks[member] = Mark::Done;
                }
            }
            // within a group, the choice is closed by itself and its members when all are through
            Work::Own(_) if inside(&self.stack) => {
                if self.model.symbols[step.symbol].choice {
                    self.marks[step.symbol] = Mark::Done;
                }
            }
            Work::Own(_) => self.marks[step.symbol] = Mark::Done,
        }
    }

    /// After a cycle was told, everything open counts as looked at.
    fn unwind(&mut self) {
        while !self.stack.is_empty() {
            self.leave();
        }
        self.pending.clear();
    }

    /// The next symbol that the step on top depends on, unless it was looked at.
    fn edge(&mut self, base: usize) -> Option<SymbolId> {
        while self.pending.len() > base {
            let (via, to) = match self.pending.pop()? {
                Pending::Settled(id) => {
                    self.settled[id] = true;
                    continue;
                }
                Pending::Symbol(via, to) => (via, to),
                Pending::Expr(_, id) if self.settled[id] => continue,
                Pending::Expr(via, id) => match self.model.exprs.get(id) {
                    Expr::Symbol(to) => (via, to),
                    Expr::Compare(_, left, right) => {
                        self.pending.push(Pending::Symbol(via, right));
                        (via, left)
                    }
                    Expr::Not(inner) => {
                        self.pending.push(Pending::Expr(via, inner));
                        continue;
                    }
                    Expr::And(left, right) | Expr::Or(left, right) => {
                        let parts = [Pending::Settled(id), Pending::Expr(via, right), Pending::Expr(via, left)];
                        self.pending.extend(parts);
                        continue;
                    }
                },
            };
            if self.marks[to] != Mark::Done {
                if let Some(step) = self.stack.last_mut() {
                    step.via = Some(via);
                }
                return Some(to);
            }
        }
        None
    }

    fn own(&mut self, id: SymbolId) -> Step {
        let model = self.model;
        let symbol = &model.symbols[id];
        let base = self.pending.len();
        let mut add = |via: Via, expr: Option<ExprId>| {
            self.pending.extend(expr.map(|expr| Pending::Expr(via, expr)));
        };
        let implies = model.dialect.implies_circles;
        if implies {
            add(Via::Direct, symbol.dir_dep);
        }
        add(Via::Select, symbol.rev_dep);
        if implies {
            add(Via::Imply, symbol.implied);
        }
        for &menu in &symbol.menus {
            if !model.dialect.shared_expressions {
                add(Via::Definition(menu), model.menus[menu].dep);
            }
            for &property in &model.menus[menu].properties {
                let found = &model.properties[property];
                match found.kind {
                    PropertyKind::Select(_) => continue,
                    PropertyKind::Imply(_) if implies => continue,
                    _ => {}
                }
                add(Via::Condition(property), found.visible);
                if let PropertyKind::Default(value) = found.kind
                    && !symbol.choice
                {
                    add(Via::Default(property), Some(value));
                }
            }
        }
        if let Some(own) = self.pending.get_mut(base..) {
            own.reverse();
        }
        Step { symbol: id, via: None, work: Work::Own(base) }
    }
}

//! Words and expressions of one statement enter, with what their macros expand to; texts, symbols and shared
//! expressions leave.

use std::ops::Range;

use crate::{
    syntax::ast::{self, Operand, Step, Word},
    tree::expand::Expanded,
};

use super::{
    build::Builder,
    expr::{Expr, ExprId, Exprs, Joint, Operands},
    symbol::{Symbol, SymbolId},
    text::Text,
};

impl<'t> Builder<'t> {
    pub(super) fn cut(&self, at: &Range<u32>) -> &'t [u8] {
        self.text.get(at.start as usize..at.end as usize).unwrap_or_default()
    }

    pub(super) fn expansion(&mut self) -> &'t Expanded {
        static NOTHING: Expanded = Expanded { text: Vec::new(), probes: Vec::new() };
        let index = self.next_expansion as usize;
        self.next_expansion += 1;
        self.tree.walk.expansions.get(index).unwrap_or(&NOTHING)
    }

    pub(super) fn word(&mut self, word: &Word) -> Text {
        let bytes = if word.expands { self.expansion().text.as_slice() } else { self.cut(&word.at) };
        self.model.texts.intern(bytes)
    }

    pub(super) fn quoted(&mut self, text: &ast::Text) -> Text {
        let bytes = if text.cooked { self.expansion().text.as_slice() } else { self.cut(&text.inner()) };
        self.model.texts.intern(bytes)
    }

    /// Behaviour of `sym_lookup`.
    pub(super) fn lookup(&mut self, name: Text, constant: bool) -> SymbolId {
        let table = if constant { &mut self.model.constants } else { &mut self.model.by_name };
        if table.len() <= name.index() {
            table.resize(self.model.texts.len(), None);
        }
        match table.get_mut(name.index()) {
            Some(Some(known)) => *known,
            slot => {
                let id = self.model.symbols.push(Symbol::new(Some(name), constant));
                if let Some(slot) = slot {
                    *slot = Some(id);
                }
                id
            }
        }
    }

    pub(super) fn symbol(&mut self, word: &Word) -> SymbolId {
        let name = self.word(word);
        self.lookup(name, false)
    }

    pub(super) fn operand(&mut self, operand: &Operand) -> SymbolId {
        match operand {
            Operand::Word(word) => self.symbol(word),
            Operand::Text(text) => {
                let name = self.quoted(text);
                self.lookup(name, true)
            }
        }
    }

    pub(super) fn expr(&mut self, expr: &ast::Expr) -> ExprId {
        let parsed = self.parsed;
        let mut stack = Operands::new();
        for step in parsed.steps(expr) {
            let made = match step {
                Step::Operand(operand) => {
                    let symbol = self.operand(operand);
                    self.model.exprs.symbol(symbol)
                }
                Step::Compare(compared) => {
                    let (left, right) = (self.operand(&compared.left), self.operand(&compared.right));
                    self.model.exprs.make(Expr::Compare(compared.relation, left, right))
                }
                Step::Not => {
                    let inner = stack.pop().unwrap_or(Exprs::YES);
                    self.model.exprs.not(inner)
                }
                Step::And | Step::Or => {
                    let joint = if *step == Step::And { Joint::And } else { Joint::Or };
                    let right = stack.pop().unwrap_or(Exprs::YES);
                    let left = stack.pop().unwrap_or(Exprs::YES);
                    self.model.exprs.join(joint, left, right)
                }
            };
            stack.push(made);
        }
        stack.pop().unwrap_or(Exprs::YES)
    }

    pub(super) fn condition(&mut self, condition: Option<&ast::Expr>) -> Option<ExprId> {
        condition.map(|expr| self.expr(expr))
    }
}

//! The model and a user's values enter; every symbol's value leaves, with the mechanism that set it.
//! Behaviour of symbol.c and confdata.c under each dialect's rules, so that the files written are the same bytes.
//!
//! Invariant: no recursion. A symbol whose value needs another's is put aside on a stack of our own until that is there.

mod answer;
mod auto;
mod changed_input;
mod choice;
mod defconfig;
mod expression;
mod help;
mod modes;
mod new_options;
mod old_choice;
mod random;
mod read;
mod reading;
#[cfg(test)]
mod rules;
mod state;
mod suppose;
mod unmet;
mod user;
mod value;
mod write;

use std::collections::HashMap;

use foldhash::fast::FixedState;

pub use auto::{Auto, Style};
pub(crate) use expression::compared;
pub use modes::{Fill, Probability, parse_seed};
pub use reading::{Assignment, Reading, Remark, RemarkKind};
pub(crate) use state::State;
pub use state::{ChoiceRule, Mechanism, Str};
pub use user::{evaluated, said_behind};
pub use write::quote;

use state::NEVER;

use crate::model::{
    Model,
    arena::{Arena, Id as _},
    expr::ExprId,
    menu::MenuId,
    symbol::{PropertyId, SymbolId, Tristate},
    text::Text,
};

/// Some value is missing; which ones stands in [`Evaluator::missing`].
struct Missing;

type Try<T> = Result<T, Missing>;

/// One run over a model. Keeps its state from pass to pass, as the reference does.
#[derive(Debug)]
pub struct Evaluator<'m> {
    model: &'m Model,
    pub(crate) states: Arena<SymbolId, State>,
    own_texts: Vec<Vec<u8>>,
    /// value of MODULES that types are taken by
    modules: Tristate,
    exprs: Vec<u8>,
    /// conditions of properties as of their owner's last calculation
    conditions: Vec<Tristate>,
    /// choices whose member is found (since 6.11)
    settled: HashMap<SymbolId, (Option<SymbolId>, ChoiceRule), FixedState>,
    /// how often a member of a choice was preferred, or put last
    ranks: i64,
    choice_of: Vec<Option<MenuId>>,
    missing: Vec<SymbolId>,
    tainted: Vec<u32>,
    stack: Vec<ExprId>,
    /// symbols that a select forced past their dependencies, once for each calculation
    pub unmet: Vec<SymbolId>,
    /// what the reference says of these, where somebody wants to know
    unmet_told: Option<Vec<u8>>,
    /// calculating everything again with the same user values would give the same
    repeatable: bool,
    /// the configuration differs from the file that was read
    pub changed: bool,
    order: Vec<SymbolId>,
}

const UNKNOWN: u8 = 3;

impl<'m> Evaluator<'m> {
    /// No user values yet, nothing calculated.
    pub fn new(model: &'m Model) -> Self {
        let mut states = Arena::filled(State::BLANK, model.symbols.len());
        for (symbol, value) in
            [(SymbolId::NO, Tristate::No), (SymbolId::MOD, Tristate::Mod), (SymbolId::YES, Tristate::Yes)]
        {
            states[symbol].value = value;
        }
        let mut choice_of = vec![None; model.symbols.len()];
        for ((id, symbol), choice) in model.symbols.iter().zip(&mut choice_of) {
            if symbol.choice {
                continue;
            }
            if let Some(name) = symbol.name {
                states[id].text = if symbol.ty.is_none() || id <= SymbolId::YES { Str::of(name) } else { NEVER };
                *choice = model.choice_of(id);
            }
        }
        let mut evaluator = Self {
            model,
            states,
            own_texts: [b"0".to_vec(), b"0x0".to_vec(), b"n".to_vec()].into(),
            modules: Tristate::No,
            exprs: vec![UNKNOWN; model.exprs.len()],
            conditions: vec![Tristate::No; model.properties.len()],
            settled: HashMap::default(),
            ranks: 0,
            choice_of,
            missing: Vec::new(),
            tainted: Vec::new(),
            stack: Vec::new(),
            unmet: Vec::new(),
            unmet_told: None,
            repeatable: true,
            changed: true,
            order: model.in_table_order(),
        };
        for id in model.symbols.ids() {
            if model.symbols[id].ty.is_none() || id <= SymbolId::YES {
                evaluator.states[id].valid = true;
            }
        }
        evaluator
    }

    /// The model.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    fn own(&self, index: usize) -> Str {
        Str((self.model.texts.len() + index) as u32)
    }

    /// `0`, `0x0` and `n`, which every run has.
    fn zero(&self) -> Str {
        self.own(0)
    }

    fn hex_zero(&self) -> Str {
        self.own(1)
    }

    fn letter_n(&self) -> Str {
        self.own(2)
    }

    fn keep(&mut self, text: &[u8]) -> Str {
        self.own_texts.push(text.to_vec());
        self.own(self.own_texts.len() - 1)
    }

    /// The bytes of a value's text.
    pub fn bytes(&self, text: Str) -> &[u8] {
        let index = text.0 as usize;
        match index.checked_sub(self.model.texts.len()) {
            None => self.model.texts.get(Text::at(index)),
            Some(own) => self.own_texts.get(own).map_or(&[], Vec::as_slice),
        }
    }

    /// Calculates a symbol, and whatever it needs first.
    pub fn calculate(&mut self, symbol: SymbolId) {
        if self.states[symbol].valid {
            return;
        }
        let mut stack = vec![symbol];
        while let Some(&top) = stack.last() {
            if self.states[top].valid {
                stack.pop();
                continue;
            }
            let again = std::mem::replace(&mut self.states[top].open, true);
            match self.attempt(top, again) {
                Ok(valid) => {
                    // types hang on MODULES: who is calculated before it may come out otherwise the next time
                    self.repeatable &= symbol != self.model.modules
                        || self.model.symbols[top].ty != Some(crate::syntax::ast::Type::Tristate);
                    let state = &mut self.states[top];
                    state.open = false;
                    state.valid = valid;
                    stack.pop();
                }
                Err(Missing) => {
                    let before = stack.len();
                    while let Some(missing) = self.missing.pop() {
                        let state = &self.states[missing];
                        if !state.valid && !state.open {
                            stack.push(missing);
                        }
                    }
                    if stack.len() == before {
                        // cannot be: only values that are neither there nor under way are missing
                        self.states[top].valid = true;
                    }
                }
            }
        }
    }

    /// Calculates everything.
    pub fn calculate_all(&mut self) {
        for index in 0..self.order.len() {
            if let Some(&symbol) = self.order.get(index) {
                self.calculate(symbol);
            }
        }
    }

    /// Forgets values, not user values; behaviour of `sym_clear_all_valid`.
    pub fn start_over(&mut self) {
        self.forget();
        self.changed = true;
        self.calculate(self.model.modules);
    }

    /// Takes a bool's or tristate's value as if the user had said so, and forgets what was calculated.
    pub fn presume(&mut self, symbol: SymbolId, value: Tristate) {
        self.states[symbol].user = true;
        self.states[symbol].user_value = value;
        self.start_over();
    }

    fn forget(&mut self) {
        for id in self.model.symbols.ids() {
            if self.model.symbols[id].ty.is_some() && id > SymbolId::YES {
                self.states[id].valid = false;
            }
        }
        self.exprs.fill(UNKNOWN);
        self.settled.clear();
    }

    /// These alone are to be calculated again: other values stay as they are, but what is looked at from now on sees
    /// the new ones. Since 6.12 the reference remembers expressions, and does not forget them here.
    fn forget_some(&mut self, symbols: impl IntoIterator<Item = SymbolId>) {
        for symbol in symbols {
            self.states[symbol].valid = false;
        }
        if !self.model.dialect.shared_expressions {
            self.exprs.fill(UNKNOWN);
        }
    }

    fn has_type(&self, symbol: SymbolId) -> bool {
        self.model.symbols[symbol].ty.is_some()
    }

    /// The choice of a symbol, if it is a member.
    fn choice(&self, symbol: SymbolId) -> Option<MenuId> {
        self.choice_of.get(symbol.index()).copied().flatten()
    }

    fn condition(&self, property: PropertyId) -> Tristate {
        self.conditions.get(property.index()).copied().unwrap_or_default()
    }

    fn set_condition(&mut self, property: PropertyId, value: Tristate) {
        if let Some(slot) = self.conditions.get_mut(property.index()) {
            *slot = value;
        }
    }

    /// Whether a symbol with a text was not yet calculated, not even for a former configuration.
    fn never_had_text(&self, symbol: SymbolId) -> bool {
        !self.is_tristate(symbol) && self.states[symbol].text == NEVER
    }

    /// How a symbol came to its value, as of the last calculation.
    pub fn mechanism(&self, symbol: SymbolId) -> Mechanism {
        self.states[symbol].mechanism
    }

    /// A bool's or tristate's value, as of the last calculation.
    pub fn tristate(&self, symbol: SymbolId) -> Tristate {
        self.states[symbol].value
    }

    /// A symbol's value as text: y, m or n, or its text. Behaviour of `sym_get_string_value`.
    pub fn value_text(&self, symbol: SymbolId) -> &[u8] {
        if self.is_tristate(symbol) {
            self.states[symbol].value.word().as_bytes()
        } else {
            self.bytes(self.states[symbol].text)
        }
    }
}

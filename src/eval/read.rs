//! A `.config`'s lines enter; user values leave, with a remark for each line that the reference warns of.
//! Behaviour of `conf_read_simple`, `conf_set_sym_val` and `conf_read` in confdata.c.

use crate::{
    model::{
        number_text,
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    syntax::{
        ast::Type,
        dotconfig::{self, Line, LineKind},
    },
};

use super::{Assignment, Evaluator, Reading, Remark, RemarkKind, Str, Try};

fn cut<'t>(text: &'t [u8], at: &crate::syntax::ast::Bytes) -> &'t [u8] {
    text.get(at.start as usize..at.end as usize).unwrap_or_default()
}

impl Evaluator<'_> {
    /// Takes user values from a file, in place of all that were there.
    pub fn read_simple(&mut self, text: &[u8], lines: &[Line]) -> Reading {
        self.forget_user_values();
        self.forget();
        let mut reading = Reading::default();
        for (index, line) in lines.iter().enumerate() {
            self.read_line(text, line, index as u32, &mut reading);
        }
        reading
    }

    pub(super) fn forget_user_values(&mut self) {
        let old = self.model.dialect.old_choices;
        for id in self.model.symbols.ids() {
            let choice = self.model.symbols[id].choice;
            let state = &mut self.states[id];
            state.user = old && choice;
            state.user_value = Tristate::No;
            state.user_text = None;
            state.user_member = None;
            state.contrary = false;
        }
    }

    pub(super) fn read_line(&mut self, text: &[u8], line: &Line, index: u32, reading: &mut Reading) {
        let mut remark = |kind, symbol| reading.remarks.push(Remark { line: index, kind, symbol });
        let strict = self.model.dialect.strict_reader;
        let (name, value): (&[u8], &[u8]) = match &line.kind {
            // before 6.8 a line is blank only if nothing stands on it, not even a NUL
            LineKind::Blank if !strict && text.get(line.at.start as usize) == Some(&0) => {
                remark(RemarkKind::Unexpected, None);
                return;
            }
            LineKind::Blank | LineKind::Comment => return,
            LineKind::NotSet { exact, .. } if strict && !exact => return,
            LineKind::NotSet { name, .. } => (cut(text, name), b"n"),
            LineKind::Set { name, value } => (cut(text, name), cut(text, value)),
            LineKind::NoValue => {
                if strict {
                    remark(RemarkKind::Unexpected, None);
                }
                return;
            }
            LineKind::Foreign => {
                if strict || cut(text, &line.at).first() != Some(&b'\r') {
                    remark(RemarkKind::Unexpected, None);
                }
                return;
            }
        };
        let Some(symbol) = self.model.find(name) else {
            remark(RemarkKind::Unknown, None);
            self.changed = true;
            return;
        };
        if self.states[symbol].user {
            remark(RemarkKind::Reassigned, Some(symbol));
        }
        let number = matches!(self.model.symbols[symbol].ty, Some(Type::Int | Type::Hex));
        let unset = matches!(line.kind, LineKind::NotSet { .. });
        let taken = if unset && number && !self.model.dialect.doubts_unset_numbers {
            Err(RemarkKind::PassedOver)
        } else {
            self.set_user_value(symbol, value)
        };
        if let Err(kind) = taken {
            remark(kind, Some(symbol));
        }
        reading.assignments.push(Assignment { symbol, line: index, taken: taken.is_ok() });
        if taken.is_err() {
            return;
        }
        if !self.model.dialect.old_choices {
            if self.choice(symbol).is_some() {
                self.want_most(symbol, false);
            }
        } else if let Some(choice) = self.model.symbols[symbol].member_of
            && let Some(kind) = self.set_old_choice(choice, symbol)
        {
            reading.remarks.push(Remark { line: index, kind, symbol: Some(symbol) });
        }
    }

    fn set_user_value(&mut self, symbol: SymbolId, value: &[u8]) -> Result<(), RemarkKind> {
        let tristate = match (self.model.symbols[symbol].ty, value.first()) {
            (None, _) => return Ok(()),
            (Some(Type::Tristate), Some(b'm')) => Some(Tristate::Mod),
            (Some(Type::Bool | Type::Tristate), Some(b'y')) => Some(Tristate::Yes),
            (Some(Type::Bool | Type::Tristate), Some(b'n')) => Some(Tristate::No),
            (Some(Type::Bool | Type::Tristate), _) => return Err(RemarkKind::Invalid),
            _ => None,
        };
        if let Some(tristate) = tristate {
            let state = &mut self.states[symbol];
            state.user_value = tristate;
            state.user = true;
            return Ok(());
        }
        let ty = self.model.symbols[symbol].ty.unwrap_or(Type::String);
        let text = match ty {
            Type::String => match dotconfig::unquote(value) {
                Ok(Some(text)) => text,
                Ok(None) => return Err(RemarkKind::PassedOver),
                Err(()) => return Err(RemarkKind::InvalidText),
            },
            _ if number_text::valid(ty, value) => value.to_vec(),
            _ => return Err(RemarkKind::Invalid),
        };
        let text = self.keep(&text);
        let state = &mut self.states[symbol];
        state.user_text = Some(text);
        state.user = true;
        Ok(())
    }

    /// Before 6.11 a choice takes its value from its members as they are read.
    pub(super) fn set_old_choice(&mut self, choice: SymbolId, member: SymbolId) -> Option<RemarkKind> {
        let value = self.states[member].user_value;
        let state = &mut self.states[choice];
        let mut remark = None;
        match value {
            Tristate::No => {}
            Tristate::Mod => {
                if state.user_value == Tristate::Yes {
                    remark = Some(RemarkKind::ChoiceInconsistent);
                    state.user = false;
                    state.contrary = true;
                }
            }
            Tristate::Yes => {
                if state.user_value != Tristate::No {
                    remark = Some(RemarkKind::ChoiceOverridden);
                }
                state.user_member = Some(member);
            }
        }
        state.user_value = state.user_value.max(value);
        remark
    }

    /// Reads a file and calculates everything; notes whether the result differs from the file. Behaviour of
    /// `conf_read`; `None` stands for a file that is not there.
    pub fn read(&mut self, file: Option<(&[u8], &[Line])>, warn_of_unknown: bool) -> Reading {
        self.changed = false;
        let Some((text, lines)) = file else {
            self.changed = true;
            self.calculate(self.model.modules);
            return Reading::default();
        };
        let reading = self.read_simple(text, lines);
        let unsaved = self.calculate_once();
        self.changed |= unsaved || reading.warned(warn_of_unknown);
        reading
    }

    /// Calculates everything for the first time after user values were taken; says whether something will be written
    /// otherwise than the user gave it.
    pub(super) fn calculate_once(&mut self) -> bool {
        self.calculate(self.model.modules);
        self.calculate_all();
        let mut unsaved = false;
        for index in 0..self.order.len() {
            let Some(&symbol) = self.order.get(index) else { continue };
            unsaved |= !self.model.is_internal(symbol) && self.differs(symbol);
        }
        if self.model.dialect.forgets_hidden {
            unsaved |= self.forget_hidden(unsaved);
        }
        unsaved
    }

    /// Whether a symbol will be written with another value than the user gave.
    fn differs(&self, symbol: SymbolId) -> bool {
        let state = &self.states[symbol];
        match (state.user, state.write) {
            (true, true) if self.is_tristate(symbol) => state.user_value != state.value,
            (true, true) => state.user_text.map(|text| self.bytes(text)) != Some(self.bytes(state.text)),
            (user, write) => user || write,
        }
    }

    fn forget_hidden(&mut self, mut unsaved: bool) -> bool {
        let model = self.model;
        for index in 0..self.order.len() {
            let Some(&symbol) = self.order.get(index) else { continue };
            if !self.states[symbol].user || model.symbols[symbol].member_of.is_some() {
                continue;
            }
            if self.states[symbol].visible == Tristate::No && !unsaved {
                self.states[symbol].user = false;
            }
            if model.dialect.forgets_out_of_range
                && matches!(model.symbols[symbol].ty, Some(Type::Int | Type::Hex))
                && !self.within_range(symbol)
            {
                self.states[symbol].user = false;
                self.forget_some([symbol]);
                unsaved = true;
            }
        }
        unsaved
    }

    /// Whether the user's number lies in the symbol's range.
    fn within_range(&mut self, symbol: SymbolId) -> bool {
        let Some((text, ty)) = self.states[symbol].user_text.zip(self.model.symbols[symbol].ty) else { return false };
        number_text::valid(ty, self.bytes(text)) && self.text_within_range(symbol, text)
    }

    /// Whether a number lies in a symbol's range. Behaviour of `sym_string_within_range`.
    pub(super) fn text_within_range(&mut self, symbol: SymbolId, text: Str) -> bool {
        let model = self.model;
        let base = self.base(symbol, 10);
        for &id in &model.symbols[symbol].properties {
            let PropertyKind::Range(low, high) = model.properties[id].kind else { continue };
            if self.evaluate(model.properties[id].visible) == Tristate::No {
                continue;
            }
            let value = self.number(text, base);
            self.calculate(low);
            self.calculate(high);
            let low = self.number(self.states[low].text, self.base(low, base));
            let high = self.number(self.states[high].text, self.base(high, base));
            return (low..=high).contains(&value);
        }
        true
    }

    /// Evaluates an expression after calculating whatever it needs.
    pub fn evaluate(&mut self, expr: Option<crate::model::expr::ExprId>) -> Tristate {
        self.complete(|this| this.expr(expr))
    }

    /// Repeats an attempt until no value is missing for it.
    pub(super) fn complete<T>(&mut self, attempt: impl Fn(&mut Self) -> Try<T>) -> T {
        loop {
            match attempt(self) {
                Ok(found) => return found,
                Err(_) => {
                    while let Some(missing) = self.missing.pop() {
                        // what is still noted is not for the calculation of this one
                        let noted = std::mem::take(&mut self.missing);
                        self.calculate(missing);
                        self.missing = noted;
                    }
                }
            }
        }
    }
}

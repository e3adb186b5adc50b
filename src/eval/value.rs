//! One symbol's value. Behaviour of `sym_calc_value` and `sym_calc_visibility` in symbol.c.

use crate::{
    model::{
        expr::{Expr, ExprId, Exprs},
        symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::{Evaluator, Mechanism, Str, Try};

/// From how many properties on, all that is missing for their conditions is noted at once.
const MANY: usize = 256;

impl Evaluator<'_> {
    /// The type that counts: a tristate is a bool where there are no modules. Behaviour of `sym_get_type`.
    pub(super) fn type_of(&self, symbol: SymbolId) -> Option<Type> {
        match self.model.symbols[symbol].ty {
            Some(Type::Tristate) if self.modules == Tristate::No || self.is_bool_member(symbol) => Some(Type::Bool),
            ty => ty,
        }
    }

    /// m becomes y for what counts as a bool.
    pub(crate) fn promoted(&self, symbol: SymbolId, value: Tristate) -> Tristate {
        if value == Tristate::Mod && self.type_of(symbol) == Some(Type::Bool) { Tristate::Yes } else { value }
    }

    /// Whether a symbol shows, and what its dependencies come to. All values that are missing for it are noted at once.
    pub(super) fn visibility(&mut self, symbol: SymbolId) -> Try<()> {
        let model = self.model;
        let found = &model.symbols[symbol];
        if found.transitional {
            // what the user says of it is always heard, and nothing else counts
            let state = &mut self.states[symbol];
            (state.visible, state.dir_dep) = (Tristate::Yes, Tristate::No);
            (state.rev_dep, state.implied) = (Tristate::No, Tristate::No);
            return Ok(());
        }
        let mut visible = Ok(Tristate::No);
        for &id in &found.properties {
            let property = &model.properties[id];
            if property.text().is_some() {
                match self.expr(property.visible) {
                    Ok(condition) => {
                        let condition = self.bounded_by_choice(symbol, condition);
                        self.set_condition(id, condition);
                        visible = visible.map(|visible: Tristate| visible.max(condition));
                    }
                    Err(missing) => visible = Err(missing),
                }
            }
        }
        let member = found.member_of.is_some();
        let absent = |expr: Option<ExprId>| expr.or(Some(Exprs::NO));
        let sums = [found.dir_dep, absent(found.rev_dep), absent(found.implied)]
            .map(|expr| if member { Ok(Tristate::No) } else { self.expr(expr) });
        let mut visible = visible?;
        if visible == Tristate::Mod && (found.ty != Some(Type::Tristate) || self.modules == Tristate::No) {
            visible = Tristate::Yes;
        }
        self.states[symbol].visible = visible;
        if !member {
            let [dir_dep, rev_dep, implied] = sums;
            self.states[symbol].dir_dep = self.promoted(symbol, dir_dep?);
            self.states[symbol].rev_dep = self.promoted(symbol, rev_dep?);
            let implied = self.promoted(symbol, implied?);
            let limited = self.model.dialect.imply_limited;
            let state = &mut self.states[symbol];
            // before 5.7 a dependency that is off stops an imply, and one that is m does not weaken it
            state.implied = if limited || state.dir_dep != Tristate::No { implied } else { Tristate::No };
        }
        Ok(())
    }

    /// The first property of a kind whose condition is not n.
    pub(super) fn active(
        &mut self,
        symbol: SymbolId,
        kind: impl Fn(PropertyKind) -> bool,
    ) -> Try<Option<(PropertyId, PropertyKind)>> {
        let model = self.model;
        let properties = &model.symbols[symbol].properties;
        for (at, &id) in properties.iter().enumerate() {
            let property = &model.properties[id];
            if kind(property.kind) {
                let condition = self.expr(property.visible);
                if condition.is_err() && properties.len() > MANY {
                    // not one after the other: each would be begun anew with all before it
                    for &id in properties.iter().skip(at + 1).filter(|&&id| kind(model.properties[id].kind)) {
                        let _noted = self.expr(model.properties[id].visible);
                    }
                }
                let condition = condition?;
                self.set_condition(id, condition);
                if condition != Tristate::No {
                    return Ok(Some((id, property.kind)));
                }
            }
        }
        Ok(None)
    }

    /// Tries to calculate a symbol; says whether the value stands (an old choice may want a second pass). `again`: it
    /// was tried before, and gave up for a missing value. Until its visibility is known, others read its former value.
    pub(super) fn attempt(&mut self, symbol: SymbolId, again: bool) -> Try<bool> {
        self.complete_old_choice(symbol)?;
        // a choice that is calculated meanwhile may say that its member is written
        self.states[symbol].write &= again;
        self.visibility(symbol)?;
        let blank = match self.model.symbols[symbol].ty {
            Some(Type::Int) if !self.model.dialect.empty_numbers => self.zero(),
            Some(Type::Hex) if !self.model.dialect.empty_numbers => self.hex_zero(),
            Some(Type::Bool | Type::Tristate) => self.letter_n(),
            _ => Str(0),
        };
        let state = &mut self.states[symbol];
        state.write |= state.visible != Tristate::No;
        state.value = Tristate::No;
        state.member = None;
        state.text = blank;
        state.mechanism = Mechanism::Nothing;
        state.clamped = None;
        match self.type_of(symbol) {
            Some(Type::Bool | Type::Tristate) => self.tristate_value(symbol)?,
            _ => self.text_value(symbol)?,
        }
        self.clamp(symbol)?;
        if symbol == self.model.modules {
            self.modules = self.states[symbol].value;
        }
        // a list of files to start from is for Kconfig alone
        if self.model.symbols[symbol].transitional || self.model.defconfig_list == Some(symbol) {
            self.states[symbol].write = false;
        }
        Ok(if self.model.symbols[symbol].choice { self.finish_choice(symbol) } else { true })
    }

    /// A symbol whose default is a transitional one takes over what the user said of that.
    fn take_over(&mut self, symbol: SymbolId, default: PropertyId) {
        let model = self.model;
        if !self.states[symbol].user
            && let PropertyKind::Default(expr) = model.properties[default].kind
            && let Expr::Symbol(source) = model.exprs.get(expr)
            && model.symbols[source].transitional
            && self.states[source].user
        {
            let state = &mut self.states[symbol];
            state.user = true;
            (state.user_value, state.user_text) = (state.value, Some(state.text));
        }
    }

    fn tristate_value(&mut self, symbol: SymbolId) -> Try<()> {
        if self.member_value(symbol)? {
            return Ok(());
        }
        let state = self.states[symbol];
        let choice = self.model.symbols[symbol].choice;
        let (mut value, mut mechanism, mut write) = (Tristate::No, Mechanism::Nothing, state.write);
        let mut default = None;
        if state.visible != Tristate::No && state.user {
            value = state.user_value.min(state.visible);
            mechanism = Mechanism::User;
        } else {
            write |= state.rev_dep != Tristate::No;
            if !choice {
                if let Some((id, PropertyKind::Default(expr))) =
                    self.active(symbol, |kind| matches!(kind, PropertyKind::Default(_)))?
                {
                    value = self.expr(Some(expr))?.min(self.condition(id));
                    mechanism = Mechanism::Default(id);
                    default = Some(id);
                    write |= value != Tristate::No;
                }
                if state.implied != Tristate::No {
                    write = true;
                    if state.implied > value {
                        mechanism = Mechanism::Imply;
                    }
                    value = value.max(state.implied);
                    if self.model.dialect.imply_limited {
                        value = value.min(state.dir_dep);
                    }
                }
            }
        }
        let unmet = state.dir_dep < state.rev_dep;
        if state.rev_dep > value {
            mechanism = Mechanism::Select;
        }
        let mut value = self.promoted(symbol, value.max(state.rev_dep));
        if value == Tristate::Mod && state.implied == Tristate::Yes && !self.model.dialect.imply_limited {
            // before 5.7 what is implied to be y is never m
            value = Tristate::Yes;
        }
        let state = &mut self.states[symbol];
        state.value = value;
        state.write = write;
        state.mechanism = mechanism;
        if let Some(default) = default {
            self.take_over(symbol, default);
        }
        if choice && value == Tristate::Yes {
            self.pick_old_member(symbol)?;
        }
        if unmet {
            self.unmet(symbol);
        }
        Ok(())
    }

    fn text_value(&mut self, symbol: SymbolId) -> Try<()> {
        let state = self.states[symbol];
        if state.visible != Tristate::No && state.user {
            let state = &mut self.states[symbol];
            state.text = state.user_text.unwrap_or(Str(0));
            state.mechanism = Mechanism::User;
            return Ok(());
        }
        let found = self.active(symbol, |kind| matches!(kind, PropertyKind::Default(_)))?;
        if let Some((id, PropertyKind::Default(expr))) = found
            && let Expr::Symbol(source) = self.model.exprs.get(expr)
        {
            self.need(source)?;
            let text = self.states[source].text;
            let state = &mut self.states[symbol];
            state.write = true;
            state.text = text;
            state.mechanism = Mechanism::Default(id);
            self.take_over(symbol, id);
        }
        Ok(())
    }

    /// The base in which a symbol's text is read; a plain number is read in its user's base.
    pub(super) fn base(&self, symbol: SymbolId, otherwise: u32) -> u32 {
        match self.model.symbols[symbol].ty {
            Some(Type::Int) => 10,
            Some(Type::Hex) => 16,
            _ => otherwise,
        }
    }

    /// Behaviour of `sym_validate_range`.
    fn clamp(&mut self, symbol: SymbolId) -> Try<()> {
        if !matches!(self.model.symbols[symbol].ty, Some(Type::Int | Type::Hex)) {
            return Ok(());
        }
        let found = self.active(symbol, |kind| matches!(kind, PropertyKind::Range(..)))?;
        let Some((id, PropertyKind::Range(low, high))) = found else { return Ok(()) };
        let base = self.base(symbol, 10);
        let value = self.number(self.states[symbol].text, base);
        for (bound, below) in [(low, true), (high, false)] {
            self.need(bound)?;
            let text = self.states[bound].text;
            let limit = self.number(text, self.base(bound, base));
            if (below && value < limit) || (!below && value > limit) {
                let text = match self.model.symbols[symbol].ty {
                    _ if self.model.dialect.bounds_as_written => text,
                    Some(Type::Hex) => self.keep(format!("{limit:#x}").as_bytes()),
                    _ => self.keep(limit.to_string().as_bytes()),
                };
                let state = &mut self.states[symbol];
                state.text = text;
                state.clamped = Some(id);
                return Ok(());
            }
        }
        Ok(())
    }
}

//! User values enter as if nothing could keep them from being the symbols' values; what all else comes to then leaves.
//! The reference has nothing like it: a finding about a fragment asks what the fragment's own lines do to each other.

use std::collections::HashSet;

use crate::model::symbol::{SymbolId, Tristate};

use super::{ChoiceRule, Evaluator, Mechanism, State, Str, UNKNOWN};

impl Evaluator<'_> {
    /// Calculates everything, with these symbols held at what the user gave them, and those at these values.
    pub(crate) fn suppose<'v>(
        &mut self,
        asked: &HashSet<SymbolId>,
        needed: impl Iterator<Item = (&'v SymbolId, &'v Tristate)>,
    ) {
        self.forget();
        for (&symbol, &value) in needed {
            self.states[symbol].user_value = value;
            self.held(symbol);
            self.hold_choice(symbol);
        }
        // in the order of the model: no order of a table may decide
        let mut asked: Vec<SymbolId> = asked.iter().copied().collect();
        asked.sort_unstable();
        for &symbol in &asked {
            self.held(symbol);
            self.hold_choice(symbol);
        }
        self.calculate(self.model.modules);
        self.settle_around(&asked);
        self.calculate_all();
    }

    /// Since 6.11 a choice that is settled sets all its members: it is done first, and those that are held are held again.
    fn settle_around(&mut self, held: &[SymbolId]) {
        for &member in held.iter().filter(|_| !self.model.dialect.old_choices) {
            let Some(menu) = self.choice(member) else { continue };
            let Some(choice) = self.model.menus[menu].symbol else { continue };
            if self.settled.contains_key(&choice) {
                continue;
            }
            self.complete(|this| this.settle(menu, choice));
            for &other in held {
                if self.choice(other) == Some(menu) {
                    self.held(other);
                }
            }
        }
    }

    fn held(&mut self, symbol: SymbolId) {
        let state = &mut self.states[symbol];
        state.user = true;
        state.value = state.user_value;
        state.text = state.user_text.unwrap_or(Str(0));
        (state.visible, state.dir_dep) = (Tristate::Yes, Tristate::Yes);
        (state.rev_dep, state.implied) = (Tristate::No, Tristate::No);
        state.mechanism = Mechanism::User;
        state.clamped = None;
        state.valid = true;
    }

    /// A choice is set to the member that is held at y.
    fn hold_choice(&mut self, member: SymbolId) {
        let menu = self.choice(member).filter(|_| self.states[member].value == Tristate::Yes);
        let Some(choice) = menu.and_then(|menu| self.model.menus[menu].symbol) else { return };
        if self.model.dialect.old_choices {
            let state = &mut self.states[choice];
            state.member = Some(member);
            (state.value, state.visible) = (Tristate::Yes, Tristate::Yes);
            state.mechanism = Mechanism::Choice(ChoiceRule::UserYes);
            state.valid = true;
        } else {
            self.settled.insert(choice, (Some(member), ChoiceRule::UserYes));
        }
    }

    /// Lets one of them be what it comes to beside the others, and a choice that is set to it as well; gives what they were
    /// held at.
    pub(crate) fn release(&mut self, symbol: SymbolId) -> Held {
        let mut held = vec![(symbol, self.states[symbol])];
        let model = self.model;
        let choice = model.symbols[symbol].member_of.filter(|_| model.dialect.old_choices);
        if let Some(choice) = choice.filter(|&choice| self.states[choice].member == Some(symbol)) {
            // calculating it looks at all members anew
            let around = std::iter::once(&choice).chain(&model.symbols[choice].members);
            held.extend(around.filter(|&&it| it != symbol).map(|&it| (it, self.states[it])));
            self.states[choice].valid = false;
            self.exprs.fill(UNKNOWN);
        }
        self.states[symbol].valid = false;
        self.calculate(symbol);
        Held(held)
    }

    /// Holds again what [`Self::release`] let go.
    pub(crate) fn hold(&mut self, held: Held) {
        if held.0.len() > 1 {
            // what was made of the choice as it came to be
            self.exprs.fill(UNKNOWN);
        }
        for (symbol, state) in held.0 {
            self.states[symbol] = state;
        }
    }
}

/// Symbols that were let go, and what they were held at.
#[derive(Debug)]
pub(crate) struct Held(Vec<(SymbolId, State)>);

//! Modes that give user values to symbols that have none: all yes, all no, random and the like.
//! Behaviour of `conf_set_all_new_symbols` and `conf_rewrite_tristates` in conf.c.

use crate::{
    model::{
        menu::{MenuId, below},
        symbol::{SymbolId, Tristate},
    },
    syntax::ast::Type,
};

use super::{Evaluator, random::Random};

/// How new symbols are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// left to their defaults
    Default,
    /// all the same
    All(Tristate),
    /// drawn at random
    Random {
        /// as in `KCONFIG_SEED`
        seed: u32,
        /// as in `KCONFIG_PROBABILITY`
        probability: Probability,
    },
}

/// Chances in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probability {
    /// of y for a bool
    pub bool_yes: i64,
    /// of y for a tristate
    pub tristate_yes: i64,
    /// of m for a tristate
    pub tristate_mod: i64,
}

impl Default for Probability {
    fn default() -> Self {
        Self { bool_yes: 50, tristate_yes: 33, tristate_mod: 33 }
    }
}

impl Probability {
    /// Reads `KCONFIG_PROBABILITY`: one, two or three numbers with colons between. `None` where a number is not within
    /// 0 to 100, or where those of a tristate add up to more.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut given: Vec<i64> = Vec::new();
        let mut rest = text;
        while !rest.is_empty() && given.len() < 3 {
            let number = crate::model::number::signed(rest, 10);
            let value = i64::from(number.value as i32);
            if !(0..=100).contains(&value) {
                return None;
            }
            given.push(value);
            let after = rest.get(number.length..).unwrap_or_default();
            // a byte that is neither a number nor a colon is read as a further 0
            rest = after.strip_prefix(b":").unwrap_or(after);
        }
        let mut found = Self::default();
        match given.as_slice() {
            [all] => {
                found.bool_yes = *all;
                found.tristate_mod = all / 2;
                found.tristate_yes = all - found.tristate_mod;
            }
            [yes, module] => {
                found.tristate_yes = *yes;
                found.tristate_mod = *module;
                found.bool_yes = yes + module;
            }
            [bool_yes, yes, module] => {
                found = Self { bool_yes: *bool_yes, tristate_yes: *yes, tristate_mod: *module };
            }
            _ => {}
        }
        (found.tristate_yes + found.tristate_mod <= 100).then_some(found)
    }

    fn draw(self, ty: Option<Type>, random: &mut Random) -> Tristate {
        let drawn = i64::from(random.next() % 100);
        if ty == Some(Type::Tristate) {
            if drawn < self.tristate_yes {
                Tristate::Yes
            } else if drawn < self.tristate_yes + self.tristate_mod {
                Tristate::Mod
            } else {
                Tristate::No
            }
        } else if drawn < self.bool_yes {
            Tristate::Yes
        } else {
            Tristate::No
        }
    }
}

/// Reads `KCONFIG_SEED`, a number in C's notation; `None` where anything follows it.
pub fn parse_seed(text: &[u8]) -> Option<u32> {
    let number = crate::model::number::signed(text, 0);
    (number.length == text.len()).then_some(number.value.cast_unsigned() as u32)
}

impl Evaluator<'_> {
    /// Fills symbols without a user value, and starts over.
    pub fn fill(&mut self, fill: Fill) {
        if self.model.dialect.fills_by_menu {
            self.fill_by_menu(fill);
            self.start_over();
        } else if let Fill::Random { seed, probability } = fill {
            let mut random = Random::new(seed);
            while self.fill_by_table(fill, Some((&mut random, probability))) {}
        } else {
            self.fill_by_table(fill, None);
        }
    }

    fn fill_by_menu(&mut self, fill: Fill) {
        let model = self.model;
        let mut random = match fill {
            Fill::Random { seed, probability } => Some((Random::new(seed), probability)),
            _ => None,
        };
        for menu in below(&model.menus, MenuId::ROOT) {
            let Some(symbol) = model.menus[menu].symbol else { continue };
            let found = &model.symbols[symbol];
            if model.menus[menu].prompt.is_none()
                || self.states[symbol].user
                || !self.is_tristate(symbol)
                || found.member_of.is_some()
            {
                continue;
            }
            if found.choice {
                if let Some((random, _)) = &mut random {
                    self.draw_members(menu, random);
                }
                continue;
            }
            let value = match (fill, &mut random) {
                (Fill::All(value), _) => value,
                (Fill::Random { .. }, Some((random, probability))) => probability.draw(found.ty, random),
                _ => continue,
            };
            let state = &mut self.states[symbol];
            state.user_value = value;
            state.user = true;
        }
    }

    /// Behaviour of `randomize_choice_values` since 6.11: members without a value are wanted in a random order.
    fn draw_members(&mut self, menu: MenuId, random: &mut Random) {
        let members: Vec<SymbolId> = self.members(menu).collect();
        let mut left = members.iter().filter(|&&member| !self.states[member].user).count();
        while left > 0 {
            let mut drawn = i64::from(random.next()) % i64::try_from(left).unwrap_or(i64::MAX);
            for &member in &members {
                if !self.states[member].user {
                    drawn -= 1;
                }
                if drawn < 0 {
                    let state = &mut self.states[member];
                    state.user_value = Tristate::Yes;
                    state.user = true;
                    self.want_most(member, true);
                    break;
                }
            }
            left -= 1;
        }
    }

    /// Before 6.11: in the order of the table, choices afterwards. Says whether anything changed.
    fn fill_by_table(&mut self, fill: Fill, mut random: Option<(&mut Random, Probability)>) -> bool {
        let model = self.model;
        let mut changed = false;
        let order = self.order.clone();
        for &symbol in &order {
            let found = &model.symbols[symbol];
            if self.states[symbol].user
                || self.states[symbol].valid
                || !matches!(self.type_of(symbol), Some(Type::Bool | Type::Tristate))
            {
                continue;
            }
            changed = true;
            let value = match (fill, &mut random) {
                (Fill::All(Tristate::No), _) if found.never_all_no => Tristate::Yes,
                (Fill::All(value), _) => value,
                (_, Some((random, probability))) => probability.draw(found.ty, random),
                _ => continue,
            };
            let state = &mut self.states[symbol];
            state.user_value = value;
            state.user |= !(found.choice && random.is_some());
        }
        self.start_over();
        if random.is_none() {
            self.mark_incomplete();
        }
        for &choice in &order {
            if !model.symbols[choice].choice || self.states[choice].user {
                continue;
            }
            self.calculate(choice);
            match &mut random {
                Some((random, _)) => changed |= self.draw_member(choice, random),
                None => {
                    self.complete_members(choice);
                    changed = true;
                }
            }
        }
        changed
    }

    /// Behaviour of `randomize_choice_values` before 6.11.
    fn draw_member(&mut self, choice: SymbolId, random: &mut Random) -> bool {
        if self.states[choice].value != Tristate::Yes {
            return false;
        }
        let members = &self.model.symbols[choice].members;
        if members.is_empty() {
            return false;
        }
        let drawn = random.next() as usize % members.len();
        for (at, &member) in members.iter().enumerate() {
            let state = &mut self.states[member];
            state.user_value = if at == drawn { Tristate::Yes } else { Tristate::No };
            state.user = true;
            if at == drawn {
                self.states[choice].user_member = Some(member);
            }
        }
        self.states[choice].user = true;
        self.forget_some(members.iter().copied().chain([choice]));
        true
    }

    /// Turns one user value of tristates into another, and starts over.
    pub fn rewrite(&mut self, from: Tristate, to: Tristate) {
        for id in self.model.symbols.ids() {
            if self.type_of(id) == Some(Type::Tristate) && self.states[id].user_value == from {
                self.states[id].user_value = to;
            }
        }
        self.start_over();
    }
}

//! A question of an interactive mode enters; what is asked and said of it leaves, and the answer reaches the evaluator.
//! Behaviour of `conf_string`, `conf_sym` and `conf_choice` in conf.c, letter by letter.

use crate::{
    model::{
        menu::{MenuId, children},
        symbol::{SymbolId, Tristate},
    },
    source::lossy,
};

use super::{
    Ended,
    ask::{Conversation, Step},
};

impl Conversation<'_, '_> {
    pub(super) fn ask_text(&mut self, menu: MenuId, symbol: SymbolId) -> Result<(), Ended> {
        loop {
            let value = self.evaluator.value_text(symbol).to_vec();
            self.say([self.question(menu, symbol), b"[".to_vec(), value.clone(), b"] ".to_vec()].concat());
            if !self.answered(symbol) {
                return Ok(());
            }
            // the end of the input counts as an empty line, after which the reference would ask for ever
            let empty = self.line == b"\n";
            let answer = match self.line.as_slice() {
                [b'\n', ..] => Some(value),
                [b'?', b'\n', ..] => {
                    self.help(menu);
                    None
                }
                // whatever its last byte is: the reference takes it for the line's end
                line => Some(line.split_last().map_or_else(Vec::new, |(_, text)| text.to_vec())),
            };
            if answer.is_some_and(|answer| self.evaluator.answer_text(symbol, &answer)) {
                return Ok(());
            }
            if self.over && (empty || self.model.dialect.stops_at_end) {
                let name = self.model.name(symbol).map(lossy).unwrap_or_default();
                let why = format!("\nerror: no value for new symbol '{name}' at end of input\n");
                return Err(Ended::saying(self.talk, &why));
            }
        }
    }

    pub(super) fn ask_tristate(&mut self, menu: MenuId, symbol: SymbolId) {
        loop {
            let value = self.evaluator.tristate(symbol);
            let mut out = self.question(menu, symbol);
            out.push(b'[');
            out.extend(value.word().to_uppercase().bytes());
            for other in [Tristate::No, Tristate::Mod, Tristate::Yes] {
                if other != value && self.evaluator.allows(symbol, other) {
                    out.push(b'/');
                    out.extend(other.word().bytes());
                }
            }
            out.extend_from_slice(b"/?] ");
            self.say(out);
            if !self.answered(symbol) {
                return;
            }
            let wanted = match self.line.trim_ascii() {
                b"n" | b"N" | b"no" | b"No" => Some(Tristate::No),
                b"m" | b"M" => Some(Tristate::Mod),
                b"y" | b"Y" | b"yes" | b"Yes" => Some(Tristate::Yes),
                b"" => Some(value),
                [b'?', ..] => None,
                _ => continue,
            };
            if wanted.is_some_and(|wanted| self.evaluator.answer(symbol, wanted)) {
                return;
            }
            self.help(menu);
            // nobody is there who could answer otherwise
            if self.over && self.line.trim_ascii().is_empty() {
                return;
            }
        }
    }

    /// Before 6.11 a choice is a symbol too, which may be asked about, or be off.
    fn choice_is_on(&mut self, menu: MenuId, symbol: SymbolId) -> bool {
        let asked = self.evaluator.changeable(symbol);
        if asked {
            self.ask_tristate(menu, symbol);
            self.evaluator.calculate(symbol);
        }
        let value = self.evaluator.tristate(symbol);
        if value == Tristate::Mod && !asked {
            self.say([self.margin().as_slice(), self.text(menu), b"\n"].concat());
        }
        value == Tristate::Yes
    }

    pub(super) fn ask_choice(&mut self, menu: MenuId, symbol: SymbolId, steps: &mut Vec<Step>) -> Result<(), Ended> {
        let old = self.model.dialect.old_choices;
        let mut new = old && !self.evaluator.is_decided(symbol);
        if old && !self.choice_is_on(menu, symbol) {
            return Ok(());
        }
        loop {
            self.line.clear();
            let (members, default) = self.show_choice(menu, old, &mut new);
            let count = members.len();
            self.say([self.margin().as_slice(), b"choice"].concat());
            let mut number = default;
            if count == 1 {
                self.say("[1]: 1\n");
                number = 1;
            } else {
                self.say(format!("[1-{count}?]: "));
                if !self.all && !new {
                    self.say(format!("{number}\n"));
                } else {
                    self.hear();
                    self.line = self.line.trim_ascii().to_vec();
                    match self.line.first() {
                        Some(b'?') => {
                            self.help(menu);
                            continue;
                        }
                        None => {}
                        Some(b'0'..=b'9') => number = leading_number(&self.line),
                        Some(_) => continue,
                    }
                }
            }
            let Some(&(entry, member)) = number.checked_sub(1).and_then(|at| members.get(at)) else {
                // the reference would ask for ever where nobody is there, or where there is nothing to ask
                if self.over || (!self.all && !new) || count == 0 {
                    return Ok(());
                }
                continue;
            };
            if self.line.last() == Some(&b'?') {
                self.help(entry);
                continue;
            }
            if !old {
                self.evaluator.answer_choice(menu, member);
                return Ok(());
            }
            self.evaluator.answer(member, Tristate::Yes);
            steps.push(Step::Out);
            self.then(steps, entry, Step::Ask);
            steps.push(Step::In);
            return Ok(());
        }
    }

    /// Prints a choice with its members; they leave with the number of the one that is set, 0 where none shows.
    fn show_choice(&mut self, menu: MenuId, old: bool, new: &mut bool) -> (Vec<(MenuId, SymbolId)>, usize) {
        self.say([self.margin().as_slice(), self.text(menu), b"\n"].concat());
        let set = self.evaluator.member_of_choice(menu);
        let (mut members, mut default) = (Vec::new(), 0);
        for child in children(&self.model.menus, menu).collect::<Vec<_>>() {
            if !self.evaluator.menu_visible(child) {
                continue;
            }
            let text = self.text(child);
            let Some(member) = self.model.menus[child].symbol else {
                self.say([format!("{:>1$} ", '*', self.indent).as_bytes(), text, b"\n"].concat());
                continue;
            };
            members.push((child, member));
            let mark = if Some(member) == set { '>' } else { ' ' };
            if mark == '>' {
                default = members.len();
            }
            let mut out = format!("{mark:>0$} {1}. ", self.indent, members.len()).into_bytes();
            out.extend_from_slice(text);
            if let Some(name) = self.model.name(member) {
                out.extend([b" (", name, b")"].concat());
            }
            if !self.evaluator.is_decided(member) {
                *new |= !old;
                out.extend_from_slice(b" (NEW)");
            }
            out.push(b'\n');
            self.say(out);
        }
        (members, default)
    }
}

/// The number that a text starts with, as `atoi` reads it; too large a one is no member's in either case.
fn leading_number(text: &[u8]) -> usize {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_usize, |number, digit| number.saturating_mul(10).saturating_add(usize::from(digit - b'0')))
}

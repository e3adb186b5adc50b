//! The interactive modes: an evaluator and whom to ask enter, questions leave in the reference's order, one by one.
//! Behaviour of `conf`, `check_conf` and `conf_askvalue` in conf.c.

use crate::{
    eval::Evaluator,
    model::{
        Model,
        menu::{MenuId, children},
        symbol::{PropertyKind, SymbolId, Tristate},
    },
    source::Sources,
    syntax::ast::Type,
};

use super::{Ended, Talk};

/// The longest line that the reference takes at once.
const LINE: usize = 4095;

/// What is still to be done; the last of a stack comes first.
pub(super) enum Step {
    /// ask about an entry, and about those below it
    Ask(MenuId),
    /// look for entries that are to be asked about
    Look(MenuId),
    /// questions below stand further to the right
    In,
    /// and no longer
    Out,
}

/// One run of an interactive mode.
pub(super) struct Conversation<'c, 'm> {
    pub(super) evaluator: &'c mut Evaluator<'m>,
    pub(super) model: &'m Model,
    sources: &'c Sources,
    prefix: &'c [u8],
    pub(super) talk: &'c mut dyn Talk,
    /// ask about everything, also what is decided
    pub(super) all: bool,
    pub(super) indent: usize,
    /// the menu whose entries are shown whether they are decided or not
    root: MenuId,
    /// how often the questions started anew in this round
    restarts: usize,
    pub(super) line: Vec<u8>,
    /// the reference echoes what no terminal echoes
    echo: bool,
    /// the input is at its end
    pub(super) over: bool,
    /// somebody answered in this round
    heard: bool,
}

impl<'c, 'm> Conversation<'c, 'm> {
    pub(super) fn new(
        evaluator: &'c mut Evaluator<'m>,
        sources: &'c Sources,
        prefix: &'c [u8],
        talk: &'c mut dyn Talk,
    ) -> Self {
        let model = evaluator.model();
        let echo = !talk.is_terminal();
        Self {
            evaluator,
            model,
            sources,
            prefix,
            talk,
            all: false,
            indent: 1,
            root: MenuId::ROOT,
            restarts: 0,
            line: Vec::new(),
            echo,
            over: false,
            heard: false,
        }
    }

    /// Asks until nothing is new; with `all`, about everything first.
    pub(super) fn run(&mut self, all: bool) -> Result<(), Ended> {
        if all {
            self.all = true;
            self.go(Step::Ask(MenuId::ROOT))?;
            self.all = false;
        }
        loop {
            (self.restarts, self.heard) = (0, false);
            let decided = self.evaluator.decided();
            self.go(Step::Look(MenuId::ROOT))?;
            // where a round decides nothing and nobody answers otherwise in the next, the reference would go on for ever
            if self.restarts == 0 || (self.evaluator.decided() == decided && !self.heard) {
                return Ok(());
            }
        }
    }

    fn go(&mut self, first: Step) -> Result<(), Ended> {
        let mut steps = vec![first];
        while let Some(step) = steps.pop() {
            match step {
                Step::Ask(menu) => self.ask(menu, &mut steps)?,
                Step::Look(menu) => self.look(menu, &mut steps),
                Step::In => self.indent += 2,
                Step::Out => self.indent -= 2,
            }
        }
        Ok(())
    }

    pub(super) fn then(&self, steps: &mut Vec<Step>, menu: MenuId, step: fn(MenuId) -> Step) {
        let below: Vec<MenuId> = children(&self.model.menus, menu).collect();
        steps.extend(below.into_iter().rev().map(step));
    }

    fn look(&mut self, menu: MenuId, steps: &mut Vec<Step>) {
        if !self.evaluator.menu_visible(menu) {
            return;
        }
        self.then(steps, menu, Step::Look);
        if !self.evaluator.is_open(menu) {
            return;
        }
        if self.restarts == 0 {
            self.say("*\n* Restart config...\n*\n");
        }
        self.restarts += 1;
        let mut above = menu;
        while above != MenuId::ROOT && !self.model.opens_menu(above) {
            let Some(parent) = self.model.menus[above].parent else { break };
            above = parent;
        }
        self.root = above;
        steps.push(Step::Ask(above));
    }

    fn ask(&mut self, menu: MenuId, steps: &mut Vec<Step>) -> Result<(), Ended> {
        if !self.evaluator.menu_visible(menu) {
            return Ok(());
        }
        let opens = self.model.opens_menu(menu);
        if opens && !self.all && self.root != menu {
            steps.push(Step::Look(menu));
            return Ok(());
        }
        let node = &self.model.menus[menu];
        let title = node.prompt.is_some_and(|id| matches!(self.model.properties[id].kind, PropertyKind::Title { .. }));
        if opens || title {
            let (star, text) = (format!("{:>1$}", '*', self.indent), self.text(menu));
            self.say([star.as_bytes(), b"\n", star.as_bytes(), b" ", text, b"\n", star.as_bytes(), b"\n"].concat());
        }
        let Some(symbol) = node.symbol else {
            self.then(steps, menu, Step::Ask);
            return Ok(());
        };
        if self.model.symbols[symbol].choice {
            self.ask_choice(menu, symbol, steps)?;
            // before 6.11 a choice at m lets each of its members be asked about
            if !(self.model.dialect.old_choices && self.evaluator.tristate(symbol) == Tristate::Mod) {
                return Ok(());
            }
        } else if matches!(self.model.symbols[symbol].ty, Some(Type::Int | Type::Hex | Type::String)) {
            self.ask_text(menu, symbol)?;
        } else {
            self.ask_tristate(menu, symbol);
        }
        steps.push(Step::Out);
        self.then(steps, menu, Step::Ask);
        steps.push(Step::In);
        Ok(())
    }

    pub(super) fn text(&self, menu: MenuId) -> &'m [u8] {
        let named = || self.model.menus[menu].symbol.and_then(|symbol| self.model.name(symbol));
        self.model.prompt_text(menu).or_else(named).unwrap_or_default()
    }

    /// What stands before a question.
    pub(super) fn margin(&self) -> Vec<u8> {
        vec![b' '; self.indent - 1]
    }

    /// A question as far as it is the same for all types: its text, and the symbol's name.
    pub(super) fn question(&self, menu: MenuId, symbol: SymbolId) -> Vec<u8> {
        let mut out = self.margin();
        out.extend_from_slice(self.text(menu));
        out.push(b' ');
        if let Some(name) = self.model.name(symbol) {
            out.extend([b"(", name, b") "].concat());
        }
        out
    }

    /// What the reference prints.
    pub(super) fn say(&mut self, text: impl AsRef<[u8]>) {
        self.talk.out(text.as_ref());
    }

    pub(super) fn help(&mut self, menu: MenuId) {
        let text = self.evaluator.help(self.sources, self.prefix, menu);
        self.say(text);
    }

    /// Reads a line into [`Self::line`], which stays as it is at the end of the input.
    pub(super) fn hear(&mut self) {
        let mut heard = self.talk.line(LINE);
        self.over = heard.last() != Some(&b'\n') && heard.len() < LINE;
        if heard.is_empty() {
            self.talk.err(b"\nError in reading or end of file.\n");
        } else {
            // C's texts end at a NUL
            heard.truncate(memchr::memchr(0, &heard).unwrap_or(heard.len()));
            self.line = heard;
            self.heard = true;
        }
        if self.echo {
            self.talk.out(&self.line);
        }
    }

    /// Whether the question on the screen is answered by a line, and not by what is known already.
    pub(super) fn answered(&mut self, symbol: SymbolId) -> bool {
        let decided = self.evaluator.is_decided(symbol);
        if !decided {
            self.say("(NEW) ");
        }
        self.line = b"\n".to_vec();
        if !self.evaluator.changeable(symbol) || (decided && !self.all) {
            self.say([self.evaluator.value_text(symbol), b"\n"].concat());
            return false;
        }
        self.hear();
        true
    }
}

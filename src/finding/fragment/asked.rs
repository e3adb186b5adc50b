//! A fragment's lines enter; what they ask for leaves, held in the evaluator as if nothing could keep it from being so, and
//! lines that ask against what another line selects.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
};

use crate::{
    diagnostic::Severity,
    model::{
        menu::MenuId,
        symbol::{SymbolId, Tristate},
    },
    source::Span,
    syntax::ast::Type,
};

use super::{
    super::{
        Context,
        cause::{CauseKind, cause},
        certain::{
            Certain,
            exclusive::{Exclusive, is_plain},
            needs::Needs,
        },
        honoured::is_nothing,
        verdict::Verdict,
    },
    has_prompt, unwanted,
};

/// What a fragment asks of symbols with a prompt.
pub(super) struct Asked {
    pub(super) held: HashSet<SymbolId>,
    /// members of one choice that are all to be y, or one that its choice is set to though lines turn them all off: which of
    /// them wins hangs on what the choice may come to
    pub(super) contested: HashSet<SymbolId>,
    /// lines that turn off members of one choice, in their order
    turned_off: BTreeMap<MenuId, Vec<SymbolId>>,
    exclusive: Rc<Exclusive>,
    /// in the order of the lines
    pub(super) values: Vec<(SymbolId, Tristate)>,
    texts: HashMap<SymbolId, Vec<u8>>,
}

impl Asked {
    pub(super) fn of(context: &Context<'_, '_>, lines: &[(u32, SymbolId)]) -> Self {
        let mut asked = Self {
            held: HashSet::new(),
            contested: rivals(context, lines),
            turned_off: turned_off(context, lines),
            exclusive: Rc::new(Exclusive::of(context.evaluator.model())),
            values: Vec::new(),
            texts: HashMap::new(),
        };
        let prompted = lines.iter().filter(|&&(_, symbol)| has_prompt(context, symbol));
        for &(_, symbol) in prompted {
            if asked.contested.contains(&symbol) {
                continue;
            }
            let state = &context.evaluator.states[symbol];
            if context.evaluator.is_tristate(symbol) {
                asked.values.push((symbol, state.user_value));
            } else if let Some(text) = state.user_text {
                asked.texts.insert(symbol, context.evaluator.bytes(text).to_vec());
            } else {
                continue;
            }
            asked.held.insert(symbol);
        }
        asked
    }

    /// Of members of one choice that are all to be y, holds the one that takes it whatever the rest is: a fragment's lines
    /// come last where it is merged, and of them the last about a member that shows. Says whether there was one.
    pub(super) fn choose(&mut self, context: &Context<'_, '_>, certain: &Certain<'_>) -> bool {
        let model = context.evaluator.model();
        let mut choices: BTreeMap<MenuId, Vec<(u32, SymbolId)>> = BTreeMap::new();
        for &symbol in &self.contested {
            if let (Some(menu), Some(&line)) = (model.choice_of(symbol), context.set_at.get(&symbol)) {
                choices.entry(menu).or_default().push((line, symbol));
            }
        }
        let mut any = false;
        for mut lines in choices.into_values() {
            lines.sort_unstable_by(|one, other| other.cmp(one));
            // before 6.11 the lines before the last one count for nothing
            let heard = if model.dialect.old_choices { 1 } else { lines.len() };
            let mut heard = lines.into_iter().take(heard).map(|(_, symbol)| (symbol, certain.visible(symbol)));
            let last = heard.find(|(_, visible)| visible.high != Tristate::No);
            if let Some((winner, _)) = last.filter(|(_, visible)| visible.low == Tristate::Yes) {
                self.values.push((winner, Tristate::Yes));
                self.held.insert(winner);
                any = true;
            }
        }
        any
    }

    /// Lets go the line of each choice that loses in any case, where lines turn off every member that may show: those of the
    /// others are honoured then. Says whether there was one.
    pub(super) fn concede(&mut self, context: &Context<'_, '_>, certain: &Certain<'_>) -> bool {
        let lost = self.turned_off.iter().filter_map(|(&menu, off)| unwanted::set_anyway(context, certain, menu, off));
        let lost: HashSet<SymbolId> = lost.filter(|symbol| self.held.contains(symbol)).collect();
        self.held.retain(|symbol| !lost.contains(symbol));
        self.values.retain(|(symbol, _)| !lost.contains(symbol));
        let any = !lost.is_empty();
        self.contested.extend(lost);
        any
    }

    /// What to say of a line that turns off a symbol without a prompt which a kept line of the fragment selects, perhaps
    /// through others: a symbol that nothing selects past its dependencies has those of one of its definitions met.
    pub(super) fn selected(
        &self,
        context: &Context<'_, '_>,
        certain: &Certain<'_>,
        symbol: SymbolId,
        lost: &HashSet<SymbolId>,
    ) -> Option<Verdict> {
        let model = context.evaluator.model();
        let mut open = vec![symbol];
        let mut seen: HashSet<SymbolId> = HashSet::from([symbol]);
        while let Some(at) = open.pop() {
            for &select in context.outline.selects(at) {
                let property = &model.properties[select];
                let Some(owner) = model.menus[property.menu].symbol else { continue };
                if !certain.counts_where_on(owner, property) {
                    continue;
                }
                let on = self.values.contains(&(owner, Tristate::Yes)) && !lost.contains(&owner);
                if on {
                    return Some(against_select(context, symbol, owner, property.span));
                }
                if !has_prompt(context, owner) && seen.insert(owner) {
                    open.push(owner);
                }
            }
        }
        None
    }

    /// Of what is held, all but bools and tristates that have what they are asked to be whatever else is said: their
    /// prompt shows, and nothing selects them against it, and there are modules where m is asked. `certain` is what holds
    /// beside lines that are such, or without any.
    pub(super) fn unsure(&self, context: &Context<'_, '_>, certain: &Certain<'_>) -> HashSet<SymbolId> {
        let model = context.evaluator.model();
        let modules = certain.bounds(model.modules).low == Tristate::Yes;
        let sure = |&&(symbol, value): &&(SymbolId, Tristate)| {
            let found = &model.symbols[symbol];
            if value == Tristate::No && self.is_left_off(context, certain, symbol) {
                return true;
            }
            let shows = certain.visible(symbol).low == Tristate::Yes && model.choice_of(symbol).is_none();
            let free = match value {
                Tristate::Yes => true,
                Tristate::Mod => modules && !certain.may_be_selected(symbol),
                Tristate::No => !certain.may_be_selected(symbol),
            };
            shows && free && !found.choice && !found.transitional && found.member_of.is_none()
        };
        let sure: HashSet<SymbolId> = self.values.iter().filter(sure).map(|&(symbol, _)| symbol).collect();
        self.held.difference(&sure).copied().collect()
    }

    /// Whether a member of a choice is n as its line says, since the choice is set to another that lines turn off as well.
    fn is_left_off(&self, context: &Context<'_, '_>, certain: &Certain<'_>, member: SymbolId) -> bool {
        let Some(menu) = context.evaluator.model().choice_of(member) else { return false };
        let off = self.turned_off.get(&menu).map_or(&[][..], Vec::as_slice);
        let set = unwanted::set_anyway(context, certain, menu, off);
        set.is_some_and(|set| set != member) && is_plain(context.evaluator.model(), member)
    }

    /// Holds every symbol at what is asked for, save those that do not get it, and finds what is certain beside that.
    pub(super) fn suppose<'m>(
        &self,
        context: &mut Context<'_, 'm>,
        without: &HashSet<SymbolId>,
        needs: Needs,
    ) -> Rc<Certain<'m>> {
        let held: HashSet<SymbolId> = self.held.difference(without).copied().collect();
        context.evaluator.suppose(&held, needs.values());
        let values = self.values.iter().copied().filter(|(symbol, _)| held.contains(symbol)).collect();
        // before 6.8 a hidden number is an empty text, which a line of 0 is content with and comparisons are not
        let model = context.evaluator.model();
        let may_be_empty = |symbol: SymbolId, text: &[u8]| {
            model.dialect.empty_numbers
                && is_nothing(context, symbol, text)
                && model.symbols[symbol].ty != Some(Type::String)
        };
        let texts = self.texts.iter().filter(|&(symbol, text)| held.contains(symbol) && !may_be_empty(*symbol, text));
        let texts = texts.map(|(&symbol, text)| (symbol, text.clone())).collect();
        let certain = Rc::new(Certain::of(context.evaluator.model(), values, texts, needs, Rc::clone(&self.exclusive)));
        context.certain = Some(Rc::clone(&certain));
        certain
    }
}

/// Members of a bool choice that lines ask to be y together with another.
fn rivals(context: &Context<'_, '_>, lines: &[(u32, SymbolId)]) -> HashSet<SymbolId> {
    let model = context.evaluator.model();
    let mut members: HashMap<_, Vec<SymbolId>> = HashMap::new();
    for &(_, symbol) in lines {
        if let Some(menu) = model.choice_of(symbol)
            && context.evaluator.states[symbol].user_value == Tristate::Yes
        {
            members.entry(menu).or_default().push(symbol);
        }
    }
    members.into_values().filter(|members| members.len() > 1).flatten().collect()
}

/// Members that lines turn off, in the order of the lines.
fn turned_off(context: &Context<'_, '_>, lines: &[(u32, SymbolId)]) -> BTreeMap<MenuId, Vec<SymbolId>> {
    let mut members: BTreeMap<MenuId, Vec<SymbolId>> = BTreeMap::new();
    for &(_, symbol) in lines {
        if let Some(menu) = context.evaluator.model().choice_of(symbol)
            && context.evaluator.states[symbol].user_value == Tristate::No
        {
            members.entry(menu).or_default().push(symbol);
        }
    }
    members
}

fn against_select(context: &Context<'_, '_>, symbol: SymbolId, owner: SymbolId, select: Span) -> Verdict {
    let (name, owner_name) = (context.show(symbol), context.show(owner));
    let cause = |kind, text, span| cause(kind, Some(owner), text, span);
    let mut told = cause(CauseKind::Select, format!("{name} is on by this select"), Some(select));
    told.causes.push(cause(CauseKind::User, format!("{owner_name} is set by this line"), context.line_of(owner)));
    Verdict {
        code: "ltoconf::config::selected",
        severity: Severity::Warning,
        message: format!("{name}=n is not honoured: {owner_name}=y selects it"),
        claim: String::new(),
        help: Some(format!("delete the line, or turn off what selects it: {owner_name}")),
        causes: vec![told],
    }
}

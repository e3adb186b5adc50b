//! A value enters that nothing gives a symbol; why not leaves: of all causes those that hold whatever the configuration
//! says.

use std::{collections::HashMap, rc::Rc};

use crate::{
    model::{
        expr::ExprId,
        number,
        symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    },
    solve::fix::Wish,
    source::{Span, lossy},
    syntax::ast::Type,
};

use super::{Cause, CauseKind, FEW, Telling, cause, shorten};
use crate::finding::{
    Context,
    certain::{Certain, needs::Needs},
};

impl<'m> Context<'_, 'm> {
    /// Why a wish cannot be met, whatever the configuration says; `fixed` symbols stay as they are. Empty where no single
    /// condition rules it out. With `among`, causes that speak of these symbols alone.
    pub fn why_never(&mut self, wish: &Wish, fixed: &[SymbolId], among: Option<&[SymbolId]>) -> Vec<Cause> {
        let before = self.certain.replace(self.whatever_is_said(fixed));
        let mut telling = Telling::whatever(among);
        let causes = match wish {
            Wish::Switch(symbol, Tristate::Mod) if self.without_m(*symbol) => self.never_m_here(*symbol, &mut telling),
            Wish::Switch(symbol, value) if self.never_reaches(*symbol, *value) => {
                self.why_below(*symbol, *value, &mut telling)
            }
            Wish::Switch(symbol, value) => self.why_never_lower(*symbol, *value, &mut telling),
            Wish::Text(symbol, text) => self.why_never_text(*symbol, text, &mut telling),
        };
        self.certain = before;
        causes
    }

    /// What is certain where a user may say anything of all but some symbols.
    fn whatever_is_said(&self, fixed: &[SymbolId]) -> Rc<Certain<'m>> {
        let model = self.evaluator.model();
        let (switches, texts): (Vec<SymbolId>, Vec<SymbolId>) =
            fixed.iter().partition(|&&symbol| self.evaluator.is_tristate(symbol));
        let switches = switches.into_iter().map(|symbol| (symbol, self.evaluator.tristate(symbol)));
        let texts = texts.into_iter().map(|symbol| (symbol, self.evaluator.value_text(symbol).to_vec()));
        let (switches, texts): (HashMap<_, _>, HashMap<_, _>) = (switches.collect(), texts.collect());
        // two members of one choice are told by the choice
        Rc::new(Certain::of(model, switches, texts, Needs::default(), Rc::default()))
    }

    /// Whether a symbol is below a value in any case.
    pub(super) fn never_reaches(&self, symbol: SymbolId, wanted: Tristate) -> bool {
        self.certain.as_ref().is_some_and(|certain| certain.bounds(symbol).high < wanted)
    }

    /// Whether a symbol is what it is in any case, or at least never n.
    pub(super) fn never_other(&self, symbol: SymbolId) -> bool {
        let never_off = |certain: &Certain<'_>| certain.bounds(symbol).low > Tristate::No;
        self.certain.as_ref().is_some_and(|certain| certain.is_certain(symbol) || never_off(certain))
    }

    /// Whether one of some symbols may be spoken of; what nothing defines always may.
    pub(super) fn is_spoken_of(&self, symbols: &[SymbolId], telling: &Telling) -> bool {
        let model = self.evaluator.model();
        let mut defined = symbols.iter().filter(|&&symbol| !model.symbols[symbol].menus.is_empty()).peekable();
        defined.peek().is_none() || defined.any(|&symbol| telling.speaks_of(symbol))
    }

    /// Whether no user decides about a symbol here.
    pub(super) fn is_fixed(&self, symbol: SymbolId) -> bool {
        self.certain.as_ref().is_some_and(|certain| certain.is_asked(symbol))
    }

    /// Whether a select or an imply raises above a value in any case.
    pub(super) fn always_raises(
        &self,
        owner: SymbolId,
        condition: Option<ExprId>,
        above: Tristate,
        telling: &Telling,
    ) -> bool {
        let least = |certain: &Rc<Certain<'_>>| certain.bounds(owner).low.min(certain.least(condition));
        telling.speaks_of(owner) && self.certain.as_ref().is_some_and(|certain| least(certain) > above)
    }

    /// Whether a tristate is never m, as there are no modules.
    fn without_m(&self, symbol: SymbolId) -> bool {
        let model = self.evaluator.model();
        let never = |certain: &Rc<Certain<'_>>| certain.bounds(model.modules).high == Tristate::No;
        model.symbols[symbol].ty == Some(Type::Tristate) && self.certain.as_ref().is_some_and(never)
    }

    fn never_m_here(&mut self, symbol: SymbolId, telling: &mut Telling) -> Vec<Cause> {
        let modules = self.evaluator.model().modules;
        let name = self.show(symbol);
        if modules <= SymbolId::YES {
            let text = format!("{name} is m only where there are modules, and nothing in this tree turns them on");
            return vec![cause(CauseKind::Dependency, Some(symbol), text, self.definition(symbol))];
        }
        let text = format!("{name} is m only where {} is y, which it cannot be here", self.show(modules));
        let mut told = cause(CauseKind::Dependency, Some(modules), text, self.definition(modules));
        told.causes = self.why_below(modules, Tristate::Yes, telling);
        vec![told]
    }

    fn why_never_lower(&mut self, symbol: SymbolId, wanted: Tristate, telling: &mut Telling) -> Vec<Cause> {
        self.evaluator.calculate(symbol);
        if self.certain.as_ref().is_none_or(|certain| certain.bounds(symbol).low <= wanted) {
            return Vec::new();
        }
        let causes = self.selectors(symbol, wanted, telling);
        if causes.is_empty() { self.why_above(symbol, telling) } else { causes }
    }

    /// None of what selects a symbol without a prompt ever does, or not far enough.
    pub(super) fn never_selected(
        &mut self,
        symbol: SymbolId,
        selects: &[(SymbolId, PropertyId)],
        wanted: Tristate,
        telling: &mut Telling,
    ) -> Cause {
        let name = self.show(symbol);
        let mut owners: Vec<String> = Vec::new();
        for &(owner, _) in selects {
            let owner = self.show(owner);
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
        let so = if self.never_reaches(symbol, Tristate::Mod) { "so" } else { "so as y" };
        let text = match owners.as_slice() {
            [] => format!("{name} has no prompt, and nothing selects it"),
            [one] => format!("{name} has no prompt; only {one} selects it, and cannot do {so} here"),
            more => format!("{name} has no prompt; none of what selects it can do {so} here: {}", shorten(more)),
        };
        let mut told = cause(CauseKind::Select, Some(symbol), text, self.definition(symbol));
        if owners.len() <= FEW {
            for &(owner, property) in selects {
                let off = self.never_reaches(owner, wanted);
                told.causes.extend(self.select_failing(owner, property, off, wanted, telling));
            }
        }
        told
    }

    fn why_never_text(&mut self, symbol: SymbolId, wanted: &[u8], telling: &mut Telling) -> Vec<Cause> {
        if let Some(ranges) = self.never_in_range(symbol, wanted) {
            return ranges;
        }
        self.evaluator.calculate(symbol);
        let hidden = self.certain.as_ref().is_some_and(|certain| certain.visible(symbol).high == Tristate::No);
        if !hidden {
            return Vec::new();
        }
        let mut causes = self.why_below(symbol, Tristate::Mod, telling);
        causes.extend(self.why_above(symbol, telling));
        causes
    }

    /// The ranges that may hold for a number, where one of them always does and all of them leave a value out.
    fn never_in_range(&mut self, symbol: SymbolId, wanted: &[u8]) -> Option<Vec<Cause>> {
        let model = self.evaluator.model();
        let base = base_of(model.symbols[symbol].ty?)?;
        let value = number::signed(wanted, base).value;
        let mut causes = Vec::new();
        for (id, low, high) in self.ranges_of(symbol) {
            let condition = model.properties[id].visible;
            if self.certain.as_ref().is_some_and(|certain| !certain.may_hold(condition)) {
                continue;
            }
            let below = self.furthest(low, base, false).filter(|&(least, _)| value < least);
            let beyond = below.or_else(|| self.furthest(high, base, true).filter(|&(most, _)| value > most));
            let (_, through) = beyond?;
            let (name, wanted) = (self.show(symbol), lossy(wanted));
            let text = format!(
                "the range of {name} is {} to {}, and {wanted} is not within it",
                self.show(low),
                self.show(high)
            );
            let mut told = cause(CauseKind::Range, Some(symbol), text, Some(model.properties[id].span));
            told.causes = through;
            causes.push(told);
            if self.certain.as_ref().is_some_and(|certain| certain.holds(condition)) {
                return Some(causes);
            }
        }
        None
    }

    fn ranges_of(&self, symbol: SymbolId) -> Vec<(PropertyId, SymbolId, SymbolId)> {
        let model = self.evaluator.model();
        let ranges = model.symbols[symbol].properties.iter().filter_map(|&id| match model.properties[id].kind {
            PropertyKind::Range(low, high) => Some((id, low, high)),
            _ => None,
        });
        ranges.collect()
    }

    /// The least or the greatest that the end of a range can be, with the ranges through which that is so: a number, or a
    /// symbol that one range always holds. What is forgotten for being out of its range is no user's word either.
    fn furthest(&self, end: SymbolId, base: u32, greatest: bool) -> Option<(i64, Vec<Cause>)> {
        let model = self.evaluator.model();
        let mut through: Vec<(String, SymbolId, Span)> = Vec::new();
        let mut at = end;
        while model.symbols[at].ty.is_some() {
            let certain = self.certain.as_ref()?;
            let mut ranges = self.ranges_of(at).into_iter();
            let (id, low, high) = ranges.find(|&(id, ..)| certain.may_hold(model.properties[id].visible))?;
            // a range that is upside down keeps nothing within
            let written = |end: SymbolId| model.name(end).filter(|_| model.symbols[end].ty.is_none());
            let upright = match (written(low), written(high)) {
                (Some(low), Some(high)) => number::signed(low, base).value <= number::signed(high, base).value,
                _ => true,
            };
            if !certain.holds(model.properties[id].visible)
                || !upright
                || through.iter().any(|&(_, known, _)| known == at)
            {
                return None;
            }
            let text = format!("the range of {} is {} to {}", self.show(at), self.show(low), self.show(high));
            through.push((text, at, model.properties[id].span));
            at = if greatest { high } else { low };
        }
        let value = number::signed(model.name(at)?, base).value;
        let causes = through.into_iter().rev().fold(Vec::new(), |causes, (text, symbol, span)| {
            vec![Cause { causes, ..cause(CauseKind::Range, Some(symbol), text, Some(span)) }]
        });
        Some((value, causes))
    }
}

/// How the numbers of a type are read.
fn base_of(ty: Type) -> Option<u32> {
    match ty {
        Type::Int => Some(10),
        Type::Hex => Some(16),
        _ => None,
    }
}

//! A symbol with a prompt and a value that it has not enter; what is to be said of its line leaves.

use crate::{
    diagnostic::{Advice, Diagnostic, Severity},
    eval::Mechanism,
    model::symbol::{PropertyId, PropertyKind, SymbolId, Tristate},
    source::lossy,
};

use super::{
    Context,
    cause::{Cause, CauseKind, Telling, cause, shorten},
    honoured::tell,
};

/// What is told of a value.
pub(super) struct Verdict {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) message: String,
    /// what the message ends with: which value the symbol comes to; empty where that is not told
    pub(super) claim: String,
    pub(super) help: Option<String>,
    pub(super) causes: Vec<Cause>,
}

impl Verdict {
    /// The finding, with nothing claimed of the value yet, and without its place.
    pub(super) fn finding(self, context: &Context<'_, '_>, symbol: SymbolId) -> Diagnostic {
        let mut finding = Diagnostic::warning(self.code, self.message).about(context.show(symbol));
        finding.severity = self.severity;
        finding.help = self.help;
        tell(context, &self.causes, &mut finding);
        finding
    }
}

/// A bool or tristate with a prompt.
pub(super) fn tristate(context: &mut Context<'_, '_>, symbol: SymbolId) -> Verdict {
    let model = context.evaluator.model();
    let state = context.evaluator.states[symbol];
    let (name, asked, got) = (context.show(symbol), state.user_value, state.value);
    let mut telling = Telling::default();
    let choice = model.choice_of(symbol).filter(|_| matches!(state.mechanism, Mechanism::Choice(_)));
    let (code, why, mut causes, help);
    let mut falls_back = None;
    if let Some(menu) = choice
        && (state.visible >= asked || asked < got)
    {
        code = "ltoconf::config::choice-lost";
        why = if asked > got { "its choice is set to another" } else { "its choice needs one that is set" };
        causes = context.choice_winner(menu, symbol);
        help = Some("set one member of the choice to y, and no other".to_owned());
    } else if asked > got {
        // of a member nothing but its prompts is calculated
        let is_member = model.symbols[symbol].member_of.is_some();
        let met = if is_member { context.evaluator.evaluate(model.symbols[symbol].dir_dep) } else { state.dir_dep };
        let hidden = met >= asked && choice.is_none();
        causes = context.why_below(symbol, asked, &mut telling);
        let contrary = causes.first().is_some_and(|cause| cause.kind == CauseKind::Choice);
        code = if contrary {
            "ltoconf::config::choice-lost"
        } else if hidden {
            "ltoconf::config::hidden-prompt"
        } else {
            "ltoconf::config::unmet-dependency"
        };
        why = match (hidden, state.visible) {
            _ if contrary => "lines of its choice ask for y and for m",
            (true, Tristate::No) => "its prompt is hidden",
            (false, Tristate::No) => "its dependencies are not met",
            (true, _) => "its prompt allows no more",
            (false, _) => "its dependencies allow no more",
        };
        help = if contrary {
            Some("ask for y of one member of the choice, or for m of any of them".to_owned())
        } else {
            help_for(context, &causes)
        };
        if let Some((winner, why)) = context.fallback(symbol) {
            falls_back = Some(winner);
            causes.extend(why);
        }
    } else if state.rev_dep > asked {
        code = "ltoconf::config::selected";
        why = "a select forces it";
        causes = context.selectors(symbol, asked, &mut telling);
        let owners: Vec<String> =
            causes.iter().filter_map(|cause| cause.symbol).map(|owner| context.show(owner)).collect();
        help = Some(format!("turn off what selects it: {}", shorten(&owners)));
    } else if state.visible == Tristate::No {
        code = "ltoconf::config::hidden-prompt";
        why = "its prompt is hidden, and a default or an imply decides";
        causes =
            [context.why_below(symbol, Tristate::Yes, &mut telling), context.why_above(symbol, &mut telling)].concat();
        help = None;
    } else {
        code = "ltoconf::config::promoted";
        why = "m is not possible here";
        let modules = model.modules;
        causes = if modules > SymbolId::YES && context.evaluator.states[modules].value == Tristate::No {
            context.why_below(modules, Tristate::Yes, &mut telling)
        } else {
            Vec::new()
        };
        help = None;
    }
    let message = format!("{name}={} is not honoured: {why}", asked.word());
    let mut claim = format!(", so it is {}", got.word());
    if let Some(other) = falls_back {
        claim = format!("{claim}, and its choice is {}", context.show(other));
    }
    Verdict { code, severity: Severity::Warning, message, claim, help, causes }
}

/// What to type, where the causes leave no doubt.
fn help_for(context: &Context<'_, '_>, causes: &[Cause]) -> Option<String> {
    let mut innermost: Vec<&Cause> = Vec::new();
    let mut open: Vec<&Cause> = causes.iter().collect();
    while let Some(cause) = open.pop() {
        if cause.causes.is_empty() {
            innermost.push(cause);
        }
        open.extend(&cause.causes);
    }
    innermost.iter().any(|cause| cause.kind == CauseKind::Probe).then(|| {
        let llvm = context.word(Advice::Llvm(None));
        format!("the tools here do not offer it: see the probe, and {llvm}, CC and the like for other tools")
    })
}

/// The range that holds for a symbol.
pub(super) fn active_range(context: &mut Context<'_, '_>, symbol: SymbolId) -> Option<PropertyId> {
    let model = context.evaluator.model();
    let ranges = model.symbols[symbol].properties.iter().copied();
    let mut ranges = ranges.filter(|&id| matches!(model.properties[id].kind, PropertyKind::Range(..)));
    ranges.find(|&id| context.evaluator.evaluate(model.properties[id].visible) != Tristate::No)
}

/// A string or a number with a prompt.
pub(super) fn text(context: &mut Context<'_, '_>, symbol: SymbolId) -> Verdict {
    let model = context.evaluator.model();
    let state = context.evaluator.states[symbol];
    let name = context.show(symbol);
    let asked = state.user_text.map(|text| lossy(context.evaluator.bytes(text))).unwrap_or_default();
    let got = context.value(symbol);
    // before 6.8 a number out of range is forgotten when it is read, and the default counts
    let forgotten = !state.user && state.visible != Tristate::No;
    let range = if forgotten { active_range(context, symbol) } else { state.clamped };
    if let Some(range) = range.filter(|_| state.visible != Tristate::No) {
        let bounds = match model.properties[range].kind {
            PropertyKind::Range(low, high) => {
                format!("{} to {}", context.bound(low), context.bound(high))
            }
            _ => String::new(),
        };
        let (told, span) = (format!("the range is {bounds}"), model.properties[range].span);
        let cause = cause(CauseKind::Range, Some(symbol), told, Some(span));
        let message = format!("{name}={asked} is not honoured: it is out of range");
        let claim = format!(", so it is {got}");
        let (code, help) = ("ltoconf::config::out-of-range", Some(format!("choose a value from {bounds}")));
        return Verdict { code, severity: Severity::Warning, message, claim, help, causes: vec![cause] };
    }
    let mut telling = Telling::default();
    let causes = context.why_below(symbol, Tristate::Yes, &mut telling);
    let asked = context.as_written(symbol, &asked);
    let message = format!("{name}={asked} is not honoured: it is hidden");
    let claim = format!(", so it is {}", shown(context, symbol, &got));
    let code = if state.dir_dep == Tristate::No {
        "ltoconf::config::unmet-dependency"
    } else {
        "ltoconf::config::hidden-prompt"
    };
    Verdict { code, severity: Severity::Warning, message, claim, help: None, causes }
}

/// A symbol's value for people: nothing is told as such, and that Kconfig leaves its line out.
pub(super) fn shown(context: &Context<'_, '_>, symbol: SymbolId, value: &str) -> String {
    let left_out = !context.evaluator.is_tristate(symbol) && !context.evaluator.states[symbol].write;
    match value {
        _ if left_out => "left out".into(),
        "" => "empty".into(),
        value => context.as_written(symbol, value),
    }
}

//! Wishes that nothing meets with the tools of now enter; what would meet them with other tools that are installed
//! leaves, each way with all that the change of tools changes besides. Toolchains are asked side by side.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    panic::resume_unwind,
    thread::{self, available_parallelism},
};

use crate::{
    eval::{Evaluator, evaluated},
    lto::embedded::{is_at_the_edge, is_own},
    model::{Model, symbol::SymbolId},
    remedy::{self, Fix, Found, Gentler, Search},
    report::explanation::{ChangeTold, FixTold, Variable},
    solve::fix::{Limits, Wish},
    source::lossy,
    syntax::ast::Type,
    tree::probe::Policy,
};

use super::{
    base::Base,
    options::Options,
    told::{is_option, left_alone},
    toolchains, unanswered,
};

/// What is asked of other tools.
pub(super) struct Question<'a> {
    pub(super) base: &'a Base,
    pub(super) wishes: &'a [Wish],
    /// names of symbols whose decision stays
    pub(super) kept: &'a [String],
    pub(super) limits: Limits,
}

/// What other tools come to. Tools are named as what make is given: `LLVM=-19`.
#[derive(Default)]
pub(super) struct OtherTools {
    /// ways, the fewest changes first
    pub(super) fixes: Vec<FixTold>,
    /// whether these are all smallest ones with each of the tools
    pub(super) complete: bool,
    /// the tools that meet the wishes
    pub(super) able: Vec<String>,
    /// those that do not
    pub(super) unable: Vec<String>,
    /// those that would have to be asked first
    pub(super) unknown: Vec<String>,
}

/// Tools that the caller's environment may name, which then count before those of `LLVM=`; each with LLVM's.
const TOOLS: [(&str, &str); 8] = [
    ("CC", "clang"),
    ("LD", "ld.lld"),
    ("AR", "llvm-ar"),
    ("NM", "llvm-nm"),
    ("OBJCOPY", "llvm-objcopy"),
    ("OBJDUMP", "llvm-objdump"),
    ("READELF", "llvm-readelf"),
    ("STRIP", "llvm-strip"),
];

/// Other tools to try: what make would be given.
struct Attempt {
    llvm: String,
    /// variables of the environment that are given anew, each with LLVM's tool
    tools: Vec<(&'static str, String)>,
}

impl Attempt {
    fn variables(&self) -> Vec<Variable> {
        let llvm = Variable { variable: "LLVM".into(), to: self.llvm.clone() };
        let tools = self.tools.iter().map(|(name, tool)| Variable { variable: (*name).into(), to: tool.clone() });
        std::iter::once(llvm).chain(tools).collect()
    }

    fn ways(&self, question: &Question<'_>, now: &Values<'_>) -> Ways {
        // what takes long is told of once, for all attempts
        let mut options = Options { llvm: Some(self.llvm.clone()), begins: None, ..question.base.options.clone() };
        for (name, _) in &self.tools {
            options.environment.remove(name);
        }
        let Ok(there) = question.base.with_tools(&options) else { return Ways::Unread };
        ways(question, now, &there, &self.variables())
    }

    fn shown(&self) -> String {
        let words = self.variables().into_iter().map(|one| format!("{}={}", one.variable, one.to));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// The toolchains that are installed; and, where the environment names tools of its own, all of them without these.
fn attempts(options: &Options, base: &Base) -> Vec<Attempt> {
    let now = options.llvm_asked().map(lossy);
    let Some(key) = &base.key else {
        // the carried rules ask no tool, and one of LLVM is as good as another
        let plain = Attempt { llvm: toolchains::Toolchain::plain().llvm, tools: Vec::new() };
        return if now.is_some() { Vec::new() } else { vec![plain] };
    };
    let environment = &options.environment;
    let own = |(name, _): &&(&str, &str)| environment.get(name).is_some_and(|value| !value.is_empty());
    let named: Vec<&(&str, &str)> = TOOLS.iter().filter(own).collect();
    let mut attempts = Vec::new();
    let toolchains = toolchains::installed(options, key);
    for toolchain in toolchains.iter().filter(|toolchain| now.as_deref() != Some(&toolchain.llvm)) {
        attempts.push(Attempt { llvm: toolchain.llvm.clone(), tools: Vec::new() });
    }
    for toolchain in toolchains.into_iter().filter(|_| !named.is_empty()) {
        let version = if toolchain.llvm.starts_with('-') { toolchain.llvm.as_str() } else { "" };
        let tools = named.iter().map(|(name, tool)| (*name, format!("{tool}{version}"))).collect();
        attempts.push(Attempt { tools, llvm: toolchain.llvm });
    }
    attempts
}

/// Asks all other tools. Where no tool has a say in the wishes, none is asked.
pub(super) fn look(question: &Question<'_>) -> OtherTools {
    let mut others = OtherTools { complete: true, ..OtherTools::default() };
    let Question { base, wishes, .. } = question;
    if !unanswered::hangs_on_tools(base, wishes) {
        return others;
    }
    let model = &base.loaded.model;
    let now = values(model, &evaluated(model, &base.user()));
    let (plain, replacing): (Vec<Attempt>, Vec<Attempt>) =
        attempts(&base.options, base).into_iter().partition(|attempt| attempt.tools.is_empty());
    let _at_work = base.options.begin("trying other tools");
    others.take(all_ways(question, &now, &plain));
    // the environment's own tools need not give way to those that do
    let open = |attempt: &Attempt| !others.able.contains(&format!("LLVM={}", attempt.llvm));
    let replacing: Vec<Attempt> = replacing.into_iter().filter(open).collect();
    others.take(all_ways(question, &now, &replacing));
    others.fixes.sort_by_key(|fix| (!fix.leaves_alone.is_empty(), fix.changes.len()));
    others
}

impl OtherTools {
    fn take(&mut self, all: Vec<(String, Ways)>) {
        for (tools, ways) in all {
            match ways {
                Ways::Unread => {}
                Ways::Unknown => self.unknown.push(tools),
                Ways::None => self.unable.push(tools),
                Ways::Some(fixes, complete) => {
                    self.fixes.extend(fixes);
                    self.complete &= complete;
                    self.able.push(tools);
                }
            }
        }
    }
}

/// What each attempt comes to, in their order: as many side by side as there are processors.
fn all_ways(question: &Question<'_>, now: &Values<'_>, attempts: &[Attempt]) -> Vec<(String, Ways)> {
    // a recording is one file, which whoever comes last writes
    let recording = matches!(question.base.options.probes, Policy::Record(_));
    let processors = if recording { 1 } else { available_parallelism().map_or(1, NonZeroUsize::get) };
    let all = attempts.chunks(processors).flat_map(|wave| {
        thread::scope(|scope| {
            let started = wave.iter().map(|attempt| scope.spawn(|| attempt.ways(question, now)));
            let started: Vec<_> = started.collect();
            started
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
                .collect::<Vec<Ways>>()
        })
    });
    attempts.iter().map(Attempt::shown).zip(all).collect()
}

enum Ways {
    /// the tree is not to be had with these tools
    Unread,
    None,
    Unknown,
    Some(Vec<FixTold>, bool),
}

fn ways(question: &Question<'_>, now: &Values<'_>, there: &Base, environment: &[Variable]) -> Ways {
    let Question { base, wishes, kept, limits, .. } = question;
    let Some(wishes) = wishes.iter().map(|wish| translated(base, there, wish)).collect::<Option<Vec<Wish>>>() else {
        return Ways::None;
    };
    let unknown = unanswered::unknown(there);
    if wishes.iter().any(|wish| unknown.contains(&wish.symbol())) {
        return Ways::Unknown;
    }
    let user = there.user();
    let kept = there.kept(kept.iter().filter_map(|name| there.find(name)));
    let search = Search { user: &user, wishes: &wishes, kept: &kept, limits: *limits };
    let (fixes, gentler, complete) = match remedy::search(&there.loaded.model, &search) {
        Ok(Found::Held) => {
            let fix = Fix { changes: Vec::new(), side_effects: Vec::new(), said: Vec::new(), free: Vec::new(), user };
            (vec![fix], Gentler::default(), true)
        }
        Ok(Found::Fixes { fixes, gentler, complete, .. }) if !fixes.is_empty() => (fixes, gentler, complete),
        Ok(Found::Impossible(_)) => return Ways::None,
        Ok(Found::Fixes { .. } | Found::Unknown(_)) | Err(_) => return Ways::Unknown,
    };
    let told = |fix: &Fix, leaves_alone| FixTold { leaves_alone, ..across(base, now, there, fix, environment) };
    let alone = left_alone(&there.loaded.model, &gentler);
    let smallest = fixes.iter().map(|fix| told(fix, Vec::new()));
    let all = smallest.chain(gentler.fixes.iter().map(|fix| told(fix, alone.clone())));
    Ways::Some(all.collect(), complete)
}

/// A wish for the symbol of the same name.
fn translated(from: &Base, to: &Base, wish: &Wish) -> Option<Wish> {
    let name = from.loaded.model.show(wish.symbol());
    let symbol = to.find(&name)?;
    let ty = to.loaded.model.symbols[symbol].ty;
    let switch = matches!(ty, Some(Type::Bool | Type::Tristate));
    match wish {
        Wish::Switch(_, value) if switch => Some(Wish::Switch(symbol, *value)),
        Wish::Text(_, text) if !switch && ty.is_some() => Some(Wish::Text(symbol, text.clone())),
        _ => None,
    }
}

/// The values of a configuration by name, of all that a kernel has.
type Values<'m> = HashMap<&'m [u8], String>;

fn values<'m>(model: &'m Model, evaluator: &Evaluator<'_>) -> Values<'m> {
    let told = |symbol: &SymbolId| !model.symbols[*symbol].choice && !model.symbols[*symbol].menus.is_empty();
    let named = model.symbols.ids().filter(told).filter_map(|symbol| Some((symbol, model.name(symbol)?)));
    named.map(|(symbol, name)| (name, lossy(evaluator.value_text(symbol)))).collect()
}

/// A way with other tools: what is to be set, and what differs from now beside. `old`: the values of now.
fn across(base: &Base, old: &Values<'_>, there: &Base, fix: &Fix, environment: &[Variable]) -> FixTold {
    let (now, model) = (&base.loaded.model, &there.loaded.model);
    let new = values(model, &evaluated(model, &fix.user));
    let name_of = |symbol| model.name(symbol).unwrap_or_default();
    let changes = fix.changes.iter().map(|change| {
        let from = old.get(name_of(change.symbol)).filter(|from| **from != change.to).unwrap_or(&change.from);
        ChangeTold { symbol: model.show(change.symbol), from: from.clone(), to: change.to.clone(), free: Vec::new() }
    });
    let changes: Vec<ChangeTold> = changes.collect();
    // what only one of the two trees defines is nothing in the other
    let mut in_order: Vec<SymbolId> = model.symbols.ids().collect();
    in_order.sort_by_key(|&symbol| !is_option(model, there.is_carried(), symbol));
    let in_order = in_order.into_iter().filter_map(|symbol| model.name(symbol));
    let gone = now.symbols.ids().filter_map(|symbol| now.name(symbol)).filter(|name| !new.contains_key(name));
    let nothing = |value: &str| if ["y", "m", "n"].contains(&value) { "n".to_owned() } else { String::new() };
    let mut side_effects = Vec::new();
    for name in in_order.chain(gone) {
        let (from, to) = match (old.get(name), new.get(name)) {
            (Some(from), Some(to)) => (from.clone(), to.clone()),
            (Some(from), None) => (from.clone(), nothing(from)),
            (None, Some(to)) => (nothing(to), to.clone()),
            (None, None) => continue,
        };
        let symbol = lossy(name);
        // the carried rules know no version of a tool that was not asked
        let made_up = |name: &str| is_own(name) || (is_at_the_edge(name) && name.ends_with("_VERSION"));
        let told = changes.iter().any(|change| change.symbol == symbol) || (there.is_carried() && made_up(&symbol));
        if from != to && !told {
            side_effects.push(ChangeTold { symbol, from, to, free: Vec::new() });
        }
    }
    FixTold { changes, environment: environment.to_vec(), side_effects, leaves_alone: Vec::new() }
}

/// The limits of a list of fixes.
pub(super) fn limits(all: bool) -> Limits {
    if all {
        Limits { remedies: 256, ..Limits::default() }
    } else {
        Limits { remedies: 8, ways: 3, ..Limits::default() }
    }
}

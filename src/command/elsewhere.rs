//! A wish that cannot be met here enters; where it can be leaves: on other architectures, with other toolchains.

use crate::{
    cli::{self, Common},
    model::symbol::SymbolId,
    remedy::Found,
    report::explanation::{Explanation, FixTold, Variable},
};

use super::{
    architectures,
    base::{self, Base},
    check::human,
    explain::search,
    told::Teller,
    toolchains,
};

/// What only other architectures select.
pub(super) fn other_architectures(base: &Base, symbols: &[SymbolId]) -> Vec<String> {
    let model = &base.loaded.model;
    let arch = &base.loaded.name.arch;
    let Some(tree) = &base.tree else { return Vec::new() };
    let mut notes = Vec::new();
    for &symbol in symbols {
        let found = &model.symbols[symbol];
        if !found.properties.is_empty() || found.rev_dep.is_some() {
            continue;
        }
        let name = model.show(symbol);
        let others = architectures::selecting(tree, &name);
        if !others.is_empty() && !others.contains(arch) {
            let others = others.join(", ");
            notes.push(format!("not possible on this architecture: {name} is selected on {others}, not on {arch}"));
        }
    }
    notes
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

    fn shown(&self) -> String {
        let words = self.variables().into_iter().map(|one| format!("{}={}", one.variable, one.to));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// The toolchains that are installed; and, where the environment names tools of its own, all of them without these.
fn attempts(common: &Common, base: &Base) -> Vec<Attempt> {
    // the carried rules ask no tool, and one of LLVM is as good as another
    let toolchains = if base.is_carried() { vec![toolchains::Toolchain::plain()] } else { toolchains::installed() };
    let own = |(name, _): &&(&str, &str)| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let named: Vec<&(&str, &str)> = TOOLS.iter().filter(own).filter(|_| !base.is_carried()).collect();
    let mut attempts = Vec::new();
    for toolchain in &toolchains {
        if common.llvm.as_deref() != Some(&toolchain.llvm) {
            attempts.push(Attempt { llvm: toolchain.llvm.clone(), tools: Vec::new() });
        }
    }
    for toolchain in toolchains.into_iter().filter(|_| !named.is_empty()) {
        let version = if toolchain.llvm.starts_with('-') { toolchain.llvm.as_str() } else { "" };
        let tools = named.iter().map(|(name, tool)| (*name, format!("{tool}{version}"))).collect();
        attempts.push(Attempt { tools, llvm: toolchain.llvm });
    }
    attempts
}

/// What is impossible with these tools may be possible with others that are installed.
pub(super) fn elsewhere(common: &Common, arguments: &cli::Explain, base: &Base, explanation: &mut Explanation) {
    let mut tried = Vec::new();
    for attempt in attempts(common, base) {
        let mut common = common.clone();
        common.llvm = Some(attempt.llvm.clone());
        common.without = attempt.tools.iter().map(|&(name, _)| name).collect();
        let Ok(base) = base::read(&common, arguments.config.as_deref(), human()) else { continue };
        let found = fixes_elsewhere(&base, explanation, arguments.all, &attempt.variables());
        tried.push(attempt.shown());
        if let Some((fixes, complete)) = found {
            explanation.status = "reachable";
            explanation.fixes = fixes;
            explanation.complete = complete;
            let with = attempt.shown();
            explanation.notes.push(format!("not possible with the tools of now; available with {with}"));
            return;
        }
    }
    if base.is_carried() && !tried.is_empty() {
        explanation.notes.push("not possible with LLVM's tools either".into());
    } else if !tried.is_empty() {
        explanation
            .notes
            .push(format!("not possible with other tools that are installed either: {}", tried.join(", ")));
    }
}

fn fixes_elsewhere(
    base: &Base,
    explanation: &Explanation,
    all: bool,
    environment: &[Variable],
) -> Option<(Vec<FixTold>, bool)> {
    let symbol = base.find(&explanation.symbol)?;
    let wish = base.wish(symbol, explanation.wanted.as_deref()?).ok()?;
    let user = base.user();
    let teller =
        Teller { model: &base.loaded.model, sources: &base.loaded.tree.files.sources, prober: &base.loaded.prober };
    match search(base, &user, &[wish], all).ok()? {
        Found::Held => {
            let fix = FixTold { changes: Vec::new(), environment: environment.to_vec(), side_effects: Vec::new() };
            Some((vec![fix], true))
        }
        Found::Fixes { fixes, complete, .. } if !fixes.is_empty() => {
            Some((teller.fixes(&fixes, environment), complete))
        }
        _ => None,
    }
}

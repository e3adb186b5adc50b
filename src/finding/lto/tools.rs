//! Symbols of the tools that wrote a file, where they exclude one another, and tools asked for that are not those.

use crate::{
    diagnostic::Diagnostic,
    lto::{embedded::Basis, ruleset::RuleSet},
};

use super::{Context, set_in};

/// Tools of which one alone can have been there.
const EXCLUSIVE: [(&str, &str); 3] =
    [("CC_IS_GCC", "CC_IS_CLANG"), ("LD_IS_BFD", "LD_IS_LLD"), ("AS_IS_GNU", "AS_IS_LLVM")];

/// Findings about tools.
pub(super) fn check(context: &Context<'_, '_>) -> Vec<Diagnostic> {
    if context.config.embedded.is_some_and(|choice| matches!(choice.basis, Basis::Foreign(_))) {
        return Vec::new();
    }
    let mut findings = both(context);
    findings.extend(without_clang(context));
    findings.extend(others_asked(context));
    findings
}

fn both(context: &Context<'_, '_>) -> Vec<Diagnostic> {
    let said = context.config.said;
    let pairs = EXCLUSIVE.iter().filter_map(|&(gnu, llvm)| Some((gnu, said.yes(gnu)?, llvm, said.yes(llvm)?)));
    let mut findings: Vec<Diagnostic> = pairs
        .map(|(gnu, first, llvm, second)| {
            let (gnu, llvm) = (set_in(gnu, first), set_in(llvm, second));
            finding(context, llvm.split('=').next(), second, format!("{llvm} and {gnu} exclude each other"))
                .related(context.config.span(first), "the other is set here")
        })
        .collect();
    if let (Some(clang), Some(zero)) = (said.yes("CC_IS_CLANG"), said.zero("CLANG_VERSION")) {
        let message = format!("{}, but CLANG_VERSION=0 (line {})", set_in("CC_IS_CLANG", clang), zero + 1);
        let told = finding(context, Some("CC_IS_CLANG"), clang, message);
        findings.push(told.related(context.config.span(zero), "0 stands for another compiler"));
    }
    findings
}

fn finding(context: &Context<'_, '_>, symbol: Option<&str>, line: u32, message: String) -> Diagnostic {
    let mut finding = Diagnostic::error("ltoconf::lto::tools-contradict", message);
    finding.symbol = symbol.map(str::to_owned);
    finding.span = context.config.span(line);
    finding.help("the file was edited by hand, or is made of two: write it anew with 'make olddefconfig'")
}

/// `HAS_LTO_CLANG` in a file that was written with other tools than LLVM's.
fn without_clang(context: &Context<'_, '_>) -> Option<Diagnostic> {
    let config = context.config;
    let said = config.said;
    let has = said.yes("HAS_LTO_CLANG")?;
    // since 5.13 the assembler counts
    let assembler = config.embedded.is_none_or(|choice| choice.rules > Some(RuleSet::Linux5_12));
    let gnu = ["CC_IS_GCC", "LD_IS_BFD", "AS_IS_GNU"].into_iter().filter(|&name| assembler || name != "AS_IS_GNU");
    let set = gnu.filter_map(|name| Some((name, "y", said.yes(name)?)));
    let zero = said.zero("CLANG_VERSION").map(|line| ("CLANG_VERSION", "0", line));
    let against: Vec<(&str, &str, u32)> = set.chain(zero).collect();
    if against.is_empty() {
        return None;
    }
    let named: Vec<String> =
        against.iter().map(|(name, value, line)| format!("{name}={value} (line {})", line + 1)).collect();
    let message = format!("HAS_LTO_CLANG=y needs clang and LLD, but this file has {}", named.join(", "));
    let mut told = finding(context, Some("HAS_LTO_CLANG"), has, message);
    for (name, value, line) in against {
        told = told.related(config.span(line), format!("{name}={value}"));
    }
    if let Some(definition) = context.defined("HAS_LTO_CLANG").and_then(|symbol| context.definition(symbol)) {
        told = told.related(Some(definition), "its conditions stand here");
    }
    told.help = Some(
        "the file was edited by hand, or is made of two: write it anew with the tools of the build, \
         'make LLVM=1 olddefconfig' or 'make olddefconfig'"
            .into(),
    );
    Some(told)
}

/// Without a tree nothing is run to see which tools are here: only what the user asks for is compared.
fn others_asked(context: &Context<'_, '_>) -> Option<Diagnostic> {
    let config = context.config;
    let line = config.said.yes("CC_IS_GCC").filter(|_| config.llvm_asked)?;
    let text = config.said.get("CC_VERSION_TEXT");
    let compiler = text.map_or("'gcc'", |statement| statement.value.as_str()).trim_matches('"');
    let message =
        format!("this file was written with '{}', and LLVM's tools are asked for", compiler.trim_matches('\''));
    let mut finding = Diagnostic::warning("ltoconf::toolchain::differs", message);
    finding.span = config.span(text.map_or(line, |statement| statement.line));
    let help = "judged as if LLVM's tools had written it; to have that: make LLVM=1 olddefconfig";
    Some(finding.related(config.span(line), "CC_IS_GCC=y").help(help))
}

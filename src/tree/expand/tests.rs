//! Variables line by line and one last text enter; what that expands to, or the code of the error, leaves.

use super::*;
use crate::{source::Sources, syntax::ast::Flavor};

struct Echo;
impl Answers for Echo {
    fn answer(&self, command: &[u8]) -> Option<Vec<u8>> {
        command.strip_prefix(b"echo ").map(<[u8]>::to_vec)
    }
}

/// Assigns line by line, then expands the last line.
fn check(lines: &[&str], expected: &str) {
    let environment = Environment::default();
    let mut expander = Expander::new(&environment, &Echo);
    let mut sources = Sources::default();
    let file = sources.add("Kconfig", b"\n\n\n\n\n\n".to_vec());
    let here = Here { source: sources.file(file), at: 6 };
    let (last, assignments) = lines.split_last().unwrap();
    for line in assignments {
        let (name, rest) = line.split_once(' ').unwrap();
        let (sign, value) = rest.split_once(' ').unwrap();
        let flavor = match sign {
            ":=" => Flavor::Simple,
            "+=" => Flavor::Append,
            _ => Flavor::Recursive,
        };
        expander.assign(name.as_bytes(), flavor, value.as_bytes(), here).unwrap();
    }
    let shown = match expander.word(last.as_bytes(), here) {
        Ok(value) => String::from_utf8(value.text).unwrap().replace('\0', "<unknown>"),
        Err(Stop::Unknown) => "stop".into(),
        Err(Stop::Error { code, .. }) => code.into(),
    };
    assert_eq!(shown, expected);
}

#[test]
fn simple_variables_keep_and_recursive_ones_follow() {
    check(&["X := 1", "S := $(X)", "R = $(X)", "X := 2", "$(S)$(R)"], "12");
    check(&["Y := 3", "U += $(Y)", "Y := 4", "$(U)"], "4");
    check(&["S := 1", "Y := 3", "S += $(Y)", "Y := 4", "$(S)"], "1 3");
}

#[test]
fn functions_take_arguments_and_missing_ones_are_empty() {
    check(&["greet = $(1), my name is $(2).", "$(greet,Hello,John)"], "Hello, my name is John.");
    check(&["greet = $(1), my name is $(2).", "$(greet,Hello)"], "Hello, my name is .");
}

#[test]
fn built_in_functions() {
    check(&["$(filename):$(lineno)"], "Kconfig:7");
    check(&["$(shell,echo a,b)"], "ltoconf::macros::arguments");
    check(&["comma := ,", "$(shell,echo a$(comma)b)"], "a,b");
    check(&["$(error-if,y,no)"], "ltoconf::macros::error-if");
    check(&["$(error-if,n,no)$(undefined)"], "");
}

#[test]
fn an_unknown_answer_spreads_and_stops_what_it_would_decide() {
    check(&["V := $(shell,cc --version)", "$(shell,echo $(V))x"], "<unknown>x");
    check(&["$(error-if,$(shell,test),no)"], "stop");
}

#[test]
fn recursion_and_bombs_are_refused() {
    check(&["X = $(Y)", "Y = $(X)", "$(X)"], "ltoconf::macros::recursive");
    check(&["f = $(f,$(1))", "$(f,a)"], "ltoconf::macros::too-deep");
    check(&["f = $(f,$(1)$(1))", "$(f,a)"], "ltoconf::macros::too-large");
    for sign in ["=", ":="] {
        let step = |at: usize| format!("V{at} {sign} $(V{0})$(V{0})$(V{0})$(V{0})", at - 1);
        let mut lines = vec!["V0 := xxxxxxxxxxxxxxxx".to_owned()];
        lines.extend((1..9).map(step));
        lines.push("$(V8)$(V8)".into());
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        check(&lines, "ltoconf::macros::too-large");
    }
}

//! A few lines of a Makefile go in; the words of a variable are expected, each with its line, those that a watched
//! variable brought with a `!` behind them, and after them the commands that the value hangs on.

use std::collections::BTreeMap;

use super::*;

/// The words of `V`, as `word@line`, with `!` where they are steered, and `?command` for what is open.
fn words(makefile: &str, answers: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    words_in(folder.path(), makefile, answers)
}

fn words_in(folder: &Path, makefile: &str, answers: &[(&str, &str)]) -> String {
    let host = Host::here("/bin:/usr/bin".into());
    let answers: BTreeMap<_, _> =
        answers.iter().map(|(command, output)| (command.as_bytes().to_vec(), output.as_bytes().to_vec())).collect();
    let mut files = Files::default();
    files.give("auto.conf", b"CONFIG_LTO=y\nCONFIG_N=8\nCONFIG_X86_64=y\n");
    let mut make = Make::new(folder, &host, &answers, &mut files);
    let unknown = Unknowns { names: [b"CONFIG_LATER".to_vec()].into(), ..Unknowns::default() };
    make.follow(|name| name.starts_with(b"CONFIG_LTO"), &unknown);
    make.read_as(Path::new("Makefile"), format!("include auto.conf\n{makefile}").as_bytes());
    let (words, wanted) = make.words(b"V");
    let mut shown: Vec<String> = words
        .iter()
        .map(|word| {
            let line = make.place(word.line).map_or(0, |(_, line)| line);
            let text = String::from_utf8_lossy(&word.text);
            format!("{text}@{line}{}", if word.steered { "!" } else { "" })
        })
        .collect();
    for wanted in wanted {
        let (command, kind, needs) = make.lack(wanted.command);
        let can = kind == Kind::Command && needs.is_empty();
        let line = make.place(wanted.line).map_or(0, |(_, line)| line);
        let steered = if wanted.steered { "!" } else { "" };
        shown.push(format!("{}{}@{line}{steered}", if can { "?" } else { "??" }, String::from_utf8_lossy(command)));
    }
    for removed in &make.removed {
        shown.push(format!("removed:{}", String::from_utf8_lossy(&removed.word)));
    }
    shown.join(" ")
}

fn check(makefile: &str, expected: &str) {
    assert_eq!(words(makefile, &[]), expected, "{makefile}");
}

#[test]
fn words_come_with_their_lines() {
    check("V := -a\nV += -b \\\n  -c\nV += $(W)\nW = -d\n", "-a@2 -b@3 -c@4");
    check("W := -x -y\nV = -a $(W)\n", "-a@3 -x@2 -y@2");
}

#[test]
fn a_word_made_of_a_value_belongs_to_the_line_that_makes_it() {
    check("V := --size=$(CONFIG_N) $(CONFIG_N)", "--size=8@2 8@2");
    check("number = $(CONFIG_N)\nV := \\\n $(number)", "8@2");
}

#[test]
fn lines_inside_a_watched_conditional_are_steered() {
    check("V := -a\nifdef CONFIG_LTO\nV += -b\nelse\nV += -c\nendif\nV += -d\n", "-a@2 -b@4! -d@8");
    check("V := -a\nifndef CONFIG_LTO_NONE\nV += -b\nendif", "-a@2 -b@4!");
    check("ifeq ($(CONFIG_LTO)$(CONFIG_N),y8)\nifneq ($(CONFIG_X86_64),)\nV += -b\nendif\nendif", "-b@4!");
    check("ifdef CONFIG_NONE\nV := -a\nelse ifeq ($(CONFIG_LTO),y)\nV := -b\nelse\nV := -c\nendif", "-b@5!");
    check("ifdef CONFIG_X86_64\nV := -a\nelse ifeq ($(CONFIG_LTO),y)\nV := -b\nendif", "-a@3");
    check("ifdef CONFIG_LTO_NONE\nV := -a\nelse ifdef CONFIG_X86_64\nV := -b\nendif", "-b@5!");
}

#[test]
fn what_is_made_of_steered_words_is_steered() {
    check("ifdef CONFIG_LTO\nF := -flto\nendif\nV := -a $(F)", "-a@5 -flto@3!");
    check("ifdef CONFIG_LTO\nV += $(F) -b\nendif\nF := -a", "-a@5! -b@3!");
    check("F := -a\nifdef CONFIG_LTO\nV += $(F) -b\nendif", "-a@2! -b@4!");
    check("ifdef CONFIG_LTO\nF := -flto\nendif\nifdef F\nV := -a\nendif", "-a@6!");
    check("ifdef CONFIG_LTO_NONE\nF := -flto\nendif\nifndef F\nV := -a\nendif", "-a@6!");
    check("F := -a\nifdef CONFIG_LTO_NONE\nF += -flto\nendif\nifdef F\nV := -a\nendif", "-a@7");
}

#[test]
fn conditions_inside_a_line_steer_it_too() {
    check("V := -a $(if $(CONFIG_LTO),-b,-c)", "-a@2 -b@2!");
    check("V := $(if $(CONFIG_LTO_NONE),,-c)", "-c@2!");
    check("V := $(or $(CONFIG_LTO),$(CONFIG_N))", "y@2!");
    check("f-$(CONFIG_LTO) := -b\nf-y += -c\nV := $(f-y)", "-b@2! -c@3");
    check("V := $(if $(CONFIG_X86_64),-b,-c)", "-b@2");
}

#[test]
fn what_a_variable_held_before_is_not_steered_by_a_line_that_keeps_it() {
    check("V := -a -b\nifdef CONFIG_LTO\nV := $(filter-out -b,$(V)) -c\nendif", "-a@2 -c@4! removed:-b");
    check("V := -a\nifdef CONFIG_LTO\nV := -c\nendif", "-c@4! removed:-a");
    check("V := -a -flto\nifdef CONFIG_LTO\nF := -flto\nendif\nV := $(filter-out $(F),$(V))", "-a@2");
}

#[test]
fn a_file_that_is_included_because_of_a_watched_variable_is_steered() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("lto.mk"), "\nV += -b\n").unwrap();
    let check = |makefile: &str, expected: &str| assert_eq!(words_in(folder.path(), makefile, &[]), expected);
    check("include ./lto.mk", "-b@2");
    check("ifdef CONFIG_LTO\ninclude lto.mk\nendif", "-b@2!");
    check("i-$(CONFIG_LTO) := lto.mk\ninclude $(i-y)", "-b@2!");
}

#[test]
fn commands_are_left_open_where_they_are_wanted() {
    check("V := -a $(shell x)\n", "-a@2 ?x@2");
    check("ifdef CONFIG_LTO\nV += $(shell x)\nendif", "?x@3!");
    check("V := -a\nifeq ($(shell x),y)\nV += -b\nendif", "-a@2 ?x@4");
    check("ifdef CONFIG_LTO\nifeq ($(shell x),y)\nV += -b\nelse\nV += -c\nendif\nendif", "?x@4! ?x@6!");
    check("ifeq ($(shell x),y)\nifdef CONFIG_LTO\nV += -b\nendif\nendif", "?x@4!");
    check("W := $(shell x)\nV := $(shell y $(W))", "??y ?@3");
    check("ifdef CONFIG_LTO\nV += $(file < x)\nendif", "??$(file < x)@3!");
}

#[test]
fn a_word_that_hangs_on_something_unknown_is_not_told() {
    check("V := -a --b=$(shell x) -c", "-a@2 -c@2 ?x@2");
    check("V := --b=$(if $(CONFIG_LATER),4,8) -c", "-c@2 ??CONFIG_LATER@2");
    check("V := -a\nifeq ($(shell x),y)\nV := -b\nendif", "?x@4");
    check("V := -a\nifeq ($(shell x),y)\nV := -b\nelse\nV += -c\nendif", "?x@4 ?x@6");
    check("V := $(filter-out -a$(shell x),-a -b)", "?x@2");
    check("V := $(filter-out -a,-a -b $(shell x))", "-b@2 ?x@2");
    check("V := $(firstword $(shell x) -b)", "?x@2");
}

#[test]
fn an_answer_belongs_to_the_line_that_asks() {
    let option = "try-run = $(shell try $(1), $(2))\noption = $(call try-run, ld $(V) $(1),$(1))\n";
    let makefile = format!("{option}V := -a\nifdef CONFIG_LTO\nV += $(call option,-b -c)\nendif");
    assert_eq!(words(&makefile, &[]), "-a@4 ?try  ld -a -b -c, -b -c@6!");
    assert_eq!(words(&makefile, &[("try  ld -a -b -c, -b -c", "-b -c")]), "-a@4 -b@6! -c@6!");
}

#[test]
fn numbers_are_compared_without_a_command() {
    let makefile = "ifdef CONFIG_LTO\nifeq ($(shell test $(CONFIG_N) -lt 9; echo $$?),0)\nV += -b\nendif\nendif";
    check(makefile, "-b@4!");
}

#[test]
fn a_value_that_is_not_known_leaves_open_what_it_decides() {
    check("ifdef CONFIG_LTO\nV := -a\nifdef CONFIG_LATER\nV += -b\nendif\nendif", "-a@3! ??CONFIG_LATER@5!");
    check("ifdef CONFIG_LTO\nV += --size=$(CONFIG_LATER)\nendif", "??CONFIG_LATER@3!");
}

#[test]
fn eval_and_define_keep_lines() {
    check("define more\nV += -b\n\nV += $(1)\nendef\n$(eval $(call more,-c))", "-b@3 -c@7");
    check("$(foreach x,-a -b,$(eval V += $(x)))", "-a@2 -b@2");
    check("ifdef CONFIG_LTO\ndefine F\n-flto\nendef\nendif\nV = $(F)", "-flto@4!");
}

#[test]
fn a_line_of_the_configuration_is_watched_whether_it_is_set_or_not() {
    check("lto := $(CONFIG_LTO_NONE)\nifdef lto\nelse\nV := -a\nendif", "-a@5!");
    check("lto := $(CONFIG_LTO)\nifdef lto\nV := -a\nendif", "-a@4!");
}

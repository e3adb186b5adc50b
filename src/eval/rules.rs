//! Rules of versions that no reference at hand follows, each as a small tree and what it comes to. See `Dialect`.

use crate::{model::testing::model, syntax::dotconfig};

use super::Evaluator;

/// The lines of the `.config` that a tree and a user's lines come to.
fn resolve(kconfig: &str, config: &str, dialect: &str) -> Vec<String> {
    let model = model(kconfig, dialect).unwrap();
    let mut evaluator = Evaluator::new(&model);
    let lines = dotconfig::parse(config.as_bytes(), b"CONFIG_");
    evaluator.read(Some((config.as_bytes(), &lines)), false);
    let written = String::from_utf8(evaluator.dotconfig(b"CONFIG_")).unwrap();
    written.lines().skip(4).map(str::to_owned).collect()
}

/// Codes of what is told of a tree, errors marked.
fn told(kconfig: &str, dialect: &str) -> Vec<String> {
    use crate::diagnostic::Severity;
    let told = match model(kconfig, dialect) {
        Ok(model) => model.warnings,
        Err(told) => told,
    };
    let mark = |severity| if severity == Severity::Error { "error " } else { "" };
    told.iter()
        .map(|one| format!("{}{}", mark(one.severity), one.code.rsplit("::").next().unwrap_or_default()))
        .collect()
}

const MODULES: &str = "config MODULES\n\tbool\n\tdefault y\n\tmodules\n";

#[test]
fn an_imply_is_limited_by_dependencies_since_5_7() {
    let text = format!(
        "{MODULES}config D\n\ttristate \"d\"\nconfig S\n\tbool \"s\"\n\timply T\nconfig T\n\ttristate \"t\"\n\tdepends on D\n"
    );
    let config = "CONFIG_D=m\nCONFIG_S=y\n";
    assert!(
        resolve(&text.replace("\tmodules", "\toption modules"), config, "linux-5.6").contains(&"CONFIG_T=y".into())
    );
    assert!(
        resolve(&text.replace("\tmodules", "\toption modules"), config, "linux-5.7").contains(&"CONFIG_T=m".into())
    );
    let off = "# CONFIG_D is not set\nCONFIG_S=y\n";
    // an imply that dependencies stop is none at all before 5.7; since then it is n, and that is written
    for (dialect, written) in [("linux-5.6", false), ("linux-5.7", true)] {
        let lines = resolve(&text.replace("\tmodules", "\toption modules"), off, dialect);
        assert_eq!(lines.contains(&"# CONFIG_T is not set".into()), written, "{dialect}: {lines:?}");
    }
}

#[test]
fn a_number_out_of_range_becomes_the_bounds_own_text() {
    let text = "config H\n\thex \"h\"\n\trange 0x0A 0XFF\nconfig I\n\tint \"i\"\n\trange 010 20\n";
    let config = "CONFIG_H=0x1\nCONFIG_I=5\n";
    assert_eq!(resolve(text, config, "linux-6.8"), ["CONFIG_H=0x0A", "CONFIG_I=010"]);
    // before, what is out of range is forgotten as it is read; but no number at all is out of range too
    assert_eq!(resolve(text, config, "linux-5.14"), ["CONFIG_H=0xa", "CONFIG_I=10"]);
}

#[test]
fn a_number_without_a_value_is_zero_since_6_8() {
    let text = "config I\n\tint\n\tprompt \"i\"\nconfig H\n\thex \"h\"\n";
    assert_eq!(resolve(text, "", "linux-6.8"), ["CONFIG_I=0", "CONFIG_H=0x0"]);
    assert_eq!(resolve(text, "", "linux-6.7"), ["CONFIG_I=", "CONFIG_H="]);
}

#[test]
fn a_transitional_symbol_hands_its_value_on_and_is_not_written() {
    let text = "config OLD\n\tbool\n\ttransitional\nconfig NEW\n\tbool \"new\"\n\tdefault OLD\nconfig S\n\tdef_bool y\n\tselect OLD\n";
    assert_eq!(resolve(text, "CONFIG_OLD=y\n", "linux-6.18"), ["CONFIG_NEW=y", "CONFIG_S=y"]);
    assert_eq!(resolve(text, "", "linux-6.18"), ["# CONFIG_NEW is not set", "CONFIG_S=y"]);
    assert_eq!(resolve(text, "CONFIG_OLD=y\n# CONFIG_NEW is not set\n", "linux-6.18")[0], "# CONFIG_NEW is not set");
    assert_eq!(told(text, "linux-6.17"), ["error newer-syntax"]);
}

#[test]
fn what_takes_over_a_transitional_value_is_decided() {
    let text = "config OLD\n\tstring\n\ttransitional\nconfig NEW\n\tstring \"new\"\n\tdefault OLD\nconfig OTHER\n\tstring \"other\"\n";
    let model = model(text, "linux-6.18").unwrap();
    let mut evaluator = Evaluator::new(&model);
    let lines = dotconfig::parse(b"CONFIG_OLD=\"x\"\n", b"CONFIG_");
    evaluator.read(Some((b"CONFIG_OLD=\"x\"\n", &lines)), false);
    let mut undecided = Vec::new();
    evaluator.each_undecided(|_, menu| undecided.extend(model.menus[menu].symbol));
    assert_eq!(undecided.into_iter().map(|symbol| model.show(symbol)).collect::<Vec<_>>(), ["OTHER"]);
}

#[test]
fn a_transitional_symbol_has_a_type_and_help_only() {
    let error = ["error transitional-with-attributes"];
    for more in ["\tdepends on A\n", "\tdefault y\n", "\tprompt \"p\"\n"] {
        assert_eq!(told(&format!("config OLD\n\tbool\n\ttransitional\n{more}"), "linux-6.18"), error, "{more}");
    }
    assert!(told("config OLD\n\tbool\n\ttransitional\n\thelp\n\t  gone\n", "linux-6.18").is_empty());
    assert_eq!(told("if A\nconfig OLD\n\tbool\n\ttransitional\nendif\n", "linux-6.18"), error);
}

#[test]
fn a_dependency_may_have_a_condition_since_7_0() {
    let text = format!(
        "{MODULES}config X\n\tbool \"x\"\nconfig Y\n\ttristate \"y\"\nconfig A\n\ttristate \"a\"\n\tdepends on X if Y\n"
    );
    assert_eq!(told(&text, "linux-6.19"), ["error newer-syntax"]);
    let shown = |config: &str| resolve(&text, config, "linux-7.0").iter().any(|line| line.contains("CONFIG_A "));
    assert!(shown("# CONFIG_X is not set\n# CONFIG_Y is not set\n"));
    assert!(!shown("# CONFIG_X is not set\nCONFIG_Y=m\n"));
    assert!(shown("CONFIG_X=y\nCONFIG_Y=y\n"));
}

#[test]
fn choices_lose_names_and_types_by_and_by() {
    let text = |first: &str, attribute: &str| {
        format!("choice{first}\n\tprompt \"c\"\n{attribute}config A\n\tbool \"a\"\nendchoice\n")
    };
    let refused = |text: &str, dialect: &str| told(text, dialect).iter().any(|one| one.starts_with("error"));
    for (text, last) in [
        (text(" NAMED", ""), "6.8"),
        (text("", "\toptional\n"), "6.9"),
        (text("", "\ttristate\n"), "6.10"),
        (text("", "\tbool\n"), "6.10"),
        (text("", "\tbool \"c\"\n").replace("\tprompt \"c\"\n", ""), "6.12"),
    ] {
        let minor: u32 = last.split('.').next_back().unwrap().parse().unwrap();
        assert!(!refused(&text, &format!("linux-6.{minor}")), "{text}");
        assert!(refused(&text, &format!("linux-6.{}", minor + 1)), "{text}");
    }
}

#[test]
fn members_are_checked_more_and_more_strictly() {
    let choice = |member: &str| format!("choice\n\tbool \"c\"\nconfig A\n{member}endchoice\n");
    assert_eq!(told(&choice("\tbool\n"), "linux-6.9"), ["member-without-prompt"]);
    assert_eq!(told(&choice("\tbool\n"), "linux-6.10"), ["error member-without-prompt"]);
    assert_eq!(told(&choice("\tbool \"a\"\n\tdefault y\n"), "linux-6.9"), ["member-with-default"]);
    assert_eq!(told(&choice("\tbool \"a\"\n\tdefault y\n"), "linux-6.10"), ["error member-with-default"]);
    // a member without a type takes the choice's
    assert!(told(&choice("\tprompt \"a\"\n"), "linux-6.8").is_empty());
    assert_eq!(told(&choice("\tprompt \"a\"\n"), "linux-6.9"), ["no-type"]);
    assert_eq!(told(&choice("\tprompt \"a\"\n"), "linux-6.11"), ["error member-not-bool"]);
    let twice = choice("\tbool \"a\"\nconfig A\n\tbool \"again\"\n").replace("\tbool \"c\"", "\tprompt \"c\"");
    assert!(told(&twice, "linux-7.0").is_empty());
    assert_eq!(told(&twice, "linux-7.1"), ["error member-prompted-twice"; 2]);
}

#[test]
fn a_choice_needs_a_prompt() {
    let text = "choice\nconfig A\n\tbool \"a\"\nendchoice\n";
    assert!(told(text, "linux-6.8").contains(&"choice-without-prompt".into()));
    assert_eq!(told(text, "linux-6.9"), ["error choice-without-prompt"]);
}

#[test]
fn doubtful_texts_are_errors_since_6_13() {
    let text = "menuconfig A\n\tbool\n\thelp\n\t  one\n\thelp\n\t  two\n";
    assert_eq!(told(text, "linux-6.12"), ["help-redefined", "menuconfig-without-prompt"]);
    assert_eq!(told(text, "linux-6.13"), ["error help-redefined", "error menuconfig-without-prompt"]);
}

#[test]
fn members_of_a_choice_open_no_submenu_since_6_9() {
    let text = "choice\n\tbool \"c\"\nconfig A\n\tbool \"a\"\ncomment \"after\"\n\tdepends on A\nendchoice\n";
    let parent_of_comment = |dialect: &str| {
        let model = model(text, dialect).unwrap();
        let menu = model.menus.ids().next_back().unwrap();
        model.show(model.menus[model.menus[menu].parent.unwrap()].symbol.unwrap())
    };
    assert_eq!(parent_of_comment("linux-6.8"), "A");
    assert_eq!(parent_of_comment("linux-6.9"), "<choice>");
}

#[test]
fn what_needs_a_symbol_off_leaves_its_submenu_since_7_3() {
    let text = "config R\n\tbool \"r\"\nconfig A\n\tbool \"a\"\n\tdepends on R\nconfig B\n\tbool \"b\"\n\tdepends on R && (!A || X)\n";
    let parent_of_b = |dialect: &str| {
        let model = model(text, dialect).unwrap();
        let menu = model.symbols[model.find(b"B").unwrap()].menus[0];
        model.show(model.menus[model.menus[menu].parent.unwrap()].symbol.unwrap())
    };
    assert_eq!(parent_of_b("linux-7.2"), "A");
    assert_eq!(parent_of_b("linux-7.3"), "R");
}

#[test]
fn before_6_8_conditions_of_bools_are_taken_for_bool() {
    let text = format!("{MODULES}config T\n\ttristate \"t\"\nconfig A\n\tint \"a\"\n\tdepends on T!=n\n");
    let shown = |dialect: &str| {
        let model = model(&text, dialect).unwrap();
        let menu = model.symbols[model.find(b"A").unwrap()].menus[0];
        let visible = model.properties[model.menus[menu].prompt.unwrap()].visible;
        String::from_utf8(crate::model::print::plain(&model, visible)).unwrap()
    };
    assert_eq!(shown("linux-6.7"), "T");
    assert_eq!(shown("linux-6.1"), "T!=n");
    assert_eq!(shown("linux-6.8"), "T!=n");
}

#[test]
fn menus_are_closed_since_5_2_and_empty_ones_since_5_18() {
    let text = "menu \"full\"\nconfig A\n\tbool \"a\"\nendmenu\nmenu \"empty\"\nendmenu\n";
    let ends = |dialect| resolve(text, "", dialect).iter().filter(|line| line.starts_with("# end of")).count();
    assert_eq!([ends("linux-5.1"), ends("linux-5.2"), ends("linux-5.17"), ends("linux-5.18")], [0, 1, 1, 2]);
}

#[test]
fn changed_input_is_listed() {
    let text =
        "config A\n\tbool \"a\"\n\tdepends on B\nconfig B\n\tbool \"b\"\nconfig S\n\tstring\n\tdefault \"kconfig\"\n";
    let model = model(text, "linux-7.2").unwrap();
    let mut evaluator = Evaluator::new(&model);
    let config = b"CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_S=\"mine\"\n";
    evaluator.read(Some((config, &dotconfig::parse(config, b"CONFIG_"))), false);
    let told = String::from_utf8(evaluator.changed_input(b"CONFIG_")).unwrap();
    assert_eq!(
        told,
        "warning: user-provided values changed by Kconfig:\n  CONFIG_A: y -> n\n  CONFIG_S: mine -> kconfig\n"
    );
}

#[test]
fn options_of_old_trees() {
    let text = "config LIST\n\tstring\n\toption defconfig_list\n\tdefault \"/a\" if NO\n\tdefault \"/b\"\nconfig E\n\tbool \"e\"\n\toption allnoconfig_y\nconfig F\n\tbool \"f\"\n";
    let old = model(text, "linux-5.12").unwrap();
    let mut evaluator = Evaluator::new(&old);
    assert_eq!(evaluator.defconfig_list(), [b"/b".to_vec()]);
    evaluator.fill(super::Fill::All(crate::model::symbol::Tristate::No));
    let written = String::from_utf8(evaluator.dotconfig(b"CONFIG_")).unwrap();
    assert!(written.contains("CONFIG_E=y\n# CONFIG_F is not set\n"), "{written}");
    assert!(!written.contains("LIST"), "{written}");
    assert!(told(text, "linux-5.13").iter().all(|one| one == "error older-syntax"));
}

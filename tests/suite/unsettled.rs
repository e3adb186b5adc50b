//! Trees of which Kconfig itself may make something else each time it looks enter, with wishes; that nothing is called
//! impossible or complete there is expected.

use insta::assert_snapshot;
use ltoconf::{
    model::{Model, symbol::Tristate},
    remedy::{self, Found, Search},
    solve::{
        Encoding, Request,
        fix::{Limits, Wish},
    },
    user::UserValues,
};

use crate::{
    drawn::loaded,
    program::{by_rules_of, configured},
};

const BEFORE_MODULES: &str = "\
config T
	tristate \"T\"
config MODULES
	bool \"M\"
	modules
	depends on T = y
";

const OUTSIDE: &str = "\
config O
	bool \"O\"
choice
	prompt \"C\"
	default O
config A
	bool \"A\"
config B
	bool \"B\"
endchoice
config APART
	bool \"apart\"
	depends on !APART_NOT
config APART_NOT
	def_bool y
";

/// Before 6.8 a number that is given to N is forgotten after A was calculated by it: no number is in its range.
const FORGOTTEN: &str = "\
config N
	int \"N\"
	range 5 0
config M
	int \"M\"
	range 2 5
	default 2
config A
	bool \"A\"
	depends on N != M
config B
	bool \"B\"
	depends on A
config C
	bool \"C\"
	depends on !M
";

fn wish(model: &Model, name: &str, value: Tristate) -> Wish {
    Wish::Switch(model.find(name.as_bytes()).unwrap(), value)
}

fn asked(model: &Model, wishes: &[(&str, Tristate)]) -> Found {
    searched(model, &wishes.iter().map(|&(name, value)| wish(model, name, value)).collect::<Vec<_>>())
}

fn searched(model: &Model, wishes: &[Wish]) -> Found {
    let user = UserValues::default();
    let search = Search { user: &user, wishes, kept: &[], limits: Limits::default() };
    remedy::search(model, &search).unwrap()
}

fn unknown(found: Found, model: &Model) -> Vec<String> {
    match found {
        Found::Unknown(unsure) => unsure.unsettled.into_iter().map(|symbol| model.show(symbol)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_modules_depend_on_is_not_called_impossible() {
    let (_, model, _) = loaded(BEFORE_MODULES, "linux-6.12").unwrap();
    let found = asked(&model, &[("T", Tristate::Mod), ("MODULES", Tristate::Yes)]);
    assert_eq!(unknown(found, &model), ["T", "MODULES"]);
}

#[test]
fn what_modules_depend_on_can_be_had() {
    let (_, model, _) = loaded(BEFORE_MODULES, "linux-6.12").unwrap();
    let found = asked(&model, &[("MODULES", Tristate::Yes)]);
    assert!(matches!(&found, Found::Fixes { fixes, complete: false, .. } if fixes.len() == 1), "{found:?}");
}

#[test]
fn a_choice_with_a_default_from_outside_may_take_no_member() {
    let (_, model, _) = loaded(OUTSIDE, "linux-6.12").unwrap();
    let found = asked(&model, &[("A", Tristate::No), ("B", Tristate::No)]);
    assert!(matches!(found, Found::Held | Found::Unknown(_)), "{found:?}");
    assert_eq!(unknown(asked(&model, &[("A", Tristate::Yes), ("B", Tristate::Yes)]), &model).len(), 3);
}

#[test]
fn what_has_no_part_in_such_is_proved() {
    let (_, model, _) = loaded(OUTSIDE, "linux-6.12").unwrap();
    let found = asked(&model, &[("APART", Tristate::Yes)]);
    assert!(matches!(found, Found::Impossible(_)), "{found:?}");
}

/// What of the tree with a number that is forgotten cannot be had by the formula.
fn beside_forgotten(model: &Model) -> [Wish; 2] {
    [Wish::Text(model.find(b"M").unwrap(), b"5".to_vec()), wish(model, "B", Tristate::Yes)]
}

#[test]
fn what_hangs_on_a_number_that_is_forgotten_is_not_called_impossible() {
    for dialect in ["linux-5.10", "linux-6.1", "linux-6.7"] {
        let (_, model, _) = loaded(FORGOTTEN, dialect).unwrap();
        assert_eq!(unknown(searched(&model, &beside_forgotten(&model)), &model), ["A", "B"], "by {dialect}");
    }
    let (_, model, _) = loaded(FORGOTTEN, "linux-6.8").unwrap();
    let found = searched(&model, &beside_forgotten(&model));
    assert!(matches!(&found, Found::Impossible(wishes) if wishes.len() == 2), "{found:?}");
}

#[test]
fn what_hangs_on_a_number_that_is_forgotten_is_not_called_forced() {
    let user = UserValues::default();
    let (_, model, _) = loaded(FORGOTTEN, "linux-6.1").unwrap();
    assert!(remedy::forced(&model, &user, &wish(&model, "B", Tristate::No), &[]).unwrap().is_none());
    assert!(remedy::forced(&model, &user, &wish(&model, "C", Tristate::No), &[]).unwrap().is_some());
}

#[test]
fn what_does_not_hang_on_a_number_that_is_forgotten_is_proved() {
    let (_, model, _) = loaded(FORGOTTEN, "linux-6.1").unwrap();
    let seven = Wish::Text(model.find(b"M").unwrap(), b"7".to_vec());
    assert!(matches!(searched(&model, &[seven]), Found::Impossible(_)));
    let found = asked(&model, &[("C", Tristate::Yes)]);
    assert!(matches!(&found, Found::Fixes { fixes, complete: true, .. } if fixes.len() == 1), "{found:?}");
    let found = asked(&model, &[("B", Tristate::Yes)]);
    assert!(matches!(&found, Found::Fixes { fixes, complete: false, .. } if !fixes.is_empty()), "{found:?}");
}

/// What hangs on a number whose range ends at other symbols, by the rules of 6.1.
fn behind(kconfig: &str) -> Vec<String> {
    let (_, model, _) = loaded(kconfig, "linux-6.1").unwrap();
    let user = UserValues::default();
    let mut encoding = Encoding::new(&model, &Request { user: &user, free: true, kept: &[], texts: &[], fold: true });
    encoding.everything();
    encoding.unsettled().map(|symbol| model.show(symbol)).collect()
}

#[test]
fn a_range_whose_ends_cannot_cross_settles_what_hangs_on_it() {
    let tree = |low: &str, high: &str, more: &str| {
        format!(
            "config LOW\n\tint{low}\nconfig HIGH\n\tint{high}\nconfig N\n\tint \"N\"\n\trange LOW HIGH\n{more}\
             config A\n\tbool \"A\"\n\tdepends on N > 3\nconfig S\n\tstring \"S\"\n\tdefault \"x\" if A\n"
        )
    };
    let none: [&str; 0] = [];
    assert_eq!(behind(&tree("\n\tdefault 2", "\n\tdefault 7", "")), none);
    assert_eq!(behind(&tree("\n\tdefault 7", "\n\tdefault 2", "")), ["A", "S"]);
    assert_eq!(behind(&tree(" \"low\"", "\n\tdefault 2", "")), ["A", "S"]);
    assert_eq!(behind(&tree(" \"low\"\n\trange 0 2", "\n\tdefault 2", "")), none);
    // what both hang on keeps them apart
    let large = "config LARGE\n\tbool \"large\"\n";
    let apart = tree("\n\tdefault 20 if LARGE\n\tdefault 2", "\n\tdefault 70 if LARGE\n\tdefault 7", "");
    assert_eq!(behind(&format!("{large}{apart}")), none);
    let crossed = tree("\n\tdefault 20 if LARGE\n\tdefault 2", "\n\tdefault 70 if !LARGE\n\tdefault 7", "");
    assert_eq!(behind(&format!("{large}{crossed}")), ["A", "S"]);
    // unless it is not settled either
    let after = apart.replace("LOW", "LOW2").replace("HIGH", "HIGH2").replace('N', "N2").replace("LARGE", "A");
    let after = after.replace("config A\n", "config A2\n").replace("config S\n", "config S2\n");
    assert_eq!(behind(&format!("{large}{crossed}{after}")), ["A", "S", "LOW2", "HIGH2", "N2", "A2", "S2"]);
    // a range before that counts instead
    assert_eq!(behind(&tree("\n\tdefault 2", "\n\tdefault 7", "\trange 9 1\n")), none);
}

/// What a command says on stderr, by the rules of a version.
fn said(kconfig: &str, dialect: &str, arguments: &[&str]) -> String {
    let folder = configured(kconfig, "CONFIG_M=4\n");
    let output = by_rules_of(dialect, folder.path()).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(!output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_formula_and_a_configuration_come_with_what_is_not_settled() {
    assert_snapshot!(said(FORGOTTEN, "linux-6.1", &["cnf"]), @"note: what A, B come to hangs on what Kconfig has looked at before: the formula may have other values of this, and not all");
    assert_snapshot!(said(FORGOTTEN, "linux-6.1", &["solve", "B=y", "--seed", "3", "-o", "-"]), @"note: what A, B come to hangs on what Kconfig has looked at before: other values of this may be had as well");
    assert_snapshot!(said(FORGOTTEN, "linux-6.1", &["solve", "B=y", "-o", "-"]), @"note: what A, B come to hangs on what Kconfig has looked at before: other values of this may be had as well");
    assert_snapshot!(said(OUTSIDE, "linux-6.12", &["cnf"]), @"note: what A, B come to hangs on what Kconfig has looked at before: the formula may have other values of this, and not all");
    assert_eq!(said(FORGOTTEN, "linux-6.12", &["cnf"]), "");
    let settled = "config M\n\tint \"M\"\n\tdefault 4\nconfig B\n\tbool \"B\"\n\tdepends on M > 2\n";
    assert_eq!(said(settled, "linux-6.1", &["solve", "B=y", "--seed", "3", "-o", "-"]), "");
}

/// Modules that hang on what a tristate selects: Kconfig makes y of the m that the formula has.
const SELECTED: &str = "\
config MODULES
	bool \"modules\"
	modules
	depends on C
config A
	tristate \"A\"
	select C
config C
	bool
";

#[test]
fn a_formula_may_have_what_kconfig_does_not_settle_on() {
    let noted = said(SELECTED, "linux-6.12", &["cnf"]);
    assert_snapshot!(noted, @"note: what MODULES, A come to hangs on what Kconfig has looked at before: the formula may have other values of this, and not all");
}

#[test]
fn where_nothing_lands_what_is_not_settled_is_named() {
    for command in [vec!["fix", "A=m"], vec!["solve", "A=m", "-o", "-"]] {
        for dialect in ["linux-6.1", "linux-7.3"] {
            let folder = configured(SELECTED, "");
            let output = by_rules_of(dialect, folder.path()).args(&command).output().unwrap();
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(told.contains("what MODULES, A come to hangs on what Kconfig has looked at before"), "{told}");
            assert_eq!(output.status.code(), Some(2));
        }
    }
}

#[test]
fn what_can_have_one_value_only_is_settled() {
    let none: [&str; 0] = [];
    let modules = "config MODULES\n\tbool \"M\"\n\tmodules\n\tdepends on T\n";
    let off = format!("config T\n\ttristate \"T\"\n\tdepends on n\n{modules}");
    assert_eq!(behind(&off), none);
    assert_eq!(behind(&off.replace("depends on n\n", "depends on X\nconfig X\n\tbool \"X\"\n")), ["T", "MODULES"]);
    // below one that is never set
    let menu = "menu \"m\"\ndepends on OFF\nconfig T\n\ttristate \"T\"\nendmenu\n";
    assert_eq!(behind(&format!("config OFF\n\ttristate \"off\"\n\tdepends on n\n{menu}{modules}")), none);
    let number = "config N\n\tint \"N\"\n\trange 9 2\nconfig A\n\tbool \"A\"\n\tdepends on N > 3";
    assert_eq!(behind(&format!("{number}\n")), ["A"]);
    assert_eq!(behind(&format!("{number} && n\n")), none);
    let choice = OUTSIDE.replace("config A\n\tbool \"A\"", "config A\n\tbool \"A\"\n\tdepends on n");
    let choice = choice.replace("config B\n\tbool \"B\"", "config B\n\tbool \"B\"\n\tdepends on n");
    assert_eq!(behind(&choice), none);
}

#[test]
fn causes_say_where_kconfig_does_not_settle_on_modules() {
    let modules = "config MODULES\n\tbool \"modules\"\n\tmodules\n\tdepends on T\n";
    let told = |more: &str, wish: &str| {
        let folder = configured(&format!("config T\n\ttristate \"T\"\n{more}"), "CONFIG_T=m\nCONFIG_MODULES=y\n");
        let output = by_rules_of("linux-6.12", folder.path()).args(["explain", wish]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let open = "note: what T, MODULES come to hangs on what Kconfig has looked at before";
    for (wish, cause) in [("T=y", "T is set to m by this line, which counts as y here"), ("MODULES=n", "by this line")]
    {
        let told = told(modules, wish);
        assert!(told.contains(cause) && told.contains(open), "{told}");
    }
    let without = told("config MODULES\n\tdef_bool n\n\tmodules\n", "T=y");
    assert!(without.contains("T is set to m by this line, which counts as y without modules"), "{without}");
    assert!(!without.contains("note:"), "{without}");
}

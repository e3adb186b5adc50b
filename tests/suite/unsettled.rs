//! Trees of which Kconfig itself may make something else each time it looks enter, with wishes; that nothing is called
//! impossible or complete there is expected.

use ltoconf::{
    model::{Model, symbol::Tristate},
    remedy::{self, Found, Search},
    solve::fix::{Limits, Wish},
    user::UserValues,
};

use crate::drawn::loaded;

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

fn asked(model: &Model, wishes: &[(&str, Tristate)]) -> Found {
    let wish = |&(name, value): &(&str, Tristate)| Wish::Switch(model.find(name.as_bytes()).unwrap(), value);
    let wishes: Vec<Wish> = wishes.iter().map(wish).collect();
    let user = UserValues::default();
    let search = Search { user: &user, wishes: &wishes, kept: &[], limits: Limits::default() };
    remedy::search(model, &search).unwrap()
}

fn unknown(found: Found, model: &Model) -> Vec<String> {
    match found {
        Found::Unknown(symbols) => symbols.into_iter().map(|symbol| model.show(symbol)).collect(),
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

//! A Kconfig and a configuration enter: everything is calculated, every mode and every file comes to an end.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ltoconf::{
    eval::{Evaluator, Fill, Probability},
    model::symbol::Tristate,
    syntax::dotconfig,
};
use ltoconf_fuzz::Case;

fuzz_target!(|data: &[u8]| {
    let Some(case) = Case::of(data) else { return };
    let Some(model) = case.model() else { return };
    let lines = dotconfig::parse(case.config, b"CONFIG_");
    let random = Fill::Random { seed: data.len() as u32, probability: Probability::default() };
    for fill in [None, Some(Fill::Default), Some(Fill::All(Tristate::Mod)), Some(random)] {
        let mut evaluator = Evaluator::new(&model);
        evaluator.read(Some((case.config, &lines)), true);
        if let Some(fill) = fill {
            evaluator.fill(fill);
        }
        let _written = evaluator.dotconfig(b"CONFIG_");
        let _saved = evaluator.defconfig(b"CONFIG_");
    }
});

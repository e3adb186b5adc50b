//! Bytes enter the parser of Kconfig: it ends, and every statement lies in the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ltoconf::syntax::kconfig;

fuzz_target!(|data: &[u8]| {
    let file = kconfig::parse(data);
    for statement in &file.statements {
        assert!(statement.at.start <= statement.at.end && statement.at.end as usize <= data.len());
    }
    for problem in file.errors.iter().chain(&file.warnings) {
        assert!(problem.at.end as usize <= data.len());
    }
});

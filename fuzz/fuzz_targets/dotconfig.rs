//! Bytes enter the reader of configurations: each line is found once, in order, and what its head says is found.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ltoconf::{
    lto::{header::Header, said::Said},
    syntax::dotconfig,
};

fuzz_target!(|data: &[u8]| {
    let lines = dotconfig::parse(data, b"CONFIG_");
    let mut end = 0;
    for line in &lines {
        assert!(end <= line.at.start && line.at.start <= line.at.end && line.at.end as usize <= data.len());
        end = line.at.end;
    }
    let _header = Header::of(data);
    let _said = Said::of(data, &lines);
    let _value = dotconfig::unquote(data);
});

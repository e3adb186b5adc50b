//! Streams of bits as LLVM writes them enter, what bitcode says of itself is expected.

use super::*;

/// Writes a stream, as LLVM does.
#[derive(Default)]
struct Writer {
    bits: Vec<bool>,
}

impl Writer {
    fn fixed(&mut self, value: u64, width: u64) -> &mut Self {
        self.bits.extend((0..width).map(|bit| value >> bit & 1 == 1));
        self
    }

    fn variable(&mut self, mut value: u64, width: u64) -> &mut Self {
        let more = 1 << (width - 1);
        while value >= more {
            self.fixed(value & (more - 1) | more, width);
            value >>= width - 1;
        }
        self.fixed(value, width)
    }

    fn align(&mut self) -> &mut Self {
        self.bits.resize(self.bits.len().next_multiple_of(32), false);
        self
    }

    /// A block with what `inside` writes; `outer` is the width of the block around it.
    fn block(&mut self, outer: u64, id: u64, inside: impl FnOnce(&mut Self)) -> &mut Self {
        self.fixed(ENTER_BLOCK, outer).variable(id, 8).variable(4, 4).align();
        let mut inner = Self::default();
        inside(&mut inner);
        inner.fixed(END_BLOCK, 4).align();
        self.fixed(inner.bits.len() as u64 / 32, 32);
        self.bits.append(&mut inner.bits);
        self
    }

    fn record(&mut self, code: u64, values: &[u64]) -> &mut Self {
        self.fixed(RECORD, 4).variable(code, 6).variable(values.len() as u64, 6);
        for &value in values {
            self.variable(value, 6);
        }
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, &bit| byte << 1 | u8::from(bit));
        self.bits.chunks(8).map(byte).collect()
    }
}

/// A module as clang writes it: a record, an abbreviation with all that one may hold, a record by it, and a summary.
fn module(writer: &mut Writer, summary: Option<u64>, flags: u64) {
    writer.block(2, MODULE, |inside| {
        inside.record(2, b"x86_64-linux-gnu".map(u64::from).as_slice());
        inside.fixed(DEFINE, 4).variable(6, 5);
        inside.fixed(1, 1).variable(16, 8);
        inside.fixed(0, 1).fixed(1, 3).variable(3, 5);
        inside.fixed(0, 1).fixed(2, 3).variable(6, 5);
        inside.fixed(0, 1).fixed(3, 3).fixed(0, 1).fixed(4, 3);
        inside.fixed(0, 1).fixed(5, 3);
        inside.fixed(4, 4).fixed(5, 3).variable(1000, 6);
        inside.variable(3, 6).fixed(1, 6).fixed(2, 6).fixed(3, 6);
        inside.variable(2, 6).align().fixed(0xffff, 16).align();
        inside.block(4, 12, |function| {
            function.record(1, &[7, 0xffff_ffff_ffff_ffff]);
        });
        if let Some(id) = summary {
            inside.block(4, id, |inside| {
                inside.record(10, &[9]).record(FLAGS, &[flags]);
            });
        }
    });
}

fn stream(modules: &[(Option<u64>, u64)]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.fixed(0xdec0_4342, 32).block(2, 13, |inside| {
        inside.record(2, &[0]);
    });
    for &(summary, flags) in modules {
        module(&mut writer, summary, flags);
    }
    writer.block(2, 23, |_| {});
    writer.bytes()
}

const THIN: (Option<u64>, u64) = (Some(THIN_SUMMARY), 8);
const FULL: (Option<u64>, u64) = (Some(FULL_SUMMARY), 8);
const NEITHER: (Option<u64>, u64) = (None, 0);

#[test]
fn the_summary_says_what_a_module_was_made_for() {
    let check = |modules: &[_], expected| assert_eq!(of(&stream(modules)[..]).made, expected, "{modules:?}");
    check(&[THIN], Some(Made::Thin));
    check(&[FULL], Some(Made::Full));
    check(&[NEITHER], None);
    check(&[THIN, FULL], Some(Made::Thin));
    check(&[FULL, NEITHER], None);
    check(&[(Some(THIN_SUMMARY), UNIFIED)], None);
}

#[test]
fn a_wrapper_is_taken_off() {
    let plain = stream(&[FULL]);
    let mut wrapped = Vec::new();
    for word in [WRAPPER as u32, 0, 20, plain.len() as u32, 7] {
        wrapped.extend(word.to_le_bytes());
    }
    wrapped.extend(&plain);
    wrapped.extend([0; 12]);
    assert_eq!(of(&wrapped[..]).made, Some(Made::Full));
}

#[test]
fn of_what_is_broken_nothing_wrong_is_said() {
    let whole = stream(&[THIN]);
    for length in 0..whole.len() - 16 {
        let _none_or_thin = of(&whole[..length]);
    }
    for at in 0..whole.len() {
        for value in [0, 0x55, 0xff] {
            let mut broken = whole.clone();
            broken[at] = value;
            let _any = of(&broken[..]);
        }
    }
    assert_eq!(of(&b""[..]), Bitcode::default());
    assert_eq!(of(&b"BC\xc0\xde"[..]), Bitcode::default());
}

#[test]
fn a_machine_is_another_only_where_both_are_known() {
    let found = of(&stream(&[THIN, FULL])[..]);
    assert_eq!(found.machine.as_deref(), Some("x86_64"));
}

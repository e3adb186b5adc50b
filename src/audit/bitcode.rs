//! The bytes of bitcode enter; for which kind of LTO and which machine it was made leaves. The kind is told by the summary
//! that clang writes beside a module: ThinLTO has one of its own, full LTO another, and what was not made for LTO has
//! none. Where anything is not as LLVM's "Bitcode File Format" and `BitcodeWriter.cpp` have it, nothing is said.

#[cfg(test)]
mod tests;

use object::read::ReadRef;

use super::bits::{Abbreviation, Bits, Block, DEFINE, END_BLOCK, ENTER_BLOCK, RECORD};

/// A kind of LTO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// `-flto=thin`
    Thin,
    /// `-flto`, `-flto=full`
    Full,
}

/// What bitcode says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bitcode {
    /// the kind of LTO that it was made for; `None` where it cannot be told
    pub made: Option<Made>,
    /// the first part of its target's triple, such as `x86_64`; `None` where it is not told, or not once
    pub machine: Option<String>,
}

/// Ids of blocks, `LLVMBitCodes.h`.
const MODULE: u64 = 8;
const THIN_SUMMARY: u64 = 20;
const FULL_SUMMARY: u64 = 24;
/// The record of a module's target, and the longest that is read, in letters.
const TRIPLE: u64 = 2;
const LONGEST_TRIPLE: u64 = 100;
/// The record of a summary's flags, and the flag of bitcode that both kinds of LTO take.
const FLAGS: u64 = 20;
const UNIFIED: u64 = 0x200;
/// The flags stand behind the version, and both before all else.
const FIRST_RECORDS: usize = 3;
/// The magic of the header that may stand before bitcode; at its third and fourth word, where that is and how long.
const WRAPPER: u64 = 0x0b17_c0de;

/// Reads what bitcode says of itself.
pub fn of<'data, R: ReadRef<'data>>(data: R) -> Bitcode {
    let Some(modules) = modules(data) else { return Bitcode::default() };
    let summaries: Vec<Summary> = modules.iter().map(|module| module.summary).collect();
    let full = !summaries.is_empty() && summaries.iter().all(|&summary| summary == Summary::Of(Made::Full));
    // where a unit is split, the part for ThinLTO stands beside one for full LTO
    let thin = summaries.contains(&Summary::Of(Made::Thin));
    let made = if thin { Some(Made::Thin) } else { full.then_some(Made::Full) };
    let mut triples = modules.into_iter().map(|module| module.triple);
    let first = triples.next().filter(|first| triples.all(|other| other == *first));
    let machine = first.and_then(|triple| Some(triple.split('-').next()?.to_owned()));
    Bitcode { made, machine: machine.filter(|machine| !machine.is_empty()) }
}

/// A module, as far as it is read.
struct Module {
    summary: Summary,
    /// empty where none is told
    triple: String,
}

/// The modules of bitcode; `None` where it cannot be read.
fn modules<'data, R: ReadRef<'data>>(data: R) -> Option<Vec<Module>> {
    let length = data.len().ok()?;
    let mut head = Bits::new(data, 0, length)?;
    let (mut start, mut end) = (0, length);
    if head.fixed(32)? == WRAPPER {
        head.go_to(64);
        start = head.fixed(32)?;
        end = start.checked_add(head.fixed(32)?).filter(|&end| end <= length)?;
    }
    let mut bits = Bits::new(data, start, end)?;
    bits.go_to((start + 4) * 8);
    let mut modules = Vec::new();
    while !bits.is_at_end() {
        if bits.fixed(2)? != ENTER_BLOCK {
            return None;
        }
        let block = bits.enter()?;
        if block.id == MODULE {
            modules.push(module(&mut bits, &block)?);
        }
        bits.go_to(block.end);
    }
    Some(modules)
}

/// What a module's summary says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Summary {
    /// one of a kind
    Of(Made),
    /// one that both kinds take, or there is none
    Neither,
}

/// Reads a module's own records, and the beginning of its summary.
fn module<'data, R: ReadRef<'data>>(bits: &mut Bits<'data, R>, block: &Block) -> Option<Module> {
    let mut abbreviations: Vec<Abbreviation> = Vec::new();
    let mut module = Module { summary: Summary::Neither, triple: String::new() };
    let mut unified = false;
    loop {
        match bits.fixed(block.width)? {
            END_BLOCK => {
                if unified {
                    module.summary = Summary::Neither;
                }
                return Some(module);
            }
            ENTER_BLOCK => {
                let inner = bits.enter()?;
                if inner.end > block.end {
                    return None;
                }
                match inner.id {
                    THIN_SUMMARY | FULL_SUMMARY if is_unified(bits, inner.width)? => unified = true,
                    THIN_SUMMARY => module.summary = Summary::Of(Made::Thin),
                    FULL_SUMMARY => module.summary = Summary::Of(Made::Full),
                    _ => {}
                }
                bits.go_to(inner.end);
            }
            DEFINE => abbreviations.push(bits.definition()?),
            RECORD => {
                let (code, count) = bits.record()?;
                for _ in 0..count {
                    let letter = bits.operand()?;
                    if code == TRIPLE && count <= LONGEST_TRIPLE {
                        module.triple.push(char::from(u8::try_from(letter).ok()?));
                    }
                }
            }
            number => bits.pass_over(abbreviations.get(usize::try_from(number - 4).ok()?)?)?,
        }
    }
}

/// Whether a summary says that its module may be taken for either kind.
fn is_unified<'data, R: ReadRef<'data>>(bits: &mut Bits<'data, R>, width: u64) -> Option<bool> {
    for _ in 0..FIRST_RECORDS {
        if bits.fixed(width)? != RECORD {
            break;
        }
        let (code, count) = bits.record()?;
        let first = if count > 0 { bits.operand()? } else { 0 };
        if code == FLAGS {
            return Some(first & UNIFIED != 0);
        }
        (1..count).try_for_each(|_| bits.operand().map(drop))?;
    }
    Some(false)
}

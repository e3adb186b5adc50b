//! Bytes of an LLVM bitstream enter, its numbers and blocks leave, one after the other (llvm.org: "LLVM Bitcode File
//! Format"). What is not asked for is passed over by its length. Where the bytes end or make no sense, nothing leaves.

use object::read::ReadRef;

/// How many bytes are fetched at once.
const CHUNK: u64 = 2048;
/// The longest number, in bits, and the most operations of an abbreviation: LLVM writes no more.
const LONGEST: u64 = 64;
const MOST_OPERATIONS: u64 = 64;

/// The abbreviations that every block knows.
pub(super) const END_BLOCK: u64 = 0;
pub(super) const ENTER_BLOCK: u64 = 1;
pub(super) const DEFINE: u64 = 2;
pub(super) const RECORD: u64 = 3;

/// A place in a stream.
pub(super) struct Bits<'data, R> {
    data: R,
    /// the next bit, and the one after the last; counted from the start of the data
    at: u64,
    end: u64,
    /// the bytes that were fetched last, and where they stand
    chunk: &'data [u8],
    chunk_at: u64,
}

/// A block that was entered.
pub(super) struct Block {
    pub(super) id: u64,
    /// the width of its abbreviations' numbers, in bits
    pub(super) width: u64,
    /// the bit after its last
    pub(super) end: u64,
}

/// One part of a record, as an abbreviation has it.
#[derive(Clone, Copy)]
enum Operation {
    /// nothing stands in the stream
    Literal,
    /// a number of so many bits
    Fixed(u64),
    /// a number in groups of so many bits
    Variable(u64),
    /// a length, and so many of what follows
    Array,
    /// a length, and so many bytes
    Blob,
}

/// How records of one kind are written.
pub(super) struct Abbreviation(Vec<Operation>);

impl<'data, R: ReadRef<'data>> Bits<'data, R> {
    /// The bytes `start..end` of the data.
    pub(super) fn new(data: R, start: u64, end: u64) -> Option<Self> {
        Some(Self { data, at: start.checked_mul(8)?, end: end.checked_mul(8)?, chunk: &[], chunk_at: 0 })
    }

    /// Whether nothing is left that could be a block.
    pub(super) fn is_at_end(&self) -> bool {
        self.end.saturating_sub(self.at) < 64
    }

    /// Goes on at another bit.
    pub(super) fn go_to(&mut self, bit: u64) {
        self.at = bit;
    }

    fn byte(&mut self, at: u64) -> Option<u8> {
        let inside = at.checked_sub(self.chunk_at).filter(|&inside| inside < self.chunk.len() as u64);
        if let Some(inside) = inside {
            return self.chunk.get(inside as usize).copied();
        }
        let start = at - at % CHUNK;
        let length = CHUNK.min((self.end / 8).checked_sub(start)?);
        self.chunk = self.data.read_bytes_at(start, length).ok()?;
        self.chunk_at = start;
        self.chunk.get((at - start) as usize).copied()
    }

    /// A number of so many bits.
    pub(super) fn fixed(&mut self, width: u64) -> Option<u64> {
        if width > LONGEST || self.at.checked_add(width)? > self.end {
            return None;
        }
        let (mut value, mut have) = (0_u64, 0);
        while have < width {
            let byte = u64::from(self.byte(self.at / 8)?);
            let (from, take) = (self.at % 8, (8 - self.at % 8).min(width - have));
            value |= (byte >> from & ((1 << take) - 1)) << have;
            (have, self.at) = (have + take, self.at + take);
        }
        Some(value)
    }

    /// A number in groups of so many bits, of which the highest says whether another follows.
    pub(super) fn variable(&mut self, width: u64) -> Option<u64> {
        let (mut value, mut shift) = (0_u64, 0);
        let more = 1_u64.checked_shl(u32::try_from(width.checked_sub(1)?).ok()?)?;
        loop {
            let group = self.fixed(width)?;
            if shift < LONGEST {
                value |= (group & (more - 1)) << shift;
            }
            shift += width - 1;
            match group & more {
                0 => return Some(value),
                _ if width == 1 || shift > 2 * LONGEST => return None,
                _ => {}
            }
        }
    }

    fn align(&mut self) {
        self.at = self.at.next_multiple_of(32);
    }

    /// The head of a block, behind [`ENTER_BLOCK`].
    pub(super) fn enter(&mut self) -> Option<Block> {
        let (id, width) = (self.variable(8)?, self.variable(4)?);
        self.align();
        let words = self.fixed(32)?;
        let end = self.at.checked_add(words.checked_mul(32)?)?;
        (end <= self.end && (2..=32).contains(&width)).then_some(Block { id, width, end })
    }

    /// A record without abbreviation, behind [`RECORD`]: its code, and how many numbers of [`Self::operand`] follow.
    pub(super) fn record(&mut self) -> Option<(u64, u64)> {
        Some((self.variable(6)?, self.variable(6)?))
    }

    pub(super) fn operand(&mut self) -> Option<u64> {
        self.variable(6)
    }

    /// An abbreviation, behind [`DEFINE`].
    pub(super) fn definition(&mut self) -> Option<Abbreviation> {
        let count = self.variable(5)?;
        let mut operations = Vec::new();
        if count > MOST_OPERATIONS {
            return None;
        }
        for _ in 0..count {
            operations.push(match self.fixed(1)? {
                1 => {
                    self.variable(8)?;
                    Operation::Literal
                }
                _ => match self.fixed(3)? {
                    1 => Operation::Fixed(self.variable(5)?),
                    2 => match self.variable(5)? {
                        0 => Operation::Literal,
                        width => Operation::Variable(width),
                    },
                    3 => Operation::Array,
                    // six bits that stand for a letter
                    4 => Operation::Fixed(6),
                    5 => Operation::Blob,
                    _ => return None,
                },
            });
        }
        Some(Abbreviation(operations))
    }

    /// Passes over a record.
    pub(super) fn pass_over(&mut self, abbreviation: &Abbreviation) -> Option<()> {
        let mut operations = abbreviation.0.iter();
        while let Some(operation) = operations.next() {
            match operation {
                Operation::Array => {
                    let (count, element) = (self.variable(6)?, *operations.next()?);
                    match element {
                        Operation::Literal => {}
                        Operation::Fixed(width) => self.skip(count.checked_mul(width)?)?,
                        Operation::Variable(width) => (0..count).try_for_each(|_| self.variable(width).map(drop))?,
                        Operation::Array | Operation::Blob => return None,
                    }
                }
                Operation::Blob => {
                    let length = self.variable(6)?;
                    self.align();
                    self.skip(length.checked_mul(8)?)?;
                    self.align();
                }
                Operation::Literal => {}
                Operation::Fixed(width) => self.skip(*width)?,
                Operation::Variable(width) => drop(self.variable(*width)?),
            }
        }
        Some(())
    }

    fn skip(&mut self, bits: u64) -> Option<()> {
        self.at = self.at.checked_add(bits).filter(|&at| at <= self.end)?;
        Some(())
    }
}

//! Names, prompts and values enter as bytes, small ids leave: equal bytes, equal id.

use std::{hash::BuildHasher as _, num::NonZeroU32};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// An interned byte string of one [`Texts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(NonZeroU32);

impl Text {
    /// The empty text, which every [`Texts`] holds.
    pub const EMPTY: Self = Self::at(0);

    /// As an index.
    #[inline]
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    /// From an index below [`Texts::len`].
    pub(crate) const fn at(index: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(index as u32))
    }
}

/// All interned byte strings, one after the other.
#[derive(Clone, Debug)]
pub struct Texts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    table: HashTable<u32>,
    hasher: FixedState,
}

impl Default for Texts {
    fn default() -> Self {
        let mut texts = Self {
            bytes: Vec::with_capacity(1 << 20),
            ends: Vec::with_capacity(1 << 16),
            table: HashTable::with_capacity(1 << 16),
            hasher: FixedState::default(),
        };
        texts.intern(b"");
        texts
    }
}

fn slice<'b>(bytes: &'b [u8], ends: &[u32], index: u32) -> &'b [u8] {
    let end = ends.get(index as usize).copied().unwrap_or(0) as usize;
    let start = index.checked_sub(1).and_then(|before| ends.get(before as usize)).copied().unwrap_or(0) as usize;
    bytes.get(start..end).unwrap_or_default()
}

impl Texts {
    /// The id of a byte string, new or known.
    pub fn intern(&mut self, text: &[u8]) -> Text {
        let Self { bytes, ends, table, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(&known) = table.find(hash, |&index| slice(bytes, ends, index) == text) {
            return Text::at(known as usize);
        }
        let index = ends.len() as u32;
        bytes.extend_from_slice(text);
        ends.push(bytes.len() as u32);
        table.insert_unique(hash, index, |&index| hasher.hash_one(slice(bytes, ends, index)));
        Text::at(index as usize)
    }

    /// The id of a byte string that was interned before.
    pub fn find(&self, text: &[u8]) -> Option<Text> {
        let hash = self.hasher.hash_one(text);
        self.table
            .find(hash, |&index| slice(&self.bytes, &self.ends, index) == text)
            .map(|&index| Text::at(index as usize))
    }

    /// The bytes of an id.
    pub fn get(&self, text: Text) -> &[u8] {
        slice(&self.bytes, &self.ends, text.index() as u32)
    }

    /// How many there are; ids are below it.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never: the empty text is always there.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_bytes_have_one_id() {
        let mut texts = Texts::default();
        let a = texts.intern(b"LTO");
        assert_eq!(texts.intern(b"LTO"), a);
        assert_ne!(texts.intern(b"LTO_NONE"), a);
        assert_eq!(texts.get(a), b"LTO");
        assert_eq!(texts.intern(b""), Text::EMPTY);
        assert_eq!(texts.find(b"nothing"), None);
    }
}

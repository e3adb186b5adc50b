//! The bytes of a file enter; what it is leaves: ELF, bitcode, an archive. Only headers are read, so that a folder of
//! ten thousand objects costs some reads for each, whatever their size.

use object::{
    Endianness,
    elf::{FileHeader32, FileHeader64},
    read::ReadRef,
};

use super::elf::elf;

#[cfg(test)]
mod tests;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// machine code and nothing else
    Elf,
    /// machine code, with the bitcode that it came from beside it (`.llvmbc`): a linker takes the code
    ElfWithBitcode,
    /// code and bitcode for LTO in one (`.llvm.lto`, clang's `-ffat-lto-objects`)
    FatLto,
    /// an object of gcc's LTO (`.gnu.lto_…`); `slim` has no code at all
    GccLto {
        /// without code
        slim: bool,
    },
    /// LLVM bitcode; `wrapped` in the header that some targets put before it
    Bitcode {
        /// with the wrapper
        wrapped: bool,
    },
    /// an archive that holds its members
    Archive,
    /// an archive that names its members
    ThinArchive,
    /// none of these, or one of these broken; in words
    Other(&'static str),
}

impl Kind {
    /// Whether a linker would compile it.
    pub fn is_lto(&self) -> bool {
        matches!(self, Self::Bitcode { .. } | Self::GccLto { .. } | Self::FatLto)
    }

    /// The words for people.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Elf => "ELF",
            Self::ElfWithBitcode => "ELF with embedded bitcode",
            Self::FatLto => "a fat LTO object of clang",
            Self::GccLto { slim: true } => "a slim LTO object of gcc",
            Self::GccLto { slim: false } => "a fat LTO object of gcc",
            Self::Bitcode { .. } => "LLVM bitcode",
            Self::Archive => "an archive",
            Self::ThinArchive => "a thin archive",
            Self::Other(what) => what,
        }
    }
}

/// A file by its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// what it is
    pub kind: Kind,
    /// the source that an ELF object says it was made from; assembler sources say none
    pub source: Option<String>,
    /// the machine that an ELF object is for, as triples name it, where it is one that is known
    pub machine: Option<&'static str>,
}

impl From<Kind> for Object {
    fn from(kind: Kind) -> Self {
        Self { kind, source: None, machine: None }
    }
}

/// The first bytes of bitcode, and of the wrapper around it.
const BITCODE: [u8; 4] = *b"BC\xc0\xde";
const WRAPPER: [u8; 4] = 0x0b17_c0de_u32.to_le_bytes();
/// LLVM's `MODULE_BLOCK_ID`, and the abbreviation that opens a block.
const MODULE_BLOCK: u32 = 8;
const ENTER_BLOCK: u32 = 1;

/// Looks at a file.
pub fn of<'data, R: ReadRef<'data>>(data: R) -> Object {
    let length = data.len().unwrap_or(0);
    if length == 0 {
        return Kind::Other("an empty file").into();
    }
    let magic = data.read_bytes_at(0, length.min(8)).unwrap_or_default();
    match magic {
        b"!<arch>\n" => Kind::Archive.into(),
        b"!<thin>\n" => Kind::ThinArchive.into(),
        [0x7f, b'E', b'L', b'F', class, ..] => {
            let found = match class {
                1 => elf::<FileHeader32<Endianness>, R>(data),
                _ => elf::<FileHeader64<Endianness>, R>(data),
            };
            found.unwrap_or_else(|_| Kind::Other("a truncated or damaged ELF file").into())
        }
        first if first.starts_with(&BITCODE) => bitcode(data, 0, length, false),
        first if first.starts_with(&WRAPPER) => wrapped(data, length),
        _ => Kind::Other("no object file").into(),
    }
}

fn word<'data, R: ReadRef<'data>>(data: R, at: u64) -> Option<u32> {
    let bytes = data.read_bytes_at(at, 4).ok()?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// The wrapper says where the bitcode starts and how long it is.
fn wrapped<'data, R: ReadRef<'data>>(data: R, length: u64) -> Object {
    let start = word(data, 8).map(u64::from);
    let size = word(data, 12).map(u64::from);
    match (start, size) {
        (Some(start), Some(size))
            if start + size <= length && word(data, start) == Some(u32::from_le_bytes(BITCODE)) =>
        {
            bitcode(data, start, start + size, true)
        }
        _ => Kind::Other("truncated or damaged bitcode").into(),
    }
}

/// Bitcode is a row of blocks, each with its length: the module's must be there, and end within the file.
fn bitcode<'data, R: ReadRef<'data>>(data: R, start: u64, end: u64, wrapped: bool) -> Object {
    let mut at = start + 4;
    let mut module = false;
    while at + 8 <= end {
        let (Some(head), Some(words)) = (word(data, at), word(data, at + 4)) else { break };
        if head & 3 != ENTER_BLOCK {
            break;
        }
        at += 8 + 4 * u64::from(words);
        module |= (head >> 2) & 0xff == MODULE_BLOCK && at <= end;
    }
    if module && at <= end { Kind::Bitcode { wrapped } } else { Kind::Other("truncated or damaged bitcode") }.into()
}

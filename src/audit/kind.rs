//! The bytes of a file enter; what it is leaves: ELF, bitcode, an archive. Only headers are read, so that a folder of
//! ten thousand objects costs some reads for each, whatever their size.

use object::{
    Endianness,
    elf::{EM_BPF, FileHeader32, FileHeader64, SHT_SYMTAB, STT_FILE},
    read::{
        ReadRef, StringTable,
        elf::{FileHeader, SectionHeader as _, Sym as _},
    },
};

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
}

impl From<Kind> for Object {
    fn from(kind: Kind) -> Self {
        Self { kind, source: None }
    }
}

/// The first bytes of bitcode, and of the wrapper around it.
const BITCODE: [u8; 4] = *b"BC\xc0\xde";
const WRAPPER: [u8; 4] = 0x0b17_c0de_u32.to_le_bytes();
/// LLVM's `MODULE_BLOCK_ID`, and the abbreviation that opens a block.
const MODULE_BLOCK: u32 = 8;
const ENTER_BLOCK: u32 = 1;
/// The largest table of section names that is read, in bytes, and the most sections.
const LONGEST_NAMES: u64 = 64 << 20;
const MOST_SECTIONS: u64 = 1 << 20;
/// In how many symbols the name of the source is looked for: compilers write it first.
const FIRST_SYMBOLS: usize = 4;

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

fn elf<'data, Elf: FileHeader<Endian = Endianness>, R: ReadRef<'data>>(data: R) -> object::Result<Object> {
    let header = Elf::parse(data)?;
    let endian = header.endian()?;
    if u64::from(header.shnum(endian, data)?) > MOST_SECTIONS {
        return Ok(Kind::Other("an ELF file with more than a million sections").into());
    }
    let sections = header.section_headers(endian, data)?;
    let mut kind = Kind::Elf;
    let mut source = None;
    if sections.is_empty() {
        return Ok(Kind::Other("an ELF file without sections").into());
    }
    let names = sections.get(header.section_strings_index(endian, data)?.0);
    let names = match names {
        Some(section) if section.sh_size(endian).into() <= LONGEST_NAMES => section.data(endian, data)?,
        _ => return Ok(Kind::Other("an ELF file whose sections have no names").into()),
    };
    let names = StringTable::new(names, 0, names.len() as u64);
    for section in sections {
        let name = section.name(endian, names).unwrap_or_default();
        if name.starts_with(b".gnu.lto_") {
            let slim = gcc_slim(section.file_range(endian).map(|(at, _)| at), name, data);
            kind = Kind::GccLto { slim: slim || kind == Kind::GccLto { slim: true } };
        } else if name == b".llvm.lto" {
            kind = Kind::FatLto;
        } else if name == b".llvmbc" && kind == Kind::Elf {
            kind = Kind::ElfWithBitcode;
        }
        // a program for the kernel's own machine is compiled from C too, and never a part of the kernel
        if section.sh_type(endian) == SHT_SYMTAB && source.is_none() && header.e_machine(endian) != EM_BPF {
            source = file_symbol::<Elf, R>(endian, data, sections, section);
        }
    }
    Ok(Object { kind, source })
}

/// `.gnu.lto_.lto.…` holds the version of the format, four bytes, and then whether there is no code.
fn gcc_slim<'data, R: ReadRef<'data>>(at: Option<u64>, name: &[u8], data: R) -> bool {
    name.starts_with(b".gnu.lto_.lto.")
        && at.and_then(|at| data.read_bytes_at(at, 5).ok()).is_some_and(|head| head.last() != Some(&0))
}

/// The name of the source, as the compiler wrote it.
fn file_symbol<'data, Elf: FileHeader<Endian = Endianness>, R: ReadRef<'data>>(
    endian: Endianness,
    data: R,
    sections: &'data [Elf::SectionHeader],
    table: &Elf::SectionHeader,
) -> Option<String> {
    let (start, size) = table.file_range(endian)?;
    let each = size_of::<Elf::Sym>() as u64;
    let count = FIRST_SYMBOLS.min((size / each) as usize);
    let symbols = data.read_slice_at::<Elf::Sym>(start, count).ok()?;
    let symbol = symbols.iter().find(|symbol| symbol.st_type() == STT_FILE)?;
    let (names, size) = sections.get(table.sh_link(endian) as usize)?.file_range(endian)?;
    let strings = StringTable::new(data, names, names.saturating_add(size));
    let name = symbol.name(endian, strings).ok()?;
    Some(crate::source::lossy(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts bytes at an offset.
    fn put(bytes: &mut Vec<u8>, at: usize, value: &[u8]) {
        bytes.resize(bytes.len().max(at + value.len()), 0);
        bytes[at..at + value.len()].copy_from_slice(value);
    }

    /// A little-endian ELF object of 64 bits: a symbol table whose second symbol names `source`, and sections of these
    /// names, each with the content `00 00 00 00 01`.
    fn elf_with(sections: &[&str], source: Option<&str>) -> Vec<u8> {
        let names: Vec<&str> =
            ["", ".shstrtab", ".strtab", ".symtab"].into_iter().chain(sections.iter().copied()).collect();
        let table = names.join("\0") + "\0";
        let strings = format!("\0{}\0", source.unwrap_or_default());
        let (shstrtab, strtab, symtab, content) = (64, 64 + table.len(), 1024, 2000);
        let headers = 2048;
        let mut bytes = vec![0; headers];
        put(&mut bytes, 0, b"\x7fELF\x02\x01\x01");
        put(&mut bytes, 16, &[1, 0, 62, 0, 1]);
        put(&mut bytes, 40, &(headers as u64).to_le_bytes());
        put(&mut bytes, 52, &[64, 0, 0, 0, 0, 0, 64, 0, names.len() as u8, 0, 1, 0]);
        put(&mut bytes, shstrtab, table.as_bytes());
        put(&mut bytes, strtab, strings.as_bytes());
        if source.is_some() {
            put(&mut bytes, symtab + 24, &[1, 0, 0, 0, 4]);
        }
        put(&mut bytes, content, &[0, 0, 0, 0, 1]);
        let mut name_at = 0;
        for (index, name) in names.iter().enumerate() {
            let (kind, offset, size, link) = match index {
                0 => (0, 0, 0, 0),
                1 => (3, shstrtab, table.len(), 0),
                2 => (3, strtab, strings.len(), 0),
                3 => (2, symtab, 48, 2),
                _ => (1, content, 5, 0),
            };
            let at = headers + 64 * index;
            put(&mut bytes, at, &(name_at as u32).to_le_bytes());
            put(&mut bytes, at + 4, &[kind]);
            put(&mut bytes, at + 24, &(offset as u64).to_le_bytes());
            put(&mut bytes, at + 32, &(size as u64).to_le_bytes());
            put(&mut bytes, at + 40, &[link]);
            put(&mut bytes, at + 63, &[0]);
            name_at += name.len() + 1;
        }
        bytes
    }

    /// Bitcode's blocks, given as their ids and lengths in words.
    fn bitcode_with(blocks: &[(u32, u32)]) -> Vec<u8> {
        let mut bytes = BITCODE.to_vec();
        for &(id, words) in blocks {
            bytes.extend((ENTER_BLOCK | id << 2 | 5 << 10).to_le_bytes());
            bytes.extend(words.to_le_bytes());
            bytes.extend(vec![0; 4 * words as usize]);
        }
        bytes
    }

    fn kind_of(bytes: &[u8]) -> Kind {
        of(bytes).kind
    }

    #[test]
    fn elf_is_told_by_its_sections() {
        assert_eq!(kind_of(&elf_with(&[".text"], None)), Kind::Elf);
        assert_eq!(kind_of(&elf_with(&[".text", ".llvmbc", ".llvmcmd"], None)), Kind::ElfWithBitcode);
        assert_eq!(kind_of(&elf_with(&[".text", ".llvm.lto"], None)), Kind::FatLto);
        let gcc = [".gnu.lto_.inline.1f", ".gnu.lto_.lto.1f", ".gnu.lto_.opts"];
        assert_eq!(kind_of(&elf_with(&gcc, None)), Kind::GccLto { slim: true });
        assert_eq!(kind_of(&elf_with(&gcc[..1], None)), Kind::GccLto { slim: false });
    }

    #[test]
    fn elf_names_its_source() {
        assert_eq!(of(&elf_with(&[".text"], Some("fork.c"))[..]).source.as_deref(), Some("fork.c"));
        assert_eq!(of(&elf_with(&[".text"], None)[..]).source, None);
    }

    #[test]
    fn bitcode_may_be_wrapped() {
        let plain = bitcode_with(&[(13, 5), (MODULE_BLOCK, 20), (23, 3)]);
        assert_eq!(kind_of(&plain), Kind::Bitcode { wrapped: false });
        let mut wrapped = WRAPPER.to_vec();
        for word in [0, 20, plain.len() as u32, 7] {
            wrapped.extend(u32::to_le_bytes(word));
        }
        wrapped.extend(&plain);
        wrapped.extend([0; 12]);
        assert_eq!(kind_of(&wrapped), Kind::Bitcode { wrapped: true });
        wrapped.truncate(60);
        assert_eq!(kind_of(&wrapped), Kind::Other("truncated or damaged bitcode"));
    }

    #[test]
    fn what_is_cut_off_anywhere_is_no_object_and_no_accident() {
        let elf = elf_with(&[".text", ".llvmbc"], Some("a.c"));
        for length in 0..elf.len() - 1 {
            assert!(matches!(kind_of(&elf[..length]), Kind::Other(_)), "{length}");
        }
        let bitcode = bitcode_with(&[(13, 5), (MODULE_BLOCK, 20)]);
        for length in 0..bitcode.len() {
            assert!(matches!(kind_of(&bitcode[..length]), Kind::Other(_)), "{length}");
        }
    }

    #[test]
    fn any_byte_may_be_wrong() {
        let elf = elf_with(&[".gnu.lto_.lto.1f", ".llvm.lto"], Some("a.c"));
        for at in 0..elf.len() {
            for value in [0, 0x7f, 0xff] {
                let mut broken = elf.clone();
                broken[at] = value;
                let _any = of(&broken[..]);
            }
        }
    }

    #[test]
    fn archives_and_all_else() {
        assert_eq!(kind_of(b"!<arch>\n"), Kind::Archive);
        assert_eq!(kind_of(b"!<thin>\nmore"), Kind::ThinArchive);
        assert_eq!(kind_of(b"int main"), Kind::Other("no object file"));
        assert_eq!(kind_of(b""), Kind::Other("an empty file"));
    }
}

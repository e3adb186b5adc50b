//! The headers of an ELF file enter; which code it holds, and the source that it says it was made from, leave.

use object::{
    Endianness,
    elf::{EM_BPF, SHT_SYMTAB, STT_FILE},
    read::{
        ReadRef, StringTable,
        elf::{FileHeader, SectionHeader as _, Sym as _},
    },
};

use super::{
    kind::{Kind, Object},
    machine::of_elf,
};

/// The largest table of section names that is read, in bytes, and the most sections.
const LONGEST_NAMES: u64 = 64 << 20;
const MOST_SECTIONS: u64 = 1 << 20;
/// In how many symbols the name of the source is looked for: compilers write it first.
const FIRST_SYMBOLS: usize = 4;

/// Looks at the sections and the first symbols of an ELF file.
pub(super) fn elf<'data, Elf: FileHeader<Endian = Endianness>, R: ReadRef<'data>>(data: R) -> object::Result<Object> {
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
    let machine = of_elf(header.e_machine(endian), header.is_type_64());
    Ok(Object { kind, source, machine })
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

//! Bytes of small objects made by hand enter, what they are is expected.

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

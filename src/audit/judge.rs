//! A mode and what is known of one object enter; whether the object is what the mode implies leaves.
//!
//! Invariant: nothing is called wrong without evidence. The saved command is the best; without it, an ELF object is
//! judged only where it names a C file as its source and its place gives no reason.

#[cfg(test)]
mod tests;

use super::{
    Mode,
    bitcode::Made,
    kind::{Kind, Object},
    known,
    saved::{Asked, Saved, Step},
};

/// What is known of an object.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// its path from the top of the build
    pub path: &'a str,
    /// what its bytes say
    pub object: &'a Object,
    /// the kind of LTO that it was made for, where its bitcode says so
    pub made: Option<Made>,
    /// it is for another machine than the kernel's
    pub elsewhere: bool,
    /// how it was made, where that is known
    pub saved: Option<&'a Saved>,
    /// a module of its name stands beside it, so that it is that module, linked
    pub module: bool,
    /// it is a part of an archive that holds its members
    pub held: bool,
}

/// What an object comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// it is what the mode implies
    Right,
    /// it takes no part in LTO, for this reason
    LeftOut(&'static str),
    /// nothing certain can be said
    Unjudged,
    /// it is not what it should be
    Wrong(Defect),
}

/// What can be wrong with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Defect {
    /// ELF, though its command asks for LTO
    ElfDespiteFlags,
    /// ELF, and no command is there to say why
    ElfUnderLto,
    /// its command says nothing of LTO
    NotAsked,
    /// its command turns LTO off again
    TurnedOff,
    /// its command asks for the other kind of LTO
    OtherMode,
    /// it was made for another machine
    OtherMachine,
    /// bitcode, though its command does not ask for it
    BitcodeDespiteFlags,
    /// made for LTO where the kernel leaves LTO out, and no command is there to say why
    LeavesLtoOut,
    /// code and bitcode in one, of which the kernel's link takes the code
    FatUnderLto,
    /// an LTO object in a build without LTO
    LtoWithoutMode,
    /// an object of gcc's LTO in a build with clang's
    GccLto,
    /// bitcode where linked code should be
    NotLinked,
    /// no object, or a broken one
    Unreadable,
}

/// Judges an object.
pub fn judge(mode: Mode, evidence: &Evidence<'_>) -> Verdict {
    let Evidence { path, object, saved, held, .. } = *evidence;
    let step = saved.map(|saved| saved.step);
    // whatever it is for: a compiler that is asked for LTO makes no plain machine code
    let replaced = matches!(object.kind, Kind::Elf | Kind::ElfWithBitcode)
        && matches!(step, Some(Step::Compile(Asked::Thin | Asked::Full) | Step::Foreign(Asked::Thin | Asked::Full)));
    let on_host = known::place(path) == Some(known::BUILD_MACHINE) && matches!(step, None | Some(Step::Foreign(_)));
    match &object.kind {
        Kind::Archive | Kind::ThinArchive => return Verdict::Right,
        _ if on_host && !replaced => return Verdict::LeftOut(known::BUILD_MACHINE),
        Kind::Other(_) => return Verdict::Wrong(Defect::Unreadable),
        _ => {}
    }
    let lto = object.kind.is_lto();
    if !held && (known::is_product(path) || step == Some(Step::Link)) {
        return if lto { Verdict::Wrong(Defect::NotLinked) } else { Verdict::Right };
    }
    match (mode, lto) {
        (Mode::Unknown, _) => Verdict::Unjudged,
        _ if replaced => Verdict::Wrong(Defect::ElfDespiteFlags),
        (_, false) if is_foreign_code(evidence, step) => Verdict::Wrong(Defect::OtherMachine),
        (Mode::None, true) => Verdict::Wrong(Defect::LtoWithoutMode),
        (Mode::None, false) => Verdict::Right,
        (_, true) => lto_under_lto(mode, evidence, step),
        (_, false) => elf_under_lto(evidence, step),
    }
}

/// Whether machine code is for another machine where kbuild compiles C for the kernel.
fn is_foreign_code(evidence: &Evidence<'_>, step: Option<Step>) -> bool {
    let compiled = match step {
        Some(step) => matches!(step, Step::Compile(_)),
        None => !evidence.held && !evidence.module && evidence.object.source.as_deref().is_some_and(names_c),
    };
    evidence.elsewhere && compiled && known::place(evidence.path).is_none()
}

fn lto_under_lto(mode: Mode, evidence: &Evidence<'_>, step: Option<Step>) -> Verdict {
    if matches!(evidence.object.kind, Kind::GccLto { .. }) {
        return Verdict::Wrong(Defect::GccLto);
    }
    if evidence.elsewhere && matches!(step, None | Some(Step::Compile(_) | Step::Foreign(_))) {
        return Verdict::Wrong(Defect::OtherMachine);
    }
    let other = match mode {
        Mode::Full => (Asked::Thin, Made::Thin),
        _ => (Asked::Full, Made::Full),
    };
    match step {
        Some(Step::Compile(asked) | Step::Foreign(asked)) if asked == other.0 => Verdict::Wrong(Defect::OtherMode),
        Some(
            Step::Compile(Asked::FilteredOut | Asked::TurnedOff | Asked::Silent)
            | Step::Foreign(Asked::FilteredOut | Asked::TurnedOff | Asked::Silent)
            | Step::Assemble
            | Step::Rust { linker: false },
        ) => Verdict::Wrong(Defect::BitcodeDespiteFlags),
        // of what other tools make, their bitcode says nothing of the mode
        None | Some(Step::Compile(_) | Step::Foreign(_)) if evidence.made == Some(other.1) => {
            Verdict::Wrong(Defect::OtherMode)
        }
        None if !evidence.held && known::is_left_out_by_all(evidence.path) => Verdict::Wrong(Defect::LeavesLtoOut),
        _ if evidence.object.kind == Kind::FatLto => Verdict::Wrong(Defect::FatUnderLto),
        _ => Verdict::Right,
    }
}

fn elf_under_lto(evidence: &Evidence<'_>, step: Option<Step>) -> Verdict {
    let place = known::place(evidence.path);
    match step {
        Some(Step::Rust { linker: true }) => Verdict::Wrong(Defect::ElfDespiteFlags),
        // no Makefile of the kernel's took anything out of a command that is not kbuild's
        Some(Step::Foreign(Asked::FilteredOut)) => place.map_or(Verdict::Unjudged, Verdict::LeftOut),
        Some(Step::Compile(asked) | Step::Foreign(asked)) => match asked {
            Asked::Thin | Asked::Full => Verdict::Wrong(Defect::ElfDespiteFlags),
            Asked::FilteredOut => Verdict::LeftOut(place.unwrap_or("its Makefile leaves LTO out")),
            Asked::TurnedOff => Verdict::Wrong(Defect::TurnedOff),
            Asked::Silent => place.map_or(Verdict::Wrong(Defect::NotAsked), Verdict::LeftOut),
        },
        Some(Step::Assemble) => Verdict::LeftOut("made from an assembler file"),
        Some(Step::Rust { linker: false }) => Verdict::LeftOut("Rust is compiled without LTO"),
        Some(_) => Verdict::Right,
        None => match (place, evidence.object.source.as_deref()) {
            (Some(reason), _) => Verdict::LeftOut(reason),
            _ if evidence.module => Verdict::Right,
            // lld names what it made by full LTO so
            (None, Some("ld-temp.o")) => Verdict::Right,
            (None, Some(source)) if names_c(source) && !evidence.held => Verdict::Wrong(Defect::ElfUnderLto),
            _ => Verdict::Unjudged,
        },
    }
}

/// Whether a compiler names a C file as its source.
fn names_c(source: &str) -> bool {
    source.rsplit_once('.').is_some_and(|(_, extension)| extension == "c")
}

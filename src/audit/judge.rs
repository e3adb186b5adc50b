//! A mode and what is known of one object enter; whether the object is what the mode implies leaves.
//!
//! Invariant: nothing is called wrong without evidence. The saved command is the best; without it, an ELF object is
//! judged only where it names a C file as its source and its place gives no reason.

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
    /// its bitcode is for another machine than the kernel's
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
        (Mode::None, true) => Verdict::Wrong(Defect::LtoWithoutMode),
        (Mode::None, false) => Verdict::Right,
        (_, true) => lto_under_lto(mode, evidence, step),
        (_, false) => elf_under_lto(evidence, step),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const ELF: Kind = Kind::Elf;
    const BITCODE: Kind = Kind::Bitcode { wrapped: false };

    fn judged(mode: Mode, path: &str, kind: &Kind, step: Option<Step>, source: Option<&str>) -> Verdict {
        let object = Object { kind: kind.clone(), source: source.map(str::to_owned) };
        let saved = step.map(|step| Saved { target: path.into(), step });
        judge(
            mode,
            &Evidence {
                path,
                object: &object,
                made: None,
                elsewhere: false,
                saved: saved.as_ref(),
                module: false,
                held: false,
            },
        )
    }

    fn asked(mode: Mode, kind: &Kind, asked: Asked) -> Verdict {
        judged(mode, "kernel/fork.o", kind, Some(Step::Compile(asked)), None)
    }

    #[test]
    fn what_was_asked_for_decides() {
        use Asked::{FilteredOut, Full, Silent, Thin, TurnedOff};
        let wrong = Verdict::Wrong;
        for (mode, kind, flags, expected) in [
            (Mode::Thin, BITCODE, Thin, Verdict::Right),
            (Mode::Full, BITCODE, Full, Verdict::Right),
            (Mode::Full, BITCODE, Thin, wrong(Defect::OtherMode)),
            (Mode::Thin, BITCODE, Full, wrong(Defect::OtherMode)),
            (Mode::Thin, BITCODE, FilteredOut, wrong(Defect::BitcodeDespiteFlags)),
            (Mode::Thin, ELF, Thin, wrong(Defect::ElfDespiteFlags)),
            (Mode::Thin, ELF, FilteredOut, Verdict::LeftOut("its Makefile leaves LTO out")),
            (Mode::Thin, ELF, Silent, wrong(Defect::NotAsked)),
            (Mode::Thin, ELF, TurnedOff, wrong(Defect::TurnedOff)),
            (Mode::None, BITCODE, Thin, wrong(Defect::LtoWithoutMode)),
            (Mode::None, ELF, Silent, Verdict::Right),
            (Mode::Unknown, ELF, Thin, Verdict::Unjudged),
            (Mode::Thin, Kind::GccLto { slim: true }, Thin, wrong(Defect::GccLto)),
            (Mode::None, Kind::GccLto { slim: false }, Full, wrong(Defect::LtoWithoutMode)),
            (Mode::Thin, Kind::ElfWithBitcode, Thin, wrong(Defect::ElfDespiteFlags)),
        ] {
            assert_eq!(asked(mode, &kind, flags), expected, "{mode:?} {kind:?} {flags:?}");
        }
    }

    #[test]
    fn without_a_command_the_object_must_name_its_source() {
        let elf = |path: &str, source| judged(Mode::Thin, path, &ELF, None, source);
        assert_eq!(elf("kernel/fork.o", Some("fork.c")), Verdict::Wrong(Defect::ElfUnderLto));
        assert_eq!(elf("arch/x86/kernel/head_64.o", None), Verdict::Unjudged);
        assert_eq!(elf("fs/fat/fat.o", Some("ld-temp.o")), Verdict::Right);
        assert_eq!(elf("arch/x86/boot/main.o", Some("main.c")), Verdict::LeftOut("the boot code has flags of its own"));
        assert_eq!(judged(Mode::Thin, "kernel/fork.o", &BITCODE, None, None), Verdict::Right);
    }

    #[test]
    fn products_are_elf() {
        for (path, step) in [("vmlinux.o", None), ("fs/fat/fat.ko", None), ("fs/fat/fat.o", Some(Step::Link))] {
            assert_eq!(judged(Mode::Thin, path, &ELF, step, None), Verdict::Right, "{path}");
            assert_eq!(judged(Mode::Thin, path, &BITCODE, step, None), Verdict::Wrong(Defect::NotLinked), "{path}");
        }
    }

    #[test]
    fn programs_of_the_build_machine_are_their_own_business() {
        let left_out = Verdict::LeftOut(known::BUILD_MACHINE);
        let silent = Some(Step::Foreign(Asked::Silent));
        for kind in [ELF, BITCODE, Kind::GccLto { slim: true }, Kind::Other("no object file")] {
            assert_eq!(judged(Mode::None, "tools/objtool/check.o", &kind, silent, None), left_out);
            assert_eq!(judged(Mode::Thin, "scripts/kconfig/conf.o", &kind, None, None), left_out);
        }
    }

    #[test]
    fn a_command_that_is_not_kbuilds_excuses_nothing() {
        use Asked::{FilteredOut, Full, Silent, Thin};
        let wrong = Verdict::Wrong;
        for (path, kind, asked, expected) in [
            ("kernel/fork.o", ELF, Thin, wrong(Defect::ElfDespiteFlags)),
            ("scripts/a.o", ELF, Full, wrong(Defect::ElfDespiteFlags)),
            ("kernel/fork.o", BITCODE, FilteredOut, wrong(Defect::BitcodeDespiteFlags)),
            ("kernel/fork.o", ELF, Silent, wrong(Defect::NotAsked)),
            ("kernel/fork.o", ELF, FilteredOut, Verdict::Unjudged),
            ("kernel/fork.o", BITCODE, Full, wrong(Defect::OtherMode)),
            ("kernel/fork.o", BITCODE, Thin, Verdict::Right),
            ("arch/arm64/kernel/vdso32/note.o", ELF, Silent, Verdict::LeftOut("the vDSO leaves LTO out")),
        ] {
            let found = judged(Mode::Thin, path, &kind, Some(Step::Foreign(asked)), None);
            assert_eq!(found, expected, "{path} {kind:?} {asked:?}");
        }
    }

    #[test]
    fn bitcode_of_another_machine_is_wrong_where_kbuild_compiles() {
        let object = Object::from(BITCODE);
        let found = |mode, step: Option<Step>| {
            let saved = step.map(|step| Saved { target: "a.o".into(), step });
            let saved = saved.as_ref();
            judge(
                mode,
                &Evidence {
                    path: "a.o",
                    object: &object,
                    made: None,
                    elsewhere: true,
                    saved,
                    module: false,
                    held: false,
                },
            )
        };
        let wrong = Verdict::Wrong(Defect::OtherMachine);
        assert_eq!(found(Mode::Thin, Some(Step::Compile(Asked::Thin))), wrong);
        assert_eq!(found(Mode::Full, None), wrong);
        assert_eq!(found(Mode::Thin, Some(Step::Other)), Verdict::Right);
        assert_eq!(found(Mode::None, None), Verdict::Wrong(Defect::LtoWithoutMode));
    }

    #[test]
    fn bitcode_itself_says_what_it_was_made_for() {
        let object = Object::from(BITCODE);
        let made = |mode, made, step: Option<Step>| {
            let saved = step.map(|step| Saved { target: "a.o".into(), step });
            let evidence = Evidence {
                path: "a.o",
                object: &object,
                made,
                elsewhere: false,
                saved: saved.as_ref(),
                module: false,
                held: false,
            };
            judge(mode, &evidence) == Verdict::Wrong(Defect::OtherMode)
        };
        let asked = Some(Step::Compile(Asked::Thin));
        assert!(made(Mode::Thin, Some(Made::Full), None) && made(Mode::Thin, Some(Made::Full), asked));
        assert!(made(Mode::Full, Some(Made::Thin), None));
        assert!(!made(Mode::Thin, Some(Made::Thin), asked) && !made(Mode::Full, Some(Made::Full), None));
        assert!(!made(Mode::Thin, None, asked) && !made(Mode::Full, None, None));
        assert!(!made(Mode::Thin, Some(Made::Full), Some(Step::Other)));
    }

    #[test]
    fn broken_files_are_named() {
        let broken = judged(Mode::Thin, "kernel/fork.o", &Kind::Other("an empty file"), None, None);
        assert_eq!(broken, Verdict::Wrong(Defect::Unreadable));
    }
}

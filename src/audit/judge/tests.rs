//! What is known of an object enters, the verdict is expected.

use super::*;

const ELF: Kind = Kind::Elf;
const BITCODE: Kind = Kind::Bitcode { wrapped: false };

fn judged(mode: Mode, path: &str, kind: &Kind, step: Option<Step>, source: Option<&str>) -> Verdict {
    let object = Object { kind: kind.clone(), source: source.map(str::to_owned), machine: None };
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
            &Evidence { path: "a.o", object: &object, made: None, elsewhere: true, saved, module: false, held: false },
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

#[test]
fn machine_code_for_another_machine_is_wrong_where_kbuild_compiles() {
    let found = |mode, path: &str, step: Option<Step>, source: Option<&str>| {
        let object = Object { kind: ELF, source: source.map(str::to_owned), machine: Some("i386") };
        let saved = step.map(|step| Saved { target: path.into(), step });
        let saved = saved.as_ref();
        judge(mode, &Evidence { path, object: &object, made: None, elsewhere: true, saved, module: false, held: false })
    };
    let (wrong, silent) = (Verdict::Wrong(Defect::OtherMachine), Asked::Silent);
    for mode in [Mode::None, Mode::Thin] {
        assert_eq!(found(mode, "kernel/fork.o", Some(Step::Compile(silent)), None), wrong);
        assert_eq!(found(mode, "kernel/fork.o", None, Some("fork.c")), wrong);
        for (path, step) in [
            ("kernel/entry.o", Step::Assemble),
            ("arch/x86/boot/main.o", Step::Compile(silent)),
            ("arch/x86/entry/vdso/vdso32/vclock_gettime.o", Step::Compile(Asked::FilteredOut)),
            ("scripts/mod/modpost.o", Step::Foreign(silent)),
        ] {
            assert_ne!(found(mode, path, Some(step), None), wrong, "{path}");
        }
    }
}

#[test]
fn of_a_fat_object_the_kernels_link_takes_the_code() {
    let found = |mode, asked| judged(mode, "kernel/fork.o", &Kind::FatLto, Some(asked), None);
    let fat = Verdict::Wrong(Defect::FatUnderLto);
    assert_eq!(found(Mode::Thin, Step::Compile(Asked::Thin)), fat);
    assert_eq!(found(Mode::Full, Step::Foreign(Asked::Full)), fat);
    assert_eq!(judged(Mode::Thin, "kernel/fork.o", &Kind::FatLto, None, None), fat);
    assert_eq!(found(Mode::Thin, Step::Compile(Asked::FilteredOut)), Verdict::Wrong(Defect::BitcodeDespiteFlags));
    assert_eq!(found(Mode::None, Step::Compile(Asked::Thin)), Verdict::Wrong(Defect::LtoWithoutMode));
}

#[test]
fn bitcode_where_the_kernel_leaves_lto_out_is_wrong_without_a_command_too() {
    for path in ["arch/x86/boot/main.o", "arch/x86/entry/vdso/vclock_gettime.o", "drivers/firmware/efi/libstub/gop.o"] {
        assert_eq!(judged(Mode::Thin, path, &BITCODE, None, None), Verdict::Wrong(Defect::LeavesLtoOut), "{path}");
        // its own Makefile may ask for it
        assert_eq!(judged(Mode::Thin, path, &BITCODE, Some(Step::Compile(Asked::Thin)), None), Verdict::Right);
    }
    assert_eq!(judged(Mode::Thin, "drivers/vdpa/vdpa.o", &BITCODE, None, None), Verdict::Right);
}

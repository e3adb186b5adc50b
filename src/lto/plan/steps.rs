//! The steps of the kernel's build that LTO changes, as a table. Only data.
//!
//! Each says for which mainline versions it holds, and by which text of which file a tree shows that it does so: with a
//! tree the tree decides, so that what a vendor took over or left out is right.

use super::{
    Mode,
    step::{Need, Stage, Step, VERSION_OF_SEED, later, mark, step},
};

const SEED: (u32, u32) = VERSION_OF_SEED;
const LATER: (u32, u32) = (u32::MAX, 0);
const DIST: &[Mode] = &[Mode::ThinDist];
const THIN: &[Mode] = &[Mode::Thin];

const BUILD: &str = "scripts/Makefile.build";
const LIB: &str = "scripts/Makefile.lib";
const MODPOST: &str = "scripts/Makefile.modpost";
const MODFINAL: &str = "scripts/Makefile.modfinal";
const LINK: &str = "scripts/link-vmlinux.sh";
const VMLINUX_O: &str = "scripts/Makefile.vmlinux_o";
const VMLINUX_A: &str = "scripts/Makefile.vmlinux_a";
const THINLTO: &str = "scripts/Makefile.thinlto";

const MODULES: Need = Need { any: &["CONFIG_MODULES"] };
const OBJTOOL: Need = Need { any: &["CONFIG_OBJTOOL", "CONFIG_STACK_VALIDATION"] };
const MODVERSIONS: Need = Need { any: &["CONFIG_MODVERSIONS"] };
const RUST: Need = Need { any: &["CONFIG_RUST"] };

/// The name of the step of which the caller can have the flags.
pub const OWN_CACHE: &str = "own-cache-of-a-module";

/// All steps, in the order of the build.
pub(super) const TABLE: &[Step] = &[
    Step {
        marks: &[mark("Makefile", "KBUILD_CFLAGS … $(CC_FLAGS_LTO)")],
        what: "C files are compiled with CC_FLAGS_LTO, so an .o is LLVM bitcode; it holds no machine code yet",
        ..step("bitcode-objects", Stage::Compile, SEED, LATER)
    },
    Step {
        marks: &[mark("Makefile", "KBUILD_AFLAGS … -fno-lto")],
        what: "assembler files are told -fno-lto: their .o is ELF, and lies beside bitcode",
        ..step("elf-from-assembler", Stage::Compile, (5, 13), LATER)
    },
    Step {
        marks: &[mark(BUILD, "$(DEBUG_CFLAGS) $(CC_FLAGS_LTO)"), mark(BUILD, "$(CC_FLAGS_LTO)")],
        what: "make FILE.s leaves CC_FLAGS_LTO out, so that the .s is assembler and no bitcode",
        ..step("assembly-listing", Stage::Compile, SEED, LATER)
    },
    Step {
        modes: DIST,
        marks: &[mark(LIB, "saved_c_flags_")],
        what: "the flags of each file are kept in its .cmd file, for the back end to use them again",
        ..step("saved-flags", Stage::Compile, (7, 2), LATER)
    },
    Step {
        needs: &[MODVERSIONS],
        marks: &[mark(BUILD, "update_lto_symversions"), mark(BUILD, ".symversions")],
        what: "bitcode cannot hold symbol versions: they are kept in .o.symversions and handed to the LTO link",
        ..step("symbol-versions-aside", Stage::Compile, (5, 12), (5, 18))
    },
    Step {
        needs: &[RUST],
        marks: &[mark("rust/Makefile", "$(CC_FLAGS_LTO)")],
        what: "bindgen is given the C flags without CC_FLAGS_LTO",
        ..step("bindgen-without-lto", Stage::Compile, (6, 1), LATER)
    },
    Step {
        marks: &[mark(BUILD, "cDPrST"), mark(BUILD, "built-in.a")],
        what: "built-in.a is a thin archive: it names its members, bitcode and ELF, and holds none of them",
        ..step("mixed-archives", Stage::Compile, SEED, LATER)
    },
    Step {
        needs: &[MODULES],
        marks: &[mark(BUILD, "AR [M]")],
        what: "a module of several objects is put together by $(AR) as a thin archive, not by $(LD) -r",
        ..step("module-archive", Stage::Modules, SEED, (5, 18))
    },
    Step {
        needs: &[MODULES],
        marks: &[mark(BUILD, "cmd_ld_multi_m = $(LD)"), mark(BUILD, "cmd_ld_multi_m")],
        what: "a module of several objects is linked by $(LD) -r, which turns its bitcode into machine code",
        ..step("module-link", Stage::Modules, (5, 19), LATER)
    },
    Step {
        needs: &[MODULES],
        marks: &[mark(BUILD, "cmd_ld_single_m ="), later(LIB, "cmd_ld_single =", (7, 2))],
        what: "a module of one object goes through $(LD) -r once more, which turns its bitcode into machine code",
        ..step("single-object-module", Stage::Modules, (5, 19), LATER)
    },
    Step {
        needs: &[MODULES],
        marks: &[mark(MODPOST, "LTO [M]"), later(BUILD, "LTO [M]", (5, 15))],
        what: "LTO [M]: before modpost each module is linked to X.lto.o by $(LD) -r --whole-archive",
        ..step("module-lto-link", Stage::Modules, SEED, (5, 17))
    },
    Step {
        needs: &[MODULES],
        marks: &[mark(LIB, "mod-prelink-ext := .prelink")],
        what: "before modpost each module is linked to X.prelink.o by $(LD) -r --whole-archive",
        ..step("module-prelink", Stage::Modules, (5, 18), (5, 18))
    },
    Step {
        needs: &[MODULES],
        marks: &[
            mark(MODPOST, "prelink-ext := .lto"),
            mark(MODPOST, "prelink-ext"),
            later(LIB, "mod-prelink-ext", (5, 15)),
        ],
        what: "modpost reads what that link made, as it cannot read bitcode",
        ..step("modpost-reads-elf", Stage::Modules, SEED, (5, 18))
    },
    Step {
        needs: &[MODULES, OBJTOOL],
        marks: &[
            mark(MODFINAL, "objtool"),
            later(BUILD, "objtool_args", (5, 15)),
            later(LIB, "delay-objtool :=", (5, 19)),
        ],
        what: "objtool does not run on single objects; it runs on each module when that is linked",
        ..step("module-objtool", Stage::Modules, (5, 12), LATER)
    },
    Step {
        needs: &[MODULES],
        marks: &[mark(MODFINAL, "prelink-ext")],
        what: "X.ko is made from that same object, which saves a second LTO link",
        ..step("modfinal-input", Stage::Modules, SEED, (5, 18))
    },
    Step {
        needs: &[MODULES],
        marks: &[mark("scripts/module.lds.S", "CONFIG_LTO_CLANG")],
        what: "the sections that the linker splits are merged in each module: .bss, .data, .rodata",
        ..step("module-sections", Stage::Modules, (5, 12), LATER)
    },
    Step {
        marks: &[mark(LINK, "generate_initcall_order.pl"), later(VMLINUX_O, "generate_initcall_order.pl", (5, 19))],
        what: "a linker script, .tmp_initcalls.lds, keeps initcalls in the order of the link",
        ..step("initcall-order", Stage::Vmlinux, (5, 12), LATER)
    },
    Step {
        modes: DIST,
        marks: &[mark(VMLINUX_A, "builtin.order")],
        what: "builtin.order lists the objects of vmlinux in the order of the link",
        ..step("object-order", Stage::Vmlinux, (7, 2), LATER)
    },
    Step {
        modes: DIST,
        marks: &[mark(VMLINUX_A, "--thinlto-index-only")],
        what: "thin link: $(LD) -r --thinlto-index-only=vmlinux.thinlto-index @builtin.order writes X.o.thinlto.bc",
        ..step("thin-link", Stage::Vmlinux, (7, 2), LATER)
    },
    Step {
        modes: DIST,
        marks: &[mark(THINLTO, "-fthinlto-index=")],
        what: "back end, once for each object: $(CC) … -x ir -fno-lto -fthinlto-index=X.o.thinlto.bc makes \
               X.thinlto-native.o",
        ..step("back-end", Stage::Vmlinux, (7, 2), LATER)
    },
    Step {
        modes: DIST,
        marks: &[mark(VMLINUX_A, "thinlto-native.o")],
        what: "vmlinux.a names the .thinlto-native.o in the place of bitcode",
        ..step("native-archive", Stage::Vmlinux, (7, 2), LATER)
    },
    Step {
        modes: &[Mode::Full, Mode::Thin],
        marks: &[
            mark(LINK, "LTO vmlinux.o"),
            mark(LINK, "info LTO"),
            mark(LINK, "modpost_link"),
            later(VMLINUX_O, "cmd_ld_vmlinux.o =", (5, 19)),
        ],
        what: "all objects are linked to vmlinux.o: the one link in which LTO is done",
        ..step("lto-link", Stage::Vmlinux, SEED, LATER)
    },
    Step {
        needs: &[OBJTOOL],
        marks: &[mark(LINK, "objtool_link"), later(VMLINUX_O, "delay-objtool", (5, 19))],
        what: "objtool runs on vmlinux.o, with all of its checks, as it could not run on bitcode",
        ..step("vmlinux-objtool", Stage::Vmlinux, (5, 12), LATER)
    },
    Step {
        marks: &[
            mark("include/asm-generic/vmlinux.lds.h", "defined(CONFIG_LTO_CLANG)"),
            mark("include/asm-generic/vmlinux.lds.h", "CONFIG_LTO_CLANG"),
        ],
        what: "the linker splits sections: TEXT_MAIN, DATA_MAIN, SDATA_MAIN, RODATA_MAIN, BSS_MAIN and SBSS_MAIN match \
               .text.[0-9a-zA-Z_]*, .data..L*, .data..compoundliteral*, .rodata..L*, .bss..compoundliteral* and the like",
        ..step("section-patterns", Stage::Vmlinux, SEED, LATER)
    },
    Step {
        marks: &[mark(LINK, "--lto-clang")],
        what: "kallsyms is told --lto-clang, so that it finds names that the compiler has given a suffix",
        // with a tree alone: releases of one version differ
        ..step("kallsyms-suffixes", Stage::Vmlinux, LATER, SEED)
    },
    Step {
        marks: &[mark(LINK, "CONFIG_LTO_CLANG")],
        what: "vmlinux is linked from vmlinux.o, not from the objects again",
        ..step("final-link", Stage::Vmlinux, SEED, LATER)
    },
    Step {
        modes: THIN,
        with_cache: true,
        marks: &[mark("Makefile", "thinlto-cache-dir")],
        what: "the linker keeps what it made of each object, and takes it again where nothing has changed",
        ..step("cache", Stage::Clean, SEED, LATER)
    },
    Step {
        modes: THIN,
        with_cache: true,
        marks: &[mark("Makefile", "DISTCLEAN_FILES … .thinlto-cache")],
        what: "make distclean removes .thinlto-cache",
        ..step("distclean-cache", Stage::Clean, SEED, SEED)
    },
    Step {
        modes: THIN,
        with_cache: true,
        marks: &[mark("Makefile", "DISTCLEAN_FILES … .thinlto-cache")],
        what: "an external module must keep a cache of its own, in its folder, and remove it there: the kernel's make \
               would have it share the kernel's",
        ..step(OWN_CACHE, Stage::Clean, SEED, SEED)
    },
    Step {
        modes: THIN,
        with_cache: true,
        marks: &[
            mark("Makefile", "compile_commands.json .thinlto-cache"),
            mark("Makefile", "CLEAN_FILES += .thinlto-cache"),
        ],
        what: "make clean removes .thinlto-cache",
        ..step("clean-cache", Stage::Clean, (5, 12), (6, 9))
    },
    Step {
        modes: THIN,
        with_cache: true,
        marks: &[mark("Makefile", "$(KBUILD_EXTMOD)/.thinlto-cache")],
        what: "make clean of an external module removes .thinlto-cache in the module's folder",
        ..step("clean-module-cache", Stage::Clean, (5, 12), (6, 9))
    },
    Step {
        modes: DIST,
        marks: &[mark("Makefile", "thinlto.bc")],
        what: "make clean removes vmlinux.thinlto-index, builtin.order, *.o.thinlto.bc and *.thinlto-native.o",
        ..step("clean-distributed", Stage::Clean, (7, 2), LATER)
    },
];

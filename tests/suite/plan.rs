//! `ltoconf plan`: a mode, and a version or a few files of a tree enter; the steps of the build that differ are expected.

use std::fs;

use insta::assert_snapshot;

use super::flags::{KCONFIG, SEED, SEED_KCONFIG, Tree, run};

const SEED_CONFIG: &str = "CONFIG_LTO_CLANG=y\nCONFIG_MODULES=y\n";

/// A tree with the first patch: made up, but for what its files say of LTO.
fn seed() -> Tree {
    let makefile = format!("{SEED}DISTCLEAN_FILES += tags GSYMS .thinlto-cache\n");
    Tree::new(SEED_KCONFIG, &makefile)
        .write(
            "include/asm-generic/vmlinux.lds.h",
            "#if defined(DCE) || defined(CONFIG_LTO_CLANG)\n#define TEXT_MAIN x\n#endif\n",
        )
        .write(
            "scripts/Makefile.build",
            "cmd_cc_s_c = $(CC) $(filter-out $(DEBUG_CFLAGS) $(CC_FLAGS_LTO), $(c_flags)) -S\n\
             cmd_ar_builtin = $(AR) cDPrST $@\nquiet_cmd_link_multi-m = AR [M]  $@\n",
        )
        .write("scripts/Makefile.modpost", "prelink-ext := .lto\nquiet_cmd_lto = LTO [M] $@\n")
        .write("scripts/Makefile.modfinal", "ifdef CONFIG_LTO_CLANG\nprelink-ext := .lto\nendif\n")
        .write("scripts/link-vmlinux.sh", "if [ -n \"${CONFIG_LTO_CLANG}\" ]; then\n\tinfo LTO vmlinux.o\nfi\n")
}

/// The step of a name, as `path:line: text`; nothing where the build has no such step.
fn step(told: &str, id: &str) -> String {
    let json = parsed(told);
    let steps = json["steps"].as_array().unwrap();
    let Some(step) = steps.iter().find(|step| step["id"] == id) else { return String::new() };
    format!("{}:{}: {}", step["path"].as_str().unwrap(), step["line"], step["text"].as_str().unwrap())
}

/// Expects a step of the first patch, on a tree with the patch and by the rules that ltoconf carries.
fn check_seed(id: &str, place: &str, says: &str) {
    let told = step(&seed().run(SEED_CONFIG, &["plan", "--format", "json"]), id);
    assert!(told.starts_with(&format!("{place}: ")) && told.contains(says), "{told}");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".config"), format!("{SEED_CONFIG}CONFIG_THINLTO=y\n")).unwrap();
    let told = step(&run(folder.path(), &["plan", "--embedded", "seed-v2", "--format", "json"]), id);
    let path = place.split(':').next().unwrap();
    assert!(told.starts_with(&format!("{path}:null: ")) && told.contains(says), "{told}");
}

#[test]
fn seed_makefile_compiles_to_bitcode() {
    check_seed("bitcode-objects", "Makefile:31", "bitcode");
}

#[test]
fn seed_makefile_distclean_removes_the_cache() {
    check_seed("distclean-cache", "Makefile:34", "make distclean removes .thinlto-cache");
}

#[test]
fn seed_vmlinux_lds_matches_split_sections() {
    let patterns = "TEXT_MAIN, DATA_MAIN, SDATA_MAIN, RODATA_MAIN, BSS_MAIN and SBSS_MAIN match .text.[0-9a-zA-Z_]*";
    check_seed("section-patterns", "include/asm-generic/vmlinux.lds.h:1", patterns);
}

#[test]
fn seed_makefile_build_filters_lto_out_of_assembly_listings() {
    check_seed("assembly-listing", "scripts/Makefile.build:1", "leaves CC_FLAGS_LTO out");
}

#[test]
fn seed_makefile_build_makes_an_archive_of_a_multi_object_module() {
    check_seed("module-archive", "scripts/Makefile.build:3", "$(AR) as a thin archive, not by $(LD) -r");
}

#[test]
fn seed_makefile_modpost_links_each_module_first() {
    check_seed("module-lto-link", "scripts/Makefile.modpost:2", "LTO [M]: before modpost");
    check_seed("modpost-reads-elf", "scripts/Makefile.modpost:1", "modpost reads what that link made");
}

#[test]
fn seed_makefile_modfinal_takes_what_modpost_read() {
    check_seed("modfinal-input", "scripts/Makefile.modfinal:2", "saves a second LTO link");
}

#[test]
fn seed_link_vmlinux_does_lto_once() {
    check_seed("lto-link", "scripts/link-vmlinux.sh:2", "the one link in which LTO is done");
    check_seed("final-link", "scripts/link-vmlinux.sh:1", "from vmlinux.o, not from the objects again");
}

#[test]
fn review_of_the_seed_a_modules_cache_is_its_own() {
    check_seed("own-cache-of-a-module", "Makefile:34", "in its folder, and remove it there");
    let told = seed().write("m/Kbuild", "").run(SEED_CONFIG, &["plan", "--extmod", "m"]);
    assert!(told.contains("\ncache\n    …/m/.thinlto-cache   Makefile:23\n"), "{told}");
}

#[test]
fn review_of_the_seed_kbuild_arflags_is_no_more() {
    assert!(!seed().run(SEED_CONFIG, &["plan"]).contains("ARFLAGS"));
}

#[test]
fn review_of_the_seed_an_object_may_be_elf_bitcode_or_an_archive_of_both() {
    check_seed("mixed-archives", "scripts/Makefile.build:2", "it names its members, bitcode and ELF");
}

#[test]
fn the_seed_on_a_tree() {
    assert_snapshot!(seed().run(SEED_CONFIG, &["plan"]));
}

/// The JSON that is told first; notes may follow on stderr.
fn parsed(told: &str) -> serde_json::Value {
    serde_json::Deserializer::from_str(told).into_iter().next().unwrap().unwrap()
}

/// The plan by the rules that ltoconf carries.
fn carried(rules: &str, lines: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".config"), lines).unwrap();
    run(folder.path(), &[&["plan", "--embedded", rules, "--arch", "x86"], arguments].concat())
}

const THIN: &str = "CONFIG_LTO_CLANG_THIN=y\nCONFIG_MODULES=y\nCONFIG_OBJTOOL=y\nCONFIG_STACK_VALIDATION=y\n\
                    # CONFIG_MODVERSIONS is not set\n# CONFIG_RUST is not set\n";

#[test]
fn linux_7_2_distributed() {
    assert_snapshot!(carried("linux-7.2", &THIN.replace("_THIN=", "_THIN_DIST="), &[]));
}

#[test]
fn what_a_fragment_does_not_say_is_told_as_a_condition() {
    assert_snapshot!(carried("linux-6.12", "CONFIG_LTO_CLANG_FULL=y\n", &["--format", "json"]));
}

/// Whether the plan of rules has a step, in all versions named.
fn has(id: &str, rules: &[&str]) {
    let all = [
        "seed-v2",
        "linux-5.12",
        "linux-5.13",
        "linux-5.15",
        "linux-5.18",
        "linux-5.19",
        "linux-6.1",
        "linux-6.12",
        "linux-7.2",
    ];
    for name in all {
        let lines = if name == "seed-v2" { "CONFIG_LTO_CLANG=y\nCONFIG_THINLTO=y\nCONFIG_MODULES=y\n" } else { THIN };
        let told = step(&carried(name, lines, &["--format", "json"]), id);
        assert_eq!(!told.is_empty(), rules.contains(&name), "{id} {name}: {told}");
    }
}

#[test]
fn that_a_cache_is_not_known_is_said() {
    let told = carried("linux-5.15", THIN, &[]);
    assert!(told.contains("whether ThinLTO has a cache is not known: nothing says which release it is"), "{told}");
    assert!(!carried("linux-5.16", THIN, &[]).contains("whether ThinLTO has a cache"));
}

/// The steps of the rules that ltoconf carries, each with the rule sets that have it.
#[test]
fn the_steps_of_each_rule_set() {
    let everything = THIN
        .replace("# CONFIG_MODVERSIONS is not set\n# CONFIG_RUST is not set", "CONFIG_MODVERSIONS=y\nCONFIG_RUST=y");
    let mut steps: Vec<(String, Vec<&str>)> = Vec::new();
    for rules in ["seed-v2", "linux-5.12", "linux-5.13", "linux-5.15", "linux-6.1", "linux-6.6", "linux-7.2"] {
        let lines = if rules == "seed-v2" { SEED_CONFIG.to_owned() + "CONFIG_THINLTO=y\n" } else { everything.clone() };
        let told = parsed(&carried(rules, &lines, &["--format", "json"]));
        for step in told["steps"].as_array().unwrap() {
            let id = step["id"].as_str().unwrap();
            let short = rules.trim_start_matches("linux-");
            match steps.iter_mut().find(|(known, _)| known == id) {
                Some((_, sets)) => sets.push(short),
                None => steps.push((id.to_owned(), vec![short])),
            }
        }
    }
    let lines: Vec<String> = steps.into_iter().map(|(id, sets)| format!("{id}: {}", sets.join(" "))).collect();
    assert_snapshot!(lines.join("\n"), @r"
    bitcode-objects: seed-v2 5.12 5.13 5.15 6.1 6.6 7.2
    assembly-listing: seed-v2 5.12 5.13 5.15 6.1 6.6 7.2
    mixed-archives: seed-v2 5.12 5.13 5.15 6.1 6.6 7.2
    module-archive: seed-v2 5.12 5.13 5.15
    module-lto-link: seed-v2 5.12 5.13 5.15
    modpost-reads-elf: seed-v2 5.12 5.13 5.15
    modfinal-input: seed-v2 5.12 5.13 5.15
    lto-link: seed-v2 5.12 5.13 5.15 6.1 6.6 7.2
    section-patterns: seed-v2 5.12 5.13 5.15 6.1 6.6 7.2
    final-link: seed-v2 5.12 5.13 5.15 6.1 6.6 7.2
    cache: seed-v2 5.12 5.13
    distclean-cache: seed-v2
    own-cache-of-a-module: seed-v2
    symbol-versions-aside: 5.12 5.13 5.15
    module-objtool: 5.12 5.13 5.15 6.1 6.6 7.2
    module-sections: 5.12 5.13 5.15 6.1 6.6 7.2
    initcall-order: 5.12 5.13 5.15 6.1 6.6 7.2
    vmlinux-objtool: 5.12 5.13 5.15 6.1 6.6 7.2
    clean-cache: 5.12 5.13
    clean-module-cache: 5.12 5.13
    elf-from-assembler: 5.13 5.15 6.1 6.6 7.2
    bindgen-without-lto: 6.1 6.6 7.2
    module-link: 6.1 6.6 7.2
    single-object-module: 6.1 6.6 7.2
    ");
}

#[test]
fn each_rule_set_has_its_own_way_with_modules() {
    has("module-archive", &["seed-v2", "linux-5.12", "linux-5.13", "linux-5.15", "linux-5.18"]);
    has("module-lto-link", &["seed-v2", "linux-5.12", "linux-5.13", "linux-5.15"]);
    has("module-prelink", &["linux-5.18"]);
    has("single-object-module", &["linux-5.19", "linux-6.1", "linux-6.12", "linux-7.2"]);
    has("modfinal-input", &["seed-v2", "linux-5.12", "linux-5.13", "linux-5.15", "linux-5.18"]);
}

#[test]
fn objtool_and_initcalls_came_with_mainline() {
    let mainline =
        ["linux-5.12", "linux-5.13", "linux-5.15", "linux-5.18", "linux-5.19", "linux-6.1", "linux-6.12", "linux-7.2"];
    has("vmlinux-objtool", &mainline);
    has("initcall-order", &mainline);
}

#[test]
fn without_modules_and_objtool_nothing_is_said_of_them() {
    let lines = "CONFIG_LTO_CLANG_THIN=y\n# CONFIG_MODULES is not set\n# CONFIG_OBJTOOL is not set\n\
                 # CONFIG_STACK_VALIDATION is not set\n";
    let told = carried("linux-6.12", lines, &[]);
    assert!(!told.contains("modules") && !told.contains("objtool"), "{told}");
}

#[test]
fn what_is_built_without_lto_is_read_from_the_trees_own_makefiles() {
    let tree = Tree::new(KCONFIG, "ifdef CONFIG_LTO\nKBUILD_CFLAGS += -flto\nendif\n")
        .write("arch/x86/vendor/Makefile", "obj-y := a.o\n\nCFLAGS_REMOVE_a.o := \\\n\t-pg $(CC_FLAGS_LTO)\n")
        .write("arch/arm64/other/Makefile", "CFLAGS_REMOVE_b.o := $(CC_FLAGS_LTO)\n")
        .write("arch/x86/boot/Makefile", "KBUILD_CFLAGS := $(REALMODE_CFLAGS)\n");
    assert_snapshot!(tree.run("CONFIG_LTO_CLANG_FULL=y\n", &["plan"]));
}

#[test]
fn what_the_configuration_leaves_out_is_not_built_without_lto() {
    let tree = Tree::new(KCONFIG, "ifdef CONFIG_LTO\nKBUILD_CFLAGS += -flto\nendif\n")
        .write("drivers/Makefile", "obj-$(CONFIG_LTO_CLANG_FULL) += a/\nobj-$(CONFIG_LTO_CLANG_THIN) += b/\n")
        .write("drivers/a/Makefile", "CFLAGS_REMOVE_a.o := $(CC_FLAGS_LTO)\n")
        .write("drivers/b/Makefile", "CFLAGS_REMOVE_b.o := $(CC_FLAGS_LTO)\n");
    let told = tree.run("CONFIG_LTO_CLANG_FULL=y\n", &["plan"]);
    assert!(told.contains("drivers/a/a.o") && !told.contains("drivers/b/b.o"), "{told}");
    let lines = format!("{THIN}# CONFIG_LKDTM is not set\nCONFIG_PM=y\n");
    let told = carried("linux-6.12", &lines, &[]);
    assert!(!told.contains("lkdtm") && told.contains("power/cpu.o") && told.contains("libstub"), "{told}");
}

#[test]
fn a_tree_that_does_otherwise_than_its_version_is_believed() {
    // 6.12 by its number, but modules go the way of 5.15
    let makefile = "ifdef CONFIG_LTO_CLANG\nCC_FLAGS_LTO := -flto\nKBUILD_CFLAGS += $(CC_FLAGS_LTO)\nendif\n";
    let tree = Tree::new(KCONFIG, makefile).write("scripts/Makefile.build", "quiet_cmd_link_multi-m = AR [M]  $@\n");
    let told = tree.run("CONFIG_LTO_CLANG_FULL=y\nCONFIG_MODULES=y\n", &["plan", "--format", "json"]);
    assert!(step(&told, "module-archive").starts_with("scripts/Makefile.build:1: "), "{told}");
    assert_eq!(step(&told, "module-link"), "");
}

#[test]
fn without_lto_the_build_is_as_ever() {
    assert_snapshot!(carried("linux-6.12", "CONFIG_LTO_NONE=y\n", &[]), @r"
    LTO none (LTO_NONE); linux-6.12 x86

    The build does nothing differently.
    ");
}

#[test]
fn a_narrow_terminal_is_heeded() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".config"), THIN).unwrap();
    let arguments = ["plan", "--embedded", "linux-6.12", "--arch", "arm64"];
    let told = super::flags::run_with(folder.path(), &arguments, &["COLUMNS=50"]);
    // a word may be longer than a line
    let long: Vec<_> = told.lines().filter(|line| line.chars().count() > 50 && line.trim().contains(' ')).collect();
    assert_eq!(long, [""; 0], "{told}");
}

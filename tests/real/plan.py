"""Which cases are run. In: trees, toolchains on the machine, a seed and a count. Out: case ids,
either of the fixed sample or of the whole suite."""

import special
from cases import ALL_MODES, ASKING_MODES, FRAGMENT_MODES, OVER_MODES

ARCHES = ("x86", "arm64", "arm", "riscv", "powerpc", "s390", "mips", "loongarch", "um")

# Spellings that strtol reads in different ways, and more than fits an unsigned int.
SEEDS = ("0x1F", "017", "-5", "4294967297")
PROBABILITIES = ("0", "100", "30", "10:20", "10:20:70", "0:100:100", "50:0:50")


def every(items, step):
    """Each step-th of the items."""
    return list(items)[::step]


def names(tree, arch, toolchain, family, *rests):
    """Ids of one family in one place; none where the kernel itself does not go there."""
    if not tree.has(arch) or toolchain.startswith("clang") and not tree.clang_knows(arch, toolchain):
        return []
    rests = [rest for rest in rests if tree.knows_mode(str(rest).rsplit("/", 1)[-1])]
    return [f"{tree.label}/{arch}/{toolchain}/{family}/{rest}" for rest in rests]


def sample_of_tree(tree, seed, clangs):
    """A fixed sample that reaches every family on every architecture within minutes."""
    found = []

    def seeds(count):
        return range(seed, seed + count)

    for arch in ARCHES:
        main = arch == "x86"
        defconfigs = tree.defconfigs(arch)
        found += names(tree, arch, "gcc", "defconfig", *every(defconfigs, 10 if len(defconfigs) > 8 else 1))
        found += names(tree, arch, "gcc", "all", *ALL_MODES)
        found += names(tree, arch, "gcc", "rand", *seeds(4 if main else 1))
        found += names(tree, arch, "gcc", "corrupt", *seeds(10 if main else 1))
    found += names(tree, "x86", "gcc", "rand", *SEEDS, *(f"{seed}/{p}" for p in PROBABILITIES))
    for number, mode in enumerate(OVER_MODES):
        found += names(tree, "x86", "gcc", "over", f"{seed}/{mode}")
        found += names(tree, ARCHES[number + 1], "gcc", "over", f"{seed + number}/{mode}")
    for number, mode in enumerate(FRAGMENT_MODES):
        found += names(tree, "x86", "gcc", "wishes", f"{seed}/{mode}")
        found += names(tree, ARCHES[number + 1], "gcc", "wishes", f"{seed + number}/{mode}")
    found += names(tree, "x86", "gcc", "sync", *seeds(3)) + names(tree, "arm64", "gcc", "sync", seed)
    for mode in ASKING_MODES:
        found += names(tree, "x86", "gcc", "answer", *(f"{mode}/{s}" for s in seeds(2)))
    found += names(tree, "x86", "gcc", "variables", *(f"{name}/{seed}" for name in special.VARIABLES))
    found += names(tree, "x86", "gcc", "odd", *special.ODDITIES)
    for clang in clangs:
        for arch in ("x86", "arm64"):
            found += names(tree, arch, clang, "all", *ALL_MODES)
            found += names(tree, arch, clang, "defconfig", *tree.defconfigs(arch))
            found += names(tree, arch, clang, "corrupt", seed)
            found += names(tree, arch, clang, "rand", *seeds(1))
    for toolchain in ("gcc", *clangs):
        found += names(tree, "x86", f"{toolchain}.real", "defconfig", *tree.defconfigs("x86")[:1])
        found += names(tree, "arm64", f"{toolchain}.real", "all", "allmodconfig")
        found += names(tree, "riscv", f"{toolchain}.real", "all", "alldefconfig")
    return found


def full_of_tree(tree, seed, count, clangs):
    """All that the suite knows; `count` seeds for corrupted and for random configurations."""
    found = []
    arches = (*ARCHES, "i386", "x86_64")

    def share(number, part):
        """Seeds dealt out over the architectures in turn, none twice."""
        return range(seed + number, seed + part, len(arches))

    for number, arch in enumerate(arches):
        found += names(tree, arch, "gcc", "defconfig", *tree.defconfigs(arch))
        for toolchain in ("gcc", *clangs):
            found += names(tree, arch, toolchain, "all", *ALL_MODES)
        for clang in clangs[:1]:
            found += names(tree, arch, clang, "defconfig", *every(tree.defconfigs(arch), 5))
            found += names(tree, arch, clang, "corrupt", *share(number, count // 2))
            found += names(tree, arch, clang, "rand", *share(number, count // 4))
        found += names(tree, arch, "gcc", "corrupt", *share(number, count))
        found += names(tree, arch, "gcc", "rand", *share(number, count // 2), f"{seed}/10:20:70")
        for mode in OVER_MODES:
            found += names(tree, arch, "gcc", "over", *(f"{s}/{mode}" for s in share(number, count // 10)))
        for mode in FRAGMENT_MODES:
            found += names(tree, arch, "gcc", "wishes", *(f"{s}/{mode}" for s in share(number, count // 5)))
        found += names(tree, arch, "gcc", "sync", *share(number, count // 10))
        found += names(tree, arch, "gcc", "ask", *share(number, count // 10))
        for mode in ASKING_MODES:
            found += names(tree, arch, "gcc", "answer", *(f"{mode}/{s}" for s in share(number, count // 10)))
        for toolchain in ("gcc", *clangs):
            found += names(tree, arch, f"{toolchain}.real", "all", "allmodconfig")
    found += names(tree, "x86", "gcc", "corrupt", *range(seed + count, seed + 2 * count))
    return found


def chosen(trees, toolchains, full, seed, count):
    """The ids of the wanted suite, in order, each once."""
    clangs = [toolchain for toolchain in toolchains if toolchain != "gcc"]
    found = []
    for tree in trees:
        found += sample_of_tree(tree, seed, clangs)
        if full:
            found += full_of_tree(tree, seed, count, clangs)
    return list(dict.fromkeys(found))

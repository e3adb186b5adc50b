"""What a case is. In: its id, such as 6.12/x86/gcc/corrupt/17, and the world it runs in. Out: the
steps to take in an empty folder: which files to lay, which variables to set, how to call conf.

    TREE/ARCH/TOOLCHAIN/FAMILY/…    TOOLCHAIN ends in `.real` where no probe is remembered
"""

import random
from dataclasses import dataclass

import corrupt
import special
from steps import SYNCED, Step, call

ALL_MODES = ("allnoconfig", "allyesconfig", "allmodconfig", "alldefconfig")
OVER_MODES = ("savedefconfig", "listnewconfig", "helpnewconfig", "yes2modconfig", "mod2yesconfig", "mod2noconfig")
FRAGMENT_MODES = (*ALL_MODES, "randconfig")

# As many bases as give variety at the price of few extra runs of conf.
BASES = 6


@dataclass
class Case:
    """The parts of a case id."""

    tree: object
    arch: str
    toolchain: str
    real_probes: bool
    family: str
    rest: list

    @classmethod
    def parse(cls, name, trees):
        """The case that an id names, among these trees."""
        label, arch, toolchain, family, *rest = name.split("/")
        found = [tree for tree in trees if tree.label == label]
        if not found or family not in FAMILIES:
            raise ValueError(f"no such case: {name}")
        return cls(found[0], arch, toolchain.removesuffix(".real"), toolchain.endswith(".real"), family, rest)

    def steps(self, world):
        """The calls to make, one after the other in the same folder."""
        return FAMILIES[self.family](self, world, *self.rest)

    def random(self, *more):
        """A generator that depends on the family and numbers, not on tree, architecture or tools."""
        return random.Random("/".join((self.family, *more)))


def base(case, world, number):
    """The real conf's own output for one of a few starting points."""
    modes = [f"--defconfig=arch/{{srcarch}}/configs/{name}" for name in case.tree.defconfigs(case.arch)[:2]]
    modes += [f"rand:{number}", "--allmodconfig", "--alldefconfig", f"rand:{number + 1000}"]
    return world.base(case, modes[number % len(modes)])


def spoiled(case, world, seed, share=None):
    """The corrupted configuration of a seed."""
    rng = case.random(seed)
    return corrupt.config(rng, base(case, world, rng.randrange(BASES)), case.tree.symbols, share)


def defconfig(_case, _world, *name):
    """Every file that make would write from a defconfig, auto.conf and autoconf.h among them."""
    return [Step([f"--defconfig=arch/{{srcarch}}/configs/{'/'.join(name)}", "Kconfig"])]


def everything(_case, _world, mode):
    """allnoconfig and its kin from nothing."""
    return [Step(call(mode), files=SYNCED)]


def randomly(_case, _world, seed, probability=None):
    """randconfig with a seed, both spelled as in the id."""
    environment = {"KCONFIG_SEED": seed}
    if probability is not None:
        environment["KCONFIG_PROBABILITY"] = probability
    return [Step(call("randconfig"), SYNCED, environment)]


def corrupted(case, world, seed):
    """olddefconfig over a spoiled .config."""
    return [Step(call("olddefconfig"), {**SYNCED, ".config": spoiled(case, world, seed)})]


def over(case, world, seed, mode):
    """The other modes that read a .config: spoiled, or (seeds divisible by 3) as conf wrote it."""
    text = spoiled(case, world, seed) if int(seed) % 3 else base(case, world, int(seed))
    return [Step(call(mode), {**SYNCED, ".config": text}, compare_stdout=True)]


def wishes(case, world, seed, mode):
    """KCONFIG_ALLCONFIG as a file, and as `1` or empty with the file names that these stand for."""
    rng = case.random(seed, mode)
    text = corrupt.fragment(rng, base(case, world, rng.randrange(BASES)), case.tree.symbols)
    own = {"randconfig": "allrandom.config"}.get(mode, mode.replace("config", ".config"))
    value, name = (("wishes.config", "wishes.config"), ("1", own), ("1", "all.config"), ("", "all.config"))[int(seed) % 4]
    return [Step(call(mode), {**SYNCED, name: text}, {"KCONFIG_ALLCONFIG": value, "KCONFIG_SEED": seed})]


def sync(case, world, seed):
    """syncconfig of a resolved configuration, again after a change, and again after none."""
    rng = case.random(seed)
    first = base(case, world, rng.randrange(BASES))
    second = corrupt.config(rng, first, case.tree.symbols, 0.02)
    return [Step(call("syncconfig"), {".config": first}), Step(call("olddefconfig"), {".config": second}),
            Step(call("syncconfig")), Step(call("syncconfig"))]


def ask(case, world, seed):
    """syncconfig of an incomplete configuration, with nobody there to answer."""
    return [Step(call("syncconfig"), {".config": spoiled(case, world, seed)})]


ASKING_MODES = ("syncconfig", "oldconfig", "oldaskconfig")
# Empty lines most of all: what a person types who wants the defaults.
TYPED = ("", "", "", "", "y", "n", "m", "Y", "yes", "no", "?", "1", "2", "3?", "0", "0x10", "-7", "text", " y ", "maybe", "m ?")


def answer(case, world, mode, seed):
    """A mode that asks, over an incomplete configuration, with somebody who answers until the input ends."""
    rng = case.random(mode, seed)
    typed = "\n".join(rng.choice(TYPED) for _ in range(rng.choice((3, 40, 400, 4000))))
    ended = rng.choice(("\n", ""))
    files = {**SYNCED, ".config": spoiled(case, world, seed)}
    return [Step(call(mode), files, compare_stdout=True, answers=(typed + ended).encode())]


def variables(case, world, name, seed):
    """One of the variables that steer conf, over a spoiled configuration."""
    return special.VARIABLES[name](spoiled(case, world, seed, 0.01), base(case, world, 0))


def odd(case, world, name):
    """Files and folders in each other's place, names that lead nowhere."""
    return special.ODDITIES[name](base(case, world, 0))


FAMILIES = {"defconfig": defconfig, "all": everything, "rand": randomly, "corrupt": corrupted, "over": over,
            "wishes": wishes, "sync": sync, "ask": ask, "answer": answer, "variables": variables, "odd": odd}

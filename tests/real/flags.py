#!/usr/bin/env python3
"""Holds `ltoconf flags` against the variables of the kernel's own make: same words, same order. In:
options, see --help. Out: a line for each case and, last, `N passed, N failed`; exit 1 on any.

For each case make tells all its flags twice: with the configuration, and with the LTO symbols taken
out of what it includes (include/config/auto.conf), all else being equal. A case passes where
  - CC_FLAGS_LTO and its like, which nothing else makes, are what ltoconf says, word for word;
  - every other variable is, with LTO, an interleaving of what it is without and of what ltoconf
    says, each in its order: nothing left out, nothing too many, also of variables that ltoconf
    does not name;
  - the words of KBUILD_RUSTFLAGS that speak of LTO are what ltoconf says;
  - each flag stands on the line that ltoconf names, or is made there by a macro."""

import argparse
import concurrent.futures
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import kernel

ARCHITECTURES = ("x86", "i386", "arm64", "riscv", "loongarch", "um")
MODES = {"none": "LTO_NONE", "full": "LTO_CLANG_FULL", "thin": "LTO_CLANG_THIN", "thin_dist": "LTO_CLANG_THIN_DIST"}
# Some minutes; the mode that takes the most lines, and the one that takes none.
SAMPLE = ("6.1/x86/clang-19/thin", "6.12/arm64/clang-19/full", "6.12/riscv/clang-19/thin", "6.1/arm64/clang-14/none")

# Variables in which ltoconf is interested, by the rule of its documentation.
NAMED = re.compile(r"(?!.*HOST|KBUILD_USER|CONFIG_).*FLAGS")
SYMBOL = re.compile(r"CONFIG_(?:\w+_)?(?:THIN)?LTO(?:_\w+)?=")
SPEAKS = re.compile(r"-C(?:lto|embed-bitcode|linker-plugin-lto)")

TELL = """\
.PHONY: ltoconf-tell
ltoconf-tell:
	@: $(foreach v,$(sort $(.VARIABLES)),$(if $(findstring FLAGS,$v),$(if $(filter file override,$(origin $v)),$(info =$v= $($v)))))
"""


def options():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = kernel.HERE.parent.parent
    parser.add_argument("--ltoconf", type=Path, default=root / "target/release/ltoconf", help="the program to try")
    parser.add_argument("--tree", action="append", default=[], metavar="DIR", help="a kernel tree (repeatable)")
    parser.add_argument("--arch", action="append", help="only cases of this architecture (repeatable)")
    parser.add_argument("--toolchain", action="append", help="clang-19, clang-14 (repeatable)")
    parser.add_argument("--sample", action="store_true", help="a fixed sample, some minutes")
    parser.add_argument("--case", action="append", metavar="ID", help="only this case (repeatable)")
    parser.add_argument("--seeds", type=int, default=0, metavar="N", help="random configurations for each mode, too")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N")
    parser.add_argument("--list", action="store_true", help="print the ids of the cases and run none")
    return parser.parse_args()


class Case:
    """A tree, an architecture, a toolchain, a mode, and a random seed or none."""

    def __init__(self, tree, arch, toolchain, mode, seed=None, module=False):
        self.tree, self.arch, self.toolchain, self.mode = tree, arch, toolchain, mode
        self.seed, self.module = seed, module
        parts = [tree.label, arch, toolchain, mode] + ([f"seed-{seed}"] if seed is not None else [])
        self.id = "/".join(parts + (["module"] if module else []))

    @property
    def arguments(self):
        """What the user adds to make's command line."""
        return [f"ARCH={self.arch}", *kernel.make_arguments(self.toolchain, self.tree.version)]


def declares(tree, symbol):
    """Whether a tree knows a mode."""
    return symbol.encode() in tree.symbols


def cases(tree, arguments):
    """All cases of a tree."""
    found = []
    for arch in arguments.arch or ARCHITECTURES:
        for toolchain in arguments.toolchain or ("clang-19", "clang-14"):
            for mode in (mode for mode, symbol in MODES.items() if declares(tree, symbol)):
                found.append(Case(tree, arch, toolchain, mode))
                found += [Case(tree, arch, toolchain, mode, seed) for seed in range(arguments.seeds)]
            modes = (mode for mode in ("thin", "thin_dist") if declares(tree, MODES[mode]))
            found += [Case(tree, arch, toolchain, mode, module=True) for mode in modes]
    return found


def run(command, environment, folder=None):
    """Runs a program that has to succeed; what it prints."""
    done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise kernel.SetupError(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr[-800:]}")
    return done.stdout


class World:
    """The folders of a run, and what make has told already."""

    def __init__(self, scratch, program):
        self.scratch, self.program = scratch, program
        self.environments = kernel.Environments(scratch)
        self.memo = kernel.MemoProbes(scratch)
        self.told = {}
        self.makefile = scratch / "tell.mk"
        self.makefile.write_text(TELL)
        self.environment = {name: os.environ[name] for name in kernel.KEPT if name in os.environ}
        self.environment["XDG_CACHE_HOME"] = str(scratch / "cache")

    def folder(self, case):
        """A build folder for a tree, an architecture and a toolchain."""
        folder = self.scratch / f"{case.tree.label}-{case.arch}-{case.toolchain}"
        if not folder.exists():
            shutil.copytree(case.tree.build, folder, symlinks=True)
        return folder

    def configure(self, case, folder):
        """Writes the case's .config; the LTO mode that it comes to."""
        environment = self.memo.wrap(self.environments.get(case.tree, case.arch, case.toolchain))
        conf = lambda *words, **more: run([case.tree.conf, *words, str(case.tree.path / "Kconfig")],
                                          {**environment, **more}, folder)
        wish = "".join(f"CONFIG_{symbol}={'y' if mode == case.mode else 'n'}\n" for mode, symbol in MODES.items())
        if case.seed is not None:
            # What takes LTO away is left out, so that a random configuration has it.
            wish += "".join(f"# CONFIG_{name} is not set\n" for name in ("COMPILE_TEST", "KASAN", "GCOV_KERNEL", "KCOV"))
        (folder / "wish").write_text(wish)
        (folder / ".config").unlink(missing_ok=True)
        conf("--alldefconfig" if case.seed is None else "--randconfig", KCONFIG_ALLCONFIG=str(folder / "wish"),
             KCONFIG_SEED=str((case.seed or 0) + 1))
        # make would do it by itself, but not for a module
        (folder / "include/config").mkdir(parents=True, exist_ok=True)
        (folder / "include/config/auto.conf").unlink(missing_ok=True)
        conf("--syncconfig")
        text = (folder / ".config").read_text()
        return next((mode for mode, symbol in MODES.items() if f"CONFIG_{symbol}=y\n" in text), "none")

    def tell(self, case, folder, module):
        """All flags that make knows."""
        command = ["make", "-s", "-C", case.tree.path, f"O={folder}", *case.arguments, "ltoconf-tell"]
        command += [f"M={module}"] if module else []
        environment = dict(self.environment, MAKEFILES=str(self.makefile))
        told = {}
        for line in run(command, environment).splitlines():
            name, value = re.fullmatch(r"=([^=]+)= (.*)", line).groups() if line.startswith("=") else (None, "")
            if name and NAMED.match(name):
                told[name] = value.split()
        return told

    def without(self, case, folder, module):
        """The same with no LTO symbol in what make includes."""
        configuration = folder / "include/config/auto.conf"
        text = "".join(line for line in configuration.open() if not SYMBOL.match(line))
        key = (case.tree.label, case.arch, case.toolchain, module, text)
        if key not in self.told:
            configuration.write_text(text)
            self.told[key] = self.tell(case, folder, module)
        return self.told[key]

    def ours(self, case, folder, module):
        """What ltoconf says."""
        llvm = dict(argument.split("=", 1) for argument in case.arguments[1:])
        command = [self.program, "flags", "--tree", case.tree.path, "--config", folder / ".config",
                   "--arch", case.arch, "--format", "json"]
        command += ["--extmod", module] if module else []
        return json.loads(run(list(map(str, command)), {**self.environment, **llvm}))


def interleaves(whole, one, two):
    """Whether a sequence is made of two others, each in its order."""
    if len(whole) != len(one) + len(two):
        return False
    reachable = {0}
    for at, word in enumerate(whole):
        following = set()
        for taken in reachable:
            if taken < len(one) and one[taken] == word:
                following.add(taken + 1)
            if at - taken < len(two) and two[at - taken] == word:
                following.add(taken)
        reachable = following
    return len(one) in reachable


def differences(case, ours, told, without, mode):
    """What is wrong, one line each."""
    found = []
    if ours["mode"] != mode:
        found.append(f"the mode is {mode}, not {ours['mode']}")
    found += [f"not known: {unknown}" for unknown in ours["unknown"]]
    found += [f"taken away: {removed}" for removed in ours["removed"]]
    said = ours["variables"]
    kernels_alone = re.compile(r".*(_KERNEL|_vmlinux)$") if case.module else re.compile(r"(?!)")
    for name in sorted(set(told) | set(said)):
        with_lto, plain, words = told.get(name, []), without.get(name, []), list(said.get(name, []))
        if kernels_alone.match(name):
            continue
        if name.startswith("CC_FLAGS_LTO"):
            right = with_lto == words and not plain
        else:
            speaking = [word for word in with_lto if SPEAKS.match(word)]
            if speaking:
                right = [word for word in words if SPEAKS.match(word)] == speaking
                words = [word for word in words if not SPEAKS.match(word)]
            else:
                right = True
            right = right and interleaves(with_lto, plain, words)
        if not right:
            found.append(f"{name}: make with LTO: {with_lto}, without: {plain}, ltoconf: {said.get(name)}")
    for origin in ours["origin"]:
        lines = (case.tree.path / origin["path"]).read_text().splitlines()
        line = lines[origin["line"] - 1]
        if origin["flag"] not in line and not re.search(r"\$\(", line):
            found.append(f"{origin} does not stand there: {line}")
    return found


def judge(world, case):
    """Whether a case is left out, and what there is to say."""
    if not kernel.available(case.toolchain) or not case.tree.clang_knows(case.arch, case.toolchain):
        return "left out", "no such compiler"
    folder = world.folder(case)
    module = folder / "module" if case.module else None
    if module:
        module.mkdir(exist_ok=True)
    try:
        mode = world.configure(case, folder)
        if mode != case.mode:
            # the architecture or the compiler is not up to it
            return "left out", f"it comes to {mode}"
        ours = world.ours(case, folder, module)
        told = world.tell(case, folder, module)
        found = differences(case, ours, told, world.without(case, folder, module), mode)
    except kernel.SetupError as error:
        found = [str(error)]
    if found:
        return "failed", "; ".join(found)
    return "passed", f"{sum(len(words) for words in ours['variables'].values())} words agree"


def main():
    """Runs the cases."""
    arguments = options()
    trees = kernel.fetch(arguments.tree)
    chosen = [case for tree in trees for case in cases(tree, arguments)]
    if arguments.sample:
        chosen = [case for case in chosen if case.id in SAMPLE]
    if arguments.case:
        chosen = [case for case in chosen if case.id in arguments.case]
    if arguments.list:
        print("\n".join(case.id for case in chosen))
        return 0
    counts = {"passed": 0, "failed": 0, "left out": 0}
    with tempfile.TemporaryDirectory() as scratch:
        world = World(Path(scratch), arguments.ltoconf.resolve())

        def all_of(group):
            """The cases of one build folder, one after the other."""
            for case in group:
                result, words = judge(world, case)
                print(f"{case.id}: {'' if result == 'passed' else result + ': '}{words}", flush=True)
                yield result

        folders = [list(group) for _, group in
                   itertools.groupby(chosen, lambda case: (case.tree.label, case.arch, case.toolchain))]
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            for result in itertools.chain.from_iterable(pool.map(lambda group: list(all_of(group)), folders)):
                counts[result] += 1
    if counts["left out"]:
        print(f"{counts['left out']} left out: no such compiler, or no LTO there")
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except kernel.SetupError as error:
        sys.exit(f"flags: {error}")

#!/usr/bin/env python3
"""Holds `ltoconf fix` against the kernel's own conf: wishes drawn from one random configuration, asked of another, can
always be met together; what is written must meet them, and conf must leave it as it is. In: options, see --help. Out:
on stdout what failed, the times, and last `N passed, N failed`; exit 1 on any failure."""

import random
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import kernel
from compare import say, scratch_folder
from script import command, run


def options():
    """The command line."""
    parser = command(__doc__)
    parser.add_argument("--arch", action="append", help="(repeatable; default: x86, arm64)")
    parser.add_argument("--toolchain", action="append", help="gcc, clang-19, … (repeatable; default: gcc, clang-19)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where the numbering of seeds starts")
    parser.add_argument("--count", type=int, default=10, metavar="N", help="seeds for each place (default 10)")
    parser.add_argument("--most", type=int, default=10, metavar="N", help="wishes at most (default 10)")
    return parser.parse_args()


def values(text):
    """The bools and tristates of a configuration."""
    found = dict(re.findall(r"^CONFIG_(\w+)=([ymn])$", text, re.M))
    found.update((name, "n") for name in re.findall(r"^# CONFIG_(\w+) is not set$", text, re.M))
    return found


class Place:
    """A tree, an architecture and a toolchain, with the environment that make exports there."""

    def __init__(self, tree, arch, toolchain, environment, scratch, ltoconf):
        self.tree, self.arch, self.toolchain = tree, arch, toolchain
        self.environment, self.scratch, self.ltoconf = environment, scratch, ltoconf
        self.label = f"{tree.label}/{arch}/{toolchain}"

    def conf(self, mode, name, **more):
        """Runs the real conf on a file; its text afterwards."""
        path = self.scratch / name
        environment = {**self.environment, "KCONFIG_CONFIG": str(path), **more}
        subprocess.run([self.tree.conf, mode, "Kconfig"], cwd=self.scratch, env=environment, check=True,
                       stdin=subprocess.DEVNULL, capture_output=True)
        return path.read_text()

    def stable_random(self, name, seed):
        """A random configuration that conf leaves as it is."""
        (self.scratch / name).unlink(missing_ok=True)
        self.conf("--randconfig", name, KCONFIG_SEED=str(seed))
        before = None
        while (text := self.conf("--olddefconfig", name)) != before:
            before = text
        return text

    def command(self, name, words, base):
        """A command line about a configuration."""
        command = [self.ltoconf, name, *words, "--tree", self.tree.path, "--arch", self.arch, "--config", base]
        if self.toolchain.startswith("clang"):
            command.append(f"--llvm={self.toolchain.removeprefix('clang') or '1'}")
        return command

    def callers(self):
        """The environment of a person who starts ltoconf here."""
        callers = {name: text for name, text in self.environment.items() if name in kernel.KEPT or "MEMO_PROBE" in name}
        return {**callers, "XDG_CACHE_HOME": str(self.scratch / "cache")}

    def fix(self, wishes, base, output):
        """Runs ltoconf; its exit status, what it said, and how long it took."""
        started = time.monotonic()
        done = subprocess.run([*self.command("fix", wishes, base), "-o", output], env=self.callers(),
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return done.returncode, (done.stdout + done.stderr).strip(), time.monotonic() - started


def wished(place, seed, most):
    """Writes a random `base.config`; wishes that another random configuration meets together."""
    dice = random.Random(f"{place.label}/{seed}")
    there = values(place.stable_random("other.config", 2 * seed + 1))
    here = values(place.stable_random("base.config", 2 * seed))
    differing = sorted(name for name in there if there[name] != here.get(name, "n"))
    return [f"{name}={there[name]}" for name in dice.sample(differing, min(len(differing), dice.randint(1, most)))]


def case(place, seed, most, took):
    """One base, one set of wishes; what is wrong, or None."""
    wishes = wished(place, seed, most)
    base, output = place.scratch / "base.config", place.scratch / "fixed.config"
    output.unlink(missing_ok=True)
    status, said, seconds = place.fix(wishes, base, output)
    took.setdefault(len(wishes) <= 5, []).append(seconds)
    told = f"{place.label} seed {seed}: {' '.join(wishes)}"
    if status:
        return f"{told}\n    not met, exit {status}: {said}"
    written = output.read_text()
    missed = [wish for wish in wishes if values(written).get(wish.split("=")[0], "n") != wish.split("=")[1]]
    if missed:
        return f"{told}\n    written without {' '.join(missed)}"
    if place.conf("--olddefconfig", "fixed.config") != written:
        return f"{told}\n    conf changes what was written"
    return None


def cases(arguments, trees):
    """Tries all places and seeds; how many passed and failed."""
    toolchains = [name for name in arguments.toolchain or ("gcc", "clang-19") if kernel.available(name)]
    passed, failed, took = 0, 0, {}
    with scratch_folder() as folder:
        scratch = Path(folder)
        environments, probes = kernel.Environments(scratch), kernel.MemoProbes(scratch)
        for tree in trees:
            for arch in arguments.arch or ("x86", "arm64"):
                for toolchain in toolchains:
                    if toolchain.startswith("clang") and not tree.clang_knows(arch, toolchain):
                        continue
                    environment = probes.wrap(environments.get(tree, arch, toolchain))
                    place = Place(tree, arch, toolchain, environment, scratch, arguments.ltoconf)
                    for seed in range(arguments.seed, arguments.seed + arguments.count):
                        wrong = case(place, seed, arguments.most, took)
                        passed, failed = passed + (wrong is None), failed + (wrong is not None)
                        if wrong:
                            print(f"FAILS {wrong}")
                    say(f"fixes: {place.label}: {passed} passed, {failed} failed so far")
    for few, times in sorted(took.items(), reverse=True):
        times.sort()
        high = times[min(len(times) - 1, len(times) * 95 // 100)]
        print(f"{'up to 5' if few else 'more'} wishes: median {statistics.median(times):.2f} s, "
              f"95th percentile {high:.2f} s, {len(times)} runs")
    return passed, failed


if __name__ == "__main__":
    sys.exit(run(options(), cases))

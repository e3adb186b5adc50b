#!/usr/bin/env python3
"""Times ltoconf and the kernel's conf in turn, in one run. In: options, see --help. Out: on stdout
the machine and tables of medians and ratios. It judges nothing: numbers on shared machines vary."""

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import kernel
import repeat_tree
from compare import say, scratch_folder
from measure import measure

# Own CPU seconds after which conf, whose time grows faster than the tree, is not tried on a larger one.
PATIENCE = 20


def parser_of(description, toolchain):
    """The options that all benchmarks share."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = kernel.HERE.parent.parent
    parser.add_argument("--ltoconf", type=Path, default=root / "target/release/ltoconf")
    parser.add_argument("--tree", metavar="DIR", help="a kernel tree (default: the newest that fetch.sh provides)")
    parser.add_argument("--arch", default="x86")
    parser.add_argument("--defconfig", default="x86_64_defconfig", metavar="NAME")
    parser.add_argument("--toolchain", default=toolchain, metavar="NAME", help="as for compare.py")
    parser.add_argument("--repetitions", type=int, default=7, metavar="N")
    return parser


def options():
    """The command line."""
    parser = parser_of(__doc__, "gcc")
    parser.add_argument("--growth", type=int, nargs="*", default=[1, 2, 4, 8], metavar="TIMES",
                        help="sizes of the repeated tree; none: leave this part out")
    parser.add_argument("--no-tree-times", action="store_true", help="only the repeated tree")
    return parser.parse_args()


def fresh(folder, text, synced):
    """A new build folder with a .config, and auto.conf where `synced`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / ".config").write_text(text)
    if synced:
        (folder / "include/config").mkdir(parents=True)
        (folder / "include/config/auto.conf").touch()
    return folder


def machine():
    """What the numbers were taken on."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    load = os.getloadavg()[0]
    return (f"{model}, {len(os.sched_getaffinity(0))} cores, Linux {platform.release()}, Python "
            f"{platform.python_version()}, load {load:.2f} at the start")


def median(usages, what):
    """The median of one attribute."""
    return statistics.median(getattr(usage, what) for usage in usages)


def table(title, rows):
    """Rows of (measure, conf, ltoconf, unit), with the ratio that the project's aims are put in."""
    print(f"\n{title}\n")
    print(f"{'measure':44} {'conf':>10} {'ltoconf':>10} {'ltoconf/conf':>13} {'conf/ltoconf':>13}")
    for what, conf, own, unit in rows:
        ratio = f"{own / conf:13.3f} {conf / own:12.1f}x" if conf and own else ""
        print(f"{what:44} {conf:8.3f} {unit} {own:8.3f} {unit} {ratio}")


class Bench:
    """Both programs on the same input, alternating."""

    def __init__(self, scratch, ltoconf, conf):
        self.scratch = scratch
        self.programs = {"conf": [str(conf)], "ltoconf": [str(ltoconf), "conf"]}

    def once(self, program, text, environment, synced=True, peak=False):
        """One run in a new folder."""
        folder = fresh(self.scratch / "run" / program, text, synced)
        usage = measure([*self.programs[program], "--olddefconfig", "Kconfig"], folder, environment, peak)
        if usage.status:
            raise kernel.SetupError(f"{program} ended with {usage.status}")
        return usage

    def alternate(self, text, environment, repetitions, synced=True):
        """Usages of conf, of ltoconf with probes remembered, and of ltoconf with none."""
        found = {"conf": [], "warm": [], "cold": []}
        warm = {**environment, "XDG_CACHE_HOME": str(self.scratch / "warm")}
        self.once("ltoconf", text, warm, synced)
        for _ in range(repetitions):
            found["conf"].append(self.once("conf", text, environment, synced))
            found["warm"].append(self.once("ltoconf", text, warm, synced))
            with tempfile.TemporaryDirectory(dir=self.scratch) as empty:
                found["cold"].append(self.once("ltoconf", text, {**environment, "XDG_CACHE_HOME": empty}, synced))
        return found

    def same(self):
        """Whether the last runs left the same .config."""
        outputs = [(self.scratch / "run" / program / ".config").read_bytes() for program in self.programs]
        return "the same .config from both" if outputs[0] == outputs[1] else "THE .config FILES DIFFER"

    def peak(self, program, text, environment):
        """Peak memory in MiB; a run of its own, because watching costs a little time."""
        warm = {**environment, "XDG_CACHE_HOME": str(self.scratch / "warm")}
        return self.once(program, text, warm, peak=True).peak / 1024


def tree_times(bench, tree, arguments, environment):
    """The kernel's tree as it is."""
    text = (tree.path / "arch" / environment["SRCARCH"] / "configs" / arguments.defconfig).read_text()
    say("bench: timing the tree")
    usages = bench.alternate(text, environment, arguments.repetitions)
    rows = [("own CPU, probes remembered", median(usages["conf"], "own_cpu"), median(usages["warm"], "own_cpu"), "s "),
            ("own CPU, cold cache", median(usages["conf"], "own_cpu"), median(usages["cold"], "own_cpu"), "s "),
            ("CPU with children, cold cache", median(usages["conf"], "all_cpu"), median(usages["cold"], "all_cpu"), "s "),
            ("wall, probes remembered", median(usages["conf"], "wall"), median(usages["warm"], "wall"), "s "),
            ("wall, cold cache", median(usages["conf"], "wall"), median(usages["cold"], "wall"), "s ")]
    first = bench.alternate(text, environment, max(arguments.repetitions // 2, 1), synced=False)
    rows += [("own CPU, first run (auto.conf and all)", median(first["conf"], "own_cpu"), median(first["warm"], "own_cpu"), "s "),
             ("wall, first run (auto.conf and all)", median(first["conf"], "wall"), median(first["warm"], "wall"), "s ")]
    rows.append(("peak memory", *(bench.peak(program, text, environment) for program in bench.programs), "MB"))
    table(f"--olddefconfig on {tree.label}, {arguments.arch}, {arguments.toolchain}, from {arguments.defconfig}; medians of "
          f"{arguments.repetitions}; {bench.same()}", rows)


def growth(bench, tree, arguments, environment):
    """The tree's Kconfig repeated, without probes."""
    print("\nThe Kconfig repeated, no probes: `per copy` is 1.00 where growth is linear\n")
    print(f"{'copies':>6} {'program':8} {'own CPU':>10} {'per copy':>9} {'wall':>10} {'peak':>10} {'per copy':>9}")
    base, programs = {}, list(bench.programs)
    for times in arguments.growth:
        say(f"bench: the tree {times} times")
        top = bench.scratch / f"repeated{times}"
        repeat_tree.repeat(tree, top, times)
        text = repeat_tree.defconfig(tree, environment["SRCARCH"], arguments.defconfig, times)
        # No probe is left, so that a cache has nothing to say either way.
        here = {**environment, "srctree": str(top), "XDG_CACHE_HOME": str(bench.scratch / "warm")}
        usages = {program: [] for program in programs}
        for _ in range(max(arguments.repetitions // 2, 1)):
            for program in programs:
                usages[program].append(bench.once(program, text, here))
        if len(programs) == 2:
            say(f"bench: {bench.same()}")
        for program in list(programs):
            cpu, wall = median(usages[program], "own_cpu"), median(usages[program], "wall")
            peak = bench.peak(program, text, here)
            first = base.setdefault(program, (cpu / times, peak / times))
            print(f"{times:6} {program:8} {cpu:8.3f} s {cpu / first[0] / times:9.2f} {wall:8.3f} s "
                  f"{peak:7.1f} MB {peak / first[1] / times:9.2f}", flush=True)
            if program == "conf" and cpu > PATIENCE:
                say(f"bench: conf is left out from here on, it took {cpu:.0f} s")
                programs.remove(program)
        shutil.rmtree(top)


def main():
    """Exit 0 unless something cannot be run."""
    arguments = options()
    try:
        tree = max(kernel.fetch([arguments.tree] if arguments.tree else []), key=lambda tree: tree.version)
        with scratch_folder() as folder:
            scratch = Path(folder)
            environment = kernel.Environments(scratch).get(tree, arguments.arch, arguments.toolchain)
            bench = Bench(scratch, arguments.ltoconf.resolve(), tree.conf)
            print(machine())
            if not arguments.no_tree_times:
                tree_times(bench, tree, arguments, environment)
            if arguments.growth:
                growth(bench, tree, arguments, environment)
    except (kernel.SetupError, OSError) as error:
        say(f"bench: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

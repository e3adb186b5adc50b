#!/usr/bin/env python3
"""Holds ltoconf against the kernel's own conf, byte for byte. In: options, see --help. Out: on
stdout the differing cases with short diffs and, last, `N passed, N failed`; exit 1 on any."""

import argparse
import concurrent.futures
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import kernel
import plan
from cases import Case
from runner import World, compare

# Below this a scratch folder in memory could fill up.
ROOM_IN_MEMORY = 2 << 30


def options():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = kernel.HERE.parent.parent
    parser.add_argument("--ltoconf", type=Path, default=root / "target/release/ltoconf", help="the program to try")
    parser.add_argument("--tree", action="append", default=[], metavar="DIR",
                        help="a kernel tree (repeatable; default: what fetch.sh provides)")
    parser.add_argument("--arch", action="append", help="only cases of this architecture (repeatable)")
    parser.add_argument("--toolchain", action="append", metavar="NAME",
                        help="gcc, clang, clang-19, clang-14, cross:PREFIX- (repeatable; default: gcc, clang-19, clang-14)")
    parser.add_argument("--family", action="append", help="only cases of this family (repeatable), see cases.py")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--sample", action="store_true", help="a fixed sample, some minutes (the default)")
    size.add_argument("--full", action="store_true", help="everything, an hour or so")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where the numbering of seeds starts")
    parser.add_argument("--count", type=int, default=200, metavar="N", help="how many seeds --full draws (default 200)")
    parser.add_argument("--case", action="append", metavar="ID", help="only this case (repeatable)")
    parser.add_argument("--list", action="store_true", help="print the ids of the cases and run none")
    parser.add_argument("--real-probes", action="store_true", help="remember no probe between runs, in any case")
    parser.add_argument("--reference-cache", type=Path, metavar="DIR",
                        help="keep conf's answers here, for the next run on the same machine")
    parser.add_argument("--keep-failures", type=Path, metavar="DIR", help="keep both folders of each differing case")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N")
    return parser.parse_args()


def say(text):
    """Progress is not data."""
    print(text, file=sys.stderr, flush=True)


def scratch_folder():
    """A folder in memory where there is one: conf writes thousands of small files."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_IN_MEMORY:
        flags = os.statvfs(memory).f_flag
        if not flags & os.ST_NOEXEC:
            return tempfile.TemporaryDirectory(prefix="ltoconf-real-", dir=memory)
    return tempfile.TemporaryDirectory(prefix="ltoconf-real-")


def wanted(arguments, trees):
    """The ids to run."""
    if arguments.case:
        return arguments.case
    toolchains = arguments.toolchain or ["gcc", "clang-19", "clang-14"]
    here = [toolchain for toolchain in toolchains if kernel.available(toolchain)]
    for toolchain in set(toolchains) - set(here):
        say(f"compare: no {toolchain} on this machine: its cases are left out")
    found = plan.chosen(trees, here, arguments.full, arguments.seed, arguments.count)
    if arguments.arch:
        extra = [arch for arch in arguments.arch if arch not in plan.ARCHES]
        for tree in trees:
            for arch in extra:
                found += plan.names(tree, arch, "gcc", "defconfig", *tree.defconfigs(arch))
                found += plan.names(tree, arch, "gcc", "all", *plan.ALL_MODES)
                found += plan.names(tree, arch, "gcc", "rand", *range(arguments.seed, arguments.seed + 4))
                found += plan.names(tree, arch, "gcc", "corrupt", *range(arguments.seed, arguments.seed + 8))
    return [name for name in dict.fromkeys(found)
            if (not arguments.arch or name.split("/")[1] in arguments.arch)
            and name.split("/")[2].removesuffix(".real") in here
            and (not arguments.family or name.split("/")[3] in arguments.family)]


def judge(name, trees, world, keep):
    """The lines that tell what differs in a case; what stops the harness counts as a failure."""
    try:
        return compare(name, Case.parse(name, trees), world, keep)
    except (kernel.SetupError, OSError, ValueError, KeyError, IndexError) as error:
        return [f"cannot be run: {type(error).__name__}: {error}"]


def run_all(names, trees, world, arguments):
    """Runs the cases side by side; the number that differ."""
    failed, start = 0, time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        jobs = {pool.submit(judge, name, trees, world, arguments.keep_failures): name for name in names}
        for done, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            lines = job.result()
            if lines:
                failed += 1
                print(f"DIFFERS {jobs[job]}", *(f"    {line}" for line in lines), sep="\n", flush=True)
            if done % 20 == 0 or done == len(names):
                say(f"compare: {done}/{len(names)} cases, {failed} differ, {time.monotonic() - start:.0f} s")
    return failed


def main():
    """Exit 0: the same everywhere; 1: differences; 2: nothing could be compared."""
    arguments = options()
    try:
        trees = kernel.fetch(arguments.tree)
        names = wanted(arguments, trees)
        if arguments.list:
            print(*names, sep="\n")
            return 0
        if not os.access(arguments.ltoconf, os.X_OK):
            raise kernel.SetupError(f"{arguments.ltoconf} is not there: cargo build --release")
        if not names:
            raise kernel.SetupError("no case is left to run")
        for folder in (arguments.keep_failures, arguments.reference_cache):
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
        with scratch_folder() as scratch:
            world = World(Path(scratch), arguments.ltoconf.resolve(), not arguments.real_probes, arguments.reference_cache)
            failed = run_all(names, trees, world, arguments)
    except kernel.SetupError as error:
        say(f"compare: {error}")
        return 2
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

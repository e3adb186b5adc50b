#!/usr/bin/env python3
"""Holds `ltoconf check --embedded`, which sees no tree, against what the kernel's own conf makes of real trees. In:
options, see --help. Out: on stdout the cases that fail and, last, `N passed, N failed`; exit 1 on any.

    written   a file that conf wrote has no error, and its LTO mode is the one that conf gave it
    wished    with another member of the LTO choice set in it, the mode is the one that conf then comes to
    spoiled   with LTO lines that contradict each other, the error that tells of it is there
    saved     what conf saves of it as a defconfig has no error, and the mode that it asks for
    plain     a tree's own defconfig, of any architecture, has no error
    built     a file that a distribution built its kernel with has no error, and its mode is the one that it says

Prints as well how many files of a distribution's size are judged in a second of processor time.
"""

import argparse
import concurrent.futures
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import distribution
import kernel
import plan
from cases import Case
from compare import say, scratch_folder
from runner import World, lay

MEMBERS = {"LTO_CLANG_FULL": "full", "LTO_CLANG_THIN": "thin", "LTO_CLANG_THIN_DIST": "thin_dist"}

# Makes random files that LTO is ruled out in, and others, about equally often.
WISHES = ("", "CONFIG_LTO_CLANG_THIN=y\n", "CONFIG_LTO_CLANG_FULL=y\n# CONFIG_COMPILE_TEST is not set\n",
          "CONFIG_LTO_CLANG_THIN=y\nCONFIG_KASAN=y\nCONFIG_DEBUG_INFO_DWARF5=y\n",
          "CONFIG_LTO_CLANG_THIN=y\nCONFIG_KCOV=y\n", "CONFIG_LTO_CLANG_FULL=y\n# CONFIG_GCOV_KERNEL is not set\n")


# The places of the sample: an architecture and a toolchain, with the tree that has it or both.
SAMPLE = (("x86", "clang-19", None), ("arm64", "clang-19", None), ("x86", "gcc", (6, 12)), ("riscv", "clang-14", (6, 12)))

# What is made in one place: how many defconfigs, how many random files, how often a wish is added.
AMOUNTS = {"sample": (1, 2, 0.4), "usual": (3, 3, 0.5), "full": (20, 14, 0.4)}


@dataclass
class File:
    """A configuration to judge, and what is to be said of it."""

    name: str
    text: str
    # None where conf would have to be asked
    mode: str | None
    code: str = ""
    how: tuple = ("--embedded",)


def options():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = kernel.HERE.parent.parent
    parser.add_argument("--ltoconf", type=Path, default=root / "target/release/ltoconf", help="the program to try")
    parser.add_argument("--tree", action="append", default=[], metavar="DIR", help="a kernel tree (repeatable)")
    parser.add_argument("--arch", action="append", help="only this architecture (repeatable)")
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--full", dest="amount", action="store_const", const="full", default="usual",
                        help="many defconfigs, and several hundred random files")
    amount.add_argument("--sample", dest="amount", action="store_const", const="sample", help="a minute's worth")
    parser.add_argument("--distribution", type=Path, metavar="DIR",
                        help="judge the files in the packages of Debian's mirror too, and keep them here (500 MB to fetch)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where the numbering of seeds starts")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the files here")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N")
    return parser.parse_args()


def mode_of(text):
    """The LTO mode of a file that conf wrote."""
    return next((mode for member, mode in MEMBERS.items() if f"\nCONFIG_{member}=y\n" in text), "none")


def with_lines(text, lines):
    """The file with these symbols' lines in the place of its own; a new one goes to the end, as scripts/config has it."""
    for name, value in lines.items():
        line = f"# CONFIG_{name} is not set" if value == "n" else f"CONFIG_{name}={value}"
        pattern = re.compile(rf"^(CONFIG_{name}=.*|# CONFIG_{name} is not set)$", re.M)
        text = pattern.sub("" if value is None else line, text) if pattern.search(text) else \
            text + ("" if value is None else line + "\n")
    return text


class Reference:
    """The real conf in one place: a tree, an architecture, a toolchain."""

    def __init__(self, world, case, scratch):
        self.world, self.case, self.scratch = world, case, scratch
        self.number = 0

    def conf(self, mode, files, **variables):
        """The file that a mode leaves: .config, or the saved defconfig."""
        self.number += 1
        folder = self.scratch / f"{self.case.tree.label}-{self.case.arch}-{self.case.toolchain}-{self.number}"
        lay(folder, {"include/config/auto.conf": b"", **files})
        environment = {**self.world.environment(self.case), **variables}
        done = subprocess.run([self.case.tree.conf, mode, "Kconfig"], cwd=folder, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True)
        left = folder / ("defconfig" if mode.startswith("--savedefconfig") else ".config")
        if done.returncode or not left.exists():
            raise kernel.SetupError(f"conf {mode}: {done.stderr[-500:]}")
        text = left.read_text(encoding="utf-8", errors="replace")
        shutil.rmtree(folder)
        return text


def written(reference, label, defconfigs, seeds):
    """Files that conf writes: of defconfigs, with and without LTO, and random ones."""
    tree, arch = reference.case.tree, kernel.srcarch(reference.case.arch)
    for number, name in enumerate(defconfigs):
        base = (tree.path / "arch" / arch / "configs" / name).read_bytes()
        for wish in dict.fromkeys(["", WISHES[1 + number % (len(WISHES) - 1)]]):
            text = reference.conf("--defconfig=given", {"given": base + wish.encode()})
            yield f"{label}/{name}/{len(wish)}", text
    for seed in seeds:
        wish = WISHES[seed % len(WISHES)]
        text = reference.conf("--randconfig", {"given": wish.encode()}, KCONFIG_SEED=str(seed), KCONFIG_ALLCONFIG="given")
        yield f"{label}/rand/{seed}", text


def wished(reference, name, text, member):
    """The same file with another member set by hand, and the mode that conf then comes to."""
    others = {other: "n" for other in ("LTO_NONE", *MEMBERS) if f"CONFIG_{other}" in text}
    changed = with_lines(text, {**others, member: "y"})
    return File(f"{name}/wished/{member}", changed, mode_of(reference.conf("--olddefconfig", {".config": changed.encode()})))


def spoiled(name, text, rng):
    """Files whose LTO lines contradict each other, with the code that must be told."""
    member = next((member for member in MEMBERS if f"\nCONFIG_{member}=y\n" in text), None)
    ways = {"lto::not-selected": {**{each: "n" for each in MEMBERS}, "LTO_NONE": "y", "LTO": "y", "LTO_CLANG": "y"}}
    if member:
        ways |= {
            "lto::two-members": {"LTO_NONE": "y"},
            "lto::unmet-dependency": rng.choice([{"GCOV_KERNEL": "y"}, {"FTRACE_MCOUNT_USE_RECORDMCOUNT": "y"},
                                                {"HAS_LTO_CLANG": None}, {"ARCH_SUPPORTS_LTO_CLANG": None}]),
            "lto::tools-contradict": {"CC_IS_CLANG": None, "CC_IS_GCC": "y", "CLANG_VERSION": "0"},
        }
    elif "\nCONFIG_CC_IS_GCC=y\n" in text:
        ways |= {"lto::tools-contradict": {"HAS_LTO_CLANG": "y"},
                 "lto::unmet-dependency": {"LTO_NONE": "n", "LTO_CLANG_THIN": "y"}}
    code = rng.choice(sorted(ways))
    return File(f"{name}/spoiled/{code}", with_lines(text, ways[code]), "", code)


def files_of(world, scratch, place, settings):
    """All files of one tree, architecture and toolchain."""
    tree, arch, toolchain = place
    reference = Reference(world, Case(tree, arch, toolchain, False, "embedded", []), scratch)
    rng = random.Random(f"{settings.seed}/{tree.label}/{arch}/{toolchain}")
    known = tree.defconfigs(arch)
    some, seeds, wishes = AMOUNTS[settings.amount]
    # spread over the list, which goes by name
    defconfigs = known[::max(1, len(known) // some)]
    seeds = range(settings.seed, settings.seed + seeds)
    for name, text in written(reference, f"{tree.label}/{arch}/{toolchain}", defconfigs, seeds):
        yield File(name, text, mode_of(text))
        yield spoiled(name, text, rng)
        if rng.random() < wishes:
            yield wished(reference, name, text, rng.choice(["LTO_CLANG_FULL", "LTO_CLANG_THIN"]))
        if rng.random() < 0.2:
            saved = reference.conf("--savedefconfig=defconfig", {".config": text.encode()})
            yield File(f"{name}/saved/defconfig", saved, mode_of("\n" + saved), how=("--embedded", f"--arch={arch}"))


def plain(tree):
    """The defconfigs of all architectures, as they stand."""
    for folder in sorted((tree.path / "arch").glob("*/configs")):
        arch = folder.parent.name
        # those of user mode's parts stand with the others
        for path in sorted(each for each in folder.rglob("*defconfig") if each.is_file()):
            name = f"{tree.label}/{arch}/plain/{path.relative_to(folder)}"
            how = ("--embedded=linux-{}.{}".format(*tree.version), f"--arch={arch}")
            yield File(name, path.read_text(encoding="utf-8", errors="replace"), None, how=how)


def built(folder):
    """The configurations of a distribution's kernels."""
    for path in distribution.configurations(folder):
        text = path.read_text(encoding="utf-8", errors="replace")
        yield File(f"built/{path.name}", text, mode_of(text))


def rate(settings, files, folder):
    """How many files are judged in a second of processor time, one after the other."""
    large = sorted((file.text for file in files if not file.code and file.mode is not None), key=len)[-20:]
    if not large:
        return "no files to take the time of"
    paths = [folder / f"rate-{number}.config" for number in range(20 * len(large))]
    for number, path in enumerate(paths):
        path.write_text(large[number % len(large)], encoding="utf-8", errors="replace")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([settings.ltoconf, "check", "--embedded", "--format", "concise", *paths],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(path.stat().st_size for path in paths) // len(paths) // 1000
    return f"{len(paths) / spent:.0f} files of {size} kB are judged in a second of processor time"


def judge(settings, files, folder):
    """What ltoconf says of files that are judged with the same options, by their paths."""
    paths = {}
    for number, file in enumerate(files):
        paths[folder / f"{number}-{file.name.replace('/', '_').replace(':', '_')}"] = file
    for path, file in paths.items():
        path.write_text(file.text, encoding="utf-8", errors="replace")
    environment = {name: os.environ[name] for name in kernel.KEPT if name in os.environ}
    done = subprocess.run([settings.ltoconf, "check", *files[0].how, "--format", "json", *paths],
                          env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise kernel.SetupError(f"ltoconf: exit {done.returncode}: {done.stderr[-500:]}")
    told = {file["path"]: file for file in json.loads(done.stdout)["files"]}
    return [(file, path, told[str(path)]) for path, file in paths.items()]


def fault(file, told):
    """What is wrong with the answer; none where it is right."""
    errors = [f"{one['code'].removeprefix('ltoconf::')} (line {one['line']}): {one['message']}"
              for one in told["diagnostics"] if one["severity"] == "error"]
    if file.code:
        return None if any(error.startswith(file.code) for error in errors) else f"no {file.code}: {errors}"
    if file.mode is not None and told["lto"]["mode"] != file.mode:
        return f"mode {told['lto']['mode']}, and {file.mode} by conf"
    # a wish that conf does not grant has to be told
    ungranted = "/wished/" in file.name and MEMBERS[file.name.rsplit("/", 1)[1]] != file.mode
    if ungranted:
        return None if any(error.startswith("lto::unmet-dependency") for error in errors) else "a wish is not told of"
    return f"false: {errors}" if errors else None


def main():
    """Makes the files, has them judged, and counts."""
    settings = options()
    trees = kernel.fetch(settings.tree)
    if settings.distribution:
        settings.distribution = settings.distribution.resolve()
    with scratch_folder() as scratch:
        scratch = Path(scratch)
        world = World(scratch, settings.ltoconf, True, None)
        toolchains = [each for each in ("gcc", "clang-19", "clang-14") if kernel.available(each)]
        places = [(tree, arch, toolchain) for tree in trees for arch in settings.arch or plan.ARCHES
                  for toolchain in toolchains
                  if toolchain == "gcc" or tree.clang_knows(arch, toolchain)]
        if settings.amount == "sample":
            places = [place for place in places
                      if any(place[1:] == sample[:2] and sample[2] in (None, place[0].version) for sample in SAMPLE)]
        with concurrent.futures.ThreadPoolExecutor(settings.jobs) as pool:
            made = [pool.submit(lambda place=place: list(files_of(world, scratch, place, settings))) for place in places]
            files = [file for one in made for file in one.result()]
        files += [file for tree in trees for file in plain(tree)]
        files += built(settings.distribution) if settings.distribution else []
        folder = settings.keep or scratch / "files"
        folder.mkdir(parents=True, exist_ok=True)
        groups = {}
        for file in files:
            groups.setdefault(file.how, []).append(file)
        failed = 0
        start = time.monotonic()
        judged = []
        for number, group in enumerate(groups.values()):
            (folder / str(number)).mkdir(exist_ok=True)
            judged += judge(settings, group, folder / str(number))
        say(f"embedded: {len(files)} files in {time.monotonic() - start:.2f} s, written and judged")
        for file, path, told in judged:
            wrong = fault(file, told)
            if wrong:
                failed += 1
                print(f"{file.name}: {wrong}" + (f" ({path})" if settings.keep else ""))
        kinds = [next((kind for kind in ("wished", "spoiled", "saved", "plain", "built")
                      if f"/{kind}/" in f"/{file.name}"), "written")
                 for file in files]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
        on = sum(1 for file in files if file.mode not in ("", "none", None))
        print(f"{counts}; {on} with LTO; {rate(settings, files, folder)}")
        print(f"{len(files) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except kernel.SetupError as error:
        sys.exit(f"embedded: {error}")

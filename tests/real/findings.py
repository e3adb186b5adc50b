#!/usr/bin/env python3
"""Holds what `ltoconf check` says of lines against what the kernel's own conf makes of them, on small trees drawn by a
seed and on whole kernels. Of a file that is judged as a whole every line that conf does not honour must be told, no
other, and the value that is told must be conf's. Of a fragment nothing may be claimed that any base belies which it is
merged into; lines that none of the bases tried honours, and that are not told, are counted, since a base that was not
tried may honour them. In: options, see --help. Out: on stdout what failed, how many lines were claimed to be lost, and
last `N passed, N failed`; exit 1 on any failure."""

import concurrent.futures
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import kernel
from compare import scratch_folder
from drawn import Drawn
from fixes import Place
from script import command, run
from shapes import Shapes

MODES = ("--allnoconfig", "--allyesconfig", "--allmodconfig", "--alldefconfig")
NOTHING = ("", '""', "0", "0x0")
TRISTATES = ("y", "m", "n")
# How many configurations a fragment is merged into on a small tree, and how many fragments each tree has.
BASES, FRAGMENTS = 30, 6


def options():
    """The command line."""
    parser = command(__doc__)
    parser.add_argument("--arch", action="append", help="of whole kernels (repeatable; default: x86)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="where the numbering of seeds starts")
    parser.add_argument("--count", type=int, default=60, metavar="N", help="small trees for each version (default 60)")
    parser.add_argument("--kernels", type=int, default=1, metavar="N", help="seeds for each whole kernel (default 1)")
    parser.add_argument("--untold", action="store_true", help="show lines that no base tried honours and that are not told")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N")
    return parser.parse_args()


def said(text):
    """Symbol → value, of a configuration's lines in their order."""
    pairs = re.findall(r"^(?:CONFIG_(\w+)=(.*)|# CONFIG_(\w+) is not set)$", text, re.M)
    found = {}
    for name, value, unset in pairs:
        # the last line counts: it takes the place of those before it
        found.pop(name or unset, None)
        found[name or unset] = "n" if unset else value
    return found


def lines(values):
    """A configuration of these values."""
    return "".join(f"# CONFIG_{name} is not set\n" if value == "n" else f"CONFIG_{name}={value}\n"
                   for name, value in values.items())


def merged(base, fragment):
    """As merge_config.sh has it: the fragment's lines take the place of the base's, at the end."""
    return {**{name: value for name, value in base.items() if name not in fragment}, **fragment}


def honoured(name, asked, written):
    """Whether a line got what it asks for."""
    if asked in TRISTATES:
        return written.get(name, "n") == asked
    got = written.get(name, "")
    return got in (asked, f"0x{asked}") or got in NOTHING and asked in NOTHING


class Told:
    """What one file's findings claim."""

    def __init__(self, judged):
        self.lost, self.together, self.values, self.named = set(), set(), {}, set()
        for finding in judged["diagnostics"]:
            self.read(finding)

    def read(self, finding):
        name, message = finding["symbol"], finding["message"]
        self.named.add(name)
        if finding["code"] == "ltoconf::config::choice-set-twice":
            members = message.split(": ")[1].split(", ")
            self.named.update(members)
            if "none of them is possible" in message:
                self.lost.update(members)
            elif alone := re.match(r"(\w+) alone is possible", finding["help"]):
                self.lost.update(member for member in members if member != alone[1])
        elif finding["code"] == "ltoconf::toolchain::differs":
            self.named.update(related["message"].split(":")[0] for related in finding["related"])
        elif "cannot be had together" in message:
            self.together.add(name)
        elif "is not honoured: " in message:
            self.lost.add(name)
        if instead := re.search(r"and its choice is (\w+)$", message):
            self.named.add(instead[1])
        becomes = re.search(r"(?:so it is|effect: it is|and becomes) (.*?)(?: in any case|, and its choice is \w+)?$", message)
        if becomes and not finding["code"].endswith("forced-by-select"):
            self.values[name] = becomes[1]

    def forget(self, names):
        """Leaves out values of symbols that are never written."""
        self.values = {name: value for name, value in self.values.items() if name not in names}

    def belied(self, asked, written):
        """Claims that one configuration, which conf made, shows to be wrong."""
        found = [f"{name}={asked[name]} is said to be lost" for name in self.lost & asked.keys()
                 if honoured(name, asked[name], written)]
        for name, value in self.values.items():
            got = written.get(name, "")
            same = value == got or value in ("n", "left out", "empty", *NOTHING) and got in ("", "n", *NOTHING)
            if not same and f"0x{value}" != got:
                found.append(f"{name} is said to become {value}, and is {got or 'left out'}")
        if self.together and all(honoured(name, value, written) for name, value in asked.items()):
            found.append(f"said to exclude each other: {' '.join(sorted(self.together))}")
        return found


class Small:
    """A drawn tree, conf and ltoconf on it."""

    def __init__(self, tree, seed, scratch, ltoconf):
        self.tree, self.ltoconf, self.scratch = tree, ltoconf, scratch / f"{tree.label}-{seed}"
        self.scratch.mkdir()
        self.drawn = Drawn(f"findings{seed}", tree.version)
        self.dice = random.Random(f"{tree.label}/{seed}")
        self.kconfig = self.drawn.kconfig
        if self.dice.randrange(2):
            # whether there are modules is then up to the file that a fragment is merged into
            self.kconfig = re.sub(r"^config MODULES\n\t.*\n", 'config MODULES\n\tbool "modules"\n', self.kconfig, flags=re.M)
        self.shapes = None
        if self.dice.randrange(3):
            switches = [name for name, kind in self.drawn.types.items() if kind in ("bool", "tristate")]
            self.shapes = Shapes(self.dice, tree.version, switches)
            self.kconfig += self.shapes.text
            self.drawn.types |= self.shapes.types
        # what they were asked to be is taken over by others, and never written
        plain = re.sub(r"\$\((?:empty|nowhere|same,)\)|\$\((?:same,)?(\w+)\)", r"\1", self.kconfig).replace("\\\n", "")
        self.passed_on = set(re.findall(r"^config\s+(\w+).*\n(?:\t.*\n)*?\ttransitional\b", plain, re.M))
        (self.scratch / "Kconfig").write_text(self.kconfig)

    def conf(self, mode, values):
        """What the real conf makes of values; None where it does not take the tree."""
        path = self.scratch / "conf.config"
        path.write_text(lines(values))
        environment = {"PATH": os.environ["PATH"], "KCONFIG_CONFIG": str(path), "srctree": ".", "SRCARCH": "x86"}
        done = subprocess.run([self.tree.conf, mode, "Kconfig"], cwd=self.scratch, env=environment, timeout=20,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return None if done.returncode else said(path.read_text())

    def check(self, kind, files):
        """What ltoconf says of files."""
        for name, values in files.items():
            (self.scratch / name).write_text(lines(values))
        command = [self.ltoconf, "check", kind, "--format", "json", "--tree", ".", *files]
        environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": str(self.scratch / "cache"), "ARCH": "x86",
                       "LTOCONF_DIALECT": "linux-{}.{}".format(*self.tree.version)}
        done = subprocess.run(command, cwd=self.scratch, env=environment, capture_output=True, text=True, check=False)
        if done.returncode == 2:
            raise ValueError(done.stderr)
        return {file["path"].removeprefix("./"): Told(file) for file in json.loads(done.stdout)["files"]}

    def fitting(self, name):
        """A value of a symbol's type."""
        kind = self.drawn.types.get(name, "bool")
        value = self.drawn.value(kind)
        if kind == "string" and self.dice.randrange(6) == 0:
            # a text, though a number would be none
            return self.dice.choice(('"0"', '"0x0"'))
        return self.dice.choice("yn") if kind == "bool" else value

    def base(self):
        """A configuration that a fragment may be merged into: a third of them are without modules."""
        values = self.some(self.dice.choice((0.5, 1, 1)))
        return {**values, "MODULES": "n"} if self.dice.randrange(3) == 0 else values

    def piece(self):
        """Lines of a fragment, half of those on tristates ask for m."""
        values = self.some(self.dice.choice((0.2, 0.4, 0.7)))
        asks = {name for name in values if self.drawn.types.get(name) == "tristate" and self.dice.randrange(2)}
        values = {name: "m" if name in asks else value for name, value in values.items()}
        if self.shapes and self.dice.randrange(2):
            at_once = self.shapes.at_once()
            values = {name: value for name, value in values.items() if name not in at_once} | at_once
        return values

    def some(self, share):
        """Lines on so many of the symbols, in any order."""
        names = ["MODULES", *self.drawn.types] if "config MODULES" in self.kconfig else list(self.drawn.types)
        return {name: self.fitting(name) for name in self.dice.sample(names, max(1, round(share * len(names))))}


def small(tree, seed, scratch, ltoconf):
    """What is wrong on one drawn tree, how many claims were held against conf, and the lines that may be lost and were not
    told; None where conf refuses the tree."""
    case = Small(tree, seed, scratch, ltoconf)
    try:
        bases = [case.conf(MODES[number], {}) if number < len(MODES) else
                 case.conf("--olddefconfig", case.base()) for number in range(BASES)]
        if None in bases:
            return None
        wholes = {f"w{number}": case.some(case.dice.random()) for number in range(FRAGMENTS)}
        pieces = {f"f{number}": case.piece() for number in range(FRAGMENTS)}
        wrong, claims, silent = [], 0, []
        for name, told in case.check("--whole", wholes).items():
            told.forget(case.passed_on)
            asked, got = wholes[name], case.conf("--olddefconfig", wholes[name])
            found = told.belied(asked, got)
            found += [f"{it}={value} is lost, and not told: it is {got.get(it)}" for it, value in asked.items()
                      if not honoured(it, value, got) and it not in told.named | case.passed_on]
            wrong += [f"whole file: {it}\n{lines(asked)}" for it in found]
            claims += len(told.lost)
        for name, told in case.check("--fragment", pieces).items():
            wrong += [f"fragment: {it} is passed on, and told" for it in sorted(case.passed_on & told.named)]
            told.forget(case.passed_on)
            found, missed = fragment(case, pieces[name], told, bases)
            wrong += found
            claims += len(told.lost)
            silent += [f"UNTOLD {tree.label} seed {seed}: {it}={pieces[name][it]}\n{lines(pieces[name])}\n{case.kconfig}"
                       for it in missed]
    except subprocess.TimeoutExpired:
        return None
    return [f"FAILS {tree.label} seed {seed}: {it}\n{case.kconfig}" for it in wrong], claims, silent


def fragment(case, asked, told, bases):
    """What is wrong in what is said of a fragment on a drawn tree, and which lines no base honours and none tells."""
    results = [case.conf("--olddefconfig", merged(base, asked)) for base in bases]
    found = {it for got in results for it in told.belied(asked, got)}
    missed = [it for it, value in asked.items()
              if it not in told.named and not any(honoured(it, value, got) for got in results)]
    return [f"fragment: {it}\n{lines(asked)}" for it in sorted(found)], missed


def altered(dice, values):
    """Lines of a configuration, some with another value of their type."""
    out = {}
    for name, value in values.items():
        if value in TRISTATES:
            out[name] = dice.choice(TRISTATES if "m" in values.values() else "yn")
        elif value.startswith('"'):
            out[name] = dice.choice(('""', '"other"', value))
        elif re.fullmatch(r"-?\d+|0x[0-9a-f]+", value):
            number = dice.choice((0, 1, 5, 64, 1000, 10**6))
            out[name] = hex(number) if value.startswith("0x") else str(number)
    return out


def whole_kernel(place, seed):
    """What is wrong on one kernel: a random file with some lines altered, and these lines as a fragment."""
    dice = random.Random(f"{place.label}/{seed}")
    before = said(place.stable_random("base.config", seed))
    names = dice.sample(sorted(before), dice.choice((5, 40, 300)))
    changes = {name: value for name, value in altered(dice, {name: before[name] for name in names}).items()}
    environment, wrong, claims = place.callers(), [], 0
    (place.scratch / "fragment").write_text(lines(changes))
    whole = {**before, **changes}
    bases = [said(place.conf(mode, "mode.config")) for mode in MODES[:3]]
    bases += [before, *(said(place.stable_random("more.config", 1000 + 10 * seed + more)) for more in range(2))]

    def after(values):
        (place.scratch / "after.config").write_text(lines(values))
        return said(place.conf("--olddefconfig", "after.config"))

    def judged(kind, name):
        command = place.command("check", [kind, "--format", "json"], place.scratch / name)
        command.remove("--config")
        done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode == 2:
            raise kernel.SetupError(done.stderr)
        return Told(json.loads(done.stdout)["files"][0])

    (place.scratch / "whole.config").write_text(lines(whole))
    told, got = judged("--whole", "whole.config"), after(whole)
    wrong += [f"whole: {it}" for it in told.belied(whole, got)]
    wrong += [f"whole: {it}={value} is lost, and not told: it is {got.get(it)}" for it, value in whole.items()
              if not honoured(it, value, got) and it not in told.named]
    claims += len(told.lost)
    told = judged("--fragment", "fragment")
    wrong += sorted({f"fragment: {it}" for base in bases for it in told.belied(changes, after(merged(base, changes)))})
    claims += len(told.lost)
    shown = f"\n{lines(changes)}" if len(changes) < 50 else f" (of {len(changes)} lines altered)"
    return [f"FAILS {place.label} seed {seed}: {it}{shown}" for it in wrong], claims, []


def cases(arguments, trees):
    """Tries all trees; how many passed and failed."""
    passed = failed = claims = silent = 0
    seeds = range(arguments.seed, arguments.seed + arguments.count)
    ltoconf = arguments.ltoconf
    with scratch_folder() as folder:
        scratch = Path(folder)
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            work = [pool.submit(small, tree, seed, scratch, ltoconf) for tree in trees for seed in seeds]
        results = [done.result() for done in work]
        if arguments.kernels:
            environments, probes = kernel.Environments(scratch), kernel.MemoProbes(scratch)
            for tree in trees:
                for arch in arguments.arch or ("x86",):
                    place = Place(tree, arch, "gcc", probes.wrap(environments.get(tree, arch, "gcc")), scratch, ltoconf)
                    results += [whole_kernel(place, arguments.seed + more) for more in range(arguments.kernels)]
        for result in filter(None, results):
            wrong, claimed, missed = result
            passed, failed = passed + (not wrong), failed + bool(wrong)
            claims, silent = claims + claimed, silent + len(missed)
            print("".join(f"{it}\n" for it in [*wrong, *(missed if arguments.untold else ())]), end="")
    print(f"{claims} lines were claimed to be lost, {silent} of fragments that no base tried honours were not told")
    return passed, failed


if __name__ == "__main__":
    sys.exit(run(options(), cases))

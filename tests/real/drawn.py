#!/usr/bin/env python3
"""Holds ltoconf against the kernel's own conf on small trees drawn by a seed, in every mode. In:
options, see --help. Out: each differing run with its Kconfig and .config and, last, `N passed, N
failed`; exit 1 on any."""

import argparse
import concurrent.futures
import os
import random
import sys
import tempfile
from pathlib import Path

# Before the suite's own modules: nothing is to be left in the repository.
sys.dont_write_bytecode = True

import kernel
from cases import ALL_MODES, OVER_MODES, TYPED
from runner import differences, run, text_diff
from steps import SYNCED, Step, call

MODES = ("olddefconfig", *ALL_MODES, "randconfig", *OVER_MODES, "syncconfig", "oldconfig", "oldaskconfig")
# modes that came with 5.6
LATE_MODES = ("helpnewconfig", "yes2modconfig", "mod2yesconfig")
TRISTATES = ("y", "m", "n")


class Drawn:
    """A tree and a configuration of a few symbols."""

    def __init__(self, seed, version):
        self.rng = random.Random(seed)
        self.version = version
        self.count = self.rng.randint(3, 9)
        self.types = {f"S{at}": self.pick("bool", "bool", "bool", "tristate", "tristate", "int", "hex", "string")
                      for at in range(self.count)}
        # conditions look back, selects look ahead: mostly, nothing depends on itself
        self.known, self.ahead = [], []
        self.later = random.Random(f"{seed}later")
        self.newer = random.Random(f"{seed}newer")
        self.kconfig = self.with_macros(self.tree()) if self.later.randrange(3) == 0 else self.tree()
        self.config = self.lines_of_a_user()

    def pick(self, *items):
        """One of them."""
        return self.rng.choice(items)

    def chance(self, percent):
        """Whether it happens."""
        return self.rng.randrange(100) < percent

    def symbol(self, *types):
        """A symbol, of one of the types where any are named."""
        names = [name for name in self.known if not types or self.types[name] in types]
        return self.rng.choice(names) if names else self.pick("UNKNOWN", "y", "n", "MODULES")

    def value(self, kind):
        """A value of a type, or nearly."""
        if kind in ("bool", "tristate"):
            return self.pick(*TRISTATES)
        if kind == "int":
            return str(self.pick(0, 1, 2, 3, 5, 9, 10, -1, 100))
        if kind == "hex":
            return self.pick("0x0", "0x1", "0x5", "0xA", "0xff", "10")
        return self.pick('"a"', '"b"', '""', '"y"', '"5"', '"a b"')

    def term(self):
        """A part of an expression."""
        roll = self.rng.randrange(12)
        if roll == 0:
            return self.pick(*TRISTATES)
        if roll <= 2:
            name = self.symbol()
            relation = self.pick("=", "!=", "<", "<=", ">", ">=")
            other = self.value(self.types.get(name, "bool")) if self.chance(60) else self.symbol()
            return f"{name} {relation} {other}"
        if roll == 3:
            return f"({self.symbol('bool', 'tristate')} || !{self.symbol('bool', 'tristate')})"
        return ("!" if self.chance(30) else "") + self.symbol("bool", "tristate")

    def expression(self):
        """A condition."""
        terms = [self.term() for _ in range(self.pick(1, 1, 1, 2, 2, 3))]
        return self.pick(" && ", " || ").join(terms)

    def condition(self, percent):
        """`if …`, or nothing."""
        return f" if {self.expression()}" if self.chance(percent) else ""

    def entry(self, name, word="config", member=False):
        """A symbol with its attributes."""
        kind = self.types[name]
        if not member and self.version >= (6, 18) and self.newer.randrange(8) == 0:
            return self.transitional(name)
        out = [f"{word} {name}"]
        prompted = member or self.chance(70)
        if not prompted and self.chance(20):
            out.append(f"\tdef_{kind} {self.value(kind)}" if kind in ("bool", "tristate") else f"\t{kind}")
        else:
            prompt = f' "{name.lower()}"{self.condition(25)}' if prompted else ""
            # the prompt on a line of its own
            apart = prompt and self.newer.randrange(4) == 0
            out += [f"\t{kind}", f"\tprompt{prompt}"] if apart else [f"\t{kind}{prompt}"]
        if self.chance(40):
            out.append(f"\tdepends on {self.expression()}{self.late_condition()}")
        if not member:
            for _ in range(self.pick(0, 0, 1, 1, 2)):
                value = self.value(kind)
                if self.chance(30):
                    value = self.symbol(kind) if kind in ("int", "hex", "string") else self.expression()
                out.append(f"\tdefault {value}{self.condition(40)}")
        if kind in ("int", "hex") and self.chance(50):
            bounds = sorted(self.pick(0, 1, 2, 5, 9, 20) for _ in range(2))
            low, high = (f"0x{n:x}" if kind == "hex" else str(n) for n in bounds)
            low = self.symbol(kind) if self.chance(15) else low
            high = self.symbol() if self.later.randrange(6) == 0 else high
            out.append(f"\trange {low} {high}{self.condition(30)}")
        if kind in ("bool", "tristate"):
            for verb, percent in (("select", 20), ("imply", 15)):
                targets = [other for other in self.ahead if self.types[other] in ("bool", "tristate")]
                if targets and self.chance(percent):
                    out.append(f"\t{verb} {self.rng.choice(targets)}{self.condition(35)}")
        if self.chance(10):
            out.append(f"\thelp\n\t  Of {name}.")
        return out

    def transitional(self, name):
        """A symbol that stands for a user's older value, seldom with what it may not have."""
        out = [f"config {name}", f"\t{self.types[name]}", "\ttransitional"]
        if self.newer.randrange(3) == 0:
            out.append("\thelp\n\t  Once.")
        elif self.newer.randrange(8) == 0:
            out.insert(2, self.newer.choice(("\tdefault y", "\tdepends on y", '\tprompt "old"')))
        return out

    def late_condition(self):
        """`if …` behind `depends on`, where the version knows it."""
        known = self.version >= (7, 0) and self.known and self.later.randrange(3) == 0
        return f" if {self.later.choice(self.known)}" if known else ""

    def with_macros(self, kconfig):
        """The same tree, some of its words made by macros, and words that are nothing between them."""
        rng, out = self.later, ["empty :=", "same = $(1)", "S := S", "yes := y"]
        for line in kconfig.splitlines():
            words, made = line.strip("\t").split(" "), []
            # words of a text are left alone, and so are those of a help text
            quoted = False
            for at, word in enumerate(words):
                if at and not quoted and rng.randrange(8) == 0:
                    made.append(rng.choice(("$(empty)", "$(same,)", "$(empty)$(same,)", "$(nowhere)")))
                bare = word.strip("()!")
                if not quoted and at and bare[:1] == "S" and bare[1:].isdigit() and rng.randrange(3) == 0:
                    word = word.replace(bare, rng.choice((f"$(same,{bare})", f"$(S){bare[1:]}", f"$(empty){bare}")))
                elif not quoted and at and bare == "y" and rng.randrange(3) == 0:
                    word = word.replace(bare, "$(yes)")
                made.append(word)
                quoted ^= word.count('"') % 2 == 1
            text = line.startswith("\t  ")
            out.append(line if text else "\t" * line.startswith("\t") + " ".join(made))
            if not text and words[0] != "help" and rng.randrange(10) == 0:
                out[-1] += rng.choice((" $(empty)", " $(empty) # a remark", "\t$(same,)", " \\\n\t\t$(empty)"))
        return "\n".join([*out, ""])

    def choice(self, names):
        """A choice of symbols, which become its members."""
        old = self.version < (6, 9)
        kind = "tristate" if old and self.chance(30) else "bool"
        for name in names:
            self.types[name] = kind
        typed = f"\t{kind}\n" if old and self.chance(60) else ""
        word = f"choice C{names[0]}" if old and self.newer.randrange(5) == 0 else "choice"
        out = [f"{word}\n{typed}\tprompt \"c\"{self.condition(25)}"]
        if self.version < (6, 10) and self.chance(20):
            out.append("\toptional")
        if self.known and self.newer.randrange(4) == 0:
            # what hangs on the entry before it stands below that
            out.append(f"\tdepends on {self.known[-1]}")
        if self.chance(30):
            out.append(f"\tdepends on {self.expression()}")
        for _ in range(self.pick(0, 1, 1, 2)):
            out.append(f"\tdefault {self.rng.choice(names)}{self.condition(40)}")
        for name in names:
            entry = self.entry(name, member=True)
            out += self.inside_choice(entry)
            if self.newer.randrange(3) == 0:
                # members may hang on those before them
                self.known.append(name)
        return [*out, "endchoice"]

    def inside_choice(self, entry):
        """A member with what may stand around it, seldom with what may not."""
        roll = self.newer.randrange(100)
        if roll < 20:
            return [f"if {self.expression()}", *entry, "endif"]
        if roll < 30:
            return [f'comment "words"\n\tdepends on {self.expression()}', *entry]
        if roll < 33:
            return ['menu "m"', *entry, "endmenu"]
        if roll < 36:
            return ['choice\n\tprompt "within"', *entry, "endchoice"]
        return entry

    def tree(self):
        """A Kconfig."""
        modules = "option modules" if self.version < (5, 13) else "modules"
        how = self.pick("def_bool y", 'bool "modules"\n\tdefault y', 'bool "modules"')
        out = [f"config MODULES\n\t{how}\n\t{modules}"] if self.chance(80) else []
        names, closing = list(self.types), []
        while names:
            if self.chance(15):
                out.append(f'menu "m"\n\tdepends on {self.expression()}' if self.chance(50)
                           else f'menu "m"\n\tvisible if {self.expression()}')
                closing.append("endmenu")
            if self.chance(15):
                out.append(f"if {self.expression()}")
                closing.append("endif")
            if self.chance(8):
                out.append(f'comment "words"{chr(10)}\tdepends on {self.expression()}')
            if len(names) >= 2 and self.chance(20):
                if self.newer.randrange(4) == 0:
                    out.append(f'menu "shown"\n\tvisible if {self.expression()}')
                    closing.append("endmenu")
                members = [names.pop(0) for _ in range(min(self.pick(2, 3), len(names)))]
                self.ahead = names
                out += self.choice(members)
                self.known += [name for name in members if name not in self.known]
            else:
                name = names.pop(0)
                self.ahead = names
                out += self.entry(name, self.pick("config", "config", "config", "menuconfig"))
                self.known.append(name)
            while closing and self.chance(45):
                out.append(closing.pop())
        if self.chance(5):
            out += self.entry(self.rng.choice(self.known))
        return "\n".join([*out, *reversed(closing), ""])

    def lines_of_a_user(self):
        """A configuration that says something of most symbols, not always something that fits."""
        out = []
        for name in self.rng.sample(["MODULES", *self.types], self.rng.randint(0, self.count + 1)):
            value = self.value(self.types.get(name, "bool"))
            if value == "n" and self.chance(80):
                out.append(f"# CONFIG_{name} is not set")
            else:
                out.append(f"CONFIG_{name}={value}")
        return "\n".join([*out, ""])


def step_of(mode, drawn, seed):
    """One call of conf on a drawn tree, answers typed."""
    rng = random.Random(f"{seed}{mode}")
    typed = "\n".join(rng.choice(TYPED) for _ in range(rng.choice((0, 5, 60)))) + "\n"
    files = {"Kconfig": drawn.kconfig.encode(), ".config": drawn.config.encode()}
    if mode != "syncconfig":
        files |= SYNCED
    return Step(call(mode), files, {"KCONFIG_SEED": str(seed)}, answers=typed.encode())


def compare(tree, ltoconf, seed, top):
    """The first mode in which the two differ, told; None where none does, or where conf itself fails."""
    drawn = Drawn(seed, tree.version)
    environment = {"PATH": os.environ["PATH"], "SRCARCH": "x86", "XDG_CACHE_HOME": str(top / "cache"),
                   "LTOCONF_DIALECT": "linux-{}.{}".format(*tree.version)}
    late = LATE_MODES if tree.version < (5, 6) else ()
    for mode in (mode for mode in MODES if mode not in late and tree.knows_mode(mode)):
        step, outcomes = step_of(mode, drawn, seed), []
        for command in ([str(tree.conf)], [str(ltoconf), "conf"]):
            with tempfile.TemporaryDirectory(dir=top) as folder:
                outcomes.append(run(command, step, Path(folder), environment, limit=20))
            # some versions crash on a bool that is tested for m, or print what is not their memory any more
            if outcomes[0].status < 0 or b"<unknown type" in outcomes[0].stdout:
                break
        else:
            real, own = outcomes
            found = differences(step, real, own)
            if real.stdout != own.stdout:
                found += text_diff("stdout", real.stdout, own.stdout)
            if found:
                shown = "\n".join(found)
                return (f"DIFFERS {tree.label} seed {seed} --{mode}\n{shown}\n--- Kconfig\n{drawn.kconfig}--- .config\n"
                        f"{drawn.config}")
    return None


def main():
    """Exit 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = kernel.HERE.parent.parent
    parser.add_argument("--ltoconf", type=Path, default=root / "target/release/ltoconf", help="the program to try")
    parser.add_argument("--tree", action="append", default=[], metavar="DIR", help="a kernel tree (repeatable)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the first seed")
    parser.add_argument("--count", type=int, default=200, metavar="N", help="how many seeds for each tree")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N")
    arguments = parser.parse_args()
    try:
        trees = kernel.fetch(arguments.tree)
    except (kernel.SetupError, OSError) as error:
        print(f"drawn: {error}", file=sys.stderr)
        return 2
    failed = total = 0
    with tempfile.TemporaryDirectory() as top, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        seeds = range(arguments.seed, arguments.seed + arguments.count)
        ltoconf = arguments.ltoconf.resolve()
        work = [pool.submit(compare, tree, ltoconf, seed, Path(top)) for tree in trees for seed in seeds]
        for done in work:
            total += 1
            told = done.result()
            if told:
                failed += 1
                print(told, flush=True)
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
